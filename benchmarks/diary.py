"""How quick is the diary with two hundred staff and a hundred thousand appointments?

Eight clients at once against `kept run`'s web server: the day of a team, of everybody, the week of one, and
what is still to be seen to. Then fifty people book the same hour at the same moment: one has it, the others
hear so, and this is how long the last of them waits.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
import threading
import time
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import psycopg

from benchmarks import api, filling, scale
from benchmarks.figure import at_most
from benchmarks.importing import _database

SLUG, STAFF, TEAMS, APPOINTMENTS, AT_ONCE = "karin", 200, 8, 100_000, 50
DAYS = APPOINTMENTS // STAFF // 2
LIMIT = 150
Figures = dict[str, dict[str, Any]]


def figures() -> Figures:
    folder = Path(tempfile.mkdtemp(prefix="kept-bench-", dir="/tmp"))
    folder.chmod(0o711)  # as root, PostgreSQL runs as somebody else, who must be able to enter
    try:
        with _database(folder) as server:
            at = _monday(filling.now())
            _staff(at)
            first = _booked(at, "staff-0", at + timedelta(days=1, hours=2))
            _multiply(filling.superuser_url(server), first, at)
            return {**_pages(at), **_at_once(at)}
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _monday(now: datetime) -> datetime:
    """Nine on the Monday of this week, so that everything measured lies in working hours."""
    day = now - timedelta(days=now.weekday())
    return day.replace(hour=9, minute=0, second=0, microsecond=0)


def _staff(at: datetime) -> None:
    from kept.actions import people, policies
    from kept.actions.working.diary import made_for
    from kept.rulebook import policies_folder
    from kept.store import tenancy
    from kept.store.models import Account, Association, Team

    long_ago = at - timedelta(days=2000)
    policies.load(folder=policies_folder() / SLUG, by="bench", at=long_ago)
    here = Association.objects.get(slug=SLUG)
    with tenancy.association(here):
        teams = list(Team.objects.order_by("id").values_list("slug", flat=True))[:TEAMS]
    said = {"association": here, "by": "bench", "at": long_ago}
    for number in range(STAFF):
        handle = f"staff-{number}"
        people.create_account(handle=handle, email=f"{handle}@example.org", name=f"Officer {number}", **said)
        people.add_member(
            handle=handle,
            role="officer",
            team=teams[number % len(teams)],
            from_on=long_ago.date(),
            **said,
        )
    with tenancy.association(here):
        made_for(here, list(Account.objects.filter(handle__startswith="staff-").order_by("id")))


def _booked(at: datetime, who: str, starts: datetime) -> Any:
    from kept.actions import booking

    return booking.book(
        association=SLUG,
        kind="appointment",
        starts=starts,
        resources=[f"@{who}"],
        facts={
            "from_name": "Ms Okafor",
            "phone": "01632 960 001",
            "about": "The lift",
            "agreed": True,
            "agreed_how": "by-telephone",
        },
        by=who,
        at=at,
    )


def _multiply(url: str, first: Any, at: datetime) -> None:
    """The first appointment again and again: two a day for each member of staff, before today and after."""
    start = at - timedelta(days=DAYS // 2)
    # `replica` leaves the triggers out: what is measured is reading, not how the rows came there.
    with psycopg.connect(url) as line, line.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        cursor.execute(
            "CREATE TEMP TABLE wanted AS SELECT row_number() OVER () AS n, r.id AS resource,"
            " %s::timestamptz + d * interval '1 day' + h * interval '5 hours' AS starts"
            " FROM store_resource r, generate_series(0, %s) d, generate_series(0, 1) h"
            " WHERE r.kind = 'staff'",
            [start, DAYS - 1],
        )
        cursor.execute("SELECT thread_id, event FROM store_booking WHERE id = %s", [first.id])
        thread, event = cursor.fetchone() or (None, None)
        # What has taken place is settled, as it is in life.
        over = "CASE WHEN w.starts < now() THEN w.starts END"
        changed = {"id": "1000000 + w.n", "ref": "'T' || w.n", "closed_at": over}
        _copy(cursor, "store_thread", thread, changed)
        cursor.execute("SELECT id FROM store_event WHERE uid = %s", [event])
        row = (cursor.fetchone() or (None,))[0]
        changed = {"id": "1000000 + w.n", "uid": "'e' || w.n", "thread_id": "1000000 + w.n"}
        _copy(cursor, "store_event", row, changed)
        _copy(cursor, "store_eventtext", row, {"event_id": "1000000 + w.n"}, key="event_id")
        changed = {
            "id": "1000000 + w.n",
            "event": "'e' || w.n",
            "uid": "'u' || w.n",
            "thread_id": "1000000 + w.n",
            "starts_at": "w.starts",
            "ends_at": "w.starts + interval '30 minutes'",
        }
        _copy(cursor, "store_booking", first.id, changed)
        changed = {
            "id": "1000000 + w.n",
            "resource_id": "w.resource",
            "booking_id": "1000000 + w.n",
            "thread_id": "1000000 + w.n",
            "starts_at": "w.starts",
            "ends_at": "w.starts + interval '30 minutes'",
        }
        _copy(cursor, "store_slot", first.slots[0], changed)
        line.commit()
    with psycopg.connect(url, autocommit=True) as line:
        line.execute("VACUUM ANALYZE")


def _copy(cursor: Any, table: str, row: int, changed: dict[str, str], key: str = "id") -> None:
    """The row once for each appointment that is wanted, with what differs."""
    cursor.execute(
        "SELECT column_name FROM information_schema.columns"
        " WHERE table_name = %s AND table_schema = 'public'",
        [table],
    )
    columns = [name for (name,) in cursor.fetchall()]
    values = ", ".join(changed.get(name, f'old."{name}"') for name in columns)
    names = ", ".join(f'"{name}"' for name in columns)
    cursor.execute(
        f"INSERT INTO {table} ({names}) SELECT {values} FROM {table} old, wanted w WHERE old.{key} = %s"
        " ON CONFLICT DO NOTHING",
        [row],
    )


def _pages(at: datetime) -> Figures:
    from django.db import connection
    from django.test import Client

    from kept.store.models import Account

    cookies = []
    for number in range(scale.CLIENTS):
        client = Client(SERVER_NAME=scale.HOST)
        client.force_login(Account.objects.get(handle=f"staff-{number}"))
        cookies.append(str(client.cookies["kept_session"].value))
    connection.close()
    world = scale.World(cookies, cookies, [], "")

    def day(number: int) -> str:
        return (at + timedelta(days=number % 60)).date().isoformat()

    pages = (
        scale.Asked("day of a team", LIMIT, lambda _, n: (f"/karin/diary?day={day(n)}", "")),
        scale.Asked(
            "day of everybody", LIMIT, lambda _, n: (f"/karin/diary?team=everybody&day={day(n)}", "")
        ),
        scale.Asked(
            "week of one",
            LIMIT,
            lambda _, n: (f"/karin/diary?view=week&who=@staff-{n % STAFF}&day={day(n)}", ""),
        ),
        scale.Asked("to see to", LIMIT * 2, lambda _, n: ("/karin/diary/to-do", "")),
    )
    found: Figures = {}
    with api._web() as port:
        for asked in pages:
            scale._together(port, world, asked, scale.WARMING)
            took, _whole = scale._together(port, world, asked, scale.REQUESTS)
            found[asked.name] = at_most(
                api._centile(took, 0.99), "ms", limit=asked.limit, median=api._centile(took, 0.5)
            )
            print(f"  {asked.name}: {found[asked.name]}", file=sys.stderr, flush=True)
    return found


def _at_once(at: datetime) -> Figures:
    """Fifty at one hour: how many had it, and how long the last of them waited."""
    from django.db import connection

    from kept.actions.booking import Booked

    ready = threading.Barrier(AT_ONCE)
    answers: list[Any] = []

    def caller() -> None:
        try:
            ready.wait()
            answers.append(_booked(at, "staff-1", at + timedelta(days=1, hours=4)))
        finally:
            connection.close()

    callers = [threading.Thread(target=caller) for _ in range(AT_ONCE)]
    for each in callers:
        each.start()
    began = time.perf_counter()
    for each in callers:
        each.join()
    took = time.perf_counter() - began
    booked = sum(isinstance(each, Booked) for each in answers)
    return {
        "fifty at one hour": at_most(took, "s", limit=15, answered=len(answers)),
        "booked of fifty": at_most(abs(booked - 1), "too many or few", limit=0, booked=booked),
    }
