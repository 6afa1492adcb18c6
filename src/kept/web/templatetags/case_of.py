"""Is this contact a case, and where does it stand? `{% case_of view.row %}` on the page of a contact.

`{% case_panel panel %}` on the page of a case shows what a sort of case knows of itself.
"""

from __future__ import annotations

from typing import Any

from django import template
from django.utils.safestring import SafeString

from kept.casework.cases import TYPES
from kept.store.models import Case, Thread
from kept.web.shared.case_panels import Panel

register = template.Library()


@register.simple_tag(takes_context=True)
def case_panel(context: template.Context, panel: Panel) -> SafeString:
    """That part of the page of a case: its values by their own names, and all of them as `panel`."""
    assert context.template is not None
    made = context.template.engine.get_template(panel.template)
    with context.push(**panel.context, panel=panel.context):
        return made.render(context)


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
