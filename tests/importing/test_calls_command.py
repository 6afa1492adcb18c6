"""The commands for calls and sheets as an operator meets them."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from kept.server.postgres import Server
from kept.store.models import CallRecord, Event
from kept.store.tenancy import association
from tests.importing.conftest import load_karin
from tests.importing.test_calls import EXAMPLES

COMMAND = [sys.executable, "-m", "kept.cli", "import"]
SHEET = (
    "Date: Wed, 08 Apr 2026 07:30:00 +0100\nSubject: Night\n\nTime: 23:10\nName: Mr Lee\n\nTime: "
    "25:10\nName: A\n"
)


@pytest.fixture
def karin_live(live_database: Server) -> None:
    load_karin()


def run(*arguments: str, folder: Path, given: str = "") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*COMMAND, *arguments, "--association", "karin"],
        cwd=folder,
        input=given,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.usefixtures("karin_live")
def test_calls_say_what_became_of_them_and_where_the_rejects_are(tmp_path: Path) -> None:
    mapping = ("--mapping", str(EXAMPLES / "calls.map.yaml"))
    done = run("calls", str(EXAMPLES / "calls.csv"), *mapping, folder=tmp_path)
    assert done.returncode == 1, done.stderr
    assert done.stdout.splitlines()[0] == (
        "calls.csv: 7 calls. 5 were taken, 0 were there already, 2 were rejected; 1 lines were not for us."
    )
    assert (
        done.stdout.splitlines()[-1] == "The rejected lines, each with its reason, are in calls.rejects.csv."
    )
    again = run("calls", str(EXAMPLES / "calls.csv"), *mapping, "--json", folder=tmp_path)
    found = json.loads(again.stdout)
    assert (found["taken"], found["already"], found["rejected"]) == (0, 5, 2)
    tried = run("calls", str(EXAMPLES / "calls.csv"), *mapping, "--dry-run", folder=tmp_path)
    assert tried.stdout.endswith("This was a dry run: nothing was written.\n")
    with association("karin"):
        assert CallRecord.objects.count() == 5


@pytest.mark.usefixtures("karin_live")
def test_a_sheet_comes_in_from_an_e_mail_on_standard_input_and_once(tmp_path: Path) -> None:
    done = run("sheet", "-", folder=tmp_path, given=SHEET)
    assert done.returncode == 1, done.stderr
    assert done.stdout.splitlines() == [
        "the sheet: 2 calls. 1 are new, 0 were there already, 1 not taken.",
        "  Line 4: “25:10” is no time. Write it such as 23:10 or 07/04/2026 23:10.",
    ]
    mail = tmp_path / "night.eml"
    mail.write_text(SHEET)
    again = run("sheet", "night.eml", "--json", folder=tmp_path)
    assert json.loads(again.stdout)["already_there"] == 1
    with association("karin"):
        assert Event.objects.filter(kind="message.left").count() == 1


@pytest.mark.usefixtures("karin_live")
@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["calls", "none.csv"], "Say with --mapping what the columns mean."),
        (["calls", "none.csv", "--mapping", "none.yaml"], "Kept cannot open this file"),
        (["calls", "none.csv", "--mapping", str(EXAMPLES / "calls.map.yaml")], "cannot be opened"),
        (["sheet", "none.eml"], "none.eml cannot be read: No such file or directory."),
    ],
)
def test_what_cannot_begin_is_one_sentence(tmp_path: Path, arguments: list[str], said: str) -> None:
    done = run(*arguments, folder=tmp_path)
    assert done.returncode == 2
    assert said in done.stderr
    assert "Traceback" not in done.stderr
