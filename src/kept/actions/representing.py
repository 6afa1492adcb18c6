"""Who speaks or writes for a customer, with which authority, and until when?

    name(association=karin, person="K7F3-9Q2M", given={"name": "Ada Bell", "relation": "Daughter",
        "authority": "written"}, by="ann", at=now)
    change(association=karin, representative="P2D4-X8RB", given={"to_on": "2026-05-01"}, by="ann", at=later)

Nobody is taken off: their days end. Each change is an event in the log of the customer's file.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime

from kept.actions.working.answers_of_customers import EARLIEST_YEAR, LONGEST_LINE, STRAY, tidy_day
from kept.actions.working.filing import check_by, check_may_change, hold, note
from kept.actions.working.once_more import once_more
from kept.actions.working.whose import nobody
from kept.casework import Refused
from kept.casework.housekeeping import CUSTOMER_REPRESENTED
from kept.store import refs, seers, tenancy
from kept.store.models import Association, Membership, Person, Representative
from kept.store.models import Event as EventRow

AUTHORITIES = ("written", "verbal", "none")
WORDS = ("name", "relation", "scope", "phone", "email")
DAYS = ("from_on", "to_on")
_LATEST_YEAR = 2199


def name(
    *,
    association: Association | str,
    person: str,
    given: Mapping[str, object],
    by: str,
    at: datetime,
    uid: str | None = None,
    membership: Membership | None = None,
) -> Representative | Refused:
    """Put on record who speaks for this customer. `other` in `given` is the reference of their own file."""
    check_by(by)
    now = at.astimezone(UTC)
    return once_more(lambda: _named(association, person, dict(given), by, now, uid, membership))


def _named(
    association: Association | str,
    ref: str,
    given: dict[str, object],
    by: str,
    at: datetime,
    uid: str | None,
    membership: Membership | None,
) -> Representative | Refused:
    with tenancy.association(association) as here:
        before = EventRow.objects.filter(uid=uid, kind=CUSTOMER_REPRESENTED).first() if uid else None
        if before is not None:
            return Representative.objects.get(ref=before.facts["representative"])
        (person,) = hold(here, [ref], membership)
        if person is None:
            return nobody(ref)
        row = Representative(association=here, person=person, ref=refs.new_ref())
        return _written(here, row, given, by, at, uid, membership)


def change(
    *,
    association: Association | str,
    representative: str,
    given: Mapping[str, object],
    by: str,
    at: datetime,
    membership: Membership | None = None,
) -> Representative | Refused:
    """Put right who speaks for a customer, or say until when. What is not named stays as it is."""
    check_by(by)
    now = at.astimezone(UTC)
    return once_more(lambda: _changed(association, representative, dict(given), by, now, membership))


def _changed(
    association: Association | str,
    ref: str,
    given: dict[str, object],
    by: str,
    at: datetime,
    membership: Membership | None,
) -> Representative | Refused:
    with tenancy.association(association) as here:
        row = Representative.objects.select_related("person").filter(association=here, ref=ref).first()
        (person,) = hold(here, [row.person.ref], membership) if row is not None else (None,)
        if row is None or person is None:
            return Refused("There is nobody of this reference who speaks for a customer.", "representative")
        row.refresh_from_db()
        return _written(here, row, given, by, at, None, membership)


def _written(
    here: Association,
    row: Representative,
    given: dict[str, object],
    by: str,
    at: datetime,
    uid: str | None,
    membership: Membership | None,
) -> Representative | Refused:
    new = {each: tidy_day(value) if each in DAYS else _stripped(value) for each, value in given.items()}
    other = str(new.pop("other", "") or "")
    refused = check_may_change(membership) or _fault(new)
    if refused is not None:
        return refused
    if other:
        found = Person.objects.filter(association=here, ref=other, erased_at=None).first()
        if found is None or (membership is not None and found.pk in seers.seer(membership).closed):
            return nobody(other)
        if found.pk == row.person_id:
            return Refused("They speak for themselves already.", "other")
        row.other = found
    before = _said(row)
    for each, value in new.items():
        setattr(row, each, value)
    refused = _whole(row)
    if refused is not None:
        return refused
    if row.pk is None or _said(row) != before or other:
        row.save()
        facts = {
            "person": row.person.ref,
            "representative": row.ref,
            "other": row.other.ref if row.other else None,
            "authority": row.authority,
            **{each: day.isoformat() for each in DAYS if (day := getattr(row, each)) is not None},
        }
        words = {each: getattr(row, each) for each in WORDS}
        note(CUSTOMER_REPRESENTED, here, by, at, facts, words, log=row.person.log_id, uid=uid)
    return row


def _stripped(value: object) -> object:
    return value.strip() if isinstance(value, str) else value


def _said(row: Representative) -> dict[str, object]:
    return {each: getattr(row, each) for each in (*WORDS, *DAYS, "authority")}


def _fault(given: Mapping[str, object]) -> Refused | None:
    for each, value in given.items():
        if each == "authority":
            wrong = None if value in AUTHORITIES else "Choose in writing, by word of mouth, or none yet."
        elif each in DAYS:
            good = value is None or (isinstance(value, date) and EARLIEST_YEAR <= value.year <= _LATEST_YEAR)
            wrong = None if good else "Give the date as day, month and year, such as 7/4/2026."
        elif each in WORDS:
            wrong = _line_fault(value)
        else:
            wrong = f"Nothing called “{each[:40]}” is kept of a representative."
        if wrong is not None:
            return Refused(wrong, each)
    return None


def _line_fault(value: object) -> str | None:
    if not isinstance(value, str):
        return "Write this in words, or leave it empty."
    if len(value) > LONGEST_LINE:
        return f"This is {len(value):,} characters long. Shorten it to {LONGEST_LINE:,} or fewer."
    if STRAY.search(value):
        return "There is a character in this that cannot be written down. Take it out."
    return None


def _whole(row: Representative) -> Refused | None:
    if not row.name and row.other is None:
        return Refused("Say what they are called, or which customer they are.", "name")
    if row.from_on and row.to_on and row.to_on < row.from_on:
        return Refused("The last day comes before the first. Check both dates.", "to_on")
    return None
