"""What do these bytes say, and what of it may be shown?

    decoded(b"caf\\xe9", "us-ascii")              # "café": what a message says of itself is often wrong
    line("=?utf-8?q?R=C3=A9ponse?= \\u202egnp")   # "Réponse gnp": one line, nothing that turns it round

1. Nothing that is shown holds a control character, half of a character, or NUL, which no database keeps.
2. A header is one line. What turns the direction of writing is left out: “exe.gpj” must not read “jpg.exe”.
3. In the words of a message the marks of Arabic, Hebrew and Urdu stay; only what overrides them goes.
"""

from __future__ import annotations

import binascii
import codecs
import re
from quopri import decodestring

# What broken messages make of Python's own readers; none of it may ever lose a message.
BROKEN = (ValueError, LookupError, TypeError, AttributeError, AssertionError, RecursionError)
LONGEST_LINE = 500
# A codec of the standard library that is no character set, or takes forever.
_NO_CHARSET = frozenset({"idna", "punycode", "unicode_escape", "raw_unicode_escape", "undefined", "utf-7"})
_ONE_BYTE = ("cp125", "iso8859", "koi8", "mac", "ascii", "cp4", "cp8", "latin")
_ALIASES = {
    "iso-8859-8-i": "iso-8859-8",
    "x-unknown": "",
    "unknown-8bit": "",
    "default": "",
    "ansi": "cp1252",
}
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufff9-\ufffb\ufeff]")
_TURNS = re.compile("[\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069]")
_OVERRIDES = re.compile("[\u202d\u202e]")
_SPACES = re.compile(r"\s+")
_WORD = re.compile(r"=\?([^?\s]{1,60})\?([bBqQ])\?([^?]*)\?=")
_BETWEEN = re.compile(r"(\?=)\s+(?==\?[^?\s]{1,60}\?[bBqQ]\?)")


def decoded(content: bytes, charset: str = "") -> str:
    """The words, by the character set that was named where it fits, else by the one that does."""
    named = _charset(charset)
    # Of one byte a character, anything can be read as anything; what can be read as UTF-8 is UTF-8.
    order = ("utf-8", named) if named.startswith(_ONE_BYTE) else (named, "utf-8")
    for each in filter(None, order):
        try:
            return content.decode(each)
        except (UnicodeError, ValueError):
            continue
    if named and not named.startswith((*_ONE_BYTE, "utf-8")):
        return content.decode(named, "replace")
    # Every byte means something to Windows, but for five.
    return content.decode("cp1252", "replace")


def _charset(name: str) -> str:
    """The codec that has this name, or nothing."""
    asked = name.strip().strip("\"'").lower()
    asked = _ALIASES.get(asked, asked)
    try:
        found = codecs.lookup(asked) if asked.isascii() and asked.isprintable() else None
    except (LookupError, ValueError):
        return ""
    if found is None or found.name in _NO_CHARSET or not getattr(found, "_is_text_encoding", False):
        return ""
    # What is called Latin-1 is nearly always what Windows writes.
    return "cp1252" if found.name == "iso8859-1" else found.name


def line(value: str, *, longest: int = LONGEST_LINE) -> str:
    """A header as one line that may be shown: encoded words read, nothing in it that misleads."""
    return tidy_line(unfolded(value[: 40 * longest]), longest=longest)


def unfolded(value: str) -> str:
    """The words of a header, with what RFC 2047 encodes decoded, as far as that can be done."""
    words = _BETWEEN.sub(r"\1", _eight_bit(value))
    found: list[str] = []
    pending, charset, end = b"", "", 0
    for match in _WORD.finditer(words):
        between = words[end : match.start()]
        end = match.end()
        # A character may be cut in two between two encoded words that follow each other.
        if between or match[1].lower() != charset:
            found += [decoded(pending, charset), between]
            pending, charset = b"", match[1].lower()
        pending += _encoded(match[2], match[3])
    return "".join([*found, decoded(pending, charset), words[end:]])


def _encoded(how: str, words: str) -> bytes:
    ascii_ = words.encode("utf-8", "replace")
    if how in "qQ":
        return decodestring(ascii_, header=True)
    try:
        return binascii.a2b_base64(ascii_ + b"==")
    except binascii.Error:
        return ascii_


def _eight_bit(value: str) -> str:
    """What stood in a header as it should not have: bytes beyond ASCII."""
    try:
        return decoded(value.encode("utf-8", "surrogateescape"))
    except UnicodeError:
        return value.encode("utf-8", "replace").decode()


def misleads(value: str) -> bool:
    """Whether something in a header turns its direction or is not to be seen."""
    return bool(_TURNS.search(value) or _CONTROLS.search(value))


def tidy_line(value: str, *, longest: int = LONGEST_LINE) -> str:
    """One line, without what cannot or must not be shown."""
    shown = _SPACES.sub(" ", _TURNS.sub("", _CONTROLS.sub(" ", value))).strip()
    return shown if len(shown) <= longest else shown[: longest - 1] + "…"


def tidy_text(value: str) -> str:
    """The words of a message, line by line, without what cannot or must not be shown."""
    lines = value.replace("\r\n", "\n").replace("\r", "\n")
    return _OVERRIDES.sub("", _CONTROLS.sub("", lines)).strip("\n")
