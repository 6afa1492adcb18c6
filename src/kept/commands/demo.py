"""How does Kept look after a year of use? Five associations with a made-up year up to today, to try it out.

    $ kept demo
    Making a year of 3,000 contacts for each of 5 associations …
    …
    Kept is at http://127.0.0.1:8000/

The sign-in page offers one click for each role, and every page lets time be moved on. The demonstration lies
in a folder of its own and is kept; `--again` makes it anew, up to today. It never touches other data: a
folder or a database that holds something real is refused.
"""

from __future__ import annotations

import argparse
import os
import shutil
import signal
import sys
from collections.abc import Mapping
from pathlib import Path

from kept.commands import preparing
from kept.commands import run as running
from kept.server import Trouble, places, processes

SEED, CONTACTS, SMALL = 1, 3_000, 60
MOST = 100_000
MARK = "demonstration"
BUILDING, WHOLE = "being made\n", "whole\n"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    running.add_arguments(parser)
    parser.add_argument(
        "--again", action="store_true", help="make it anew, up to today; the one before is thrown away"
    )
    parser.add_argument(
        "--contacts",
        type=int,
        default=CONTACTS,
        metavar="N",
        help=f"about how many contacts each association had in the year ({CONTACTS:,})",
    )
    parser.add_argument("--small", action="store_true", help=f"the same as --contacts {SMALL}: seconds")
    parser.add_argument(
        "--seed", type=int, default=SEED, metavar="N", help=f"another number draws another year ({SEED})"
    )
    parser.add_argument("--only-make", action="store_true", help="make it and stop, without serving it")


def run(args: argparse.Namespace) -> int:
    contacts = SMALL if args.small else args.contacts
    if not 1 <= contacts <= MOST:
        raise Trouble(f"Ask for 1 to {MOST:,} contacts.")
    folder = _folder(args.data)
    args.data = str(folder)
    if not _own_database():
        _make_room(folder, again=args.again)

    def prepare(environment: Mapping[str, str]) -> int:
        status = _made(environment, args.seed, contacts)
        if status == preparing.DEMONSTRATION and not _own_database():
            places.write_private(folder / MARK, WHOLE)
        return status

    return running.serve(args, prepare, only_prepare=args.only_make)


def _folder(given: str | None) -> Path:
    """Beside the folder of real data, never in it."""
    if given:
        return places.data_folder(given)
    usual = places.data_folder()
    return usual.with_name(f"{usual.name}-demo")


def _own_database() -> bool:
    return bool(os.environ.get("DATABASE_URL") or os.environ.get("KEPT_OWNER_URL"))


def _make_room(folder: Path, *, again: bool) -> None:
    """Leave a whole demonstration as it is; throw away one that was cut short, or that is not wanted."""
    mark = folder / MARK
    if not mark.exists():
        if folder.exists() and any(folder.iterdir()):
            raise Trouble(
                f"{folder} holds something that is no demonstration. Choose an empty folder with --data."
            )
        folder.mkdir(mode=0o711 if os.geteuid() == 0 else 0o700, parents=True, exist_ok=True)
    elif again or mark.read_text() != WHOLE:
        socket = places.socket_folder(folder)
        if socket is not None and places.listens(socket):
            raise Trouble(f"The demonstration in {folder} is running. Stop it first, then make it anew.")
        shutil.rmtree(folder / "postgres", ignore_errors=True)
    else:
        return
    places.write_private(mark, BUILDING)


def _made(environment: Mapping[str, str], seed: int, contacts: int) -> int:
    words = ["--seed", str(seed), "--contacts", str(contacts)]
    child = processes.start(
        [sys.executable, "-m", "kept.commands.demonstrating", *words],
        on_parent_death=signal.SIGTERM,
        environment=environment,
    )
    try:
        return int(child.wait())
    finally:
        processes.stop(child, signal.SIGTERM, seconds=10)
