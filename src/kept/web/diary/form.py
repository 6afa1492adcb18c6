"""How does the form of a booking stand: what was typed, what is free, what was promised, what to observe?

book_page(here, typed, find=True).times
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils.translation import gettext as _

from kept.actions.foreseeing import foresee
from kept.actions.told import Telling
from kept.casework import Refused
from kept.casework.diary import is_kept_by_meeting
from kept.casework.markers import INSTRUCTIONS
from kept.casework.slots import spread
from kept.rulebook.diary import (
    AGREED,
    APPOINTMENT,
    HOME,
    LATER,
    NOT_AGREED,
    OFFICE,
    OTHER,
    TELEPHONE,
    DiaryEntry,
)
from kept.store import diary, formats, matters
from kept.store.accounts import colleagues
from kept.store.models import Booking, Person, Resource
from kept.store.models.diary import CONTRACTOR, ROOM, STAFF, SURGERY, VEHICLE
from kept.store.people import find
from kept.store.seers import seer
from kept.store.threads import visible_to
from kept.web.diary.typed import NOBODY, Typed, entry_of, fields_of
from kept.web.shared.access import Here
from kept.web.shared.fields import PREFIX, Choice, Question, present_fields
from kept.web.shared.keeping import SimpleError
from kept.web.shared.moments import MomentError, read_moment
from kept.web.shared.reaching import reach_words
from kept.web.shared.words import day_words, due_words
from kept.workclock import Segment

# Needs with which a way to the office may be hard.
HARD_TO_COME = frozenset(
    {
        "step-free",
        "sign-language",
        "time-at-the-door",
        "memory-help",
        "carer-present",
        "braille",
        "large-print",
    }
)
LOOK_AHEAD, OFFERED, LONGEST = timedelta(days=21), 6, 400


@dataclass(frozen=True, slots=True)
class Time:
    """A time that is free."""

    value: str
    label: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class Known:
    """A customer who may be meant."""

    ref: str
    name: str
    more: str
    reach: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class BookPage:
    """The page."""

    action: str
    back: str
    uid: str
    kinds: tuple[Choice, ...]
    staff: tuple[Choice, ...]
    second: tuple[Choice, ...]
    rooms: tuple[Choice, ...]
    places: tuple[Choice, ...]
    day: str
    time: str
    minutes: str
    usual: int
    customer: str
    known: tuple[Known, ...]
    thread: str
    questions: tuple[Question, ...]
    agreed: bool
    ways: tuple[Choice, ...]
    not_asked: tuple[Choice, ...]
    later: tuple[Choice, ...]
    matters: tuple[Choice, ...]
    reasons: tuple[Choice, ...]
    times: tuple[Time, ...]
    promised: str
    observe: tuple[str, ...]
    theirs: str
    prompts: tuple[str, ...]
    first_day: str
    first_time: str
    people: str
    despite: str
    despite_label: str
    kept_despite: tuple[str, ...]
    chosen_by: str
    no_phone: bool
    interpreter: bool
    by_name: bool
    errors: tuple[SimpleError, ...] = ()
    moving: str = ""
    wished_by: str = "customer"
    looked: bool = False
    asks_which: bool = False
    whose: str = ""


def fact_errors(faults: Mapping[str, str]) -> tuple[SimpleError, ...]:
    """The errors of the answers, each with the input that it is about."""
    return tuple(SimpleError(sentence, f"{PREFIX}{name}") for name, sentence in faults.items())


def book_page(
    here: Here,
    typed: Typed,
    *,
    find: bool = False,
    errors: Sequence[SimpleError] = (),
    free: Sequence[Segment] = (),
    despite: str = "",
    moving: Booking | None = None,
) -> BookPage:
    """The page as it stands."""
    person = _person(here, typed)
    typed = _with_default(here, typed, person)
    entry = entry_of(here, typed.kind)
    resources = list(diary.resources_of(here.association))
    times = tuple(free) or (_free(here, typed, resources) if find else ())
    post = typed.post
    faults = {each.id.removeprefix(PREFIX): each.sentence for each in errors if each.id.startswith(PREFIX)}
    needs = person.need_kinds if person else []
    today = here.calendar.local(here.at).date()
    at_home = entry.places[0] == HOME or typed.where == HOME
    trained = formats.trained(here.association, here.rulebook, needs, today) if at_home else None
    return BookPage(
        action=reverse("diary-move", args=[here.slug, moving.pk])
        if moving
        else reverse("diary-book", args=[here.slug]),
        back=reverse("diary", args=[here.slug]),
        uid=typed.uid,
        kinds=tuple(
            Choice(each.name, each.label, each.name == typed.kind)
            for each in here.rulebook.room("diary")
            if each.sort == APPOINTMENT
        ),
        staff=_staff(here, typed.with_, trained) + _nobody(resources, typed.with_),
        second=_staff(here, typed.second, trained),
        rooms=_rooms(resources, typed.room),
        places=_places(entry, typed.where),
        day=typed.day,
        time=typed.time,
        minutes=typed.minutes or str(entry.minutes),
        usual=entry.minutes,
        customer=typed.customer or (person.name if person else ""),
        known=_known(here, typed, person) if not moving else (),
        thread=typed.thread,
        questions=_questions(here, typed, entry, faults) if not moving else (),
        agreed=post.get("agreed") == "yes",
        ways=_choices(here, AGREED, post.get("agreed_how", "")),
        not_asked=_choices(here, NOT_AGREED, post.get("not_agreed", "")),
        later=_choices(here, LATER, post.get("later_why", "")),
        matters=_matters(here, post.get("matter", "")),
        reasons=_reasons(here, post.get("because", "")),
        times=tuple(_time(here, each, typed.slot) for each in times),
        promised=_promised(here, typed, entry),
        observe=tuple(INSTRUCTIONS[each.kind] for each in diary.marks_of(person)),
        theirs=reach_words(person),
        whose=person.ref if person else "",
        prompts=_prompts(needs, entry),
        first_day=post.get("first_day", ""),
        first_time=post.get("first_time", ""),
        people=post.get("people", "2"),
        despite=despite,
        despite_label=_DESPITE.get(despite, "") and str(_(_DESPITE[despite])),
        kept_despite=tuple(each for each in typed.despite if each in _DESPITE and each != despite),
        chosen_by=post.get("chosen_by", ""),
        no_phone=post.get("no_phone") == "yes",
        interpreter=post.get("interpreter") == "yes" or bool({"interpreter", "sign-language"} & set(needs)),
        by_name=post.get("by_name") == "yes",
        errors=tuple(errors),
        moving=_moving(here, moving),
        wished_by=typed.wished_by,
        looked=find or bool(free),
        asks_which="twice" in " ".join(each.sentence for each in errors),
    )


_DESPITE = {
    "training": "Nobody who was trained can go, and it may not wait",
    "access": "They know, and come all the same",
    "travel": "They can be at both all the same",
    "outside": "This hour is meant, and somebody knows when they are back",
}


def _with_default(here: Here, typed: Typed, person: Person | None) -> Typed:
    """Whoever cannot come to us is visited, unless somebody says otherwise."""
    if typed.kind:
        return typed
    homely = person is not None and "home-visits" in person.need_kinds
    names = [each.name for each in here.rulebook.room("diary") if each.sort == APPOINTMENT]
    wanted = "home-visit" if homely and "home-visit" in names else names[0]
    return replace(typed, kind=wanted)


def _questions(
    here: Here, typed: Typed, entry: DiaryEntry, faults: Mapping[str, str]
) -> tuple[Question, ...]:
    """What is still asked; what the diary cannot do without does not say that it is optional."""
    asked = present_fields(fields_of(here, typed.kind), typed.post, faults)
    needed = {f"{PREFIX}{each}" for each in entry.asked_for}
    return tuple(replace(each, optional=each.optional and each.name not in needed) for each in asked)


def _person(here: Here, typed: Typed) -> Person | None:
    closed = seer(here.membership).closed
    if typed.person:
        found = Person.objects.filter(association=here.association, ref=typed.person, erased_at=None).first()
        return found if found is not None and found.pk not in closed else None
    if typed.thread:
        rows = visible_to(here.membership).filter(ref=typed.thread).select_related("person")
        thread = rows.first()
        return thread.person if thread is not None else None
    return None


def _known(here: Here, typed: Typed, person: Person | None) -> tuple[Known, ...]:
    said = typed.customer
    found = [each.person for each in find(said, here.membership, 6)] if len(said) > 1 else []
    people = ([person] if person is not None and person not in found else []) + found
    ref = person.ref if person else ""
    return tuple(
        Known(
            each.ref,
            each.name or each.ref,
            ", ".join(filter(None, (each.address, *each.phones[:1]))),
            reach_words(each),
            each.ref == ref,
        )
        for each in people
    )


def _staff(here: Here, chosen: str, only: Collection[int] | None = None) -> tuple[Choice, ...]:
    """Those who work here; to a customer who needs something of us, only who was trained for it."""
    today = here.calendar.local(here.at).date()
    return tuple(
        Choice(f"@{each.account.handle}", each.account.name, f"@{each.account.handle}" == chosen)
        for each in colleagues(on=today)
        if only is None or each.account_id in only or f"@{each.account.handle}" == chosen
    )


def _nobody(resources: Sequence[Resource], chosen: str) -> tuple[Choice, ...]:
    """Where there are contractors, that one of them goes without any of us."""
    if all(each.kind != CONTRACTOR for each in resources):
        return ()
    return (Choice(NOBODY, _("Nobody of us: a contractor goes"), chosen == NOBODY),)


def _rooms(resources: Sequence[Resource], chosen: str) -> tuple[Choice, ...]:
    found = []
    for each in resources:
        if each.kind in (ROOM, VEHICLE, SURGERY, CONTRACTOR):
            more = [each.office.name if each.office else "", _("%(n)s seats") % {"n": each.seats}]
            more += [_("private")] if each.apart else []
            label = f"{each.name} ({', '.join(filter(None, more))})" if each.kind == ROOM else each.name
            found.append(Choice(str(each.pk), label, str(each.pk) == chosen))
    return tuple(found)


def _places(entry: DiaryEntry, chosen: str) -> tuple[Choice, ...]:
    words = {
        OFFICE: _("At the office"),
        HOME: _("At their home"),
        OTHER: _("Somewhere else that was agreed"),
        TELEPHONE: _("On the telephone"),
    }
    wanted = chosen if chosen in entry.places else entry.places[0]
    return tuple(Choice(each, words[each], each == wanted) for each in entry.places)


def _choices(here: Here, sort: str, chosen: str) -> tuple[Choice, ...]:
    return tuple(
        Choice(each.name, each.label, each.name == chosen)
        for each in here.rulebook.room("diary")
        if each.sort == sort
    )


def _matters(here: Here, chosen: str) -> tuple[Choice, ...]:
    """The serious matters with how soon each is met; nothing where the association has none."""
    asked = here.rulebook.kinds["appointment.requested"].field("serious_category")
    soon = dict(asked.choices) if asked else {}
    found = matters.matters(here.association, here.rulebook)
    return tuple(
        Choice(each.name, f"{each.label} – {soon.get(each.category, each.category)}", each.name == chosen)
        for each in found
    )


def _reasons(here: Here, chosen: str) -> tuple[Choice, ...]:
    field = here.rulebook.kinds["appointment.home_instead"].field("because")
    return tuple(Choice(slug, label, slug == chosen) for slug, label in (field.choices if field else ()))


def _free(here: Here, typed: Typed, resources: Sequence[Resource]) -> tuple[Segment, ...]:
    """The times at which all that was chosen is free, from the day that was typed on."""
    handles = {each[1:] for each in typed.resources if isinstance(each, str)}
    ids = {each for each in typed.resources if isinstance(each, int)}
    chosen = [
        each
        for each in resources
        if each.pk in ids or (each.kind == STAFF and each.account and each.account.handle in handles)
    ]
    try:
        begins = read_moment(typed.day, typed.time or "00:00", zone=here.zone)
    except MomentError:
        begins = here.at
    begins = max(begins, here.at)
    surgery = next((each for each in chosen if each.kind == SURGERY), None)
    if surgery is not None:
        found = diary.free_at_surgery(here.association, surgery, begins, begins + LOOK_AHEAD)
        return found[:OFFERED]
    free = diary.free_between(
        chosen,
        begins,
        begins + LOOK_AHEAD,
        association=here.association,
        calendar=here.calendar,
        minutes=max(5, min(typed.length(here), 600)),
        most=60,
    )
    return spread(free, here.calendar, OFFERED)


def next_times(here: Here, resources: Sequence[int], minutes: int) -> tuple[Choice, ...]:
    """The next times at which those are free, to be offered."""
    chosen = [each for each in diary.resources_of(here.association) if each.pk in resources]
    free = diary.free_between(
        chosen,
        here.at + timedelta(hours=1),
        here.at + LOOK_AHEAD,
        association=here.association,
        calendar=here.calendar,
        minutes=minutes,
        most=60,
    )
    times = [_time(here, each, "") for each in spread(free, here.calendar, 3)]
    return tuple(Choice(each.value, each.label, False) for each in times)


def _time(here: Here, free: Segment, chosen: str) -> Time:
    local, until = here.calendar.local(free.start), here.calendar.local(free.end)
    value = free.start.astimezone(ZoneInfo("UTC")).isoformat()
    day = day_words(local.date(), here.calendar.local(here.at).year)
    return Time(value, f"{day}, {local:%H:%M}–{until:%H:%M}", value == chosen)


def _promised(here: Here, typed: Typed, entry: DiaryEntry) -> str:
    """By when it has to take place, in words; nothing where nothing was promised."""
    if typed.thread:
        return ""
    matter = typed.post.get("matter", "")
    listed = matters.matters(here.association, here.rulebook) if matter else ()
    known = {each.name: each.category for each in listed}
    asks = here.rulebook.kinds[entry.asks]
    facts: dict[str, Any] = {each.name: each.default for each in asks.fields if each.default is not None}
    facts |= {"serious_category": known[matter]} if matter in known else {}
    told = Telling(entry.asks, here.at, facts)
    found = foresee(told, association=here.association, by=here.by, at=here.at, membership=here.membership)
    if isinstance(found, Refused):
        return ""
    promises = here.rulebook.promises
    dues = [
        each.first_due_at
        for each in found.clocks
        if each.verdict == "running" and each.promise in promises
        if is_kept_by_meeting(promises[each.promise].stops, entry, here.rulebook.room("diary"))
    ]
    if not dues:
        return ""
    return _("We promise this %(when)s.") % {"when": due_words(min(dues), here.calendar)}


def _prompts(needs: Sequence[str], entry: DiaryEntry) -> tuple[str, ...]:
    """What staff are to offer, by what is on the customer's file."""
    found = []
    if "home-visits" in needs and HOME not in entry.places:
        found.append(_("They cannot come to us: offer a visit at home."))
    elif set(needs) & HARD_TO_COME and HOME not in entry.places:
        found.append(_("It may be hard for them to come: offer a visit at home, and write down the answer."))
    if "meet-at-office" in needs and HOME in entry.places:
        found.append(_("They would rather come to the office: offer that instead of a visit."))
    if {"interpreter", "sign-language"} & set(needs):
        found.append(_("They need an interpreter: one is booked with this."))
    if "step-free" in needs and OFFICE in entry.places:
        found.append(_("They need a way without steps: choose a room that has one."))
    if "two-visitors" in needs:
        found.append(_("Their file says that two of us go."))
    return tuple(found)


def _moving(here: Here, moving: Booking | None) -> str:
    if moving is None:
        return ""
    local = here.calendar.local(moving.starts_at)
    return _("%(time)s on %(day)s") % {"time": f"{local:%H:%M}", "day": day_words(local.date())}
