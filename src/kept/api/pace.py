"""How fast may one token ask? A program that has run wild must not keep the counter waiting.

    pace.check(token, at=now)       # Stop(429) above so many a minute

Each process counts for itself, and forgets when it ends.
"""

from __future__ import annotations

import threading
from datetime import datetime

from kept.api.problems import Stop

A_MINUTE = 20_000
MOST_TOKENS = 10_000
_counts: dict[int, tuple[int, int]] = {}
_lock = threading.Lock()


def check(token: int, *, at: datetime) -> None:
    """Count this request, and stop it where there have been too many in this minute."""
    minute = int(at.timestamp()) // 60
    with _lock:
        if len(_counts) >= MOST_TOKENS:
            _counts.clear()
        before, count = _counts.get(token, (minute, 0))
        count = count + 1 if before == minute else 1
        _counts[token] = (minute, count)
    if count > A_MINUTE:
        wait = 60 - int(at.timestamp()) % 60
        raise Stop(
            429,
            f"This token asks more than {A_MINUTE:,} times a minute. Wait {wait} seconds, and send batches.",
            headers={"Retry-After": str(wait)},
        )
