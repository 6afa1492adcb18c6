"""Do we know whom we are speaking to, before anything personal is said?

    agree(("born_on", "address"), {"born_on": "2/5/1950", "address": "14 mill lane"}, on_file)   # both
    identity_of(events, calendar, at).known        # True once enough agreed, until this call is over

1. Whoever answers the telephone types what the caller says; what is on file stays covered until enough of it
   agrees, so that nobody reads it out by mistake.
2. What was typed is compared and thrown away. On record is only how it was checked and what agreed.
3. A pass holds for this call: it goes along when the call is put through, and ends with the call or the day.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from kept.casework.values import Event
from kept.workclock import Calendar, local_date

CHECKED, RECEIVED, WRAPPED_UP = "identity.checked", "call.received", "call.wrapped_up"
PASSED, NOT_PASSED, DECLINED = "passed", "not_passed", "declined"
FEWEST_DIGITS, COMPARED_DIGITS, SHORTEST_POSTCODE = 7, 9, 5
_DAY = re.compile(r"(\d{1,2})\D+(\d{1,2})\D+(\d{4})\Z")
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})\Z")
_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True)
class OnFile:
    """What a file says of a customer that only they are likely to know."""

    born_on: date | None = None
    address: str = ""
    phones: tuple[str, ...] = ()
    email: str = ""
    references: tuple[str, ...] = ()

    @property
    def askable(self) -> tuple[str, ...]:
        """What can be asked for, since it is on file."""
        held = {
            "born_on": self.born_on,
            "address": self.address,
            "phone": self.phones,
            "email": self.email,
            "reference": self.references,
        }
        return tuple(each for each, value in held.items() if value)


@dataclass(frozen=True, slots=True)
class Identity:
    """How it stands: `result` is empty while nobody has asked in this call."""

    result: str = ""
    method: str = ""
    matched: tuple[str, ...] = ()
    by: str = ""
    at: datetime | None = None

    @property
    def known(self) -> bool:
        """Whether what is personal may be spoken of."""
        return self.result == PASSED


def agree(asked: Sequence[str], said: Mapping[str, str], file: OnFile) -> tuple[str, ...]:
    """Which of the answers agree with the file."""
    return tuple(each for each in asked if said.get(each, "").strip() and _agrees(each, said[each], file))


def _agrees(what: str, said: str, file: OnFile) -> bool:
    match what:
        case "born_on":
            return file.born_on is not None and _day(said) == file.born_on
        case "address":
            return _same_address(said, file.address)
        case "phone":
            ours = {_digits(each)[-COMPARED_DIGITS:] for each in file.phones}
            theirs = _digits(said)
            return len(theirs) >= FEWEST_DIGITS and theirs[-COMPARED_DIGITS:] in ours
        case "email":
            return bool(file.email) and said.strip().casefold() == file.email.strip().casefold()
    return _bare(said) in {_bare(each) for each in file.references}


def _day(said: str) -> date | None:
    text = said.strip()
    if iso := _ISO.match(text):
        year, month, day = (int(each) for each in iso.groups())
    elif british := _DAY.match(text):
        day, month, year = (int(each) for each in british.groups())
    else:
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _same_address(said: str, address: str) -> bool:
    """Two words of it at least, all of them on file; or the postcode alone."""
    ours, theirs = _words(address), _words(said)
    if len(theirs) >= 2 and set(theirs) <= set(ours):
        # The number of the house is part of it where the file has one.
        return not any(each.isdigit() for each in ours) or any(each[0].isdigit() for each in theirs)
    postcode = "".join(theirs)
    mixed = any(each.isdigit() for each in postcode) and any(each.isalpha() for each in postcode)
    return mixed and len(postcode) >= SHORTEST_POSTCODE and "".join(ours).endswith(postcode)


def _words(text: str) -> list[str]:
    return [each.casefold() for each in _WORD.findall(text)]


def _digits(text: str) -> str:
    return "".join(each for each in text if each.isdigit())


def _bare(text: str) -> str:
    return "".join(_words(text))


def identity_of(events: Iterable[Event], calendar: Calendar, at: datetime) -> Identity:
    """How it stands in the call that is going on."""
    found = Identity()
    for each in sorted(events, key=lambda event: (event.happened_at, event.recorded_at)):
        if each.kind in (RECEIVED, WRAPPED_UP):
            found = Identity()
        elif each.kind == CHECKED:
            matched = tuple(str(each.facts.get("matched") or "").split())
            result, method = str(each.facts.get("result")), str(each.facts.get("method"))
            found = Identity(result, method, matched, each.by, each.happened_at)
    if found.at is not None and local_date(calendar, found.at) != local_date(calendar, at):
        return Identity()
    return found
