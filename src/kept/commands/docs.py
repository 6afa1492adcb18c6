"""Are the reference pages what the program says of itself? They are written by it, and read by people.

    $ kept docs            # writes docs/reference/
    $ kept docs --check    # writes nothing; status 1 when a page is not what it would write

Commands, events, promises, settings, verdicts and roles each have their page, and the API its description;
none is ever edited by hand.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

FOLDER = Path("docs") / "reference"
MARK = "<!-- Written by `kept docs`. Change what it describes, and run it again. -->\n\n"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument(
        "--check", action="store_true", help="write nothing; only say which pages are out of date"
    )
    parser.add_argument(
        "--into", type=Path, metavar="DIR", help="the folder of the pages; unset: docs/reference in the clone"
    )


def run(args: argparse.Namespace) -> int:
    """Write every page, or say which differ."""
    folder = args.into or _folder()
    if folder is None:
        print(
            "kept docs: these pages belong to a clone of Kept. Name another folder with --into.",
            file=sys.stderr,
        )
        return 2
    wanted = pages()
    stale = [name for name, text in wanted.items() if _read(folder / name) != text]
    left_over = [each for each in _existing(folder) if each not in wanted]
    if args.check:
        for name in stale:
            print(f"{folder / name} is out of date.", file=sys.stderr)
        for name in left_over:
            print(f"{folder / name} describes nothing any more.", file=sys.stderr)
        if stale or left_over:
            print("Run “kept docs”, and look at what changed.", file=sys.stderr)
        return 1 if stale or left_over else 0
    for name in stale:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(wanted[name], encoding="utf-8")
    for name in left_over:
        (folder / name).unlink()
    print(f"{len(wanted)} pages in {folder}, {len(stale) + len(left_over)} of them changed.")
    return 0


def pages() -> dict[str, str]:
    """Every page by its name, as it should be."""
    from kept.commands import reference

    found = {f"{name}.md": text for name, text in reference.pages()}
    marked = {name: MARK + text.rstrip() + "\n" for name, text in found.items()}
    return {**marked, "openapi.json": _openapi()}


def _openapi() -> str:
    """The description of the API, as it serves it itself."""
    from kept import config

    config.setup(needs_database=False)
    from kept.api import openapi

    return openapi.text()


def _folder() -> Path | None:
    from kept.server.places import clone_folder

    top = clone_folder()
    return top / FOLDER if top else None


def _existing(folder: Path) -> list[str]:
    return sorted(each.relative_to(folder).as_posix() for each in folder.rglob("*") if each.is_file())


def _read(path: Path) -> str | None:
    try:
        return path.read_text(encoding="utf-8")
    except OSError:
        return None
