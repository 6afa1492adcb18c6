"""Does `kept policy load` put a checked folder into the database, once, and tell what became of it?"""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from kept.actions.telling import Telling, tell
from kept.cli import main
from kept.rulebook import load_folder
from kept.store.models import RulebookVersion
from kept.store.tenancy import association
from tests.unit.rulebook.folders import good, write

pytestmark = pytest.mark.usefixtures("live_database")
Capture = pytest.CaptureFixture[str]
FILE = "clauses/a.yaml"


@pytest.fixture(autouse=True)
def django_is_ready(monkeypatch: pytest.MonkeyPatch) -> None:
    """The tests have set Django up for a server of their own; the command must not look for another."""
    monkeypatch.setattr("kept.config.setup", lambda: None)


def versions() -> list[str]:
    with association("plain"):
        return list(RulebookVersion.objects.order_by("pk").values_list("sha256", flat=True))


def test_folder_is_stored_once(tmp_path: Path, capsys: Capture) -> None:
    folder = write(tmp_path, {})
    version = load_folder(folder).version
    assert main(["policy", "load", str(folder), "--by", "ann"]) == 0
    assert main(["policy", "load", str(folder)]) == 0
    assert capsys.readouterr().out.splitlines() == [
        f"plain: loaded, in force from 1 January 2020 (version {version[:8]})",
        f"plain: on record already (version {version[:8]})",
    ]
    assert versions() == [version]


def test_fault_in_what_is_stored_is_put_right_by_a_version_that_says_so(
    tmp_path: Path, capsys: Capture
) -> None:
    wrong = write(tmp_path / "wrong", {FILE: good("plain")[FILE].replace(b"10 days", b"11 days")})
    right = write(tmp_path / "right", {})
    assert main(["policy", "load", str(wrong)]) == 0
    assert main(["policy", "load", str(right)]) == 1
    assert "say “corrects: " in capsys.readouterr().err
    faulty = load_folder(wrong).version
    assert main(["policy", "load", str(right), "--corrects", faulty]) == 0
    assert f"puts version {faulty[:8]} right, 0 finished clocks stay" in capsys.readouterr().out
    assert versions() == [faulty, load_folder(right).version]


def test_correction_may_stand_in_the_folder_itself(tmp_path: Path) -> None:
    wrong = write(tmp_path / "wrong", {FILE: good("plain")[FILE].replace(b"10 days", b"11 days")})
    main(["policy", "load", str(wrong)])
    says = good("plain")["association.yaml"] + f"corrects: {load_folder(wrong).version[:12]}\n".encode()
    right = write(tmp_path / "right", {"association.yaml": says})
    assert main(["policy", "load", str(right)]) == 0
    assert len(versions()) == 2


def test_one_correction_is_for_one_folder(tmp_path: Path, capsys: Capture) -> None:
    folders = [str(write(tmp_path / name, {})) for name in ("a", "b")]
    assert main(["policy", "load", *folders, "--corrects", "abcdef"]) == 2
    assert "name the one folder" in capsys.readouterr().err


def test_clocks_that_had_finished_are_listed(tmp_path: Path, capsys: Capture) -> None:
    wrong = write(tmp_path / "wrong", {FILE: good("plain")[FILE].replace(b"10 days", b"11 days")})
    main(["policy", "load", str(wrong)])
    received, answered = (datetime(2021, 3, day, 10, tzinfo=UTC) for day in (1, 2))
    told = tell(
        [
            Telling("letter.received", received, subject="one"),
            Telling("letter.answered", answered, subject="one"),
        ],
        association="plain",
        by="ann",
        at=datetime(2021, 3, 3, 10, tzinfo=UTC),
    )
    right, faulty = write(tmp_path / "right", {}), load_folder(wrong).version
    assert main(["policy", "load", str(right), "--corrects", faulty]) == 0
    assert f"    stays as it was: plain:1.1 on {told.results[0].thread}, kept" in capsys.readouterr().out
