"""Which files does Kept keep, and what may they be called?

    type_of(b"\\xff\\xd8\\xff\\xe0…")             # "image/jpeg": by what is in it, whatever its name says
    safe_name("../Ms Okafor's photo.JPG", "image/jpeg")     # "Ms Okafor's photo.jpg"

1. A type is told by the content alone. What is none of these is refused in a sentence.
2. A name is for people: it leads nowhere on a disk, and carries the ending of the type.
3. What comes with an e-mail or a letter is kept whatever it is (`any_type`), under the ending that it had.
   What could run where it is opened is `risky`, and is handed out as bytes of no type (`served_as`).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

import puremagic

# A photograph of a good telephone has 3 to 8 megabytes; a plan or a quotation as a PDF, less.
LARGEST = 20 * 1024 * 1024
# What somebody sends us: as much as mail servers pass on, and the message around it.
LARGEST_SENT = 25 * 1024 * 1024
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
BYTES = "application/octet-stream"
# So much of the beginning is looked at where the first bytes tell nothing, and so sure of it must one be.
LOOKED_AT, SURE, CERTAIN = 64 * 1024, 0.3, 0.5
LONGEST_ENDING = 8
_WRITTEN: Mapping[str, str] = {
    "<?xml": "application/xml",
    "{\\rtf": "application/rtf",
    "%!ps": "application/postscript",
    "begin:vcalendar": "text/calendar",
    "begin:vcard": "text/vcard",
}
_A_TYPE = re.compile(r"[a-z]+/[a-z0-9][a-z0-9.+-]{0,90}\Z")
_RUNS = frozenset(
    {
        "application/javascript",
        "application/ecmascript",
        "application/pdf+script",
        "application/x-shockwave-flash",
        "application/xhtml+xml",
        "application/xml",
        "image/svg+xml",
        "multipart/related",
        "text/html",
        "text/javascript",
        "text/xml",
    }
)
_RUNS_WORDS = (
    "executable",
    "msdownload",
    "x-sh",
    "x-msi",
    "java-archive",
    "macroenabled",
    "x-dosexec",
    "script",
)
_RUNS_ENDINGS = frozenset(
    {
        *(
            "ade",
            "adp",
            "app",
            "bat",
            "chm",
            "cmd",
            "com",
            "cpl",
            "dll",
            "docm",
            "exe",
            "gadget",
            "hta",
            "htm",
        ),
        *("html", "iso", "jar", "js", "jse", "lnk", "mde", "mht", "mhtml", "msi", "msp", "pif", "ps1", "reg"),
        *("scr", "sh", "shs", "svg", "swf", "vb", "vbe", "vbs", "wsf", "wsh", "xhtml", "xlsm", "xml"),
    }
)
_LABELS: Mapping[str, str] = {
    "application/msword": "Word document",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "Word document",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "Spreadsheet",
    "application/vnd.ms-excel": "Spreadsheet",
    "application/vnd.openxmlformats-officedocument.presentationml.presentation": "Presentation",
    "application/vnd.oasis.opendocument.text": "Text document",
    "application/zip": "Packed files",
    "application/ms-tnef": "Outlook’s own package",
    "message/rfc822": "E-mail",
    "text/calendar": "Invitation",
    "text/html": "Web page",
    "text/plain": "Text",
}
_SORTS: Mapping[str, str] = {"image/": "Picture", "audio/": "Recording", "video/": "Film", "text/": "Text"}
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


def any_type(content: bytes, name: str = "") -> str:
    """The type of whatever somebody sent, by what is in it. Its name only settles what else looks alike.

    A Word document and a spreadsheet are both packed; no name makes a program a picture.
    """
    try:
        found = puremagic.magic_string(content[:LOOKED_AT])
    except (puremagic.PureError, ValueError, LookupError):
        found = []
    certain = (str(each.mime_type) for each in found if each.mime_type and each.confidence >= CERTAIN)
    # Two or three letters at the beginning of a sentence look like the mark of some old program.
    known = type_of(content[:BEGINNING]) or next(certain, None) or _of_words(content[:LOOKED_AT])
    if known is not None:
        return known
    ending = _ending(name)
    named = [each.mime_type for each in found if each.mime_type and each.extension == f".{ending}"]
    told = named or [each.mime_type for each in found if each.mime_type and each.confidence >= SURE]
    return str(told[0]) if told else BYTES


def _of_words(beginning: bytes) -> str | None:
    """What begins like words, if it does: plain ones, or a page that a browser would open."""
    try:
        # A character may be cut in two where we stop looking.
        words = beginning[: LOOKED_AT - 4].decode(
            "utf-8", "strict" if len(beginning) < LOOKED_AT else "ignore"
        )
    except UnicodeError:
        return None
    if not words or any(each < " " and each not in "\t\n\r\f" for each in words):
        return None
    low = words.lower()
    if "<svg" in low:
        return "image/svg+xml"
    if low.lstrip("\ufeff \t\r\n").startswith(("<!doctype html", "<html")) or "<script" in low:
        return "text/html"
    return next(
        (type_ for begins, type_ in _WRITTEN.items() if low.lstrip().startswith(begins)), "text/plain"
    )


def risky(type_: str, name: str = "") -> bool:
    """Whether opening it could do something, rather than show something."""
    return type_ in _RUNS or any(each in type_ for each in _RUNS_WORDS) or _ending(name) in _RUNS_ENDINGS


def served_as(type_: str) -> str:
    """The type that a browser is told: what it would run is bytes to be saved."""
    return BYTES if risky(type_) or not _A_TYPE.match(type_) else type_


def label_of(type_: str) -> str:
    """What people call such a file."""
    if type_ in TYPES:
        return TYPES[type_].label
    if type_ in _LABELS:
        return _LABELS[type_]
    sort = next((label for begins, label in _SORTS.items() if type_.startswith(begins)), "File")
    return sort


def safe_name(given: str, type_: str) -> str:
    """The name under which it is taken away: the last part of what was given, without what could mislead."""
    last = given.replace("\\", "/").rsplit("/", 1)[-1]
    stem = last.rsplit(".", 1)[0] if "." in last else last
    kept = "".join(each for each in stem if each.isprintable() and each not in '"*:<>?|').strip(" .")
    ending = TYPES[type_].ending if type_ in TYPES else _ending(last)
    return f"{kept[:LONGEST_NAME].rstrip() or 'file'}" + (f".{ending}" if ending else "")


def _ending(name: str) -> str:
    """The ending that a name has, where it is one: letters and digits, few of them."""
    ending = name.rsplit(".", 1)[-1].lower() if "." in name else ""
    return ending if 0 < len(ending) <= LONGEST_ENDING and ending.isascii() and ending.isalnum() else ""


def sent_refusal(size: int, most: int = LARGEST_SENT) -> str | None:
    """Why something that was sent to us cannot be kept; None where it can. Whatever its type, it is kept."""
    if size == 0:
        return "This file is empty."
    if size > most:
        return f"This file has {size_words(size)}, and the most is {most // (1024 * 1024)} MB."
    return None


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
