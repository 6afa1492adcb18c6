"""The command as an operator meets it: what it prints, how it ends, and that it may be stopped."""

from __future__ import annotations

import csv
import json
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from kept.server.postgres import Server
from kept.store.models import Event, Thread
from kept.store.tenancy import association
from tests.importing.conftest import load_karin
from tests.importing.test_contacts import CONTACTS, MAPPING

COMMAND = [sys.executable, "-m", "kept.cli", "import", "contacts"]
USUAL = ["--association", "karin", "--mapping", str(MAPPING)]
PATIENCE = 60


@pytest.fixture
def karin_live(live_database: Server) -> None:
    """Karin, committed, so that a process of its own sees it."""
    load_karin()


def run(*arguments: str, folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run([*COMMAND, *arguments], cwd=folder, capture_output=True, text=True, check=False)


@pytest.mark.usefixtures("karin_live")
def test_it_says_what_became_of_the_rows_and_a_second_run_adds_nothing(tmp_path: Path) -> None:
    done = run(str(CONTACTS), *USUAL, folder=tmp_path)
    assert done.returncode == 1, done.stderr
    assert done.stdout.splitlines()[0] == (
        "contacts-2017.csv: 500 rows. 494 were taken, 0 were there already and 6 were rejected."
    )
    assert done.stdout.splitlines()[-1] == (
        "The rejected rows, each with its reason, are in contacts-2017.rejects.csv."
    )
    assert "  6 × “closed” is before “received”. Put right whichever is wrong." in done.stdout.splitlines()
    assert len((tmp_path / "contacts-2017.rejects.csv").read_text().splitlines()) == 7
    again = run(str(CONTACTS), *USUAL, "--json", "--rejects", "mine.csv", folder=tmp_path)
    found = json.loads(again.stdout)
    assert (found["rows"], found["taken"], found["already_there"], found["rejected"]) == (500, 0, 494, 6)
    assert found["rejects"] == "mine.csv"
    assert (tmp_path / "mine.csv").exists()


@pytest.mark.usefixtures("karin_live")
def test_a_file_without_a_fault_ends_well_and_leaves_no_rejects(tmp_path: Path) -> None:
    good = tmp_path / "good.csv"
    good.write_text("".join(CONTACTS.read_text().splitlines(keepends=True)[:20]))
    tried = run(str(good), *USUAL, "--dry-run", folder=tmp_path)
    assert tried.returncode == 0, tried.stderr
    assert tried.stdout.endswith("This was a dry run: nothing was written.\n")
    assert run(str(good), *USUAL, folder=tmp_path).returncode == 0
    assert [each.name for each in tmp_path.iterdir()] == ["good.csv"]
    with association("karin"):
        assert Thread.objects.filter(via="import").count() == 19


@pytest.mark.usefixtures("karin_live")
@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["none.csv", *USUAL], "none.csv cannot be opened: No such file or directory."),
        (
            [str(CONTACTS), "--association", "karin", "--mapping", "none.yaml"],
            "none.yaml, line 1: Kept cannot open this file",
        ),
        ([str(CONTACTS), "--association", "korin", "--mapping", str(MAPPING)], "no association “korin” here"),
        ([str(MAPPING), *USUAL], "does not have the columns"),
        ([str(CONTACTS), *USUAL, "--rejects", "no/such/folder.csv"], "cannot be written"),
        ([str(CONTACTS), *USUAL, "--rejects", str(CONTACTS)], "is the file that is being brought in"),
    ],
)
def test_what_cannot_begin_is_one_sentence(tmp_path: Path, arguments: list[str], said: str) -> None:
    done = run(*arguments, folder=tmp_path)
    assert done.returncode == 2
    assert said in done.stderr
    assert "Traceback" not in done.stderr
    assert done.stdout == ""


@pytest.mark.usefixtures("karin_live")
def test_stopped_in_the_middle_and_run_again_it_comes_to_the_same(tmp_path: Path) -> None:
    path, rows = tmp_path / "many.csv", 4_000
    _many(path, rows)
    with subprocess.Popen(
        [*COMMAND, str(path), *USUAL], cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        _wait_for_the_first(process)
        process.send_signal(signal.SIGINT)
        out, said = process.communicate(timeout=PATIENCE)
    assert process.returncode == 130, said
    assert out == ""
    assert said.rstrip().endswith("Run it again to go on.")
    assert "Traceback" not in said
    with association("karin"):
        so_far = Thread.objects.filter(via="import").count()
    assert 0 < so_far < rows
    found = json.loads(run(str(path), *USUAL, "--json", folder=tmp_path).stdout)
    assert found["rows"] == found["taken"] + found["already_there"] + found["rejected"] == rows
    assert found["already_there"] == so_far
    with association("karin"):
        assert Thread.objects.filter(via="import").count() == rows - found["rejected"]


def _many(path: Path, rows: int) -> None:
    """The example over and over, each time under other references."""
    with CONTACTS.open(newline="") as stream:
        heading, *given = csv.reader(stream)
    with path.open("w", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(heading)
        for each in range(rows):
            row = given[each % len(given)]
            writer.writerow([f"{each // len(given)}-{row[0]}", *row[1:]])


def _wait_for_the_first(process: subprocess.Popen[str]) -> None:
    deadline = time.monotonic() + PATIENCE
    while process.poll() is None and time.monotonic() < deadline:
        with association("karin"):
            if Event.objects.filter(via="import").exists():
                return
        time.sleep(0.02)
    raise AssertionError(f"nothing came in: {process.communicate()}")
