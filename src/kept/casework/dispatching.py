"""What may go out, by which way and to which address, and what follows when it does not arrive?

    address_of("email", {"name": "Ms Okafor", "email": "Ngozi@Example.org"})    # "ngozi@example.org"
    address_of("email", {"name": "Ms Okafor"})          # Refused("There is no e-mail address …", "to")
    text_parts("Ring us on 0113 496 0001.").parts       # 1
    next_try(3)                                         # after 15 minutes; None: given up

1. Whatever goes out has a reader and an address that can be used, and is not larger than its way carries.
2. What somebody said of how they may be reached is held to, and so is a death (see `safe_contact`,
   `bereaved`). What the law demands is not stopped for its form, and goes the way that is allowed.
3. It moves as `MOVES` says and in no other way, so that nothing is sent twice on purpose.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from types import MappingProxyType

from kept.casework import safe_contact
from kept.casework.bereaved import check_may_go_to
from kept.casework.disclosing import KEPT_BACK
from kept.casework.safe_contact import Rules
from kept.casework.values import Refused

EMAIL, POST, TEXT, DROP = "email", "post", "text", "drop"
NOTIFY_EMAIL, NOTIFY_TEXT, NOTIFY_LETTER = "notify_email", "notify_text", "notify_letter"
WAYS = (EMAIL, POST, TEXT, NOTIFY_EMAIL, NOTIFY_TEXT, NOTIFY_LETTER, DROP)
MAIL_WAYS = frozenset({EMAIL, NOTIFY_EMAIL})
PAPER_WAYS = frozenset({POST, NOTIFY_LETTER})
TEXT_WAYS = frozenset({TEXT, NOTIFY_TEXT})
# In the words of `safe_contact`: a message by any other service reaches somebody as a text does.
CHANNEL: Mapping[str, str] = MappingProxyType(
    dict.fromkeys(MAIL_WAYS, safe_contact.EMAIL)
    | dict.fromkeys(PAPER_WAYS, safe_contact.LETTER)
    | dict.fromkeys((*TEXT_WAYS, DROP), safe_contact.TEXT)
)

WAITING, HELD, GOING, SENT = "waiting", "held", "going", "sent"
DELIVERED, FAILED, CANCELLED = "delivered", "failed", "cancelled"
MOVES: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        WAITING: frozenset({GOING, HELD, FAILED, CANCELLED}),
        HELD: frozenset({WAITING, CANCELLED}),
        # Back to waiting: the other side could not take it just now.
        GOING: frozenset({SENT, WAITING, FAILED}),
        # A bounce comes after days, and after a receipt as well.
        SENT: frozenset({DELIVERED, FAILED}),
        DELIVERED: frozenset({FAILED}),
        FAILED: frozenset({WAITING}),
        CANCELLED: frozenset(),
    }
)

MOST_CHARACTERS = 918
MOST_MAIL = 20 * 1024 * 1024
MOST_NOTIFY_MAIL = 2 * 1024 * 1024
MOST_NOTIFY_LETTER, MOST_SHEETS = 5 * 1024 * 1024, 10
LONGEST_SUBJECT, MOST_LINES = 200, 7
# Time in which whoever sent it may think better of it.
HOLD = timedelta(minutes=2)
# After so long without a word whoever took it in hand is dead, and it may be taken up again.
STALE = timedelta(minutes=10)
_WAITS = (1, 5, 15, 60, 240)
MOST_TRIES = 12

_EMAIL = re.compile(r"[^\s@<>,;:\"()\[\]\\]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+\Z")
_POSTCODE = re.compile(r"\b(GIR ?0AA|[A-Z]{1,2}[0-9][A-Z0-9]? ?[0-9][A-Z]{2})\s*\Z", re.IGNORECASE)
_GSM = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿"
    "abcdefghijklmnopqrstuvwxyzäöñüà"
)
_GSM_TWICE = frozenset("^{}\\[~]|€\f")


@dataclass(frozen=True, slots=True)
class Parts:
    """How a text message is counted. `rare` are the characters that make each part hold fewer."""

    characters: int
    parts: int
    rare: tuple[str, ...] = ()


def text_parts(text: str) -> Parts:
    """In how many parts it goes: 160 characters in one, 153 in each of several; with `rare` ones 70, 67."""
    rare = tuple(dict.fromkeys(each for each in text if each not in _GSM and each not in _GSM_TWICE))
    if rare:
        units = len(text.encode("utf-16-le")) // 2
        one, several = 70, 67
    else:
        units = len(text) + sum(each in _GSM_TWICE for each in text)
        one, several = 160, 153
    return Parts(len(text), 1 if units <= one else -(-units // several), rare)


def lines_of(name: str, address: str) -> tuple[str, ...]:
    """The lines of an envelope out of a name and an address in one piece, the postcode on the last."""
    pieces = [piece.strip() for piece in re.split(r"[\n,]", address)]
    lines = [each for each in pieces if each]
    found = _POSTCODE.search(lines[-1]) if lines else None
    if found is not None:
        rest = lines[-1][: found.start()].strip()
        lines = [*lines[:-1], *([rest] if rest else []), found.group(1).upper()]
    return tuple(each for each in (name.strip(), *lines) if each)


def address_of(way: str, to: Mapping[str, object]) -> str | Refused:
    """What of the reader is used by this way, as it is compared; or what is missing, and what to do."""
    if way in MAIL_WAYS:
        given = str(to.get("email") or "").strip()
        if not given:
            return Refused("There is no e-mail address on file. Add it, or write a letter instead.", "to")
        if len(given) > 254 or not _EMAIL.match(given):
            return Refused("This is no e-mail address. Check it, or write a letter instead.", "to")
        return given.lower()
    if way in TEXT_WAYS or (way == DROP and not to.get("handle")):
        given = str(to.get("phone") or "").strip()
        if not given:
            return Refused("There is no telephone number on file. Add it, or write a letter instead.", "to")
        return mobile(given)
    if way == DROP:
        return str(to["handle"]).strip()
    return _envelope(way, [str(each).strip() for each in _lines(to) if str(each).strip()])


def _lines(to: Mapping[str, object]) -> Sequence[object]:
    lines = to.get("lines") or ()
    return lines if isinstance(lines, list | tuple) else ()


def mobile(given: str) -> str | Refused:
    """A number that takes texts, as the world dials it."""
    digits = re.sub(r"[\s().-]", "", given)
    digits = re.sub(r"^(00|\+)", "+", digits)
    if re.fullmatch(r"07[0-9]{9}", digits):
        digits = "+44" + digits[1:]
    if re.fullmatch(r"\+44(?!7)[0-9]+", digits) or re.fullmatch(r"0[0-9]+", digits):
        return Refused("This is no mobile number, so it takes no texts. Ring them, or write instead.", "to")
    if not re.fullmatch(r"\+[1-9][0-9]{7,14}", digits):
        return Refused("This is no telephone number. Check it, or write a letter instead.", "to")
    return digits


def _envelope(way: str, lines: Sequence[str]) -> str | Refused:
    if KEPT_BACK in lines:
        return Refused(
            "Their address is kept back. Give this to a colleague who may see it: the file says who.",
            "to",
        )
    if len(lines) < 2:
        return Refused("There is no postal address on file. Add it, or reach them another way.", "to")
    if len(lines) > MOST_LINES:
        return Refused(
            f"The address has {len(lines)} lines, and an envelope shows {MOST_LINES}. Join some of them.",
            "to",
        )
    if way == NOTIFY_LETTER and (len(lines) < 3 or not _POSTCODE.search(lines[-1])):
        return Refused(
            "GOV.UK Notify needs three lines at least, the postcode last. Add it, or print the letter here.",
            "to",
        )
    return "\n".join(lines).lower()


def check_carries(
    way: str, *, subject: str, text: str, size: int, has_file: bool, sheets: int = 0
) -> Refused | None:
    """Whether this way can carry it: words where there must be some, and not more than it takes."""
    if way in MAIL_WAYS:
        if not subject.strip():
            return Refused("Say in the subject what the e-mail is about.", "subject")
        if len(subject) > LONGEST_SUBJECT or not subject.isprintable():
            return Refused(f"Say the subject in one line of at most {LONGEST_SUBJECT} characters.", "subject")
        most = MOST_MAIL if way == EMAIL else MOST_NOTIFY_MAIL
        if size > most:
            mb = most // (1024 * 1024)
            return Refused(
                f"What goes with it is larger than {mb} MB. Send less, or print it.", "attachments"
            )
    if way in PAPER_WAYS and not has_file:
        return Refused("There is no letter to print yet. Make it first.", "file")
    if way == NOTIFY_LETTER and (size > MOST_NOTIFY_LETTER or sheets > MOST_SHEETS):
        return Refused(
            f"GOV.UK Notify takes letters of at most {MOST_SHEETS} sheets and 5 MB. Print it here instead.",
            "file",
        )
    if way not in PAPER_WAYS and not text.strip():
        return Refused("There are no words in it yet. Write something first.", "text")
    if way in TEXT_WAYS and len(text) > MOST_CHARACTERS:
        return Refused(
            f"A text has at most {MOST_CHARACTERS} characters, and this has {len(text):,}. Shorten it, or"
            " write an e-mail or a letter.",
            "text",
        )
    return None


def check_may_reach(
    way: str,
    *,
    rules: Rules,
    died_on: date | None,
    speaking: Collection[str],
    reader: str,
    automatic: bool,
    at: datetime | None = None,
) -> Refused | None:
    """Whether this reader may be reached so: by what they asked for, and by whether they live.

    `speaking` are the names of those who speak for the customer. What goes to one of them by name is no
    longer bound by what the customer asked for themselves once they have died. `at` is local.
    """
    if died_on is not None:
        names = {each.strip().casefold() for each in speaking}
        if automatic or reader.strip().casefold() not in names:
            return check_may_go_to(died_on, automatic=automatic, instead=" or ".join(speaking))
        return None
    return safe_contact.check(rules, CHANNEL[way], at=at)


def reachable_from(rules: Rules, way: str, local: datetime) -> datetime | None:
    """When the hours in which they may be texted begin next; None where it is within them."""
    if rules.hours is None or CHANNEL[way] != safe_contact.TEXT:
        return None
    begins, ends = rules.hours
    if begins <= local.time() < ends:
        return None
    day = local.date() if local.time() < begins else local.date() + timedelta(days=1)
    return datetime.combine(day, begins, tzinfo=local.tzinfo)


def next_try(tries: int) -> timedelta | None:
    """How long to wait after that many tries; None where it is given up."""
    if tries >= MOST_TRIES:
        return None
    return timedelta(minutes=_WAITS[min(max(tries, 1), len(_WAITS)) - 1])


@dataclass(frozen=True, slots=True)
class Receipt:
    """What a word of GOV.UK Notify means to us."""

    arrived: bool
    why: str = ""
    for_good: bool = False


# Of a letter they know only that it went to the printer, so "accepted" and "received" say nothing yet.
_RECEIPTS: Mapping[str, Receipt] = MappingProxyType(
    {
        "delivered": Receipt(True),
        "permanent-failure": Receipt(False, "the address does not exist", for_good=True),
        "temporary-failure": Receipt(False, "it could not be delivered for three days"),
        "technical-failure": Receipt(False, "GOV.UK Notify had a fault"),
        "cancelled": Receipt(False, "the letter was cancelled at GOV.UK Notify"),
        "virus-scan-failed": Receipt(False, "GOV.UK Notify found a virus in the letter"),
        "validation-failed": Receipt(False, "the letter is not laid out as GOV.UK Notify prints it"),
    }
)


def receipt_of(status: str) -> Receipt | None:
    """What their word says of whether it arrived; None where it says nothing about that."""
    return _RECEIPTS.get(status)


def check_move(state: str, to: str) -> Refused | None:
    """Whether what stands so may become that."""
    if to in MOVES[state]:
        return None
    return Refused(f"{_STANDS[state]} Load the page again.", "state")


_STANDS: Mapping[str, str] = MappingProxyType(
    {
        WAITING: "It has not gone yet.",
        HELD: "It is held, and somebody has to decide.",
        GOING: "It is on its way out just now.",
        SENT: "It has gone already.",
        DELIVERED: "It has arrived already.",
        FAILED: "It has failed already.",
        CANCELLED: "It was taken back before it went.",
    }
)
