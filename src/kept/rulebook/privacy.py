"""What do we say of why we ask, for what do we ask customers for their leave, and who sees less than others?

    - {name: surveys, sort: purpose, label: Surveys, says: We ask you how we did., stops: [surveys]}
    - {name: contact, sort: statement, says: We ask this to answer you., at: [call.received]}
    - {name: lists, sort: mask, label: Names in lists, roles: [auditor], hides: [name, phone]}
    - {name: with-reason, sort: opening, label: Opening, roles: [officer], reasons: [They are on the line]}
    - {name: support, sort: section, label: Support team}
    - {name: money, sort: personal, label: Money and debts}
    - {name: lawful, sort: principle, label: Lawful and fair, says: …, evidence: [purposes, disclosures]}

In `privacy.yaml`, shared by all or an association's own. A purpose that `stops` something is obeyed there as
soon as a customer takes their leave back; one that `asks` needs their yes first. A statement stands above the
forms of its kinds of event, or above all that have none of their own.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from kept.rulebook.context import Context
from kept.rulebook.entry import Entry
from kept.rulebook.model import Rulebook

ROOM = "privacy"
PURPOSE, STATEMENT, MASK, OPENING = "purpose", "statement", "mask", "opening"
SECTION, PERSONAL, PRINCIPLE = "section", "personal", "principle"
STOPS = ("mailings", "surveys")
HIDES = ("name", "address", "phone", "email")
EVIDENCE = (
    "breaches",
    "consents",
    "corrections",
    "disclosures",
    "identity",
    "looks",
    "purposes",
    "requests",
    "retention",
)
_KEYS = {
    PURPOSE: ("label", "says", "stops", "asks"),
    STATEMENT: ("says", "at"),
    MASK: ("label", "roles", "hides"),
    OPENING: ("label", "roles", "reasons"),
    SECTION: ("label",),
    PERSONAL: ("label",),
    PRINCIPLE: ("label", "says", "evidence"),
}
SORTS = tuple(_KEYS)
LONGEST_REASON = 120


@dataclass(frozen=True, slots=True)
class PrivacyEntry:
    """One entry; what does not belong to its sort is empty."""

    name: str
    sort: str
    label: str = ""
    says: str = ""
    stops: tuple[str, ...] = ()
    asks: bool = False
    at: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()
    hides: tuple[str, ...] = ()
    reasons: tuple[str, ...] = ()
    evidence: tuple[str, ...] = ()


def read_privacy(entry: Entry, context: Context) -> PrivacyEntry | None:
    """One entry; None where it cannot be read."""
    name, sort = entry.slug("name"), entry.choice("sort", SORTS)
    if name is None or sort is None:
        return None
    keys = _KEYS[sort]
    entry.only("name", "sort", *keys)
    found = PrivacyEntry(
        name,
        sort,
        label=entry.text("label", limit=120, required="label" in keys) or "",
        says=entry.text("says", limit=600, required="says" in keys) or "",
        stops=_among(entry, "stops", STOPS),
        asks=entry.flag("asks"),
        at=_among(entry, "at", context.kinds),
        roles=entry.words("roles", required=sort == MASK),
        hides=_among(entry, "hides", HIDES),
        reasons=entry.words("reasons"),
        evidence=_among(entry, "evidence", EVIDENCE),
    )
    if any(len(each) > LONGEST_REASON for each in found.reasons):
        entry.fault(
            "reasons", "A reason is one short line. Shorten it.", allowed=f"up to {LONGEST_REASON} characters"
        )
    return found


def _among(entry: Entry, key: str, known: Iterable[str]) -> tuple[str, ...]:
    options = list(known)
    found = entry.words(key)
    for each in found:
        if each not in options:
            entry.not_among(key, f"“{key}” does not take this word.", each, options)
    return tuple(each for each in found if each in options)


def entries_of(rulebook: Rulebook, sort: str) -> tuple[PrivacyEntry, ...]:
    """What the house has of that sort."""
    return tuple(each for each in rulebook.room(ROOM) if each.sort == sort)


def statement_for(rulebook: Rulebook, kind: str) -> PrivacyEntry | None:
    """What whoever asks says first on the form of that kind of event; None where the house says nothing."""
    statements = entries_of(rulebook, STATEMENT)
    own = next((each for each in statements if kind in each.at), None)
    return own or next((each for each in statements if not each.at), None)


def opening_of(rulebook: Rulebook) -> PrivacyEntry | None:
    """How somebody opens what is not among their own cases; None where the house asks for no reason."""
    return next(iter(entries_of(rulebook, OPENING)), None)


def hidden_from(rulebook: Rulebook, role: str) -> frozenset[str]:
    """What of a customer that role does not see in lists and tables."""
    masks = entries_of(rulebook, MASK)
    return frozenset(field for each in masks if role in each.roles for field in each.hides)
