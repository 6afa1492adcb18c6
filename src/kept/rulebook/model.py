"""What does a policy look like once it is data?

Values only: the loader makes them, everything else reads them. `Rulebook.starting("letter.received")` gives
the promises that a letter starts, in the order of the document.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from kept.workclock import Calendar, Span

FIELD_TYPES = ("text", "long_text", "yes_no", "choice", "number", "date", "time", "moment", "phone", "email")
# What an account may be at an association; who may do what is settled in kept.casework.permissions.
ROLES = ("receptionist", "officer", "manager", "director", "policy-officer", "auditor", "administrator")
CLAUSE_KINDS = (
    "conduct",
    "content",
    "customer",
    "facility",
    "governance",
    "information",
    "monitoring",
    "periodic",
    "record",
    "right",
    "threshold",
    "timed",
    "workflow",
)
ACTS = (
    "pause",
    "resume",
    "extend",
    "withdraw",
    "correct",
    "void",
    "classify",
    "merge",
    "reopen",
    "close",
    "excuse",
    "confirm",
)


@dataclass(frozen=True, slots=True)
class Field:
    """One fact that an event may carry. One that `counts` may decide a promise, and is never personal."""

    name: str
    label: str
    type: str
    required: bool = False
    personal: bool = False
    counts: bool = False
    default: object = None
    help: str = ""
    choices: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class EventKind:
    """A kind of thing that happens. `opens` names the sort of thread that it begins, if any."""

    name: str
    label: str
    says: str
    opens: str | None = None
    channel: str | None = None
    acts: str | None = None
    counts_with: str | None = None
    automatic: bool = False
    fields: tuple[Field, ...] = ()

    def field(self, name: str) -> Field | None:
        """The field of that name, or None."""
        return next((each for each in self.fields if each.name == name), None)


@dataclass(frozen=True, slots=True)
class SpanBy:
    """A span chosen by a field of the start event: an association's own table (`own_numbers … by:`)."""

    field: str
    spans: tuple[tuple[object, Span], ...]
    otherwise: Span

    def choose(self, value: object) -> Span:
        """The span for that value of the field; `otherwise` where the table does not have it."""
        return next((span for key, span in self.spans if key == value), self.otherwise)


@dataclass(frozen=True, slots=True)
class After:
    """A start that another promise's clock gives: when it expires without having been stopped."""

    promise: str
    when: str = "expired"


@dataclass(frozen=True, slots=True)
class Tries:
    """Trying often enough is what was promised: so many events of a kind on each working day of the span."""

    of: str
    per_day: int


@dataclass(frozen=True, slots=True)
class Promise:
    """A clause with a clock. `clause` is its identity; `within` binds, `aim` is shown and never judged.

    `own_number` is set when the policy gave a word ("promptly") and the number is the association's reading.
    `counts_from` holds one source or, for "the later of two", both; a source is `happened_at` or a field
    name.
    """

    clause: str
    name: str
    public: str
    starts: tuple[str, ...]
    stops: tuple[str, ...]
    within: Span | SpanBy
    within_text: str
    after: After | None = None
    when: tuple[tuple[str, tuple[object, ...]], ...] = ()
    aim: Span | None = None
    counts_from: tuple[str, ...] = ("happened_at",)
    from_opening: bool = False
    warn: Span | None = None
    owner: str | None = None
    attempts: tuple[str, ...] = ()
    no_access: tuple[str, ...] = ()
    offers: tuple[str, ...] = ()
    unmeasured: tuple[str, ...] = ()
    once: bool = False
    tries: Tries | None = None
    pauses: tuple[str, ...] = ()
    members: tuple[str, ...] = ()
    automatic_counts: bool = False
    reading: str | None = None
    own_number: bool = False
    own_because: str | None = None


@dataclass(frozen=True, slots=True)
class Clause:
    """One statement that can be kept or broken. Exactly one of `promise` and `pending` is set."""

    id: str
    lines: tuple[int, int]
    kind: str
    says: str
    ambiguity: str | None = None
    pending: str | None = None
    promise: Promise | None = None

    @property
    def keepers(self) -> tuple[str, ...]:
        """What keeps the clause, as `type:name`; empty while it is pending."""
        return (f"promise:{self.promise.name}",) if self.promise else ()


@dataclass(frozen=True, slots=True)
class Office:
    """A place that opens and shuts: `opening` is its week."""

    slug: str
    name: str
    calendar: Calendar


@dataclass(frozen=True, slots=True)
class Association:
    """One landlord, as its `association.yaml` has it."""

    slug: str
    name: str
    nation: str
    zone: str
    starts_on: date
    go_live: date
    title: str
    document_lines: int
    ring_seconds: float
    hours_reading: str | None
    offices: tuple[Office, ...]
    members: tuple[tuple[str, str], ...] = ()
    teams: tuple[tuple[str, str], ...] = ()
    roles: tuple[tuple[str, str], ...] = ()
    on_call: str | None = None
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Rulebook:
    """A policy as data, checked. `version` is the sha256 of its files; it binds from `starts_on`."""

    association: Association
    clauses: tuple[Clause, ...]
    kinds: Mapping[str, EventKind]
    version: str
    starts_on: date
    corrects: str | None = None
    examples: tuple[Mapping[str, object], ...] = field(default=(), repr=False)

    @cached_property
    def promises(self) -> Mapping[str, Promise]:
        """Every promise by its clause id, in document order."""
        return {each.id: each.promise for each in self.clauses if each.promise}

    @cached_property
    def clause_by_id(self) -> Mapping[str, Clause]:
        """Every clause by id."""
        return {each.id: each for each in self.clauses}

    @cached_property
    def _starting(self) -> Mapping[str, tuple[Promise, ...]]:
        found: dict[str, list[Promise]] = {}
        for promise in self.promises.values():
            for kind in promise.starts:
                found.setdefault(kind, []).append(promise)
        return {kind: tuple(each) for kind, each in found.items()}

    def starting(self, kind: str) -> tuple[Promise, ...]:
        """The promises that an event of this kind may start."""
        return self._starting.get(kind, ())

    def calendar_for(self, office: str | None = None) -> Calendar:
        """The calendar of an office; of the first one where none, or an unknown one, is named."""
        offices = self.association.offices
        return next((each.calendar for each in offices if each.slug == office), offices[0].calendar)
