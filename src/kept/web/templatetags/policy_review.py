"""Is there something about the policy for this reader to do? `{% policy_review %}` says so to nobody else.

Whoever sees to its review is told when that is due; everybody, what has changed until they say that they have
read it.
"""

from __future__ import annotations

from typing import Any

from django import template
from django.urls import reverse

from kept.store.policy_record import due_for
from kept.store.policy_versions import to_read
from kept.web.shared.words import day_words

register = template.Library()


@register.inclusion_tag("shared/policy_review.html", takes_context=True)
def policy_review(context: dict[str, Any]) -> dict[str, Any]:
    """The day, whether it is past, and where the policy stands; each change that is to be read."""
    here = context["here"]
    today = here.calendar.local(here.at).date()
    changes = [
        (day_words(each.starts_on), reverse("policy-version", args=[here.slug, each.short]))
        for each in to_read(here.membership, today)
    ]
    due = due_for(here.association, here.rulebook, here.by, today=today)
    if due is None:
        return {"day": "", "changes": changes}
    return {
        "day": day_words(due),
        "past": due < today,
        "address": reverse("policy-record", args=[here.slug]),
        "changes": changes,
    }
