"""How do the tests get a database? The first that asks starts a server, which ends with the test process.

Tests run as the app role, through Django's usual connection: what row-level security hides from the pages is
hidden from them. `db` rolls back as usual. `live_database` (or `django_db(transaction=True)`, or
`live_server`) commits for real, and everything is cleared afterwards by a role that may; `owner` is a
connection of the owner of the tables. Tests of pure code never come here, and start nothing.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from django.conf import settings
from django.db import connections
from django.test import TransactionTestCase
from hypothesis import HealthCheck
from hypothesis import settings as drawing
from psycopg import sql
from xdist.scheduler import LoadScopeScheduling

from kept.config import database
from kept.server import roles
from kept.server.postgres import SUPERUSER, Server

# What the migrations themselves put in stays, as in a new database.
KEPT_TABLES = ("django_migrations", "django_content_type", "auth_permission")
# Above so many rows, what a deletion leaves behind would slow down whoever looks for rows next.
MANY_ROWS = 500


def pytest_configure(config: pytest.Config) -> None:
    # A password that takes a tenth of a second to check is right for visitors, wrong for a thousand tests.
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    # No test measures time: a busy machine must not look like a fault.
    drawing.register_profile(
        "kept", drawing.default, deadline=None, suppress_health_check=[HealthCheck.too_slow]
    )
    drawing.load_profile("kept")
    # What Kept made on this machine has nothing to do with the tests.
    os.environ["KEPT_DATA"] = "/nonexistent"
    for name in ("DATABASE_URL", "KEPT_OWNER_URL"):
        os.environ.pop(name, None)


class DemonstrationsTogether(LoadScopeScheduling):  # type: ignore[misc]
    """The tests of the demonstration in one process, which makes its year once; all others one by one."""

    def _split_scope(self, nodeid: str) -> str:
        return "demonstration" if nodeid.startswith("tests/demo/") else nodeid


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: object) -> LoadScopeScheduling:
    return DemonstrationsTogether(config, log)


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    """A server of this process alone, in a folder of its own: any number of test runs go side by side."""
    folder = Path(tempfile.mkdtemp(prefix="kept-test-", dir="/tmp"))
    folder.chmod(0o711)  # as root, PostgreSQL runs as somebody else, who must be able to enter
    settings.FILES_FOLDER = folder / "files"
    running = Server(folder, forgetful=True)
    try:
        running.start()
        yield running
    finally:
        running.stop()
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def django_db_setup(
    django_test_environment: None, django_db_blocker: pytest.FixtureRequest, server: Server
) -> Iterator[None]:
    """Migrate as the owner, then be the app role for the rest of the run."""
    from django.core.management import call_command

    from kept.store.first_migration import quickly

    owner, app = server.url(roles.OWNER), server.url(roles.APP)
    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        _be(owner)
        with quickly():
            call_command("migrate", verbosity=0)
        _be(app)
    with psycopg.connect(app) as connection:
        assert not _bends_the_rules(connection), "the tests must run as a role that row-level security binds"
    # Commands that tests start as processes of their own find the same database.
    os.environ["DATABASE_URL"], os.environ["KEPT_OWNER_URL"] = app, owner
    whole, TransactionTestCase._fixture_teardown = TransactionTestCase._fixture_teardown, _cleared_by(server)
    yield
    TransactionTestCase._fixture_teardown = whole
    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        connections["default"].close()


@pytest.fixture
def live_database(transactional_db: None, server: Server) -> Server:
    """Real commits, seen by other connections and processes; the server, for URLs of them."""
    return server


@pytest.fixture
def owner(server: Server, django_db_setup: None) -> Iterator[psycopg.Connection]:
    """A connection of the role that owns the tables, not bound by row-level security."""
    with psycopg.connect(server.url(roles.OWNER), autocommit=True) as connection:
        yield connection


def _be(url: str) -> None:
    connection = connections["default"]
    connection.close()
    known = database.from_url(url)
    connection.settings_dict.update(known)
    connections.databases["default"].update(known)


def _bends_the_rules(connection: psycopg.Connection) -> bool:
    row = connection.execute(
        "SELECT rolsuper OR rolbypassrls OR rolcreatedb FROM pg_roles WHERE rolname = current_user"
    ).fetchone()
    assert row is not None
    return bool(row[0])


def _cleared_by(server: Server):  # type: ignore[no-untyped-def]
    def clear(case: TransactionTestCase) -> None:
        """What Django does by TRUNCATE as the app role, which may not; most tables are empty."""
        connections["default"].close()
        with psycopg.connect(server.url(SUPERUSER), autocommit=True) as connection:
            # The ledger refuses to be emptied; only its triggers' master can say that this is not the ledger.
            connection.execute("SET session_replication_role = replica")
            connection.execute("SET lock_timeout = '20s'")
            for crowded in _emptied(connection):
                connection.execute(sql.SQL("VACUUM {}").format(sql.Identifier(crowded)))

    return clear


def _emptied(connection: psycopg.Connection) -> list[str]:
    """Take every row out of every table, count from 1 again; which tables held so many that it shows."""
    with connection.transaction():
        names = [
            name
            for (name,) in connection.execute(
                "SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> ALL(%s)",
                [list(KEPT_TABLES)],
            )
        ]
        every = sql.SQL(", ").join(map(sql.Identifier, names))
        # Whoever still writes is waited for: a page's last request may outlive its test.
        connection.execute(sql.SQL("LOCK TABLE {} IN SHARE ROW EXCLUSIVE MODE").format(every))
        holds = sql.SQL("SELECT {} WHERE EXISTS (SELECT FROM {})")
        asked = sql.SQL(" UNION ALL ").join(holds.format(sql.Literal(n), sql.Identifier(n)) for n in names)
        deleted = {
            name: connection.execute(sql.SQL("DELETE FROM {}").format(sql.Identifier(name))).rowcount
            for (name,) in connection.execute(asked).fetchall()
        }
        connection.execute(
            "SELECT setval(format('%%I.%%I', schemaname, sequencename)::regclass, 1, false) "
            "FROM pg_sequences WHERE schemaname = 'public' AND last_value IS NOT NULL "
            "AND sequencename <> ALL(%s)",
            [[f"{name}_id_seq" for name in KEPT_TABLES]],
        )
    return [name for name, count in deleted.items() if count > MANY_ROWS]
