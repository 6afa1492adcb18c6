"""How do database, web and worker start together, stay up, and stop in the right order?

supervisor = Supervisor(server, [Service("web", […]), Service("worker", […])], say=print)
supervisor.start()
supervisor.watch()      # until a signal raises; starts again whatever dies
supervisor.stop()       # the web first, the database last
"""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from kept.server import places, processes
from kept.server.postgres import Server

LOOK_EVERY = 0.2
# A service that lived this long was well; one that did not is started again ever more slowly.
WELL_AFTER = 10.0
LONGEST_WAIT = 30.0


@dataclass(slots=True)
class Service:
    """One process that is kept running."""

    name: str
    command: Sequence[str]
    environment: Mapping[str, str]
    stop_seconds: float = 15
    child: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    wait: float = 0.0
    start_after: float = field(default=0.0)


class Supervisor:
    """The embedded server (or none, when the database is elsewhere) and the services over it."""

    def __init__(
        self, server: Server | None, services: Sequence[Service], *, say: Callable[[str], None]
    ) -> None:
        self.server = server
        self.services = services
        self.say = say

    def start(self) -> None:
        for service in self.services:
            self._start(service)
        self._remember()

    def watch(self) -> None:
        """Look after the processes for ever; ends by an exception, such as the one a signal raises."""
        while True:
            self.look()
            time.sleep(LOOK_EVERY)

    def look(self) -> None:
        """Start again whatever has died; the database before anything that needs it."""
        if self.server is not None and not self.server.running():
            self.say("PostgreSQL has stopped; starting it again.")
            self.server.launch()
            self.say("PostgreSQL is back.")
        for service in self.services:
            if service.child is not None and service.child.poll() is not None:
                self._mourn(service)
            if service.child is None and time.monotonic() >= service.start_after:
                self._start(service)
                self._remember()

    def stop(self) -> None:
        for service in self.services:
            if service.child is not None:
                processes.stop(service.child, signal.SIGTERM, seconds=service.stop_seconds)
                service.child = None
        if self.server is not None:
            _children_file(self.server.data).unlink(missing_ok=True)
            self.server.stop()

    def _start(self, service: Service) -> None:
        service.started = time.monotonic()
        service.child = processes.start(
            service.command, on_parent_death=signal.SIGTERM, environment=service.environment
        )

    def _mourn(self, service: Service) -> None:
        assert service.child is not None
        status = service.child.returncode
        # A web server that was killed leaves its workers on the port.
        processes.end_group(service.child.pid)
        service.child = None
        lived = time.monotonic() - service.started
        service.wait = 0.0 if lived > WELL_AFTER else min(LONGEST_WAIT, service.wait * 2 or 1.0)
        service.start_after = time.monotonic() + service.wait
        soon = f" in {service.wait:.0f} second{'s' if service.wait > 1 else ''}" if service.wait else ""
        self.say(f"The {service.name} has stopped ({_ending(status)}); starting it again{soon}.")

    def _remember(self) -> None:
        """Write down who our children are, for whoever starts after we were killed."""
        if self.server is None:
            return
        alive = [service.child.pid for service in self.services if service.child is not None]
        known = [[pid, began] for pid in alive if (began := _began(pid)) is not None]
        places.write_private(_children_file(self.server.data), json.dumps(known) + "\n")


def end_orphans(data: Path, *, seconds: float = 15) -> None:
    """End the web and worker that an earlier supervisor left behind when it was killed.

    The kernel has told them to stop; here we wait, so that the port and the work are free again. Call
    it while holding the lock of the data folder.
    """
    path = _children_file(data)
    try:
        known = json.loads(path.read_text())
    except (OSError, ValueError):
        return
    deadline = time.monotonic() + seconds
    for pid, began in known:
        if _began(pid) == began:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGTERM)
        while _began(pid) == began:
            if time.monotonic() > deadline:
                processes.end_group(pid)
            time.sleep(0.05)
    path.unlink(missing_ok=True)


def _children_file(data: Path) -> Path:
    return data / "children.json"


def _began(pid: int) -> int | None:
    """When process `pid` began, in the kernel's ticks: a number that is used again is told apart by it."""
    try:
        text = Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return None
    # The name in brackets may hold spaces and brackets; what follows the last one does not.
    after = text.rpartition(")")[2].split()
    return None if after[0] == "Z" else int(after[19])


def _ending(status: int) -> str:
    if status >= 0:
        return f"status {status}"
    with contextlib.suppress(ValueError):
        return signal.Signals(-status).name
    return f"signal {-status}"
