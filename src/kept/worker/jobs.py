"""Who does what was deferred? A thread of the worker: it takes jobs as they come, and takes up what was left.

    jobs = Jobs(moment.now)
    jobs.start()
    jobs.stop()         # waits for the jobs that run, a little

1. A job that was cut short, by a kill or a lost database, is taken up again: each may run twice, so each
looks first at what is done.
2. It listens, so that a safety alarm goes at once; and it looks by itself, in case it heard nothing.
3. Jobs that are done are kept for three days, those that failed for thirty, to be looked at.
"""

from __future__ import annotations

import asyncio
import logging
import threading
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any

from procrastinate import App, JobContext, RetryStrategy, exceptions
from procrastinate.contrib.django import app
from procrastinate.contrib.django.utils import connector_params
from procrastinate.psycopg_connector import PsycopgConnector

from kept.store import jobs

log = logging.getLogger("kept.jobs")

# An alarm has a place of its own, so that nothing slow is ever before it. What takes long has one, so that it
# is never before a letter. Each place listens on a connection of its own, and two are for the jobs.
DOING = (((jobs.ALARM,), 1), ((jobs.NOTICE, jobs.DOCUMENT), 2), ((jobs.LONG,), 1))
CONNECTIONS = len(DOING) + 2
NOW = "now"
LOOK_SECONDS, TIDY_SECONDS = 5.0, 30.0
GRACE_SECONDS = 8.0
DONE_HOURS, FAILED_HOURS = 3 * 24, 30 * 24
FIRST_WAIT, LONGEST_WAIT = 1.0, 30.0
# What fails here is the database, or our own fault: what others refuse is on record, and tried again by its
# own rule.
AGAIN = RetryStrategy(max_attempts=10, wait=2, exponential_wait=2)


@app.task(name=jobs.SEND_MAIL, queue=jobs.NOTICE, retry=AGAIN, pass_context=True)
def send_mail(context: JobContext, association: int, mail: int) -> None:
    """Send one e-mail to a member of staff."""
    from kept.worker import post

    post.send(association, mail, now=context.additional_context[NOW])


@app.task(name=jobs.DELIVER, queue=jobs.NOTICE, retry=AGAIN, pass_context=True)
def deliver(context: JobContext, association: int, delivery: int) -> None:
    """Tell another system of one event."""
    from kept.worker import hooking

    hooking.deliver(association, delivery, now=context.additional_context[NOW])


@app.task(name=jobs.DISPATCH, queue=jobs.NOTICE, retry=AGAIN, pass_context=True)
def dispatch(context: JobContext, association: int, outgoing: int) -> None:
    """Let one thing go out to a customer."""
    from kept.worker import dispatch

    dispatch.send(association, outgoing, now=context.additional_context[NOW])


@app.task(name=jobs.PRODUCE_FORM, queue=jobs.DOCUMENT, retry=AGAIN, pass_context=True)
def produce_form(context: JobContext, association: int, owed: int) -> None:
    """Make one form of what was written, such as large print; a person makes what this machine cannot."""
    from kept.actions import formats

    formats.produce(association=association, owed=owed, by="kept", at=context.additional_context[NOW]())


@app.task(name=jobs.MERGE, queue=jobs.DOCUMENT, retry=AGAIN, pass_context=True)
def merge(context: JobContext, association: int, merge: int) -> None:
    """Let the next few people of a mail merge have their letter."""
    from kept.actions import merging_mail

    now = context.additional_context[NOW]
    merging_mail.step(association=association, merge=merge, by="kept", at=now())


@app.task(name=jobs.GATHER, queue=jobs.DOCUMENT, retry=AGAIN, pass_context=True)
def gather(context: JobContext, association: int, gathering: int) -> None:
    """Look for what belongs to a bundle in the next few tables."""
    from kept.actions import bundles

    now = context.additional_context[NOW]
    bundles.step(association=association, gathering=gathering, by="kept", at=now())


@app.task(name=jobs.MAKE_BUNDLE, queue=jobs.DOCUMENT, retry=AGAIN, pass_context=True)
def make_bundle(context: JobContext, association: int, gathering: int) -> None:
    """Put a bundle together, for people and for machines."""
    from kept.actions import bundles

    now = context.additional_context[NOW]
    bundles.build(association=association, gathering=gathering, by="kept", at=now())


@app.task(name=jobs.TRY_POLICY, queue=jobs.LONG, retry=AGAIN, pass_context=True)
def try_policy(context: JobContext, association: int, trial: int) -> None:
    """Judge the next threads of a trial of a draft."""
    from kept.actions import trials

    trials.step(association=association, trial=trial, by="kept", at=context.additional_context[NOW]())


@app.task(name=jobs.RECEIPTS, queue=jobs.DOCUMENT, retry=AGAIN, pass_context=True)
def receipts(context: JobContext, association: int) -> None:
    """Ask what became of what others carry."""
    from kept.worker import drop, notify

    now = context.additional_context[NOW]
    notify.ask(association, now=now)
    drop.read_results(now=now)


class Jobs:
    """The thread that does jobs, with an event loop of its own."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        self._now = now
        self._thread: threading.Thread | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._running: asyncio.Task[None] | None = None
        self._stopping = False

    def start(self) -> None:
        """Begin, or begin again where the thread has died."""
        if self._thread is None or not self._thread.is_alive():
            self._thread = threading.Thread(target=self._run, name="kept-jobs", daemon=True)
            self._thread.start()

    def stop(self) -> None:
        """Take no more jobs, and wait for those that run."""
        self._stopping = True
        loop, running = self._loop, self._running
        if loop is not None and running is not None:
            with suppress(RuntimeError):  # it has just ended by itself
                loop.call_soon_threadsafe(running.cancel)
        if self._thread is not None:
            self._thread.join(GRACE_SECONDS + 2)

    def _run(self) -> None:
        with suppress(asyncio.CancelledError):
            asyncio.run(self._for_ever())

    async def _for_ever(self) -> None:
        self._loop, self._running = asyncio.get_running_loop(), asyncio.current_task()
        wait = 0.0
        while not self._stopping:
            try:
                await once(self._now, wait=True)
                wait = 0.0
            except (exceptions.ConnectorException, OSError) as fault:
                wait = min(LONGEST_WAIT, wait * 2 or FIRST_WAIT)
                log.warning("Jobs wait: %s. Trying again in %.0f s.", type(fault).__name__, wait)
                await asyncio.sleep(wait)


async def once(now: Callable[[], datetime], *, wait: bool) -> None:
    """Do jobs: as long as it is not stopped, or (`wait` is false) until none is left."""
    connector = PsycopgConnector(
        kwargs=connector_params(), min_size=1, max_size=CONNECTIONS, timeout=10, name="kept-jobs"
    )
    # Whoever defers goes on doing so on the connection, and so in the transaction, that they have.
    working = app.with_connector(connector)
    async with working.open_async():
        tidying = asyncio.create_task(_tidy(working)) if wait else None
        try:
            doing = [
                working.run_worker_async(
                    queues=list(queues),
                    name=f"kept-{queues[0]}",
                    wait=wait,
                    concurrency=at_once,
                    listen_notify=wait,
                    fetch_job_polling_interval=LOOK_SECONDS,
                    shutdown_graceful_timeout=GRACE_SECONDS,
                    install_signal_handlers=False,
                    additional_context={NOW: now},
                )
                for queues, at_once in DOING
            ]
            await asyncio.gather(*doing)
        finally:
            if tidying is not None:
                tidying.cancel()
                with suppress(asyncio.CancelledError):
                    await tidying


async def _tidy(working: App) -> None:
    """Take up what a dead worker left, and clear away what is long done."""
    while True:
        try:
            await take_up(working)
            await working.job_manager.delete_old_jobs(nb_hours=DONE_HOURS)
            await working.job_manager.delete_old_jobs(
                nb_hours=FAILED_HOURS, include_failed=True, include_cancelled=True, include_aborted=True
            )
        except exceptions.ConnectorException as fault:
            log.warning("Jobs could not be tidied: %s.", type(fault).__name__)
        await asyncio.sleep(TIDY_SECONDS)


async def take_up(working: App, **of: Any) -> int:
    """Put back what was begun by a worker that shows no sign of life: how many."""
    left = list(await working.job_manager.get_stalled_jobs(**of))
    for each in left:
        await working.job_manager.retry_job(each, retry_at=datetime.now(UTC))
    if left:
        log.info("Took up %d jobs that were cut short.", len(left), extra={"count": len(left)})
    return len(left)
