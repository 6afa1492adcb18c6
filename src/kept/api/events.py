"""What does another system tell us, one by one or many at once, and what would follow if it did?"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Router

from kept.actions.foreseeing import foresee
from kept.actions.telling import REPEATED, WRITTEN, Result, Telling, tell
from kept.api import present, problems
from kept.api.access import Here, here_of, not_of_the_role
from kept.api.given import BatchOut, ForeseenOut, RecordedOut
from kept.api.problems import Fault, Stop
from kept.api.taken import BatchIn, EventIn
from kept.casework import Clock, Grade, Refused
from kept.casework.cases.roles import needed_for
from kept.store import dockets
from kept.store.models import Thread

router = Router(tags=["Events"])
VIA = "api"
# What the actions call things, and how the API does; every other field of a refusal is one of the details.
_NAMES = {
    **{each: each for each in EventIn.model_fields},
    "thread": "contact",
    "person": "customer",
    "uid": "id",
    "grade": "evidence",
}
# What is wrong with these is wrong whatever is on record.
_OF_THE_TELLING = frozenset({"happened_at"})


@router.post("/{slug:slug}/events", url_name="api-events", response={200: RecordedOut, 201: RecordedOut})
def record(request: HttpRequest, slug: str, event: EventIn) -> HttpResponse:
    """Record one event.

    Answers 201 when it is new on record, and 200 when it was told before, with every promise of its contact.
    """
    here = here_of(request)
    (result,) = _told(here, [event]).results
    if result.refused is not None:
        # What is answered does not differ; that it was asked for is written down when all is undone.
        request.hidden = result.refused.hidden  # type: ignore[attr-defined]
        raise _stop(here, event, result.refused)
    assert result.thread is not None
    new = result.outcome == WRITTEN
    clocks = result.clocks if new else _stored(result.thread)
    body = {
        "outcome": result.outcome,
        "contact": result.thread,
        "event": result.event,
        "clocks": present.clocks(clocks, result.thread, here.zone),
    }
    return present.said(body, 201 if new else 200)


def _stored(ref: str) -> Sequence[Clock]:
    """The clocks of a contact on which nothing was written just now."""
    row = Thread.objects.only("id", "merged_into_id").get(ref=ref)
    held = dockets.read(dockets.look([row.merged_into_id or row.pk]))
    return held[0].clocks if held else ()


@router.post("/{slug:slug}/events/batch", url_name="api-events-batch", response=BatchOut)
def record_batch(request: HttpRequest, slug: str, batch: BatchIn) -> HttpResponse:
    """Record up to 1,000 events.

    Each is taken or refused by itself, except that those of one contact are taken together or not at all.
    """
    here = here_of(request)
    results = _told(here, batch.events).results
    found = [_result(each, number) for number, each in enumerate(results)]
    outcomes = [each["outcome"] for each in found]
    counts = {each: outcomes.count(each) for each in (WRITTEN, REPEATED, "refused")}
    return present.said({**counts, "results": found})


@router.post("/{slug:slug}/foresee", url_name="api-foresee", response=ForeseenOut)
def foresee_event(request: HttpRequest, slug: str, event: EventIn) -> HttpResponse:
    """Ask what would be promised if this event were recorded. Writes nothing."""
    here = here_of(request)
    found = foresee(
        _telling(event), association=here.association, by=here.by, at=here.at, membership=here.membership
    )
    if isinstance(found, Refused):
        request.hidden = found.hidden  # type: ignore[attr-defined]
        raise _stop(here, event, found)
    return present.said({"clocks": present.clocks(found.clocks, event.contact or "", here.zone)})


def _told(here: Here, events: Sequence[EventIn]) -> Any:
    return tell(
        [_telling(each) for each in events],
        association=here.association,
        by=here.by,
        at=here.at,
        membership=here.membership,
    )


def _telling(event: EventIn) -> Telling:
    return Telling(
        kind=event.kind,
        happened_at=event.happened_at,
        facts=event.details,
        uid=event.id,
        thread=event.contact,
        subject=event.subject,
        grade=Grade(event.evidence),
        via=VIA,
        corrects=event.corrects,
        answers=tuple(event.answers),
        office=event.office,
        person=event.customer,
        owner=event.owner,
    )


def _result(result: Result, number: int) -> dict[str, Any]:
    refused = result.refused
    if refused is None:
        return {
            "outcome": result.outcome,
            "contact": result.thread,
            "event": result.event,
            "error": None,
        }
    error = {"pointer": _pointer(refused, "events", number), "detail": refused.sentence}
    return {"outcome": "refused", "contact": result.thread, "event": None, "error": error}


def _stop(here: Here, event: EventIn, refused: Refused) -> Stop:
    """403 where the role does not allow the kind, 409 where what is on record does not, 422 otherwise."""
    kind = here.rules.kinds.get(event.kind)
    needed = needed_for(kind, here.rulebook) if kind else None
    if needed is not None and not here.may(needed):
        return not_of_the_role(here, needed)
    of_the_record = refused.event is not None and refused.field not in _OF_THE_TELLING
    errors = [Fault(_pointer(refused), refused.sentence)]
    return Stop(409 if of_the_record else 422, refused.sentence, errors=errors)


def _pointer(refused: Refused, *place: object) -> str:
    """Where in the body the refusal points to; at all of the event where it names no field."""
    if refused.field is None:
        return problems.pointer(*place)
    name = _NAMES.get(refused.field)
    return problems.pointer(*place, *([name] if name else ["details", refused.field]))
