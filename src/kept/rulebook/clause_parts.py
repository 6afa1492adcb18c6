"""Which parts of a clause are changed by filling in a form, and where in the files does each stand?

    parts = parts_of(files, "karin:letters.1")
    parts.value("within")                           # "7 working days"
    with_parts(files, "karin:letters.1", {"within": "5 working days"})      # the files, one of them changed

What a form does not offer, such as which events start a promise, is changed in the file. Where the policy has
a word and no number, the number asked for is the association's own, and stands in `association.yaml`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from kept.rulebook.editing import CannotChange, Named, Path, value_at, with_value, without
from kept.rulebook.load import ASSOCIATION, CLAUSES

KEEPERS = ("promise", "duty", "measure")
# In the order of the form. Some stand in the clause itself, the others in what keeps it.
OF_CLAUSE = ("says", "ambiguity")
OF_KEEPER: Mapping[str, tuple[str, ...]] = {
    "promise": ("within", "aim", "public", "reading", "warn", "owner"),
    "duty": ("every", "public", "reading", "warn", "owner"),
    "measure": ("at_least", "at_most", "every", "public", "reading", "owner"),
}
OF_NUMBER = ("number", "because")
# What may be left empty, and is then taken out of the file.
OPTIONAL = frozenset({"ambiguity", "aim", "reading", "warn", "at_least", "at_most"})
# What is said in a sentence, and so needs a field of several lines.
SENTENCES = frozenset({"says", "ambiguity", "public", "reading", "because"})
_NUMBERS = "own_numbers"


@dataclass(frozen=True, slots=True)
class Part:
    """One part, what it says, and where it stands; `only_in_file` where it says more than one thing."""

    name: str
    value: str
    file: str
    path: Path
    only_in_file: bool = False


@dataclass(frozen=True, slots=True)
class Parts:
    """The parts of one clause, in the order of the form, and the file that the clause is in."""

    clause: str
    file: str
    parts: tuple[Part, ...]

    def value(self, name: str) -> str:
        """What the part says; empty where there is none."""
        return next((each.value for each in self.parts if each.name == name), "")


def file_of_clause(files: Mapping[str, str], clause: str) -> str | None:
    """The name of the file in which that clause stands; None where none has it, or none can be read."""
    for name in sorted(files):
        if name.startswith(f"{CLAUSES}/"):
            try:
                if value_at(files[name], (Named("id", clause), "id")) is not None:
                    return name
            except CannotChange:
                continue
    return None


def parts_of(files: Mapping[str, str], clause: str) -> Parts | None:
    """What of the clause can be changed in a form; None where no file that can be read has it."""
    name = file_of_clause(files, clause)
    if name is None:
        return None
    return Parts(clause, name, tuple(_parts(files, name, clause)))


def _parts(files: Mapping[str, str], name: str, clause: str) -> Iterator[Part]:
    text, top = files[name], Named("id", clause)
    for part in OF_CLAUSE[:1]:
        yield Part(part, value_at(text, (top, part)) or "", name, (top, part))
    keeper = next((each for each in KEEPERS if _is_there(text, (top, each))), None)
    for part in OF_KEEPER.get(keeper or "", ()):
        path = (top, keeper or "", part)
        value = value_at(text, path)
        if value is None and _is_there(text, path):
            yield Part(part, "", name, path, only_in_file=True)
        elif value is not None or part not in ("at_least", "at_most"):
            yield Part(part, value or "", name, path)
    yield from _own_number(files.get(ASSOCIATION, ""), clause)
    for part in OF_CLAUSE[1:]:
        yield Part(part, value_at(text, (top, part)) or "", name, (top, part))


def _own_number(landlord: str, clause: str) -> Iterator[Part]:
    """The number for a word, where the association has one of its own."""
    try:
        because = value_at(landlord, (_NUMBERS, clause, "because"))
    except CannotChange:
        return
    if because is None:
        return
    path = (_NUMBERS, clause, "within")
    within = value_at(landlord, path)
    yield Part("number", within or "", ASSOCIATION, path, only_in_file=within is None)
    yield Part("because", because, ASSOCIATION, (_NUMBERS, clause, "because"))


def _is_there(text: str, path: Path) -> bool:
    """Whether anything stands at that place, several values included."""
    return value_at(text, path) is not None or without(text, path) != text


def with_parts(files: Mapping[str, str], clause: str, values: Mapping[str, str]) -> dict[str, str]:
    """The files with these parts saying something else; raises CannotChange where that is not to be done.

    What is given empty is taken out where it may be, and is else left as a fault for the check to tell.
    """
    found = parts_of(files, clause)
    if found is None:
        raise CannotChange("No file that can be read has this clause. Look at the files of the draft.")
    changed = dict(files)
    for part in found.parts:
        value = " ".join(values.get(part.name, part.value).split())
        if value == part.value or part.only_in_file:
            continue
        text = changed[part.file]
        changed[part.file] = (
            without(text, part.path)
            if not value and part.name in OPTIONAL
            else with_value(text, part.path, value)
        )
    return changed


def without_clause(files: Mapping[str, str], clause: str) -> dict[str, str]:
    """The files without that clause; raises CannotChange where no file that can be read has it.

    What else names it, such as an example or a promise that follows it, is for the check to tell.
    """
    name = file_of_clause(files, clause)
    if name is None:
        raise CannotChange("No file that can be read has this clause. Look at the files of the draft.")
    return {**files, name: without(files[name], (Named("id", clause),))}
