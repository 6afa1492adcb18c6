"""What is known of our offices: their hours, the rounds made, what is not right, and what hangs there?

hours_words(office)                          # ("Monday to Thursday: 9am to 5pm", "Friday: 9am to 1pm", …)
last_rounds(karin)                           # {("main", "reception-daily"): Inspection}: one query
lacking(karin, "main", {"step-free"})        # what the last access audit found missing for such a need
affected(karin, "main", starts, ends)        # the appointments at the office in that time

The closures that were entered are in the calendar of every rulebook that `store.rules` gives.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Max, Q, QuerySet

from kept.casework import held_words
from kept.casework.closing_days import week_in_words
from kept.casework.inspecting import NOT, most_at_once
from kept.rulebook import Rulebook
from kept.rulebook.checklists import Checklist
from kept.rulebook.model import Office as RulebookOffice
from kept.store.models import (
    Association,
    Booking,
    Closing,
    Event,
    EventText,
    Finding,
    HeldWords,
    Inspection,
    Membership,
    Posting,
    PostingLook,
    Thread,
)
from kept.store.threads import visible_to

DEFECT, TASK = "defect", "office_task"
FOUND, TASK_SET, DELAYED, MADE_SAFE = "defect.found", "office.task_set", "defect.delayed", "defect.made_safe"
ARRIVED = "visitor.arrived"
NO_LONGER_WAITING = ("visitor.seen", "visitor.answered", "visitor.left")
# Somebody of whom nobody ever said that they were seen is not still waiting the next morning.
LONGEST_WAIT = timedelta(hours=4)
AUDIT = "access-audit"
KEEPERS = ("receptionist", "manager", "director", "officer")


Held = HeldWords
Known = Mapping[tuple[str, str | None], HeldWords]

# ---- hours and words --------------------------------------------------------------------------------------


def hours_words(office: RulebookOffice) -> tuple[str, ...]:
    """The hours of its week, one line for each stretch of days with the same hours."""
    return tuple(f"{days}: {hours}" for days, hours in week_in_words(office.calendar.opening))


def hours_digest(office: RulebookOffice) -> str:
    """By which it is told whether what prints the hours still says what they are."""
    return held_words.digest_of(hours_words(office))


def all_held(association: Association) -> dict[tuple[str, str | None], HeldWords]:
    """The newest words of each name, by name and office; one query."""
    rows = HeldWords.objects.filter(association=association.pk).select_related("office").order_by("id")
    return {(each.name, each.office.slug if each.office else None): each for each in rows}


def held(association: Association, name: str, office: str | None = None) -> str:
    """The words that hold for that office, or for all of them; nothing where nobody has said them."""
    return said(all_held(association), name, office)


def said(known: Known, name: str, office: str | None) -> str:
    """The same out of what `all_held` found."""
    found = known.get((name, office)) or known.get((name, None))
    return found.words if found is not None else ""


def digest_now(rulebook: Rulebook, known: Known, carrier: str, office: str | None) -> str:
    """That of what a notice of this sort would say today."""
    words: list[str] = []
    for each in held_words.carried(carrier):
        if each == held_words.HOURS:
            offices = rulebook.association.offices
            mine = [one for one in offices if office in (None, one.slug)]
            words += [line for one in mine for line in hours_words(one)]
        else:
            words.append(said(known, each, office))
    return held_words.digest_of(words) if words else ""


# ---- rounds -----------------------------------------------------------------------------------------------


def last_rounds(association: Association) -> dict[tuple[str, str], Inspection]:
    """The last round of each checklist at each office, by office and checklist; two queries."""
    rows = Inspection.objects.filter(association=association.pk)
    newest = rows.values("office", "checklist").annotate(last=Max("id")).values("last").order_by()
    found = rows.filter(pk__in=newest).select_related("office")
    return {(each.office.slug, each.checklist): each for each in found}


def rounds(
    association: Association, *, office: str | None = None, checklist: str | None = None
) -> QuerySet[Inspection]:
    """The rounds of an office or a checklist, the last first."""
    rows = Inspection.objects.filter(association=association.pk).select_related("office")
    rows = rows.filter(office__slug=office) if office else rows
    rows = rows.filter(checklist=checklist) if checklist else rows
    return rows.order_by("-done_at", "-id")


def findings(inspections: Collection[int]) -> dict[int, list[Finding]]:
    """What each of these rounds found, in the order of the sheet; one query."""
    found: dict[int, list[Finding]] = {}
    for each in Finding.objects.filter(inspection__in=list(inspections)).order_by("id"):
        found.setdefault(each.inspection_id, []).append(each)
    return found


def moments_of(association: Association, checklist: str, office: str, since: datetime) -> list[datetime]:
    """When that round was made there since then."""
    rows = rounds(association, office=office, checklist=checklist).filter(done_at__gte=since)
    return list(rows.values_list("done_at", flat=True))


def lacking(
    association: Association, checklists: Iterable[Checklist], office: str, needs: Collection[str]
) -> list[tuple[str, str]]:
    """What the last rounds found not right for such needs: the question, and what is offered instead."""
    wanted = {
        (each.name, item.name): item
        for each in checklists
        for item in each.items
        if set(item.access) & set(needs)
    }
    if not wanted:
        return []
    last = [row for (at, _name), row in last_rounds(association).items() if at == office]
    names = {row.pk: row.checklist for row in last}
    found = Finding.objects.filter(inspection__in=list(names), result=NOT).order_by("id")
    missing = []
    offered = _offered(association, [each.defect for each in found if each.defect])
    for each in found:
        item = wanted.get((names[each.inspection_id], each.item))
        if item is not None and (not each.defect or each.defect in offered):
            missing.append((item.asks, offered.get(each.defect, each.words)))
    return missing


def _offered(association: Association, refs: Collection[str]) -> dict[str, str]:
    """Of the defects that are still open, what is offered meanwhile."""
    if not refs:
        return {}
    rows = Event.objects.filter(association=association.pk, kind=FOUND, thread__ref__in=refs)
    rows = rows.filter(thread__closed_at__isnull=True)
    found = rows.values_list("thread__ref", "facts")
    return {ref: str(facts.get("alternative", "")) for ref, facts in found}


def keeper_of(association: Association, office: str | None, on: date) -> str | None:
    """Whose a task at that office is that nobody in particular set: reception, else whoever leads."""
    rows = Membership.objects.filter(association=association.pk, from_on__lte=on, account__is_active=True)
    rows = rows.filter(Q(to_on__isnull=True) | Q(to_on__gte=on), role__in=KEEPERS)
    found = list(rows.order_by("pk").values_list("role", "office__slug", "account__handle"))
    found.sort(key=lambda each: (KEEPERS.index(each[0]), each[1] != office if office else False))
    return found[0][2] if found else None


def most_waiting(association: Association, office: str, since: datetime, until: datetime) -> int:
    """How many people waited at that office at one time at most, by the visitors' log; two queries."""
    rows = Event.objects.filter(association=association.pk, kind=ARRIVED, happened_at__range=(since, until))
    rows = rows.filter(Q(thread__office__slug=office) | Q(thread__office__isnull=True))
    came: dict[int, datetime] = dict(rows.values_list("thread", "happened_at"))
    if not came:
        return 0
    ended = Event.objects.filter(thread__in=list(came), kind__in=NO_LONGER_WAITING).order_by("-happened_at")
    seen: dict[int, datetime] = dict(ended.values_list("thread", "happened_at"))
    return most_at_once((at, min(seen.get(thread, at + LONGEST_WAIT), until)) for thread, at in came.items())


# ---- what is to be done -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Work:
    """A defect or a task that is open: its thread, what it says, and what else is known of it."""

    thread: Thread
    kind: str
    facts: Mapping[str, Any]
    words: Mapping[str, Any]
    delayed: tuple[Mapping[str, Any], ...] = ()
    made_safe: bool = False


def open_work(
    membership: Membership, *, kinds: Collection[str] = (DEFECT, TASK), office: str | None = None
) -> list[Work]:
    """Everything that is open at our offices, what is due first first; three queries."""
    rows = visible_to(membership).filter(kind__in=kinds, closed_at__isnull=True, merged_into__isnull=True)
    rows = rows.filter(office__slug=office) if office else rows
    return _work(rows.select_related("owner", "office").order_by("due_at", "opened_at", "id"))


def work_of(membership: Membership, refs: Collection[str]) -> dict[str, Work]:
    """The defects of these references, open or not."""
    rows = visible_to(membership).filter(ref__in=list(refs)).select_related("owner", "office")
    return {each.thread.ref: each for each in _work(rows)} if refs else {}


def _work(rows: QuerySet[Thread]) -> list[Work]:
    threads = list(rows)
    events = Event.objects.filter(
        thread__in=[each.pk for each in threads], kind__in=(FOUND, TASK_SET, DELAYED, MADE_SAFE)
    )
    by_thread: dict[int, list[Event]] = {}
    for each in events.order_by("happened_at", "id"):
        by_thread.setdefault(each.thread_id, []).append(each)
    opening = [its[0].pk for its in by_thread.values()]
    words = dict(EventText.objects.filter(event__in=opening).values_list("event", "words"))
    found = []
    for thread in threads:
        its = by_thread.get(thread.pk, [])
        first = its[0] if its else None
        found.append(
            Work(
                thread,
                thread.kind,
                first.facts if first else {},
                words.get(first.pk, {}) if first else {},
                tuple(each.facts for each in its if each.kind == DELAYED),
                any(each.kind == MADE_SAFE for each in its),
            )
        )
    return found


# ---- closures ---------------------------------------------------------------------------------------------


def closings(association: Association, *, since: datetime) -> QuerySet[Closing]:
    """The closures that were not over by then, the next first, those that were called off among them."""
    rows = Closing.objects.filter(association=association.pk, ends_at__gt=since).select_related("office")
    return rows.order_by("starts_at", "id")


def affected(
    association: Association, office: str | None, starts: datetime, ends: datetime
) -> QuerySet[Booking]:
    """The appointments at that office, or at every office, that lie in that time and still stand."""
    rows = Booking.objects.filter(
        association=association.pk, place="office", state="booked", starts_at__lt=ends, ends_at__gt=starts
    )
    rows = rows.filter(Q(office__slug=office) | Q(office__isnull=True)) if office else rows
    return rows.select_related("person", "thread", "office").order_by("starts_at", "id")


# ---- notices ----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Hanging:
    """A notice that is up, the last look at it, and why it has to be seen to, if it has."""

    posting: Posting
    look: PostingLook | None
    why: str


def hanging(association: Association, rulebook: Rulebook, today: date) -> list[Hanging]:
    """Every notice that is up, those that have to be seen to first; three queries."""
    rows = Posting.objects.filter(association=association.pk, taken_down_on__isnull=True)
    up = list(rows.select_related("office").order_by("office", "carrier", "id"))
    looks: dict[int, PostingLook] = {}
    for each in PostingLook.objects.filter(posting__in=[one.pk for one in up]).order_by("on", "id"):
        looks[each.posting_id] = each
    known = all_held(association)
    found = []
    for posting in up:
        look = looks.get(posting.pk)
        office = posting.office.slug if posting.office else None
        now = digest_now(rulebook, known, posting.carrier, office)
        posted = held_words.Posted(
            posting.carrier,
            posting.digest,
            posting.look_again_on,
            posting.take_down_on,
            look.right if look else None,
        )
        found.append(Hanging(posting, look, held_words.stale(posted, now, today)))
    return sorted(found, key=lambda each: not each.why)
