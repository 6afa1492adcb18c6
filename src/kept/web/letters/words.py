"""What do people call the states of a letter, and the ways by which it goes?"""

from __future__ import annotations

from django.utils.translation import gettext as _

from kept.casework.approving import State as Stands
from kept.store.letters import ARRIVED, CAME_BACK, HELD_UP
from kept.web.shared.words import Words as State

__all__ = ["State", "state_words", "way_words"]


def state_words(state: str) -> State:
    """The state in words, and in a tone that never stands alone."""
    known = {
        str(Stands.DRAFT): State(_("Draft"), "mute"),
        str(Stands.WAITING): State(_("Waits to be read"), "soon"),
        str(Stands.APPROVED): State(_("May go"), "calm"),
        str(Stands.HANDED_OVER): State(_("On its way"), "calm"),
        str(Stands.SENT): State(_("Sent"), "calm"),
        str(Stands.WITHDRAWN): State(_("Thrown away"), "mute"),
        ARRIVED: State(_("Arrived"), "calm"),
        CAME_BACK: State(_("Came back"), "bad"),
        HELD_UP: State(_("Held up"), "soon"),
    }
    return known[state]


def way_words(way: str) -> str:
    """The way as people call it."""
    return {"letter": _("Letter"), "email": _("E-mail"), "text": _("Text message")}.get(way, way)
