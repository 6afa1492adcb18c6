"""How may this customer be reached, and how never? In one line, wherever they are shown.

    reach_words(person)     # "Only by text, after six. Never: at work"

What they said themselves is shown as they said it; nobody on record, or nothing said, is an empty line.
"""

from __future__ import annotations

from django.utils.translation import gettext as _

from kept.store.models import Person


def reach_words(person: Person | None) -> str:
    """Safe contact in words; *never* is named as what it is."""
    if person is None or not person.safe_contact:
        return ""
    safe = person.safe_contact
    said = (
        [_("Reach them: %(how)s.") % {"how": ", ".join(filter(None, (safe.how, safe.when)))}]
        if safe.how or safe.when
        else []
    )
    if safe.never:
        said.append(_("Never: %(never)s.") % {"never": safe.never})
    return " ".join(said)
