"""How does somebody who has no account get one?

    made = invite(association=karin, email="bea@example.org", role="officer", by="ada", at=now)
    made.key                                            # goes into the link, shown this once
    accept(association=karin, key=made.key, handle="bea", name="Bea Malik", password="…", by="bea", at=now)

An invitation lasts seven days and is used once. Whoever has an account already (at another association, say)
accepts while signed in and becomes a member here too: one person, one account.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from kept.actions import people
from kept.actions.members import NOT_ONESELF
from kept.actions.working.house import note
from kept.actions.working.once_more import once_more
from kept.casework import Refused
from kept.casework.housekeeping import INVITATION_WITHDRAWN, MEMBER_INVITED
from kept.casework.permissions import ROLES
from kept.store import invitations, refs, tenancy
from kept.store.models import Account, Association, Invitation, Membership, Office, Team

OVER = "This invitation was used, withdrawn or is older than seven days. Ask for a new one."


@dataclass(frozen=True, slots=True)
class Made:
    """A new invitation, and its key, which is kept nowhere."""

    invitation: Invitation
    key: str


def invite(
    *,
    association: Association | str,
    email: str,
    role: str,
    by: str,
    at: datetime,
    name: str = "",
    team: str | None = None,
    office: str | None = None,
) -> Made | Refused:
    """Ask somebody to work here. An earlier invitation to the same address no longer opens anything."""
    now = at.astimezone(UTC)

    def act() -> Made | Refused:
        with tenancy.association(association) as here:
            refused = _fault(email, name, role)
            if refused is None and Account.objects.filter(handle=by, email__iexact=email).exists():
                refused = Refused(NOT_ONESELF, "email")
            if refused is not None:
                return refused
            found_team = Team.objects.filter(association=here, slug=team).first() if team else None
            found_office = Office.objects.filter(association=here, slug=office).first() if office else None
            if team and found_team is None:
                return Refused(f"There is no team “{team[:60]}” here.", "team")
            if office and found_office is None:
                return Refused(f"There is no office “{office[:60]}” here.", "office")
            for before in invitations.waiting(here, now):
                if before.email.lower() == email.lower():
                    _withdrawn(before, here, by, now)
            key, digest = invitations.made()
            made = Invitation.objects.create(
                association=here,
                ref=refs.new_ref(),
                email=email,
                name=name.strip(),
                role=role,
                team=found_team,
                office=found_office,
                sha256=digest,
                invited_by=by,
                invited_at=now,
                expires_at=now + invitations.LASTS,
            )
            facts = {"invitation": made.ref, "role": role}
            note(MEMBER_INVITED, here=here, by=by, at=now, facts=facts)
            return Made(made, key)

    return once_more(act)


def withdraw(
    *, association: Association | str, invitation: str, by: str, at: datetime
) -> Invitation | Refused:
    """Let the link open nothing any more."""
    now = at.astimezone(UTC)

    def act() -> Invitation | Refused:
        with tenancy.association(association) as here:
            rows = Invitation.objects.select_for_update(of=("self",))
            found = rows.filter(association=here, ref=invitation).first()
            if found is None:
                return Refused("There is no such invitation here. Load the page again.", "invitation")
            if found.accepted_at is not None:
                return Refused("It has been accepted. End the membership instead.", "invitation")
            if found.revoked_at is None:
                _withdrawn(found, here, by, now)
            return found

    return once_more(act)


def accept(
    *,
    association: Association | str,
    key: str,
    by: str,
    at: datetime,
    handle: str,
    name: str = "",
    password: str | None = None,
    proven: bool = False,
) -> Membership | Refused:
    """Take the invitation up, as a new account or, signed in (`by`), as the one that is there.

    A new account needs a password, unless somebody else vouches for the address (`proven`).
    """
    now = at.astimezone(UTC)

    def act() -> Membership | Refused:
        with tenancy.association(association) as here:
            found = invitations.held(invitations.digest_of(key), now, locked=True)
            if found is None:
                return Refused(OVER, "key")
            account = Account.objects.filter(email__iexact=found.email).first()
            refused: object = None
            if account is None:
                refused = people.create_account(
                    association=here,
                    handle=handle,
                    email=found.email,
                    name=name,
                    password=password,
                    by=handle,
                    at=now,
                )
            elif not _may_open(here, account, by, now, proven=proven):
                refused = Refused("There is an account with this e-mail address. Sign in to it first.", "by")
            elif password is not None and not account.has_usable_password():
                refused = people.set_password(
                    association=here, handle=account.handle, password=password, by=account.handle, at=now
                )
            if isinstance(refused, Refused):
                raise _NotTaken(refused)
            account = Account.objects.get(email__iexact=found.email)
            joined = people.add_member(
                association=here,
                handle=account.handle,
                role=found.role,
                team=found.team.slug if found.team else None,
                office=found.office.slug if found.office else None,
                by=account.handle,
                at=now,
            )
            if isinstance(joined, Refused):
                raise _NotTaken(joined)
            found.accepted_at, found.account = now, account
            found.save(update_fields=["accepted_at", "account"])
            return joined

    try:
        return once_more(act)
    except _NotTaken as stopped:
        return stopped.refused


class _NotTaken(Exception):
    """No error: it undoes what was made on the way."""

    def __init__(self, refused: Refused) -> None:
        self.refused = refused


def _may_open(here: Association, account: Account, by: str, at: datetime, *, proven: bool) -> bool:
    """Whether it is the account's own person who accepts: signed in, vouched for, or never here before."""
    if not account.is_active:
        return False
    today = at.astimezone(ZoneInfo(here.zone)).date()
    return account.handle == by or proven or invitations.unused(account, today)


def _withdrawn(found: Invitation, here: Association, by: str, at: datetime) -> None:
    found.revoked_at = at
    found.save(update_fields=["revoked_at"])
    note(INVITATION_WITHDRAWN, here=here, by=by, at=at, facts={"invitation": found.ref})


def _fault(email: str, name: str, role: str) -> Refused | None:
    try:
        validate_email(email)
    except ValidationError:
        return Refused("Give an e-mail address with one @, such as name@example.org.", "email")
    if len(name) > people.LONGEST_NAME or not name.isprintable():
        return Refused("Give the name by which colleagues know them.", "name")
    if role not in ROLES:
        return Refused(f"Choose a role. The roles are: {', '.join(ROLES)}.", "role")
    return None


__all__ = ["Made", "accept", "invite", "withdraw"]
