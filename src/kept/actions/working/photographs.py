"""How are files that somebody brings kept, and what is told of each?

kept = keep_all(karin, [Brought("lift.jpg", stream)], by="ann", at=now)     # [File(…)] or Refused
told_of(ref, kept[0], "The lift", now)                                      # the event on its thread
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from kept.actions.told import Telling
from kept.casework import Refused
from kept.casework.housekeeping import FILE_KEPT
from kept.store import files
from kept.store.files import File, Readable
from kept.store.models import Association

MACHINE = "machine"
LONGEST = 300
SHORT = 16


@dataclass(frozen=True, slots=True)
class Brought:
    """A file that somebody brings, and what it shows."""

    name: str
    stream: Readable
    says: str = ""


def keep_all(here: Association, brought: Sequence[Brought], *, by: str, at: datetime) -> list[File] | Refused:
    """Keep each of them, or say of the first that cannot be kept why not."""
    found = []
    for each in brought:
        if len(each.says) > LONGEST:
            return Refused(f"Say what it shows in at most {LONGEST} characters.", "says")
        kept = files.keep(here, each.stream, each.name, by, at)
        if isinstance(kept, Refused):
            return kept
        found.append(kept)
    return found


def told_of(ref: str, file: File, says: str, at: datetime) -> Telling:
    """The event that says so on the thread; the same file on the same thread is one."""
    # As much of the digest as tells files apart, and fits a line.
    facts = {"file": file.sha256[:SHORT], "says": says} if says else {"file": file.sha256[:SHORT]}
    uid = f"file:{ref}:{file.sha256}"
    return Telling(FILE_KEPT, at, facts, uid=uid, thread=ref, via=MACHINE)
