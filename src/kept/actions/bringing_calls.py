"""How do the calls of a telephone system come on record, each with its clocks?

    became = bring_calls(calls=calls, association=karin, by="import", at=now)
    became[0]                  # TAKEN, ALREADY, or Refused("…")

A call is told as what the exchange saw: it rang, and it was answered, rung off or taken by a machine; then
it is closed, since nothing of it is left to do. Its events are graded `machine`. Beside them stands a
`CallRecord` with its seconds. The same call again changes nothing, and another one under its reference is
refused.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from django.db import transaction

from kept.actions.telling import tell
from kept.actions.told import REPEATED, Telling
from kept.actions.working.once_more import once_more
from kept.casework import Grade, Refused
from kept.casework.callrecords import ABANDONED, ANSWERED, MACHINE, Call
from kept.casework.rotas import is_open
from kept.rulebook import Rulebook
from kept.store import bulk, rules, tenancy
from kept.store.models import Association, CallRecord, Office, Thread

TAKEN, ALREADY = "taken", "already"
RANG, CLOSED = "call.rang", "thread.closed"
# What is told of each outcome, beside the ringing. An engaged line is told by the ringing alone.
TOLD_OF: Mapping[str, str] = {
    ANSWERED: "call.answered",
    ABANDONED: "call.abandoned",
    MACHINE: "call.answered_by_machine",
}
_ROW = {
    "thread_id": "bigint",
    "ref": "text",
    "office_id": "bigint",
    "line": "text",
    "rang_at": "timestamptz",
    "outcome": "text",
    "waited": "double precision",
    "talked": "double precision",
    "taken_by": "text",
    "out_of_hours": "boolean",
}


def bring_calls(
    *,
    calls: Sequence[Call],
    association: Association | str,
    by: str,
    at: datetime,
    only_check: bool = False,
) -> list[str | Refused]:
    """Put these calls on record, in one transaction; what became of each, in their order.

    With `only_check` it says what would become of them, and writes nothing.
    """
    if not by:
        raise ValueError("Every event says who did it: give `by`.")
    now = at.astimezone(UTC)
    return once_more(lambda: _brought(calls, association, by, now, only_check))


def _brought(
    calls: Sequence[Call], association: Association | str, by: str, at: datetime, only_check: bool
) -> list[str | Refused]:
    with transaction.atomic():
        became = _written(calls, association, by, at)
        if only_check:
            transaction.set_rollback(True)
    return became


def _written(
    calls: Sequence[Call], association: Association | str, by: str, at: datetime
) -> list[str | Refused]:
    with tenancy.association(association) as here:
        rulebook = rules.current(here)
        closed = {each.ref: not _open(rulebook, each) for each in calls}
        told_of = [_tellings(each, closed[each.ref]) for each in calls]
        results = iter(
            tell([one for each in told_of for one in each], association=here, by=by, at=at).results
        )
        became: list[str | Refused] = []
        threads: dict[str, str] = {}
        for each, tellings in zip(calls, told_of, strict=True):
            told = [next(results) for _ in tellings]
            refused = next((one.refused for one in told if one.refused is not None), None)
            became.append(refused or (ALREADY if all(one.outcome == REPEATED for one in told) else TAKEN))
            if refused is None and told[0].thread is not None:
                threads[each.ref] = told[0].thread
        _write(here, calls, threads, closed)
    return became


def _open(rulebook: Rulebook, call: Call) -> bool:
    return is_open(rulebook.calendar_for(call.office), call.rang_at)


def _tellings(call: Call, closed: bool) -> list[Telling]:
    """What the exchange saw, in order; each under a name made of the call's reference."""

    def telling(kind: str, at: datetime, what: str, **facts: object) -> Telling:
        return Telling(
            kind,
            at,
            facts,
            uid=f"{call.ref}:{what}",
            subject=call.ref,
            grade=Grade.MACHINE,
            via="import",
            office=call.office,
        )

    told = [telling(RANG, call.rang_at, "rang", line=call.line, out_of_hours=closed)]
    if call.outcome in TOLD_OF:
        told.append(telling(TOLD_OF[call.outcome], call.until, call.outcome))
    return [*told, telling(CLOSED, call.over_at, "over")]


def _write(
    here: Association, calls: Sequence[Call], threads: Mapping[str, str], closed: Mapping[str, bool]
) -> None:
    """The seconds of each call beside its thread; those that are there already stay."""
    wanted = {each.ref: each for each in calls if each.ref in threads}
    rows = CallRecord.objects.filter(association=here, ref__in=list(wanted))
    for ref in rows.values_list("ref", flat=True):
        wanted.pop(ref, None)
    if not wanted:
        return
    refs = [threads[each] for each in wanted]
    ids = dict(Thread.objects.filter(association=here, ref__in=refs).values_list("ref", "pk"))
    offices = dict(Office.objects.filter(association=here).values_list("slug", "pk"))
    bulk.insert(
        "store_callrecord",
        _ROW,
        [
            (
                ids[threads[ref]],
                ref,
                offices.get(each.office or ""),
                each.line,
                each.rang_at,
                each.outcome,
                each.waited,
                each.spoken,
                each.taken_by,
                closed[ref],
            )
            for ref, each in wanted.items()
        ],
    )
