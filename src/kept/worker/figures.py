"""What do figures ask of the worker? To add up what changed, and once an hour what comes with a new month."""

from __future__ import annotations

from datetime import datetime

from kept.actions import checking, counts, publishing, reading_mail, samples_of_words
from kept.store import tallies

FOLD_SECONDS = 10


def add_up() -> int:
    """Add to the tallies what has changed since, everywhere; how many changes."""
    return tallies.fold_everywhere()


def hourly(by: str, at: datetime) -> None:
    """Publish months whose time has come, draw what is to be checked, and count what reached us again."""
    publishing.publish_everywhere(by=by, at=at)
    checking.draw_everywhere(by=by, at=at)
    samples_of_words.draw_everywhere(by=by, at=at)
    reading_mail.count_everywhere(by=by, at=at)
    counts.look_again_everywhere(by=by, at=at)
