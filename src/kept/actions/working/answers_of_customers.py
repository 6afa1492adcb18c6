"""What may be said of a customer, and how does it come onto the row?

fault({"email": "ngozi at example"})        # Refused("Give an e-mail address with one @ …", "email")
put(person, {"name": "Ngozi Okafor"})       # the row, and the keys by which it is compared
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date

from kept.casework import Refused
from kept.casework.joined import RULES
from kept.rulebook.people import people_lists
from kept.store import kept_addresses, keys
from kept.store.models import Person

LINES = (
    "name",
    "address",
    "email",
    "language",
    "preferred_channel",
    "contact_how",
    "contact_when",
    "contact_never",
    "external_ref",
)
TEXTS = (*LINES, "needs")
DAYS = ("born_on", "died_on")
LISTS = ("phones", "need_kinds")
ALL = (*TEXTS, *LISTS, *DAYS)
KNOWN_BY = ("name", "address", "email", "external_ref", "phones")
LONGEST_LINE, LONGEST_TEXT, LONGEST_NUMBER, MOST_NUMBERS = 200, 5_000, 40, 10
EARLIEST_YEAR = 1880
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
        elif name == "need_kinds":
            found[name] = _in_our_order(value)
        elif name == "language" and isinstance(value, str):
            found[name] = people_lists().language_code(value)
        elif name in DAYS:
            found[name] = tidy_day(value)
        else:
            found[name] = value.strip() if isinstance(value, str) else value
    return found


def _in_our_order(value: object) -> object:
    """The needs in the order of the list, each once; what is no list of needs stays to be refused."""
    if not isinstance(value, list | tuple) or not all(each in people_lists().needs for each in value):
        return value
    return [each for each in people_lists().needs if each in value]


def tidy_day(value: object) -> object:
    """A day as the row has it; what is none stays to be refused."""
    if not isinstance(value, str):
        return value
    try:
        return date.fromisoformat(value.strip()) if value.strip() else None
    except ValueError:
        return value


def fault(given: Mapping[str, object], today: date) -> Refused | None:
    for name, value in given.items():
        if name not in ALL:
            return Refused(f"Nothing called “{name[:40]}” is kept of a customer.", "person")
        if name == "phones":
            found = _number_fault(value)
        elif name == "need_kinds":
            found = _needs_fault(value)
        else:
            found = _day_fault(value, today) if name in DAYS else _text_fault(name, value)
        if found is not None:
            return Refused(found, name)
    born_on, died_on = given.get("born_on"), given.get("died_on")
    if isinstance(born_on, date) and isinstance(died_on, date) and died_on < born_on:
        return Refused("Nobody dies before they are born. Check both dates.", "died_on")
    return None


def _needs_fault(value: object) -> str | None:
    known = people_lists().needs
    if isinstance(value, list) and all(isinstance(each, str) and each in known for each in value):
        return None
    return "Choose needs from the list, and write any other in words."


def _day_fault(value: object, today: date) -> str | None:
    if value is None:
        return None
    if not isinstance(value, date) or value.year < EARLIEST_YEAR:
        return "Give the date as day, month and year, such as 7/4/1980."
    return "This day has not come yet. Check the date." if value > today else None


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
    if name == "preferred_channel" and value and value not in people_lists().channels:
        return "Choose one of the ways on the list."
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
    if name in LISTS:
        return []
    if name == RULES:
        return {}
    return None if name == "external_ref" or name in DAYS else ""


def put(person: Person, given: Mapping[str, object]) -> None:
    for name, value in given.items():
        setattr(person, name, value or empty(name))
    person.name_key, person.sound_key = keys.name_key(person.name), keys.sound_key(person.name)
    person.address_key = keys.address_key(person.address)
    kept_addresses.keep_back(person)


def said(given: Mapping[str, object]) -> dict[str, object]:
    """The answers as the words of an event."""
    words = {name: _said(value) for name, value in given.items()}
    return {name: value for name, value in words.items() if value}


def _said(value: object) -> object:
    if isinstance(value, list):
        return ", ".join(value)
    return value.isoformat() if isinstance(value, date) else value


def json_of(given: Mapping[str, object]) -> dict[str, object]:
    """The answers as JSON has them: days in their one spelling."""
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in given.items()}
