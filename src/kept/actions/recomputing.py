"""Is what is stored what the events say? Judge every thread again and compare.

    recompute(association=karin, check=True, at=now, by="ann", tell=print)      # changes nothing
    recompute(association=karin, check=False, at=now, by="ann")                 # writes what differs

Threads are taken some at a time, each batch in a transaction of its own, so that memory stays flat and staff
can go on working. What differs is told as data: the thread's reference, the promise and the columns, never
what anybody said.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, fields
from datetime import UTC, datetime, timedelta

from django.db import connection, transaction

from kept.actions.working.judging import moment_for, rejudged
from kept.actions.working.once_more import once_more
from kept.casework import Clock
from kept.casework.standing import Standing
from kept.store import dockets, publishing, rules, tallies, tenancy, writing
from kept.store.dockets import Docket
from kept.store.models import Association, Published, Thread
from kept.store.writing import Outcome

AT_ONCE = 500
_INSTANT = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that is stored otherwise than it is judged. `promise` is None for the thread's own row."""

    thread: str
    promise: str | None
    start: str | None
    what: str

    def __str__(self) -> str:
        about = f" {self.promise} from {self.start}" if self.promise else ""
        return f"{self.thread}{about}: {self.what}"


@dataclass(frozen=True, slots=True)
class Recomputed:
    """How many threads were judged, how many differed, and how many wait for the sweep to come by."""

    threads: int = 0
    different: int = 0
    waiting: int = 0


def recompute(
    *,
    association: Association | str,
    check: bool,
    at: datetime,
    by: str,
    tell: Callable[[Difference], None] = lambda difference: None,
    progress: Callable[[int], None] = lambda threads: None,
) -> Recomputed:
    """Judge every thread of the association. `check` only looks; `by` names whoever asked for it."""
    if not by:
        raise ValueError("Say who asks for it: give `by`.")
    now = at.astimezone(UTC)
    threads = different = waiting = 0
    for ids in _batches(association):
        done = once_more(lambda ids=ids: _batch(association, ids, now, check, tell))  # type: ignore[misc]
        threads, different, waiting = (
            threads + done.threads,
            different + done.different,
            waiting + done.waiting,
        )
        progress(threads)
    different += once_more(lambda: _figures(association, check, tell))
    return Recomputed(threads, different, waiting)


def _figures(association: Association | str, check: bool, tell: Callable[[Difference], None]) -> int:
    """Whether the tallies say what the clocks say, and published months what their own clocks do."""
    with tenancy.association(association) as here:
        found = [Difference("tallies", None, None, each) for each in tallies.differences()]
        if found and not check:
            tallies.rebuild()
        for month in Published.objects.filter(association=here).order_by("month"):
            if not publishing.reproduced(month):
                what = f"{month.month:%Y-%m} as it was published is not what its own clocks come to"
                found.append(Difference("published", None, None, what))
    for each in found:
        tell(each)
    return len(found)


def _batches(association: Association | str) -> Iterator[list[int]]:
    """The ids, some at a time, without keeping a transaction open between."""
    last = 0
    while True:
        with tenancy.association(association):
            rows = Thread.objects.filter(pk__gt=last, merged_into__isnull=True).order_by("pk")
            ids = list(rows.values_list("pk", flat=True)[:AT_ONCE])
        if not ids:
            return
        yield ids
        last = ids[-1]


def _batch(
    association: Association | str,
    ids: Sequence[int],
    at: datetime,
    check: bool,
    tell: Callable[[Difference], None],
) -> Recomputed:
    with transaction.atomic():
        if check and len(connection.savepoint_ids) == 0:
            # One moment of the database for all that is compared, without holding anybody up.
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        with tenancy.association(association) as here:
            found = dockets.look(ids) if check else dockets.lock(ids)
            held = dockets.read(found, owed=True)
            known = rules.rules_of(here)
            rulebook = known.versions[-1].rulebook
            outcomes, waiting = [], 0
            for docket in held:
                behind = _behind(docket, at)
                waiting += behind
                moment = _as_of(docket, at) if check else at
                calendar = rulebook.calendar_for(docket.office)
                outcomes.append(rejudged(docket, rules=known, calendar=calendar, at=moment))
            told = [list(_differences(each, at)) for each in outcomes]
            if not check:
                writing.write(outcomes)
    for each in told:
        for difference in each:
            tell(difference)
    return Recomputed(len(held), sum(1 for each in told if each), waiting)


def _behind(docket: Docket, at: datetime) -> bool:
    """Whether something has come due that the sweep has not looked at yet."""
    return (
        docket.standing is not None and docket.standing.wake_at is not None and docket.standing.wake_at <= at
    )


def _as_of(docket: Docket, at: datetime) -> datetime:
    """When what is stored should hold: now, or where the sweep is behind, just before it was due."""
    wake_at = docket.standing.wake_at if docket.standing else None
    return wake_at - _INSTANT if wake_at is not None and wake_at <= at else moment_for(docket, at)


def _differences(outcome: Outcome, at: datetime) -> Iterator[Difference]:
    """How what is stored differs from what was judged, one by one.

    How a thread stands that waits for the sweep, by itself or because a new version of Kept or of the policy
    asked for it, is for the sweep to write.
    """
    docket, ref = outcome.docket, outcome.docket.ref
    had = {(each.promise, each.start): each for each in docket.clocks}
    for clock in outcome.written:
        before = had.get((clock.promise, clock.start))
        what = "is not stored" if before is None else _changed(before, clock)
        yield Difference(ref, clock.promise, clock.start, what)
    for promise, start in outcome.removed:
        yield Difference(ref, promise, start, "is stored, and does not follow from the events")
    for owed in outcome.judgement.owed:
        if not any(_same(owed, each) for each in docket.owed):
            yield Difference(ref, owed.promise, owed.start, f"{owed.what} {owed.step} is owed and not stored")
    if docket.standing != outcome.standing and not _behind(docket, at):
        yield Difference(ref, None, None, _changed(docket.standing, outcome.standing))


def _same(one: object, other: object) -> bool:
    return all(getattr(one, name) == getattr(other, name) for name in ("promise", "start", "what", "step"))


def _changed(before: Clock | Standing | None, now: Clock | Standing) -> str:
    parts = []
    for each in fields(now):
        old, new = getattr(before, each.name, None), getattr(now, each.name)
        if old != new:
            parts.append(f"{each.name} is {_shown(old)} and should be {_shown(new)}")
    return "; ".join(parts)


def _shown(value: object) -> str:
    return value.isoformat() if isinstance(value, datetime) else "empty" if value is None else str(value)
