"""How often was each promise kept in each month, counted ahead, so that no page counts a year of clocks?

A `Tally` repeats what the clocks say; a `TallyChange` is what has changed since it was last added up. The two
together are the figure, at every moment: nobody reads one without the other (see `store.tallies`).
"""

from __future__ import annotations

from django.db import models

from kept.store.models.bound import CLAUSE, Bound


def _beside(model: str) -> models.ForeignKey:  # type: ignore[type-arg]
    """A reference without a check of its own: it repeats one that was checked on the clock or thread."""
    return models.ForeignKey(
        f"store.{model}",
        on_delete=models.DO_NOTHING,
        related_name="+",
        null=True,
        blank=True,
        db_constraint=False,
        db_index=False,
    )


class _Cell(Bound):
    association = models.ForeignKey(
        "store.Association",
        on_delete=models.DO_NOTHING,
        related_name="+",
        db_constraint=False,
        db_index=False,
    )
    promise = models.CharField(max_length=CLAUSE)
    month = models.DateField()
    office = _beside("Office")

    class Meta:
        abstract = True


class Tally(_Cell):
    """So many clocks of a promise first fell due in that local month, with that verdict and grade.

    `team` is the team that has the thread. `ended` are those of which it is known how long they took.
    """

    team = _beside("Team")
    verdict = models.TextField()
    grade = models.TextField(null=True, blank=True)
    n = models.IntegerField()
    ended = models.IntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["association", "promise", "month", "office", "team", "verdict", "grade"],
                name="tally_once",
                nulls_distinct=False,
            ),
        ]
        indexes = [
            models.Index(
                fields=["association", "month"],
                include=["promise", "office", "team", "verdict", "grade", "n", "ended"],
                name="tally_of_month",
            ),
        ]


class TallyTook(_Cell):
    """So many of them took so long: `took` in seconds as fine as `store.tallies.fine` keeps them, or in
    working days where `in_days`. Where `of_year`, of the whole year whose first day `month` is: a year is
    told by a twelfth of the rows.
    """

    of_year = models.BooleanField(default=False)
    in_days = models.BooleanField()
    took = models.IntegerField()
    n = models.IntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["association", "promise", "of_year", "month", "office", "in_days", "took"],
                name="tallytook_once",
                nulls_distinct=False,
            ),
        ]
        indexes = [
            models.Index(
                fields=["association", "of_year", "month"],
                include=["promise", "office", "in_days", "took", "n"],
                name="tallytook_of_month",
            ),
        ]


class TallyChange(_Cell):
    """So many more (or fewer, below nought) than the tallies say. Written by the database whenever clocks are
    (see the migration), and only ever added to, so that nobody waits for anybody; the worker adds them up.
    """

    team = _beside("Team")
    verdict = models.TextField()
    grade = models.TextField(null=True, blank=True)
    took = models.IntegerField(null=True, blank=True)
    took_days = models.IntegerField(null=True, blank=True)
    n = models.IntegerField()

    class Meta:
        indexes = [models.Index(fields=["association", "id"], name="tallychange_in_order")]
