"""What stands on the lists of the house: who carries which card, what lies in the rack, who else can help?

lists(room)      # rooms and a vehicle for the diary, and the registers, each entry as old as it may be
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from functools import partial

from kept.actions import registering, resources
from kept.demo.rooms_moments import Room
from kept.demo.rooms_words import CONTENTS, JOB_WORDS, OF_STAFF, OFFICE_ROOMS
from kept.demo.staff import DIRECTOR, FRONT, MANAGER, OFFICER, Colleague
from kept.rulebook.diary import FEATURE
from kept.rulebook.registers import OFFICE, STAFF, Register
from kept.store import tenancy
from kept.store.models import RegisterEntry

# Younger than any list wants to be looked at again.
FRESH = timedelta(days=60)
BADGES, CARDS, RECORDS = "badges", "identity-cards", "staff-record"


def lists(room: Room) -> None:
    """The rooms of the first office, the pool car, and the registers."""
    _resources(room)
    known = {each.name: each for each in room.rulebook.room("registers")}
    for each in room.stage.crew.everybody:
        for register, answers in _of(room, each):
            if register in known:
                _add(room, known[register], _since(room, each), answers, subject=each.handle)
    for name, entries in CONTENTS.items():
        if name in known:
            for number, answers in enumerate(entries):
                _entry(room, known[name], number, answers)


def _resources(room: Room) -> None:
    features = {each.name for each in room.rulebook.room("diary") if each.sort == FEATURE}
    at, by = room.play.since + timedelta(hours=2), room.lead()
    office = room.offices[0]
    for name, seats, has, apart in OFFICE_ROOMS:
        add = partial(resources.add, association=room.slug, kind="room", name=name, office=office, by=by)
        room.do(at, partial(add, seats=seats, features=sorted(features & set(has)), apart=apart))
    van = partial(resources.add, association=room.slug, kind="vehicle", name="Pool car", by=by)
    room.do(at, partial(van, office=office, seats=4))


def _since(room: Room, each: Colleague) -> date:
    """The day on which somebody's entries were made: their first here, or the first of the year."""
    return max(each.from_on + timedelta(days=1), room.stage.season.since + timedelta(days=1))


def _of(room: Room, each: Colleague) -> Iterator[tuple[str, Mapping[str, str]]]:
    """What the lists say of one colleague."""
    since = _since(room, each)
    yield RECORDS, _record(room, each)
    number = f"{room.rng.randrange(1000, 9999)}"
    runs_out = since + timedelta(days=730)
    card = {"number": f"C-{number}", "issued_on": since.isoformat(), "expires_on": runs_out.isoformat()}
    yield CARDS, card
    for register, answers in OF_STAFF.items():
        for said in answers:
            if room.rng.random() < 0.6:
                yield register, _dated(said, since, room.today)


def _record(room: Room, each: Colleague) -> Mapping[str, str]:
    known = room.rulebook.association.roles
    # Where the policy has no word for a post, its holder is an officer like others.
    jobs = [title for wanted in (each.role, OFFICER) for title, role in known if role == wanted]
    jobs = jobs or [title for title, _ in known] or [JOB_WORDS[each.role]]
    extension = f"{room.rng.randrange(2000, 7999)}"
    leads = room.stage.crew.in_role(DIRECTOR if each.role == MANAGER else MANAGER)[0].handle
    said = {
        "job_title": jobs[0],
        "name_form": "first_last",
        "extension": extension,
        "voicemail": "no" if each.role == FRONT else "yes",
        "takes_diverts": "yes",
    }
    return said | ({"leads": leads} if leads != each.handle else {})


def _dated(said: Mapping[str, str], since: date, today: date) -> Mapping[str, str]:
    """Its days, which are given as days from today, or as the day of arrival."""
    found = {}
    for name, value in said.items():
        if value == "{since}":
            value = since.isoformat()
        elif value.startswith(("{+", "{-")):
            value = (today + timedelta(days=int(value[1:-1]))).isoformat()
        found[name] = value
    return found


def _add(room: Room, register: Register, day: date, answers: Mapping[str, str], *, subject: str = "") -> None:
    by = room.lead()
    add = partial(registering.add, association=room.slug, register=register.name, answers=answers)
    room.do(room.wall(day, 9, 40), partial(add, subject=subject, by=by))


def _entry(room: Room, register: Register, number: int, said: Mapping[str, str]) -> None:
    """One entry, of each office where the list is kept by office; looked at once where looking is asked."""
    day = room.today - FRESH + timedelta(days=number)
    answers = dict(_dated(said, day, room.today))
    staff = room.stage.crew.everybody
    for name in register.fields:
        if name.type == "colleague" and name.required and name.name not in answers:
            answers[name.name] = room.lead()
    where = room.offices[:2] if register.of == OFFICE else [""]
    if register.of == STAFF:
        where = [next(each.handle for each in staff if each.role == FRONT)]
    for subject in where:
        _add(room, register, day, answers, subject=subject)
    if register.check is not None:
        fine = next((name for name, _ in register.check.results if name not in register.check.failed), "")
        for subject in where:
            looked = room.days(-12, -1)[number % 4]
            room.do(
                room.wall(looked, 11, number), partial(_look, room, register.name, subject, answers, fine)
            )


def _look(
    room: Room, register: str, subject: str, answers: Mapping[str, str], result: str, *, at: object
) -> object:
    """Somebody looked whether it is still so, and it was."""
    with tenancy.association(room.slug):
        rows = RegisterEntry.objects.filter(register=register, office__slug=subject, ended_on=None)
        found = next((each for each in rows.order_by("pk") if each.title in answers.values()), None)
    if found is None:
        return None
    by = room.lead()
    return registering.check(association=room.slug, entry=found.pk, result=result, by=by, at=at)  # type: ignore[arg-type]
