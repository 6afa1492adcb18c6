"""How do counts from outside come in as a file, and what does the operator hear of it?

    $ kept import counts calls.csv --association karin --mapping calls.map.yaml
    calls.csv: 31 rows. 30 were new, 1 put right what was there, 0 were there already and 0 were rejected.

Exit status: 0 when every row is on record, 1 when some were rejected, 2 when nothing could begin.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from kept.commands.importing import OK, SOME_REJECTED, NoSuch, association_called, cannot, first_line

if TYPE_CHECKING:
    import argparse

    from kept.importing.counts import Counted


def run(args: argparse.Namespace) -> int:
    """Take the file in, and say what became of its rows."""
    from django.db import Error, connection

    from kept.config import database
    from kept.importing.counts import bring_counts
    from kept.importing.files import FileFault
    from kept.importing.records import read_record_mapping
    from kept.store.rules import NoRulebook

    rejects = args.rejects or Path(f"{args.file.stem}.rejects{args.file.suffix or '.csv'}")
    try:
        association = association_called(args.association)
        found = bring_counts(
            args.file,
            read_record_mapping(args.mapping, what="counts", zone=association.zone),
            association=association,
            rejects=rejects,
            at_once=args.rejects is not None,
            by=args.by,
            at=datetime.now(UTC),
            dry_run=args.dry_run,
        )
    except (FileFault, NoRulebook, NoSuch) as problem:
        return cannot(str(problem))
    except Error as problem:
        if database.is_older(problem):
            raise
        return cannot(f"The database did not take it: {first_line(problem)} Run it again to go on.")
    finally:
        connection.close()
    _print(args, found, rejects)
    return SOME_REJECTED if found.rejected else OK


def _print(args: argparse.Namespace, found: Counted, rejects: Path) -> None:
    if args.json:
        numbers = {name: getattr(found, name) for name in ("rows", "new", "changed", "known", "skipped")}
        more = {
            "file": args.file.name,
            "rejected": found.rejected,
            "rejects": str(rejects) if found.rejected else None,
            "dry_run": args.dry_run,
            "reasons": dict(found.reasons.most_common()),
        }
        print(json.dumps(numbers | more, ensure_ascii=False))
        return
    print(
        f"{args.file.name}: {found.rows:,} rows. {found.new:,} were new, {found.changed:,} put right what "
        f"was there, {found.known:,} were there already and {found.rejected:,} were rejected."
    )
    for reason, count in found.reasons.most_common(10):
        print(f"  {count:,} × {reason}")
    if found.rejected:
        print(f"The rejected rows, each with its reason, are in {rejects}.")
    if args.dry_run:
        print("This was a dry run: nothing was written.")
