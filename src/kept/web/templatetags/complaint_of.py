"""May they complain about this? `{% complaint_of view %}` leads there, and suggests it after a miss."""

from __future__ import annotations

from typing import Any

from django import template
from django.urls import reverse

from kept.casework.permissions import Permission

register = template.Library()
BROKEN = "bad"


@register.inclusion_tag("complaints/beside.html", takes_context=True)
def complaint_of(context: dict[str, Any], view: Any) -> dict[str, Any]:
    """The link, with a suggestion where a promise was missed; nothing for whoever records nothing.

    A complaint is no reason for another: there its own page says what comes next.
    """
    here = context.get("here")
    if here is None or view.row.kind == "complaint" or not here.may(Permission.RECORD):
        return {}
    missed = any(card.verdict.tone == BROKEN for group in view.groups for card in group.clocks)
    return {
        "address": reverse("complaint-from", args=[here.slug, view.row.ref]),
        "missed": missed,
        "compensation": reverse("remedies", args=[here.slug]) if here.may(Permission.EXCUSE) else "",
    }
