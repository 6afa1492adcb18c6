"""What comes round again: which duties are the association's own, and which period is a day of?

own_duties(rulebook, on)                # ["karin:communication.6", …]: not those of a home, a plan, an office
subject_of("karin:communication.6")     # "duty:karin:communication.6"
period_of(3, date(2026, 5, 8))          # (date(2026, 4, 1), date(2026, 6, 30)): the quarter
"""

from __future__ import annotations

from datetime import date, timedelta

from kept.rulebook.model import Promise, Rulebook

OF_THE_ASSOCIATION = "association"


def own_duties(rulebook: Rulebook, on: date) -> list[str]:
    """The clauses whose duty recurs on the association itself and binds that day, in the document's order."""
    duties = rulebook.duties.items()
    own = [(clause, it) for clause, it in duties if it.duty and it.duty.subject == OF_THE_ASSOCIATION]
    return [clause for clause, it in own if _binds(it, on)]


def _binds(promise: Promise, on: date) -> bool:
    """What binds from a later day begins with that day."""
    begun = promise.binds_from is None or promise.binds_from <= on
    return begun and (promise.repealed is None or on < promise.repealed)


def subject_of(clause: str) -> str:
    """The reference of the thread on which that duty recurs."""
    return f"duty:{clause}"


def period_of(months: int, day: date) -> tuple[date, date]:
    """The first and the last day of the whole period of so many months in which the day lies."""
    number = (day.year * 12 + day.month - 1) // months * months
    return _first_of(number), _first_of(number + months) - timedelta(days=1)


def _first_of(number: int) -> date:
    return date(number // 12, number % 12 + 1, 1)
