"""Which rows belong to one association alone? Those of every model that is `Bound`.

A bound table has `association_id` first in its unique constraints and useful indexes, and row-level
security shows only the rows of the association that `tenancy.association(…)` has made active.
"""

from __future__ import annotations

from typing import Any

from django.db import models


class Bound(models.Model):
    """A row of one association."""

    association = models.ForeignKey(
        "store.Association",
        on_delete=models.PROTECT,
        related_name="+",
        # Each index begins with the association already.
        db_index=False,
    )

    class Meta:
        abstract = True


class OnThread(Bound):
    """A row of one thread. The database ties the thread and its association together (see the migrations)."""

    association = models.ForeignKey(
        "store.Association",
        on_delete=models.DO_NOTHING,
        related_name="+",
        db_constraint=False,
        db_index=False,
    )
    thread = models.ForeignKey(
        "store.Thread", on_delete=models.DO_NOTHING, related_name="+", db_constraint=False, db_index=False
    )

    class Meta:
        abstract = True


# The longest reference that another system may give to a thread or an event, since an index must hold it.
OUTSIDE = 200
CLAUSE = 120


def to(model: str, **more: object) -> models.ForeignKey[Any, Any]:
    """A reference that protects what it names, and is not followed back."""
    return models.ForeignKey(f"store.{model}", on_delete=models.PROTECT, related_name="+", **more)  # type: ignore[arg-type]
