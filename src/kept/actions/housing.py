"""Whose is this patch from today, and what of the housing system's do we put right, or take after all?

    change_officer(association=karin, patch="north", officer="bea", by="ann", at=now)
    correct(association=karin, what="homes", ref=home.ref, changes={"postcode": "LS1 4AB"}, by="ann", at=now)
    accept_theirs(association=karin, what="homes", ref=home.ref, field="postcode", by="ann", at=now)

What staff put right is marked as theirs, so that no import overwrites it; what the housing system says stays
beside it until both say the same. Whoever has another officer by any of this is to be told (`officers`).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from kept.actions.officers import follow
from kept.actions.working.bringing import Bringing
from kept.actions.working.naming import NEEDED, Reading, own_answers
from kept.actions.working.once_more import once_more
from kept.casework import Grade, Refused
from kept.casework.beside import corrected, is_blank, same
from kept.casework.permissions import Permission, may
from kept.store import beside, tenancy
from kept.store.beside import HOMES, PATCHES, PEOPLE, SORTS, Names, Sort
from kept.store.models import Association, Membership

SAME_NOW = "They say the same as we do now. There is nothing to settle."


def change_officer(
    *,
    association: Association | str,
    patch: str,
    by: str,
    at: datetime,
    officer: str | None = None,
    deputy: str | None = None,
    membership: Membership | None = None,
) -> Any:
    """Give the patch another officer, another deputy, or both; an empty one is nobody, None leaves it.

    The patch as it is then, or why not. Its tenants are to be told who it is now.
    """
    changes = {"officer": officer, "deputy": deputy}
    given = {name: value for name, value in changes.items() if value is not None}
    return correct(
        association=association,
        what=PATCHES.name,
        ref=patch,
        changes=given,
        by=by,
        at=at,
        membership=membership,
    )


def correct(
    *,
    association: Association | str,
    what: str,
    ref: str,
    changes: Mapping[str, object],
    by: str,
    at: datetime,
    membership: Membership | None = None,
) -> Any:
    """Put right what is said of a home, a tenancy or a patch. What is not named in `changes` stays.

    A person is changed by `customers.change`.
    """
    now = _signed(by, at)
    sort = SORTS[what]
    if sort is PEOPLE:
        raise ValueError("A person is changed by customers.change.")
    refused = _may_not(membership, sort)
    if refused is not None:
        return refused
    done = once_more(lambda: _corrected(association, sort, ref, dict(changes), by, now))
    if not isinstance(done, Refused):
        follow(association=association, by=by, at=now)
    return done


def _corrected(
    association: Association | str, sort: Sort, ref: str, changes: dict[str, object], by: str, at: datetime
) -> Any:
    with tenancy.association(association) as here:
        row = _row(sort, here, ref)
        if row is None:
            return _nothing()
        reading = own_answers(sort, here, changes, at)
        refused = _first_fault(sort, reading)
        if refused is not None:
            return refused
        ours = beside.ours(row)
        new = {name: value for name, value in reading.answers.items() if not same(value, ours[name])}
        if sort is PATCHES and new and _one_for_both({**ours, **new}):
            if "deputy" in new:
                return Refused(
                    "One person cannot be both officer and deputy. Choose somebody else.", "deputy"
                )
            # The deputy takes over: somebody else has to be named to stand in for them.
            new["deputy"] = ""
        row.overrides = corrected(new, outside=row.outside, overrides=row.overrides, by=by, at=at)
        return _change(sort, here, row, new, by, at)


def accept_theirs(
    *,
    association: Association | str,
    what: str,
    ref: str,
    field: str,
    by: str,
    at: datetime,
    membership: Membership | None = None,
) -> Any:
    """Take after all what the housing system says in one field; the row as it is then, or why not."""
    now = _signed(by, at)
    sort = SORTS[what]
    refused = _may_not(membership, sort, settling=True)
    if refused is not None:
        return refused
    done = once_more(lambda: _accepted(association, sort, ref, field, by, now))
    if not isinstance(done, Refused):
        follow(association=association, by=by, at=now)
    return done


def _accepted(association: Association | str, sort: Sort, ref: str, field: str, by: str, at: datetime) -> Any:
    with tenancy.association(association) as here:
        row = _row(sort, here, ref)
        if row is None:
            return _nothing()
        if field not in row.overrides or field not in row.outside:
            return Refused(SAME_NOW, "field")
        row.overrides = {name: note for name, note in row.overrides.items() if name != field}
        return _change(sort, here, row, {field: row.outside[field]}, by, at)


def _change(sort: Sort, here: Association, row: Any, new: Mapping[str, object], by: str, at: datetime) -> Any:
    """Write the row with the event that says what changed; nothing where nothing did."""
    if new:
        work = Bringing(sort, here, by=by, at=at, grade=Grade.STAFF)
        work.change(row, new, Names.of(here, [new]))
        work.write()
    return row


def _one_for_both(patch: Mapping[str, object]) -> bool:
    return bool(patch["officer"]) and patch["officer"] == patch["deputy"]


def _first_fault(sort: Sort, reading: Reading) -> Refused | None:
    """Staff are told of everything that cannot be taken, where an import leaves it out."""
    if reading.refused is not None:
        return reading.refused
    if reading.without:
        return reading.without[0]
    empty = next(
        (name for name in NEEDED[sort.name] if name in reading.answers and is_blank(reading.answers[name])),
        None,
    )
    return Refused("Fill this in.", empty) if empty else None


def _row(sort: Sort, here: Association, ref: str) -> Any:
    called = "slug" if sort is PATCHES else "ref"
    rows = sort.model.objects.select_for_update(of=("self",)).filter(association=here, **{called: ref})
    return rows.select_related(*sort.related).first()


def _may_not(membership: Membership | None, sort: Sort, *, settling: bool = False) -> Refused | None:
    if membership is None or may(membership.role, Permission.HOUSING):
        return None
    if sort is HOMES and not settling and may(membership.role, Permission.RECORD):
        return None
    return Refused("Only a manager or director does this. Ask one of them.")


def _nothing() -> Refused:
    return Refused("There is nothing of this name. Choose one from the list.", "ref")


def _signed(by: str, at: datetime) -> datetime:
    if not by:
        raise ValueError("Every event says who did it: give `by`.")
    return at.astimezone(UTC)
