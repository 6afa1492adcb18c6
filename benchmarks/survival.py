"""Is every acknowledged event there, once, after web, worker and database were killed a hundred times?

`kept run` as an installation runs it; eight clients record contacts through the API and ask again with the
same key until they have an answer, while one process after another gets SIGKILL. Afterwards the ledger is
counted against what was acknowledged, and every clock judged again.
"""

from __future__ import annotations

import http.client
import json
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from benchmarks.figure import at_least, at_most

KILLS = int(os.environ.get("KEPT_BENCH_KILLS", "100"))
CLIENTS, SEED = 8, 20261125
HOST, ADDRESS = "127.0.0.1", "/api/v1/karin/events"
SECONDS = 120


def figures() -> dict[str, dict[str, Any]]:
    folder = Path(tempfile.mkdtemp(prefix="kept-bench-", dir="/tmp"))
    folder.chmod(0o711)  # as root, PostgreSQL runs as somebody else, who must be able to enter
    try:
        installation = Installation(folder)
        installation.start()
        try:
            secret = installation.token()
            clients = Clients(installation.port, secret)
            clients.start()
            back = [installation.kill(number) for number in range(KILLS)]
            acknowledged = clients.stop()
        finally:
            installation.stop()
        return _compared(installation, acknowledged, back)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _compared(
    installation: Installation, acknowledged: list[str], back: list[float]
) -> dict[str, dict[str, Any]]:
    recorded = installation.recorded()
    missing = set(acknowledged) - set(recorded)
    twice = len(recorded) - len(set(recorded)) + len(acknowledged) - len(set(acknowledged))
    unasked = set(recorded) - set(acknowledged)
    checked = installation.kept("recompute", "--check", "--json")
    different = sum(json.loads(each).get("different", 0) for each in checked.stdout.splitlines())
    slowest = sorted(back)[int(len(back) * 0.99) - 1]
    return {
        "kills": at_least(len(back), "kills", limit=KILLS, acknowledged=len(acknowledged)),
        "acknowledged and not there": at_most(len(missing), "events", limit=0),
        "there twice": at_most(twice, "events", limit=0),
        "there and never acknowledged": at_most(len(unasked), "events", limit=0),
        "clocks that are wrong": at_most(different, "threads", limit=0, status=checked.returncode),
        "back after": at_most(slowest, "s", limit=SECONDS, median=round(sorted(back)[len(back) // 2], 2)),
    }


class Installation:
    """One Kept over a folder of its own."""

    def __init__(self, folder: Path) -> None:
        self.data = folder / "data"
        self.said = folder / "said.txt"
        self.environment = {**os.environ, "KEPT_DATA": str(self.data)}
        for name in ("DATABASE_URL", "KEPT_OWNER_URL"):
            self.environment.pop(name, None)
        self.port = 0
        self.drawn = random.Random(SEED)
        self.running: subprocess.Popen[bytes] | None = None

    def kept(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "kept.cli", *arguments],
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
        )

    def start(self) -> None:
        with self.said.open("ab") as said:
            self.running = subprocess.Popen(
                [sys.executable, "-m", "kept.cli", "run", "--port", str(self.port)],
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=said,
                stderr=said,
            )
        found = _until(lambda: re.search(r"http://127\.0\.0\.1:(\d+)", self.said.read_text()))
        self.port = int(found.group(1))
        _until(self.ready)

    def stop(self) -> None:
        assert self.running is not None
        self.running.send_signal(signal.SIGTERM)
        self.running.wait(timeout=60)

    def ready(self) -> bool:
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        try:
            with opener.open(f"http://{HOST}:{self.port}/readyz", timeout=5) as answer:
                return bool(answer.status == 200)
        except (urllib.error.URLError, OSError, http.client.HTTPException):
            return False

    def token(self) -> str:
        done = self.kept(
            "token", "add", "--association", "karin", "--account", "karin-officer", "--name", "Load",
            "--scope", "record", "--json",
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        return str(json.loads(done.stdout)["secret"])

    def kill(self, number: int) -> float:
        """Kill one process in its turn, at a moment that nobody chose; how long it was away, in seconds."""
        time.sleep(self.drawn.uniform(0.1, 0.6))
        names: list[tuple[str, Callable[[], int]]] = [
            ("web", self._web_worker), ("worker", self._worker), ("database", self._postgres),
            ("web server", self._web),
        ]  # fmt: skip
        pid = _until(names[number % len(names)][1])
        os.kill(pid, signal.SIGKILL)
        began = time.monotonic()
        _until(lambda: not _alive(pid))
        _until(self.ready)
        return time.monotonic() - began

    def recorded(self) -> list[str]:
        """The uid of every event that came through the API, asked of the ledger itself."""
        done = subprocess.run(
            [sys.executable, "-c", _RECORDED],
            env=self.environment,
            capture_output=True,
            text=True,
            check=True,
        )
        found = next(each for each in done.stdout.splitlines() if each.startswith("found "))
        return list(json.loads(found.removeprefix("found ")))

    def _children(self) -> list[int]:
        try:
            return [pid for pid, _ in json.loads((self.data / "children.json").read_text())]
        except (OSError, ValueError):
            return []

    def _web(self) -> int:
        return next(iter(self._children()), 0)

    def _worker(self) -> int:
        return next(iter(self._children()[1:]), 0)

    def _postgres(self) -> int:
        try:
            return int((self.data / "postgres" / "postmaster.pid").read_text().split()[0])
        except (OSError, ValueError, IndexError):
            return 0

    def _web_worker(self) -> int:
        web = self._web()
        pids = [int(each.name) for each in Path("/proc").iterdir() if each.name.isdigit()]
        return max((pid for pid in pids if web and _parent(pid) == web), default=0)


_RECORDED = """
import json
from kept.commands.at_hand import at_hand
with at_hand(None):
    from kept import config
    config.setup()
    from django.db import connection
    from kept.store import tenancy
    from kept.store.models import Event
    with tenancy.association("karin"):
        rows = Event.objects.filter(facts__urgent=True, kind="letter.received", via="api")
        print("found", json.dumps(list(rows.values_list("uid", flat=True))))
    connection.close()
"""


class Clients:
    """Eight who record, and ask again with the same key until they are answered."""

    def __init__(self, port: int, secret: str) -> None:
        self.port, self.secret = port, secret
        self.acknowledged: list[str] = []
        self.faults: list[str] = []
        self.over = threading.Event()
        self.threads = [threading.Thread(target=self._one, args=(each,)) for each in range(CLIENTS)]

    def start(self) -> None:
        for each in self.threads:
            each.start()

    def stop(self) -> list[str]:
        self.over.set()
        for each in self.threads:
            each.join()
        if self.faults:
            raise RuntimeError(self.faults[0])
        return self.acknowledged

    def _one(self, mine: int) -> None:
        number = 0
        while not self.over.is_set() and not self.faults:
            number += 1
            came = datetime.now(UTC) - timedelta(minutes=1)
            body = json.dumps(
                {
                    "kind": "letter.received",
                    "happened_at": came.isoformat(),
                    "details": {"from_name": "Ms Okafor", "about": "The lift stands still", "urgent": True},
                }
            )
            uid = self._until_answered(f"{SEED}-{mine}-{number}", body)
            if uid:
                self.acknowledged.append(uid)

    def _until_answered(self, key: str, body: str) -> str:
        deadline = time.monotonic() + SECONDS
        while time.monotonic() < deadline:
            try:
                line = http.client.HTTPConnection(HOST, self.port, timeout=30)
                headers = {
                    "Authorization": f"Bearer {self.secret}",
                    "Content-Type": "application/json",
                    "Idempotency-Key": key,
                }
                line.request("POST", ADDRESS, body, headers)
                answer = line.getresponse()
                said = answer.read()
                line.close()
            except (OSError, http.client.HTTPException):
                time.sleep(0.05)
                continue
            if answer.status in (200, 201):
                return str(json.loads(said)["event"])
            if answer.status not in (409, 429, 500, 502, 503):
                self.faults.append(f"{answer.status}: {said[:300]!r}")
                return ""
            time.sleep(0.05)
        self.faults.append(f"no answer within {SECONDS} seconds")
        return ""


def _until(true: Callable[[], Any]) -> Any:
    deadline = time.monotonic() + SECONDS
    while not (answer := true()):
        if time.monotonic() > deadline:
            raise RuntimeError(f"not within {SECONDS} seconds")
        time.sleep(0.02)
    return answer


def _parent(pid: int) -> int:
    try:
        return int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])
    except (OSError, IndexError):
        return 0


def _alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False
