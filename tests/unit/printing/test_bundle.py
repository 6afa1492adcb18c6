"""A bundle is one PDF with an index that is right, whole for a screen reader where it is short."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from pypdf import PdfReader

from kept.casework.bundling import Piece
from kept.printing.bundle import Front, Made, bundle

FRONT = Front(
    title="What we hold on you",
    by="Karin",
    day=date(2026, 11, 26),
    particulars=(("For", "Ms Okafor"),),
    left_out=("3 pieces are left out. It tells about another person.",),
    notes=("It cost you nothing.",),
)
DAY = datetime(2026, 3, 3, 10, 0, tzinfo=UTC)


def pieces(many: int) -> list[Piece]:
    words = "The boiler leaks.\n\nNobody came. " * 12
    return [
        Piece(
            n,
            f"Call {n}",
            DAY,
            words,
            "What happened",
            "A note",
            "plan" if n == 2 else "bad" if n == 3 else "",
        )
        for n in range(1, many + 1)
    ]


@pytest.fixture(scope="module")
def plan(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    path = tmp_path_factory.mktemp("plan") / "plan.pdf"
    bundle(path, Front("The plan of the house", "Karin", date(2026, 1, 1)), [], lambda _: None)
    return path.read_bytes()


def made(path: Path, plan: bytes, *, part: int) -> tuple[Made, PdfReader]:
    files = {"plan": plan, "bad": b"no PDF at all"}
    found = bundle(path, FRONT, pieces(12), files.get, part=part)
    return found, PdfReader(path)


@pytest.mark.parametrize("part", [500, 5])
def test_each_piece_begins_where_it_was_found_to(part: int, plan: bytes, tmp_path: Path) -> None:
    found, reader = made(tmp_path / "all.pdf", plan, part=part)
    assert found.pages == len(reader.pages)
    assert found.not_put_in == (3,)
    for number, page in enumerate(found.begins, start=1):
        assert f"{number}. Call {number}" in reader.pages[page - 1].extract_text()
    # The file lies at the end, and the front says what it is and what is left out.
    assert "The plan of the house" in reader.pages[-1].extract_text()
    front = reader.pages[0].extract_text()
    assert "3 pieces are left out" in front
    assert "For: Ms Okafor" in front
    # Our pages are for a screen reader too.
    assert "/StructTreeRoot" in reader.trailer["/Root"]


def test_the_index_names_the_page_that_stands_at_the_foot(plan: bytes, tmp_path: Path) -> None:
    for part in (500, 5):
        found, reader = made(tmp_path / f"{part}.pdf", plan, part=part)
        index = " ".join(" ".join(each.extract_text().split()) for each in reader.pages[:2])
        last = reader.pages[found.begins[-1] - 1].extract_text()
        page = next(line for line in last.splitlines() if "Page " in line).rsplit("Page ", 1)[-1].strip()
        assert f"12 Call 12 3 Mar 2026 {page}" in index
        assert "2 Call 2 (the file itself)" in index
