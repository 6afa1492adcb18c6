"""Of which sections does the policy in force consist?

    sections_of(karin, rulebook)[2].title       # "Telephone"

The files of a version are read once in a process: they never change.
"""

from __future__ import annotations

from functools import lru_cache

from kept.rulebook import Rulebook
from kept.rulebook.sections import Section, sections
from kept.store.models import Association, RulebookVersion

KEPT = 64


def sections_of(association: Association, rulebook: Rulebook) -> tuple[Section, ...]:
    """The sections of that version of the association's policy, which must be active."""
    return _sections(association.pk, rulebook.version)


@lru_cache(maxsize=KEPT)
def _sections(association: int, version: str) -> tuple[Section, ...]:
    found = RulebookVersion.objects.filter(association=association, sha256=version)
    return sections(found.values_list("files", flat=True).get())
