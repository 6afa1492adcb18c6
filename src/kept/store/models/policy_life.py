"""How does a change of the policy come about: drafted, put to residents, approved, in force, read by staff?

A draft holds the association's own files as text. What everybody shares comes with Kept and is read beside
them, as it is beside a folder.
"""

from __future__ import annotations

from django.conf import settings
from django.db import models

from kept.store.models.bound import CLAUSE, Bound, to

SLUG = 40


class PolicyDraft(Bound):
    """One change of the policy being made. `edition` counts its changes; `approved_edition` is the one that
    the board has approved. `base` is the version that it changes, `version` the one that it became. `told` is
    what it changes in the words for residents, from when it was put to them.
    """

    number = models.IntegerField()
    uid = models.CharField(max_length=64)
    title = models.TextField()
    why = models.TextField(default="", blank=True)
    base = to("RulebookVersion", db_index=False)
    files = models.JSONField()
    edition = models.IntegerField(default=1)
    state = models.SlugField(max_length=SLUG, db_index=False, default="writing")
    begun_at = models.DateTimeField()
    begun_by = models.TextField()
    changed_at = models.DateTimeField()
    changed_by = models.TextField()
    consulted_how = models.TextField(default="", blank=True)
    consult_from = models.DateField(null=True, blank=True)
    consult_until = models.DateField(null=True, blank=True)
    not_consulted_why = models.TextField(default="", blank=True)
    told = models.JSONField(default=list, blank=True)
    approved_on = models.DateField(null=True, blank=True)
    minute = models.TextField(default="", blank=True)
    approved_edition = models.IntegerField(null=True, blank=True)
    approved_by = models.TextField(default="", blank=True)
    version = to("RulebookVersion", null=True, blank=True, db_index=False)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.TextField(default="", blank=True)
    ended_why = models.TextField(default="", blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["association", "number"], name="policydraft_number"),
            models.UniqueConstraint(fields=["association", "uid"], name="policydraft_once"),
        ]

    def __str__(self) -> str:
        return f"{self.number}: {self.title}"


class PolicyDraftEdit(Bound):
    """One change of a draft: the files that it touched, each by its name, before and after."""

    draft = to("PolicyDraft", db_index=False)
    edition = models.IntegerField()
    before = models.JSONField(default=dict, blank=True)
    after = models.JSONField(default=dict, blank=True)
    said = models.TextField(default="", blank=True)
    at = models.DateTimeField()
    by = models.TextField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["association", "draft", "edition"], name="policyedit_edition")
        ]


class PolicyComment(Bound):
    """What somebody said of a draft, and what was answered. `who` says for whom they spoke, never a name.

    `outcome` is changed or unchanged once it is answered.
    """

    draft = to("PolicyDraft", db_index=False)
    uid = models.CharField(max_length=64)
    who = models.SlugField(max_length=SLUG, db_index=False)
    how = models.SlugField(max_length=SLUG, db_index=False)
    said_on = models.DateField()
    clause = models.CharField(max_length=CLAUSE, default="", blank=True)
    words = models.TextField()
    at = models.DateTimeField()
    by = models.TextField()
    answer = models.TextField(default="", blank=True)
    outcome = models.SlugField(max_length=SLUG, db_index=False, default="", blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.TextField(default="", blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["association", "uid"], name="policycomment_once")]
        indexes = [models.Index(fields=["association", "draft", "id"], name="policycomment_of_draft")]


class PolicyTrial(Bound):
    """What an edition of a draft would have meant since a day, worked out by the worker in stretches.

    `last` is the thread up to which it has come, `held` what was counted until there, `found` the result.
    """

    draft = to("PolicyDraft", db_index=False)
    uid = models.CharField(max_length=64)
    edition = models.IntegerField()
    since = models.DateField()
    state = models.SlugField(max_length=SLUG, db_index=False, default="waiting")
    asked_at = models.DateTimeField()
    asked_by = models.TextField()
    until = models.DateTimeField()
    in_all = models.IntegerField(default=0)
    done = models.IntegerField(default=0)
    last = models.BigIntegerField(default=0)
    held = models.JSONField(default=dict, blank=True)
    found = models.JSONField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    fault = models.TextField(default="", blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["association", "uid"], name="policytrial_once")]
        indexes = [models.Index(fields=["association", "draft", "-id"], name="policytrial_of_draft")]


class PolicyChangeRead(Bound):
    """A member of staff has read what a version changed."""

    version = to("RulebookVersion", db_index=False)
    account = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["association", "version", "account"], name="policyread_once")
        ]
