"""What are other systems told of customers, and of where they live? For the description, as `given` is."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from kept.api.given import Instant, Out

_Day = Annotated[str, Field(json_schema_extra={"format": "date"})]
Way = Literal["telephone", "letter", "email", "text", "visit"]


class SafeContactOut(Out):
    """How, when and how never somebody may be reached; empty where they did not say."""

    how: str
    when: str
    never: str


class ContactRulesOut(Out):
    """The same way by way, as every act is held to it. Where `only` names ways, those alone are used."""

    never: list[Way]
    only: list[Way]
    hours: Annotated[
        list[str] | None, Field(description="From when to when they may be rung, texted or visited.")
    ]
    when: str
    by: str
    leave_no_message: bool
    called: Annotated[str, Field(description="What they wish to be called; empty is title and surname.")]


class RepresentativeOut(Out):
    """Somebody who speaks for the customer, from one day to another, that day included."""

    representative: str
    name: str
    customer: Annotated[str | None, Field(description="Their own file, where they have one.")]
    relation: str
    authority: Literal["written", "verbal", "none"]
    scope: str
    phone: str
    email: str
    from_on: _Day | None
    to_on: _Day | None


class CustomerOut(Out):
    """What we know of somebody. `died_on`: nothing automatic goes to them any more."""

    customer: str
    name: str
    address: str
    phones: list[str]
    email: str
    born_on: _Day | None
    died_on: _Day | None
    language: Annotated[str, Field(description="By its name.")]
    language_code: Annotated[str | None, Field(description="Null for a language that is not on the list.")]
    need_kinds: Annotated[list[str], Field(description="Needs on the list of needs.")]
    needs: Annotated[str, Field(description="Other needs, in words.")]
    preferred_channel: Annotated[str | None, Field(description="How they like to be reached.")]
    safe_contact: SafeContactOut
    contact_rules: ContactRulesOut
    representatives: list[RepresentativeOut]
    patch: Annotated[str | None, Field(description="The patch of the home where they live today.")]
    officer: Annotated[str | None, Field(description="Who looks after that patch: a handle.")]
    external_ref: str | None
    added_at: Instant
    erased_at: Instant | None


class MatchOut(Out):
    """Somebody who may be meant, and by what they were found."""

    by: str
    customer: CustomerOut


class FoundOut(Out):
    """Who may be meant, the likeliest first."""

    found: list[MatchOut]


class AddedOut(Out):
    """The reference of somebody now on record."""

    customer: str


class HomeOut(Out):
    """One home, and who looks after it."""

    home: str
    external_ref: str | None
    address: str
    postcode: str
    patch: str | None
    officer: str | None
    added_at: Instant


class HomesOut(Out):
    """Some homes, and where the next of them begin."""

    homes: list[HomeOut]
    next: str | None


class TenancyOut(Out):
    """Who has to do with which home, as what, from one day to another, that day included."""

    tenancy: str
    external_ref: str | None
    customer: str
    home: str
    kind: Annotated[str, Field(examples=["tenant", "household"])]
    from_on: _Day | None
    to_on: _Day | None
    added_at: Instant


class TenanciesOut(Out):
    """Some tenancies, and where the next of them begin."""

    tenancies: list[TenancyOut]
    next: str | None


class PatchOut(Out):
    """The homes that one officer looks after; the deputy does where the officer is away."""

    patch: str
    external_ref: str | None
    name: str
    officer: str | None
    deputy: str | None
    team: str | None
    office: str | None
    ended_on: _Day | None


class PatchesOut(Out):
    """Every patch, those that ended too."""

    patches: list[PatchOut]
