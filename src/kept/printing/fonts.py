"""Which typefaces travel with Kept, and is there a glyph for this character?

    lacking("Zoë 你 🙂")            ->  ("🙂",)
    printable("Zoë 🙂")             ->  "Zoë □"

The files lie in `fonts/`; they are read for what they cover only, by the table that every font has for it.
"""

from __future__ import annotations

import re
import struct
import unicodedata
from collections.abc import Iterator
from functools import cache, lru_cache
from pathlib import Path

FOLDER = Path(__file__).resolve().parent / "fonts"
FAMILIES = {"times": "Tinos", "sans": "Noto Sans"}
# In this order a character is looked for, after the house's own typeface.
OTHERS = (
    "Noto Sans",
    "Tinos",
    "Vazirmatn",
    "Noto Sans Hebrew",
    "Noto Sans Bengali",
    "Noto Sans Devanagari",
    "Noto Sans Gujarati",
    "Noto Sans Gurmukhi",
    "Noto Sans Tamil",
    "Noto Sans Telugu",
    "Noto Sans Malayalam",
    "Noto Sans Sinhala",
    "Noto Sans Ethiopic",
    "Noto Sans SC",
    "Noto Sans TC",
)
BOX = "□"
# A telephone number stays on its line, and runs from left to right in Arabic too.
_IN_A_NUMBER = re.compile(r"(?<=\d) (?=\d)")
# Every sign that stands on, under or beside the letter before it.
_MARKS = "".join(
    chr(code) for code in range(0x300, 0x20000) if unicodedata.category(chr(code)) in ("Mn", "Mc", "Me")
)
# Marks that only say how a line runs or breaks, such as an order to read it backwards.
_STEERING = {*range(0x202A, 0x202F), *range(0x2066, 0x206A), 0x200E, 0x200F, 0x061C, 0xFEFF, 0xFFFC, 0x00AD}
_KEPT = {"\n", "\u200c", "\u200d"}
_JOINERS = frozenset({0x200C, 0x200D})
_MARKED = re.compile(f"(?s).[{_MARKS}\u200c\u200d]*")


def families(font: str) -> tuple[str, ...]:
    """The typefaces of a letter, in the order in which a character is looked for."""
    own = FAMILIES[font]
    return (own, *(each for each in OTHERS if each != own))


def plain(text: str) -> str:
    """The words as they can be set: in one spelling, without what no page shows, no number taken apart."""
    normal = _IN_A_NUMBER.sub("\u00a0", unicodedata.normalize("NFC", text))
    return "".join(
        " " if each == "\t" else each
        for each in normal
        if each in _KEPT
        or (ord(each) not in _STEERING and unicodedata.category(each) not in ("Cc", "Cs", "Co"))
        or each == "\t"
    )


def lacking(text: str) -> tuple[str, ...]:
    """The characters that no typeface here has, each once; a letter with a mark over it is one character."""
    return tuple(dict.fromkeys(each for each in _characters(plain(text)) if not _has(each)))


def printable(text: str) -> str:
    """The words, with a box for each character that no typeface here has."""
    words = plain(text)
    if words.isascii():
        return words
    return "".join(each if _has(each) else BOX for each in _characters(words))


def covered() -> frozenset[int]:
    """Every character that one of the typefaces here has in its plain weight."""
    return frozenset().union(*_each())


def _characters(text: str) -> list[str]:
    """The text taken apart into letters, each with the marks that stand on it."""
    return _MARKED.findall(text)


@lru_cache(maxsize=20_000)
def _has(character: str) -> bool:
    """Whether one typeface has all of it: a letter of one and a mark of another cannot be set together."""
    codes = {ord(each) for each in character} - _JOINERS
    return character == "\n" or any(codes <= each for each in _each())


@cache
def _each() -> tuple[frozenset[int], ...]:
    """What each typeface has in its plain weight."""
    return tuple(of_file(path) for path in sorted(FOLDER.glob("*-Regular.ttf")))


def of_file(path: Path) -> frozenset[int]:
    """Every character that a font file has."""
    data = path.read_bytes()
    (tables,) = struct.unpack(">H", data[4:6])
    for at in range(12, 12 + 16 * tables, 16):
        tag, _, offset, length = struct.unpack(">4sIII", data[at : at + 16])
        if tag == b"cmap":
            return frozenset(_of_cmap(data[offset : offset + length]))
    raise ValueError(f"{path.name} is no font: it has no table of its characters.")


def _of_cmap(cmap: bytes) -> Iterator[int]:
    (many,) = struct.unpack(">H", cmap[2:4])
    for at in range(4, 4 + 8 * many, 8):
        (start,) = struct.unpack(">I", cmap[at + 4 : at + 8])
        (form,) = struct.unpack(">H", cmap[start : start + 2])
        if form == 4:
            yield from _segments(cmap, start)
        elif form == 12:
            (groups,) = struct.unpack(">I", cmap[start + 12 : start + 16])
            for group in range(start + 16, start + 16 + 12 * groups, 12):
                first, last, _ = struct.unpack(">III", cmap[group : group + 12])
                yield from range(first, last + 1)


def _segments(cmap: bytes, start: int) -> Iterator[int]:
    """The characters of a table of segments; those that lead to no glyph are left out."""
    (double,) = struct.unpack(">H", cmap[start + 6 : start + 8])
    many = double // 2

    def row(offset: int, form: str = "H") -> tuple[int, ...]:
        at = start + offset
        return struct.unpack(f">{many}{form}", cmap[at : at + double])

    ends, starts = row(14), row(16 + double)
    deltas, offsets = row(16 + 2 * double, "h"), row(16 + 3 * double)
    for index, (first, last, delta, offset) in enumerate(zip(starts, ends, deltas, offsets, strict=True)):
        for code in range(first, last + 1):
            glyph = code + delta
            if offset:
                at = start + 16 + 3 * double + 2 * index + offset + 2 * (code - first)
                (glyph,) = struct.unpack(">H", cmap[at : at + 2])
            if glyph & 0xFFFF:
                yield code
