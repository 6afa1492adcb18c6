"""What happens when somebody tells us that something happened?

    told = tell([Telling("letter.received", happened_at, {"from_name": "Ms Okafor"})],
                association=karin, by="ann", at=now)
    told.results[0].thread         # the reference to quote

One call is one transaction, and one act or thousands take the same number of statements: the threads are
found, held in the order of their ids, read, judged in Python and written together. All tellings of one thread
are taken, or none.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from kept.actions.told import REPEATED, WRITTEN, Result, Telling, Told
from kept.actions.working.call import Call
from kept.actions.working.once_more import once_more
from kept.store.models import Association, Membership

__all__ = ["REPEATED", "WRITTEN", "Result", "Telling", "Told", "tell"]


def tell(
    tellings: Sequence[Telling],
    *,
    association: Association | str,
    by: str,
    at: datetime,
    membership: Membership | None = None,
) -> Told:
    """Put it all on record, thread by thread, with every clock that follows; or say in a sentence why not.

    With a `membership`, only what its role may record on threads that it may see is taken.
    """
    if not by:
        raise ValueError("Every event says who told it: give `by`.")
    now = at.astimezone(UTC)
    return once_more(lambda: Call(tellings, by, now, membership).told(association))
