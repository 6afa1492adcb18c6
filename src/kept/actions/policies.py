"""How does a folder of policy come into force?

    loaded = load(folder=policies_folder() / "karin", by="ann", at=now)
    print(loaded)          # "karin: loaded, in force from 21 October 2008 (version 85078aeb)"

A checked folder becomes an immutable version; association, offices and teams follow it. Loading the same
folder again does nothing. A version that begins on the day of one on record puts that one right and must say
so (`corrects`): clocks that still run are counted again by it, finished ones stay as they were judged and are
listed. A version that only knows more words or more bank holidays than the one on record says nothing else,
and takes its place without being asked.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from kept.actions.duties import begin_all
from kept.actions.sweeping import sweep_association
from kept.actions.working.once_more import once_more
from kept.actions.working.versions import Left, Loaded, PolicyRefused, taken
from kept.rulebook import files_of, load_files

__all__ = ["Left", "Loaded", "PolicyRefused", "load"]


def load(
    *, folder: Path, by: str, at: datetime, shared: Path | None = None, corrects: str | None = None
) -> Loaded:
    """Check the folder and take it into use. Raises RulebookFaults, or PolicyRefused with a sentence.

    `corrects` names the version that this one puts right, by the first letters of its name at least.
    """
    if not by:
        raise ValueError("Every version says who loaded it: give `by`.")
    now = at.astimezone(UTC)
    files = files_of(folder, shared=shared)
    rulebook = load_files(files)
    loaded = once_more(lambda: taken(rulebook, files, corrects=corrects, by=by, at=now))
    if loaded.new:
        judged = sweep_association(association=loaded.association, at=now, by=by)
        loaded = replace(loaded, judged_again=judged)
    # What recurs begins with the policy, or later, when the association has gone live.
    begin_all(association=loaded.association, by=by, at=now)
    return loaded
