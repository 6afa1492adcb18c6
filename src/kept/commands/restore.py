"""How does a backup become a database again? Only in an empty one, whole or not at all.

$ kept restore kept.dump --data /srv/kept
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from kept.commands.at_hand import add_data_argument, at_hand
from kept.commands.backup import connection_environment, run_program
from kept.server import Trouble, roles


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", metavar="FILE", type=Path, help="a file that “kept backup” wrote")
    add_data_argument(parser)


def run(args: argparse.Namespace) -> int:
    try:
        with open(args.file, "rb") as stream:
            beginning = stream.read(5)
    except OSError as fault:
        raise Trouble(f"{args.file} cannot be read: {fault.strerror}.") from fault
    if beginning != b"PGDMP":
        raise Trouble(f"{args.file} is not a backup of Kept. Give a file that “kept backup” wrote.")
    with at_hand(args.data, create=True):
        name = connection_environment()["PGDATABASE"]
        with _receiving():
            run_program(
                "pg_restore",
                "--single-transaction",
                "--exit-on-error",
                f"--dbname={name}",
                str(args.file.absolute()),
            )
    print(f"The database is as it was when {args.file} was written. Start Kept with “kept run”.")
    return 0


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
