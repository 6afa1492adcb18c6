"""The lives of what is reported on an estate, an abandoned vehicle and graffiti, each at two associations."""

from __future__ import annotations

from dataclasses import replace

from tests.journeys.stories import Did, Story

ESTATE = Story(
    "estate",
    "wessex",
    opens=("estate.reported", {"what": "garden", "place": "Mill Road", "from_name": "Mr Ray Bell"}),
    steps=(
        Did("estate.inspected", {"what": "garden", "place": "Mill Road", "found": "untidy"}),
        Did("estate.help_offered", {"help": "tools", "taken": True}),
        Did("estate.reminded", {"which": "first", "look_again_on": "2026-04-22"}),
        Did("estate.assigned", {"to": "council", "name": "Streets", "reference": "C-9"}),
        Did("estate.chased", {"again_on": "2026-04-20"}),
        Did("estate.answered", {"reply": "On Friday", "clear_by": "2026-04-24"}),
        Did("estate.cleared", {"by_whom": "council"}),
        Did("estate.reporter_told", {"how": "said"}),
    ),
    ends="told",
)

VEHICLE = Story(
    "vehicle",
    "wessex",
    opens=("estate.vehicle_reported", {"vehicle": "Red Ford", "place": "Mill Road"}),
    steps=(
        Did("estate.assigned", {"to": "council", "name": "Streets", "reference": "C-10"}),
        Did("estate.council_notice", {"notice_on": "2026-04-08", "removes_after": "2026-04-15"}),
        Did("estate.vehicle_gone", {"how": "council"}),
        Did("estate.reporter_told", {"how": "nobody"}),
    ),
    ends="told",
)

GRAFFITI = Story(
    "graffiti",
    "karin",
    opens=("graffiti.reported", {"address": "Wall of 4 Oak Lane", "offensive": True}),
    steps=(
        Did("estate.assigned", {"to": "contractor", "name": "Cleanwall", "reference": "7"}),
        Did("graffiti.removed"),
    ),
    ends="gone",
)

STORIES: tuple[Story, ...] = (
    ESTATE,
    replace(ESTATE, association="karin"),
    VEHICLE,
    replace(VEHICLE, association="karin"),
    GRAFFITI,
    replace(GRAFFITI, association="wessex"),
)
