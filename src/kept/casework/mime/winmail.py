"""What is in a winmail.dat, in which some Outlooks wrap what they attach?

opened(content).files       # (("Quotation.pdf", b"%PDF-…"),)
"""

from __future__ import annotations

import logging
import struct
from dataclasses import dataclass

from kept.casework.mime.words import BROKEN, line

_MOST = 200


@dataclass(frozen=True, slots=True)
class Winmail:
    """The files in it, and its words where it has any."""

    files: tuple[tuple[str, bytes], ...]
    text: str = ""
    html: str = ""


def opened(content: bytes) -> Winmail | None:
    """What is in it; None where it cannot be opened."""
    from tnefparse import TNEF

    # It writes what it finds wrong into the log, and what it finds may be anybody's words.
    logging.getLogger("tnefparse").setLevel(logging.CRITICAL)
    try:
        found = TNEF(content, do_checksum=False)
        files = tuple(
            (line(_words(each.long_filename() or each.name)), bytes(each.data or b""))
            for each in found.attachments[:_MOST]
        )
        return Winmail(files, _words(found.body), _words(found.htmlbody))
    except (*BROKEN, struct.error, ArithmeticError, NameError, EOFError, MemoryError):
        return None


def _words(value: object) -> str:
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace").rstrip("\x00")
    if isinstance(value, list):
        return "\n".join(_words(each) for each in value)
    return str(value or "").rstrip("\x00")
