"""Which policy was in force when? A checked folder is stored whole, and never changed afterwards."""

from __future__ import annotations

from django.db import models

from kept.store.models.bound import Bound, to


class RulebookVersion(Bound):
    """One rulebook as loaded. `corrects` names the version of the same start whose encoding it puts right."""

    starts_on = models.DateField()
    sha256 = models.CharField(max_length=64)
    files = models.JSONField()
    compiled = models.JSONField()
    loaded_at = models.DateTimeField()
    loaded_by = models.TextField()
    corrects = to("RulebookVersion", null=True, blank=True, db_index=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["association", "sha256"], name="rulebook_once")]
        indexes = [models.Index(fields=["association", "starts_on", "id"], name="rulebook_in_order")]
