"""What are the ways and the states called, and which colour stands beside the word?"""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kept.casework import dispatching as d

WAYS: dict[str, Promise] = {
    d.EMAIL: gettext_lazy("E-mail"),
    d.POST: gettext_lazy("Post, printed here"),
    d.TEXT: gettext_lazy("Text"),
    d.NOTIFY_EMAIL: gettext_lazy("E-mail by GOV.UK Notify"),
    d.NOTIFY_TEXT: gettext_lazy("Text"),
    d.NOTIFY_LETTER: gettext_lazy("Post, printed by GOV.UK Notify"),
    d.DROP: gettext_lazy("Another service"),
}
STATES: dict[str, tuple[Promise, str]] = {
    d.WAITING: (gettext_lazy("Waits"), "calm"),
    d.HELD: (gettext_lazy("Held"), "soon"),
    d.GOING: (gettext_lazy("On its way out"), "calm"),
    d.SENT: (gettext_lazy("Sent"), "good"),
    d.DELIVERED: (gettext_lazy("Arrived"), "good"),
    d.FAILED: (gettext_lazy("Did not arrive"), "bad"),
    d.CANCELLED: (gettext_lazy("Taken back"), "calm"),
}


@dataclass(frozen=True, slots=True)
class State:
    """A state in words, and the tone of its tag."""

    text: str
    tone: str


def way_words(way: str, channel: str = "") -> str:
    """What the way is called."""
    if way == d.DROP and channel:
        return channel.replace("-", " ").title()
    return str(WAYS[way]) if way in WAYS else _("Another way")


def state_words(state: str, *, printed: bool = False) -> State:
    """What the state is called. A letter that is `printed` lies in a batch."""
    if state == d.GOING and printed:
        return State(_("Printed, not yet in the post"), "calm")
    words, tone = STATES[state]
    return State(str(words), tone)
