"""Which homes are there, who lives and lived there, and who looks after them?"""

from __future__ import annotations

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from ninja import Query, Router

from kept.api import cursors, present
from kept.api.access import here_of
from kept.api.given_customers import HomesOut, PatchesOut, TenanciesOut
from kept.api.moments import moment
from kept.api.of_customers import day
from kept.api.taken import HomesQuery, TenanciesQuery
from kept.store import refs
from kept.store.kept_addresses import without_hidden
from kept.store.models import Home, Patch, Tenancy
from kept.store.seers import seer

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


@router.get("/{slug:slug}/tenancies", url_name="api-tenancies", response=TenanciesOut)
def tenancies(request: HttpRequest, slug: str, query: Query[TenanciesQuery]) -> HttpResponse:
    """List tenancies, those that ended too."""
    here = here_of(request)
    closed = seer(here.membership).closed
    rows = without_hidden(Tenancy.objects.filter(association=here.association).exclude(person__in=closed))
    if query.customer is not None:
        ref = refs.tidy(query.customer) or query.customer
        rows = rows.filter(Q(person__ref=ref) | Q(person__merged_into__ref=ref))
    if query.home is not None:
        rows = rows.filter(home__ref=refs.tidy(query.home) or query.home)
    if query.external_ref is not None:
        rows = rows.filter(external_ref=query.external_ref)
    after = cursors.read(query.cursor)
    if after is not None:
        rows = rows.filter(id__gt=after[1])
    rows = rows.select_related("person__merged_into", "home").order_by("id")
    found = list(rows[: query.limit + 1])
    shown = found[: query.limit]
    more = cursors.written(shown[-1].added_at, shown[-1].pk) if len(found) > query.limit else None
    listed = [
        {
            "tenancy": each.ref,
            "external_ref": each.external_ref,
            "customer": each.person.stands.ref,
            "home": each.home.ref,
            "kind": each.kind,
            "from_on": day(each.from_on),
            "to_on": day(each.to_on),
            "added_at": moment(each.added_at, here.zone),
        }
        for each in shown
    ]
    return present.said({"tenancies": listed, "next": more})


@router.get("/{slug:slug}/patches", url_name="api-patches", response=PatchesOut)
def patches(request: HttpRequest, slug: str) -> HttpResponse:
    """List patches, each with who looks after its homes."""
    here = here_of(request)
    rows = Patch.objects.filter(association=here.association).order_by("name", "id")
    listed = [
        {
            "patch": each.slug,
            "external_ref": each.external_ref,
            "name": each.name,
            "officer": each.officer.handle if each.officer else None,
            "deputy": each.deputy.handle if each.deputy else None,
            "team": each.team.slug if each.team else None,
            "office": each.office.slug if each.office else None,
            "ended_on": day(each.ended_on),
        }
        for each in rows.select_related("officer", "deputy", "team", "office")
    ]
    return present.said({"patches": listed})
