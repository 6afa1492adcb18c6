"""Which letters went that were not made in Kept: written by hand, or in another program?

    outside(membership, since)      # their events, the newest first

A letter that is made here is told when it is handed over, by an event whose uid names its dispatch; every
other event of a letter of ours was put down by hand.
"""

from __future__ import annotations

from datetime import datetime

from django.db.models import QuerySet

from kept.store.models import Event, Membership
from kept.store.threads import visible_to

KINDS = ("letter.sent", "letter.answered", "letter.acknowledged")
OF_THE_DISPATCH = "out:"


def outside(membership: Membership, since: datetime) -> QuerySet[Event]:
    """What was told of letters since then that Kept did not make, on threads that the member sees."""
    return (
        Event.objects.filter(
            association=membership.association_id,
            kind__in=KINDS,
            happened_at__gte=since,
            thread__in=visible_to(membership).values("pk"),
        )
        .exclude(uid__startswith=OF_THE_DISPATCH)
        .select_related("thread")
        .order_by("-happened_at", "-id")
    )
