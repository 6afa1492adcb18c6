"""How does a letter become braille that an embosser can print, page by page?

    braille(document)       # b",DE> ,MS ,BELL1 …", 40 cells a line, 25 lines a page

None where this machine has no tables, or none for the language of the letter.

By liblouis's `lou_translate`, contracted where the language is: Unified English Braille for English, which
the United Kingdom reads. The file is in BRF: a cell is an ASCII character, a page ends with a form feed, and
the number of the page stands at the end of its first line.
"""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterable, Iterator, Mapping

from kept.casework.letter_text import Document
from kept.printing.plain import enclosures, ending, references
from kept.rulebook.letter_words import HEADING, LIST, TABLE
from kept.rulebook.letters import TEXT

PROGRAM = "lou_translate"
CELLS, LINES = 40, 25
LONGEST_WAIT = 60
TABLES: Mapping[str, str] = {
    "en": "en-ueb-g2.ctb",
    "cy": "cy-cy-g2.ctb",
    "de": "de-g2.ctb",
    "fr": "fr-bfu-g2.ctb",
    "pt": "pt-pt-g2.ctb",
    "ur": "ur-pk-g2.ctb",
    "ar": "ar-ar-g2.ctb",
}
# Where the first line of a part begins, and those after it.
_PARAGRAPH, _HEADING, _ITEM, _LINE = (2, 0), (4, 4), (0, 2), (0, 2)
Part = tuple[str, tuple[int, int]]


def braille(document: Document) -> bytes | None:
    """The letter in braille; None where this machine has no tables, or none for its language."""
    program, table = shutil.which(PROGRAM), TABLES.get(document.lang)
    if program is None or table is None:
        return None
    parts = [(" ".join(words.split()), margins) for words, margins in _parts(document) if words.strip()]
    cells = _translated(program, table, [words for words, _ in parts])
    lines = [
        line for each, (_, margins) in zip(cells, parts, strict=True) for line in _wrapped(each, margins)
    ]
    number = _translated(program, table, [str(page) for page in range(1, len(lines) // (LINES - 1) + 2)])
    return "".join(_pages(lines, number)).encode("ascii", "replace")


def _translated(program: str, table: str, texts: list[str]) -> list[str]:
    """Each text in the cells of that table, a line for a line."""
    command = [program, "--forward", f"en-us-brf.dis,{table}"]
    # The program reads what follows a backslash as an order of its own; two of them are one.
    given = "\n".join(texts).replace("\\", "\\\\") + "\n"
    done = subprocess.run(
        command, input=given.encode(), check=True, timeout=LONGEST_WAIT, capture_output=True
    )
    return done.stdout.decode().split("\n")[: len(texts)]


def _parts(document: Document) -> Iterator[Part]:
    """The parts of the letter in their order, each with where its lines begin."""
    if document.way == TEXT:
        yield from ((each.text, _PARAGRAPH) for each in document.blocks)
        return
    yield from ((each, _LINE) for each in (document.written_on, *references(document)))
    yield document.dear, _LINE
    yield document.title, _HEADING
    for block in document.blocks:
        if block.sort == LIST:
            yield from ((f"- {each}", _ITEM) for each in block.items)
        elif block.sort == TABLE:
            yield from ((f"{label}: {value}", _ITEM) for label, value in block.rows)
        else:
            yield block.text, _HEADING if block.sort == HEADING else _PARAGRAPH
    yield document.ask, _PARAGRAPH
    yield document.yours, _LINE
    yield from ((each, _LINE) for each in (*ending(document), enclosures(document)))
    yield document.translation_line, _PARAGRAPH


def _wrapped(cells: str, margins: tuple[int, int]) -> Iterator[str]:
    """The cells in lines of a page's width; a word longer than a line is cut."""
    line = " " * margins[0]
    empty = True
    for word in cells.split():
        if not empty and len(line) + 1 + len(word) > CELLS:
            yield line
            line, empty = " " * margins[1], True
        line = line + word if empty else f"{line} {word}"
        empty = False
        while len(line) > CELLS:
            yield line[:CELLS]
            line = " " * margins[1] + line[CELLS:]
    yield line


def _pages(lines: list[str], numbers: Iterable[str]) -> Iterator[str]:
    """Pages of a number and as many lines as remain."""
    room = LINES - 1
    starts = range(0, len(lines), room)
    for start, number in zip(starts, numbers, strict=False):
        yield "\r\n".join((number.rjust(CELLS), *lines[start : start + room])) + "\r\n\f"
