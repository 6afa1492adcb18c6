"""What is a way out, to whoever sends by it?

    class Ours:
        def missing(self, going) -> str: …      # what is not set up yet, in a sentence; "" where it can go
        def send(self, going) -> Handed | Failed | Later: …

A way knows nothing of threads, promises or the database: it takes one `Going` and says what became of it. It
may be asked to send the same thing again after a crash, so it gives the other side a name for it by which a
repetition is known, where the other side has such a thing.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import IO, Protocol

from kept.store.dispatch import Sender
from kept.store.models import Outgoing


@dataclass(frozen=True, slots=True)
class Going:
    """One thing on its way: the row, from whom it comes, and how its files are opened."""

    row: Outgoing
    sender: Sender
    slug: str
    opened: Callable[[str], IO[bytes]]
    # The file of a letter and the attachments alike: name, type and digest.
    files: Sequence[tuple[str, str, str]] = ()
    # What GOV.UK Notify calls our template of each sort.
    templates: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Handed:
    """Whoever carries it has it. `theirs` is what they call it; `arrived` where they know already."""

    theirs: str = ""
    arrived: bool = False


@dataclass(frozen=True, slots=True)
class Failed:
    """It will not go. `for_good` says that the address itself does not work."""

    why: str
    for_good: bool = True


@dataclass(frozen=True, slots=True)
class Later:
    """They could not take it just now."""

    why: str


class Way(Protocol):
    """One implementation for each way; see the table in `dispatch`."""

    def missing(self, going: Going) -> str:
        """What has to be set up before anything can go by this way; "" where nothing."""

    def send(self, going: Going) -> Handed | Failed | Later:
        """Hand it over, and say what became of it."""
