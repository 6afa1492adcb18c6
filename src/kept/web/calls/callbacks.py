"""Whom do we still have to ring back, what is the next step with each, and who is rung this evening?"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kept.casework import Event
from kept.casework.housekeeping import CONTACT_AGAINST
from kept.casework.permissions import Permission
from kept.casework.ringing_back import (
    ANOTHER_WAY,
    ATTEMPTED,
    EVENING,
    OTHER_NUMBER,
    RETURNED,
    RING,
    WISH,
    WRITE,
    Attempt,
    Step,
    attempts_of,
    next_step,
)
from kept.casework.safe_contact import TELEPHONE, rather, rules_of
from kept.rulebook.telephone import telephone_of
from kept.store import calls, values
from kept.store.calls import Caller
from kept.store.models import Thread
from kept.web.shared.access import Here
from kept.web.shared.frame import page
from kept.web.shared.paging import Pages
from kept.web.shared.reaching import reach_words
from kept.web.shared.words import due_words, moment_words

KINDS = (ATTEMPTED, RETURNED, WISH, CONTACT_AGAINST)
EVENING_LIST, SIZE = "evening", 50


@dataclass(frozen=True, slots=True)
class Row:
    """One customer to be rung back."""

    ref: str
    who: str
    owner: str
    number: str
    reach: str
    due: str
    tried: str
    says: str
    tone: str
    last: str
    thread: str
    try_again: str
    spoke: str
    letter: str


@dataclass(frozen=True, slots=True)
class CallbacksPage:
    """The page: everybody, or those for the evening."""

    rows: tuple[Row, ...]
    evening: bool
    all_address: str
    evening_address: str
    pages: Pages
    hours: str
    errors: tuple[str, ...] = ()


def callbacks(request: HttpRequest, here: Here) -> HttpResponse:
    """The list, soonest first."""
    found = calls.to_ring_back(here.membership, here.rulebook)
    evening = request.GET.get("list") == EVENING_LIST
    begins, ends = telephone_of(here.rulebook).evening
    found = calls.in_the_evening(found, begins) if evening else found
    pages = Pages.of(request.GET, total=found.count(), size=SIZE)
    rows = _rows(here, list(found[pages.start : pages.stop]))
    shown = tuple(row for step, row in rows if not evening or step.what == EVENING)
    address = reverse("callbacks", args=[here.slug])
    view = CallbacksPage(
        rows=shown,
        evening=evening,
        all_address=address,
        evening_address=f"{address}?list={EVENING_LIST}",
        pages=pages,
        hours=_("from %(begins)s to %(ends)s") % {"begins": f"{begins:%H:%M}", "ends": f"{ends:%H:%M}"},
    )
    return page(request, "calls/callbacks.html", view, title=_("To ring back"), here=here)


def _rows(here: Here, threads: Sequence[Thread]) -> list[tuple[Step, Row]]:
    ids = [each.pk for each in threads]
    events: dict[int, list[Event]] = {}
    refs = {each.pk: each.ref for each in threads}
    for row in calls.of_threads(ids, KINDS):
        events.setdefault(row.thread_id, []).append(values.event_of(row, thread=refs[row.thread_id]))
    callers = calls.callers_of(ids)
    return [_row(here, each, events.get(each.pk, ()), callers.get(each.pk, Caller())) for each in threads]


def step_of(here: Here, thread: Thread, events: Iterable[Event]) -> tuple[Step, tuple[Attempt, ...]]:
    """The next step with them, and what was tried so far."""
    listed = list(events)
    against = [each.facts.get("entry") for each in listed if each.kind == CONTACT_AGAINST]
    tried = attempts_of(listed, against)
    wishes = [each.facts.get("wished_for") for each in listed if each.kind == WISH]
    wish = datetime.fromisoformat(str(wishes[-1])) if wishes and wishes[-1] else None
    rules = rules_of(thread.person.stands.contact_rules if thread.person is not None else {})
    calendar = here.rulebook.calendar_for(thread.office.slug if thread.office else None)
    telephone = telephone_of(here.rulebook)
    return next_step(tried, telephone, rules=rules, calendar=calendar, at=here.at, wish=wish), tried


def _row(here: Here, thread: Thread, events: Iterable[Event], said: Caller) -> tuple[Step, Row]:
    step, tried = step_of(here, thread, events)
    person = thread.person.stands if thread.person is not None else None
    rules = rules_of(person.contact_rules if person is not None else {})
    calendar = here.rulebook.calendar_for(thread.office.slug if thread.office else None)
    number = said.number or (person.phones[0] if person is not None and person.phones else "")
    year = calendar.local(here.at).year
    args = [here.slug, thread.ref]
    records = here.may(Permission.RECORD)
    return step, Row(
        ref=thread.ref,
        who=(person.name if person is not None else "") or said.name or _("Somebody who gave no name"),
        owner=thread.owner.name if thread.owner else "",
        number=number if TELEPHONE in rules.allowed else "",
        reach=reach_words(person),
        due=due_words(thread.act_by, calendar, year) if thread.act_by else "",
        tried=tried_words(step),
        says=step_words(here, step, rather(rules)),
        tone="bad" if step.what in (WRITE, ANOTHER_WAY) else "soon" if step.not_before <= here.at else "calm",
        last=moment_words(tried[-1].at, calendar, year) if tried else "",
        thread=reverse("thread", args=args),
        try_again=reverse("thread-next", args=[*args, ATTEMPTED]) if records else "",
        spoke=reverse("thread-next", args=[*args, RETURNED]) if records else "",
        letter=reverse("call-letter", args=args) if records and step.what == WRITE else "",
    )


def tried_words(step: Step) -> str:
    """How often we tried."""
    if not step.tried:
        return _("Not tried yet")
    n = {"n": step.tried, "today": step.today}
    return ngettext("Tried once, %(today)s today", "Tried %(n)s times, %(today)s today", step.tried) % n


def step_words(here: Here, step: Step, instead: str) -> str:
    """The next step as a sentence to act on."""
    when = moment_words(step.not_before, here.calendar, here.calendar.local(here.at).year)
    now = step.not_before <= here.at
    leave = (
        " " + _("If another adult or a machine answers, leave your name and a number.")
        if step.leave_word
        else ""
    )
    said: Mapping[str, str] = {
        RING: _("Ring now.") if now else _("Ring again, from %(when)s on.") % {"when": when},
        EVENING: _("Ring now: they are only in of an evening.")
        if now
        else _("Ring in the evening, from %(when)s on; a try by day does not count.") % {"when": when},
        WRITE: _("The days of trying are over: send the letter."),
        ANOTHER_WAY: _("Do not ring. %(instead)s") % {"instead": instead},
        OTHER_NUMBER: _("The number is wrong. Look for another in their file, or write."),
    }
    return said[step.what] + (leave if step.what in (RING, EVENING) else "")
