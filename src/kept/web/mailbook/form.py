"""What is typed for one thing that came by post, and what does it say?

    form = Entering.of(here, request.POST, request.GET)
    done = form.saved(here, request.FILES.getlist("scans"))     # Entered(item, thread), or the refusal

A pile goes quickly: “Same again” keeps everything but who it is from. Letters in the box find whom we know;
one who is found alone is chosen already. Nobody need be known, and what was typed is never lost.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone
from django.utils.translation import gettext as _

from kept.actions import mail_book
from kept.actions.mail_book import Brought, Entered
from kept.casework import Refused
from kept.casework.mail_book import LONGEST_WORDS, SORTS, must_say_why
from kept.store import mail_book as book
from kept.store import refs
from kept.store.accounts import colleagues, people_at
from kept.store.models import Person
from kept.store.people import Match, find
from kept.store.seers import seer
from kept.web.shared.access import Here
from kept.web.shared.away import names
from kept.web.shared.fields import Choice
from kept.web.shared.keeping import SimpleError
from kept.web.shared.moments import MomentError, read_moment
from kept.web.shared.reaching import reach_words
from kept.web.shared.recording import UID

FEWEST_LETTERS, MOST = 2, 6
UNKNOWN = "-"
# Where what was refused stands on the form, by the name that the act gives it.
PLACES: Mapping[str, str] = {
    "received_at": "date",
    "owner": "to",
    "person": "who",
    "file": "scans",
    "from_name": "who",
}
_TEXTS = ("from_name", "about", "address", "for_whom", "late_why", "letter", "date", "time", "pieces")


@dataclass(frozen=True, slots=True)
class Known:
    """One customer who may be meant."""

    ref: str
    name: str
    more: str
    reach: str
    chosen: bool


@dataclass(frozen=True)
class Entering:
    """The form as it stands."""

    typed: Mapping[str, str]
    sort: str
    answer: bool
    urgent: bool
    in_box: bool
    opened_by: str
    to: str
    office: str
    uid: str
    chosen: str = ""
    looked: bool = False
    found: tuple[Match, ...] = ()
    person: Person | None = None
    late: bool = False
    errors: tuple[SimpleError, ...] = ()
    like: int | None = None

    @classmethod
    def of(cls, here: Here, post: Mapping[str, str], like: book.Entry | None = None) -> Entering:
        """The form that was sent; a fresh one; or one like the line before it."""
        if not post:
            return cls._fresh(here, like)
        typed = {name: _line(post.get(name, "")) for name in _TEXTS}
        sort = post.get("sort", "letter") if post.get("sort") in SORTS else "letter"
        who = typed["from_name"]
        found = find(who, here.membership, MOST) if len(who) >= FEWEST_LETTERS else ()
        chosen = post.get("person", "")
        if not chosen and len(found) == 1:
            chosen = found[0].person.ref
        person = next((each.person for each in found if each.person.ref == chosen), None)
        if person is None and chosen not in ("", UNKNOWN):
            rows = Person.objects.filter(association=here.association, ref=chosen, erased_at=None)
            person = rows.exclude(pk__in=seer(here.membership).closed).first()
        given = post.get("uid", "")
        return cls(
            typed,
            sort,
            post.get("answer") == "yes",
            post.get("urgent") == "yes",
            post.get("in_box") == "yes",
            post.get("opened_by", ""),
            post.get("to", ""),
            post.get("office", ""),
            given if UID.match(given) else uuid.uuid4().hex,
            chosen=chosen,
            looked=len(who) >= FEWEST_LETTERS,
            found=found,
            person=person,
            late=_late(here, typed, post.get("office", "")),
        )

    @classmethod
    def _fresh(cls, here: Here, like: book.Entry | None) -> Entering:
        now = here.calendar.local(here.at)
        own = here.membership.office.slug if here.membership.office else ""
        typed = dict.fromkeys(_TEXTS, "") | {
            "date": f"{now:%Y-%m-%d}",
            "time": f"{now:%H:%M}",
            "pieces": "1",
        }
        opener = here.by if here.by in {each.value for each in _openers(here, here.by)} else ""
        fresh = cls(typed, "letter", True, False, False, opener, "", own, uuid.uuid4().hex)
        if like is None:
            return fresh
        item = like.item
        moment = here.calendar.local(item.box_at or item.received_at)
        typed |= {
            "date": f"{moment:%Y-%m-%d}",
            "time": f"{moment:%H:%M}",
            "late_why": item.late_why,
            "about": str(like.words.get("about", "")),
        }
        return replace(
            fresh,
            typed=typed,
            sort=item.sort,
            answer=item.answer,
            in_box=item.box_at is not None,
            opened_by=item.opened_by.handle,
            to=item.to.handle if item.to else "",
            office=item.office.slug if item.office else "",
            late=bool(item.late_why),
            like=item.number,
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

    @property
    def sorts(self) -> tuple[Choice, ...]:
        """What may have come."""
        return tuple(Choice(each.name, each.label, each.name == self.sort) for each in SORTS.values())

    @property
    def more_open(self) -> bool:
        """Whether something beside the usual was said."""
        more = ("address", "for_whom", "letter", "late_why")
        named = {each.id for each in self.errors}
        special = self.sort in ("returned", "councillor") or self.late
        return special or any(self.typed[each] or each in named for each in more) or "scans" in named

    @property
    def opened_wrong(self) -> str:
        """What is wrong with who opened it."""
        return next((each.sentence for each in self.errors if each.id == "opened_by"), "")

    def saved(self, here: Here, scans: Sequence[UploadedFile[Any]]) -> Entered | Entering:
        """The line of the book; or the form with what has to be put right."""
        try:
            received = read_moment(self.typed["date"], self.typed["time"], zone=here.zone)
        except MomentError as problem:
            return replace(self, errors=(SimpleError(str(problem), "date"),))
        if any(len(self.typed[each]) > LONGEST_WORDS for each in _TEXTS):
            says = _("Shorten this to %(most)s characters.") % {"most": f"{LONGEST_WORDS:,}"}
            return replace(self, errors=(SimpleError(says, "about"),))
        pieces = self.typed["pieces"] or "1"
        name = self.person.name if self.person is not None and self.person.name else self.typed["from_name"]
        facts: dict[str, object] = {
            "from_name": name,
            "about": self.typed["about"],
            "address": self.typed["address"],
            "for_whom": self.typed["for_whom"],
            "urgent": self.urgent,
        }
        done = mail_book.enter(
            association=here.association,
            sort=self.sort,
            opened_by=self.opened_by,
            received_at=received,
            in_box=self.in_box,
            facts=facts,
            answer=self.answer,
            to=self.to or None,
            person=self.person.ref if self.person is not None else None,
            office=self.office or None,
            pieces=int(pieces) if pieces.isascii() and pieces.isdigit() and len(pieces) < 5 else 0,
            late_why=self.typed["late_why"],
            letter=refs.tidy(self.typed["letter"]) or self.typed["letter"] or None,
            brought=[Brought(each.name or "", each) for each in scans],
            uid=self.uid,
            by=here.by,
            at=here.at,
            membership=here.membership,
        )
        return self._refused(done) if isinstance(done, Refused) else done

    def _refused(self, refused: Refused) -> Entering:
        name = refused.field or ""
        late = self.late or name == "late_why"
        return replace(self, late=late, errors=(SimpleError(refused.sentence, PLACES.get(name, name)),))


def openers(here: Here, form: Entering) -> tuple[Choice, ...]:
    """Who may have opened it: those whose post the house names, and whoever stands in for them today."""
    return _openers(here, form.opened_by)


def _openers(here: Here, chosen: str) -> tuple[Choice, ...]:
    today, name = timezone.localdate(here.at), names(here)
    everybody = people_at(here.association, today)
    ours = book.rules_of(here.rulebook)
    allowed = (
        book.may_open(here.association, everybody, ours.roles, here.at)
        if ours.roles
        else {each.account_id for each in everybody}
    )
    return tuple(
        Choice(each.account.handle, name(each.account), each.account.handle == chosen)
        for each in everybody
        if each.account_id in allowed
    )


def readers(here: Here, form: Entering) -> tuple[Choice, ...]:
    """Whom it may be for."""
    name = names(here)
    nobody = Choice("", _("Whoever looks after the customer, or me"), not form.to)
    return (
        nobody,
        *(
            Choice(each.account.handle, name(each.account), each.account.handle == form.to)
            for each in colleagues(timezone.localdate(here.at))
        ),
    )


def offices(here: Here, form: Entering) -> tuple[Choice, ...]:
    """Which office it came to, where there are several."""
    found = here.rulebook.association.offices
    if len(found) < 2:
        return ()
    return tuple(Choice(each.slug, each.name, each.slug == form.office) for each in found)


def _late(here: Here, typed: Mapping[str, str], office: str) -> bool:
    """Whether it came on an earlier day, so that a reason is asked for."""
    try:
        received: datetime = read_moment(typed["date"], typed["time"], zone=here.zone)
    except MomentError:
        return False
    return must_say_why(here.rulebook.calendar_for(office or None), received, here.at)


def _line(text: str) -> str:
    return text.replace("\x00", "").replace("\r\n", "\n").strip()[: LONGEST_WORDS + 1]


def _known(person: Person, chosen: str) -> Known:
    more = ", ".join(filter(None, (person.address, *person.phones[:1])))
    return Known(person.ref, person.name or person.ref, more, reach_words(person), person.ref == chosen)
