"""How is one value of a policy's file changed, and everything else left as somebody wrote it?

    with_value(text, (Named("id", "karin:letters.1"), "promise", "within"), "5 working days")
    without(text, (Named("id", "karin:letters.9"),))

A path leads from the top of the file to a value: a word is a key, a number a place in a list, and `Named` the
entry of a list that says so of itself. Comments, order and blank lines stay. What is written is always
readable again; whether the policy is then in order is for the loader to say.
"""

from __future__ import annotations

import json
import re
import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from kept.rulebook.faults import Findings
from kept.rulebook.yamlread import Map, parse_text

WIDTH = 118
_PLAIN = re.compile(r"[A-Za-z0-9][A-Za-z0-9 .,;/'%()’-]*[A-Za-z0-9.)%]\Z|[A-Za-z0-9]\Z")
# What ends a line in YAML and does not in JSON.
_BREAKS = "\x85\u2028\u2029"
_FOLDS = re.compile(r"\S+( \S+)+\Z")


class CannotChange(ValueError):
    """The file cannot be read, or has no such place; the text is a sentence that says what to do."""


@dataclass(frozen=True, slots=True)
class Named:
    """The entry of a list whose `key` says `value`."""

    key: str
    value: str


Path = Sequence[str | int | Named]


def value_at(text: str, path: Path) -> str | None:
    """The value at that place as it is written; None where there is none, or no single value."""
    node = _find(_tree(text), path)
    return str(node.value) if node is not None and _is_scalar(node) else None


def with_value(text: str, path: Path, value: str | bool) -> str:
    """The text with another value there; a key that is missing is added to what it belongs to."""
    tree = _tree(text)
    *way, last = path
    holder = _find(tree, way)
    if holder is None or not isinstance(last, str) or not isinstance(holder.value, list):
        raise CannotChange("There is no such place in the file. Load the page again.")
    node = _find(holder, (last,))
    flow = bool(holder.flow_style)
    if node is None:
        return _added(text, holder, last, value, flow=flow)
    if not _is_scalar(node):
        raise CannotChange("It holds more than one value. Change it in the file itself.")
    indent = holder.value[0][0].start_mark.column
    end = _end(text, node)
    # What stands behind it on the line, such as a comment, would become part of words over several lines.
    alone = not text[end:].partition("\n")[0].strip()
    written = _written(value, one_line=flow or not alone, flow=flow, indent=indent, key=last)
    return text[: node.start_mark.index] + written + text[end:]


def without(text: str, path: Path) -> str:
    """The text without that entry of a mapping or a list; as it is where there is none."""
    *way, last = path
    holder = _find(_tree(text), way)
    if holder is None:
        return text
    parts = _parts(holder)
    place = next((number for number, (name, _, _) in enumerate(parts) if _fits(name, last)), None)
    if place is None:
        return text
    if holder.flow_style:
        return _out_of_flow(text, parts, place)
    _, first, last_node = parts[place]
    start = text.rfind("\n", 0, first.start_mark.index) + 1
    end = text.find("\n", _end(text, last_node))
    return text[:start] + ("" if end < 0 else text[end + 1 :])


def with_entry(text: str, entry: str) -> str:
    """The text of a list with one more entry at its end, written as it is given."""
    _tree(text)
    return f"{text.rstrip()}\n\n{entry.strip()}\n"


# ---- the tree of the file ----------------------------------------------------------------------------------


@lru_cache(maxsize=64)
def _tree(text: str) -> Any:
    """What the file holds, each value with its place. Only what the loader reads is looked at further."""
    import yaml

    findings = Findings()
    if parse_text(text, "the file", findings) is None:
        fault = findings.faults[0]
        raise CannotChange(
            f"The file cannot be read: line {fault.line}: {fault.message} Put that right first."
        )
    return yaml.compose(text, Loader=yaml.CSafeLoader)


def _is_scalar(node: Any) -> bool:
    return isinstance(node.value, str)


def _find(node: Any, path: Path) -> Any:
    for step in path:
        if node is None or _is_scalar(node):
            return None
        node = next((last for name, _, last in _parts(node) if _fits(name, step)), None)
    return node


def _parts(node: Any) -> list[tuple[Any, Any, Any]]:
    """Each entry of a mapping or list: by what it is found, its first node and its last."""
    if _is_mapping(node):
        return [(key.value, key, value) for key, value in node.value]
    return [((place, each), each, each) for place, each in enumerate(node.value)]


def _is_mapping(node: Any) -> bool:
    return bool(node.value) and isinstance(node.value[0], tuple)


def _fits(name: Any, step: str | int | Named) -> bool:
    if not isinstance(name, tuple):
        return bool(name == step)
    place, node = name
    if isinstance(step, Named):
        said = None if _is_scalar(node) or not _is_mapping(node) else dict(_words(node)).get(step.key)
        return said == step.value
    return bool(place == step)


def _words(node: Any) -> list[tuple[str, str]]:
    return [(key.value, value.value) for key, value in node.value if _is_scalar(key) and _is_scalar(value)]


def _end(text: str, node: Any) -> int:
    """Where the value ends: a value over several lines is said to end where the next one begins."""
    start: int = node.start_mark.index
    end: int = node.end_mark.index
    return start + len(text[start:end].rstrip())


# ---- writing -----------------------------------------------------------------------------------------------


def _added(text: str, holder: Any, key: str, value: str | bool, *, flow: bool) -> str:
    if not holder.value or not _is_mapping(holder):
        raise CannotChange("There is no such place in the file. Load the page again.")
    end = _end(text, holder.value[-1][1])
    if flow:
        return (
            f"{text[:end]}, {key}: {_written(value, one_line=True, flow=True, indent=0, key=key)}{text[end:]}"
        )
    indent = holder.value[0][0].start_mark.column
    line_ends = text.find("\n", end)
    end = len(text) if line_ends < 0 else line_ends
    written = _written(value, one_line=False, flow=False, indent=indent, key=key)
    return f"{text[:end]}\n{' ' * indent}{key}: {written}{text[end:]}"


def _written(value: str | bool, *, one_line: bool, flow: bool, indent: int, key: str) -> str:
    """The value as it is best read, and as it is read again."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    fits = one_line or indent + len(f"{key}: {value}") <= WIDTH
    if fits and _PLAIN.match(value) and _reads(f"{{x: {value}}}" if flow else f"x: {value}", value):
        return value
    if not fits and _FOLDS.match(value):
        inner = " " * (indent + 2)
        lines = textwrap.wrap(value, WIDTH - len(inner), break_long_words=False, break_on_hyphens=False)
        return ">-\n" + "\n".join(inner + line for line in lines)
    quoted = json.dumps(value, ensure_ascii=False)
    return "".join(f"\\u{ord(each):04x}" if each in _BREAKS else each for each in quoted)


def _reads(text: str, value: str) -> bool:
    """Whether it would be read as these very words, or as the number that they write."""
    found = parse_text(text, "", Findings())
    read = found.items.get("x") if isinstance(found, Map) and len(found.items) == 1 else None
    return read == value or (type(read) in (int, float) and str(read) == value)


def _out_of_flow(text: str, parts: list[tuple[Any, Any, Any]], place: int) -> str:
    """One entry and the comma that parted it from its neighbour."""
    _, first, last = parts[place]
    if place + 1 < len(parts):
        return text[: first.start_mark.index] + text[parts[place + 1][1].start_mark.index :]
    start = _end(text, parts[place - 1][2]) if place else first.start_mark.index
    return text[:start] + text[_end(text, last) :]
