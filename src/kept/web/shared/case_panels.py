"""What does each sort of case show of its own on the page of a case?

    panels_of(request, here, thread, standing)      # [Panel("complaints/words.html", {…}), …]

A feature of the web that knows more of a sort of case names a function here; it is looked up by name, since
features do not know one another.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from django.http import HttpRequest
from django.utils.module_loading import import_string

from kept.casework.cases import Standing
from kept.store.models import Thread
from kept.web.shared.access import Here


@dataclass(frozen=True, slots=True)
class Panel:
    """A part of the page: its template, what that is shown with, and where it stands."""

    template: str
    context: Mapping[str, object] = field(default_factory=dict)
    place: Literal["main", "side"] = "main"


Maker = Callable[[HttpRequest, Here, Thread, Standing], Panel | None]

# By sort of case: functions of the features, `kept.web.<feature>.<module>.<function>`, in the order shown.
PANELS: Mapping[str, tuple[str, ...]] = {
    "correction": ("kept.web.data_care.panel.correction",),
    "data-breach": ("kept.web.data_care.panel.breach",),
    "concern": ("kept.web.data_care.panel.concern",),
    "adaptation": ("kept.web.support.panel.adaptation_panel",),
    "support_plan": ("kept.web.support.panel.plan_panel",),
    "money_help": ("kept.web.support.panel.money_panel",),
    "estate": ("kept.web.estates.panel.estate_panel",),
    "vehicle": ("kept.web.estates.panel.estate_panel",),
    "graffiti": ("kept.web.estates.panel.estate_panel",),
    "nuisance": ("kept.web.nuisance.panel.neighbours",),
    "harassment": ("kept.web.nuisance.panel.neighbours",),
    "tenancy_breach": ("kept.web.nuisance.terms.broken_terms",),
    "occupation": ("kept.web.nuisance.terms.occupation",),
    "behaviour": ("kept.web.behaviour.panel.story", "kept.web.behaviour.panel.held"),
    "contact-ended": ("kept.web.behaviour.panel.ended",),
    "transfer": ("kept.web.tenancies.panel.transfer",),
    "exchange": ("kept.web.tenancies.panel.exchange",),
    "succession": ("kept.web.tenancies.panel.succession",),
    "death": ("kept.web.tenancies.panel.death",),
    "ending": ("kept.web.tenancies.panel.ending",),
    "complaint": (
        "kept.web.complaints.panel.main",
        "kept.web.complaints.panel.side",
        "kept.web.lessons.panel.panel",
    ),
}

# Beside every case, whatever it is about.
EVERY = ("kept.web.bundles.panel.panel",)


def panels_of(
    request: HttpRequest, here: Here, thread: Thread, standing: Standing, *, first: bool = True
) -> list[Panel]:
    """Every panel of this case, in order; what stands beside every case only with the `first` of a thread."""
    names = (*PANELS.get(standing.type.name, ()), *(EVERY if first else ()))
    makers: list[Maker] = [import_string(each) for each in names]
    found = (make(request, here, thread, standing) for make in makers)
    return [each for each in found if each is not None]
