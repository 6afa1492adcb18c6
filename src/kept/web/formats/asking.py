"""How is something asked on these pages, and what did somebody answer?

Ask("supplier", _("From whom?"), "select", choices=…)       # one question, as `shared/question.html` shows it
typed(request, "way")                                       # what stands in that field
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.http import HttpRequest

from kept.casework import Refused
from kept.web.shared.fields import PREFIX, Choice, Question
from kept.web.shared.keeping import SimpleError

LONGEST = 200_000


def typed(request: HttpRequest, name: str) -> str:
    """What was typed into that field."""
    return request.POST.get(PREFIX + name, "").replace("\x00", "").strip()[:LONGEST]


@dataclass(frozen=True, slots=True)
class Act:
    """One thing that can be done here: its questions, and the button that does it."""

    name: str
    heading: str
    button: str
    questions: tuple[Question, ...] = ()
    says: str = ""
    takes_file: bool = False
    file_error: str = ""
    uid: str = ""


def question(
    name: str,
    label: str,
    type_: str = "text",
    *,
    value: str = "",
    hint: str = "",
    choices: Iterable[tuple[str, str]] = (),
    optional: bool = False,
    errors: Mapping[str, str] | None = None,
) -> Question:
    """One question; its error, where the last answer could not be taken."""
    return Question(
        PREFIX + name,
        PREFIX + name,
        label,
        type_,
        hint=hint,
        error=(errors or {}).get(name, ""),
        value=value,
        optional=optional,
        choices=tuple(Choice(each, words, each == value) for each, words in choices),
    )


def errors_of(done: Refused) -> tuple[dict[str, str], tuple[SimpleError, ...]]:
    """The sentence at its field, and in the list at the top of the page."""
    field = done.field or ""
    return {field: done.sentence}, (SimpleError(done.sentence, PREFIX + field if field else ""),)
