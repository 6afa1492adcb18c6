"""Which page of the cabinet is this contact about? `{% key_place view.ref %}` leads there.

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
def key_place(context: dict[str, Any], ref: str) -> dict[str, Any]:
    """The set, the home or the cabinet that the contact of that reference is about; nothing for others."""
    here = context.get("here")
    if here is None:
        return {}
    rows = Thread.objects.filter(association=here.association, ref=ref, kind__in=KINDS)
    thread = rows.values_list("pk", "kind").first()
    if thread is None:
        return {}
    move = KeyMove.objects.filter(association=here.association, thread=thread[0]).select_related("home")
    found = move.order_by("id").first()
    if found is None:
        return {"address": reverse("cabinet", args=[here.slug])}
    if thread[1] == "lock_change" and found.home is not None:
        return {"address": reverse("cabinet-locks", args=[here.slug, found.home.ref])}
    if thread[1] == "loan" and found.keyset_id is not None:
        return {"address": reverse("cabinet-set", args=[here.slug, found.keyset_id])}
    if found.home is not None:
        return {"address": reverse("cabinet-home", args=[here.slug, found.home.ref])}
    return {"address": reverse("cabinet", args=[here.slug])}
