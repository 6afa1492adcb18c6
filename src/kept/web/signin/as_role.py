"""How does somebody look in as each role? In a demonstration by one click, and nowhere else."""

from __future__ import annotations

from datetime import datetime

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect

from kept.store import rehearsal
from kept.web.shared.access import start_of, workplaces
from kept.web.signin import entering

HOW = "rehearsal"


def as_role(request: HttpRequest) -> HttpResponse:
    """Signs in as somebody who has that role at that association today; the proofs are taken as given."""
    if not rehearsal.is_demonstration():
        raise Http404
    if request.method != "POST":
        return redirect("sign-in")
    at: datetime = request.at  # type: ignore[attr-defined]
    who = rehearsal.somebody(request.POST.get("place", ""), request.POST.get("role", ""), at)
    if who is None:
        return redirect("sign-in")
    entering.enter(request, who, how=HOW, factor=HOW)
    places = [each for each in workplaces(request) if each.slug == request.POST.get("place")]
    return redirect(start_of(places[0])) if places else redirect("home")
