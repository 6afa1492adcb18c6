"""What does a page of a demonstration say besides? That all of it is made up, and which time it is there.

rehearsing_at(request, here)        # Rehearsing("Tuesday 24 November 2026, 09:12", …); None where all is real
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.http import HttpRequest
from django.utils.formats import date_format

from kept.store import rehearsal
from kept.store.models import Association

if TYPE_CHECKING:
    from kept.web.shared.access import Here


@dataclass(frozen=True, slots=True)
class Rehearsing:
    """The moment in words, and where to come back to once it has been moved."""

    when: str
    back: str
    place: str
    may_move: bool


def rehearsing_at(request: HttpRequest, here: Here | None) -> Rehearsing | None:
    """What the bar says; one query in a demonstration, and none anywhere else."""
    if not rehearsal.is_demonstration():
        return None
    user = getattr(request, "user", None)
    zone = here.zone if here else (Association.objects.values_list("zone", flat=True).first() or "UTC")
    at: datetime = request.at  # type: ignore[attr-defined]
    local = at.astimezone(ZoneInfo(zone))
    back = request.get_full_path() if request.method == "GET" else request.path
    signed_in = user is not None and user.is_authenticated
    return Rehearsing(date_format(local, "l j F Y, H:i"), back, here.slug if here else "", signed_in)
