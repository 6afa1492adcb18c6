"""Who may sign in, and what are they where?

    create_account(association=karin, handle="bea", email="bea@example.org", name="Bea Malik", by="ann",
    at=now) add_member(association=karin, handle="bea", role="officer", by="ann", at=now)

An account is one person, at however many associations; its handle signs their events, so it never changes and
is never given to anybody else. A membership says what they are at one association and ends on a day; nothing
is deleted. Each change leaves an event there, which names the account and never a password.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.db.models import Q

from kept.actions.working.house import note
from kept.actions.working.once_more import once_more
from kept.casework import Refused
from kept.casework.housekeeping import (
    ACCOUNT_CLOSED,
    ACCOUNT_CREATED,
    MEMBER_JOINED,
    MEMBER_LEFT,
    PASSWORD_SET,
)
from kept.casework.permissions import ROLES
from kept.store import tenancy
from kept.store.accounts import memberships_of
from kept.store.models import Account, Association, Membership, Office, Team
from kept.store.sessions import end_sessions

HANDLE = re.compile(r"[a-z][a-z0-9-]{0,58}[a-z0-9]\Z|[a-z]\Z")
LONGEST_NAME = 200
# These sign what machines do, and nobody's account may look like one of them.
MACHINES = frozenset({"kept", "sweep", "import", "machine", "system"})


def create_account(
    *,
    association: Association | str,
    handle: str,
    email: str,
    name: str,
    by: str,
    at: datetime,
    password: str | None = None,
) -> Account | Refused:
    """Make an account. Without a password nobody can sign in to it until one is set."""

    def act() -> Account | Refused:
        with tenancy.association(association) as here:
            refused = _account_fault(handle, email, name) or _password_fault(password, handle, email, name)
            if refused is not None:
                return refused
            made = Account.objects.create_user(email, password, handle=handle, name=name.strip())
            note(ACCOUNT_CREATED, here=here, by=by, at=at, facts={"account": handle})
            return made

    return once_more(act)


def _account_fault(handle: str, email: str, name: str) -> Refused | None:
    if not HANDLE.match(handle) or handle in MACHINES:
        return Refused("A handle is made of small letters, digits and hyphens, such as bea-malik.", "handle")
    try:
        validate_email(email)
    except ValidationError:
        return Refused("Give an e-mail address with one @, such as name@example.org.", "email")
    if not name.strip() or len(name) > LONGEST_NAME or "\x00" in name:
        return Refused(
            f"Give the name by which colleagues know them, in at most {LONGEST_NAME} characters.", "name"
        )
    if Account.objects.filter(handle=handle).exists():
        return Refused(f"The handle “{handle}” is taken. Choose another.", "handle")
    if Account.objects.filter(email__iexact=email).exists():
        return Refused(
            "There is an account with this e-mail address. Add that one as a member instead.", "email"
        )
    return None


def _password_fault(password: str | None, handle: str, email: str, name: str) -> Refused | None:
    if password is None:
        return None
    try:
        validate_password(password, Account(handle=handle, email=email, name=name))
    except ValidationError as fault:
        return Refused(" ".join(fault.messages), "password")
    return None


def set_password(
    *,
    association: Association | str,
    handle: str,
    password: str,
    by: str,
    at: datetime,
    stays: str | None = None,
) -> Account | Refused:
    """Give the account another password. It is signed out everywhere, but for the session `stays`."""

    def act() -> Account | Refused:
        with tenancy.association(association) as here:
            account = Account.objects.select_for_update().filter(handle=handle, is_active=True).first()
            if account is None:
                return _nobody(handle)
            refused = _password_fault(password, handle, account.email, account.name)
            if refused is not None:
                return refused
            account.set_password(password)
            account.save(update_fields=["password"])
            end_sessions([account.pk], but=stays)
            note(PASSWORD_SET, here=here, by=by, at=at, facts={"account": handle})
            return account

    return once_more(act)


def close_account(*, association: Association | str, handle: str, by: str, at: datetime) -> Account | Refused:
    """Nobody signs in to it any more. Its memberships end today, everywhere; what it recorded stays."""

    def act() -> Account | Refused:
        with transaction.atomic():
            with tenancy.association(association) as here:
                account = Account.objects.select_for_update().filter(handle=handle, is_active=True).first()
                if account is None:
                    return _nobody(handle)
                account.is_active = False
                account.set_unusable_password()
                account.save(update_fields=["is_active", "password"])
                end_sessions([account.pk])
                note(ACCOUNT_CLOSED, here=here, by=by, at=at, facts={"account": handle})
                places = {each.slug for each in memberships_of(account, _today(here, at))}
            for slug in sorted(places):
                with tenancy.association(slug) as there:
                    _end(there, account, _today(there, at), by, at)
            return account

    return once_more(act)


def add_member(
    *,
    association: Association | str,
    handle: str,
    role: str,
    by: str,
    at: datetime,
    team: str | None = None,
    office: str | None = None,
    from_on: date | None = None,
    to_on: date | None = None,
) -> Membership | Refused:
    """Let the account work at the association in that role, from today unless another day is given."""

    def act() -> Membership | Refused:
        with tenancy.association(association) as here:
            account = Account.objects.filter(handle=handle, is_active=True).first()
            if account is None:
                return _nobody(handle)
            if role not in ROLES:
                return Refused(f"There is no role “{role}”. The roles are: {', '.join(ROLES)}.", "role")
            begins = from_on or _today(here, at)
            if to_on is not None and to_on < begins:
                return Refused("The last day comes before the first. Check both.", "to_on")
            places = _places(here, team, office)
            if isinstance(places, Refused):
                return places
            rows = Membership.objects.filter(association=here, account=account, role=role)
            if rows.filter(Q(to_on__isnull=True) | Q(to_on__gte=begins)).exists():
                return Refused(f"“{handle}” has this role here already.", "role")
            made = Membership.objects.create(
                association=here, account=account, role=role, from_on=begins, to_on=to_on, **places
            )
            facts = {"account": handle, "role": role, "from_on": begins.isoformat()}
            note(MEMBER_JOINED, here=here, by=by, at=at, facts=facts)
            return made

    return once_more(act)


def _places(
    here: Association, team: str | None, office: str | None
) -> Mapping[str, Team | Office | None] | Refused:
    found_team = Team.objects.filter(association=here, slug=team).first() if team else None
    if team and found_team is None:
        return Refused(f"There is no team “{team}” here.", "team")
    found_office = Office.objects.filter(association=here, slug=office).first() if office else None
    if office and found_office is None:
        return Refused(f"There is no office “{office}” here.", "office")
    return {"team": found_team, "office": found_office}


def end_membership(
    *,
    association: Association | str,
    handle: str,
    by: str,
    at: datetime,
    role: str | None = None,
    last_on: date | None = None,
) -> int | Refused:
    """End what the account is here, today unless another last day is given.

    In one role or in all; how many memberships.
    """

    def act() -> int | Refused:
        with tenancy.association(association) as here:
            account = Account.objects.filter(handle=handle).first()
            ended = _end(here, account, last_on or _today(here, at), by, at, role) if account else 0
            return ended or Refused(f"“{handle}” does not work here in this role.", "handle")

    return once_more(act)


def _end(
    here: Association, account: Account, last_on: date, by: str, at: datetime, role: str | None = None
) -> int:
    rows = Membership.objects.select_for_update().filter(association=here, account=account)
    rows = rows.filter(Q(to_on__isnull=True) | Q(to_on__gt=last_on))
    held = list(rows.filter(role=role) if role else rows)
    for row in held:
        # One that was to begin later has its only day on the day on which it was to begin.
        row.to_on = max(last_on, row.from_on)
        row.save(update_fields=["to_on"])
        facts = {"account": account.handle, "role": row.role, "last_on": row.to_on.isoformat()}
        note(MEMBER_LEFT, here=here, by=by, at=at, facts=facts)
    if held and last_on <= _today(here, at):
        end_sessions([account.pk])
    return len(held)


def _today(here: Association, at: datetime) -> date:
    return at.astimezone(UTC).astimezone(ZoneInfo(here.zone)).date()


def _nobody(handle: str) -> Refused:
    return Refused(f"There is no account “{handle[:60]}” that can be used.", "handle")


__all__ = ["add_member", "close_account", "create_account", "end_membership", "set_password"]
