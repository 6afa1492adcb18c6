"""Can somebody who has never seen a rulebook read what is wrong with it, and put it right?

Every message has been read aloud. What a machine can hold of that is held here: for each message in the
source, each that the gallery shows as it is met, and each answer that `kept policy new` does not take.
"""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

import kept.commands
from kept.rulebook import founding_answers
from tests.unit.rulebook.folders import BROKEN, gallery
from tests.unit.rulebook.messages import ELSEWHERE, messages

# Words of the machine, of blame, and of the other side of the ocean.
FORBIDDEN = re.compile(
    r"\b(mappings?|scalars?|slugs?|key|tokens?|null|none of those|regexp?|invalid|must|illegal"
    r"|errors?|failed|failure|yaml|json|strings?|booleans?|integers?|floats?|bytes?|anchors?"
    r"|alias(es)?|tags?|nesting|indent\w*|pars\w+|truth values?|values?|dict\w*|arrays?|encod\w+"
    r"|unicode|syntax|exceptions?|declared?"
    r"|you (did|forgot|wrote|failed)|your (mistake|fault)|bad|stupid|forgotten"
    r"|color|center|organiz\w+|recogniz\w+|behavior|canceled|favorite)\b",
    re.IGNORECASE,
)
# A sentence that begins like this says what to do.
DO = re.compile(
    r"(Add|Ask|Begin|Change|Check|Choose|Close|Copy|Give|Keep|Leave|Let|Line|Look|Make|Move|Name|Put|Rename"
    r"|Save|Say|Shorten|Take|Use|Write)\b"
)
# What a rulebook calls by such a word is quoted, as is whatever was found; files have names.
_QUOTED = re.compile(r"“[^“”]*”|\b[\w/]+\.yaml\b")
_PLACE = re.compile(r"[^:]+, line [0-9]+(?: \([^)]+\))?: ")
_PARTS = re.compile(r" (?=Found: |Allowed: |Did you mean )")
MET = sorted({said for path in BROKEN.glob("*.yaml") for said in gallery(path.stem).says})
IN_SOURCE = sorted({re.sub(r"\\(.)", r"\1", message).replace(".*", "“…”") for _, message in messages()})


def words_of_the_machine(said: str) -> list[str]:
    return [each.group() for each in FORBIDDEN.finditer(_QUOTED.sub("", said))]


def sentences(said: str) -> list[str]:
    """The sentences of a message, what is quoted aside."""
    plain = _QUOTED.sub("“”", said)
    return [each for each in re.split(r"(?<=[.?!])”? (?=[A-Z“])", plain) if each]


def says_what_to_do(said: str) -> bool:
    message, *rest = _PARTS.split(said)
    commanded = any(DO.match(each) for each in sentences(message))
    return commanded or any(not each.startswith("Found: ") for each in rest)


def test_no_message_speaks_of_the_machine_or_blames_anybody() -> None:
    assert {said: words for said in (*IN_SOURCE, *ELSEWHERE) if (words := words_of_the_machine(said))} == {}
    met = {_PLACE.sub("", said).partition(" Allowed: ")[0] for said in MET}
    assert {said: words for said in met if (words := words_of_the_machine(said))} == {}


def test_every_message_is_one_sentence_or_two() -> None:
    assert [said for said in IN_SOURCE if not said.endswith((".", "?", "“…”"))] == []
    assert [said for said in IN_SOURCE if len(sentences(said)) > 2] == []


@pytest.mark.parametrize("said", MET)
def test_every_message_as_it_is_met_says_where_and_what_to_do(said: str) -> None:
    assert _PLACE.match(said)
    told = _PLACE.sub("", said)
    assert told[0].isupper() or told[0] == "“"
    assert told.endswith((".", "?"))
    assert says_what_to_do(told)
    assert "Found: ." not in told
    assert "““" not in told


def test_what_is_quoted_is_no_word_of_the_machine() -> None:
    assert words_of_the_machine("“key” is missing from a door.") == []
    assert words_of_the_machine("The key is missing. It must be there.") == ["key", "must"]
    assert says_what_to_do("“lines” is missing from a clause. Add it.")
    assert says_what_to_do("No role has this name. Found: “officr”. Allowed: officer.")
    assert not says_what_to_do("No role has this name. Found: “officr”.")


COMMANDS = Path(kept.commands.__file__).parent
TOLD_BY_COMMANDS = ("policy", "policy_new", "policy_try", "policy_law", "policy_compare", "exporting")


def test_what_the_questions_and_commands_answer_is_as_kind() -> None:
    said = [*strings_in(Path(founding_answers.__file__))]
    said += [each for name in TOLD_BY_COMMANDS for each in strings_in(COMMANDS / f"{name}.py")]
    assert len(said) > 60
    assert {each: words for each in said if (words := words_of_the_machine(each))} == {}


def strings_in(path: Path) -> list[str]:
    """The sentences in a module: what it may tell somebody, its own documentation aside."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | ast.FunctionDef | ast.ClassDef) and ast.get_docstring(node):
            node.body = node.body[1:]
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            found.append("".join(str(e.value) if isinstance(e, ast.Constant) else "“…”" for e in node.values))
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            found.append(node.value)
    return [each for each in found if each.rstrip().endswith((".", "?")) and " " in each]
