"""What does the page of a case show of behaviour, and of a call or talk that we ended?"""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from kept.casework import incidents, restricting
from kept.casework.cases import Standing
from kept.casework.permissions import Permission
from kept.store import behaviour
from kept.store.accounts import names_by_handle
from kept.store.models import Event, Restriction, Thread, ToRead
from kept.web.behaviour.deciding import IncidentLine, OwedLine, broken_lines, incidents_of, lines_of
from kept.web.shared.access import Here
from kept.web.shared.case_panels import Panel
from kept.web.shared.words import day_words, moment_words


@dataclass(frozen=True, slots=True)
class There:
    """Somebody who was there."""

    role: str
    name: str
    reach: str
    minutes: int


@dataclass(frozen=True, slots=True)
class Story:
    """The middle of the page."""

    part: str
    lines: tuple[IncidentLine, ...]
    about: str
    people: tuple[There, ...]
    minutes: int
    police: str
    broken: tuple[OwedLine, ...]
    updates: tuple[tuple[str, str], ...]
    report: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Held:
    """What was decided, and who has read of it."""

    options: tuple[str, ...]
    way: str
    contact: str
    until: str
    told: str
    reasons: str
    readers: tuple[tuple[str, str], ...]
    steps: tuple[str, ...]


def story(request: HttpRequest, here: Here, thread: Thread, standing: Standing) -> Panel | None:
    """What happened, who was there, and what we ourselves had not kept."""
    person = thread.person.stands if thread.person is not None else None
    told = incidents_of(here, person, thread)
    kinds = [incidents.REPORTED, incidents.PERSON, incidents.UPDATED, restricting.REPORT]
    own = behaviour.all_of(thread, kinds)
    first = next((each for each in reversed(own) if each.kind == incidents.REPORTED), None)
    view = Story(
        part=reverse("behaviour-part", args=[here.slug, thread.ref]) if here.may(Permission.RECORD) else "",
        lines=lines_of(here, told),
        about=behaviour.words_of(first, "about") if first is not None else "",
        people=tuple(_there(here, each) for each in own if each.kind == incidents.PERSON),
        minutes=behaviour.minutes_of(own),
        police=_police(first),
        broken=broken_lines(here, person),
        updates=tuple(
            (day_words(here.calendar.local(each.happened_at).date()), behaviour.words_of(each, "note"))
            for each in own
            if each.kind == incidents.UPDATED
        ),
        report=_report(own),
    )
    return Panel("behaviour/_story.html", {"one": view})


def held(request: HttpRequest, here: Here, thread: Thread, standing: Standing) -> Panel | None:
    """What was decided, until when, and who has not read of it."""
    row = (
        Restriction.objects.filter(association=here.association, thread=thread)
        .order_by("-decided_at")
        .first()
    )
    readers = behaviour.readers(thread)
    if row is None and not readers:
        return None
    decided = behaviour.last_of(thread, [restricting.DECIDED])
    view = Held(
        options=tuple(restricting.OPTIONS.get(each, each) for each in row.options) if row else (),
        way=restricting.CHANNELS.get(row.open_channel, "") if row else "",
        contact=row.contact if row else "",
        until=_until(row),
        told=day_words(here.calendar.local(row.told_at).date()) if row and row.told_at else "",
        reasons=behaviour.words_of(decided, "reasons") if decided is not None else "",
        readers=tuple((each.account.name, _read(here, each)) for each in readers),
        steps=tuple(_step(here, each) for each in behaviour.all_of(thread, [restricting.STEP_TAKEN])),
    )
    return Panel("behaviour/_held.html", {"one": view}, place="side")


def ended(request: HttpRequest, here: Here, thread: Thread, standing: Standing) -> Panel | None:
    """The notes of what was ended, who has read them, and the way to the script."""
    notes = behaviour.all_of(thread, [incidents.WARNED, incidents.AT_RISK, *incidents.ENDINGS])
    names = names_by_handle({each.by for each in notes})
    lines = tuple(
        (
            here.rulebook.kinds[each.kind].label,
            moment_words(each.happened_at, here.calendar),
            names.get(each.by, each.by),
            next(
                (said for name in ("reason", "words", "note") if (said := behaviour.words_of(each, name))), ""
            ),
        )
        for each in notes
    )
    readers = tuple((each.account.name, _read(here, each)) for each in behaviour.readers(thread, "note"))
    address = reverse("ending", args=[here.slug, thread.ref]) if here.may(Permission.RECORD) else ""
    return Panel("behaviour/_ended.html", {"lines": lines, "readers": readers, "address": address})


def _there(here: Here, each: Event) -> There:
    field = here.rulebook.kinds[incidents.PERSON].field("role")
    roles = dict(field.choices) if field is not None else {}
    role = roles.get(str(each.facts.get("role")), "")
    name, reach = (behaviour.words_of(each, which) for which in ("name", "reach"))
    return There(role, name or _("erased"), reach, int(each.facts.get("minutes_lost") or 0))


def _police(first: Event | None) -> str:
    if first is None or first.facts.get("police") is not True:
        return ""
    said = [str(first.facts.get(name) or "") for name in ("police_by", "police_at", "police_reference")]
    said.append(behaviour.words_of(first, "police_outcome"))
    return ", ".join(each for each in said if each)


def _report(own: list[Event]) -> tuple[tuple[str, str], ...]:
    made = next((each for each in reversed(own) if each.kind == restricting.REPORT), None)
    if made is None:
        return ()
    names = [each.strip() for each in str(made.facts.get("recommended") or "").split(",")]
    return (
        (_("What happened"), behaviour.words_of(made, "account")),
        (_("How many incidents"), str(made.facts.get("incidents") or "")),
        (_("What became of them"), behaviour.words_of(made, "outcome")),
        (_("Recommended"), "; ".join(restricting.OPTIONS.get(each, each) for each in names)),
        (_("Why"), behaviour.words_of(made, "reasons")),
    )


def _until(row: Restriction | None) -> str:
    if row is None or row.ended_at is not None:
        return ""
    return day_words(restricting.over_on(row.review_on, row.ends_on))


def _read(here: Here, each: ToRead) -> str:
    return moment_words(each.read_at, here.calendar) if each.read_at else ""


def _step(here: Here, each: Event) -> str:
    kind = here.rulebook.kinds[restricting.STEP_TAKEN]
    words = []
    for name in ("what", "stage"):
        field = kind.field(name)
        value = str(each.facts.get(name) or "")
        words.append(dict(field.choices).get(value, value) if field is not None else value)
    more = [str(each.facts.get(name) or "") for name in ("on", "whom", "reference")]
    terms = behaviour.words_of(each, "terms")
    return ", ".join(word for word in (*words, *more, terms) if word)
