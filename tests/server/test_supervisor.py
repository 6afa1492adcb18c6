"""Does the supervisor start again what dies, stop what it started, and clear up after one that was killed?"""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from kept.commands import run as run_command
from kept.server import Trouble, processes
from kept.server.postgres import Server
from kept.server.supervisor import Service, Supervisor, end_orphans

SLEEPER = "import time; time.sleep(600)"
# One that will not stop when asked, with a child that will not either.
STUBBORN = """
import signal, subprocess, sys, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
child = subprocess.Popen([sys.executable, "-c",
    "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); time.sleep(600)"])
open(sys.argv[1], "w").write(str(child.pid))
time.sleep(600)
"""
# A supervisor in a process of its own, to be killed.
SUPERVISED = """
import sys
from pathlib import Path
from kept.server.postgres import Server
from kept.server.supervisor import Service, Supervisor
server = Server(Path(sys.argv[1]), forgetful=True)
server.start()
sleeper = [sys.executable, "-c", "import time; time.sleep(600)"]
supervisor = Supervisor(server, [Service("web", sleeper, {}), Service("worker", sleeper, {})], say=print)
supervisor.start()
print(server.child.pid, *(each.child.pid for each in supervisor.services), flush=True)
supervisor.watch()
"""


def python(code: str, *arguments: str) -> list[str]:
    return [sys.executable, "-c", code, *arguments]


def alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def until(true: Callable[[], object]) -> None:
    """Wait for what is certain to come."""
    for _ in range(6000):
        if true():
            return
        time.sleep(0.01)
    raise AssertionError("what was waited for never came")


@pytest.fixture
def said() -> list[str]:
    return []


@pytest.fixture
def supervisor(said: list[str]) -> Iterator[Supervisor]:
    services = [Service("web", python(SLEEPER), {}), Service("worker", python(SLEEPER), {})]
    made = Supervisor(None, services, say=said.append)
    made.start()
    yield made
    made.stop()


def pid_of(service: Service) -> int:
    assert service.child is not None
    return service.child.pid


def test_a_service_that_dies_is_started_again_and_the_others_stay(
    supervisor: Supervisor, said: list[str]
) -> None:
    web, worker = supervisor.services
    before, other = pid_of(web), pid_of(worker)
    os.kill(before, signal.SIGKILL)
    until(lambda: supervisor.look() or (web.child is not None and pid_of(web) != before))
    assert alive(pid_of(web))
    assert pid_of(worker) == other
    assert said == ["The web has stopped (SIGKILL); starting it again in 1 second."]


def test_one_that_keeps_dying_is_started_ever_more_slowly(said: list[str]) -> None:
    service = Service("worker", python("raise SystemExit(3)"), {})
    supervisor = Supervisor(None, [service], say=said.append)
    supervisor.start()
    for _ in range(7):
        until(lambda: service.child is None or service.child.poll() is not None)
        supervisor.look()
        service.start_after = 0.0  # the wait itself is not what is tested
        supervisor.look()
    supervisor.stop()
    waits = [int(text.split(" in ")[1].split(" ")[0]) for text in said if "status 3" in text]
    assert waits[:7] == [1, 2, 4, 8, 16, 30, 30]


def test_stop_ends_even_those_that_will_not_and_their_children(folder: Path) -> None:
    note = folder / "pid"
    service = Service("web", python(STUBBORN, str(note)), {}, stop_seconds=0.1)
    supervisor = Supervisor(None, [service], say=print)
    supervisor.start()
    until(lambda: note.exists() and note.read_text())
    pids = [pid_of(service), int(note.read_text())]
    supervisor.stop()
    until(lambda: not any(map(alive, pids)))


def test_the_database_is_started_again_before_the_services(embedded: Server, said: list[str]) -> None:
    supervisor = Supervisor(embedded, [Service("web", python(SLEEPER), {})], say=said.append)
    supervisor.start()
    assert embedded.child is not None
    os.kill(embedded.child.pid, signal.SIGKILL)
    until(lambda: not embedded.running())
    supervisor.look()
    assert embedded.answers()
    assert said == ["PostgreSQL has stopped; starting it again.", "PostgreSQL is back."]
    supervisor.stop()
    assert not (embedded.data / "children.json").exists()


def test_when_the_supervisor_is_killed_everything_ends_and_the_next_may_start(
    folder: Path, alone: dict[str, str]
) -> None:
    parent = subprocess.Popen(python(SUPERVISED, str(folder / "data")), stdout=subprocess.PIPE, env=alone)
    assert parent.stdout is not None
    pids = [int(each) for each in parent.stdout.readline().split()]
    assert len(pids) == 3
    parent.kill()
    parent.wait()
    parent.stdout.close()
    server = Server(folder / "data", forgetful=True)
    try:
        server.start()
        end_orphans(folder / "data")
        assert [pid for pid in pids if alive(pid)] == []
        assert not (folder / "data" / "children.json").exists()
    finally:
        server.stop()


def test_a_number_that_belongs_to_somebody_else_by_now_is_left_alone(folder: Path) -> None:
    stranger = processes.start(python(SLEEPER), on_parent_death=signal.SIGKILL)
    try:
        (folder / "children.json").write_text(f"[[{stranger.pid}, 1]]")
        end_orphans(folder)
        assert alive(stranger.pid)
    finally:
        processes.stop(stranger, signal.SIGKILL, seconds=5)


# ---- ports ----


@pytest.fixture
def taken() -> Iterator[int]:
    with closing(socket.socket()) as holder:
        holder.bind(("127.0.0.1", 0))
        holder.listen()
        yield holder.getsockname()[1]


def test_a_port_that_was_asked_for_and_is_taken_is_refused_in_a_sentence(taken: int) -> None:
    with pytest.raises(Trouble, match=rf"Port {taken} is in use by another program\. Choose another"):
        run_command.choose_port("127.0.0.1", taken)


def test_without_a_wish_the_next_free_port_is_taken_and_said(
    taken: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(run_command, "FIRST_PORT", taken)
    monkeypatch.setattr(run_command, "LAST_PORT", min(taken + 50, 65535))
    chosen = run_command.choose_port("127.0.0.1", None)
    assert chosen != taken
    assert capsys.readouterr().out == f"Port {taken} is in use by another program, so Kept takes {chosen}.\n"


@pytest.mark.parametrize("port", [-1, 65536])
def test_a_port_that_cannot_be_is_refused(port: int) -> None:
    with pytest.raises(Trouble, match="Ports go from 0 to 65535"):
        run_command.choose_port("127.0.0.1", port)


def test_an_address_that_is_not_ours_is_refused() -> None:
    with pytest.raises(Trouble, match=r"cannot listen on 192\.0\.2\.1.*--host"):
        run_command.choose_port("192.0.2.1", 0)


def test_services_do_not_know_the_owner() -> None:
    urls = {"DATABASE_URL": "postgresql://kept_app@/kept", "KEPT_OWNER_URL": "postgresql://kept_owner@/kept"}
    for service in run_command.services(urls, "127.0.0.1", 8000):
        assert service.environment["DATABASE_URL"] == urls["DATABASE_URL"]
        assert "KEPT_OWNER_URL" not in service.environment
