"""Who is signed in where, who has been asked to join, and who has been guessing?"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models

from kept.store.models.bound import Bound, to


class SignedIn(AbstractBaseSession):
    """A session: one browser, and the account that is signed in there. It ends when its row is gone."""

    account = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", null=True, blank=True
    )
    began_at = models.DateTimeField()
    seen_at = models.DateTimeField()
    device = models.TextField(blank=True, default="")

    @classmethod
    def get_session_store_class(cls) -> Any:
        from kept.store.sessions import SessionStore

        return SessionStore


class FailedSignIn(models.Model):
    """Somebody tried to sign in and could not. Names and places are kept as digests under our own key."""

    name = models.CharField(max_length=64)
    place = models.CharField(max_length=64)
    # The browser, where the account has signed in from it before.
    device = models.CharField(max_length=64, blank=True, default="")
    account = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", null=True, blank=True
    )
    at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["name", "at"], name="failed_by_name"),
            models.Index(fields=["place", "at"], name="failed_by_place"),
            models.Index(fields=["at"], name="failed_oldest"),
        ]


class Invitation(Bound):
    """Somebody has been asked to work here. Only the sha256 of the key in their link is kept."""

    ref = models.CharField(max_length=9)
    email = models.EmailField(max_length=254)
    name = models.TextField(blank=True, default="")
    role = models.SlugField(max_length=60, db_index=False)
    team = to("Team", null=True, blank=True, db_index=False)
    office = to("Office", null=True, blank=True, db_index=False)
    sha256 = models.CharField(max_length=64)
    invited_by = models.TextField()
    invited_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)
    account = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        db_index=False,
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["association", "ref"], name="invitation_ref"),
            models.UniqueConstraint(fields=["association", "sha256"], name="invitation_sha256"),
        ]
