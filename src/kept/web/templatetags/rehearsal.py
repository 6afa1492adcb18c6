"""Which roles can be tried by one click? For the sign-in page of a demonstration; nothing anywhere else."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import template

from kept.casework.permissions import ROLES
from kept.store import rehearsal

register = template.Library()


@dataclass(frozen=True, slots=True)
class Place:
    """One association, and the roles that somebody has there: slug and words."""

    slug: str
    name: str
    roles: tuple[tuple[str, str], ...]


@register.inclusion_tag("rehearsal/roles.html", takes_context=True)
def roles_to_try(context: dict[str, Any]) -> dict[str, Any]:
    """The buttons, one for each role at each association."""
    request = context["request"]
    if not rehearsal.is_demonstration():
        return {"places": ()}
    at: datetime = request.at
    places = [
        Place(each.slug, each.name, tuple((slug, ROLES[slug].label) for slug in ROLES if slug in each.roles))
        for each in rehearsal.places(at)
    ]
    return {"places": places, "csrf_token": context.get("csrf_token")}
