"""What is a group of customers called, whose satisfaction is compared?

group_words("braille")        # "Braille"
group_words("language:pl")    # "Reads Polish"
"""

from __future__ import annotations

from django.utils.translation import gettext as _

from kept.rulebook.people import people_lists
from kept.store.surveys import LANGUAGE


def group_words(slug: str) -> str:
    """By need, or by the language that is read before English."""
    lists = people_lists()
    if slug.startswith(LANGUAGE):
        return _("Reads %(language)s") % {"language": lists.language(slug.removeprefix(LANGUAGE))}
    return lists.need(slug)
