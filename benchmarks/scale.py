"""How quick is each page, and recording, with a million contacts and a hundred thousand running clocks?

Eight clients at once against `kept run`'s web server over the embedded database, at ten thousand contacts, a
hundred thousand and a million; then the sweep, with nothing due and with a hundred thousand clocks due at
once, and what web and worker weigh. KEPT_BENCH_CONTACTS=10000,100000 measures other sizes.

The best rival measured on such a machine lists what is overdue 19 times a second, 99th centile 800 ms, at a
tenth of the rows.
"""

from __future__ import annotations

import http.client
import json
import os
import shutil
import subprocess
import sys
import tempfile
import threading
import time
import urllib.parse
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from benchmarks import api, filling
from benchmarks.figure import at_least, at_most, seconds
from benchmarks.importing import _database

CLIENTS, HOST = 8, "127.0.0.1"
SIZES = (10_000, 100_000, 1_000_000)
WARMING, REQUESTS = 32, 240
CONTACTS = 960
Figures = dict[str, dict[str, Any]]


@dataclass(frozen=True)
class Asked:
    """One page as it is measured: who asks, for what, and the most that its 99th centile may be."""

    name: str
    limit: float
    request: Callable[[World, int], tuple[str, str]]
    least: float = 0
    manager: bool = False


@dataclass(frozen=True)
class World:
    """What the requests need to know of the data."""

    cookies: Sequence[str]
    managers: Sequence[str]
    people: Sequence[str]
    busiest: str


PAGES = (
    Asked("Desk", 150, lambda world, n: ("/karin/desk", ""), least=80),
    Asked("customer file", 150, lambda world, n: (f"/karin/customer/{world.people[n % 997]}", "")),
    Asked(
        "customer file of ten thousand entries",
        150,
        lambda world, n: (f"/karin/customer/{world.busiest}", ""),
    ),
    Asked("clause page", 200, lambda world, n: ("/karin/clauses/karin:letters.1", "")),
    Asked(
        "performance of a year", 200, lambda world, n: ("/karin/performance?period=year", ""), manager=True
    ),
    Asked("search, a common word", 200, lambda world, n: ("/karin/search", "lift")),
    Asked("search, several words", 200, lambda world, n: ("/karin/search", "boiler harbour storm")),
    Asked("search, a customer", 200, lambda world, n: ("/karin/search", "Ngozi Okafor")),
    Asked("team board", 200, lambda world, n: ("/karin/board", ""), manager=True),
)


def figures() -> Figures:
    folder = Path(tempfile.mkdtemp(prefix="kept-bench-", dir="/tmp"))
    folder.chmod(0o711)  # as root, PostgreSQL runs as somebody else, who must be able to enter
    asked = os.environ.get("KEPT_BENCH_CONTACTS", "")
    sizes = [int(each) for each in asked.split(",")] if asked else SIZES
    grown: dict[str, Figures] = {}
    try:
        with _database(folder) as server:
            filling.fill(filling.BASE, at=filling.now())
            secret = api._token()
            size = filling.BASE
            for wanted in sizes:
                if wanted > size:
                    copies = (wanted - size) // filling.BASE
                    filling.multiply(filling.superuser_url(server), copies=copies)
                    size = wanted
                _say(f"{size:,} contacts")
                grown[f"{size}"] = _measured(secret)
            last = grown[f"{size}"]
            last |= _swept()
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    _write(grown)
    return {name: {**each, "contacts": size} for name, each in last.items()}


def _measured(secret: str) -> Figures:
    world = _world()
    found: Figures = {}
    with api._web() as port:
        for asked in PAGES:
            _together(port, world, asked, WARMING)
            took, whole = _together(port, world, asked, REQUESTS)
            rate = round(len(took) / whole, 1)
            found[asked.name] = at_most(
                api._centile(took, 0.99),
                "ms",
                limit=asked.limit,
                median=api._centile(took, 0.5),
                a_second=rate,
            )
            if asked.least:
                found[f"{asked.name}, a second"] = at_least(rate, "pages/s", limit=asked.least, best_rival=19)
            _say(f"  {asked.name}: {found[asked.name]}")
        api._together(port, secret, "events", 160, lambda n: api._contact())
        took, whole = api._together(port, secret, "events", CONTACTS, lambda n: api._contact())
        found["contact through the API"] = at_most(
            api._centile(took, 0.99), "ms", limit=120, median=api._centile(took, 0.5)
        )
        found["contacts through the API, a second"] = at_least(
            CONTACTS / whole, "contacts/s", limit=120, peer_django_helpdesk=93
        )
        _say(f"  API: {found['contact through the API']} {found['contacts through the API, a second']}")
        found["web and worker"] = at_most(_weight(port), "MB", limit=400)
    return found


def _together(port: int, world: World, asked: Asked, requests: int) -> tuple[list[float], float]:
    """How long each request took, and all of them together."""
    took: list[float] = []
    faults: list[str] = []
    cookies = world.managers if asked.manager else world.cookies

    def client(mine: int) -> None:
        line = http.client.HTTPConnection(HOST, port, timeout=60)
        token = "x" * 32
        cookie = f"kept_session={cookies[mine % len(cookies)]}; kept_csrf={token}"
        for number in range(mine, requests, CLIENTS):
            address, words = asked.request(world, number)
            body = urllib.parse.urlencode({"words": words, "csrfmiddlewaretoken": token}) if words else None
            headers = {"Cookie": cookie, "Content-Type": "application/x-www-form-urlencoded"}
            began = time.perf_counter()
            line.request("POST" if words else "GET", address, body, headers)
            answer = line.getresponse()
            said = answer.read()
            took.append(time.perf_counter() - began)
            if answer.status != 200:
                faults.append(f"{address} answers {answer.status}: {said.decode()[:300]}")
                return
        line.close()

    clients = [threading.Thread(target=client, args=(each,)) for each in range(CLIENTS)]
    began = time.perf_counter()
    for each in clients:
        each.start()
    for each in clients:
        each.join()
    if faults:
        raise RuntimeError(faults[0])
    return took, time.perf_counter() - began


def _world() -> World:
    from django.db import connection
    from django.test import Client

    from kept.store import tenancy
    from kept.store.models import Account, Person

    def cookie(handle: str) -> str:
        client = Client(SERVER_NAME=HOST)
        client.force_login(Account.objects.get(handle=handle))
        return str(client.cookies["kept_session"].value)

    numbers = range(filling.STAFF)
    officers = [cookie(f"staff-{n}") for n in numbers if n % 8][:CLIENTS]
    managers = [cookie(f"staff-{n}") for n in numbers if not n % 8]
    with tenancy.association(filling.SLUG):
        people = list(Person.objects.order_by("id").values_list("ref", flat=True)[100:1200])
        busiest = filling.busiest()
    connection.close()
    return World(officers, managers, people, busiest)


def _swept() -> Figures:
    """A sweep that finds nothing, one that finds a hundred thousand clocks, and two at once of which each
    writes what the other does not."""
    from kept.actions.sweeping import sweep

    at = filling.now()
    while sweep(at=at, limit=500).threads:
        pass
    nothing = min(seconds(lambda: sweep(at=at, limit=500)) for _ in range(5)) * 1000
    later = at + timedelta(days=60)
    before = _count("running")
    took = seconds(lambda: _two_sweeps(later))
    after = _count("running")
    return {
        "sweep with nothing due": at_most(nothing, "ms", limit=50),
        "sweep of 100,000 due": at_most(
            took * 100_000 / (before - after), "s", limit=60, swept=before - after, sweeps_at_once=2
        ),
        "breaches owed twice": at_most(_twice(), "rows", limit=0),
    }


def _two_sweeps(at: Any) -> None:
    command = [sys.executable, "-c", _SWEEP.format(at=at.isoformat())]
    children = [subprocess.Popen(command, env=dict(os.environ)) for _ in range(2)]
    if any(each.wait() for each in children):
        raise RuntimeError("a sweep failed")


_SWEEP = """
from datetime import datetime
from kept import config
config.setup()
from kept.actions.sweeping import sweep
at = datetime.fromisoformat("{at}")
while sweep(at=at, limit=500).threads:
    pass
"""


def _count(verdict: str) -> int:
    from kept.store import tenancy
    from kept.store.models import Clock

    with tenancy.association(filling.SLUG):
        return Clock.objects.filter(verdict=verdict).count()


def _twice() -> int:
    from django.db import connection

    from kept.store import tenancy

    with tenancy.association(filling.SLUG), connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM (SELECT FROM store_owed WHERE what = 'breach'"
            " GROUP BY thread_id, promise, start, step HAVING count(*) > 1) AS twice"
        )
        return int(cursor.fetchone()[0])


def _weight(port: int) -> float:
    """What one web process and the worker weigh, in MB: their own, and their part of what they share."""
    environment = dict(os.environ)
    worker = subprocess.Popen([sys.executable, "-m", "kept.cli", "worker"], env=environment)
    try:
        time.sleep(8)
        web = max(_descendants(os.getpid(), but=worker.pid), key=_pss)
        return round((_pss(web) + _pss(worker.pid)) / 1e6, 1)
    finally:
        worker.terminate()
        worker.wait()


def _pss(pid: int) -> int:
    try:
        rows = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return next((int(each.split()[1]) * 1024 for each in rows if each.startswith("Pss:")), 0)


def _descendants(pid: int, *, but: int) -> list[int]:
    found: list[int] = []
    for each in Path("/proc").iterdir():
        if each.name.isdigit() and int(each.name) != but:
            parents = _parents(int(each.name))
            if pid in parents and but not in parents and b"granian" in (each / "cmdline").read_bytes():
                found.append(int(each.name))
    return found


def _parents(pid: int) -> list[int]:
    found = []
    while pid > 1:
        try:
            pid = int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])
        except (OSError, IndexError):
            break
        found.append(pid)
    return found


def _write(grown: Mapping[str, Figures]) -> None:
    """The figures of each size, for whoever draws the page of them."""
    path = os.environ.get("KEPT_BENCH_GROWN")
    if path:
        Path(path).write_text(json.dumps(grown, indent=1))


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)
