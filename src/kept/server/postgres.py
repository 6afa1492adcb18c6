"""How does the embedded PostgreSQL start, stay and stop?

    server = Server(data_folder())
    server.start()                       # makes cluster, roles and database when they are not there
    server.url("kept_app")               # postgresql://kept_app:…@/kept?host=…
    server.stop()

1. The server is our own child and ends with us, even after kill -9. Its socket is for one user alone.
2. Whether it runs is asked of the server, never of the pid file that an earlier one left behind.
3. One Kept a data folder: a lock that the kernel drops with its holder.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import shutil
import signal
import subprocess
import tempfile
import time
from pathlib import Path
from typing import IO

import psycopg
from psycopg import sql

from kept.server import places, processes, roles
from kept.server.places import Secrets
from kept.server.programs import Programs, ServerError, User, find_programs, reachable_by, server_user

SUPERUSER = "postgres"
# A socket's whole path must fit into 107 bytes; PostgreSQL adds its own name and that of the lock beside it.
LONGEST_SOCKET_FOLDER = 80
LONGEST_LOG = 10_000_000
START_SECONDS = 60
STOP_SECONDS = 30

SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "max_connections": "60",
    # A million contacts on a small machine: what is read often stays in memory, no disk has an arm to move,
    # and what is written is brought to rest in long strides, so that nobody waits for it.
    "shared_buffers": "256MB",
    "random_page_cost": "1.1",
    "max_wal_size": "2GB",
    "checkpoint_timeout": "15min",
    "timezone": "UTC",
    "log_timezone": "UTC",
    # The log is read by people who may not read the casework: no statements, no values of rows.
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
}
# For tests alone: what is lost with the power was never meant to last.
FORGETFUL = {"fsync": "off", "full_page_writes": "off"}


class Server:
    """One embedded PostgreSQL over one data folder."""

    secrets: Secrets

    def __init__(self, data: Path, *, forgetful: bool = False) -> None:
        self.data = data
        self.settings = {**SETTINGS, **(FORGETFUL if forgetful else {})}
        self.cluster = data / "postgres"
        self.child: subprocess.Popen[bytes] | None = None
        self.socket = ""
        self.programs: Programs | None = None
        self.user: User | None = None
        self._lock: IO[str] | None = None

    # ---- for callers ----

    def start(self) -> None:
        """Start the server, making whatever is missing; returns when it answers."""
        self._take_lock()
        try:
            # Made while we hold the lock: of two first starts at once only one may choose the passwords.
            self.secrets = Secrets.of(self.data)
            self.user = server_user(self.cluster)
            self.programs = reachable_by(self.user, find_programs(), self.data)
            self._make_cluster()
            self._check_version()
            self._end_orphan()
            self.socket = self._make_socket_folder()
            self.launch()
            self._make_roles()
            places.write_private(places.socket_file(self.data), self.socket + "\n")
        except BaseException:
            self.stop()
            raise

    def launch(self) -> None:
        """Start the process over what is there, and wait until it answers; also after it died under us."""
        deadline = time.monotonic() + START_SECONDS
        while True:
            self.child = self._run()
            while self.child.poll() is None:
                if self.answers():
                    return
                if time.monotonic() > deadline:
                    raise ServerError(f"PostgreSQL does not answer. Its log may say why: {self.log}")
                time.sleep(0.02)
            # Killed backends of the one before may hold the shared memory for a moment.
            if time.monotonic() > deadline - START_SECONDS + 15:
                raise ServerError(f"PostgreSQL would not start. Its log says:\n{self._last_words()}")
            time.sleep(0.2)

    def stop(self) -> None:
        """Stop the server, finishing what is committed, and let go of the data folder."""
        if self.child is not None:
            processes.stop(self.child, signal.SIGINT, seconds=STOP_SECONDS)
            self.child = None
        if self.socket:
            self._forget_socket(self.socket)
            self.socket = ""
        if self._lock is not None:
            self._lock.close()
            self._lock = None

    def running(self) -> bool:
        return self.child is not None and self.child.poll() is None

    def answers(self) -> bool:
        """Whether the server takes a connection now."""
        try:
            self._connect("postgres").close()
        except psycopg.OperationalError:
            return False
        return True

    def url(self, role: str, name: str = roles.DATABASE) -> str:
        """The URL of the database for one of the roles."""
        from urllib.parse import quote

        password = {
            roles.OWNER: self.secrets.owner,
            roles.APP: self.secrets.app,
            SUPERUSER: self.secrets.superuser,
        }[role]
        return f"postgresql://{role}:{quote(password, safe='')}@/{name}?host={quote(self.socket, safe='')}"

    @property
    def log(self) -> Path:
        return self.data / "postgres.log"

    # ---- the folder ----

    def _take_lock(self) -> None:
        if self._lock is not None:
            return
        try:
            if not self.data.exists():
                self.data.mkdir(parents=True)
                # As root, PostgreSQL's own user passes through, whatever the umask; nobody looks around.
                self.data.chmod(0o711 if os.geteuid() == 0 else 0o700)
            lock = open(self.data / "lock", "a+")  # noqa: SIM115 - held as long as the server runs
        except OSError as fault:
            raise ServerError(
                f"Kept cannot write to {self.data} ({fault.strerror}). Choose another folder with --data."
            ) from fault
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            lock.close()
            raise ServerError(
                f"Kept already runs with the data in {self.data}. Use that one, stop it, or choose another "
                "folder with --data."
            ) from None
        self._lock = lock

    def _make_cluster(self) -> None:
        if self.cluster.exists():
            return
        assert self.programs is not None
        new = self.cluster.with_name("postgres.new")
        shutil.rmtree(new, ignore_errors=True)
        new.mkdir(mode=0o700)
        with tempfile.NamedTemporaryFile("w", prefix="kept-", dir=tempfile.gettempdir()) as password:
            password.write(self.secrets.superuser)
            password.flush()
            if self.user is not None:
                os.chown(new, self.user.uid, self.user.gid)
                os.chown(password.name, self.user.uid, self.user.gid)
            command = [self.programs.path("initdb"), "-D", str(new), "-U", SUPERUSER, "--encoding=UTF8"]
            command += ["--auth=scram-sha-256", f"--pwfile={password.name}", *self._locale()]
            if "fsync" in self.settings:
                command.append("--no-sync")
            made = processes.start(
                command,
                on_parent_death=signal.SIGKILL,
                user=self.user,
                environment=_environment(),
                output=subprocess.PIPE,
                folder="/",
            )
            said, _ = made.communicate()
        if made.returncode != 0:
            words = said.decode(errors="replace").strip()
            if self.user is not None and "Permission denied" in words:
                raise ServerError(
                    f"PostgreSQL runs as “{self.user.name}”, never as root, and that user cannot enter "
                    f"{self.data}. Choose a folder that all users may enter (--data /var/lib/kept), or start "
                    "Kept as an ordinary user."
                )
            raise ServerError(f"The database could not be made in {self.data}. PostgreSQL says:\n{words}")
        new.rename(self.cluster)

    def _locale(self) -> list[str]:
        assert self.programs is not None
        if self.programs.major >= 17:
            # The same order and the same capitals on every machine, whatever it has installed.
            return ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"]
        return ["--locale=C.UTF-8"]

    def _check_version(self) -> None:
        assert self.programs is not None
        try:
            wrote = int((self.cluster / "PG_VERSION").read_text())
        except (FileNotFoundError, ValueError):
            raise ServerError(
                f"{self.cluster} is not a database of PostgreSQL. Move it away and start again, "
                "then put your last backup back with “kept restore FILE”."
            ) from None
        if wrote != self.programs.major:
            raise ServerError(
                f"The data in {self.data} was written by PostgreSQL {wrote}, and this Kept runs "
                f"{self.programs.major}. With the Kept that wrote it run “kept backup kept.dump”; then move "
                f"{self.data} away, and with this one run “kept restore kept.dump”."
            )

    def _end_orphan(self) -> None:
        """Wait for a server that an earlier Kept left behind; forget a pid file that means nobody.

        The kernel told such a server to stop when its parent died; it may need a moment for its last words.
        """
        pid_file = self.cluster / "postmaster.pid"
        deadline = time.monotonic() + STOP_SECONDS
        number = signal.SIGINT
        while True:
            try:
                pid = int(pid_file.read_text().splitlines()[0])
            except (FileNotFoundError, IndexError, ValueError):
                return
            if not self._works_here(pid):
                # The number is free, or another program's by now. PostgreSQL itself would believe it.
                pid_file.unlink(missing_ok=True)
                return
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, number)
            time.sleep(0.1 if number == signal.SIGINT else 1)
            if time.monotonic() > deadline:
                number = signal.SIGQUIT
                deadline += STOP_SECONDS

    def _works_here(self, pid: int) -> bool:
        """Whether process `pid` is a server over our files: PostgreSQL works in its data folder."""
        try:
            return Path(f"/proc/{pid}/cwd").resolve(strict=True) == self.cluster.resolve()
        except OSError:
            return False

    def _make_socket_folder(self) -> str:
        """A folder of a short name that nobody else can enter."""
        earlier = places.socket_folder(self.data)
        if earlier:
            self._forget_socket(earlier)
        folder = self.data / "run"
        if len(os.fsencode(folder)) <= LONGEST_SOCKET_FOLDER:
            folder.mkdir(mode=0o700, exist_ok=True)
        else:
            folder = Path(tempfile.mkdtemp(prefix="kept-", dir="/tmp"))
        folder.chmod(0o700)
        if self.user is not None:
            os.chown(folder, self.user.uid, self.user.gid)
        return str(folder)

    def _forget_socket(self, socket: str) -> None:
        places.socket_file(self.data).unlink(missing_ok=True)
        folder = Path(socket)
        if folder.parent == Path("/tmp") and folder.name.startswith("kept-"):
            shutil.rmtree(folder, ignore_errors=True)

    # ---- the process ----

    def _run(self) -> subprocess.Popen[bytes]:
        assert self.programs is not None
        if self.log.exists() and self.log.stat().st_size > LONGEST_LOG:
            self.log.replace(self.log.with_suffix(".log.1"))
        command = [self.programs.path("postgres"), "-D", str(self.cluster), "-k", self.socket]
        for name, value in self.settings.items():
            command += ["-c", f"{name}={value}"]
        handle = os.open(self.log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        with os.fdopen(handle, "ab") as log:
            return processes.start(
                command,
                on_parent_death=signal.SIGINT,
                user=self.user,
                environment=_environment(),
                output=log,
                folder="/",
            )

    def _last_words(self) -> str:
        with contextlib.suppress(OSError):
            return "\n".join(self.log.read_text(errors="replace").splitlines()[-6:])
        return "(nothing)"

    def _connect(self, name: str) -> psycopg.Connection:
        return psycopg.connect(
            host=self.socket,
            user=SUPERUSER,
            password=self.secrets.superuser,
            dbname=name,
            connect_timeout=5,
            autocommit=True,
        )

    def _make_roles(self) -> None:
        with self._connect("postgres") as connection:
            there = {name for (name,) in connection.execute("SELECT rolname FROM pg_roles").fetchall()}
            for name, statement in roles.create_statements().items():
                if name not in there:
                    connection.execute(sql.SQL(statement))
            owner = self._verifier(connection, roles.OWNER, self.secrets.owner)
            app = self._verifier(connection, roles.APP, self.secrets.app)
            for statement in roles.role_statements(owner=owner, app=app):
                connection.execute(sql.SQL(statement))
            found = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [roles.DATABASE])
            if found.fetchone() is None:
                for statement in roles.database_statements():
                    connection.execute(sql.SQL(statement))

    @staticmethod
    def _verifier(connection: psycopg.Connection, role: str, password: str) -> str:
        """The password as PostgreSQL stores it, so that the password itself is in no statement."""
        made = connection.pgconn.encrypt_password(password.encode(), role.encode(), b"scram-sha-256")
        return sql.Literal(made.decode()).as_string(connection)


def _environment() -> dict[str, str]:
    """Nothing of the caller's: PGDATA, PGHOST or a strange locale would change what the programs do."""
    return {"PATH": "/usr/bin:/bin", "LC_ALL": "C", "TZ": "UTC"}
