"""How many were there yesterday, by the telephone log, the mail book, the count at the door and the mailbox?

One number for each that somebody counted; empty ones are left alone. Telling again puts right what was told.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from kept.actions.counts import Told, tell_counts
from kept.casework import Refused
from kept.casework.outside import SOURCES
from kept.casework.permissions import Permission
from kept.store.capture import Rate
from kept.store.models import OutsideCount
from kept.web.shared.access import Here
from kept.web.shared.capturing import source_words
from kept.web.shared.frame import page
from kept.web.shared.keeping import SimpleError, typed_again
from kept.web.shared.moments import MomentError, read_date
from kept.web.shared.shares import percent
from kept.web.shared.words import day_words

DAYS = 14
LONGEST = 12


@dataclass(frozen=True, slots=True)
class CountField:
    """One number to type. `id` is where its error leads."""

    id: str
    label: str
    value: str
    error: str = ""


@dataclass(frozen=True, slots=True)
class OfOffice:
    """The numbers of one office; without a name where there is only one."""

    name: str
    fields: tuple[CountField, ...]


@dataclass(frozen=True, slots=True)
class DayLine:
    """What was told of a day, and how much of it is on record."""

    day: str
    what: str
    counted: str
    recorded: str
    share: str
    low: bool


@dataclass(frozen=True, slots=True)
class CountsPage:
    """The page."""

    action: str
    day: str
    offices: tuple[OfOffice, ...]
    lines: tuple[DayLine, ...]
    floor: str
    may_tell: bool
    errors: tuple[SimpleError, ...] = ()


def counts(request: HttpRequest, here: Here) -> HttpResponse:
    """Type yesterday's counts."""
    if request.method == "POST" and not typed_again(request):
        return _save(request, here)
    return _page(request, here, {})


def _save(request: HttpRequest, here: Here) -> HttpResponse:
    errors: dict[str, str] = {}
    try:
        day = read_date(request.POST.get("day", "").strip()[:40])
    except MomentError as problem:
        errors["day"] = str(problem)
        day = None
    told: list[tuple[str, Told]] = []
    for office, source in _asked(here):
        name = _name(office, source)
        text = request.POST.get(name, "").strip().replace(",", "")[:LONGEST]
        if not text:
            continue
        if not text.isascii() or not text.isdigit():
            errors[name] = _("Type a whole number, such as 42, or leave it empty.")
        elif day is not None:
            told.append((name, Told(day, source, int(text), office)))
    if not errors and not told:
        first = _name(*next(iter(_asked(here))))
        errors[first] = _("Type at least one number. What nobody counted stays empty.")
    if errors or day is None:
        return _page(request, here, errors)
    done = tell_counts(
        association=here.association,
        counts=[each for _name_of, each in told],
        by=here.by,
        at=here.at,
        membership=here.membership,
    )
    if isinstance(done, Refused):
        field = (done.field or "").removeprefix("counts.")
        where = told[int(field)][0] if field.isdigit() and "day" not in done.sentence.lower() else "day"
        return _page(request, here, {where: done.sentence})
    messages.success(request, _("The counts of %(day)s are on record. Thank you.") % {"day": day_words(day)})
    return redirect("counts", here.slug)


def _asked(here: Here) -> Iterable[tuple[str, str]]:
    for office in _offices(here):
        for source in SOURCES:
            yield office, source


def _offices(here: Here) -> tuple[str, ...]:
    """Each office by itself, or all of them where there is only one."""
    offices = here.rulebook.association.offices
    return tuple(each.slug for each in offices) if len(offices) > 1 else ("",)


def _name(office: str, source: str) -> str:
    return f"n-{office}-{source}" if office else f"n-{source}"


def _page(request: HttpRequest, here: Here, errors: dict[str, str]) -> HttpResponse:
    today = here.calendar.local(here.at).date()
    names = {each.slug: each.name for each in here.rulebook.association.offices}
    asked = request.POST if request.method == "POST" else request.GET
    yesterday = today - timedelta(days=1)
    day = asked.get("day", "")[:40] or yesterday.isoformat()
    view = CountsPage(
        action=reverse("counts", args=[here.slug]),
        day=day,
        offices=tuple(
            OfOffice(
                names.get(office, ""),
                tuple(
                    CountField(
                        _name(office, source),
                        source_words(source),
                        asked.get(_name(office, source), "")[:LONGEST].replace("\x00", ""),
                        errors.get(_name(office, source), ""),
                    )
                    for source in SOURCES
                ),
            )
            for office in _offices(here)
        ),
        lines=tuple(_lines(here, today, names)),
        floor=_("%(n)s %%") % {"n": f"{here.rulebook.association.capture_floor * 100:g}"},
        may_tell=here.may(Permission.RECORD),
        errors=tuple(SimpleError(sentence, where) for where, sentence in errors.items()),
    )
    status = 422 if errors else 200
    return page(request, "checks/counts.html", view, title=_("Counts from outside"), here=here, status=status)


def _lines(here: Here, today: date, names: dict[str, str]) -> Iterable[DayLine]:
    """The last fortnight, the last day first."""
    rows = OutsideCount.objects.filter(association=here.association, day__gt=today - timedelta(days=DAYS))
    columns = ("day", "source", "office__slug", "n", "recorded")
    for day, source, office, n, recorded in rows.order_by("-day", "source", "office").values_list(*columns):
        rate = Rate(source, office, n, recorded, 1)
        where = f"{source_words(source)}, {names[office]}" if office in names else source_words(source)
        yield DayLine(
            day=day_words(day, today.year),
            what=where,
            counted=f"{n:,}",
            recorded=f"{recorded:,}",
            share=percent(min(recorded, n), n) if n else "",
            low=bool(rate.share is not None and rate.share < here.rulebook.association.capture_floor),
        )
