"""How does a test get to a visit that is planned, or under way?

visit = going.planned(moray, ann, person)         # ann goes on Wednesday 8 April 2026 from 14:00 to 14:45
going.arrive(moray, visit, ann)                   # at 14:02, asked in by the customer
"""

from __future__ import annotations

from typing import Any

from kept.actions import customers, visiting
from kept.actions.working.visit_steps import Gone
from kept.casework import Refused
from kept.casework.agreeing import Action
from kept.store import tenancy
from kept.store.accounts import membership_of
from kept.store.models import Account, Association, Membership, Person, RegisterEntry, Visit
from tests.cast import t

NOON = "Wednesday 2026-04-08 12:00"
FROM, UNTIL = "Wednesday 2026-04-08 14:00", "Wednesday 2026-04-08 14:45"
ANSWERS: dict[str, object] = {
    "purpose": "To talk about the damp in the back bedroom.",
    "sort": "repairs",
    "by_phone": False,
    "notice": True,
    "risk": True,
}
AGREED: dict[str, object] = {
    "about": "The damp",
    "phone": "01343 555 010",
    "venue": "14 Mill Road, Elgin IV30 1AB",
    "agreed": True,
    "agreed_how": "by-telephone",
}
AT_THE_DOOR: dict[str, object] = {
    "introduced": True,
    "card_shown": True,
    "purpose_explained": True,
    "adult": True,
    "permission": "given",
    "permission_by": "Mrs Stewart",
}
WENT_WELL: dict[str, object] = {
    "where": "inside",
    "settled": "full",
    "issues": "Damp in the back bedroom",
    "all_dealt_with": True,
    "agreement": "agreed",
    "summary": "The vent was shut; it is open now, and she knows how it works.",
    "summary_given": "left",
    "asked_first": True,
    "no_smoking": True,
    "no_calls": True,
}


def member_of(at: Association, account: Account) -> Membership:
    """What somebody is there."""
    with tenancy.association(at):
        found = membership_of(account, on=t(NOON).date())
    assert found is not None
    return found


def carded(at: Association, account: Account, *, expires: str = "2027-12-31") -> None:
    """Give somebody an identity card."""
    with tenancy.association(at):
        RegisterEntry.objects.create(
            association=at,
            uid=f"card-{account.handle}",
            register="identity-cards",
            account=account,
            title=account.name,
            words=account.name.casefold(),
            facts={"number": f"C-{account.pk}", "issued_on": "2020-01-01", "expires_on": expires},
            made_by="kept",
            made_at=t(NOON),
            changed_by="kept",
            changed_at=t(NOON),
        )


def customer(at: Association, **more: Any) -> Person:
    """Mrs Stewart, of Mill Road."""
    said = {"name": "Mary Stewart", "address": "14 Mill Road, Elgin IV30 1AB", "phones": ["01343 555 010"]}
    return customers.add(association=at, **(said | more), by="ann", at=t(NOON))


def wanted(house: Association, officer: Account, person: Person | None, **more: Any) -> Visit | Refused:
    """The visit planned, or why not. `answers` and `booked` are laid over the usual ones."""
    answers = {**ANSWERS, "officer": officer.handle, **more.pop("answers", {})}
    booked = {**AGREED, **more.pop("booked", {})}
    given = {"starts": t(FROM), "ends": t(UNTIL), "uid": "a" * 32, "at": t(NOON)} | more
    return visiting.plan(
        association=house,
        by=officer.handle,
        answers=answers,
        booked=booked,
        person=person.ref if person else None,
        membership=member_of(house, officer),
        **given,
    )


def planned(at: Association, officer: Account, person: Person | None, **more: Any) -> Visit:
    """The same, which may be."""
    found = wanted(at, officer, person, **more)
    assert isinstance(found, Visit), found
    return found


def step(
    at: Association,
    visit: Visit,
    who: Account,
    kind: str,
    wall: str,
    facts: dict[str, object] | None = None,
    *,
    actions: tuple[Action, ...] = (),
    uid: str = "",
    recorded: str = "",
) -> Gone | Refused:
    """One step, at that wall time."""
    return visiting.step(
        association=at,
        by=who.handle,
        at=t(recorded or wall),
        happened_at=t(wall),
        visit=visit.pk,
        kind=kind,
        facts=facts or {},
        actions=actions,
        uid=uid or f"{kind}-{visit.pk}-{wall}",
        membership=member_of(at, who),
    )


def arrive(at: Association, visit: Visit, who: Account, **more: object) -> Gone | Refused:
    """At the door at two minutes past two."""
    return step(at, visit, who, "visit.arrived", "Wednesday 2026-04-08 14:02", {**AT_THE_DOOR, **more})
