"""What does the page of a complaint say of what it teaches, and of asking how it was handled?"""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from kept.casework.cases import Standing
from kept.casework.learning import LESSON_DRAWN, NONE, owed
from kept.casework.permissions import Permission
from kept.store import surveys
from kept.store.models import Thread
from kept.web.shared.access import Here
from kept.web.shared.case_panels import Panel


@dataclass(frozen=True, slots=True)
class Teaches:
    """What it teaches, and which survey goes with its end."""

    said: str
    follows: str
    follows_address: str
    owed: bool
    draw: str
    surveys: tuple[tuple[str, str, str], ...]


def panel(request: HttpRequest, here: Here, thread: Thread, standing: Standing) -> Panel | None:
    """Beside a complaint."""
    drawn = standing.last(LESSON_DRAWN)
    followed = str(drawn.facts.get("followed_as", "")) if drawn is not None else ""
    said = ""
    if drawn is not None:
        nothing = drawn.facts.get("learnt") == NONE
        said = _("Nothing, and it is on record why.") if nothing else _("There is a lesson.")
    records = here.may(Permission.RECORD)
    offered = surveys.offers_of(here.association, [thread.pk])
    found = surveys.offered_on(here.rulebook, thread) if records else ()
    view = Teaches(
        said,
        followed,
        reverse("thread", args=[here.slug, followed]) if followed else "",
        owed(standing.events) is not None,
        reverse("lesson-draw", args=[here.slug, thread.ref]) if records and drawn is None else "",
        tuple(
            (
                each.label,
                reverse("survey-offer", args=[here.slug, thread.ref, each.name]),
                _("Answer on record") if (thread.pk, each.name) in offered else "",
            )
            for each in found
        ),
    )
    return Panel("lessons/panel.html", {"teaches": view}, place="side")
