"""Who comes to the office by appointment, whom do we visit, and how did it go?

    meetings(room)      # two weeks back, each as it went, and a week ahead, as it is booked

Two appointments and a visit on each day, and now and then an interview in private: most of them kept, a few
missed or late. What is over is closed; the actions of the last interviews still run.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import partial

from kept.actions import booking, interviewing, visiting
from kept.actions.telling import tell
from kept.actions.told import Telling
from kept.casework import Refused
from kept.casework.agreeing import Action
from kept.casework.visiting import ARRIVED, LEFT, MADE, OFFICE_INSTEAD
from kept.demo.filling import Who
from kept.demo.hours import working_day
from kept.demo.names import phone
from kept.demo.rooms_moments import SOON, Room
from kept.demo.rooms_words import ABOUT, OFFICE_ROOMS, PURPOSES
from kept.demo.staff import OFFICER
from kept.rulebook.diary import AGREED, APPOINTMENT, LATER
from kept.rulebook.visits import KIND
from kept.store import tenancy
from kept.store.diary import marks_of
from kept.store.models import Booking, Person, Resource, Thread, Visit
from kept.workclock import Segment

APPOINTMENT_KIND, INTERVIEW_KIND = "appointment", "interview"
BACK, AHEAD = 14, 8
OVER = timedelta(minutes=5)
ACTION_RUNS = 8
HALF_HOUR, HOUR, A_DAY = timedelta(minutes=30), timedelta(hours=1), timedelta(days=1)
# For their first weeks colleagues only watch.
NEW = timedelta(days=21)
AT_THE_DOOR: Mapping[str, object] = {
    "introduced": True,
    "card_shown": True,
    "purpose_explained": True,
    "adult": True,
    "permission": "given",
}
WENT_WELL: Mapping[str, object] = {
    "where": "inside",
    "settled": "full",
    "all_dealt_with": True,
    "agreement": "agreed",
    "summary_given": "left",
    "asked_first": True,
    "no_smoking": True,
    "no_calls": True,
}
TALKED: Mapping[str, object] = {
    "place": "private_room",
    "private": True,
    "named_self": True,
    "recommendations": "None",
    "read_back": True,
    "outcome": "settled",
    "minutes": 35,
}


@dataclass(slots=True)
class Meeting:
    """One time in the diary, from when it is booked on: `ref` and `pk` are known once it is."""

    room: Room
    kind: str
    who: Who
    officer: str
    starts: datetime
    ends: datetime
    place: str
    about: str
    uid: str
    ref: str = ""
    pk: int = 0
    times: dict[str, datetime] = field(default_factory=dict)

    def book(self, *, at: datetime) -> object:
        """Into the diary; later than promised only because the customer wanted it so."""
        with tenancy.association(self.room.slug):
            room = Resource.objects.filter(kind="room", name=self.place).first()
        resources: list[int | str] = [f"@{self.officer}", *([room.pk] if room else [])]
        book = partial(
            booking.book,
            association=self.room.slug,
            by=self.officer,
            at=at,
            kind=self.kind,
            starts=self.starts,
            ends=self.ends,
            resources=resources,
            person=self.who.ref,
            uid=self.uid,
            despite=("access",),
        )
        facts = {**agreed(self.room), "about": self.about, "phone": self.who.phone or phone(self.room.rng)}
        done = book(facts=facts)
        if isinstance(done, Refused) and done.field == "later":
            done = book(facts=facts | later(self.room, at))
        if isinstance(done, Refused):
            return done
        self.ref, self.pk = done.thread, done.id
        if self.ends + OVER < self.room.now:
            return done
        return self.room.anchor(self.ref, "We meet", self.ends + HOUR, by=self.officer, at=at)

    def end(self, state: str, late: int, *, at: datetime) -> object:
        """How it went; where nobody booked it, nothing went."""
        if not self.pk:
            return None
        arrived = self.starts + timedelta(minutes=late) if state == "kept" else None
        done = booking.end(
            association=self.room.slug,
            by=self.officer,
            at=at,
            booking=self.pk,
            state=state,
            arrived_at=arrived,
        )
        return done if isinstance(done, Refused) else self._close(at)

    def _close(self, at: datetime) -> object:
        """Nothing more is to be done."""
        closed = Telling("thread.closed", at, thread=self.ref, uid=f"{self.uid}-closed")
        return tell([closed], association=self.room.slug, by=self.officer, at=at).refused

    def talk(self, runs_until: datetime | None, *, at: datetime) -> object:
        """What was said, and what is to be done about it where something is."""
        if not self.pk:
            return None
        held = booking.end(association=self.room.slug, by=self.officer, at=at, booking=self.pk, state="kept")
        if isinstance(held, Refused):
            return held
        facts = {
            **TALKED,
            "from_name": self.who.name,
            "address": self.who.address or "Would not say",
            "issues": self.about,
            "summary": f"{self.about}: we went through it, and know what each of us does.",
        }
        what = f"Write to them about this: {self.about.lower()}"
        actions = [Action(what, self.officer, runs_until)] if runs_until else []
        said = interviewing.record(
            association=self.room.slug,
            by=self.officer,
            at=at,
            kind="interview.held",
            facts=facts,
            uid=f"{self.uid}-said",
            thread=self.ref,
            actions=actions,
        )
        return said if isinstance(said, Refused) else self._close(at)


def agreed(room: Room) -> dict[str, object]:
    """That the customer agreed to the time, in the first way that the diary knows."""
    ways = [each.name for each in room.rulebook.room("diary") if each.sort == AGREED]
    return {"agreed": True, "agreed_how": "by-telephone" if "by-telephone" in ways else ways[0]}


def later(room: Room, at: datetime) -> dict[str, object]:
    """Why it is later than promised: they were offered a time within it, and wanted another."""
    entries = [each for each in room.rulebook.room("diary") if each.sort == LATER]
    wished = [each.name for each in entries if each.customers] or [each.name for each in entries]
    return {"later_why": wished[0], "first_offer": at + HOUR}


def meetings(room: Room) -> None:
    """Fill the diary."""
    known = {each.name for each in room.rulebook.room("diary") if each.sort == APPOINTMENT}
    taken: set[tuple[str, datetime]] = set()
    if not room.people:
        return
    for number, day in enumerate(room.days(-BACK, AHEAD)):
        for which in range(2):
            kind = INTERVIEW_KIND if number % 4 == 1 and which else APPOINTMENT_KIND
            if kind in known:
                _appointment(room, day, f"{number}-{which}", kind, taken)
        _visit(room, day, number, taken)


def _slot(room: Room, day: date, taken: set[tuple[str, datetime]], place: str) -> tuple[str, Segment] | None:
    """An officer and an hour of that day in which neither they nor the room have anything else."""
    starts = [
        each.start + HALF_HOUR + HOUR * number
        for each in room.open(day)
        for number in range(int((each.end - each.start - HALF_HOUR) / HOUR))
    ]
    officers = [
        each.handle
        for each in room.staff(day, OFFICER)
        if each.from_on < day - NEW and each.is_in(day - A_DAY)
    ]
    free = [
        (who, start) for start in starts for who in officers if not {(who, start), (place, start)} & taken
    ]
    if not free:
        return None
    who, start = room.rng.choice(free)
    taken |= {(who, start), (place, start)}
    return who, Segment(start, start + timedelta(minutes=45))


def _booked_at(room: Room, day: date, minute: int) -> datetime | None:
    """Two days before on which the office was open, in the morning; or the last such morning so far."""
    before = [each for each in room.days(-BACK - 10, AHEAD) if each < day]
    found = [each for each in before if room.open(each)[0].start + HOUR < room.now][-2:]
    return room.open(found[0])[0].start + timedelta(minutes=minute) if found else None


def _appointment(room: Room, day: date, name: str, kind: str, taken: set[tuple[str, datetime]]) -> None:
    place = room.rng.choice(OFFICE_ROOMS[:2])[0]
    slot = _slot(room, day, taken, place)
    at = _booked_at(room, day, room.rng.randrange(5, 55))
    if slot is None or at is None:
        return
    officer, hour = slot
    about, uid = room.rng.choice(ABOUT), f"{room.slug}-diary-{name}"
    meeting = Meeting(
        room, kind, room.rng.choice(room.people), officer, hour.start, hour.end, place, about, uid
    )
    room.do(at, meeting.book)
    over = hour.end + OVER
    if kind == INTERVIEW_KIND:
        lately = day > room.today - timedelta(days=4)
        runs = room.wall(working_day(room.calendar, room.today, ACTION_RUNS), 16) if lately else None
        room.do(over, partial(meeting.talk, runs))
        return
    lot = room.rng.random()
    state = "missed-by-customer" if lot < 0.1 else "kept"
    late = 11 if lot > 0.92 else room.rng.randrange(3)
    room.do(over, partial(meeting.end, state, late))


def _visit(room: Room, day: date, number: int, taken: set[tuple[str, datetime]]) -> None:
    slot = _slot(room, day, taken, "")
    at = _booked_at(room, day, room.rng.randrange(5, 55))
    homes = [each for each in room.people if each.address]
    if slot is None or at is None or not homes:
        return
    officer, hour = slot
    who, uid = room.rng.choice(homes), f"{room.slug}-visit-{number}"
    room.do(at, partial(_planned, room, who, officer, hour, uid))
    step = partial(_step, room, uid, officer)
    late = 14 if room.rng.random() < 0.12 else room.rng.randrange(1, 4)
    door = {**AT_THE_DOOR, "permission_by": who.name}
    if hour.end + SOON > room.now:
        return
    room.do(hour.start + timedelta(minutes=late), partial(step, ARRIVED, door))
    went = {**WENT_WELL, "issues": "As it was planned", "summary": "We went through it together."}
    room.do(hour.end - SOON, partial(step, MADE, went))
    room.do(hour.end, partial(step, LEFT, {}))


def _planned(room: Room, who: Who, officer: str, hour: Segment, uid: str, *, at: datetime) -> object:
    if not _wants_us(room, who):
        return None
    sorts = [each.name for each in room.rulebook.room("visits") if each.sort == KIND and not each.inspects]
    purpose = room.rng.choice(PURPOSES)
    answers: dict[str, object] = {
        "purpose": purpose,
        "by_phone": False,
        "notice": True,
        "risk": True,
        "wants_visit": True,
        "office_offered": "home",
        "confidential": False,
        "officer": officer,
    }
    if sorts:
        answers["sort"] = room.rng.choice(sorts)
    plan = partial(
        visiting.plan,
        association=room.slug,
        by=officer,
        at=at,
        starts=hour.start,
        ends=hour.end,
        answers=answers,
        uid=uid,
        person=who.ref,
        despite=("travel",),
    )
    told = {**agreed(room), "about": purpose, "phone": who.phone or phone(room.rng), "venue": who.address}
    done = plan(booked=told)
    if isinstance(done, Refused) and done.field == "later":
        done = plan(booked=told | later(room, at))
    if isinstance(done, Refused) or hour.end > room.now:
        return done if isinstance(done, Refused) else _next(room, done, officer, at)
    return done


def _next(room: Room, visit: Visit, officer: str, at: datetime) -> object:
    with tenancy.association(room.slug):
        ref = Thread.objects.get(pk=visit.thread_id).ref
    return room.anchor(ref, "We come to see you", visit.ends_at + HOUR, by=officer, at=at)


def _wants_us(room: Room, who: Who) -> bool:
    """Whether nothing on record says that one of us may not simply go there."""
    with tenancy.association(room.slug) as here:
        person = Person.objects.filter(association=here, ref=who.ref).first()
        return person is not None and OFFICE_INSTEAD not in person.need_kinds and not marks_of(person.stands)


def _step(
    room: Room, uid: str, officer: str, kind: str, facts: Mapping[str, object], *, at: datetime
) -> object:
    """One step of the visit that was planned under that name."""
    with tenancy.association(room.slug):
        booked = Booking.objects.filter(uid=f"{uid}-b").first()
        visit = Visit.objects.filter(booking=booked.pk).first() if booked else None
    if visit is None:
        return None
    return visiting.step(
        association=room.slug, by=officer, at=at, visit=visit.pk, kind=kind, facts=facts, uid=f"{uid}-{kind}"
    )
