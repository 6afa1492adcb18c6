"""How does an association make a reading of its policy its own, or take that back?

    adopt(association=karin, clause="karin:letters.1", minute="Board, 12 May 2026, item 7", by="pat", at=now)
    withdraw(association=karin, clause="karin:letters.1", reason="The Board says no", by="pat", at=later)

What is adopted are the words and the number as they stand; when a later version of the policy reads the
clause in other words, its reading is proposed again. Neither act changes a clock: a reading is counted from
the day on which its version binds, adopted or not.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from kept.actions.working.judging import appended, moment_for
from kept.actions.working.once_more import once_more
from kept.casework import Event, Grade, Refused
from kept.casework.housekeeping import HOUSE, READING_ADOPTED, READING_WITHDRAWN
from kept.casework.permissions import Permission, may
from kept.rulebook.model import Clause
from kept.rulebook.readings import Reading, reading_of
from kept.store import dockets, refs, rules, tenancy, writing
from kept.store.dockets import Docket
from kept.store.models import Association, Membership
from kept.store.readings import Adopted, standing, subject_of

LONGEST = 300
# Everything that is no text on a page: control characters, and halves of a character.
_STRAY = re.compile("[\x00-\x1f\x7f\ud800-\udfff]")


def adopt(
    *,
    association: Association | str,
    clause: str,
    minute: str,
    by: str,
    at: datetime,
    mark: str | None = None,
    membership: Membership | None = None,
) -> Adopted | Refused:
    """Record that the association has adopted the reading of this clause, and where that is minuted.

    `mark` says which words somebody read before deciding: if the policy reads otherwise by now, it is
    refused. Adopting again what is adopted, with the same minute, writes nothing.
    """
    _check_by(by)
    now, said = at.astimezone(UTC), minute.strip()

    def act() -> Adopted | Refused:
        with tenancy.association(association) as here:
            reading = _reading(here, clause)
            refused = _may_not(membership) or (reading if isinstance(reading, Refused) else None)
            refused = refused or _line_fault(said, "minute", "Say where the decision is minuted.")
            if refused is not None:
                return refused
            assert isinstance(reading, Reading)
            if mark is not None and mark != reading.mark:
                return Refused("The reading has changed since you opened this page. Read it again first.")
            docket = _docket(here, clause)
            before = standing(here, {clause}).get(clause)
            if before is not None and before.mark == reading.mark:
                return before if before.minute == said else _adopted_already(before)
            facts = {"clause": clause, "minute": said, "mark": reading.mark}
            _write(here, docket, READING_ADOPTED, facts, by, now)
            return standing(here, {clause})[clause]

    return once_more(act)


def withdraw(
    *,
    association: Association | str,
    clause: str,
    reason: str,
    by: str,
    at: datetime,
    membership: Membership | None = None,
) -> str | Refused:
    """Take an adoption back, and say why; the id of the clause, whose reading is proposed again."""
    _check_by(by)
    now = at.astimezone(UTC)

    def act() -> str | Refused:
        with tenancy.association(association) as here:
            refused = _may_not(membership) or _line_fault(reason, "reason", "Say why it no longer holds.")
            if refused is not None:
                return refused
            docket = _docket(here, clause)
            if clause not in standing(here, {clause}):
                return Refused("The reading of this clause is not adopted, so there is nothing to take back.")
            _write(here, docket, READING_WITHDRAWN, {"clause": clause, "reason": reason.strip()}, by, now)
            return clause

    return once_more(act)


def _reading(here: Association, clause: str) -> Reading | Refused:
    known: Clause | None = rules.current(here).clause_by_id.get(clause)
    if known is None:
        return Refused(f"The policy has no clause “{clause[:80]}”. Check its number.", "clause")
    found = reading_of(known)
    if found is None:
        return Refused("This clause can be read in one way only: there is nothing to adopt.", "clause")
    return found


def _docket(here: Association, clause: str) -> Docket:
    """The thread on which this reading is settled, held; a new one where nobody has settled it before."""
    subject = subject_of(clause)
    places = dockets.find(here.pk, subjects=[subject]).places
    held: Sequence[Docket] = dockets.read(dockets.lock([each.root for each in places]))
    return held[0] if held else Docket(None, refs.new_ref(), subject)


def _write(
    here: Association, docket: Docket, kind: str, facts: Mapping[str, object], by: str, at: datetime
) -> None:
    moment = moment_for(docket, at)
    event = Event(
        refs.new_uid(), kind, moment, moment, by, Grade.MACHINE, facts, thread=docket.ref, via=HOUSE
    )
    opened = {"owner_id": None, "team_id": None, "via": HOUSE, "sensitivity": HOUSE}
    known = rules.rules_of(here)
    writing.write([appended(docket, event, rules=known, at=moment, opened=opened)])


def _line_fault(text: str, field: str, empty: str) -> Refused | None:
    if not text.strip():
        return Refused(empty, field)
    if len(text) > LONGEST:
        return Refused(f"Say it in at most {LONGEST} characters.", field)
    if _STRAY.search(text):
        return Refused("Write it on one line, in characters that a keyboard makes.", field)
    return None


def _adopted_already(before: Adopted) -> Refused:
    day = f"{before.at.day} {before.at:%B %Y}"
    return Refused(
        f"This reading was adopted already, recorded by {before.name} on {day} ({before.minute}). "
        "Take that back first if it is wrong.",
        "minute",
    )


def _may_not(membership: Membership | None) -> Refused | None:
    if membership is None or may(membership.role, Permission.READINGS):
        return None
    return Refused("Your role does not include adopting readings. Ask the policy officer or a director.")


def _check_by(by: str) -> None:
    if not by:
        raise ValueError("Every event says who did it: give `by`.")


__all__ = ["adopt", "withdraw"]
