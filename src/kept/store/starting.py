"""When did the association go live, and what was overdue on that day already?

    live_since(karin)                       # the event, or None before it
    found_overdue(karin, membership)        # clocks that ought to have been met before Kept came

What is found overdue at the start is nobody's failing now, and is to be put right all the same. It is in no
figure: those count what is due from the day on.
"""

from __future__ import annotations

from datetime import datetime, time
from zoneinfo import ZoneInfo

from django.db.models import Q, QuerySet

from kept.casework.housekeeping import WENT_LIVE
from kept.store import threads
from kept.store.models import Association, Clock, Event, Membership, Thread

# One for each association: it goes live once.
UID = "went-live"


def live_since(here: Association) -> Event | None:
    """The event of going live."""
    return Event.objects.filter(association=here, kind=WENT_LIVE).order_by("id").first()


def start_of(here: Association) -> datetime:
    """The moment from which figures count."""
    return datetime.combine(here.go_live, time(), tzinfo=ZoneInfo(here.zone))


def found_overdue(here: Association, membership: Membership | None = None) -> QuerySet[Clock]:
    """What was due before the start, had not been done by then, and is still open; the longest overdue first.

    With a `membership` of what that member may see.
    """
    start = start_of(here)
    seen = (
        threads.visible_to(membership) if membership is not None else Thread.objects.filter(association=here)
    )
    open_ = seen.filter(Q(closed_at__isnull=True) | Q(closed_at__gte=start), merged_into__isnull=True)
    rows = Clock.objects.filter(association=here, due_at__lte=start, started_at__lt=start)
    rows = rows.filter(Q(ended_at__isnull=True) | Q(ended_at__gte=start))
    rows = rows.exclude(verdict__in=("not-measured", "withdrawn", "no-access"))
    return rows.filter(thread__in=open_.values("pk")).select_related("thread").order_by("due_at", "id")
