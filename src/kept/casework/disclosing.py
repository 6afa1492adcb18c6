"""To whom may what we know of somebody go, and who need not see it?

    fault(Wish("outside", what="Their new address", recipient="City council", purpose="…", basis="law"))
    check_may_approve(asked_by="ann", by="ann")         # Refused("Somebody else …", "by")
    among_own(me, Around(owners={7}, teams={3}))        # it is theirs, or their team's
    named_in("Mr Bell at 12 has …", people)             # ("Kim Bell",): another customer is named there
    masked("Kim Bell", hidden, "name", instead="K7F3-9Q2M")

1. What is confidential stays with us, save with the customer's consent, under a protocol, where the law asks
   for it, where a service cannot be given otherwise, or where it is plainly in their interest.
2. Nobody approves what they asked for themselves.
3. Another section of ours has it only with the service named that it needs it for.
4. Whatever is among somebody's own cases, their team's or their patch they open without a word; where the
   house says so, anything else with a reason.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from types import MappingProxyType

from kept.casework.permissions import Permission, may
from kept.casework.values import Refused
from kept.casework.visibility import Seer

KEPT_BACK = "Address kept back"
OUTSIDE, SECTION, EXPORT = "outside", "section", "export"
SORTS = (OUTSIDE, SECTION, EXPORT)
CONSENT, PROTOCOL, LAW, ESSENTIAL, INTEREST, SERVICE = (
    "consent",
    "protocol",
    "law",
    "essential",
    "interest",
    "service",
)
BASES: Mapping[str, str] = MappingProxyType(
    {
        CONSENT: "They agreed to it",
        PROTOCOL: "An information-sharing protocol",
        LAW: "The law asks for it, or a court",
        ESSENTIAL: "It is essential, such as to protect somebody",
        INTEREST: "It is plainly in their interest",
        SERVICE: "A service cannot be given otherwise",
    }
)
TOLD: Mapping[str, str] = MappingProxyType(
    {"told": "They were told", "later": "They are told later", "not": "They are not told"}
)
LONGEST, LONGEST_LINE = 2_000, 200


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody wants to give away, to whom, for what and on what ground."""

    sort: str
    what: str
    recipient: str
    purpose: str
    basis: str
    protocol: str = ""
    service: str = ""
    consented: bool = False


def fault(wish: Wish) -> Refused | None:
    """Why this cannot be asked for; None where it can."""
    if wish.sort not in SORTS:
        return Refused(
            "Choose whether it goes outside, to another section, or is taken away as a file.", "sort"
        )
    if wish.basis not in BASES:
        return Refused("Choose the ground on which it may go.", "basis")
    if not wish.what.strip() or len(wish.what) > LONGEST:
        return Refused("Say what is to go, as exactly as you can.", "what")
    if not wish.recipient.strip() or len(wish.recipient) > LONGEST_LINE:
        return Refused("Say to whom it goes.", "recipient")
    if wish.sort == SECTION and not wish.service.strip():
        return Refused("Name the service that cannot be given without it.", "service")
    if not wish.purpose.strip() or len(wish.purpose) > LONGEST:
        return Refused("Say what it is needed for.", "purpose")
    if wish.basis == PROTOCOL and not wish.protocol.strip():
        return Refused("Name the protocol.", "protocol")
    if wish.basis == CONSENT and not wish.consented:
        return Refused(
            "No consent of theirs is on record. Ask them first, and write their answer down.", "basis"
        )
    return None


def check_may_approve(*, asked_by: str, by: str, role: str) -> Refused | None:
    """Whether this colleague may agree to it."""
    if not may(role, Permission.EXCUSE):
        return Refused("Only a manager or director agrees to this. Ask one of them.", "by")
    if asked_by == by:
        return Refused("Nobody agrees to what they asked for themselves. Ask somebody else who leads.", "by")
    return None


@dataclass(frozen=True, slots=True)
class Around:
    """Whose a file or a contact is: who has what is open on it, of which teams, who looks after the home."""

    owners: Collection[int] = field(default_factory=frozenset)
    teams: Collection[int] = field(default_factory=frozenset)
    officers: Collection[int] = field(default_factory=frozenset)
    recorders: Collection[str] = field(default_factory=frozenset)


def among_own(me: Seer, handle: str, around: Around) -> bool:
    """Whether it is among this colleague's own cases, their team's or their patch."""
    mine = me.account in around.owners or me.account in around.officers or handle in around.recorders
    return mine or (me.team is not None and me.team in around.teams)


_NAME = re.compile(r"[^\W\d_][\w’'-]+(?: [^\W\d_][\w’'-]+)+")


def names_in(text: str) -> tuple[str, ...]:
    """Every two words beside each other that begin with a capital letter, once each: what may be a name."""
    found: dict[str, None] = {}
    for line in _NAME.findall(text):
        words = line.split(" ")
        for first, second in pairwise(words):
            if first[:1].isupper() and second[:1].isupper():
                found[f"{first} {second}"] = None
    return tuple(found)


def named_in(text: str, others: Iterable[tuple[str, Collection[str]]]) -> tuple[str, ...]:
    """Whose name, address or number stands in the text; each of the others is a name with all of these."""
    folded = " ".join(text.lower().split())
    return tuple(
        name for name, marks in others if any(len(each) > 3 and each.lower() in folded for each in marks)
    )


def masked(value: str, hidden: Collection[str], sort: str, *, instead: str = "") -> str:
    """The value, or what stands for it where this sort of thing is hidden from whoever reads."""
    return instead if sort in hidden else value
