"""What docs/howto/write-a-policy.md shows is what comes out when somebody does it, block by block."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from kept.cli import main
from kept.rulebook import load_folder, policies_folder
from kept.rulebook.common_promises import counted
from kept.workclock import WorkingDays

GUIDE = policies_folder().parent / "docs" / "howto" / "write-a-policy.md"
LATE, NUMBER, MANNERS, NEWS, EVENTS, HALL, EXAMPLE = range(2, 9)


def test_the_guide_done_from_beginning_to_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    text = GUIDE.read_text(encoding="utf-8")
    blocks = re.findall(r"```yaml\n(.*?)```", text, re.DOTALL)
    assert len(blocks) == 9
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("KEPT_DATA", str(tmp_path / "data"))
    for name in ("DATABASE_URL", "KEPT_OWNER_URL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr("sys.stdin.isatty", lambda: False, raising=False)
    Path("kept-new.answers.yaml").write_text(blocks[0])
    assert main(["policy", "new"]) == 0
    home, clauses = Path("aldervale"), Path("aldervale/clauses")
    assert blocks[1] in (clauses / "01-letters.yaml").read_text()

    letters = (clauses / "01-letters.yaml").read_text()
    (clauses / "01-letters.yaml").write_text(letters.replace("n: 10 working days", "n: ten working days"))
    assert main(["policy", "check", "aldervale"]) == 1
    shown = re.search(r"```text\n(aldervale/clauses/01-letters.*?)```", text, re.DOTALL)
    assert shown is not None
    assert " ".join(shown[1].split()) in capsys.readouterr().out
    (clauses / "01-letters.yaml").write_text(letters)

    (clauses / "06-delays.yaml").write_text(blocks[LATE])
    assert main(["policy", "check", "aldervale"]) == 1
    assert "The policy gives a word and no number." in capsys.readouterr().out
    for path, block in (
        (home / "association.yaml", NUMBER),
        (clauses / "03-telephone.yaml", MANNERS),
        (clauses / "07-news.yaml", NEWS),
        (home / "events.yaml", EVENTS),
        (clauses / "08-hall.yaml", HALL),
        (home / "examples.yaml", EXAMPLE),
    ):
        before = path.read_text() if path.exists() else ""
        path.write_text(f"{before}\n{blocks[block]}")
    assert main(["policy", "check", "aldervale"]) == 0
    assert (
        "aldervale: in order. 11 clauses, 9 of them promises with a clock, 1 duty" in capsys.readouterr().out
    )
    book = load_folder(home)
    assert book.promises["aldervale:delay-told"].within == WorkingDays(1)
    assert book.promises["aldervale:delay-told"].own_number

    asked = [
        "due",
        "--policies",
        ".",
        "--clause",
        "aldervale:hall-key-lent",
        "--from",
        "2026-05-01T10:00+01:00",
    ]
    assert main([*asked, "--explain"]) == 0
    said = capsys.readouterr().out
    shown = re.search(r"```text\n(Friday 1 May.*?)```", text, re.DOTALL)
    assert shown is not None
    for line in shown[1].splitlines():
        assert line in said


def test_what_the_guide_says_can_be_written_for_a_time_can_be() -> None:

    rows = re.findall(r"^\| [^`|]+\| `([^`]+)` \|$", GUIDE.read_text(encoding="utf-8"), re.MULTILINE)
    assert len(rows) == 9
    assert all(counted(each) for each in rows)
