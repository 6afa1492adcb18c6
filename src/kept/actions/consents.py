"""What if a customer says whether we may use what we know of them, or takes that back?

    answer(association=here, person=ref, purpose="surveys", given=True, how="call", uid="1", by="ann", at=now)
    withdraw(association=here, person=ref, purpose="surveys", how="letter", by="ann", at=now)
    tell_why(association=here, person=ref, statement="to-answer", how="call", uid="…", by="ann", at=now)
    confirm(association=here, person=ref, details={"household": "Two children"}, by="ann", at=now)

Purposes and statements are the house's own (`privacy.yaml`). Taking back is as easy as giving: from that
moment whatever the purpose stops is stopped, mailings and surveys with it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import TypeVar

from kept.actions.working.filing import check_by, check_may_change, hold
from kept.actions.working.house import note
from kept.actions.working.once_more import once_more
from kept.actions.working.whose import nobody
from kept.casework import Refused
from kept.casework.housekeeping import (
    CONSENT_ANSWERED,
    CONSENT_WITHDRAWN,
    DETAILS_CONFIRMED,
    STATEMENT_GIVEN,
)
from kept.rulebook.privacy import PURPOSE, STATEMENT, PrivacyEntry, entries_of
from kept.store import consents, rules, tenancy
from kept.store.housing import today
from kept.store.models import (
    Association,
    CustomerDetails,
    DataConsent,
    Membership,
    OptOut,
    Person,
    StatementGiven,
)

HOWS = ("call", "letter", "email", "in-person", "form", "text")
DETAILS = ("household", "disability", "support")
T = TypeVar("T")
LONGEST = 2_000


def answer(
    *,
    association: Association | str,
    person: str,
    purpose: str,
    given: bool,
    how: str,
    uid: str,
    by: str,
    at: datetime,
    membership: Membership | None = None,
) -> DataConsent | Refused:
    """They said yes or no to this purpose. Sent twice under one `uid` it is once."""
    now = at.astimezone(UTC)

    def act(here: Association, whom: Person) -> DataConsent | Refused:
        entry = _entry(here, PURPOSE, purpose)
        if entry is None:
            return Refused("Choose for what.", "purpose")
        if how not in HOWS:
            return Refused("Say how they told us.", "how")
        before = DataConsent.objects.filter(association=here, uid=uid).first()
        if before is not None:
            return before
        made = DataConsent.objects.create(
            association=here, uid=uid, person=whom, purpose=purpose, given=given, how=how, told_to=by, at=now
        )
        _obey(here, whom, entry, given, by, now)
        facts = {"customer": whom.ref, "purpose": purpose, "given": given, "how": how}
        note(CONSENT_ANSWERED, here=here, by=by, at=now, facts=facts)
        return made

    return _with(association, person, membership, by, act)


def withdraw(
    *,
    association: Association | str,
    person: str,
    purpose: str,
    how: str,
    by: str,
    at: datetime,
    membership: Membership | None = None,
) -> DataConsent | Refused:
    """They took it back. Done again it is the same, and stopped all the same."""
    now = at.astimezone(UTC)

    def act(here: Association, whom: Person) -> DataConsent | Refused:
        entry, row = _entry(here, PURPOSE, purpose), consents.standing(whom).get(purpose)
        if entry is None or row is None or not row.given:
            return Refused("They have not agreed to this, so there is nothing to take back.", "purpose")
        if how not in HOWS:
            return Refused("Say how they told us.", "how")
        if row.withdrawn_at is None:
            row.withdrawn_at, row.withdrawn_how, row.withdrawn_to = now, how, by
            row.save(update_fields=["withdrawn_at", "withdrawn_how", "withdrawn_to"])
            facts = {"customer": whom.ref, "purpose": purpose, "how": how}
            note(CONSENT_WITHDRAWN, here=here, by=by, at=now, facts=facts)
        _obey(here, whom, entry, False, by, now)
        return row

    return _with(association, person, membership, by, act)


def tell_why(
    *,
    association: Association | str,
    person: str,
    statement: str,
    how: str,
    uid: str,
    by: str,
    at: datetime,
    membership: Membership | None = None,
) -> StatementGiven | Refused:
    """They were told why we ask; the words as they stand today are kept with it."""
    now = at.astimezone(UTC)

    def act(here: Association, whom: Person) -> StatementGiven | Refused:
        entry = _entry(here, STATEMENT, statement)
        if entry is None:
            return Refused("Choose which statement they were given.", "statement")
        if how not in HOWS:
            return Refused("Say how they were told.", "how")
        before = StatementGiven.objects.filter(association=here, uid=uid).first()
        if before is not None:
            return before
        made = StatementGiven.objects.create(
            association=here,
            uid=uid,
            person=whom,
            statement=statement,
            words=entry.says,
            how=how,
            by=by,
            at=now,
        )
        facts = {"customer": whom.ref, "statement": statement}
        note(STATEMENT_GIVEN, here=here, by=by, at=now, facts=facts)
        return made

    return _with(association, person, membership, by, act)


def confirm(
    *,
    association: Association | str,
    person: str,
    details: Mapping[str, str],
    by: str,
    at: datetime,
    membership: Membership | None = None,
) -> CustomerDetails | Refused:
    """They told us that this is right, or what is: who lives with them, disability, support, and the rest."""
    now = at.astimezone(UTC)

    def act(here: Association, whom: Person) -> CustomerDetails | Refused:
        said = {name: str(details.get(name, "")).strip() for name in DETAILS if name in details}
        long = next((name for name, text in said.items() if len(text) > LONGEST or "\x00" in text), None)
        if long is not None:
            return Refused(f"Say it in at most {LONGEST:,} characters.", long)
        row, _ = CustomerDetails.objects.get_or_create(association=here, person=whom)
        changed = [name for name, text in said.items() if getattr(row, name) != text]
        for name in changed:
            setattr(row, name, said[name])
        row.confirmed_on, row.confirmed_by = today(here, now), by
        row.save(update_fields=[*DETAILS, "confirmed_on", "confirmed_by"])
        facts = {"customer": whom.ref, "changed": ", ".join(changed) or None}
        note(DETAILS_CONFIRMED, here=here, by=by, at=now, facts=facts)
        return row

    return _with(association, person, membership, by, act)


def _entry(here: Association, sort: str, name: str) -> PrivacyEntry | None:
    return next((each for each in entries_of(rules.current(here), sort) if each.name == name), None)


def _obey(here: Association, whom: Person, entry: PrivacyEntry, given: bool, by: str, at: datetime) -> None:
    """Mailings are sent by a list of their own; what else a purpose stops asks for the newest answer."""
    if "mailings" not in entry.stops:
        return
    running = OptOut.objects.filter(association=here, person=whom, ended_at__isnull=True)
    if given:
        running.update(ended_at=at, ended_by=by)
    elif not running.exists():
        OptOut.objects.create(association=here, person=whom, at=at, by=by)


def _with(
    association: Association | str,
    person: str,
    membership: Membership | None,
    by: str,
    act: Callable[[Association, Person], T | Refused],
) -> T | Refused:
    """The act, in one transaction, on a file that is held."""
    check_by(by)

    def once() -> T | Refused:
        with tenancy.association(association) as here:
            refused = check_may_change(membership)
            if refused is not None:
                return refused
            (whom,) = hold(here, [person], membership)
            return nobody(person) if whom is None else act(here, whom)

    return once_more(once)
