"""How do the calls of a telephone system come in as a file, and what does the operator hear of it?

    $ kept import calls calls.csv --association wessex --mapping calls.map.yaml
    calls.csv: 1,204 calls. 1,201 were taken, 0 were there already, 3 were rejected; 96 lines were not for us.

Exit status: 0 when every call is on record, 1 when some were rejected, 2 when nothing could begin, 130 when
interrupted.
"""

from __future__ import annotations

import json
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from kept.commands.importing import (
    INTERRUPTED,
    OK,
    SOME_REJECTED,
    NoSuch,
    Progress,
    association_called,
    cannot,
    first_line,
)

if TYPE_CHECKING:
    import argparse

    from kept.importing.calls import Found


def run(args: argparse.Namespace) -> int:
    """Take the file in, and say what became of it."""
    from django.db import Error, connection

    from kept.config import database
    from kept.importing.calls import Found, bring_in_calls, call_mapping_for
    from kept.importing.files import FileFault
    from kept.store.rules import NoRulebook

    rejects = args.rejects or Path(f"{args.file.stem}.rejects{args.file.suffix or '.csv'}")
    found = Found()
    try:
        association = association_called(args.association)
        bring_in_calls(
            args.file,
            call_mapping_for(args.mapping, association),
            association=association,
            rejects=rejects,
            at_once=args.rejects is not None,
            by=args.by,
            at=datetime.now(UTC),
            dry_run=args.dry_run,
            progress=Progress(sys.stderr),
            found=found,
        )
    except KeyboardInterrupt:
        print(f"\nStopped. {_said(found)} Run it again to go on.", file=sys.stderr)
        return INTERRUPTED
    except (FileFault, NoRulebook, NoSuch) as problem:
        return cannot(f"{problem} Until there: {_said(found)}" if found.rows else str(problem))
    except Error as problem:
        if database.is_older(problem):
            raise
        return cannot(f"The database did not take it: {first_line(problem)} Run it again to go on.")
    finally:
        connection.close()
    _print(args, found, rejects)
    return SOME_REJECTED if found.rejected else OK


def _print(args: argparse.Namespace, found: Found, rejects: Path) -> None:
    if sys.stderr.isatty():
        print(file=sys.stderr)
    if args.json:
        numbers = {name: getattr(found, name) for name in ("rows", "taken", "already", "skipped", "rejected")}
        more = {
            "file": args.file.name,
            "rejects": str(rejects) if found.rejected else None,
            "dry_run": args.dry_run,
            "reasons": dict(found.reasons.most_common()),
        }
        print(json.dumps(numbers | more, ensure_ascii=False))
        return
    print(f"{args.file.name}: {_said(found)}")
    for reason, count in found.reasons.most_common(10):
        print(f"  {count:,} × {reason}")
    if found.rejected:
        print(f"The rejected lines, each with its reason, are in {rejects}.")
    if args.dry_run:
        print("This was a dry run: nothing was written.")


def _said(found: Found) -> str:
    return (
        f"{found.rows:,} calls. {found.taken:,} were taken, {found.already:,} were there already, "
        f"{found.rejected:,} were rejected; {found.skipped:,} lines were not for us."
    )
