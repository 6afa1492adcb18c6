"""What time is it? The only place at which pages, API and worker learn it.

    request.at = moment.now()

In a demonstration the clock may have been moved onwards, so that staff can rehearse a week; everywhere else
this is the time of the machine. What keeps Kept itself safe, such as the end of a session, is not moved.
"""

from __future__ import annotations

from datetime import UTC, datetime


def now() -> datetime:
    """The moment in which everything here happens."""
    from kept.store import rehearsal

    return real() + rehearsal.moved()


def real() -> datetime:
    """The time of the machine, whatever is being rehearsed."""
    return datetime.now(UTC)
