"""How long has a visitor been here, how long will it still take, and what is to be said to them now?

    stay = stay_of(events)                      # arrived, greeted, what they need, what they were told
    expected(ahead=3, hands=2, usual=8)         # 15: minutes until somebody is free for them
    prompts(stay, at=now, over=True)            # (SORRY, TELL_AGAIN)
    pressing(started, due, at)                  # NEAR: a second person is called

1. A wait is worked out from those who are ahead, how many of us see visitors, and how long one usually takes;
   it is told in fives, and never as less than it is.
2. Whoever was told a time that has passed is told again, and so is whoever has not been told at all.
3. A wait that is over what was promised asks for an apology and something to drink.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median

from kept.casework.values import Event

ARRIVED, NEEDS, NOTICED, GREETED = (
    "visitor.arrived",
    "visitor.needs",
    "visitor.acknowledged",
    "visitor.greeted",
)
SEEN, ANSWERED, LEFT = "visitor.seen", "visitor.answered", "visitor.left"
TOLD_WAIT, APOLOGISED, PLACED = "visitor.told_wait", "visitor.apologised", "visitor.placed"
ROOM_LACKING, PASSED_ON, LOOKED_AFTER = "visitor.room_lacking", "visitor.passed_on", "visitor.looked_after"
NOT_HELD, UNRESOLVED = "visitor.not_held", "visitor.unresolved"
VOIDED, CLOSED = "event.voided", "thread.closed"
_OVER = frozenset({ANSWERED, LEFT, NOT_HELD, UNRESOLVED, CLOSED})

PRIVATE, ROOM, RECEPTION, ELSEWHERE = "private", "room", "reception", "elsewhere"
DRINKING, ILL, WELL = "drinking", "ill", "well"

CALM, NEAR, OVER = "calm", "near", "over"
TELL, TELL_AGAIN, SORRY, GREET = "tell", "tell-again", "sorry", "greet"

# How long somebody is with us where nothing yet says how long it takes here.
USUAL = 10
STEP = 5
LONGEST_TOLD = 240
# A second person is called when so little is left, or half of what there was.
SECOND_AT = timedelta(minutes=2)


@dataclass(frozen=True, slots=True)
class Stay:
    """One visitor's time with us, as far as it has gone. `needs` are the names of what they said yes to."""

    arrived_at: datetime
    booked_at: datetime | None = None
    greeted_at: datetime | None = None
    seen_at: datetime | None = None
    over_at: datetime | None = None
    needs: frozenset[str] = frozenset()
    to_team: str = ""
    told: tuple[tuple[datetime, int], ...] = ()
    sorry_at: datetime | None = None
    offered: bool = False
    where: str = ""
    room: str = ""
    seen_by: str = ""
    lacking_at: datetime | None = None
    looked: str = ""
    private_place: bool = False
    declined: bool = False
    approved_by: str = ""
    passed: bool = False
    nobody: str = ""
    unsettled: bool = False

    @property
    def waits(self) -> bool:
        """Whether they are here and nobody who can help has met them."""
        return self.seen_at is None and self.over_at is None

    @property
    def private(self) -> bool:
        """Whether they are to be heard in a private room: they asked, or it is confidential."""
        return bool(self.needs & {"private_wanted", "confidential"})

    @property
    def in_private(self) -> bool:
        """Whether what was private was heard in a private room, or the customer would rather not."""
        return not (self.private or self.private_place) or self.where == PRIVATE or self.declined

    @property
    def counts_from(self) -> datetime:
        """From when they wait: those who come early for an appointment, from its time."""
        return max(self.arrived_at, self.booked_at) if self.booked_at else self.arrived_at


NEED_FIELDS = ("private_wanted", "confidential", "interpreter", "step_free", "children")


def stay_of(events: Iterable[Event]) -> Stay | None:
    """The stay that these events of one thread tell of; None where nobody came in."""
    known = list(events)
    undone = {each.corrects for each in known if each.kind == VOIDED}
    known = sorted(
        (each for each in known if each.id not in undone), key=lambda each: (each.happened_at, each.id)
    )
    arrived = next((each for each in known if each.kind == ARRIVED), None)
    if arrived is None:
        return None
    needs = [each for each in known if each.kind == NEEDS]
    placed = [each for each in known if each.kind == PLACED]
    looked = [each for each in known if each.kind == LOOKED_AFTER]
    last = placed[-1].facts if placed else {}
    answers = {name: value for each in needs for name, value in each.facts.items()}
    return Stay(
        arrived_at=arrived.happened_at,
        booked_at=_moment(arrived.facts.get("booked_at")) if arrived.facts.get("with_appointment") else None,
        greeted_at=_first(known, {GREETED, SEEN, ANSWERED}),
        seen_at=_first(known, {SEEN, ANSWERED}),
        over_at=_first(known, _OVER),
        needs=frozenset(name for name in NEED_FIELDS if answers.get(name) is True),
        to_team=str(_last(known, "to_team", {NEEDS, PASSED_ON}) or ""),
        told=tuple(
            (each.happened_at, _whole(each.facts.get("minutes"))) for each in known if each.kind == TOLD_WAIT
        ),
        sorry_at=_first((each for each in known if each.facts.get("apologised") is True), {APOLOGISED}),
        offered=any(
            each.kind == APOLOGISED and each.facts.get("refreshments") in ("taken", "declined")
            for each in known
        ),
        where=str(last.get("where") or ""),
        room=str(last.get("room") or ""),
        seen_by=str(_last(known, "with_whom", {PLACED}) or _last(known, "to", {PASSED_ON}) or ""),
        lacking_at=_first(known, {ROOM_LACKING}),
        looked=str(looked[-1].facts.get("found") or "") if looked else "",
        private_place=bool(last.get("private")),
        declined=bool(last.get("declined")),
        approved_by=str(last.get("approved_by") or ""),
        passed=any(each.kind == PASSED_ON for each in known),
        nobody=str(_last(known, "nobody", {PASSED_ON}) or ""),
        unsettled=any(each.kind == UNRESOLVED for each in known),
    )


def _first(events: Iterable[Event], kinds: Collection[str]) -> datetime | None:
    return next((each.happened_at for each in events if each.kind in kinds), None)


def _last(events: Sequence[Event], name: str, kinds: Collection[str]) -> object:
    return next(
        (each.facts[name] for each in reversed(events) if each.kind in kinds and each.facts.get(name)), None
    )


def _moment(value: object) -> datetime | None:
    return datetime.fromisoformat(value) if isinstance(value, str) else None


def _whole(value: object) -> int:
    return int(value) if isinstance(value, int | float) else 0


def usual(stays: Iterable[Stay], *, most: int = 20) -> float:
    """How many minutes somebody is with us, from those of today who were met and have gone, newest first."""
    took = [
        (each.over_at - each.seen_at) / timedelta(minutes=1)
        for each in stays
        if each.seen_at is not None and each.over_at is not None and each.over_at > each.seen_at
    ]
    return max(1.0, median(took[:most])) if took else float(USUAL)


def expected(*, ahead: int, hands: int, usual: float, busy: int = 0) -> int:
    """The minutes until it is somebody's turn, in fives: `ahead` wait before them, `busy` of our `hands` are
    with somebody now and half through, as far as anybody can tell.
    """
    hands = max(1, hands)
    if ahead + busy < hands:
        return 0
    rounds = ahead / hands
    half = min(busy, hands) / hands / 2
    return rounded(usual * (rounds + half))


def rounded(minutes: float) -> int:
    """Up to the next five, and no longer than anybody would say."""
    return min(LONGEST_TOLD, -(-int(-(-minutes // 1)) // STEP) * STEP)


def pressing(started: datetime, due: datetime, at: datetime) -> str:
    """Whether a promise is in time, near its end so that a second person is called, or over."""
    if at >= due:
        return OVER
    return NEAR if due - at <= min(SECOND_AT, (due - started) / 2) else CALM


def prompts(stay: Stay, *, at: datetime, over: bool) -> tuple[str, ...]:
    """What is to be said to somebody who waits, the most pressing first."""
    if not stay.waits:
        return ()
    found: list[str] = []
    if stay.greeted_at is None:
        found.append(GREET)
    if over and stay.sorry_at is None:
        found.append(SORRY)
    if not stay.told and stay.booked_at is None:
        found.append(TELL)
    elif stay.told and at >= told_until(stay):
        found.append(TELL_AGAIN)
    return tuple(found)


def told_until(stay: Stay) -> datetime:
    """Until when they expect to wait, by what they were told last."""
    moment, minutes = stay.told[-1]
    return moment + timedelta(minutes=max(minutes, 1))


def overran(stay: Stay, at: datetime) -> bool:
    """Whether somebody waited longer than they were told, and was not told again."""
    until = min(each for each in (stay.seen_at, stay.over_at, at) if each is not None)
    return bool(stay.told) and until > told_until(stay)


def waited(stay: Stay, at: datetime) -> float:
    """The minutes that somebody waited, until they were met or left."""
    until = min(each for each in (stay.seen_at, stay.over_at, at) if each is not None)
    return max(0.0, (until - stay.counts_from) / timedelta(minutes=1))


def most_at_once(stays: Iterable[Stay]) -> int:
    """How many waited at the same time at the worst moment: so many seats are needed."""
    steps: list[tuple[datetime, int]] = []
    for each in stays:
        until = min((moment for moment in (each.seen_at, each.over_at) if moment is not None), default=None)
        steps.append((each.arrived_at, 1))
        if until is not None:
            steps.append((max(until, each.arrived_at), -1))
    here = worst = 0
    for _, step in sorted(steps):
        here += step
        worst = max(worst, here)
    return worst
