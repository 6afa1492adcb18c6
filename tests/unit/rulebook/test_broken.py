"""Is each thing that can be wrong with a rulebook told, with its place and its cure?

`broken/` is a gallery: one file for one fault, which begins with all that is told of it, word for word.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from kept.rulebook import RulebookFaults, load_folder
from tests.unit.rulebook.folders import BROKEN, gallery, write
from tests.unit.rulebook.messages import ELSEWHERE, NOT_OF_A_FOLDER, messages

NAMES = sorted(path.stem for path in BROKEN.glob("*.yaml"))


@cache
def faults_of(name: str) -> RulebookFaults:
    with TemporaryDirectory() as root:
        folder = write(Path(root), gallery(name).files)
        with pytest.raises(RulebookFaults) as caught:
            load_folder(folder)
    return caught.value


def test_plain_folder_is_good(tmp_path: Path) -> None:
    assert list(load_folder(write(tmp_path, {})).promises) == ["plain:1.1"]


@pytest.mark.parametrize("name", NAMES)
def test_broken_folder_is_told_what_is_wrong(name: str) -> None:
    assert list(dict.fromkeys(map(str, faults_of(name).faults))) == list(gallery(name).says)


@pytest.mark.parametrize("name", NAMES)
def test_every_fault_has_a_file_and_a_line(name: str) -> None:
    for fault in faults_of(name).faults:
        assert re.match(r"[^:]+, line [1-9]\d*( \([^)]+\))?: ", str(fault))
        assert fault.message[0].isupper() or fault.message[0] == "“"
        assert fault.message.endswith((".", "?"))


def test_every_message_of_the_loader_is_in_the_gallery() -> None:
    told = {fault.message for name in NAMES for fault in faults_of(name).faults}
    proven = [*told, *ELSEWHERE]
    unproven = [
        message
        for module, message in messages()
        if module not in NOT_OF_A_FOLDER and not any(re.fullmatch(message, each) for each in proven)
    ]
    assert unproven == []
