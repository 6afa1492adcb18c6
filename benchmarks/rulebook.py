"""How soon is a rulebook of five thousand clauses read, checked and ready to count with?

Every clause of each of the five policies over and over, under other ids, until there are five thousand:
promises with clocks, duties, measures and what is kept by forms, guidance and registers, mixed as boards mix
them. `load_folder` is what whoever writes a policy waits for, `from_compiled` what each process does with it.
"""

from __future__ import annotations

import json
import re
import shutil
import tempfile
from pathlib import Path
from typing import Any

from benchmarks.figure import at_most, median_of, seconds
from kept.rulebook import compiled, from_compiled, load_folder, policies_folder

CLAUSES, RUNS, LIMIT = 5_000, 5, 1.0
ASSOCIATIONS = ("karin", "magna", "moray", "redland", "wessex")
# What names a clause and its clock, and so differs from copy to copy; what it refers to does not.
ITS_ID = re.compile(r"""(?<=\bid: )('?)([a-z]+:[A-Za-z0-9._-]+)('?)""")
ITS_NAME = re.compile(r"(?<=^    name: )([a-z0-9-]+)$", re.MULTILINE)
# The number that the association itself gave a clause whose words have none.
OWN_NUMBERS = "own_numbers:\n"
ITS_NUMBER = re.compile(r"^  ([a-z]+:[A-Za-z0-9._-]+)(:\n(?:    .*\n)+)", re.MULTILINE)


def figures() -> dict[str, dict[str, Any]]:
    folder = Path(tempfile.mkdtemp(prefix="kept-bench-"))
    try:
        shutil.copytree(policies_folder(), folder, dirs_exist_ok=True)
        read = {each: _read(_enlarged(folder / each)) for each in ASSOCIATIONS}
        taken = {each: _taken(folder / each) for each in ASSOCIATIONS}
    finally:
        shutil.rmtree(folder)
    return {"load_folder": _slowest(read), "from_compiled": _slowest(taken)}


def _slowest(took: dict[str, float]) -> dict[str, Any]:
    """The worst of the five against the limit, and each beside it."""
    each = {name: round(value, 3) for name, value in took.items()}
    return at_most(max(took.values()), "s", limit=LIMIT, clauses=CLAUSES, each=each)


def _read(folder: Path) -> float:
    assert len(load_folder(folder).clauses) == CLAUSES
    return median_of(RUNS, lambda: seconds(lambda: load_folder(folder)))


def _taken(folder: Path) -> float:
    """From the JSON that a version's row holds, its parsing included."""
    kept = json.dumps(compiled(load_folder(folder)))
    return median_of(RUNS, lambda: seconds(lambda: from_compiled(json.loads(kept))))


def _enlarged(folder: Path) -> Path:
    """The folder with copies of its clauses beside them until there are exactly that many."""
    texts = {path: path.read_text() for path in sorted((folder / "clauses").glob("*.yaml"))}
    missing, copy = CLAUSES - sum(map(_many, texts.values())), 0
    while missing > 0:
        copy += 1
        for path, text in texts.items():
            again = _under_other_names(_first(text, missing), copy)
            if missing > 0 and again:
                path.with_stem(f"{path.stem}-{copy}").write_text(again)
                missing -= _many(again)
    _number(folder, copy)
    return folder


def _number(folder: Path, copies: int) -> None:
    """The copies of a clause have its number."""
    ids = {
        each[2] for path in (folder / "clauses").glob("*.yaml") for each in ITS_ID.finditer(path.read_text())
    }
    path = folder / "association.yaml"
    text = path.read_text()
    again = [
        f"  {each[1]}-{copy}{each[2]}"
        for each in ITS_NUMBER.finditer(text.partition(OWN_NUMBERS)[2])
        for copy in range(1, copies + 1)
        if f"{each[1]}-{copy}" in ids
    ]
    path.write_text(text.replace(OWN_NUMBERS, OWN_NUMBERS + "".join(again)))


def _under_other_names(text: str, copy: int) -> str:
    return ITS_NAME.sub(rf"\1-{copy}", ITS_ID.sub(rf"\1\2-{copy}\3", text))


def _many(text: str) -> int:
    return len(_beginnings(text))


def _first(text: str, most: int) -> str:
    """As many of its clauses as are still wanted."""
    begins = _beginnings(text)
    return text[: begins[most]] if 0 <= most < len(begins) else text


def _beginnings(text: str) -> list[int]:
    return [each.start() for each in re.finditer(r"^- ", text, re.MULTILINE)]
