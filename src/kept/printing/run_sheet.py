"""What lies on top of a batch of letters? A sheet that says how many there are, and which.

    run_sheet(house="Karin", title="Letters of 8 April 2026, number 1", lines=["12 letters, 17 sheets"],
              rows=[("1", "K7F3-9Q2M", "LS1 4AP", "2")])        # a PDF

It names nobody: a reference and a postcode are enough to find an envelope again.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from threading import Lock

import typst

from kept.printing import fonts

TEMPLATE = Path(__file__).resolve().parent / "run_sheet.typ"
HEADS = ("No.", "Reference", "Postcode", "Sheets", "Done")
SIGNING = ("Printed and put into envelopes by", "Taken to the post by, at")
_ONE_AT_A_TIME = Lock()


def run_sheet(
    *, house: str, title: str, lines: Sequence[str], rows: Sequence[tuple[str, str, str, str]]
) -> bytes:
    """The sheet as PDF/UA-1."""
    said = {
        "house": house,
        "title": title,
        "lines": list(lines),
        "heads": list(HEADS),
        "rows": [[*each, ""] for each in rows],
        "signing": list(SIGNING),
        "page": "Page",
        "fonts": list(fonts.families("sans")),
    }
    with _ONE_AT_A_TIME:
        made = _compiler().compile(format="pdf", pdf_standards="ua-1", sys_inputs={"sheet": json.dumps(said)})
    assert isinstance(made, bytes)
    return made


@cache
def _compiler() -> typst.Compiler:
    return typst.Compiler(
        str(TEMPLATE), root=str(TEMPLATE.parent), font_paths=[str(fonts.FOLDER)], ignore_system_fonts=True
    )
