"""What does a policy look like once it is data?

Values only: the loader makes them, everything else reads them. `Rulebook.starting("letter.received")` gives
the promises that a letter starts, in the order of the document.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

from kept.rulebook.landlord import Alarm as Alarm
from kept.rulebook.landlord import Association as Association
from kept.rulebook.landlord import Danger as Danger
from kept.rulebook.landlord import Office as Office
from kept.workclock import Calendar, Span

FIELD_TYPES = (
    "text",
    "long_text",
    "yes_no",
    "choice",
    "number",
    "date",
    "time",
    "moment",
    "phone",
    "email",
    "duty",
)
# By what we go out to somebody.
WAYS = ("telephone", "letter", "email", "text", "visit")
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
    "chase",
    "acknowledge",
    "explain",
    "unsafe",
    "approve",
)
# Where a clause comes from: the policy itself, the law of the nation, or what Kept promises in every house.
POLICY, LAW, HOUSE = "policy", "law", "kept"
ANY = "any"
DUTY_BEGAN, DUTY_DONE = "duty.began", "duty.done"
HAZARD_MARKED = "hazard.marked"
BREACH_EXPLAINED = "breach.explained"
# How a clock may stand, as kept.casework.values settles it.
VERDICTS = (
    "kept",
    "kept-late-recorded",
    "kept-customer-chose",
    "broken",
    "broken-attempted",
    "excused",
    "no-access",
    "withdrawn",
    "running",
    "not-measured",
)
Conditions = tuple[tuple[str, tuple[object, ...]], ...]


@dataclass(frozen=True, slots=True)
class Field:
    """One fact that an event may carry. One that `counts` may decide a promise, and is never personal.

    A number that is not `more_than` so much is not taken.
    """

    name: str
    label: str
    type: str
    required: bool = False
    personal: bool = False
    counts: bool = False
    default: object = None
    help: str = ""
    choices: tuple[tuple[str, str], ...] = ()
    more_than: float | None = None


@dataclass(frozen=True, slots=True)
class EventKind:
    """A kind of thing that happens. `opens` names the sort of thread that it begins, if any.

    `counts_as` names a kind whose promises it starts and stops too; `answered_by` the kind that says that
    it was dealt with there and then. `alarms` says when it is a matter of safety, by its own fields; an
    empty tuple is always, None never. One that `reaches` somebody goes out to the customer that way, or by
    the one that its choice `reaches_by` names, or is the plan to (`planned`); `leaves_word` names the field
    that says whether a message was left. What it opens may be seen by everybody, unless it says for whom it
    is `kept_for`.

    One that alarms at a moment of its own (`alarms_at` names the field) calls from then on, unless one of the
    kinds that it is `calmed_by` came first on its thread. It `follows` one of these kinds: without any of
    them before it, it cannot have happened.
    """

    name: str
    label: str
    says: str
    opens: str | None = None
    channel: str | None = None
    acts: str | None = None
    counts_with: str | None = None
    automatic: bool = False
    counts_as: str | None = None
    answered_by: str | None = None
    alarms: Conditions | None = None
    reaches: str | None = None
    reaches_by: str | None = None
    planned: bool = False
    leaves_word: str | None = None
    kept_for: str | None = None
    alarms_at: str | None = None
    calmed_by: tuple[str, ...] = ()
    follows: tuple[str, ...] = ()
    fields: tuple[Field, ...] = ()

    def field(self, name: str) -> Field | None:
        """The field of that name, or None."""
        return next((each for each in self.fields if each.name == name), None)

    def alarm_words(self, what: str) -> str:
        """What calls somebody, in a word or two: the sort that was chosen, else what the kind is called."""
        field = self.field("what")
        return dict(field.choices).get(what, self.label) if field else self.label

    def way(self, facts: Mapping[str, object]) -> str | None:
        """By which way it goes out to the customer; None where it does not, or by none that we know."""
        said = facts.get(self.reaches_by) if self.reaches_by else None
        return self.reaches or (str(said) if said in WAYS else None)


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
class UntilTold:
    """No span but a date or a moment that the start tells, in the first of these fields that it answers."""

    fields: tuple[str, ...]

    def __str__(self) -> str:
        return "by the date that was told"


@dataclass(frozen=True, slots=True)
class After:
    """A start that another promise's clock gives: when it expires without having been stopped.

    With `any` and `broken` it is whichever promise to a person was broken, once for each start.
    """

    promise: str
    when: str = "expired"


AFTER_ANY = After(ANY, "broken")


@dataclass(frozen=True, slots=True)
class Tries:
    """Trying often enough is what was promised: so many events of a kind on each working day of the span."""

    of: str
    per_day: int


@dataclass(frozen=True, slots=True)
class Duty:
    """What a promise that recurs recurs on. By the `calendar` it is due when the next whole period ends."""

    subject: str = "association"
    calendar: bool = False


@dataclass(frozen=True, slots=True)
class Promise:
    """A clause with a clock. `clause` is its identity; `within` binds, `aim` is shown and never judged.

    `own_number` is set when the policy gave a word ("promptly") and the number is the association's
    reading. `counts_from` holds one source or, for "the later of two", both; a source is `happened_at` or
    a field name. With `counts_first` it is the first of them that was told. A breach of one that is not
    to be `put_right` is nobody's loss but our own. `binds_from` and `repealed` bound the days on which a
    law's promise may start.
    """

    clause: str
    name: str
    public: str
    starts: tuple[str, ...]
    stops: tuple[str, ...]
    within: Span | SpanBy | UntilTold
    within_text: str
    after: After | None = None
    when: Conditions = ()
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
    duty: Duty | None = None
    counts_first: bool = False
    put_right: bool = True
    binds_from: date | None = None
    repealed: date | None = None


@dataclass(frozen=True, slots=True)
class MeasureOf:
    """The denominator: the clocks of a promise, or the events of a kind that meet the conditions."""

    promise: str | None = None
    event: str | None = None
    when: Conditions = ()


@dataclass(frozen=True, slots=True)
class Counting:
    """The numerator, one way: clocks with one of the `verdicts`; threads on which a later `event` meets
    `when`; or events whose own `field` is at least, at most or one of something.
    """

    verdicts: tuple[str, ...] = ()
    event: str | None = None
    when: Conditions = ()
    field: str | None = None
    at_least: float | None = None
    at_most: float | None = None
    values: tuple[object, ...] = ()


@dataclass(frozen=True, slots=True)
class Measure:
    """A share with a target. `every` is the period of the figure; shares are of one hundred; `sample` is
    what share of the denominator is drawn and looked at.
    """

    clause: str
    name: str
    public: str
    of: MeasureOf
    counting: Counting
    every: Span
    at_least: float | None = None
    at_most: float | None = None
    sample: float | None = None
    owner: str | None = None
    reading: str | None = None


@dataclass(frozen=True, slots=True)
class Clause:
    """One statement that can be kept or broken. At most one of `promise`, `measure` and `pending` is set;
    `held` are its other keepers, as `sort:name/part`. Only what is pending has no keeper at all.

    A clause of the law or of every house has no `lines` (0, 0); `cites` says where it stands, `confirmed`
    how surely that is known: yes, secondary or no. One of the policy that a law forbids stands `against` it:
    the law's clause, and what is done here instead.

    A law binds what begins from `binds_from` on, and no longer from `repealed` on. What it is about may reach
    us as something else and be sorted later: `arrives_as` names each such kind with what answers it.
    """

    id: str
    lines: tuple[int, int]
    kind: str
    says: str
    ambiguity: str | None = None
    pending: str | None = None
    promise: Promise | None = None
    measure: Measure | None = None
    source: str = POLICY
    cites: str | None = None
    confirmed: str | None = None
    held: tuple[str, ...] = ()
    against: tuple[tuple[str, str], ...] = ()
    binds_from: date | None = None
    repealed: date | None = None
    arrives_as: tuple[tuple[str, tuple[str, ...]], ...] = ()

    def binds(self, on: date) -> bool:
        """Whether what begins on that day is bound by it."""
        begun = self.binds_from is None or self.binds_from <= on
        return begun and (self.repealed is None or on < self.repealed)

    @property
    def keepers(self) -> tuple[str, ...]:
        """What keeps the clause, as `sort:name` or `sort:name/part`; empty while it is pending."""
        if self.promise:
            return (f"{'duty' if self.promise.duty else 'promise'}:{self.promise.name}", *self.held)
        return (f"measure:{self.measure.name}", *self.held) if self.measure else self.held


@dataclass(frozen=True)
class Rulebook:
    """A policy as data, checked. `version` is the sha256 of its files; it binds from `starts_on`.

    `clauses` are the policy's own; `common` are those of the law and of every house, which bind beside them.
    """

    association: Association
    clauses: tuple[Clause, ...]
    kinds: Mapping[str, EventKind]
    version: str
    starts_on: date
    corrects: str | None = None
    examples: tuple[Mapping[str, object], ...] = field(default=(), repr=False)
    common: tuple[Clause, ...] = ()
    rooms: Mapping[str, tuple[Any, ...]] = field(default_factory=dict)

    def room(self, name: str) -> tuple[Any, ...]:
        """What a room of the house holds, as `kept.rulebook.rooms` reads it; empty where it holds nothing."""
        return self.rooms.get(name, ())

    @cached_property
    def promises(self) -> Mapping[str, Promise]:
        """Every promise by its clause id, in document order; duties, law and house among them."""
        return {each.id: each.promise for each in (*self.clauses, *self.common) if each.promise}

    @cached_property
    def duties(self) -> Mapping[str, Promise]:
        """The promises that recur, by clause id."""
        return {clause: each for clause, each in self.promises.items() if each.duty}

    @cached_property
    def measures(self) -> Mapping[str, Measure]:
        """Every measure by its clause id, in document order."""
        return {each.id: each.measure for each in (*self.clauses, *self.common) if each.measure}

    @cached_property
    def clause_by_id(self) -> Mapping[str, Clause]:
        """Every clause by id, those of law and house among them."""
        return {each.id: each for each in (*self.clauses, *self.common)}

    @cached_property
    def calming(self) -> tuple[str, ...]:
        """The kinds of event after which an alarm that was set for a moment does not call."""
        return tuple(dict.fromkeys(name for kind in self.kinds.values() for name in kind.calmed_by))

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
