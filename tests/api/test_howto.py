"""The examples in the how-to are run as they stand, against a server that listens."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from django.test import override_settings

from kept.casework.scopes import Scope
from kept.server.postgres import Server
from kept.store import hooks
from tests import cast
from tests.api.conftest import token

PAGE = Path(__file__).resolve().parents[2] / "docs" / "howto" / "use-the-api.md"


def blocks(language: str) -> list[str]:
    return re.findall(
        rf"^```{language}\n(.*?)^```", PAGE.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL
    )


@pytest.fixture
def environment(live_database: Server, live_server, clock) -> dict[str, str]:  # type: ignore[no-untyped-def]
    """What the examples expect: where Kept is, and a token; it is Wednesday 8 April 2026."""
    karin = cast.association("karin")
    switchboard = cast.member(karin, "switchboard", "officer")
    secret = token(karin, switchboard, Scope.RECORD, Scope.READ, Scope.HOOKS).secret
    return {**os.environ, "KEPT": live_server.url, "TOKEN": secret, "no_proxy": "*"}


def run(command: list[str], environment: dict[str, str]) -> str:
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    return done.stdout


@pytest.mark.django_db(transaction=True)
def test_the_examples_do_what_the_page_says(environment: dict[str, str]) -> None:
    record, clocks, customer, hook = blocks("bash")
    assert '"outcome":"written"' in run(["bash", "-c", record], environment)
    again = run(["bash", "-c", record], environment)
    assert '"outcome":"written"' in again
    assert '"promise":"karin:letters.1"' in again
    assert '"promise":"karin:letters.1"' in run(["bash", "-c", clocks], environment)
    assert re.match(r'\{"customer":"[0-9A-Z-]{9}"\}', run(["bash", "-c", customer], environment))
    assert '"secret":"whsec_' in run(["bash", "-c", hook], environment)
    example, _receiver = blocks("python")
    said = run([sys.executable, "-c", example], environment).splitlines()
    assert said[0] == "5 new, 0 told before, 0 refused"
    assert any("karin:letters.1" in each for each in said[1:])


def test_the_receiver_takes_what_is_signed_once_and_nothing_else() -> None:
    from kept.worker.hooking import Failed, send

    _example, receiver = blocks("python")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    secret = hooks.secret()
    listens = subprocess.Popen(
        [sys.executable, "-c", receiver],
        env={**os.environ, "SECRET": secret, "PORT": str(port)},
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    try:
        url, body = (
            f"http://127.0.0.1:{port}/",
            b'{"type": "letter.received", "data": {"contact": "K7F3-9Q2M"}}',
        )
        _until_it_listens(port)
        with override_settings(PRIVATE_HOOKS=True):
            assert [send(url, secret, "one", body), send(url, secret, "one", body)] == [204, 204]
            with pytest.raises(Failed, match="it answered 401"):
                send(url, hooks.secret(), "two", body)
    finally:
        listens.terminate()
        said = listens.communicate(timeout=30)[0]
    assert said == "letter.received K7F3-9Q2M\n"


def _until_it_listens(port: int) -> None:
    pause = threading.Event()
    for _ in range(300):
        with socket.socket() as asking:
            if asking.connect_ex(("127.0.0.1", port)) == 0:
                return
        pause.wait(0.1)
    raise AssertionError("the receiver never listened")


def test_the_page_names_every_status_that_the_description_has() -> None:
    from kept.api.problems import STATUSES

    rows = " ".join(re.findall(r"^\| ([\d, ]+) \|", PAGE.read_text(encoding="utf-8"), re.MULTILINE))
    assert [int(each) for each in re.findall(r"\d+", rows)] == list(STATUSES)
