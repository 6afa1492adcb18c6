"""How fast is Kept on this machine, and is that fast enough?

    $ make bench
    $ .venv/bin/python -m benchmarks importing starting

Prints one JSON object: for each figure its value, unit, limit or peer, and whether it is met; exit status 1
when one is not. Each subject runs in a process of its own, and nothing is written into the repository.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
NOT_SUBJECTS = {"__init__", "__main__", "figure", "filling", "growing"}


def subjects() -> list[str]:
    """Every module here that has figures."""
    return sorted(each.stem for each in HERE.glob("*.py") if each.stem not in NOT_SUBJECTS)


def main(arguments: Sequence[str]) -> int:
    if arguments[:1] == ["--here"]:
        print(json.dumps(import_module(f"benchmarks.{arguments[1]}").figures()))
        return 0
    known = subjects()
    unknown = [each for each in arguments if each not in known]
    if unknown:
        print(f"There is no benchmark “{unknown[0]}”. There are: {', '.join(known)}.", file=sys.stderr)
        return 2
    found: dict[str, Any] = {}
    failed = False
    for name in arguments or known:
        print(f"{name} …", file=sys.stderr, flush=True)
        ended = subprocess.run(
            [sys.executable, "-m", "benchmarks", "--here", name],
            cwd=HERE.parent,
            env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"},
            stdout=subprocess.PIPE,
            text=True,
            check=False,
        )
        if ended.returncode:
            print(f"{name} ended with status {ended.returncode}.", file=sys.stderr)
            failed = True
            continue
        for figure, value in json.loads(ended.stdout.splitlines()[-1]).items():
            found[f"{name}.{figure}"] = value
    print(json.dumps(found, indent=2, ensure_ascii=False))
    return 1 if failed or not all(each["met"] for each in found.values()) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
