"""What do the rulebooks say, and is anything wrong with them?

$ kept policy check policies/moray
policies/moray: in order. 294 clauses, 27 of them promises with a clock, 7 duties, 4 measures; …
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kept.commands import policy_new, policy_try
from kept.rulebook import RulebookFaults, files_of, load_folder, policies_folder
from kept.rulebook.faults import nearest
from kept.rulebook.load import ASSOCIATION
from kept.rulebook.model import LAW
from kept.rulebook.reach import unkeepable

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Iterable, Iterator

    from kept.rulebook import Rulebook
    from kept.rulebook.model import EventKind, Field


WHOSE = "an association that Kept carries, or the folder of one; by default, every association"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    from kept.commands.at_hand import add_data_argument

    parts = parser.add_subparsers(
        dest="part", required=True, metavar="check|events|coverage|load|start|law|compare|try|new"
    )

    def add(name: str, says: str, example: str) -> argparse.ArgumentParser:
        part = parts.add_parser(
            name,
            help=says,
            description=f"{says[0].upper()}{says[1:]}",
            epilog=f"Example:\n  {example}",
            formatter_class=parser.formatter_class,
            allow_abbrev=False,
        )
        part.set_defaults(do=PARTS[name])
        return part

    check = add("check", "is anything wrong with a rulebook?", "kept policy check policies/moray --json")
    check.add_argument(
        "folders", nargs="*", type=Path, metavar="FOLDER", help="by default, every policy that Kept carries"
    )
    check.add_argument("--json", action="store_true", help="write JSON")
    events = add(
        "events", "which events are there, and what do they start and stop?", "kept policy events moray"
    )
    events.add_argument("association", nargs="?", metavar="ASSOC", help=WHOSE)
    events.add_argument("--about", metavar="WORD", help="only those with that word, such as graffiti")
    events.add_argument("--json", action="store_true", help="write JSON")
    coverage = add("coverage", "what keeps each clause?", "kept policy coverage karin --json")
    coverage.add_argument("association", nargs="?", metavar="ASSOC", help=WHOSE)
    coverage.add_argument("--json", action="store_true", help="write JSON")
    load = add("load", "put checked rulebooks into the database.", "kept policy load policies/moray")
    load.add_argument(
        "folders", nargs="*", type=Path, metavar="FOLDER", help="by default, every policy that Kept carries"
    )
    load.add_argument(
        "--by",
        default="kept",
        metavar="HANDLE",
        help="who loads them, for the record; by default kept itself",
    )
    load.add_argument(
        "--corrects",
        metavar="VERSION",
        help="the version of the same policy, from the same day, that this one puts right",
    )
    add_data_argument(load)
    start = add("start", "what was overdue when counting began?", "kept policy start karin")
    start.add_argument("association", metavar="ASSOC", help="which association")
    start.add_argument("--json", action="store_true", help="write JSON")
    add_data_argument(start)
    trying = add(
        "try",
        "what would a draft have meant for what really happened?",
        "kept policy try drafts/karin --since 2026-01-01",
    )
    policy_try.add_arguments(trying)
    new = add(
        "new",
        "make the rulebook of a new association, by answers to some questions.",
        "kept policy new brook --answers brook.answers.yaml",
    )
    policy_new.add_arguments(new)
    law = add("law", "where is a policy weaker than the law, or silent on it?", "kept policy law magna")
    law.add_argument("association", metavar="ASSOC", help="which association, or the folder of one")
    law.add_argument("--on", metavar="DATE", help="what begins on that day or later; by default today")
    law.add_argument("--json", action="store_true", help="write JSON")
    compare = add(
        "compare",
        "who promises what, side by side, and which is kinder?",
        "kept policy compare karin moray\n  kept policy compare magna@2025-01-01 magna@2026-12-01",
    )
    compare.add_argument(
        "policies",
        nargs="*",
        metavar="ASSOC[@DATE]",
        help="two or more of them, or a version by a day on which it was in force; by default all that Kept "
        "carries",
    )
    compare.add_argument("--on", metavar="DATE", help="what begins on that day or later; by default today")
    compare.add_argument("--json", action="store_true", help="write JSON")
    add_data_argument(compare)


def run(args: argparse.Namespace) -> int:
    try:
        return int(args.do(args))
    except RulebookFaults as problem:
        for each in problem.faults:
            print(each, file=sys.stderr)
        return 1


def check(args: argparse.Namespace) -> int:
    """Every fault of every folder; 1 if there is one."""
    answers = [_checked(folder) for folder in args.folders or every_folder()]
    wrong = sum(len(each["faults"]) for each in answers)
    if args.json:
        print(json.dumps({"folders": answers}, ensure_ascii=False, indent=2))
    else:
        for answer in answers:
            _print_check(answer)
        if args.folders and not wrong:
            print(f"Next: kept policy load {' '.join(map(str, args.folders))}")
    return 1 if wrong else 0


def _checked(folder: Path) -> dict[str, Any]:
    """What there is to say about a folder: its faults, or what it holds."""
    from kept.casework.checked import checked

    answer: dict[str, Any] = {"folder": str(folder), "faults": []}
    try:
        found = checked(files_of(folder))
    except RulebookFaults as problem:
        return answer | {"faults": [_fault(each) for each in problem.faults]}
    answer["faults"] = [_fault(each) for each in found.faults]
    rulebook = found.rulebook
    if rulebook is None:
        return answer
    answer["association"] = rulebook.association.slug
    answer["version"] = rulebook.version
    answer["clauses"] = len(rulebook.clauses)
    answer["promises"] = sum(1 for each in rulebook.clauses if each.promise and not each.promise.duty)
    answer["duties"] = sum(1 for each in rulebook.clauses if each.promise and each.promise.duty)
    answer["measures"] = sum(1 for each in rulebook.clauses if each.measure)
    answer["law"] = sum(1 for each in rulebook.common if each.source == LAW)
    answer["on_call"] = rulebook.association.on_call
    answer["out_of_hours"] = {clause: round(share, 3) for clause, share in unkeepable(rulebook).items()}
    return answer


def _fault(fault: Any) -> dict[str, Any]:
    names = ("file", "line", "clause", "message", "found", "allowed", "nearest")
    return {name: getattr(fault, name) for name in names} | {"text": str(fault)}


def _print_check(answer: dict[str, Any]) -> None:
    folder, faults = answer["folder"], answer["faults"]
    for each in faults:
        print(f"{folder}/{each['text']}")
    if faults:
        number = "1 fault" if len(faults) == 1 else f"{len(faults):,} faults"
        print(f"{folder}: {number}. Nothing of it is loaded until this is put right.")
        return
    print(
        f"{folder}: in order. {answer['clauses']} clauses, {answer['promises']} of them promises with a "
        f"clock, {_many(answer['duties'], 'duty', 'duties')}, "
        f"{_many(answer['measures'], 'measure', 'measures')}; "
        f"beside them {answer['law']} clauses of the law; version {answer['version'][:8]}."
    )
    owner = f"the team “{answer['on_call']}” is on call" if answer["on_call"] else "nobody is on call"
    for clause, share in answer["out_of_hours"].items():
        print(f"    {clause}: for {share:.0%} of the week no office opens before it is due; {owner}.")


def _many(number: int, one: str, more: str) -> str:
    return f"{number} {one if number == 1 else more}"


def events(args: argparse.Namespace) -> int:
    """The kinds of event, their fields, and which promises each starts and stops."""
    rulebooks = list(rulebooks_of(args.association))
    kinds: dict[str, EventKind] = {}
    for rulebook in rulebooks:
        kinds |= rulebook.kinds
    asked = (args.about or "").lower()
    found = [
        _event(kind, rulebooks)
        for kind in kinds.values()
        if asked in f"{kind.name} {kind.label} {kind.says}".lower()
    ]
    if asked and not found:
        print(
            f"kept policy: nothing that can happen has “{args.about}” in it. Try another word.",
            file=sys.stderr,
        )
        return 1
    if args.json:
        print(json.dumps({"events": found}, ensure_ascii=False, indent=2))
        return 0
    for each in found:
        article = "an" if str(each["opens"])[:1] in "aeiou" else "a"
        opens = f", opens {article} {each['opens']}" if each["opens"] else ""
        print(f"{each['kind']}: {each['label']}{opens}")
        for field in each["fields"]:
            notes = [field["type"], *(name for name in ("required", "personal", "counts") if field[name])]
            choices = f" ({', '.join(field['choices'])})" if field["choices"] else ""
            print(f"    {field['name']}: {', '.join(notes)}{choices}")
        for word in ("starts", "stops"):
            if each[word]:
                print(f"    {word} {', '.join(each[word])}")
    return 0


def _event(kind: EventKind, rulebooks: list[Rulebook]) -> dict[str, Any]:
    promises = {each.clause: each for rulebook in rulebooks for each in rulebook.promises.values()}.values()
    return {
        "kind": kind.name,
        "label": kind.label,
        "says": kind.says,
        "opens": kind.opens,
        "acts": kind.acts,
        "counts_as": kind.counts_as,
        "alarms": kind.alarms is not None,
        "fields": [_field(each, kind, rulebooks) for each in kind.fields],
        "starts": [each.clause for each in promises if kind.name in each.starts],
        "stops": [each.clause for each in promises if kind.name in each.stops],
    }


def _field(field: Field, kind: EventKind, rulebooks: list[Rulebook]) -> dict[str, Any]:
    """One field, with the choices that it has anywhere: duties are those of each association."""
    everywhere = [each.kinds[kind.name].field(field.name) for each in rulebooks if kind.name in each.kinds]
    choices = dict.fromkeys(slug for each in everywhere if each for slug, _ in each.choices)
    return {
        "name": field.name,
        "label": field.label,
        "type": field.type,
        "required": field.required,
        "personal": field.personal,
        "counts": field.counts,
        "choices": list(choices),
    }


def coverage(args: argparse.Namespace) -> int:
    """What keeps each clause, or which part of Kept will."""
    rulebooks = list(rulebooks_of(args.association))
    if args.json:
        found = [
            {"id": each.id, "kind": each.kind, "keepers": list(each.keepers), "pending": each.pending}
            for rulebook in rulebooks
            for each in rulebook.clauses
        ]
        print(json.dumps({"clauses": found}, ensure_ascii=False, indent=2))
        return 0
    if args.association:
        for clause in rulebooks[0].clauses:
            print(f"{clause.id}: {', '.join(clause.keepers) or f'waits for {clause.pending}'}")
        print()
    print(f"{'association':<14}{'kind':<14}{'clauses':>9}{'kept by something':>20}{'pending':>9}")
    total = kept_in_all = 0
    for rulebook in rulebooks:
        for kind in sorted({each.kind for each in rulebook.clauses}):
            clauses = [each for each in rulebook.clauses if each.kind == kind]
            kept = sum(1 for each in clauses if each.keepers)
            pending = len(clauses) - kept
            print(f"{rulebook.association.slug:<14}{kind:<14}{len(clauses):>9}{kept:>20}{pending:>9}")
            total, kept_in_all = total + len(clauses), kept_in_all + kept
    print(f"{'in all':<28}{total:>9}{kept_in_all:>20}{total - kept_in_all:>9}")
    return 0


def load(args: argparse.Namespace) -> int:
    """Store each folder as an immutable version. If one has faults, nothing is stored."""
    from datetime import UTC, datetime

    from kept.commands.at_hand import at_hand

    folders = args.folders or every_folder()
    if args.corrects and len(folders) > 1:
        print("kept policy: name the one folder that puts that version right.", file=sys.stderr)
        return 2
    answers = [_checked(folder) for folder in folders]
    if any(each["faults"] for each in answers):
        for answer in answers:
            if answer["faults"]:
                _print_check(answer)
        return 1
    from kept import config

    with at_hand(args.data):
        config.setup()
        from django.db import connection

        from kept.actions import policies

        try:
            for folder in folders:
                now = datetime.now(UTC)
                loaded = policies.load(folder=folder, by=args.by, at=now, corrects=args.corrects)
                print(loaded)
                for each in loaded.left:
                    print(f"    stays as it was: {each.promise} on {each.thread}, {each.verdict}")
        except policies.PolicyRefused as refused:
            print(f"kept policy: {refused}", file=sys.stderr)
            return 1
        finally:
            connection.close()
    return 0


def every_folder() -> list[Path]:
    """The folder of every policy that Kept carries."""
    return sorted(path.parent for path in policies_folder().glob("*/association.yaml"))


def rulebooks_of(association: str | None) -> Iterator[Rulebook]:
    """The rulebook of that association, or of the one in that folder, or of each."""
    folders: Iterable[Path] = every_folder()
    if association is not None and (Path(association) / ASSOCIATION).is_file():
        folders = [Path(association)]
    elif association is not None:
        folders = [each for each in folders if each.name == association]
        if not folders:
            names = [each.name for each in every_folder()]
            close = nearest(association, names)
            meant = f" Did you mean “{close}”?" if close else ""
            there = f"There are {', '.join(names)}; of any other, name the folder."
            raise SystemExit(f"kept policy: there is no association “{association}”. {there}{meant}")
    for folder in folders:
        yield load_folder(folder)


def start(args: argparse.Namespace) -> int:
    """From which day an association counts; 1 before that day."""
    from kept.commands import starting

    return starting.start(args)


def law(args: argparse.Namespace) -> int:
    """The policy beside the law of its nation."""
    from kept.commands import policy_law

    (rulebook,) = rulebooks_of(args.association)
    return policy_law.law(rulebook, args.on, as_json=args.json)


def compare(args: argparse.Namespace) -> int:
    """Policies or versions of them, side by side."""
    from kept.commands import policy_compare

    asked = args.policies or [each.name for each in every_folder()]
    if len(asked) < 2:
        print("kept policy: name two policies or versions, or none for all of them.", file=sys.stderr)
        return 2
    books: list[Rulebook] = []
    try:
        for each in asked:
            slug, at, day = each.partition("@")
            books += [policy_compare.version_of(slug, day, args.data)] if at else rulebooks_of(slug)
    except policy_compare.NoSuchVersion as problem:
        print(f"kept policy: {problem}", file=sys.stderr)
        return 2
    return policy_compare.compare(books, args.on, as_json=args.json)


PARTS: dict[str, Callable[[argparse.Namespace], int]] = {
    "try": policy_try.run,
    "new": policy_new.run,
    "check": check,
    "events": events,
    "coverage": coverage,
    "load": load,
    "start": start,
    "law": law,
    "compare": compare,
}
