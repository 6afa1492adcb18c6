"""May this be booked, and what may become of a booking?

    check_time(calendar, starts, ends, kind, at)    # Refused("The office is shut then: …", "starts")

A refusal says the cure; what is merely unwise comes back in `despite`, and is done when somebody says that
they mean it. Whether the time is free is for the database to say (see `actions.booking`).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from types import MappingProxyType

from kept.casework.slots import LONGEST, SHORTEST, is_open_throughout
from kept.casework.travel import TooTight
from kept.casework.values import Refused
from kept.rulebook.diary import HOME, OFFICE, OTHER, DiaryEntry
from kept.workclock import Calendar, Segment

# Nobody agrees on a time further ahead than this.
FURTHEST = timedelta(days=2 * 366)
# Somebody types for a while before they save.
JUST_NOW = timedelta(minutes=5)


class State(StrEnum):
    """What has become of a booking."""

    BOOKED = "booked"
    MOVED = "moved"
    CANCELLED_BY_US = "cancelled-by-us"
    CANCELLED_BY_CUSTOMER = "cancelled-by-customer"
    KEPT = "kept"
    LATE = "late"
    MISSED_BY_US = "missed-by-us"
    MISSED_BY_CUSTOMER = "missed-by-customer"


# From which state it may go on to which: what has ended stays as it ended.
NEXT: Mapping[State, frozenset[State]] = MappingProxyType(
    {
        State.BOOKED: frozenset(State) - {State.BOOKED},
        State.MOVED: frozenset(),
        State.CANCELLED_BY_US: frozenset(),
        State.CANCELLED_BY_CUSTOMER: frozenset(),
        State.KEPT: frozenset(),
        State.LATE: frozenset(),
        State.MISSED_BY_US: frozenset(),
        State.MISSED_BY_CUSTOMER: frozenset(),
    }
)
# How it ended, of those that came to their time.
CAME_TO_ITS_TIME = (State.KEPT, State.LATE, State.MISSED_BY_US, State.MISSED_BY_CUSTOMER)
# Whoever comes within this is on time.
ON_TIME = timedelta(minutes=5)
NO_ANSWER, REBOOKED, DECLINED, THINKING = "", "rebooked", "declined", "thinking"
ANSWERS = (REBOOKED, DECLINED, THINKING)


@dataclass(frozen=True, slots=True)
class Taken(Refused):
    """A refusal with other times that are free, and what somebody may say to have it all the same."""

    free: tuple[Segment, ...] = ()
    despite: str = ""


def check_time(
    calendar: Calendar,
    starts: datetime,
    ends: datetime,
    kind: DiaryEntry,
    at: datetime,
    *,
    outside: bool = False,
) -> Taken | None:
    """Why nothing can be booked then, whoever is free. `outside` says that the hour is meant."""
    if ends <= starts:
        return Taken("It ends before it begins. Check both times.", "ends")
    if ends - starts < SHORTEST:
        return Taken("That is shorter than five minutes. Give it more time.", "minutes")
    if ends - starts > LONGEST:
        hours = LONGEST // timedelta(hours=1)
        return Taken(f"That is longer than {hours} hours. Book each day for itself.", "minutes")
    if starts < at - JUST_NOW:
        return Taken(f"{_day(calendar, starts)} has passed. Choose a time that is still to come.", "starts")
    if starts > at + FURTHEST or ends >= calendar.ends:
        return Taken("That is more than two years ahead. Check the year.", "starts")
    if is_open_throughout(calendar, starts, ends):
        return None
    sentence = _shut(calendar, starts)
    if kind.outside_hours:
        if outside:
            return None
        said = f"{sentence} Tick that you mean it, and that somebody knows when you are back."
        return Taken(said, "starts", despite="outside")
    return Taken(f"{sentence} Choose a time when it is open.", "starts")


def _day(calendar: Calendar, moment: datetime) -> str:
    local = calendar.local(moment)
    return f"{local:%A} {local.day} {local:%B %Y} at {local:%H:%M}"


def _shut(calendar: Calendar, starts: datetime) -> str:
    """That the office is shut then, with the hours of the day or the name of the holiday."""
    local = calendar.local(starts)
    ordinal = local.toordinal()
    hours = calendar.hours_on(local.date())
    holiday = calendar.working.holidays.get(ordinal)
    if hours:
        said = " and ".join(f"{opens:%H:%M} to {closes:%H:%M}" for opens, closes in hours)
        return f"The office is shut at {local:%H:%M}: on {local:%A} {local.day} {local:%B} it is open {said}."
    if holiday is not None:
        return f"The office is shut on {local:%A} {local.day} {local:%B}: {holiday.name}."
    return f"The office is shut on {local:%A} {local.day} {local:%B}."


def check_asked(kind: DiaryEntry, has: Collection[str]) -> Refused | None:
    """What the entry in the diary still has to say: a colleague may have to keep it."""
    cures = {
        "customer": ("Say who the customer is: from their file, or by name.", "from_name"),
        "phone": ("Give a number to reach them on, or tick that they have none.", "phone"),
        "about": ("Say what it is about, so that whoever goes is prepared.", "about"),
        "venue": ("Say where to go: the address of the home or of the other place.", "venue"),
        "room": ("Choose a room that fits: this is not confirmed without one.", "room"),
    }
    for each in kind.asked_for:
        if each not in has:
            return Refused(*cures[each])
    return None


def check_cannot_come(because: str, place: str) -> Refused | None:
    """Whoever is ill, disabled or housebound is visited: nobody asks them to the office all the same."""
    if because and place == OFFICE:
        return Refused("They cannot come to the office. Book a visit at their home instead.", "kind")
    return None


def check_people(kind: DiaryEntry, staff: int) -> Refused | None:
    """Whether enough of us come."""
    if staff < 1:
        return Refused("Choose who of us is to be there.", "with")
    if staff < kind.people:
        return Refused(f"This takes {kind.people} of us. Choose one more.", "with")
    return None


def check_cards(place: str, uncarded: Sequence[str]) -> Refused | None:
    """Whoever goes to somebody's door has a card that proves who they are, and is still valid that day."""
    if place not in (HOME, OTHER) or not uncarded:
        return None
    names = " and ".join(uncarded)
    has = "has" if len(uncarded) == 1 else "have"
    says = (
        f"{names} {has} no identity card that is valid that day. Choose somebody who has, or enter the card."
    )
    return Refused(says, "with")


def check_agreed(*, agreed: bool, how: str, not_agreed: str) -> Refused | None:
    """Suits the customer too: that they agreed and how, or why they were not asked."""
    if agreed and how:
        return None
    if agreed:
        return Refused("Say how the customer agreed to the time.", "agreed_how")
    if not_agreed:
        return None
    return Refused("Tick that the customer agreed to the time, or say why they were not asked.", "agreed")


def is_kept_by_meeting(stops: Collection[str], kind: DiaryEntry, entries: Iterable[DiaryEntry]) -> bool:
    """Whether a promise is kept by meeting alone: where an answer keeps it too, no day follows from it."""
    meetings = {each.holds for each in entries if each.holds}
    return kind.holds in stops and set(stops) <= meetings


def check_promised(calendar: Calendar, starts: datetime, due: datetime | None, later: str) -> Refused | None:
    """Later than was promised needs its reason."""
    if due is None or starts < due or later:
        return None
    # A due is the first instant at which it is too late.
    last = calendar.local(due - timedelta(microseconds=1))
    said = f"{last:%A} {last.day} {last:%B}"
    return Refused(f"We promised this by {said}. Choose an earlier time, or say why it is later.", "later")


@dataclass(frozen=True, slots=True)
class Fit:
    """What a room has, as far as a booking asks."""

    name: str
    seats: int
    apart: bool
    features: frozenset[str]


def check_room(
    room: Fit, *, people: int, in_private: bool, needs: Collection[str], features: Iterable[DiaryEntry]
) -> Refused | None:
    """Why the room does not suit; None where it does."""
    if room.seats < people:
        return Refused(f"{room.name} has {room.seats} seats, and {people} people come.", "room")
    if in_private and not room.apart:
        return Refused(f"What is said in {room.name} can be heard outside. Choose a private room.", "room")
    for feature in features:
        if set(feature.meets) & set(needs) and feature.name not in room.features:
            lacks = feature.label[0].lower() + feature.label[1:]
            return Refused(
                f"They need this, and {room.name} does not have it: {lacks}. Choose another room.", "room"
            )
    return None


def tight_words(tight: Sequence[TooTight], calendar: Calendar) -> Taken | None:
    """That somebody cannot be at both; whoever knows better may say so."""
    if not tight:
        return None
    first = tight[0]
    leaves, begins = calendar.local(first.before.ends_at), calendar.local(first.after.starts_at)
    who = f"{first.after.name}: the" if first.after.name else "The"
    return Taken(
        f"{who} way from the visit that ends at {leaves:%H:%M} to the one at {begins:%H:%M} takes about "
        f"{first.needs} minutes, and there are {first.there}. Choose a later time, or tick that it can be "
        "done.",
        "starts",
        despite="travel",
    )


def check_next(state: State, wanted: State) -> Refused | None:
    """Why a booking in that state cannot become what is wanted."""
    if wanted in NEXT[state]:
        return None
    said = {
        State.MOVED: "It was moved to another time. Open the new one.",
        State.CANCELLED_BY_US: "We have cancelled it. Book another time.",
        State.CANCELLED_BY_CUSTOMER: "The customer has cancelled it. Book another time.",
    }
    return Refused(said.get(state, "It has taken place, or its time is over. Book another time."), "state")


def check_alternative(offered: Sequence[datetime], answer: str, at: datetime) -> Refused | None:
    """A cancellation of ours is not settled before another time has been offered."""
    if not any(each > at for each in offered):
        return Refused("Offer at least one other time that is still to come.", "offered")
    if answer not in ANSWERS:
        return Refused("Say what they answered: another time, none, or they will let us know.", "answer")
    return None


def how_it_went(booked_for: datetime, arrived: datetime) -> State:
    """On time or late, by when we were there."""
    return State.KEPT if arrived <= booked_for + ON_TIME else State.LATE


def remind_at(calendar: Calendar, starts: datetime, at: datetime) -> datetime | None:
    """When somebody is reminded: as the office opens on the last day before, unless that has passed."""
    day = calendar.local(starts).toordinal()
    for ordinal in range(day - 1, day - 8, -1):
        hours = calendar.open_on(ordinal)
        if hours:
            return hours[0].start if hours[0].start > at else None
    return None


def rather_at_home(needs: Collection[str], place: str) -> bool:
    """Whether they are to be offered a visit instead of the office."""
    return place != HOME and "home-visits" in needs
