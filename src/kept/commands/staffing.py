"""How many people must answer, half hour by half hour, from a file of arrivals?

    $ kept staffing arrivals.csv --within 15 --share 95
    from           calls  seconds  people  rota   in time
    09:00             24      180       6     6    97.6 %

A file has the columns `from`, `calls` and `seconds`: what comes in one half hour, and how long each call
keeps somebody busy. Exit status: 0, or 1 where a line could not be read, or 2 where nothing could begin.
"""

from __future__ import annotations

import csv
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import argparse

    from kept.casework.erlang import Staffing

OK, SOME_WRONG, CANNOT_BEGIN = 0, 1, 2
COLUMNS = ("from", "calls", "seconds")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument("file", type=Path, metavar="FILE", help="arrivals as CSV: from, calls, seconds")
    parser.add_argument("--share", type=float, default=95.0, metavar="%", help="share answered in time (95)")
    parser.add_argument(
        "--within", type=float, default=15.0, metavar="SECONDS", help="in time is within (15)"
    )
    parser.add_argument("--wrap", type=float, default=0.0, metavar="SECONDS", help="work after each call (0)")
    parser.add_argument(
        "--lost", type=float, default=0.0, metavar="%", help="time on the rota away from the telephone (0)"
    )
    parser.add_argument(
        "--minutes", type=float, default=30.0, help="how long the interval of a line is (30 minutes)"
    )
    parser.add_argument("--json", action="store_true", help="print the result as JSON")


def run(args: argparse.Namespace) -> int:
    """Work the file through, line by line."""
    try:
        with args.file.open(encoding="utf-8-sig", newline="") as stream:
            rows = csv.DictReader(stream)
            missing = [each for each in COLUMNS if each not in (rows.fieldnames or ())]
            if missing:
                return _cannot(
                    f"{args.file.name} has no column “{missing[0]}”. It needs: {', '.join(COLUMNS)}."
                )
            found = [_line(number, row, args) for number, row in enumerate(rows, 2)]
    except OSError as problem:
        return _cannot(f"{args.file} cannot be opened: {problem.strerror}.")
    except (UnicodeDecodeError, csv.Error):
        return _cannot(f"{args.file.name} cannot be read. Save it as CSV in UTF-8.")
    if args.json:
        print(json.dumps([each for each in found if not isinstance(each, str)], ensure_ascii=False))
    else:
        _print([each for each in found if not isinstance(each, str)])
    wrong = [each for each in found if isinstance(each, str)]
    for each in wrong:
        print(f"kept staffing: {each}", file=sys.stderr)
    return SOME_WRONG if wrong else OK


def _line(number: int, row: dict[str, str | None], args: argparse.Namespace) -> dict[str, object] | str:
    from kept.casework.erlang import Load, needed

    try:
        calls, seconds = float(row["calls"] or ""), float(row["seconds"] or "")
    except (TypeError, ValueError):
        return f"Line {number}: calls and seconds must be numbers, such as 24 and 180."
    try:
        load = Load(calls, seconds + args.wrap, args.minutes * 60)
        result = needed(load, share=args.share / 100, within=args.within, lost=args.lost / 100)
    except ValueError as problem:
        return f"Line {number}: {problem}"
    return _said(row["from"] or "", calls, seconds, result)


def _said(begins: str, calls: float, seconds: float, result: Staffing) -> dict[str, object]:
    return {
        "from": begins,
        "calls": calls,
        "seconds": seconds,
        "people": result.people,
        "rostered": result.rostered,
        "in_time": round(result.share, 4),
        "average_wait": round(result.wait, 1),
        "busy": round(result.busy, 4),
    }


def _print(found: list[dict[str, object]]) -> None:
    print(f"{'from':<12} {'calls':>7} {'seconds':>8} {'people':>7} {'rota':>5} {'in time':>9}")
    for each in found:
        share = f"{float(str(each['in_time'])) * 100:.1f} %"
        print(
            f"{each['from']!s:<12} {each['calls']:>7g} {each['seconds']:>8g} {each['people']:>7} "
            f"{each['rostered']:>5} {share:>9}"
        )


def _cannot(sentence: str) -> int:
    print(f"kept staffing: {sentence}", file=sys.stderr)
    return CANNOT_BEGIN
