"""Who is it? One box for a name, an address, a telephone number or a reference, with whom we know below it.

    box = Box.of(here, kind, request.POST)
    box.matches         # those who may be meant, the likeliest first, each with how they may be reached
    box.person          # the reference of the customer who was chosen; None while nobody is
    box.added(here, uid)# puts somebody new on record, if that was asked for, and says who they are

An unknown customer is allowed everywhere: the words in the box are kept with the contact all the same.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from django.urls import reverse
from django.utils.translation import gettext as _

from kept.actions import customers
from kept.casework import Refused
from kept.casework.permissions import Permission
from kept.rulebook.model import EventKind
from kept.store.models import Person
from kept.store.people import Match, find, likely
from kept.store.seers import seer
from kept.web.shared.access import Here
from kept.web.shared.fields import PREFIX
from kept.web.shared.keeping import SimpleError
from kept.web.shared.reaching import reach_words

NAME = "from_name"
NEW = "new"
LIMIT = 6
FEWEST_LETTERS = 2
LONGEST = 500


@dataclass(frozen=True, slots=True)
class Known:
    """One customer who may be meant; `file` is where their file is, for those who may open it."""

    ref: str
    name: str
    more: str
    reach: str
    chosen: bool
    file: str = ""


@dataclass(frozen=True, slots=True)
class NewCustomer:
    """What was typed to put somebody on record."""

    name: str = ""
    address: str = ""
    phone: str = ""
    email: str = ""
    never: str = ""


@dataclass(frozen=True)
class Box:
    """The box as it stands. `looked` is set once somebody was looked for; `files` is the association whose
    files may be opened, or empty.
    """

    field: str
    label: str
    typed: str
    chosen: str
    person: Person | None
    found: tuple[Match, ...]
    files: str
    new: NewCustomer
    sure: bool
    looked: bool
    alike: bool = False
    error: str = ""

    @classmethod
    def of(cls, here: Here, kind: EventKind, post: Mapping[str, str]) -> Box:
        """The box from what was sent. Those found are looked up whenever there is something to look for."""
        own = kind.field(NAME)
        field = f"{PREFIX}{NAME}" if own else "customer"
        typed = post.get(field, "").replace("\x00", "").strip()[:LONGEST]
        chosen = post.get("person", "")
        found = find(typed, here.membership, LIMIT) if len(typed) >= FEWEST_LETTERS else ()
        person = next((each.person for each in found if each.person.ref == chosen), None)
        if person is None and chosen not in ("", NEW):
            # One who is closed to this person is nobody here either.
            person = Person.objects.filter(association=here.association, ref=chosen, erased_at=None).first()
            person = None if person is not None and person.pk in seer(here.membership).closed else person
        new = NewCustomer(**{name: post.get(f"new-{name}", "").strip() for name in NewCustomer.__slots__})
        label = own.label if own else _("Who is it?")
        return cls(
            field,
            label,
            typed,
            chosen if chosen == NEW or person else "",
            person,
            found,
            here.slug if here.may(Permission.SEE) else "",
            new if new.name else replace(new, name=typed if _is_name(typed) else ""),
            post.get("sure") == "yes",
            bool(post) and len(typed) >= FEWEST_LETTERS,
        )

    @property
    def matches(self) -> tuple[Known, ...]:
        """Those who may be meant, and whoever was chosen though other words stand in the box by now."""
        people = [each.person for each in self.found]
        if self.person is not None and self.person not in people:
            people.insert(0, self.person)
        return tuple(_known(each, self.chosen, self.files) for each in people)

    @property
    def nobody(self) -> bool:
        """Whether somebody was looked for and nobody found."""
        return self.looked and not self.matches

    @property
    def adds(self) -> bool:
        """Whether somebody new is to be put on record."""
        return self.chosen == NEW

    @property
    def ref(self) -> str | None:
        """The reference of whoever was chosen."""
        return self.person.ref if self.person is not None else None

    @property
    def errors(self) -> tuple[SimpleError, ...]:
        """What is wrong with the box."""
        return (SimpleError(self.error, "new-name"),) if self.error else ()

    def added(self, here: Here, uid: str) -> Box:
        """The box once somebody new is on record; with an error where they cannot be, or are already."""
        if not self.adds:
            return self
        phones = [self.new.phone] if self.new.phone else []
        if not self.sure:
            alike = likely(
                here.membership,
                name=self.new.name,
                phones=phones,
                email=self.new.email,
                address=self.new.address,
                limit=LIMIT,
            )
            if alike:
                says = _("Somebody like this is on record. Choose them, or tick that this is somebody else.")
                return replace(self, found=alike, alike=True, looked=True, error=says)
        done = customers.add(
            association=here.association,
            name=self.new.name,
            address=self.new.address,
            phones=phones,
            email=self.new.email,
            contact_never=self.new.never,
            uid=f"{uid}-who",
            by=here.by,
            at=here.at,
            membership=here.membership,
        )
        if isinstance(done, Refused):
            return replace(self, error=done.sentence)
        return replace(self, chosen=done.ref, person=done)


def _is_name(typed: str) -> bool:
    return "@" not in typed and not any(each.isdigit() for each in typed)


def _known(person: Person, chosen: str, slug: str) -> Known:
    more = ", ".join(filter(None, (person.address, *person.phones[:2], person.external_ref)))
    file = reverse("customer", args=[slug, person.ref]) if slug else ""
    return Known(person.ref, person.name or person.ref, more, reach_words(person), person.ref == chosen, file)
