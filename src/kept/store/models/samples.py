"""Which cases of a period were drawn to be looked at?"""

from __future__ import annotations

from django.db import models

from kept.store.models.bound import CLAUSE, OUTSIDE, Bound, OnThread, to


class Sample(Bound):
    """One drawing for one measure and the period that begins on `period_on`, out of `of` cases by `seed`."""

    measure = models.CharField(max_length=CLAUSE)
    period_on = models.DateField()
    seed = models.CharField(max_length=64)
    of = models.IntegerField()
    drawn_at = models.DateTimeField()
    drawn_by = models.TextField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["association", "measure", "period_on"], name="sample_once"),
        ]


class Drawn(OnThread):
    """One case that was drawn: what happened, on its thread."""

    sample = to("Sample", db_index=False)
    event = models.CharField(max_length=OUTSIDE)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["association", "sample", "event"], name="drawn_once"),
        ]
        indexes = [models.Index(fields=["association", "thread"], name="drawn_of_thread")]
