"""How long until a small command has said what it has to say?"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

from benchmarks.figure import at_most, median_of, seconds

POLICIES = Path(__file__).resolve().parents[1] / "policies"
RUNS = 9
LIMIT = 0.3
COMMANDS = {
    "due": ["due", "--clause", "redland:2.8.3.1", "--from", "2026-04-02T16:10+01:00"],
    "policy check": ["policy", "check", str(POLICIES / "karin")],
    "policy events": ["policy", "events", "karin"],
    "policy coverage": ["policy", "coverage", "karin", "--json"],
    "help": ["--help"],
}


def figures() -> dict[str, dict[str, Any]]:
    return {name: at_most(_median(command), "s", limit=LIMIT) for name, command in COMMANDS.items()}


def _median(command: list[str]) -> float:
    def once() -> None:
        subprocess.run([sys.executable, "-m", "kept.cli", *command], stdout=subprocess.DEVNULL, check=True)

    once()  # the disk is read once; afterwards it is our own time
    return median_of(RUNS, lambda: seconds(once))
