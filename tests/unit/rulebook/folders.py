"""How do the tests of the loader make a folder of policy? From the good ones here, with parts replaced.

broken = gallery("clause_without_lines")     # the words that must be told, and the files that differ
path = write(tmp_path, broken.files)         # a whole folder, as it would lie on disk
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).parent
GOOD, BROKEN = HERE / "good", HERE / "broken"
_PART = re.compile(rb"^# (in|without): (.+)\n", re.MULTILINE)
_SAYS = re.compile(r"^# says: (.+)$", re.MULTILINE)


@dataclass(frozen=True)
class Broken:
    """One piece: `says` is all that is told; `files` replace those of the plain folder, None takes away."""

    says: tuple[str, ...]
    files: Mapping[str, bytes | None]


def gallery(name: str) -> Broken:
    """The piece of that name: `# says:` lines, then parts after `# in: FILE` or `# without: FILE`."""
    raw = (BROKEN / f"{name}.yaml").read_bytes()
    pieces = _PART.split(raw)
    says = tuple(_SAYS.findall(pieces[0].decode()))
    parts = zip(pieces[1::3], pieces[2::3], pieces[3::3], strict=True)
    return Broken(says, {file.decode(): text if how == b"in" else None for how, file, text in parts})


def good(name: str) -> dict[str, bytes]:
    """The files of a good folder, those shared by all included."""
    files = {path.relative_to(GOOD / name).as_posix(): path for path in (GOOD / name).rglob("*.yaml")}
    files |= {
        f"shared/{path.relative_to(GOOD / 'shared')}": path for path in (GOOD / "shared").rglob("*.yaml")
    }
    return {file: path.read_bytes() for file, path in files.items()}


def write(root: Path, files: Mapping[str, bytes | None]) -> Path:
    """The plain folder under `root` with those files in place of its own; what is shared lies beside it."""
    whole = {**good("plain"), **files}
    folder = root / "folder"
    for file, raw in whole.items():
        if raw is not None:
            path = root / file.removeprefix("shared/") if file.startswith("shared/") else folder / file
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(raw)
    return folder
