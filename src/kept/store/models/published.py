"""What was told about a month when it was over, to the digit, and of which clocks was it told?

Rows of these tables are only ever added: what comes later is a difference, shown beside what was published.
"""

from __future__ import annotations

from django.db import models

from kept.store.models.bound import CLAUSE, OUTSIDE, Bound, to


class Published(Bound):
    """One month as it was published. `version` is the sha256 of the rulebook in force then."""

    month = models.DateField()
    published_at = models.DateTimeField()
    published_by = models.TextField()
    version = models.CharField(max_length=64)
    clocks = models.IntegerField()
    # What stood beside the figures: the capture rates, and how many checks disagreed.
    beside = models.JSONField(default=dict)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["association", "month"], name="published_once")]


class PublishedFigure(Bound):
    """The figure of one promise, of all offices together (`office` empty) or of one of them."""

    published = to("Published", db_index=False)
    promise = models.CharField(max_length=CLAUSE)
    office = models.SlugField(max_length=60, blank=True, default="", db_index=False)
    verdicts = models.JSONField(default=dict)
    grades = models.JSONField(default=dict)
    ended = models.IntegerField()
    median_seconds = models.FloatField(null=True, blank=True)
    p90_seconds = models.FloatField(null=True, blank=True)
    median_days = models.FloatField(null=True, blank=True)
    p90_days = models.FloatField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["association", "published", "promise", "office"], name="publishedfigure_once"
            ),
        ]


class PublishedClock(Bound):
    """One clock as it stood when its month was published. `thread` is the reference that it then had."""

    published = to("Published", db_index=False)
    promise = models.CharField(max_length=CLAUSE)
    start = models.CharField(max_length=OUTSIDE)
    thread = models.CharField(max_length=9)
    version = models.CharField(max_length=64)
    office = models.SlugField(max_length=60, blank=True, default="", db_index=False)
    first_due_at = models.DateTimeField()
    verdict = models.TextField()
    grade = models.TextField(null=True, blank=True)
    took = models.FloatField(null=True, blank=True)
    took_days = models.IntegerField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["association", "published", "promise", "start", "thread"], name="publishedclock_once"
            ),
        ]
