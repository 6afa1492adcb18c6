"""Who has come in? One line, a second press, and they are on the board.

    coming = Arrival.of(here, request.POST, found)
    coming.saved(here, office)      # Came(thread, number), or the refusal

Letters in the box find whom we know; one who is found alone is chosen already. Nobody need be known, and an
empty line takes in somebody who gave no name.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from kept.actions import reception
from kept.actions.reception import Came
from kept.casework import Refused
from kept.casework.waiting import NEED_FIELDS
from kept.store.models import Booking, Person
from kept.store.people import Match, find
from kept.store.seers import seer
from kept.web.reception.present import subjects_of
from kept.web.shared.access import Here
from kept.web.shared.fields import Choice
from kept.web.shared.keeping import SimpleError
from kept.web.shared.moments import MomentError, read_time
from kept.web.shared.reaching import reach_words
from kept.web.shared.recording import UID

WHO, ABOUT, TIME, MINUTES = "f-from_name", "f-about", "time", "minutes"
FIND, SAVE, ENTER = "find", "save", "enter"
UNKNOWN = "-"
FEWEST_LETTERS, MOST = 2, 6
LONGEST_NAME, LONGEST_ABOUT = 500, 2_000


@dataclass(frozen=True, slots=True)
class Known:
    """One customer who may be meant."""

    ref: str
    name: str
    more: str
    reach: str
    chosen: bool
    private: bool


@dataclass(frozen=True)
class Arrival:
    """The form as it stands."""

    typed: str = ""
    about: str = ""
    time: str = ""
    minutes: str = ""
    subject: str = ""
    chosen: str = ""
    looked: bool = False
    needs: frozenset[str] = frozenset()
    language: str = ""
    greeted: bool = True
    uid: str = ""
    found: tuple[Match, ...] = ()
    person: Person | None = None
    errors: tuple[SimpleError, ...] = ()
    subjects: tuple[Choice, ...] = ()
    opened: bool = False

    @classmethod
    def of(cls, here: Here, post: Mapping[str, str]) -> Arrival:
        """The form that was sent, or a fresh one."""
        typed = _line(post.get(WHO, ""), LONGEST_NAME)
        found = find(typed, here.membership, MOST) if len(typed) >= FEWEST_LETTERS else ()
        chosen = post.get("person", "")
        if not chosen and len(found) == 1:
            chosen = found[0].person.ref
        person = next((each.person for each in found if each.person.ref == chosen), None)
        if person is None and chosen not in ("", UNKNOWN):
            rows = Person.objects.filter(association=here.association, ref=chosen, erased_at=None)
            person = rows.first()
            person = None if person is not None and person.pk in seer(here.membership).closed else person
        subject = post.get("subject", "")
        needs = frozenset(each for each in NEED_FIELDS if post.get(each) == "yes")
        given = post.get("uid", "")
        return cls(
            typed=typed,
            about=_line(post.get(ABOUT, ""), LONGEST_ABOUT),
            time=_line(post.get(TIME, ""), 20),
            minutes=_line(post.get(MINUTES, ""), 10),
            subject=subject,
            chosen=chosen,
            looked=bool(post) and len(typed) >= FEWEST_LETTERS,
            needs=needs,
            language=_line(post.get("language", ""), 100),
            greeted=post.get("greeted") == "yes" if post else True,
            uid=given if UID.match(given) else uuid.uuid4().hex,
            found=found,
            person=person,
            subjects=tuple(Choice(slug, label, slug == subject) for slug, label, _team in subjects_of(here)),
            opened=bool(needs or post.get(TIME) or post.get(MINUTES) or subject),
        )

    @property
    def matches(self) -> tuple[Known, ...]:
        """Those who may be meant."""
        people = [each.person for each in self.found]
        if self.person is not None and self.person not in people:
            people.insert(0, self.person)
        return tuple(_known(each, self.chosen) for each in people)

    @property
    def unsure(self) -> bool:
        """Whether somebody has to say which of several it is."""
        return bool(self.matches) and not self.chosen

    def read(self, here: Here) -> tuple[datetime | None, int] | SimpleError:
        """When their appointment is, and how long they have been here."""
        ago = 0
        if self.minutes:
            if not self.minutes.isascii() or not self.minutes.isdigit() or int(self.minutes) > 240:
                return SimpleError(_("Enter how many minutes they have been here, from 0 to 240."), MINUTES)
            ago = int(self.minutes)
        if not self.time:
            return None, ago
        try:
            clock = read_time(self.time)
        except MomentError as problem:
            return SimpleError(str(problem), TIME)
        zone = ZoneInfo(here.zone)
        return datetime.combine(here.at.astimezone(zone).date(), clock, zone), ago

    def saved(self, here: Here, office: str) -> Came | Refused | SimpleError:
        """Put it on record."""
        read = self.read(here)
        if isinstance(read, SimpleError):
            return read
        booked, ago = read
        teams = {slug: team for slug, _label, team in subjects_of(here)}
        needs: dict[str, object] = dict.fromkeys(self.needs, True)
        if needs.get("interpreter"):
            needs["language"] = self.language
        if self.subject in teams:
            needs |= {"for_what": self.subject, "to_team": teams[self.subject]}
        return reception.arrive(
            association=here.association,
            office=office,
            facts=_facts(
                self.person.name if self.person and self.person.name else self.typed, self.about, booked
            ),
            needs=needs,
            minutes_ago=ago,
            person=self.person.ref if self.person else None,
            uid=self.uid,
            greeted=self.greeted,
            by=here.by,
            at=here.at,
            membership=here.membership,
        )


def came_for(here: Here, booking: Booking, office: str) -> Came | Refused:
    """Somebody has come for an appointment of today; pressed twice, they have come once."""
    return reception.arrive(
        association=here.association,
        office=office,
        facts=_facts(booking.person.name if booking.person else "", "", booking.starts_at),
        person=booking.person.ref if booking.person else None,
        appointment=booking.thread.ref,
        owner=_owner(booking),
        uid=uuid.uuid5(uuid.NAMESPACE_OID, f"{here.slug} came for {booking.uid} {booking.sequence}").hex,
        greeted=True,
        by=here.by,
        at=here.at,
        membership=here.membership,
    )


def _owner(booking: Booking) -> str | None:
    owner = booking.thread.owner
    return owner.handle if owner is not None and owner.is_active else None


def _facts(name: str, about: str, booked: datetime | None) -> dict[str, object]:
    facts: dict[str, object] = {"with_appointment": booked is not None}
    if name:
        facts["from_name"] = name
    if about:
        facts["about"] = about
    if booked is not None:
        facts["booked_at"] = booked.isoformat()
    return facts


def _known(person: Person, chosen: str) -> Known:
    more = ", ".join(filter(None, (person.address, *person.phones[:1])))
    return Known(
        person.ref,
        person.name or person.ref,
        more,
        reach_words(person),
        person.ref == chosen,
        reception.PRIVATE_ROOM in person.need_kinds,
    )


def _line(text: str, longest: int) -> str:
    return " ".join(text.replace("\x00", " ").split())[:longest]
