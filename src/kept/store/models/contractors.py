"""Whom does the association send to people's homes that it does not employ, and what became of it?

A firm stands in the diary as a resource of its own. `given` holds the edition of each part of the briefing
pack that they have and when: {part: [edition, day, by]}. Nobody is taken off: their days end.
"""

from __future__ import annotations

from django.db import models

from kept.store.models.bound import Bound, to


class Contractor(Bound):
    """A firm. `phone` and `email` are those of its office, not of a person."""

    name = models.TextField()
    trade = models.TextField(default="", blank=True)
    phone = models.TextField(default="", blank=True)
    email = models.TextField(default="", blank=True)
    given = models.JSONField(default=dict)
    resource = to("Resource", db_index=False)
    added_at = models.DateTimeField()
    added_by = models.TextField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["association", "name"], name="contractor_once")]


class Operative(Bound):
    """One of their people, with the security card that they show at the door."""

    contractor = to("Contractor", db_index=False)
    name = models.TextField()
    card = models.TextField()
    until = models.DateField()
    added_at = models.DateTimeField()
    added_by = models.TextField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["association", "card"],
                condition=models.Q(ended_at__isnull=True),
                name="operative_card",
            ),
        ]
        indexes = [models.Index(fields=["association", "contractor"], name="operative_of")]


class ContractorOnThread(Bound):
    """A contact, visit or complaint that is about their work."""

    contractor = to("Contractor", db_index=False)
    thread = to("Thread", db_index=False)
    tied_at = models.DateTimeField()
    tied_by = models.TextField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["association", "thread", "contractor"], name="contractor_thread"),
        ]
        indexes = [models.Index(fields=["association", "contractor", "-thread"], name="contractor_threads")]


class CodeBreach(Bound):
    """A time when the code of conduct was broken, and what was done about it."""

    contractor = to("Contractor", db_index=False)
    uid = models.CharField(max_length=200)
    on = models.DateField()
    what = models.TextField()
    done = models.TextField(default="", blank=True)
    told_at = models.DateTimeField()
    told_by = models.TextField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["association", "uid"], name="codebreach_once")]
        indexes = [models.Index(fields=["association", "contractor", "-on"], name="codebreach_of")]


class WorkLook(Bound):
    """A look at finished work: {point: met}, by the points as they stood then, and what was seen."""

    contractor = to("Contractor", db_index=False)
    uid = models.CharField(max_length=200)
    on = models.DateField()
    where = models.TextField()
    found = models.JSONField(default=dict)
    met = models.SmallIntegerField()
    of = models.SmallIntegerField()
    words = models.TextField(default="", blank=True)
    told_at = models.DateTimeField()
    told_by = models.TextField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["association", "uid"], name="worklook_once")]
        indexes = [models.Index(fields=["association", "contractor", "-on"], name="worklook_of")]
