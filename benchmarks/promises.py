"""How quick are the pages of the policy, for staff and for anybody, with a million events behind them?

One client after another against `kept run`'s web server over the embedded database; one in ten of what was
broken has its reason on record. Then a draft is tried on all of it, once: `kept policy try`.
KEPT_BENCH_EVENTS=100000 measures fewer.
"""

from __future__ import annotations

import http.client
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from benchmarks import api, filling, scale
from benchmarks.figure import at_most
from benchmarks.importing import _database

EVENTS = int(os.environ.get("KEPT_BENCH_EVENTS", "1_000_000"))
WARMING, REQUESTS, LIMIT = 40, 300, 100
LONGEST_TRIAL = 600
TRIED, BECOMES = "within: 7 working days", "within: 5 working days"
STAFF = {
    "clause, kept or broken most often": "clauses/karin:telephone.4",
    "clause of letters": "clauses/karin:letters.1",
    "clause of visitors": "clauses/karin:office.2",
    "clause of complaints": "clauses/karin:complaints.9",
    "clause of the law": "clauses/law:ho-ack1",
    "policy as a document": "clauses",
    "policy beside the law": "clauses/law",
    "policies side by side": "clauses/compare",
    "standards": "clauses/standards",
    "who answers": "clauses/who-answers",
}
ANYBODY = {
    "our promises": "promises",
    "our promises in a frame": "promises?embed=1",
    "our promises as JSON": "promises.json",
    "our promises as CSV": "promises.csv",
    "our promises as a poster": "promises/poster-a4.pdf",
}
Figures = dict[str, dict[str, Any]]


def figures() -> Figures:
    folder = Path(tempfile.mkdtemp(prefix="kept-bench-", dir="/tmp"))
    folder.chmod(0o711)  # as root, PostgreSQL runs as somebody else, who must be able to enter
    try:
        with _database(folder) as server:
            filling.fill(filling.BASE, at=filling.now())
            copies = -(-EVENTS // _events()) - 1
            filling.multiply(filling.superuser_url(server), copies=copies, explained=True)
            events = _events()
            scale._say(f"{events:,} events")
            found = {**_pages(), "draft tried": _tried(folder)}
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return {name: {**each, "events": events} for name, each in found.items()}


def _pages() -> Figures:
    cookie = f"kept_session={scale._world().managers[0]}"
    found: Figures = {}
    with api._web() as port:
        for who, pages in ((cookie, STAFF), ("", ANYBODY)):
            for name, address in pages.items():
                _one_by_one(port, address, who, WARMING)
                took = _one_by_one(port, address, who, REQUESTS)
                median = api._centile(took, 0.5)
                found[name] = at_most(api._centile(took, 0.99), "ms", limit=LIMIT, median=median)
                scale._say(f"  {name}: {found[name]}")
    return found


def _one_by_one(port: int, address: str, cookie: str, requests: int) -> list[float]:
    """How long each request took, on a line that stays."""
    line = http.client.HTTPConnection(scale.HOST, port, timeout=60)
    took: list[float] = []
    for _ in range(requests):
        began = time.perf_counter()
        line.request("GET", f"/{filling.SLUG}/{address}", headers={"Cookie": cookie} if cookie else {})
        answer = line.getresponse()
        said = answer.read()
        took.append(time.perf_counter() - began)
        assert answer.status == 200, f"{address} answers {answer.status}: {said.decode()[:300]}"
    line.close()
    return took


def _tried(folder: Path) -> dict[str, Any]:
    """A draft that answers letters sooner, judged on two years of events; in a process of its own."""
    draft = folder / "draft" / filling.SLUG
    shutil.copytree(Path(__file__).resolve().parents[1] / "policies" / filling.SLUG, draft)
    letters = draft / "clauses" / "06-letters.yaml"
    assert TRIED in letters.read_text()
    letters.write_text(letters.read_text().replace(TRIED, BECOMES))
    since = f"{filling.now().date().replace(day=1).replace(year=filling.now().year - 2)}"
    command = [sys.executable, "-m", "kept.cli", "policy", "try", str(draft), "--since", since, "--json"]
    began = time.perf_counter()
    child = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    _, status, used = os.wait4(child.pid, 0)
    took = time.perf_counter() - began
    child.returncode = os.waitstatus_to_exitcode(status)
    assert child.returncode == 0, f"`kept policy try` ended with status {child.returncode}"
    return at_most(took, "s", limit=LONGEST_TRIAL, most_memory_mb=used.ru_maxrss // 1024, since=since)


def _events() -> int:
    from kept.store import tenancy
    from kept.store.models import Event

    with tenancy.association(filling.SLUG):
        return Event.objects.count()
