"""How does a thread that was joined into another come out of it again?

    part(17, out_of=4, members=[19], starts=["3f…", "90…"])

What is owed because of its own events goes back with it, so that nothing is sent a second time. Its clocks
are judged afresh by whoever calls.
"""

from __future__ import annotations

from collections.abc import Sequence

from django.db import connection

_ROOT = "UPDATE store_thread SET merged_into_id = NULL WHERE association_id = kept_association() AND id = %s"
_MEMBERS = (
    "UPDATE store_thread SET merged_into_id = %s"
    " WHERE association_id = kept_association() AND id = ANY(%s::bigint[])"
)
_OWED = (
    "UPDATE store_owed SET thread_id = %s"
    " WHERE association_id = kept_association() AND thread_id = %s AND start = ANY(%s::text[])"
)


def part(thread: int, *, out_of: int, members: Sequence[int], starts: Sequence[str]) -> None:
    """Let `thread`, with the `members` that had been joined into it, stand for itself.

    `out_of` must be held.
    """
    with connection.cursor() as cursor:
        cursor.execute(_ROOT, [thread])
        cursor.execute(_MEMBERS, [thread, list(members)])
        cursor.execute(_OWED, [thread, out_of, list(starts)])
