"""What does `kept policy` print, and how does it end?"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from kept.cli import main
from tests.unit.rulebook.folders import gallery, write

Capture = pytest.CaptureFixture[str]


def test_check_of_every_policy_finds_them_in_order(capsys: Capture) -> None:
    assert main(["policy", "check"]) == 0
    told = capsys.readouterr().out
    assert (
        "karin: in order. 257 clauses, 19 of them promises with a clock, 12 duties, 2 measures; "
        "beside them 66 clauses of the law; version " in told
    )
    assert told.count(": in order. ") == 5


def test_check_tells_which_promises_nobody_can_keep_at_some_hours(capsys: Capture) -> None:
    main(["policy", "check"])
    told = capsys.readouterr().out
    assert "moray:4.6.14: for 12% of the week no office opens before it is due; nobody is on call." in told
    assert (
        "wessex:5d.2: for 18% of the week no office opens before it is due; the team “standby” is on call."
        in told
    )


def test_check_prints_every_fault_with_its_folder(tmp_path: Path, capsys: Capture) -> None:
    folder = write(tmp_path, {**gallery("clause_id").files, **gallery("event_name").files})
    assert main(["policy", "check", str(folder)]) == 1
    told = capsys.readouterr().out
    assert f"{folder}/clauses/b.yaml, line 1 (2.1): Kept cannot read this as the id of a clause." in told
    assert f"{folder}/events.yaml, line 1: A kind of event needs a name of two words." in told
    assert f"{folder}: 2 faults. Nothing of it is loaded until this is put right." in told


def test_check_of_one_fault_says_so_in_the_singular(capsys: Capture) -> None:
    assert main(["policy", "check", "/nowhere"]) == 1
    assert "/nowhere: 1 fault. Nothing of it" in capsys.readouterr().out


def test_check_as_json_has_the_parts_of_each_fault(tmp_path: Path, capsys: Capture) -> None:
    folder = write(tmp_path, gallery("owner_unknown").files)
    assert main(["policy", "check", "--json", str(folder)]) == 1
    (answer,) = json.loads(capsys.readouterr().out)["folders"]
    (fault,) = answer["faults"]
    assert answer["folder"] == str(folder)
    assert (fault["file"], fault["line"], fault["clause"]) == ("clauses/b.yaml", 11, "plain:2.1")
    assert (fault["found"], fault["nearest"]) == ("“offcer”", "officer")
    assert fault["text"].startswith("clauses/b.yaml, line 11 (plain:2.1): Nobody here has this role")


def test_check_as_json_of_a_good_folder(tmp_path: Path, capsys: Capture) -> None:
    assert main(["policy", "check", "--json", str(write(tmp_path, {}))]) == 0
    (answer,) = json.loads(capsys.readouterr().out)["folders"]
    assert answer["faults"] == []
    assert (answer["association"], answer["clauses"], answer["promises"]) == ("plain", 1, 1)
    assert (answer["duties"], answer["measures"], answer["law"]) == (0, 0, 0)
    assert answer["on_call"] is None
    assert answer["out_of_hours"] == {}
    assert len(answer["version"]) == 64


def test_events_tell_what_each_starts_and_stops(capsys: Capture) -> None:
    assert main(["policy", "events", "karin"]) == 0
    told = capsys.readouterr().out
    assert "letter.received: Letter received, opens a letter\n    from_name: text, personal\n" in told
    assert "    classified: choice, counts (general, information)\n" in told
    assert (
        "    starts karin:letters.1, karin:telephone.4\n" in told
        or "    starts karin:telephone.4, karin:letters.1\n" in told
    )
    assert "letter.answered: Letter answered\n    stops karin:" in told


def test_events_of_every_association_as_json(capsys: Capture) -> None:
    assert main(["policy", "events", "--json"]) == 0
    kinds = {each["kind"]: each for each in json.loads(capsys.readouterr().out)["events"]}
    assert kinds["call.understood"]["starts"] == ["moray:4.2.23"]
    assert kinds["letter.acknowledged"]["fields"][:1] == [
        {
            "name": "answer_by",
            "label": "By when will it be answered?",
            "type": "date",
            "required": False,
            "personal": False,
            "counts": True,
            "choices": [],
        }
    ]
    assert {"karin", "redland", "wessex", "moray", "magna", "law", "kept"} == {
        clause.split(":")[0] for each in kinds.values() for clause in each["starts"]
    }
    for each in kinds.values():
        assert len(each["starts"]) == len(set(each["starts"]))
    assert (kinds["text.received"]["counts_as"], kinds["letter.received"]["counts_as"]) == (
        "email.received",
        None,
    )
    assert (kinds["hazard.marked"]["alarms"], kinds["letter.received"]["alarms"]) == (True, False)
    (duty,) = (each for each in kinds["duty.began"]["fields"] if each["name"] == "duty")
    assert {"karin:repairs.6", "wessex:13.6", "law:gas"} <= set(duty["choices"])


def test_events_are_found_by_a_word(capsys: Capture) -> None:
    assert main(["policy", "events", "--about", "Permission"]) == 0
    told = capsys.readouterr().out
    assert "consent.requested: Permission asked for, opens an application\n" in told
    assert "letter.received" not in told
    assert main(["policy", "events", "--about", "unicorn"]) == 1
    assert "nothing that can happen has “unicorn” in it. Try another word." in capsys.readouterr().err


def test_a_folder_of_ones_own_is_asked_like_any_other(tmp_path: Path, capsys: Capture) -> None:
    folder = str(write(tmp_path, {}))
    assert main(["policy", "events", folder]) == 0
    assert "starts plain:1.1" in capsys.readouterr().out
    assert main(["policy", "coverage", folder]) == 0
    assert capsys.readouterr().out.startswith("plain:1.1: promise:letter-answered\n\nassociation")
    assert main(["policy", "check", folder]) == 0
    assert capsys.readouterr().out.endswith(f"Next: kept policy load {folder}\n")


def test_coverage_counts_what_is_kept(capsys: Capture) -> None:
    assert main(["policy", "coverage"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].split() == ["association", "kind", "clauses", "kept", "by", "something", "pending"]
    assert ["moray", "timed", "27", "27", "0"] in [line.split() for line in lines]
    assert lines[-1].split()[:3] == ["in", "all", "1339"]


def test_coverage_as_json_has_every_clause_with_its_keepers(capsys: Capture) -> None:
    assert main(["policy", "coverage", "moray", "--json"]) == 0
    clauses = {each["id"]: each for each in json.loads(capsys.readouterr().out)["clauses"]}
    assert len(clauses) == 294
    assert clauses["moray:4.2.14"] == {
        "id": "moray:4.2.14",
        "kind": "timed",
        "keepers": ["promise:called-back"],
        "pending": None,
    }
    assert clauses["moray:4.2.29"] == {
        "id": "moray:4.2.29",
        "kind": "record",
        "keepers": ["form:message.taken/address", "rule:message-filled"],
        "pending": None,
    }
    assert clauses["moray:2.1.1"] == {
        "id": "moray:2.1.1",
        "kind": "governance",
        "keepers": [],
        "pending": "reports",
    }


@pytest.mark.parametrize("part", ["events", "coverage"])
def test_unknown_association_is_told_which_there_are(part: str) -> None:
    with pytest.raises(
        SystemExit, match=r"there is no association “kairn”. There are karin, magna, moray.* mean “karin”\?"
    ):
        main(["policy", part, "kairn"])


def test_an_example_that_comes_out_otherwise_is_a_fault(tmp_path: Path, capsys: Capture) -> None:
    harbour = tmp_path / "harbour"
    shutil.copytree(Path(__file__).parents[2] / "sixth" / "harbour", harbour)
    examples = harbour / "examples.yaml"
    text = examples.read_text()
    assert main(["policy", "check", str(harbour)]) == 0
    capsys.readouterr()
    examples.write_text(
        text.replace('due: "Friday 2026-06-19 00:00", act_by', 'due: "Friday 2026-06-19 00:01", act_by')
    )
    assert main(["policy", "check", str(harbour)]) == 1
    said = capsys.readouterr().out
    line = text[: text.index("four working days over 15 June")].count("\n") + 1
    assert (
        f"examples.yaml, line {line} (harbour:2.2): The example “four working days over 15 June” comes out"
        in said
    )
    assert "due is “Friday 2026-06-19 00:00”, not “Friday 2026-06-19 00:01”" in said


def test_policy_alone_says_how_it_is_used(capsys: Capture) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["policy"])
    assert ended.value.code == 2
    assert "check|events|coverage|load" in capsys.readouterr().err


@pytest.mark.parametrize("part", ["check", "events", "coverage", "load", "try", "new"])
def test_help_has_an_example(part: str, capsys: Capture) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["policy", part, "--help"])
    assert ended.value.code == 0
    assert f"Example:\n  kept policy {part}" in capsys.readouterr().out


def test_faulty_folder_is_not_loaded(tmp_path: Path, capsys: Capture) -> None:
    good, bad = write(tmp_path / "good", {}), write(tmp_path / "bad", gallery("clause_id").files)
    assert main(["policy", "load", str(good), str(bad)]) == 1
    told = capsys.readouterr().out
    assert f"{bad}: 1 fault." in told
    assert str(good) not in told


def test_policy_that_kept_carries_may_have_faults_of_its_own(
    tmp_path: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path, gallery("clause_id").files)
    monkeypatch.setattr("kept.commands.policy.policies_folder", lambda: tmp_path)
    assert main(["policy", "coverage"]) == 1
    assert (
        "clauses/b.yaml, line 1 (2.1): Kept cannot read this as the id of a clause."
        in capsys.readouterr().err
    )


def test_little_is_imported_to_check_a_policy() -> None:
    """What makes a small command slow is what it imports."""
    code = (
        "import sys; from kept.cli import main; main(['policy', 'coverage', 'moray', '--json']);"
        "print(sorted({'django', 'numpy', 'psycopg'} & set(sys.modules)), file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stderr.strip() == "[]"
