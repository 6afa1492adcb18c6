"""How do many letters become one PDF for a printer that prints on both sides?

together([first, second])       # the bytes of one PDF in which each begins on a sheet of its own
sheets_of(first)                # 2, where it has three pages
"""

from __future__ import annotations

import io
from collections.abc import Iterable

from pypdf import PdfReader, PdfWriter

PAGES_OF_A_SHEET = 2


def sheets_of(pdf: bytes) -> int:
    """How many sheets of paper it takes, printed on both sides."""
    return -(-len(PdfReader(io.BytesIO(pdf)).pages) // PAGES_OF_A_SHEET)


def together(letters: Iterable[bytes]) -> bytes:
    """All of them in one. One of an odd number of pages is followed by an empty page."""
    writer = PdfWriter()
    for each in letters:
        pages = PdfReader(io.BytesIO(each)).pages
        for page in pages:
            writer.add_page(page)
        if len(pages) % PAGES_OF_A_SHEET:
            last = pages[-1].mediabox
            writer.add_blank_page(width=float(last.width), height=float(last.height))
    target = io.BytesIO()
    writer.write(target)
    return target.getvalue()
