"""Is the poster one page in the largest size that fits, and can everybody read it and the leaflet?"""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from pypdf import PdfReader

from kept.printing.promises import (
    LEAFLET,
    LEAFLET_LARGE,
    LEAFLET_LARGER,
    POSTER_A3,
    POSTER_A4,
    Format,
    Line,
    Sheet,
    as_data,
    made,
)
from tests.unit.printing.letters import paper_of

CALL = Line("When you ring us, a person picks up.", "94 %", "kept 47 of 50 times", 94, 50)
SEEN = Line("When you come in, you are seen.", "", "came up fewer than 10 times, so not shown", None, 0)
SHEET = Sheet(
    title="Our promises to you",
    house="Karin",
    day=date(2026, 3, 31),
    period="January 2026 to March 2026",
    total="We kept our promises 47 of 50 times: 94 %.",
    groups=(("When you ring us", (CALL,)), ("When you come to our office", (SEEN,))),
    notes=("Few are not shown.",),
    contact=("By telephone: 01632 960 400",),
    more="We promise {n} more things.",
    page="Page {page} of {pages}",
)


def read(sheet: Sheet, on: Format) -> PdfReader:
    return PdfReader(io.BytesIO(made(as_data(sheet, paper_of("karin"), on))))


def words_of(reader: PdfReader) -> str:
    return " ".join(" ".join(page.extract_text() for page in reader.pages).split())


def tags(node: Any) -> list[str]:
    node = node.get_object()
    if isinstance(node, list):
        return [tag for each in node for tag in tags(each)]
    if not isinstance(node, dict):
        return []
    inner = tags(node["/K"]) if "/K" in node and not isinstance(node["/K"], int) else []
    return [*([str(node["/S"])] if "/S" in node else []), *inner]


def widths(reader: PdfReader) -> tuple[int, int]:
    box = reader.pages[0].mediabox
    return round(float(box.width) / 72 * 25.4), round(float(box.height) / 72 * 25.4)


@pytest.mark.parametrize(
    ("on", "size"),
    [
        (POSTER_A4, (210, 297)),
        (POSTER_A3, (297, 420)),
        (LEAFLET, (148, 210)),
        (LEAFLET_LARGE, (210, 297)),
        (LEAFLET_LARGER, (210, 297)),
    ],
)
def test_each_sheet_says_everything_and_is_tagged(on: Format, size: tuple[int, int]) -> None:
    reader = read(SHEET, on)
    said = words_of(reader)
    for words in (CALL.says, CALL.figure, SEEN.figure, SHEET.total, SHEET.period, SHEET.contact[0], "94 %"):
        assert words.replace(" ", "") in said.replace(" ", "").replace("\u00a0", "")
    assert widths(reader) == size
    root: Any = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"] is True or root["/MarkInfo"]["/Marked"]
    assert "pdfuaid:part" in root["/Metadata"].get_object().get_data().decode()
    found = tags(root["/StructTreeRoot"])
    assert found.count("/H1") == 1
    assert found.count("/H2") == 2
    assert "/LI" in found
    assert reader.metadata is not None
    assert reader.metadata.title == SHEET.title
    assert str(root["/Lang"]).startswith("en")


def test_a_full_poster_is_one_page_and_says_how_much_more_there_is() -> None:
    often = [replace(CALL, says=f"We do the thing of number {n}.", counted=100 + n) for n in range(150)]
    full = replace(SHEET, groups=(("Things", tuple(often)), ("More", (replace(SEEN, says="Rarely."),))))
    reader = read(full, POSTER_A4)
    assert len(reader.pages) == 1
    said = words_of(reader)
    assert "We do the thing of number 149." in said
    assert "Rarely." not in said
    left = sum(f"of number {n}." not in said for n in range(150))
    assert f"We promise {left + 1} more things." in said
    assert said.count("more things") == 1
    assert len(read(full, LEAFLET).pages) > 1


def test_large_print_is_set_anew_and_what_no_typeface_has_becomes_a_box() -> None:
    odd = replace(SHEET, notes=("Zoë 🙂",))
    reader = read(odd, LEAFLET_LARGER)
    assert "Zoë □" in words_of(reader)
    sizes: set[float] = set()

    def look(text: str, _: Any, matrix: list[float], __: Any, size: float) -> None:
        if text.strip():
            sizes.add(round(abs(size * matrix[0]), 1))

    reader.pages[0].extract_text(visitor_text=look)
    assert min(sizes) >= 24
