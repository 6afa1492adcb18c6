"""How is one step of a visit taken, with what follows from it for the diary and for who is out alone?

    Step(karin, row, "ann", now, happened_at, membership).done("visit.arrived", facts, uid, actions)

The caller holds the visit's row, and the transaction, which `Undone` gives up.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import cast

from kept.actions import booking, lone_working
from kept.actions.telling import tell
from kept.actions.told import Telling
from kept.actions.working import agreed
from kept.actions.working.booked import Undone
from kept.actions.working.visit_plans import sort_of, told_of
from kept.casework import Refused
from kept.casework.agreeing import Action, check_actions
from kept.casework.visiting import (
    ARRIVED,
    LEFT,
    MADE,
    MISSED,
    NO_ACCESS,
    NOT_ENTERED,
    State,
    check_step,
    open_after,
    state_after,
)
from kept.rulebook.visits import BACK_WITHIN
from kept.store import rules, visits
from kept.store.models import Account, Association, Clock, Membership, Visit

CLOSED = "thread.closed"


@dataclass(frozen=True, slots=True)
class Gone:
    """What became of a step: the reference of the thread, and whether it was on record before."""

    thread: str
    repeated: bool = False


class Step:
    """One step being taken."""

    def __init__(
        self,
        here: Association,
        row: Visit,
        by: str,
        at: datetime,
        when: datetime,
        membership: Membership | None,
    ) -> None:
        self.here, self.row, self.by, self.at, self.when, self.membership = (
            here, row, by, at, when, membership
        )  # fmt: skip
        self.rulebook = rules.current(here)

    def done(
        self, kind: str, facts: Mapping[str, object], uid: str, actions: Sequence[Action]
    ) -> Gone | Refused:
        row = self.row
        sort = sort_of(self.rulebook, row.sort)
        going = visits.going_of(row, visits.told(row.thread, self.here), inspects=sort.inspects)
        refused = check_step(kind, facts, going, happened_at=self.when) or check_actions(
            actions, at=self.when, needed=open_after(kind, facts)
        )
        if refused is not None:
            return refused
        self._tell([Telling(kind, self.when, told_of(facts), uid=uid, thread=row.thread.ref)])
        agreed.write(
            actions,
            of=row.thread,
            here=self.here,
            by=self.by,
            at=self.at,
            happened_at=self.when,
            uid=uid,
            membership=self.membership,
            # What was made is over once they have left; what was not is still to be done.
            stays_open=kind != MADE,
        )
        self._row(kind)
        self._alone(kind, uid)
        self._diary(kind)
        if kind == LEFT:
            self._over(uid)
        return Gone(row.thread.ref)

    def _tell(self, tellings: Sequence[Telling]) -> None:
        done = tell(tellings, association=self.here, by=self.by, at=self.at, membership=self.membership)
        if done.refused is not None:
            raise Undone(done.refused)

    def _row(self, kind: str) -> None:
        self.row.state = state_after(self.row.state, kind)
        if kind == ARRIVED:
            self.row.arrived_at = self.when
        if kind == LEFT:
            self.row.left_at = self.when
        self.row.save(update_fields=["state", "arrived_at", "left_at"])

    def _alone(self, kind: str, uid: str) -> None:
        """Whoever is at the door is waited for, until they say that they left."""
        who = self._who()
        known = visits.out_of(self.here, who.pk)
        done: object = None
        more = {"association": self.here, "account": who.handle, "by": self.by, "at": self.at}
        if kind == ARRIVED and known is None:
            done = lone_working.begin(
                due_back=self._back(),
                where=self._where(),
                visit=self.row.pk,
                happened_at=self.when,
                uid=f"{uid}-in",
                **more,  # type: ignore[arg-type]
            )
        elif kind == ARRIVED and known is not None and known.due_back_at < self._back():
            done = lone_working.extend(due_back=self._back(), uid=f"{uid}-in", **more)  # type: ignore[arg-type]
        elif kind in (LEFT, NOT_ENTERED) and known is not None and known.visit_id == self.row.pk:
            done = lone_working.end(happened_at=self.when, uid=f"{uid}-out", **more)  # type: ignore[arg-type]
        if isinstance(done, Refused):
            raise Undone(done)

    def _who(self) -> Account:
        """Who of those that go it is about: whoever writes it down, if they go, else the officer."""
        officer, second = cast(Account, self.row.officer), cast(Account | None, self.row.second)
        return second if second is not None and second.handle == self.by else officer

    def _back(self) -> datetime:
        """When they are waited for: as long as was planned, from now on where it is sent late."""
        margins = (each.minutes for each in self.rulebook.room("visits") if each.name == BACK_WITHIN)
        margin = timedelta(minutes=next(margins, 0))
        planned = max(self.row.ends_at, self.when + (self.row.ends_at - self.row.starts_at))
        return max(planned, self.at) + margin

    def _where(self) -> str:
        person = self.row.thread.person
        if person is not None and person.stands.address:
            return str(person.stands.address)
        said = visits.told(self.row.thread, self.here)
        found = next(
            (each.facts[name] for each in said for name in ("venue", "address") if each.facts.get(name)), ""
        )
        return str(found)

    def _diary(self, kind: str) -> None:
        """How the appointment went, where it has one that still stands."""
        how = {MADE: State.DONE, NO_ACCESS: State.NO_ACCESS, MISSED: State.MISSED}.get(kind)
        if how is None or self.row.booking is None:
            return
        arrived = self.row.arrived_at if kind == MADE else None
        missed = "missed-by-us" if kind == MISSED else "missed-by-customer"
        booking.end(
            association=self.here,
            by=self.by,
            at=self.at,
            booking=self.row.booking,
            state="held" if arrived else missed,
            arrived_at=arrived,
            tells=False,
            membership=self.membership,
        )

    def _over(self, uid: str) -> None:
        """Nothing more is to be done where nothing that was promised still runs."""
        if self.row.state not in (State.DONE, State.NOT_ENTERED):
            return
        running = Clock.objects.filter(thread=self.row.thread, verdict="running").exists()
        if not running and self.row.thread.closed_at is None:
            closing = Telling(CLOSED, self.when, {}, uid=f"{uid}-c", thread=self.row.thread.ref)
            self._tell([closing])
