"""What may a file say of people, homes, tenancies and patches, and of counts from outside?

    FIELDS["homes"]["postcode"].many        # False: one value
    FIELDS["people"]["phones"].many         # True: each of its columns is a number of its own

A mapping names these fields and nothing else; each has one sort of value.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from kept.casework.outside import SOURCES
from kept.casework.tenancies import KINDS

WORDS, DAY, CHOICE = "words", "day", "choice"


@dataclass(frozen=True, slots=True)
class RecordField:
    """One field: `sort` says how its words are read, `choices` which of them there are."""

    sort: str = WORDS
    many: bool = False
    needed: bool = False
    choices: tuple[str, ...] = ()


FIELDS: Mapping[str, Mapping[str, RecordField]] = {
    "people": {
        "name": RecordField(needed=True),
        "address": RecordField(),
        "phones": RecordField(many=True),
        "email": RecordField(),
        "born_on": RecordField(DAY),
        "language": RecordField(),
        "needs": RecordField(),
    },
    "homes": {
        "address": RecordField(needed=True),
        "postcode": RecordField(),
        "patch": RecordField(),
        "ended_on": RecordField(DAY),
    },
    "tenancies": {
        "home": RecordField(needed=True),
        "person": RecordField(needed=True),
        "kind": RecordField(CHOICE, needed=True, choices=tuple(KINDS)),
        "from_on": RecordField(DAY),
        "to_on": RecordField(DAY),
    },
    "patches": {
        "name": RecordField(),
        "officer": RecordField(),
        "deputy": RecordField(),
        "team": RecordField(),
        "office": RecordField(),
        "ended_on": RecordField(DAY),
    },
    "counts": {
        "day": RecordField(DAY, needed=True),
        "source": RecordField(CHOICE, needed=True, choices=tuple(SOURCES)),
        "number": RecordField(needed=True),
        "office": RecordField(),
    },
}
