"""In which form can this customer use what we send, and what is on its way to them in it?

{% usable_forms person %} on their file; {% forms_of_thread thread_row %} on a contact of theirs.
"""

from __future__ import annotations

from typing import Any

from django import template
from django.urls import reverse

from kept.casework.permissions import Permission
from kept.rulebook.people import people_lists
from kept.store import formats, translations
from kept.web.shared.formats import shown_of

register = template.Library()


@register.inclusion_tag("formats/_shown.html", takes_context=True)
def usable_forms(context: dict[str, Any], person: Any) -> dict[str, Any]:
    """What they use; nothing where nothing is known."""
    here = context.get("here")
    return {"shown": shown_of(here, person) if here is not None else None}


@register.inclusion_tag("formats/_of_thread.html", takes_context=True)
def forms_of_thread(context: dict[str, Any], thread: Any) -> dict[str, Any]:
    """What they use, what is owed to them beside this contact, and the way to ask for more."""
    here = context.get("here")
    if here is None:
        return {"shown": None}
    labels = {each.name: each.label for each in formats.forms_of_house(here.rulebook)}
    owed = [
        (labels.get(each.form, each.form), reverse("formats-owed", args=[here.slug, each.pk]), each.sent_at)
        for each in formats.owed_of(here.membership, thread.ref)
    ]
    translated = [
        (
            each,
            people_lists().language(each.language),
            reverse("translation", args=[here.slug, each.thread.ref]),
        )
        for each in translations.of_thread(here.membership, thread.ref)
    ]
    record = here.may(Permission.RECORD)
    needs = bool(thread.person and thread.person.stands.need_kinds)
    return {
        "shown": shown_of(here, thread.person),
        "owed": owed,
        "translated": translated,
        "ask": reverse("thread-forms", args=[here.slug, thread.ref]) if record else "",
        "adjusted": reverse("thread-next", args=[here.slug, thread.ref, "adjustment.made"])
        if record and needs and not formats.adjusted(thread) and thread.closed_at is None
        else "",
        "own": own_page(here, thread),
    }


def own_page(here: Any, thread: Any) -> str:
    """The page on which a form that we owe, or a translation, goes on; empty for every other contact."""
    if thread.kind == "translation":
        return reverse("translation", args=[here.slug, thread.ref])
    row = formats.owed_on(thread) if thread.kind == "usable-form" else None
    return reverse("formats-owed", args=[here.slug, row.pk]) if row is not None else ""
