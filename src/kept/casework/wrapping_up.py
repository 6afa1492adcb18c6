"""Has everything that was raised been read back, and has what was agreed been summed up, before a call ends?

    unread(events, kinds)               # the issues that nobody has read back yet
    wrap_up(facts, issues, ticked, …)   # None, or the sentence of what is still to be done

Notes save at any time; it is the end of the call that waits for this. To a caller who has rung off nothing
can be read back, which is a reason and is kept as one.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from kept.casework.values import Event, Refused
from kept.rulebook.model import EventKind

ISSUE, WRAPPED_UP, RECEIVED, TRANSFERRED = (
    "call.issue_raised",
    "call.wrapped_up",
    "call.received",
    "call.transferred",
)
IN_FULL, RANG_OFF = "in_full", "rang_off"
NOT_READ_BACK = (
    "Something that the caller raised has not been read back to them. Wrap the call up on its call pad first,"
    " or say there that they rang off."
)


def unread(events: Iterable[Event], kinds: Mapping[str, EventKind]) -> tuple[Event, ...]:
    """What was raised and neither struck out nor read back since, in the order in which it was raised."""
    listed = list(events)
    struck = {each.corrects for each in listed if each.kind in kinds and kinds[each.kind].acts == "void"}
    ended = max((each.recorded_at for each in listed if _reads_back(each)), default=None)
    return tuple(
        each
        for each in sorted(listed, key=lambda event: event.recorded_at)
        if each.kind == ISSUE and each.id not in struck and (ended is None or each.recorded_at > ended)
    )


def _reads_back(event: Event) -> bool:
    return event.kind == WRAPPED_UP and (
        event.facts.get("issues_confirmed") is True or event.facts.get("why_not") == RANG_OFF
    )


def wrap_up(
    facts: Mapping[str, object],
    issues: Collection[str],
    ticked: Collection[str],
    *,
    subject: object,
    about: object,
    number: object,
    no_number: bool,
    needs: bool = False,
    noted: Collection[str] = (),
    demanded: Collection[str] = (),
) -> Refused | None:
    """What is still to be done before this call may end; None where nothing is."""
    settled, why_not = facts.get("settled"), facts.get("why_not")
    if settled is None:
        return Refused("Say whether it was settled in full, in part or passed on.", "settled")
    if settled != IN_FULL and why_not is None:
        return Refused("Say why it could not be settled in full.", "why_not")
    if not subject:
        return Refused("Say which subject it is about.", "subject")
    if not about:
        return Refused("Say in a few words what it is about.", "about")
    if settled != IN_FULL and not number and not no_number:
        return Refused("Note a number to ring, or tick that they have no telephone.", "phone")
    if needs and not facts.get("adjusted"):
        return Refused("Their file names a need. Say what you did differently, or “nothing”.", "adjusted")
    if set(demanded) - set(noted):
        return Refused("Save the main points and what came of it in the notes first.", "points")
    if why_not == RANG_OFF:
        return None
    if set(issues) - set(ticked):
        return Refused("Read back everything that they raised, and tick it.", "issues")
    if facts.get("summed_up") is not True:
        return Refused("Sum up what was agreed, and tick that you did.", "summed_up")
    return None


def may_pass_on(facts: Mapping[str, object], *, subject: object, about: object, to: object) -> Refused | None:
    """Why a call may not be put through yet; None where it may."""
    if not to:
        return Refused("Choose the colleague who takes the call.", "to")
    if not facts.get("why"):
        return Refused("Say why it cannot be settled here.", "why")
    if not subject:
        return Refused("Say which subject it is about.", "subject")
    if not about:
        return Refused("Say in a few words what it is about.", "about")
    if facts.get("caller_told") is not True:
        return Refused("Tell the caller who will take the call, and why; then tick it.", "caller_told")
    return None
