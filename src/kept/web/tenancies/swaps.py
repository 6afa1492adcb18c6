"""Who would swap homes, who fits whom, what is shown to others, and how far is each match?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kept.actions import exchanges as act
from kept.casework import Refused
from kept.casework.matching import Entry, matches
from kept.casework.moving import of_sort
from kept.casework.permissions import Permission
from kept.rulebook.moves import FEATURE
from kept.store import refs
from kept.store import swaps as stored
from kept.store.housing import today
from kept.store.models import SwapEntry
from kept.store.moves import rules_of_moves
from kept.store.threads import visible_to
from kept.web.shared.access import Here
from kept.web.shared.fields import Choice
from kept.web.shared.frame import page
from kept.web.shared.keeping import SimpleError, typed_again
from kept.web.shared.moments import MomentError, read_date
from kept.web.shared.words import day_words
from kept.web.tenancies.moves import names_of


@dataclass(frozen=True, slots=True)
class Fit:
    """Somebody who fits, and whether both let us tell each of the other."""

    ref: str
    has: str
    may_tell: bool


@dataclass(frozen=True, slots=True)
class EntryRow:
    """One entry of the register."""

    ref: str
    address: str
    edit: str
    whose: str
    has: str
    wants: str
    since: str
    shown: bool
    told: bool
    fits: tuple[Fit, ...]


@dataclass(frozen=True, slots=True)
class PairRow:
    """Two who were told of one another."""

    id: int
    sides: tuple[tuple[str, str, str], ...]
    on: str
    how_far: str
    open: bool


@dataclass(frozen=True, slots=True)
class SwapsPage:
    """The page."""

    rows: tuple[EntryRow, ...]
    pairs: tuple[PairRow, ...]
    adverts: tuple[str, ...]
    shown: int
    places: tuple[Choice, ...]
    hows: tuple[Choice, ...]
    features: tuple[tuple[str, str], ...]
    action: str
    list: str
    moves: str
    today: str
    uid: str
    records: bool
    typed: Mapping[str, str]
    has: frozenset[str]
    needs: frozenset[str]
    errors: tuple[SimpleError, ...] = ()


def swaps(request: HttpRequest, here: Here) -> HttpResponse:
    """The register; and what its forms do."""
    if request.method != "POST" or typed_again(request):
        return _page(request, here)
    try:
        done = _done(request, here)
    except MomentError as problem:
        done = Refused(str(problem), "on")
    if isinstance(done, Refused):
        return _page(request, here, SimpleError(done.sentence, done.field or "area"))
    messages.success(request, _("It is on record."))
    return redirect("swaps", here.slug)


def _done(request: HttpRequest, here: Here) -> object:
    post = request.POST
    who: dict[str, Any] = {
        "association": here.association,
        "by": here.by,
        "at": here.at,
        "membership": here.membership,
    }
    uid = post.get("uid", "")[:60] or refs.new_uid()
    match post.get("act", ""):
        case "register":
            return act.register(
                entry=entry_typed(request),
                may_be_shown=post.get("may_be_shown") == "yes",
                may_be_told=post.get("may_be_told") == "yes",
                person=refs.tidy(post.get("person", "")[:20]) or None,
                from_name=post.get("from_name", "")[:200],
                uid=uid,
                **who,
            )
        case "advertise":
            on = read_date(post.get("on", ""))
            return act.advertise(where=post.get("where", ""), on=on, uid=uid, **who)
        case "tell":
            one, two, how = (post.get(name, "")[:20] for name in ("one", "two", "how"))
            return act.tell_both(one=one, two=two, how=how, **who)
        case "interest":
            number = post.get("match", "")
            return act.interest(
                match=int(number) if number.isdecimal() and len(number) < 18 else 0,
                entry=post.get("entry", "")[:20],
                interested=post.get("interested") == "yes",
                **who,
            )
    return Refused(_("Choose what to do."), "area")


def entry_typed(request: HttpRequest) -> dict[str, object]:
    """An entry as a form of the register gives it."""
    post = request.POST
    return {
        "area": post.get("area", "")[:200],
        "bedrooms": post.get("bedrooms", "")[:10],
        "has": post.getlist("has")[:50],
        "wants_areas": [each[:200] for each in post.get("wants_areas", "")[:2_000].splitlines()[:30]],
        "wants_least": post.get("wants_least", "")[:10],
        "wants_most": post.get("wants_most", "")[:10],
        "needs": post.getlist("needs")[:50],
    }


def _page(request: HttpRequest, here: Here, *errors: SimpleError) -> HttpResponse:
    seen = visible_to(here.membership)
    mine = set(seen.filter(kind="application").values_list("pk", flat=True))
    everybody = list(stored.looking(here.association))
    entries = {each.pk: stored.entry_of(each) for each in everybody}
    known, told = labels(here), stored.told_of(here.association)
    rows = [each for each in everybody if each.thread_id in mine]
    names = names_of(here, [each.thread for each in rows])
    post = request.POST if errors else {}
    shown = stored.shown(here.association)
    view = SwapsPage(
        rows=tuple(_row(here, each, entries, known, names, told.get(each.pk, set())) for each in rows),
        pairs=tuple(_pair(here, each, mine) for each in stored.matched(here.association, seen)),
        adverts=tuple(
            _advert(here, each.where, each.on, len(each.entries)) for each in stored.adverts(here.association)
        ),
        shown=len(shown),
        places=tuple(Choice(name, label, False) for name, label in place_words().items()),
        hows=tuple(Choice(name, label, False) for name, label in how_words().items()),
        features=tuple(known.items()),
        action=reverse("swaps", args=[here.slug]),
        list=reverse("swaps-list", args=[here.slug]),
        moves=reverse("moves", args=[here.slug]),
        today=today(here.association, here.at).isoformat(),
        uid=refs.new_uid(),
        records=here.may(Permission.RECORD),
        typed={name: str(post[name])[:2_000] for name in post},
        has=frozenset(request.POST.getlist("has")) if errors else frozenset(),
        needs=frozenset(request.POST.getlist("needs")) if errors else frozenset(),
        errors=errors,
    )
    title = _("Exchange register")
    return page(request, "tenancies/swaps.html", view, title=title, here=here, status=422 if errors else 200)


def labels(here: Here) -> dict[str, str]:
    """What a home may have, in words, by its name."""
    return {each.name: each.label for each in of_sort(rules_of_moves(here.rulebook), FEATURE)}


def place_words() -> dict[str, str]:
    """Where the register is shown."""
    return {
        "newsletter": _("In the newsletter"),
        "reception": _("In reception"),
        "website": _("On the website"),
    }


def how_words() -> dict[str, str]:
    """How they are told."""
    return {
        "telephone": _("By telephone"),
        "letter": _("By letter"),
        "email": _("By e-mail"),
        "text": _("By text"),
    }


def has_words(entry: Entry, known: Mapping[str, str]) -> str:
    """A home in words that say nothing of whoever lives there."""
    rooms = _("bedsit")
    if entry.bedrooms:
        rooms = ngettext("%(n)d bedroom", "%(n)d bedrooms", entry.bedrooms) % {"n": entry.bedrooms}
    return ", ".join([entry.area, rooms, *(known[each].lower() for each in entry.has if each in known)])


def wants_words(entry: Entry, known: Mapping[str, str]) -> str:
    """A wish in words."""
    sizes = {"least": entry.wants_least, "most": entry.wants_most}
    size = _("%(least)d bedrooms") % sizes
    if entry.wants_least != entry.wants_most:
        size = _("%(least)d to %(most)d bedrooms") % sizes
    where = ", ".join(entry.wants_areas) or _("any area")
    return ", ".join([where, size, *(known[each].lower() for each in entry.needs if each in known)])


def _row(
    here: Here,
    row: SwapEntry,
    entries: Mapping[int, Entry],
    known: Mapping[str, str],
    names: Mapping[int, str],
    told: set[str],
) -> EntryRow:
    mine = entries[row.pk]
    return EntryRow(
        row.ref,
        reverse("case", args=[here.slug, row.thread.ref]),
        reverse("case-moving", args=[here.slug, row.thread.ref, "entry"]),
        names.get(row.thread_id, ""),
        has_words(mine, known),
        wants_words(mine, known),
        day_words(here.calendar.local(row.registered_at).date(), here.at.year),
        row.may_be_shown,
        row.may_be_told,
        tuple(
            Fit(each.other.ref, has_words(each.other, known), each.may_tell)
            for each in matches(mine, entries.values(), not_again=told)
        ),
    )


def _pair(here: Here, each: stored.Matched, mine: set[int]) -> PairRow:
    far = {
        "told": _("Both know of one another"),
        "one": _("One of them has answered"),
        "both": _("Both are interested: they may apply to swap"),
        "asked": _("They have applied"),
        "swapped": _("They have swapped"),
        "over": _("One of them does not want to"),
    }
    sides = tuple(
        (
            one.ref,
            reverse("case", args=[here.slug, one.thread.ref]) if one.thread_id in mine else "",
            {True: _("interested"), False: _("not interested")}.get(each.row.said.get(one.ref), ""),
        )
        for one in (each.row.one, each.row.two)
    )
    on = day_words(here.calendar.local(each.row.told_at).date(), here.at.year)
    return PairRow(each.row.pk, sides, on, far[each.how_far], each.how_far in ("told", "one", "both"))


def _advert(here: Here, where: str, on: date, count: int) -> str:
    said = ngettext("%(n)d home", "%(n)d homes", count) % {"n": count}
    return f"{day_words(on, here.at.year)}: {place_words().get(where, where)}, {said}"


@dataclass(frozen=True, slots=True)
class PublishedPage:
    """What is shown to others."""

    rows: tuple[tuple[str, str, str], ...]
    day: str
    name: str
    back: str
    plain: str


def swaps_list(request: HttpRequest, here: Here) -> HttpResponse:
    """The list for reception, the newsletter and the website: homes and wishes, and nobody's name."""
    known = labels(here)
    rows = tuple(
        (each.ref, has_words(stored.entry_of(each), known), wants_words(stored.entry_of(each), known))
        for each in stored.shown(here.association)
    )
    day = day_words(today(here.association, here.at))
    plain = "\n\n".join(
        _("%(ref)s: I have: %(has)s. I look for: %(wants)s.") % {"ref": ref, "has": has, "wants": wants}
        for ref, has, wants in rows
    )
    view = PublishedPage(rows, day, here.name, reverse("swaps", args=[here.slug]), plain)
    return page(request, "tenancies/list.html", view, title=_("Homes to swap"), here=here)
