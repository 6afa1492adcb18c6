"""Building work and changes of service: what is proposed, whom it touches, and what those were told."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from kept.actions import schemes as act
from kept.casework import Refused
from kept.casework.permissions import Permission
from kept.casework.schemes import SERVICE, WORKS, letter_fault
from kept.store import housing
from kept.store import schemes as stored
from kept.store.housing import today
from kept.store.models import Home, Patch, Scheme, SchemeHome
from kept.web.shared.access import Here
from kept.web.shared.fields import Choice
from kept.web.shared.frame import page
from kept.web.shared.keeping import SimpleError, typed_again
from kept.web.shared.moments import MomentError, read_date
from kept.web.shared.words import day_words


@dataclass(frozen=True, slots=True)
class Line:
    """One scheme of the list."""

    title: str
    sort: str
    address: str
    homes: int
    asked: int
    state: str


@dataclass(frozen=True, slots=True)
class ListPage:
    """Every scheme, and the way to begin one."""

    rows: tuple[Line, ...]
    action: str
    leads: bool
    typed: Mapping[str, str]
    errors: tuple[SimpleError, ...] = ()


def schemes(request: HttpRequest, here: Here) -> HttpResponse:
    """The list; and one more."""
    if request.method != "POST" or typed_again(request):
        return _list(request, here, {})
    typed = {name: request.POST.get(name, "")[:300] for name in ("title", "sort")}
    done = act.plan(association=here.association, by=here.by, at=here.at, membership=here.membership, **typed)
    if isinstance(done, Refused):
        return _list(request, here, typed, SimpleError(done.sentence, done.field or "title"))
    return redirect("scheme", here.slug, done.pk)


def _list(request: HttpRequest, here: Here, typed: Mapping[str, str], *errors: SimpleError) -> HttpResponse:
    view = ListPage(
        rows=tuple(
            Line(
                each.title,
                _sort(each),
                reverse("scheme", args=[here.slug, each.pk]),
                each.homes,  # type: ignore[attr-defined]
                each.asked,  # type: ignore[attr-defined]
                _state(each),
            )
            for each in stored.all_of(here.association)
        ),
        action=reverse("schemes", args=[here.slug]),
        leads=here.may(Permission.REASSIGN),
        typed=typed,
        errors=errors,
    )
    title = _("Building work and changes")
    return page(request, "schemes/list.html", view, title=title, here=here, status=422 if errors else 200)


def _sort(row: Scheme) -> str:
    return _("Building work") if row.sort == WORKS else _("Change of service")


def _state(row: Scheme) -> str:
    if row.finished_on:
        return _("Finished on %(on)s") % {"on": day_words(row.finished_on)}
    if row.sort == SERVICE:
        return _("Decided on %(on)s") % {"on": day_words(row.settled_on)} if row.settled_on else _("Proposed")
    if row.settled_on and row.begins_on:
        return _("Begins on %(on)s") % {"on": day_words(row.begins_on)}
    return _("Being planned")


@dataclass(frozen=True, slots=True)
class HomeLine:
    """One home, and what it was asked, chose and heard."""

    ref: str
    home: str
    address: str
    effect: str
    asked: str
    answer: str
    finish: str
    heard: str
    late: bool
    letter: str


@dataclass(frozen=True, slots=True)
class OnePage:
    """One scheme."""

    heading: str
    sort: str
    works: bool
    state: str
    back: str
    action: str
    what: str
    dates: str
    begins_on: str
    notice: str
    exhibitions: tuple[tuple[str, str], ...]
    finishes: tuple[str, ...]
    finishes_typed: str
    every_weeks: int
    homes: tuple[HomeLine, ...]
    unasked: int
    late: int
    contact: str
    found: tuple[tuple[str, str], ...]
    patches: tuple[Choice, ...]
    today: str
    settled: bool
    finished: bool
    leads: bool
    records: bool
    typed: Mapping[str, str]
    errors: tuple[SimpleError, ...] = ()


def scheme(request: HttpRequest, here: Here, number: int) -> HttpResponse:
    """Everything about one scheme, and what its forms do."""
    row = _row(here, number)
    if request.method != "POST" or typed_again(request):
        return _one(request, here, row, {})
    typed = {name: str(request.POST.get(name, ""))[:4_200] for name in request.POST}
    if typed.get("act") == "find":
        return _one(request, here, row, typed)
    try:
        done = _done(here, row, request.POST)
    except MomentError as problem:
        done = Refused(str(problem), "begins_on" if typed.get("act") == "settle" else "on")
    if isinstance(done, Refused):
        where = f"{typed.get('act', '')}-{done.field or 'on'}"
        return _one(request, here, _row(here, number), typed, SimpleError(done.sentence, where))
    messages.success(request, _("It is on record."))
    return redirect("scheme", here.slug, row.pk)


def _row(here: Here, number: int) -> Scheme:
    rows = Scheme.objects.select_related("thread").filter(association=here.association, pk=number)
    row = rows.first()
    if row is None:
        raise Http404
    return row


def _done(here: Here, row: Scheme, post: Any) -> object:
    who: dict[str, Any] = {
        "association": here.association,
        "scheme": row.pk,
        "by": here.by,
        "at": here.at,
        "membership": here.membership,
    }
    homes, how = post.getlist("homes"), post.get("how", "")
    match post.get("act", ""):
        case "describe":
            weeks = post.get("every_weeks", "")
            return act.describe(
                what=post.get("what", ""),
                dates=post.get("dates", ""),
                finishes=post.get("finishes", "").splitlines(),
                every_weeks=int(weeks) if weeks.isdecimal() else 4,
                **who,
            )
        case "touch":
            effect, patch = post.get("effect", ""), post.get("patch", "")
            of_patch = Home.objects.filter(association=here.association, patch__slug=patch, ended_on=None)
            chosen = homes or (list(of_patch.values_list("ref", flat=True)) if patch else [])
            return act.touch(homes=chosen, effect=effect, **who)
        case "serve":
            return act.serve(on=read_date(post.get("on", "")), what=post.get("notice", ""), **who)
        case "exhibit":
            return act.exhibit(on=read_date(post.get("on", "")), where=post.get("where", ""), **who)
        case "ask":
            on, answer = read_date(post.get("on", "")), post.get("answer", "")
            return act.ask(homes=homes, how=how, on=on, answer=answer, **who)
        case "inform":
            return act.inform(homes=homes, how=how, on=read_date(post.get("on", "")), **who)
        case "choose":
            return act.choose(home=post.get("home", ""), finish=post.get("finish", ""), **who)
        case "settle":
            begins = post.get("begins_on", "")
            return act.settle(begins_on=read_date(begins) if row.sort == WORKS else None, **who)
        case "finish":
            return act.finish(on=read_date(post.get("on", "")), **who)
    return Refused(_("Choose what to do."), "on")


def _one(
    request: HttpRequest, here: Here, row: Scheme, typed: Mapping[str, str], *errors: SimpleError
) -> HttpResponse:
    homes = stored.homes_of(row)
    on = today(here.association, here.at)
    late = {each.pk for each in stored.unheard(row, homes, on)}
    view = OnePage(
        heading=row.title,
        sort=_sort(row),
        works=row.sort == WORKS,
        state=_state(row),
        back=reverse("schemes", args=[here.slug]),
        action=reverse("scheme", args=[here.slug, row.pk]),
        what=row.what,
        dates=row.dates,
        begins_on=row.begins_on.isoformat() if row.begins_on else "",
        notice=f"{day_words(row.notice_on)}: {row.notice}" if row.notice_on else "",
        exhibitions=tuple((day_words(date.fromisoformat(day)), where) for day, where in row.exhibitions),
        finishes=tuple(row.finishes),
        finishes_typed="\n".join(row.finishes),
        every_weeks=row.every_weeks,
        homes=tuple(_home(here, row, each, each.pk in late) for each in homes),
        unasked=sum(each.asked_on is None for each in homes),
        late=len(late),
        contact=reverse("thread", args=[here.slug, row.thread.ref]) if row.thread else "",
        found=_found(here, typed),
        patches=tuple(
            Choice(slug, name, False)
            for slug, name in Patch.objects.filter(association=here.association)
            .order_by("name")
            .values_list("slug", "name")
        ),
        today=on.isoformat(),
        settled=row.settled_on is not None,
        finished=row.finished_on is not None,
        leads=here.may(Permission.REASSIGN),
        records=here.may(Permission.RECORD),
        typed=typed,
        errors=errors,
    )
    return page(request, "schemes/one.html", view, title=row.title, here=here, status=422 if errors else 200)


def _found(here: Here, typed: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    street = typed.get("street", "").strip()
    rows = housing.homes_like(street, here.association) if street else ()
    return tuple((each.ref, str(each)) for each in rows)


def _home(here: Here, row: Scheme, each: SchemeHome, late: bool) -> HomeLine:
    ways = {"letter": _("by letter"), "visit": _("face to face")}
    return HomeLine(
        each.home.ref,
        str(each.home),
        reverse("homes-one", args=[here.slug, each.home.ref]),
        each.effect,
        f"{day_words(each.asked_on)}, {ways.get(each.asked_how, '')}" if each.asked_on else "",
        each.answer,
        each.finish,
        f"{day_words(each.heard_on)}, {ways.get(each.heard_how, '')}" if each.heard_on else "",
        late,
        reverse("scheme-letter", args=[here.slug, row.pk, each.home.ref]),
    )


@dataclass(frozen=True, slots=True)
class LetterPage:
    """The letter by which one home is asked or told."""

    back: str
    landlord: str
    home: str
    title: str
    works: bool
    what: str
    dates: str
    effect: str
    finishes: tuple[str, ...]
    exhibitions: tuple[tuple[str, str], ...]
    lacks: str


def letter(request: HttpRequest, here: Here, number: int, ref: str) -> HttpResponse:
    """What is proposed, when, and what it means for this home, to be printed."""
    row = _row(here, number)
    each = next((one for one in stored.homes_of(row) if one.home.ref == ref), None)
    if each is None:
        raise Http404
    lacks = letter_fault(stored.scheme_of(row), stored.touched(each))
    view = LetterPage(
        back=reverse("scheme", args=[here.slug, row.pk]),
        landlord=here.association.name,
        home=str(each.home),
        title=row.title,
        works=row.sort == WORKS,
        what=row.what,
        dates=row.dates,
        effect=each.effect,
        finishes=tuple(row.finishes),
        exhibitions=tuple((day_words(date.fromisoformat(day)), where) for day, where in row.exhibitions),
        lacks=lacks.sentence if lacks is not None else "",
    )
    return page(request, "schemes/letter.html", view, title=row.title, here=here)
