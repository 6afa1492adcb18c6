"""How quick are reception and the diary with two hundred staff and a hundred thousand appointments?

Eight clients at once against `kept run`'s web server: the board of the front desk while fifteen people
wait, a day of the diary, and the screen in the waiting room.
"""

from __future__ import annotations

import shutil
import tempfile
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import psycopg

from benchmarks import api, filling, scale
from benchmarks.figure import at_most
from benchmarks.importing import _database

STAFF, APPOINTMENTS, A_DAY, WAITING, GONE = 200, 100_000, 2, 15, 120
LIMIT = 150
PAGES = (
    scale.Asked("reception board", LIMIT, lambda world, n: ("/karin/reception", "")),
    scale.Asked("day of the diary", LIMIT, lambda world, n: ("/karin/diary", "")),
)


def figures() -> dict[str, dict[str, Any]]:
    folder = Path(tempfile.mkdtemp(prefix="kept-bench-", dir="/tmp"))
    folder.chmod(0o711)  # as root, PostgreSQL runs as somebody else, who must be able to enter
    found: dict[str, dict[str, Any]] = {}
    try:
        with _database(folder) as server:
            now = filling.now()
            filling.fill(2_000, at=now)
            _more_staff(now)
            screen = _people_wait(now)
            _appointments(filling.superuser_url(server), now)
            world = scale._world()
            with api._web() as port:
                for asked in (*PAGES, scale.Asked("waiting room", LIMIT, lambda world, n: (screen, ""))):
                    scale._together(port, world, asked, scale.WARMING)
                    took, whole = scale._together(port, world, asked, scale.REQUESTS)
                    found[asked.name] = at_most(
                        api._centile(took, 0.99),
                        "ms",
                        limit=asked.limit,
                        median=api._centile(took, 0.5),
                        a_second=round(len(took) / whole, 1),
                        appointments=APPOINTMENTS,
                        staff=STAFF,
                    )
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return found


def _more_staff(now: datetime) -> None:
    from kept.actions import people

    since = now.date() - timedelta(days=800)
    for number in range(filling.STAFF, STAFF):
        handle = f"staff-{number}"
        known = {"association": filling.SLUG, "handle": handle, "by": "b", "at": now}
        people.create_account(email=f"{handle}@kept.example", name=f"Staff {number}", **known)
        people.add_member(role="officer", from_on=since, **known)


def _people_wait(now: datetime) -> str:
    """Fifteen people wait, and many have come and gone today; the address of the waiting room's screen."""
    from kept.actions import front_rota, reception, tablets

    known: dict[str, Any] = {"association": filling.SLUG, "by": "staff-0", "at": now}
    for number in range(GONE):
        came = reception.arrive(office="main", facts={"from_name": f"Gone {number}"}, minutes_ago=20, **known)
        assert isinstance(came, reception.Came), came
        reception.finish(thread=came.thread, answered=True, **known)
    for number in range(WAITING):
        reception.arrive(
            office="main",
            facts={"from_name": f"Visitor {number}"},
            minutes_ago=number * 30 // WAITING,
            **known,
        )
    hours = {"from_at": now - timedelta(hours=1), "to_at": now + timedelta(hours=3)}
    front_rota.give(office="main", handle="staff-1", part="desk", **hours, **known)
    made = tablets.open_for(office="main", purpose="screen", **known)
    assert isinstance(made, tablets.Opened), made
    return f"/{filling.SLUG}/waiting/{made.secret}"


def _appointments(superuser_url: str, now: datetime) -> None:
    """Two a day for each of the staff, around today, written as rows: what is measured is reading them."""
    from kept.store import refs

    with psycopg.connect(superuser_url, autocommit=True) as line:
        line.execute("SET session_replication_role = replica")
        line.execute("SET synchronous_commit = off")
        (here,) = line.execute("SELECT id FROM store_association WHERE slug = %s", [filling.SLUG]).fetchone()  # type: ignore[misc]
        (office,) = line.execute(
            "SELECT id FROM store_office WHERE association_id = %s AND slug = 'main'", [here]
        ).fetchone()  # type: ignore[misc]
        line.execute(
            "INSERT INTO store_resource"
            " (association_id, kind, account_id, name, seats, places, features, apart, postcode)"
            " SELECT %s, 'staff', id, name, 1, 1, '[]', false, '' FROM store_account"
            " WHERE handle LIKE 'staff-%%' ON CONFLICT DO NOTHING",
            [here],
        )
        people = [row[0] for row in line.execute("SELECT id FROM store_person ORDER BY id LIMIT 500")]
        staff = list(
            line.execute("SELECT id, account_id FROM store_resource WHERE kind = 'staff' ORDER BY id")
        )
        rows = list(_planned(staff, now.date()))[:APPOINTMENTS]
        (first,) = line.execute("SELECT coalesce(max(id), 0) + 1 FROM store_thread").fetchone()  # type: ignore[misc]
        taken = {ref for (ref,) in line.execute("SELECT ref FROM store_thread")}
        _copied(
            line,
            "store_thread (id, association_id, ref, kind, owner_id, office_id, person_id, state, sensitivity,"
            " opened_at, adrift, asked, via)",
            (
                (
                    first + n,
                    here,
                    _ref(refs.new_ref, taken),
                    "appointment",
                    account,
                    office,
                    people[n % len(people)],
                    "open",
                    "",
                    starts - timedelta(days=3),
                    False,
                    0,
                    "form",
                )
                for n, (_resource, account, starts) in enumerate(rows)
            ),
        )
        (booking,) = line.execute("SELECT coalesce(max(id), 0) + 1 FROM store_booking").fetchone()  # type: ignore[misc]
        _copied(
            line,
            "store_booking (id, association_id, thread_id, event, kind, place, office_id, person_id,"
            " postcode, starts_at, ends_at, state, sequence, uid, later, agreed, agreed_how, not_agreed,"
            " needs, people, offered, answer, interpreter, made_by, made_at, ended_by)",
            (
                (
                    booking + n,
                    here,
                    first + n,
                    f"bench-{n}",
                    "appointment",
                    "office",
                    office,
                    people[n % len(people)],
                    "",
                    starts,
                    starts + timedelta(minutes=30),
                    "booked",
                    0,
                    f"bench-{n}",
                    "",
                    True,
                    "by-telephone",
                    "",
                    "[]",
                    1,
                    "[]",
                    "",
                    "",
                    "staff-0",
                    starts,
                    "",
                )
                for n, (_resource, _account, starts) in enumerate(rows)
            ),
        )
        _copied(
            line,
            "store_slot (association_id, resource_id, place, starts_at, ends_at, what, thread_id, booking_id,"
            " made_by, made_at)",
            (
                (
                    here,
                    resource,
                    0,
                    starts,
                    starts + timedelta(minutes=30),
                    "booking",
                    first + n,
                    booking + n,
                    "staff-0",
                    starts,
                )
                for n, (resource, _account, starts) in enumerate(rows)
            ),
        )
        for table in ("store_thread", "store_booking", "store_slot", "store_resource"):
            line.execute(
                f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), (SELECT max(id) FROM {table}))"
            )
            line.execute(f"VACUUM ANALYZE {table}")


def _planned(staff: list[Any], today: date) -> Any:
    """Who meets somebody when: working days before and after today, two times a day."""
    days = [today + timedelta(days=n) for n in range(-180, 181)]
    working = sorted((each for each in days if each.weekday() < 5), key=lambda each: abs(each - today))
    for day in working:
        for number, (resource, account) in enumerate(staff):
            for turn in range(A_DAY):
                hour = 9 + (number + turn * 4) % 8
                yield resource, account, datetime.combine(day, time(hour), filling.now().tzinfo)


def _ref(new: Any, taken: set[str]) -> str:
    ref: str = new()
    while ref in taken:
        ref = new()
    taken.add(ref)
    return ref


def _copied(line: psycopg.Connection[Any], into: str, rows: Any) -> None:
    with line.cursor() as cursor, cursor.copy(f"COPY {into} FROM STDIN") as out:
        for row in rows:
            out.write_row(row)
