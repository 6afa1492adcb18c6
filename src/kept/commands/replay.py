"""What follows from a file of events?

    $ kept replay --association karin events.jsonl --at 2026-04-20T09:00+01:00
    {"promise":"letter-answered","clause":"karin:letters.1","subject":"S1","started":"2026-04-07T10:00:00+01:00",
    …}

It is the same engine that judges what is recorded, without a database. Standard output holds the clocks and
nothing else; a line that cannot be taken is told on standard error, as `{"line": 7, "error": "…"}`, and the
rest goes on.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections import OrderedDict
from collections.abc import Iterator
from contextlib import nullcontext
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

import orjson

from kept.casework.lines import Reader, Unreadable, moment
from kept.casework.replaying import Judged, Ledger
from kept.casework.rules import Rules
from kept.casework.values import Clock, Event, Verdict

if TYPE_CHECKING:
    from kept.rulebook import Rulebook

OK, SOME_REFUSED, CANNOT_BEGIN = 0, 1, 2
BLOCK = 1 << 18
LONGEST_LINE = 1_000_000
ROWS_AT_ONCE = 2_000
SUBJECTS_REMEMBERED = 10_000
SECONDS_BETWEEN = 5.0
DESCRIPTION = """\
Works out every clock that the events start, and how it ended.

Each line of the file is one event, in the order in which they were recorded:
  {"kind": …, "subject": …, "happened_at": …, "details": {…}}
and where known id, recorded_at, by, evidence, corrects and answers. Times have their zone.

For each clock one line is written: promise, clause, subject, started, due, act_by, ended,
verdict. A line that cannot be taken is told on standard error as {"line": 7, "error": "…"};
the rest goes on, and the exit status is 1."""
COMES_AGAIN = "Its subject was over and comes again. Sort the lines by subject, or leave out --grouped."
TOO_LONG = f"The line is longer than {LONGEST_LINE:,} bytes, which no event is. Shorten what is in it."


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.description = DESCRIPTION
    parser.add_argument(
        "file",
        metavar="FILE",
        nargs="?",
        default="-",
        help="the events, as JSON lines; otherwise standard input",
    )
    parser.add_argument("--association", required=True, metavar="SLUG", help="whose promises, such as karin")
    parser.add_argument(
        "--at",
        metavar="TIME",
        help="the moment asked about, with its zone; otherwise when the last event was recorded",
    )
    parser.add_argument(
        "--grouped",
        action="store_true",
        help="all lines of one subject stand together: memory stays flat, however long the file; "
        "ids, corrections and joined subjects are then looked up within a subject",
    )


def run(args: argparse.Namespace) -> int:
    """Replay the file."""
    at = None
    try:
        if args.at is not None:
            at = moment("--at", args.at)
        rulebook = _rulebook(args.association)
    except (Unreadable, LookupError) as problem:
        return _cannot(str(problem.args[0]))
    try:
        with nullcontext(sys.stdin.buffer) if args.file == "-" else Path(args.file).open("rb") as file:
            return Replay(rulebook, file, at=at).run(grouped=args.grouped)
    except OSError as problem:
        if isinstance(problem, BrokenPipeError):
            raise
        return _cannot(f"{args.file} cannot be read: {problem.strerror}.")


def _rulebook(slug: str) -> Rulebook:
    from kept.rulebook import RulebookFaults, load_folder, policies_folder
    from kept.rulebook.faults import nearest

    folder = policies_folder()
    known = sorted(each.parent.name for each in folder.glob("*/association.yaml"))
    if slug not in known:
        close = nearest(slug, known)
        hint = f"Did you mean “{close}”?" if close else f"There are {', '.join(known)}."
        raise LookupError(f"There is no association “{slug[:60]}”. {hint}")
    try:
        return load_folder(folder / slug)
    except RulebookFaults as problem:
        raise LookupError(f"The policy of {slug} has faults. Put them right first.\n{problem}") from None


def _cannot(sentence: str) -> int:
    print(f"kept replay: {sentence}", file=sys.stderr)
    return CANNOT_BEGIN


class Replay:
    """One run over one file."""

    def __init__(self, rulebook: Rulebook, file: BinaryIO, *, at: datetime | None) -> None:
        self.rules, self.calendar = Rules.of(rulebook), rulebook.calendar_for(None)
        self.names = {clause: each.name for clause, each in rulebook.promises.items()}
        self.file, self.at = file, at
        self.reader = Reader(self.rules, self.calendar, until=at)
        self.ledger = Ledger(self.rules, self.calendar)
        self.lines: dict[str, int] = {}
        self.rows: list[bytes] = []
        self.refused = False

    def run(self, *, grouped: bool) -> int:
        """Read, judge, write; the exit status."""
        if grouped:
            if self.at is None and not self._look_ahead():
                return _cannot("--grouped needs --at where the events come through a pipe. Give the moment.")
            self._group_by_group()
        else:
            last = None
            for line, event in self._events():
                self._take(line, event)
                if last is None or event.recorded_at > last:
                    last = event.recorded_at
            self._judge(self.at or last)
        self._write()
        return SOME_REFUSED if self.refused else OK

    def _look_ahead(self) -> bool:
        """Find when the last event was recorded; False where the file cannot be read twice."""
        if not self.file.seekable():
            return False
        began, last = self.file.tell(), None
        for _, raw in _numbered(self.file):
            try:
                data = orjson.loads(raw or b"")
                found = self.reader.recorded_at(data)
                # Only what would change the answer is read in full.
                if found is not None and (last is None or found > last):
                    last = self.reader.event(data).recorded_at
            except (Unreadable, orjson.JSONDecodeError):
                continue
        self.file.seek(began)
        self.at = last
        return True

    def _group_by_group(self) -> None:
        current: str | None = None
        over: OrderedDict[str, None] = OrderedDict()
        for line, event in self._events():
            if event.thread != current:
                self._judge(self.at)
                if current is not None:
                    over[current] = None
                    if len(over) > SUBJECTS_REMEMBERED:
                        over.popitem(last=False)
                current = event.thread
            if current in over:
                self._refuse(line, COMES_AGAIN)
            else:
                self._take(line, event)
        self._judge(self.at)

    def _events(self) -> Iterator[tuple[int, Event]]:
        """Every line that can be read, with its number; the others are told."""
        read, loads = self.reader.event, orjson.loads
        for line, raw in _numbered(self.file):
            try:
                if raw is None:
                    raise Unreadable(TOO_LONG)
                event = read(loads(raw))
            except Unreadable as problem:
                self._refuse(line, str(problem))
            except orjson.JSONDecodeError as problem:
                self._refuse(line, f"This is not JSON: {problem.msg}, at character {problem.colno}.")
            else:
                yield line, event

    def _take(self, line: int, event: Event) -> None:
        try:
            taken = self.ledger.take(event)
        except Unreadable as problem:
            self._refuse(line, str(problem))
        else:
            if taken is not None:
                self.lines[taken.id] = line

    def _judge(self, at: datetime | None) -> None:
        """Judge what has been taken in, and forget it."""
        if at is not None:
            for judged in self.ledger.judged(at=at):
                self._tell(judged)
        self.ledger.forget()
        self.lines.clear()

    def _tell(self, judged: Judged) -> None:
        for event, sentence in judged.left_out:
            self._refuse(self.lines[event.id], sentence)
        for clock in judged.judgement.clocks:
            self.rows.append(self._row(clock))
        if len(self.rows) >= ROWS_AT_ONCE:
            self._write()

    def _row(self, clock: Clock) -> bytes:
        zone = self.calendar.tz
        measured = clock.verdict is not Verdict.NOT_MEASURED
        return orjson.dumps(
            {
                "promise": self.names[clock.promise],
                "clause": clock.promise,
                "subject": self.ledger.by_id[clock.start].thread,
                "started": clock.started_at.astimezone(zone),
                "due": clock.due_at.astimezone(zone) if measured else None,
                "act_by": clock.act_by.astimezone(zone) if measured else None,
                "ended": clock.ended_at.astimezone(zone) if clock.ended_at else None,
                "verdict": clock.verdict.value,
            },
            option=orjson.OPT_APPEND_NEWLINE,
        )

    def _write(self) -> None:
        out = sys.stdout.buffer
        out.write(b"".join(self.rows))
        out.flush()
        self.rows.clear()

    def _refuse(self, line: int, sentence: str) -> None:
        self.refused = True
        print(orjson.dumps({"line": line, "error": sentence}).decode(), file=sys.stderr)


def _numbered(file: BinaryIO) -> Iterator[tuple[int, bytes | None]]:
    """The lines that are not empty, with their numbers from 1; None in place of one that is too long."""
    number, rest, overlong = 0, b"", False
    said = time.monotonic()
    while block := file.read(BLOCK):
        pieces = (rest + block).split(b"\n")
        rest = pieces.pop()
        for piece in pieces:
            number += 1
            if overlong or len(piece) > LONGEST_LINE:
                yield number, None
                overlong = False
            elif piece and not piece.isspace():
                yield number, piece
        if len(rest) > LONGEST_LINE:
            rest, overlong = b"", True
        if sys.stderr.isatty() and time.monotonic() - said > SECONDS_BETWEEN:
            said = time.monotonic()
            print(f"{number:,} lines read", file=sys.stderr)
    if overlong or (rest and not rest.isspace()):
        yield number + 1, None if overlong else rest
