"""Is in the cabinet what should be there? Some sets drawn by lot, and all that tenants ought to have.

    check = draw(association=moray, office="main", by="ann", at=now)
    record(association=moray, check=check.pk, found={71: "there", 72: "missing"}, locked=True,
           spare_there=True, key_held=True, note="72 is with Jo", by="ann", at=now)

The lot is a number that is kept, by which anybody can draw the same sets again. Whatever was not as it should
be needs a word on what was done; a set that is missing has a clock of its own until it is found.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from kept.actions.working.key_moves import KeyDesk, hold
from kept.actions.working.key_news import tell_of_check
from kept.actions.working.once_more import once_more
from kept.casework import Refused
from kept.casework.cabinet import Move, State, after
from kept.casework.cabinet import draw as by_lot
from kept.casework.recurring import subject_of
from kept.rulebook.model import DUTY_DONE
from kept.store import cabinet, dockets, rules, tenancy
from kept.store.models import (
    Association,
    CabinetCheck,
    CabinetFinding,
    KeySet,
    Membership,
    Office,
)

THERE, MISSING, RIGHT, HAND_OUT = "there", "missing", "right", "hand-out"
ANSWERS = (THERE, MISSING, RIGHT, HAND_OUT)
AMISS = (MISSING, HAND_OUT)
LONGEST = 2_000


def draw(
    *,
    association: Association | str,
    office: str,
    by: str,
    at: datetime,
    seed: str | None = None,
    membership: Membership | None = None,
) -> CabinetCheck | Refused:
    """Draw the sets to be looked at in the cabinet of an office. One look at a time: what is drawn stays."""
    now = at.astimezone(UTC)

    def once() -> CabinetCheck | Refused:
        with tenancy.association(association) as here:
            desk = KeyDesk(here, by, now, membership, office)
            place = Office.objects.filter(association=here, slug=office).first()
            if (refused := desk.may_not_record) is not None:
                return refused
            if place is None:
                return Refused("Choose the office whose cabinet is looked through.", "office")
            running = CabinetCheck.objects.filter(association=here, office=place, done_at__isnull=True)
            return running.first() or _drawn(desk, place, seed or secrets.token_hex(6))

    return once_more(once)


def _drawn(desk: KeyDesk, place: Office, seed: str) -> CabinetCheck:
    here = desk.here
    hanging = {each.label: each for each in cabinet.ours(here).filter(hook__office=place, state=State.HUNG)}
    check = CabinetCheck.objects.create(
        association=here,
        office=place,
        seed=seed,
        of=len(hanging),
        drawn_at=desk.at,
        drawn_by=desk.by,
    )
    chosen = [hanging[label] for label in by_lot(hanging, seed=seed, size=desk.rules.looks_at)]
    theirs = {each.pk: each for each in cabinet.tenants_ought_to_have(here, place.pk, desk.at)}
    both = {**{each.pk: each for each in chosen}, **theirs}
    CabinetFinding.objects.bulk_create(
        CabinetFinding(
            association=here, check_of=check, keyset=each, expected=State.HUNG, tenants=each.pk in theirs
        )
        for each in both.values()
    )
    return check


@dataclass(frozen=True, slots=True)
class _Look:
    found: Mapping[int, str]
    notes: Mapping[int, str]
    locked: bool | None
    spare_there: bool | None
    key_held: bool | None
    note: str


def record(
    *,
    association: Association | str,
    check: int,
    found: Mapping[int, str],
    locked: bool | None,
    spare_there: bool | None,
    key_held: bool | None,
    by: str,
    at: datetime,
    note: str = "",
    notes: Mapping[int, str] | None = None,
    membership: Membership | None = None,
) -> CabinetCheck | Refused:
    """Say what was found, set by set. What is on record of a look stays as it is."""
    now = at.astimezone(UTC)
    look = _Look(found, notes or {}, locked, spare_there, key_held, note.strip())

    def once() -> CabinetCheck | Refused:
        with tenancy.association(association) as here:
            rows = CabinetCheck.objects.select_for_update(of=("self",)).select_related("office")
            row = rows.filter(association=here, pk=check).first()
            if row is None:
                return Refused("There is no such look. Begin one in the cabinet.", "check")
            desk = KeyDesk(here, by, now, membership, row.office.slug)
            if (refused := desk.may_not_record) is not None:
                return refused
            return row if row.done_at is not None else _recorded(desk, row, look)

    return once_more(once)


def _recorded(desk: KeyDesk, check: CabinetCheck, look: _Look) -> CabinetCheck | Refused:
    here = desk.here
    rows = CabinetFinding.objects.filter(association=here, check_of=check).select_related(
        "keyset", "keyset__hook", "keyset__home"
    )
    lines = list(rows.order_by("keyset__hook__code", "keyset__number"))
    refused = _fault(lines, look)
    if refused is not None:
        return refused
    for line in lines:
        line.found, line.note = look.found[line.keyset_id], look.notes.get(line.keyset_id, "").strip()
        line.save(update_fields=["found", "note"])
    missing = [line.keyset_id for line in lines if line.found == MISSING]
    amiss = _amiss(lines, look)
    facts: dict[str, object] = {
        "office": check.office.slug,
        "seed": check.seed,
        "of": check.of,
        "looked_at": len(lines),
        "amiss": amiss,
        "locked": look.locked,
        "spare_there": look.spare_there,
        "key_held": look.key_held,
        "note": look.note,
    }
    told = desk.tell("cabinet.checked", facts)
    if told.refused is not None:
        return told.refused
    desk.moved(told, "checked", count=len(lines))
    check.done_at, check.done_by, check.note, check.amiss = desk.at, desk.by, look.note, amiss
    check.locked, check.spare_there, check.key_held = look.locked, look.spare_there, look.key_held
    check.thread = desk.thread(told)
    check.save(
        update_fields=[
            "done_at",
            "done_by",
            "note",
            "amiss",
            "locked",
            "spare_there",
            "key_held",
            "thread",
        ]
    )
    for keyset in hold(here, missing):
        _missed(desk, keyset)
    _keep_the_promise(desk, check)
    if amiss:
        tell_of_check(desk, check.pk, amiss)
    return check


def _fault(lines: list[CabinetFinding], look: _Look) -> Refused | None:
    for name, answer in (
        ("locked", look.locked),
        ("spare_there", look.spare_there),
        ("key_held", look.key_held),
    ):
        if answer is None:
            return Refused("Answer yes or no.", name)
    for line in lines:
        said = look.found.get(line.keyset_id)
        options = (RIGHT, HAND_OUT, MISSING) if line.tenants else (THERE, MISSING)
        if said not in options:
            return Refused(f"Say what you found of {line.keyset.label}.", f"found-{line.keyset_id}")
        if said == RIGHT and not look.notes.get(line.keyset_id, "").strip():
            return Refused(
                f"Somebody has this home. Say why {line.keyset.label} hangs here all the same.",
                f"note-{line.keyset_id}",
            )
    if len(look.note) > LONGEST or any(len(each) > LONGEST for each in look.notes.values()):
        return Refused(f"Say it in at most {LONGEST:,} characters.", "note")
    found = [look.found[line.keyset_id] in AMISS for line in lines]
    if (any(found) or not (look.locked and look.spare_there and look.key_held)) and not look.note:
        return Refused("Not all was as it should be. Say what you did about it.", "note")
    return None


def _amiss(lines: list[CabinetFinding], look: _Look) -> int:
    answers = (look.locked, look.spare_there, look.key_held)
    return sum(line.found in AMISS for line in lines) + sum(each is False for each in answers)


def _missed(desk: KeyDesk, keyset: KeySet) -> None:
    """A set that should hang there and does not: somebody looks for it, by a clock of its own."""
    state = after(State(keyset.state), Move.MISS)
    if isinstance(state, Refused):
        return
    told = desk.tell("keys.missing", {"label": keyset.label, "home": keyset.home.ref})
    if told.refused is None:
        keyset.state, keyset.since, keyset.thread = state, desk.at, desk.thread(told)
        keyset.save(update_fields=["state", "since", "thread"])
        desk.moved(told, "missing", keyset=keyset, count=keyset.count)


def found_again(
    *,
    association: Association | str,
    keys: int,
    by: str,
    at: datetime,
    membership: Membership | None = None,
) -> KeySet | Refused:
    """A set that was missing hangs on its hook again."""
    now = at.astimezone(UTC)

    def once() -> KeySet | Refused:
        with tenancy.association(association) as here:
            keyset = next(iter(hold(here, [keys])), None)
            if keyset is None:
                return Refused("There are no such keys. Look at the cabinet again.", "keys")
            desk = KeyDesk(here, by, now, membership, keyset.hook.office.slug)
            if (refused := desk.may_not_sign) is not None:
                return refused
            if keyset.state != State.MISSING:
                return Refused("These keys are not missing.", "keys")
            if not keyset.count:
                return Refused("None of these keys is left. They go when the locks are changed.", "keys")
            thread = keyset.thread.ref if keyset.thread else None
            if thread is not None:
                told = desk.tell("keys.found", {"label": keyset.label}, thread=thread)
                if told.refused is not None:
                    return told.refused
                desk.moved(told, "found", keyset=keyset, count=keyset.count)
            keyset.state, keyset.since, keyset.thread = State.HUNG, now, None
            keyset.save(update_fields=["state", "since", "thread"])
            return keyset

    return once_more(once)


def _keep_the_promise(desk: KeyDesk, check: CabinetCheck) -> None:
    """Where the policy promises such a look, it is done."""
    rulebook = rules.current(desk.here)
    for clause, promise in rulebook.duties.items():
        if promise.name != desk.rules.duty:
            continue
        found = dockets.find(desk.here.pk, subjects=[subject_of(clause)]).places
        if found:
            facts = {"found": f"{check.amiss} amiss", "evidence": f"look {check.pk}, lot {check.seed}"}
            desk.tell(DUTY_DONE, facts, thread=found[0].ref)
