"""Who marks what falls due while nobody is looking? One loop: sweep, show a sign of life, sleep a little.

    stop = threading.Event()
    main(stop)                  # until stop is set

1. It survives the database: where that is gone it says so once, waits a little longer each time, and goes on.
2. It can be killed at any moment and run any number of times: the sweep holds nothing that the database does
not.
3. Its log says how many, never who or what.
4. Once an hour it begins what recurs wherever an association has gone live since, and draws the samples of
periods that are over.
5. What is owed is told after each sweep, and digests are gathered once a minute; sending is the jobs', in a
thread of their own, so that no slow mail server holds up a sweep. So is the reading of mailboxes.
6. Every ten minutes it has others asked what became of what they carry for us.
7. What changed a figure is added up every few seconds; a month that is over is published, and drawn from.
"""

from __future__ import annotations

import logging
import signal
import threading
from collections.abc import Callable
from datetime import datetime

from django.db import DatabaseError, InterfaceError, connection

from kept.actions import digests
from kept.actions.closing_days import raise_everywhere
from kept.actions.duties import begin_everywhere
from kept.actions.notices import tell_owed
from kept.actions.reminding_editions import remind_everywhere
from kept.actions.restrictions import lapse_everywhere
from kept.actions.sampling import draw_everywhere
from kept.actions.sweeping import Swept, sweep
from kept.store import moment
from kept.store.models import Heartbeat
from kept.worker import figures
from kept.worker.asking import ask_for_receipts
from kept.worker.forgetting import forget
from kept.worker.retaining import erase_everywhere

log = logging.getLogger("kept.worker")

NAME = "worker"
SLEEP_SECONDS = 1.0
BEAT_SECONDS = 15
BEGIN_SECONDS = 3600
GATHER_SECONDS = 60
ASK_SECONDS = 600
BY = "kept"
FIRST_WAIT, LONGEST_WAIT = 1.0, 30.0


def run() -> int:
    """The worker as a process: SIGTERM and SIGINT end it after the sweep that it is in."""
    # The queue of jobs is imported by the one process that does them.
    from kept.worker.jobs import Jobs
    from kept.worker.reading import Reading

    stop = threading.Event()
    for each in (signal.SIGTERM, signal.SIGINT):
        signal.signal(each, lambda number, frame: stop.set())
    jobs, reading = Jobs(moment.now), Reading(moment.now)

    def beside() -> None:
        jobs.start()
        reading.start()

    try:
        main(stop, now=moment.now, beside=beside)
    finally:
        reading.stop()
        jobs.stop()
    return 0


def main(
    stop: threading.Event,
    *,
    now: Callable[[], datetime] = moment.real,
    beside: Callable[[], None] = lambda: None,
) -> None:
    """Sweep until `stop` is set. `beside` sees to it that what runs beside the sweep still does."""
    log.info("The worker is up.")
    wait, last = 0.0, _Last()
    while not stop.is_set():
        try:
            beside()
            at = now()
            if last.due("beat", BEAT_SECONDS, at):
                beat(at)
            swept = sweep(at=at)
            told = tell_owed(by=BY, at=at)
            if last.due("begun", BEGIN_SECONDS, at):
                begin_everywhere(by=BY, at=at)
                draw_everywhere(by=BY, at=at)
                raise_everywhere(by=BY, at=at)
                remind_everywhere(by=BY, at=at)
                lapse_everywhere(by=BY, at=at)
                forget(at)
                erase_everywhere(BY, at)
                figures.hourly(BY, at)
            if last.due("added up", figures.FOLD_SECONDS, at):
                figures.add_up()
            if last.due("asked", ASK_SECONDS, at):
                ask_for_receipts()
            if last.due("gathered", GATHER_SECONDS, at):
                digests.gather(by=BY, at=at)
        except (DatabaseError, InterfaceError) as fault:
            wait = min(LONGEST_WAIT, wait * 2 or FIRST_WAIT)
            last = _Last()
            log.warning("The database does not answer (%s). Trying again in %.0f s.", _sort(fault), wait)
            _let_go()
            stop.wait(wait)
            continue
        if wait:
            log.info("The database answers again.")
            wait = 0.0
        _tell(swept)
        stop.wait(0.0 if swept.more or told.more else SLEEP_SECONDS)
    _let_go()
    log.info("The worker has stopped.")


class _Last:
    """When each thing that is not done every time was done last."""

    def __init__(self) -> None:
        self._at: dict[str, datetime] = {}

    def due(self, what: str, every: float, at: datetime) -> bool:
        """Whether it is time again; if so, it counts as done now. A clock that was moved back begins anew."""
        last = self._at.get(what)
        if last is not None and 0 <= (at - last).total_seconds() < every:
            return False
        self._at[what] = at
        return True


def beat(at: datetime) -> None:
    """Leave a sign of life, by which a page can tell that the worker is dead."""
    Heartbeat.objects.update_or_create(name=NAME, defaults={"beat_at": at})


def _tell(swept: Swept) -> None:
    if swept.threads or swept.failed:
        log.info(
            "Swept %d threads: %d clocks changed, %d things are owed, %d threads could not be judged.",
            swept.threads,
            swept.clocks,
            swept.owed,
            swept.failed,
            extra={"count": swept.threads},
        )


def _sort(fault: Exception) -> str:
    """The sort of failure: its own words may hold what people typed."""
    state = getattr(fault.__cause__, "sqlstate", None)
    return f"{type(fault).__name__} {state}" if state else type(fault).__name__


def _let_go() -> None:
    """Drop the connection, however broken it is; the next query opens another."""
    try:
        connection.close()
    except (DatabaseError, InterfaceError):
        connection.connection = None
