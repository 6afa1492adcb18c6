"""Is this contact a case, and where does it stand? `{% case_of view.row %}` on the page of a contact."""

from __future__ import annotations

from typing import Any

from django import template

from kept.casework.cases import TYPES
from kept.store.models import Case, Thread

register = template.Library()


@register.inclusion_tag("cases/_of.html", takes_context=True)
def case_of(context: dict[str, Any], thread: Thread) -> dict[str, Any]:
    """The cases of this contact, each with its state."""
    here = context.get("here")
    if here is None:
        return {}
    rows = Case.objects.filter(association=here.association, thread=thread).order_by("id")
    known = [(TYPES[each.type], each.state) for each in rows if each.type in TYPES]
    return {
        "slug": here.slug,
        "ref": thread.ref,
        "cases": [(kind.label, kind.state(state).label) for kind, state in known],
    }
