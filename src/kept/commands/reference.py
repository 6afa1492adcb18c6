"""What do commands, events, promises, cases and roles say of themselves, as pages in Markdown?

    for name, text in pages(): …        # ("verdicts", "# Verdicts\n…")

Each page is made from what the program itself uses, so that it cannot say anything else.
"""

from __future__ import annotations

import argparse
import ast
from collections.abc import Iterator, Mapping, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from kept.casework.permissions import MEANS, ROLES, Permission
from kept.casework.scopes import SAYS as SCOPES
from kept.casework.values import DENOMINATOR, KEPT_VERDICTS, Grade, Verdict
from kept.commands.case_pages import case_pages, case_titles
from kept.commands.markdown import cell, listed, sentence
from kept.commands.message_pages import TITLE as MESSAGES
from kept.commands.message_pages import message_pages
from kept.commands.promise_pages import promise_pages, promise_titles
from kept.rulebook import Rulebook, load_folder, policies_folder

if TYPE_CHECKING:
    from kept.rulebook.model import EventKind, Field

Page = tuple[str, str]

VERDICTS: Mapping[Verdict, tuple[str, str]] = {
    Verdict.KEPT: (
        "Kept",
        "What was promised happened before it was due, and was on record in time or is proved.",
    ),
    Verdict.KEPT_LATE_RECORDED: (
        "Kept, recorded late",
        "It happened in time and was written down after the due. A document, a machine or a second person "
        "proves it.",
    ),
    Verdict.KEPT_CUSTOMER_CHOSE: (
        "Kept, customer chose later",
        "We offered a date inside the time and the customer asked for a later one. Our offer is on record.",
    ),
    Verdict.BROKEN: ("Broken", "The due came and what was promised had not happened. It stays broken."),
    Verdict.BROKEN_ATTEMPTED: ("Broken, but tried in time", "The same, and somebody did try before the due."),
    Verdict.EXCUSED: (
        "Excused",
        "Broken, and a manager who did not deal with it found a good reason. It lowers the figure still.",
    ),
    Verdict.NO_ACCESS: ("Attended, nobody in", "We came in time and nobody let us in."),
    Verdict.WITHDRAWN: (
        "Withdrawn",
        "The customer told us, in words that are on record, that they no longer want it.",
    ),
    Verdict.RUNNING: (
        "Running",
        "The due has not come yet, or the clock is paused for a reason that the policy names.",
    ),
    Verdict.NOT_MEASURED: ("Not measured", "The promise applied, and nobody could see whether it was kept."),
}
GRADES: Mapping[Grade, str] = {
    Grade.MACHINE: "A machine recorded it as it happened: a telephone system, a mail server.",
    Grade.DOCUMENT: "A document or the record of another system shows it.",
    Grade.STAFF: "A member of staff wrote it down at the time.",
    Grade.STAFF_LATER: "A member of staff wrote it down afterwards.",
    Grade.SAMPLE: "Somebody observed a sample.",
    Grade.NONE: "Nobody saw it.",
}


def pages() -> Iterator[Page]:
    """Every page: its name without the ending, and its text."""
    rulebooks = [load_folder(path.parent) for path in sorted(policies_folder().glob("*/association.yaml"))]
    yield "commands", _commands()
    yield "events", _events(rulebooks)
    yield from promise_pages(rulebooks)
    yield from case_pages()
    yield "settings", _settings()
    yield "verdicts", _verdicts()
    yield "roles", _roles()
    yield from message_pages()
    yield "README", _index(rulebooks)


def _index(rulebooks: Sequence[Rulebook]) -> str:
    lines = ["# Reference", "", "What is true of this version of Kept, as the program itself says it.", ""]
    lines += [
        "- [Commands](commands.md): what can be typed after `kept`",
        "- [Events](events.md): what can be recorded, with its fields",
        "- Promises, with their times and readings:",
    ]
    lines += [f"  - [{title}]({name}.md)" for name, title in promise_titles(rulebooks)]
    lines.append("- Cases: how each may go, with its drawing:")
    lines += [f"  - [{title}]({name}.md)" for name, title in case_titles()]
    lines += [
        *(f"- [{MESSAGES}]({name}.md): what it may say of a rulebook" for name, _ in message_pages()),
        "- [Settings](settings.md): the environment variables",
        "- [Verdicts](verdicts.md): how a clock can stand, and how an event is known",
        "- [Roles](roles.md): who may do what, and what a token may be for",
        "- [The API](openapi.json): every address, with what it takes and gives, as OpenAPI 3.1",
    ]
    return "\n".join(lines)


# ---- commands --------------------------------------------------------------------------------------------


def _commands() -> str:
    from kept.cli import COMMANDS, build_parser

    parts = ["# Commands\n", "`kept COMMAND --help` says the same.\n"]
    for name, (module, says, example) in COMMANDS.items():
        parts.append(f"## kept {name}\n\n{sentence(says)}\n\n```sh\n{example}\n```\n")
        if _passes_through(module):
            parts.append("Everything after the name is passed on.\n")
            continue
        parts += _arguments(build_parser(name), f"kept {name}")
    return "\n".join(parts)


def _passes_through(module: str) -> bool:
    """Whether the command hands its arguments on, told from its text, so that it need not be imported."""
    spec = find_spec(module)
    if spec is None or spec.origin is None:
        return False
    tree = ast.parse(Path(spec.origin).read_text(encoding="utf-8"))
    return any(isinstance(each, ast.FunctionDef) and each.name == "passes_through" for each in tree.body)


def _arguments(parser: argparse.ArgumentParser, path: str) -> list[str]:
    parts, rows = [], []
    for action in parser._actions:
        if isinstance(action, argparse._HelpAction):
            continue
        if isinstance(action, argparse._SubParsersAction):
            says = {each.dest: each.help or "" for each in action._choices_actions}
            for name, inner in action.choices.items():
                example = (inner.epilog or "").removeprefix("Example:").strip()
                parts.append(f"### {path} {name}\n\n{sentence(says.get(name, ''))}\n")
                if example:
                    parts.append(f"```sh\n{example}\n```\n")
                parts += _arguments(inner, f"{path} {name}")
        else:
            rows.append(f"| {_named(action)} | {cell(sentence(_help(action)))} |")
    if rows:
        parts.insert(0, "\n".join(["| argument | meaning |", "|---|---|", *rows]) + "\n")
    return parts


def _named(action: argparse.Action) -> str:
    value = ""
    if action.nargs != 0:
        value = str(action.metavar or (listed(action.choices) if action.choices else action.dest.upper()))
    if not action.option_strings:
        return f"`{value}`"
    named = ", ".join(f"`{each} {value}`" if value else f"`{each}`" for each in action.option_strings)
    return f"{named} (required)" if action.required else named


def _help(action: argparse.Action) -> str:
    return (action.help or "").replace("%(default)s", str(action.default)).replace("%%", "%")


# ---- events ----------------------------------------------------------------------------------------------


def _events(rulebooks: Sequence[Rulebook]) -> str:
    shared = {name for name in rulebooks[0].kinds if all(name in each.kinds for each in rulebooks)}
    parts = [
        "# Events\n",
        "What can be recorded. An event that *opens* something begins a new record; all others continue one. "
        "A field that *counts* may decide a promise; a *personal* field can be erased and the event stays.\n",
    ]
    for name, kind in rulebooks[0].kinds.items():
        if name in shared:
            parts.append(_event(kind, rulebooks))
    for rulebook in rulebooks:
        own = [kind for name, kind in rulebook.kinds.items() if name not in shared]
        parts += [_event(kind, [rulebook], only=rulebook.association.name) for kind in own]
    return "\n".join(parts)


def _event(kind: EventKind, rulebooks: Sequence[Rulebook], only: str = "") -> str:
    lines = [f"## {kind.name}", "", f"**{kind.label}.** {kind.says}", ""]
    notes = [
        f"Only at {only}." if only else "",
        f"Opens: {kind.opens}." if kind.opens else "",
        f"Acts on the record: {kind.acts}." if kind.acts else "",
        f"Counts only with `{kind.counts_with}`." if kind.counts_with else "",
        "Comes from a machine, so it stops a promise only where its rulebook says so."
        if kind.automatic
        else "",
    ]
    promises = {p.clause: p for each in rulebooks for p in each.promises.values() if not p.duty}.values()
    starts = [each.clause for each in promises if kind.name in each.starts]
    stops = [each.clause for each in promises if kind.name in each.stops]
    notes.append(f"Starts: {', '.join(starts)}." if starts else "")
    notes.append(f"Stops: {', '.join(stops)}." if stops else "")
    lines += [each for note in notes if note for each in (note, "")]
    if kind.fields:
        lines += ["| field | question | type | |", "|---|---|---|---|"]
        lines += [_field(each) for each in kind.fields]
        lines.append("")
    return "\n".join(lines)


def _field(field: Field) -> str:
    marks = [name for name in ("required", "personal", "counts") if getattr(field, name)]
    if field.default is not None:
        default = {True: "yes", False: "no"}.get(field.default, field.default)  # type: ignore[call-overload]
        marks.append(f"unless said otherwise: {default}")
    type_ = f"{field.type}: {listed([slug for slug, _ in field.choices])}" if field.choices else field.type
    return f"| `{field.name}` | {cell(field.label)} | {cell(type_)} | {cell(', '.join(marks))} |"


# ---- settings, verdicts, roles ---------------------------------------------------------------------------


def _settings() -> str:
    parts = [
        "# Settings\n",
        "Environment variables, all optional: without any, `kept run` brings everything it needs.\n",
    ]
    parts += [f"## {name}\n\n{sentence(says)}\n" for name, says in settings().items()]
    return "\n".join(parts)


def settings() -> dict[str, str]:
    """Every variable with its meaning, from the table at the head of the settings."""
    spec = find_spec("kept.config")
    assert spec is not None
    assert spec.origin is not None
    text = (Path(spec.origin).parent / "settings.py").read_text(encoding="utf-8")
    rows = [
        line.strip("| ").split(" | ", 1) for line in (ast.get_docstring(ast.parse(text)) or "").splitlines()
    ]
    return {row[0].strip(): row[1].strip() for row in rows if len(row) == 2 and row[0].strip().isupper()}


def _verdicts() -> str:
    parts = [
        "# Verdicts\n",
        "How a clock stands. The headline is kept ÷ (kept + broken + excused), over promises due in the "
        "period; the rest are shown beside it.\n",
        "| verdict | slug | in the fraction | meaning |\n|---|---|---|---|",
    ]
    for verdict, (name, says) in VERDICTS.items():
        part = "numerator and denominator" if verdict in KEPT_VERDICTS else ""
        part = part or ("denominator" if verdict in DENOMINATOR else "outside, shown")
        parts.append(f"| {name} | `{verdict.value}` | {part} | {says} |")
    parts.append("\n## Grades of evidence\n\nHow an event is known, best first.\n")
    parts.append("| grade | meaning |\n|---|---|")
    parts += [f"| `{grade.value}` | {says} |" for grade, says in GRADES.items()]
    return "\n".join(parts)


def _roles() -> str:
    parts = [
        "# Roles\n",
        "What somebody is at one association. The same person may be another thing at the next.\n",
    ]
    for role in ROLES.values():
        may = ", ".join(f"`{each}`" for each in Permission if each in role.may)
        said = f"**{role.label}.** {role.says} {role.why}"
        parts.append(f"## {role.slug}\n\n{said}\n\nMay {may}.\n")
    parts.append("## What each permission is for\n")
    parts += [f"- `{each}`: {says}" for each, says in MEANS.items()]
    head = "| may | " + " | ".join(ROLES) + " |\n|---|" + "---|" * len(ROLES)
    rows = [
        f"| `{each}` | " + " | ".join("yes" if each in role.may else "–" for role in ROLES.values()) + " |"
        for each in Permission
    ]
    parts.append("\n" + "\n".join((head, *rows)) + "\n")
    says = "A token of the API does what its scopes name and the role of its account allows."
    parts.append(f"## Scopes of tokens\n\n{says}\n")
    parts += [f"- `{each.value}`: {says}" for each, says in SCOPES.items()]
    return "\n".join(parts)
