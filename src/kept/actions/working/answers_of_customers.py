"""What may be said of a customer, and how does it come onto the row?

fault({"email": "ngozi at example"})        # Refused("Give an e-mail address with one @ …", "email")
put(person, {"name": "Ngozi Okafor"})       # the row, and the keys by which it is compared
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from kept.casework import Refused
from kept.store import keys
from kept.store.models import Person

LINES = (
    "name",
    "address",
    "email",
    "language",
    "contact_how",
    "contact_when",
    "contact_never",
    "external_ref",
)
TEXTS = (*LINES, "needs")
KNOWN_BY = ("name", "address", "email", "external_ref", "phones")
LONGEST_LINE, LONGEST_TEXT, LONGEST_NUMBER, MOST_NUMBERS = 200, 5_000, 40, 10
STRAY = re.compile("[\x00\ud800-\udfff]")
_BREAKS = re.compile("[\x00-\x1f\x7f]")
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\Z")
_NUMBER = re.compile(r"[\d\s()+./-]*(x|ext\.?)?[\d\s()+./-]*\Z")


def tidy(given: Mapping[str, object]) -> dict[str, object]:
    """The answers without what a hand leaves around them."""
    found: dict[str, object] = {}
    for name, value in given.items():
        if name == "phones":
            numbers = (
                [value] if isinstance(value, str) else list(value) if isinstance(value, Sequence) else [value]
            )
            found[name] = [each.strip() if isinstance(each, str) else each for each in numbers if each]
        else:
            found[name] = value.strip() if isinstance(value, str) else value
    return found


def fault(given: Mapping[str, object]) -> Refused | None:
    for name, value in given.items():
        if name != "phones" and name not in TEXTS:
            return Refused(f"Nothing called “{name[:40]}” is kept of a customer.", "person")
        found = _number_fault(value) if name == "phones" else _text_fault(name, value)
        if found is not None:
            return Refused(found, name)
    return None


def _text_fault(name: str, value: object) -> str | None:
    if not isinstance(value, str):
        return "Write this in words, or leave it empty."
    longest = LONGEST_LINE if name in LINES else LONGEST_TEXT
    if len(value) > longest:
        return f"This is {len(value):,} characters long. Shorten it to {longest:,} or fewer."
    if STRAY.search(value) or (name in LINES and _BREAKS.search(value)):
        return "There is a character in this that cannot be written down. Take it out."
    if name == "email" and value and not _EMAIL.match(value):
        return "Give an e-mail address with one @, such as name@example.org."
    return None


def _number_fault(value: object) -> str | None:
    assert isinstance(value, list)
    if len(value) > MOST_NUMBERS:
        return f"Give at most {MOST_NUMBERS} telephone numbers."
    for each in value:
        if (
            not isinstance(each, str)
            or len(each) > LONGEST_NUMBER
            or not _NUMBER.match(each)
            or not keys.digits(each)
        ):
            return "Give a telephone number in digits, such as 01632 960 001."
    return None


def nothing_to_know_by(given: Mapping[str, object]) -> Refused | None:
    if any(given.get(name) for name in KNOWN_BY):
        return None
    return Refused(
        "Give a name, an address, a telephone number or an e-mail address to know them by.", "name"
    )


def empty(name: str) -> object:
    return [] if name == "phones" else None if name == "external_ref" else ""


def put(person: Person, given: Mapping[str, object]) -> None:
    for name, value in given.items():
        setattr(person, name, value or empty(name))
    person.name_key, person.sound_key = keys.name_key(person.name), keys.sound_key(person.name)
    person.address_key = keys.address_key(person.address)


def said(given: Mapping[str, object]) -> dict[str, object]:
    """The answers as the words of an event."""
    words = {name: ", ".join(value) if isinstance(value, list) else value for name, value in given.items()}
    return {name: value for name, value in words.items() if value}
