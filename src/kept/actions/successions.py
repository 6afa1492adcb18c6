"""What happens when a tenant has died: everything automatic stops, whoever speaks for them has a name?

    report_death(association=karin, person="K7F3-9Q2M", died_on=day, told_by="Ms Bell", others_in_home=True,
                 uid="…", by="ann", at=now)           # Stopped(thread, what=(("letters", 2), …))
    name_spokesperson(association=karin, thread="P2D4-X8RB", as_what="executor", name="Ms Bell", …)

A death ends nothing by itself: clocks run on, and what becomes of the tenancy is said by somebody.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime

from kept.actions import customers, representing
from kept.actions.telling import tell
from kept.actions.told import Telling
from kept.actions.working.booked import Undone
from kept.actions.working.changing import held, step
from kept.actions.working.diary import kept_or_undone
from kept.casework import Refused
from kept.store import bereavement
from kept.store.models import Association, Membership, Person
from kept.store.models import Event as EventRow

REPORTED, STOPPED = "death.reported", "death.everything_stopped"
NAMED = "death.spokesperson_named"
RELATIONS = {
    "executor": "Executor",
    "administrator": "Administrator",
    "next_of_kin": "Next of kin",
    "trustee": "The Public Trustee",
}


@dataclass(frozen=True, slots=True)
class Stopped:
    """On which thread the death is dealt with, and what was stopped: how many of what."""

    thread: str
    what: tuple[tuple[str, int], ...]


def report_death(
    *,
    association: Association | str,
    person: str,
    died_on: date | str,
    uid: str,
    by: str,
    at: datetime,
    told_by: str = "",
    others_in_home: bool | None = None,
    membership: Membership | None = None,
) -> Stopped | Refused:
    """Put the death on record, stop everything automatic, and list what was stopped. Once, however often."""
    now = at.astimezone(UTC)

    def act(here: Association) -> Stopped:
        before = EventRow.objects.filter(association=here, uid=uid).select_related("thread").first()
        if before is not None:
            return Stopped(before.thread.ref, ())
        whose = Person.objects.filter(association=here, ref=person, erased_at=None).first()
        if whose is None:
            raise Undone(Refused("There is no customer with this reference. Look them up again.", "person"))
        what = bereavement.going_out(whose.stands, now)
        done = customers.died(
            association=here,
            person=whose.stands.ref,
            died_on=died_on,
            told_by=told_by,
            by=by,
            at=now,
            membership=membership,
        )
        if isinstance(done, Refused):
            raise Undone(done)
        facts: dict[str, object] = {"died_on": _iso(died_on)}
        facts |= {"from_name": told_by.strip()} if told_by.strip() else {}
        facts |= {} if others_in_home is None else {"others_in_home": others_in_home}
        opened = Telling(REPORTED, now, facts, uid=uid, person=whose.stands.ref)
        told = tell([opened], association=here, by=by, at=now, membership=membership)
        if told.refused is not None:
            raise Undone(told.refused)
        ref = str(told.results[0].thread)
        words = ", ".join(f"{count} {name}" for name, count in what) or "nothing was on its way"
        stop = {"stopped": sum(count for _name, count in what), "what": words}
        row = held(here, ref, membership)
        step(here, row, STOPPED, stop, by, now, membership, f"{uid}-stopped")
        return Stopped(ref, what)

    return kept_or_undone(act, association, membership)


def _iso(day: date | str) -> str:
    return day.isoformat() if isinstance(day, date) else day


def name_spokesperson(
    *,
    association: Association | str,
    thread: str,
    as_what: str,
    name: str,
    by: str,
    at: datetime,
    address: str = "",
    uid: str | None = None,
    membership: Membership | None = None,
) -> str | Refused:
    """Letters go to them by name from now on; on the customer's file they stand as who speaks for them."""
    now = at.astimezone(UTC)

    def act(here: Association) -> str:
        row = held(here, thread, membership)
        facts = {"as_what": as_what, "name": name.strip()}
        facts |= {"address": address.strip()} if address.strip() else {}
        if not name.strip():
            raise Undone(Refused("Write their name: letters go to them by name.", "name"))
        step(here, row, NAMED, facts, by, now, membership, uid)
        if row.person is not None:
            given = {"name": name.strip(), "relation": RELATIONS[as_what], "authority": "written"}
            known = representing.name(
                association=here,
                person=row.person.stands.ref,
                given=given,
                by=by,
                at=now,
                uid=f"{uid}-speaks" if uid else None,
                membership=membership,
            )
            if isinstance(known, Refused):
                raise Undone(known)
        return name.strip()

    return kept_or_undone(act, association, membership)
