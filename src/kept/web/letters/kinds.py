"""Which kinds of letters does this house write, how plainly do they read, and since when do their words hold?

The words of a letter are part of the rulebook: they change with a version of it, which has a day.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from kept.casework.approving import who
from kept.casework.plain_english import advice
from kept.rulebook.letters import LETTER, Template
from kept.rulebook.writing import Writing, writing_of
from kept.web.letters.words import way_words
from kept.web.shared.access import Here
from kept.web.shared.frame import page
from kept.web.shared.words import day_words

# A blank of a letter is filled with a few words; so many stand for it when its own words are read.
_FILLED = "these words"


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of letter."""

    label: str
    says: str
    ways: str
    words: int
    age: str
    too_hard: bool
    swaps: tuple[str, ...]
    needs: str
    longest: int


@dataclass(frozen=True, slots=True)
class KindsPage:
    """The page of all kinds."""

    kinds: tuple[Kind, ...]
    since: str
    errors: tuple[str, ...] = ()


def letter_kinds(request: HttpRequest, here: Here) -> HttpResponse:
    """The list."""
    writing = writing_of(here.rulebook)
    kinds = tuple(_kind(here, writing, each) for each in here.rulebook.room("letters"))
    view = KindsPage(kinds, day_words(here.rulebook.starts_on))
    return page(request, "letters/kinds.html", view, title=_("Kinds of letters"), here=here)


def own_words(template: Template) -> str:
    """What the letter says by itself, its blanks filled with a few words."""
    said = "\n\n".join(part for block in template.blocks for part in block.said if part) or template.text
    names = {each.name for each in template.fields}
    for name in (*names, "association", "office_phone", "phone", "email", "ombudsman"):
        said = said.replace(f"{{{name}}}", _FILLED)
    return said


def _kind(here: Here, writing: Writing, template: Template) -> Kind:
    told = advice(own_words(template), lists=here.rulebook.room("plain_words"), practice=writing["advice"])
    needs = writing.approver(template, here.rulebook.association)
    return Kind(
        template.label,
        template.says,
        ", ".join(way_words(each) for each in template.ways),
        told.words,
        str(told.reading_age or _("too short to tell")),
        told.too_hard,
        tuple(f"{each.found}: {each.plain}" for each in told.swaps),
        who(needs) if needs else "",
        writing.length(template, LETTER),
    )
