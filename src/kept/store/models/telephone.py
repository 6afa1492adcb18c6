"""Which calls were put through to somebody, or called them in, and wait until they say that they have it?"""

from __future__ import annotations

from django.conf import settings
from django.db import models

from kept.store.models.bound import OUTSIDE, OnThread

TRANSFER, ESCALATION = "transfer", "escalation"


class PassedCall(OnThread):
    """One call on its way to a colleague. `uid` is the event by which it went; what it is about is there."""

    uid = models.CharField(max_length=OUTSIDE)
    sort = models.SlugField(max_length=20, db_index=False)
    to = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    by = models.TextField()
    at = models.DateTimeField()
    taken_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["association", "uid"], name="passedcall_once"),
        ]
        indexes = [
            # Every page asks whether something waits for whoever looks at it.
            models.Index(
                fields=["association", "to", "at"],
                condition=models.Q(taken_at__isnull=True),
                name="passedcall_waiting",
            ),
            models.Index(fields=["association", "thread"], name="passedcall_of_thread"),
        ]
