"""What do the headers of a message say, however it was made?

    head = Head(parsed)                 # of Python's own parser, in its oldest and hardiest manner
    head.addresses("To")                # (Address("repairs@karin.example", "Repairs"),)
    head.ids("References")              # ("a1@example.org", "b2@example.org"), without their brackets

A header that stands there more than once is read the first time it does; what cannot be read is nothing.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from email.message import Message as Parsed
from email.utils import getaddresses, parsedate_to_datetime

from kept.casework.mime.values import Address
from kept.casework.mime.words import BROKEN, line, unfolded

LONGEST_HEADER = 32_000
LONGEST_ID = 400
MOST_ADDRESSES, MOST_IDS = 200, 100
LONGEST_ADDRESS = 254
_ADDRESS = re.compile(r"[^\s@<>()\[\]\\,;:\"']{1,64}@[^\s@<>()\[\]\\,;:\"']{1,190}")
_ID = re.compile(r"<([^<>\s]{1,2000})>")
_FIRST_YEAR, _LAST_YEAR = 1971, 2199
_ONCE = ("From", "To", "Subject", "Date", "Message-ID", "In-Reply-To", "Content-Type")


class Head:
    """The headers of one message, by name."""

    def __init__(self, parsed: Parsed) -> None:
        self._values: dict[str, list[str]] = {}
        for name, value in parsed.raw_items():
            self._values.setdefault(str(name).lower(), []).append(str(value))

    def __contains__(self, name: str) -> bool:
        return name.lower() in self._values

    def all(self, name: str) -> list[str]:
        """Every value under that name, as it stands there."""
        return [each[:LONGEST_HEADER] for each in self._values.get(name.lower(), ())]

    def raw(self, name: str) -> str:
        """The first value under that name, as it stands there; empty where there is none."""
        return next(iter(self.all(name)), "")

    def words(self, name: str) -> str:
        """The first value as one line that may be shown."""
        return line(self.raw(name))

    def repeated(self) -> tuple[str, ...]:
        """Those that should stand there once and do not."""
        return tuple(each for each in _ONCE if len(self.all(each)) > 1)

    def ids(self, name: str) -> tuple[str, ...]:
        """The Message-IDs that it names, in their order; of very many the first and the last."""
        found: list[str] = []
        for value in self.all(name):
            named = _ID.findall(value) or value.split()[:1]
            found += [tidy_id(each) for each in named]
        known = [each for each in dict.fromkeys(found) if each]
        return tuple(known if len(known) <= MOST_IDS else [known[0], *known[1 - MOST_IDS :]])

    def addresses(self, name: str) -> tuple[Address, ...]:
        """Everybody whom it names."""
        found: list[Address] = []
        for value in self.all(name):
            found += addresses_in(value)
        return tuple(found[:MOST_ADDRESSES])

    def moment(self, name: str) -> datetime | None:
        """The moment that it names, where it is one that can be."""
        try:
            found = parsedate_to_datetime(self.raw(name)[:200])
            known = (found if found.tzinfo is not None else found.replace(tzinfo=UTC)).astimezone(UTC)
        except (*BROKEN, OverflowError):
            return None
        return known if _FIRST_YEAR <= known.year <= _LAST_YEAR else None


def tidy_id(text: str) -> str:
    """A Message-ID as it is compared and kept: without brackets, and no longer than an index holds."""
    return line(text).strip("<> ")[:LONGEST_ID]


def addresses_in(value: str) -> list[Address]:
    """Every address of a header, each with the name beside it."""
    try:
        pairs = getaddresses([value.replace("\r", " ").replace("\n", " ")])
    except BROKEN:
        pairs = []
    found = [Address(_address(address), line(name)) for name, address in pairs if address or name]
    if not any(each.address for each in found):
        plain = line(unfolded(value), longest=LONGEST_HEADER)
        found = [Address(_address(each)) for each in _ADDRESS.findall(plain)] or found
        if found and not found[0].name:
            rest = line(_ADDRESS.sub(" ", plain).strip("<>\"' "))
            found[0] = Address(found[0].address, rest)
    return found


def _address(text: str) -> str:
    """The address as it is compared; empty where it is none."""
    known = line(text).strip("<>\"' ").casefold()
    return known if len(known) <= LONGEST_ADDRESS and _ADDRESS.fullmatch(known) else ""
