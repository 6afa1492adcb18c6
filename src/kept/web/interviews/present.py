"""What does whoever meets a customer see before: history, open matters, needs, promises, and the papers?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from kept.actions.interviewing import BRIEFING, PAPER
from kept.casework import Verdict
from kept.casework.markers import INSTRUCTIONS
from kept.rulebook.people import people_lists
from kept.store import diary, visits
from kept.store.file import Sought, timeline
from kept.store.models import Clock, EventText, Person, Thread
from kept.store.people import contacts
from kept.store.visits import Said
from kept.web.shared.access import Here
from kept.web.shared.keeping import SimpleError
from kept.web.shared.promising import promise_name
from kept.web.shared.reaching import reach_words
from kept.web.shared.words import due_words, moment_words, thread_words

MOST = 12


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of what is open, promised or past."""

    what: str
    when: str
    address: str
    late: bool = False


@dataclass(frozen=True, slots=True)
class Paper:
    """A fact or a record that is brought along."""

    title: str
    where: str


@dataclass(frozen=True, slots=True)
class Briefing:
    """The page before a conversation."""

    ref: str
    heading: str
    customer: str
    customer_ref: str
    customer_file: str
    address: str
    phones: tuple[str, ...]
    reach: str
    language: str
    interpreter: str
    cautions: tuple[str, ...]
    needs: tuple[str, ...]
    appointment: str
    about: str
    promises: tuple[Entry, ...]
    matters: tuple[Entry, ...]
    past: tuple[Entry, ...]
    papers: tuple[Paper, ...]
    read: tuple[str, ...]
    thread: str
    record: str
    action: str
    uid: str
    errors: tuple[SimpleError, ...] = ()


def briefing(
    here: Here, thread: Thread, said: Sequence[Said], *, uid: str, errors: tuple[SimpleError, ...] = ()
) -> Briefing:
    """The briefing for the conversation that a thread leads to."""
    person = thread.person.stands if thread.person else None
    lists = people_lists()
    needs = person.need_kinds if person else []
    year = here.calendar.local(here.at).year
    booked = visits.next_booking(thread.pk, here.at)
    return Briefing(
        ref=thread.ref,
        heading=_("Before you meet %(who)s") % {"who": (person.name if person else "") or _("the customer")},
        customer=person.name if person else "",
        customer_ref=person.ref if person else "",
        customer_file=reverse("customer", args=[here.slug, person.ref]) if person else "",
        address=person.address if person else "",
        phones=tuple(person.phones) if person else (),
        reach=reach_words(person),
        language=lists.language(person.language) if person and person.language else "",
        interpreter=_("An interpreter is needed.") if {"interpreter", "sign-language"} & set(needs) else "",
        cautions=tuple(
            INSTRUCTIONS[each]
            for each in dict.fromkeys(mark.kind for mark in diary.marks_of(person))
            if each in INSTRUCTIONS
        ),
        needs=(
            *(lists.needs[each] for each in needs if each in lists.needs),
            *([person.needs] if person and person.needs else ()),
        ),
        appointment=moment_words(booked.starts_at, here.calendar) if booked else "",
        about=_about(said),
        promises=_promises(here, thread, person),
        matters=_matters(here, thread, person, year),
        past=_past(here, person, year),
        papers=tuple(
            Paper(str(each.facts.get("title") or ""), str(each.facts.get("where") or ""))
            for each in said
            if each.kind == PAPER
        ),
        read=tuple(
            moment_words(each.event.happened_at, here.calendar, year)
            for each in said
            if each.kind == BRIEFING
        ),
        thread=reverse("thread", args=[here.slug, thread.ref]),
        record=reverse("interview-record", args=[here.slug, thread.ref, "interview.held"]),
        action=reverse("prepare", args=[here.slug, thread.ref]),
        uid=uid,
        errors=errors,
    )


def _about(said: Sequence[Said]) -> str:
    return next(
        (str(each.facts[name]) for each in said for name in ("purpose", "about") if each.facts.get(name)), ""
    )


def _own(here: Here, thread: Thread, person: Person | None) -> list[int]:
    """The threads that are looked at: this one, and the customer's that one may see."""
    ids = {thread.pk}
    if person is not None:
        ids |= set(contacts(person, here.membership).values_list("pk", flat=True)[:500])
    return sorted(ids)


def _promises(here: Here, thread: Thread, person: Person | None) -> tuple[Entry, ...]:
    """What we promised and still owe, soonest first; what was told to them in the words that were used."""
    rows = Clock.objects.filter(
        association=here.association, thread__in=_own(here, thread, person), verdict=Verdict.RUNNING
    )
    rows = rows.select_related("thread").order_by("due_at", "id")[:MOST]
    starts = [each.start for each in rows]
    words = dict(EventText.objects.filter(event__uid__in=starts).values_list("event__uid", "words"))
    found = []
    for each in rows:
        promise = here.rulebook.promises.get(each.promise)
        told = str((words.get(each.start) or {}).get("what_told") or "")
        found.append(
            Entry(
                told or promise_name(promise, each.promise),
                due_words(each.due_at, here.calendar),
                reverse("thread", args=[here.slug, each.thread.ref]),
                each.due_at <= here.at,
            )
        )
    return tuple(found)


def _matters(here: Here, thread: Thread, person: Person | None, year: int) -> tuple[Entry, ...]:
    if person is None:
        return ()
    rows = contacts(person, here.membership).filter(closed_at__isnull=True).order_by("-opened_at")[:MOST]
    return tuple(
        Entry(
            f"{thread_words(each.kind)} {each.ref}",
            moment_words(each.opened_at, here.calendar, year),
            reverse("thread", args=[here.slug, each.ref]),
        )
        for each in rows
        if each.pk != thread.pk
    )


def _past(here: Here, person: Person | None, year: int) -> tuple[Entry, ...]:
    if person is None:
        return ()
    lines = timeline(contacts(person, here.membership), Sought(), limit=MOST)
    kinds = here.rulebook.kinds
    return tuple(
        Entry(
            kinds[each.event.kind].label if each.event.kind in kinds else each.event.kind,
            moment_words(each.event.happened_at, here.calendar, year),
            reverse("thread", args=[here.slug, each.ref]),
        )
        for each in lines
    )
