"""How does everything start on one machine, and stay up? Database, web and worker under one roof.

    $ kept run
    Kept is at http://127.0.0.1:8000/
    …
    Press Ctrl-C to stop.

`kept run` looks after its processes and starts again whatever dies; Ctrl-C or SIGTERM stops them, the
database last. With DATABASE_URL and KEPT_OWNER_URL set, that server is used and no other is started.
"""

from __future__ import annotations

import argparse
import errno
import os
import signal
import socket
import sys
import time
from collections.abc import Callable, Mapping
from contextlib import closing, suppress
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING
from urllib.error import HTTPError, URLError
from urllib.request import ProxyHandler, build_opener

from kept.commands import preparing
from kept.commands.at_hand import add_data_argument
from kept.server import Trouble, places, processes, roles

if TYPE_CHECKING:
    from kept.server.supervisor import Service, Supervisor

FIRST_PORT, LAST_PORT = 8000, 8099
WEB_SECONDS = 60
CONNECTIONS = 4
MOST_WEB_WORKERS = 4
# Makes the database ready to be served, and answers with the exit status of doing so.
Prepare = Callable[[Mapping[str, str]], int]


class Stopped(BaseException):
    """Somebody asked us to stop."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--port", type=int, help=f"the port; unset: the first free one from {FIRST_PORT}; 0: any free one"
    )
    parser.add_argument(
        "--host", default="127.0.0.1", help="the address to listen on; 127.0.0.1: this machine alone"
    )
    add_data_argument(parser)


def run(args: argparse.Namespace) -> int:
    return serve(args, _prepare)


def serve(args: argparse.Namespace, prepare: Prepare, *, only_prepare: bool = False) -> int:
    """Start everything and look after it. `prepare` makes the database ready, which may be all."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _stop)
    try:
        return _run(args, prepare, only_prepare)
    except Stopped:
        return 0


def _stop(number: int, frame: FrameType | None) -> None:
    # Once is enough: a second Ctrl-C must not interrupt the stopping.
    for each in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(each, signal.SIG_IGN)
    raise Stopped


def _run(args: argparse.Namespace, prepare: Prepare, only_prepare: bool) -> int:
    from kept.server.supervisor import Supervisor, end_orphans

    data = places.data_folder(args.data)
    server, urls = None, _given_urls()
    supervisor = None
    try:
        if urls is None:
            from kept.server.postgres import Server

            server = Server(data)
            server.start()
            end_orphans(data)
            urls = {"DATABASE_URL": server.url(roles.APP), "KEPT_OWNER_URL": server.url(roles.OWNER)}
            assert server.programs is not None
            say(f"PostgreSQL {server.programs.version} is up, with its data in {data}.")
        else:
            _make_folder(data)
        port = choose_port(args.host, args.port)
        environment = {**os.environ, "PYTHONUNBUFFERED": "1", "KEPT_DATA": str(data), **urls}
        status = prepare(environment)
        if status not in (0, preparing.DEMONSTRATION):
            return 1
        if only_prepare:
            return 0
        if status == preparing.DEMONSTRATION:
            environment["KEPT_DEMONSTRATION"] = "1"
        supervisor = Supervisor(server, services(environment, args.host, port), say=say)
        supervisor.start()
        _wait_for_web(supervisor, args.host, port)
        _greet(data, args.host, port)
        supervisor.watch()
    finally:
        if supervisor is not None:
            say("Stopping …")
            supervisor.stop()
            say("Kept has stopped. Everything is saved.")
        elif server is not None:
            server.stop()
    return 0


def say(text: str) -> None:
    # Nobody may be listening any more; the work goes on.
    with suppress(OSError):
        print(text, flush=True)


def _make_folder(data: Path) -> None:
    """For the secrets and what is written beside them; the embedded server makes its own."""
    try:
        data.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as fault:
        raise Trouble(f"Kept cannot make {data} ({fault.strerror}). Choose another with --data.") from fault


def _given_urls() -> dict[str, str] | None:
    app, owner = os.environ.get("DATABASE_URL"), os.environ.get("KEPT_OWNER_URL")
    if not app and not owner:
        return None
    if not app or not owner:
        raise Trouble(
            "Set both DATABASE_URL and KEPT_OWNER_URL, or neither to use the database of Kept itself."
        )
    return {"DATABASE_URL": app, "KEPT_OWNER_URL": owner}


def choose_port(host: str, asked: int | None) -> int:
    """The port asked for, or the first free one; the web server itself would share one with a stranger."""
    if asked is not None and not 0 <= asked <= 65535:
        raise Trouble(f"There is no port {asked}. Ports go from 0 to 65535; 8000 is usual.")
    if asked is not None:
        port = _free(host, asked)
        if port is None:
            raise Trouble(
                f"Port {asked} is in use by another program. Choose another with --port, "
                "or leave --port out to take the next free one."
            )
        return port
    for number in range(FIRST_PORT, LAST_PORT + 1):
        port = _free(host, number)
        if port is not None:
            if number != FIRST_PORT:
                say(f"Port {FIRST_PORT} is in use by another program, so Kept takes {number}.")
            return port
    raise Trouble(f"The ports {FIRST_PORT} to {LAST_PORT} are all in use. Choose another with --port.")


def _free(host: str, port: int) -> int | None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with closing(socket.socket(family)) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except PermissionError as fault:
            raise Trouble(f"Only root may take port {port}. Choose one above 1023 with --port.") from fault
        except OSError as fault:
            if fault.errno == errno.EADDRINUSE:
                return None
            raise Trouble(
                f"Kept cannot listen on {host}: {fault.strerror}. Choose another --host."
            ) from fault
        return int(probe.getsockname()[1])


def _prepare(environment: Mapping[str, str]) -> int:
    """Migrate, load the rulebooks, fill a new database: a process of its own, gone before the web starts."""
    child = processes.start(
        [sys.executable, "-m", "kept.commands.preparing"],
        on_parent_death=signal.SIGTERM,
        environment=environment,
    )
    try:
        # What went wrong, it has said itself.
        return int(child.wait())
    finally:
        processes.stop(child, signal.SIGTERM, seconds=10)


def services(environment: Mapping[str, str], host: str, port: int) -> list[Service]:
    """Web and worker. Neither is told how to become the owner of the tables."""
    from kept.server.supervisor import Service

    bound = {name: value for name, value in environment.items() if name != "KEPT_OWNER_URL"}
    names = [bound.get("KEPT_HOSTS", ""), "" if host in ("0.0.0.0", "::") else host, socket.gethostname()]
    web = {
        **bound,
        "KEPT_SUPERVISED": "1",
        "KEPT_POOL": str(CONNECTIONS),
        "KEPT_HOSTS": ",".join(filter(None, names)),
    }
    # One process of Python fills one core.
    workers = bound.get("KEPT_WEB_WORKERS") or str(min(os.cpu_count() or 1, MOST_WEB_WORKERS))
    granian = [sys.executable, "-m", "granian", "--interface", "wsgi", "--host", host, "--port", str(port)]
    granian += ["--workers", workers, "--blocking-threads", str(CONNECTIONS), "--respawn-failed-workers"]
    granian += ["--no-ws", "--log-level", "warning", "kept.config.wsgi:application"]
    return [
        Service("web", granian, web),
        Service("worker", [sys.executable, "-m", "kept.cli", "worker"], bound),
    ]


def _wait_for_web(supervisor: Supervisor, host: str, port: int) -> None:
    deadline = time.monotonic() + WEB_SECONDS
    address = f"{address_of(host, port)}readyz"
    # A proxy set in the environment has no business between us and ourselves.
    opener = build_opener(ProxyHandler({}))
    while True:
        supervisor.look()
        try:
            with opener.open(address, timeout=5):
                return
        except HTTPError as answer:
            answer.close()
            why = f"{address} answers {answer.code}"
        except (URLError, OSError):
            why = f"nothing answers at {address}"
        if time.monotonic() > deadline:
            raise Trouble(f"The web server is not ready: {why}. What it wrote above may say why.")
        time.sleep(0.1)


def address_of(host: str, port: int) -> str:
    shown = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(host, f"[{host}]" if ":" in host else host)
    return f"http://{shown}:{port}/"


def _greet(data: Path, host: str, port: int) -> None:
    try:
        accounts = (data / "sign-ins.txt").read_text().rstrip()
    except OSError:
        accounts = ""
    if accounts:
        say(f"\n{accounts}\n")
    if host not in ("127.0.0.1", "::1", "localhost"):
        say(
            "Other machines reach it by the names in KEPT_HOSTS, separated by commas, and by this one's name."
        )
    say(f"Kept is at {address_of(host, port)}\nPress Ctrl-C to stop.")
