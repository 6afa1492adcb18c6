"""Which survey goes with this contact, and was it offered? `{% survey_offer view.row %}` shows it.

Nothing is shown to whoever does not record, or where no survey goes with it.
"""

from __future__ import annotations

from typing import Any

from django import template
from django.urls import reverse
from django.utils.translation import gettext as _

from kept.casework.permissions import Permission
from kept.casework.surveying import DECLINED, NOT_OFFERED, TAKEN
from kept.store import surveys
from kept.store.models import Thread

register = template.Library()


@register.inclusion_tag("surveys/prompt.html", takes_context=True)
def survey_offer(context: dict[str, Any], thread: Thread) -> dict[str, Any]:
    """The surveys to offer with the contact."""
    here = context.get("here")
    if here is None or not here.may(Permission.RECORD):
        return {"prompts": ()}
    found = surveys.offered_on(here.rulebook, thread)
    if not found:
        return {"prompts": ()}
    made = surveys.offers_of(here.association, [thread.pk])
    said = {TAKEN: _("offered and taken"), DECLINED: _("offered and declined"), NOT_OFFERED: _("not offered")}
    return {
        "prompts": [
            {
                "label": each.label,
                "address": reverse("survey-offer", args=[here.slug, thread.ref, each.name]),
                "said": said[made[thread.pk, each.name].answer] if (thread.pk, each.name) in made else "",
            }
            for each in found
        ]
    }
