"""What was sent with the form of a booking, none of it trusted?

typed = Typed.of(here, request.POST)
typed.resources             # ("@ann", 17)
typed.starts(here)          # or MomentError, a sentence
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.http import QueryDict

from kept.rulebook.diary import APPOINTMENT, HOME, OTHER, DiaryEntry
from kept.rulebook.model import Field
from kept.store import diary, refs
from kept.store.models import Booking
from kept.web.shared.access import Here
from kept.web.shared.fields import read_fields
from kept.web.shared.moments import MomentError, read_moment

LONGEST = 400
# Asked only of what takes place away from the office.
ELSEWHERE = frozenset({"venue", "access_note"})
# What the form asks in its own way; the rest of the kind's fields are asked as they stand.
OWN = frozenset(
    {
        "booked_for",
        "where",
        "chosen_by",
        "with_whom",
        "agreed",
        "agreed_how",
        "not_agreed",
        "later_why",
        "from_name",
    }
)


# Nobody of us goes: a contractor does.
NOBODY = "nobody"


@dataclass(frozen=True, slots=True)
class Typed:
    """What was sent, none of it trusted."""

    post: Mapping[str, str]
    uid: str
    kind: str
    with_: str
    second: str
    room: str
    day: str
    time: str
    which: str
    slot: str
    minutes: str
    customer: str
    person: str
    thread: str
    where: str
    despite: tuple[str, ...] = ()
    wished_by: str = "customer"

    @classmethod
    def of(cls, here: Here, sent: QueryDict) -> Typed:
        """From a form or an address."""
        said = {name: sent.get(name, "").replace("\x00", "").strip()[:LONGEST] for name in _NAMES}
        chosen = said["with"] or f"@{here.by}"
        uid = said["uid"] if len(said["uid"]) == 32 and said["uid"].isalnum() else refs.new_uid()
        return cls(
            sent,
            uid,
            said["kind"],
            chosen,
            said["second"],
            said["room"],
            said["day"] or here.calendar.local(here.at).date().isoformat(),
            said["time"],
            said["which"],
            said["slot"],
            said["minutes"],
            said["customer"],
            said["person"],
            refs.tidy(said["thread"]) or "",
            said["where"],
            tuple(sent.getlist("despite"))[:5],
            "us" if said["wished_by"] == "us" else "customer",
        )

    @classmethod
    def moving(cls, here: Here, old: Booking, sent: QueryDict) -> Typed:
        """The form of a booking on record, with what was typed over it."""
        typed = cls.of(here, sent)
        slots = diary.slots_of(old)
        keys = [f"@{each.account.handle}" if each.account else str(each.pk) for each in slots]
        staff = [key for key in keys if key.startswith("@")]
        rooms = [key for key in keys if not key.startswith("@")]
        local = here.calendar.local(old.starts_at)
        length = int((old.ends_at - old.starts_at) / timedelta(minutes=1))
        return replace(
            typed,
            kind=old.kind,
            with_=sent.get("with") or next(iter(staff), NOBODY),
            second=sent.get("second", next(iter(staff[1:]), "")),
            room=sent.get("room", next(iter(rooms), "")),
            day=sent.get("day") or local.date().isoformat(),
            time=sent.get("time", f"{local:%H:%M}"),
            minutes=typed.minutes or str(length),
            person=old.person.ref if old.person else "",
            thread=old.thread.ref,
            where=old.place,
        )

    @property
    def resources(self) -> tuple[int | str, ...]:
        """What is to be booked: colleagues by their handle, the rest by its number."""
        found: list[int | str] = []
        for each in (self.with_, self.second, self.room):
            if each.startswith("@"):
                found.append(each[:80])
            elif each.isdecimal() and len(each) < 18:
                found.append(int(each))
        return tuple(dict.fromkeys(found))

    def starts(self, here: Here) -> datetime:
        """The moment that is meant: the one chosen among those that are free, else day and time."""
        if self.slot:
            try:
                found = datetime.fromisoformat(self.slot)
            except ValueError:
                found = None
            if found is not None and found.tzinfo is not None and 2000 < found.year < 2200:
                return found
        return read_moment(self.day, self.time, zone=here.zone, which=self.which)

    def length(self, here: Here) -> int:
        """How many minutes it takes: as typed, else as this kind usually does."""
        if self.minutes.isdecimal() and len(self.minutes) < 5:
            return int(self.minutes)
        return entry_of(here, self.kind).minutes

    def facts(self, here: Here) -> tuple[Mapping[str, str], dict[str, object]]:
        """What is wrong with the answers, and the answers."""
        fields = fields_of(here, self.kind)
        reading = read_fields(fields, self.post, zone=here.zone)
        get = self.post.get
        facts: dict[str, object] = dict(reading.facts)
        facts |= {
            "where": self.where or entry_of(here, self.kind).places[0],
            "chosen_by": get("chosen_by", "") or None,
            "from_name": self.customer or None,
            "no_phone": get("no_phone") == "yes",
            "agreed": get("agreed") == "yes",
            "agreed_how": get("agreed_how", "") if get("agreed") == "yes" else "",
            "not_agreed": get("not_agreed", "") if get("agreed") != "yes" else "",
            "later_why": get("later_why", ""),
            "because": get("because", ""),
            "matter": get("matter", ""),
            "interpreter": get("interpreter") == "yes",
            "named_officer": True if get("by_name") == "yes" else None,
        }
        people = get("people", "")
        facts["people"] = int(people) if people.isdecimal() and 0 < len(people) < 4 else 2
        first = self._first_offer(here)
        if first is not None:
            facts["first_offer"] = first
        return reading.errors, facts

    def _first_offer(self, here: Here) -> datetime | None:
        day, time = self.post.get("first_day", "").strip(), self.post.get("first_time", "").strip()
        if not day and not time:
            return None
        try:
            return read_moment(day, time, zone=here.zone)
        except MomentError:
            return None


_NAMES = (
    "uid",
    "kind",
    "with",
    "second",
    "room",
    "day",
    "time",
    "which",
    "slot",
    "minutes",
    "customer",
    "person",
    "thread",
    "where",
    "wished_by",
)


def entry_of(here: Here, name: str) -> DiaryEntry:
    entries: list[DiaryEntry] = [each for each in here.rulebook.room("diary") if each.sort == APPOINTMENT]
    return next((each for each in entries if each.name == name), entries[0])


def fields_of(here: Here, kind: str) -> list[Field]:
    """What is still asked: the fields of what tells that it is arranged."""
    entry = entry_of(here, kind)
    never = OWN if {HOME, OTHER} & set(entry.places) else OWN | ELSEWHERE
    return [each for each in here.rulebook.kinds[entry.arranges].fields if each.name not in never]
