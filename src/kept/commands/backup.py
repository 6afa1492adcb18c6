"""How is everything that Kept knows kept safe? One file, written by pg_dump as the owner, whom row-level
security does not bind: nothing is left out.

    $ kept backup kept.dump
    The backup is in kept.dump (1,204,113 bytes). Put it into an empty database with “kept restore kept.dump”.

Where there are photographs and other files, the backup is a tar archive: the dump of the database first, the
files after it. A file is on disk before the database names it, and is never written again, so the files that
are there once the dump is done are all those that it names.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import subprocess
import tarfile
from pathlib import Path

from kept.commands.at_hand import add_data_argument, at_hand
from kept.server import Trouble, places

# The names in a backup that holds files.
DATABASE, FILES = "database.dump", "files"
DIGEST = 64


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", metavar="FILE", type=Path, help="the file to write; it must not exist yet")
    add_data_argument(parser)


def run(args: argparse.Namespace) -> int:
    target: Path = args.file.absolute()
    if target.exists():
        raise Trouble(f"{args.file} is there already. Choose another name, so that no backup is lost.")
    if not target.parent.is_dir():
        raise Trouble(f"There is no folder {target.parent}. Make it first, or choose another.")
    with at_hand(args.data):
        write(target)
    size = f"{target.stat().st_size:,}"
    print(
        f"The backup is in {args.file} ({size} bytes). "
        f"Put it into an empty database with “kept restore {args.file}”."
    )
    return 0


def write(target: Path) -> None:
    """Write the backup of the database that is at hand; the file is there whole, or not at all."""
    half = target.with_name(f".{target.name}.{os.getpid()}.half")
    try:
        # Made before pg_dump writes into it: what people told us is for this user's eyes only.
        os.close(os.open(half, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
        run_program("pg_dump", "--format=custom", f"--file={half}")
        files = files_there()
        if files:
            half = _with_files(half, files)
        half.replace(target)
    except OSError as fault:
        raise Trouble(f"{target} cannot be written: {fault.strerror}.") from fault
    finally:
        half.unlink(missing_ok=True)


def files_there() -> list[Path]:
    """Every photograph and other file that is kept, whichever association's; none that is half written."""
    return sorted(
        each for each in places.files_folder().glob("*/[0-9a-f][0-9a-f]/*") if len(each.name) == DIGEST
    )


def _with_files(dump: Path, files: list[Path]) -> Path:
    """One archive of both, in place of the dump."""
    folder, archive = places.files_folder(), dump.with_name(f"{dump.name}.tar")
    try:
        handle = os.open(archive, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as target, tarfile.open(fileobj=target, mode="w") as tar:
            tar.add(dump, DATABASE)
            for each in files:
                # One that is erased while the backup is written is none that anybody may see again.
                with contextlib.suppress(FileNotFoundError):
                    tar.add(each, f"{FILES}/{each.relative_to(folder).as_posix()}")
    except BaseException:
        archive.unlink(missing_ok=True)
        raise
    finally:
        dump.unlink(missing_ok=True)
    return archive


def run_program(name: str, *arguments: str) -> None:
    """Run one of PostgreSQL's programs on our database as the owner; its own words when it fails."""
    from kept.server.programs import find_programs

    done = subprocess.run(
        [find_programs().path(name), "--no-password", *arguments],
        env={"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8", **connection_environment()},
        capture_output=True,
        text=True,
        errors="replace",
        check=False,
    )
    if done.returncode != 0:
        raise Trouble(f"{name} could not finish:\n{done.stderr.strip()}")


def connection_environment() -> dict[str, str]:
    """The owner's connection as libpq reads it: no password on any command line."""
    from kept.config import NotReady, database

    url = database.owner_url()
    if url is None:
        raise NotReady(
            "This needs the owner of the tables: name the database as its owner in KEPT_OWNER_URL."
        )
    known = database.from_url(url)
    names = {
        "PGDATABASE": "NAME",
        "PGUSER": "USER",
        "PGPASSWORD": "PASSWORD",
        "PGHOST": "HOST",
        "PGPORT": "PORT",
    }
    found = {name: known[key] for name, key in names.items() if known[key]}
    options = {f"PG{name.upper().replace('_', '')}": value for name, value in known["OPTIONS"].items()}
    return {**options, **found}
