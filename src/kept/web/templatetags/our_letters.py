"""Which letters of ours are on this contact, or went to this customer? And how many wait for my word?

`{% our_letters view.row %}` on a contact, `{% letters_to person.ref %}` on a customer's file.
"""

from __future__ import annotations

from typing import Any

from django import template
from django.urls import reverse

from kept.casework.permissions import Permission
from kept.store import letters
from kept.store.file import person_for
from kept.store.models import Thread
from kept.web.letters.rows import rows_of

register = template.Library()
MOST = 20


@register.inclusion_tag("letters/_beside.html", takes_context=True)
def our_letters(context: dict[str, Any], thread: Thread) -> dict[str, Any]:
    """The letters of this contact, the latest first, and where to write another."""
    here = context.get("here")
    if here is None:
        return {}
    found = letters.of_thread(here.membership, thread.pk)[:MOST]
    write = reverse("letter-new", args=[here.slug, thread.ref])
    may = here.may(Permission.RECORD) and thread.sensitivity != "house"
    return {"rows": rows_of(here, found), "write": write if may else ""}


@register.inclusion_tag("letters/_beside.html", takes_context=True)
def letters_to(context: dict[str, Any], ref: str) -> dict[str, Any]:
    """The letters to this customer, the latest first, and where to write another."""
    here = context.get("here")
    person = person_for(here.membership, ref) if here is not None else None
    if here is None or person is None:
        return {}
    found = letters.of_person(here.membership, person, most=MOST)
    write = reverse("letter-new-customer", args=[here.slug, ref]) if here.may(Permission.RECORD) else ""
    return {"rows": rows_of(here, found), "write": write, "contacts": True}
