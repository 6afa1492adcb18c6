"""Who asked for information, in which form and when, were we sure who it is, and when did they have it?

    register(membership, since=january)      # [Request(kind="personal_data.requested", …), …]

Anybody who asks stands here, authorities too. It is read from what was told and kept nowhere else.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from kept.casework.redacting import WITHHELD
from kept.store import threads
from kept.store.models import BundleItem, Clock, Event, EventText, Membership, Thread

ASKED = ("personal_data.requested", "information.requested")
ANSWERED = (
    "personal_data.supplied",
    "personal_data.part_supplied",
    "personal_data.refused",
    "information.supplied",
    "information.refused",
    "contact.withdrawn",
)
CHECKED = "identity.checked"


@dataclass(frozen=True, slots=True)
class Request:
    """One line of the register: who asked, in which form, when, and how it stands."""

    thread: Thread
    kind: str
    asked_at: datetime
    form: str
    asker: str
    who: str
    due_at: datetime | None
    answered: str
    answered_at: datetime | None
    failed: int
    checked: bool
    extended: bool


def register(membership: Membership, *, since: datetime | None = None, most: int = 200) -> list[Request]:
    """Every request for information that somebody made, the newest first; five queries."""
    seen = threads.visible_to(membership).order_by().values("pk")
    rows = Event.objects.filter(
        association=membership.association_id, kind__in=ASKED, thread__in=seen, corrects__isnull=True
    )
    if since is not None:
        rows = rows.filter(happened_at__gte=since)
    asked = list(
        rows.select_related("thread__person", "thread__owner").order_by("-happened_at", "-pk")[:most]
    )
    ids = {each.thread_id for each in asked}
    here = membership.association_id
    words = dict(EventText.objects.filter(event__in=asked).values_list("event", "words"))
    later: dict[int, list[Event]] = {}
    wanted = (*ANSWERED, CHECKED, "clock.extended")
    follows = Event.objects.filter(association=here, thread__in=ids, kind__in=wanted)
    for event in follows.order_by("happened_at", "pk"):
        later.setdefault(event.thread_id, []).append(event)
    due = dict(
        Clock.objects.filter(association=here, thread__in=ids, promise__startswith="law:")
        .order_by("-due_at")
        .values_list("thread", "due_at")
    )
    return [_request(each, words.get(each.pk) or {}, later.get(each.thread_id, []), due) for each in asked]


def _request(
    asked: Event, words: Mapping[str, object], later: Sequence[Event], due: Mapping[int, datetime]
) -> Request:
    answer = next((each for each in later if each.kind in ANSWERED), None)
    checks = [each for each in later if each.kind == CHECKED]
    person = asked.thread.person
    settled = asked.facts.get("identity") in ("known", "document", "questions")
    return Request(
        thread=asked.thread,
        kind=asked.kind,
        asked_at=asked.happened_at,
        form=str(asked.facts.get("form") or ""),
        asker=str(asked.facts.get("asker") or ""),
        who=str(words.get("from_name") or (person.stands.name if person is not None else "")),
        due_at=due.get(asked.thread_id),
        answered=answer.kind if answer is not None else "",
        answered_at=answer.happened_at if answer is not None else None,
        failed=sum(each.facts.get("result") != "passed" for each in checks),
        checked=settled or any(each.facts.get("result") == "passed" for each in checks),
        extended=any(each.kind == "clock.extended" for each in later),
    )


def to_look_at_again(membership: Membership, today: date, within: timedelta) -> list[BundleItem]:
    """What stays back until a day that has come or is near: somebody looks at it again."""
    until = (today + within).isoformat()
    rows = BundleItem.objects.filter(association=membership.association_id, mark=WITHHELD)
    rows = rows.filter(details__review_on__lte=until, gathering__erased_at__isnull=True)
    found = rows.select_related("gathering__thread").order_by("details__review_on", "pk")[:200]
    seen = set(
        threads.visible_to(membership)
        .filter(pk__in={each.gathering.thread_id for each in found})
        .values_list("pk", flat=True)
    )
    return [each for each in found if each.gathering.thread_id in seen]


@dataclass(frozen=True, slots=True)
class Corrections:
    """How often we agreed to put something right, of how many that were answered, and in how many days."""

    asked: int
    agreed: int
    refused: int
    days: int | None


def corrections(membership: Membership, since: datetime) -> Corrections:
    """What was asked since then, as far as this member sees it; one query."""
    seen = threads.visible_to(membership).order_by().values("pk")
    kinds = ("correction.requested", "correction.made", "correction.refused")
    rows = Event.objects.filter(
        association=membership.association_id, kind__in=kinds, thread__in=seen, happened_at__gte=since
    )
    begun: dict[int, datetime] = {}
    counts, took = dict.fromkeys(kinds, 0), []
    for thread, kind, at in rows.order_by("happened_at", "pk").values_list("thread", "kind", "happened_at"):
        counts[kind] += 1
        if kind == kinds[0]:
            begun.setdefault(thread, at)
        elif thread in begun:
            took.append((at - begun[thread]).days)
    middle = sorted(took)[len(took) // 2] if took else None
    return Corrections(counts[kinds[0]], counts[kinds[1]], counts[kinds[2]], middle)
