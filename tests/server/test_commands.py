"""Do migrate, check, backup and restore do what they say, over our own server and over somebody else's?"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import stat
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import psycopg
import pytest
from psycopg import sql

from kept.server import roles
from kept.server.postgres import SUPERUSER, Server

Kept = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def kept(folder: Path, alone: dict[str, str]) -> Kept:
    """Run a command of Kept over the data in `folder`, as somebody at a terminal does."""

    def run(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "kept.cli", *arguments],
            env={**alone, "KEPT_DATA": str(folder / "data"), **environment},
            cwd=folder,
            capture_output=True,
            text=True,
            check=False,
        )

    return run


@pytest.fixture(scope="module")
def made() -> Iterator[Path]:
    """A data folder with the tables of Kept, made once: each test begins with a copy of it."""
    folder = Path(tempfile.mkdtemp(prefix="kept-test-", dir="/tmp"))
    folder.chmod(0o711)
    alone = {
        name: value
        for name, value in os.environ.items()
        if name not in ("DATABASE_URL", "XDG_RUNTIME_DIR")
        and (name == "KEPT_PG_BIN" or not name.startswith("KEPT_"))
    }
    done = subprocess.run(
        [sys.executable, "-m", "kept.cli", "migrate"],
        env={**alone, "KEPT_DATA": str(folder / "data")},
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    yield folder / "data"
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def migrated(made: Path, folder: Path) -> Iterator[Server]:
    """A running server with the tables of Kept."""
    # With its owners: PostgreSQL takes no folder of somebody else's.
    subprocess.run(["cp", "-a", str(made), str(folder / "data")], check=True)
    server = Server(folder / "data")
    server.start()
    yield server
    server.stop()


def urls(server: Server, app: str = roles.APP) -> dict[str, str]:
    return {"DATABASE_URL": server.url(app), "KEPT_OWNER_URL": server.url(roles.OWNER)}


def fill(server: Server) -> None:
    """Two associations with a thread and an event each."""
    with psycopg.connect(server.url(roles.OWNER)) as connection:
        for slug in ("one", "two"):
            (association,) = _one(
                connection,
                "INSERT INTO store_association (slug, name, nation, zone, go_live, safeguarding) "
                "VALUES (%s, 'Ein Þing 🏠', 'england', 'Europe/London', %s, '[]') RETURNING id",
                [slug, date(2026, 1, 1)],
            )
            connection.execute(
                "INSERT INTO store_office (association_id, slug, name) VALUES (%s, 'main', 'Main')",
                [association],
            )


def _one(connection: psycopg.Connection, statement: str, values: list[object]) -> tuple[int]:
    row = connection.execute(statement, values).fetchone()  # type: ignore[arg-type]
    assert row is not None
    return row  # type: ignore[return-value]


def everything(server: Server) -> dict[str, object]:
    """Every table with its rows and owner, every policy, grant, function and index."""
    with psycopg.connect(server.url(SUPERUSER)) as connection:
        tables = connection.execute(
            "SELECT tablename, tableowner, rowsecurity FROM pg_tables WHERE schemaname = 'public' ORDER BY 1"
        ).fetchall()
        found: dict[str, object] = {"tables": tables}
        for name, _, _ in tables:
            question = sql.SQL("SELECT t::text FROM {} AS t ORDER BY 1").format(sql.Identifier(name))
            found[name] = connection.execute(question).fetchall()
        for what, question in {
            "policies": "SELECT * FROM pg_policies ORDER BY tablename, policyname",
            "functions": "SELECT proname, pg_get_userbyid(proowner), prosecdef, prosrc, proacl::text "
            "FROM pg_proc WHERE pronamespace = 'public'::regnamespace ORDER BY proname",
            "grants": "SELECT relname, relacl::text FROM pg_class "
            "WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'S') ORDER BY relname",
            "indexes": "SELECT indexdef FROM pg_indexes WHERE schemaname = 'public' ORDER BY indexdef",
            "triggers": "SELECT tgname, tgrelid::regclass::text, tgenabled FROM pg_trigger "
            "WHERE NOT tgisinternal ORDER BY 1",
            "sequences": "SELECT sequencename, last_value FROM pg_sequences "
            "WHERE schemaname = 'public' ORDER BY 1",
            "schema": "SELECT has_schema_privilege('kept_search', 'public', 'CREATE')",
        }.items():
            found[what] = connection.execute(question).fetchall()
    # Once it has read its own text again, PostgreSQL writes the casts in a condition in other places.
    found["indexes"] = [re.sub(r"::[a-z ]+(\[\])?|[()\[\]]", "", each) for (each,) in found["indexes"]]  # type: ignore[attr-defined]
    return found


def test_migrate_makes_what_is_missing_and_a_second_time_finds_nothing_to_do(kept: Kept) -> None:
    assert kept("migrate", "--check").returncode == 1
    assert kept("migrate").returncode == 0
    again = kept("migrate")
    assert again.returncode == 0
    assert "No migrations to apply" in again.stdout
    assert kept("migrate", "--check").returncode == 0


def test_a_backup_becomes_the_same_database_again(kept: Kept, migrated: Server, folder: Path) -> None:
    fill(migrated)
    before = everything(migrated)
    backup = kept("backup", "kept.dump")
    assert backup.returncode == 0, backup.stderr
    assert stat.S_IMODE((folder / "kept.dump").stat().st_mode) == 0o600

    restored = kept("restore", "kept.dump", "--data", str(folder / "second"))
    assert restored.returncode == 0, restored.stderr
    second = Server(folder / "second")
    second.start()
    try:
        after = everything(second)
    finally:
        second.stop()
    assert len(before["store_association"]) == 2  # type: ignore[arg-type]
    assert after == before


def test_photographs_are_in_the_backup_and_come_back_where_they_lay(
    kept: Kept, migrated: Server, folder: Path
) -> None:
    words = b"\xff\xd8\xff\xe0 the lift on Tuesday"
    name = hashlib.sha256(words).hexdigest()
    there = folder / "data" / "files" / "karin" / name[:2]
    there.mkdir(parents=True)
    (there / name).write_bytes(words)
    (folder / "data" / "files" / ".half-of-another").write_bytes(b"half")
    assert kept("backup", "kept.dump").returncode == 0
    with tarfile.open(folder / "kept.dump") as tar:
        assert tar.getnames() == ["database.dump", f"files/karin/{name[:2]}/{name}"]
    assert stat.S_IMODE((folder / "kept.dump").stat().st_mode) == 0o600

    restored = kept("restore", "kept.dump", "--data", str(folder / "second"))
    assert restored.returncode == 0, restored.stderr
    again = folder / "second" / "files" / "karin" / name[:2] / name
    assert again.read_bytes() == words
    assert stat.S_IMODE(again.stat().st_mode) == 0o600
    assert list((folder / "second" / "files").glob(".*")) == []


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("files/karin/ab/" + "ab" * 32, "is damaged"),
        ("../../escape", "which no backup of Kept has"),
        ("files/karin/ab/../../../escape", "which no backup of Kept has"),
    ],
)
def test_an_archive_with_something_else_in_it_leaves_the_database_empty(
    kept: Kept, migrated: Server, folder: Path, name: str, says: str
) -> None:
    assert kept("backup", "plain.dump").returncode == 0
    (folder / "letter.txt").write_text("Dear Kept")
    with tarfile.open(folder / "odd.dump", "w") as tar:
        tar.add(folder / "plain.dump", "database.dump")
        tar.add(folder / "letter.txt", name)
    done = kept("restore", "odd.dump", "--data", str(folder / "second"))
    assert done.returncode == 1
    assert says in done.stderr
    assert "Traceback" not in done.stderr
    assert not (folder / "escape").exists()
    assert kept("restore", "plain.dump", "--data", str(folder / "second")).returncode == 0


def test_a_restore_over_data_is_refused_and_changes_nothing(kept: Kept, migrated: Server) -> None:
    fill(migrated)
    assert kept("backup", "kept.dump").returncode == 0
    before = everything(migrated)
    done = kept("restore", "kept.dump")
    assert done.returncode == 1
    assert "not empty" in done.stderr
    assert "--data" in done.stderr
    assert everything(migrated) == before


def test_a_backup_never_replaces_another(kept: Kept, migrated: Server, folder: Path) -> None:
    (folder / "kept.dump").write_text("precious")
    done = kept("backup", "kept.dump")
    assert done.returncode == 1
    assert "there already" in done.stderr
    assert (folder / "kept.dump").read_text() == "precious"


def test_a_file_that_is_no_backup_is_refused(kept: Kept, folder: Path) -> None:
    (folder / "letter.txt").write_text("Dear Kept")
    done = kept("restore", "letter.txt")
    assert (done.returncode, done.stderr) == (
        1,
        "kept: letter.txt is not a backup of Kept. Give a file that “kept backup” wrote.\n",
    )
    assert "cannot be read" in kept("restore", "nowhere.dump").stderr


def test_half_a_backup_leaves_the_database_empty(kept: Kept, migrated: Server, folder: Path) -> None:
    assert kept("backup", "kept.dump").returncode == 0
    whole = (folder / "kept.dump").read_bytes()
    (folder / "half.dump").write_bytes(whole[: len(whole) // 2])
    done = kept("restore", "half.dump", "--data", str(folder / "second"))
    assert done.returncode == 1
    assert "pg_restore could not finish" in done.stderr
    assert "Traceback" not in done.stderr
    assert kept("restore", "kept.dump", "--data", str(folder / "second")).returncode == 0


def test_check_finds_nothing_amiss_in_what_migrate_made(kept: Kept, migrated: Server) -> None:
    done = kept("check", **urls(migrated))
    assert (done.returncode, done.stdout) == (0, "All is well: Kept may run here.\n"), done.stderr


@pytest.mark.parametrize(
    ("role", "says"),
    [
        (roles.OWNER, "“kept_owner” owns tables"),
        (SUPERUSER, "“postgres” is a superuser"),
    ],
)
def test_check_refuses_whoever_row_level_security_does_not_bind(
    kept: Kept, migrated: Server, role: str, says: str
) -> None:
    done = kept("check", **urls(migrated, role))
    assert done.returncode == 1
    assert says in done.stdout
    assert "kept check --sql" in done.stdout


def test_check_refuses_bypassrls_and_a_member_of_the_owner(kept: Kept, migrated: Server) -> None:
    with psycopg.connect(migrated.url(SUPERUSER), autocommit=True) as connection:
        connection.execute("ALTER ROLE kept_app BYPASSRLS")
        assert "has BYPASSRLS" in kept("check", **urls(migrated)).stdout
        connection.execute("ALTER ROLE kept_app NOBYPASSRLS")
        connection.execute("GRANT kept_owner TO kept_app")
        assert "is a member of who does" in kept("check", **urls(migrated)).stdout


def test_check_names_a_table_that_was_left_open_and_a_missing_timeout(kept: Kept, migrated: Server) -> None:
    with psycopg.connect(migrated.url(SUPERUSER), autocommit=True) as connection:
        connection.execute("ALTER TABLE store_office DISABLE ROW LEVEL SECURITY")
        connection.execute("ALTER ROLE kept_app SET lock_timeout = 0")
    said = kept("check", **urls(migrated)).stdout.splitlines()
    assert len(said) == 2
    assert any(line.startswith("The table store_office has no row-level security") for line in said)
    assert any("ALTER ROLE kept_app SET lock_timeout = '5s';" in line for line in said)


def test_check_asks_for_migrations_and_names_open_secrets(kept: Kept, folder: Path) -> None:
    server = Server(folder / "data")
    server.start()
    server.stop()
    (folder / "data" / "secrets.json").chmod(0o644)
    said = kept("check").stdout
    assert "kept migrate" in said
    assert "chmod 600" in said


def test_the_printed_sql_makes_a_server_on_which_kept_may_run(
    kept: Kept, embedded: Server, folder: Path
) -> None:
    script = folder / "roles.sql"
    script.write_text(kept("check", "--sql").stdout)
    with psycopg.connect(embedded.url(SUPERUSER, "postgres"), autocommit=True) as connection:
        # A server of somebody else's has none of our roles yet.
        connection.execute("DROP DATABASE kept")
        connection.execute("DROP ROLE kept_search, kept_app, kept_owner")
    assert embedded.programs is not None
    passwords = {"owner_password": embedded.secrets.owner, "app_password": embedded.secrets.app}
    set_them = [part for name, value in passwords.items() for part in ("-v", f"{name}={value}")]
    done = subprocess.run(
        [
            embedded.programs.path("psql"),
            "--no-psqlrc",
            "-v",
            "ON_ERROR_STOP=1",
            *set_them,
            "-f",
            str(script),
        ],
        env={
            "PGHOST": embedded.socket,
            "PGUSER": SUPERUSER,
            "PGDATABASE": "postgres",
            "PGPASSWORD": embedded.secrets.superuser,
            "PATH": os.environ["PATH"],
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert kept("migrate", **urls(embedded)).returncode == 0
    assert kept("check", **urls(embedded)).stdout == "All is well: Kept may run here.\n"


def test_without_a_database_each_command_says_what_to_do(kept: Kept) -> None:
    for command in (("backup", "kept.dump"), ("check",), ("manage", "dbshell")):
        done = kept(*command)
        assert done.returncode == 1
        assert "kept run" in done.stderr
        assert "Traceback" not in done.stderr


def test_a_url_of_another_kind_is_refused_without_its_password(kept: Kept) -> None:
    done = kept("manage", "dbshell", DATABASE_URL="mysql://me:hush@db/kept")
    assert done.returncode == 1
    assert "begins with postgresql://" in done.stderr
    assert "hush" not in done.stderr
