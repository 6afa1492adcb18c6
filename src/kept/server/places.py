"""Where on this machine do the data and the secrets of Kept lie?

folder = data_folder()              # var/ in a clone, /var/lib/kept for root, KEPT_DATA before either
secrets = Secrets.of(folder)        # made at the first run, readable by its owner alone
secrets.app                         # the password of the role kept_app
"""

from __future__ import annotations

import contextlib
import json
import os
import secrets as random
import socket
from dataclasses import asdict, dataclass, fields
from pathlib import Path

SYSTEM_FOLDER = Path("/var/lib/kept")


def data_folder(given: str | Path | None = None) -> Path:
    """The folder of the data: what was asked for, KEPT_DATA, or the usual place for this user."""
    asked = given or os.environ.get("KEPT_DATA")
    if asked:
        return Path(asked).expanduser().absolute()
    if os.geteuid() == 0:
        # PostgreSQL will not run as root, and the user it runs as must be able to reach its files.
        return SYSTEM_FOLDER
    clone = clone_folder()
    if clone is not None:
        return clone / "var"
    base = os.environ.get("XDG_DATA_HOME") or str(Path.home() / ".local" / "share")
    return Path(base) / "kept"


def files_folder() -> Path:
    """The folder of photographs and other files: KEPT_FILES, or a part of the data."""
    asked = os.environ.get("KEPT_FILES")
    return Path(asked).expanduser().absolute() if asked else data_folder() / "files"


def clone_folder() -> Path | None:
    """The top of the clone that this code runs from, or None when it was installed."""
    top = Path(__file__).resolve().parents[3]
    return top if (top / "pyproject.toml").is_file() and (top / "policies").is_dir() else None


@dataclass(frozen=True, slots=True)
class Secrets:
    """The passwords of one data folder, and the key that signs cookies."""

    key: str
    superuser: str
    owner: str
    app: str
    sign_in: str

    @classmethod
    def read(cls, folder: Path) -> Secrets | None:
        """Those made earlier, or None where there are none (or they belong to another user)."""
        try:
            data = json.loads(secrets_file(folder).read_text())
        except (FileNotFoundError, NotADirectoryError, PermissionError):
            return None
        return cls(**{field.name: data[field.name] for field in fields(cls)})

    @classmethod
    def of(cls, folder: Path) -> Secrets:
        """Those made earlier, or new ones, written so that half a file is never left behind."""
        found = cls.read(folder)
        if found is not None:
            return found
        made = cls(
            key=random.token_urlsafe(50),
            superuser=random.token_urlsafe(24),
            owner=random.token_urlsafe(24),
            app=random.token_urlsafe(24),
            sign_in=speakable(),
        )
        write_private(secrets_file(folder), json.dumps(asdict(made), indent=2) + "\n")
        return made


def secrets_file(folder: Path) -> Path:
    return folder / "secrets.json"


def socket_file(folder: Path) -> Path:
    """The file that names the folder of the running server's socket."""
    return folder / "socket"


def socket_folder(folder: Path) -> str | None:
    """Where the running server of this data listens, as it said when it started."""
    try:
        return socket_file(folder).read_text().strip() or None
    except (FileNotFoundError, NotADirectoryError, PermissionError):
        return None


def listens(folder: str) -> bool:
    """Whether a server takes connections on the socket in this folder; what it thinks of us is not asked."""
    with socket.socket(socket.AF_UNIX) as probe:
        probe.settimeout(5)
        try:
            probe.connect(f"{folder}/.s.PGSQL.5432")
        except OSError:
            return False
    return True


def write_private(path: Path, text: str) -> None:
    """Write a file that its owner alone can read, whole or not at all."""
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    handle = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW, 0o600)
    try:
        with os.fdopen(handle, "w") as stream:
            stream.write(text)
            stream.flush()
            os.fsync(stream.fileno())
        beside.replace(path)
    except BaseException:
        with contextlib.suppress(FileNotFoundError):
            beside.unlink()
        raise


def speakable() -> str:
    """A password that can be read out: four groups without letters that look alike."""
    letters = "abcdefghjkmnpqrstuvwxyz23456789"
    return "-".join("".join(random.choice(letters) for _ in range(4)) for _ in range(4))
