"""Is the review of the policy mine to see to, and due? `{% policy_review %}` says so to nobody else."""

from __future__ import annotations

from typing import Any

from django import template
from django.urls import reverse

from kept.store.policy_record import due_for
from kept.web.shared.words import day_words

register = template.Library()


@register.inclusion_tag("shared/policy_review.html", takes_context=True)
def policy_review(context: dict[str, Any]) -> dict[str, Any]:
    """The day, whether it is past, and where the policy stands."""
    here = context["here"]
    today = here.calendar.local(here.at).date()
    due = due_for(here.association, here.rulebook, here.by, today=today)
    if due is None:
        return {"day": ""}
    return {"day": day_words(due), "past": due < today, "address": reverse("policy-record", args=[here.slug])}
