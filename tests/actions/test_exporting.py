"""`kept export policy`: the files of a version, for git, and nothing that was there is lost."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from kept.actions import drafting, policies
from kept.casework import Refused
from kept.cli import main
from kept.commands.exporting import write
from kept.rulebook import policies_folder
from kept.server.postgres import Server
from kept.store import tenancy
from kept.store.models import Association, RulebookVersion
from kept.store.rules import NoRulebook, files_in_force
from tests.actions.house import BY, folder, t

Capture = pytest.CaptureFixture[str]
HARBOUR = Path(__file__).parents[1] / "sixth" / "harbour"
LATER = t("Wednesday 2026-04-08 10:00")
FILES = {
    "association.yaml": "association: small\n",
    "clauses/letters.yaml": "- a\n",
    "shared/events.yaml": "b: c\n",
}


def test_what_was_loaded_is_written_checked_and_loaded_again_as_the_same_version(
    live_database: Server, tmp_path: Path, capsys: Capture
) -> None:
    policies.load(folder=HARBOUR, shared=policies_folder(), by=BY, at=LATER)
    out = str(tmp_path / "drafts" / "harbour")
    assert main(["export", "policy", "harbour", out]) == 0
    assert "6 files" in capsys.readouterr().out
    assert main(["policy", "check", out]) == 0
    assert main(["policy", "load", out]) == 0
    assert "harbour: on record already" in capsys.readouterr().out
    with tenancy.association("harbour"):
        assert RulebookVersion.objects.count() == 1
    assert main(["export", "policy", "harbour", out, "--version", "2019-01-01"]) == 1
    assert "in force from 1 March 2020. Give a later day." in capsys.readouterr().err
    assert main(["export", "policy", "nowhere", out]) == 1
    assert "There are: harbour." in capsys.readouterr().err


def test_a_draft_is_written_too(live_database: Server, tmp_path: Path, capsys: Capture) -> None:
    policies.load(folder=HARBOUR, shared=policies_folder(), by=BY, at=LATER)
    known = {"association": "harbour", "by": BY, "at": LATER}
    made = drafting.begin(**known, title="Later", starts_on=date(2027, 1, 1), uid="x")  # type: ignore[arg-type]
    assert not isinstance(made, Refused), made
    out = tmp_path / "drafts" / "harbour"
    assert main(["export", "policy", "harbour", str(out), "--draft", "1"]) == 0
    assert "the draft, 6 files" in capsys.readouterr().out
    assert "starts_on: 2027-01-01" in (out / "association.yaml").read_text()
    assert main(["policy", "check", str(out)]) == 0
    assert main(["export", "policy", "harbour", str(out), "--draft", "7"]) == 1
    assert "has no draft 7" in capsys.readouterr().err


def test_the_version_of_a_day_is_the_one_that_put_its_fault_right(here: Association, tmp_path: Path) -> None:
    with tenancy.association(here):
        first, _ = files_in_force(here)
    policies.load(folder=folder(tmp_path, letter="8 working days", corrects=first[:8]), by=BY, at=LATER)
    revised = folder(tmp_path, starts_on="2026-04-01", letter="3 working days")
    newest = policies.load(folder=revised, by=BY, at=LATER).version
    with tenancy.association(here):
        assert files_in_force(here)[0] == newest
        version, files = files_in_force(here, date(2026, 3, 31))
        assert version not in (first, newest)
        assert "8 working days" in files["clauses/letters.yaml"]
        with pytest.raises(NoRulebook, match=r"from 1 January 2016\. Give a later day"):
            files_in_force(here, date(2015, 12, 31))
    empty = Association.objects.create(
        slug="empty", name="Empty", nation="england", zone="Europe/London", go_live=date(2016, 1, 1)
    )
    with tenancy.association(empty), pytest.raises(NoRulebook, match="No rulebook is loaded for Empty"):
        files_in_force(empty)


def test_what_would_be_lost_is_named_first(tmp_path: Path, capsys: Capture) -> None:
    home = tmp_path / "small"
    assert write("a" * 64, FILES, home, replace=False, with_shared=True) == 0
    assert (tmp_path / "events.yaml").read_text() == "b: c\n"
    (home / "clauses" / "letters.yaml").write_text("- changed\n")
    (home / "clauses" / "old.yaml").write_text("- old\n")
    (home / "README.md").write_text("ours")
    capsys.readouterr()
    assert write("a" * 64, FILES, home, replace=False, with_shared=True) == 1
    said = capsys.readouterr().err
    assert "letters.yaml" in said
    assert "old.yaml" in said
    assert (home / "clauses" / "letters.yaml").read_text() == "- changed\n"
    assert write("a" * 64, FILES, home, replace=True, with_shared=True) == 0
    assert sorted(each.name for each in (home / "clauses").iterdir()) == ["letters.yaml"]
    assert (home / "README.md").read_text() == "ours"


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("karin/association.yaml", "association: karin\n", "is no file of a policy's own"),
        ("association.yaml", "association: karin\n", "holds the policy of “karin”"),
    ],
)
def test_what_is_no_file_of_this_policy_is_never_replaced(
    tmp_path: Path, capsys: Capture, name: str, text: str, said: str
) -> None:
    (tmp_path / name).parent.mkdir(exist_ok=True)
    (tmp_path / name).write_text(text)
    assert write("a" * 64, FILES, tmp_path, replace=True) == 1
    assert said in capsys.readouterr().err
    assert (tmp_path / name).read_text() == text


def test_a_place_where_nothing_can_be_written_is_a_sentence(tmp_path: Path, capsys: Capture) -> None:
    (tmp_path / "small").write_text("a file")
    assert write("a" * 64, FILES, tmp_path / "small", replace=False) == 1
    assert "cannot be written" in capsys.readouterr().err


def test_what_all_share_and_has_changed_is_told(tmp_path: Path, capsys: Capture) -> None:
    assert write("a" * 64, FILES, tmp_path / "drafts" / "small", replace=False) == 0
    assert "has changed since then (events.yaml)" in capsys.readouterr().err
