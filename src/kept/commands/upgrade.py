"""How does a newer Kept take over what an older one wrote? In an order in which nothing can be lost.

    $ kept upgrade
    1. The backup is in /srv/kept/backups/before-2026-11-25-213000.dump.
    2. The database has been brought up to date.
    3. Every clock is what the events say.

A backup first, then the changes to the tables, then a look at every clock, and last the rulebooks that this
Kept brings. Where the new Kept would judge some clocks otherwise, it says which and changes none of them:
`kept recompute` writes them, and `kept restore` with the backup goes back.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

from kept.commands import backup
from kept.commands.at_hand import add_data_argument, at_hand
from kept.commands.preparing import DEMONSTRATION
from kept.server import Trouble, places

BACKUPS = "backups"
SHOWN = 20
NOT_OWED_BEFORE = "is owed and not stored"
OTHERWISE = (
    "This Kept judges some clocks otherwise than the one before it. They are listed above, and none has been "
    "changed: “kept recompute” writes them."
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--backup",
        metavar="FILE",
        type=Path,
        help="where the backup goes; unset: backups/ in the folder of the data",
    )
    add_data_argument(parser)


def run(args: argparse.Namespace) -> int:
    folder = places.data_folder(args.data)
    socket = places.socket_folder(folder)
    if socket is not None and places.listens(socket):
        raise Trouble("Kept is running on this data. Stop it first, so that nobody works in between.")
    if args.backup and args.backup.exists():
        raise Trouble(f"{args.backup} is there already. Choose another name, so that no backup is lost.")
    with at_hand(args.data):
        target = args.backup or _new_file(folder)
        backup.write(target.absolute())
        print(f"1. The backup is in {target}.", flush=True)
        # Each a process of its own: their owner changes the tables, the app's role does all else.
        if _kept("-m", "kept.cli", "migrate", quiet=True):
            raise Trouble(_back(target, "The database could not be brought up to date."))
        print("2. The database has been brought up to date.", flush=True)
        differences = _differences()
        of_clocks = [each for each in differences if not each["what"].endswith(NOT_OWED_BEFORE)]
        if of_clocks:
            print(_listed(of_clocks), file=sys.stderr)
            print(_back(target, OTHERWISE), file=sys.stderr)
            return 1
        # A newer Kept may remind of more than the one before it: on record now, and long past.
        if differences and _kept("-m", "kept.cli", "recompute", quiet=True):
            raise Trouble(_back(target, "What the new Kept reminds of could not be written."))
        print(f"3. Every clock is what the events say. {_reminders(len(differences))}".rstrip(), flush=True)
        # Only now the rulebooks: what they bring begins with a database that is known to be right.
        if _kept("-m", "kept.commands.preparing", quiet=True) not in (0, DEMONSTRATION):
            raise Trouble(_back(target, "The rulebooks could not be loaded."))
    print("Kept may be started with “kept run”.")
    return 0


def _differences() -> list[dict[str, str]]:
    """What is stored otherwise than this Kept judges."""
    done = subprocess.run(
        [sys.executable, "-m", "kept.cli", "recompute", "--check", "--json"],
        env=dict(os.environ),
        stdout=subprocess.PIPE,
        text=True,
        check=False,
    )
    lines = [json.loads(each) for each in done.stdout.splitlines()]
    if not lines and done.returncode:
        raise Trouble("The clocks could not be looked at. What stands above says why.")
    return [each for each in lines if "what" in each]


def _listed(differences: list[dict[str, str]]) -> str:
    shown = [
        f"{each['association']} {each['thread']} {each['promise'] or ''}: {each['what']}"
        for each in differences
    ]
    rest = len(shown) - SHOWN
    return "\n".join(
        [
            *shown[:SHOWN],
            *([f"and {rest:,} more; “kept recompute --check” lists them all"] if rest > 0 else []),
        ]
    )


def _reminders(count: int) -> str:
    return f"{count:,} reminders that were not known before are on record." if count else ""


def _new_file(folder: Path) -> Path:
    backups = folder / BACKUPS
    backups.mkdir(mode=0o700, parents=True, exist_ok=True)
    return backups / f"before-{datetime.now(UTC):%Y-%m-%d-%H%M%S}.dump"


def _kept(*arguments: str, quiet: bool = False) -> int:
    """Run a part of Kept on the same database; what went wrong, it says itself."""
    done = subprocess.run(
        [sys.executable, *arguments],
        env=dict(os.environ),
        stdout=subprocess.DEVNULL if quiet else None,
        check=False,
    )
    return done.returncode


def _back(target: Path, what: str) -> str:
    return (
        f"{what} To go back to how it was, move the folder of the data away, and with the Kept that you had "
        f"put the backup into an empty one: kept restore {target}"
    )
