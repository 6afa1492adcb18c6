"""What may still go to somebody who died, and to whom does it go instead?

    check_may_go_to(died_on=None, automatic=True)                   # None: they live
    check_may_go_to(died_on=date(2026, 4, 7), automatic=True, instead="Ms Bell, executor")
    # Refused("They died on 7 April 2026. Nothing automatic goes to them; write to Ms Bell, executor, …")

1. From the moment that a death is on record nothing automatic goes to that person: no reminder, no survey, no
   feed (practice 25). Nothing is sent later to make up for it.
2. What a member of staff writes goes to whoever speaks for them, by name: executor or next of kin.
"""

from __future__ import annotations

from datetime import date

from kept.casework.values import Refused


def check_may_go_to(died_on: date | None, *, automatic: bool, instead: str = "") -> Refused | None:
    """Whether something may go to this person. `instead` is whoever speaks for them, by name."""
    if died_on is None:
        return None
    died = f"They died on {died_on.day} {died_on:%B %Y}."
    whom = (
        f"write to {instead} by name"
        if instead
        else "find out who deals with their affairs, and write to them by name"
    )
    if automatic:
        return Refused(f"{died} Nothing automatic goes to them; {whom}.", "person")
    return Refused(f"{died} Do not write to them: {whom}.", "person")
