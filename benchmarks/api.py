"""How many contacts a second does another system put on record through the API, one by one and in batches?

Eight clients that keep their connections, against the web server as `kept run` starts it, on a new embedded
database that keeps what it is told; token, idempotency and row-level security included. The fastest of the
helpdesks that were measured on such a machine, django-helpdesk, takes 93 contacts a second, its 99th centile
is 136 ms, and no promise runs on them.
"""

from __future__ import annotations

import http.client
import json
import os
import shutil
import socket
import subprocess
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from benchmarks.figure import at_least, at_most
from benchmarks.importing import _database

CLIENTS, WARMING, CONTACTS, BATCHES, BATCH = 8, 200, 2_400, 16, 1_000
HOST = "127.0.0.1"
ADDRESS = "/api/v1/karin/"
Answered = list[float]


def figures() -> dict[str, dict[str, Any]]:
    folder = Path(tempfile.mkdtemp(prefix="kept-bench-", dir="/tmp"))
    folder.chmod(0o711)  # as root, PostgreSQL runs as somebody else, who must be able to enter
    try:
        with _database(folder):
            secret = _token()
            queries = _queries(secret)
            with _web() as port:
                _together(port, secret, "events", WARMING, lambda n: _contact())
                took, seconds = _together(port, secret, "events", CONTACTS, lambda n: _contact())
                _, for_batches = _together(port, secret, "events/batch", BATCHES, lambda n: _batch())
        return {
            "contacts": at_least(
                CONTACTS / seconds, "contacts/s", limit=120, clients=CLIENTS, peer_django_helpdesk=93
            ),
            "99th centile": at_most(_centile(took, 0.99), "ms", limit=120, median=_centile(took, 0.5)),
            "queries of a contact": at_most(queries, "queries", limit=14),
            "batches": at_least(BATCHES * BATCH / for_batches, "events/s", limit=3_000, batch=BATCH),
        }
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _contact() -> dict[str, Any]:
    """A letter that came a minute ago."""
    came = datetime.now(UTC) - timedelta(minutes=1)
    details = {"from_name": "Ms Okafor", "about": "The lift stands still again", "urgent": False}
    return {"kind": "letter.received", "happened_at": came.isoformat(), "details": details}


def _batch() -> dict[str, Any]:
    return {"events": [_contact() for _ in range(BATCH)]}


def _token() -> str:
    """A token of an officer, who is the only one there."""
    from kept.actions import people, tokens

    now = datetime.now(UTC)
    people.create_account(
        association="karin", handle="switchboard", email="s@kept.example", name="Switchboard", by="b", at=now
    )
    yesterday = now.date() - timedelta(days=1)
    people.add_member(
        association="karin", handle="switchboard", role="officer", from_on=yesterday, by="b", at=now
    )
    made = tokens.create(
        association="karin", account="switchboard", name="Benchmark", scopes=["record"], by="b", at=now
    )
    assert isinstance(made, tokens.Made), made
    return made.secret


def _queries(secret: str) -> int:
    """What one contact asks of the database, but for the beginning and the end of its transaction."""
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    client = Client(SERVER_NAME="localhost")
    for number in range(2):
        headers = {"Authorization": f"Bearer {secret}", "Idempotency-Key": f"counted-{number}"}
        with CaptureQueriesContext(connection) as found:
            response = client.post(f"{ADDRESS}events", _contact(), "application/json", headers=headers)
        assert response.status_code == 201, response.content
    connection.close()
    around = ("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT")
    return sum(1 for each in found if not each["sql"].startswith(around))


@contextmanager
def _web() -> Iterator[int]:
    """The web server as `kept run` starts it, until the port answers."""
    from kept.commands import run

    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port = int(probe.getsockname()[1])
    service = next(each for each in run.services(os.environ, HOST, port) if each.name == "web")
    child = subprocess.Popen(service.command, env=dict(service.environment), stderr=subprocess.DEVNULL)
    try:
        deadline = time.monotonic() + 60
        while True:
            try:
                socket.create_connection((HOST, port), timeout=1).close()
                break
            except OSError:
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.1)
        yield port
    finally:
        child.terminate()
        child.wait()


def _together(
    port: int, secret: str, address: str, requests: int, body: Callable[[int], object]
) -> tuple[Answered, float]:
    """How long each request took, and all of them together."""
    took: Answered = []
    faults: list[str] = []
    run = os.urandom(4).hex()

    def client(mine: int) -> None:
        line = http.client.HTTPConnection(HOST, port, timeout=60)
        for number in range(mine, requests, CLIENTS):
            headers = {
                "Authorization": f"Bearer {secret}",
                "Content-Type": "application/json",
                "Idempotency-Key": f"{run}-{address}-{number}",
            }
            text = json.dumps(body(number))
            began = time.perf_counter()
            line.request("POST", ADDRESS + address, text, headers)
            answer = line.getresponse()
            said = answer.read()
            took.append(time.perf_counter() - began)
            if answer.status not in (200, 201):
                faults.append(said.decode()[:200])
                return
        line.close()

    clients = [threading.Thread(target=client, args=(each,)) for each in range(CLIENTS)]
    began = time.perf_counter()
    for each in clients:
        each.start()
    for each in clients:
        each.join()
    seconds = time.perf_counter() - began
    if faults:
        raise RuntimeError(faults[0])
    return took, seconds


def _centile(took: Answered, share: float) -> float:
    """In milliseconds."""
    return round(sorted(took)[int(len(took) * share)] * 1000, 1)
