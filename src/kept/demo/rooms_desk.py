"""Who answers and who sits at the desk; how fast the telephone was answered; who waits, and what people said?

rotas(room)            # four weeks without an hour that nobody has
phones(room)           # every call of the last two weeks, as the exchange wrote it
visitors(room)         # two people at reception, where it is open now
survey_replies(room)   # enough of them for each survey that its results may be shown
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from functools import partial

from kept.actions import bringing_calls, front_rota, handling, reception, surveying
from kept.actions import rotas as rota_acts
from kept.casework import Refused
from kept.casework.callrecords import ABANDONED, ANSWERED, Call
from kept.casework.front_rota import COVER
from kept.casework.front_rota import DESK as AT_THE_DESK
from kept.casework.rotas import must_cover
from kept.demo.playing import BY
from kept.demo.rooms_moments import SOON, Room
from kept.demo.rooms_words import ABOUT, SAID_OF_US
from kept.demo.staff import FRONT, OFFICER, Colleague
from kept.rulebook.rotas import OPEN, Rota
from kept.rulebook.surveys import CUSTOMER, PAPER, SCALE, SERVICE, Survey
from kept.rulebook.surveys import OPEN as OPEN_TO_ALL
from kept.store import rotas as store_rotas
from kept.store import tenancy
from kept.store.models import Thread
from kept.workclock import Segment

WEEKS, BACK = 4, 14
A_DAY, A_WEEK = timedelta(days=1), timedelta(days=7)
CALLS_A_DAY = 22
UNANSWERED = 0.04
REPLIES = 9


# ---- who is on ---------------------------------------------------------------------------------------------


def rotas(room: Room) -> None:
    """The rotas of the house, and that of the front desk."""
    planned = room.morning() + 20 * SOON
    at = min(planned, room.now)
    for rota in room.rulebook.room("rotas"):
        for office in store_rotas.offices_of(rota, room.rulebook):
            room.do(at, partial(_shifts, room, rota, office))
    room.do(at, partial(_turns, room))


def _shifts(room: Room, rota: Rota, office: str, *, at: datetime) -> object:
    """Each stretch that has to be covered is somebody's, who changes from week to week."""
    calendar = room.stage.calendar(office or None)
    wanted = must_cover(rota.covers, calendar, at, at + WEEKS * A_WEEK)
    for number, each in enumerate(_pieces(wanted)):
        week = (each.start - at) // A_WEEK
        hands = _hands(room, rota, each)
        who = hands[(week if rota.covers != OPEN else number) % len(hands)].handle if hands else ""
        done = rota_acts.add_shift(
            association=room.slug,
            rota=rota.name,
            office=office,
            starts=each.start,
            ends=each.end,
            handle=who,
            by=room.lead(),
            at=at,
            name="" if who else "Night desk",
            phone="" if who else "01632 960 999",
        )
        if isinstance(done, Refused):
            return done
    return None


def _pieces(wanted: Sequence[Segment]) -> list[Segment]:
    """A stretch that lasts longer than a week is more than one shift."""
    found = []
    for each in wanted:
        start = each.start
        while start < each.end:
            found.append(Segment(start, min(start + A_WEEK, each.end)))
            start += A_WEEK
    return found


def _hands(room: Room, rota: Rota, stretch: Segment) -> list[Colleague]:
    """Who may have it: those on call out of hours, the desk while it is open; nobody who is away then."""
    first, last = room.calendar.local(stretch.start).date(), room.calendar.local(stretch.end).date()
    days = [first + timedelta(days=each) for each in range((last - first).days + 1)]
    there = [each for each in room.staff(first) if all(each in room.staff(day) for day in days)]
    team = room.rulebook.association.on_call
    on_call = [each for each in there if team and each.team == team]
    if rota.covers == OPEN:
        return [each for each in there if each.role == FRONT] or there
    return on_call or [each for each in there if each.role == OFFICER]


def _turns(room: Room, *, at: datetime) -> object:
    """Somebody sits at the desk of every office whenever it is open, and somebody else can be called."""
    for day in room.days(0, 7 * WEEKS):
        for number, office in enumerate(room.offices):
            staff = room.staff(day, FRONT) + room.staff(day, OFFICER)
            staff = staff[number * 2 % len(staff) :] + staff[: number * 2 % len(staff)]
            for stretch in room.open(day, office):
                for part, who in zip((AT_THE_DESK, COVER), staff, strict=False):
                    if stretch.end <= at:
                        continue
                    done = front_rota.give(
                        association=room.slug,
                        office=office,
                        handle=who.handle,
                        part=part,
                        from_at=stretch.start,
                        to_at=stretch.end,
                        by=room.lead(),
                        at=at,
                    )
                    if isinstance(done, Refused):
                        return done
    return None


# ---- the telephone -----------------------------------------------------------------------------------------


def phones(room: Room) -> None:
    """The file of the exchange, each evening; that of today as far as it goes."""
    for day in room.lately(BACK):
        calls = [each for number in range(CALLS_A_DAY) if (each := _call(room, day, number)) is not None]
        over = min(room.open(day)[-1].end + 15 * SOON, room.now)
        calls = [each for each in calls if each.over_at < over]
        if calls:
            bring = partial(bringing_calls.bring_calls, calls=calls, association=room.slug, by=BY)
            room.do(over, partial(_brought, bring))


def _call(room: Room, day: date, number: int) -> Call | None:
    stretches = room.open(day)
    length = sum(((each.end - each.start) for each in stretches), timedelta())
    left = length * room.rng.betavariate(1.6, 1.9)
    rang = stretches[0].start
    for each in stretches:
        if left < each.end - each.start:
            rang = each.start + left
            break
        left -= each.end - each.start
    rang = rang.replace(microsecond=0)
    waited = timedelta(seconds=min(40, 3 + int(room.rng.expovariate(1 / 5))))
    gave_up = room.rng.random() < UNANSWERED
    return Call(
        f"{room.slug}:{day:%Y%m%d}:{number}",
        rang,
        ABANDONED if gave_up else ANSWERED,
        rang + (timedelta(seconds=35) if gave_up else waited),
        talked=None if gave_up else float(40 + int(room.rng.expovariate(1 / 150))),
        office=room.offices[0],
    )


def _brought(bring: partial[list[str | Refused]], *, at: datetime) -> object:
    return next((each for each in bring(at=at) if isinstance(each, Refused)), None)


# ---- at the desk -------------------------------------------------------------------------------------------


def visitors(room: Room) -> None:
    """One has been greeted and waits for an officer; one has just come in."""
    if not room.is_open() or len(room.people) < 2:
        return
    first, second = room.rng.sample(room.people, 2)
    by = room.desk(room.today)
    came = partial(reception.arrive, association=room.slug, office=room.offices[0], by=by, owner=by)
    for number, (who, ago, greeted) in enumerate(((first, 4, True), (second, 1, True))):
        facts = {"from_name": who.name, "about": ABOUT[number], "urgent": False, "with_appointment": False}
        name = f"{room.slug}-waits-{number}"
        arrive = partial(came, facts=facts, person=who.ref, greeted=greeted, uid=name)
        room.do(room.now - timedelta(minutes=ago), partial(_arrived, room, by, arrive))


def _arrived(room: Room, by: str, arrive: partial[reception.Came | Refused], *, at: datetime) -> object:
    done = arrive(at=at)
    if isinstance(done, Refused):
        return done
    return room.anchor(done.thread, "Somebody sees you", room.now + 15 * SOON, by=by, at=at)


# ---- what people said --------------------------------------------------------------------------------------


def survey_replies(room: Room) -> None:
    """Of each survey that customers fill in."""
    days = room.days(-50, -1)
    for survey in room.rulebook.room("surveys"):
        if survey.asked_of != CUSTOMER or survey.of != SERVICE or not days:
            continue
        for number in range(REPLIES):
            day = days[(number * 5 + len(survey.name)) % len(days)]
            room.do(room.wall(day, 12, number), partial(_answered, room, survey, number))
    for day in days[5::5]:
        room.do(room.wall(day, 15), partial(_looked_into, room))


def _looked_into(room: Room, *, at: datetime) -> object:
    """Where somebody was not content with how their complaint was handled, a manager finds out why."""
    with tenancy.association(room.slug):
        rows = Thread.objects.filter(kind=handling.HANDLING, closed_at=None).order_by("opened_at", "ref")
        refs = list(rows.values_list("ref", flat=True))
    done: object = None
    for ref in refs:
        done = handling.handling_reviewed(
            association=room.slug,
            thread=ref,
            found="fair",
            done="We ring them, and say what we could have said sooner.",
            by=room.lead(),
            at=at,
        )
    return done


def _answered(room: Room, survey: Survey, number: int, *, at: datetime) -> object:
    said: dict[str, str] = {}
    for each in survey.questions:
        if each.answer == SCALE:
            said[each.name] = room.rng.choices("5432", (9, 7, 2, 1))[0]
        elif each.answer == "yes_no":
            said[each.name] = "yes" if room.rng.random() < 0.85 else "no"
        elif each.answer == "words" and number % 3 == 0:
            said[each.name] = room.rng.choice(SAID_OF_US)
        elif each.choices:
            said[each.name] = room.rng.choice(each.choices)[0]
    paper = number % 2 == 0 and PAPER in survey.ways
    return surveying.answer(
        association=room.slug,
        survey=survey.name,
        said=said,
        way=PAPER if paper else OPEN_TO_ALL if OPEN_TO_ALL in survey.ways else survey.ways[0],
        token=f"{room.slug}-{survey.name}-{number}",
        beside=surveying.Answering(office=room.offices[0], channel=survey.channel or "office"),
        by=room.desk(at.date()),
        at=at,
    )
