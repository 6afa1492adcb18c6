"""Does `kept run` bring everything up, stop it cleanly, and find it as it was?"""

from __future__ import annotations

import http.cookiejar
import re
import signal
import stat
import subprocess
import sys
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from kept.server import roles
from kept.server.postgres import Server


class Running:
    """One `kept run`, and what it has said so far."""

    def __init__(self, environment: dict[str, str], *arguments: str) -> None:
        self.child = subprocess.Popen(
            [sys.executable, "-m", "kept.cli", "run", *arguments],
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        self.said = ""
        self.cookies = urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
        self.browser = urllib.request.build_opener(urllib.request.ProxyHandler({}), self.cookies)

    def until_up(self) -> str:
        """The address, once it is said."""
        assert self.child.stdout is not None
        for line in self.child.stdout:
            self.said += line
            found = re.search(r"Kept is at (http://\S+)/", line)
            if found:
                return found.group(1)
        raise AssertionError(f"kept run ended by itself:\n{self.said}")

    def stop(self) -> int:
        if self.child.poll() is None:
            self.child.send_signal(signal.SIGTERM)
        assert self.child.stdout is not None
        if not self.child.stdout.closed:
            self.said += self.child.stdout.read()
            self.child.stdout.close()
        return self.child.wait()

    def page(self, address: str, form: dict[str, str] | None = None) -> tuple[int, str, str]:
        data = urllib.parse.urlencode(form).encode() if form is not None else None
        try:
            with self.browser.open(address, data) as answer:
                return answer.status, answer.read().decode(), answer.url
        except urllib.error.HTTPError as answer:
            with answer:
                return answer.code, answer.read().decode(), address

    def sign_in(self, address: str, name: str, password: str) -> tuple[int, str, str]:
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', self.page(f"{address}/sign-in")[1])
        assert token is not None
        form = {"csrfmiddlewaretoken": token.group(1), "name": name, "password": password}
        return self.page(f"{address}/sign-in", form)


@pytest.fixture
def running(folder: Path, alone: dict[str, str]) -> Iterator[list[Running]]:
    started: list[Running] = []
    yield started
    for each in started:
        each.stop()


def counts(server: Server) -> list[int]:
    tables = ("account", "membership", "rulebookversion", "thread", "event", "eventtext", "clock")
    with psycopg.connect(server.url(roles.OWNER)) as connection:
        return [
            connection.execute(f"SELECT count(*) FROM store_{each}").fetchall()[0][0]  # type: ignore[arg-type]
            for each in tables
        ]


def counted(data: Path) -> list[int]:
    server = Server(data)
    server.start()
    try:
        return counts(server)
    finally:
        server.stop()


def test_a_first_start_fills_an_empty_machine_and_a_second_finds_it_as_it_was(
    folder: Path, alone: dict[str, str], running: list[Running]
) -> None:
    data = folder / "data"
    environment = {**alone, "KEPT_DATA": str(data)}
    first = Running(environment, "--port", "0")
    running.append(first)
    address = first.until_up()

    sign_ins = data / "sign-ins.txt"
    assert stat.S_IMODE(sign_ins.stat().st_mode) == 0o600
    assert sign_ins.read_text() in first.said
    found = re.search(r"password of all of them: (\S+)", first.said)
    assert found is not None
    status, text, where = first.sign_in(address, "karin-manager", found.group(1))
    assert (status, where) == (200, f"{address}/karin/desk")
    assert "Sign out" in text
    assert first.page(f"{address}/moray/desk")[0] == 404  # Karin's manager is nobody at Moray

    assert first.stop() == 0
    assert first.said.endswith("Kept has stopped. Everything is saved.\n")
    before = counted(data)
    assert min(before) > 0

    second = Running(environment, "--port", "0")
    running.append(second)
    address = second.until_up()
    assert "Bringing in" not in second.said
    assert "Rulebooks on record already: karin, magna, moray, redland, wessex." in second.said
    assert second.sign_in(address, "everywhere", found.group(1))[2] == f"{address}/choose"
    assert second.stop() == 0
    # Whoever signed in left a session, and nothing else has changed.
    assert counted(data) == before


def test_a_second_kept_over_the_same_data_is_refused_in_a_sentence(
    embedded: Server, alone: dict[str, str]
) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "kept.cli", "run", "--port", "0", "--data", str(embedded.data)],
        env=alone,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert re.fullmatch(r"kept: Kept already runs with the data in .*\n", done.stderr)
    assert embedded.answers()


def test_half_of_another_database_is_refused(alone: dict[str, str], folder: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "kept.cli", "run", "--port", "0", "--data", str(folder / "data")],
        env={**alone, "DATABASE_URL": "postgresql://kept_app:x@db.example.org/kept"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert done.stderr.startswith("kept: Set both DATABASE_URL and KEPT_OWNER_URL")


def test_the_database_of_somebody_else_is_never_served_as_its_owner(
    embedded: Server, alone: dict[str, str], folder: Path
) -> None:
    owner = embedded.url(roles.OWNER)
    done = subprocess.run(
        [sys.executable, "-m", "kept.cli", "run", "--port", "0", "--data", str(folder / "other")],
        env={**alone, "DATABASE_URL": owner, "KEPT_OWNER_URL": owner},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert "“kept_owner” owns tables" in done.stderr
    assert "Traceback" not in done.stderr
