"""How does a night's file of the housing system come in, and what does the operator hear of it?

    $ kept import tenancies tenancies.csv --association karin --mapping tenancies.map.yaml --complete
    tenancies.csv: 4,210 rows. 12 were added, 31 changed, 9 ended, 4,156 were as before and 2 were rejected.
    11 people are to be told who their officer is.

Exit status: 0 when every row is on record, 1 when some were rejected or taken without an answer, 2 when
nothing could begin or too much would have ended, 130 when interrupted.
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

    from kept.importing.beside import Taken

MOST_SHOWN = 20


def run(args: argparse.Namespace) -> int:
    """Take the file in, and say what became of its rows."""
    from django.db import Error, connection

    from kept.config import database
    from kept.importing.beside import Brake, Taken, take_in
    from kept.importing.files import FileFault
    from kept.importing.records import read_record_mapping
    from kept.store.rules import NoRulebook

    rejects = args.rejects or Path(f"{args.file.stem}.rejects{args.file.suffix or '.csv'}")
    taken = Taken()
    try:
        association = association_called(args.association)
        take_in(
            args.file,
            read_record_mapping(args.mapping, what=args.what, zone=association.zone),
            association=association,
            rejects=rejects,
            at_once=args.rejects is not None,
            complete=args.complete,
            really=args.really,
            by=args.by,
            at=datetime.now(UTC),
            dry_run=args.dry_run,
            progress=Progress(sys.stderr),
            taken=taken,
        )
    except KeyboardInterrupt:
        print(f"\nStopped. {said(taken)} Run it again to go on.", file=sys.stderr)
        return INTERRUPTED
    except (Brake, FileFault, NoRulebook, NoSuch) as problem:
        return cannot(str(problem))
    except Error as problem:
        if database.is_older(problem):
            raise
        return cannot(f"The database did not take it: {first_line(problem)} Run it again to go on.")
    finally:
        connection.close()
    _print(args, taken, rejects)
    return SOME_REJECTED if taken.rejected or taken.partly else OK


def _print(args: argparse.Namespace, taken: Taken, rejects: Path) -> None:
    if sys.stderr.isatty():
        print(file=sys.stderr)
    kept_back = taken.rejected or taken.partly
    if args.json:
        print(json.dumps(_as_json(args, taken, rejects if kept_back else None), ensure_ascii=False))
        return
    print(f"{args.file.name}: {said(taken)}")
    for line in _more(taken):
        print(line)
    for reason, count in taken.reasons.most_common(10):
        print(f"  {count:,} × {reason}")
    if kept_back:
        print(f"What could not be taken, with its line, field and reason, is in {rejects}.")
    if args.dry_run:
        print("This was a dry run: nothing was written.")


def said(taken: Taken) -> str:
    """What became of the rows, in one sentence."""
    parts = [f"{taken.added:,} were added", f"{taken.changed:,} changed"]
    parts += [f"{taken.ended + taken.missing:,} ended"] if taken.ended + taken.missing else []
    parts += [f"{taken.skipped:,} were skipped"] if taken.skipped else []
    parts += [f"{taken.left:,} were left erased"] if taken.left else []
    parts.append(f"{taken.same:,} were as before")
    return f"{taken.rows:,} rows. {', '.join(parts)} and {taken.rejected:,} were rejected."


def _more(taken: Taken) -> list[str]:
    found = []
    if taken.missing:
        found.append(f"{taken.missing:,} ended because the file has them no more.")
    if taken.nothing_ended:
        found.append("Nothing ended: a row without its reference could be any of those that are missing.")
    if taken.partly:
        found.append(f"{taken.partly:,} were taken without an answer that could not be read.")
    followed = taken.followed
    if followed is not None and followed.to_tell:
        found.append(f"{_people(followed.to_tell)} to be told who their officer is.")
    for each in taken.alike[:MOST_SHOWN]:
        by = " and ".join(each.by)
        found.append(f"{each.ref} may be {each.other}, whom staff had added: the same {by}. Look at both.")
    if len(taken.alike) > MOST_SHOWN:
        found.append(f"And {len(taken.alike) - MOST_SHOWN:,} more; --json lists all of them.")
    return found


def _people(count: int) -> str:
    return "1 person is" if count == 1 else f"{count:,} people are"


def _as_json(args: argparse.Namespace, taken: Taken, rejects: Path | None) -> dict[str, object]:
    followed = taken.followed
    return {
        "file": args.file.name,
        "what": args.what,
        "rows": taken.rows,
        "added": taken.added,
        "changed": taken.changed,
        "ended": taken.ended + taken.missing,
        "as_before": taken.same,
        "skipped": taken.skipped,
        "left_erased": taken.left,
        "rejected": taken.rejected,
        "taken_without": taken.partly,
        "to_tell": followed.to_tell if followed else 0,
        "alike": [{"new": each.ref, "known": each.other, "by": list(each.by)} for each in taken.alike],
        "dry_run": args.dry_run,
        "rejects": str(rejects) if rejects else None,
        "reasons": dict(taken.reasons.most_common()),
    }
