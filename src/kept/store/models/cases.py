"""Where does each case stand, who takes part in it, and what belongs together?

A `Case` repeats what the events of its thread say (see `casework.cases`), so that lists need not judge.
"""

from __future__ import annotations

from django.db import models

from kept.store.models.bound import Bound, to

NAME = 200


class Case(Bound):
    """One case of one sort on one thread; a thread may carry several sorts."""

    thread = to("Thread", db_index=False)
    type = models.SlugField(max_length=40, db_index=False)
    state = models.SlugField(max_length=40, db_index=False)
    ended = models.BooleanField(default=False)
    opened_at = models.DateTimeField()
    since_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["association", "thread", "type"], name="case_of_thread"),
        ]
        indexes = [
            models.Index(
                fields=["association", "type", "state", "thread"],
                condition=models.Q(ended=False),
                name="case_going_on",
            ),
        ]


class CaseParty(Bound):
    """Somebody who takes part in a case: a customer on file, or somebody known by a name alone.

    `role` is one of those that the case's table names. `name`, `reach` and `note` are personal words; the
    eraser empties them. One with `until_at` has left it.
    """

    thread = to("Thread", db_index=False)
    person = to("Person", null=True, blank=True, db_index=False)
    role = models.SlugField(max_length=40, db_index=False)
    name = models.CharField(max_length=NAME, default="", blank=True)
    reach = models.CharField(max_length=NAME, default="", blank=True)
    note = models.TextField(default="", blank=True)
    since_at = models.DateTimeField()
    until_at = models.DateTimeField(null=True, blank=True)
    told_by = models.TextField()

    class Meta:
        indexes = [
            models.Index(fields=["association", "thread"], name="party_of_thread"),
            models.Index(
                fields=["association", "person"],
                condition=models.Q(person__isnull=False),
                name="party_of_person",
            ),
        ]


class CaseLink(Bound):
    """Two threads that belong together, and how; the lower id stands first."""

    one = to("Thread", db_index=False)
    other = to("Thread", db_index=False)
    how = models.SlugField(max_length=40, db_index=False)
    at = models.DateTimeField()
    told_by = models.TextField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["association", "one", "other"], name="link_once"),
            models.CheckConstraint(condition=models.Q(one__lt=models.F("other")), name="link_in_order"),
        ]
        indexes = [models.Index(fields=["association", "other"], name="link_of_other")]
