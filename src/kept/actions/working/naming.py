"""What of the housing system's words can be taken here, and what do they name?

    Naming(HOMES, here, at).read(records)       # a Reading for each: answers with our own names, or a refusal

What the row cannot do without refuses it; anything else that cannot be taken is left out and said, so that
one bad telephone number does not keep a whole household off the record.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db.models import Q

from kept.actions.working.answers_of_customers import LONGEST_LINE, STRAY, fault, json_of, tidy
from kept.actions.working.records import Record
from kept.casework import Refused
from kept.casework.beside import is_blank
from kept.casework.permissions import Permission, may
from kept.casework.tenancies import KINDS
from kept.rulebook.faults import nearest, shown
from kept.store.beside import HOMES, PATCHES, PEOPLE, TENANCIES, Sort
from kept.store.housing import today
from kept.store.models import Association, Home, Membership, Office, Patch, Person, Team

# What each sort of row cannot be without.
NEEDED: Mapping[str, tuple[str, ...]] = {
    PEOPLE.name: ("name",),
    HOMES.name: ("address",),
    TENANCIES.name: ("home", "person", "kind"),
    PATCHES.name: (),
}


@dataclass(slots=True)
class Reading:
    """One record with its answers as they are kept here; `person` is whose tenancy it is."""

    record: Record
    answers: dict[str, object] = field(default_factory=dict)
    without: list[Refused] = field(default_factory=list)
    refused: Refused | None = None
    person: Person | None = None

    def fault(self, sort: Sort, name: str, sentence: str) -> None:
        """Note what cannot be taken: the answer, or with it the whole row."""
        refusal = Refused(sentence, name)
        if name in NEEDED[sort.name]:
            self.refused = self.refused or refusal
        else:
            self.without.append(refusal)


class Naming:
    """Reads many records of one sort; a query for each sort of thing that they name."""

    def __init__(self, sort: Sort, here: Association, at: datetime) -> None:
        self.sort, self.here, self.day = sort, here, today(here, at)
        self._found: dict[str, Mapping[str, object]] = {}
        # Whether patches and homes are named by our own references, as staff name them.
        self.own = False

    def read(self, records: Sequence[Record]) -> list[Reading]:
        """What each says, in our own names."""
        self._look_up(records)
        return [self._read(each) for each in records]

    def _read(self, record: Record) -> Reading:
        reading = Reading(record)
        read: Callable[[Reading, str, object], None] = {
            PEOPLE.name: self._of_person,
            HOMES.name: self._of_home,
            TENANCIES.name: self._of_tenancy,
            PATCHES.name: self._of_patch,
        }[self.sort.name]
        for name, value in self._tidy(record.said).items():
            if isinstance(value, str) and (STRAY.search(value) or len(value) > _longest(name)):
                reading.fault(
                    self.sort, name, "This is too long, or has a character in it that nobody can read."
                )
            else:
                read(reading, name, value)
        for name in NEEDED[self.sort.name]:
            if is_blank(record.said.get(name, "-")):
                reading.fault(self.sort, name, "This is empty. Fill it in at the source.")
        return reading

    def _tidy(self, said: Mapping[str, object]) -> dict[str, object]:
        if self.sort is PEOPLE:
            return tidy(said)
        return {name: value.strip() if isinstance(value, str) else value for name, value in said.items()}

    def _of_person(self, reading: Reading, name: str, value: object) -> None:
        wrong = fault({name: value}, self.day) if not is_blank(value) else None
        if wrong is None:
            reading.answers.update(json_of({name: value}))
        else:
            reading.fault(self.sort, name, wrong.sentence)

    def _of_home(self, reading: Reading, name: str, value: object) -> None:
        if name == "ended_on":
            self._day(reading, name, value)
        elif name == "patch":
            self._named(reading, name, value, "There is no patch {value} yet. Bring in the patches first.")
        else:
            reading.answers[name] = value

    def _of_tenancy(self, reading: Reading, name: str, value: object) -> None:
        if name in ("from_on", "to_on"):
            self._day(reading, name, value)
        elif name == "kind":
            if value in KINDS:
                reading.answers[name] = value
            else:
                close = nearest(value, KINDS)
                hint = f" Did you mean “{close}”?" if close else ""
                known = ", ".join(KINDS)
                self._wrong(
                    reading, name, f"Nobody is “{{value}}” of a home. Choose of: {known}.{hint}", value
                )
        elif name == "person":
            whose = self._found["person"].get(str(value))
            if isinstance(whose, Person):
                reading.person = whose
            else:
                self._wrong(
                    reading, name, "There is no person {value} yet. Bring in the people first.", value
                )
        else:
            self._named(reading, name, value, "There is no home {value} yet. Bring in the homes first.")

    def _of_patch(self, reading: Reading, name: str, value: object) -> None:
        if name == "ended_on":
            self._day(reading, name, value)
        elif name in ("officer", "deputy"):
            nobody = "Nobody called {value} records here. Give them an account first: kept account add."
            self._named(reading, name, value, nobody)
        elif name in ("team", "office"):
            self._named(reading, name, value, f"There is no {name} {{value}} here. See association.yaml.")
        else:
            reading.answers[name] = value

    def _named(self, reading: Reading, name: str, value: object, nobody: str) -> None:
        """The name by which it is known here; blank where nothing is named."""
        if is_blank(value):
            reading.answers[name] = None
            return
        found = self._found[name].get(str(value).casefold()) or self._found[name].get(str(value))
        if found is None:
            self._wrong(reading, name, nobody, value)
        else:
            reading.answers[name] = found

    def _day(self, reading: Reading, name: str, value: object) -> None:
        if is_blank(value):
            reading.answers[name] = None
            return
        try:
            reading.answers[name] = date.fromisoformat(str(value)).isoformat()
        except ValueError:
            self._wrong(reading, name, "{value} is not a day such as 2026-04-14.", value)

    def _wrong(self, reading: Reading, name: str, sentence: str, value: object) -> None:
        reading.fault(self.sort, name, sentence.format(value=shown(value)))

    def _look_up(self, records: Sequence[Record]) -> None:
        said: dict[str, set[str]] = {}
        for each in records:
            for name, value in each.said.items():
                if isinstance(value, str) and value:
                    said.setdefault(name, set()).add(value.strip())
        if self.sort is HOMES:
            called = "slug" if self.own else "external_ref"
            rows = Patch.objects.filter(association=self.here, **{f"{called}__in": said.get("patch", ())})
            self._found["patch"] = {str(ref): slug for ref, slug in rows.values_list(called, "slug")}
        elif self.sort is TENANCIES:
            called = "ref" if self.own else "external_ref"
            homes = Home.objects.filter(association=self.here, **{f"{called}__in": said.get("home", ())})
            self._found["home"] = {str(ref): own for ref, own in homes.values_list(called, "ref")}
            people = Person.objects.filter(association=self.here, external_ref__in=said.get("person", ()))
            # A file that was joined into another leads there.
            self._found["person"] = {
                str(each.external_ref): each.merged_into or each
                for each in people.select_related("merged_into")
            }
        elif self.sort is PATCHES:
            self._found |= {"officer": self._colleagues(), "deputy": self._colleagues()}
            for name, model in (("team", Team), ("office", Office)):
                pairs = model.objects.filter(association=self.here).values_list("slug", "name")
                self._found[name] = {key: slug for slug, words in pairs for key in (slug, words.casefold())}

    def _colleagues(self) -> Mapping[str, object]:
        """Who may look after a patch, by handle and e-mail address."""
        if "officer" in self._found:
            return self._found["officer"]
        rows = Membership.objects.filter(association=self.here, account__is_active=True)
        rows = rows.filter(Q(to_on__isnull=True) | Q(to_on__gte=self.day)).select_related("account")
        accounts = [each.account for each in rows if may(each.role, Permission.RECORD)]
        return {key: each.handle for each in accounts for key in (each.handle, each.email.casefold())}


def own_answers(sort: Sort, here: Association, changes: Mapping[str, object], at: datetime) -> Reading:
    """What a member of staff puts right, checked; they name patches, homes and colleagues as Kept does."""
    naming = Naming(sort, here, at)
    naming.own = True
    return naming.read([Record("", changes)])[0]


def _longest(name: str) -> int:
    return 5_000 if name == "needs" else LONGEST_LINE
