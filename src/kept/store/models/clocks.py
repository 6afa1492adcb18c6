"""How does each promise stand, and what is to be sent about it? Both follow from the events."""

from __future__ import annotations

from django.db import models

from kept.store.models.bound import CLAUSE, OUTSIDE, OnThread, to

RUNNING = models.Q(verdict="running")
# What still asks for something: a promise that runs, or that was broken and that nothing has made good.
TO_DO = RUNNING | models.Q(verdict__in=("broken", "broken-attempted", "excused"), stop__isnull=True)


class Clock(OnThread):
    """One running of one promise from one start event. `version` is the sha256 of its rulebook."""

    promise = models.CharField(max_length=CLAUSE)
    start = models.CharField(max_length=OUTSIDE)
    version = models.CharField(max_length=64)
    started_at = models.DateTimeField()
    due_at = models.DateTimeField()
    first_due_at = models.DateTimeField()
    act_by = models.DateTimeField()
    act_by_open = models.BooleanField()
    aim_at = models.DateTimeField(null=True, blank=True)
    provisional = models.BooleanField(default=False)
    stop = models.TextField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    breached_at = models.DateTimeField(null=True, blank=True)
    verdict = models.TextField()
    first_verdict = models.TextField(null=True, blank=True)
    grade = models.TextField(null=True, blank=True)
    took = models.FloatField(null=True, blank=True)
    took_days = models.IntegerField(null=True, blank=True)
    owner = models.TextField(null=True, blank=True)
    office = to("Office", null=True, blank=True, db_index=False)
    unanswered = models.JSONField(default=list)
    paused = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["association", "thread", "promise", "start"], name="clock_once"),
        ]
        indexes = [
            models.Index(
                fields=["association", "promise", "first_due_at", "id"],
                include=["verdict", "office", "took", "took_days"],
                name="clock_figures",
            ),
            # What was broken lately, whatever the promise: few rows, newest first.
            models.Index(
                fields=["association", "-first_due_at", "id"],
                condition=models.Q(verdict__in=("broken", "broken-attempted", "excused")),
                name="clock_broken",
            ),
            # Why one promise was broken: all that the question needs, so that no clock itself is read.
            models.Index(
                fields=["association", "promise", "first_due_at"],
                include=["thread", "start", "id"],
                condition=models.Q(verdict__in=("broken", "broken-attempted", "excused")),
                name="clock_broken_of",
            ),
            # Who is waiting: what runs of a few promises, by when it began.
            models.Index(
                fields=["association", "promise", "started_at"], condition=TO_DO, name="clock_to_do"
            ),
        ]


class Owed(OnThread):
    """Something to be sent or shown exactly once."""

    promise = models.CharField(max_length=CLAUSE)
    start = models.CharField(max_length=OUTSIDE)
    what = models.TextField()
    step = models.IntegerField()
    since = models.DateTimeField()
    done_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["association", "thread", "promise", "start", "what", "step"], name="owed_once"
            ),
        ]
        indexes = [
            # Every page asks whether an alarm stands.
            models.Index(
                fields=["association", "thread"], condition=models.Q(what="alarm"), name="owed_alarm"
            ),
            # The worker asks every second whether somebody is still to be told.
            models.Index(
                fields=["association", "id"], condition=models.Q(done_at__isnull=True), name="owed_waiting"
            ),
        ]
