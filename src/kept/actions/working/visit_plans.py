"""How is one visit planned, when all that is asked before it has been answered?

    Planning(karin, "ann", now, membership, answers, booked).done(starts, ends, person, thread, uid, despite)

What may not be is refused first; then the time goes into the diary, and the answers on record. The caller
holds the transaction, which `Undone` gives up.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from kept.actions import booking
from kept.actions.telling import tell
from kept.actions.told import Telling
from kept.actions.working.booked import Undone
from kept.casework import Refused
from kept.casework.markers import CLOSES_A_WAY
from kept.casework.slots import is_open_throughout
from kept.casework.visiting import (
    CONSIDERED,
    PLANNED,
    Plan,
    State,
    check_plan,
)
from kept.rulebook import Rulebook
from kept.rulebook.visits import KIND, VisitEntry
from kept.store import behaviour, diary, rules
from kept.store.models import Account, Association, Membership, Person, Thread, Visit
from kept.store.registers import card_of
from kept.store.threads import visible_to

HOME_VISIT, JOINT_VISIT = "home-visit", "joint-visit"
PROMISED = "promise.given"
# What the questions before a visit are called in the plan.
_ASKED = (
    "by_phone", "wants_visit", "confidential", "office_offered", "notice", "notice_on", "risk", "purpose"
)  # fmt: skip


class Planning:
    """One visit being planned."""

    def __init__(
        self,
        here: Association,
        by: str,
        at: datetime,
        membership: Membership | None,
        answers: dict[str, object],
        booked: dict[str, object],
    ) -> None:
        self.here, self.by, self.at, self.membership = here, by, at, membership
        self.answers, self.booked = answers, booked
        self.own = bool(answers.pop("own", False))
        self.rulebook: Rulebook = rules.current(here)

    def done(
        self,
        starts: datetime,
        ends: datetime,
        person: str | None,
        thread: str | None,
        uid: str,
        despite: Sequence[str],
    ) -> Visit:
        on = starts.astimezone(ZoneInfo(self.here.zone)).date()
        known = self._thread(thread)
        who = self._person(person, known)
        officer, second = self._account("officer"), self._account("second")
        marks = diary.marks_of(who)
        sort = sort_of(self.rulebook, str(self.answers.get("sort") or ""))
        wanted = self._plan(who, sort)
        cards = [each.name for each in (officer, second) if each and card_of(each, on) is None]
        # What the law or an emergency asks for is planned all the same, once the director has agreed to it.
        set_aside = who is not None and behaviour.waived(who, on)
        held = [each for each in marks if each.kind not in CLOSES_A_WAY] if set_aside else marks
        refused = check_plan(wanted, marks=held, uncarded=cards)
        if refused is not None:
            raise Undone(refused)
        assert officer is not None
        if starts < self.at - timedelta(minutes=5) or ends <= starts:
            raise Undone(Refused("Give a time that is still to come, and an end after it.", "starts"))
        booking_id: int | None = None
        ref = known.ref if known else None
        announced = wanted.notice is True
        if known is None and (self.own or not announced):
            ref = self._opened(who, uid, starts, ends, announced)
        if announced:
            ref, booking_id = self._booked(starts, ends, ref, who, officer, second, uid, despite)
        facts = {**self.answers, "markers": ", ".join(sorted({each.kind for each in marks}))}
        facts["lone"] = second is None
        open_then = is_open_throughout(
            self.rulebook.calendar_for(), starts.astimezone(UTC), ends.astimezone(UTC)
        )
        facts["outside_hours"] = not open_then
        self._tell([Telling(CONSIDERED, self.at, told_of(facts), uid=uid, thread=ref)])
        thread_row = Thread.objects.get(association=self.here, ref=ref)
        return Visit.objects.create(
            association=self.here,
            thread=thread_row,
            booking=booking_id,
            officer=officer,
            second=second,
            sort=sort.name,
            starts_at=starts,
            ends_at=ends,
            announced=announced,
            made_by=self.by,
            made_at=self.at,
        )

    def _plan(self, who: Person | None, sort: VisitEntry) -> Plan:
        said = self.answers
        asked = {name: said[name] for name in _ASKED if said.get(name) is not None}
        return Plan(
            **({"purpose": ""} | asked),  # type: ignore[arg-type]
            officer=str(said.get("officer") or ""),
            second=str(said.get("second") or ""),
            because=str(said.get("unannounced_because") or ""),
            inspects=sort.inspects,
            wants=frozenset(who.need_kinds if who else ()),
        )

    def _thread(self, ref: str | None) -> Thread | None:
        if ref is None:
            return None
        rows = Thread.objects.filter(association=self.here)
        rows = visible_to(self.membership) if self.membership is not None else rows
        found = rows.select_related("person", "person__merged_into").filter(ref=ref).first()
        if found is None:
            raise Undone(Refused("There is no contact with this reference. Check it.", "thread"))
        return found

    def _person(self, ref: str | None, known: Thread | None) -> Person | None:
        if ref is None:
            return known.person.stands if known and known.person else None
        found = Person.objects.select_related("merged_into").filter(association=self.here, ref=ref).first()
        if found is None:
            raise Undone(Refused("There is no customer with this reference. Look them up again.", "person"))
        return found.stands

    def _account(self, name: str) -> Account | None:
        handle = str(self.answers.get(name) or "")
        if not handle:
            return None
        found = Account.objects.filter(handle=handle, is_active=True).first()
        if found is None:
            raise Undone(Refused("Nobody of that name works here. Choose a colleague.", name))
        return found

    def _opened(self, who: Person | None, uid: str, starts: datetime, ends: datetime, announced: bool) -> str:
        """A visit of our own begins a contact; one of which they know is a promise too."""
        said = {"about": self.booked.get("about") or self.answers.get("purpose")}
        said |= {"address": self.booked.get("venue"), "from_name": self.booked.get("from_name")}
        opening = Telling(
            PLANNED,
            self.at,
            told_of(said),
            uid=f"{uid}-o",
            person=who.ref if who else None,
            owner=str(self.answers["officer"]),
        )
        tellings = [opening]
        if announced:
            told = {"what_told": "We come to see you", "promised_for": ends.isoformat()}
            tellings.append(Telling(PROMISED, self.at, told, uid=f"{uid}-p", beside=opening.uid))
        return self._tell(tellings)

    def _booked(
        self,
        starts: datetime,
        ends: datetime,
        ref: str | None,
        who: Person | None,
        officer: Account,
        second: Account | None,
        uid: str,
        despite: Sequence[str],
    ) -> tuple[str, int]:
        before = self._before(ref)
        if before is not None and before.booking is not None:
            # Another time for the same visit: what was promised goes on from when it was asked for.
            moved = booking.move(
                association=self.here,
                by=self.by,
                at=self.at,
                booking=before.booking,
                starts=starts,
                ends=ends,
                resources=[f"@{each.handle}" for each in (officer, second) if each],
                facts=told_of(self.booked),
                despite=tuple(despite),
                membership=self.membership,
            )
            if isinstance(moved, Refused):
                raise Undone(moved)
            Visit.objects.filter(pk=before.pk).update(state=State.OFF)
            return moved.thread, moved.id
        done = booking.book(
            association=self.here,
            by=self.by,
            at=self.at,
            kind=JOINT_VISIT if second else HOME_VISIT,
            starts=starts,
            ends=ends,
            resources=[f"@{each.handle}" for each in (officer, second) if each],
            person=who.ref if who else None,
            thread=ref,
            facts=told_of(self.booked),
            uid=f"{uid}-b",
            despite=tuple(despite),
            membership=self.membership,
        )
        if isinstance(done, Refused):
            raise Undone(done)
        return done.thread, done.id

    def _before(self, ref: str | None) -> Visit | None:
        """The going of the same contact that is still to come, whose time this takes."""
        rows = Visit.objects.select_for_update().filter(association=self.here, thread__ref=ref or "")
        return rows.filter(state=State.PLANNED).order_by("-id").first()

    def _tell(self, tellings: Sequence[Telling]) -> str:
        done = tell(tellings, association=self.here, by=self.by, at=self.at, membership=self.membership)
        if done.refused is not None:
            raise Undone(done.refused)
        return str(done.results[0].thread)


def told_of(facts: Mapping[str, object]) -> dict[str, object]:
    """The facts that were answered, moments in the one spelling of a fact."""
    return {
        name: value.isoformat() if isinstance(value, datetime) else value
        for name, value in facts.items()
        if value not in (None, "")
    }


def sort_of(rulebook: Rulebook, name: str) -> VisitEntry:
    """What a visit is for, by its name; the first of the list where nobody said."""
    sorts = [each for each in rulebook.room("visits") if each.sort == KIND]
    # A house that names none has visits of one kind.
    sorts.append(VisitEntry("general", KIND, "General"))
    found: VisitEntry = next((each for each in sorts if each.name == name), sorts[0])
    return found
