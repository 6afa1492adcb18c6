"""What does whoever meets this customer have to know before they do?

{% limits_of person %} on their file; {% limits_ref "K7F3-9Q2M" %} where a time is booked with them;
{% limits_on "K7F3-9Q2M" %} beside a contact of theirs.
"""

from __future__ import annotations

from typing import Any

from django import template
from django.urls import reverse

from kept.casework.permissions import Permission
from kept.casework.restricting import CHANNELS, OPTIONS, over_on
from kept.store import behaviour
from kept.store.file import person_for
from kept.store.threads import opened
from kept.web.shared.words import day_words

register = template.Library()


@register.inclusion_tag("behaviour/_limits.html", takes_context=True)
def limits_of(context: dict[str, Any], person: Any) -> dict[str, Any]:
    """The instruction and never the story; nothing where there is none."""
    here = context.get("here")
    if here is None or person is None:
        return {"limits": None}
    found = behaviour.limits_of(person, here.at, here.association.zone)
    held = found.restriction
    return {
        "limits": found if found else None,
        "here": here,
        "options": [OPTIONS.get(each, each) for each in held.options] if held and held.told_at else [],
        "way": CHANNELS.get(held.open_channel, "") if held else "",
        "until": day_words(over_on(held.review_on, held.ends_on)) if held else "",
        "pending": [
            (each.thread.ref, reverse("ending", args=[here.slug, each.thread.ref])) for each in found.pending
        ]
        if here.may(Permission.RECORD)
        else [],
    }


@register.inclusion_tag("behaviour/_limits.html", takes_context=True)
def limits_ref(context: dict[str, Any], ref: str) -> dict[str, Any]:
    """The same for the customer of that reference."""
    here = context.get("here")
    return limits_of(context, person_for(here.membership, ref) if here is not None and ref else None)


@register.inclusion_tag("behaviour/_limits.html", takes_context=True)
def limits_on(context: dict[str, Any], ref: str) -> dict[str, Any]:
    """The same for whoever that contact is of."""
    here = context.get("here")
    found = (
        opened(here.membership, ref, "person", "person__merged_into") if here is not None and ref else None
    )
    return limits_of(context, found.person.stands if found is not None and found.person is not None else None)


@register.simple_tag(takes_context=True)
def ending_of(context: dict[str, Any], ref: str) -> str:
    """Where a call or talk that cannot go on like this is warned about and ended."""
    return reverse("ending", args=[context["here"].slug, ref])
