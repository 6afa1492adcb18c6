"""Which rows does a file hold, whatever wrote it?

    with open_table(path, Layout(), wanted={"reference", "received"}) as table:
        table.columns                      # ("reference", "received", "closed")
        for row in table: …                # Row(line=2, values=["A1", "2017-12-27", ""])

CSV of any dialect and JSON lines, in any encoding. Rules that hold here:

1. No row is lost: what cannot be read is a row with a `fault`, and reading goes on after it.
2. A quotation mark that is never closed costs its own line, not the rest of the file.
3. Memory holds one row at a time; bytes that the encoding does not have are carried along, so that they can
   be shown."""

from __future__ import annotations

import codecs
import csv
import io
import json
import re
from collections import deque
from collections.abc import Iterator, Set
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, TextIO

from kept.rulebook.faults import listed, nearest, shown

LONGEST_LINE = 32_000_000
DELIMITERS = (",", ";", "\t", "|")
_MARKS = (
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe\x00\x00", "utf-32"),
    (b"\x00\x00\xfe\xff", "utf-32"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)

_NOT_ASCII, _BROKEN = re.compile("[^\x00-\x7f]"), re.compile("[\udc80-\udcff]")

_OPEN_QUOTE = "A quotation mark opens here and the row does not end where it should. Check the quotes."


class FileFault(Exception):
    """A file that cannot be read at all, as a sentence that says what to do."""


@dataclass(frozen=True, slots=True)
class Layout:
    """How the file is written. None means: find out."""

    format: str | None = None
    encoding: str | None = None
    delimiter: str | None = None
    quote: str = '"'


@dataclass(frozen=True, slots=True)
class Row:
    """One row and the line on which it begins. With a `fault`, `values` are whatever could be made out."""

    line: int
    values: list[str]
    fault: str | None = None
    raw: str | None = None


class Table:
    """An open file: its columns, and its rows, once."""

    def __init__(self, stream: TextIO, layout: Layout, encoding: str, wanted: Set[str], name: str) -> None:
        self.encoding, self.name = encoding, name
        self.json = layout.format == "jsonl"
        self._stream = stream
        self._lines = _Lines(stream)
        if self.json:
            self.columns = tuple(sorted(wanted))
            return
        heading = self._heading()
        self.delimiter = layout.delimiter or _delimiter(heading, layout.quote, wanted)
        self._dialect = {"delimiter": self.delimiter, "quotechar": layout.quote, "strict": True}
        self.columns = self._columns(heading, wanted)

    def __enter__(self) -> Table:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None
    ) -> None:
        self._stream.close()

    def __iter__(self) -> Iterator[Row]:
        return self._objects() if self.json else self._rows()

    def _heading(self) -> str:
        for _, text in self._lines:
            if text.strip():
                return text
        raise FileFault(f"{self.name} is empty. Its first line must name the columns.")

    def _columns(self, heading: str, wanted: Set[str]) -> tuple[str, ...]:
        try:
            names = next(csv.reader([heading], **self._dialect))  # type: ignore[arg-type]
        except (csv.Error, StopIteration):
            raise FileFault(
                f"The first line of {self.name} must name the columns, and cannot be read."
            ) from None
        columns = tuple(each.strip() for each in names)
        twice = {each for each in columns if each in wanted and columns.count(each) > 1}
        if twice:
            raise FileFault(
                f"{self.name} has two columns with the name {shown(min(twice))}. Rename one of them."
            )
        require(columns, wanted, self.name)
        return columns

    def _rows(self) -> Iterator[Row]:
        width, lines = len(self.columns), self._lines
        reader = csv.reader(lines.texts(), **self._dialect)  # type: ignore[arg-type]
        while True:
            lines.taken.clear()
            fault = None
            try:
                with _long_fields():
                    values = next(reader)
            except StopIteration:
                return
            except csv.Error as problem:
                values, fault = [], _misquoted(problem)
            if fault is None and len(values) == width:
                if any(values):
                    yield Row(lines.taken[0][0], values)
                continue
            if not values and fault is None:
                continue
            first, *others = lines.taken
            if others:
                # Whatever went wrong began here: give the other lines their own chance.
                lines.put_back(others)
                reader = csv.reader(lines.texts(), **self._dialect)  # type: ignore[arg-type]
            if fault or others:
                yield Row(first[0], [first[1].rstrip("\r\n")], fault or _OPEN_QUOTE)
                reader = csv.reader(lines.texts(), **self._dialect)  # type: ignore[arg-type]
            else:
                yield Row(first[0], values, f"The row has {_columns(len(values))}; the heading has {width}.")

    def _objects(self) -> Iterator[Row]:
        import orjson

        for line, text in self._lines:
            if not text.strip():
                continue
            try:
                found = orjson.loads(text)
            except ValueError:
                yield Row(line, [], "This line is not JSON.", text)
                continue
            if not isinstance(found, dict):
                yield Row(line, [], "This line is JSON, but not an object with names and values.", text)
            else:
                yield Row(line, [_plain(found.get(each)) for each in self.columns], None, text)


class _Lines:
    """The lines of a file with their numbers; `taken` are those read since it was last cleared."""

    def __init__(self, stream: TextIO) -> None:
        self._stream, self._number = stream, 0
        self._back: deque[tuple[int, str]] = deque()
        self.taken: list[tuple[int, str]] = []

    def __iter__(self) -> Iterator[tuple[int, str]]:
        while True:
            line = self._back.popleft() if self._back else self._read()
            if line is None:
                return
            yield line

    def texts(self) -> Iterator[str]:
        """The same, as a CSV reader takes them."""
        for line in self:
            self.taken.append(line)
            yield line[1]

    def put_back(self, lines: list[tuple[int, str]]) -> None:
        """Read these again next."""
        self._back.extendleft(reversed(lines))

    def _read(self) -> tuple[int, str] | None:
        try:
            text = self._stream.readline(LONGEST_LINE)
        except UnicodeDecodeError as problem:
            encoding = problem.encoding
            raise FileFault(
                f"After line {self._number:,} the file is not in {encoding}. Save it again as UTF-8."
            ) from None
        if not text:
            return None
        self._number += 1
        return self._number, text


@contextmanager
def open_table(path: Path, layout: Layout, *, wanted: Set[str]) -> Iterator[Table]:
    """The file as a table that has the `wanted` columns; FileFault where there is none."""
    try:
        raw = path.open("rb")
    except OSError as problem:
        raise FileFault(f"{path} cannot be opened: {problem.strerror}.") from None
    with raw:
        try:
            # A mark at the beginning is surer than what the mapping says: our own rejects have one.
            encoding = _marked(raw) or layout.encoding or _guessed(raw)
            raw.seek(0)
        except OSError as problem:
            raise FileFault(
                f"{path} cannot be read: {problem.strerror}. Save it as an ordinary file first."
            ) from None
        stream = io.TextIOWrapper(raw, encoding, errors="surrogateescape", newline="")
        kind = layout.format or ("jsonl" if path.suffix.lower() in (".jsonl", ".ndjson") else "csv")
        with Table(
            stream, Layout(kind, encoding, layout.delimiter, layout.quote), encoding, wanted, path.name
        ) as table:
            yield table


def require(columns: tuple[str, ...], wanted: Set[str], name: str) -> None:
    """FileFault where a wanted column is missing, with the likely spelling."""
    missing = sorted(wanted - set(columns))
    if not missing:
        return
    close = nearest(missing[0], [each for each in columns if each])
    hint = f" Did you mean “{close}”?" if close else ""
    what = (
        f"the column {shown(missing[0])}"
        if len(missing) == 1
        else f"the columns {', '.join(map(shown, missing))}"
    )
    raise FileFault(f"{name} does not have {what}. It has: {listed(map(str, columns))}.{hint}")


def _marked(raw: BinaryIO) -> str | None:
    head = raw.read(4)
    raw.seek(0)
    return next((encoding for mark, encoding in _MARKS if head.startswith(mark)), None)


def _guessed(raw: BinaryIO) -> str:
    """UTF-8 where that is what most of it can be; else the usual one of Windows in Western Europe.

    A single broken byte must not turn the names in all other rows into something that nobody is called.
    """
    decoder = codecs.getincrementaldecoder("utf-8")("surrogateescape")
    letters = broken = 0
    while block := raw.read(1_000_000):
        text = decoder.decode(block)
        if not text.isascii():
            strange = len(_BROKEN.findall(text))
            broken += strange
            letters += len(_NOT_ASCII.findall(text)) - strange
    broken += len(decoder.decode(b"", True))
    return "cp1252" if broken > letters else "utf-8"


def _delimiter(heading: str, quote: str, wanted: Set[str]) -> str:
    """The delimiter by which the heading has most of the wanted columns; then the most columns."""

    def found(delimiter: str) -> tuple[int, int]:
        try:
            names = next(csv.reader([heading], delimiter=delimiter, quotechar=quote), [])
        except csv.Error:
            return 0, 0
        return len(wanted & {each.strip() for each in names}), len(names)

    return max(DELIMITERS, key=found)


@contextmanager
def _long_fields() -> Iterator[None]:
    """Let a field be as long as a line may be; the limit belongs to the whole process, so put it back."""
    before = csv.field_size_limit(LONGEST_LINE)
    try:
        yield
    finally:
        csv.field_size_limit(before)


def _misquoted(problem: csv.Error) -> str:
    if "limit" in str(problem):
        return f"A field here is longer than {LONGEST_LINE:,} characters. A quotation mark may be missing."
    return (
        "A quotation mark here is never closed, or stands in the middle of a field. Double it, or close it."
    )


def _columns(count: int) -> str:
    return "1 column" if count == 1 else f"{count:,} columns"


def _plain(value: object) -> str:
    if value is None:
        return ""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
