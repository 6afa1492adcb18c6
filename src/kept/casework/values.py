"""Which values go into a judgement and come out of it?

Frozen values without behaviour: `store` turns rows into them and back. An `Event` carries what happened; a
`Clock` is one running of one promise, identified by (`promise`, `start`), both strings.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from dataclasses import field as dataclass_field
from datetime import datetime
from enum import StrEnum


class Verdict(StrEnum):
    """How a clock stands. The first six are in the headline's fraction; the rest are shown beside it."""

    KEPT = "kept"
    KEPT_LATE_RECORDED = "kept-late-recorded"
    KEPT_CUSTOMER_CHOSE = "kept-customer-chose"
    BROKEN = "broken"
    BROKEN_ATTEMPTED = "broken-attempted"
    EXCUSED = "excused"
    NO_ACCESS = "no-access"
    WITHDRAWN = "withdrawn"
    RUNNING = "running"
    NOT_MEASURED = "not-measured"


KEPT_VERDICTS = frozenset({Verdict.KEPT, Verdict.KEPT_LATE_RECORDED, Verdict.KEPT_CUSTOMER_CHOSE})
DENOMINATOR = KEPT_VERDICTS | {Verdict.BROKEN, Verdict.BROKEN_ATTEMPTED, Verdict.EXCUSED}


class Grade(StrEnum):
    """How an event is known (practice 12), best first."""

    MACHINE = "machine"
    DOCUMENT = "document"
    STAFF = "staff"
    STAFF_LATER = "staff-later"
    SAMPLE = "sample"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened on a thread. `facts` holds no personal words: those lie beside the ledger.

    `corrects` names the event that this one replaces (or voids, or confirms, by its kind's `acts`). `answers`
    names the start events or clause ids that a stop is meant for; empty means every running clock of its
    promises. `thread` tells merged histories apart.
    """

    id: str
    kind: str
    happened_at: datetime
    recorded_at: datetime
    by: str
    grade: Grade = Grade.STAFF
    facts: Mapping[str, object] = field(default_factory=dict)
    corrects: str | None = None
    answers: tuple[str, ...] = ()
    thread: str = ""
    via: str = "form"


@dataclass(frozen=True, slots=True)
class Clock:
    """One running of one promise. Instants are UTC; `took` is seconds from start to stop, `took_days` working
    days.

    `due_at` is the binding due, extensions included; `first_due_at` the one before any extension, which
    decides the period. `act_by_open` is False where nobody is in between start and due (practice 8).
    """

    promise: str
    start: str
    version: str
    started_at: datetime
    due_at: datetime
    first_due_at: datetime
    act_by: datetime
    act_by_open: bool
    verdict: Verdict
    aim_at: datetime | None = None
    provisional: bool = False
    stop: str | None = None
    ended_at: datetime | None = None
    breached_at: datetime | None = None
    first_verdict: Verdict | None = None
    grade: Grade | None = None
    took: float | None = None
    took_days: int | None = None
    owner: str | None = None
    unanswered: tuple[str, ...] = ()
    paused: bool = False


@dataclass(frozen=True, slots=True)
class Owed:
    """Something to be sent or shown once: a warning or a breach. (promise, start, what, step) is unique."""

    promise: str
    start: str
    what: str
    step: int
    since: datetime


@dataclass(frozen=True, slots=True)
class Judgement:
    """Everything that follows from one thread's events as known at `at`."""

    clocks: tuple[Clock, ...]
    owed: tuple[Owed, ...]
    state: str
    next_date: datetime | None
    wake_at: datetime | None


@dataclass(frozen=True, slots=True)
class Refused:
    """Why an act may not be done, as a sentence that says what to do. `field` where one is at fault.

    `hidden` is the reference of what was asked for and is closed to whoever asked, so that it can be written
    down; what they are told does not differ.
    """

    sentence: str
    field: str | None = None
    event: str | None = None
    hidden: str | None = dataclass_field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Changes:
    """What to write: `events` that are new, the judgement of the whole thread after them, and how that
    judgement differs from the clocks as stored: `written` are new or changed, `removed` names (promise,
    start) no longer there.
    """

    events: tuple[Event, ...]
    judgement: Judgement
    written: tuple[Clock, ...]
    removed: tuple[tuple[str, str], ...]
    owed: tuple[Owed, ...]
