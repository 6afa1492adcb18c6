"""How does what the database holds get into files again?

    $ kept export policy karin policies/karin --version 2026-01-01
    $ kept export policy karin drafts/karin --draft 3

`policy` writes the files of a version as they were loaded, or those of a draft, for git or for an editor:
`kept policy check` is content with them, and loading those of a version again makes no new one. Files that
are there already are never lost: where one would become another, nothing is written until `--replace` says
so, and what is no file of this policy is never replaced.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from kept.rulebook import files_of
from kept.rulebook.faults import Findings
from kept.rulebook.load import ASSOCIATION, CLAUSES, OWN_FILES
from kept.rulebook.yamlread import Map, parse_text

if TYPE_CHECKING:
    import argparse

SHARED = "shared/"
LISTED = 5


def add_arguments(parser: argparse.ArgumentParser) -> None:
    from kept.commands.at_hand import add_data_argument
    from kept.commands.policy_try import day

    parts = parser.add_subparsers(dest="part", required=True, metavar="policy")
    policy = parts.add_parser(
        "policy",
        help="the files of a policy, as the database holds them",
        description="Write the files of a policy, as the database holds them, into a folder.",
        epilog="Example:\n  kept export policy karin policies/karin --version 2026-01-01",
        formatter_class=parser.formatter_class,
        allow_abbrev=False,
    )
    policy.add_argument("association", metavar="SLUG", help="which association")
    policy.add_argument("folder", type=Path, metavar="DIR", help="the folder to write")
    policy.add_argument(
        "--version", type=day, metavar="DATE", help="the version in force on that day; by default the newest"
    )
    policy.add_argument(
        "--draft", type=int, metavar="NUMBER", help="a draft by its number, instead of a version"
    )
    policy.add_argument(
        "--replace", action="store_true", help="let files that are there already become those of the version"
    )
    policy.add_argument(
        "--with-shared",
        action="store_true",
        help="write what all associations share beside the folder too, as it was when the version was loaded",
    )
    add_data_argument(policy)


def run(args: argparse.Namespace) -> int:
    from kept import config
    from kept.commands.at_hand import association, at_hand

    with at_hand(args.data):
        config.setup()
        from django.db import connection

        from kept.store import drafts, tenancy
        from kept.store.rules import NoRulebook, files_in_force

        try:
            with tenancy.association(association(args.association)) as here:
                if args.draft is None:
                    version, files = files_in_force(here, args.version)
                elif (found := drafts.of_number(here, args.draft)) is not None:
                    version, files = "", found.files
                else:
                    raise NoRulebook(f"{here.name} has no draft {args.draft}. Its drafts are listed in Kept.")
        except NoRulebook as problem:
            print(f"kept export: {problem}", file=sys.stderr)
            return 1
        finally:
            connection.close()
    return write(version, files, args.folder, replace=args.replace, with_shared=args.with_shared)


def write(
    version: str, files: Mapping[str, str], folder: Path, *, replace: bool, with_shared: bool = False
) -> int:
    """Write them all, or nothing where something else would be lost; 1 then."""
    own = {folder / name: text for name, text in files.items() if not name.startswith(SHARED)}
    shared = {name.removeprefix(SHARED): text for name, text in files.items() if name.startswith(SHARED)}
    wanted = own | (
        {folder.resolve().parent / name: text for name, text in shared.items()} if with_shared else {}
    )
    here_too = sorted(folder.rglob("*.y*ml")) if folder.is_dir() else []
    strange = _strange(folder, here_too, files)
    if strange:
        print(f"kept export: Nothing was written: {strange}", file=sys.stderr)
        return 1
    left = [path for path in here_too if path not in own]
    other = [path for path, text in wanted.items() if path.exists() and _text(path) != text]
    if (left or other) and not replace:
        names = [str(path) for path in (*other, *left)]
        more = f" and {len(names) - LISTED} more" if len(names) > LISTED else ""
        print(
            f"kept export: Nothing was written, because these are there and are not what the version has: "
            f"{', '.join(names[:LISTED])}{more}. Name an empty folder, or say --replace.",
            file=sys.stderr,
        )
        return 1
    try:
        for path in left:
            path.unlink()
        for path, text in wanted.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(text.encode())
    except OSError as problem:
        why = f"{problem.filename} cannot be written: {problem.strerror}. Name another folder."
        print(f"kept export: {why}", file=sys.stderr)
        return 1
    print(f"{folder}: {f'version {version[:8]}' if version else 'the draft'}, {_files(len(wanted))}.")
    if version and not with_shared:
        _tell_of_shared(shared, folder)
    return 0


def _strange(folder: Path, here_too: Sequence[Path], files: Mapping[str, str]) -> str | None:
    """Why the folder is not one of this policy, and so nothing in it is ever replaced."""
    for path in here_too:
        name = path.relative_to(folder).as_posix()
        if name not in OWN_FILES and path.parent != folder / CLAUSES:
            return f"{path} is no file of a policy's own. Name the folder of this policy alone."
    whose = _slug(_text(folder / ASSOCIATION))
    if whose is not None and whose != _slug(files.get(ASSOCIATION)):
        return f"{folder} holds the policy of “{whose}”. Name another folder."
    return None


def _slug(text: str | None) -> str | None:
    data = parse_text(text, ASSOCIATION, Findings()) if text is not None else None
    return str(data.items.get("association")) if isinstance(data, Map) else None


def _tell_of_shared(shared: Mapping[str, str], folder: Path) -> None:
    """Say where what all share has changed since the version was loaded: with it, it is another version."""
    today = files_of(folder)
    changed = sorted(name for name, text in shared.items() if today.get(SHARED + name) != text)
    if changed:
        print(
            f"What all associations share has changed since then ({', '.join(changed)}), so loading this "
            "folder makes a new version. With --with-shared the old files are written beside it.",
            file=sys.stderr,
        )


def _text(path: Path) -> str | None:
    try:
        return path.read_bytes().decode()
    except (OSError, UnicodeDecodeError):
        return None


def _files(number: int) -> str:
    return "1 file" if number == 1 else f"{number:,} files"
