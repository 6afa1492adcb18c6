"""In which form can this customer use what we send, in a few lines, wherever something is sent to them?

    shown = shown_of(here, person)          # Shown(said=("Reads Polish", "Braille"), speaking="…", …) or None
    held = held_of(here, person, thread=ref, template=template, way="letter")   # Held, or None where it goes

`formats/_shown.html` and `formats/_held.html` show them. Nothing is shown of whom nothing is known.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from kept.casework.formats import LANGUAGE, Formats
from kept.casework.permissions import Permission
from kept.rulebook.letters import Template
from kept.store import formats as store
from kept.store.models import NeedsPlan, Person
from kept.web.shared.access import Here


@dataclass(frozen=True, slots=True)
class Shown:
    """What they use, how to speak with them, and what their needs mean for letters and visits."""

    said: tuple[str, ...]
    words: str
    speaking: str
    letters: str
    visits: str
    change: str


@dataclass(frozen=True, slots=True)
class Held:
    """Why a letter does not go as it is, or what goes beside it, and what can be done there and then."""

    go: bool
    says: str
    instead: tuple[str, ...]
    also: tuple[str, ...]
    owe: str
    translate: str
    aside: str


def shown_of(here: Here, person: Person | None) -> Shown | None:
    """What is known of the forms that they can use; None where nothing is."""
    if person is None or person.stands.erased_at is not None:
        return None
    stands = person.stands
    known, plan = store.of_person(stands, rulebook=here.rulebook), store.plan(stands)
    if not known and plan is None:
        return None
    change = reverse("customer-forms", args=[here.slug, stands.ref]) if here.may(Permission.RECORD) else ""
    return Shown(known.said, *_agreed(plan), change=change)


def _agreed(plan: NeedsPlan | None) -> tuple[str, str, str, str]:
    return (plan.words, plan.speaking, plan.letters, plan.visits) if plan is not None else ("", "", "", "")


def held_of(
    here: Here,
    person: Person | None,
    *,
    template: Template | None,
    way: str,
    thread: str = "",
    lang: str = "en",
    sent_in: str = "",
) -> Held | None:
    """Whether a letter made of this template goes as it is; None where there is nothing to say."""
    if person is None:
        return None
    known = store.of_person(person.stands, rulebook=here.rulebook)
    found = store.decision(
        person,
        rulebook=here.rulebook,
        way=way,
        thread=thread,
        statutory=template.statutory if template else False,
        tells=template.told(way) if template else "",
        languages=tuple(each.lang for each in template.languages) if template else (),
        lang=lang,
        sent_in=sent_in,
        known=known,
    )
    if found.go and not found.also and not found.says:
        return None
    acts = bool(thread) and here.may(Permission.RECORD)
    return Held(
        go=found.go,
        says=found.says,
        instead=found.instead,
        also=tuple(labels_of(known, found.also)),
        owe=reverse("thread-forms", args=[here.slug, thread]) if acts else "",
        translate=f"{reverse('translation-new', args=[here.slug])}?thread={thread}"
        if acts and LANGUAGE in found.also
        else "",
        aside=reverse("thread-forms", args=[here.slug, thread]) if acts and not found.go else "",
    )


def labels_of(known: Formats, names: Iterable[str]) -> Iterable[str]:
    """What forms are called, a language by its name."""
    labels = {each.name: each.label for each in known.forms}
    return [
        _("In %(language)s") % {"language": known.language_name}
        if each == LANGUAGE
        else labels.get(each, each)
        for each in names
    ]
