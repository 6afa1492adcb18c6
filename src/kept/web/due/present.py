"""How does the list of things to do read?"""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kept.casework import Verdict
from kept.casework.permissions import Permission
from kept.store.models import Clock
from kept.web.due.rows import Filter, Found
from kept.web.shared.access import Here
from kept.web.shared.fields import Choice
from kept.web.shared.gist import gist_of
from kept.web.shared.paging import Pages
from kept.web.shared.promising import on_call_words, promise_name
from kept.web.shared.words import Words, due_day, due_words, moment_words, thread_words, urgency
from kept.workclock import Calendar


@dataclass(frozen=True, slots=True)
class Row:
    """One thing to do."""

    ref: str
    address: str
    what: str
    gist: str
    promise: str
    more: str
    pressing: Words
    due: str
    act_by: str
    owner: str
    office: str


@dataclass(frozen=True, slots=True)
class DuePage:
    """The page."""

    rows: tuple[Row, ...]
    pages: Pages
    says: str
    kinds: tuple[Choice, ...]
    offices: tuple[Choice, ...]
    whens: tuple[Choice, ...]
    filtered: bool
    may_record: bool
    capture: str
    errors: tuple[str, ...] = ()


def due_page(here: Here, wanted: Filter, found: Found) -> DuePage:
    """The page from what was fetched."""
    opens = sorted({each.opens for each in here.rulebook.kinds.values() if each.opens}, key=thread_words)
    offices = here.rulebook.association.offices
    whens = (("", _("Everything")), ("late", _("Past its time")), ("running", _("Still in time")))
    return DuePage(
        rows=tuple(_row(here, clock, found) for clock in found.clocks),
        pages=found.pages,
        says=_says(found),
        kinds=_choices([("", _("All kinds")), *((each, thread_words(each)) for each in opens)], wanted.kind),
        offices=_choices(
            [("", _("All offices")), *((each.slug, each.name) for each in offices)], wanted.office
        )
        if len(offices) > 1
        else (),
        whens=_choices(whens, wanted.when),
        filtered=wanted != Filter(),
        may_record=here.may(Permission.RECORD),
        capture=reverse("capture", args=[here.slug]),
    )


def _choices(pairs: object, chosen: str) -> tuple[Choice, ...]:
    return tuple(Choice(value, label, value == chosen) for value, label in pairs)  # type: ignore[attr-defined]


def _says(found: Found) -> str:
    total, late = found.pages.total, found.late
    said = ngettext("%(n)s thing to do", "%(n)s things to do", total) % {"n": f"{total:,}"}
    if not late:
        return said + "."
    return said + ngettext(", %(n)s past its time.", ", %(n)s past their time.", late) % {"n": f"{late:,}"}


def _row(here: Here, clock: Clock, found: Found) -> Row:
    calendar = here.rulebook.calendar_for(clock.office.slug if clock.office else None)
    start = found.starts.get(clock.start)
    kind = here.rulebook.kinds.get(start.kind) if start else None
    promise = here.rulebook.promises.get(clock.promise)
    more = clock.promises - 1  # type: ignore[attr-defined]
    owner = clock.thread.owner.name if clock.thread.owner else owner_words(here, clock.owner)
    return Row(
        ref=clock.thread.ref,
        address=reverse("thread", args=[here.slug, clock.thread.ref]),
        what=kind.label if kind else thread_words(clock.thread.kind),
        gist=gist_of(kind, found.words.get(start.pk, {})) if kind and start else "",
        promise=promise_name(promise, clock.promise),
        more=ngettext("and %(n)s more promise", "and %(n)s more promises", more) % {"n": more}
        if more
        else "",
        pressing=_pressing(clock, here, calendar),
        due=due_words(clock.due_at, calendar, calendar.local(here.at).year),
        act_by=_act_by(here, clock, calendar),
        owner=owner,
        office=clock.office.name if clock.office and len(here.rulebook.association.offices) > 1 else "",
    )


def _pressing(clock: Clock, here: Here, calendar: Calendar) -> Words:
    if clock.paused:
        return Words(_("Waiting"), "mute")
    if clock.verdict != Verdict.RUNNING or clock.due_at <= here.at:
        return Words(_("Late: still to do"), "bad")
    return urgency(clock.act_by, here.at, calendar)


def _act_by(here: Here, clock: Clock, calendar: Calendar) -> str:
    if not clock.act_by_open:
        return on_call_words(here.rulebook) if clock.due_at > here.at else ""
    local = calendar.local(clock.act_by)
    if clock.due_at <= here.at or local.date() == due_day(clock.due_at, calendar):
        return ""
    return _("Open last at %(moment)s") % {"moment": moment_words(clock.act_by, calendar, local.year)}


def owner_words(here: Here, owner: str | None) -> str:
    """Who the policy says keeps it, where no person is named."""
    teams = dict(here.rulebook.association.teams)
    return teams.get(owner or "", (owner or "").replace("-", " ").capitalize())
