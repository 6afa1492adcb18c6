"""When is the policy to be reviewed next, which review came late, and what does its record still lack?

    standing(record, [Review(date(2026, 3, 1))], today=date(2026, 4, 7)).due      # date(2027, 3, 1)

Rules that hold here:

1. What is on record since goes on from what the document says: its reviews and ours count alike.
2. The next review is due on the day that the last one named, or else so long after it as the policy says;
   where there is no review yet, on the day that the document names.
3. A month counts from its first day: sooner is kinder.
4. A review that came after it was due is late by the whole months between.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from kept.casework.registers import after
from kept.rulebook.policy_record import UNDER_REVIEW, PolicyRecord

OVERDUE, NO_REVIEW, NO_DATE = "overdue", "no-review", "no-date"
NOT_APPROVED, REVIEWING = "not-approved", "under-review"


@dataclass(frozen=True, slots=True)
class Review:
    """One review that was finished, and the day on which the next one is due, where it named one."""

    on: date
    next_on: date | None = None


@dataclass(frozen=True, slots=True)
class Late:
    """A review that came so many whole months after it was due."""

    on: date
    due: date
    months: int


@dataclass(frozen=True, slots=True)
class Standing:
    """How the policy stands: its last review, the day of the next, which came late, and what is lacking."""

    last: date | None
    due: date | None
    late: tuple[Late, ...]
    lacks: tuple[str, ...]


def standing(
    record: PolicyRecord, since: Iterable[Review], *, approved: bool = False, today: date
) -> Standing:
    """How it stands today, with the reviews `since` the document; `approved` where one is on record since."""
    reviews = sorted([*(Review(each.on) for each in record.reviewed), *since], key=lambda each: each.on)
    due = _due(record, reviews)
    return Standing(
        reviews[-1].on if reviews else None,
        due,
        tuple(_late(record, reviews)),
        tuple(_lacks(record, reviews, due, approved=approved or bool(record.approved), today=today)),
    )


def _due(record: PolicyRecord, reviews: Sequence[Review]) -> date | None:
    if not reviews:
        return record.next_on
    last = reviews[-1]
    if last.next_on is not None:
        return last.next_on
    if record.next_on is not None and record.next_on > last.on:
        return record.next_on
    return after(last.on, record.every) if record.every is not None else None


def _late(record: PolicyRecord, reviews: Sequence[Review]) -> Iterable[Late]:
    for number in range(1, len(reviews)):
        due, came = _due(record, reviews[:number]), reviews[number].on
        if due is not None and came > due:
            months = (came.year - due.year) * 12 + came.month - due.month - (came.day < due.day)
            yield Late(came, due, months)


def _lacks(
    record: PolicyRecord, reviews: Sequence[Review], due: date | None, *, approved: bool, today: date
) -> Iterable[str]:
    if record.state == UNDER_REVIEW and not approved:
        yield REVIEWING
    if not approved:
        yield NOT_APPROVED
    if not reviews:
        yield NO_REVIEW
    if due is None:
        yield NO_DATE
    elif due < today:
        yield OVERDUE
