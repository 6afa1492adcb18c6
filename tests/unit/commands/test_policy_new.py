"""`kept policy new`: asks, keeps what was answered, writes a folder that is in order, and loses nothing."""

from __future__ import annotations

import builtins
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from kept.cli import main
from kept.commands import policy_new
from kept.rulebook import load_folder
from kept.rulebook.founding_answers import QUESTIONS
from tests.unit.rulebook.test_founding import LEAST

Capture = pytest.CaptureFixture[str]
Typing = Callable[..., None]


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("KEPT_DATA", str(tmp_path / "data"))
    for name in ("DATABASE_URL", "KEPT_OWNER_URL"):
        monkeypatch.delenv(name, raising=False)
    return tmp_path


@pytest.fixture
def typed(monkeypatch: pytest.MonkeyPatch) -> Typing:
    """What somebody at a terminal answers, by the question; after the last answer they are called away."""

    def types(*answers: str, terminal: bool = True) -> None:
        waiting = list(answers)

        def answer(question: str) -> str:
            print(question)
            if not waiting:
                raise EOFError
            return waiting.pop(0)

        monkeypatch.setattr(builtins, "input", answer)
        monkeypatch.setattr("sys.stdin.isatty", lambda: terminal, raising=False)

    return types


def told(folder: Path, **more: str) -> Path:
    path = folder / "brook.answers.yaml"
    path.write_text("".join(f"{key}: {json.dumps(each)}\n" for key, each in (LEAST | more).items()))
    return path


def test_somebody_is_called_away_and_goes_on_where_they_were(
    here: Path, typed: Typing, capsys: Capture
) -> None:
    typed("Brook Homes", "Brook!", "brook", "", "", "60", "2026-04-01")
    assert main(["policy", "new"]) == 130
    said = capsys.readouterr().out
    assert "[brook-homes]" in said
    assert "Take small letters, digits and hyphens" in said
    assert "kept in kept-new.answers.yaml. To go on: kept policy new\n" in said
    assert not (here / "brook").exists()
    rest = ["", "Monday to Friday 09:00-17:00", "", "", "01632 960 001", "", "brook.example"]
    silence = [""] * 9
    promises = ["", "7 working days", "12", "", "", "", "", "", "", ""]
    typed(*rest, *silence[:9], *promises)
    assert main(["policy", "new"]) == 0
    said = capsys.readouterr().out
    assert "Going on with what was answered before" in said
    assert "What is your association called?" not in said
    assert "time zone" not in said
    assert said.count("Now what your policy promises.") == 1
    assert "kept policy load brook\n" in said
    assert "--association brook --role administrator" in said
    assert load_folder(here / "brook").association.name == "Brook Homes"
    assert main(["policy", "check", str(here / "brook")]) == 0


def test_the_same_answers_make_the_same_folder(here: Path, typed: Typing, capsys: Capture) -> None:
    typed(terminal=False)
    answers = told(here)
    for folder in ("one", "two"):
        assert main(["policy", "new", str(here / folder), "--answers", str(answers)]) == 0
    assert load_folder(here / "one").version == load_folder(here / "two").version
    assert "What is your association called?" not in capsys.readouterr().out


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"lines": "many"}, "lines: Write how many lines there are"),
        ({"nam": "Brook"}, "nam: No question has this name. Take the line out, or look at its spelling."),
        ({"letters_answerd": "3 days"}, "Did you mean “letters_answered”?"),
    ],
)
def test_a_file_with_faults_writes_nothing_and_tells_each(
    here: Path, typed: Typing, capsys: Capture, more: dict[str, str], said: str
) -> None:
    typed(terminal=False)
    assert main(["policy", "new", "--answers", str(told(here, **more))]) == 1
    err = capsys.readouterr().err
    assert said in err
    assert "Nothing was written." in err
    assert [each.name for each in here.iterdir()] == ["brook.answers.yaml"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("name: [a, b]\n", "one answer on each line"),
        ("- name\n", "one answer on each line"),
        ("name: &a b\n", "The answers cannot be read."),
    ],
)
def test_a_file_that_holds_no_answers_is_told(
    here: Path, typed: Typing, capsys: Capture, text: str, said: str
) -> None:
    typed(terminal=False)
    (here / "a.yaml").write_text(text)
    assert main(["policy", "new", "--answers", "a.yaml"]) == 1
    assert said in capsys.readouterr().err


def test_answers_without_quotes_are_taken_as_they_stand(here: Path, typed: Typing) -> None:
    typed(terminal=False)
    plain = "".join(f"{key}: {each}\n" for key, each in LEAST.items()) + "address:\nfront_desk: yes\n"
    (here / "a.yaml").write_text(plain)
    assert main(["policy", "new", "--answers", "a.yaml"]) == 0
    assert ("yes", "receptionist") in load_folder(here / "brook-homes").association.roles


def test_nothing_is_written_over(here: Path, typed: Typing, capsys: Capture) -> None:
    typed(terminal=False)
    answers = str(told(here))
    (here / "full").mkdir()
    (here / "full" / "diary.txt").write_text("ours")
    (here / "file").write_text("ours")
    for folder, said in (("full", "is not empty, and nothing in it is written over"), ("file", "is a file")):
        assert main(["policy", "new", folder, "--answers", answers]) == 1
        assert said in capsys.readouterr().err
    assert main(["policy", "new", "file/inside", "--answers", answers]) == 1
    assert "cannot be written" in capsys.readouterr().err
    assert main(["policy", "new", "--answers", str(told(here, slug="karin"))]) == 1
    assert "There is an association “karin” already." in capsys.readouterr().err
    assert (here / "full" / "diary.txt").read_text() == "ours"


def test_a_short_name_that_is_anothers_is_told_at_once(here: Path, typed: Typing, capsys: Capture) -> None:
    typed("Karin", "", "karin", "brook")
    assert main(["policy", "new"]) == 130
    said = capsys.readouterr().out
    assert said.count("There is an association “karin” already. Take another short name.") == 2
    assert 'slug: "brook"' in (here / "kept-new.answers.yaml").read_text()


def test_no_database_is_needed(here: Path, typed: Typing, capsys: Capture) -> None:
    typed(terminal=False)
    assert main(["policy", "new", "--answers", str(told(here)), "--data", str(here / "none")]) == 0
    assert "Only what Kept carries is looked through for short names: There is no database" in (
        capsys.readouterr().err
    )
    assert not (here / "none").exists()


def test_a_place_where_no_answer_can_be_kept_is_told_at_the_first(
    here: Path, typed: Typing, capsys: Capture
) -> None:
    typed("Brook Homes")
    assert main(["policy", "new", "--answers", "nowhere/brook.yaml"]) == 1
    assert "Name another with --answers." in capsys.readouterr().err


def test_answers_that_make_no_rulebook_are_told_before_anything_is_written(
    here: Path, typed: Typing, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    typed(terminal=False)
    monkeypatch.setattr(policy_new, "files", lambda told: {"association.yaml": "association: 1\n"})
    assert main(["policy", "new", "--answers", str(told(here))]) == 1
    assert "These answers do not make a rulebook." in capsys.readouterr().err
    assert not (here / "brook-homes").exists()


def test_every_question_can_be_read_aloud() -> None:
    for each in QUESTIONS:
        assert each.asks.endswith(("?", "?)", ".)")), each.asks
        assert "_" not in each.asks
