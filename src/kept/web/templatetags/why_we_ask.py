"""Why do we ask this? `{% why_we_ask "call.received" %}` shows what is said of it above a form."""

from __future__ import annotations

from typing import Any

from django import template

from kept.rulebook.privacy import statement_for

register = template.Library()


@register.inclusion_tag("data_care/why_we_ask.html", takes_context=True)
def why_we_ask(context: dict[str, Any], kind: str, *, tick: bool = True) -> dict[str, Any]:
    """The statement for that kind of event, and a tick for having said it; nothing where there is none."""
    here = context.get("here")
    statement = statement_for(here.rulebook, kind) if here is not None else None
    if statement is None:
        return {"says": ""}
    return {"says": statement.says, "name": statement.name, "tick": tick}
