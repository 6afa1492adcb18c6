"""By when is somebody who is out alone back, and may they be?

    check_back(due_back, at=now)       # Refused("That is over already. …", "due_back")

Whoever goes out says by when they are back, and says so when they are. Until then the clock runs, and when it
is over somebody is called (see `calling`). Kept rings nobody outside: it is not the panic button.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from kept.casework.values import Refused

LONGEST_ALONE = timedelta(hours=14)


def check_back(due_back: datetime, *, at: datetime) -> Refused | None:
    """Why nobody can be expected back then."""
    if due_back <= at:
        return Refused("That is over already. Say by when you will be back from now.", "due_back")
    if due_back - at > LONGEST_ALONE:
        return Refused(
            "That is longer than anybody is out alone. Say when you are back from this visit.", "due_back"
        )
    return None


def check_out(in_at: datetime, out_at: datetime) -> Refused | None:
    """Why nobody can be back before they went."""
    if out_at < in_at:
        return Refused("This is before you checked in. Check the time.", "happened_at")
    return None
