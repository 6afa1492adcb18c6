"""Is this a demonstration, and how far ahead is its clock?

    moved(at_most=1.0)          # timedelta(days=7), at most a second old
    is_demonstration()          # False in every real installation, without asking the database

The process was told by KEPT_DEMONSTRATION whether it may be one, so that a real installation never asks; the
row in the database says whether it is.
"""

from __future__ import annotations

import math
import threading
import time
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import F, Q, QuerySet

from kept.store import tenancy
from kept.store.models import Account, Association, Heartbeat, Membership, Rehearsal

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
    seconds = math.ceil(by.total_seconds())
    Rehearsal.objects.update(moved_seconds=F("moved_seconds") + seconds)
    Heartbeat.objects.update(beat_at=F("beat_at") + timedelta(seconds=seconds))
    with _known.lock:
        _known.read = float("-inf")


@dataclass(frozen=True, slots=True)
class Place:
    """One association of the demonstration, and which roles somebody has there."""

    slug: str
    name: str
    roles: frozenset[str]


def places(at: datetime) -> list[Place]:
    """Every association with the roles that can be tried there at that moment."""
    found = []
    for here in Association.objects.order_by("name"):
        with tenancy.association(here.slug):
            roles = _working(here, at).values_list("role", flat=True)
            found.append(Place(here.slug, here.name, frozenset(roles)))
    return found


def somebody(slug: str, role: str, at: datetime) -> Account | None:
    """Who has that role there at that moment: the first who was given it."""
    here = Association.objects.filter(slug=slug).first()
    if here is None:
        return None
    with tenancy.association(slug):
        found = _working(here, at).filter(role=role).order_by("id").first()
        return found.account if found else None


def _working(here: Association, at: datetime) -> QuerySet[Membership]:
    day = at.astimezone(ZoneInfo(here.zone)).date()
    rows = Membership.objects.select_related("account").filter(association=here, account__is_active=True)
    return rows.filter(Q(to_on__isnull=True) | Q(to_on__gte=day), from_on__lte=day)
