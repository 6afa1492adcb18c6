"""What happened? The ledger: rows are only ever added. What is personal lies beside it and may be erased."""

from __future__ import annotations

from django.contrib.postgres.indexes import BrinIndex
from django.db import models

from kept.store.models.bound import OUTSIDE, Bound, OnThread


class Event(OnThread):
    """Something that happened on a thread. `facts` holds no personal words; `by` is a handle or a system."""

    uid = models.CharField(max_length=OUTSIDE)
    kind = models.TextField()
    happened_at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    by = models.TextField()
    via = models.TextField()
    grade = models.TextField()
    corrects = models.CharField(max_length=OUTSIDE, null=True, blank=True)
    answers = models.JSONField(default=list)
    cause = models.TextField(null=True, blank=True)
    facts = models.JSONField(default=dict)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["association", "uid"], name="event_uid"),
            models.CheckConstraint(condition=~models.Q(by=""), name="event_has_actor"),
        ]
        indexes = [
            models.Index(fields=["association", "thread", "happened_at", "id"], name="event_of_thread"),
            # What shares are of: all that happened of a kind in a period.
            models.Index(fields=["association", "kind", "happened_at"], name="event_of_kind"),
            # What was recorded lately: the ledger only grows, so that this costs next to nothing to keep.
            BrinIndex(fields=["recorded_at"], name="event_recorded", autosummarize=True),
        ]


class EventText(Bound):
    """The personal words of one event, by field. Erasing empties `words` and says when and by whom."""

    association = models.ForeignKey(
        "store.Association",
        on_delete=models.DO_NOTHING,
        related_name="+",
        db_constraint=False,
        db_index=False,
    )
    event = models.OneToOneField(
        "store.Event", on_delete=models.DO_NOTHING, related_name="text", primary_key=True
    )
    words = models.JSONField(default=dict)
    erased_at = models.DateTimeField(null=True, blank=True)
    erased_by = models.TextField(null=True, blank=True)
