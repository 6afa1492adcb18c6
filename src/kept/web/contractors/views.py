"""Which firms do we send, what have they been given and signed, and what became of their work?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kept.actions import contractors as act
from kept.casework import Refused
from kept.casework.contracting import points_of, refusal, run_out, to_give
from kept.casework.permissions import Permission
from kept.rulebook.contractors import BriefingPart
from kept.store import contractors as stored
from kept.store import refs
from kept.store.contractors import Tally
from kept.store.housing import today
from kept.store.models import CodeBreach, Contractor, Operative, WorkLook
from kept.store.threads import opened
from kept.web.shared.access import Here
from kept.web.shared.frame import page
from kept.web.shared.keeping import SimpleError, typed_again
from kept.web.shared.moments import MomentError, read_date
from kept.web.shared.words import day_words, thread_words

YEAR, MOST = timedelta(days=365), 40


@dataclass(frozen=True, slots=True)
class Line:
    """One firm of the list."""

    name: str
    trade: str
    address: str
    tally: Tally
    score: str
    warning: str


@dataclass(frozen=True, slots=True)
class ListPage:
    """Every firm, and the way to add one."""

    rows: tuple[Line, ...]
    former: tuple[tuple[str, str], ...]
    action: str
    pack: str
    leads: bool
    typed: Mapping[str, str]
    errors: tuple[SimpleError, ...] = ()


def contractors(request: HttpRequest, here: Here) -> HttpResponse:
    """The list; and one more."""
    if request.method != "POST" or typed_again(request):
        return _list(request, here, {})
    typed = {name: request.POST.get(name, "")[:300] for name in ("name", "trade", "phone", "email")}
    done = act.add(association=here.association, by=here.by, at=here.at, membership=here.membership, **typed)
    if isinstance(done, Refused):
        return _list(request, here, typed, SimpleError(done.sentence, done.field or "name"))
    messages.success(request, _("They are on the list. Give them the pack next."))
    return redirect("contractor", here.slug, done.pk)


def _list(request: HttpRequest, here: Here, typed: Mapping[str, str], *errors: SimpleError) -> HttpResponse:
    parts = stored.parts_of(here.rulebook)
    tallies = stored.tallies(here.association, here.at - YEAR)
    scores = _scores(here)
    rows = Contractor.objects.filter(association=here.association).order_by("name")
    found = list(rows)
    view = ListPage(
        rows=tuple(
            _line(here, each, parts, tallies.get(each.pk, Tally()), scores.get(each.pk, ""))
            for each in found
            if each.ended_at is None
        ),
        former=tuple(
            (each.name, reverse("contractor", args=[here.slug, each.pk]))
            for each in found
            if each.ended_at is not None
        ),
        action=reverse("contractors", args=[here.slug]),
        pack=reverse("contractor-pack", args=[here.slug]),
        leads=here.may(Permission.REASSIGN),
        typed=typed,
        errors=errors,
    )
    title = _("Contractors")
    return page(request, "contractors/list.html", view, title=title, here=here, status=422 if errors else 200)


def _scores(here: Here) -> dict[int, str]:
    counted: dict[int, list[int]] = {}
    since = today(here.association, here.at) - YEAR
    rows = WorkLook.objects.filter(association=here.association, on__gte=since)
    for firm, met, of in rows.values_list("contractor", "met", "of"):
        mine = counted.setdefault(firm, [0, 0])
        mine[0], mine[1] = mine[0] + met, mine[1] + of
    return {firm: f"{round(100 * met / of)} %" for firm, (met, of) in counted.items()}


def _line(here: Here, each: Contractor, parts: tuple[BriefingPart, ...], tally: Tally, score: str) -> Line:
    why_not = refusal(parts, stored.firm(each))
    warning = why_not.sentence if why_not is not None else ""
    return Line(
        each.name, each.trade, reverse("contractor", args=[here.slug, each.pk]), tally, score, warning
    )


# ---- one firm ----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class PartLine:
    """One part of the pack, and whether they have it."""

    name: str
    title: str
    edition: str
    has: str
    due: bool
    signed: bool


@dataclass(frozen=True, slots=True)
class CardLine:
    """One of their people."""

    id: int
    name: str
    card: str
    until: str
    over: bool


@dataclass(frozen=True, slots=True)
class BreachLine:
    """One time when the code was broken."""

    uid: str
    on: str
    what: str
    done: str


@dataclass(frozen=True, slots=True)
class LookLine:
    """One look at finished work."""

    on: str
    where: str
    score: str
    missed: tuple[str, ...]
    words: str


@dataclass(frozen=True, slots=True)
class OnePage:
    """One firm."""

    heading: str
    back: str
    action: str
    trade: str
    phone: str
    email: str
    ended: str
    warning: str
    parts: tuple[PartLine, ...]
    cards: tuple[CardLine, ...]
    tally: Tally
    threads: tuple[tuple[str, str, str], ...]
    breaches: tuple[BreachLine, ...]
    looks: tuple[LookLine, ...]
    points: tuple[tuple[str, str], ...]
    surveys: str
    diary: str
    uid: str
    today: str
    leads: bool
    records: bool
    typed: Mapping[str, str]
    errors: tuple[SimpleError, ...] = ()


def contractor(request: HttpRequest, here: Here, number: int) -> HttpResponse:
    """Everything about one firm, and what its forms do."""
    row = Contractor.objects.filter(association=here.association, pk=number).first()
    if row is None:
        raise Http404
    if request.method != "POST" or typed_again(request):
        return _one(request, here, row, {})
    try:
        done = _done(here, row, request.POST)
    except MomentError as problem:
        done = Refused(str(problem), "until" if request.POST.get("act") == "carry" else "on")
    if isinstance(done, Refused):
        typed = {name: str(request.POST.get(name, ""))[:2_000] for name in request.POST}
        act_ = typed.get("act", "")
        return _one(request, here, row, typed, SimpleError(done.sentence, f"{act_}-{done.field or 'on'}"))
    messages.success(request, _("It is on record."))
    return redirect("contractor", here.slug, row.pk)


def _done(here: Here, row: Contractor, post: Any) -> object:
    who: dict[str, Any] = {
        "association": here.association,
        "by": here.by,
        "at": here.at,
        "membership": here.membership,
    }
    uid = post.get("uid", "")[:60] or refs.new_uid()
    match post.get("act", ""):
        case "give":
            return act.give(contractor=row.pk, part=post.get("part", ""), **who)
        case "carry":
            name, card = post.get("name", "")[:300], post.get("card", "")[:300]
            until = read_date(post.get("until", ""))
            return act.carry(contractor=row.pk, name=name, card=card, until=until, **who)
        case "hand-back":
            number = post.get("operative", "")
            return act.hand_back(operative=int(number) if number.isdecimal() else 0, **who)
        case "breach":
            on = read_date(post.get("on", ""))
            what, done = post.get("what", "")[:3_000], post.get("done", "")[:3_000]
            return act.breach(contractor=row.pk, on=on, what=what, done=done, uid=uid, **who)
        case "look":
            found = {
                slug: post.get(f"point-{slug}") == "met"
                for slug, _words in points_of(stored.parts_of(here.rulebook))
                if post.get(f"point-{slug}") in ("met", "not")
            }
            where, words = post.get("where", "")[:300], post.get("words", "")[:3_000]
            on = read_date(post.get("on", ""))
            return act.look(contractor=row.pk, on=on, where=where, found=found, words=words, uid=uid, **who)
        case "end":
            return act.end(contractor=row.pk, **who)
    return Refused(_("Choose what to do."), "on")


def _one(
    request: HttpRequest, here: Here, row: Contractor, typed: Mapping[str, str], *errors: SimpleError
) -> HttpResponse:
    parts = stored.parts_of(here.rulebook)
    on = today(here.association, here.at)
    firm = stored.firm(row)
    missing = {each.name for each in to_give(parts, firm.given)}
    why_not = refusal(parts, firm)
    threads = stored.threads_about(here.membership, row)[:MOST]
    view = OnePage(
        heading=row.name,
        back=reverse("contractors", args=[here.slug]),
        action=reverse("contractor", args=[here.slug, row.pk]),
        trade=row.trade,
        phone=row.phone,
        email=row.email,
        ended=day_words(here.calendar.local(row.ended_at).date()) if row.ended_at else "",
        warning=why_not.sentence if why_not is not None else "",
        parts=tuple(_part(each, row, each.name in missing) for each in parts),
        cards=_cards(here, row),
        tally=stored.tallies(here.association, here.at - YEAR).get(row.pk, Tally()),
        threads=tuple(
            (
                thread_words(each.kind),
                reverse("thread", args=[here.slug, each.ref]),
                day_words(here.calendar.local(each.opened_at).date()),
            )
            for each in threads
        ),
        breaches=tuple(
            BreachLine(each.uid, day_words(each.on), each.what, each.done)
            for each in CodeBreach.objects.filter(association=here.association, contractor=row).order_by(
                "-on", "-id"
            )[:MOST]
        ),
        looks=tuple(
            LookLine(
                day_words(each.on),
                each.where,
                _("%(met)d of %(of)d") % {"met": each.met, "of": each.of},
                tuple(point for point, met in each.found.items() if not met),
                each.words,
            )
            for each in WorkLook.objects.filter(association=here.association, contractor=row).order_by(
                "-on", "-id"
            )[:MOST]
        ),
        points=points_of(parts),
        surveys=reverse("surveys", args=[here.slug]),
        diary=reverse("diary", args=[here.slug]),
        uid=typed.get("uid") or refs.new_uid(),
        today=on.isoformat(),
        leads=here.may(Permission.REASSIGN) and row.ended_at is None,
        records=here.may(Permission.RECORD) and row.ended_at is None,
        typed=typed,
        errors=errors,
    )
    return page(
        request, "contractors/one.html", view, title=row.name, here=here, status=422 if errors else 200
    )


def _part(each: BriefingPart, row: Contractor, missing: bool) -> PartLine:
    held = row.given.get(each.name)
    has = ""
    if held:
        edition, on, _by = held
        days = (day_words(date.fromisoformat(each)) for each in (edition, on))
        has = _("Edition of %(edition)s, since %(on)s") % dict(zip(("edition", "on"), days, strict=True))
    return PartLine(each.name, each.title, day_words(each.edition), has, missing, each.signed)


def _cards(here: Here, row: Contractor) -> tuple[CardLine, ...]:
    rows = Operative.objects.filter(association=here.association, contractor=row, ended_at__isnull=True)
    over = {each.number for each in run_out(stored.cards_of(row), today(here.association, here.at))}
    return tuple(
        CardLine(each.pk, each.name, each.card, day_words(each.until), each.card in over)
        for each in rows.order_by("name", "id")
    )


# ---- the pack, and what a contact is about --------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class PackPage:
    """The pack as it is printed."""

    back: str
    parts: tuple[BriefingPart, ...]


def pack(request: HttpRequest, here: Here) -> HttpResponse:
    """What every firm is given, to be printed and signed."""
    view = PackPage(reverse("contractors", args=[here.slug]), stored.parts_of(here.rulebook))
    title = _("What we ask of contractors")
    return page(request, "contractors/pack.html", view, title=title, here=here)


@dataclass(frozen=True, slots=True)
class AboutPage:
    """Which firms a contact is about."""

    back: str
    action: str
    rows: tuple[tuple[int, str, bool], ...]
    contractors: str
    errors: tuple[SimpleError, ...] = ()


def about(request: HttpRequest, here: Here, ref: str) -> HttpResponse:
    """Say of one contact which contractor's work it is about."""
    thread = opened(here.membership, ref)
    if thread is None:
        raise Http404
    if request.method == "POST" and not typed_again(request):
        firm = request.POST.get("contractor", "")
        done = act.concern(
            association=here.association,
            contractor=int(firm) if firm.isdecimal() else 0,
            thread=thread.ref,
            withdrawn=request.POST.get("withdrawn") == "yes",
            by=here.by,
            at=here.at,
            membership=here.membership,
        )
        if not isinstance(done, Refused):
            messages.success(request, _("It is written beside the contact."))
            return redirect("thread", here.slug, thread.ref)
        return _about(request, here, thread.ref, thread.pk, SimpleError(done.sentence, "contractor"))
    return _about(request, here, thread.ref, thread.pk)


def _about(request: HttpRequest, here: Here, ref: str, thread: int, *errors: SimpleError) -> HttpResponse:
    tied = {each.pk: each for each in stored.of_thread(here.association, thread)}
    firms = {each.pk: each for each in stored.standing(here.association)} | tied
    view = AboutPage(
        back=reverse("thread", args=[here.slug, ref]),
        action=reverse("thread-contractor", args=[here.slug, ref]),
        rows=tuple(
            (each.pk, each.name, each.pk in tied) for each in sorted(firms.values(), key=lambda one: one.name)
        ),
        contractors=reverse("contractors", args=[here.slug]),
        errors=errors,
    )
    title = ngettext("About a contractor", "About contractors", max(1, len(tied)))
    return page(
        request, "contractors/about.html", view, title=title, here=here, status=422 if errors else 200
    )
