"""Is the database up to date with this Kept? `kept migrate` brings it there, as the owner of the tables.

$ kept migrate
$ kept migrate --check        # changes nothing; status 1 when there is something to do
"""

from __future__ import annotations

import argparse

from kept.commands.at_hand import add_data_argument, at_hand


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--check", action="store_true", help="only say whether there is something to do")
    add_data_argument(parser)


def run(args: argparse.Namespace) -> int:
    from kept import config

    with at_hand(args.data, create=not args.check):
        config.setup(as_owner=True)
        from django.core.management import call_command
        from django.db import connection

        from kept.store.first_migration import quickly

        try:
            with quickly():
                call_command("migrate", check_unapplied=args.check, interactive=False)
        except SystemExit as ending:  # --check says by its status what it found
            return int(ending.code or 0)
        finally:
            connection.close()
    return 0
