"""Which messages does the loader have, as its source holds them?

("entry", "“.*”\\\\ takes\\\\ yes\\\\ or\\\\ no\\\\.") in messages()
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import kept.rulebook

SOURCE = Path(kept.rulebook.__file__).parent
# What stands at which place of which call.
_PLACES = {
    "fault": 1,
    "add": 2,
    "fail": 1,
    "not_among": 1,
    "_among": 3,
    "no_short_name": 1,
    "read_when": 3,
    "Said": 0,
}
# Messages about the file system are proved in test_load, where there is one.
ELSEWHERE = (
    "There is no folder of this name. Look at its spelling, and at where you are.",
    "This file is too large for a rulebook. Make several of it.",
    "Kept cannot open this file (Is a directory). Look where it is, and whether you may.",
    "Here are the first 1,000 faults. Put these right, and look again for more.",
)
# One file for all associations, whose faults are proved in test_people.
NOT_OF_A_FOLDER = frozenset({"people"})


@cache
def messages() -> tuple[tuple[str, str], ...]:
    """Every message in the source of the loader: the module that tells it, and it itself as a pattern."""
    trees = {path.stem: ast.parse(path.read_text()) for path in sorted(SOURCE.glob("*.py"))}
    named = {name: value for tree in trees.values() for name, value in _constants(tree)}
    found = {
        (module, pattern): None
        for module, tree in trees.items()
        for node in ast.walk(tree)
        if (pattern := _pattern(_message(node), named))
    }
    return tuple(found)


def _message(node: ast.AST) -> ast.expr | None:
    if isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") == "message":
        return node.value
    if not isinstance(node, ast.Call):
        return None
    place = _PLACES.get(getattr(node.func, "attr", getattr(node.func, "id", "")), 99)
    by_name = next((each.value for each in node.keywords if each.arg == "message"), None)
    return node.args[place] if place < len(node.args) else by_name


def _constants(tree: ast.Module) -> Iterator[tuple[str, ast.expr]]:
    for node in tree.body:
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            yield node.targets[0].id, node.value


def _pattern(node: ast.expr | None, named: dict[str, ast.expr]) -> str:
    """The pattern of a message; empty where the node is a name whose message is found at its assignment."""
    if isinstance(node, ast.Name):
        return _pattern(named.get(node.id), {})
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return re.escape(node.value)
    if isinstance(node, ast.JoinedStr):
        return "".join(
            re.escape(str(each.value)) if isinstance(each, ast.Constant) else ".*" for each in node.values
        )
    return ""
