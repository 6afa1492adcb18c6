"""How is one clause of a draft, or one of its files, changed?

clause_form(here, draft, "karin:letters.1", Typed()).fields      # one question for each part of it
file_form(here, draft, "examples.yaml", Typed()).faults           # with the line that each is about
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from kept.casework.checked import Checked
from kept.rulebook.clause_parts import SENTENCES, Part, parts_of
from kept.rulebook.load import EXAMPLES
from kept.store import drafts
from kept.store.models import PolicyDraft
from kept.web.policy_life.fields import LINE, WORDS, Field, Typed, ask
from kept.web.shared.access import Here
from kept.web.shared.keeping import SimpleError

CLAUSE, FILE, OUT = "clause", "file", "out"


@dataclass(frozen=True, slots=True)
class ClauseForm:
    """The form of one clause; `left` are parts that say more than one thing and are changed in the file."""

    id: str
    heading: str
    edition: int
    back: str
    fields: tuple[Field, ...]
    left: tuple[str, ...]
    faults: tuple[str, ...]
    examples: int
    file: str
    file_address: str
    now: str
    errors: tuple[SimpleError, ...] = ()


@dataclass(frozen=True, slots=True)
class Line:
    """A fault, and the line of the file that it is about as it is written."""

    number: int
    says: str
    text: str


@dataclass(frozen=True, slots=True)
class FileForm:
    """One file of the draft as it is written."""

    name: str
    text: str
    edition: int
    back: str
    new: bool
    rows: int
    faults: tuple[Line, ...]
    files: tuple[tuple[str, str], ...]
    errors: tuple[SimpleError, ...] = ()


def labels() -> Mapping[str, tuple[str, str]]:
    """How each part is asked for, and what helps to answer."""
    return {
        "says": (_("What the clause says, in our words"), ""),
        "within": (
            _("Within how long"),
            _("Such as: 5 working days, 24 hours, 10 minutes, 5 rings; or the policy's own word."),
        ),
        "every": (_("How often"), _("Such as: year, quarter, 6 months, 4 per year.")),
        "aim": (
            _("What we aim for inside that time"),
            _("Such as: 3 working days. Leave it empty if nothing."),
        ),
        "at_least": (_("At least this share"), _("Such as: 95 %.")),
        "at_most": (_("At most this share"), _("Such as: 5 %.")),
        "public": (_("How we say it to customers"), _("It stands on our public page.")),
        "reading": (
            _("How we read it"),
            _("What counts as the start and the end, where the words leave it open."),
        ),
        "warn": (_("When its owner is warned"), _("Such as: 1 working day before.")),
        "owner": (_("Whose it is"), _("A role or a team, such as addressee, officer, reception.")),
        "number": (_("Our own number for the policy's word"), _("Such as: 5 rings, 10 working days.")),
        "because": (_("Why we took that number"), ""),
        "ambiguity": (_("What is unclear in the words"), ""),
    }


def clause_form(here: Here, row: PolicyDraft, clause: str, typed: Typed) -> ClauseForm | None:
    """The form; None where no file that can be read has the clause."""
    found = parts_of(row.files, clause)
    if found is None:
        return None
    checked = drafts.checked_of(row)
    back = reverse("draft", args=[here.slug, row.number])
    known, in_force = labels(), parts_of(drafts.base_files(row), clause)
    was = {each.name: each.value for each in in_force.parts} if in_force is not None else {}
    return ClauseForm(
        id=clause,
        heading=found.value("says") or clause,
        edition=row.edition,
        back=back,
        fields=tuple(_field(each, typed, known, was) for each in found.parts if not each.only_in_file),
        left=tuple(known[each.name][0] for each in found.parts if each.only_in_file),
        faults=tuple(_faults(checked, clause)),
        examples=sum(each.clause == clause for each in checked.examples),
        file=found.file,
        file_address=f"{reverse('draft-file', args=[here.slug, row.number])}?name={found.file}",
        now=reverse("clauses-one", args=[here.slug, clause]) if clause in here.rulebook.clause_by_id else "",
        errors=typed.errors,
    )


def _field(part: Part, typed: Typed, known: Mapping[str, tuple[str, str]], was: Mapping[str, str]) -> Field:
    label, hint = known[part.name]
    before = was.get(part.name, "")
    if before and before != part.value:
        hint = f"{hint} " + _("In force today: %(value)s") % {"value": before}
    sort = WORDS if part.name in SENTENCES else LINE
    return ask(typed, CLAUSE, part.name, label, value=part.value, sort=sort, hint=hint.strip(), rows=2)


def _faults(checked: Checked, clause: str) -> Iterator[str]:
    for each in checked.faults:
        # Its examples come out otherwise as long as it has another fault itself.
        if each.clause == clause and each.file != EXAMPLES:
            yield each.says


def has_faults(row: PolicyDraft, clause: str) -> bool:
    """Whether the check found something in that clause itself, its worked examples apart."""
    return next(_faults(drafts.checked_of(row), clause), None) is not None


def file_form(here: Here, row: PolicyDraft, name: str, typed: Typed) -> FileForm:
    """The file as it stands, or as somebody typed it; one that is not there yet is empty."""
    checked = drafts.checked_of(row)
    stands = row.files.get(name, "")
    text = typed.values.get("text", stands) if typed.act == FILE else stands
    lines = stands.splitlines()
    faults = [each for each in checked.faults if each.file == name]
    address = reverse("draft-file", args=[here.slug, row.number])
    return FileForm(
        name=name,
        text=text,
        edition=row.edition,
        back=reverse("draft", args=[here.slug, row.number]),
        new=name not in row.files,
        rows=min(40, max(12, text.count("\n") + 3)),
        faults=tuple(
            Line(each.line, each.says, lines[each.line - 1].strip() if each.line <= len(lines) else "")
            for each in faults
        ),
        files=tuple((each, f"{address}?name={each}") for each in sorted(row.files)),
        errors=typed.errors,
    )
