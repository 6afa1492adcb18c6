"""What are staff told at the moment when it applies?

    - name: no-calls-on-a-visit
      at: [visit]
      says: Leave your mobile alone while you are in somebody's home, unless the call is about this visit.

In `guidance.yaml`, shared by all or an association's own. `at` is a kind of event, whose form shows it, or
one of the pages below.
"""

from __future__ import annotations

from dataclasses import dataclass

from kept.rulebook.context import Context
from kept.rulebook.entry import Entry
from kept.rulebook.faults import SEE_EVENTS

# The pages, beside the forms of events, that show what staff are to bear in mind.
PLACES = (
    "booking",
    "call",
    "callback",
    "closing",
    "complaint",
    "desk",
    "formats",
    "inspection",
    "interview",
    "keys",
    "leave",
    "letter",
    "machine",
    "meeting",
    "message",
    "reception",
    "transfer",
    "visit",
)


@dataclass(frozen=True, slots=True)
class Guidance:
    """A sentence or two for staff, and where it is shown."""

    name: str
    at: tuple[str, ...]
    says: str


def read_guidance(entry: Entry, context: Context) -> Guidance | None:
    """One piece of guidance; None where it has no name or no words."""
    entry.only("name", "at", "says")
    name, says = entry.slug("name"), entry.text("says", limit=400)
    places = entry.words("at", required=True)
    known = [*PLACES, *context.kinds]
    for place in places:
        if place not in known:
            message = "Neither a page that shows guidance nor a kind of event has this name."
            entry.not_among("at", message, place, known, see=SEE_EVENTS)
    return Guidance(name, places, says) if name and says else None
