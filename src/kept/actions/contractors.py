"""Which firms are sent out in the association's name, what are they given, and what is written against them?

    firm = add(association=redland, name="Reid Plumbing", trade="Plumbing", by="mia", at=now)
    give(association=redland, contractor=firm.pk, part="code", by="mia", at=now)          # given, and signed
    carry(association=redland, contractor=firm.pk, name="Jo Reid", card="C-118", until=day, by="mia", at=now)
    concern(association=redland, contractor=firm.pk, thread="K7F3-9Q2M", by="ann", at=now)
    breach(association=redland, contractor=firm.pk, on=day, what="No card", uid=…, by="ann", at=now)
    look(association=redland, contractor=firm.pk, on=day, where="Flat 2", found={…}, uid=…, by="ann", at=now)

A contact about a firm counts as ours like any other: the firm is written beside it, and takes nothing away.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime

from kept.actions.telling import tell
from kept.actions.told import Telling
from kept.actions.working.booked import Undone
from kept.actions.working.diary import kept_or_undone
from kept.actions.working.house import note
from kept.casework import Refused
from kept.casework.contracting import LONGEST, line_fault, points_of, scored
from kept.casework.housekeeping import (
    CODE_BROKEN,
    CONTRACTOR_CHANGED,
    CONTRACTOR_CONCERNED,
    WORK_LOOKED_AT,
)
from kept.casework.permissions import Permission, may
from kept.store import contractors, rules
from kept.store.models import (
    Association,
    CodeBreach,
    Contractor,
    ContractorOnThread,
    Membership,
    Operative,
    Resource,
    Thread,
    WorkLook,
)
from kept.store.models.diary import CONTRACTOR
from kept.store.threads import visible_to
from kept.workclock import local_date

MACHINE = "machine"
MAY_NOT = Refused("Contractors are looked after by a manager or director. Ask one of them.", "name")
NOT_THERE = Refused("There is no such contractor. Choose one of the list.", "contractor")


def add(
    *,
    association: Association | str,
    name: str,
    by: str,
    at: datetime,
    trade: str = "",
    phone: str = "",
    email: str = "",
    membership: Membership | None = None,
) -> Contractor | Refused:
    """Put a firm on the list and into the diary. Twice is once; one that had ended is back."""
    now = at.astimezone(UTC)

    def act(here: Association) -> Contractor:
        _leads(membership)
        said = {"trade": trade.strip(), "phone": phone.strip(), "email": email.strip()}
        _sound(line_fault("Name", name.strip(), required=True))
        for label, value in said.items():
            _sound(line_fault(label.title(), value))
        row = Contractor.objects.filter(association=here, name=name.strip()).first()
        if row is not None and row.ended_at is None:
            return row
        resource, _made = Resource.objects.get_or_create(
            association=here, kind=CONTRACTOR, office=None, name=name.strip()
        )
        Resource.objects.filter(pk=resource.pk).update(ended_at=None)
        if row is None:
            row = Contractor.objects.create(
                association=here, name=name.strip(), resource=resource, added_at=now, added_by=by, **said
            )
        else:
            row.ended_at = None
            for label, value in said.items():
                setattr(row, label, value)
            row.save(update_fields=["ended_at", *said])
        _note(row, "added", by, now)
        return row

    return kept_or_undone(act, association, membership)


def end(
    *,
    association: Association | str,
    contractor: int,
    by: str,
    at: datetime,
    membership: Membership | None = None,
) -> Contractor | Refused:
    """They do not work for us any more; what stands in the diary already stays there."""
    now = at.astimezone(UTC)

    def act(here: Association) -> Contractor:
        _leads(membership)
        row = _held(here, contractor)
        if row.ended_at is None:
            row.ended_at = now
            row.save(update_fields=["ended_at"])
            Resource.objects.filter(pk=row.resource_id).update(ended_at=now)
            _note(row, "ended", by, now)
        return row

    return kept_or_undone(act, association, membership)


def give(
    *,
    association: Association | str,
    contractor: int,
    part: str,
    by: str,
    at: datetime,
    membership: Membership | None = None,
) -> Contractor | Refused:
    """They have this part of the pack in its present edition, and have signed it where it is signed."""
    now = at.astimezone(UTC)

    def act(here: Association) -> Contractor:
        _leads(membership)
        row = _held(here, contractor)
        rulebook = rules.current(here)
        found = contractors.named(contractors.parts_of(rulebook), part)
        if found is None:
            raise Undone(Refused("There is no such part of the pack. Load the page again.", "part"))
        edition = found.edition.isoformat()
        if row.given.get(part, [""])[0] != edition:
            today = local_date(rulebook.calendar_for(), now).isoformat()
            row.given = {**row.given, part: [edition, today, by]}
            row.save(update_fields=["given"])
            _note(row, "signed" if found.signed else "given", by, now, part=found.title, edition=edition)
        return row

    return kept_or_undone(act, association, membership)


def carry(
    *,
    association: Association | str,
    contractor: int,
    name: str,
    card: str,
    until: date,
    by: str,
    at: datetime,
    membership: Membership | None = None,
) -> Operative | Refused:
    """One of their people carries this security card until that day."""
    now = at.astimezone(UTC)

    def act(here: Association) -> Operative:
        _leads(membership)
        row = _held(here, contractor)
        _sound(line_fault("Name", name.strip(), required=True))
        _sound(line_fault("Card", card.strip(), required=True))
        today = local_date(rules.current(here).calendar_for(), now)
        held = Operative.objects.filter(association=here, card=card.strip(), ended_at__isnull=True).first()
        if held is not None:
            if (held.contractor_id, held.name, held.until) == (row.pk, name.strip(), until):
                return held
            raise Undone(Refused("This number is on another card that is valid. Check it.", "card"))
        if until < today:
            raise Undone(Refused("This card has run out. Give a day that is still to come.", "until"))
        made = Operative.objects.create(
            association=here,
            contractor=row,
            name=name.strip(),
            card=card.strip(),
            until=until,
            added_at=now,
            added_by=by,
        )
        _note(row, "card", by, now)
        return made

    return kept_or_undone(act, association, membership)


def hand_back(
    *,
    association: Association | str,
    operative: int,
    by: str,
    at: datetime,
    membership: Membership | None = None,
) -> Operative | Refused:
    """This card is no longer valid: it was handed back or lost."""
    now = at.astimezone(UTC)

    def act(here: Association) -> Operative:
        _leads(membership)
        rows = Operative.objects.select_for_update(of=("self",)).select_related("contractor")
        row = rows.filter(association=here, pk=operative).first()
        if row is None:
            raise Undone(Refused("There is no such card. Load the page again.", "card"))
        if row.ended_at is None:
            row.ended_at = now
            row.save(update_fields=["ended_at"])
            _note(row.contractor, "card_ended", by, now)
        return row

    return kept_or_undone(act, association, membership)


def concern(
    *,
    association: Association | str,
    contractor: int,
    thread: str,
    by: str,
    at: datetime,
    withdrawn: bool = False,
    membership: Membership | None = None,
) -> bool | Refused:
    """This contact is about that firm, or with `withdrawn` not after all; whether that changed anything."""
    now = at.astimezone(UTC)

    def act(here: Association) -> bool:
        row = _held(here, contractor)
        seen = visible_to(membership) if membership is not None else Thread.objects.filter(association=here)
        found = seen.filter(ref=thread).first()
        if found is None:
            raise Undone(Refused("There is no such contact. Load the page again.", "thread"))
        root = found.merged_into_id or found.pk
        ties = ContractorOnThread.objects.filter(association=here, contractor=row, thread=root)
        if ties.exists() is not withdrawn:
            return False
        facts: dict[str, object] = {"contractor": row.name, "withdrawn": withdrawn}
        told = tell(
            [Telling(CONTRACTOR_CONCERNED, now, facts, thread=thread, via=MACHINE)],
            association=here,
            by=by,
            at=now,
        )
        if told.refused is not None:
            raise Undone(told.refused)
        if withdrawn:
            ties.delete()
        else:
            ContractorOnThread.objects.create(
                association=here, contractor=row, thread_id=root, tied_at=now, tied_by=by
            )
        return True

    return kept_or_undone(act, association, membership)


def breach(
    *,
    association: Association | str,
    contractor: int,
    on: date,
    what: str,
    uid: str,
    by: str,
    at: datetime,
    done: str = "",
    membership: Membership | None = None,
) -> CodeBreach | Refused:
    """They did not keep to the code. What was done about it may come later, with the same `uid`."""
    now = at.astimezone(UTC)

    def act(here: Association) -> CodeBreach:
        row = _held(here, contractor)
        _sound(_words("what", what, required=True) or _words("done", done))
        held = CodeBreach.objects.filter(association=here, uid=uid).first()
        if held is not None:
            if done and held.done != done:
                held.done = done
                held.save(update_fields=["done"])
            return held
        _not_to_come(here, on, now)
        made = CodeBreach.objects.create(
            association=here, contractor=row, uid=uid, on=on, what=what, done=done, told_at=now, told_by=by
        )
        facts = {"contractor": row.name, "on": on.isoformat()}
        note(CODE_BROKEN, here=here, by=by, at=now, facts=facts, uid=f"breach:{uid}")
        return made

    return kept_or_undone(act, association, membership)


def look(
    *,
    association: Association | str,
    contractor: int,
    on: date,
    where: str,
    found: Mapping[str, bool],
    uid: str,
    by: str,
    at: datetime,
    words: str = "",
    membership: Membership | None = None,
) -> WorkLook | Refused:
    """What a look at finished work found, point by point; what was not looked at is left out of `found`."""
    now = at.astimezone(UTC)

    def act(here: Association) -> WorkLook:
        row = _held(here, contractor)
        held = WorkLook.objects.filter(association=here, uid=uid).first()
        if held is not None:
            return held
        parts = contractors.parts_of(rules.current(here))
        _sound(line_fault("Where", where.strip(), required=True) or _words("words", words))
        _not_to_come(here, on, now)
        score = scored(parts, found)
        if not score.of:
            raise Undone(Refused("Say of one point at least whether it was met.", "found"))
        points = dict(points_of(parts))
        made = WorkLook.objects.create(
            association=here,
            contractor=row,
            uid=uid,
            on=on,
            where=where.strip(),
            found={points[each]: met for each, met in found.items() if each in points},
            met=score.met,
            of=score.of,
            words=words,
            told_at=now,
            told_by=by,
        )
        facts = {"contractor": row.name, "met": score.met, "of": score.of}
        note(WORK_LOOKED_AT, here=here, by=by, at=now, facts=facts, uid=f"look:{uid}")
        return made

    return kept_or_undone(act, association, membership)


def _leads(membership: Membership | None) -> None:
    if membership is not None and not may(membership.role, Permission.REASSIGN):
        raise Undone(MAY_NOT)


def _held(here: Association, contractor: int) -> Contractor:
    row = Contractor.objects.select_for_update(of=("self",)).filter(association=here, pk=contractor).first()
    if row is None:
        raise Undone(NOT_THERE)
    return row


def _sound(refused: Refused | None) -> None:
    if refused is not None:
        raise Undone(refused)


def _words(field: str, said: str, *, required: bool = False) -> Refused | None:
    if required and not said.strip():
        return Refused("Say in a sentence what happened.", field)
    if len(said) > LONGEST or "\x00" in said:
        return Refused(f"Say it in at most {LONGEST:,} characters.", field)
    return None


def _not_to_come(here: Association, on: date, at: datetime) -> None:
    if on > local_date(rules.current(here).calendar_for(), at):
        raise Undone(Refused("This day is still to come. Check the date.", "on"))


def _note(row: Contractor, what: str, by: str, at: datetime, *, part: str = "", edition: str = "") -> None:
    facts = {"contractor": row.name, "change": what, "part": part or None, "edition": edition or None}
    note(CONTRACTOR_CHANGED, here=row.association, by=by, at=at, facts=facts)
