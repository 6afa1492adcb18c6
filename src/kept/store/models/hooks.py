"""Which other systems are told what happened, and what became of each telling?"""

from __future__ import annotations

from django.conf import settings
from django.db import models

from kept.store.models.bound import Bound, to


class Hook(Bound):
    """An address that is told of each event that its account may see.

    `secret` signs what is sent, so it is kept as it is; it is shown once. `kinds` are the kinds of event that
    it wants: none named is all of them. One that is paused gets nothing, and `why` says why.
    """

    account = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    ref = models.CharField(max_length=9)
    url = models.TextField()
    secret = models.TextField()
    kinds = models.JSONField(default=list)
    created_at = models.DateTimeField()
    created_by = models.TextField()
    paused_at = models.DateTimeField(null=True, blank=True)
    why = models.TextField(default="", blank=True)
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["association", "ref"], name="hook_ref")]

    def __str__(self) -> str:
        return self.ref


class Delivery(Bound):
    """One telling of one event to one hook: `event` is empty for a test.

    `uid` is the same at every try, so that whoever is told twice can see that it is once.
    """

    association = models.ForeignKey(
        "store.Association",
        on_delete=models.DO_NOTHING,
        related_name="+",
        db_constraint=False,
        db_index=False,
    )
    hook = to("Hook", db_index=False)
    event = to("Event", null=True, blank=True, db_index=False)
    uid = models.CharField(max_length=200)
    made_at = models.DateTimeField()
    tries = models.IntegerField(default=0)
    tried_at = models.DateTimeField(null=True, blank=True)
    status = models.SmallIntegerField(null=True, blank=True)
    fault = models.TextField(default="", blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    given_up_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["association", "hook", "uid"], name="delivery_once"),
        ]
        indexes = [
            models.Index(fields=["association", "made_at"], name="delivery_oldest"),
            models.Index(fields=["association", "hook", "-id"], name="delivery_of_hook"),
        ]
