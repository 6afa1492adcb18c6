"""How does a new association get its rulebook? By answers to some questions.

    $ kept policy new
    $ kept policy new brook --answers brook.answers.yaml

What was answered is kept in a file, answer by answer, so that whoever is called away goes on where they were,
and so that the same answers make the same folder again. Nothing that is there already is ever written over.
No association gets the short name of another: of one that Kept carries, or of one in the database, where one
answers or is named with `--data`.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from kept import config
from kept.commands.at_hand import add_data_argument, at_hand, is_up
from kept.rulebook import RulebookFaults, load_folder, policies_folder
from kept.rulebook.common_promises import COMMON
from kept.rulebook.faults import nearest
from kept.rulebook.founding import files
from kept.rulebook.founding_answers import BY_KEY, QUESTIONS, Question, answer, fault, faults, so_far, whole
from kept.server import Trouble

if TYPE_CHECKING:
    import argparse

PROMISED = frozenset(each.key for each in COMMON)
PROMISES = "\nNow what your policy promises. Leave empty what it does not promise, or gives no number for."
ANSWERS = "kept-new.answers.yaml"
OK, REFUSED, STOPPED = 0, 1, 130
TITLE = "# Answers for “kept policy new”. Change any of them and run it again.\n"


class CannotBegin(Exception):
    """Why not, as a sentence."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "folder",
        nargs="?",
        type=Path,
        metavar="FOLDER",
        help="the folder to write; by default one with the short name of the association, here",
    )
    parser.add_argument(
        "--answers",
        type=Path,
        default=Path(ANSWERS),
        metavar="FILE",
        help=f"where answers are read from and kept; by default {ANSWERS}, here",
    )

    add_data_argument(parser)


def run(args: argparse.Namespace) -> int:
    """Ask what is not answered yet, write the folder, check it, and say what comes next."""
    try:
        told, taken = _read(args.answers), _taken(args.data)
        if sys.stdin.isatty() or not args.answers.exists():
            told = _asked(told, args.answers, taken)
        wrong = faults(told)
        if wrong:
            return _tell(wrong, args.answers)
        folder = args.folder or Path(whole(told)["slug"])
        _check_free(folder, whole(told)["slug"], taken)
        made = files(told)
        version = _tried(made, whole(told)["slug"])
        _write(made, folder)
    except CannotBegin as why:
        print(f"kept policy: {why}", file=sys.stderr)
        return REFUSED
    except (EOFError, KeyboardInterrupt):
        again = "" if args.answers == Path(ANSWERS) else f" --answers {args.answers}"
        print(f"\nWhat you answered is kept in {args.answers}. To go on: kept policy new{again}")
        return STOPPED
    _next(folder, whole(told)["slug"], version, args.answers)
    return OK


# ---- asking -------------------------------------------------------------------------------------


def _read(path: Path) -> dict[str, str]:
    """What is answered already; nothing where there is no such file."""
    if not path.exists():
        return {}
    from kept.rulebook.load import read_mapping_yaml

    try:
        found = read_mapping_yaml(path)
    except RulebookFaults as problem:
        raise CannotBegin(f"The answers cannot be read.\n{problem}") from None
    if not isinstance(found, dict) or any(isinstance(each, list | dict) for each in found.values()):
        raise CannotBegin(f"Write one answer on each line of {path}, such as name: Brook Homes.")
    return {str(key): _text(value) for key, value in found.items()}


def _text(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "" if value is None else str(value)


def _asked(told: dict[str, str], path: Path, taken: frozenset[str]) -> dict[str, str]:
    """Ask what is not answered, or not rightly, and keep every answer at once."""
    print("Some questions about your association. An empty answer takes what stands in brackets.")
    if told:
        print(f"Going on with what was answered before, in {path}. For another association, name another")
        print("file with --answers.")
    begun = False
    for question in QUESTIONS:
        if question.key not in told and not question.asked:
            continue
        if question.key in told and _fault(question, so_far(question, told), taken) is None:
            continue
        if question.key.endswith("_line") and not told.get(question.key.removesuffix("_line"), "yes"):
            told[question.key] = ""
            continue
        if question.key in PROMISED and not begun:
            print(PROMISES)
            begun = True
        told[question.key] = _one(question, told, taken)
        _keep(told, path)
    return told


def _fault(question: Question, known: dict[str, str], taken: frozenset[str]) -> str | None:
    """What is wrong with the answer, a short name that is another's included."""
    wrong = fault(question, known)
    if wrong is None and question.key == "slug" and (slug := answer(question, known)) in taken:
        return f"There is an association “{slug}” already. Take another short name."
    return wrong


def _one(question: Question, told: dict[str, str], taken: frozenset[str]) -> str:
    known = so_far(question, told | {question.key: ""})
    offered = answer(question, known)
    while True:
        given = input(f"{question.asks}{f' [{offered}]' if offered else ''} ").strip()
        wrong = _fault(question, known | {question.key: given}, taken)
        if wrong is None:
            return given
        print(f"    {wrong}")


def _keep(told: dict[str, str], path: Path) -> None:
    """The answers in a file, whole at every moment."""
    lines = [f"{key}: {json.dumps(value, ensure_ascii=False)}\n" for key, value in told.items()]
    new = path.with_name(f"{path.name}.new")
    try:
        new.write_text(TITLE + "".join(lines), encoding="utf-8")
        os.replace(new, path)
    except OSError as problem:
        raise CannotBegin(
            f"{path} cannot be written: {problem.strerror}. Name another with --answers."
        ) from None


def _tell(wrong: dict[str, str], path: Path) -> int:
    """What is wrong with a file of answers, in the order of the questions."""
    for key, sentence in wrong.items():
        close = None if key in BY_KEY else nearest(key, BY_KEY)
        print(f"{path}: {key}: {sentence}{f' Did you mean “{close}”?' if close else ''}", file=sys.stderr)
    print("Nothing was written. Put these answers right, and run it again.", file=sys.stderr)
    return REFUSED


# ---- writing -------------------------------------------------------------------------------------


def _taken(data: str | None) -> frozenset[str]:
    """The short names of others: those that Kept carries, and those in the database, where one is at hand."""
    carried = {path.parent.name for path in policies_folder().glob("*/association.yaml")}
    if not (data or is_up(data)):
        return frozenset(carried)
    try:
        with at_hand(data):
            config.setup()
            return frozenset(carried | _on_record())
    except Trouble as why:
        print(f"Only what Kept carries is looked through for short names: {why}", file=sys.stderr)
        return frozenset(carried)


def _on_record() -> set[str]:
    from django.db import Error, connection

    from kept.store.models import Association

    try:
        return set(Association.objects.values_list("slug", flat=True))
    except Error:
        raise Trouble("The database does not answer, or has no tables yet.") from None
    finally:
        connection.close()


def _check_free(folder: Path, slug: str, taken: frozenset[str]) -> None:
    """Nothing is written over, and no association gets another's name."""
    if slug in taken:
        raise CannotBegin(
            f"There is an association “{slug}” already. Change “slug” in the answers to another. Where it is "
            f"yours, “kept export policy {slug} FOLDER” writes its files."
        )
    if folder.is_dir() and any(folder.iterdir()):
        raise CannotBegin(f"{folder} is not empty, and nothing in it is written over. Name another folder.")
    if folder.exists() and not folder.is_dir():
        raise CannotBegin(f"{folder} is a file. Name a folder.")


def _tried(made: dict[str, str], slug: str) -> str:
    """Check the files as `kept policy check` does, before any of them is where it will be."""
    with tempfile.TemporaryDirectory() as home:
        _put(made, Path(home) / slug)
        try:
            return load_folder(Path(home) / slug).version
        except RulebookFaults as problem:
            raise CannotBegin(f"These answers do not make a rulebook.\n{problem}") from None


def _write(made: dict[str, str], folder: Path) -> None:
    try:
        _put(made, folder)
    except OSError as problem:
        why = f"{problem.filename} cannot be written: {problem.strerror}. Name another folder."
        raise CannotBegin(why) from None


def _put(made: dict[str, str], folder: Path) -> None:
    for name, text in made.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")


def _next(folder: Path, slug: str, version: str, answers: Path) -> None:
    print(f"""
{folder} is written and in order (version {version[:8]}). Your answers are kept in {answers}.

What comes next:
  1. Read the files through; each line says what it is. Look again after every change:
         kept policy check {folder}
  2. Put the policy into force. Whoever works in Kept meanwhile is not disturbed:
         kept policy load {folder}
  3. Let yourself in, and then your colleagues:
         kept account add your-name --name "Your Name" --email you@example.org \\
             --association {slug} --role administrator
  4. Sign in. The Desk of {slug} is at /{slug}/desk, and a letter that you record there starts its clock.
  5. Write the other clauses of your policy, one after another: docs/howto/write-a-policy.md shows how.""")
