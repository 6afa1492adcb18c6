"""Who marks what falls due while nobody is looking? One loop: sweep, show a sign of life, sleep a little.

    stop = threading.Event()
    main(stop)                  # until stop is set

1. It survives the database: where that is gone it says so once, waits a little longer each time, and goes on.
2. It can be killed at any moment and run any number of times: the sweep holds nothing that the database does
not.
3. Its log says how many, never who or what.
4. Once an hour it begins what recurs wherever an association has gone live since, and draws the samples of
periods that are over.
"""

from __future__ import annotations

import logging
import signal
import threading
from collections.abc import Callable
from datetime import UTC, datetime

from django.db import DatabaseError, InterfaceError, connection

from kept.actions.duties import begin_everywhere
from kept.actions.sampling import draw_everywhere
from kept.actions.sweeping import Swept, sweep
from kept.store.models import Heartbeat
from kept.worker.forgetting import forget

log = logging.getLogger("kept.worker")

NAME = "worker"
SLEEP_SECONDS = 1.0
BEAT_SECONDS = 15
BEGIN_SECONDS = 3600
BY = "kept"
FIRST_WAIT, LONGEST_WAIT = 1.0, 30.0


def run() -> int:
    """The worker as a process: SIGTERM and SIGINT end it after the sweep that it is in."""
    stop = threading.Event()
    for each in (signal.SIGTERM, signal.SIGINT):
        signal.signal(each, lambda number, frame: stop.set())
    main(stop)
    return 0


def main(stop: threading.Event, *, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
    """Sweep until `stop` is set."""
    log.info("The worker is up.")
    wait, last_beat, last_begun = 0.0, None, None
    while not stop.is_set():
        at = now()
        try:
            if last_beat is None or (at - last_beat).total_seconds() >= BEAT_SECONDS:
                beat(at)
                last_beat = at
            if last_begun is None or (at - last_begun).total_seconds() >= BEGIN_SECONDS:
                begin_everywhere(by=BY, at=at)
                draw_everywhere(by=BY, at=at)
                forget(at)
                last_begun = at
            swept = sweep(at=at)
        except (DatabaseError, InterfaceError) as fault:
            wait = min(LONGEST_WAIT, wait * 2 or FIRST_WAIT)
            last_beat = None
            log.warning("The database does not answer (%s). Trying again in %.0f s.", _sort(fault), wait)
            _let_go()
            stop.wait(wait)
            continue
        if wait:
            log.info("The database answers again.")
            wait = 0.0
        _tell(swept)
        stop.wait(0.0 if swept.more else SLEEP_SECONDS)
    _let_go()
    log.info("The worker has stopped.")


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
