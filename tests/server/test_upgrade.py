"""A newer Kept takes over what the release before wrote: nothing is lost, and every clock stands as it stood.

`0.1.0.dump` was written by `kept backup` of that release on PostgreSQL 15, the oldest that Kept runs on, so
that any newer one reads it; `0.1.0.json` by asking its database.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import psycopg
import pytest

from kept.server import roles
from kept.server.postgres import Server

HERE = Path(__file__).resolve().parent
DUMP, BEFORE = HERE / "0.1.0.dump", HERE / "0.1.0.json"
Kept = Callable[..., subprocess.CompletedProcess[str]]
Asked = Callable[[], AbstractContextManager[Callable[..., list[tuple]]]]

CLOCKS = """
    SELECT concat_ws(' ', thread.ref, clock.promise, clock.start, clock.due_at, clock.verdict)
    FROM store_clock AS clock JOIN store_thread AS thread ON thread.id = clock.thread_id
    JOIN store_association AS landlord ON landlord.id = clock.association_id
    WHERE landlord.slug = %s AND thread.id <= %s
"""
COUNT = """
    SELECT count(*) FROM store_{table}
    WHERE association_id = (SELECT id FROM store_association WHERE slug = %s) AND {key} <= %s
"""
CHAINED = {"kept:put-right"}
# Each table, and which of its columns tells what was there from what the newer rulebooks begin.
ROWS = {"thread": "id", "event": "id", "eventtext": "event_id", "person": "id", "membership": "id"}
LAST = "SELECT (SELECT max({key}) FROM store_{table})"


@pytest.fixture
def kept(folder: Path, alone: dict[str, str]) -> Kept:
    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "kept.cli", *arguments],
            env={**alone, "KEPT_DATA": str(folder / "data"), "PGTZ": "UTC"},
            cwd=folder,
            capture_output=True,
            text=True,
            check=False,
        )

    return run


@pytest.fixture
def old(kept: Kept) -> None:
    done = kept("restore", str(DUMP))
    assert done.returncode == 0, done.stderr


@pytest.fixture
def asked(folder: Path) -> Asked:
    """Questions to the database as its owner, who sees every row; a server runs for them alone."""

    @contextmanager
    def asking() -> Iterator[Callable[..., list[tuple]]]:
        server = Server(folder / "data")
        server.start()
        try:
            with psycopg.connect(server.url(roles.OWNER), options="-c timezone=UTC") as line:
                yield lambda sql, *values: line.execute(sql, list(values)).fetchall()  # type: ignore[arg-type]
        finally:
            server.stop()

    return asking


def test_what_the_release_before_wrote_is_all_there_and_every_clock_as_it_stood(
    kept, old, asked, folder
) -> None:
    before = json.loads(BEFORE.read_text())
    with asked() as ask:
        last = {table: ask(LAST.format(table=table, key=key))[0][0] for table, key in ROWS.items()}
    done = kept("upgrade")
    assert done.returncode == 0, done.stderr
    assert "3. Every clock is what the events say." in done.stdout
    (backup,) = (folder / "data" / "backups").iterdir()
    assert backup.stat().st_mode & 0o077 == 0
    with asked() as ask:
        for slug, known in before.items():
            now = {row for (row,) in ask(CLOCKS, slug, last["thread"])}
            then = set(known["clocks"])
            ran_out = {each for each in then - now if each.endswith(" running")}
            assert then - now == ran_out, slug
            assert {each.replace(" running", " broken") for each in ran_out} <= now
            # What was built since then may only add what follows from a clock that ran out meanwhile.
            assert {each.split()[1] for each in now - then} <= {each.split()[1] for each in ran_out} | CHAINED
            for table, key in ROWS.items():
                ((count,),) = ask(COUNT.format(table=table, key=key), slug, last[table])
                assert count == known[table], (slug, table)
        ((words, found),) = ask(
            "SELECT (SELECT count(*) FROM store_eventtext), count(*) FROM store_searchdoc"
        )
        assert words == found > 0
    checked = kept("recompute", "--check")
    assert checked.returncode == 0, checked.stdout
    again = kept("upgrade", "--backup", str(backup))
    assert (again.returncode, "is there already" in again.stderr) == (1, True)
    restored = kept("restore", str(backup), "--data", str(folder / "second"))
    assert restored.returncode == 0, restored.stderr


def test_a_clock_that_would_be_judged_otherwise_is_listed_and_left(kept, old, asked) -> None:
    with asked() as ask:
        ((promise, clock),) = ask(
            "UPDATE store_clock SET verdict = 'kept' WHERE id = (SELECT min(id) FROM store_clock"
            " WHERE verdict = 'broken') RETURNING promise, id"
        )
    done = kept("upgrade")
    assert done.returncode == 1
    assert f"{promise}: " in done.stderr
    assert "kept restore" in done.stderr
    with asked() as ask:
        assert ask("SELECT verdict FROM store_clock WHERE id = %s", clock) == [("kept",)]


def test_nobody_upgrades_under_a_kept_that_runs(kept, old, folder) -> None:
    server = Server(folder / "data")
    server.start()
    try:
        done = kept("upgrade")
    finally:
        server.stop()
    assert done.returncode == 1
    assert "Stop it first" in done.stderr
