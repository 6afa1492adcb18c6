"""Is this installation a demonstration, and how far has its time been moved?"""

from __future__ import annotations

from django.db import models


class Rehearsal(models.Model):
    """The one row of a demonstration; where there is none, everything here is real.

    `built_for` is the day on which the year that it shows ends; `whole_at` stays empty while it is being
    made. `moved_seconds` is how far its clock runs ahead. It belongs to no association: they share a clock.
    """

    id = models.SmallIntegerField(primary_key=True, default=1)
    seed = models.BigIntegerField()
    built_for = models.DateField()
    whole_at = models.DateTimeField(null=True, blank=True)
    moved_seconds = models.BigIntegerField(default=0)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(id=1), name="rehearsal_alone"),
            # What was recorded cannot come to lie in the future: time is moved onwards only.
            models.CheckConstraint(condition=models.Q(moved_seconds__gte=0), name="rehearsal_onwards"),
        ]
