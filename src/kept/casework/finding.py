"""By what is somebody found in words that were written anywhere, and what does a file say?

    about = Needles(names=("Mrs Ngozi Okafor",), phones=("0113 496 0001",), refs=("K7F3-9Q2M",))
    pattern(about)                          # one regular expression, for PostgreSQL and for Python alike
    named_in("Okafor, Ngozi rang", about)   # True

1. It finds rather too much: whoever marks the pieces says which are of somebody else.
2. A number is found however it is spaced, a name in either order, and as “Mrs Okafor” too.
3. Of a file whose words cannot be read, such as a scan, it is said that it cannot, and it is still listed.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage
from functools import lru_cache
from io import BytesIO

from pypdf import PdfReader
from pypdf.errors import PyPdfError

TITLES = frozenset({"mr", "mrs", "ms", "miss", "mx", "dr", "sir", "lady", "lord", "prof", "rev"})
_ADDRESSED = "(mr|mrs|ms|miss|mx|dr)"
FEWEST_DIGITS, LONGEST_WORD_ALONE, MOST_TEXT = 7, 6, 400_000
# What stands between two words, in plain text or inside JSON.
_BETWEEN = r"(\s|,|\\n)+"
# A line or a column inside JSON ends with a letter of its own.
_BROKEN = r"\\[nrt]"
_EDGE = re.compile(r"[.*+?^${}()|\[\]\\/-]")


@dataclass(frozen=True, slots=True)
class Needles:
    """What somebody is known by: names, telephone numbers, e-mail, first lines of addresses, references."""

    names: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()
    emails: tuple[str, ...] = ()
    addresses: tuple[str, ...] = ()
    refs: tuple[str, ...] = ()

    @property
    def all(self) -> tuple[str, ...]:
        """Everything in it, as it is written."""
        return (*self.names, *self.phones, *self.emails, *self.addresses, *self.refs)


def pattern(about: Needles) -> str:
    """A regular expression that finds any of it, whatever the case; empty where there is nothing to find."""
    parts = dict.fromkeys(
        (
            *(each for name in about.names for each in _of_name(name)),
            *(each for phone in about.phones for each in _of_phone(phone)),
            *(_quoted(each.strip()) for each in about.emails if "@" in each),
            *(each for address in about.addresses for each in _of_address(address)),
            *(_quoted(each.strip()) for each in about.refs if len(each.strip()) >= FEWEST_DIGITS),
        )
    )
    # Neither understands all that the other does: this is what both do.
    return f"(^|[^[:alnum:]]|{_BROKEN})({'|'.join(parts)})($|[^[:alnum:]])" if parts else ""


def named_in(text: str, about: Needles) -> bool:
    """Whether any of it stands in the text."""
    found = pattern(about)
    return bool(found) and _compiled(found).search(text) is not None


@lru_cache(maxsize=32)
def _compiled(found: str) -> re.Pattern[str]:
    return re.compile(found.replace("[^[:alnum:]]", r"[\W_]"), re.IGNORECASE)


def _of_name(name: str) -> Iterator[str]:
    for spelling in dict.fromkeys((name, _plain(name))):
        words = [each.strip(".,") for each in spelling.split()]
        words = [each for each in words if each and each.casefold() not in TITLES]
        if len(words) > 1:
            first, last = _quoted(words[0]), _quoted(words[-1])
            yield _BETWEEN.join(_quoted(each) for each in words)
            yield f"{first}{_BETWEEN}{last}"
            yield f"{last}{_BETWEEN}{first}"
            yield f"{_ADDRESSED}{_BETWEEN}{last}"
        elif words and len(words[0]) >= LONGEST_WORD_ALONE:
            yield _quoted(words[0])
        elif words:
            yield f"{_ADDRESSED}{_BETWEEN}{_quoted(words[0])}"


def _of_phone(phone: str) -> Iterator[str]:
    digits = "".join(each for each in phone if each.isdigit())
    national = digits.removeprefix("00").removeprefix("44").removeprefix("0")
    if len(national) >= FEWEST_DIGITS:
        apart = r"[ ().-]*".join(national)
        yield rf"(\+44|0044|0)?[ ().-]*0?[ ().-]*{apart}"


def _of_address(address: str) -> Iterator[str]:
    """The first line, where it has a number: a street alone is everybody's."""
    first = re.split(r"[,\n]", address.strip())
    words = (f"{first[0]} {first[1]}" if first[0].strip().isdigit() and len(first) > 1 else first[0]).split()
    if len(words) > 1 and any(each[0].isdigit() for each in words):
        yield _BETWEEN.join(_quoted(each) for each in words)


def _quoted(words: str) -> str:
    return _EDGE.sub(lambda found: "\\" + found.group(), words)


def _plain(text: str) -> str:
    apart = unicodedata.normalize("NFKD", text)
    return "".join(each for each in apart if not unicodedata.combining(each))


def text_of(data: bytes, type_: str) -> str | None:
    """The words of a file; None where it has none that Kept can read, such as a photograph or a scan."""
    match type_:
        case "application/pdf":
            said = _of_pdf(data)
        case "message/rfc822":
            said = _of_email(data)
        case _ if type_.startswith("text/"):
            said = data.decode("utf-8", errors="replace")
        case _:
            return None
    return said[:MOST_TEXT].replace("\x00", "").strip() or None


def _of_pdf(data: bytes) -> str:
    try:
        pages = PdfReader(BytesIO(data)).pages
        return "\n".join(_enough(page.extract_text() for page in pages))
    except (PyPdfError, ValueError, KeyError, TypeError, RecursionError):
        # Somebody else made this file; one that cannot be read is listed like a scan.
        return ""


def _enough(pages: Iterable[str]) -> Iterator[str]:
    left = MOST_TEXT
    for each in pages:
        yield each
        left -= len(each)
        if left < 0:
            return


def _of_email(data: bytes) -> str:
    message = message_from_bytes(data, policy=policy.default)
    assert isinstance(message, EmailMessage)
    heads = [f"{name}: {message[name]}" for name in ("From", "To", "Cc", "Date", "Subject") if message[name]]
    body = message.get_body(preferencelist=("plain", "html"))
    words = ""
    if body is not None:
        payload = body.get_payload(decode=True)
        raw = payload if isinstance(payload, bytes) else b""
        words = raw.decode(body.get_content_charset() or "utf-8", errors="replace")
        words = re.sub(r"<[^>]*>", " ", words) if body.get_content_subtype() == "html" else words
    attached = [str(each.get_filename()) for each in message.iter_attachments() if each.get_filename()]
    return "\n".join((*heads, "", words, *(f"Attached: {each}" for each in attached)))
