"""Who sees to the review of the policy, and when is it due, with what the registers of the house say since?

    due_for(karin, rulebook, "ibrahim", today=…)       # the day, where it is theirs and within half a year

The association must be active.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from kept.casework.policy_record import Review, standing
from kept.casework.registers import day_in
from kept.rulebook import Rulebook
from kept.rulebook.policy_record import PolicyRecord
from kept.store import registers
from kept.store.models import Association, RegisterEntry
from kept.workclock.lengths import months_from

POSTS, REVIEWED = "policy-posts", "policy-reviews"
REVIEWER = "reviewer"
BEFORE = 6


def record_of(rulebook: Rulebook) -> PolicyRecord:
    """What the document says of itself; nothing where the association's folder is silent."""
    found: PolicyRecord | None = next(iter(rulebook.room("record")), None)
    return found or PolicyRecord("policy", "")


def reviews_of(entries: Iterable[RegisterEntry]) -> list[Review]:
    """The reviews that are on record, each with the day on which the next is due."""
    return [
        Review(on, day_in(each.facts, "next_on"))
        for each in entries
        if (on := day_in(each.facts, "reviewed_on")) is not None
    ]


def due_for(association: Association, rulebook: Rulebook, handle: str, *, today: date) -> date | None:
    """When the review is due, for the colleague who sees to it, from half a year before; None otherwise."""
    held = list(registers.all_current(association, (POSTS, REVIEWED)))
    mine = any(
        each.register == POSTS and each.facts.get("task") == REVIEWER and each.facts.get("holder") == handle
        for each in held
    )
    if not mine:
        return None
    reviews = reviews_of(each for each in held if each.register == REVIEWED)
    due = standing(record_of(rulebook), reviews, approved=True, today=today).due
    return due if due is not None and months_from(due, -BEFORE) <= today else None
