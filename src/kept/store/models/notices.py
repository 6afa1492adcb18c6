"""What were members of staff told, and which e-mail carried it?"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models

from kept.store.models.bound import CLAUSE, Bound, to


def _account(**more: object) -> models.ForeignKey[Any, Any]:
    return models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
        **more,  # type: ignore[arg-type]
    )


class Mail(Bound):
    """One e-mail to one member of staff: a digest of notices, or an alarm. `key` is what it is about.

    It is on record before it is sent, so that one that could not go is kept and tried again. What it says is
    put together when it goes, from what its reader may see by then.
    """

    account = _account()
    sort = models.TextField()
    key = models.TextField()
    thread = to("Thread", null=True, blank=True, db_index=False)
    at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)
    tried_at = models.DateTimeField(null=True, blank=True)
    tries = models.IntegerField(default=0)
    fault = models.TextField(default="", blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["association", "account", "key"], name="mail_once"),
        ]
        indexes = [
            models.Index(
                fields=["association", "at"], condition=models.Q(sent_at__isnull=True), name="mail_waiting"
            ),
        ]


class Notice(Bound):
    """One thing that one member of staff is told, once: `key` is what it is about.

    `said` holds no personal words. `digest` is the e-mail that carried it.
    """

    account = _account()
    thread = to("Thread", null=True, blank=True, db_index=False)
    what = models.TextField()
    key = models.TextField()
    promise = models.CharField(max_length=CLAUSE, default="", blank=True)
    step = models.IntegerField(default=1)
    said = models.TextField(default="", blank=True)
    due_at = models.DateTimeField(null=True, blank=True)
    at = models.DateTimeField()
    read_at = models.DateTimeField(null=True, blank=True)
    digest = models.ForeignKey(
        "store.Mail", on_delete=models.PROTECT, related_name="notices", null=True, blank=True, db_index=False
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["association", "account", "key"], name="notice_once"),
        ]
        indexes = [
            models.Index(fields=["association", "account", "-at", "-id"], name="notice_newest"),
            # Every page says how many there are.
            models.Index(
                fields=["association", "account"],
                condition=models.Q(read_at__isnull=True),
                name="notice_unread",
            ),
            models.Index(
                fields=["association", "account", "at"],
                condition=models.Q(digest__isnull=True),
                name="notice_undigested",
            ),
            models.Index(
                fields=["association", "digest"],
                condition=models.Q(digest__isnull=False),
                name="notice_of_digest",
            ),
        ]


class MailWish(Bound):
    """What a member of staff chose about e-mail: whether digests come, and a second one at midday."""

    account = _account()
    digests = models.BooleanField(default=True)
    midday = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["association", "account"], name="mailwish_once"),
        ]
