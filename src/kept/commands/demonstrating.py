"""How is the demonstration made? A process of its own, started by `kept demo` before web and worker.

    $ python -m kept.commands.demonstrating --seed 1 --contacts 3000

It migrates as the owner; then, bound as everybody is, it plays a year for every association. Exit status:
`preparing.DEMONSTRATION` when all of it is there, 1 when it cannot be made here.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from datetime import datetime
from pathlib import Path

from kept.commands import preparing
from kept.server import Trouble

MOST_LANES = 4


def main(words: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--seed", type=int, required=True)
    parser.add_argument("--contacts", type=int, required=True)
    args = parser.parse_args(words)
    os.umask(0o077)
    try:
        preparing.migrate()
        preparing.check_bound()
        make(seed=args.seed, contacts=args.contacts)
    except Trouble as fault:
        print(f"kept: {fault}", file=sys.stderr)
        return 1
    return preparing.DEMONSTRATION


def make(*, seed: int, contacts: int) -> None:
    """The year of every association whose policy comes with Kept, unless it is there already."""
    from kept.config import moment
    from kept.demo.build import CannotBuild, build
    from kept.demo.house import Plan
    from kept.rulebook import policies_folder
    from kept.store.models import Rehearsal

    before = Rehearsal.objects.first()
    if before is not None and before.whole_at is not None:
        preparing.say(f"The demonstration of {before.built_for:%-d %B %Y} is here already.")
        return
    if before is not None:
        raise Trouble("The last making of the demonstration was cut short. Empty this database first.")
    folders: list[Path] = [each.parent for each in sorted(policies_folder().glob("*/association.yaml"))]
    began = time.monotonic()

    def progress(text: str) -> None:
        preparing.say(f"{time.monotonic() - began:5.0f} s  {text}")

    preparing.say(f"Making a year of {contacts:,} contacts for each of {len(folders)} associations …")
    at: datetime = moment.real()
    lanes = min(MOST_LANES, os.cpu_count() or 1, len(folders))
    try:
        done = build(Plan(seed, at, contacts), folders=folders, lanes=lanes, progress=progress)
    except CannotBuild as fault:
        raise Trouble(str(fault)) from fault
    events = sum(each.events for each in done)
    progress(f"The demonstration is ready: {events:,} events at {len(done)} associations.")


if __name__ == "__main__":
    sys.exit(main())
