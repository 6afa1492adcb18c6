"""A file of events in, a line for each clock out; what cannot be taken is told, and the rest goes on."""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from kept import cli
from kept.commands import replay

LETTER = {
    "kind": "letter.received",
    "subject": "S1",
    "happened_at": "2026-04-07T10:00+01:00",
    "details": {"urgent": False},
}
ANSWER = {"kind": "letter.answered", "subject": "S1", "happened_at": "2026-04-10T12:00+01:00"}
KEPT = {
    "promise": "letter-answered",
    "clause": "karin:letters.1",
    "subject": "S1",
    "started": "2026-04-07T10:00:00+01:00",
    "due": "2026-04-17T00:00:00+01:00",
    "act_by": "2026-04-16T17:00:00+01:00",
    "ended": "2026-04-10T12:00:00+01:00",
    "verdict": "kept",
}
WAYS = pytest.mark.parametrize("ways", [[], ["--grouped"]], ids=["whole", "grouped"])


class Told(NamedTuple):
    """What a run wrote and said, and its exit status."""

    status: int
    clocks: list[dict[str, Any]]
    errors: list[dict[str, Any]]


class Asking:
    """Writes lines into a file and replays it."""

    def __init__(self, folder: Path, capture: pytest.CaptureFixture[str]) -> None:
        self.path, self.capture = folder / "events.jsonl", capture

    def __call__(
        self, *lines: object, ways: tuple[str, ...] | list[str] = (), association: str = "karin"
    ) -> Told:
        raw = [each if isinstance(each, bytes) else json.dumps(each).encode() for each in lines]
        self.path.write_bytes(b"\n".join(raw) + b"\n")
        status = cli.main(["replay", "--association", association, *ways, str(self.path)])
        out, err = self.capture.readouterr()
        return Told(status, _read(out), _read(err))


def _read(text: str) -> list[dict[str, Any]]:
    return [json.loads(each) for each in text.splitlines()]


@pytest.fixture
def ask(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Asking:
    return Asking(tmp_path, capsys)


@WAYS
def test_a_letter_answered_in_time(ask: Asking, ways: list[str]) -> None:
    assert ask(LETTER, ANSWER, ways=ways) == Told(0, [KEPT], [])


def test_the_moment_asked_about_is_when_the_last_event_was_recorded(ask: Asking) -> None:
    [clock] = ask(LETTER).clocks
    assert (clock["verdict"], clock["ended"]) == ("running", None)
    noted = {**ANSWER, "kind": "note.added", "happened_at": "2026-04-17T00:00+01:00"}
    assert ask(LETTER, noted).clocks[0]["verdict"] == "broken"
    elsewhere = {**noted, "subject": "S2"}
    assert ask(LETTER, elsewhere, ways=["--grouped"]).clocks[0]["verdict"] == "broken"


def test_an_earlier_moment_knows_less(ask: Asking) -> None:
    late = {**ANSWER, "recorded_at": "2026-04-13T09:00+01:00"}
    assert ask(LETTER, late, ways=["--at", "2026-04-11T09:00+01:00"]).clocks[0]["verdict"] == "running"
    assert ask(LETTER, late, ways=["--at", "2026-04-13T09:00+01:00"]).clocks[0]["verdict"] == "kept"


@WAYS
def test_the_same_event_sent_twice_has_no_second_effect(ask: Asking, ways: list[str]) -> None:
    assert ask(LETTER, LETTER, ANSWER, LETTER, ANSWER, ways=ways) == Told(0, [KEPT], [])
    named = {**LETTER, "id": "e1", "by": "ann"}
    again = {**named, "by": "bea", "recorded_at": "2026-04-09T10:00+01:00"}
    assert ask(named, ANSWER, again, ways=ways) == Told(0, [KEPT], [])


def test_a_promise_that_nobody_could_time_has_no_due(ask: Asking) -> None:
    call = {**LETTER, "kind": "call.received"}
    told = ask(call)
    assert {each["promise"] for each in told.clocks} == {"call-answered", "call-answered-in-rings"}
    assert {(each["verdict"], each["due"], each["act_by"]) for each in told.clocks} == {
        ("not-measured", None, None)
    }


@WAYS
def test_each_bad_line_is_told_and_the_rest_is_judged(ask: Asking, ways: list[str]) -> None:
    told = ask(
        LETTER,
        b"{not json",
        b"",
        b"   \r",
        {**ANSWER, "kind": "letter.answred"},
        {**ANSWER, "happened_at": "2026-04-10T12:00"},
        {**ANSWER, "happened_at": "2026-04-06T12:00+01:00"},
        b'{"kind": "letter.answered", "subject": "\xff"}',
        b'{"kind": "letter.answered", "subject": "S1", "by": "\\ud800"}',
        b"[" * 5_000,
        ANSWER,
        ways=ways,
    )
    assert (told.status, told.clocks) == (1, [KEPT])
    assert [each["line"] for each in told.errors] == [2, 5, 6, 7, 8, 9, 10]
    words = [each["error"] for each in told.errors]
    assert words[0].startswith("This is not JSON: ")
    assert words[1] == "No event kind is called “letter.answred”. Did you mean “letter.answered”?"
    assert "does not say which zone" in words[2]
    assert "before it began" in words[3]
    assert all(each.startswith("This is not JSON: ") for each in words[4:])


@WAYS
def test_other_words_under_the_same_id(ask: Asking, ways: list[str]) -> None:
    told = ask({**LETTER, "id": "e1"}, {**ANSWER, "id": "e1"}, ANSWER, ways=ways)
    assert (told.status, told.clocks) == (1, [KEPT])
    [error] = told.errors
    assert error["line"] == 2
    assert error["error"].startswith("This id stands for something else on an earlier line.")


def test_a_line_of_ten_megabytes_is_stepped_over(ask: Asking) -> None:
    huge = {**LETTER, "details": {"about": "x" * 10_000_000}}
    told = ask(LETTER, huge, ANSWER)
    assert (told.status, told.clocks) == (1, [KEPT])
    assert told.errors == [{"line": 2, "error": replay.TOO_LONG}]
    middling = {**LETTER, "details": {"about": "x" * (replay.LONGEST_LINE + 1)}}
    assert ask(LETTER, middling, ANSWER).errors == told.errors
    long = {**LETTER, "subject": "S2", "details": {"about": "x" * 500_000}}
    assert "Shorten it to 20,000 or fewer." in ask(LETTER, long, ANSWER).errors[0]["error"]


def test_a_last_line_without_an_end_or_with_too_much_in_it(
    ask: Asking, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    whole, huge = tmp_path / "whole", tmp_path / "huge"
    whole.write_bytes(b"\n".join(json.dumps(each).encode() for each in (LETTER, ANSWER)))
    huge.write_bytes(json.dumps(LETTER).encode() + b"\n" + b"x" * 2_000_000)
    assert cli.main(["replay", "--association", "karin", str(whole)]) == 0
    assert _read(capsys.readouterr().out) == [KEPT]
    assert cli.main(["replay", "--association", "karin", str(huge)]) == 1
    assert _read(capsys.readouterr().err) == [{"line": 2, "error": replay.TOO_LONG}]


@WAYS
def test_a_date_in_the_details_from_which_nothing_counts(ask: Asking, ways: list[str]) -> None:
    cancelled = {
        "kind": "appointment.cancelled_by_staff",
        "subject": "S2",
        "happened_at": "2026-04-07T10:00+01:00",
        "details": {"appointment_at": "1900-01-01T10:00+00:00"},
    }
    told = ask(LETTER, ANSWER, cancelled, ways=[*ways, "--at", "2026-04-20T09:00Z"], association="magna")
    assert [(each["promise"], each["verdict"]) for each in told.clocks] == [("letter-answered", "kept")]
    [error] = told.errors
    assert (error["line"], told.status) == (3, 1)
    assert error["error"].endswith("Check the dates in “details”.")


def test_joined_subjects_are_one_and_a_correction_counts(ask: Asking) -> None:
    chased = {**LETTER, "subject": "S2", "happened_at": "2026-04-08T10:00+01:00", "id": "second"}
    joined = {
        "kind": "thread.merged",
        "subject": "S1",
        "happened_at": "2026-04-09T10:00+01:00",
        "details": {"from_thread": "S2"},
    }
    told = ask(LETTER, chased, joined, ANSWER)
    assert [(each["subject"], each["verdict"]) for each in told.clocks] == [("S1", "kept"), ("S2", "kept")]
    corrected = {
        "kind": "event.corrected",
        "subject": "S2",
        "corrects": "second",
        "happened_at": "2026-04-07T11:00+01:00",
        "recorded_at": "2026-04-09T11:00+01:00",
    }
    assert ask(chased, corrected).clocks[0]["started"] == "2026-04-07T11:00:00+01:00"
    assert "has the subject “S2”" in ask(LETTER, joined, ANSWER, ways=["--grouped"]).errors[0]["error"]


def test_a_subject_that_comes_again_is_told_with_grouped(ask: Asking) -> None:
    other = {**LETTER, "subject": "S2"}
    told = ask(LETTER, other, ANSWER, ways=["--grouped"])
    assert told.errors == [{"line": 3, "error": replay.COMES_AGAIN}]
    assert (told.status, [each["verdict"] for each in told.clocks]) == (1, ["running", "running"])
    assert ask(LETTER, other, ANSWER).status == 0


def test_only_so_many_subjects_are_remembered(ask: Asking, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(replay, "SUBJECTS_REMEMBERED", 2)
    subjects = [{**LETTER, "subject": each} for each in ("S1", "S2", "S3", "S2", "S1")]
    told = ask(*subjects, ways=["--grouped"])
    assert [each["line"] for each in told.errors] == [4]


def test_many_clocks_come_out_in_order(ask: Asking, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(replay, "ROWS_AT_ONCE", 3)
    told = ask(*({**LETTER, "subject": f"S{number}"} for number in range(10)))
    assert [each["subject"] for each in told.clocks] == [f"S{number}" for number in range(10)]


def test_an_empty_file_has_no_clocks(ask: Asking) -> None:
    assert ask() == ask(ways=["--grouped"]) == Told(0, [], [])


class Pipe(io.BytesIO):
    """Standard input that cannot be read twice."""

    def seekable(self) -> bool:
        return False


def test_events_through_a_pipe(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    text = "".join(json.dumps(each) + "\n" for each in (LETTER, ANSWER)).encode()

    def piped(*ways: str) -> int:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(Pipe(text)))
        return cli.main(["replay", "--association", "karin", *ways])

    assert piped() == 0
    assert _read(capsys.readouterr().out) == [KEPT]
    assert piped("--grouped", "--at", "2026-04-20T09:00Z") == 0
    assert _read(capsys.readouterr().out) == [KEPT]
    assert piped("--grouped") == 2
    assert "needs --at" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--association", "karn"], "Did you mean “karin”?"),
        (["--association", "zzz"], "There are karin, magna, moray, redland, wessex."),
        (["--association", "karin", "--at", "2026-04-20"], "“--at” does not say which zone it is in."),
        (["--association", "karin", "/nonexistent/file"], "cannot be read: No such file or directory."),
        (["--association", "karin", "/"], "cannot be read: Is a directory."),
    ],
)
def test_what_cannot_begin_is_a_sentence(
    arguments: list[str], words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["replay", *arguments]) == 2
    out, err = capsys.readouterr()
    assert (out, err.startswith("kept replay: "), words in err) == ("", True, True), err


def test_a_policy_with_faults_cannot_be_replayed(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "odd").mkdir()
    (tmp_path / "odd" / "association.yaml").write_text("association: odd\n")
    monkeypatch.setattr("kept.rulebook.policies_folder", lambda: tmp_path)
    assert cli.main(["replay", "--association", "odd"]) == 2
    assert "The policy of odd has faults. Put them right first." in capsys.readouterr().err


def test_a_reader_that_goes_away_is_no_fault_of_ours(monkeypatch: pytest.MonkeyPatch, ask: Asking) -> None:
    def gone(self: replay.Replay) -> None:
        raise BrokenPipeError

    monkeypatch.setattr(replay.Replay, "_write", gone)
    out = sys.stdout
    try:
        ask.path.write_text(json.dumps(LETTER))
        assert cli.main(["replay", "--association", "karin", str(ask.path)]) == 141
    finally:
        sys.stdout = out


def test_long_work_says_how_far_it_is(
    ask: Asking, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(replay, "SECONDS_BETWEEN", -1)
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    ask.path.write_text(json.dumps(LETTER) + "\n")
    assert cli.main(["replay", "--association", "karin", str(ask.path)]) == 0
    assert capsys.readouterr().err == "1 lines read\n"
