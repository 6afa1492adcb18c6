"""How are records of another system brought in?

    $ kept import contacts contacts-2017.csv --association karin --mapping contacts-2017.map.yaml
    contacts-2017.csv: 500 rows. 488 were taken, 0 were there already and 12 were rejected.
    The rejected rows, each with its reason, are in contacts-2017.rejects.csv.

People, homes, tenancies and patches of the housing system come in every night (see `importing_housing`):

    $ kept import homes homes.csv --association karin --mapping homes.map.yaml --complete

What a telephone system or a mail book counted, day by day (see `importing_counts`):

    $ kept import counts calls.csv --association karin --mapping calls.map.yaml

The calls themselves, one by one, of any telephone system (see `importing_calls`):

    $ kept import calls calls.csv --association karin --mapping calls.map.yaml

What a call handler took down in the night, as CSV or as an e-mail (see `importing_sheet`):

    $ kept import sheet night.eml --association karin

Exit status: 0 when every row is on record, 1 when some were rejected, 2 when nothing could begin, 130 when
interrupted.
"""

from __future__ import annotations

import json
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, TextIO

from kept.commands.at_hand import add_data_argument, at_hand

if TYPE_CHECKING:
    import argparse

    from kept.importing.contacts import Brought
    from kept.store.models import Association

OK, SOME_REJECTED, CANNOT_BEGIN, INTERRUPTED = 0, 1, 2, 130
SECONDS_BETWEEN = 5.0
LANES = 2
# What comes from the housing system every night.
HOUSING = ("people", "homes", "tenancies", "patches")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument(
        "what", choices=["contacts", *HOUSING, "counts", "calls", "sheet"], help="what the file holds"
    )
    parser.add_argument("file", type=Path, metavar="FILE", help="the records, as CSV or JSON lines")
    parser.add_argument(
        "--association", required=True, metavar="SLUG", help="whose records they are, such as karin"
    )
    parser.add_argument(
        "--mapping", type=Path, metavar="MAP", help="what its columns mean, as YAML (not for a sheet)"
    )
    parser.add_argument(
        "--rejects",
        type=Path,
        metavar="FILE",
        help="where rejected rows go; otherwise beside you, by the file's name",
    )
    parser.add_argument("--by", default="import", metavar="WHO", help="who signs what is recorded (import)")
    parser.add_argument(
        "--dry-run",
        "--check",
        action="store_true",
        help="say what would become of each row, and write nothing",
    )
    parser.add_argument(
        "--complete",
        action="store_true",
        help="the file has everything there is: homes, tenancies or patches that it has no more end",
    )
    parser.add_argument(
        "--really", action="store_true", help="even where more than one in ten of them would end"
    )
    parser.add_argument("--json", action="store_true", help="print the result as JSON")
    add_data_argument(parser)


def run(args: argparse.Namespace) -> int:
    """Bring the file in, and say what became of its rows."""
    from kept.rulebook.faults import RulebookFaults
    from kept.server import Trouble

    try:
        with at_hand(args.data):
            from kept import config

            config.setup()
            if args.what == "sheet":
                from kept.commands import importing_sheet

                return importing_sheet.run(args)
            if args.mapping is None:
                return cannot("Say with --mapping what the columns mean. Only a sheet needs no mapping.")
            if args.what in HOUSING:
                from kept.commands import importing_housing

                return importing_housing.run(args)
            if args.what == "counts":
                from kept.commands import importing_counts

                return importing_counts.run(args)
            if args.what == "calls":
                from kept.commands import importing_calls

                return importing_calls.run(args)
            return _run(args)
    except (RulebookFaults, Trouble) as problem:
        return cannot(str(problem))


def _run(args: argparse.Namespace) -> int:
    from django.db import Error, connection

    from kept.config import database
    from kept.importing.contacts import Brought, bring_in, mapping_for
    from kept.importing.files import FileFault
    from kept.store.rules import NoRulebook

    rejects = args.rejects or Path(f"{args.file.stem}.rejects{args.file.suffix or '.csv'}")
    brought = Brought()
    try:
        association = association_called(args.association)
        bring_in(
            args.file,
            mapping_for(args.mapping, association),
            association=association,
            rejects=rejects,
            at_once=args.rejects is not None,
            by=args.by,
            at=datetime.now(UTC),
            dry_run=args.dry_run,
            lanes=LANES,
            progress=Progress(sys.stderr),
            brought=brought,
        )
    except KeyboardInterrupt:
        print(f"\nStopped. {_said(brought)} Run it again to go on.", file=sys.stderr)
        return INTERRUPTED
    except (FileFault, NoRulebook, NoSuch) as problem:
        return cannot(f"{problem} Until there: {_said(brought)}" if brought.rows else str(problem))
    except Error as problem:
        if database.is_older(problem):
            raise
        return cannot(
            f"The database did not take it: {first_line(problem)} {_said(brought)} Run it again to go on."
        )
    finally:
        connection.close()
    _print(args, brought, rejects)
    return SOME_REJECTED if brought.rejected else OK


class NoSuch(LookupError):
    """What was named is not there; the text says what is."""


def association_called(slug: str) -> Association:
    """The association of that name; NoSuch says which there are."""
    from kept.store.models import Association

    found = Association.objects.filter(slug=slug).first()
    if found is None:
        known = ", ".join(Association.objects.order_by("slug").values_list("slug", flat=True))
        known = known or "none yet; run “kept policy load” first"
        raise NoSuch(f"There is no association “{slug}” here. There are: {known}.")
    return found


class Counted(Protocol):
    """What progress is told of."""

    rows: int
    rejected: int


class Progress:
    """Says on stderr how far it came: on one line of a terminal, or now and then in a log."""

    def __init__(self, stream: TextIO) -> None:
        self.stream, self.live = stream, stream.isatty()
        self.began = self.said = time.monotonic()

    def __call__(self, brought: Counted) -> None:
        now = time.monotonic()
        if not self.live and now - self.said < SECONDS_BETWEEN:
            return
        self.said = now
        rate = brought.rows / max(now - self.began, 0.001)
        text = f"{brought.rows:,} rows, {brought.rejected:,} rejected, {rate:,.0f} a second"
        print(
            f"\r{text:<70}" if self.live else text,
            end="" if self.live else "\n",
            file=self.stream,
            flush=True,
        )


def _print(args: argparse.Namespace, brought: Brought, rejects: Path) -> None:
    if sys.stderr.isatty():
        print(file=sys.stderr)
    if args.json:
        print(
            json.dumps(
                {
                    "file": args.file.name,
                    "rows": brought.rows,
                    "taken": brought.taken,
                    "already_there": brought.already,
                    "rejected": brought.rejected,
                    "events": brought.events,
                    "dry_run": args.dry_run,
                    "rejects": str(rejects) if brought.rejected else None,
                    "reasons": dict(brought.reasons.most_common()),
                },
                ensure_ascii=False,
            )
        )
        return
    print(f"{args.file.name}: {_said(brought)}")
    for reason, count in brought.reasons.most_common(10):
        print(f"  {count:,} × {reason}")
    if brought.rejected:
        print(f"The rejected rows, each with its reason, are in {rejects}.")
    if args.dry_run:
        print("This was a dry run: nothing was written.")


def _said(brought: Brought) -> str:
    return (
        f"{brought.rows:,} rows. {brought.taken:,} were taken, {brought.already:,} were there already and "
        f"{brought.rejected:,} were rejected."
    )


def first_line(problem: Exception) -> str:
    """What the database says first, as a sentence."""
    return str(problem).strip().split("\n", 1)[0].rstrip(".") + "."


def cannot(sentence: str, *, command: str = "import") -> int:
    """Say why nothing could begin; the exit status that tells so."""
    print(f"kept {command}: {sentence}", file=sys.stderr)
    return CANNOT_BEGIN
