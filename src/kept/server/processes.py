"""How does one process start another that never outlives it?

    child = start(["postgres", "-D", folder], on_parent_death=signal.SIGINT)
    stop(child, signal.SIGINT, seconds=20)

The kernel sends `on_parent_death` when we die, even by kill -9. What counts is the death of the thread that
started the child, so children are started from the main thread.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import signal
import subprocess
from collections.abc import Mapping, Sequence
from typing import IO, Any

from kept.server.programs import User

_PR_SET_PDEATHSIG = 1
_libc = ctypes.CDLL(None, use_errno=True)


def die_with_parent(number: int = signal.SIGKILL) -> None:
    """Ask the kernel for signal `number` when our parent dies."""
    _libc.prctl(_PR_SET_PDEATHSIG, int(number), 0, 0, 0)


def start(
    command: Sequence[str],
    *,
    on_parent_death: int,
    user: User | None = None,
    environment: Mapping[str, str] | None = None,
    output: IO[Any] | int | None = None,
    folder: str | None = None,
) -> subprocess.Popen[bytes]:
    """A child in a process group of its own, so that Ctrl-C reaches us alone and we stop it in our order."""
    parent = os.getpid()

    def before_exec() -> None:
        _libc.prctl(_PR_SET_PDEATHSIG, int(on_parent_death), 0, 0, 0)
        if os.getppid() != parent:  # we died before the kernel knew of the wish
            os._exit(1)

    # The kernel forgets the wish when the user changes, so subprocess must change it first: it does.
    as_user: dict[str, Any] = (
        {} if user is None else {"user": user.uid, "group": user.gid, "extra_groups": []}
    )
    return subprocess.Popen(
        list(command),
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=subprocess.STDOUT if output is not None else None,
        env=None if environment is None else dict(environment),
        cwd=folder,
        start_new_session=True,
        preexec_fn=before_exec,
        **as_user,
    )


def stop(child: subprocess.Popen[bytes], number: int, *, seconds: float) -> None:
    """Ask the child to end, wait, and end whatever is left of its group when it does not."""
    if child.poll() is None:
        child.send_signal(number)
        with contextlib.suppress(subprocess.TimeoutExpired):
            child.wait(seconds)
    end_group(child.pid)
    child.wait()


def end_group(group: int) -> None:
    """Kill what is left of a process group; nothing left is fine."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(group, signal.SIGKILL)
