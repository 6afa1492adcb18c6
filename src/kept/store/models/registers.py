"""What does the house keep lists of: identity cards, leaflets, skills, agencies, panic buttons …?

Which registers there are, and what each entry says, is data of the policy: one table holds the entries of
all of them. An entry may belong to a member of staff or to an office. `RegisterLog` keeps whatever was done
to an entry: added, changed, checked, read and accepted, closed. It is written and never changed.
"""

from __future__ import annotations

from django.conf import settings
from django.db import models

from kept.store.models.bound import Bound, to


class RegisterEntry(Bound):
    """One line of a register. What it says lies in `facts`, by the names of the register's fields."""

    uid = models.CharField(max_length=64)
    register = models.SlugField(max_length=60, db_index=False)
    account = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        db_index=False,
    )
    office = to("Office", null=True, blank=True, db_index=False)
    title = models.TextField()
    # All its words in small letters, for finding it.
    words = models.TextField()
    facts = models.JSONField(default=dict)
    # Each change of what it says is an edition of its own: who read the one before has not read this one.
    edition = models.IntegerField(default=1)
    ended_on = models.DateField(null=True, blank=True)
    made_by = models.TextField()
    made_at = models.DateTimeField()
    changed_by = models.TextField()
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["association", "uid"], name="registerentry_once"),
            models.CheckConstraint(condition=models.Q(edition__gte=1), name="registerentry_edition"),
        ]
        indexes = [
            models.Index(fields=["association", "register", "account"], name="registerentry_of_account"),
        ]


class RegisterLog(Bound):
    """One thing done to an entry. `facts` is what the entry said from then on, where that changed."""

    uid = models.CharField(max_length=64)
    entry = to("RegisterEntry", db_index=False)
    what = models.SlugField(max_length=20, db_index=False)
    edition = models.IntegerField()
    # Who read or accepted it, where it was that.
    account = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        db_index=False,
    )
    result = models.SlugField(max_length=20, blank=True, default="", db_index=False)
    note = models.TextField(blank=True, default="")
    facts = models.JSONField(default=dict)
    by = models.TextField()
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["association", "uid"], name="registerlog_once")]
        indexes = [models.Index(fields=["association", "entry", "-at", "-id"], name="registerlog_of_entry")]
