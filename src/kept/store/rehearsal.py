"""Is this a demonstration, and how far ahead is its clock?

    moved(at_most=1.0)          # timedelta(days=7), at most a second old
    is_demonstration()          # False in every real installation, without asking the database

The process was told by KEPT_DEMONSTRATION whether it may be one, so that a real installation never asks; the
row in the database says whether it is.
"""

from __future__ import annotations

import threading
import time
from datetime import timedelta

from django.conf import settings
from django.db.models import F

from kept.store.models import Heartbeat, Rehearsal

NOT_MOVED = timedelta()


class _Known:
    """What this process last read, and when by its own counting of seconds."""

    def __init__(self) -> None:
        self.moved, self.read, self.lock = NOT_MOVED, float("-inf"), threading.Lock()


_known = _Known()


def moved(*, at_most: float = 1.0) -> timedelta:
    """How far time has been moved, read again where what is known is older than `at_most` seconds."""
    if not settings.DEMONSTRATION:
        return NOT_MOVED
    with _known.lock:
        if time.monotonic() - _known.read >= at_most:
            seconds = Rehearsal.objects.values_list("moved_seconds", flat=True).first()
            _known.moved, _known.read = timedelta(seconds=seconds or 0), time.monotonic()
        return _known.moved


def is_demonstration() -> bool:
    """Whether what is here was made up: only then may time be moved, or a role be taken by one click."""
    return bool(settings.DEMONSTRATION) and Rehearsal.objects.filter(whole_at__isnull=False).exists()


def move(by: timedelta) -> None:
    """Move time onwards for everybody. What was alive a moment ago is alive still."""
    seconds = int(by.total_seconds())
    Rehearsal.objects.update(moved_seconds=F("moved_seconds") + seconds)
    Heartbeat.objects.update(beat_at=F("beat_at") + timedelta(seconds=seconds))
    with _known.lock:
        _known.read = float("-inf")
