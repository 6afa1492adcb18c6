"""Of which sections does the document of a policy consist, and which clauses stand in each?

    sections(files)[2]      # Section("Telephone", ("karin:telephone.1", "karin:telephone.2", …))

Each file of `clauses/` is a section, in the order of the files. Its title is what its first line says before
a colon (`# Telephone: lines 29 to 31 of the policy.`), or else the words of the file's own name.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath

from kept.rulebook.faults import Findings
from kept.rulebook.load import CLAUSES
from kept.rulebook.yamlread import Map, Seq, parse_text

_TITLE = re.compile(r"#\s*(?P<title>[^:\n]{1,80}):")
_NUMBER = re.compile(r"\A[0-9]+-")


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the document: its title, and the ids of its clauses in order."""

    title: str
    clauses: tuple[str, ...]


def sections(files: Mapping[str, str]) -> tuple[Section, ...]:
    """The sections that the files of a checked folder make, as `files_of` gives them."""
    names = sorted(name for name in files if name.startswith(f"{CLAUSES}/"))
    return tuple(Section(_title(name, files[name]), _ids(name, files[name])) for name in names)


def _title(name: str, text: str) -> str:
    found = _TITLE.match(text)
    if found:
        return found["title"].strip()
    return _NUMBER.sub("", PurePosixPath(name).stem).replace("-", " ").capitalize()


def _ids(name: str, text: str) -> tuple[str, ...]:
    data = parse_text(text, name, Findings())
    if not isinstance(data, Seq):
        return ()
    return tuple(str(each.items["id"]) for each in data.items if isinstance(each, Map) and "id" in each.items)
