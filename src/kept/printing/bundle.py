"""How do the pieces of a case, or all that is held on somebody, become one PDF with an index?

    made = bundle(target, front, pieces, attached)      # Made(pages=41); the file lies at `target`

First what it is and what is left out and why, then an index with the page of each piece, the pieces in their
order, and the files that lie behind them. A bundle of usual length is one document that a screen reader can
read (PDF/UA), with the files after it. A long one is made a part at a time, so that ten thousand pieces take
no more memory than five hundred; its front is what a screen reader finds its way by.
"""

from __future__ import annotations

import io
import json
import re
import tempfile
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from pypdf import PageObject, PdfReader, PdfWriter
from pypdf.errors import PyPdfError

from kept.casework.bundling import Piece, in_parts
from kept.printing import fonts
from kept.printing.bundle_part import set_apart

PART, INDEX = 500, 1_000
# More would break a page apart in the making; nobody reads so much of one piece.
MOST_OF_ONE = 60_000
_OF_A_PIECE = re.compile(r"\d+\. ")
# What ties a page to the parts of its own document that a screen reader reads: of no use in another.
_TIES = ("/StructParents", "/Tabs", "/Annots")


@dataclass(frozen=True, slots=True)
class Front:
    """What stands before the pieces."""

    title: str
    by: str
    day: date
    particulars: tuple[tuple[str, str], ...] = ()
    left_out: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    foot: str = ""
    size: int = 11


@dataclass(frozen=True, slots=True)
class Made:
    """How long it became, on which page each piece begins, and the pieces whose file could not be put in."""

    pages: int
    begins: tuple[int, ...]
    not_put_in: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class _Line:
    """One line of the index. A page of 0 is found in the document itself; one below that comes after it."""

    number: int
    title: str
    at: str
    page: int = 0


Attached = Callable[[str], bytes | None]


def bundle(
    target: Path, front: Front, pieces: Iterable[Piece], attached: Attached, *, part: int = PART
) -> Made:
    """Write the bundle to `target`. `attached` gives the PDF behind a piece, None where there is none."""
    with tempfile.TemporaryDirectory(prefix="kept-bundle-") as folder:
        body = _Body(Path(folder), front, attached)
        for each in in_parts(pieces, part):
            body.take(each)
        return body.finish(target)


class _Body:
    """The parts as they are made, on disk; only the lines of the index stay in memory."""

    def __init__(self, folder: Path, front: Front, attached: Attached) -> None:
        self._folder, self._front, self._attached = folder, front, attached
        self._lines: list[_Line] = []
        self._parts: list[Path] = []
        self._held: tuple[Piece, ...] | None = None
        self._files: list[tuple[Path, int]] = []
        self._pages_of_files = 0
        self._not_put_in: list[int] = []
        self._starts: list[int] = []
        self._length = 0

    def take(self, pieces: tuple[Piece, ...]) -> None:
        """The next part. The first is kept until it is known whether it is the only one."""
        self._lines += [_Line(each.number, _short(each.title), _day(each)) for each in pieces]
        for each in pieces:
            self._put_by(each)
        if self._held is None:
            self._held = pieces
            return
        if not self._parts:
            self._print(self._held)
        self._print(pieces)

    def _put_by(self, piece: Piece) -> None:
        data = self._attached(piece.file) if piece.file else None
        if data is None:
            return
        try:
            length = len(PdfReader(io.BytesIO(data)).pages)
        except (PyPdfError, ValueError, KeyError, OSError):
            self._not_put_in.append(piece.number)
            return
        path = self._folder / f"file-{piece.number}.pdf"
        path.write_bytes(data)
        self._files.append((path, self._pages_of_files + 1))
        line = _Line(piece.number, f"{_short(piece.title)} (the file itself)", _day(piece))
        self._lines.append(replace(line, page=-(self._pages_of_files + 1)))
        self._pages_of_files += length

    def _print(self, pieces: Sequence[Piece]) -> None:
        """One part of a long bundle, and on which of its pages each piece begins."""
        made = _compiled(self._front, pieces, (), whole=False, starts=self._length + 1)
        path = self._folder / f"part-{len(self._parts)}.pdf"
        path.write_bytes(made)
        self._parts.append(path)
        reader = PdfReader(io.BytesIO(made))
        self._starts += [self._length + page for page in _pages_of_pieces(reader)]
        self._length += len(reader.pages)

    def finish(self, target: Path) -> Made:
        """The front, with the index, and all behind it."""
        if not self._parts:
            made = _compiled(self._front, self._held or (), self._lines, whole=True)
            begins = _pages_of_pieces(PdfReader(io.BytesIO(made)))
            parts: list[Path] = []
        else:
            made, parts = self._long_front()
            before = sum(len(PdfReader(each).pages) for each in parts[: -len(self._parts)])
            before += len(PdfReader(io.BytesIO(made)).pages)
            begins = [before + each for each in self._starts]
        writer = PdfWriter(clone_from=io.BytesIO(made))
        for each in (*parts, *(path for path, _ in self._files)):
            _append(writer, each)
        with target.open("wb") as stream:
            writer.write(stream)
        return Made(len(writer.pages), tuple(begins), tuple(self._not_put_in))

    def _long_front(self) -> tuple[bytes, list[Path]]:
        """The front of a long bundle has small Roman numbers, so that its length moves no other page. A long
        index is set a part at a time as well.
        """
        numbers = iter(self._starts)
        known = [
            replace(each, page=self._length - each.page if each.page < 0 else next(numbers))
            for each in self._lines
        ]
        made = _compiled(self._front, (), known[:INDEX], whole=True, roman=True)
        length, rest = len(PdfReader(io.BytesIO(made)).pages), []
        for start in range(INDEX, len(known), INDEX):
            more = _compiled(
                self._front, (), known[start : start + INDEX], whole=False, starts=length + 1, roman=True
            )
            path = self._folder / f"index-{start}.pdf"
            path.write_bytes(more)
            length += len(PdfReader(path).pages)
            rest.append(path)
        return made, [*rest, *self._parts]


def _append(writer: PdfWriter, path: Path) -> None:
    """The pages of that file, without what ties them to it."""
    for page in PdfReader(path).pages:
        added: PageObject = writer.add_page(page, excluded_keys=_TIES)
        for tie in _TIES:
            with suppress(KeyError):
                del added[tie]


def _pages_of_pieces(reader: PdfReader) -> list[int]:
    """On which page, from 1, each piece begins: each is a heading, which the document lists."""
    found: list[int] = []

    def walk(entries: Iterable[Any]) -> None:
        for each in entries:
            if isinstance(each, list):
                walk(each)
            elif _OF_A_PIECE.match(str(each.title)):
                found.append((reader.get_destination_page_number(each) or 0) + 1)

    walk(reader.outline)
    return found


def _compiled(
    front: Front,
    pieces: Sequence[Piece],
    lines: Sequence[_Line],
    *,
    whole: bool,
    starts: int = 1,
    roman: bool = False,
) -> bytes:
    data: dict[str, Any] = _printable(
        {
            "title": front.title,
            "by": front.by,
            "foot": front.foot or front.title,
            "particulars": front.particulars,
            "left_out": front.left_out,
            "notes": front.notes,
            "index": [
                {"number": each.number, "title": each.title, "at": each.at, "page": each.page}
                for each in lines
            ],
            "pieces": [_as_printed(each) for each in pieces],
        }
    )
    day = front.day
    data |= {
        "fonts": fonts.families("sans"),
        "size": front.size,
        "front": whole,
        "starts": starts,
        "roman": roman,
    }
    data |= {"year": day.year, "month": day.month, "day": day.day}
    words = json.dumps(data, ensure_ascii=False)
    return set_apart(words)


def _as_printed(piece: Piece) -> dict[str, object]:
    head = " · ".join(part for part in (_moment(piece), piece.place) if part)
    words = piece.words[:MOST_OF_ONE]
    paragraphs = [each.strip("\n") for each in words.split("\n\n") if each.strip()]
    return {
        "number": piece.number,
        "title": _short(piece.title),
        "head": head,
        "note": piece.note,
        "words": paragraphs,
    }


def _short(title: str) -> str:
    words = " ".join(title.split())
    return words if len(words) <= 90 else f"{words[:88].rstrip()} …"


def _day(piece: Piece) -> str:
    return f"{piece.at:%-d %b %Y}" if piece.at is not None else ""


def _moment(piece: Piece) -> str:
    return f"{piece.at:%A %-d %B %Y, %H:%M}" if piece.at is not None else ""


def _printable(value: Any) -> Any:
    """Every word in it as it can be set."""
    if isinstance(value, str):
        return fonts.printable(value)
    if isinstance(value, int):
        return value
    if isinstance(value, dict):
        return {name: _printable(each) for name, each in value.items()}
    return [_printable(each) for each in value]
