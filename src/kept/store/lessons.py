"""What was learnt, what failed, and who is to be asked how it was?

    lessons(membership)                      # every lesson that this member may see, the open ones first
    failures(membership, since, until)       # what went wrong, its cause, and what was done
    surveys_to_send(membership, rulebook, since=…)   # who is to be asked, after moving in or out

Everything runs inside `tenancy.association(…)`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from kept.casework.housekeeping import FAILURE_NOTED, LESSON_BEGUN
from kept.casework.learning import (
    ANSWERS,
    BREACH_EXPLAINED,
    LESSON_ACTED,
    LESSON_DRAWN,
    LESSON_DROPPED,
    OUTCOME,
    WRONG,
)
from kept.rulebook import Rulebook
from kept.store import surveys
from kept.store.models import Event, Membership, Thread
from kept.store.threads import visible_to

LESSON = "lesson"
APOLOGY, CLOSED = "apology.made", "thread.closed"
# What says of a contact what came of it, though no promise asks for it.
ENDINGS = frozenset({"call.wrapped_up", "call.noted", "contact.withdrawn", "feedback.thanked", "note.added"})
MOST = 200
STARTS = ("complaint.",)


@dataclass(frozen=True, slots=True)
class Lesson:
    """One lesson: what was learnt, what is done about it by whom and when, and what changed."""

    ref: str
    lesson: str
    area: str
    action: str
    act_by: date | None
    source: str
    of: str
    owner: str
    begun_at: datetime
    done: str = ""
    dropped: str = ""
    ended_at: datetime | None = None


def lessons(membership: Membership, *, since: datetime | None = None, most: int = MOST) -> tuple[Lesson, ...]:
    """Every lesson, those still to be acted on first and of these the soonest; two queries."""
    threads = visible_to(membership).filter(kind=LESSON)
    if since is not None:
        threads = threads.filter(opened_at__gte=since)
    rows = {each.pk: each for each in threads.select_related("owner").order_by("-opened_at")[:most]}
    told: dict[int, list[Event]] = {}
    kinds = (LESSON_BEGUN, LESSON_ACTED, LESSON_DROPPED)
    for event in Event.objects.filter(
        association=membership.association_id, thread__in=list(rows), kind__in=kinds
    ).order_by("happened_at", "id"):
        told.setdefault(event.thread_id, []).append(event)
    found = [_lesson(row, told[pk]) for pk, row in rows.items() if pk in told]
    never = date.max
    return tuple(sorted(found, key=lambda each: (each.ended_at is not None, each.act_by or never, each.ref)))


def _lesson(row: Thread, told: list[Event]) -> Lesson:
    said = {each.kind: each for each in told}
    begun = said[LESSON_BEGUN] if LESSON_BEGUN in said else told[0]
    acted, dropped = said.get(LESSON_ACTED), said.get(LESSON_DROPPED)
    end = acted or dropped
    by = str(begun.facts.get("act_by", ""))
    return Lesson(
        row.ref,
        str(begun.facts.get("lesson", "")),
        str(begun.facts.get("area", "")),
        str(begun.facts.get("action", "")),
        date.fromisoformat(by) if by else None,
        str(begun.facts.get("source", "")),
        str(begun.facts.get("of", "")),
        row.owner.name if row.owner else "",
        begun.happened_at,
        str(acted.facts.get("done", "")) if acted else "",
        str(dropped.facts.get("reason", "")) if dropped else "",
        end.happened_at if end else None,
    )


def unlearnt(membership: Membership, *, since: datetime) -> tuple[Thread, ...]:
    """Complaints in which we were wrong and of which nobody has said yet what they teach."""
    mine = Event.objects.filter(association=membership.association_id)
    wrong = mine.filter(kind__in=ANSWERS, happened_at__gte=since, facts__outcome__in=sorted(WRONG))
    drawn = mine.filter(kind=LESSON_DRAWN).values("thread")
    rows = visible_to(membership).filter(pk__in=wrong.values("thread")).exclude(pk__in=drawn)
    return tuple(rows.order_by("opened_at")[:MOST])


# ---- what went wrong -------------------------------------------------------------------------------------

CLOCK, COMPLAINED, NOTED = "clock", "complaint", "noted"


@dataclass(frozen=True, slots=True)
class Failure:
    """One thing that went wrong. `cause` is a slug of `area` or of the reasons of a breach, by its source."""

    on: datetime
    source: str
    ref: str
    what: str
    cause: str
    done: str


def failures(membership: Membership, since: datetime, until: datetime) -> tuple[Failure, ...]:
    """What failed: promises that were explained, complaints in which we were wrong, and what was noted."""
    seen = visible_to(membership)
    mine = Event.objects.filter(
        association=membership.association_id, happened_at__gte=since, happened_at__lte=until
    )
    kinds = (BREACH_EXPLAINED, FAILURE_NOTED, *ANSWERS)
    rows = list(
        mine.filter(kind__in=kinds, thread__in=seen).select_related("thread").order_by("-happened_at")[:MOST]
    )
    after = Event.objects.filter(
        association=membership.association_id,
        thread__in={each.thread_id for each in rows},
        kind__in=(APOLOGY, LESSON_DRAWN),
    )
    sorry: dict[int, Event] = {}
    drawn: dict[int, Event] = {}
    for event in after.order_by("happened_at", "id"):
        (sorry if event.kind == APOLOGY else drawn)[event.thread_id] = event
    actions = {each.ref: each.action for each in lessons(membership)}
    return tuple(_failures(rows, sorry, drawn, actions))


def _failures(
    rows: Iterable[Event], sorry: Mapping[int, Event], drawn: Mapping[int, Event], actions: Mapping[str, str]
) -> Iterator[Failure]:
    for each in rows:
        ref = each.thread.ref
        if each.kind == FAILURE_NOTED:
            said = each.facts
            yield Failure(each.happened_at, NOTED, ref, said["what"], said.get("area", ""), said["done"])
        elif each.kind == BREACH_EXPLAINED:
            promise = str(each.answers[0]) if each.answers else ""
            told = APOLOGY if each.thread_id in sorry else ""
            yield Failure(each.happened_at, CLOCK, ref, promise, str(each.facts.get("why", "")), told)
        elif each.facts.get(OUTCOME) in WRONG:
            lesson = drawn.get(each.thread_id)
            area = str(lesson.facts.get("area", "")) if lesson else ""
            followed = str(lesson.facts.get("followed_as", "")) if lesson else ""
            yield Failure(each.happened_at, COMPLAINED, ref, "", area, actions.get(followed, ""))


# ---- surveys that are to be sent -------------------------------------------------------------------------

SURVEY_ASKED = "survey.asked"


@dataclass(frozen=True, slots=True)
class ToSend:
    """Whoever is to be asked: by which survey, after what, and whether it was sent."""

    survey: str
    label: str
    ref: str
    kind: str
    since: datetime
    asked_at: datetime | None


def surveys_to_send(membership: Membership, rulebook: Rulebook, *, since: datetime) -> tuple[ToSend, ...]:
    """Each contact after which a survey goes out, those to which none went first; two queries."""
    wanted = {kind: each for each in surveys.surveys_of(rulebook) for kind in each.sent_after}
    rows = Event.objects.filter(
        association=membership.association_id,
        kind__in=list(wanted),
        happened_at__gte=since,
        thread__in=visible_to(membership),
    ).select_related("thread")
    begun = list(rows.order_by("happened_at")[:MOST])
    asked = Event.objects.filter(
        association=membership.association_id,
        kind=SURVEY_ASKED,
        thread__in={each.thread_id for each in begun},
    )
    sent = {(each.thread_id, each.facts.get("survey")): each.happened_at for each in asked}
    found = [
        ToSend(
            wanted[each.kind].name,
            wanted[each.kind].label,
            each.thread.ref,
            each.kind,
            each.happened_at,
            sent.get((each.thread_id, wanted[each.kind].name)),
        )
        for each in begun
    ]
    return tuple(sorted(found, key=lambda each: (each.asked_at is not None, each.since, each.ref)))


# ---- closed without a word -------------------------------------------------------------------------------


def nothing_said(membership: Membership, rulebook: Rulebook, *, since: datetime) -> tuple[Thread, ...]:
    """Contacts that were closed and say nothing of what came of them; one query."""
    mine = Event.objects.filter(association=membership.association_id)
    words = {each for promise in rulebook.promises.values() for each in promise.stops}
    words |= {each.answered_by for each in rulebook.kinds.values() if each.answered_by} | ENDINGS
    said = mine.filter(kind__in=sorted(words - {CLOSED}))
    shut = mine.filter(kind=CLOSED, happened_at__gte=since)
    contacts = [each for each in surveys.CHANNEL_OF if each not in ("visit", "appointment", "interview")]
    rows = visible_to(membership).filter(
        kind__in=contacts, closed_at__gte=since, pk__in=shut.values("thread")
    )
    return tuple(rows.exclude(pk__in=said.values("thread")).order_by("-closed_at")[:MOST])
