"""By which way do we write to them, and why that way?

    choose(("letter", "email"), practice, Known(came_by="email", has_email=True))
    # Way("email", "They wrote by e-mail, so they may be answered so.", …)

The first that says anything decides: what they asked never to be done and what they alone allow; the way that
they chose for every letter; the way that they prefer; the way by which they wrote, where the association
answers by the same; and what the association does for a business, or for everybody else. A way for which we
have no address is never proposed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from kept.casework.safe_contact import NAMES, Rules
from kept.rulebook.writing import EMAIL, LETTER, TEXT, WAYS, Practice

# How somebody got in touch, as the way by which we answer it. A fax is answered in writing.
BY_CHANNEL: Mapping[str, str] = {
    "letter": LETTER,
    "email": EMAIL,
    "text": TEXT,
    "web": EMAIL,
    "web_form": EMAIL,
    "fax": EMAIL,
}
NO_RULES = Rules()
_NEEDS = {LETTER: "address", EMAIL: "e-mail address", TEXT: "mobile number"}


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of whoever is written to. `chosen` is the way that they settled for all of ours."""

    rules: Rules = NO_RULES
    chosen: str = ""
    preferred: str = ""
    came_by: str = ""
    business: bool = False
    has_address: bool = False
    has_email: bool = False
    has_phone: bool = False

    def has(self, way: str) -> bool:
        """Whether we know where to send it by this way."""
        return {LETTER: self.has_address, EMAIL: self.has_email, TEXT: self.has_phone}[way]


@dataclass(frozen=True, slots=True)
class Choice:
    """One way: whether it can be taken, and why not."""

    way: str
    why_not: str = ""


@dataclass(frozen=True, slots=True)
class Way:
    """The way that is proposed, why, and all that the letter can go by. Empty where there is none."""

    way: str
    why: str
    choices: tuple[Choice, ...] = ()


def choose(ways: tuple[str, ...], practice: Practice, known: Known) -> Way:
    """The way to propose among those of the template."""
    choices = tuple(Choice(each, _why_not(each, known)) for each in WAYS if each in ways)
    open_ = [each.way for each in choices if not each.why_not]
    for way, why in _wishes(practice, known):
        if way in open_:
            return Way(way, why, choices)
    if open_:
        return Way(open_[0], f"It can go by {NAMES[open_[0]]}, and no better way is open.", choices)
    return Way("", "There is no way that is open: see below why not, and what is missing.", choices)


def _why_not(way: str, known: Known) -> str:
    if way not in known.rules.allowed:
        return f"They asked us not to use {NAMES[way]}."
    return "" if known.has(way) else f"We have no {_NEEDS[way]} of theirs."


def _wishes(practice: Practice, known: Known) -> tuple[tuple[str, str], ...]:
    """Each way that something speaks for, the weightiest first, with why."""
    found: list[tuple[str, str]] = []
    if known.rules.only:
        found += [(each, f"They asked us to use {NAMES[each]}.") for each in known.rules.allowed]
    if known.chosen:
        found.append((known.chosen, "They chose this way for what we send."))
    if known.preferred:
        found.append((known.preferred, "They said that they prefer this way."))
    came = BY_CHANNEL.get(known.came_by, "")
    if came and practice.as_asked:
        found.append((came, f"They got in touch by {NAMES[came]}, so they may be answered so."))
    if known.business:
        found.append(
            (practice.business, f"It is a business, and those we write to by {NAMES[practice.business]}.")
        )
    else:
        found.append((practice.others, f"Our customers are normally written to by {NAMES[practice.others]}."))
    return tuple(found)
