"""What may be done with a visitor at the front desk, and what is refused in a sentence?

    check_place(where="reception", private=True, threat="", …)      # Refused("A private matter …")
    check_look(second="bea", by="bea", found="well")                # Refused("Two pairs of eyes …")

1. A private matter is heard in a private room. Reception is allowed for one reason alone: the customer has
   threatened violence, that is on record, and a manager agrees.
2. Whoever seems to have been drinking may be ill: a second colleague looks before anything else.
3. Nobody leaves with something unsettled, or turned away, without the time of their next appointment, unless
   they do not want one.
"""

from __future__ import annotations

from kept.casework.values import Refused
from kept.casework.waiting import DRINKING, ELSEWHERE, ILL, PRIVATE, RECEPTION, ROOM, WELL

PLACES = (PRIVATE, ROOM, RECEPTION, ELSEWHERE)
FOUND = (WELL, ILL, DRINKING)
LONGEST_BREAK_MINUTES = 240


def check_place(
    *, where: str, private: bool, declined: bool, threat: str, approver_leads: bool, approver: str
) -> Refused | None:
    """Whether somebody may be seen there."""
    if where not in PLACES:
        return Refused("Say where they are seen: in a private room, another room, or reception.", "where")
    if not private or where == PRIVATE or declined:
        return None
    if where != RECEPTION:
        return Refused(
            "This is private, so it wants a private room. Take one, say how long the wait for one is, or note"
            " that the customer declined it.",
            "where",
        )
    if not threat.strip():
        return Refused(
            "A private matter is never heard in reception. The one exception is a threat of violence by the"
            " customer: write down which, and when.",
            "threat",
        )
    if not approver or not approver_leads:
        return Refused("A manager has to agree to it. Say who did.", "approved_by")
    return None


def check_look(*, second: str, by: str, found: str) -> Refused | None:
    """Whether a second colleague has looked."""
    if not second:
        return Refused("It may be illness. Ask a second colleague to look, and say who it was.", "second")
    if second == by:
        return Refused("Two pairs of eyes are needed: choose the colleague who came and looked.", "second")
    if found not in FOUND:
        return Refused("Say what you both saw.", "found")
    return None


def check_turned_away(*, looked: str, booked: bool, declined: bool, reason: str) -> Refused | None:
    """Whether somebody may be sent home without having been seen, since they have been drinking."""
    if looked != DRINKING:
        return Refused("First a second colleague looks, and both of you say what you saw.", "second")
    if not reason.strip():
        return Refused("Say in a few words what you saw, for whoever reads this later.", "reason")
    if not booked and not declined:
        return Refused("They do not leave without another appointment. Make it now.", "booked_for")
    return None


def check_unsettled(*, tried: str, booked: bool, chose: str, confirmed: str) -> Refused | None:
    """Whether a conversation may end with something unsettled."""
    if not tried.strip():
        return Refused("Say what was tried, so that nobody tries the same again.", "tried")
    if chose not in ("office", "home", "declined"):
        return Refused(
            "Say what the customer chose: the office another day, a visit at home, or neither.", "chose"
        )
    if chose == "declined":
        return None
    if not booked:
        return Refused(
            "They do not leave without the time of their next appointment. Make it now.", "booked_for"
        )
    if confirmed not in ("printed", "letter", "email", "text"):
        return Refused("Say how they have the time in writing.", "confirmed")
    return None
