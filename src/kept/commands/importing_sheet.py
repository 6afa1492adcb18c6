"""How does a call handler's sheet come in as a file, or as an e-mail handed over on standard input?

    $ kept import sheet night.eml --association wessex
    $ kept import sheet - --association wessex < night.eml
    night.eml: 14 calls. 13 are new, 0 were there already, 1 not taken.

Exit status: 0 when every call is on record, 1 when some were not taken, 2 when nothing could begin.
"""

from __future__ import annotations

import json
import sys
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from kept.commands.importing import OK, SOME_REJECTED, NoSuch, association_called, cannot, first_line

if TYPE_CHECKING:
    import argparse

    from kept.casework.sheets import Fault

STDIN = "-"
LARGEST = 10_000_000


def run(args: argparse.Namespace) -> int:
    """Take the sheet in, and say what became of its calls; those not taken are told one by one."""
    from django.db import Error, connection

    from kept.actions.sheets import AT_ONCE, take_sheet
    from kept.casework import Refused
    from kept.casework.sheets import Fault, SheetLine, of_anything
    from kept.config import database
    from kept.store.rules import NoRulebook

    try:
        association = association_called(args.association)
        raw = sys.stdin.buffer.read(LARGEST) if str(args.file) == STDIN else args.file.read_bytes()[:LARGEST]
        at = datetime.now(UTC)
        name = "the sheet" if str(args.file) == STDIN else args.file.name
        read = of_anything(raw, args.file.name, ZoneInfo(association.zone), at=at)
        lines = [each for each in read if isinstance(each, SheetLine)]
        wrong = [each for each in read if isinstance(each, Fault)]
        new = already = 0
        for start in range(0, 0 if args.dry_run else len(lines), AT_ONCE):
            part = lines[start : start + AT_ONCE]
            done = take_sheet(lines=part, association=association, by=args.by, at=at, origin=name)
            if isinstance(done, Refused):
                return cannot(done.sentence)
            for line, result in zip(part, done.lines, strict=True):
                if result.refused is not None:
                    wrong.append(Fault(line.line, result.refused.sentence))
            new += done.new
            already += sum(1 for each in done.lines if each.refused is None) - done.new
    except OSError as problem:
        return cannot(f"{args.file} cannot be read: {problem.strerror}.")
    except (NoRulebook, NoSuch) as problem:
        return cannot(str(problem))
    except Error as problem:
        if database.is_older(problem):
            raise
        return cannot(f"The database did not take it: {first_line(problem)} Run it again to go on.")
    finally:
        connection.close()
    _print(args, name, len(read), new, already, wrong)
    return SOME_REJECTED if wrong else OK


def _print(
    args: argparse.Namespace, name: str, calls: int, new: int, already: int, wrong: list[Fault]
) -> None:
    if args.json:
        told = [{"line": each.line, "reason": each.sentence} for each in wrong]
        found = {"calls": calls, "new": new, "already_there": already, "not_taken": told}
        print(json.dumps(found | {"dry_run": args.dry_run}, ensure_ascii=False))
        return
    print(
        f"{name}: {calls:,} calls. {new:,} are new, {already:,} were there already, {len(wrong):,} not taken."
    )
    for each in wrong:
        print(f"  Line {each.line}: {each.sentence}")
    if args.dry_run:
        print("This was a dry run: nothing was written.")
