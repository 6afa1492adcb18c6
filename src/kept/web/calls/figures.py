"""How did our calls go: settled in full, put through, turned into messages, and what was missing from those?

By the month and by team. Every number is of calls that began in the month and that this person may see.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from kept.casework.wrapping_up import RECEIVED, TRANSFERRED, WRAPPED_UP
from kept.store import calls
from kept.store.calls import CameTo
from kept.web.calls.messages import reason_words
from kept.web.shared.access import Here
from kept.web.shared.frame import page
from kept.web.shared.shares import percent
from kept.web.shared.trend import last_months
from kept.web.shared.words import month_words
from kept.workclock import local_midnight


@dataclass(frozen=True, slots=True)
class TeamRow:
    """One team, each share with its fraction in words."""

    team: str
    calls: str
    in_full: str
    part: str
    passed_on: str
    messages: str
    transfers: str
    more_than_once: str
    not_found: str
    reception_first: str
    need_met: str
    reopened: str
    again: str


@dataclass(frozen=True, slots=True)
class Month:
    """One month of the trend: its column, `height` high of `HEIGHT`, and what it stands for."""

    label: str
    words: str
    x: int
    y: int
    height: int


@dataclass(frozen=True, slots=True)
class Counted:
    """One reason and how often it was given."""

    what: str
    number: int


@dataclass(frozen=True, slots=True)
class FiguresPage:
    """The page."""

    month: str
    rows: tuple[TeamRow, ...]
    subjects: tuple[TeamRow, ...]
    whole: TeamRow
    months: tuple[Month, ...]
    often: tuple[tuple[str, str, str], ...]
    why_through: tuple[Counted, ...]
    why_not_settled: tuple[Counted, ...]
    why_message: tuple[Counted, ...]
    gaps: tuple[Counted, ...]
    messages: int
    before: str
    after: str
    errors: tuple[str, ...] = ()


def calls_page(request: HttpRequest, here: Here) -> HttpResponse:
    """One month."""
    first = _month(here, request.GET.get("month", ""))
    since, until = local_midnight(here.calendar, first), local_midnight(here.calendar, _next(first))
    found = calls.came_to(here.membership, since, until)
    about = calls.came_to(here.membership, since, until, by="subject")
    subjects = _choices(here, RECEIVED, "subject")
    taken, gaps = calls.gaps(here.membership, since, until)
    kinds, address = here.rulebook.kinds, reverse("calls", args=[here.slug])
    view = FiguresPage(
        month=month_words(first),
        rows=tuple(_row(each.of or _("No team"), each) for each in found),
        subjects=tuple(_row(subjects.get(each.of, _("No subject")), each) for each in about),
        months=_months(here, first),
        whole=_row(_("All together"), _together(found)),
        often=_often(here, since, until),
        why_through=_reasons(here, TRANSFERRED, "why", since, until),
        why_not_settled=_reasons(here, WRAPPED_UP, "why_not", since, until),
        why_message=_reasons(here, calls.TAKEN, "last_resort", since, until),
        gaps=tuple(
            Counted(f"{_label(kinds[calls.TAKEN], name)}: {reason_words(reason)}", n)
            for (name, reason), n in sorted(gaps.items(), key=lambda each: -each[1])
        ),
        messages=taken,
        before=f"{address}?month={_before(first):%Y-%m}",
        after=f"{address}?month={_next(first):%Y-%m}" if until <= here.at else "",
    )
    return page(request, "calls/figures.html", view, title=_("How calls went"), here=here)


HEIGHT, STEP, MOST = 60, 30, 2.0


def _months(here: Here, last: date) -> tuple[Month, ...]:
    """Transfers for each call, over the twelve months that end with this one."""
    listed = last_months(last)
    since = local_midnight(here.calendar, max(listed[0], here.calendar.first))
    found = calls.by_month(here.membership, since, local_midnight(here.calendar, _next(last)))
    shown = []
    for at, month in enumerate(listed):
        rung, through = found.get(month, (0, 0))
        each = through / rung if rung else 0.0
        height = round(min(each, MOST) / MOST * HEIGHT)
        words = f"{each:.2f} ({through:,} / {rung:,})" if rung else "–"
        shown.append(Month(month_words(month), words, at * STEP, HEIGHT - height, height))
    return tuple(shown)


def _month(here: Here, asked: str) -> date:
    today = here.calendar.local(here.at).date()
    try:
        found = date.fromisoformat(f"{asked}-01")
    except ValueError:
        found = today
    return min(max(found, here.calendar.first), today).replace(day=1)


def _next(first: date) -> date:
    return date(first.year + first.month // 12, first.month % 12 + 1, 1)


def _before(first: date) -> date:
    return date(first.year - (first.month == 1), (first.month - 2) % 12 + 1, 1)


def _together(found: list[CameTo]) -> CameTo:
    names = [each for each in CameTo.__slots__ if each != "of"]
    return CameTo("", **{name: sum(getattr(each, name) for each in found) for name in names})


def _row(team: str, it: CameTo) -> TeamRow:
    def share(number: int, of: int) -> str:
        return f"{percent(number, of)} ({number:,} / {of:,})" if of else "–"

    return TeamRow(
        team=team,
        calls=f"{it.calls:,}",
        in_full=share(it.in_full, it.calls),
        part=share(it.part, it.calls),
        passed_on=share(it.passed_on, it.calls),
        messages=share(it.messages, it.calls),
        transfers=f"{it.transfers / it.calls:.1f} ({it.transfers:,} / {it.calls:,})" if it.calls else "–",
        more_than_once=f"{it.more_than_once:,}",
        not_found=f"{it.not_found:,}",
        reception_first=share(it.reception_first, it.calls),
        need_met=share(it.need_met, it.asked),
        reopened=f"{it.reopened:,}",
        again=f"{it.again:,}",
    )


def _often(here: Here, since: datetime, until: datetime) -> tuple[tuple[str, str, str], ...]:
    words = _choices(here, TRANSFERRED, "why")
    return tuple(
        (ref, reverse("thread", args=[here.slug, ref]), "; ".join(words.get(each, "?") for each in reasons))
        for ref, reasons in calls.passed_often(here.membership, since, until)
    )


def _reasons(here: Here, kind: str, field: str, since: datetime, until: datetime) -> tuple[Counted, ...]:
    words = _choices(here, kind, field)
    found = calls.reasons(here.membership, kind, field, since, until)
    if kind == WRAPPED_UP:
        found.pop("", None)
    return tuple(
        Counted(words.get(each, _("No reason given")), n)
        for each, n in sorted(found.items(), key=lambda pair: -pair[1])
    )


def _choices(here: Here, kind: str, field: str) -> Mapping[str, str]:
    known = here.rulebook.kinds[kind].field(field)
    return dict(known.choices) if known is not None else {}


def _label(kind: object, name: str) -> str:
    field = kind.field(name)  # type: ignore[attr-defined]
    return field.label.rstrip("?") if field is not None else name
