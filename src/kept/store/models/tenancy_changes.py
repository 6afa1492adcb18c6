"""Who waits for another of our homes, who would swap, and who was told of whom?

A `MoveListing` says with how many points somebody stands on the transfer list: `breakdown` is {reason: how
often}, by the names of the points scheme, so that the sum can be explained line by line. Their place follows
from all who stand there. A `SwapEntry` is what the exchange register knows of a home and a wish: names of
places, sizes and features alone, so that nothing of a person can be published. What was advertised, and which
two were told of one another, is written down in rows of its own.
"""

from __future__ import annotations

from django.db import models

from kept.store.models.bound import Bound, to


class MoveListing(Bound):
    """Somebody was put on the transfer list. Whether they still stand there, their case says."""

    thread = to("Thread", db_index=False)
    points = models.IntegerField()
    breakdown = models.JSONField(default=dict)
    listed_at = models.DateTimeField()
    listed_by = models.TextField()
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["association", "thread"], name="movelisting_once")]


class SwapEntry(Bound):
    """A home that somebody would swap, and what they look for. `may_be_shown` and `may_be_told` are theirs.

    Whether they still look, their case says.
    """

    ref = models.CharField(max_length=9)
    thread = to("Thread", db_index=False)
    area = models.TextField()
    bedrooms = models.SmallIntegerField()
    has = models.JSONField(default=list)
    wants_areas = models.JSONField(default=list)
    wants_least = models.SmallIntegerField()
    wants_most = models.SmallIntegerField()
    needs = models.JSONField(default=list)
    may_be_shown = models.BooleanField(default=False)
    may_be_told = models.BooleanField(default=False)
    registered_at = models.DateTimeField()
    registered_by = models.TextField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["association", "thread"], name="swapentry_once"),
            models.UniqueConstraint(fields=["association", "ref"], name="swapentry_ref"),
        ]


class SwapAdvert(Bound):
    """On which day which entries were advertised, and where."""

    uid = models.CharField(max_length=200)
    on = models.DateField()
    where = models.SlugField(max_length=40, db_index=False)
    entries = models.JSONField(default=list)
    told_at = models.DateTimeField()
    told_by = models.TextField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["association", "uid"], name="swapadvert_once")]
        indexes = [models.Index(fields=["association", "-on", "-id"], name="swapadvert_newest")]


class SwapMatch(Bound):
    """Two who could swap were told of one another. `said` is {ref: yes or no}, as each of them answered."""

    one = to("SwapEntry", db_index=False)
    two = to("SwapEntry", db_index=False)
    told_at = models.DateTimeField()
    told_by = models.TextField()
    said = models.JSONField(default=dict)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["association", "one", "two"], name="swapmatch_once")]
        indexes = [models.Index(fields=["association", "two"], name="swapmatch_of_two")]
