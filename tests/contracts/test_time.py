"""Pages, API and worker learn the time in one place, which a demonstration may move."""

from __future__ import annotations

import re
from pathlib import Path

import kept

ROOMS = ("web", "api", "worker", "actions", "casework", "rulebook", "workclock", "demo")
ASKS = re.compile(r"\b(datetime\.now|datetime\.utcnow|timezone\.now|date\.today|time\.time)\(")
# What keeps Kept itself safe goes by the machine's own time, whatever is being rehearsed.
OWN_TIME = {
    "web/account/views.py": "how fresh a sign-in is",
    "web/signin/entering.py": "sessions, and how long a first proof lasts",
    "worker/hooking.py": "the receiver of a hook compares it with its own clock",
    "worker/jobs.py": "when the queue tries a job again",
}


def test_nobody_else_asks_the_time() -> None:
    top = Path(kept.__file__).parent
    found = {}
    for room in ROOMS:
        for path in sorted((top / room).rglob("*.py")):
            if ASKS.search(path.read_text()):
                found[str(path.relative_to(top))] = path
    assert sorted(found) == sorted(OWN_TIME)
