"""Which homes are there, what does the housing system call them, and who looks after them?"""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router

from kept.api import cursors, present
from kept.api.access import here_of
from kept.api.given import HomesOut
from kept.api.moments import moment
from kept.api.taken import HomesQuery
from kept.store.models import Home

router = Router(tags=["Homes"])


@router.get("/{slug:slug}/homes", url_name="api-homes", response=HomesOut)
def homes(request: HttpRequest, slug: str, query: Query[HomesQuery]) -> HttpResponse:
    """List homes."""
    here = here_of(request)
    rows = Home.objects.filter(association=here.association)
    if query.external_ref is not None:
        rows = rows.filter(external_ref=query.external_ref)
    after = cursors.read(query.cursor)
    if after is not None:
        rows = rows.filter(id__gt=after[1])
    found = list(rows.select_related("patch__officer").order_by("id")[: query.limit + 1])
    shown = found[: query.limit]
    more = cursors.written(shown[-1].added_at, shown[-1].pk) if len(found) > query.limit else None
    listed = [
        {
            "home": each.ref,
            "external_ref": each.external_ref,
            "address": each.address,
            "postcode": each.postcode,
            "patch": each.patch.slug if each.patch else None,
            "officer": each.patch.officer.handle if each.patch and each.patch.officer else None,
            "added_at": moment(each.added_at, here.zone),
        }
        for each in shown
    ]
    return present.said({"homes": listed, "next": more})
