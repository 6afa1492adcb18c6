"""Jobs are written with what asks for them, done by the worker, and taken up again when it was killed."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

import psycopg
import pytest
from django.conf import settings
from django.db import connection, transaction

from kept.actions.telling import Telling, tell
from kept.server.postgres import Server
from kept.store import jobs
from kept.worker import jobs as doing
from tests import cast
from tests.actions.post import Box

NOW = datetime(2026, 4, 8, 10, tzinfo=UTC)


def _finished(work: Coroutine[Any, Any, Any]) -> Any:
    """What it comes to, in a thread of its own as in the worker: a browser may hold this one's loop."""
    with ThreadPoolExecutor(max_workers=1) as pool:
        return pool.submit(asyncio.run, work).result()


def waiting() -> list[tuple[str, str, str, dict[str, int]]]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT task_name, queue_name, status, args FROM procrastinate_jobs ORDER BY id")
        return [(task, queue, status, args) for task, queue, status, args in cursor.fetchall()]


def do_all() -> None:
    _finished(doing.once(lambda: NOW, wait=False))


def test_a_job_is_there_when_the_transaction_that_asks_for_it_commits(live_database: Server) -> None:
    with transaction.atomic():
        jobs.defer(jobs.SEND_MAIL, queue=jobs.ALARM, association=1, mail=7)
    assert [each[:3] for each in waiting()] == [(jobs.SEND_MAIL, "alarm", "todo")]


def test_a_job_goes_with_the_transaction_that_is_undone(live_database: Server) -> None:
    with transaction.atomic():
        jobs.defer(jobs.SEND_MAIL, queue=jobs.ALARM, association=1, mail=7)
        assert len(waiting()) == 1
        transaction.set_rollback(True)
    assert waiting() == []


def test_a_job_takes_ids_and_nothing_else(db: None) -> None:
    with pytest.raises(TypeError, match="ids alone"):
        jobs.defer(jobs.SEND_MAIL, queue=jobs.NOTICE, association=1, mail="Ms Okafor")  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="no queue"):
        jobs.defer(jobs.SEND_MAIL, queue="somewhere", mail=1)
    assert waiting() == []


def test_what_is_asked_for_is_done_and_what_is_for_later_waits(live_database: Server) -> None:
    jobs.defer(jobs.DELIVER, queue=jobs.NOTICE, association=1, delivery=7)
    jobs.defer(jobs.DELIVER, queue=jobs.NOTICE, after=timedelta(hours=1), association=1, delivery=8)
    from kept.store.models import Association

    Association.objects.create(
        pk=1, slug="red", name="Red", nation="england", zone="Europe/London", go_live="2016-01-01"
    )
    do_all()
    assert [each[2] for each in waiting()] == ["succeeded", "todo"]


def test_what_a_killed_worker_had_begun_is_put_back(live_database: Server) -> None:
    jobs.defer(jobs.DELIVER, queue=jobs.NOTICE, association=1, delivery=7)
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now() - interval '10 minutes')"
            " RETURNING id"
        )
        (dead,) = cursor.fetchone()
        cursor.execute("SELECT status FROM procrastinate_fetch_job_v2(NULL, %s)", [dead])
        assert cursor.fetchone() == ("doing",)

    async def tidy() -> int:
        from procrastinate.contrib.django import app
        from procrastinate.contrib.django.utils import connector_params
        from procrastinate.psycopg_connector import PsycopgConnector

        working = app.with_connector(PsycopgConnector(kwargs=connector_params(), min_size=1, max_size=1))
        async with working.open_async():
            return await doing.take_up(working)

    assert _finished(tidy()) == 1
    assert [each[2] for each in waiting()] == ["todo"]


def test_the_thread_starts_does_jobs_as_they_come_and_stops(live_database: Server) -> None:
    from kept.store.models import Association

    Association.objects.create(
        pk=1, slug="red", name="Red", nation="england", zone="Europe/London", go_live="2016-01-01"
    )
    running = doing.Jobs(lambda: NOW)
    running.start()
    try:
        jobs.defer(jobs.DELIVER, queue=jobs.NOTICE, association=1, delivery=7)
        _until(lambda: [each[2] for each in waiting()] == ["succeeded"])
    finally:
        running.stop()
    assert not any(each.name == "kept-jobs" for each in threading.enumerate())


def test_a_worker_that_is_killed_loses_no_job(live_database: Server) -> None:
    from kept.store.models import Association

    Association.objects.create(
        pk=1, slug="red", name="Red", nation="england", zone="Europe/London", go_live="2016-01-01"
    )
    first = _worker()
    try:
        _until(lambda: _workers() >= 2)
        first.send_signal(signal.SIGKILL)
        first.wait()
        jobs.defer(jobs.DELIVER, queue=jobs.NOTICE, association=1, delivery=7)
        assert [each[2] for each in waiting()] == ["todo"]
        second = _worker()
        try:
            _until(lambda: [each[2] for each in waiting()] == ["succeeded"])
            second.send_signal(signal.SIGTERM)
            assert second.wait(60) == 0
        finally:
            second.kill()
            second.wait()
    finally:
        first.kill()
        first.wait()


def test_from_the_counter_to_the_mail_server_an_alarm_goes_by_itself(
    live_database: Server, post: Box
) -> None:
    karin = cast.association("karin")
    ann, _rob = cast.member(karin, "ann", "officer"), cast.member(karin, "rob", "receptionist")
    port = f"{settings.EMAIL_PORT}"
    process = _worker(
        KEPT_SMTP_URL=f"smtp://127.0.0.1:{port}?starttls=no", KEPT_ADDRESS="https://k.example.org"
    )
    try:
        _until(lambda: _workers() >= 2)
        now = datetime.now(UTC)
        facts = {"what": "gas", "address": "14 Mill Lane", "emergency": True}
        told = tell([Telling("hazard.marked", now, facts)], association=karin, by=ann.handle, at=now)
        assert told.refused is None
        _until(lambda: bool(post.came))
        process.send_signal(signal.SIGTERM)
        assert process.wait(60) == 0
    finally:
        process.kill()
        process.wait()
    ((to, message),) = post.came
    assert to == "rob@example.org"
    assert str(told.results[0].thread) in message["Subject"]


def _worker(**more: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", "kept.cli", "worker"], env={**os.environ, **more}, stderr=subprocess.DEVNULL
    )


def _workers() -> int:
    with psycopg.connect(os.environ["DATABASE_URL"]) as own:
        row = own.execute("SELECT count(*) FROM procrastinate_workers").fetchone()
        assert row is not None
        return int(row[0])


def _until(true) -> None:  # type: ignore[no-untyped-def]
    """Wait until it is so; the whole test has a limit that nobody but a fault reaches."""
    pause = threading.Event()
    for _ in range(600):
        if true():
            return
        pause.wait(0.1)
    raise AssertionError("it never came")
