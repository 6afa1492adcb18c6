"""How well is this known? Who writes something down the next week remembers it, and that is shown.

    graded(event).grade        # Grade.STAFF_LATER where more than a day lay between happening and recording

Only the grade *staff* is lowered (practice 12): a machine's record or a document proves the same whenever it
reaches us, and an import that says *staff* for last year's log says what it is, staff later.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from kept.casework.values import Event, Grade

AT_THE_TIME = timedelta(days=1)


def graded(event: Event) -> Event:
    """The event with the grade that its delay allows."""
    if event.grade is Grade.STAFF and event.recorded_at - event.happened_at > AT_THE_TIME:
        return replace(event, grade=Grade.STAFF_LATER)
    return event
