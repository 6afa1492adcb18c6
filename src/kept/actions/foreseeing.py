"""What would this telling promise, before anything is saved?

    foresee(Telling("letter.received", now, {"urgent": False}), association=karin, by="ann", at=now).clocks

The answer is the judgement that telling it would end in, or the sentence with which it would be refused.
Nothing is written and nothing is held. A form is asked this while it is half filled in: an answer that is
missing or cannot be read yet is left out, and what counts on it counts as unanswered.
"""

from __future__ import annotations

from datetime import UTC, datetime

from kept.actions.told import Telling
from kept.actions.working.call import Call
from kept.casework import Judgement, Refused
from kept.store.models import Association, Membership


def foresee(
    telling: Telling,
    *beside: Telling,
    association: Association | str,
    by: str,
    at: datetime,
    membership: Membership | None = None,
) -> Judgement | Refused:
    """What would follow on the telling's thread, with what is told `beside` it."""
    return Call([telling, *beside], by, at.astimezone(UTC), membership).foreseen(association)
