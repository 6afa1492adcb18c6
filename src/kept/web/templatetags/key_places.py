"""Which page of the cabinet is this contact about? `{% key_place view.row %}` leads there.

What happens to keys is recorded in the cabinet alone: the contact only keeps its clock.
"""

from __future__ import annotations

from typing import Any

from django import template
from django.urls import reverse

from kept.store.models import KeyMove, Thread

register = template.Library()
KINDS = ("keys", "loan", "lock_change", "cabinet")


@register.inclusion_tag("cabinet/place.html", takes_context=True)
def key_place(context: dict[str, Any], thread: Thread) -> dict[str, Any]:
    """The set, the home or the cabinet that the contact is about; nothing for others."""
    here = context.get("here")
    if here is None or thread.kind not in KINDS:
        return {}
    move = KeyMove.objects.filter(association=here.association, thread=thread).select_related("home")
    found = move.order_by("id").first()
    if found is None:
        return {"address": reverse("cabinet", args=[here.slug])}
    if thread.kind == "lock_change" and found.home is not None:
        return {"address": reverse("cabinet-locks", args=[here.slug, found.home.ref])}
    if thread.kind == "loan" and found.keyset_id is not None:
        return {"address": reverse("cabinet-set", args=[here.slug, found.keyset_id])}
    if found.home is not None:
        return {"address": reverse("cabinet-home", args=[here.slug, found.home.ref])}
    return {"address": reverse("cabinet", args=[here.slug])}
