"""How does a table leave Kept as a file?

Row by row, so that a large one needs no more memory than a small one, and under its own association: a
response is sent after the page's transaction has ended.

    table_file("due.csv", here, head, rows)      # rows() is called within the transaction

A cell that a spreadsheet would take for a formula is led by an apostrophe.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Iterator

from django.http import StreamingHttpResponse

from kept.store import tenancy
from kept.web.shared.access import Here

FORMULA = ("=", "+", "-", "@", "\t", "\r")


class _Line:
    """A file that hands each line straight back."""

    def write(self, text: str) -> str:
        return text


def harmless(cell: object) -> str:
    """The cell as text that no spreadsheet runs."""
    if cell is None:
        return ""
    if isinstance(cell, bool | int | float):
        return str(cell)
    text = str(cell).replace("\x00", "")
    return f"'{text}" if text.startswith(FORMULA) else text


def table_file(
    name: str, here: Here, head: Iterable[str], rows: Callable[[], Iterable[Iterable[object]]]
) -> StreamingHttpResponse:
    """The file as a response."""

    def lines() -> Iterator[str]:
        writer = csv.writer(_Line())
        # The mark by which spreadsheets know that accents are UTF-8.
        yield "\ufeff"
        yield writer.writerow([harmless(cell) for cell in head])
        with tenancy.association(here.slug):
            for row in rows():
                yield writer.writerow([harmless(cell) for cell in row])

    response = StreamingHttpResponse(lines(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "no-store, private"
    return response
