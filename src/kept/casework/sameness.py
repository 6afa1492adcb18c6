"""Are these two files of the same person, and may they be joined?

    one = Known("A", sounds="N220 O216", phones={"01134960001"}, born_on=date(1980, 5, 1))
    other = Known("B", sounds="N220 O216", phones={"01134960001"}, born_on=date(1980, 5, 1))
    likeness(one, other)        # Likeness(95, ("name", "phone", "born")): worth a look, and how strongly
    check_may_join(one, other)  # None: two identifiers agree

1. Joining needs two identifiers that agree, beyond name and address: a household shares those.
2. A telephone and an e-mail address are often shared too, so a date of birth that differs forbids it.
3. Whoever found two people said so: that is remembered, and taken back before they are joined.

What is compared is folded by whoever makes a `Known` (see `store.likeness`); this file only compares.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date

from kept.casework.values import Refused

NAME, ADDRESS, PHONE, EMAIL, BORN, OUTSIDE = "name", "address", "phone", "email", "born", "outside"
# What may tell people apart, in the order in which it is said.
IDENTIFIERS = (BORN, PHONE, EMAIL, OUTSIDE)
NEEDED = 2
SAID = {
    BORN: "date of birth",
    PHONE: "telephone number",
    EMAIL: "e-mail address",
    OUTSIDE: "reference in another system",
}
# How much each thing that agrees says; a name that sounds alike says much only beside something else.
WEIGHTS = {NAME: 30, BORN: 35, EMAIL: 25, PHONE: 20, OUTSIDE: 40, ADDRESS: 10}
MOST = 100
# Less than this is a household or a coincidence, and nobody's time.
WORTH_A_LOOK = 40


@dataclass(frozen=True)
class Known:
    """One file as it is compared. `outside` are the references that other systems have for them."""

    ref: str
    sounds: str = ""
    address: str = ""
    phones: Collection[str] = frozenset()
    email: str = ""
    born_on: date | None = None
    outside: Collection[str] = field(default_factory=frozenset)


@dataclass(frozen=True, slots=True)
class Likeness:
    """How strongly two files look like one person's, from 0 to 100, and what agrees."""

    strength: int
    reasons: tuple[str, ...]

    @property
    def worth_a_look(self) -> bool:
        """Whether somebody should be asked about the two."""
        return self.strength >= WORTH_A_LOOK


def agreeing(one: Known, other: Known) -> tuple[str, ...]:
    """The identifiers that agree, each once however many numbers do."""
    same = {
        BORN: one.born_on is not None and one.born_on == other.born_on,
        PHONE: bool(set(one.phones) & set(other.phones)),
        EMAIL: bool(one.email) and one.email == other.email,
        OUTSIDE: bool(set(one.outside) & set(other.outside)),
    }
    return tuple(each for each in IDENTIFIERS if same[each])


def contradict(one: Known, other: Known) -> bool:
    """Whether something says that they are two people, whatever else agrees."""
    return one.born_on is not None and other.born_on is not None and one.born_on != other.born_on


def likeness(one: Known, other: Known) -> Likeness:
    """How alike the two files are. Those that contradict each other are not alike at all."""
    if contradict(one, other):
        return Likeness(0, ())
    reasons = [NAME] if one.sounds and one.sounds == other.sounds else []
    reasons += agreeing(one, other)
    reasons += [ADDRESS] if one.address and one.address == other.address else []
    identifiers = [each for each in reasons if each in IDENTIFIERS]
    # One number, or one home, without the name is a household.
    if NAME not in reasons and len(identifiers) < NEEDED:
        return Likeness(0, tuple(reasons))
    return Likeness(min(MOST, sum(WEIGHTS[each] for each in reasons)), tuple(reasons))


def check_may_join(one: Known, other: Known) -> Refused | None:
    """Whether these two files may be joined; the refusal says what is missing."""
    if one.ref == other.ref:
        return Refused("This is one file already. Choose the other one.", "other")
    if contradict(one, other):
        return Refused(
            "Their dates of birth differ, so these are two people. If one is wrong, put it right first.",
            "other",
        )
    found = agreeing(one, other)
    if len(found) >= NEEDED:
        return None
    return Refused(
        f"Joining needs two things that agree beyond name and address, and here {_found(found)}. Ask for"
        f" {_missing(found)}, and write it on both files first.",
        "other",
    )


def said_apart(who: str, when: str) -> Refused:
    """The refusal of joining two of whom somebody said that they are two people."""
    return Refused(
        f"{who} said on {when} that these are two people. If that was wrong, take it back first.", "other"
    )


def _found(found: Sequence[str]) -> str:
    return f"only the {SAID[found[0]]} does" if found else "nothing does"


def _missing(found: Sequence[str]) -> str:
    return " or ".join(f"their {SAID[each]}" for each in (BORN, EMAIL, PHONE) if each not in found)
