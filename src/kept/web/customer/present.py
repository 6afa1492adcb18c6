"""How does a customer's file read: what is promised, and one line of everything that happened?"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from kept.casework import Grade, Verdict
from kept.casework.permissions import Permission
from kept.store import values
from kept.store.file import Line
from kept.store.inbox import Headed
from kept.store.models import Clock, Likeness, Person
from kept.web.customer.beside import Beside, differing
from kept.web.customer.fetch import FileRecord
from kept.web.customer.head import Head, head, name_of
from kept.web.customer.seeking import Wanted, mark
from kept.web.shared.access import Here
from kept.web.shared.entries import Fact, facts_of
from kept.web.shared.fields import Choice
from kept.web.shared.keeping import SimpleError
from kept.web.shared.promising import line_of
from kept.web.shared.words import (
    Words,
    due_words,
    grade_words,
    moment_words,
    thread_words,
    urgency,
    verdict_words,
)

LATER = timedelta(hours=1)
GIVEN = "kept:given-promise"
REASONS = {
    "name": gettext_lazy("the name sounds the same"),
    "address": gettext_lazy("the same address"),
    "phone": gettext_lazy("the same telephone number"),
    "email": gettext_lazy("the same e-mail address"),
    "born": gettext_lazy("the same date of birth"),
    "outside": gettext_lazy("the same reference elsewhere"),
}


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that happened, with the contact that it belongs to."""

    id: str
    what: str
    when: str
    by: str
    known: str
    facts: tuple[Fact, ...]
    notes: tuple[str, ...]
    struck: bool
    erased: str
    thread: str
    ref: str
    address: str
    open: bool
    subject: str = ""
    written: str = ""


@dataclass(frozen=True, slots=True)
class Promise:
    """One promise to this customer that still asks for something."""

    name: str
    what: str
    address: str
    pressing: Words
    owner: str
    given: bool


@dataclass(frozen=True, slots=True)
class Hint:
    """Somebody who may be the same person, and by what."""

    name: str
    more: str
    why: str
    address: str


@dataclass(frozen=True, slots=True)
class Joined:
    """A file that is read as part of this one."""

    name: str
    ref: str
    when: str
    part: str


@dataclass(frozen=True, slots=True)
class Right:
    """Something that they are entitled to, and the form with which it begins."""

    label: str
    address: str


@dataclass(frozen=True)
class FilePage:
    """The page."""

    head: Head
    entries: tuple[Entry, ...]
    promises: tuple[Promise, ...]
    given: tuple[Promise, ...]
    counted: str
    asked: str
    alike: tuple[Hint, ...]
    differences: tuple[Beside, ...]
    settle: str
    joined: tuple[Joined, ...]
    words: str
    filters: tuple[tuple[str, str, tuple[Choice, ...]], ...]
    narrowed: bool
    chosen: bool
    older: str
    hidden: tuple[tuple[str, str], ...]
    whole: str
    find: str
    acts: Mapping[str, str]
    erased: bool
    # The row that was read for the page: what stands beside it need not look it up again.
    row: Person
    rights: tuple[Right, ...] = ()
    errors: tuple[SimpleError, ...] = field(default=())


def file_page(here: Here, record: FileRecord, wanted: Wanted) -> FilePage:
    """The page from what is on record."""
    person, facets = record.person, record.facets
    promises = tuple(_promise(here, each) for each in record.clocks)
    choices = wanted.choices(here, facets)
    older = mark(record.lines[-1].key) if record.more else ""
    return FilePage(
        head=head(here, record),
        entries=tuple(_entry(here, record, each) for each in record.lines),
        promises=tuple(each for each in promises if not each.given),
        given=tuple(each for each in promises if each.given),
        counted=_counted(facets.contacts, facets.open),
        asked=_asked(facets.asked),
        alike=tuple(_hint(here, person, other, each) for other, each in record.alike),
        differences=differing(here, person),
        rights=tuple(_rights(here, person)),
        settle=reverse("differences", args=[here.slug]) if here.may(Permission.HOUSING) else "",
        joined=tuple(
            Joined(
                name_of(each.person),
                each.person.ref,
                moment_words(each.joined_at, here.calendar),
                reverse("customer-part", args=[here.slug, person.ref, each.person.ref]),
            )
            for each in record.joined
        ),
        words=wanted.words,
        filters=tuple((name, str(LABELS[name]()), found) for name, found in choices.items()),
        chosen=bool(wanted.chosen),
        narrowed=wanted.anything or wanted.before is not None,
        older="" if not older or wanted.words else wanted.query(before=older),
        hidden=(*wanted.chosen.items(), ("words", wanted.words), ("before", older))
        if older and wanted.words
        else (),
        whole=reverse("customer", args=[here.slug, person.ref]),
        find=reverse("customers", args=[here.slug]),
        acts=_acts(here, person),
        erased=person.erased_at is not None,
        row=person,
    )


LABELS = {
    "channel": lambda: _("Channel"),
    "kind": lambda: _("Kind"),
    "year": lambda: _("Year"),
    "team": lambda: _("Team"),
    "state": lambda: _("Open or closed"),
    "broken": lambda: _("Promises"),
}


def _acts(here: Here, person: Person) -> dict[str, str]:
    """What may be done with the file, by those who may."""
    if person.erased_at is not None:
        return {}
    records = (
        {
            "edit": "customer-edit",
            "died": "customer-died",
            "contact": "customer-contact",
            "forms": "customer-forms",
        }
        if here.may(Permission.RECORD)
        else {}
    )
    corrects = (
        {"join": "customer-join", "changes": "customer-changes"} if here.may(Permission.CORRECT) else {}
    )
    looks = {"looks": "customer-looks"} if here.may(Permission.ATTEMPTS) else {}
    found = {
        name: reverse(route, args=[here.slug, person.ref])
        for name, route in (records | corrects | looks).items()
    }
    if here.may(Permission.RECORD):
        found["speaks"] = reverse("customer-speaks", args=[here.slug, person.ref, "new"])
        found["capture"] = f"{reverse('capture', args=[here.slug])}?{urlencode({'person': person.ref})}"
    return found


RIGHTS = {
    "personal_data.requested": gettext_lazy("To see what we hold about them"),
    "correction.requested": gettext_lazy("To have it put right"),
    "complaint.received": gettext_lazy("To complain"),
}


def _rights(here: Here, person: Person) -> Iterable[Right]:
    """What they are entitled to, each with what begins it for them."""
    if not here.may(Permission.RECORD) or person.erased_at is not None:
        return
    whose = urlencode({"person": person.ref})
    for kind, label in RIGHTS.items():
        if kind in here.rulebook.kinds:
            address = reverse("capture-kind", args=[here.slug, kind])
            yield Right(str(label), f"{address}?{whose}")
    yield Right(
        _("To say what we may do with their data"), reverse("customer-data", args=[here.slug, person.ref])
    )
    yield Right(
        _("To say how they may be reached"), reverse("customer-contact", args=[here.slug, person.ref])
    )


def _counted(contacts: int, still_open: int) -> str:
    if not contacts:
        return _("No contact is on record that you may see.")
    said = ngettext("%(n)s contact", "%(n)s contacts", contacts) % {"n": f"{contacts:,}"}
    return _("%(contacts)s, %(open)s open.") % {"contacts": said, "open": f"{still_open:,}"}


def _asked(times: int) -> str:
    if not times:
        return ""
    said = ngettext("They asked again once", "They asked again %(n)s times", times) % {"n": f"{times:,}"}
    return _("%(said)s about something that is still open.") % {"said": said}


def _promise(here: Here, row: Clock) -> Promise:
    clock = values.clock_of(row)
    calendar = here.rulebook.calendar_for(row.office.slug if row.office else None)
    line = line_of(clock, here.rulebook, calendar)
    pressing = urgency(clock.act_by, here.at, calendar)
    if clock.verdict is not Verdict.RUNNING:
        pressing = Words(
            _("%(verdict)s, still to be done") % {"verdict": verdict_words(clock.verdict).text}, "bad"
        )
    elif clock.paused:
        pressing = Words(_("Waiting"), "mute")
    owner = row.thread.owner
    return Promise(
        name=line.name,
        what=_("%(kind)s %(ref)s, act %(when)s")
        % {
            "kind": thread_words(row.thread.kind),
            "ref": row.thread.ref,
            "when": due_words(clock.act_by, calendar),
        },
        address=reverse("thread", args=[here.slug, row.thread.ref]),
        pressing=pressing,
        owner=owner.name if owner else "",
        given=clock.promise == GIVEN,
    )


def _hint(here: Here, person: Person, other: Person, row: Likeness) -> Hint:
    more = ", ".join(filter(None, (other.address, *other.phones[:1], other.external_ref)))
    return Hint(
        name_of(other),
        more,
        reasons_words(row.reasons),
        reverse("customer-same", args=[here.slug, person.ref, other.ref]),
    )


def reasons_words(reasons: Sequence[str]) -> str:
    """Why two files are alike, in one sentence."""
    said = ", ".join(str(REASONS[each]) for each in reasons if each in REASONS)
    return f"{said[0].upper()}{said[1:]}." if said else ""


def _entry(here: Here, record: FileRecord, line: Line) -> Entry:
    event = line.event
    kind = here.rules.kinds.get(event.kind)
    answers = {**event.facts, **(line.words or {})}
    when = moment_words(event.happened_at, here.calendar)
    headed = record.headings.get(event.id) if not line.erased else None
    return Entry(
        id=f"entry-{event.id}",
        what=kind.label if kind else event.kind,
        when=when,
        by=record.name(event.by),
        known="" if event.grade is Grade.STAFF else grade_words(event.grade),
        facts=tuple(facts_of(kind, answers, zone=here.zone, name=record.name)) if kind else (),
        notes=tuple(_notes(here, line)),
        struck=any(_act(here, each) == "void" for each in line.later),
        erased=_("%(who)s erased the personal words, %(when)s.")
        % {"who": record.name(line.erased[1]), "when": moment_words(line.erased[0], here.calendar)}
        if line.erased
        else "",
        thread=thread_words(line.thread_kind),
        ref=line.ref,
        address=f"{reverse('thread', args=[here.slug, line.ref])}#entry-{event.corrects or event.id}",
        open=line.open,
        subject=(headed.subject or _("No subject")) if headed else "",
        written=_written(here, line, headed) if headed else "",
    )


def _written(here: Here, line: Line, headed: Headed) -> str:
    """Where what was written is read: an e-mail on its page, what we sent on its contact's."""
    if headed.mail is not None:
        return reverse("email", args=[here.slug, headed.mail])
    return f"{reverse('thread', args=[here.slug, line.ref])}#sent-{headed.sent}"


def _act(here: Here, name: str) -> str | None:
    kind = here.rules.kinds.get(name)
    return kind.acts if kind else None


def _notes(here: Here, line: Line) -> Iterable[str]:
    event = line.event
    if event.recorded_at - event.happened_at > LATER:
        yield _("Recorded later, at %(when)s.") % {"when": moment_words(event.recorded_at, here.calendar)}
    for name in dict.fromkeys(line.later):
        kind = here.rules.kinds.get(name)
        yield _("Afterwards: %(what)s.") % {"what": kind.label if kind else name}
