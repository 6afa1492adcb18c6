"""One sheet of a round through an office: what is asked, what was typed, and signing it.

Each thing is right, not right, or was not looked at. What is not right asks what, by when and whose; the
photograph goes with it. What was typed stays, whatever is missing; a photograph has to be chosen again.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kept.actions.inspecting import Inspected, Wrong, inspect
from kept.actions.keeping_files import Brought
from kept.casework import Refused
from kept.casework.held_words import LABELS
from kept.casework.inspecting import FINE, LEFT, NOT, Answer, fix_by, is_hazard, state
from kept.casework.permissions import ROLES, Permission
from kept.rulebook.checklists import ALTERNATIVE, NOTICE, REASON, WAITING, CheckItem, Checklist
from kept.store import premises, refs
from kept.store.accounts import colleagues
from kept.web.premises.offices import office_choices, office_of
from kept.web.shared.access import Here
from kept.web.shared.fields import Choice
from kept.web.shared.frame import page
from kept.web.shared.keeping import SimpleError, typed_again
from kept.web.shared.moments import MomentError, read_date, read_moment
from kept.web.shared.words import day_words, due_words, moment_words

CHECKLISTS = "checklists"
WAITED = timedelta(days=30)
MOST_PHOTOGRAPHS = 4
SHORT = {"words", "said", "alternative", "notice", "reason", "risk", "interim"}


@dataclass(frozen=True, slots=True)
class ItemQuestion:
    """One thing to look at, as the sheet shows it."""

    name: str
    asks: str
    help: str
    clauses: tuple[tuple[str, str], ...]
    results: tuple[Choice, ...]
    number: str
    number_value: str
    bounds: str
    beside: str
    said: str
    said_value: str
    holds: str
    words: str
    fix_by: str
    usual: str
    hazard: bool
    hazard_ticked: bool
    risk: str
    interim: str
    asks_alternative: bool
    alternative: str
    asks_notice: bool
    notice: str
    may_last: bool
    lasting: bool
    reason: str
    photo: bool
    errors: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Area:
    """Things to look at in one place."""

    name: str
    items: tuple[ItemQuestion, ...]


@dataclass(frozen=True, slots=True)
class SheetPage:
    """The sheet."""

    heading: str
    says: str
    action: str
    back: str
    uid: str
    offices: tuple[Choice, ...]
    several: bool
    areas: tuple[Area, ...]
    last: str
    due: str
    overdue: bool
    done_on: str
    done_time: str
    words: str
    owners: tuple[Choice, ...]
    may: bool
    why_not: str
    closing: bool
    by: str
    error_of: Mapping[str, str]
    errors: tuple[SimpleError, ...] = ()


def check_opened(request: HttpRequest, here: Here, checklist: str) -> HttpResponse:
    """The sheet, and signing it."""
    found = checklist_of(here, checklist)
    if request.method == "POST" and not typed_again(request) and "see" not in request.POST:
        return _sign(request, here, found)
    return _page(request, here, found, {})


def checklist_of(here: Here, name: str) -> Checklist:
    """The checklist of that name; 404 where the house has none."""
    found = next((each for each in here.rulebook.room(CHECKLISTS) if each.name == name), None)
    if found is None:
        raise Http404
    return found  # type: ignore[no-any-return]


def _sign(request: HttpRequest, here: Here, checklist: Checklist) -> HttpResponse:
    errors: dict[str, str] = {}
    answers = {each.name: _answer(request.POST, each.name, errors) for each in checklist.items}
    done_at = _done_at(request, here, errors)
    if errors:
        return _page(request, here, checklist, errors, 422)
    done = inspect(
        association=here.association,
        checklist=checklist.name,
        office=office_of(request, here).slug,
        answers=answers,
        uid=request.POST.get("uid", "")[:60] or refs.new_uid(),
        by=here.by,
        at=here.at,
        done_at=done_at,
        words=_text(request.POST, "words"),
        photographs=_photographs(request, checklist),
        membership=here.membership,
    )
    if isinstance(done, Wrong):
        for each in done.faults:
            errors.setdefault(each.field, each.sentence)
        return _page(request, here, checklist, errors, 422)
    if isinstance(done, Refused):
        return _page(request, here, checklist, {done.field or "": done.sentence}, 422)
    messages.success(request, _signed(done))
    return redirect("premises-round", here.slug, done.id)


def _signed(done: Inspected) -> str:
    if not done.defects:
        return _("The round is on record, and everything that was looked at is right.")
    n = len(done.defects)
    return ngettext(
        "The round is on record. One thing is to be put right, and is on the Desk of whoever does it.",
        "The round is on record. %(n)s things are to be put right, and are on the Desks of those who do it.",
        n,
    ) % {"n": n}


def _text(post: Mapping[str, str], name: str) -> str:
    return post.get(name, "").replace("\x00", "").replace("\r\n", "\n").strip()


def _answer(post: Mapping[str, str], name: str, errors: dict[str, str]) -> Answer:
    words = {each: _text(post, f"{name}-{each}") for each in SHORT}
    return Answer(
        result=post.get(f"{name}-result", ""),
        number=_number(post, f"{name}-number", errors),
        lasting=bool(post.get(f"{name}-lasting")),
        hazard=bool(post.get(f"{name}-hazard")),
        fix_by=_day(post, f"{name}-fix_by", errors),
        owner=post.get("owner", ""),
        **words,
    )


def _number(post: Mapping[str, str], name: str, errors: dict[str, str]) -> float | None:
    text = _text(post, name).replace(",", ".")
    if not text:
        return None
    try:
        number = float(text)
    except ValueError:
        number = math.nan
    if not math.isfinite(number):
        errors[name] = _("Type a number, such as 19 or 19.5.")
        return None
    return number


def _day(post: Mapping[str, str], name: str, errors: dict[str, str]) -> date | None:
    text = _text(post, name)
    result = post.get(name.rpartition("-")[0] + "-result", "")
    if not text or result != NOT:
        return None
    try:
        return read_date(text[:40])
    except MomentError as problem:
        errors[name] = str(problem)
        return None


def _done_at(request: HttpRequest, here: Here, errors: dict[str, str]) -> datetime | None:
    day, clock = _text(request.POST, "done_on")[:40], _text(request.POST, "done_time")[:20]
    if not day and not clock:
        return None
    try:
        return read_moment(day, clock, zone=here.zone)
    except MomentError as problem:
        errors["done_at"] = str(problem)
        return None


def _photographs(request: HttpRequest, checklist: Checklist) -> dict[str, Sequence[Brought]]:
    found: dict[str, Sequence[Brought]] = {}
    for each in checklist.items:
        files = request.FILES.getlist(f"{each.name}-photo")[:MOST_PHOTOGRAPHS]
        if files:
            found[each.name] = [Brought(file.name or "", file, each.asks) for file in files]
    return found


# ---- the page ---------------------------------------------------------------------------------------------


def _page(
    request: HttpRequest, here: Here, checklist: Checklist, errors: Mapping[str, str], status: int = 200
) -> HttpResponse:
    office = office_of(request, here)
    calendar = here.rulebook.calendar_for(office.slug)
    last = premises.last_rounds(here.association).get((office.slug, checklist.name))
    stands = state(checklist, last=last.done_at if last else None, calendar=calendar, at=here.at)
    year = calendar.local(here.at).year
    wanted = [ROLES[each].label.lower() for each in checklist.roles if each in ROLES]
    may = here.may(Permission.RECORD) and (not wanted or here.membership.role in checklist.roles)
    view = SheetPage(
        heading=checklist.label,
        says=checklist.says,
        action=reverse("check-opened", args=[here.slug, checklist.name]),
        back=reverse("premises", args=[here.slug]),
        uid=request.POST.get("uid", "")[:60] or refs.new_uid(),
        offices=tuple(each for each in office_choices(here, office.slug) if checklist.at(each.value)),
        several=len(here.rulebook.association.offices) > 1,
        areas=_areas(request, here, checklist, office.slug, errors),
        last=moment_words(last.done_at, calendar, year) if last else "",
        due=due_words(stands.due, calendar, year) if stands.due and not stands.never else "",
        overdue=stands.overdue,
        done_on=request.POST.get("done_on", "")[:40],
        done_time=request.POST.get("done_time", "")[:20],
        words=_text(request.POST, "words"),
        owners=_owners(request, here),
        may=may,
        why_not=_("This round is for: %(who)s.") % {"who": ", ".join(wanted)} if wanted and not may else "",
        closing=checklist.closing,
        by=here.membership.account.name,
        error_of=dict(errors),
        errors=tuple(SimpleError(sentence, _where(field)) for field, sentence in errors.items()),
    )
    return page(request, "premises/sheet.html", view, title=checklist.label, here=here, status=status)


def _owners(request: HttpRequest, here: Here) -> tuple[Choice, ...]:
    """Whoever may see to what is not right: whoever signs, unless they say otherwise."""
    chosen = request.POST.get("owner") or here.by
    people = colleagues(here.calendar.local(here.at).date())
    return tuple(
        Choice(each.account.handle, each.account.name, each.account.handle == chosen) for each in people
    )


def _where(field: str) -> str:
    """The question that an error leads to: the first choice of an item, or the field itself."""
    if field.endswith("-result"):
        return f"{field}-{FINE}"
    return "done_on" if field == "done_at" else field


def _areas(
    request: HttpRequest, here: Here, checklist: Checklist, office: str, errors: Mapping[str, str]
) -> tuple[Area, ...]:
    known = premises.all_held(here.association)
    most = _most_waiting(here, checklist, office)
    resting = clauses_of(here, checklist.name)
    areas: dict[str, list[ItemQuestion]] = {}
    for item in checklist.items:
        holds = premises.said(known, item.held, office) if item.held else ""
        question = _question(request.POST, here, item, office, holds, most, resting, errors)
        areas.setdefault(item.area or checklist.label, []).append(question)
    return tuple(Area(name, tuple(its)) for name, its in areas.items())


def clauses_of(here: Here, checklist: str) -> dict[str, tuple[tuple[str, str], ...]]:
    """Which clauses rest on each item, with where they stand."""
    found: dict[str, list[tuple[str, str]]] = {}
    for clause in here.rulebook.clauses:
        for keeper in clause.held:
            name, _slash, item = keeper.removeprefix("check:").partition("/")
            if keeper.startswith("check:") and name == checklist:
                found.setdefault(item, []).append(
                    (clause.id, reverse("clauses-one", args=[here.slug, clause.id]))
                )
    return {item: tuple(its) for item, its in found.items()}


def _most_waiting(here: Here, checklist: Checklist, office: str) -> int | None:
    if not any(each.beside == WAITING for each in checklist.items):
        return None
    return premises.most_waiting(here.association, office, here.at - WAITED, here.at)


def _question(
    post: Mapping[str, str],
    here: Here,
    item: CheckItem,
    office: str,
    holds: str,
    most: int | None,
    resting: Mapping[str, tuple[tuple[str, str], ...]],
    errors: Mapping[str, str],
) -> ItemQuestion:
    name = item.name
    result = post.get(f"{name}-result", "")
    calendar = here.rulebook.calendar_for(office)
    hazard = is_hazard(item, Answer(NOT))
    usual = fix_by(item, calendar, here.at, hazard=hazard)
    return ItemQuestion(
        name=name,
        asks=item.asks,
        help=item.help,
        clauses=resting.get(name, ()),
        results=(
            Choice(FINE, _("Yes"), result == FINE),
            Choice(NOT, _("No"), result == NOT),
            Choice(LEFT, _("Not looked at"), result == LEFT),
        ),
        number=item.number,
        number_value=_text(post, f"{name}-number")[:20],
        bounds=_bounds(item),
        beside=_beside(item, most),
        said=item.words,
        said_value=_text(post, f"{name}-said"),
        holds=_("%(what)s: %(words)s") % {"what": LABELS[item.held], "words": holds} if holds else "",
        words=_text(post, f"{name}-words"),
        fix_by=_text(post, f"{name}-fix_by")[:40],
        usual=_("Left empty it is %(day)s.") % {"day": day_words(usual)},
        hazard=item.hazard,
        hazard_ticked=bool(post.get(f"{name}-hazard")),
        risk=_text(post, f"{name}-risk"),
        interim=_text(post, f"{name}-interim"),
        asks_alternative=ALTERNATIVE in item.needs,
        alternative=_text(post, f"{name}-alternative"),
        asks_notice=NOTICE in item.needs,
        notice=_text(post, f"{name}-notice"),
        may_last=REASON in item.needs,
        lasting=bool(post.get(f"{name}-lasting")),
        reason=_text(post, f"{name}-reason"),
        photo=item.photo,
        errors={
            field.removeprefix(f"{name}-"): sentence
            for field, sentence in errors.items()
            if field.rpartition("-")[0] == name
        },
    )


def _bounds(item: CheckItem) -> str:
    if item.least is not None and item.most is not None:
        return _("From %(least)s to %(most)s is right.") % {
            "least": f"{item.least:g}",
            "most": f"{item.most:g}",
        }
    if item.least is not None:
        return _("At least %(least)s is right.") % {"least": f"{item.least:g}"}
    return _("At most %(most)s is right.") % {"most": f"{item.most:g}"} if item.most is not None else ""


def _beside(item: CheckItem, most: int | None) -> str:
    if item.beside != WAITING or most is None:
        return ""
    if not most:
        return _("In the last thirty days nobody had to wait.")
    return ngettext(
        "At most one person waited at a time in the last thirty days.",
        "At most %(n)s people waited at a time in the last thirty days.",
        most,
    ) % {"n": most}
