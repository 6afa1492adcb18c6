"""What do we know from outside: how many there were by others' count, and what a second reader says?"""

from __future__ import annotations

from django.conf import settings
from django.db import models

from kept.store.models.bound import CLAUSE, OUTSIDE, Bound, OnThread, to


def _account() -> models.ForeignKey:  # type: ignore[type-arg]
    return models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        db_index=False,
    )


class OutsideCount(Bound):
    """How many a telephone log, mail book, door count or mailbox counted on one day at one office.

    `origin` is the file that it came from, empty where somebody typed it. Without an office it is of all of
    them. `recorded` are the contacts of that day on record when they were looked at last.
    """

    office = to("Office", null=True, blank=True, db_index=False)
    day = models.DateField()
    source = models.CharField(max_length=60)
    n = models.IntegerField()
    told_by = models.TextField()
    told_at = models.DateTimeField()
    origin = models.TextField(blank=True, default="")
    recorded = models.IntegerField(default=0)
    looked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["association", "day", "source", "office"],
                name="outsidecount_once",
                nulls_distinct=False,
            ),
            models.CheckConstraint(condition=models.Q(n__gte=0), name="outsidecount_not_below_nought"),
        ]


class CheckDraw(Bound):
    """The closed clocks of one team and month that were drawn to be read again, out of `of`, by `seed`."""

    month = models.DateField()
    team = to("Team", null=True, blank=True, db_index=False)
    seed = models.CharField(max_length=64)
    of = models.IntegerField()
    drawn_at = models.DateTimeField()
    drawn_by = models.TextField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["association", "month", "team"], name="checkdraw_once", nulls_distinct=False
            ),
        ]


class Check(OnThread):
    """One clock that was drawn, as it stood then; who is to read it, and what they found.

    `result` is empty until it is read, then "agreed" or "not". What they wrote lies in the event `uid`.
    """

    draw = to("CheckDraw", db_index=False)
    number = models.IntegerField()
    promise = models.CharField(max_length=CLAUSE)
    start = models.CharField(max_length=OUTSIDE)
    verdict = models.TextField()
    reader = _account()
    result = models.CharField(max_length=10, blank=True, default="")
    read_by = _account()
    read_at = models.DateTimeField(null=True, blank=True)
    uid = models.CharField(max_length=OUTSIDE, blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["association", "draw", "number"], name="check_once"),
            models.CheckConstraint(
                condition=models.Q(result__in=["", "agreed", "not"]), name="check_result_known"
            ),
        ]
        indexes = [
            models.Index(
                fields=["association", "reader"], condition=models.Q(result=""), name="check_to_read"
            ),
            models.Index(fields=["association", "thread"], name="check_of_thread"),
        ]
