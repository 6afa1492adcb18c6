"""What does a YAML file say, and on which line?

The only reader of YAML in Kept. It takes plain data and refuses the rest, because a rulebook comes from
outside: no anchors (which can grow without end), no tags (which can name code), no repeated key, no second
document.

    text = read_text(Path("events.yaml"), "events.yaml", findings)
    parse_text(text, "events.yaml", findings)   ->   Map(line=1, items={…}, lines={…})

Rules that hold here:

1. `yes no true false` are truth values, whole and decimal numbers are numbers, all else is text. Dates stay
   text.
2. Whatever is wrong becomes a fault with its line; nothing is raised.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from kept.rulebook.faults import Findings, shown
from kept.rulebook.yaml_words import in_words

LARGEST_FILE = 2_000_000
LONGEST_TEXT = 4_000
DEEPEST = 12
NO_SIGN_FIRST = "No words begin with this sign here. Put the words in quotes."
_TRUTH = {"yes": True, "true": True, "no": False, "false": False}
_WHOLE = re.compile(r"[-+]?[0-9]{1,15}\Z")
_DECIMAL = re.compile(r"[-+]?[0-9]{1,15}\.[0-9]{1,15}\Z")
_UNREADABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufeff\ufffe\uffff]")


@dataclass(slots=True)
class Map:
    """A mapping, with the line of each key."""

    line: int
    items: dict[object, object] = field(default_factory=dict)
    lines: dict[object, int] = field(default_factory=dict)


@dataclass(slots=True)
class Seq:
    """A list, with the line of each item."""

    line: int
    items: list[object] = field(default_factory=list)
    lines: list[int] = field(default_factory=list)


class _Stop(Exception):
    """Reading cannot go on; the fault has been noted."""


def read_text(path: Path, name: str, findings: Findings) -> str | None:
    """The text of a file; None where it cannot be read, which is then among the findings."""
    try:
        if path.stat().st_size > LARGEST_FILE:
            allowed = f"up to {LARGEST_FILE:,} letters and signs"
            findings.add(
                name, 1, "This file is too large for a rulebook. Make several of it.", allowed=allowed
            )
            return None
        raw = path.read_bytes()
    except OSError as error:
        message = f"Kept cannot open this file ({error.strerror}). Look where it is, and whether you may."
        findings.add(name, 1, message)
        return None
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        line = raw.count(b"\n", 0, problem.start) + 1
        message = "There are signs here that are saved in an older way. Save the file again, as UTF-8."
        findings.add(name, line, message)
        return None


def parse_text(text: str, name: str, findings: Findings) -> Map | Seq | None:
    """The mapping or list that the text holds; None where there is a fault, then among the findings."""
    strange = _UNREADABLE.search(text)
    if strange:
        line = text.count("\n", 0, strange.start()) + 1
        before = text[: strange.start()].rpartition("\n")[2][-20:]
        where = f"after {shown(before)}" if before else "at the beginning of the line"
        findings.add(name, line, f"There is a sign that cannot be seen, {where}. Take it out.")
        return None
    try:
        return _Builder(name, findings).build(text)
    except _Stop:
        return None


def plain(value: object) -> object:
    """The same data as dicts and lists, without lines."""
    if isinstance(value, Map):
        return {key: plain(each) for key, each in value.items.items()}
    return [plain(each) for each in value.items] if isinstance(value, Seq) else value


class _Builder:
    """Turns the parser's events into data without recursion, so that deep nesting is a fault like others."""

    def __init__(self, name: str, findings: Findings) -> None:
        self.name, self.findings = name, findings
        self.open: list[tuple[Map | Seq, list[tuple[object, int]]]] = []
        self.root: Map | Seq | None = None
        self.documents = 0

    def fail(self, line: int, message: str, *, found: str = "", allowed: str = "") -> _Stop:
        self.findings.add(self.name, line, message, found=found, allowed=allowed)
        return _Stop()

    def build(self, text: str) -> Map | Seq:
        import yaml
        from yaml.cyaml import CParser  # type: ignore[attr-defined]

        parser = CParser(text)
        try:
            while (event := parser.get_event()) is not None:
                self.take(event, type(event).__name__)
        except yaml.MarkedYAMLError as error:
            mark = error.problem_mark or error.context_mark
            at, column = (mark.line, mark.column) if mark else (0, 0)
            lines = text.split("\n")
            before = lines[at][:column] if at < len(lines) else ""
            said = in_words(str(error.problem or error.context), before)
            if said.at_beginning and error.context_mark:
                at = error.context_mark.line
            line, message = at + 1, said.sentence
            if _has_tab(text, line):
                message = "This line begins with a tab. Begin it with spaces."
            raise self.fail(line, message) from None
        if self.root is None:
            raise self.fail(1, "Nothing stands in this file. Write something in it, or take it away.")
        return self.root

    def take(self, event: Any, kind: str) -> None:
        line = event.start_mark.line + 1
        if kind == "DocumentStartEvent":
            self.documents += 1
            if self.documents > 1:
                raise self.fail(line, "Three dashes begin a file within the file. Take this line out.")
        elif kind == "AliasEvent":
            raise self.fail(line, NO_SIGN_FIRST, found=f"“*{event.anchor}”")
        elif kind == "ScalarEvent":
            self.plain(event, line)
            self.put(self.scalar(event, line), line)
        elif kind in ("MappingStartEvent", "SequenceStartEvent"):
            self.plain(event, line)
            if len(self.open) >= DEEPEST:
                raise self.fail(line, "Too many things stand within one another here. Move some of them out.")
            self.open.append((Map(line) if kind.startswith("M") else Seq(line), []))
        elif kind in ("MappingEndEvent", "SequenceEndEvent"):
            done, _ = self.open.pop()
            self.put(done, done.line)

    def plain(self, event: Any, line: int) -> None:
        if event.anchor is not None:
            raise self.fail(line, NO_SIGN_FIRST, found=f"“&{event.anchor}”")
        if event.tag is not None:
            raise self.fail(line, NO_SIGN_FIRST, found="an exclamation mark")

    def scalar(self, event: Any, line: int) -> object:
        text: str = event.value
        if len(text) > LONGEST_TEXT:
            raise self.fail(
                line,
                "These words are too long. Shorten them.",
                found=f"{len(text):,} characters",
                allowed=f"up to {LONGEST_TEXT:,}",
            )
        if event.style:
            return text
        if text.lower() in _TRUTH:
            return _TRUTH[text.lower()]
        if text in ("", "~", "null"):
            return None
        if _WHOLE.match(text):
            return int(text)
        return float(text) if _DECIMAL.match(text) else text

    def put(self, value: object, line: int) -> None:
        if not self.open:
            if not isinstance(value, Map | Seq):
                raise self.fail(
                    line,
                    "There are only words in this file. Write names, each with a colon and what it says.",
                    found=shown(value),
                )
            self.root = value
            return
        holder, waiting = self.open[-1]
        if isinstance(holder, Seq):
            holder.items.append(value)
            holder.lines.append(line)
        elif not waiting:
            if isinstance(value, Map | Seq) or value is None:
                raise self.fail(line, "One word belongs before the colon. Write it there.")
            if value in holder.items:
                first = holder.lines[value]
                self.findings.add(
                    self.name,
                    line,
                    f"This is here twice: it stands on line {first} already. Take one of them out.",
                    found=shown(value),
                )
            waiting.append((value, line))
        else:
            key, at = waiting.pop()
            holder.items[key] = value
            holder.lines[key] = at


def _has_tab(text: str, line: int) -> bool:
    lines = text.split("\n")
    return (
        line <= len(lines) and "\t" in lines[line - 1][: len(lines[line - 1]) - len(lines[line - 1].lstrip())]
    )
