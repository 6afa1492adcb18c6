"""Who is the landlord, and where do its people work?"""

from __future__ import annotations

from django.db import models

from kept.store.models.bound import Bound


def directors() -> list[str]:
    """Who sees concerns about somebody's safety where the association names nobody else."""
    return ["director"]


class Association(models.Model):
    """One landlord. Its name is in every address, so `slug` never changes.

    `safeguarding` repeats from its rulebook who leads on that: roles, or accounts by their handle.
    """

    slug = models.SlugField(max_length=60, unique=True)
    name = models.TextField()
    nation = models.TextField()
    zone = models.TextField()
    go_live = models.DateField()
    safeguarding = models.JSONField(default=directors)

    def __str__(self) -> str:
        return self.name


class Office(Bound):
    """A place that opens and shuts; its hours are in the rulebook."""

    slug = models.SlugField(max_length=60)
    name = models.TextField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["association", "slug"], name="office_slug")]

    def __str__(self) -> str:
        return self.name


class Team(Bound):
    """People who work together, and whose figures are counted together."""

    slug = models.SlugField(max_length=60)
    name = models.TextField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["association", "slug"], name="team_slug")]

    def __str__(self) -> str:
        return self.name
