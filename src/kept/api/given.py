"""What are other systems told, field by field?

These shapes are for the description of the API, to which the tests hold every answer; `present` makes what
they describe.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field


class Out(BaseModel):
    """What is answered."""

    model_config = ConfigDict(extra="forbid")


class Instant(Out):
    """One moment, as all machines agree on it and as the association's clocks show it."""

    utc: Annotated[str, Field(json_schema_extra={"format": "date-time"})]
    local: Annotated[str, Field(json_schema_extra={"format": "date-time"})]


class FieldOut(Out):
    """One thing that an event may say."""

    name: str
    label: str
    type: str
    required: bool
    personal: bool
    counts: bool
    choices: list[str]


class KindOut(Out):
    """What can be recorded. `by_hand` is false where Kept writes it itself."""

    kind: str
    label: str
    says: str
    opens: str | None
    acts: str | None
    by_hand: bool
    fields: list[FieldOut]
    starts: list[str]
    stops: list[str]


class KindsOut(Out):
    """Every kind that the association records."""

    kinds: list[KindOut]


class PromiseOut(Out):
    """One promise of policy, law or house: its clause, in its own words, and how it is counted."""

    clause: str
    name: str
    says: str
    public: str
    source: Literal["policy", "law", "kept"]
    within: str
    starts: list[str]
    stops: list[str]
    reading: str | None
    our_own_number: bool
    recurs: bool


class PromisesOut(Out):
    """Every promise in force."""

    version: str
    promises: list[PromiseOut]


class ClockOut(Out):
    """One running of one promise. `took` is in seconds."""

    contact: str
    promise: str
    start: str
    verdict: str
    started_at: Instant
    due_at: Instant
    first_due_at: Instant
    act_by: Instant
    act_by_open: bool
    aim_at: Instant | None
    stop: str | None
    ended_at: Instant | None
    breached_at: Instant | None
    evidence: str | None
    took: float | None
    took_working_days: int | None
    owner: str | None
    paused: bool
    provisional: bool
    unanswered: list[str]


class ClocksOut(Out):
    """Some clocks, and where the next of them begin."""

    clocks: list[ClockOut]
    next: str | None


class EventOut(Out):
    """What happened. Personal words are there for tokens with that scope alone, until they are erased."""

    id: str
    contact: str
    kind: str
    happened_at: Instant
    recorded_at: Instant
    by: str
    via: str
    evidence: str
    corrects: str | None
    answers: list[str]
    details: dict[str, Any]
    words_erased: bool


class ContactHead(Out):
    """One contact in a list."""

    contact: str
    kind: str
    state: str
    subject: str | None
    owner: str | None
    team: str | None
    office: str | None
    customer: str | None
    via: str
    opened_at: Instant
    closed_at: Instant | None
    next_date: Instant | None
    act_by: Instant | None


class ContactsOut(Out):
    """Some contacts, and where the next of them begin."""

    contacts: list[ContactHead]
    next: str | None


class ContactOut(ContactHead):
    """One contact with everything that happened and every promise that runs on it or ran."""

    events: list[EventOut]
    clocks: list[ClockOut]


class RecordedOut(Out):
    """What became of an event, and how the promises of its contact stand now."""

    outcome: Literal["written", "repeated"]
    contact: str
    event: str
    clocks: list[ClockOut]


class ErrorOut(Out):
    """One thing that is wrong, and where."""

    pointer: Annotated[str | None, Field(description="Where in the body.")] = None
    parameter: Annotated[str | None, Field(description="Or which parameter.")] = None
    detail: str


class ResultOut(Out):
    """What became of one event of a batch."""

    outcome: Literal["written", "repeated", "refused"]
    contact: str | None
    event: str | None
    error: ErrorOut | None


class BatchOut(Out):
    """What became of each event, in the order in which they were sent."""

    written: int
    repeated: int
    refused: int
    results: list[ResultOut]


class ForeseenOut(Out):
    """How the promises would stand. Nothing has been written."""

    clocks: list[ClockOut]


class CapturedOut(Out):
    """How many contacts are on record of those that somebody else counted, and whether that is enough."""

    source: str
    recorded: int
    counted: int
    enough: bool


class CheckedOut(Out):
    """How many were read again by somebody else, and how many of them do not stand."""

    read: int
    disagreed: int


class CountOut(Out):
    """How one promise was kept in the period. Times are of those that ended, in seconds and working days."""

    clause: str
    name: str | None
    counted: Annotated[bool, Field(description="Whether the headline counts it.")]
    kept: int
    of: int
    share: float | None
    verdicts: dict[str, int]
    median_seconds: float | None
    p90_seconds: float | None
    median_working_days: float | None
    p90_working_days: float | None
    known: Annotated[dict[str, int], Field(description="By grade of evidence, of those in the fraction.")]
    captured: Annotated[
        list[CapturedOut], Field(description="Counts from outside of what the promise begins with.")
    ]
    checked: CheckedOut


class HeadlineOut(Out):
    """Kept, out of kept, broken and excused."""

    kept: int
    of: int
    share: float | None


class PerformanceOut(Out):
    """How the promises of a period were kept, as the page shows it."""

    since: str
    until: str | None
    office: str | None
    headline: HeadlineOut
    promises: list[CountOut]


class HappenedOut(Out):
    """Some events, and where the next of them begin: also when there are none left now."""

    events: list[EventOut]
    next: str


class HookOut(Out):
    """One address that is told of what happens; paused where it did not take what it was told."""

    hook: str
    url: str
    kinds: list[str]
    created_at: Instant
    paused_at: Instant | None
    why: str | None


class HooksOut(Out):
    """Every hook of the account."""

    hooks: list[HookOut]


class HookMadeOut(HookOut):
    """A new hook, and the secret that signs what it is told."""

    secret: str


class DeliveryOut(Out):
    """One telling, and what became of it."""

    event: str
    made_at: Instant
    tries: int
    status: int | None
    fault: str | None
    sent_at: Instant | None
    given_up_at: Instant | None


class HookToldOut(HookOut):
    """One hook, and what it was told last, the newest first."""

    told: list[DeliveryOut]


class SentOut(Out):
    """What it is about: the id of an event, or the reference of a hook."""

    event: str


class ProblemOut(BaseModel):
    """Why a request was not done, and what to do (RFC 9457)."""

    type: str
    title: str
    status: int
    detail: str
    request: Annotated[str, Field(description="The number of the request, for whoever looks into the log.")]
    errors: list[ErrorOut] | None = None
