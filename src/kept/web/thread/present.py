"""How does a thread read: its promises, what may happen next, and what happened?"""

from __future__ import annotations

from dataclasses import dataclass, replace
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kept.casework import Clock, Verdict
from kept.casework.judge import CLOSED
from kept.casework.permissions import Permission
from kept.rulebook.model import HOUSE, LAW, POLICY
from kept.store.models import Thread
from kept.web.shared.access import Here
from kept.web.shared.gist import gist_of
from kept.web.shared.promising import act_by_words, line_of, on_call_words, promise_name
from kept.web.shared.words import (
    Words,
    due_words,
    grade_words,
    moment_words,
    span_words,
    thread_words,
    urgency,
    verdict_words,
)
from kept.web.thread.fetch import Record
from kept.web.thread.head import Coming, Customer, Hazard, Kept, coming, customer_of, hazards, kept_words
from kept.web.thread.nexts import Nexts, nexts, promise_of
from kept.web.thread.timeline import Entry, timeline


@dataclass(frozen=True, slots=True)
class ClockCard:
    """One running of one promise."""

    name: str
    clause: str
    public: str
    verdict: Words
    pressing: Words | None
    lines: tuple[str, ...]
    notes: tuple[str, ...]
    why: str
    id: str
    leads: bool = False


@dataclass(frozen=True, slots=True)
class Group:
    """The clocks of one giver of promises: the policy, the law, Kept itself. One alone has no heading."""

    heading: str
    clocks: tuple[ClockCard, ...]


@dataclass(frozen=True, slots=True)
class ThreadPage:
    """The page."""

    heading: str
    gist: str
    ref: str
    # The row that was read for the page: what stands beside it need not look it up again.
    row: Thread
    state: Words
    opened: str
    owner: str
    subject: str
    joined: tuple[tuple[str, str], ...]
    join: str
    groups: tuple[Group, ...]
    both: str
    nexts: Nexts | None
    entries: tuple[Entry, ...]
    customer: Customer | None
    coming: Coming | None
    hazards: tuple[Hazard, ...]
    hand_over: str
    danger: str
    kept: Kept | None = None
    mark: str = ""
    concern: str = ""
    errors: tuple[str, ...] = ()


def thread_page(here: Here, record: Record) -> ThreadPage:
    """The page from what is on record."""
    thread = record.thread
    first = next((each for each in record.history.happenings if each.now.thread == thread.ref), None)
    opening = first.now if first else min(record.events, key=lambda each: each.recorded_at)
    kind = record.rules.kinds.get(opening.kind)
    words = record.words_of(first.versions) if first else {}
    closed = thread.state == CLOSED
    corrects = here.may(Permission.CORRECT)
    return ThreadPage(
        heading=kind.label if kind else thread_words(thread.kind),
        gist=gist_of(kind, words) if kind else "",
        ref=thread.ref,
        row=thread,
        state=Words(_("Closed"), "mute") if closed else Words(_("Open"), "calm"),
        opened=moment_words(thread.opened_at, record.calendar),
        owner=thread.owner.name if thread.owner else "",
        subject=thread.subject or "",
        joined=tuple(
            (each, reverse("thread-part", args=[here.slug, thread.ref, each]) if corrects else "")
            for each in sorted({each.thread for each in record.events} - {thread.ref})
        ),
        join=reverse("thread-join", args=[here.slug, thread.ref]) if corrects else "",
        groups=_groups(here, record),
        both=_both(here, record),
        nexts=nexts(here, record) if here.may(Permission.RECORD) else None,
        entries=timeline(here, record),
        customer=customer_of(here, thread),
        coming=None if closed else coming(record),
        hazards=tuple(hazards(here, record)),
        hand_over=""
        if closed or not here.may(Permission.RECORD)
        else reverse("thread-hand-over", args=[here.slug, thread.ref]),
        danger=_danger(here, record),
        kept=kept_words(thread),
        mark=reverse("thread-mark", args=[here.slug, thread.ref]) if here.may(Permission.RECORD) else "",
        concern=_concern(here, record) if here.may(Permission.RECORD) else "",
    )


def _danger(here: Here, record: Record) -> str:
    """Where to mark a danger: on this contact, unless only a few may see it, for danger calls everybody."""
    address = reverse("danger", args=[here.slug])
    return address if record.thread.sensitivity else f"{address}?thread={record.thread.ref}"


def _concern(here: Here, record: Record) -> str:
    """Where to raise a concern about whoever this is from."""
    person = record.thread.person
    address = reverse("concern", args=[here.slug])
    return f"{address}?customer={person.ref}" if person is not None else address


HEADINGS = {POLICY: gettext_lazy("Our policy"), LAW: gettext_lazy("The law"), HOUSE: gettext_lazy("Our word")}


def _source(record: Record, clock: Clock) -> str:
    version = record.rules.when(clock.started_at)
    clause = version.rulebook.clause_by_id.get(clock.promise) if version else None
    return clause.source if clause else POLICY


def _leader(record: Record) -> Clock | None:
    """Of several promises that run, the one that comes first."""
    running = [each for each in record.clocks if each.verdict is Verdict.RUNNING and not each.paused]
    return min(running, key=lambda each: (each.due_at, each.promise)) if len(running) > 1 else None


def _groups(here: Here, record: Record) -> tuple[Group, ...]:
    leader = _leader(record)
    found: dict[str, list[ClockCard]] = {}
    for clock in record.clocks:
        card = replace(_card(here, record, clock), leads=clock is leader)
        found.setdefault(_source(record, clock), []).append(card)
    several = len(found) > 1
    return tuple(
        Group(str(HEADINGS[each]) if several else "", tuple(found[each]))
        for each in HEADINGS
        if each in found
    )


def _both(here: Here, record: Record) -> str:
    """Where policy and law bind for the same contact: which of the two comes first."""
    running = [each for each in record.clocks if each.verdict is Verdict.RUNNING]
    leader = _leader(record)
    if leader is None or not {POLICY, LAW} <= {_source(record, each) for each in running}:
        return ""
    return _("Policy and law both bind here. The earlier leads: %(name)s, %(due)s.") % {
        "name": promise_name(promise_of(leader, record), leader.promise),
        "due": due_words(leader.due_at, record.calendar),
    }


def _card(here: Here, record: Record, clock: Clock) -> ClockCard:
    version = record.rules.when(clock.started_at)
    rulebook = version.rulebook if version else here.rulebook
    line = line_of(clock, rulebook, record.calendar)
    address = reverse("thread-why", args=[here.slug, record.thread.ref])
    running = clock.verdict is Verdict.RUNNING
    return ClockCard(
        name=line.name,
        clause=clock.promise,
        public=line.public,
        verdict=Words(_("Waiting"), "mute") if clock.paused else verdict_words(clock.verdict),
        pressing=urgency(clock.act_by, here.at, record.calendar) if running and not clock.paused else None,
        lines=tuple(_lines(here, record, clock)),
        notes=line.notes,
        id=f"clock-{record.clocks.index(clock) + 1}",
        why=""
        if clock.verdict is Verdict.NOT_MEASURED
        else f"{address}?{urlencode({'clause': clock.promise, 'start': clock.start})}",
    )


def _lines(here: Here, record: Record, clock: Clock) -> list[str]:
    """By when, and what became of it, in sentences."""
    calendar = record.calendar
    if clock.verdict is Verdict.NOT_MEASURED:
        return []
    due = due_words(clock.due_at, calendar)
    running = clock.verdict is Verdict.RUNNING
    said = [
        _("To be kept %(due)s.") % {"due": due} if running else _("It was to be kept %(due)s.") % {"due": due}
    ]
    if running:
        said += [act_by_words(clock, calendar)]
    if clock.first_due_at != clock.due_at and clock.first_verdict is not None:
        first = {
            "due": due_words(clock.first_due_at, calendar),
            "verdict": verdict_words(clock.first_verdict).text,
        }
        said.append(_("First promised %(due)s; by that date: %(verdict)s.") % first)
    if clock.aim_at is not None and running:
        said.append(_("We aim to do it %(aim)s.") % {"aim": due_words(clock.aim_at, calendar)})
    if clock.ended_at is not None:
        ended = {
            "moment": moment_words(clock.ended_at, calendar),
            "took": span_words(clock.took, clock.took_days),
        }
        said.append(
            _("Done at %(moment)s, after %(took)s.") % ended
            if clock.took is not None
            else _("Ended at %(moment)s.") % ended
        )
    elif clock.breached_at is not None and clock.stop is None and record.thread.closed_at is None:
        said.append(_("It is still to be done."))
    if clock.grade is not None and clock.ended_at is not None:
        said.append(_("We know it from: %(grade)s.") % {"grade": grade_words(clock.grade)})
    if not running and not clock.act_by_open:
        said.append(on_call_words(here.rulebook))
    return [each for each in said if each]
