"""How does a letter become a form, and what was typed the letter again?

    typed_of(request.POST, template, zone="Europe/London")       # Typed(values=…, to=…, asked=…)

What cannot be read as a date or a number stays as it was typed: the letter itself says what is wrong with it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from kept.casework.letter_text import given
from kept.casework.writing import Asked, asked_of
from kept.rulebook.letters import Template, TemplateField
from kept.rulebook.model import Field
from kept.store.models import Letter
from kept.web.shared.fields import PREFIX, Question, present_fields, read_fields

MOST_ASKED = 20
_AS = {"money": "text"}


@dataclass(frozen=True, slots=True)
class Typed:
    """What the form of a letter said."""

    values: Mapping[str, str]
    to: Mapping[str, object]
    asked: tuple[tuple[str, bool], ...]
    way: str
    lang: str
    business: bool


@dataclass(frozen=True, slots=True)
class AskedLine:
    """One question of the customer's on the form."""

    number: int
    text: str
    answered: bool


def fields_of(template: Template) -> tuple[Field, ...]:
    """The fields of the template as every form here knows them."""
    return tuple(_field(each) for each in template.fields)


def _field(each: TemplateField) -> Field:
    return Field(
        name=each.name,
        label=each.label,
        type=_AS.get(each.type, each.type),
        required=each.required,
        help=each.help,
        choices=each.choices,
    )


def typed_of(post: Mapping[str, str], template: Template, *, zone: str) -> Typed:
    """What was typed, as it is kept."""
    fields = fields_of(template)
    read = read_fields(fields, post, zone=zone).facts
    values = {
        each.name: str(read[each.name]) if each.name in read else post.get(f"{PREFIX}{each.name}", "").strip()
        for each in fields
    }
    values["your_reference"] = post.get("your_reference", "").strip()
    asked = [
        (post.get(f"asked-{n}", "").strip(), post.get(f"asked-{n}-done") == "yes")
        for n in range(1, MOST_ASKED + 1)
    ]
    to: dict[str, object] = {
        name: post.get(f"to-{name}", "").strip() for name in ("name", "dear", "email", "phone")
    }
    to["lines"] = [each.strip() for each in post.get("to-lines", "").splitlines() if each.strip()]
    return Typed(
        values,
        to,
        tuple(each for each in asked if each[0]),
        post.get("way", ""),
        post.get("lang", "en"),
        post.get("business") == "yes",
    )


def questions_of(template: Template, letter: Letter, errors: Mapping[str, str]) -> tuple[Question, ...]:
    """The fields with what is kept in them."""
    typed = {f"{PREFIX}{each}": str(letter.values.get(each) or "") for each in letter.values}
    return present_fields(fields_of(template), typed, errors)


def asked_lines(letter: Letter) -> tuple[AskedLine, ...]:
    """The customer's questions, and an empty line for one that was overlooked."""
    lines: list[Asked] = [*asked_of(letter.asked), Asked("", False)]
    return tuple(AskedLine(n, each.text, each.answered) for n, each in enumerate(lines, 1))


def kept_of(letter: Letter) -> Typed:
    """A letter as its form would send it."""
    return Typed(
        {name: str(value) for name, value in letter.values.items() if given(letter.values, name)},
        dict(letter.to),
        tuple((each.text, each.answered) for each in asked_of(letter.asked)),
        letter.way,
        letter.lang,
        letter.business,
    )
