"""When is each of many promises due? One answer a line, in the order of the questions.

    $ echo '{"clause": "redland:2.8.3.1", "from": "2026-04-02T16:10+01:00"}' | kept due --jsonl
    {"clause":"redland:2.8.3.1","from":"2026-04-02T16:10+01:00","due":"2026-04-13T00:00:00+01:00", …}

Lines are read in large batches, sorted by what they ask, and answered by the tables of `kept.workclock.bulk`.
A line that cannot be answered gives `{"line": n, "error": …}` in its place, and the exit status is 1 at the
end. A line may name an `office`, and `details` where the span depends on what was told.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field
from datetime import datetime
from typing import IO, Any

import numpy as np
import orjson

from kept.commands.due import Asked, Problem, Promises, answer_for, shown
from kept.workclock import DateBeforeList, NeverOpen, due, local_midnight
from kept.workclock.bulk import act_by_all, deadlines
from kept.workclock.grid import EPOCH, MICRO, MICROS, Instants
from kept.workclock.walltext import texts

BATCH = 12_000_000  # bytes: so many lines that making the tables is little beside using them
LONGEST_REMEMBERED, MOST_REMEMBERED = 200, 20_000
EXAMPLE = '{"clause": "redland:2.8.3.1", "from": "2026-04-02T16:10+01:00"}'
SECONDS, FRACTIONS = "datetime64[s]", "datetime64[us]"


def answer_file(name: str, promises: Promises, *, office: str | None = None) -> int:
    """Answer every line of that file, or of standard input for "-". The exit status."""
    try:
        source: Any = nullcontext(sys.stdin.buffer) if name == "-" else open(name, "rb")  # noqa: SIM115
    except OSError as problem:
        raise Problem(f"{shown(name)} cannot be read: {problem.strerror}.") from None
    with source as stream:
        return answer_lines(stream, sys.stdout.buffer, promises, office=office)


def answer_lines(stream: IO[bytes], out: IO[bytes], promises: Promises, *, office: str | None = None) -> int:
    """Answer every line of the stream; 1 if one of them could not be answered."""
    answering, number = _Answering(promises, office), 0
    while lines := stream.readlines(BATCH):
        out.write("\n".join(answering.batch(lines, number)).encode())
        out.write(b"\n")
        number += len(lines)
    out.flush()
    return 1 if answering.failed else 0


@dataclass
class _Question:
    """One kind of question, with the lines of this batch that ask it."""

    asked: Asked
    rows: list[int] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)
    micros: list[int] = field(default_factory=list)

    def __post_init__(self) -> None:
        calendar, promise = self.asked.calendar, self.asked.promise
        self.earliest = (calendar.starts - EPOCH) // MICRO
        self.latest = (calendar.ends - EPOCH) // MICRO - 1
        self.begins = f'{{"clause":{_json(promise.clause)},"from":"'
        self.ends = (
            f',"span":{_json(self.asked.span_text)},"reading":{_json(self.asked.reading)},"provisional":'
        )

    def answers(self) -> list[str]:
        """The answers to all of its lines, by table. Raises what `due` raises if one cannot be given."""
        calendar, promise = self.asked.calendar, self.asked.promise
        starts: Instants = np.array(self.micros, np.int64).view(FRACTIONS)
        if not (starts.view(np.int64) % MICROS).any():
            starts = starts.astype(SECONDS)
        dues = deadlines(calendar, self.asked.span, starts, from_opening=promise.from_opening)
        since = starts.astype(dues.dtype)
        act_by = act_by_all(calendar, self._started(since), dues)
        aims = (
            [f'"{each}"' for each in texts(calendar, deadlines(calendar, promise.aim, starts))]
            if promise.aim
            else None
        )
        columns = zip(
            self.texts,
            texts(calendar, dues),
            texts(calendar, act_by),
            aims or ["null"] * len(self.rows),
            self._provisional(since, dues),
            strict=True,
        )
        begins, ends = self.begins, self.ends
        return [
            f'{begins}{text}","due":"{at}","act_by":"{by}","aim":{aim}{ends}{provisional}}}'
            for text, at, by, aim, provisional in columns
        ]

    def _started(self, since: Instants) -> Instants:
        """Since when the office may have acted, as in `Asked.started`."""
        first = self.asked.calendar.starts
        before = self.asked.started(first + MICRO) == first
        return np.full_like(since, np.datetime64(first.replace(tzinfo=None))) if before else since

    def _provisional(self, starts: Instants, dues: Instants) -> list[str]:
        """Whether each due rests on days beyond the list; only those that touch such days are looked at."""
        calendar, promise = self.asked.calendar, self.asked.promise
        known_until = local_midnight(calendar, calendar.last).replace(tzinfo=None)
        beyond = np.maximum(starts, dues) > np.datetime64(known_until)
        found = ["false"] * len(self.rows)
        for index in np.flatnonzero(beyond):
            moment = EPOCH + self.micros[index] * MICRO
            if due(calendar, self.asked.span, moment, from_opening=promise.from_opening).provisional:
                found[index] = "true"
        return found


class _Answering:
    """Answers batch after batch; what was asked once is remembered."""

    def __init__(self, promises: Promises, office: str | None) -> None:
        self.promises, self.office = promises, office
        self.failed = False
        self.plain: dict[str, _Question] = {}
        self.others: dict[tuple[str, str, bytes], _Question | str] = {}

    def batch(self, lines: Sequence[bytes], number: int) -> list[str]:
        """The answers to these lines, the first of which is line `number` + 1."""
        plain, loads, moment_of = self.plain, orjson.loads, datetime.fromisoformat
        found = [""] * len(lines)
        questions: dict[int, _Question] = {}
        for row, raw in enumerate(lines):
            try:
                # What nearly every line is: a clause met before, and a moment written in full. All else is
                # refused by one of these steps, and looked at with care.
                line = loads(raw)
                question, text = plain[line["clause"]], line["from"]
                micros = (moment_of(text) - EPOCH) // MICRO
                if len(line) != 2 or text[7] != "-" or text[10] != "T":
                    raise ValueError
                if not question.earliest <= micros <= question.latest:
                    raise ValueError
            except (ValueError, TypeError, KeyError, IndexError, OverflowError):
                try:
                    question, text, micros = self._with_care(raw)
                except Problem as problem:
                    found[row] = self._failure(number + row + 1, problem)
                    continue
            if not question.rows:
                questions[id(question)] = question
            question.rows.append(row)
            question.texts.append(text)
            question.micros.append(micros)
        for question in questions.values():
            self._answer(question, found, number)
        return found

    def _with_care(self, raw: bytes) -> tuple[_Question, str, int]:
        """What one line asks. Raises Problem where it asks nothing that can be answered."""
        try:
            line = orjson.loads(raw)
        except orjson.JSONDecodeError as problem:
            raise Problem(f"This is not JSON in UTF-8 ({problem.msg}). Write {EXAMPLE}.") from None
        if not isinstance(line, dict) or not line.keys() >= {"clause", "from"}:
            raise Problem(f"A line must be an object with “clause” and “from”, such as {EXAMPLE}.")
        question = self._question(line)
        moment = question.asked.moment(line["from"])
        micros = (moment - EPOCH) // MICRO
        if not question.earliest <= micros <= question.latest:
            try:
                question.asked.calendar.refuse(moment)
            except DateBeforeList as problem:
                raise Problem(str(problem)) from None
        return question, line["from"], micros

    def _question(self, line: dict[str, Any]) -> _Question:
        clause, office, details = line["clause"], line.get("office", self.office), line.get("details")
        if details is not None and not (
            isinstance(details, dict)
            and all(isinstance(each, str | int | float | None) for each in details.values())
        ):
            raise Problem(
                '“details” must hold fields with their values, such as {"repair_type": "emergency"}.'
            )
        if not isinstance(clause, str) or not isinstance(office, str | None):
            self.promises.asked(clause, office=office)
        key = (clause, str(office), orjson.dumps(details or None, option=orjson.OPT_SORT_KEYS))
        found: _Question | str | None = self.others.get(key)
        if found is None:
            if len(self.others) >= MOST_REMEMBERED:
                self.others = {
                    each: known for each, known in self.others.items() if isinstance(known, _Question)
                }
            try:
                found = _Question(self.promises.asked(clause, office=office, details=details))
            except Problem as problem:
                found = str(problem)
            if len(key[0]) + len(key[1]) + len(key[2]) <= LONGEST_REMEMBERED:
                self.others[key] = found
        if isinstance(found, str):
            raise Problem(found)
        if line.keys() == {"clause", "from"}:
            self.plain[clause] = found
        return found

    def _answer(self, question: _Question, found: list[str], number: int) -> None:
        """Put the answers of one question in their places; one by one where one of them cannot be given."""
        rows, micros = question.rows, question.micros
        try:
            for row, answer in zip(rows, question.answers(), strict=True):
                found[row] = answer
        except (DateBeforeList, NeverOpen):
            for row, text, each in zip(rows, question.texts, micros, strict=True):
                try:
                    found[row] = _json(answer_for(question.asked, text, EPOCH + each * MICRO))
                except (DateBeforeList, NeverOpen) as problem:
                    found[row] = self._failure(number + row + 1, problem)
        question.rows, question.texts, question.micros = [], [], []

    def _failure(self, line: int, problem: Exception) -> str:
        self.failed = True
        return orjson.dumps({"line": line, "error": str(problem)}).decode()


def _json(value: object) -> str:
    return orjson.dumps(value).decode()
