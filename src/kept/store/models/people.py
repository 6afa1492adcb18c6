"""Who signs in, and what are they at which association?"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower

from kept.store.models.bound import Bound, to


class AccountManager(BaseUserManager["Account"]):
    """Makes accounts with a usable password, or none."""

    def create_user(self, email: str, password: str | None = None, **more: Any) -> Account:
        """A new account. Without a password nobody can sign in to it until one is set."""
        account = self.model(email=self.normalize_email(email), **more)
        account.set_password(password)
        account.save(using=self._db)
        return account

    def get_by_natural_key(self, email: str | None) -> Account:
        return self.get(email__iexact=email)


class Account(AbstractBaseUser):
    """A person who signs in. `handle` is the `by` of their events, so it never changes."""

    handle = models.SlugField(max_length=60, unique=True)
    email = models.EmailField(max_length=254, unique=True)
    name = models.TextField()
    is_active = models.BooleanField(default=True)

    objects = AccountManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["handle", "name"]

    class Meta:
        constraints = [models.UniqueConstraint(Lower("email"), name="account_email")]

    def __str__(self) -> str:
        return self.name


class Membership(Bound):
    """What an account is at an association, from one day to another (that day included)."""

    account = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    role = models.SlugField(max_length=60, db_index=False)
    team = to("Team", null=True, blank=True, db_index=False)
    office = to("Office", null=True, blank=True, db_index=False)
    from_on = models.DateField()
    to_on = models.DateField(null=True, blank=True)
    # Who stands in while this person is away, unless an absence names somebody else.
    deputy = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        db_index=False,
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["association", "account", "role", "from_on"], name="membership_once"
            ),
            models.CheckConstraint(
                condition=models.Q(to_on__isnull=True) | models.Q(to_on__gte=models.F("from_on")),
                name="membership_days_in_order",
            ),
        ]


class Absence(Bound):
    """Somebody is away, from one moment to another; without an end, until they are told to be back.

    One that was called off before it began ends where it begins.
    """

    account = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    from_at = models.DateTimeField()
    to_at = models.DateTimeField(null=True, blank=True)
    covered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        db_index=False,
    )
    why = models.TextField(blank=True, default="")
    # Leave, sickness …: what has to be seen to hangs on it.
    kind = models.SlugField(max_length=20, default="other", db_index=False)
    # Where the telephone rings meanwhile, and what whoever takes it must know.
    divert_place = models.SlugField(max_length=60, blank=True, default="", db_index=False)
    briefing = models.TextField(blank=True, default="")
    # The thread on which its promises run, for whoever leads; none where nothing is promised.
    thread = models.CharField(max_length=9, blank=True, default="")
    told_by = models.TextField()
    told_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(to_at__isnull=True) | models.Q(to_at__gte=models.F("from_at")),
                name="absence_moments_in_order",
            ),
        ]
        indexes = [models.Index(fields=["association", "to_at", "account"], name="absence_until")]
