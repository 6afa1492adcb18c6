"""How does a database come to hold a million contacts?

    fill(10_000, at=now)             # through the actions: people, staff, contacts, answers, clocks
    multiply(owner_url, to=100_000)  # every row of that again and again, under other references

The first ten thousand are told as staff tell them, so every clock is one that casework made. The others are
the same rows under other names, written by the owner: what is measured later is reading and adding, not how
they came there. One in thirty is recent, unanswered and running; the others are closed.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

import psycopg

SLUG, BASE, SEED = "karin", 10_000, 20261125
STAFF, TEAMS, PEOPLE_EACH = 24, 4, 4
AT_ONCE = 500
# Each of these has about three promises, so that a tenth as many clocks run as there are contacts.
RUNNING_SHARE = 1 / 30
FIRST = [
    "Amina",
    "Bogdan",
    "Catherine",
    "Dilip",
    "Esther",
    "Farah",
    "Gareth",
    "Hana",
    "Ian",
    "Joyce",
    "Kwame",
    "Lena",
    "Mohammed",
    "Ngozi",
    "Olu",
    "Priya",
    "Quentin",
    "Rosa",
    "Stanislaw",
    "Thuy",
    "Uma",
    "Victor",
    "Winifred",
    "Xin",
    "Yusuf",
    "Zofia",
]
LAST = [
    "Adeyemi",
    "Begum",
    "Carter",
    "Davies",
    "Evans",
    "Farouk",
    "Green",
    "Hughes",
    "Iqbal",
    "Jones",
    "Kowalska",
    "Lewis",
    "Malik",
    "Nguyen",
    "Okafor",
    "Patel",
    "Quinn",
    "Robinson",
    "Singh",
    "Taylor",
    "Usman",
    "Varga",
    "Walker",
    "Xu",
    "Young",
    "Zielinski",
]
STREETS = [
    "Mill Lane",
    "Castle Street",
    "Orchard Close",
    "Station Road",
    "Harbour View",
    "Church Walk",
    "The Green",
]
THINGS = [
    "lift",
    "boiler",
    "front door",
    "parking space",
    "rent statement",
    "window",
    "stairwell light",
    "bin store",
    "garden fence",
    "key fob",
    "dog next door",
    "bathroom tap",
    "transfer form",
    "noise at night",
]
TROUBLES = [
    "has stopped working again",
    "was promised for last week",
    "is not what was agreed",
    "needs somebody to look",
    "keeps me awake",
    "came without a letter",
    "is worse since the storm",
    "should be explained once more",
]

# What comes in, what answers it, how often it comes, and after how many hours it is answered at most.
ANSWERED = {
    "letter.received": ("letter.answered", 40, 220),
    "email.received": ("email.answered", 25, 120),
    "message.left": ("message.returned", 15, 30),
    "visitor.arrived": ("visitor.seen", 15, 0.3),
    "complaint.received": ("complaint.answered", 5, 400),
}
OPEN = ("letter.received", "email.received", "complaint.received")


def fill(contacts: int, *, at: datetime) -> None:
    """Staff, customers and `contacts` contacts of the last two years at one association."""
    from kept.actions.telling import Telling, tell

    drawn = Random(SEED)
    staff, people = _staff(at), _customers(contacts // PEOPLE_EACH, drawn, at)
    running = int(contacts * RUNNING_SHARE)
    told: list[Telling] = []
    for number in range(contacts):
        member = staff[number // AT_ONCE % len(staff)]
        # The first customer has one contact in two hundred: ten thousand entries, when there are a million.
        person = people[0 if number % 200 == 0 else drawn.randrange(len(people))]
        told += _contact(number, drawn, person, member.account.handle, at, running=number < running)
        if len(told) >= AT_ONCE or number == contacts - 1:
            by = member.account.handle
            answer = tell(told, association=SLUG, by=by, at=at, membership=member)
            assert answer.refused is None, answer.refused
            told = []


def _contact(
    number: int, drawn: Random, person: str, owner: str, at: datetime, *, running: bool
) -> Iterator[Any]:
    """One contact: told just now, or brought in with its own times and its answer."""
    from kept.actions.telling import Telling

    if running:
        kind = drawn.choice(OPEN)
        came = at - timedelta(minutes=drawn.uniform(5, 1500))
    else:
        kind = drawn.choices(list(ANSWERED), [each[1] for each in ANSWERED.values()])[0]
        came = at - timedelta(days=drawn.uniform(20, 730))
    uid = f"bench-{number}"
    words = f"The {drawn.choice(THINGS)} at {drawn.choice(STREETS)} {drawn.choice(TROUBLES)}."
    told = Telling(kind, came, {"about": words}, uid=uid, subject=uid, person=person, owner=owner)
    yield told if running else replace(told, recorded_at=came, via="import")
    if not running:
        answer, _, hours = ANSWERED[kind]
        after = came + timedelta(hours=hours * drawn.betavariate(1, 6) + 0.01)
        done = {"subject": uid, "recorded_at": after, "via": "import"}
        yield Telling(answer, after, {}, uid=f"{uid}-a", **done)
        yield Telling("thread.closed", after, {}, uid=f"{uid}-c", **done)


def busiest() -> str:
    """The reference of the customer with ten thousand entries; the association must be active."""
    from kept.store.models import Person

    return str(Person.objects.order_by("id").values_list("ref", flat=True)[0])


def _staff(at: datetime) -> list[Any]:
    from kept.actions import people
    from kept.store import tenancy
    from kept.store.accounts import membership_of
    from kept.store.models import Account, Office, Team

    with tenancy.association(SLUG) as here:
        teams = list(Team.objects.filter(association=here).values_list("slug", flat=True))[:TEAMS]
        offices = list(Office.objects.filter(association=here).values_list("slug", flat=True))
    since = at.date() - timedelta(days=800)
    for number in range(STAFF):
        handle, role = f"staff-{number}", "manager" if number % 8 == 0 else "officer"
        known = {"association": SLUG, "handle": handle, "by": "b", "at": at}
        people.create_account(email=f"{handle}@kept.example", name=f"Staff {number}", **known)
        place = {"team": teams[number % len(teams)], "office": offices[number % len(offices)]}
        people.add_member(role=role, from_on=since, **place, **known)
    with tenancy.association(SLUG):
        accounts = Account.objects.filter(handle__startswith="staff-").order_by("pk")
        found = [membership_of(each, on=at.date()) for each in accounts]
        # Looked up now: they are used when no association is active.
        return [each for each in found if each is not None and each.account and each.office and each.team]


def _customers(number: int, drawn: Random, at: datetime) -> list[str]:
    from kept.actions import customers
    from kept.store.models import Person

    found: list[str] = []
    for each in range(number):
        one = customers.add(
            association=SLUG,
            by="staff-0",
            at=at,
            name=f"{drawn.choice(FIRST)} {drawn.choice(LAST)}",
            address=f"{drawn.randrange(1, 200)} {drawn.choice(STREETS)}",
            phones=[f"0113 496 {each % 10_000:04}"],
        )
        assert isinstance(one, Person), one
        found.append(one.ref)
    return found


# ---- the same again ----

# What names a row, and so must differ from copy to copy. Every other column is copied as it is.
_REFS = {"store_thread": "ref", "store_person": "ref"}
_NAMES = {
    "store_thread": ("subject",),
    "store_event": ("uid", "corrects", "cause"),
    "store_clock": ("start", "stop"),
    "store_owed": ("start",),
}
_LINKS = {
    "store_thread": ("id", "person_id", "merged_into_id"),
    "store_person": ("id", "log_id"),
    "store_personkey": ("id", "person_id"),
    "store_event": ("id", "thread_id"),
    "store_eventtext": ("event_id",),
    "store_searchdoc": ("event_id", "thread_id"),
    "store_clock": ("id", "thread_id"),
    "store_owed": ("id", "thread_id"),
}


def multiply(superuser_url: str, *, copies: int, explained: bool = False) -> None:
    """Add `copies` of all that `fill` wrote; triggers sleep meanwhile, statistics are taken afterwards.

    With `explained` one in ten of what was broken has its reason.
    """
    with psycopg.connect(superuser_url, autocommit=True) as line:
        line.execute("SET session_replication_role = replica")
        line.execute("SET synchronous_commit = off")
        line.execute("SET maintenance_work_mem = '512MB'")
        _remember_the_first(line)
        before = line.execute("SELECT coalesce(max(copy), 0) FROM filled").fetchone()
        assert before is not None
        taken = {ref for table in _REFS for (ref,) in line.execute(f"SELECT ref FROM {table}")}
        for copy in range(before[0] + 1, before[0] + copies + 1):
            _copy(line, copy, taken)
            line.execute("INSERT INTO filled VALUES (%s)", [copy])
        if explained:
            line.execute(_EXPLAIN)
        for table in _LINKS:
            if "id" in _LINKS[table]:
                line.execute(
                    f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), (SELECT max(id) FROM {table}))"
                )
            line.execute(f"VACUUM ANALYZE {table}")
    _tally()


_EXPLAIN = """
INSERT INTO store_event (association_id, thread_id, uid, kind, happened_at, recorded_at, by, via, grade,
    answers, facts)
SELECT association_id, thread_id, 'why-' || id, 'breach.explained', first_due_at + interval '1 day',
    first_due_at + interval '1 day', 'staff-0', 'web', 'staff', jsonb_build_array(start),
    jsonb_build_object('why', (array['our_mistake', 'too_few_people', 'system_down'])[1 + id % 3])
FROM store_clock WHERE verdict IN ('broken', 'broken-attempted') AND id % 10 = 0
"""


def _tally() -> None:
    """The triggers slept, so the clocks are counted afresh."""
    from django.db import connection

    from kept.store import tallies, tenancy

    with tenancy.association(SLUG):
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL statement_timeout = '20min'")
        tallies.rebuild()


def _remember_the_first(line: psycopg.Connection[Any]) -> None:
    """Copies are made of the first rows alone; their ids are moved by a fixed width for each copy."""
    line.execute("CREATE TABLE IF NOT EXISTS filled (copy integer)")
    for table in _LINKS:
        key = _LINKS[table][0]
        if line.execute(f"SELECT to_regclass('first_{table}')").fetchone() == (None,):
            line.execute(f"CREATE UNLOGGED TABLE first_{table} AS SELECT * FROM {table} ORDER BY {key}")


WIDTH = 1_000_000


def _copy(line: psycopg.Connection[Any], copy: int, taken: set[str]) -> None:
    from kept.store import refs

    for table, links in _LINKS.items():
        columns = [
            name
            for (name,) in line.execute(
                "SELECT column_name FROM information_schema.columns WHERE table_name = %s"
                " ORDER BY ordinal_position",
                [table],
            )
        ]
        values = []
        for name in columns:
            if name in links:
                values.append(f"its.{name} + {copy * WIDTH}")
            elif name in _NAMES.get(table, ()):
                values.append(f"its.{name} || '~{copy}'")
            elif name == _REFS.get(table):
                values.append("named.ref")
            else:
                values.append(f'its."{name}"')
        named = ""
        if table in _REFS:
            count = line.execute(f"SELECT count(*) FROM first_{table}").fetchone()
            assert count is not None
            line.execute("CREATE TEMP TABLE IF NOT EXISTS named (n bigint PRIMARY KEY, ref text)")
            line.execute("TRUNCATE named")
            with line.cursor() as cursor, cursor.copy("COPY named FROM STDIN") as out:
                for number in range(count[0]):
                    ref = refs.new_ref()
                    while ref in taken:
                        ref = refs.new_ref()
                    taken.add(ref)
                    out.write_row((number + 1, ref))
            named = "JOIN named ON named.n = its.n"
        numbered = f"(SELECT *, row_number() OVER () AS n FROM first_{table})"
        source = f"{numbered if named else f'first_{table}'} AS its"
        into = ", ".join(f'"{each}"' for each in columns)
        line.execute(f"INSERT INTO {table} ({into}) SELECT {', '.join(values)} FROM {source} {named}")


def superuser_url(server: Any) -> str:
    """The embedded server's superuser, whom no trigger binds; for filling alone."""
    from kept.server.postgres import SUPERUSER

    return str(server.url(SUPERUSER))


def now() -> datetime:
    return datetime.now(UTC)
