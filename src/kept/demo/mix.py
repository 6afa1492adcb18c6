"""What comes in over a year, and when? As much of each sort as at a real counter, on every channel.

    for start in starts(stage, 3000):
        start.kind, start.at, start.office, start.wanted      # "visitor.arrived", …

The usual sorts have their usual share. Whatever else begins something in this rulebook comes now and then, so
that no promise, law or measure of it stands without a case.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from random import Random

from kept.casework.housekeeping import by_hand
from kept.demo import hours
from kept.demo.course import Stage
from kept.rulebook.model import DUTY_BEGAN, EventKind, Promise

# Of the sorts that every landlord has: how many in about a hundred.
USUAL = {
    "call.rang": 26.0,
    "call.received": 6.0,
    "visitor.arrived": 15.0,
    "email.received": 12.0,
    "letter.received": 7.0,
    "message.left": 5.0,
    "message.taken": 4.0,
    "web_form.received": 4.0,
    "text.received": 3.0,
    "social.received": 1.0,
    "enquiry.received": 4.0,
    "repair.reported": 6.0,
    "visit.requested": 3.0,
    "complaint.received": 3.0,
    "nuisance.reported": 1.6,
    "form.requested": 1.2,
    "literature.requested": 1.0,
    "appointment.requested": 1.5,
    "compliment.received": 0.7,
    "suggestion.received": 0.3,
    "comment.received": 0.4,
    "report.received": 0.8,
    "payment.made": 1.0,
    "hazard.marked": 0.6,
    "data_breach.found": 0.08,
    "promise.given": 0.5,
}
WITH_A_PROMISE, WITHOUT = 0.5, 0.12
# How many in a hundred of each channel come while nobody is in.
WHEN_CLOSED = {
    "email": 30,
    "web": 34,
    "text": 28,
    "social": 45,
    "call": 7,
    "letter": 0,
    "in-person": 0,
    "machine": 60,
}
OFTEN_CLOSED = {"message.left": 55, "hazard.marked": 35}
SENSITIVE = frozenset({"concern.raised"})
# What begins in a room of its own, by the acts of that room, and never by somebody getting in touch.
OF_A_ROOM = frozenset(
    {
        "absence.to_arrange",
        "action.agreed",
        "defect.found",
        "lone_work.began",
        "office.task_set",
        "panic.sounded",
        "post.entered",
        "visit.felt_unsafe",
        "visit.planned",
    }
)
NOT_DRAWN = SENSITIVE | OF_A_ROOM | {DUTY_BEGAN}


@dataclass(frozen=True, slots=True)
class Start:
    """One contact that is going to begin."""

    name: str
    kind: str
    at: datetime
    office: str | None
    known: bool
    wanted: dict[str, object] = field(default_factory=dict)


def starts(stage: Stage, count: int) -> Iterator[Start]:
    """About so many contacts of a year, in no order; the same for the same seed and day."""
    rng = Random(f"{stage.seed}:{stage.slug}:mix")
    rulebook = stage.rules.versions[-1].rulebook
    offices = [each.slug for each in rulebook.association.offices]
    kinds = _kinds(stage)
    first, last = stage.season.since, stage.season.until
    days = [first + timedelta(days=number) for number in range((last - first).days + 1)]
    main = stage.calendar(offices[0])
    loads = [stage.season.load(day, open_=bool(hours.open_stretches(main, day))) for day in days]
    for number, kind in enumerate(_drawn(rng, kinds, _begins(stage), count)):
        office = offices[0] if rng.random() < 0.86 else rng.choice(offices)
        calendar = stage.calendar(office)
        share = OFTEN_CLOSED.get(kind.name, WHEN_CLOSED.get(kind.channel or "", 3)) / 100
        day = rng.choices(days, loads)[0]
        if share < 0.05:
            day = _open_day(stage, office, day)
        at = hours.arrival(rng, calendar, day, when_closed=share)
        wanted = _wanted(rng, stage, kind, at, office)
        yield Start(f"contact-{number}", kind.name, at, office, rng.random() < 0.86, wanted)


def _kinds(stage: Stage) -> dict[str, tuple[EventKind, float]]:
    """Every kind that begins a contact here, with its weight."""
    begins = _begins(stage)
    found = {}
    for kind in stage.rules.versions[-1].rulebook.kinds.values():
        if kind.opens is None or not by_hand(kind) or kind.name in NOT_DRAWN:
            continue
        usual = WITH_A_PROMISE if kind.name in begins else WITHOUT
        found[kind.name] = (kind, USUAL.get(kind.name, usual))
    return found


def _begins(stage: Stage) -> set[str]:
    """The kinds by which something that is promised or measured begins here."""
    version = stage.rules.versions[-1]
    measured = {each.of.event for each in version.rulebook.measures.values() if each.of.event}
    return set(version.starting) | set(version.unmeasured) | measured


def _drawn(
    rng: Random, kinds: dict[str, tuple[EventKind, float]], begins: set[str], count: int
) -> list[EventKind]:
    """Each kind that begins a promise once, where there is room, and then as the weights say."""
    once = [kind for kind, _ in kinds.values() if kind.name in begins]
    values = list(kinds.values())
    more = rng.choices([kind for kind, _ in values], [weight for _, weight in values], k=count)
    return [*once, *more][:count] if count > 2 * len(once) else more


def _open_day(stage: Stage, office: str, day: date) -> date:
    """The day itself, or the next on which that office opens."""
    calendar = stage.calendar(office)
    for _ in range(10):
        if hours.open_stretches(calendar, day):
            return day
        day += timedelta(days=1)
    return day


def _wanted(rng: Random, stage: Stage, kind: EventKind, at: datetime, office: str) -> dict[str, object]:
    """Answers that go together: an appointment with its time, and what a promise of the kind asks for."""
    found: dict[str, object] = {}
    if kind.field("booked_at") and rng.random() < 0.2:
        calendar = stage.calendar(office)
        booked = at + timedelta(minutes=rng.choice((-4, 0, 3, 5, 8, 12)))
        found |= {"with_appointment": True, "booked_at": calendar.local(booked).isoformat(timespec="minutes")}
    promises = stage.rules.versions[-1].starting.get(kind.name, ())
    if promises and rng.random() < 0.3:
        found |= {
            name: value for name, value in _meeting(rng, rng.choice(promises)).items() if name not in found
        }
    return found


def _meeting(rng: Random, promise: Promise) -> dict[str, object]:
    """Answers by which the promise binds; what is rare stays rare."""
    return {
        name: rng.choice(allowed)
        for name, allowed in promise.when
        if name not in ("out_of_hours", "urgent", "emergency", "member") or rng.random() < 0.2
    }
