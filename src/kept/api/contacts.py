"""What is on record: contacts, each with everything that happened on it and every promise that it runs?"""

from __future__ import annotations

from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from ninja import Query, Router

from kept.api import cursors, present, problems
from kept.api.access import Here, here_of
from kept.api.given import ContactOut, ContactsOut
from kept.api.taken import ContactsQuery
from kept.casework.housekeeping import HOUSE
from kept.casework.visibility import WATCHED
from kept.store import dockets, looking, refs
from kept.store.models import EventText, Thread
from kept.store.threads import opened, visible_to

router = Router(tags=["Contacts"])
_BESIDE = ("owner", "team", "office", "person")


@router.get("/{slug:slug}/contacts", url_name="api-contacts", response=ContactsOut)
def contacts(request: HttpRequest, slug: str, query: Query[ContactsQuery]) -> HttpResponse:
    """List contacts, newest first."""
    here = here_of(request)
    rows = _contacts(here).filter(merged_into__isnull=True)
    if query.state != "all":
        rows = rows.filter(closed_at__isnull=query.state == "open")
    if query.kind is not None:
        rows = rows.filter(kind=query.kind)
    if query.owner is not None:
        rows = rows.filter(owner__handle=query.owner)
    if query.customer is not None:
        rows = rows.filter(person__ref=refs.tidy(query.customer) or query.customer)
    after = cursors.read(query.cursor)
    if after is not None:
        rows = rows.filter(Q(opened_at__lt=after[0]) | Q(id__lt=after[1]), opened_at__lte=after[0])
    found = list(rows.order_by("-opened_at", "-id")[: query.limit + 1])
    shown = found[: query.limit]
    more = cursors.written(shown[-1].opened_at, shown[-1].pk) if len(found) > query.limit else None
    return present.said({"contacts": [present.contact(each, here.zone) for each in shown], "next": more})


@router.get("/{slug:slug}/contacts/{ref}", url_name="api-contact", response=ContactOut)
def contact(request: HttpRequest, slug: str, ref: str) -> HttpResponse:
    """Read one contact with its events and clocks.

    A contact that was joined into another answers as that one.
    """
    here = here_of(request)
    row = opened(here.membership, ref, *_BESIDE)
    if row is not None and row.merged_into_id is not None:
        row = _contacts(here).filter(pk=row.merged_into_id).first()
    if row is None or row.sensitivity == HOUSE:
        raise problems.nothing_there()
    if row.sensitivity in WATCHED:
        looking.note(here.membership, looking.CONTACT, row.ref, refused=False, via=looking.API, at=here.at)
    (docket,) = dockets.read(dockets.look([row.pk]))
    threads = [row.pk, *docket.members.values()]
    texts = EventText.objects.filter(event__thread__in=threads).values_list(
        "event__uid", "words", "erased_at"
    )
    by_uid = {uid: (words if here.reads_words else {}, erased_at) for uid, words, erased_at in texts}
    events = [
        present.event(each, here.zone, words, erased=erased_at is not None)
        for each in sorted(docket.history, key=lambda one: (one.happened_at, one.recorded_at, one.id))
        for words, erased_at in [by_uid.get(each.id, ({}, None))]
    ]
    clocks = present.clocks(docket.clocks, docket.ref, here.zone)
    return present.said({**present.contact(row, here.zone), "events": events, "clocks": clocks})


def _contacts(here: Here) -> QuerySet[Thread]:
    """What this token's account may see, but for the affairs of the house itself."""
    return visible_to(here.membership).exclude(sensitivity=HOUSE).select_related(*_BESIDE)
