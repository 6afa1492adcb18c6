"""Which hooks are told of an event, in the transaction that writes it?

    bulk.insert("store_event", …, tail=f"RETURNING uid, id, {hooks.STANDS}")    # is there any hook at all?
    hooks.queue([(id, uid, kind, recorded_at)])                                 # only then

An association without hooks pays for none: the statement that writes the events says whether there are any. A
paused hook keeps what it is to be told, for when it is taken up again. What was imported is told to nobody.
"""

from __future__ import annotations

import base64
import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import connection

from kept.store import bulk, jobs
from kept.store.models import Delivery

STANDS = "EXISTS (SELECT FROM store_hook WHERE association_id = kept_association() AND removed_at IS NULL)"
PREFIX = "whsec_"
KEPT_FOR = timedelta(days=30)


def secret() -> str:
    """A new secret, in the spelling of Standard Webhooks."""
    return PREFIX + base64.b64encode(secrets.token_bytes(32)).decode()


_EVENT = {"event_id": "bigint", "uid": "text", "kind": "text", "made_at": "timestamptz"}
_QUEUE = f"""
    WITH made AS (
        INSERT INTO store_delivery (association_id, hook_id, event_id, uid, made_at, tries, fault)
        SELECT kept_association(), hook.id, new.event_id, new.uid, new.made_at, 0, ''
        FROM {bulk.unfolded(_EVENT)} JOIN store_hook AS hook
            ON hook.association_id = kept_association() AND hook.removed_at IS NULL
                AND (hook.kinds = '[]'::jsonb OR hook.kinds @> to_jsonb(new.kind))
        ON CONFLICT DO NOTHING RETURNING id, hook_id
    )
    SELECT made.id, kept_association() FROM made JOIN store_hook AS hook ON hook.id = made.hook_id
    WHERE hook.association_id = kept_association() AND hook.paused_at IS NULL ORDER BY made.id
"""


def queue(events: Sequence[tuple[int, str, str, datetime]]) -> int:
    """Let every hook that wants these events be told of them: how many deliveries.

    An event is its id, its uid, its kind and when it was recorded.
    """
    made: list[tuple[int, int]] = []
    with connection.cursor() as cursor:
        for part in bulk.parts(events):
            cursor.execute(_QUEUE, bulk.folded(_EVENT, part))
            made += cursor.fetchall()
    ask([delivery for delivery, _ in made], association=made[0][1] if made else 0)
    return len(made)


def ask(deliveries: Sequence[int], *, association: int, after: timedelta | None = None) -> None:
    """Have these deliveries tried."""
    asked = [{"association": association, "delivery": each} for each in deliveries]
    jobs.defer_many(jobs.DELIVER, asked, queue=jobs.NOTICE, after=after)


def forget(at: datetime) -> int:
    """Clear away deliveries of the active association that are older than a month: how many."""
    gone, _ = Delivery.objects.filter(made_at__lt=at - KEPT_FOR).delete()
    return gone
