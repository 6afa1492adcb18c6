"""Where may somebody be, when are they next in, and must their telephone ring elsewhere?

    STATES["visit"].in_now                              # False: they are out, at a customer's
    where(said, (), (), opened=True, today=midnight)    # Where("in"), or where they said
    next_in(calendar, away=(), since=now)               # the next moment at which their office is open

Rules that hold here:

1. What somebody said of themselves counts until they say otherwise, or the day is over: nobody is at lunch
   from yesterday.
2. Leave and sickness count before what was said. A booked visit or appointment that runs now counts before
   it too, unless it was said since it began.
3. Whoever cannot answer, and has nobody who does, is warned of: `undiverted`.
4. A call is diverted only to somebody who is in, who can take such calls, and never back to where it came
   from.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from kept.workclock import Calendar, Segment

IN, VISIT, MEETING, LUNCH, DESK, OUT = "in", "visit", "meeting", "lunch", "desk", "out"
ABSENT, CLOSED = "absent", "closed"
# How far ahead anybody is looked for; beyond that nobody knows.
FAR = timedelta(days=366)


@dataclass(frozen=True, slots=True)
class State:
    """One place where somebody may be. `answers` says whether their telephone is answered there."""

    slug: str
    label: str
    in_now: bool
    answers: bool


STATES: Mapping[str, State] = {
    each.slug: each
    for each in (
        State(IN, "In", in_now=True, answers=True),
        State(DESK, "In the building, away from the desk", in_now=True, answers=False),
        State(MEETING, "In an appointment or a meeting", in_now=True, answers=False),
        State(VISIT, "Out on a visit", in_now=False, answers=False),
        State(LUNCH, "At lunch", in_now=False, answers=False),
        State(OUT, "Out, or gone home", in_now=False, answers=False),
        State(ABSENT, "Away for a while", in_now=False, answers=False),
        State(CLOSED, "The office is closed", in_now=False, answers=False),
    )
}
# What somebody may say of themselves; an absence has its own page, and the hours say when it is closed.
SAYABLE = tuple(slug for slug in STATES if slug not in (ABSENT, CLOSED))


@dataclass(frozen=True, slots=True)
class Divert:
    """Who takes somebody's calls: a colleague, by account, or a place by its name; and what they know."""

    to: int | None = None
    place: str = ""
    briefing: str = ""

    @property
    def known(self) -> bool:
        """Whether there is anybody at all."""
        return self.to is not None or bool(self.place)


@dataclass(frozen=True, slots=True)
class Where:
    """Where one person is now, until when they think to be, and who takes their calls."""

    state: str
    since: datetime | None = None
    until: datetime | None = None
    divert: Divert = Divert()
    opened: bool = True

    @property
    def in_now(self) -> bool:
        """Whether they are in the building."""
        return STATES[self.state].in_now

    @property
    def undiverted(self) -> bool:
        """Whether their telephone rings where nobody answers it, while callers expect an answer."""
        return self.opened and not STATES[self.state].answers and not self.divert.known


@dataclass(frozen=True, slots=True)
class Said:
    """What was said of somebody: from when on, until when they think to be there, who takes their calls."""

    state: str
    since: datetime
    until: datetime | None = None
    divert: Divert = Divert()


@dataclass(frozen=True, slots=True)
class Booked:
    """What the diary has of somebody: a visit (`out`), or something at the office."""

    start: datetime
    end: datetime
    out: bool


@dataclass(frozen=True, slots=True)
class Gone:
    """An absence; without an end nobody knows when they are back."""

    start: datetime
    end: datetime | None
    divert: Divert = Divert()


def where(
    said: Said | None,
    booked: Iterable[Booked],
    gone: Iterable[Gone],
    *,
    opened: bool,
    today: datetime,
    at: datetime,
) -> Where:
    """Where somebody is now. `opened` says whether their office is open, `today` is when the day began."""
    for absence in gone:
        if absence.start <= at and (absence.end is None or absence.end > at):
            return Where(ABSENT, absence.start, absence.end, absence.divert, opened)
    if said is not None and not today <= said.since <= at:
        said = None
    for each in booked:
        if each.start <= at < each.end and (said is None or said.since < each.start):
            divert = said.divert if said is not None else Divert()
            return Where(VISIT if each.out else MEETING, each.start, each.end, divert, opened)
    if said is not None:
        return Where(said.state, said.since, said.until, said.divert, opened)
    return Where(IN if opened else CLOSED, opened=opened)


def kept_away(
    said: Said | None, booked: Iterable[Booked], gone: Iterable[Gone], *, at: datetime, tonight: datetime
) -> tuple[Segment, ...]:
    """What keeps somebody from their telephone, from now on. Whoever went home is back the next day."""
    found = [Segment(each.start, each.end) for each in booked]
    found += [Segment(each.start, each.end or at + FAR) for each in gone]
    if said is not None and not STATES[said.state].answers and said.since <= at:
        until = said.until or (tonight if said.state == OUT else None)
        if until is not None and until > said.since:
            found.append(Segment(said.since, until))
    return tuple(found)


def next_in(calendar: Calendar, away: Iterable[Segment], since: datetime) -> datetime | None:
    """The first moment from then on at which the office is open and nothing keeps them away."""
    gone = sorted(away, key=lambda each: each.start)
    ordinal = calendar.day_of(since)
    for day in range(ordinal - 1, ordinal + FAR.days):
        for stretch in calendar.open_on(day):
            found = _first_free(stretch, gone, since)
            if found is not None:
                return found
    return None


def _first_free(stretch: Segment, gone: Sequence[Segment], since: datetime) -> datetime | None:
    """The first moment of a stretch, not before `since`, that lies in none of what keeps them away."""
    at = max(stretch.start, since)
    for each in gone:
        if each.start <= at < each.end:
            at = each.end
    return at if at < stretch.end else None


def may_take(
    *, taker: int, whose: int, needs: Collection[str], has: Collection[str], where: Where
) -> str | None:
    """Why a colleague cannot take somebody's calls, in words; None where they can.

    `needs` are the skills that the calls ask for, `has` those that the colleague holds, `where` is where the
    colleague is.
    """
    if taker == whose:
        return "Nobody’s telephone is diverted to themselves. Choose a colleague."
    if where.divert.to == whose:
        return "Their own telephone rings here already, so calls would go round. Choose somebody else."
    if not STATES[where.state].answers:
        return "They are not at their desk themselves. Choose somebody who is in."
    missing = sorted({each.casefold() for each in needs} - {each.casefold() for each in has})
    if missing:
        return f"These calls need what they are not known to be able to do: {', '.join(missing)}."
    return None
