"""How many events a second does a replay judge on one core, and does its memory stay flat?

A year of made-up contacts, each subject's lines together: letters acknowledged, answered, extended and
corrected, calls, messages and visitors, with the time and the memory that the system counted for the process.
"""

from __future__ import annotations

import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple

from benchmarks.figure import at_least, at_most, median_of

EVENTS, TIMES, RUNS = 100_000, 4, 3
LIMIT = 25_000
# A file four times as long may take so much more memory, and no more.
GROWTH = 1.1
MONDAY = datetime(2025, 1, 6, 9, tzinfo=UTC)
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)


class Cost(NamedTuple):
    """What one run took of a core, and at its peak of memory."""

    seconds: float
    megabytes: float


def figures() -> dict[str, dict[str, Any]]:
    folder = Path(tempfile.mkdtemp(prefix="kept-bench-"))
    try:
        short, long = (
            _written(folder / "short.jsonl", EVENTS),
            _written(folder / "long.jsonl", EVENTS * TIMES),
        )
        speed = {how: median_of(RUNS, lambda how=how: EVENTS / _cost(short, *how).seconds) for how in _WAYS}
        flat, grown = _cost(short, "--grouped").megabytes, _cost(long, "--grouped").megabytes
        whole = _cost(short).megabytes
        return {
            "events": at_least(speed[()], "events/s a core", limit=LIMIT),
            "events grouped": at_least(speed["--grouped",], "events/s a core", limit=LIMIT),
            "memory grouped": at_most(
                grown, "MB", limit=round(flat * GROWTH, 1), quarter_of_the_file=flat, quarter_ungrouped=whole
            ),
        }
    finally:
        shutil.rmtree(folder, ignore_errors=True)


_WAYS: tuple[tuple[str, ...], ...] = ((), ("--grouped",))


def _cost(path: Path, *options: str) -> Cost:
    command = [sys.executable, "-m", "kept.cli", "replay", "--association", "karin", *options, str(path)]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL) as process:
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise RuntimeError(f"The replay ended with status {process.returncode}.")
    return Cost(usage.ru_utime + usage.ru_stime, round(usage.ru_maxrss / 1024, 1))


def _written(path: Path, events: int) -> Path:
    chance = random.Random(7)
    with path.open("w", encoding="utf-8") as file:
        written = subject = 0
        while written < events:
            subject += 1
            for line in _contact(chance, subject):
                file.write(json.dumps({"id": f"e{written}", **line}) + "\n")
                written += 1
    return path


def _contact(chance: random.Random, subject: int) -> Iterator[dict[str, object]]:
    """Everything that happened to one subject."""
    came = MONDAY + chance.randrange(0, 365 * 24 * 60) * MINUTE

    def line(kind: str, at: datetime, **details: object) -> dict[str, object]:
        return {
            "kind": kind,
            "subject": f"S{subject}",
            "happened_at": at.isoformat(),
            "recorded_at": (at + chance.choice((0, 0, 0, 5, 3000)) * MINUTE).isoformat(),
            "by": chance.choice(("ann", "bea")),
            "details": details,
        }

    later = came + chance.randrange(60, 12 * 24 * 60) * MINUTE
    match chance.choice(("letter", "letter", "call", "message", "visitor")):
        case "letter":
            yield line("letter.received", came, urgent=chance.random() < 0.1, classified="general")
            if chance.random() < 0.3:
                yield line("letter.acknowledged", came + 2 * DAY, answer_by="2027-01-04")
            if chance.random() < 0.1:
                told = {"new_due": f"{came + 20 * DAY:%Y-%m-%d}", "customer_told": True, "reason": "survey"}
                yield line("clock.extended", came + 3 * DAY, **told)
            yield line("letter.answered", later)
        case "call":
            yield line("call.rang", came)
            yield line("call.answered", came + timedelta(seconds=chance.randrange(1, 30)))
        case "message":
            yield line("message.taken", came, reply_wanted="call", urgent=False)
            yield line("callback.attempted", came + 30 * MINUTE)
            yield line("message.returned", later)
        case "visitor":
            yield line("visitor.arrived", came, with_appointment=False, urgent=False)
            yield line("visitor.seen", came + chance.randrange(1, 9) * MINUTE)


if __name__ == "__main__":
    print(json.dumps(figures(), indent=2, ensure_ascii=False))
