"""How do the calls of the night, and slips written while the line was down, become contacts?

    taken = take_sheet(lines=lines, association=redland, origin="Night calls", by="ann", at=now)
    taken.lines[0]              # Result: the contact, or why not
    catch_up(slips=slips, association=redland, by="ann", at=now)

Each keeps the time at which it happened. A handler's sheet starts its clocks like any other message. What was
written on slips is history by the time it is typed: it sends nothing to anybody, and is marked recorded
later. Taking the same sheet in again adds nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from kept.actions.telling import tell
from kept.actions.told import REPEATED, Result, Telling
from kept.actions.working.house import note
from kept.actions.working.once_more import once_more
from kept.casework import Grade, Refused
from kept.casework.history import CATCH_UP
from kept.casework.housekeeping import SHEET_TAKEN
from kept.casework.permissions import Permission, may
from kept.casework.rotas import is_open
from kept.casework.sheets import EMERGENCY, SheetLine
from kept.rulebook import Rulebook
from kept.store import rules, tenancy
from kept.store.models import Association, Membership

SHEET = "sheet"
AT_ONCE = 500
NOT_YOURS = "Your role reads what is on record and does not change it. Ask a colleague at the desk."


@dataclass(frozen=True, slots=True)
class Slip:
    """One slip: what happened and when, in the fields of its kind of event. `owner` is whom it is for."""

    kind: str
    happened_at: datetime
    facts: dict[str, object] = field(default_factory=dict)
    uid: str | None = None
    owner: str | None = None
    person: str | None = None
    office: str | None = None
    # What was done about it there and then, if anything.
    answered: bool = False


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of each line, in their order, and how many are new."""

    lines: tuple[Result, ...]

    @property
    def new(self) -> int:
        """How many were not on record before."""
        return sum(1 for each in self.lines if each.refused is None and each.outcome != REPEATED)


def take_sheet(
    *,
    lines: Sequence[SheetLine],
    association: Association | str,
    by: str,
    at: datetime,
    origin: str = "",
    membership: Membership | None = None,
) -> Taken | Refused:
    """Put a handler's calls on record, each by itself: one that is refused holds up no other."""
    return _act(
        lambda rulebook: [_of_line(each, rulebook) for each in lines],
        association,
        what=SHEET,
        origin=origin,
        by=by,
        at=at,
        membership=membership,
    )


def catch_up(
    *,
    slips: Sequence[Slip],
    association: Association | str,
    by: str,
    at: datetime,
    membership: Membership | None = None,
) -> Taken | Refused:
    """Put slips on record with their real times. Nobody hears of it, and it shows that it was recorded
    later.
    """
    return _act(
        lambda rulebook: [_of_slip(each, rulebook) for each in slips],
        association,
        what=CATCH_UP,
        by=by,
        at=at,
        membership=membership,
    )


def _act(
    groups_of: Callable[[Rulebook], list[list[Telling]]],
    association: Association | str,
    *,
    what: str,
    by: str,
    at: datetime,
    membership: Membership | None,
    origin: str = "",
) -> Taken | Refused:
    if not by:
        raise ValueError("Every event says who did it: give `by`.")
    if membership is not None and not may(membership.role, Permission.RECORD):
        return Refused(NOT_YOURS)
    now = at.astimezone(UTC)

    def once() -> Taken | Refused:
        with tenancy.association(association) as here:
            groups = groups_of(rules.current(here))
            if len(groups) > AT_ONCE:
                return Refused(f"Take in {AT_ONCE} lines at most at once. Divide them.")
            flat = [each for group in groups for each in group]
            results = iter(tell(flat, association=here, by=by, at=now, membership=membership).results)
            taken = Taken(tuple(_whole([next(results) for _ in group]) for group in groups))
            if taken.new:
                facts = {
                    "what": what,
                    "lines": len(groups),
                    "taken": taken.new,
                    "origin": origin[:200] or None,
                }
                note(SHEET_TAKEN, here=here, by=by, at=now, facts=facts)
            return taken

    return once_more(once)


def _whole(results: Sequence[Result]) -> Result:
    """What became of all that one line tells: the refusal that is at its root, else its first entry."""
    return next((each for each in results if each.refused is not None), results[0])


def _of_line(line: SheetLine, rulebook: Rulebook) -> list[Telling]:
    closed = not is_open(rulebook.calendar_for(), line.happened_at)
    facts: dict[str, object] = {"from_name": line.name, "phone": line.phone, "about": line.about}
    if line.sort == EMERGENCY:
        facts |= {
            "address": line.address,
            "answered_at": line.answered_at.isoformat() if line.answered_at else "",
            "answered_by": line.answered_by,
            "action": line.action,
            "outcome": line.outcome,
        }
        kind = "emergency.called"
    else:
        more = "\n".join(each for each in (line.address, line.action) if each)
        facts["about"] = "\n".join(each for each in (line.about, more) if each)
        kind = "message.left"
    said = _with_defaults(rulebook, kind, facts) | {"out_of_hours": closed}
    told = [Telling(kind, line.happened_at, said, uid=line.uid, via=SHEET, grade=Grade.DOCUMENT)]
    if line.sort == EMERGENCY and line.outcome in ("settled", "other"):
        over = line.answered_at or line.happened_at
        told.append(
            Telling(
                "thread.closed",
                max(over, line.happened_at),
                uid=f"{line.uid}:over",
                beside=line.uid,
                via=SHEET,
                grade=Grade.DOCUMENT,
            )
        )
    return told


def _with_defaults(rulebook: Rulebook, kind: str, facts: Mapping[str, object]) -> dict[str, object]:
    """What was said, and for the rest what a fresh form says: nobody called it urgent who did not."""
    known = rulebook.kinds.get(kind)
    usual = {each.name: each.default for each in known.fields if each.default is not None} if known else {}
    return usual | {name: value for name, value in facts.items() if value not in ("", None)}


def _of_slip(slip: Slip, rulebook: Rulebook) -> list[Telling]:
    kind = rulebook.kinds.get(slip.kind)
    facts = _with_defaults(rulebook, slip.kind, slip.facts)
    if kind is not None and kind.field("out_of_hours") is not None and "out_of_hours" not in slip.facts:
        facts["out_of_hours"] = not is_open(rulebook.calendar_for(slip.office), slip.happened_at)
    told = [
        Telling(
            slip.kind,
            slip.happened_at,
            facts,
            uid=slip.uid,
            grade=Grade.STAFF_LATER,
            via=CATCH_UP,
            owner=slip.owner,
            person=slip.person,
            office=slip.office,
        )
    ]
    if slip.answered and slip.uid and kind is not None and kind.answered_by:
        told.append(
            Telling(
                kind.answered_by,
                slip.happened_at,
                uid=f"{slip.uid}:answered",
                beside=slip.uid,
                grade=Grade.STAFF_LATER,
                via=CATCH_UP,
            )
        )
    return told
