"""Does the embedded PostgreSQL start, survive every kind of killing, and keep to itself?"""

from __future__ import annotations

import os
import signal
import socket
import stat
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest

from kept.server import places, programs, roles
from kept.server.postgres import SUPERUSER, Server
from kept.server.programs import Programs, ServerError, find_programs

STARTED_BY_ANOTHER = """
import sys, time
from pathlib import Path
from kept.server.postgres import Server
server = Server(Path(sys.argv[1]))
server.start()
print(server.child.pid, flush=True)
time.sleep(600)
"""


def rows(server: Server) -> list[int]:
    with psycopg.connect(server.url(roles.OWNER)) as connection:
        return [number for (number,) in connection.execute("SELECT number FROM kept_so_far ORDER BY number")]


def remember(server: Server, number: int) -> None:
    with psycopg.connect(server.url(roles.OWNER), autocommit=True) as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS kept_so_far (number int)")
        connection.execute("INSERT INTO kept_so_far VALUES (%s)", [number])


def ask(server: Server, question: str, *, role: str = roles.APP) -> object:
    with psycopg.connect(server.url(role)) as connection:
        row = connection.execute(question).fetchone()  # type: ignore[arg-type]
    assert row is not None
    return row[0]


def test_a_new_server_has_the_three_roles_none_of_them_above_row_level_security(embedded: Server) -> None:
    with psycopg.connect(embedded.url(SUPERUSER)) as connection:
        found = connection.execute(
            "SELECT rolname, rolcanlogin, rolcreatedb FROM pg_roles WHERE rolname LIKE 'kept%' "
            "AND NOT (rolsuper OR rolbypassrls OR rolcreaterole OR rolreplication) ORDER BY rolname"
        ).fetchall()
    assert found == [("kept_app", True, False), ("kept_owner", True, True), ("kept_search", False, False)]


def test_the_app_waits_for_nothing_for_ever_and_owns_nothing(embedded: Server) -> None:
    assert ask(embedded, "SHOW statement_timeout") == "30s"
    assert ask(embedded, "SHOW lock_timeout") == "5s"
    assert ask(embedded, "SHOW idle_in_transaction_session_timeout") == "1min"
    with (
        psycopg.connect(embedded.url(roles.APP)) as connection,
        pytest.raises(psycopg.errors.InsufficientPrivilege),
    ):
        connection.execute("CREATE TABLE mine (id int)")


def test_texts_are_in_the_same_order_on_every_machine(embedded: Server) -> None:
    assert (
        ask(embedded, "SELECT string_agg(x, '' ORDER BY x) FROM unnest('{b,A,a,B}'::text[]) AS x") == "ABab"
    )
    assert ask(embedded, "SELECT upper('é')") == "É"
    assert ask(embedded, "SHOW server_encoding") == "UTF8"


def test_nobody_gets_in_without_the_password(embedded: Server) -> None:
    for user in (SUPERUSER, roles.OWNER, roles.APP):
        with pytest.raises(psycopg.OperationalError):
            psycopg.connect(host=embedded.socket, user=user, password="wrong", dbname="kept")


def test_other_users_reach_neither_socket_nor_secrets_nor_data(embedded: Server) -> None:
    closed = [
        Path(embedded.socket),
        embedded.cluster,
        embedded.log,
        places.secrets_file(embedded.data),
        places.socket_file(embedded.data),
    ]
    assert [path for path in closed if stat.S_IMODE(path.stat().st_mode) & 0o077] == []


def test_it_listens_on_no_port(embedded: Server) -> None:
    assert ask(embedded, "SHOW listen_addresses") == ""


def test_passwords_are_in_no_log(embedded: Server) -> None:
    said = embedded.log.read_text()
    secrets = embedded.secrets
    assert [each for each in (secrets.superuser, secrets.owner, secrets.app) if each in said] == []


def test_after_stop_and_start_everything_is_there(embedded: Server) -> None:
    remember(embedded, 1)
    embedded.stop()
    embedded.start()
    assert rows(embedded) == [1]


def test_when_the_server_is_killed_it_comes_back_with_every_row(embedded: Server) -> None:
    assert embedded.child is not None
    remember(embedded, 1)
    os.kill(embedded.child.pid, signal.SIGKILL)
    embedded.child.wait()
    assert not embedded.running()
    embedded.launch()
    remember(embedded, 2)
    assert rows(embedded) == [1, 2]


def test_when_its_parent_is_killed_the_server_ends_and_the_next_one_takes_over(
    folder: Path, alone: dict[str, str]
) -> None:
    parent = subprocess.Popen(
        [sys.executable, "-c", STARTED_BY_ANOTHER, str(folder / "data")], stdout=subprocess.PIPE, env=alone
    )
    assert parent.stdout is not None
    pid = int(parent.stdout.readline())
    parent.kill()
    parent.wait()
    parent.stdout.close()
    server = Server(folder / "data")
    try:
        server.start()  # at once: the one before may still be writing its last words
        assert not Path(f"/proc/{pid}").exists() or _is_zombie(pid)
        remember(server, 1)
        assert rows(server) == [1]
    finally:
        server.stop()


def _is_zombie(pid: int) -> bool:
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"


def test_a_pid_file_that_names_somebody_else_stops_nothing(embedded: Server) -> None:
    remember(embedded, 1)
    embedded.stop()
    # After a restart of the machine the number may belong to any program; here it is ours.
    (embedded.cluster / "postmaster.pid").write_text(f"{os.getpid()}\n{embedded.cluster}\n")
    embedded.start()
    assert rows(embedded) == [1]


def test_two_kepts_do_not_share_one_folder(embedded: Server) -> None:
    second = Server(embedded.data)
    with pytest.raises(ServerError, match=r"already runs with the data in .*--data"):
        second.start()
    assert embedded.answers()


def test_three_run_side_by_side(folder: Path, alone: dict[str, str]) -> None:
    servers = [Server(folder / name) for name in ("one", "two", "three")]
    try:
        for number, server in enumerate(servers):
            server.start()
            remember(server, number)
        assert [rows(server) for server in servers] == [[0], [1], [2]]
    finally:
        for server in servers:
            server.stop()


def test_a_very_long_path_works_and_leaves_nothing_in_tmp(folder: Path, alone: dict[str, str]) -> None:
    long = folder / ("a-folder-with-a-long-name-" * 5)
    long.mkdir()
    long.chmod(0o711)
    assert len(str(long)) > 120
    server = Server(long / "data")
    try:
        server.start()
        remember(server, 1)
        assert rows(server) == [1]
        used = Path(server.socket)
        assert stat.S_IMODE(used.stat().st_mode) == 0o700
    finally:
        server.stop()
    assert not used.exists()


def test_data_of_another_major_version_is_refused_with_the_cure(embedded: Server) -> None:
    embedded.stop()
    (embedded.cluster / "PG_VERSION").write_text("14\n")
    with pytest.raises(ServerError, match=r"written by PostgreSQL 14, .*kept backup .*kept restore"):
        embedded.start()


def test_a_folder_that_cannot_be_written_is_refused_in_a_sentence(
    folder: Path, alone: dict[str, str]
) -> None:
    (folder / "file").write_text("")
    with pytest.raises(ServerError, match=r"cannot write to .*file/data.*--data"):
        Server(folder / "file" / "data").start()


def test_programs_that_are_not_there_are_named_with_the_cure(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KEPT_PG_BIN", str(folder))
    with pytest.raises(ServerError, match=r"holds no program “postgres”.*KEPT_PG_BIN"):
        find_programs()


def test_programs_too_old_are_refused(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    old = folder / "postgres"
    old.write_text("#!/bin/sh\necho 'postgres (PostgreSQL) 13.2'\n")
    old.chmod(0o755)
    monkeypatch.setenv("KEPT_PG_BIN", str(folder))
    with pytest.raises(ServerError, match=r"PostgreSQL 13\.2; Kept needs 15 or newer"):
        find_programs()


def test_programs_in_a_closed_folder_are_copied_with_the_libraries_beside_them(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    closed, shelf = folder / "closed", folder / "shelf"
    ours = Programs(closed / "package" / "pg" / "bin", "18.4")
    for path in (
        ours.folder / "postgres",
        ours.folder.parent / "share" / "x",
        closed / "package.libs" / "libpq",
    ):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("x")
    monkeypatch.setattr(
        programs,
        "_can_run",
        lambda user, where: where.folder.is_relative_to(shelf) and where.folder.is_dir(),
    )
    moved = programs.reachable_by(programs.User("kept", 1, 1), ours, shelf)
    assert moved.folder == shelf / "postgresql-18.4" / "package" / "pg" / "bin"
    for path in ("package/pg/bin/postgres", "package/pg/share/x", "package.libs/libpq"):
        assert (shelf / "postgresql-18.4" / path).read_text() == "x"
    assert programs.reachable_by(None, ours, shelf) is ours


def test_the_server_never_runs_as_root_and_owns_its_data(embedded: Server) -> None:
    assert embedded.child is not None
    runs_as = Path(f"/proc/{embedded.child.pid}").stat().st_uid
    assert runs_as != 0
    assert runs_as == embedded.cluster.stat().st_uid


def test_the_socket_is_the_only_way_in(embedded: Server) -> None:
    with socket.socket(socket.AF_UNIX) as probe:
        probe.connect(f"{embedded.socket}/.s.PGSQL.5432")
    assert places.listens(embedded.socket)
    embedded.stop()
    assert places.socket_folder(embedded.data) is None
