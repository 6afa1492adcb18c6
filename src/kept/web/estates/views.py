"""What goes on at our estates: who has which job, how do places look, and what do we tell of it?"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from kept.actions.keeping_files import Brought, attach
from kept.casework import Refused, tidying
from kept.casework.cases import TYPES
from kept.casework.permissions import Permission
from kept.store import cases as stored_cases
from kept.store import estates as stored
from kept.store import support, threads
from kept.store.models import Case
from kept.store.support import Said
from kept.web.shared.access import Here
from kept.web.shared.frame import page
from kept.web.shared.keeping import SimpleError
from kept.web.shared.words import Words, day_words, due_words, urgency

HERE = ("estate", "vehicle", "graffiti")
BEGIN = ("estate.reported", "estate.inspected", "estate.vehicle_reported", "graffiti.reported")
INSPECTED, REMINDED, ASSIGNED = "estate.inspected", "estate.reminded", "estate.assigned"
ANSWERED, CHASED = "estate.answered", "estate.chased"
MOST = 200


@dataclass(frozen=True, slots=True)
class Line:
    """One job. `has_it` says to whom it was passed, with their reference, day and answer."""

    ref: str
    address: str
    what: str
    place: str
    first: bool
    has_it: str
    passed_on: str
    reply: str
    state: str
    due: str
    pressing: Words | None


@dataclass(frozen=True, slots=True)
class Look:
    """A garden or shared part: when somebody last looked, how it was, and how often residents were asked."""

    place: str
    what: str
    looked_on: str
    found: str
    asked: int
    again: str
    address: str
    ref: str


@dataclass(frozen=True, slots=True)
class Issue:
    """An issue that carried how the estates look."""

    label: str
    issued: str
    evidence: str
    address: str


@dataclass(frozen=True, slots=True)
class EstatesPage:
    """The page."""

    jobs: tuple[Line, ...]
    council: int
    looks: tuple[Look, ...]
    results: tuple[str, ...]
    issues: tuple[Issue, ...]
    begin: tuple[tuple[str, str], ...]


def estates(request: HttpRequest, here: Here) -> HttpResponse:
    """The page, in a number of queries that does not grow with what is on it."""
    going_on = support.going_on(here.membership, HERE, most=MOST)
    looked = _looked_at(here)
    rows = {each.thread_id: each.thread for each in (*going_on, *looked)}
    said = support.said_of(list(rows.values()), here.association, here.at)
    jobs = [_line(here, each, said[each.thread_id]) for each in going_on]
    first, last = tidying.quarter_before(here.calendar.local(here.at).date())
    results = stored.results(here.association, first, last)
    view = EstatesPage(
        # Offensive words and what could hurt somebody stand first, whatever their day.
        jobs=tuple(sorted(jobs, key=lambda each: not each.first)),
        council=sum(_with_council(said[each.thread_id]) for each in going_on),
        looks=tuple(_looks(here, looked, said)),
        results=tuple(tidying.words_of(results, first, last).split("\n")),
        issues=tuple(_issues(here)),
        begin=tuple(
            (here.rulebook.kinds[kind].label, reverse("capture-kind", args=[here.slug, kind]))
            for kind in BEGIN
            if here.may(Permission.RECORD)
        ),
    )
    return page(request, "estates/estates.html", view, title=_("Estates"), here=here)


def _looked_at(here: Here) -> list[Case]:
    """The latest places of which somebody wrote down how they look, whether or not that is over."""
    rows = stored_cases.case_rows(threads.visible_to(here.membership)).filter(type="estate")
    return list(rows.select_related("thread").order_by("-since_at", "-id")[:MOST])


def _line(here: Here, row: Case, said: Sequence[Said]) -> Line:
    thread, opened = row.thread, said[0].facts if said else {}
    due = thread.act_by or thread.due_at
    assigned = _last(said, ASSIGNED)
    return Line(
        ref=thread.ref,
        address=reverse("case", args=[here.slug, thread.ref]),
        what=_what(here, said),
        place=str(opened.get("place") or opened.get("address") or ""),
        first=opened.get("offensive") is True or opened.get("danger") is True,
        has_it=", ".join(
            str(assigned.facts[each]) for each in ("name", "reference") if assigned.facts.get(each)
        )
        if assigned
        else "",
        passed_on=_day(here, assigned) if assigned else "",
        reply=_reply(here, said),
        state=TYPES[row.type].state(row.state).label,
        due=due_words(due, here.calendar) if due else "",
        pressing=urgency(due, here.at, here.calendar) if due else None,
    )


def _what(here: Here, said: Sequence[Said]) -> str:
    if not said:
        return ""
    kind = here.rulebook.kinds.get(said[0].kind)
    label = kind.label if kind is not None else said[0].kind
    field = kind.field("what") if kind is not None else None
    told = str(said[0].facts.get("what") or said[0].facts.get("vehicle") or "")
    return dict(field.choices).get(told, told) if field is not None else told or label


def _reply(here: Here, said: Sequence[Said]) -> str:
    """What whoever has it said last; or that they were asked again, or have said nothing."""
    if _last(said, ASSIGNED) is None:
        return ""
    answered, chased = _last(said, ANSWERED), _last(said, CHASED)
    if answered is not None:
        return f"{_day(here, answered)}: {answered.facts.get('reply', '')}"
    return _("Asked again on %(day)s") % {"day": _day(here, chased)} if chased else _("No answer yet")


def _with_council(said: Sequence[Said]) -> bool:
    assigned = _last(said, ASSIGNED)
    return assigned is not None and assigned.facts.get("to") == "council"


def _looks(here: Here, rows: Iterable[Case], said: Mapping[int, Sequence[Said]]) -> Iterable[Look]:
    """By block or street, each place with its latest look first."""
    found = []
    for row in rows:
        told = said[row.thread_id]
        look, asked = _last(told, INSPECTED), [each for each in told if each.kind == REMINDED]
        if look is None and not asked:
            continue
        facts = look.facts if look is not None else told[0].facts
        again = date.fromisoformat(str(asked[-1].facts["look_again_on"])) if asked else None
        found.append(
            Look(
                place=str(facts.get("place", "")),
                what=_label(here, INSPECTED, "what", facts.get("what")),
                looked_on=_day(here, look) if look is not None else "",
                found=_label(here, INSPECTED, "found", facts.get("found")),
                asked=len(asked),
                again=day_words(again, here.at.year) if again and not row.ended else "",
                address=reverse("case", args=[here.slug, row.thread.ref]),
                ref=row.thread.ref,
            )
        )
    return sorted(found, key=lambda each: each.place.casefold())


def _label(here: Here, kind: str, field: str, value: object) -> str:
    known = here.rulebook.kinds[kind].field(field)
    return dict(known.choices).get(str(value), str(value or "")) if known is not None else ""


def _last(said: Sequence[Said], kind: str) -> Said | None:
    return next((each for each in reversed(said) if each.kind == kind), None)


def _day(here: Here, said: Said) -> str:
    return day_words(here.calendar.local(said.event.happened_at).date(), here.at.year)


def _issues(here: Here) -> Iterable[Issue]:
    for each in stored.carried(here.association, here.rulebook):
        yield Issue(
            f"{each.label}, {each.version}",
            day_words(each.issued_on, here.at.year) if each.issued_on else "",
            each.evidence,
            reverse("edition", args=[here.slug, each.edition]),
        )


@dataclass(frozen=True, slots=True)
class PhotographPage:
    """Where a photograph is added, with what is wrong with the one that was brought."""

    back: str
    action: str
    says: str
    errors: tuple[SimpleError, ...] = ()


def photograph(request: HttpRequest, here: Here, ref: str) -> HttpResponse:
    """A photograph of the place comes to its case."""
    row = threads.opened(here.membership, ref)
    if row is None or row.kind not in HERE:
        raise Http404
    if request.method != "POST":
        return _photograph(request, here, ref)
    says = request.POST.get("says", "").replace("\x00", "").strip()[:300]
    brought = [Brought(each.name or "", each, says) for each in request.FILES.getlist("file")]
    done = attach(
        association=here.association,
        thread=row.ref,
        brought=brought,
        by=here.by,
        at=here.at,
        membership=here.membership,
    )
    if isinstance(done, Refused):
        return _photograph(request, here, ref, says, SimpleError(done.sentence, "photograph"))
    messages.success(request, _("The photograph belongs to it from now on."))
    return redirect("case", here.slug, row.ref)


def _photograph(
    request: HttpRequest, here: Here, ref: str, says: str = "", *errors: SimpleError
) -> HttpResponse:
    back, action = (reverse(name, args=[here.slug, ref]) for name in ("case", "estate-photograph"))
    view = PhotographPage(back, action, says, errors)
    title = _("Add a photograph")
    return page(
        request, "estates/photograph.html", view, title=title, here=here, status=422 if errors else 200
    )
