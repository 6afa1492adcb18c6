"""Which other systems may speak for an account, and what have they been answered lately?"""

from __future__ import annotations

from django.conf import settings
from django.db import models

from kept.store.models.bound import OUTSIDE, Bound, to


class Token(Bound):
    """The right of a machine to act as an account at one association, as far as its scopes go.

    Only the sha256 of the secret is kept: nobody can read a token out of the database.
    """

    account = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    ref = models.CharField(max_length=9)
    name = models.TextField()
    scopes = models.JSONField(default=list)
    sha256 = models.CharField(max_length=64)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)
    last_used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["association", "ref"], name="token_ref"),
            # Looked up before anybody knows the association.
            models.UniqueConstraint(fields=["sha256"], name="token_sha256"),
        ]

    def __str__(self) -> str:
        return self.ref


class Idempotency(Bound):
    """What a token was answered under a key of its own, so that asking again has no second effect.

    `request` is the sha256 of what was asked. A row without an answer is of a request that is on its way.
    """

    association = models.ForeignKey(
        "store.Association",
        on_delete=models.DO_NOTHING,
        related_name="+",
        db_constraint=False,
        db_index=False,
    )
    token = to("Token", db_index=False)
    key = models.CharField(max_length=OUTSIDE)
    request = models.CharField(max_length=64)
    made_at = models.DateTimeField()
    status = models.SmallIntegerField(null=True, blank=True)
    answer = models.TextField(default="", blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["association", "token", "key"], name="idempotency_once"),
        ]
        indexes = [models.Index(fields=["association", "made_at"], name="idempotency_oldest")]
