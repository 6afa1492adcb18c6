"""Is each thing that can be wrong with a rulebook told, with its place and its cure?

`broken/` is a gallery: one file for one fault, which begins with the words that must be told.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import kept.rulebook
from kept.rulebook import RulebookFaults, load_folder
from tests.unit.rulebook.folders import BROKEN, gallery, write

NAMES = sorted(path.stem for path in BROKEN.glob("*.yaml"))


def faults_of(name: str, root: Path) -> RulebookFaults:
    folder = write(root, gallery(name).files)
    with pytest.raises(RulebookFaults) as caught:
        load_folder(folder)
    return caught.value


def test_plain_folder_is_good(tmp_path: Path) -> None:
    assert list(load_folder(write(tmp_path, {})).promises) == ["plain:1.1"]


@pytest.mark.parametrize("name", NAMES)
def test_broken_folder_is_told_what_is_wrong(name: str, tmp_path: Path) -> None:
    told = str(faults_of(name, tmp_path))
    for words in gallery(name).says:
        assert words in told
    assert gallery(name).says


@pytest.mark.parametrize("name", NAMES)
def test_every_fault_has_a_file_and_a_line(name: str, tmp_path: Path) -> None:
    for fault in faults_of(name, tmp_path).faults:
        assert re.match(r"[^:]+:[1-9]\d*: ", str(fault))
        assert fault.message[0].isupper() or fault.message[0] == "“"
        assert fault.message.endswith((".", "?"))


def test_every_message_of_the_loader_is_in_the_gallery(tmp_path: Path) -> None:
    told = {
        fault.message
        for number, name in enumerate(NAMES)
        for fault in faults_of(name, tmp_path / str(number)).faults
    }
    unproven = [message for message in messages() if not any(re.fullmatch(message, each) for each in told)]
    assert unproven == []


# Messages about the file system are proved in test_load, where there is one.
ELSEWHERE = {
    "There is no folder of this name.",
    "The file is too large to be a rulebook's.",
    "The file cannot be read: Is a directory.",
    "Here are the first 1,000 faults. Put these right, and look again for more.",
}
# One file for all associations, whose faults are proved in test_people.
NOT_OF_A_FOLDER = {"people"}


def messages() -> Iterator[str]:
    """Every message in the source of the loader, as a pattern."""
    places = {"fault": 1, "add": 2, "fail": 1, "not_among": 1, "_among": 3}
    for path in sorted(Path(kept.rulebook.__file__).parent.glob("*.py")):
        if path.stem in NOT_OF_A_FOLDER:
            continue
        for node in ast.walk(ast.parse(path.read_text())):
            found: ast.expr | None = None
            if isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") == "message":
                found = node.value
            elif isinstance(node, ast.Call):
                name = getattr(node.func, "attr", getattr(node.func, "id", ""))
                place = places.get(name, 99)
                found = node.args[place] if place < len(node.args) else None
            pattern = pattern_of(found)
            if pattern and not any(re.fullmatch(pattern, each) for each in ELSEWHERE):
                yield pattern


def pattern_of(node: ast.expr | None) -> str:
    """The pattern of a message; empty where the node is a name whose message is found at its assignment."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return re.escape(node.value)
    if isinstance(node, ast.JoinedStr):
        return "".join(
            re.escape(str(each.value)) if isinstance(each, ast.Constant) else ".*" for each in node.values
        )
    return ""
