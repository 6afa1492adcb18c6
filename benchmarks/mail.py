"""How quickly are ten thousand e-mails taken in, with their events, clocks and files, and in how much memory?

Into a new embedded database that keeps what it is told: new ones of customers on record, answers to what came
before, HTML with pictures that lie elsewhere, attachments, automatic replies, reports of what came back, and
the same message a second time. The memory is that of the process that takes them, after 1,000 and at the end.
"""

from __future__ import annotations

import base64
import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

from benchmarks.figure import at_most, seconds
from benchmarks.importing import _database

MAILS, EARLY = int(os.environ.get("KEPT_BENCH_MAILS", "10000")), 1_000
CUSTOMERS, SEED = 2_500, 20261126
MINUTES, MOST_GROWN = 5, 1.15
WORDS = ["the", "lift", "door", "kitchen", "window", "damp", "heating", "broken", "since", "Monday", "rent"]


def figures() -> dict[str, dict[str, Any]]:
    folder = Path(tempfile.mkdtemp(prefix="kept-bench-", dir="/tmp"))
    folder.chmod(0o711)  # as root, PostgreSQL runs as somebody else, who must be able to enter
    try:
        with _database(folder):
            return _taken(folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _taken(folder: Path) -> dict[str, dict[str, Any]]:
    from kept.actions.receiving_mail import Received, receive
    from kept.store.models import Association

    karin = Association.objects.get(slug="karin")
    now = datetime.now(UTC)
    _customers(karin, now)
    memory: list[float] = []
    slowest = 0.0

    def all_of_them() -> None:
        nonlocal slowest
        for number, (raw, at) in enumerate(_mails(now), start=1):
            began = time.perf_counter()
            done = receive(association=karin, raw=raw, received_at=at, by="kept", at=now)
            slowest = max(slowest, time.perf_counter() - began)
            assert isinstance(done, Received), done
            if number in (EARLY, MAILS):
                memory.append(_resident())

    took = seconds(all_of_them)
    early, late = memory[0], memory[-1]
    return {
        f"{MAILS:,} e-mails": at_most(took, "s", limit=60 * MINUTES * MAILS / 10_000),
        "one of them": at_most(1000 * took / MAILS, "ms", limit=30, slowest=round(1000 * slowest)),
        "memory against that after 1,000": at_most(
            late / early, "times", limit=MOST_GROWN, early_mb=round(early), late_mb=round(late)
        ),
    }


def _customers(karin: Any, now: datetime) -> None:
    from kept.actions import customers

    for number in range(CUSTOMERS):
        customers.add(
            association=karin,
            name=f"Customer {number}",
            email=f"customer{number}@example.org",
            by="benchmark",
            at=now,
        )


def _mails(now: datetime) -> Iterator[tuple[bytes, datetime]]:
    """The same ten thousand every time, over the last five days."""
    drawn = Random(SEED)
    before: list[tuple[str, int]] = []
    picture = drawn.randbytes(90_000)
    raw = b""
    for number in range(MAILS):
        at = now - timedelta(days=5) + timedelta(days=5) * (number / MAILS)
        if raw and drawn.random() < 0.02:
            yield raw, at
            continue
        who, sort = drawn.randrange(CUSTOMERS), drawn.random()
        words = " ".join(drawn.choices(WORDS, k=drawn.randint(20, 200)))
        headers = {"From": f"Customer {who} <customer{who}@example.org>", "To": "care@karin.example"}
        headers |= {"Subject": f"About {number}", "Message-ID": f"<{number}@example.org>"}
        if sort < 0.20 and before:
            answers, who = drawn.choice(before)
            headers |= {"In-Reply-To": answers, "From": f"customer{who}@example.org"}
        elif sort < 0.28:
            headers |= {"Auto-Submitted": "auto-replied", "Subject": "Automatic reply: yours"}
        elif sort < 0.30:
            headers |= {"From": "MAILER-DAEMON@mx.example.org", "Return-Path": "<>"}
            headers["Subject"] = "Undelivered Mail Returned to Sender"
        before.append((headers["Message-ID"], who))
        raw = _written(headers, words, number, picture if drawn.random() < 0.1 else b"")
        yield raw, at


def _written(headers: dict[str, str], words: str, number: int, picture: bytes) -> bytes:
    lines = [f"{name}: {value}" for name, value in headers.items()]
    html = (
        f'<p>{words}</p><img src="https://spy.example/{number}"><a href="https://a.example/{number}">here</a>'
    )
    parts = [("text/plain; charset=utf-8", words), ("text/html; charset=utf-8", html)]
    body = "".join(f"--b\r\nContent-Type: {type_}\r\n\r\n{each}\r\n" for type_, each in parts)
    if picture:
        own = base64.encodebytes(b"\xff\xd8\xff\xe0" + number.to_bytes(4, "big") + picture).decode()
        kinds = "Content-Type: image/jpeg; name=a.jpg\r\nContent-Transfer-Encoding: base64"
        body += f"--b\r\n{kinds}\r\n\r\n{own}\r\n"
    kind = "mixed" if picture else "alternative"
    lines += ["MIME-Version: 1.0", f"Content-Type: multipart/{kind}; boundary=b", "", f"{body}--b--\r\n"]
    return "\r\n".join(lines).encode()


def _resident() -> float:
    """Megabytes of this process."""
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) / 1024
    raise RuntimeError("This machine does not tell what a process weighs.")
