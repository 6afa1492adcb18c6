"""What was written on this contact, both ways, and which files are on it? `{% written view.row %}` shows it.

Nothing is shown where nobody wrote anything and no file is kept.
"""

from __future__ import annotations

from typing import Any

from django import template

from kept.store.models import Thread
from kept.web.shared.emails import Talk, talk_of

register = template.Library()


@register.inclusion_tag("shared/_written.html", takes_context=True)
def written(context: dict[str, Any], thread: Thread) -> dict[str, Any]:
    """The e-mails and letters in their order, and the files that belong to none of them."""
    here = context.get("here")
    return {"talk": talk_of(here, thread) if here is not None else Talk((), ()), "here": here}
