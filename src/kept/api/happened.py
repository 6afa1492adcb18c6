"""What was recorded since I last asked? Every event, one after another.

Whoever missed what a hook told, or would rather ask than be told, reads on from where they were.

1. What was recorded within this minute is not shown yet: a transaction that is slow to end may still write an
event that stands before one that is there already, and a reader who has passed it would never see it.
2. What was imported is history, and is told to nobody (practice 29).
3. What is the house's own (accounts, ties between staff and customers) is told to no other system.
"""

from __future__ import annotations

from datetime import timedelta

from django.db.models import Exists, OuterRef
from django.http import HttpRequest, HttpResponse
from ninja import Query, Router

from kept.api import cursors, present
from kept.api.access import here_of
from kept.api.given import HappenedOut
from kept.api.taken import HappenedQuery
from kept.casework.history import IMPORT
from kept.casework.housekeeping import HOUSE
from kept.store import values
from kept.store.models import Event, EventText
from kept.store.threads import visible_to

router = Router(tags=["Events"])
SETTLED = timedelta(minutes=1)


@router.get("/{slug:slug}/happened", url_name="api-happened", response=HappenedOut)
def happened(request: HttpRequest, slug: str, query: Query[HappenedQuery]) -> HttpResponse:
    """List events in the order in which they were recorded.

    “next” is there even after the last one: ask with it again later, and get what was recorded since.
    """
    here = here_of(request)
    seen = visible_to(here.membership).exclude(sensitivity=HOUSE).filter(pk=OuterRef("thread"))
    rows = Event.objects.filter(Exists(seen), association=here.association).exclude(via=IMPORT)
    rows = rows.filter(recorded_at__lt=here.at - SETTLED)
    if query.kind is not None:
        rows = rows.filter(kind=query.kind)
    after = cursors.read(query.cursor)
    if after is not None:
        rows = rows.filter(id__gt=after[1])
    found = list(rows.select_related("thread").order_by("id")[: query.limit])
    texts = EventText.objects.filter(event__in=[each.pk for each in found])
    beside = {pk: (words, erased) for pk, words, erased in texts.values_list("event", "words", "erased_at")}
    listed = []
    for each in found:
        words, erased_at = beside.get(each.pk, ({}, None))
        shown = words if here.reads_words else {}
        listed.append(
            present.event(
                values.event_of(each, thread=each.thread.ref), here.zone, shown, erased=erased_at is not None
            )
        )
    last = (found[-1].recorded_at, found[-1].pk) if found else after or (here.at, 0)
    return present.said({"events": listed, "next": cursors.written(*last)})
