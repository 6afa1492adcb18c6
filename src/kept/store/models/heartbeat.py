"""Which process was last seen alive, and when?"""

from __future__ import annotations

from django.db import models


class Heartbeat(models.Model):
    """The last sign of life of one process, such as the worker. It belongs to no association."""

    name = models.TextField(primary_key=True)
    beat_at = models.DateTimeField()
