"""What do other systems send, field by field? A name that a shape does not have is refused."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from kept.api.moments import Day, Moment

LONGEST_NAME = 200
MOST_EVENTS = 1_000
MOST_FOUND = 50

Name = Annotated[str, Field(min_length=1, max_length=LONGEST_NAME)]


class In(BaseModel):
    """What is sent."""

    model_config = ConfigDict(extra="forbid", strict=True)


class EventIn(In):
    """One thing that happened, in the words of whoever saw it."""

    kind: Annotated[Name, Field(description="One of the event kinds.", examples=["letter.received"])]
    happened_at: Annotated[Moment, Field(description="When it happened, with its zone.")]
    details: Annotated[
        dict[str, Any],
        Field(default_factory=dict, description="The fields of the kind, personal and other alike."),
    ]
    id: Annotated[
        Name | None, Field(description="Your name for this event: told twice, it is recorded once.")
    ] = None
    contact: Annotated[Name | None, Field(description="The reference of the contact that it continues.")] = (
        None
    )
    subject: Annotated[
        Name | None,
        Field(description="Your reference of the contact: opened by the first event, found by later ones."),
    ] = None
    evidence: Annotated[
        Literal["machine", "document", "staff", "sample"], Field(description="How it is known.")
    ] = "staff"
    corrects: Annotated[Name | None, Field(description="The id of the event that this puts right.")] = None
    answers: Annotated[
        list[Name], Field(max_length=100, description="Which starts or clauses a stop is meant for.")
    ] = []
    office: Annotated[Name | None, Field(description="The office of a new contact.")] = None
    customer: Annotated[Name | None, Field(description="The reference of the customer it is from.")] = None
    owner: Annotated[
        Name | None, Field(description="The handle of the colleague whom a new contact is for.")
    ] = None


class BatchIn(In):
    """Many events at once. Those of one contact are taken together, or none of them."""

    events: Annotated[list[EventIn], Field(min_length=1, max_length=MOST_EVENTS)]


class FindIn(In):
    """Whatever a customer says first: name, address, telephone number, e-mail address or reference."""

    text: Annotated[str, Field(min_length=1, max_length=LONGEST_NAME, pattern="^[^\\x00-\\x1f]+$")]
    limit: Annotated[int, Field(ge=1, le=MOST_FOUND)] = 20


_Line = Annotated[str, Field(max_length=LONGEST_NAME)]


_Hour = Annotated[str, Field(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$", examples=["09:00"])]
_Ways = list[Literal["telephone", "letter", "email", "text", "visit"]]


class ContactRulesIn(In):
    """How somebody may be reached, way by way. What is sent takes the place of all that was said before."""

    never: Annotated[_Ways, Field(max_length=5)] = []
    only: Annotated[_Ways, Field(max_length=5)] = []
    hours: Annotated[
        Annotated[list[_Hour], Field(min_length=2, max_length=2)] | None,
        Field(description="From when to when they may be rung, texted or visited."),
    ] = None
    when: _Line = ""
    by: _Line = ""
    leave_no_message: bool = False
    called: Annotated[
        _Line, Field(description="What they wish to be called; empty is title and surname.")
    ] = ""


class CustomerIn(In):
    """Somebody who contacts us. At least one thing to know them by is needed."""

    name: _Line = ""
    address: _Line = ""
    phones: Annotated[list[Annotated[str, Field(max_length=40)]], Field(max_length=10)] = []
    email: _Line = ""
    born_on: Day | None = None
    language: Annotated[_Line, Field(description="A code such as “pl”, or its name.")] = ""
    need_kinds: Annotated[list[Name], Field(max_length=50, description="Needs on the list of needs.")] = []
    preferred_channel: Annotated[_Line, Field(description="How they like to be reached.")] = ""
    needs: Annotated[str, Field(max_length=5_000)] = ""
    contact_how: _Line = ""
    contact_when: _Line = ""
    contact_never: _Line = ""
    contact_rules: ContactRulesIn | None = None
    external_ref: _Line = ""


class ChangesIn(CustomerIn):
    """What is to be put right of a customer. What is left out stays; what is empty is not known any more."""

    died_on: Annotated[
        Day | None,
        Field(description="Their death: from then on nothing automatic goes to them. Null takes it back."),
    ] = None


class HookIn(In):
    """An address that is to be told of what happens."""

    url: Annotated[str, Field(min_length=1, max_length=500, examples=["https://crm.example.org/kept"])]
    kinds: Annotated[
        list[Name], Field(max_length=100, description="Of which kinds of event; none named: of all.")
    ] = []


class AgainIn(In):
    """Of which event to tell once more."""

    event: Annotated[Name, Field(description="The id that it was told: “webhook-id”.")]


class Nothing(In):
    """An empty object: all is said by the address."""


# ---- which part of a list --------------------------------------------------------------------------------

_Cursor = Annotated[str | None, Field(description="“next” of the answer before; unset: the beginning.")]
_Limit = Annotated[int, Field(ge=1, le=200, description="How many at most.")]


class ContactsQuery(BaseModel):
    """Which contacts, newest first."""

    state: Annotated[Literal["open", "closed", "all"], Field(description="How they stand.")] = "all"
    kind: Annotated[str | None, Field(max_length=LONGEST_NAME, description="The sort of contact.")] = None
    owner: Annotated[str | None, Field(max_length=LONGEST_NAME, description="Whose they are.")] = None
    customer: Annotated[str | None, Field(max_length=LONGEST_NAME, description="From whom.")] = None
    cursor: _Cursor = None
    limit: _Limit = 50


class ClocksQuery(BaseModel):
    """Which clocks, the soonest to be acted on first."""

    state: Annotated[
        Literal["running", "due"],
        Field(description="running: not ended yet; due: besides those, broken and not made good."),
    ] = "running"
    before: Annotated[Moment | None, Field(description="Only what is to be acted on before.")] = None
    promise: Annotated[str | None, Field(max_length=LONGEST_NAME, description="Of one clause.")] = None
    cursor: _Cursor = None
    limit: _Limit = 50


class HappenedQuery(BaseModel):
    """Which events, in the order in which they were recorded."""

    kind: Annotated[str | None, Field(max_length=LONGEST_NAME, description="Of one kind.")] = None
    cursor: _Cursor = None
    limit: _Limit = 50


class HomesQuery(BaseModel):
    """Which homes, in the order in which they came on record."""

    external_ref: Annotated[
        str | None, Field(max_length=LONGEST_NAME, description="The one that the housing system calls so.")
    ] = None
    cursor: _Cursor = None
    limit: _Limit = 50


class TenanciesQuery(BaseModel):
    """Which tenancies, in the order in which they came on record."""

    customer: Annotated[str | None, Field(max_length=LONGEST_NAME, description="Of one customer.")] = None
    home: Annotated[str | None, Field(max_length=LONGEST_NAME, description="Of one home.")] = None
    external_ref: Annotated[
        str | None, Field(max_length=LONGEST_NAME, description="The one that the housing system calls so.")
    ] = None
    cursor: _Cursor = None
    limit: _Limit = 50


class PerformanceQuery(BaseModel):
    """Which period: promises that first fell due from one day to another, both included."""

    since: Annotated[Day | None, Field(description="Unset: when counting began.")] = None
    until: Annotated[Day | None, Field(description="Unset: no end.")] = None
    office: Annotated[str | None, Field(max_length=LONGEST_NAME, description="Of one office.")] = None
