"""How is something put off until the transaction that asks for it has been committed, and then surely done?

    jobs.defer(jobs.SEND_MAIL, queue=jobs.ALARM, association=karin.pk, mail=mail.pk)

A job is a row in the same database, written in the transaction of whoever asks: rolled back with it, or there
when it commits. The worker takes it up, however often either of them is killed. Its table lies outside the
walls between associations, so **its arguments are ids, and nothing else**.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

ALARM, NOTICE, DOCUMENT, LONG = "alarm", "notice", "document", "long"
QUEUES = (ALARM, NOTICE, DOCUMENT, LONG)
SEND_MAIL, DELIVER = "kept.send_mail", "kept.deliver"
DISPATCH, MERGE, RECEIPTS = "kept.dispatch", "kept.merge", "kept.receipts"
PRODUCE_FORM = "kept.produce_form"
GATHER, MAKE_BUNDLE = "kept.gather", "kept.make_bundle"
TRY_POLICY = "kept.try_policy"
# A safety alarm goes before whatever else is waiting.
_FIRST = {ALARM: 100}


def defer(task: str, *, queue: str, after: timedelta | None = None, **ids: int) -> None:
    """Ask for one job of that task, at once or after a while of the machine's own time."""
    defer_many(task, [ids], queue=queue, after=after)


def defer_many(
    task: str, ids: Sequence[dict[str, int]], *, queue: str, after: timedelta | None = None
) -> None:
    """Ask for many jobs of one task, in one statement."""
    from procrastinate.contrib.django import app

    if queue not in QUEUES:
        raise ValueError(f"There is no queue {queue}.")
    if any(type(value) is not int for each in ids for value in each.values()):
        raise TypeError("A job takes ids alone: its table belongs to no association.")
    if ids:
        later = {"seconds": int(after.total_seconds())} if after else None
        asked = app.configure_task(task, queue=queue, schedule_in=later, priority=_FIRST.get(queue, 0))
        asked.batch_defer(*(dict[str, Any](each) for each in ids))
