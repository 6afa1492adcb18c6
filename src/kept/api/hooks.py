"""Which addresses are told of what happens? Each token manages those of its own account.

What is sent to them, and how it is signed, is `kept.worker.hooking`; here they are made and looked after.
"""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from ninja import Router

from kept.actions import hooks as acting
from kept.api import present, problems
from kept.api.access import Here, here_of
from kept.api.given import HookMadeOut, HookOut, HooksOut, HookToldOut, SentOut
from kept.api.moments import moment, moment_or_none
from kept.api.problems import Fault, Stop
from kept.api.taken import AgainIn, HookIn, Nothing
from kept.casework import Refused
from kept.store import refs
from kept.store.models import Delivery, Hook

router = Router(tags=["Hooks"])
SHOWN = 50


@router.get("/{slug:slug}/hooks", url_name="api-hooks", response=HooksOut)
def hooks(request: HttpRequest, slug: str) -> HttpResponse:
    """List the hooks of this account."""
    here = here_of(request)
    return present.said({"hooks": [_hook(each, here) for each in _mine(here).order_by("id")]})


@router.post("/{slug:slug}/hooks/add", url_name="api-hooks-add", response={201: HookMadeOut})
def add(request: HttpRequest, slug: str, hook: HookIn) -> HttpResponse:
    """Have an address told of what happens from now on.

    It is told of what this account may see, without anybody's personal words. The secret that signs what is
    sent is in this answer alone.
    """
    here = here_of(request)
    made = acting.add(
        association=here.association, account=here.by, url=hook.url, kinds=hook.kinds, by=here.by, at=here.at
    )
    if isinstance(made, Refused):
        raise _stop(made, 422)
    return present.said({**_hook(made.hook, here), "secret": made.secret}, 201)


@router.get("/{slug:slug}/hooks/{ref}", url_name="api-hook", response=HookToldOut)
def hook(request: HttpRequest, slug: str, ref: str) -> HttpResponse:
    """Read one hook, and what it was told last."""
    here = here_of(request)
    found = _one(here, ref)
    rows = Delivery.objects.filter(association=here.association, hook=found).order_by("-id")[:SHOWN]
    told = [_delivery(each, here) for each in rows]
    return present.said({**_hook(found, here), "told": told})


@router.post("/{slug:slug}/hooks/{ref}/test", url_name="api-hook-test", response=SentOut)
def try_out(request: HttpRequest, slug: str, ref: str, body: Nothing) -> HttpResponse:
    """Have it told something that says it is a test."""
    here = here_of(request)
    found = acting.try_out(**_of(here, ref))
    if isinstance(found, Refused):
        raise _stop(found, 409)
    return present.said({"event": found.uid})


@router.post("/{slug:slug}/hooks/{ref}/redeliver", url_name="api-hook-redeliver", response=SentOut)
def redeliver(request: HttpRequest, slug: str, ref: str, again: AgainIn) -> HttpResponse:
    """Have it told once more of one event, by the id that it was told."""
    here = here_of(request)
    found = acting.redeliver(**_of(here, ref), delivery=again.event)
    if isinstance(found, Refused):
        raise _stop(found, 422)
    return present.said({"event": found.uid})


@router.post("/{slug:slug}/hooks/{ref}/resume", url_name="api-hook-resume", response=HookOut)
def resume(request: HttpRequest, slug: str, ref: str, body: Nothing) -> HttpResponse:
    """Take up a hook that was paused. It is told of what happened meanwhile."""
    here = here_of(request)
    found = acting.resume(**_of(here, ref))
    if isinstance(found, Refused):
        raise _stop(found, 409)
    return present.said(_hook(found, here))


@router.post("/{slug:slug}/hooks/{ref}/remove", url_name="api-hook-remove", response=SentOut)
def remove(request: HttpRequest, slug: str, ref: str, body: Nothing) -> HttpResponse:
    """Have it told nothing any more."""
    here = here_of(request)
    found = acting.remove(**_of(here, ref))
    if isinstance(found, Refused):
        raise _stop(found, 409)
    return present.said({"event": found.ref})


def _mine(here: Here) -> QuerySet[Hook]:
    rows = Hook.objects.filter(association=here.association, account=here.membership.account_id)
    return rows.filter(removed_at__isnull=True)


def _one(here: Here, ref: str) -> Hook:
    found = _mine(here).filter(ref=refs.tidy(ref) or "").first()
    if found is None:
        raise problems.nothing_there()
    return found


def _of(here: Here, ref: str) -> dict[str, Any]:
    """The hook that is meant, which must be this account's own, and who does what to it."""
    found = _one(here, ref)
    return {
        "association": here.association,
        "hook": found.ref,
        "account": here.membership.account_id,
        "by": here.by,
        "at": here.at,
    }


def _stop(refused: Refused, status: int) -> Stop:
    where = refused.field if refused.field in ("url", "kinds") else None
    pointer = problems.pointer(where) if where else problems.pointer()
    return Stop(status, refused.sentence, errors=[Fault(pointer, refused.sentence)])


def _hook(found: Hook, here: Here) -> dict[str, Any]:
    return {
        "hook": found.ref,
        "url": found.url,
        "kinds": list(found.kinds),
        "created_at": moment(found.created_at, here.zone),
        "paused_at": moment_or_none(found.paused_at, here.zone),
        "why": found.why or None,
    }


def _delivery(found: Delivery, here: Here) -> dict[str, Any]:
    return {
        "event": found.uid,
        "made_at": moment(found.made_at, here.zone),
        "tries": found.tries,
        "status": found.status,
        "fault": found.fault or None,
        "sent_at": moment_or_none(found.sent_at, here.zone),
        "given_up_at": moment_or_none(found.given_up_at, here.zone),
    }
