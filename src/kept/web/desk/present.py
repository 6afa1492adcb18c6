"""How does the Desk read?"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kept.casework import Verdict
from kept.casework.permissions import Permission
from kept.store import desk
from kept.store.models import Clock, Thread
from kept.web.desk.rows import (
    ADRIFT,
    ASKED,
    LATE,
    MINE,
    RUNNING,
    TEAM,
    Counts,
    Filter,
    Found,
    folds,
    recurring_kind,
)
from kept.web.shared.access import Here
from kept.web.shared.addresses import customer_address, thread_address
from kept.web.shared.fields import Choice
from kept.web.shared.gist import keeper_of, what_of, whose_of
from kept.web.shared.keys import ANSWERED_NOW, CAPTURE, Pressed, keys_of
from kept.web.shared.paging import Pages, counted_words
from kept.web.shared.promising import on_call_words, promise_name
from kept.web.shared.reaching import reach_words
from kept.web.shared.words import Words, due_day, due_words, moment_words, thread_words, urgency
from kept.workclock import Calendar

# Somebody who will have waited too long within these few seconds is served first.
SOON = 120


@dataclass(frozen=True, slots=True)
class Row:
    """One thing to do. `reach` says how its customer may be reached, where they said so."""

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
    asked: str
    reach: str
    file: str = ""
    file_of: str = ""


@dataclass(frozen=True, slots=True)
class Waiting:
    """Somebody who waits. `moment` and `until` are for the clock that ticks beside the words."""

    ref: str
    address: str
    who: str
    since: str
    moment: str
    until: str
    promise: str
    tone: Words
    owner: str


@dataclass(frozen=True, slots=True)
class Tab:
    """One list of the Desk, with how much is on it."""

    label: str
    count: str
    address: str
    current: bool


@dataclass(frozen=True, slots=True)
class DeskPage:
    """The page. `address` is where its part is asked for again; `news` is what a screen reader hears."""

    rows: tuple[Row, ...]
    waiting: tuple[Waiting, ...]
    tabs: tuple[Tab, ...]
    list: str
    pages: Pages
    says: str
    news: str
    address: str
    at: str
    moment: str
    whoses: tuple[Choice, ...]
    kinds: tuple[Choice, ...]
    offices: tuple[Choice, ...]
    whens: tuple[Choice, ...]
    filtered: bool
    slug: str
    keys: tuple[Pressed, ...]
    now: tuple[Pressed, ...]
    recurring: str = ""
    errors: tuple[str, ...] = ()


def desk_page(here: Here, wanted: Filter, found: Found) -> DeskPage:
    """The page from what was fetched."""
    calendar = here.calendar
    says = _says(found)
    keys = {each.key: each for each in keys_of(here)} if here.may(Permission.RECORD) else {}
    page = {"page": str(found.pages.number)} if found.pages.number > 1 else {}
    return DeskPage(
        rows=tuple(_row(here, each, found) for each in found.threads),
        waiting=tuple(_waiting(here, each, found) for each in found.waiting),
        tabs=tuple(_tabs(here, wanted, found.counts)),
        list=wanted.list,
        pages=found.pages,
        says=says,
        news=" ".join(filter(None, (_waiting_says(found), says))),
        address=_address(here, wanted.query | page),
        at=f"{calendar.local(here.at):%H:%M}",
        moment=here.at.isoformat(),
        whoses=_choices(_whoses(here), wanted.whose),
        kinds=_choices(_kinds(here), wanted.kind),
        offices=_choices(_offices(here), wanted.office),
        whens=_choices(
            (("", _("Everything")), (LATE, _("Past its time")), (RUNNING, _("Still in time"))), wanted.when
        ),
        slug=here.slug,
        filtered=replace(wanted, list="") != Filter(),
        keys=tuple(keys[each.key] for each in CAPTURE if each.key in keys),
        now=tuple(keys[each.key] for each in ANSWERED_NOW if each.key in keys),
        recurring=_recurring(here, wanted),
    )


def _address(here: Here, query: Mapping[str, str]) -> str:
    address = reverse("desk", args=[here.slug])
    return f"{address}?{urlencode(query)}" if query else address


def _recurring(here: Here, wanted: Filter) -> str:
    """Where all that recurs is listed, from the list that folds it away."""
    kind = recurring_kind(here) if folds(wanted) else None
    return _address(here, wanted.query | {"kind": kind}) if kind else ""


def _choices(pairs: Iterable[tuple[str, str]], chosen: str) -> tuple[Choice, ...]:
    return tuple(Choice(value, label, value == chosen) for value, label in pairs)


def _whoses(here: Here) -> Iterable[tuple[str, str]]:
    yield "", _("Everybody’s")
    yield MINE, _("Mine")
    if here.membership.team_id:
        yield TEAM, _("My team’s")


def _kinds(here: Here) -> Iterable[tuple[str, str]]:
    opens = {each.opens for each in here.rulebook.kinds.values() if each.opens and each.opens != "house"}
    yield "", _("All kinds")
    yield from sorted(((each, thread_words(each)) for each in opens), key=lambda pair: pair[1])


def _offices(here: Here) -> Iterable[tuple[str, str]]:
    """The offices to choose from; none where there is but one."""
    offices = here.rulebook.association.offices
    if len(offices) > 1:
        yield "", _("All offices")
        yield from ((each.slug, each.name) for each in offices)


def _tabs(here: Here, wanted: Filter, counts: Counts) -> Iterable[Tab]:
    lists = (
        ("", _("To do"), counts.to_do),
        (ADRIFT, _("Nothing next"), counts.adrift),
        (ASKED, _("Asked twice"), counts.asked),
    )
    for name, label, count in lists:
        address = _address(here, replace(wanted, list=name).query)
        yield Tab(label, counted_words(count, desk.MOST), address, name == wanted.list)


def _says(found: Found) -> str:
    total, late = found.counts.to_do, found.counts.late
    words = {"n": counted_words(total, desk.MOST)}
    said = capfirst(ngettext("%(n)s thing to do", "%(n)s things to do", total) % words)
    if not late:
        return said + "."
    words = {"n": counted_words(late, desk.MOST)}
    return said + ngettext(", %(n)s past its time.", ", %(n)s past their time.", late) % words


def _waiting_says(found: Found) -> str:
    count = len(found.waiting)
    if not count:
        return ""
    return ngettext("%(n)s person is waiting.", "%(n)s people are waiting.", count) % {"n": count}


def _row(here: Here, thread: Thread, found: Found) -> Row:
    calendar = here.rulebook.calendar_for(thread.office.slug if thread.office else None)
    clocks = found.clocks.get(thread.pk, ())
    first = clocks[0] if clocks else None
    promise = here.rulebook.promises.get(first.promise) if first else None
    more = len(clocks) - 1
    times = thread.asked + 1
    gist, what = _gist(here, thread, found), _what(here, thread, found)
    name = promise_name(promise, first.promise) if first else ""
    return Row(
        ref=thread.ref,
        address=thread_address(here.slug, thread.ref),
        what=what,
        gist=gist,
        promise=name if name != what else "",
        more=ngettext("and %(n)s more promise", "and %(n)s more promises", more) % {"n": more}
        if more > 0
        else "",
        pressing=_pressing(first, here, calendar),
        due=due_words(first.due_at, calendar, calendar.local(here.at).year)
        if first
        else _since(thread.opened_at, here, calendar),
        act_by=_act_by(here, first, calendar) if first else "",
        owner=_owner(thread, found) or keeper_of(here, first.owner if first else None),
        office=thread.office.name if thread.office and len(here.rulebook.association.offices) > 1 else "",
        asked=_("Asked twice") if times == 2 else _("Asked %(n)s times") % {"n": times} if times > 2 else "",
        reach=reach_words(thread.person),
        file=customer_address(here.slug, thread.person.stands.ref) if thread.person else "",
        file_of=_("of %(gist)s") % {"gist": gist} if thread.person else "",
    )


def _what(here: Here, thread: Thread, found: Found) -> str:
    return what_of(here, thread, found.openings.get(thread.pk))


def _gist(here: Here, thread: Thread, found: Found) -> str:
    opening = found.openings.get(thread.pk)
    return whose_of(here, thread, opening, found.words.get(opening.pk, {}) if opening else {})


def _since(moment: datetime, here: Here, calendar: Calendar) -> str:
    local = calendar.local(moment)
    if local.date() == calendar.local(here.at).date():
        return _("since %(time)s") % {"time": f"{local:%H:%M}"}
    return _("since %(moment)s") % {"moment": moment_words(moment, calendar, local.year)}


def _waiting(here: Here, clock: Clock, found: Found) -> Waiting:
    thread = clock.thread
    calendar = here.rulebook.calendar_for(thread.office.slug if thread.office else None)
    what, gist = _what(here, thread, found), _gist(here, thread, found)
    seconds = (clock.due_at - here.at).total_seconds()
    tone = (
        Words(_("Too long"), "bad")
        if seconds <= 0
        else Words(_("Soon too long"), "soon")
        if seconds <= SOON
        else Words(_("In time"), "calm")
    )
    return Waiting(
        ref=thread.ref,
        address=thread_address(here.slug, thread.ref),
        who=f"{what}, {gist}" if gist else what,
        since=_since(clock.started_at, here, calendar),
        moment=clock.started_at.isoformat(),
        until=clock.due_at.isoformat(),
        promise=promise_name(here.rulebook.promises.get(clock.promise), clock.promise),
        tone=tone,
        owner=_owner(thread, found),
    )


def _pressing(clock: Clock | None, here: Here, calendar: Calendar) -> Words:
    if clock is None:
        return Words(_("No next step"), "soon")
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


def _owner(thread: Thread, found: Found) -> str:
    """Whose it is; of somebody who is away, who answers for them."""
    if thread.owner is None:
        return ""
    cover = found.away.get(thread.owner.pk)
    if not cover:
        return thread.owner.name
    return _("%(who)s, away: %(cover)s answers") % {"who": thread.owner.name, "cover": cover}
