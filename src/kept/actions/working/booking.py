"""How is one wish put into the diary?

    placed(Wish("home-visit", starts, None, ("@ann",), …), here, by="ann", at=now, membership=ann)

What can be told from the wish alone is looked at first; then the time is taken, which the database grants to
one alone; then the events tell of it. The caller holds the transaction, and undoes it where this refuses.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from kept.actions.foreseeing import foresee
from kept.actions.told import Telling
from kept.actions.working.booked import Booked, Undone
from kept.actions.working.diary import found_resources, held, taken, tell_or_undo
from kept.actions.working.wished import Wish, found_office, found_person, found_thread
from kept.casework import Refused
from kept.casework.diary import (
    Fit,
    Taken,
    check_agreed,
    check_asked,
    check_cannot_come,
    check_cards,
    check_people,
    check_promised,
    check_room,
    check_time,
    is_kept_by_meeting,
    remind_at,
    tight_words,
)
from kept.casework.formats import untrained_words
from kept.casework.inspecting import lacking_words
from kept.casework.markers import APART, TWO_STAFF, There, check_apart, check_meeting
from kept.casework.slots import spread
from kept.casework.travel import Stop, too_tight, ways_of
from kept.rulebook import Rulebook
from kept.rulebook.diary import APPOINTMENT, FEATURE, HOME, LATER, OFFICE, OTHER, TRAVEL, DiaryEntry
from kept.store import behaviour, contractors, diary, formats, matters, premises, refs, rules
from kept.store.models import (
    Association,
    Booking,
    Clock,
    Membership,
    Resource,
    Session,
    Slot,
    Thread,
)
from kept.store.models.diary import CONTRACTOR, ROOM, STAFF, SURGERY
from kept.store.registers import card_of
from kept.workclock import Calendar

LOOK_AHEAD, CHOICE = timedelta(days=21), 3
_POSTCODE = re.compile(r"\b([A-Z]{1,2}[0-9][0-9A-Z]?) ?([0-9])[A-Z]{2}\b", re.IGNORECASE)
INTERPRETED = frozenset({"interpreter", "sign-language"})


def placed(wish: Wish, here: Association, *, by: str, at: datetime, membership: Membership | None) -> Booked:
    """Into the diary with it; `Undone` says why not, so that nothing of it stays."""
    done = _Placing(wish, here, by, at, membership).done()
    if isinstance(done, Refused):
        raise Undone(done)
    return done


class _Placing:
    """One wish being worked on."""

    def __init__(
        self, wish: Wish, here: Association, by: str, at: datetime, membership: Membership | None
    ) -> None:
        self.wish, self.here, self.by, self.at, self.membership = wish, here, by, at, membership
        self.facts = dict(wish.facts)
        self.rulebook: Rulebook = rules.current(here)
        self.entries: tuple[DiaryEntry, ...] = self.rulebook.room("diary")

    def done(self) -> Booked | Refused:
        before = self._before()
        if before is not None:
            return Booked.of(before)
        self._read()
        refused = self._refused()
        if refused is not None:
            return self._with_times(refused)
        slots = self._take()
        if isinstance(slots, Refused):
            return self._with_times(slots)
        thread, event = self._tell()
        return self._write(thread, event, slots)

    def _before(self) -> Booking | None:
        """The same wish, sent before."""
        if self.wish.uid is None:
            return None
        return Booking.objects.filter(association=self.here, uid=self.wish.uid).order_by("sequence").last()

    # ---- what is wanted, out of words --------------------------------------------------------------------

    def _read(self) -> None:
        wish = self.wish
        kinds = {each.name: each for each in self.entries if each.sort == APPOINTMENT}
        if wish.kind not in kinds:
            raise Undone(Refused("Choose what is to be booked.", "kind"))
        if wish.starts.tzinfo is None or (wish.ends is not None and wish.ends.tzinfo is None):
            raise Undone(Refused("Give the day and the time, such as 7/4/2026 14:30.", "starts"))
        self.kind = kinds[wish.kind]
        self.starts = wish.starts.astimezone(UTC)
        ends = wish.ends.astimezone(UTC) if wish.ends else self.starts + timedelta(minutes=self.kind.minutes)
        self.ends = ends
        self.resources = found_resources(self.here, wish.resources, self.starts)
        self.staff = [each for each in self.resources if each.kind == STAFF]
        self.rooms = [each for each in self.resources if each.kind == ROOM]
        self.firms = [each for each in self.resources if each.kind == CONTRACTOR]
        self.surgery = next((each for each in self.resources if each.kind == SURGERY), None)
        self.thread = found_thread(wish, self.here, self.membership)
        self.person = found_person(wish, self.here, self.thread)
        self.place = str(self.facts.get("where") or self.kind.places[0])
        if self.place not in self.kind.places:
            raise Undone(Refused(f"{self.kind.label} is not held there. Choose another place.", "where"))
        self.facts["where"] = self.place
        first = self.rulebook.association.offices[0].slug
        rooms_first = [*self.rooms, *self.resources]
        self.office = found_office(wish, self.here, self.membership, rooms_first, first)
        self.calendar: Calendar = self.rulebook.calendar_for(self.office.slug if self.office else None)
        self.venue = str(self.facts.get("venue") or "") or (
            self.person.address if self.person and self.place == HOME else ""
        )
        found = _POSTCODE.search(self.venue) if self.place in (HOME, OTHER) else None
        # As far as the way needs it, and no nearer to anybody's door.
        self.postcode = " ".join(found.groups()).upper() if found else ""
        needs = self.facts.pop("needs", ())
        more = needs if isinstance(needs, Sequence) else ()
        self.needs = {*(self.person.need_kinds if self.person else ()), *more}
        self.people = int(str(self.facts.pop("people", 2)))
        matter = self.facts.pop("matter", None)
        known = {each.name: each for each in matters.matters(self.here, self.rulebook)} if matter else {}
        if matter and str(matter) in known:
            self.facts["serious_category"] = known[str(matter)].category

    # ---- why not -----------------------------------------------------------------------------------------

    def _refused(self) -> Refused | None:
        outside = "outside" in self.wish.despite
        return (
            check_time(self.calendar, self.starts, self.ends, self.kind, self.at, outside=outside)
            or (None if self.surgery else check_people(self.kind, len(self.staff) + len(self.firms)))
            or check_cannot_come(str(self.facts.get("because") or ""), self.place)
            or check_asked(self.kind, self._has())
            or self._markers()
            or self._cards()
            or self._trained()
            or contractors.not_to_be_sent(self.here, self.rulebook, self.firms, self.starts)
            or self._access()
            or self._rooms()
            or self._away()
            or check_agreed(
                agreed=bool(self.facts.get("agreed")),
                how=str(self.facts.get("agreed_how") or ""),
                not_agreed=str(self.facts.get("not_agreed") or ""),
            )
            or check_promised(self.calendar, self.starts, self._due(), str(self.facts.get("later_why") or ""))
            or self._travel()
        )

    def _has(self) -> set[str]:
        """What the entry in the diary says already."""
        on_record, unreachable = self.thread is not None, self.facts.pop("no_phone", None)
        told = {
            "customer": self.person is not None or on_record or self.facts.get("from_name"),
            "phone": self.facts.get("phone") or unreachable or (self.person and self.person.phones),
            "about": self.facts.get("about") or on_record,
            "venue": self.venue,
            "room": self.rooms or self.place != OFFICE,
        }
        return {name for name, value in told.items() if value}

    def _markers(self) -> Refused | None:
        if self.person is None:
            return None
        marks = diary.marks_of(self.person)
        refused = check_meeting(marks, staff=len(self.staff), place=self.place)
        if refused is not None and refused.field == "place" and self._waived():
            # The law or an emergency asks for it, and the director has agreed; two of us all the same.
            safe = [each for each in marks if each.kind == TWO_STAFF]
            refused = check_meeting(safe, staff=len(self.staff), place=self.place)
        if refused is not None or self.place != OFFICE:
            return refused
        apart = {each.other for each in marks if each.kind == APART and each.other}
        mine = There(self.person.pk, self.office.pk if self.office else None, self.starts)
        return check_apart(apart, mine, diary.expected(self.here, self.starts, apart))

    def _waived(self) -> bool:
        on = self.calendar.local(self.starts).date()
        return self.person is not None and behaviour.waived(self.person, on)

    def _access(self) -> Taken | None:
        """What the last rounds through the office found missing for whatever this customer needs."""
        if self.place != OFFICE or self.office is None or not self.needs or "access" in self.wish.despite:
            return None
        rounds = self.rulebook.room("checklists")
        missing = premises.lacking(self.here, rounds, self.office.slug, self.needs)
        said = lacking_words(self.office.name, missing)
        return Taken(said, "where", despite="access") if said else None

    def _cards(self) -> Refused | None:
        if self.place not in (HOME, OTHER):
            return None
        on = self.calendar.local(self.starts).date()
        uncarded = [each.name for each in self.staff if card_of(each.account_id or 0, on) is None]
        return check_cards(self.place, uncarded)

    def _trained(self) -> Taken | None:
        """Whoever needs something of us is visited by colleagues who were trained for it, where there are."""
        if self.place != HOME or not self.needs or "training" in self.wish.despite:
            return None
        on = self.calendar.local(self.starts).date()
        trained = formats.trained(self.here, self.rulebook, self.needs, on)
        lacking = [each.name for each in self.staff if trained is not None and each.account_id not in trained]
        return Taken(untrained_words(lacking), "with", despite="training") if lacking else None

    def _rooms(self) -> Refused | None:
        in_public = self.place in (OFFICE, OTHER) and not any(room.apart for room in self.rooms)
        if in_public and self.facts.get("personal_matter"):
            says = "This is a personal matter: take a private room, a visit at their home, or ring them."
            return Refused(says, "room")
        features = [each for each in self.entries if each.sort == FEATURE]
        for room in self.rooms:
            fit = Fit(room.name, room.seats, room.apart, frozenset(room.features))
            refused = check_room(
                fit, people=self.people, in_private=self.kind.private, needs=self.needs, features=features
            )
            if refused is not None:
                return refused
        return None

    def _away(self) -> Refused | None:
        ids = [each.pk for each in self.staff]
        for each in diary.absences(self.here, self.starts, self.ends, ids) if ids else ():
            until = self.calendar.local(each.to_at) if each.to_at else None
            said = f"until {until:%A} {until.day} {until:%B} at {until:%H:%M}" if until else "then"
            return Refused(
                f"{each.account.name} is away {said}. Choose another time, or a colleague.", "with"
            )
        return None

    def _due(self) -> datetime | None:
        """By when the soonest promise wants it, whether the contact is there or begins with this."""
        if self.thread is None:
            asked = Telling(self.kind.asks, self.at, self._facts_for(self.kind.asks))
            foreseen = foresee(
                asked, association=self.here, by=self.by, at=self.at, membership=self.membership
            )
            clocks = () if isinstance(foreseen, Refused) else foreseen.clocks
            dues = [(each.promise, each.first_due_at) for each in clocks if each.verdict == "running"]
        else:
            rows = Clock.objects.filter(association=self.here, thread=self.thread, verdict="running")
            dues = list(rows.values_list("promise", "first_due_at"))
        known = self.rulebook.promises
        found = [
            due
            for name, due in dues
            if name in known and is_kept_by_meeting(known[name].stops, self.kind, self.entries)
        ]
        self.due = min(found, default=None)
        return self.due

    def _travel(self) -> Taken | None:
        if not self.postcode or "travel" in self.wish.despite:
            return None
        ways = ways_of((each.between, each.minutes) for each in self.entries if each.sort == TRAVEL)
        moved = self.wish.moved.pk if self.wish.moved else None
        for each in self.staff:
            mine = Stop(self.starts, self.ends, self.postcode, each.name)
            others = diary.stops_of(self.here, each.pk, self.starts, self.ends, moved)
            tight = [one for one in too_tight([*others, mine], ways) if mine in (one.before, one.after)]
            if tight:
                return tight_words(tight, self.calendar)
        return None

    def _with_times(self, refused: Refused) -> Refused:
        """The refusal with other times, where another time is a cure."""
        if refused.field not in ("starts", "with", "room", "later", "place") or not self.resources:
            return refused
        length = int((self.ends - self.starts) / timedelta(minutes=1))
        begins = max(self.at, min(self.starts, self.at + timedelta(days=365)))
        if refused.field == "later":
            begins = self.at
        free = diary.free_between(
            self.resources,
            begins,
            begins + LOOK_AHEAD,
            association=self.here,
            calendar=self.calendar,
            minutes=min(max(length, 5), 600),
            most=40,
        )
        despite = refused.despite if isinstance(refused, Taken) else ""
        return Taken(
            refused.sentence, refused.field, free=spread(free, self.calendar, CHOICE), despite=despite
        )

    # ---- the time itself ---------------------------------------------------------------------------------

    def _take(self) -> list[Slot] | Refused:
        held([each.pk for each in self.resources])
        slots: list[Slot] = []
        for each in self.resources:
            slot = self._slot(each)
            if isinstance(slot, Refused):
                return slot
            slots.append(slot)
        return slots

    def _slot(self, resource: Resource) -> Slot | Refused:
        session = None
        places = resource.places
        if resource.kind == SURGERY:
            session = self._session(resource)
            if session is None:
                return Refused(f"{resource.name} is not held then. Choose a time at which it is.", "starts")
            places = session.places
        for place in range(places):
            slot = Slot(association=self.here, resource=resource, place=place, session=session)
            slot.starts_at, slot.ends_at = self.starts, self.ends
            slot.made_by, slot.made_at = self.by, self.at
            if taken(slot):
                return slot
        local = self.calendar.local(self.starts)
        when = f"{local:%A} {local.day} {local:%B} at {local:%H:%M}"
        if session is not None:
            return Refused(f"All {places} places of {resource.name} on {when} are taken.", "starts")
        return Refused(f"{resource.name} is taken on {when}: somebody has booked it.", "starts")

    def _session(self, resource: Resource) -> Session | None:
        rows = Session.objects.filter(association=self.here, resource=resource, ended_at__isnull=True)
        return rows.filter(starts_at__lte=self.starts, ends_at__gte=self.ends).first()

    # ---- telling it --------------------------------------------------------------------------------------

    def _facts_for(self, kind: str) -> dict[str, object]:
        """Those answers that this kind of event asks for."""
        known = self.rulebook.kinds[kind]
        # What nobody said is as the form would have it: an ordinary matter, and not urgent.
        usual = {each.name: each.default for each in known.fields if each.default is not None}
        given = {**usual, "booked_for": self.starts.isoformat(), **self.facts}
        found = {}
        for name, value in given.items():
            asked = known.field(name)
            if asked is not None and value not in (None, ""):
                found[name] = value.isoformat() if isinstance(value, datetime) else value
        return found

    def _tell(self) -> tuple[str, str]:
        """The thread's reference, and the uid of the event that says what was agreed."""
        kind, asked, agreed = self.kind, refs.new_uid(), refs.new_uid()
        tellings = []
        if self.thread is None:
            person = self.person.ref if self.person else None
            facts = self._facts_for(kind.asks)
            office = self.office.slug if self.office else None
            tellings.append(Telling(kind.asks, self.at, facts, uid=asked, person=person, office=office))
        beside = asked if self.thread is None else None
        if self.wish.moved is not None:
            old = self.wish.moved.starts_at.isoformat()
            facts = {"moved_from": old, "wished_by": self.wish.wished_by or None}
            tellings.append(Telling("appointment.moved", self.at, facts))
        if self.facts.get("because") and self.place == HOME:
            facts = {"because": self.facts["because"]}
            tellings.append(Telling("appointment.home_instead", self.at, facts, beside=beside))
        if self._customer_chose():
            facts = {"first_offer": self._first_offer()}
            tellings.append(Telling("appointment.offer_declined", self.at, facts, beside=beside))
        facts = self._facts_for(kind.arranges)
        tellings.append(Telling(kind.arranges, self.at, facts, uid=agreed, beside=beside))
        ref = self.thread.ref if self.thread else None
        given = [replace(each, thread=ref) for each in tellings]
        told = tell_or_undo(given, None, self.here, by=self.by, at=self.at, membership=self.membership)
        return str(told.results[-1].thread), agreed

    def _customer_chose(self) -> bool:
        """Later than promised, because the customer declined a time within it."""
        chosen = {each.name for each in self.entries if each.sort == LATER and each.customers}
        return self.due is not None and self.starts >= self.due and self.facts.get("later_why") in chosen

    def _first_offer(self) -> str:
        offer = self.facts.get("first_offer")
        if isinstance(offer, datetime):
            return offer.isoformat()
        if offer:
            return str(offer)
        raise Undone(Refused("Say which time within the promise was offered first.", "first_offer"))

    def _write(self, ref: str, event: str, slots: Sequence[Slot]) -> Booked:
        thread = Thread.objects.get(association=self.here, ref=ref)
        old = self.wish.moved
        needs_interpreter = bool(INTERPRETED & self.needs) or bool(self.facts.get("interpreter"))
        booking = Booking.objects.create(
            association=self.here,
            thread=thread,
            event=event,
            kind=self.kind.name,
            place=self.place,
            office=self.office if self.place == OFFICE else None,
            person=self.person,
            postcode=self.postcode[:12],
            starts_at=self.starts,
            ends_at=self.ends,
            sequence=old.sequence + 1 if old else 0,
            uid=old.uid if old else self.wish.uid or refs.new_uid(),
            due_at=old.due_at if old and old.due_at else self.due,
            later=str(self.facts.get("later_why") or ""),
            agreed=bool(self.facts.get("agreed")),
            agreed_how=str(self.facts.get("agreed_how") or ""),
            not_agreed=str(self.facts.get("not_agreed") or ""),
            needs=sorted(self.needs),
            people=self.people,
            remind_at=remind_at(self.calendar, self.starts, self.at),
            interpreter="needed" if needs_interpreter else "",
            made_by=self.by,
            made_at=self.at,
        )
        Slot.objects.filter(pk__in=[each.pk for each in slots]).update(booking=booking, thread=thread)
        return Booked(booking.pk, booking.uid, thread.ref, tuple(each.pk for each in slots))


__all__ = ["Wish", "placed"]
