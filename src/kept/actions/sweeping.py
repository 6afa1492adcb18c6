"""What follows by now from time alone: what is to be warned of, what was broken, what starts because it was?

    swept = sweep(at=now)       # Swept(threads=12, owed=5, failed=0, more=False)

The sweep trusts nothing but the events: it takes threads whose `wake_at` has come, holds them, judges, and
writes the difference. A breach is dated at the due moment, whenever the sweep comes by, and what is owed
about it is owed once, however often, however late and by however many sweeps at a time. It leaves no event: a
breach follows from time.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.db import InterfaceError, OperationalError

from kept.actions.working.judging import rejudged
from kept.actions.working.once_more import once_more
from kept.store import dockets, rules, tenancy, writing
from kept.store.models import Thread
from kept.store.threads import wake_due

log = logging.getLogger("kept.sweep")

AT_ONCE = 500
AGAIN_AFTER = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Swept:
    """What a sweep did.

    `failed` threads are tried again later; `more` are waiting beyond the limit.
    """

    threads: int = 0
    clocks: int = 0
    owed: int = 0
    failed: int = 0
    more: bool = False


def sweep(*, at: datetime, by: str = "sweep", limit: int = AT_ONCE) -> Swept:
    """Judge at most `limit` threads that are due, of whichever association.

    `by` signs the log of what fails.
    """
    now = at.astimezone(UTC)
    due = wake_due(now, limit)
    of_association: dict[int, list[int]] = {}
    for association, thread in due:
        of_association.setdefault(association, []).append(thread)
    threads = clocks = owed = failed = 0
    for association, ids in of_association.items():
        done = _together(association, ids, now, by)
        threads, clocks, owed = threads + done.threads, clocks + done.clocks, owed + done.owed
        failed += done.failed
    return Swept(threads, clocks, owed, failed, more=len(due) == limit and threads > 0)


def sweep_association(*, association: str, at: datetime, by: str) -> int:
    """Judge all that is due at one association, some at a time.

    How many threads it was, but for those that failed.
    """
    now = at.astimezone(UTC)
    threads, last = 0, 0
    while True:
        with tenancy.association(association) as here:
            rows = Thread.objects.filter(wake_at__lte=now, merged_into__isnull=True, pk__gt=last).order_by(
                "pk"
            )
            ids = list(rows.values_list("pk", flat=True)[:AT_ONCE])
        if not ids:
            return threads
        threads += _together(here.pk, ids, now, by).threads
        last = ids[-1]


def _together(association: int, ids: Sequence[int], at: datetime, by: str) -> Swept:
    """All in one transaction; where that fails, each alone, so that a bad thread holds up no other."""
    try:
        return once_more(lambda: _swept(association, ids, at))
    except (InterfaceError, OperationalError):
        raise  # The database is not there or overloaded: that is no thread's fault.
    except Exception:
        if len(ids) == 1:
            log.exception("%s could not judge thread %s; it is put off for a while.", by, ids[0])
            _put_off(association, ids[0], at)
            return Swept(failed=1)
    parts = [_together(association, [each], at, by) for each in ids]
    return Swept(
        sum(each.threads for each in parts),
        sum(each.clocks for each in parts),
        sum(each.owed for each in parts),
        sum(each.failed for each in parts),
    )


def _put_off(association: int, thread: int, at: datetime) -> None:
    """Let a thread that cannot be judged wait, so that it neither fills the log nor stands in others' way."""
    with tenancy.association(association):
        Thread.objects.filter(pk=thread, wake_at__lte=at).update(wake_at=at + AGAIN_AFTER)


def _swept(association: int, ids: Sequence[int], at: datetime) -> Swept:
    with tenancy.association(association) as here:
        held = dockets.read(dockets.lock(ids, skip_locked=True, due_by=at))
        if not held:
            return Swept()
        # After the lock: a policy loaded meanwhile has asked for these threads to be judged again by it.
        known = rules.rules_of(here)
        rulebook = known.versions[-1].rulebook
        outcomes = [
            rejudged(each, rules=known, calendar=rulebook.calendar_for(each.office), at=at) for each in held
        ]
        done = writing.write(outcomes)
        return Swept(len(held), done.clocks, done.owed)
