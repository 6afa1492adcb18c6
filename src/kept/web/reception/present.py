"""How does the board of the front desk read, from where the queue stands and from across the room?

What stands of a visitor is said in words, and beside them by a shape and a size; colour says it once more.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kept.casework import waiting
from kept.casework.markers import APART, NOT_AT_OFFICE, TWO_STAFF
from kept.casework.permissions import Permission
from kept.casework.slots import opening_between
from kept.casework.waiting import CALM, GREET, NEAR, OVER, SORRY, TELL, TELL_AGAIN
from kept.rulebook.telephone import telephone_of
from kept.store.models import Clock, Thread
from kept.store.reception import Expected, RoomNow, Visit
from kept.web.reception.fetch import Found
from kept.web.shared.access import Here
from kept.web.shared.addresses import customer_address
from kept.web.shared.fields import Choice
from kept.web.shared.gist import gist_of
from kept.web.shared.greeting import greeting
from kept.web.shared.promising import promise_name
from kept.web.shared.reaching import reach_words

# What is over within a few hours is promised to somebody who stands here.
AT_THE_DESK = timedelta(hours=4)
TONES = {CALM: "calm", NEAR: "soon", OVER: "bad"}
SHAPES = {CALM: "●", NEAR: "▲", OVER: "■"}
NEAR_SEATS = 10


@dataclass(frozen=True, slots=True)
class Ticking:
    """One promise to somebody who waits: its name, until when, and how it stands."""

    name: str
    until: str
    by: str
    tone: str
    shape: str
    says: str


@dataclass(frozen=True, slots=True)
class Row:
    """One visitor as the board shows them. `prompts` are what to say to them now."""

    ref: str
    ticket: str
    who: str
    address: str
    file: str
    since: str
    moment: str
    tone: str
    shape: str
    says: str
    promises: tuple[Ticking, ...]
    expected: str
    expected_minutes: int
    told: str
    needs: tuple[str, ...]
    signs: tuple[str, ...]
    reach: str
    prompts: tuple[str, ...]
    greeted: bool
    tell: bool
    sorry: bool
    where: str
    whose: str
    tells: int
    kept: str = ""


@dataclass(frozen=True, slots=True)
class Coming:
    """Somebody with an appointment today who has not come yet."""

    booking: int
    at: str
    who: str
    whom: str
    late: bool


@dataclass(frozen=True, slots=True)
class RoomLine:
    """One room, free or not, in words."""

    id: int
    name: str
    free: bool
    says: str
    private: bool
    features: tuple[str, ...]
    slot: int
    visitor: str


@dataclass(frozen=True, slots=True)
class BoardPage:
    """The board, without the form for who arrives."""

    slug: str
    office: str
    offices: tuple[Choice, ...]
    waiting: tuple[Row, ...]
    with_us: tuple[Row, ...]
    coming: tuple[Coming, ...]
    rooms: tuple[RoomLine, ...]
    desk: str
    second: str
    empty: str
    news: str
    at: str
    moment: str
    address: str
    may: bool
    leads: bool
    large: bool = False


def board_page(here: Here, found: Found, *, large: bool = False) -> BoardPage:
    """The board from what was fetched."""
    calendar = here.rulebook.calendar_for(found.office or None)
    rows = tuple(row_of(here, found, each) for each in found.day.waiting)
    offices = here.rulebook.association.offices
    address = reverse("reception", args=[here.slug])
    return BoardPage(
        slug=here.slug,
        office=found.office,
        offices=tuple(Choice(each.slug, each.name, each.slug == found.office) for each in offices)
        if len(offices) > 1
        else (),
        waiting=rows,
        with_us=tuple(row_of(here, found, each) for each in found.day.with_us),
        coming=tuple(_coming(here, found, each) for each in found.expected),
        rooms=tuple(room_line(here, found, each) for each in found.rooms),
        desk=_names(found, found.manned.sitting),
        second=second_words(here, found),
        empty=empty_words(here, found),
        news=_news(rows),
        at=f"{calendar.local(here.at):%H:%M}",
        moment=here.at.isoformat(),
        address=f"{address}?office={found.office}" + ("&large=yes" if large else ""),
        may=here.may(Permission.RECORD),
        leads=here.may(Permission.REASSIGN),
        large=large,
    )


def _news(rows: tuple[Row, ...]) -> str:
    """What a screen reader hears when it changes."""
    if not rows:
        return _("Nobody is waiting.")
    n = len(rows)
    said = ngettext("%(n)s person is waiting.", "%(n)s people are waiting.", n) % {"n": n}
    late = [each.ticket for each in rows if each.tone == "bad"]
    if late:
        said += " " + _("Too long already: ticket %(which)s.") % {"which": ", ".join(late)}
    return said


def row_of(here: Here, found: Found, visit: Visit) -> Row:
    """One visitor's row."""
    stay, calendar = visit.stay, here.rulebook.calendar_for(found.office or None)
    promises = tuple(_ticking(here, each) for each in visit.clocks if _at_the_desk(each))
    worst = worst_of(visit, here)
    over = worst == OVER
    prompts = waiting.prompts(stay, at=here.at, over=over)
    minutes = found.day.expected(visit, found.manned.hands)
    return Row(
        ref=visit.thread.ref,
        ticket=visit.ticket,
        who=who_words(here, visit),
        address=reverse("reception-visitor", args=[here.slug, visit.thread.ref]),
        file=_file(here, visit.thread),
        since=f"{calendar.local(stay.counts_from):%H:%M}",
        moment=stay.counts_from.isoformat(),
        tone=TONES[worst],
        shape=SHAPES[worst],
        says=_says(visit, worst, here),
        promises=promises,
        expected=minutes_words(minutes),
        expected_minutes=minutes,
        told=_told(here, visit, calendar),
        needs=need_words(visit),
        signs=tuple(sign_words(found, visit)),
        reach=reach_words(visit.thread.person),
        prompts=tuple(_prompt(each, minutes) for each in prompts),
        greeted=GREET not in prompts,
        tell=TELL in prompts or TELL_AGAIN in prompts,
        sorry=SORRY in prompts,
        where=place_words(stay.where, stay.room),
        whose=visit.thread.owner.name if visit.thread.owner else "",
        tells=len(stay.told),
        kept=_kept(found, visit),
    )


def _kept(found: Found, visit: Visit) -> str:
    """The room that is kept for somebody who asked for a private one."""
    theirs = (each for each in found.rooms if each.slot and each.slot.thread_id == visit.thread.pk)
    room = next(theirs, None)
    if room is not None:
        return _("%(room)s is kept for them") % {"room": room.room.name}
    if not visit.stay.private:
        return ""
    free = next((each for each in found.rooms if each.free and each.room.apart), None)
    if free is not None:
        return _("%(room)s is free") % {"room": free.room.name}
    return _("No private room is free: tell them how long it takes")


def _at_the_desk(clock: Clock) -> bool:
    return clock.first_due_at - clock.started_at <= AT_THE_DESK


def worst_of(visit: Visit, here: Here) -> str:
    """How the soonest of the promises to somebody who waits stands."""
    found = [
        waiting.pressing(each.started_at, each.due_at, here.at) for each in visit.clocks if _at_the_desk(each)
    ]
    return OVER if OVER in found else NEAR if NEAR in found else CALM


def _ticking(here: Here, clock: Clock) -> Ticking:
    state = waiting.pressing(clock.started_at, clock.due_at, here.at)
    local = here.calendar.local(clock.due_at)
    words = {CALM: _("by %(time)s"), NEAR: _("by %(time)s, soon"), OVER: _("was due at %(time)s")}
    return Ticking(
        promise_name(here.rulebook.promises.get(clock.promise), clock.promise),
        clock.due_at.isoformat(),
        words[state] % {"time": f"{local:%H:%M}"},
        TONES[state],
        SHAPES[state],
        "",
    )


def _says(visit: Visit, worst: str, here: Here) -> str:
    if visit.stay.booked_at is not None and visit.stay.booked_at > here.at:
        return _("Early, appointment at %(time)s") % {
            "time": f"{here.calendar.local(visit.stay.booked_at):%H:%M}"
        }
    return {CALM: _("In time"), NEAR: _("Soon too long"), OVER: _("Too long")}[worst]


def who_words(here: Here, visit: Visit) -> str:
    """What a visitor is called: the customer's name, what they said, or the reference alone."""
    person = visit.thread.person
    kind = here.rulebook.kinds.get(waiting.ARRIVED)
    said = gist_of(kind, visit.words) if kind else ""
    return (person.stands.name if person else "") or said or _("Somebody who gave no name")


def _file(here: Here, thread: Thread) -> str:
    if thread.person is None or not here.may(Permission.SEE):
        return ""
    return customer_address(here.slug, thread.person.stands.ref)


def minutes_words(minutes: int) -> str:
    """A wait in words."""
    if minutes <= 0:
        return _("only a moment")
    return _("about %(n)s minutes") % {"n": minutes}


def _told(here: Here, visit: Visit, calendar: object) -> str:
    if not visit.stay.told:
        return ""
    moment, minutes = visit.stay.told[-1]
    words = {"time": f"{here.calendar.local(moment):%H:%M}", "wait": minutes_words(minutes)}
    return _("Told %(wait)s at %(time)s") % words


def need_words(visit: Visit) -> tuple[str, ...]:
    """What they need while they are here."""
    words = {
        "private_wanted": _("Private room"),
        "confidential": _("Confidential"),
        "interpreter": _("Interpreter"),
        "step_free": _("No steps"),
        "children": _("Children with them"),
    }
    return tuple(words[name] for name in waiting.NEED_FIELDS if name in visit.stay.needs)


def sign_words(found: Found, visit: Visit) -> Iterable[str]:
    """What has to be observed, in words that tell no story."""
    marks = found.marks_of(visit)
    kinds = {each.kind for each in marks}
    if TWO_STAFF in kinds:
        yield _("Two of us")
    if NOT_AT_OFFICE in kinds:
        yield _("Not met at the office: ask a manager")
    if any(each.kind == APART and each.other in found.here for each in marks):
        yield _("Keep apart: somebody they must not meet is here")


def _prompt(prompt: str, minutes: int) -> str:
    return {
        GREET: _("Say hello, and ask how we can help."),
        SORRY: _("Say sorry for the wait, and offer something to drink."),
        TELL: _("Tell them how long it takes: %(wait)s.") % {"wait": minutes_words(minutes)},
        TELL_AGAIN: _("It takes longer than they were told. Tell them again: %(wait)s.")
        % {"wait": minutes_words(minutes)},
    }[prompt]


def place_words(where: str, room: str) -> str:
    """Where somebody is being seen."""
    if room:
        return room
    return {
        waiting.PRIVATE: _("In a private room"),
        waiting.ROOM: _("In another room"),
        waiting.RECEPTION: _("In reception"),
        waiting.ELSEWHERE: _("Somewhere else"),
    }.get(where, "")


def _coming(here: Here, found: Found, each: Expected) -> Coming:
    calendar = here.rulebook.calendar_for(found.office or None)
    at = f"{calendar.local(each.starts_at):%H:%M}"
    return Coming(each.booking, at, each.name, each.whom, each.starts_at <= here.at)


def room_line(here: Here, found: Found, state: RoomNow) -> RoomLine:
    """One room in words."""
    calendar = here.rulebook.calendar_for(found.office or None)
    if not state.free and state.free_at is not None:
        says = _("Taken until %(time)s") % {"time": f"{calendar.local(state.free_at):%H:%M}"}
    elif state.next_at is not None:
        says = _("Free until %(time)s") % {"time": f"{calendar.local(state.next_at):%H:%M}"}
    else:
        says = _("Free")
    labels = {each.name: each.label for each in here.rulebook.room("diary") if each.sort == "feature"}
    visits = {each.thread.pk: each for each in found.day.visits}
    visit = visits.get(state.slot.thread_id) if state.slot and state.slot.thread_id else None
    return RoomLine(
        state.room.pk,
        state.room.name,
        state.free,
        says,
        state.room.apart,
        tuple(labels.get(each, each) for each in state.room.features),
        state.slot.pk if state.slot and state.slot.booking_id is None else 0,
        _("ticket %(n)s") % {"n": visit.ticket} if visit else "",
    )


def _names(found: Found, accounts: Iterable[int]) -> str:
    return ", ".join(found.manned.names.get(each, "") for each in accounts)


def second_words(here: Here, found: Found) -> str:
    """Whom a growing wait calls, by name and until when they cover."""
    if not found.manned.second:
        return ""
    first = found.manned.second[0]
    until = found.manned.until.get(first)
    name = found.manned.names.get(first, "")
    if until is None:
        return name
    return _("%(who)s, until %(time)s") % {"who": name, "time": f"{here.calendar.local(until):%H:%M}"}


def empty_words(here: Here, found: Found) -> str:
    """That nobody is on the rota of a desk that is open now."""
    calendar = here.rulebook.calendar_for(found.office or None)
    if found.manned.sitting or not opening_between(calendar, here.at, here.at + timedelta(minutes=1)):
        return ""
    if not found.manned.known:
        return _("Nobody is on the rota for this desk today.")
    return _("Nobody is on the rota for this desk just now.")


def subjects_of(here: Here) -> tuple[tuple[str, str, str], ...]:
    """What somebody may come about: its slug, its words, and the team that deals with it."""
    teams = dict(telephone_of(here.rulebook)["who-deals"].teams)
    kind = here.rulebook.kinds.get("call.received")
    field = kind.field("subject") if kind else None
    return tuple((slug, label, teams.get(slug, "")) for slug, label in (field.choices if field else ()))


def greeting_words(here: Here) -> str:
    """What to say first, in the association's own words where it has some."""
    own = greeting(here, "in-person")
    name = here.membership.account.name
    return own or _("Hello, I am %(name)s. How can I help?") % {"name": name}
