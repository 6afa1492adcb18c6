"""How is a week rehearsed in an hour? By moving everybody's clock on, in a demonstration alone.

Elsewhere there is no such page. What falls due on the way is judged at once, so that the next page shows it.
"""

from __future__ import annotations

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect

from kept.actions.rehearsing import move
from kept.actions.sweeping import AT_ONCE, sweep
from kept.casework import Refused
from kept.store import rehearsal
from kept.store.models import Association
from kept.web.shared.access import workplaces
from kept.web.shared.keeping import safe_path

STEPS = {"hour": timedelta(hours=1), "day": timedelta(days=1), "week": timedelta(days=7)}
MORNING = "morning"
BEGINS = time(8, 55)
# What is left after so many rounds the worker does, a second later.
ROUNDS = 10


def move_time(request: HttpRequest) -> HttpResponse:
    """Moves time by the step that was chosen, and comes back to the page on which it was."""
    if not rehearsal.is_demonstration():
        raise Http404
    if request.method != "POST":
        return redirect("home")
    at: datetime = request.at  # type: ignore[attr-defined]
    zone = ZoneInfo(_zone(request))
    step = request.POST.get("step", "")
    onwards = _to_the_morning(at, zone) if step == MORNING else STEPS.get(step, timedelta())
    moved = move(onwards=onwards, by=request.user.get_username(), at=at)
    if isinstance(moved, Refused):
        messages.warning(request, moved.sentence)
    else:
        for _round in range(ROUNDS):
            if not sweep(at=moved, limit=AT_ONCE).more:
                break
    return redirect(safe_path(request, request.POST.get("back", "")))


def _zone(request: HttpRequest) -> str:
    """The zone of the association from whose page it came, where this person works there."""
    asked = request.POST.get("place", "")
    here = asked if asked in {each.slug for each in workplaces(request)} else None
    rows = Association.objects.filter(slug=here) if here else Association.objects.order_by("slug")
    return rows.values_list("zone", flat=True).first() or "UTC"


def _to_the_morning(at: datetime, zone: ZoneInfo) -> timedelta:
    """To five to nine on the next day from Monday to Friday."""
    local = at.astimezone(zone)
    day = local.date() + timedelta(days=1)
    while day.weekday() >= 5:
        day += timedelta(days=1)
    return datetime.combine(day, BEGINS, zone).astimezone(at.tzinfo) - at
