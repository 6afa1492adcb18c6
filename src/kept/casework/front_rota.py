"""Who is at the front desk, who stands in, and is there an hour when nobody is?

    gaps(opening, turns)            # [(09:00, 09:30)]: open, and nobody is on the rota
    at_the_desk(turns, now)         # the accounts, without those who have a break just now
    second(turns, now)              # who is called when a wait grows too long

A break names who covers it, so a desk is never empty because somebody has tea. Nobody covers for themselves,
and nobody covers who has a break themselves.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from kept.casework.values import Refused

DESK, COVER, BREAK, DUTY = "desk", "cover", "break", "duty"
PARTS = (DESK, COVER, BREAK, DUTY)
LONGEST = timedelta(hours=12)
Stretch = tuple[datetime, datetime]


@dataclass(frozen=True, slots=True)
class Turn:
    """One turn: whose, as what, from when until when; a break's `cover`, a duty officer's `team`."""

    account: int
    part: str
    from_at: datetime
    to_at: datetime
    cover: int | None = None
    team: str = ""

    def holds(self, at: datetime) -> bool:
        """Whether it is on at that moment."""
        return self.from_at <= at < self.to_at


def at_the_desk(turns: Iterable[Turn], at: datetime) -> tuple[int, ...]:
    """Who sits there now: those on the rota, with the cover in place of whoever has a break."""
    now = [each for each in turns if each.holds(at)]
    covers = {each.account: each.cover for each in now if each.part == BREAK}
    sitting = [covers.get(each.account, each.account) for each in now if each.part == DESK]
    return tuple(dict.fromkeys(each for each in sitting if each is not None))


def second(turns: Sequence[Turn], at: datetime) -> tuple[int, ...]:
    """Whom a growing wait calls: whoever is on cover, else whoever sits there second."""
    now = [each for each in turns if each.holds(at)]
    away = {each.account for each in now if each.part == BREAK}
    sitting = at_the_desk(turns, at)
    covers = [each.account for each in now if each.part == COVER and each.account not in away]
    fresh = tuple(dict.fromkeys(each for each in covers if each not in sitting))
    return fresh or sitting[1:]


def on_duty(turns: Iterable[Turn], team: str, at: datetime) -> tuple[int, ...]:
    """The duty officers of a team now, those on a break left out."""
    now = [each for each in turns if each.holds(at)]
    away = {each.account for each in now if each.part == BREAK}
    return tuple(
        dict.fromkeys(
            each.account
            for each in now
            if each.part == DUTY and each.team == team and each.account not in away
        )
    )


def gaps(opening: Iterable[Stretch], turns: Iterable[Turn]) -> list[Stretch]:
    """When the office is open and nobody is on the rota for its desk."""
    staffed = sorted((each.from_at, each.to_at) for each in turns if each.part == DESK)
    found: list[Stretch] = []
    for opens, shuts in opening:
        reached = opens
        for begins, ends in staffed:
            if begins >= shuts or reached >= shuts:
                break
            if begins > reached:
                found.append((reached, begins))
            reached = max(reached, ends)
        if reached < shuts:
            found.append((reached, shuts))
    return found


def check_turn(turn: Turn, others: Iterable[Turn], *, at: datetime) -> Refused | None:
    """Whether a turn may be put on the rota beside those of the same office."""
    if turn.part not in PARTS:
        return Refused("Say as what: at the desk, on cover, on a break or as a team's duty officer.", "part")
    if turn.to_at <= turn.from_at:
        return Refused("It ends before it begins. Check both times.", "to_at")
    if turn.to_at <= at:
        return Refused("That is over already. Give a time that is still to come.", "to_at")
    if turn.to_at - turn.from_at > LONGEST:
        return Refused("Nobody sits there for more than twelve hours. Give each day its own turn.", "to_at")
    if turn.part == DUTY and not turn.team:
        return Refused("Say for which team they are on duty.", "team")
    beside = [each for each in others if each.from_at < turn.to_at and turn.from_at < each.to_at]
    if turn.part == BREAK:
        return _check_break(turn, beside)
    twice = any(
        each.account == turn.account and each.part == turn.part and each.team == turn.team for each in beside
    )
    return (
        Refused("They are on the rota for that already. Call that turn off first.", "from_at")
        if twice
        else None
    )


def _check_break(turn: Turn, beside: Sequence[Turn]) -> Refused | None:
    if turn.cover is None:
        return Refused("Say who covers, so that nobody stands before an empty desk.", "cover")
    if turn.cover == turn.account:
        return Refused("Nobody covers for themselves. Choose a colleague.", "cover")
    away = any(each.part == BREAK and each.account == turn.cover for each in beside)
    if away:
        return Refused(
            "They have a break then themselves. Choose another colleague, or another time.", "cover"
        )
    return None
