"""How do thousands of records of the housing system come onto the rows here, in a few statements?

    Bringing(HOMES, here, by="import", at=now).bring(records)       # Brought

Found by the other system's reference and held, compared, and written together; each change is an event on the
log of its person, home or patch. What staff put right stays (see `casework.beside`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from kept.actions.working.judging import all_appended, moment_for
from kept.actions.working.naming import NEEDED, Naming, Reading
from kept.actions.working.records import ADDED, CHANGED, ENDED, LEFT, SAME, Alike, Became, Brought, Record
from kept.casework import Event, Grade, Refused
from kept.casework import housekeeping as kinds
from kept.casework.beside import hear, is_blank
from kept.casework.housekeeping import HOUSE
from kept.rulebook.model import EventKind
from kept.store import beside, dockets, kept_addresses, refs, rules, writing
from kept.store.beside import HOMES, PATCHES, PEOPLE, TENANCIES, Names, Row, Sort
from kept.store.dockets import Docket
from kept.store.models import Association, Person

# The kinds of event for each sort: on record, changed, ended.
KINDS: Mapping[str, tuple[str, str, str | None]] = {
    PEOPLE.name: (kinds.CUSTOMER_ADDED, kinds.CUSTOMER_CHANGED, None),
    HOMES.name: (kinds.HOME_ADDED, kinds.HOME_CHANGED, kinds.HOME_ENDED),
    TENANCIES.name: (kinds.TENANCY_BEGAN, kinds.TENANCY_CHANGED, kinds.TENANCY_ENDED),
    PATCHES.name: (kinds.PATCH_ADDED, kinds.PATCH_CHANGED, kinds.PATCH_ENDED),
}
# What an event calls the row, and the answer by which a row ends.
CALLED: Mapping[str, str] = {"people": "person", "homes": "home", "tenancies": "tenancy", "patches": "patch"}
ENDS: Mapping[str, str] = {"homes": "ended_on", "tenancies": "to_on", "patches": "ended_on"}
LOST_KEY = (
    "Somebody was erased here under another key of this installation, and this may be them. Name that key in "
    "KEPT_SECRET_KEYS_BEFORE, or put them on record by hand, with this reference."
)
# How somebody is found again: what changes it asks for new keys.
_FOUND_BY = frozenset({"name", "address", "phones", "email", "born_on"})


@dataclass(slots=True)
class Change:
    """One row that is new or changes, and the event that says so. `before` is what the answers were."""

    row: Row
    kind: str
    answers: Mapping[str, object]
    fresh: bool = False


@dataclass(slots=True)
class _Work:
    """What a batch comes to: rows to write although nothing of ours changed are `heard` only."""

    changes: list[Change] = field(default_factory=list)
    heard: list[Row] = field(default_factory=list)
    refile: list[Row] = field(default_factory=list)


class Bringing:
    """One batch of one sort."""

    def __init__(
        self, sort: Sort, here: Association, *, by: str, at: datetime, grade: Grade = Grade.DOCUMENT
    ) -> None:
        self.sort, self.here, self.by, self.at, self.grade = sort, here, by, at, grade
        self.rules = rules.rules_of(here)
        self.work = _Work()
        self.gone = beside.Gone(frozenset())

    def bring(self, records: Sequence[Record]) -> Brought:
        """Take them in; what became of each."""
        readings = Naming(self.sort, self.here, self.at).read(records)
        held = beside.held(self.sort, [each.ref for each in records])
        names = Names.of(self.here, [each.answers for each in readings])
        if self.sort is PEOPLE:
            self.gone = beside.erased(self.here, [each.ref for each in records])
        became = [self._one(each, held, names) for each in readings]
        fresh = [each.row for each in self.work.changes if each.fresh and isinstance(each.row, Person)]
        alike = tuple(Alike(*each) for each in beside.alike(fresh)) if fresh else ()
        self.write()
        return Brought(tuple(became), alike)

    def _one(self, reading: Reading, held: dict[str, Any], names: Names) -> Became:
        row = held.get(reading.record.ref)
        refused = reading.refused or self._misfit(reading, row)
        if refused is not None:
            return Became(refused, without=tuple(reading.without))
        if row is None and reading.record.ref in self.gone.refs:
            return Became(LEFT)
        if row is None and not self.gone.sure:
            return Became(Refused(LOST_KEY, "ref"))
        if row is None:
            row = self._new(reading)
            held[reading.record.ref] = row
            outcome = self._heard(row, reading, names, fresh=True)
        else:
            outcome = self._heard(row, reading, names)
        return Became(outcome, _ref(row), tuple(reading.without))

    def _misfit(self, reading: Reading, row: Any) -> Refused | None:
        """What is wrong with the record beside the row that it is about."""
        for name in NEEDED[self.sort.name]:
            if row is None and name not in reading.record.said:
                return Refused("This is not said, and a new row cannot do without it.", name)
        if self.sort is not TENANCIES:
            return None
        whose = (row.person_id, row.person.merged_into_id) if row is not None else ()
        if whose and reading.person is not None and reading.person.pk not in whose:
            says = "This tenancy is another person's here. Give each tenancy a reference of its own."
            return Refused(says, "person")
        began, ended = reading.answers.get("from_on"), reading.answers.get("to_on")
        if began and ended and str(ended) < str(began):
            return Refused("The tenancy ends before it begins. Put right whichever day is wrong.", "to_on")
        return None

    def _new(self, reading: Reading) -> Any:
        row = self.sort.model(association=self.here, external_ref=reading.record.ref, added_at=self.at)
        row.outside, row.overrides = {}, {}
        if self.sort is PATCHES:
            row.slug, row.name = self._slug(reading.record.ref), reading.record.ref
        else:
            row.ref = refs.new_ref()
        if self.sort is TENANCIES:
            row.person = reading.person
        return row

    def _slug(self, ref: str) -> str:
        """The patch's name in addresses: its reference in small letters, with a number where it is taken."""
        from django.utils.text import slugify

        base = slugify(ref)[:50] or "patch"
        taken = {getattr(each.row, "slug", None) for each in self.work.changes}
        taken |= set(PATCHES.model.objects.filter(slug__startswith=base).values_list("slug", flat=True))
        return next(
            each for each in (base, *(f"{base}-{number}" for number in range(2, 10_000))) if each not in taken
        )

    def _heard(self, row: Any, reading: Reading, names: Names, *, fresh: bool = False) -> str:
        if isinstance(row, Person):
            kept_addresses.aside(row, reading.answers)
        mine = {} if fresh else beside.ours(row)
        heard = hear(mine, reading.answers, outside=row.outside, overrides=row.overrides, at=self.at)
        told_anew = heard.outside != row.outside or heard.overrides != row.overrides
        row.outside, row.overrides = heard.outside, heard.overrides
        if not heard.changes and not fresh:
            if told_anew:
                self.work.heard.append(row)
            return SAME
        return self.change(row, heard.changes, names, fresh=fresh)

    def change(self, row: Any, answers: Mapping[str, object], names: Names, *, fresh: bool = False) -> str:
        """Let the row say this from now on, with the event that goes with it."""
        beside.put(row, answers, names)
        added, changed, ended = KINDS[self.sort.name]
        ends = ended is not None and not is_blank(answers.get(ENDS[self.sort.name]))
        kind = added if fresh else ended if ends and ended is not None else changed
        self.work.changes.append(Change(row, kind, answers, fresh))
        if not fresh and _FOUND_BY & set(answers):
            self.work.refile.append(row)
        return ADDED if fresh else ENDED if ends else CHANGED

    def write(self) -> None:
        """Write what was gathered: events first, since a row names its log."""
        work = self.work
        self._events(work.changes)
        beside.add(self.sort, [each.row for each in work.changes if each.fresh])
        touched = [each.row for each in work.changes if not each.fresh] + work.heard
        if touched:
            refile = work.refile if self.sort is PEOPLE else ()
            beside.write(self.sort, list(dict.fromkeys(touched)), refile=refile)
        self.work = _Work()

    def _events(self, changes: Sequence[Change]) -> None:
        """One docket for each log, however many changes it takes."""
        logs = {id(each): self._log_of(each) for each in changes}
        held = {each.id: each for each in dockets.read(dockets.lock({log for log in logs.values() if log}))}
        told: dict[int, tuple[Docket, list[Event], dict[str, Mapping[str, object]], list[Change]]] = {}
        for each in changes:
            log = logs[id(each)]
            docket = held[log] if log else Docket(None, refs.new_ref())
            entry = told.setdefault(log or id(each), (docket, [], {}, []))
            event, words = self._event(each, docket)
            entry[1].append(event)
            entry[2].update({event.id: words} if words else {})
            entry[3].append(each)
        outcomes = [
            all_appended(docket, events, rules=self.rules, at=self.at, opened=_opened(docket), words=words)
            for docket, events, words, _ in told.values()
        ]
        writing.write(outcomes)
        for docket, _, _, for_changes in told.values():
            for each in for_changes:
                if each.fresh and self.sort is not TENANCIES:
                    each.row.log_id = docket.id  # type: ignore[union-attr]

    def _log_of(self, change: Change) -> int | None:
        row: Any = change.row
        if self.sort is TENANCIES:
            return int(row.person.log_id)
        return None if change.fresh else int(row.log_id)

    def _event(self, change: Change, docket: Docket) -> tuple[Event, dict[str, object]]:
        said: dict[str, object] = {CALLED[self.sort.name]: _ref(change.row), **_plain(change.answers)}
        if self.sort is TENANCIES:
            said["home"] = change.answers.get("home") or change.row.home.ref  # type: ignore[union-attr]
        if not change.fresh:
            said["changed"] = ", ".join(sorted(change.answers))
        if self.sort is PEOPLE and change.fresh:
            said["external_ref"] = change.row.external_ref
        facts, words = _parted(self.rules.kinds[change.kind], said)
        moment = moment_for(docket, self.at)
        event = Event(
            refs.new_uid(),
            change.kind,
            moment,
            moment,
            self.by,
            self.grade,
            facts,
            thread=docket.ref,
            via=HOUSE,
        )
        return event, words


def _opened(docket: Docket) -> Mapping[str, object] | None:
    if docket.id is not None:
        return None
    return {"owner_id": None, "team_id": None, "via": HOUSE, "sensitivity": HOUSE}


def _ref(row: Any) -> str:
    return str(row.slug if hasattr(row, "slug") else row.ref)


def _plain(answers: Mapping[str, object]) -> dict[str, object]:
    words = {name: ", ".join(value) if isinstance(value, list) else value for name, value in answers.items()}
    return {name: value for name, value in words.items() if not is_blank(value)}


def _parted(kind: EventKind, said: Mapping[str, object]) -> tuple[dict[str, object], dict[str, object]]:
    """What goes into the ledger for good, and what is personal; what the kind does not ask stays out."""
    facts: dict[str, object] = {}
    words: dict[str, object] = {}
    for name, value in said.items():
        known = kind.field(name)
        if known is not None and value is not None:
            (words if known.personal else facts)[name] = value
    return facts, words
