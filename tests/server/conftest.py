"""What do tests of servers and commands need? Folders that another user may enter, a clean environment."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from kept.server.postgres import Server


@pytest.fixture
def folder() -> Iterator[Path]:
    """A new folder that PostgreSQL's own user may enter; pytest's are closed to everybody else."""
    made = Path(tempfile.mkdtemp(prefix="kept-test-", dir="/tmp"))
    made.chmod(0o711)
    yield made
    shutil.rmtree(made, ignore_errors=True)


@pytest.fixture
def alone(monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """The environment of a machine where nothing of Kept is set, here and for processes started with it."""
    for name in [each for each in os.environ if each.startswith("KEPT_") and each != "KEPT_PG_BIN"]:
        monkeypatch.delenv(name)
    for name in ("DATABASE_URL", "XDG_RUNTIME_DIR"):
        monkeypatch.delenv(name, raising=False)
    return dict(os.environ)


@pytest.fixture
def embedded(folder: Path, alone: dict[str, str]) -> Iterator[Server]:
    """A started server in a new folder."""
    server = Server(folder / "data")
    server.start()
    yield server
    server.stop()
