"""Which of our letters have words in which languages, and which wait for a translator?"""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from kept.casework.permissions import Permission
from kept.casework.translating import State, state_of
from kept.rulebook.letters import Template
from kept.rulebook.people import people_lists
from kept.store import translations
from kept.web.shared.access import Here
from kept.web.shared.frame import page

MOST_LANGUAGES = 12


def texts_of(template: Template) -> tuple[str, ...]:
    """The fixed words of a letter, one paragraph each, with the blanks that are filled in left in braces."""
    found = [template.subject, template.text]
    for block in template.blocks:
        found += [block.text, *block.items, *(f"{label}: {words}" for label, words in block.rows)]
    return tuple(dict.fromkeys(each.strip() for each in found if each.strip()))


@dataclass(frozen=True, slots=True)
class LetterLine:
    """One letter, and how far it is in each language."""

    label: str
    states: tuple[tuple[State, str], ...]


@dataclass(frozen=True, slots=True)
class CataloguePage:
    """Letters down, languages across."""

    languages: tuple[tuple[str, str, int], ...]
    letters: tuple[LetterLine, ...]
    back: str


def letters_translated(request: HttpRequest, here: Here) -> HttpResponse:
    """The state of every letter in the languages that our customers read, or that have words already."""
    templates: tuple[Template, ...] = here.rulebook.room("letters")
    wanted = translations.wanted_languages(here.association)
    known = [each.lang for template in templates for each in template.languages]
    codes = list(dict.fromkeys([*wanted, *known, *translations.languages(here.association)]))
    codes = [each for each in codes if each in people_lists().languages][:MOST_LANGUAGES]
    texts = {each.name: texts_of(each) for each in templates}
    memories = translations.memories(here.association, codes, (t for each in texts.values() for t in each))
    lists = people_lists()
    lines = tuple(
        LetterLine(
            each.label,
            tuple(
                (
                    state_of(
                        each.name,
                        lists.language(code),
                        texts[each.name],
                        memories.get(code, {}),
                        whole=any(words.lang == code for words in each.languages),
                    ),
                    _address(here, each, code),
                )
                for code in codes
            ),
        )
        for each in templates
    )
    languages = tuple((code, lists.language(code), wanted.get(code, 0)) for code in codes)
    view = CataloguePage(languages, lines, reverse("formats", args=[here.slug]))
    title = _("Our letters in other languages")
    return page(request, "formats/catalogue.html", view, title=title, here=here)


def _address(here: Here, template: Template, code: str) -> str:
    if not here.may(Permission.RECORD):
        return ""
    return f"{reverse('translation-new', args=[here.slug])}?template={template.name}&language={code}"
