"""Which office is a page about, and what are the offices called?

chosen = office_of(request, here)      # the one asked for, this person's own, or the first
office_choices(here, chosen.slug)      # for a list to choose from
"""

from __future__ import annotations

from django.http import HttpRequest

from kept.rulebook.model import Office
from kept.web.shared.access import Here
from kept.web.shared.fields import Choice


def office_of(request: HttpRequest, here: Here) -> Office:
    """The office that the page was asked about; without one, where this person works."""
    offices = here.rulebook.association.offices
    asked = request.POST.get("office") or request.GET.get("office") or ""
    own = here.membership.office.slug if here.membership.office else ""
    by_slug = {each.slug: each for each in offices}
    return by_slug.get(asked) or by_slug.get(own) or offices[0]


def office_choices(here: Here, chosen: str) -> tuple[Choice, ...]:
    """Every office, with the chosen one marked."""
    offices = here.rulebook.association.offices
    return tuple(Choice(each.slug, each.name, each.slug == chosen) for each in offices)


def office_name(here: Here, slug: str | None) -> str:
    """What people call it; nothing where it is all of them."""
    return next((each.name for each in here.rulebook.association.offices if each.slug == slug), "")
