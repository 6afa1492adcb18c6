"""May this person take the tenancy over, as far as the law can say it from a few answers?

    right_to_succeed(rules, nation="england", relation="spouse", only_home=True, on=day)
    # Answer("yes", "The tenancy passes to them by law: …")
    right_to_succeed(rules, nation="scotland", relation="family", only_home=True, told_on=may, on=august)
    # Answer("not-yet", "They have to have lived there for 12 months since we were told: until …")

It is a help for whoever decides, never the decision: what is unclear is for advice, and a “no” by law may
still be a home for a family in need.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from kept.casework.moving import LIVED_THERE, SUCCESSIONS, last_day, limit
from kept.rulebook.moves import MoveRule
from kept.workclock import Calendar

YES, NO, ASK = "yes", "no", "ask"
AS_A_COUPLE = ("spouse", "partner")
QUALIFIED = (*AS_A_COUPLE, "family", "carer")


@dataclass(frozen=True, slots=True)
class Answer:
    """What follows, in one word and in a sentence with where it stands."""

    word: str
    says: str


def right_to_succeed(
    rules: Iterable[MoveRule],
    *,
    nation: str,
    relation: str,
    only_home: bool,
    on: date,
    calendar: Calendar,
    told_on: date | None = None,
    earlier: int = 0,
    in_agreement: bool = False,
) -> Answer:
    """What the law of that nation says on the day of the death. A joint tenant goes on by right."""
    known = tuple(rules)
    if relation == "joint":
        return Answer(YES, "A joint tenant goes on with the tenancy by right. Nothing has to be asked for.")
    if not only_home:
        return Answer(NO, "Only somebody whose only or main home it was can take it over by law.")
    most = limit(known, SUCCESSIONS, nation=nation, on=on)
    if most is not None and earlier >= most.number:
        more = " The agreement may allow another: look there." if in_agreement else ""
        word = ASK if in_agreement else NO
        return Answer(word, f"It has been taken over as often as the law allows ({most.source}).{more}")
    if nation == "scotland":
        return _in_scotland(known, relation, told_on, on, calendar)
    return _in_england(relation, in_agreement)


def _in_england(relation: str, in_agreement: bool) -> Answer:
    if relation in AS_A_COUPLE:
        return Answer(YES, "The tenancy passes to them by law (Housing Act 1988, section 17).")
    if in_agreement:
        return Answer(
            YES, "The agreement itself lets them take it over. Keep a copy of that page with the case."
        )
    return Answer(
        NO,
        "By law it passes to a husband, wife or partner, and to others only where the agreement says so. "
        "Think of another home for them before you say no.",
    )


def _in_scotland(
    rules: tuple[MoveRule, ...], relation: str, told_on: date | None, on: date, calendar: Calendar
) -> Answer:
    if relation == "spouse":
        return Answer(
            YES, "A husband, wife or civil partner takes it over (Housing (Scotland) Act 2001, section 22)."
        )
    if relation not in QUALIFIED:
        return Answer(NO, "They are none of those whom the law lets take it over.")
    rule = limit(rules, LIVED_THERE, nation="scotland", on=on)
    if rule is None:
        return Answer(ASK, "The law of that day is not on file. Ask for advice.")
    if told_on is None:
        return Answer(
            ASK,
            f"The law asks for {rule.number} months as their main home, counted from when we were told. "
            "Find out when that was.",
        )
    if last_day(rule, told_on, calendar) > on:
        return Answer(
            NO,
            f"It was their home for less than {rule.number} months since we were told ({rule.source}). "
            "Think of another home for them before you say no.",
        )
    return Answer(YES, f"They have lived there for {rule.number} months or more since we were told.")
