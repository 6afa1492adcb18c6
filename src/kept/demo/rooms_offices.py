"""Who went through the offices, who listened to the machine, and which keys hang where?

rounds(room)      # the sheets of the last fortnight, and one defect that is still to be put right
machines(room)    # each round of the answering machine, and what a call handler sent last night
keys(room)        # eight sets on their hooks, some of them lent, one of which should be back
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from functools import partial

from kept.actions import cabinet_keys, inspecting, key_book, key_loans, sheets
from kept.actions import rounds as going_through
from kept.actions.key_book import Line
from kept.casework import Refused
from kept.casework.inspecting import FINE, NOT, Answer
from kept.casework.rounds import rounds_due
from kept.casework.sheets import EMERGENCY, MESSAGE, SheetLine
from kept.demo import names
from kept.demo.filling import Who
from kept.demo.hours import working_day
from kept.demo.rooms_moments import SOON, Room
from kept.demo.rooms_words import CALLED_AT_NIGHT, KEY_PURPOSES
from kept.demo.staff import OFFICER
from kept.rulebook.checklists import CheckItem, Checklist
from kept.store import rounds as store_rounds
from kept.store import tenancy
from kept.store.models import Home, KeyReceipt, KeySet, Thread
from kept.workclock.spans import WorkingDays

BACK = 14
SETS, LENT = 8, 4
DAILY = WorkingDays(1)


# ---- through the offices -----------------------------------------------------------------------------------


def rounds(room: Room) -> None:
    """What is looked at each day was looked at each day; what is rarer, once."""
    for checklist in room.rulebook.room("checklists"):
        offices = [each for each in room.offices if checklist.at(each)]
        for office in offices if checklist.every is not None or checklist.closing else ():
            days = [each for each in room.lately(BACK) if room.open(each, office)]
            for day in days if checklist.closing or checklist.every == DAILY else days[-4:-3]:
                _signed(room, checklist, office, day)


def _signed(room: Room, checklist: Checklist, office: str, day: date) -> None:
    stretches = room.open(day, office)
    at = stretches[-1].end + timedelta(minutes=3) if checklist.closing else stretches[0].start + SOON
    if not checklist.closing and checklist.every != DAILY:
        at += timedelta(hours=1)
    by = room.lead() if checklist.roles else room.desk(day)
    last = checklist.every == DAILY and office == room.offices[0] and at <= room.now < at + timedelta(days=1)
    room.do(at, partial(_sheet, room, checklist, office, by, last))


def _sheet(room: Room, checklist: Checklist, office: str, by: str, wanting: bool, *, at: datetime) -> object:
    """Everything is right; on the last sheet of the first office one thing is not."""
    answers = {each.name: _fine(each) for each in checklist.items}
    usual = [each for each in checklist.items if not (each.needs or each.hazard or each.number or each.words)]
    plain = next((each for each in usual if each.name == "water"), usual[-1] if usual else None)
    if wanting and plain is not None:
        words = (
            "The machine was empty; more is ordered." if plain.name == "water" else "It needs to be seen to."
        )
        answers[plain.name] = Answer(NOT, words=words, owner=room.lead())
    done = inspecting.inspect(
        association=room.slug,
        checklist=checklist.name,
        office=office,
        answers=answers,
        uid=f"{room.slug}-{checklist.name}-{office}-{at:%Y%m%d}",
        by=by,
        at=at,
    )
    return Refused(done.faults[0].sentence) if isinstance(done, inspecting.Wrong) else done


def _fine(item: CheckItem) -> Answer:
    number = None
    if item.number:
        least = item.least if item.least is not None else 0
        number = (least + item.most) / 2 if item.most is not None else least + 8
    return Answer(FINE, number=number)


# ---- the machine, and the night ----------------------------------------------------------------------------


def machines(room: Room) -> None:
    """Every round that was due is closed, and the last of them found a message."""
    since = room.wall(room.today - timedelta(days=7), 0)
    last = max((day for day in room.lately(BACK)), default=room.today)
    places = store_rounds.places(room.rulebook)
    for place in places:
        calendar = room.stage.calendar(place.office)
        for each in place.machine.rounds:
            dues = [
                one for one in rounds_due(each.at, calendar, since, room.now) if one + 8 * SOON < room.now
            ]
            for due in dues:
                spoken = due == dues[-1] and place == places[0]
                who = room.rng.choice(room.people) if spoken and room.people else None
                by = room.desk(room.calendar.local(due).date())
                deed = partial(_heard, room, place.machine.name, place.office, each.name, due, who, by)
                room.do(due + 3 * SOON, deed)
    if any(each.name == "on-call" for each in room.rulebook.room("rotas")):
        _night(room, last)


def _heard(
    room: Room,
    machine: str,
    office: str,
    name: str,
    due: datetime,
    who: Who | None,
    by: str,
    *,
    at: datetime,
) -> object:
    common = {"association": room.slug, "by": by, "at": at}
    begun = going_through.begin_round(
        office=office,
        machine=machine,
        name=name,
        for_at=due,
        messages=1 if who else 0,
        **common,  # type: ignore[arg-type]
    )
    if isinstance(begun, Refused):
        return begun
    if who is not None:
        heard = going_through.hear_message(
            round_id=begun,
            number=1,
            found=MESSAGE,
            left_at=due - timedelta(minutes=20),
            facts={
                "from_name": who.name,
                "phone": who.phone or names.phone(room.rng),
                "about": CALLED_AT_NIGHT[1][1],
            },
            owner=by,
            **common,  # type: ignore[arg-type]
        )
        if isinstance(heard, Refused):
            return heard
    return going_through.close_round(round_id=begun, **common)  # type: ignore[arg-type]


def _night(room: Room, last: date) -> None:
    """What came in the evening before the office opened last, on one sheet."""
    opened = room.morning()
    evening = room.wall(room.calendar.local(opened).date() - timedelta(days=1), 20, 10)
    lines = []
    for number, (sort, about, action, outcome) in enumerate(CALLED_AT_NIGHT, start=1):
        at = evening + timedelta(minutes=47 * number)
        emergency = sort == EMERGENCY
        person = names.someone(room.rng).full
        lines.append(
            SheetLine(
                number,
                f"{room.slug}-night-{number}",
                sort,
                at,
                name=person,
                phone=names.phone(room.rng),
                about=about,
                address=room.rng.choice(room.people).address if room.people and emergency else "",
                answered_at=at + timedelta(seconds=40) if emergency else None,
                answered_by="Night desk" if emergency else "",
                action=action,
                outcome=outcome,
            )
        )
    by = room.desk(last)
    room.do(opened + 2 * SOON, partial(_taken_in, room, lines, by))


def _taken_in(room: Room, lines: list[SheetLine], by: str, *, at: datetime) -> object:
    done = sheets.take_sheet(lines=lines, association=room.slug, origin="Night desk", by=by, at=at)
    if isinstance(done, Refused):
        return done
    return next((each.refused for each in done.lines if each.refused is not None), None)


# ---- keys --------------------------------------------------------------------------------------------------


def keys(room: Room) -> None:
    """They came two weeks ago; of those that are lent, one should have been back yesterday."""
    days = room.lately(BACK)
    if len(days) < 4:
        return
    came = room.wall(days[0], 10, 15)
    for number in range(SETS):
        by = room.desk(days[0])
        room.do(came + timedelta(minutes=6 * number), partial(_came, room, number, by))
    holds = partial(cabinet_keys.pass_on, association=room.slug, office=room.offices[0], to=room.lead())
    room.do(came - SOON, partial(holds, by=room.lead()))
    lent, yesterday = room.wall(days[-3], 14), room.wall(days[-2], 16)
    for number in range(LENT):
        due = yesterday if number == 0 else room.wall(working_day(room.calendar, room.today, number), 16)
        officers = room.staff(days[-3], OFFICER)
        to = room.rng.choice(officers).handle
        by = room.desk(days[-3])
        purpose = KEY_PURPOSES[number % len(KEY_PURPOSES)]
        room.do(lent + timedelta(minutes=9 * number), partial(_lent, room, number, to, purpose, due, by))
    late = max(yesterday, room.morning()) + 15 * SOON
    room.do(
        late,
        partial(_asked_after, room, room.desk(room.today), room.wall(room.today + timedelta(days=3), 16)),
    )
    back = max(lent + timedelta(hours=1), room.wall(days[-2], 11))
    room.do(back, partial(_back, room, LENT - 1, room.desk(days[-2])))


def _came(room: Room, number: int, by: str, *, at: datetime) -> object:
    with tenancy.association(room.slug):
        home = Home.objects.order_by("ref")[number : number + 1].first()
    if home is None:
        return None
    made = key_book.receive(
        association=room.slug,
        home=home.ref,
        lines=[Line("Front door", 2)],
        from_name="Caretaker",
        why="other",
        office=room.offices[0],
        uid=f"{room.slug}-keys-{number}",
        by=by,
        at=at,
    )
    if not isinstance(made, KeyReceipt):
        return made
    with tenancy.association(room.slug):
        labelled = list(KeySet.objects.filter(receipt=made).order_by("pk").values_list("pk", flat=True))
    return key_book.hang(association=room.slug, receipt=made.number, labelled=labelled, by=by, at=at + SOON)


def _set(room: Room, number: int) -> KeySet | None:
    with tenancy.association(room.slug):
        return KeySet.objects.order_by("pk")[number : number + 1].first()


def _lent(room: Room, number: int, to: str, purpose: str, due: datetime, by: str, *, at: datetime) -> object:
    keyset = _set(room, number)
    if keyset is None:
        return None
    names_ = {each.handle: each.name for each in room.stage.crew.everybody}
    return key_loans.sign_out(
        association=room.slug,
        keys=keyset.pk,
        to=to,
        to_name=names_[to],
        purpose=purpose,
        signed=names_[to],
        present=True,
        due_back=due,
        uid=f"{room.slug}-lent-{number}",
        by=by,
        at=at,
    )


def _asked_after(room: Room, by: str, until: datetime, *, at: datetime) -> object:
    """Whoever has the keys that should be back was rung, and said by when they bring them."""
    keyset = _set(room, 0)
    if keyset is None or keyset.thread_id is None:
        return None
    note = "Rang; they bring them by the end of the week."
    done = key_loans.chase(association=room.slug, keys=keyset.pk, note=note, by=by, at=at)
    if isinstance(done, Refused):
        return done
    with tenancy.association(room.slug):
        ref = Thread.objects.get(pk=keyset.thread_id).ref
    return room.anchor(ref, "The keys come back", until, by=by, at=at + SOON)


def _back(room: Room, number: int, by: str, *, at: datetime) -> object:
    keyset = _set(room, number)
    if keyset is None or not keyset.holder:
        return None
    return key_loans.sign_in(
        association=room.slug,
        keys=keyset.pk,
        count=keyset.count,
        brought_by=keyset.holder,
        signed=keyset.holder,
        present=True,
        uid=f"{room.slug}-back-{number}",
        by=by,
        at=at,
    )
