"""What are staff to bear in mind here? `{% guidance "visit" %}` shows it, by the page or a kind of event."""

from __future__ import annotations

from typing import Any

from django import template
from django.urls import reverse

register = template.Library()


@register.inclusion_tag("shared/guidance.html", takes_context=True)
def guidance(context: dict[str, Any], place: str) -> dict[str, Any]:
    """Every piece of guidance for that place, with the clauses that it keeps; nothing where there is none."""
    here = context.get("here")
    if here is None:
        return {"pieces": ()}
    pieces = [each for each in here.rulebook.room("guidance") if place in each.at]
    kept = [
        (
            each.says,
            [(clause, reverse("clauses-one", args=[here.slug, clause])) for clause in kept_by(here, each)],
        )
        for each in pieces
    ]
    return {"pieces": kept, "id": place.replace(".", "-")}


def kept_by(here: Any, piece: Any) -> list[str]:
    """The clauses that rest on the piece."""
    keeper = f"guidance:{piece.name}"
    return [each.id for each in here.rulebook.clauses if keeper in each.held]
