"""An incident in a minute: what, where, what happened, who was there, and how it ended."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from kept.actions import incidents as act
from kept.casework import Refused
from kept.casework.incidents import PERSON, REPORTED, Somebody
from kept.rulebook.model import EventKind
from kept.store import refs
from kept.store.file import person_for
from kept.store.models import Person
from kept.web.behaviour.asking import ask, place, uid_of
from kept.web.shared.access import Here
from kept.web.shared.fields import Choice, Question
from kept.web.shared.frame import page
from kept.web.shared.keeping import SimpleError, typed_again

FIRST = ("what", "where", "where_detail", "about", "outcome")
MUST = ("what", "where", "about", "outcome")
THEN = (
    "warned",
    "calming",
    "asked_to_leave",
    "leave_by",
    "leave_at",
    "injured",
    "injury",
    "police",
    "police_by",
    "police_at",
    "police_reference",
    "police_outcome",
    "minutes_lost",
    "work",
    "reporter",
)
ROWS, LONGEST = 4, 300


@dataclass(frozen=True, slots=True)
class PersonRow:
    """One row of who was there, as it was typed."""

    number: int
    roles: tuple[Choice, ...]
    ours: tuple[Choice, ...]
    name: str
    reach: str
    minutes: str


@dataclass(frozen=True, slots=True)
class IncidentPage:
    """The form."""

    action: str
    back: str
    uid: str
    customer: str
    customer_name: str
    first: tuple[Question, ...]
    then: tuple[Question, ...]
    more_open: bool
    rows: tuple[PersonRow, ...]
    errors: tuple[SimpleError, ...] = ()


def incident_new(request: HttpRequest, here: Here) -> HttpResponse:
    """Put an incident on record."""
    if request.method != "POST" or typed_again(request):
        return _shown(request, here)
    first = ask(here, REPORTED, FIRST, request.POST, required=MUST)
    then = ask(here, REPORTED, THEN, request.POST)
    if first.errors or then.errors:
        return _shown(request, here, *first.errors, *then.errors)
    people = _people(request)
    if isinstance(people, SimpleError):
        return _shown(request, here, people)
    person = _person(request, here)
    words = request.POST.get("from_name", "").replace("\x00", "").strip()[:LONGEST]
    facts = {**first.facts, **then.facts, "from_name": words or (person.name if person else "")}
    done = act.record(
        association=here.association,
        facts=facts,
        people=people,
        person=person.ref if person else None,
        uid=uid_of(request),
        by=here.by,
        at=here.at,
        membership=here.membership,
    )
    if isinstance(done, Refused):
        return _shown(request, here, SimpleError(done.sentence, _led(done.field or "about")))
    messages.success(request, _("It is on record as %(ref)s, and the director is told.") % {"ref": done})
    return redirect("case", here.slug, done)


def _led(field: str) -> str:
    return field if "-" in field or field == "people" else place(field)


def _people(request: HttpRequest) -> list[Somebody] | SimpleError:
    found = []
    for number in range(ROWS):
        typed = {
            name: request.POST.get(f"{name}-{number}", "").replace("\x00", "").strip()[:LONGEST]
            for name in ("role", "name", "reach", "ours", "minutes")
        }
        if not typed["name"] and not typed["reach"] and not typed["minutes"]:
            continue
        minutes = typed["minutes"] or "0"
        if not minutes.isdecimal() or len(minutes) > 6:
            return SimpleError(_("Give the working time in whole minutes."), f"minutes-{number}")
        found.append(Somebody(typed["role"], typed["name"], typed["reach"], typed["ours"], int(minutes)))
    return found


def _person(request: HttpRequest, here: Here) -> Person | None:
    asked = request.POST if request.method == "POST" else request.GET
    ref = refs.tidy(asked.get("customer", ""))
    return person_for(here.membership, ref) if ref else None


def _shown(request: HttpRequest, here: Here, *errors: SimpleError) -> HttpResponse:
    sent = request.POST if request.method == "POST" else None
    first = ask(here, REPORTED, FIRST, sent, required=MUST)
    start = {"f-work": refs.tidy(request.GET.get("work", "")) or ""}
    then = ask(here, REPORTED, THEN, sent, start=start)
    person = _person(request, here)
    kind = here.rulebook.kinds[PERSON]
    view = IncidentPage(
        action=reverse("incident-new", args=[here.slug]),
        back=reverse("incidents", args=[here.slug]),
        uid=uid_of(request),
        customer=person.ref if person else "",
        customer_name=(person.name or person.ref) if person else "",
        first=first.questions,
        then=then.questions,
        more_open=bool(then.errors) or any(each.value for each in then.questions if sent),
        rows=tuple(_row(request, kind, number) for number in range(ROWS)),
        errors=errors,
    )
    status = 422 if errors else 200
    title = _("Incident")
    return page(request, "behaviour/incident.html", view, title=title, here=here, status=status)


def _row(request: HttpRequest, kind: EventKind, number: int) -> PersonRow:
    post = request.POST

    def choices(field: str, empty: str) -> tuple[Choice, ...]:
        known = kind.field(field)
        chosen = post.get(f"{field}-{number}", "victim" if field == "role" and number == 0 else "")
        found = [Choice(slug, label, slug == chosen) for slug, label in (known.choices if known else ())]
        return (Choice("", empty, not chosen), *found)

    return PersonRow(
        number,
        choices("role", _("Choose")),
        choices("ours", _("Choose")),
        post.get(f"name-{number}", ""),
        post.get(f"reach-{number}", ""),
        post.get(f"minutes-{number}", ""),
    )
