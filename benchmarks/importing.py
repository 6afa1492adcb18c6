"""How many rows a second does an import put on record, clocks and verdicts included?

The example's contacts, each under many references, into a new embedded database that keeps what it is told.
"""

from __future__ import annotations

import csv
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from benchmarks.figure import at_least, median_of, seconds
from kept.server.postgres import Server

TOP = Path(__file__).resolve().parents[1]
EXAMPLE, MAPPING = TOP / "examples" / "contacts-2017.csv", TOP / "examples" / "contacts-2017.map.yaml"
ROWS, RUNS, LIMIT = 20_000, 3, 5_000


def figures() -> dict[str, dict[str, Any]]:
    folder = Path(tempfile.mkdtemp(prefix="kept-bench-", dir="/tmp"))
    folder.chmod(0o711)  # as root, PostgreSQL runs as somebody else, who must be able to enter
    try:
        with _database(folder):
            return {"rows": _rows(folder), "rows told again": _again(folder)}
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _database(folder: Path) -> Iterator[Server]:
    """A new database, migrated, with Karin's rulebook in it; this process is the app role."""
    from kept.server import roles

    server = Server(folder)
    server.start()
    try:
        os.environ.update(
            KEPT_DATA=str(folder), DATABASE_URL=server.url(roles.APP), KEPT_OWNER_URL=server.url(roles.OWNER)
        )
        for command in (["migrate"], ["policy", "load", str(TOP / "policies" / "karin")]):
            subprocess.run(
                [sys.executable, "-m", "kept.cli", *command], stdout=subprocess.DEVNULL, check=True
            )
        from kept import config

        config.setup()
        yield server
        from django.db import connection

        connection.close()
    finally:
        server.stop()


def _rows(folder: Path) -> dict[str, Any]:
    numbers = iter(range(1, 100))

    def once() -> float:
        path = _enlarged(folder, next(numbers))
        return ROWS / seconds(lambda: _bring_in(path))

    return at_least(median_of(RUNS, once), "rows/s", limit=LIMIT)


def _again(folder: Path) -> dict[str, Any]:
    """The same file a second time, which adds nothing."""
    path = _enlarged(folder, 1)
    return at_least(median_of(RUNS, lambda: ROWS / seconds(lambda: _bring_in(path))), "rows/s", limit=LIMIT)


def _bring_in(path: Path) -> None:
    from kept.importing.contacts import bring_in, mapping_for
    from kept.store.models import Association

    karin = Association.objects.get(slug="karin")
    found = bring_in(
        path,
        mapping_for(MAPPING, karin),
        association=karin,
        rejects=path.with_suffix(".rejects.csv"),
        by="benchmark",
        at=datetime.now(UTC),
        lanes=2,
    )
    assert found.rows == found.taken + found.already + found.rejected == ROWS


def _enlarged(folder: Path, number: int) -> Path:
    """The example over and over, each time under other references."""
    with EXAMPLE.open(newline="") as stream:
        heading, *rows = csv.reader(stream)
    path = folder / f"{number}.csv"
    with path.open("w", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(heading)
        for each in range(ROWS):
            row = rows[each % len(rows)]
            writer.writerow([f"{number}-{each // len(rows)}-{row[0]}", *row[1:]])
    return path
