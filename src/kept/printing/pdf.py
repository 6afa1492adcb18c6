"""How does a letter become a PDF that everybody can read, with a screen reader too?

    pdf(document, letterhead)                  # PDF/UA-1, in the house's typeface and size
    pdf(document, letterhead, size_pt=24)      # the same in large print: set anew, not blown up
    unprintable(document)                      # ("No typeface here has “🙂”. …",)

The words go to typst as data, in JSON, and are never read as markup. The compiler is made once in a process;
making one letter takes it about a hundredth of a second.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from threading import Lock
from typing import Any

import typst

from kept.casework.letter_text import Document, Unfilled
from kept.printing import fonts
from kept.rulebook.letterheads import LARGE_PRINT, RIGHT_TO_LEFT, SANS, Letterhead

TEMPLATE = Path(__file__).resolve().parent / "letter.typ"
MOST_LINES_OF_ADDRESS = 6
NOTE = "□ stands for a sign that our printer does not have."
_ONE_AT_A_TIME = Lock()


def pdf(document: Document, letterhead: Letterhead, size_pt: int | None = None) -> bytes:
    """The letter as PDF/UA-1. `Unfilled` where something in it is still lacking."""
    if document.holes:
        raise Unfilled(document.holes)
    size = size_pt or letterhead.size_pt
    data = json.dumps(_data(document, letterhead, size), ensure_ascii=False)
    with _ONE_AT_A_TIME:
        made = _compiler().compile(format="pdf", pdf_standards="ua-1", sys_inputs={"letter": data})
    assert isinstance(made, bytes)
    return made


def unprintable(document: Document) -> tuple[str, ...]:
    """A sentence where the letter has characters that no typeface here has; none where it has none."""
    lacking = fonts.lacking(_all_words(document))
    if not lacking:
        return ()
    quoted = ", ".join(f"“{each}”" for each in lacking)
    return (f"No typeface here has {quoted}. On paper a box stands there; write it another way if you can.",)


@cache
def _compiler() -> typst.Compiler:
    return typst.Compiler(
        str(TEMPLATE), root=str(TEMPLATE.parent), font_paths=[str(fonts.FOLDER)], ignore_system_fonts=True
    )


def _data(document: Document, letterhead: Letterhead, size: int) -> Mapping[str, Any]:
    wording, writer, day = document.wording, document.from_, document.date
    font = SANS if size >= LARGE_PRINT else letterhead.font
    particulars = [
        document.written_on,
        *_labelled(wording.reference, document.reference),
        *_labelled(wording.your_reference, document.your_reference),
    ]
    post = [*filter(None, (writer.job, writer.team)), *_labelled(wording.telephone, writer.phone)]
    data: dict[str, Any] = {
        "title": document.title or letterhead.title,
        "author": writer.name,
        "lang": document.lang,
        "paper": letterhead.title,
        "contact": _contact(letterhead),
        "to": _address(document.to),
        "particulars": particulars,
        "dear": document.dear,
        "blocks": [
            {"sort": each.sort, "text": each.text, "items": each.items, "rows": each.rows}
            for each in document.blocks
        ],
        "ask": document.ask,
        "yours": document.yours,
        "writer": writer.name,
        "post": [*post, *_labelled(wording.email, writer.email)],
        "enclosed": "; ".join(document.enclosed) and f"{wording.enclosed}: {'; '.join(document.enclosed)}",
        "translation_line": document.translation_line,
        # Whoever has large print reads English; in that size the offers would fill a page.
        "offers": _offers(document) if size < LARGE_PRINT else (),
        "footer": letterhead.footer,
        "note": NOTE if fonts.lacking(_all_words(document)) else "",
        "page": wording.page,
        "logo_says": letterhead.logo_says,
    }
    set_in = {
        "fonts": fonts.families(font),
        "size": size,
        "colour": letterhead.colour,
        "logo": letterhead.logo,
    }
    set_in |= {"rtl": wording.right_to_left, "year": day.year, "month": day.month, "day": day.day}
    printable: dict[str, Any] = _printable(data)
    return printable | set_in


def _printable(value: Any) -> Any:
    """Every word in it as it can be set."""
    if isinstance(value, str):
        return fonts.printable(value)
    if isinstance(value, bool):
        return value
    if isinstance(value, dict):
        return {name: _printable(each) for name, each in value.items()}
    return [_printable(each) for each in value]


def _labelled(label: str, value: str) -> list[str]:
    return [f"{label}: {value}"] if value else []


def _offers(document: Document) -> list[tuple[str, str, bool]]:
    """The offers of a translation, but for the language that the letter is in; and whether each runs left."""
    return [(lang, said, lang in RIGHT_TO_LEFT) for lang, said in document.offers if lang != document.lang]


def _contact(letterhead: Letterhead) -> list[str]:
    return [
        each for each in (*letterhead.address, letterhead.phone, letterhead.email, letterhead.web) if each
    ]


def _address(lines: tuple[str, ...]) -> list[str]:
    """As many lines as the window shows: what is over stands on the last but the postcode."""
    if len(lines) <= MOST_LINES_OF_ADDRESS:
        return list(lines)
    first, over = lines[: MOST_LINES_OF_ADDRESS - 2], lines[MOST_LINES_OF_ADDRESS - 2 : -1]
    return [*first, ", ".join(over), lines[-1]]


def _all_words(document: Document) -> str:
    """Everything in the letter that somebody wrote."""
    said = (part for each in document.blocks for part in each.said)
    writer = document.from_
    return "\n".join(
        (document.title, document.dear, *document.to, *said, writer.name, writer.job, *document.enclosed)
    )
