"""Does `make run` work for somebody who is not root, and come back with everything when it is killed?

    python3 .ci/ordinary_user.py CLONE

In a new copy of CLONE in a path of 120 characters, without XDG_RUNTIME_DIR, as a new user of the machine when
we are root. Each process is killed in turn, the supervisor last.
"""

from __future__ import annotations

import http.cookiejar
import json
import os
import pwd
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

LENGTH = 120
# How this machine reaches its package registries, if it has to be told; nothing else comes along.
PASSED = re.compile(
    r"(PIP_|npm_config_|https?_proxy$|no_proxy$|SSL_CERT_|REQUESTS_CA_|NODE_EXTRA_CA)", re.IGNORECASE
)
COUNT = (
    "from kept.store.models import Account, Clock, Event, Thread, RulebookVersion as Version; "
    "print('counted', *(each.objects.count() for each in (Account, Version, Thread, Event, Clock)))"
)


class Failed(Exception):
    """What was not as it must be."""


def say(text: str) -> None:
    print(f"   {text}", flush=True)


def until(true: Callable[[], Any], what: str, *, seconds: float = 120) -> Any:
    deadline = time.monotonic() + seconds
    while not (answer := true()):
        if time.monotonic() > deadline:
            raise Failed(f"{what}: not within {seconds:.0f} seconds")
        time.sleep(0.1)
    return answer


@contextmanager
def ordinary_user(home: Path) -> Iterator[dict[str, Any]]:
    """The arguments with which subprocess becomes that user; nothing when we are ordinary ourselves."""
    if os.geteuid() != 0:
        yield {}
        return
    name = f"kept-ci-{os.getpid()}"
    subprocess.run(["useradd", "--home-dir", str(home), "--shell", "/bin/bash", name], check=True)
    try:
        entry = pwd.getpwnam(name)
        shutil.chown(home, entry.pw_uid, entry.pw_gid)
        yield {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}
    finally:
        subprocess.run(["userdel", "--force", name], check=False, stderr=subprocess.DEVNULL)


class Machine:
    """The clone of an ordinary user, in which `make run` runs."""

    def __init__(self, home: Path, clone: Path, user: dict[str, Any]) -> None:
        self.home, self.clone, self.user = home, clone, user
        self.said = home / "said.txt"
        self.running: subprocess.Popen[bytes] | None = None
        self.port = 0
        passed = {name: value for name, value in os.environ.items() if PASSED.match(name)}
        path = "/usr/local/bin:/usr/bin:/bin"
        self.environment = {**passed, "HOME": str(home), "PATH": path, "LANG": "C.UTF-8"}
        self.cookies = http.cookiejar.CookieJar()
        self.browser = urllib.request.build_opener(
            urllib.request.ProxyHandler({}), urllib.request.HTTPCookieProcessor(self.cookies)
        )

    def run(self, *command: str, **more: Any) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            command, cwd=self.clone, env=self.environment, text=True, check=True, **self.user, **more
        )

    def start(self) -> None:
        """`make run`, until it says where it is."""
        self.said.write_bytes(b"")
        with open(self.said, "ab") as said:
            self.running = subprocess.Popen(
                ["make", "run", f"ARGS=--port {self.port}"],
                cwd=self.clone,
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=said,
                stderr=subprocess.STDOUT,
                **self.user,
            )
        found = until(self._where, "make run says where it is", seconds=180)
        self.port = int(found.group(1))
        self.wait_ready()

    def _where(self) -> re.Match[str] | None:
        if self.running is not None and self.running.poll() is not None:
            raise Failed(f"make run has ended by itself, status {self.running.returncode}")
        return re.search(r"Kept is at http://127\.0\.0\.1:(\d+)/", self.said.read_text())

    def stop(self) -> None:
        if self.running is not None:
            supervisor = self.supervisor()
            if supervisor:
                os.kill(supervisor, signal.SIGTERM)
            self.running.wait(60)
            self.running = None

    def page(self, path: str, form: dict[str, str] | None = None) -> tuple[int, str, str]:
        """Status, text and address after redirects."""
        data = urllib.parse.urlencode(form).encode() if form is not None else None
        try:
            with self.browser.open(f"http://127.0.0.1:{self.port}{path}", data, timeout=20) as answer:
                return answer.status, answer.read().decode(), answer.url
        except urllib.error.HTTPError as answer:
            with answer:
                return answer.code, answer.read().decode(errors="replace"), answer.url or path
        except OSError as fault:
            return 0, str(fault), path

    def wait_ready(self) -> None:
        until(lambda: self.page("/readyz")[0] == 200, "/readyz answers 200")

    def sign_in(self) -> None:
        text = (self.clone / "var" / "sign-ins.txt").read_text()
        name = re.search(r"\b(karin-manager)\b", text)
        password = re.search(r"password[^:]*: *(\S+)", text)
        if not name or not password:
            raise Failed(f"no sign-in for Karin's manager in:\n{text}")
        _, form, _ = self.page("/sign-in")
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', form)
        if not token:
            raise Failed("the sign-in page has no form")
        fields = {"csrfmiddlewaretoken": token.group(1), "name": name.group(1), "password": password.group(1)}
        self.page("/sign-in", fields)
        self.check_signed_in()

    def check_signed_in(self) -> None:
        for path in ("/karin/desk", "/karin/performance"):
            status, text, address = self.page(path)
            if status != 200 or not address.endswith(path) or "Sign out" not in text:
                raise Failed(f"{path} answers {status} at {address}")

    def count(self) -> str:
        """Accounts, rulebooks, threads, events and clocks, over all associations."""
        done = self.run(
            ".venv/bin/kept", "manage", "--as-owner", "shell", "-v", "0", "-c", COUNT, stdout=subprocess.PIPE
        )
        return next(line for line in done.stdout.splitlines() if line.startswith("counted"))

    # ---- its processes ----

    def supervisor(self) -> int:
        return parent_of(self.postgres())

    def postgres(self) -> int:
        try:
            return int((self.clone / "var" / "postgres" / "postmaster.pid").read_text().split()[0])
        except (OSError, ValueError, IndexError):
            return 0

    def children(self) -> list[int]:
        """The web server and the worker."""
        try:
            return [pid for pid, _ in json.loads((self.clone / "var" / "children.json").read_text())]
        except (OSError, ValueError):
            return []

    def web(self) -> int:
        return next(iter(self.children()), 0)

    def worker(self) -> int:
        return next(iter(self.children()[1:]), 0)

    def web_worker(self) -> int:
        web = self.web()
        pids = [int(each.name) for each in Path("/proc").iterdir() if each.name.isdigit()]
        # granian keeps a helper beside its workers; the worker is the one that began last.
        return max((pid for pid in pids if web and parent_of(pid) == web), default=0)


def parent_of(pid: int) -> int:
    try:
        return int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])
    except (OSError, IndexError):
        return 0


def alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def kill_each(machine: Machine) -> None:
    machine.start()
    machine.sign_in()
    counted = machine.count()
    say(f"up on port {machine.port}, signed in; {counted}")

    def check_all_is_there(killed: str) -> None:
        machine.wait_ready()
        until(
            lambda: len(machine.children()) == 2 and all(map(alive, machine.children())), "web and worker run"
        )
        machine.check_signed_in()
        if machine.count() != counted:
            raise Failed(f"after killing {killed}: {machine.count()}, and before: {counted}")
        say(f"killed {killed}: it is back, and everything is there")

    for name, pid_of in (
        ("the process that serves pages", machine.web_worker),
        ("the web server", machine.web),
        ("the worker", machine.worker),
        ("PostgreSQL", machine.postgres),
    ):
        pid = pid_of()
        os.kill(pid, signal.SIGKILL)
        until(lambda pid=pid: not alive(pid), f"{name} is gone")
        until(lambda pid=pid, of=pid_of: of() not in (0, pid), f"{name} is back")
        check_all_is_there(name)

    supervisor = machine.supervisor()
    whole = [supervisor, machine.postgres(), *machine.children(), machine.web_worker()]
    os.kill(supervisor, signal.SIGKILL)
    assert machine.running is not None
    machine.running.wait(30)
    machine.start()
    left = [pid for pid in whole if alive(pid)]
    if left:
        raise Failed(f"processes of the killed one still run: {left}")
    check_all_is_there("the supervisor")

    last = [machine.supervisor(), machine.postgres(), *machine.children(), machine.web_worker()]
    machine.stop()
    if any(map(alive, last)):
        raise Failed("something still runs after make run was stopped")
    if "Everything is saved" not in machine.said.read_text():
        raise Failed("make run did not say that it has stopped")
    say("stopped cleanly: nothing of it runs any more")


def main() -> int:
    source = Path(sys.argv[1]).resolve()
    home = Path(tempfile.mkdtemp(prefix="kept-ordinary-", dir="/tmp"))
    home.chmod(0o755)
    clone = home / ("p" * (LENGTH - len(str(home)) - 1))
    assert len(str(clone)) == LENGTH
    with ordinary_user(home) as user:
        machine = Machine(home, clone, user)
        try:
            # Root may clone what belongs to anybody; git asks to be told so.
            subprocess.run(
                [
                    "git",
                    "-c",
                    "safe.directory=*",
                    "clone",
                    "--quiet",
                    "--no-hardlinks",
                    str(source),
                    str(clone),
                ],
                check=True,
            )
            if user:
                subprocess.run(["chown", "-R", f"{user['user']}:{user['group']}", str(clone)], check=True)
            machine.run("make", "setup")
            kill_each(machine)
        except (Failed, subprocess.SubprocessError) as fault:
            print(f"FAILED: {fault}\n--- what make run said:")
            if machine.said.exists():
                print("\n".join(machine.said.read_text(errors="replace").splitlines()[-60:]))
            return 1
        finally:
            machine.stop()
            shutil.rmtree(home, ignore_errors=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
