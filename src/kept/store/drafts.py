"""Which drafts of the policy are there, and which rulebook does one make?

    draft = of_number(karin, 3)             # None where there is none
    rulebook_of(draft)                      # raises RulebookFaults while it is not in order
    own_files(version.files)                # what of a version's files is the association's own

A draft holds the association's own files alone; what all share is read from what Kept carries, as it is for a
folder. The association must be active.
"""

from __future__ import annotations

from collections.abc import Mapping

from kept.rulebook import Rulebook, load_files
from kept.rulebook.load import SHARED, beside
from kept.store.models import Association, PolicyDraft


def of_number(association: Association, number: int) -> PolicyDraft | None:
    """The draft of that number."""
    rows = PolicyDraft.objects.filter(association=association, number=number)
    return rows.select_related("association").first()


def own_files(files: Mapping[str, str]) -> dict[str, str]:
    """Those of the files that are the association's own."""
    return {name: text for name, text in files.items() if not name.startswith(f"{SHARED}/")}


def rulebook_of(draft: PolicyDraft) -> Rulebook:
    """The rulebook that the draft makes as it stands."""
    return load_files(beside(draft.files))
