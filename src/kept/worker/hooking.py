"""How is another system told of an event?

    deliver(association=1, delivery=7, now=moment.now)

1. What is sent holds no personal words: whoever may read them fetches the contact with a token.
2. It is put together when it is sent; what the hook's account may not see by then is not told, and what is
the house's own (accounts, ties between staff and customers) is told to no other system.
3. The database is let go while the other system is spoken to. Whoever is told twice sees it by the id.
4. Names are looked up here and the address is used as found, so that a name cannot lead inside the network
after it was looked at. Redirects are not followed.
"""

from __future__ import annotations

import http.client
import logging
import socket
import ssl
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import orjson
from django.conf import settings

from kept.actions import hooks
from kept.casework.hooking import is_outside, signed
from kept.casework.housekeeping import HOUSE
from kept.store import tenancy
from kept.store.accounts import membership_of
from kept.store.models import Association, Delivery
from kept.store.threads import visible_to

log = logging.getLogger("kept.hooks")

BY = "kept"
SECONDS, IN_ALL_SECONDS = 10.0, 20.0
ANSWER = 1024
NOT_VISIBLE = "not for this account to see"
GONE = 410


class Failed(Exception):
    """It did not come through; `status` where there was an answer."""

    def __init__(self, why: str, status: int | None = None) -> None:
        super().__init__(why)
        self.why, self.status = why, status


def deliver(association: int, delivery: int, *, now: Callable[[], datetime]) -> None:
    """Tell it, or note why not and when it is tried again."""
    found = hooks.begin(association=association, delivery=delivery, by=BY, at=now())
    if found is None:
        return
    body = _body(association, found, now())
    if body is None:
        hooks.kept_back(association=association, delivery=delivery, by=BY, why=NOT_VISIBLE, at=now())
        return
    try:
        status = send(found.hook.url, found.hook.secret, found.uid, body)
    except Failed as fault:
        log.warning("A hook did not take what it was told: %s.", fault.why)
        for_good = fault.status == GONE
        hooks.failed(
            association=association,
            delivery=delivery,
            by=BY,
            why=fault.why,
            status=fault.status,
            for_good=for_good,
            at=now(),
        )
    else:
        hooks.told(association=association, delivery=delivery, by=BY, status=status, at=now())


def _body(association: int, delivery: Delivery, at: datetime) -> bytes | None:
    said: dict[str, object]
    with tenancy.association(association) as here:
        if delivery.event is None:
            said = {"type": hooks.TEST, "timestamp": _utc(at), "data": {"association": here.slug}}
            return orjson.dumps(said)
        data = _data(here, delivery, at)
    said = {"type": delivery.event.kind, "timestamp": _utc(delivery.event.recorded_at), "data": data}
    return orjson.dumps(said) if data else None


def _data(here: Association, delivery: Delivery, at: datetime) -> dict[str, object] | None:
    """What the hook's account may know of the event; None where it may not see the contact."""
    event = delivery.event
    member = membership_of(delivery.hook.account, on=at.astimezone(ZoneInfo(here.zone)).date())
    if event is None or member is None or not delivery.hook.account.is_active:
        return None
    # A contact that was joined into another is that one now.
    root = event.thread.merged_into_id or event.thread_id
    thread = visible_to(member).exclude(sensitivity=HOUSE).filter(pk=root).first()
    if thread is None:
        return None
    return {
        "association": here.slug,
        "contact": thread.ref,
        "subject": thread.subject,
        "state": thread.state,
        "event": event.uid,
        "kind": event.kind,
        "happened_at": _utc(event.happened_at),
        "recorded_at": _utc(event.recorded_at),
        "evidence": event.grade,
        "corrects": event.corrects,
        "answers": event.answers,
        "details": event.facts,
    }


def _utc(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")


def send(url: str, secret: str, uid: str, body: bytes) -> int:
    """Post it, signed: the status of an answer that says it was taken. Raises Failed."""
    seconds = int(time.time())
    headers = {
        "Content-Type": "application/json",
        "User-Agent": "Kept",
        "webhook-id": uid,
        "webhook-timestamp": str(seconds),
        "webhook-signature": signed(secret, uid, seconds, body),
    }
    try:
        status = _posted(url, body, headers)
    except ssl.SSLError as fault:
        raise Failed("its certificate is not in order") from fault
    except (OSError, http.client.HTTPException) as fault:
        raise Failed(f"no answer ({type(fault).__name__})") from fault
    if not 200 <= status < 300:
        raise Failed(f"it answered {status}", status)
    return status


def _posted(url: str, body: bytes, headers: dict[str, str]) -> int:
    parts = urlsplit(url)
    host, secure = parts.hostname or "", parts.scheme == "https"
    port = parts.port or (443 if secure else 80)
    watchdog: threading.Timer | None = None
    spoken = socket.create_connection((_address(host, port), port), timeout=SECONDS)
    try:
        if secure:
            spoken = ssl.create_default_context().wrap_socket(spoken, server_hostname=host)
        # Whoever answers a byte at a time does not hold up others for ever.
        watchdog = threading.Timer(IN_ALL_SECONDS, _cut, [spoken])
        watchdog.daemon = True
        watchdog.start()
        connection = http.client.HTTPConnection(host, port, timeout=SECONDS)
        connection.sock = spoken
        path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        named = host if port in (80, 443) else f"{host}:{port}"
        connection.request("POST", path, body, {**headers, "Host": f"[{host}]" if ":" in host else named})
        answer = connection.getresponse()
        answer.read(ANSWER)
        return answer.status
    finally:
        if watchdog is not None:
            watchdog.cancel()
        spoken.close()


def _cut(spoken: socket.socket) -> None:
    with suppress(OSError):
        spoken.shutdown(socket.SHUT_RDWR)


def _address(host: str, port: int) -> str:
    """The address to which a name leads, where it is one that may be spoken to."""
    found = [str(each[4][0]) for each in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
    if not settings.PRIVATE_HOOKS and not all(is_outside(each) for each in found):
        raise Failed("its name leads inside this network")
    return found[0]
