"""How does a backup become a database again? Only in an empty one, whole or not at all.

$ kept restore kept.dump --data /srv/kept
"""

from __future__ import annotations

import argparse
import hashlib
import os
import re
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from kept.commands.at_hand import add_data_argument, at_hand
from kept.commands.backup import DATABASE, FILES, connection_environment, run_program
from kept.server import Trouble, places, roles

DUMP = b"PGDMP"
# Where each file lies by its own digest; nothing else is ever unpacked.
_FILE = re.compile(rf"{FILES}/([a-z0-9][a-z0-9_-]*)/([0-9a-f]{{2}})/([0-9a-f]{{64}})\Z")
_PIECE = 1024 * 1024


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", metavar="FILE", type=Path, help="a file that “kept backup” wrote")
    add_data_argument(parser)


def run(args: argparse.Namespace) -> int:
    try:
        with open(args.file, "rb") as stream:
            beginning = stream.read(len(DUMP))
    except OSError as fault:
        raise Trouble(f"{args.file} cannot be read: {fault.strerror}.") from fault
    whole = beginning == DUMP
    if not whole and not _holds_files(args.file):
        raise Trouble(f"{args.file} is not a backup of Kept. Give a file that “kept backup” wrote.")
    with at_hand(args.data, create=True), _receiving():
        if whole:
            _read_in(args.file.absolute())
        else:
            _unpack(args.file)
    print(f"The database is as it was when {args.file} was written. Start Kept with “kept run”.")
    return 0


def _read_in(dump: Path) -> None:
    name = connection_environment()["PGDATABASE"]
    run_program("pg_restore", "--single-transaction", "--exit-on-error", f"--dbname={name}", str(dump))


def _holds_files(path: Path) -> bool:
    """Whether it is an archive whose first entry is a dump of the database."""
    try:
        with tarfile.open(path, mode="r:") as tar:
            first = tar.next()
            stream = tar.extractfile(first) if first is not None and first.name == DATABASE else None
            return stream is not None and stream.read(len(DUMP)) == DUMP
    except (tarfile.TarError, OSError):
        return False


def _unpack(path: Path) -> None:
    """The files first, each held to its digest: then the database, which names them, all at once."""
    with tempfile.TemporaryDirectory(dir=path.absolute().parent, prefix=".restore-") as folder:
        dump = Path(folder) / DATABASE
        try:
            with tarfile.open(path, mode="r:") as tar:
                for member in tar:
                    stream = tar.extractfile(member) if member.isfile() else None
                    match = _FILE.match(member.name)
                    if stream is not None and member.name == DATABASE:
                        _copied(stream, dump)
                    elif stream is not None and match:
                        _put(stream, match[1], match[3])
                    else:
                        raise Trouble(f"{path} holds “{member.name[:80]}”, which no backup of Kept has.")
        except (tarfile.TarError, OSError) as fault:
            raise Trouble(f"{path} is damaged and cannot be unpacked whole: {fault}.") from fault
        _read_in(dump)


def _put(stream: IO[bytes], association: str, sha256: str) -> None:
    """One file to where it lay. What is not what its name says is damaged."""
    target = places.files_folder() / association / sha256[:2] / sha256
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    half = target.with_name(f".{sha256}.{os.getpid()}.half")
    try:
        if _copied(stream, half) != sha256:
            raise Trouble(f"The file {sha256[:12]}… in the backup is damaged. Use another backup.")
        half.replace(target)
    finally:
        half.unlink(missing_ok=True)


def _copied(stream: IO[bytes], target: Path) -> str:
    """The digest of what was copied."""
    digest = hashlib.sha256()
    with os.fdopen(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as copy:
        while piece := stream.read(_PIECE):
            digest.update(piece)
            copy.write(piece)
    return digest.hexdigest()


@contextmanager
def _receiving() -> Iterator[None]:
    """An empty database, in which for a while kept_search may be given the functions that it owns."""
    import psycopg

    from kept.config import database

    with psycopg.connect(database.owner_url() or "", autocommit=True) as connection:
        row = connection.execute("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'").fetchone()
        # Nothing is ever written over: two landlords' data, or two states of one, must not mix.
        if row is not None and row[0]:
            raise Trouble(
                "This database is not empty, and a restore would mix two sets of data. "
                "Choose another folder with --data, or move the present one away."
            )
        connection.execute(f"GRANT CREATE ON SCHEMA public TO {roles.SEARCH}")
        try:
            yield
        finally:
            connection.execute(f"REVOKE CREATE ON SCHEMA public FROM {roles.SEARCH}")
