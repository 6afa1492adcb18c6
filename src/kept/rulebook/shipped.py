"""Which policies does Kept carry, ready to be read beside one another?

    carried()["moray"].promises

A policy is a public document: whoever works at one house may read another's. What is read of a folder is
kept in this process, for the folders come with the program and do not change while it runs. A folder that is
not in order is left out.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType

from kept.rulebook.faults import RulebookFaults
from kept.rulebook.load import ASSOCIATION, load_folder, policies_folder
from kept.rulebook.model import Rulebook


def carried() -> Mapping[str, Rulebook]:
    """Every policy that is in order, by its folder's name."""
    return carried_in(policies_folder())


@lru_cache(maxsize=4)
def carried_in(folder: Path) -> Mapping[str, Rulebook]:
    """Every policy below that folder that is in order."""
    found: dict[str, Rulebook] = {}
    for path in sorted(folder.glob(f"*/{ASSOCIATION}")):
        try:
            found[path.parent.name] = load_folder(path.parent)
        except RulebookFaults:
            continue
    return MappingProxyType(found)
