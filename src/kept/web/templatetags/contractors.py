"""Whose work is this contact about? `{% about_contractors view.row %}` says it, or leads there."""

from __future__ import annotations

from typing import Any

from django import template
from django.urls import reverse

from kept.casework.permissions import Permission
from kept.store import contractors
from kept.store.models import Thread

register = template.Library()


@register.inclusion_tag("contractors/beside.html", takes_context=True)
def about_contractors(context: dict[str, Any], thread: Thread) -> dict[str, Any]:
    """The firms, and the page on which they are chosen; nothing for whoever records nothing."""
    here = context.get("here")
    if here is None or not here.may(Permission.RECORD):
        return {}
    firms = [each.name for each in contractors.of_thread(here.association, thread.pk)]
    return {"firms": firms, "address": reverse("thread-contractor", args=[here.slug, thread.ref])}
