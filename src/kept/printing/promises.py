"""How do our promises get on paper: a poster of one page, and a leaflet, which a screen reader reads too?

    text = as_data(Sheet(title="Our promises to you", …), POSTER_A4)
    made(text)              # PDF/UA-1; the same text is set once

A poster is set in the largest size at which everything fits on its page. Where even the smallest is too large
for everything, what came up least often is left out, and the poster says how much more there is.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache
from io import BytesIO
from pathlib import Path
from threading import Lock
from typing import Any

import typst
from pypdf import PdfReader

from kept.printing import fonts
from kept.rulebook.letterheads import LARGE_PRINT, LARGER_PRINT, SMALLEST, Letterhead

TEMPLATE = Path(__file__).resolve().parent / "promises.typ"
# Anybody may ask for one, so that the same is set once and no more than these are remembered.
REMEMBERED = 32
_ONE_AT_A_TIME = Lock()


@dataclass(frozen=True, slots=True)
class Format:
    """A sheet of paper; with several sizes it is one page in the largest that fits."""

    paper: str
    sizes: tuple[int, ...]
    columns: int = 1

    @property
    def one_page(self) -> bool:
        """Whether it is a poster."""
        return self.columns > 1


POSTER_A4 = Format("a4", (9, 10, 11, 12, 13, 14, 16, 18, 20), 2)
POSTER_A3 = Format("a3", (12, 13, 14, 15, 16, 18, 20, 22, 24, 28), 2)
LEAFLET = Format("a5", (SMALLEST,))
LEAFLET_LARGE = Format("a4", (LARGE_PRINT,))
LEAFLET_LARGER = Format("a4", (LARGER_PRINT,))


@dataclass(frozen=True, slots=True)
class Line:
    """One promise: its words, its figure, and how often it came up, by which it stays on a full poster."""

    says: str
    share: str
    figure: str
    bar: int | None
    counted: int


@dataclass(frozen=True, slots=True)
class Sheet:
    """What stands on it. `more` says “{n} more promises …” where a poster has no room for all."""

    title: str
    house: str
    day: date
    period: str
    total: str
    groups: tuple[tuple[str, tuple[Line, ...]], ...]
    notes: tuple[str, ...]
    contact: tuple[str, ...]
    more: str
    page: str


def as_data(sheet: Sheet, paper: Letterhead, on: Format) -> str:
    """Everything that the sheet is made of, as one text: the same text is the same sheet."""
    words: dict[str, Any] = {
        "title": sheet.title,
        "house": sheet.house,
        "period": sheet.period,
        "total": sheet.total,
        "groups": [
            {
                "title": title,
                "rows": [
                    {
                        "says": each.says,
                        "share": each.share,
                        "figure": each.figure,
                        "bar": each.bar,
                        "counted": each.counted,
                    }
                    for each in rows
                ],
            }
            for title, rows in sheet.groups
        ],
        "notes": list(sheet.notes),
        "contact": list(sheet.contact),
        "more": sheet.more,
        "page": sheet.page,
        "logo_says": paper.logo_says,
    }
    set_in = {
        "fonts": list(fonts.families(paper.font)),
        "colour": paper.colour,
        "logo": paper.logo,
        "paper": on.paper,
        "sizes": list(on.sizes),
        "columns": on.columns,
        "year": sheet.day.year,
        "month": sheet.day.month,
        "day": sheet.day.day,
    }
    return json.dumps(_printable(words) | set_in, ensure_ascii=False)


@lru_cache(maxsize=REMEMBERED)
def made(data: str) -> bytes:
    """The sheet as PDF/UA-1."""
    known = json.loads(data)
    if known["columns"] == 1:
        return _compiled(known, known["sizes"][0])
    while True:
        if (fitting := _largest(known)) is not None:
            return fitting
        known = _fewer(known)


def _largest(known: Mapping[str, Any]) -> bytes | None:
    """The one page in the largest size at which it is one page; None where it never is."""
    sizes: Sequence[int] = known["sizes"]
    found, low, high = None, 0, len(sizes)
    while low < high:
        middle = (low + high) // 2
        tried = _compiled(known, sizes[middle])
        if len(PdfReader(BytesIO(tried)).pages) == 1:
            found, low = tried, middle + 1
        else:
            high = middle
    return found


def _fewer(known: Mapping[str, Any]) -> dict[str, Any]:
    """The same without the eighth of its promises that came up least often, which are counted."""
    # The last of the page go first, where they came up alike.
    rows = [each for group in reversed(known["groups"]) for each in reversed(group["rows"])]
    rows.sort(key=lambda each: each["counted"])
    left_out = {id(each) for each in rows[: max(1, len(rows) // 8)]}
    groups = [
        {"title": group["title"], "rows": [each for each in group["rows"] if id(each) not in left_out]}
        for group in known["groups"]
    ]
    without = known.get("without", 0) + len(left_out)
    notes = known["notes"] if "without" not in known else known["notes"][1:]
    return {
        **known,
        "groups": [each for each in groups if each["rows"]],
        "without": without,
        "notes": [known["more"].replace("{n}", str(without)), *notes],
    }


def _compiled(known: Mapping[str, Any], size: int) -> bytes:
    data = json.dumps({**known, "size": size}, ensure_ascii=False)
    with _ONE_AT_A_TIME:
        pdf = _compiler().compile(format="pdf", pdf_standards="ua-1", sys_inputs={"promises": data})
    assert isinstance(pdf, bytes)
    return pdf


@cache
def _compiler() -> typst.Compiler:
    return typst.Compiler(
        str(TEMPLATE), root=str(TEMPLATE.parent), font_paths=[str(fonts.FOLDER)], ignore_system_fonts=True
    )


def _printable(value: Any) -> Any:
    """Every word in it as it can be set."""
    if isinstance(value, str):
        return fonts.printable(value)
    if isinstance(value, dict):
        return {name: _printable(each) for name, each in value.items()}
    return [_printable(each) for each in value] if isinstance(value, list) else value
