"""Who may see which contact?

    seer = Seer(account=7, role="officer", team=3)
    may_see(seer, Seen("about-staff", about=7))        # False: nobody sees what is said about themselves

1. Whoever may not see contacts sees none.
2. A contact that names a member of staff as its cause is never theirs to see, whatever they are and whoever
   owns it (practice 23).
3. Whoever is connected with a customer sees neither the file nor its contacts (practice 23).
4. What is ordinary is seen by everybody else.
5. What is not is seen by whoever owns it, and by whoever raised it.
6. A safeguarding concern is seen beside them by its leads alone (practice 22).
7. A confidential contact is seen by the team that has it, and by those who lead.
8. Anything else by those who lead.

`store.threads` asks the database by the same rules; a property test holds the two together.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from kept.casework.permissions import Permission, may

ORDINARY, CONFIDENTIAL, ABOUT_STAFF, SAFEGUARDING = "", "confidential", "about-staff", "safeguarding"
# From the one that closes least to the one that closes most.
SENSITIVITIES = (ORDINARY, CONFIDENTIAL, ABOUT_STAFF, SAFEGUARDING)
# Of these it is written down who opened them.
WATCHED = frozenset({ABOUT_STAFF, SAFEGUARDING})


@dataclass(frozen=True, slots=True)
class Seer:
    """Who looks: an account and what it is here. `closed` are the ids of the customers whom it is connected
    with.
    """

    account: int
    role: str
    team: int | None = None
    safeguards: bool = False
    closed: frozenset[int] = frozenset()

    @property
    def sees(self) -> bool:
        """Whether contacts are seen at all."""
        return may(self.role, Permission.SEE)

    @property
    def leads(self) -> bool:
        """Whether what is kept for a few is seen."""
        return may(self.role, Permission.EXCUSE)


@dataclass(frozen=True, slots=True)
class Seen:
    """What is looked at: the part of a thread that decides who sees it."""

    sensitivity: str = ORDINARY
    owner: int | None = None
    raised_by: int | None = None
    about: int | None = None
    person: int | None = None
    team: int | None = None


def may_see(seer: Seer, seen: Seen) -> bool:
    """Whether this account sees this thread."""
    if not seer.sees or never(seer, seen):
        return False
    if seen.sensitivity == ORDINARY or seer.account in (seen.owner, seen.raised_by):
        return True
    if seen.sensitivity == SAFEGUARDING:
        return seer.safeguards
    shared = seen.sensitivity == CONFIDENTIAL and seer.team is not None and seen.team == seer.team
    return seer.leads or shared


def never(seer: Seer, seen: Seen) -> bool:
    """Whether it stays closed to them even if it is given to them: it can never be theirs to own."""
    return seen.about == seer.account or (seen.person is not None and seen.person in seer.closed)


def safeguards(leads: Collection[str], *, role: str, handle: str) -> bool:
    """Whether an account is among those whom the association names, by role or by their own name."""
    return role in leads or handle in leads


def closest(sensitivities: Iterable[str]) -> str:
    """Of several the one that closes most; one that nobody knows closes as much as any."""
    known = {each: place for place, each in enumerate(SENSITIVITIES)}
    return max(sensitivities, key=lambda each: known.get(each, len(known)), default=ORDINARY)
