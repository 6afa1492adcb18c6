"""How many must answer, at the command line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from kept.cli import main


def run(tmp_path: Path, text: str | bytes, *more: str) -> int:
    path = tmp_path / "arrivals.csv"
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return main(["staffing", str(path), *more])


def test_it_says_how_many_for_each_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The worked example of 200 calls an hour of three minutes: 14 people, 20 on the rota."""
    usual = ("--share", "80", "--within", "20", "--lost", "30")
    assert run(tmp_path, "from,calls,seconds\n09:00,100,180\n", *usual) == 0
    assert capsys.readouterr().out.splitlines()[1].split() == [
        "09:00", "100", "180", "14", "20", "88.8", "%",
    ]  # fmt: skip
    assert run(tmp_path, "from,calls,seconds\n09:00,100,170\n", *usual, "--wrap", "10", "--json") == 0
    (found,) = json.loads(capsys.readouterr().out)
    assert (found["people"], found["rostered"], found["average_wait"]) == (14, 20, 7.8)


def test_a_line_that_cannot_be_read_holds_up_no_other(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(tmp_path, "from,calls,seconds\n09:00,x,180\n09:30,10,180\n10:00,-1,5\n") == 1
    said = capsys.readouterr()
    assert len(said.out.splitlines()) == 2
    assert "Line 2: calls and seconds must be numbers, such as 24 and 180." in said.err
    assert "Line 4: Calls and seconds are not below nought" in said.err


@pytest.mark.parametrize(
    ("text", "said"), [("calls\n1\n", "has no column “from”."), (b"from,calls,seconds\n\xff\xfe", "UTF-8")]
)
def test_what_cannot_begin_is_one_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], text: str | bytes, said: str
) -> None:
    assert run(tmp_path, text) == 2
    assert said in capsys.readouterr().err
    assert main(["staffing", str(tmp_path / "none.csv")]) == 2
    assert "cannot be opened" in capsys.readouterr().err
