"""Which promises are running, and which are due?"""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q
from django.http import HttpRequest, HttpResponse
from ninja import Query, Router

from kept.api import cursors, present
from kept.api.access import here_of
from kept.api.given import ClocksOut
from kept.api.taken import ClocksQuery
from kept.store import values
from kept.store.models import Clock
from kept.store.models.clocks import RUNNING, TO_DO
from kept.store.threads import visible_to

router = Router(tags=["Clocks"])


@router.get("/{slug:slug}/clocks", url_name="api-clocks", response=ClocksOut)
def clocks(request: HttpRequest, slug: str, query: Query[ClocksQuery]) -> HttpResponse:
    """List the clocks that ask for something, the soonest to be acted on first."""
    here = here_of(request)
    seen = visible_to(here.membership).filter(pk=OuterRef("thread"), closed_at__isnull=True)
    rows = Clock.objects.filter(TO_DO, Exists(seen), association=here.association)
    if query.state == "running":
        rows = rows.filter(RUNNING)
    if query.before is not None:
        rows = rows.filter(act_by__lt=query.before)
    if query.promise is not None:
        rows = rows.filter(promise=query.promise)
    after = cursors.read(query.cursor)
    if after is not None:
        rows = rows.filter(Q(act_by__gt=after[0]) | Q(id__gt=after[1]), act_by__gte=after[0])
    found = list(rows.select_related("thread").order_by("act_by", "id")[: query.limit + 1])
    shown = found[: query.limit]
    more = cursors.written(shown[-1].act_by, shown[-1].pk) if len(found) > query.limit else None
    listed = [present.clock(values.clock_of(each), each.thread.ref, here.zone) for each in shown]
    return present.said({"clocks": listed, "next": more})
