"""How are moves and swaps weighed: points and places, the rent account, the ways open, grounds and limits?

    score(rules, {"health": 1, "too-few-bedrooms": 2}).total          # 80, with a line for each reason
    places([(7, 80, monday), (9, 40, friday)])                        # {7: 1, 9: 2}
    account(balance=300, expected=250, disputed=50).clear             # True: nothing is left to pay
    check_ground(rules, "sch14-1", nation="england", tenancy="secure", on=day)
    # Refused("… Arrears make a condition …"): rent owed is no ground of a secure tenant's list

All of it follows from the rules of the room `moves`, chosen by nation, tenancy and the day of the trigger.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from kept.casework.values import Refused
from kept.rulebook.moves import (
    BUY,
    CIRCUMSTANCE,
    FEATURE,
    GROUND,
    LIMIT,
    MOVE,
    POINTS,
    TENANCIES,
    WAY,
    MoveRule,
)
from kept.workclock import Calendar, Days, Months, Span, Weeks, due, local_date, local_midnight

SILENCE, NOTICE, SUCCESSIONS, LIVED_THERE = "silence", "notice", "successions", "lived-there"
# What is owed makes a condition of a swap for these, never a refusal (Housing Act 1985, section 92(5)).
CONDITION_ONLY = ("secure", "assured")
PENNY = 0.005
LARGEST_MONEY = 1_000_000


# ---- points and places ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Line:
    """One reason for points, how often it counts, and what that comes to."""

    name: str
    label: str
    times: int
    points: int


@dataclass(frozen=True, slots=True)
class Score:
    """How many points somebody has, and for what."""

    total: int
    lines: tuple[Line, ...]


def of_sort(rules: Iterable[MoveRule], sort: str) -> tuple[MoveRule, ...]:
    """The rules of one sort, in their order."""
    return tuple(each for each in rules if each.sort == sort)


def score(rules: Iterable[MoveRule], breakdown: Mapping[str, int]) -> Score:
    """The sum of the points with its lines. What the scheme does not know any more counts nothing."""
    lines = tuple(
        Line(each.name, each.label, times, times * each.points)
        for each in of_sort(rules, POINTS)
        if (times := min(max(int(breakdown.get(each.name, 0)), 0), each.most))
    )
    return Score(sum(each.points for each in lines), lines)


def check_breakdown(rules: Iterable[MoveRule], breakdown: Mapping[str, int]) -> Refused | None:
    """Why these are no reasons of the scheme; None where they are."""
    known = {each.name: each for each in of_sort(rules, POINTS)}
    for name, times in breakdown.items():
        rule = known.get(name)
        if rule is None:
            return Refused(f"“{name[:60]}” is no reason of our points scheme. Load the page again.", "points")
        if not 0 <= times <= rule.most:
            return Refused(
                f"“{rule.label}” counts at most {rule.most} times. Write a smaller number.", f"reason-{name}"
            )
    return None


def places(rows: Iterable[tuple[int, int, datetime]]) -> dict[int, int]:
    """The place of each of (id, points, since): most points come first, then whoever waited longest."""
    in_order = sorted(rows, key=lambda each: (-each[1], each[2], each[0]))
    return {each[0]: place for place, each in enumerate(in_order, 1)}


# ---- the rent account -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Account:
    """What stands against a move on the rent account, once what is due and what is disputed is taken off."""

    balance: float
    expected: float
    disputed: float
    left: float

    @property
    def clear(self) -> bool:
        """Whether nothing is left to pay."""
        return self.left < PENNY


def account(*, balance: float, expected: float = 0, disputed: float = 0) -> Account | Refused:
    """The account as it counts for a move, or why these sums cannot be."""
    for name, sum_ in (("balance", balance), ("expected_benefit", expected), ("disputed", disputed)):
        if not abs(sum_) <= LARGEST_MONEY or (name != "balance" and sum_ < 0):
            return Refused("Write the sum in pounds, such as 312.50, without a minus sign.", name)
    if expected + disputed > max(balance, 0) + PENNY:
        return Refused(
            "More is taken off than is owed. Check the benefit that is due and what is disputed.",
            "expected_benefit",
        )
    return Account(balance, expected, disputed, round(max(balance - expected - disputed, 0), 2))


def asks_for_exception(*, clear: bool, danger: bool) -> bool:
    """Whether whoever leads is asked about an exception at once: in danger, and something is owed."""
    return danger and not clear


# ---- the options sheet ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Options:
    """What stands on somebody's options sheet: ways to move, ways to buy, and what is not open."""

    moves: tuple[MoveRule, ...]
    buys: tuple[MoveRule, ...]
    closed: tuple[MoveRule, ...]


def options(
    rules: Iterable[MoveRule], *, nation: str, tenancy: str = "", circumstances: Collection[str] = ()
) -> Options:
    """Every way that is open to somebody in these circumstances; another nation's are left out altogether."""
    ways = [each for each in of_sort(rules, WAY) if not each.nations or nation in each.nations]
    is_open = [
        each
        for each in ways
        if set(each.needs) <= set(circumstances)
        and (not each.tenancies or not tenancy or tenancy in each.tenancies)
    ]
    return Options(
        tuple(each for each in is_open if each.leads == MOVE),
        tuple(each for each in is_open if each.leads == BUY),
        tuple(each for each in ways if each not in is_open),
    )


def known_circumstances(rules: Iterable[MoveRule], said: Collection[str]) -> tuple[str, ...]:
    """Those of the circumstances that the sheet knows, in its order."""
    return tuple(each.name for each in of_sort(rules, CIRCUMSTANCE) if each.name in said)


def known_features(rules: Iterable[MoveRule], said: Collection[str]) -> tuple[str, ...]:
    """Those of the features of a home that the register knows, in its order."""
    return tuple(each.name for each in of_sort(rules, FEATURE) if each.name in said)


# ---- what the law says, by nation, tenancy and day -----------------------------------------------------


def applies(rule: MoveRule, *, nation: str, tenancy: str, on: date) -> bool:
    """Whether a rule of the law holds for this nation and tenancy on that day. An unknown tenancy is any."""
    return (
        (not rule.nations or nation in rule.nations)
        and (not rule.tenancies or not tenancy or tenancy in rule.tenancies)
        and (rule.since is None or rule.since <= on)
    )


def grounds(rules: Iterable[MoveRule], *, nation: str, tenancy: str, on: date) -> tuple[MoveRule, ...]:
    """On what alone this swap may be refused; empty where the tenancy is not known yet in England."""
    if nation == "england" and tenancy not in TENANCIES:
        return ()
    return tuple(
        each for each in of_sort(rules, GROUND) if applies(each, nation=nation, tenancy=tenancy, on=on)
    )


def check_ground(
    rules: Sequence[MoveRule], ground: str, *, nation: str, tenancy: str, on: date, particulars: str = ""
) -> Refused | None:
    """Why a swap may not be refused so: the ground is none of its list, or nothing is said of it."""
    allowed = grounds(rules, nation=nation, tenancy=tenancy, on=on)
    if not allowed:
        return Refused("Say first which kind of tenancy it is: the grounds of the law hang on it.", "ground")
    if ground not in {each.name for each in allowed}:
        owed = " Rent that is owed makes a condition: agree, on condition that it is paid."
        more = owed if nation == "england" and tenancy in CONDITION_ONLY else ""
        return Refused(
            f"This is no ground on which the law lets this swap be refused. Choose one of its list.{more}",
            "ground",
        )
    if not particulars.strip():
        return Refused(
            "Say what exactly the ground rests on: without particulars a refusal does not count.",
            "particulars",
        )
    return None


def check_condition(condition: str, *, nation: str, tenancy: str) -> Refused | None:
    """Why that may not be made a condition; None where it may."""
    if condition == "arrears" and nation == "england" and tenancy == "fixed_term":
        return Refused(
            "Where a tenancy is for a fixed term the law knows no condition: agree, or refuse on a ground.",
            "condition",
        )
    return None


def limit(
    rules: Iterable[MoveRule], name: str, *, nation: str, tenancy: str = "", on: date
) -> MoveRule | None:
    """The limit of that name that holds on the day: the newest that had begun. None where there is none."""
    found = [
        each
        for each in of_sort(rules, LIMIT)
        if each.limit == name and applies(each, nation=nation, tenancy=tenancy, on=on)
    ]
    return max(found, key=lambda each: (each.since or date.min, -each.number), default=None)


def last_day(rule: MoveRule, on: date, calendar: Calendar) -> date:
    """The last day of that span after `on`, as Kept counts."""
    spans: Mapping[str, Span] = {
        "days": Days(rule.number),
        "weeks": Weeks(rule.number),
        "months": Months(rule.number),
    }
    ends = due(calendar, spans[rule.unit], local_midnight(calendar, on)).at
    return local_date(calendar, ends - timedelta(seconds=1))


@dataclass(frozen=True, slots=True)
class Silence:
    """Until when a swap may be refused at all, and how that stands today."""

    rule: MoveRule
    last: date
    over: bool
    soon: bool


def silence(
    rules: Iterable[MoveRule], *, nation: str, tenancy: str, asked_on: date, today: date, calendar: Calendar
) -> Silence | None:
    """When our silence becomes consent. An unknown kind of tenancy has the strictest day of all."""
    kinds = (tenancy,) if tenancy in TENANCIES or nation != "england" else ("fixed_term", "secure")
    found = [
        (last_day(rule, asked_on, calendar), rule)
        for kind in kinds
        if (rule := limit(rules, SILENCE, nation=nation, tenancy=kind, on=asked_on)) is not None
    ]
    if not found:
        return None
    last, rule = min(found, key=lambda each: each[0])
    return Silence(rule, last, today > last, (last - today).days <= 7)


@dataclass(frozen=True, slots=True)
class NoticeLength:
    """Whether a notice to leave is long enough: its earliest end, and how many days are missing."""

    rule: MoveRule
    earliest: date
    short_by: int


def notice_length(
    rules: Iterable[MoveRule], *, nation: str, given_on: date, leaves_on: date, calendar: Calendar
) -> NoticeLength | None:
    """How a notice stands to what the law asks at least; None where the law of that day asks nothing."""
    rule = limit(rules, NOTICE, nation=nation, on=given_on)
    if rule is None:
        return None
    earliest = last_day(rule, given_on, calendar)
    return NoticeLength(rule, earliest, max((earliest - leaves_on).days, 0))
