"""`kept due`: one promise, or a file of them; and what it says of everything else."""

from __future__ import annotations

import io
import json
import re
import shutil
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest

from kept.cli import main
from kept.commands import due_lines
from kept.commands.due import Asked, Problem, Promises, answer_alone, answer_for, span_of
from kept.rulebook import policies_folder
from kept.rulebook.model import UntilTold
from kept.workclock import NeverOpen

REDLAND, SINCE = "redland:2.8.3.1", "2026-04-02T16:10+01:00"
REPAIR = ["--clause", "wessex:9.8", "--from", SINCE]
SIXTH = Path(__file__).parents[2] / "sixth"


@pytest.fixture(scope="module")
def promises() -> Promises:
    return Promises(policies_folder())


def one(capsys: pytest.CaptureFixture[str], *arguments: str) -> dict[str, object]:
    assert main(["due", *arguments]) == 0
    found = json.loads(capsys.readouterr().out)
    assert isinstance(found, dict)
    return found


def refused(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    assert main(["due", *arguments]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    return said.err


Answers = tuple[int, list[dict[str, object]]]


def lines(promises: Promises, *asked: object, office: str | None = None) -> Answers:
    """What comes back for lines given as data, as text or as bytes."""
    texts = [each if isinstance(each, str | bytes) else json.dumps(each) for each in asked]
    raw = [each.encode() if isinstance(each, str) else each for each in texts]
    out = io.BytesIO()
    status = due_lines.answer_lines(io.BytesIO(b"\n".join(raw)), out, promises, office=office)
    return status, [json.loads(each) for each in out.getvalue().splitlines()]


def test_ten_days_over_easter(capsys: pytest.CaptureFixture[str]) -> None:
    found = one(capsys, "--clause", REDLAND, "--from", SINCE)
    assert "acknowledgement" in str(found.pop("reading"))
    assert found == {
        "clause": REDLAND,
        "from": SINCE,
        "due": "2026-04-13T00:00:00+01:00",
        "act_by": "2026-04-10T17:00:00+01:00",
        "aim": None,
        "span": "10 days",
        "provisional": False,
    }


def test_the_explanation_ends_in_the_due(capsys: pytest.CaptureFixture[str]) -> None:
    proof = one(capsys, "--clause", "redland:2.8.1.11", "--from", SINCE, "--explain")["explanation"]
    assert isinstance(proof, list)
    assert proof[0] == "Thursday 2 April 2026, 16:10 to 17:00: 50 minutes counted."
    assert proof[2] == "Friday 3 April 2026: bank holiday (Good Friday), not counted."
    assert proof[-1] == "Due by 13:10 on Tuesday 7 April 2026."


@pytest.mark.parametrize(
    ("more", "due", "span"),
    [
        (["--details", "repair_type=emergency"], "2026-04-03T16:10:00+01:00", "24 hours"),
        (["--details", "repair_type=urgent"], "2026-04-14T00:00:00+01:00", "5 working days"),
        ([], "2026-05-01T00:00:00+01:00", "28 days"),
    ],
)
def test_a_table_of_spans_goes_by_the_details(
    capsys: pytest.CaptureFixture[str], more: list[str], due: str, span: str
) -> None:
    found = one(capsys, "--clause", "wessex:9.8", "--from", SINCE, *more)
    assert (found["due"], found["span"]) == (due, span)


def test_yes_and_no_in_a_table(capsys: pytest.CaptureFixture[str]) -> None:
    found = one(capsys, "--clause", "wessex:14.12", "--from", SINCE, "--details", "serious=no")
    assert found["span"] == "5 days"


def test_before_a_moment_and_before_a_day(capsys: pytest.CaptureFixture[str]) -> None:
    found = one(capsys, "--clause", "wessex:7.2", "--from", "2026-05-20")
    assert (found["due"], found["act_by"]) == ("2026-04-20T00:00:00+01:00", "2026-04-17T17:00:00+01:00")
    assert found["span"] == "1 calendar month before"
    found = one(capsys, "--clause", "magna:6.4.2", "--from", "2026-05-20T10:00Z")
    assert found["due"] == "2026-05-20T11:00:00+01:00"


def test_an_aim_beside_the_binding_span(capsys: pytest.CaptureFixture[str]) -> None:
    found = one(capsys, "--clause", "redland:2.8.1.12", "--from", SINCE)
    assert (found["due"], found["aim"]) == ("2026-04-13T00:00:00+01:00", "2026-04-08T00:00:00+01:00")


def test_an_office_by_name(capsys: pytest.CaptureFixture[str]) -> None:
    asked = ["--clause", "moray:4.2.39", "--from", "2026-03-03T12:00Z"]
    assert one(capsys, *asked)["due"] == "2026-03-03T16:00:00+00:00"
    assert one(capsys, *asked, "--office", "switchboard")["due"] == "2026-03-03T17:00:00+00:00"
    assert "There are: main, switchboard." in refused(capsys, *asked, "--office", "moon")


def test_a_sixth_association_in_data_alone(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    for each in ("events.yaml", "holidays"):
        source = policies_folder() / each
        (shutil.copytree if source.is_dir() else shutil.copy)(source, tmp_path / each)
    shutil.copytree(SIXTH / "harbour", tmp_path / "harbour")
    folder = ["--policies", str(tmp_path)]
    assert "harbour" in refused(capsys, *folder, "--clause", "karin:1", "--from", SINCE)
    found = Promises(tmp_path)._rulebook("harbour:1").promises
    for clause in found:
        assert one(capsys, *folder, "--clause", clause, "--from", SINCE)["due"]
    (tmp_path / "harbour" / "association.yaml").write_text("association: harbour\n")
    assert "must be put right first" in refused(capsys, *folder, "--clause", "harbour:1.1", "--from", SINCE)


@pytest.mark.parametrize(
    ("since", "sentence"),
    [
        ("2026-04-02T16:10", "write 2026-04-02T16:10:00+01:00"),
        ("2026-03-29T01:30", "there is no such time: the clocks go forward over it"),
        ("2026-10-25T01:30", "write 2026-10-25T01:30:00+01:00 or 2026-10-25T01:30:00+00:00"),
        ("2026-04-02", "has no time zone"),
        ("yesterday", "is no moment"),
        ("2026-W14-4T10:00+01:00", "is no moment"),
        ("2026-04-31T10:00Z", "is no moment"),
        ("2026-04-02\x0010:00+01:00", "is no moment"),
        ("0001-01-01T00:00+14:00", "lies where no calendar reaches"),
        ("9999-12-31T23:59-05:00", "lies where no calendar reaches"),
        ("0001-01-01T00:00Z", "begins on 1 January 2016"),
        ("9999-12-31T00:00Z", "Kept counts up to the end of"),
        ("2026-04-02T16:10+01:00" + "0" * 10_000, "is no moment"),
    ],
)
def test_moments_that_mean_nothing(
    capsys: pytest.CaptureFixture[str], promises: Promises, since: str, sentence: str
) -> None:
    said = refused(capsys, "--clause", REDLAND, "--from", since)
    assert sentence in said
    assert len(said) < 400
    assert "\x00" not in said
    for known in (False, True):  # the first time a clause is met, and later
        before = [{"clause": REDLAND, "from": SINCE}] * known
        status, [*_, answer] = lines(promises, *before, {"clause": REDLAND, "from": since})
        assert status == 1
        assert answer["line"] == 1 + known
        assert sentence in str(answer["error"])


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--clause", REDLAND], "Say what the promise counts from"),
        (["--clause", "redland:2.8.3.1x", "--from", SINCE], "Did you mean “redland:2.8.3.1"),
        (["--clause", "redland:🐈", "--from", SINCE], "There is no clause “redland:🐈”."),
        (["--clause", "redland:1.1.1", "--from", SINCE], "no time of its own"),
        (["--clause", "nowhere:1", "--from", SINCE], "there are: karin, magna, moray, redland, wessex"),
        (["--clause", "../karin:1", "--from", SINCE], "begins with no association"),
        (["--clause", "redland", "--from", SINCE], "begins with no association"),
        (["--clause", "\u202e:1\x00", "--from", SINCE], "“�:1�” begins"),
        ([*REPAIR, "--details", "repair_type=🔥"], "It is one of: emergency"),
        ([*REPAIR, "--details", "urgent"], "--details takes a field and its value"),
        (["--clause", "wessex:7.2", "--from", "9999-12-31"], "lies where no calendar reaches"),
        (["--jsonl", "/no/such/file"], "cannot be read: No such file or directory"),
        (["--jsonl", "-", "--explain"], "leave out --from, --details and --explain"),
    ],
)
def test_questions_without_an_answer(
    capsys: pytest.CaptureFixture[str], arguments: list[str], sentence: str
) -> None:
    said = refused(capsys, *arguments)
    assert said.startswith("kept due: ")
    assert sentence in said


def test_lines_are_answered_in_order_with_failures_in_their_place(promises: Promises) -> None:
    status, found = lines(
        promises,
        {"clause": "karin:letters.1", "from": SINCE},
        {"clause": REDLAND, "from": "nonsense"},
        {"clause": REDLAND, "from": SINCE},
        {"clause": "karin:letters.1", "from": "2026-04-03T09:00:00.5+01:00"},
    )
    assert status == 1
    assert [each.get("clause") for each in found] == ["karin:letters.1", None, REDLAND, "karin:letters.1"]
    assert found[1]["line"] == 2
    assert found[2]["due"] == "2026-04-13T00:00:00+01:00"
    assert lines(promises, {"clause": REDLAND, "from": SINCE}, b"")[0] == 0
    assert lines(promises) == (0, [])


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("", "not JSON"),
        ("{", "not JSON"),
        (b"\xff\xfe", "not JSON in UTF-8"),
        ("\ufeff{}", "not JSON"),
        ("[]", "must be an object with “clause” and “from”"),
        ("7", "must be an object"),
        ("null", "must be an object"),
        ("[" * 5_000, "not JSON"),
        ({"clause": REDLAND}, "must be an object with “clause” and “from”"),
        ({"clause": 7, "from": SINCE}, "The clause must be words such as"),
        ({"clause": [REDLAND], "from": SINCE}, "The clause must be words such as"),
        ({"clause": None, "from": SINCE}, "The clause must be words such as"),
        ({"clause": REDLAND, "from": 7}, "“from” must be a moment such as"),
        ({"clause": REDLAND, "from": None}, "“from” must be a moment such as"),
        ({"clause": REDLAND, "from": {}}, "“from” must be a moment such as"),
        ({"clause": "x" * 10_000_000, "from": SINCE}, "begins with no association"),
        ({"clause": "redland:" + "x" * 10_000_000, "from": SINCE}, "There is no clause"),
        ({"clause": REDLAND, "from": SINCE, "office": "moon"}, "There is no office “moon”"),
        ({"clause": REDLAND, "from": SINCE, "office": 7}, "There is no office “7”"),
        ({"clause": "wessex:9.8", "from": SINCE, "details": {"repair_type": "x"}}, "It is one of"),
        ({"clause": "wessex:9.8", "from": SINCE, "details": []}, "“details” must hold fields"),
        ({"clause": "wessex:9.8", "from": SINCE, "details": {"a": {"b": 1}}}, "“details” must hold fields"),
    ],
)
def test_lines_without_an_answer(promises: Promises, line: object, sentence: str) -> None:
    fine = {"clause": REDLAND, "from": SINCE}
    status, found = lines(promises, fine, line, fine)
    assert status == 1
    assert found[0] == found[2]
    assert found[1].keys() == {"line", "error"}
    assert found[1]["line"] == 2
    assert sentence in str(found[1]["error"])
    assert len(str(found[1]["error"])) < 400


def test_offices_and_details_line_by_line(promises: Promises) -> None:
    asked = {"clause": "moray:4.2.39", "from": "2026-03-03T12:00Z"}
    status, found = lines(
        promises,
        asked,
        {**asked, "office": "switchboard"},
        asked,
        {"clause": "wessex:9.8", "from": SINCE, "details": {"repair_type": "emergency"}},
        {"clause": "wessex:9.8", "from": SINCE},
    )
    assert status == 0
    assert [each["due"] for each in found[:3]] == [
        "2026-03-03T16:00:00+00:00",
        "2026-03-03T17:00:00+00:00",
        "2026-03-03T16:00:00+00:00",
    ]
    assert [each["span"] for each in found[3:]] == ["24 hours", "28 days"]
    assert lines(promises, asked, office="switchboard")[1] == [found[1]]


def test_every_promise_says_the_same_line_by_line_and_alone(promises: Promises) -> None:
    sinces = [SINCE, "2026-04-04T23:59:59.25Z", "2028-12-29T16:30:00+00:00", "2016-01-02T00:00+00:00"]
    asked = [
        {"clause": clause.id, "from": since}
        for slug in ("karin", "magna", "moray", "redland", "wessex")
        for clause in promises._rulebook(f"{slug}:").clauses
        if clause.promise
        for since in sinces
    ]
    _, found = lines(promises, *asked)
    assert len(found) == len(asked) == (118 + 95) * len(sinces)
    assert any(each.get("provisional") for each in found)
    for question, answer in zip(asked, found, strict=True):
        promise = promises.asked(question["clause"])
        if "error" in answer:
            with pytest.raises(Problem, match=re.escape(str(answer["error"]))):
                answer_alone(promise, question["from"])
        else:
            assert answer_alone(promise, question["from"]) == answer


def test_a_file_and_standard_input(
    capfdbinary: pytest.CaptureFixture[bytes], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "asked.jsonl"
    path.write_text(f'{{"clause": "{REDLAND}", "from": "{SINCE}"}}\n{{}}\n')
    assert main(["due", "--jsonl", str(path)]) == 1
    first = capfdbinary.readouterr().out
    assert len(first.splitlines()) == 2
    with path.open() as stream:
        monkeypatch.setattr("sys.stdin", stream)
        assert main(["due", "--jsonl"]) == 1
    assert capfdbinary.readouterr().out == first


def test_where_one_cannot_be_counted_the_others_are(
    promises: Promises, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = [{"clause": REDLAND, "from": SINCE}, {"clause": REDLAND, "from": "2026-04-07T10:00Z"}]
    status, expected = lines(promises, *asked)
    assert status == 0

    def cannot(*_: object, **__: object) -> None:
        raise NeverOpen("This office is never open.")

    def alone(question: Asked, since: object, moment: datetime) -> dict[str, object]:
        return cannot() or {} if since == SINCE else answer_for(question, since, moment)

    monkeypatch.setattr(due_lines, "deadlines", cannot)
    assert lines(promises, *asked) == (0, expected)
    monkeypatch.setattr(due_lines, "answer_for", alone)
    failure = {"line": 1, "error": "This office is never open."}
    assert lines(promises, *asked) == (1, [failure, expected[1]])


def test_what_is_due_when_the_customer_was_told_has_no_span(promises: Promises) -> None:
    promise = replace(promises.asked(REDLAND).promise, within=UntilTold(("answer_by",)))
    with pytest.raises(Problem, match="no span to count"):
        span_of(promise, {})


def test_batches_make_no_difference(promises: Promises, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = [{"clause": REDLAND, "from": SINCE}, {"clause": "redland:none", "from": SINCE}, "nonsense"] * 5
    whole = lines(promises, *asked)
    monkeypatch.setattr(due_lines, "BATCH", 1)
    monkeypatch.setattr(due_lines, "MOST_REMEMBERED", 1)
    assert lines(promises, *asked) == whole
    assert [each["line"] for each in whole[1] if "line" in each] == [2, 3, 5, 6, 8, 9, 11, 12, 14, 15]
