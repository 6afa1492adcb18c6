"""The worker: it sweeps until it is stopped, shows that it lives, and survives the database."""

from __future__ import annotations

import logging
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import psycopg
import pytest
from django.db import OperationalError, connection

from kept import worker
from kept.actions.sweeping import Swept
from kept.casework import Verdict
from kept.server.postgres import SUPERUSER, Server
from kept.store.models import Heartbeat
from tests.actions.house import letter, opened, stored, t

TUESDAY, LATE = "Tuesday 2026-04-07 10:00", t("Monday 2026-05-11 10:00")


class Rounds:
    """A stop that comes by itself after so many sleeps, and remembers how long they were to be."""

    def __init__(self, most: int) -> None:
        self.most, self.slept = most, list[float]()

    def is_set(self) -> bool:
        return len(self.slept) >= self.most

    def wait(self, seconds: float) -> None:
        self.slept.append(seconds)


def ticking(start: datetime, step: timedelta = timedelta(seconds=10)) -> Iterator[datetime]:
    while True:
        yield start
        start += step


def run(rounds: Rounds, start: datetime = LATE) -> None:
    clock = ticking(start)
    worker.main(rounds, now=lambda: next(clock))  # type: ignore[arg-type]


def test_it_marks_what_is_due_and_shows_that_it_lives(live_database: Server, tmp_path: Path) -> None:
    here = opened(tmp_path)
    ref = letter(here, TUESDAY, urgent=False)
    rounds = Rounds(3)
    run(rounds)
    assert stored(here, ref)["1"].verdict is Verdict.BROKEN
    # It beats at once and again after fifteen seconds, here in the third round.
    assert Heartbeat.objects.get(name="worker").beat_at == LATE + timedelta(seconds=20)
    assert rounds.slept == [worker.SLEEP_SECONDS] * 3


def test_it_does_not_sleep_while_more_is_waiting(
    monkeypatch: pytest.MonkeyPatch, live_database: Server
) -> None:
    left = [Swept(threads=2, more=True), Swept(threads=1)]
    monkeypatch.setattr(worker, "sweep", lambda **_: left.pop(0))
    rounds = Rounds(2)
    run(rounds)
    assert rounds.slept == [0.0, worker.SLEEP_SECONDS]


def test_its_log_says_how_many_and_never_who(
    live_database: Server, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    here = opened(tmp_path)
    ref = letter(here, TUESDAY, urgent=False, from_name="Ms Okafor")
    with caplog.at_level(logging.INFO):
        run(Rounds(1))
    assert "Swept 1 threads: 1 clocks changed, 4 things are owed" in caplog.text
    assert "Okafor" not in caplog.text
    assert ref not in caplog.text


def test_it_waits_longer_each_time_while_the_database_is_gone(
    monkeypatch: pytest.MonkeyPatch, live_database: Server, caplog: pytest.LogCaptureFixture
) -> None:
    answers: list[object] = [OperationalError("secret words")] * 3 + [Swept()]

    def sweeps(**_: object) -> object:
        found = answers.pop(0)
        if isinstance(found, Exception):
            raise found
        return found

    monkeypatch.setattr(worker, "sweep", sweeps)
    rounds = Rounds(4)
    with caplog.at_level(logging.INFO):
        run(rounds)
    assert rounds.slept == [1.0, 2.0, 4.0, worker.SLEEP_SECONDS]
    assert "Trying again in 2 s" in caplog.text
    assert "answers again" in caplog.text
    assert "secret" not in caplog.text


def test_a_connection_that_was_cut_is_opened_again(live_database: Server, tmp_path: Path) -> None:
    here = opened(tmp_path)
    ref = letter(here, TUESDAY, urgent=False)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        (pid,) = cursor.fetchone()
    with psycopg.connect(live_database.url(SUPERUSER), autocommit=True) as killer:
        killer.execute("SELECT pg_terminate_backend(%s, 5000)", [pid])
    run(Rounds(2))
    assert stored(here, ref)["1"].verdict is Verdict.BROKEN


def test_a_stop_that_is_set_ends_it_before_it_begins(live_database: Server) -> None:
    stop = threading.Event()
    stop.set()
    worker.main(stop)
    assert not Heartbeat.objects.exists()


def test_as_a_process_it_ends_cleanly_when_told(live_database: Server, tmp_path: Path) -> None:
    here = opened(tmp_path)
    ref = letter(here, TUESDAY, urgent=False)
    environment = {**os.environ, "PYTHONUNBUFFERED": "1"}
    process = subprocess.Popen(
        [sys.executable, "-m", "kept.cli", "worker"], env=environment, stderr=subprocess.PIPE, text=True
    )
    # A worker that never says it must not keep the tests waiting for ever.
    watchdog = threading.Timer(60, process.kill)
    watchdog.start()
    try:
        assert process.stderr is not None
        said = ""
        while "Swept 1 threads" not in said:
            line = process.stderr.readline()
            assert line, said
            said += line
        process.send_signal(signal.SIGTERM)
        rest = process.communicate(timeout=60)[1]
        assert process.returncode == 0, said + rest
        assert "The worker has stopped." in rest
    finally:
        watchdog.cancel()
        process.kill()
        process.wait()
    assert stored(here, ref)["1"].verdict is Verdict.BROKEN
