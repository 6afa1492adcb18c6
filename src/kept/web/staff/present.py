"""How do the pages about people read?"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from kept.casework.permissions import ROLES
from kept.store.models import Invitation, Membership
from kept.web.shared.access import Here
from kept.web.shared.fields import Choice
from kept.web.shared.keeping import SimpleError
from kept.web.shared.words import day_words, moment_words


@dataclass(frozen=True, slots=True)
class Person:
    """One colleague, as what they are here now."""

    address: str
    name: str
    handle: str
    role: str
    team: str
    office: str
    since: str
    until: str
    seen: str
    second: bool
    away: str
    open: bool


@dataclass(frozen=True, slots=True)
class Waiting:
    """An invitation that has not been taken up."""

    ref: str
    email: str
    role: str
    until: str


@dataclass(frozen=True, slots=True)
class Asked:
    """The form of an invitation, as it was filled in."""

    email: str = ""
    name: str = ""
    role: str = ""
    team: str = ""
    office: str = ""


@dataclass(frozen=True, slots=True)
class StaffPage:
    """Who works here, who did, and who is invited. `link` is shown this once, to be passed on."""

    slug: str
    people: tuple[Person, ...]
    former: tuple[Person, ...]
    waiting: tuple[Waiting, ...]
    asked: Asked
    roles: tuple[Choice, ...]
    teams: tuple[Choice, ...]
    offices: tuple[Choice, ...]
    link: str = ""
    sent: bool = False
    errors: tuple[SimpleError, ...] = ()


@dataclass(frozen=True, slots=True)
class Held:
    """One membership, and the forms that change it."""

    id: int
    role: str
    team: str
    office: str
    since: str
    until: str
    deputy: str
    now: bool
    roles: tuple[Choice, ...]
    teams: tuple[Choice, ...]
    offices: tuple[Choice, ...]
    deputies: tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class OnePage:
    """One colleague."""

    slug: str
    id: int
    name: str
    handle: str
    email: str
    seen: str
    second: bool
    works: bool
    open: bool
    memberships: tuple[Held, ...]
    elsewhere: tuple[str, ...]
    errors: tuple[SimpleError, ...] = ()


@dataclass(frozen=True, slots=True)
class LeavePage:
    """Somebody leaves: when, and who has what is open from there."""

    slug: str
    id: int
    name: str
    open: int
    last_on: str
    people: tuple[Choice, ...]
    errors: tuple[SimpleError, ...] = ()


def role_choices(chosen: str) -> tuple[Choice, ...]:
    """The roles, each with what it is for."""
    return tuple(
        Choice(each.slug, f"{each.label}: {each.says}", each.slug == chosen) for each in ROLES.values()
    )


def place_choices(places: Iterable[object], chosen: str) -> tuple[Choice, ...]:
    """Teams or offices."""
    return tuple(Choice(each.slug, each.name, each.slug == chosen) for each in places)  # type: ignore[attr-defined]


def role_words(slug: str) -> str:
    """A role for people."""
    return ROLES[slug].label if slug in ROLES else slug


def runs(each: Membership, today: date) -> bool:
    """Whether somebody works here by it today or later."""
    return each.account.is_active and (each.to_on is None or each.to_on >= today)


def person(here: Here, each: Membership, second: set[int], away: Mapping[int, str]) -> Person:
    """One line of the list."""
    account = each.account
    return Person(
        address=reverse("staff-one", args=[here.slug, account.pk]),
        name=account.name,
        handle=account.handle,
        role=role_words(each.role),
        team=each.team.name if each.team else "",
        office=each.office.name if each.office else "",
        since=day_words(each.from_on),
        until=day_words(each.to_on) if each.to_on else "",
        seen=moment_words(account.last_login, here.calendar) if account.last_login else _("never"),
        second=account.pk in second,
        away=away.get(account.pk, ""),
        open=account.is_active,
    )


def waiting(here: Here, invitations: Sequence[Invitation]) -> tuple[Waiting, ...]:
    """Who has not come yet."""
    return tuple(
        Waiting(each.ref, each.email, role_words(each.role), moment_words(each.expires_at, here.calendar))
        for each in invitations
    )


def held(
    each: Membership,
    today: date,
    *,
    teams: Sequence[object],
    offices: Sequence[object],
    colleagues: Sequence[Membership],
) -> Held:
    """One membership with its forms."""
    deputy = each.deputy.handle if each.deputy else ""
    return Held(
        id=each.pk,
        role=role_words(each.role),
        team=each.team.name if each.team else "",
        office=each.office.name if each.office else "",
        since=day_words(each.from_on),
        until=day_words(each.to_on) if each.to_on else "",
        deputy=each.deputy.name if each.deputy else "",
        now=runs(each, today),
        roles=role_choices(each.role),
        teams=place_choices(teams, each.team.slug if each.team else ""),
        offices=place_choices(offices, each.office.slug if each.office else ""),
        deputies=tuple(
            Choice(one.account.handle, one.account.name, one.account.handle == deputy)
            for one in colleagues
            if one.account_id != each.account_id
        ),
    )
