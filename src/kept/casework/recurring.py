"""Which duties are the association's own, and under which reference does each of them recur?

own_duties(rulebook)                    # ["karin:communication.6", …]: not those of a home, a plan, an office
subject_of("karin:communication.6")     # "duty:karin:communication.6"
"""

from __future__ import annotations

from kept.rulebook.model import Rulebook

OF_THE_ASSOCIATION = "association"


def own_duties(rulebook: Rulebook) -> list[str]:
    """The clauses whose duty recurs on the association itself, in the order of the document."""
    duties = rulebook.duties.items()
    return [clause for clause, each in duties if each.duty and each.duty.subject == OF_THE_ASSOCIATION]


def subject_of(clause: str) -> str:
    """The reference of the thread on which that duty recurs."""
    return f"duty:{clause}"
