"""Who stands on the transfer list, who has to be told so, and what waits for a form or an answer?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kept.actions import moves as act
from kept.casework import Refused
from kept.casework.moving import silence
from kept.casework.permissions import Permission
from kept.rulebook.cases import practice_of
from kept.store import moves as stored
from kept.store import refs
from kept.store.housing import today
from kept.store.models import EventText, Letter, Thread
from kept.store.threads import openings, visible_to
from kept.web.shared.access import Here
from kept.web.shared.frame import page
from kept.web.shared.gist import whose_of
from kept.web.shared.keeping import SimpleError, typed_again
from kept.web.shared.words import day_words
from kept.workclock import local_date

HOWS = ("call", "in_person")


@dataclass(frozen=True, slots=True)
class Row:
    """One who stands on the list."""

    ref: str
    address: str
    whose: str
    place: int
    points: int
    reasons: tuple[tuple[str, int], ...]
    since: str
    told: str
    to_tell: bool
    uid: str


@dataclass(frozen=True, slots=True)
class Waiting:
    """Something that waits: a swap for our answer, or a form to come back."""

    address: str
    ref: str
    whose: str
    says: str
    pressing: bool
    over: bool = False


@dataclass(frozen=True, slots=True)
class MovesPage:
    """The page."""

    rows: tuple[Row, ...]
    to_tell: int
    swaps: tuple[Waiting, ...]
    forms: tuple[Waiting, ...]
    action: str
    register: str
    records: bool
    errors: tuple[SimpleError, ...] = ()


def moves(request: HttpRequest, here: Here) -> HttpResponse:
    """The list; and that somebody was told their place, spoken or by a letter."""
    if request.method != "POST" or typed_again(request):
        return _page(request, here)
    ref, how = request.POST.get("case", "")[:20], request.POST.get("how", "")
    who: dict[str, Any] = {
        "association": here.association,
        "by": here.by,
        "at": here.at,
        "membership": here.membership,
    }
    uid = request.POST.get("uid", "")[:60] or refs.new_uid()
    done: object
    if how in HOWS:
        done = act.tell_place(thread=ref, how=how, uid=uid, **who)
    else:
        done = act.write_place(thread=ref, uid=uid, **who)
    if isinstance(done, Refused):
        return _page(request, here, SimpleError(done.sentence, f"case-{ref}"))
    if isinstance(done, Letter):
        return redirect("letter", here.slug, done.ref)
    messages.success(request, _("It is on record that they know their place and points."))
    return redirect("moves", here.slug)


def _page(request: HttpRequest, here: Here, *errors: SimpleError) -> HttpResponse:
    seen = visible_to(here.membership)
    mine = set(seen.filter(kind="application").values_list("pk", flat=True))
    rules = stored.rules_of_moves(here.rulebook)
    rows = [each for each in stored.listed(here.association, rules) if each.thread.pk in mine]
    swaps, forms = stored.to_decide(seen), stored.forms_out(seen)
    names = names_of(
        here,
        [*(each.thread for each in rows), *(each[0] for each in swaps), *(each.thread for each in forms)],
    )
    view = MovesPage(
        rows=tuple(_row(here, each, names) for each in rows),
        to_tell=len(stored.to_tell(rows)),
        swaps=tuple(found for each in swaps if (found := _swap(here, *each, names)) is not None),
        forms=tuple(_form(here, each, names) for each in forms),
        action=reverse("moves", args=[here.slug]),
        register=reverse("swaps", args=[here.slug]),
        records=here.may(Permission.RECORD),
        errors=errors,
    )
    title = _("Moves")
    return page(request, "tenancies/moves.html", view, title=title, here=here, status=422 if errors else 200)


def names_of(here: Here, threads: Sequence[Thread]) -> Mapping[int, str]:
    """Whose each of these contacts is, in two queries however many there are."""
    opening = openings([each.pk for each in threads], here.rulebook.kinds)
    texts = EventText.objects.filter(event__in=[each.pk for each in opening.values()], erased_at=None)
    words = {each.event_id: each.words for each in texts}
    found = {}
    for each in threads:
        first = opening.get(each.pk)
        found[each.pk] = whose_of(here, each, first, words.get(first.pk, {}) if first else {})
    return found


def _row(here: Here, each: stored.Listed, names: Mapping[int, str]) -> Row:
    told = ""
    if each.told is not None:
        told = _("Place %(place)d, %(points)d points, on %(day)s") % {
            "place": each.told.place,
            "points": each.told.points,
            "day": _day(here, each.told.at),
        }
    return Row(
        each.thread.ref,
        reverse("case", args=[here.slug, each.thread.ref]),
        names.get(each.thread.pk, ""),
        each.place,
        each.points,
        tuple((line.label, line.points) for line in each.lines),
        _day(here, each.since),
        told,
        not each.up_to_date,
        refs.new_uid(),
    )


def _swap(here: Here, thread: Thread, tenancy: str, at: datetime, names: Mapping[int, str]) -> Waiting | None:
    found = silence(
        stored.rules_of_moves(here.rulebook),
        nation=here.rulebook.association.nation,
        tenancy=tenancy,
        asked_on=local_date(here.calendar, at),
        today=today(here.association, here.at),
        calendar=here.calendar,
    )
    if found is None:
        return None
    last = day_words(found.last, here.at.year)
    binds = found.rule.confirmed != "no" or here.rulebook.association.nation == "scotland"
    if found.over and binds:
        says = _("The time ran out on %(day)s. Our silence counts as consent: they may swap.") % {"day": last}
    elif found.over:
        says = _("Our answer was due on %(day)s, by custom.") % {"day": last}
    else:
        says = _("Answer by %(day)s. After that our silence counts as consent.") % {"day": last}
        if not binds:
            says = _("Answer by %(day)s, by custom; no law makes our silence consent.") % {"day": last}
    return Waiting(
        reverse("case", args=[here.slug, thread.ref]),
        thread.ref,
        names.get(thread.pk, ""),
        says,
        found.soon or found.over,
        found.over,
    )


def _form(here: Here, each: stored.FormOut, names: Mapping[int, str]) -> Waiting:
    on = today(here.association, here.at)
    days = (on - local_date(here.calendar, each.sent_at)).days
    quiet = (on - local_date(here.calendar, each.last_at)).days
    after = practice_of(here.rulebook, stored.SUCCESSION).numbers.get("remind_after_days", 14)
    sent = ngettext("Sent a day ago", "Sent %(days)d days ago", days) % {"days": days}
    reminded = ngettext("reminded once", "reminded %(times)d times", each.reminded) % {"times": each.reminded}
    says = f"{sent}, {reminded}." if each.reminded else f"{sent}."
    return Waiting(
        reverse("case", args=[here.slug, each.thread.ref]),
        each.thread.ref,
        names.get(each.thread.pk, ""),
        says,
        quiet >= after,
    )


def _day(here: Here, at: datetime) -> str:
    return day_words(here.calendar.local(at).date(), here.at.year)
