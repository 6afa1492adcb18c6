"""What if something is added to a register, changed, looked at, read, or holds no longer?

    add(association=karin, register="identity-cards", subject="bea", answers={"number": "K-0142", …}, uid="…",
        by="mia", at=now)
    change(association=karin, entry=7, answers={…}, by="mia", at=now)      # another edition; the old stays
    check(association=karin, entry=9, result="failed", note="Dead", uid="…", by="ann", at=now)
    sign(association=karin, entry=12, by="bea", at=now)                    # read as it stands now
    end(association=karin, entry=7, why="lost", by="mia", at=now)

Answers are words as a form gives them; what a field does not take is said for each of them. What must be put
right at once calls whoever leads.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

from kept.actions.working.house import note as put_down
from kept.actions.working.once_more import once_more
from kept.actions.working.registers import (
    ACCOUNT_OF_NOBODY,
    answers_of,
    calls,
    held_entry,
    may_keep,
    readers,
    register_of,
    subject_of,
    written,
)
from kept.casework import Refused
from kept.casework import registers as casework
from kept.casework.housekeeping import (
    REGISTER_ADDED,
    REGISTER_CHANGED,
    REGISTER_CHECKED,
    REGISTER_ENDED,
    REGISTER_SIGNED,
)
from kept.rulebook.registers import Register
from kept.store import refs, rules, tenancy
from kept.store.models import Account, Association, Membership, RegisterEntry, RegisterLog
from kept.workclock import Calendar, local_date

LONGEST_NOTE = 1_000
ADDED, CHANGED, CHECKED, SIGNED, ENDED = "added", "changed", "checked", "signed", "ended"


@dataclass(frozen=True, slots=True)
class NotTaken(Refused):
    """What was written is not all an answer: a sentence for each field."""

    faults: Mapping[str, str] = field(default_factory=dict)


def add(
    *,
    association: Association | str,
    register: str,
    answers: Mapping[str, str],
    by: str,
    at: datetime,
    subject: str = "",
    uid: str | None = None,
    membership: Membership | None = None,
) -> RegisterEntry | Refused:
    """A new entry, of the colleague with that handle or the office with that slug, where it is of one.

    Where each has only one, the one before comes to its end with it.
    """
    now = at.astimezone(UTC)

    def act() -> RegisterEntry | Refused:
        with tenancy.association(association) as here:
            known = register_of(here, register)
            if isinstance(known, Refused):
                return known
            before = RegisterEntry.objects.filter(association=here, uid=uid or "").first()
            if before is not None:
                return before
            whose = subject_of(here, known, subject, now)
            if isinstance(whose, Refused):
                return whose
            refused = may_keep(known, membership, whose.account)
            if refused is not None:
                return refused
            read = answers_of(here, known, answers, now)
            if read.faults:
                name, sentence = next(iter(read.faults.items()))
                return NotTaken(sentence, name, faults=read.faults)
            if known.single:
                _replaced(here, known, whose.account, by=by, at=now)
            made = RegisterEntry(
                association=here,
                uid=uid or refs.new_uid(),
                register=known.name,
                account=whose.account,
                office=whose.office,
                made_by=by,
                made_at=now,
            )
            written(made, known, read.facts, whose.name, by=by, at=now)
            made.save()
            _log(made, ADDED, by=by, at=now, facts=read.facts)
            facts = {"register": known.name, "entry": made.pk, "account": whose.handle or None}
            put_down(REGISTER_ADDED, here=here, by=by, at=now, facts=facts)
            calls(here, known, made, at=now)
            readers(here, known, made, at=now)
            return made

    return once_more(act)


def _replaced(here: Association, known: Register, account: Account | None, *, by: str, at: datetime) -> None:
    """The one before holds no longer."""
    rows = RegisterEntry.objects.filter(association=here, register=known.name, ended_on=None)
    for each in rows.filter(account=account if account is not None else ACCOUNT_OF_NOBODY):
        why = "replaced" if "replaced" in dict(known.ends) else ""
        _end(each, why, by=by, at=at)


def change(
    *,
    association: Association | str,
    entry: int,
    answers: Mapping[str, str],
    by: str,
    at: datetime,
    membership: Membership | None = None,
) -> RegisterEntry | Refused:
    """It says something else from now on: an edition of its own, unless nothing is different."""
    now = at.astimezone(UTC)

    def act() -> RegisterEntry | Refused:
        with tenancy.association(association) as here:
            found = held_entry(here, entry)
            known = register_of(here, found.register) if found is not None else None
            if found is None or known is None or isinstance(known, Refused):
                return Refused("There is no such entry here. Load the page again.", "entry")
            refused = may_keep(known, membership, found.account)
            if refused is not None:
                return refused
            if found.ended_on is not None:
                return Refused("It holds no longer. Add a new one instead.", "entry")
            read = answers_of(here, known, answers, now)
            if read.faults:
                name, sentence = next(iter(read.faults.items()))
                return NotTaken(sentence, name, faults=read.faults)
            differs = sorted(
                name for name in {*found.facts, *read.facts} if found.facts.get(name) != read.facts.get(name)
            )
            if not differs:
                return found
            if set(differs) - _counted(known):
                # How many are left is no other edition of a leaflet.
                found.edition += 1
            subject = found.account.name if found.account else found.office.name if found.office else ""
            written(found, known, read.facts, subject, by=by, at=now)
            found.save(update_fields=["title", "words", "facts", "edition", "changed_by", "changed_at"])
            _log(found, CHANGED, by=by, at=now, facts=read.facts)
            facts = {
                "register": known.name,
                "entry": found.pk,
                "account": found.account.handle if found.account else None,
                "fields": ", ".join(differs),
            }
            put_down(REGISTER_CHANGED, here=here, by=by, at=now, facts=facts)
            calls(here, known, found, at=now)
            readers(here, known, found, at=now)
            return found

    return once_more(act)


def _counted(known: Register) -> set[str]:
    held = known.meaning("stock")
    return {held.name} if held is not None else set()


def check(
    *,
    association: Association | str,
    entry: int,
    by: str,
    at: datetime,
    result: str = "",
    note: str = "",
    uid: str | None = None,
    membership: Membership | None = None,
) -> RegisterLog | Refused:
    """Somebody looked: with what they found, or, where it is only reviewed, that it still holds."""
    now = at.astimezone(UTC)

    def act() -> RegisterLog | Refused:
        with tenancy.association(association) as here:
            found = held_entry(here, entry)
            known = register_of(here, found.register) if found is not None else None
            if found is None or known is None or isinstance(known, Refused):
                return Refused("There is no such entry here. Load the page again.", "entry")
            before = RegisterLog.objects.filter(association=here, uid=uid or "").first()
            if before is not None:
                return before
            refused = may_keep(known, membership, found.account)
            if refused is not None:
                return refused
            results = dict(known.check.results) if known.check is not None else {}
            if result not in results and (results or result):
                return Refused("Choose what was found.", "result")
            if len(note) > LONGEST_NOTE:
                return Refused(f"Say it in at most {LONGEST_NOTE:,} characters.", "note")
            said = _log(found, CHECKED, by=by, at=now, result=result, note=note.strip(), uid=uid)
            facts = {"register": known.name, "entry": found.pk, "result": result or "reviewed"}
            put_down(REGISTER_CHECKED, here=here, by=by, at=now, facts=facts)
            calls(here, known, found, at=now, result=result, key=said.uid)
            return said

    return once_more(act)


def sign(
    *,
    association: Association | str,
    entry: int,
    by: str,
    at: datetime,
    membership: Membership | None = None,
) -> RegisterLog | Refused:
    """Whoever signs has read the entry as it stands now. Once for each edition."""
    now = at.astimezone(UTC)

    def act() -> RegisterLog | Refused:
        with tenancy.association(association) as here:
            found = held_entry(here, entry)
            known = register_of(here, found.register) if found is not None else None
            if found is None or known is None or isinstance(known, Refused):
                return Refused("There is no such entry here. Load the page again.", "entry")
            account = Account.objects.filter(handle=by, is_active=True).first()
            seen = membership is None or casework.may_see(known, membership.role)
            if not known.sign or account is None or not seen:
                return Refused("This is not something that you confirm.", "entry")
            if found.ended_on is not None:
                return Refused("It holds no longer, so there is nothing to confirm.", "entry")
            uid = f"signed:{found.pk}:{found.edition}:{account.pk}"
            before = RegisterLog.objects.filter(association=here, uid=uid).first()
            if before is not None:
                return before
            said = _log(found, SIGNED, by=by, at=now, account=account, uid=uid)
            facts = {"register": known.name, "entry": found.pk, "edition": found.edition}
            put_down(REGISTER_SIGNED, here=here, by=by, at=now, facts=facts)
            return said

    return once_more(act)


def end(
    *,
    association: Association | str,
    entry: int,
    by: str,
    at: datetime,
    why: str = "",
    membership: Membership | None = None,
) -> RegisterEntry | Refused:
    """It holds no longer, and why; it can still be looked up."""
    now = at.astimezone(UTC)

    def act() -> RegisterEntry | Refused:
        with tenancy.association(association) as here:
            found = held_entry(here, entry)
            known = register_of(here, found.register) if found is not None else None
            if found is None or known is None or isinstance(known, Refused):
                return Refused("There is no such entry here. Load the page again.", "entry")
            refused = may_keep(known, membership, found.account)
            if refused is not None:
                return refused
            if found.ended_on is not None:
                return found
            if known.ends and why not in dict(known.ends):
                return Refused("Choose why it holds no longer.", "why")
            _end(found, why, by=by, at=now)
            facts = {"register": known.name, "entry": found.pk, "why": why or None}
            put_down(REGISTER_ENDED, here=here, by=by, at=now, facts=facts)
            return found

    return once_more(act)


def _end(found: RegisterEntry, why: str, *, by: str, at: datetime) -> None:
    found.ended_on = local_date(_calendar(found.association), at)
    found.changed_by, found.changed_at = by, at
    found.save(update_fields=["ended_on", "changed_by", "changed_at"])
    _log(found, ENDED, by=by, at=at, result=why)


def _calendar(here: Association) -> Calendar:
    return rules.current(here).calendar_for(None)


def _log(
    found: RegisterEntry,
    what: str,
    *,
    by: str,
    at: datetime,
    facts: Mapping[str, object] | None = None,
    account: Account | None = None,
    result: str = "",
    note: str = "",
    uid: str | None = None,
) -> RegisterLog:
    return RegisterLog.objects.create(
        association=found.association,
        uid=uid or refs.new_uid(),
        entry=found,
        what=what,
        edition=found.edition,
        account=account,
        result=result,
        note=note,
        facts=dict(facts or {}),
        by=by,
        at=at,
    )


__all__ = ["NotTaken", "add", "change", "check", "end", "sign"]
