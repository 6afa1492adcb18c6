"""Which files does Kept keep, and what may they be called?

    type_of(b"\\xff\\xd8\\xff\\xe0…")             # "image/jpeg": by what is in it, whatever its name says
    safe_name("../Ms Okafor's photo.JPG", "image/jpeg")     # "Ms Okafor's photo.jpg"

1. A type is told by the content alone. What is none of these is refused in a sentence.
2. A name is for people: it leads nowhere on a disk, and carries the ending of the type.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

# A photograph of a good telephone has 3 to 8 megabytes; a plan or a quotation as a PDF, less.
LARGEST = 20 * 1024 * 1024
LONGEST_NAME = 80
# So much of the beginning tells the type.
BEGINNING = 32


@dataclass(frozen=True, slots=True)
class FileType:
    """A type that is kept: what people call it, and the ending of its names."""

    label: str
    ending: str
    photograph: bool = True


TYPES: Mapping[str, FileType] = {
    "image/jpeg": FileType("JPEG photograph", "jpg"),
    "image/png": FileType("PNG picture", "png"),
    "image/webp": FileType("WebP picture", "webp"),
    "image/heic": FileType("HEIC photograph", "heic"),
    "application/pdf": FileType("PDF document", "pdf", photograph=False),
}
ALLOWED = "a photograph (JPEG, PNG, WebP or HEIC) or a PDF"
_HEIC = (b"heic", b"heix", b"hevc", b"mif1", b"msf1", b"heim", b"heis")


def type_of(beginning: bytes) -> str | None:
    """The type that the first bytes show; None where it is none that is kept."""
    if beginning.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    if beginning.startswith(b"\x89PNG\r\n\x1a\n"):
        return "image/png"
    if beginning.startswith(b"RIFF") and beginning[8:12] == b"WEBP":
        return "image/webp"
    if beginning[4:8] == b"ftyp" and beginning[8:12] in _HEIC:
        return "image/heic"
    return "application/pdf" if beginning.startswith(b"%PDF-") else None


def safe_name(given: str, type_: str) -> str:
    """The name under which it is taken away: the last part of what was given, without what could mislead."""
    last = given.replace("\\", "/").rsplit("/", 1)[-1]
    stem = last.rsplit(".", 1)[0] if "." in last else last
    kept = "".join(each for each in stem if each.isprintable() and each not in '"*:<>?|').strip(" .")
    return f"{kept[:LONGEST_NAME].rstrip() or 'file'}.{TYPES[type_].ending}"


def size_words(size: int) -> str:
    """How large it is, for people."""
    if size < 1_000_000:
        return f"{max(1, round(size / 1_000)):,} KB"
    return f"{size / 1_000_000:.1f} MB"


def refusal(size: int, type_: str | None) -> str | None:
    """Why a file cannot be kept, in a sentence that says what to do; None where it can."""
    if size == 0:
        return "This file is empty. Choose it again, or take the photograph once more."
    if size > LARGEST:
        most = LARGEST // (1024 * 1024)
        return f"This file has {size_words(size)}, and the most is {most} MB. Choose a smaller copy."
    if type_ is None:
        return f"This is no file that Kept keeps. Choose {ALLOWED}."
    return None
