"""What does the form beneath a list offer: who may take it on, for which reasons, and all of it at once?"""

from __future__ import annotations

from collections.abc import Collection

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kept.casework.permissions import Permission, may
from kept.rulebook.reasons import reasons_of
from kept.store.board import Crew
from kept.web.board.fetch import MOST, Found, Place
from kept.web.shared.access import Here
from kept.web.shared.fields import Choice
from kept.web.shared.paging import Pages

SHARE_OUT = "-everybody"


def everything(pages: Pages) -> str:
    """That more can be chosen than is shown."""
    if pages.last < 2:
        return ""
    if pages.more:
        return _("The first %(n)s of this list, not only those shown") % {"n": f"{MOST:,}"}
    return _("All %(n)s on this list, not only those shown") % {"n": f"{pages.total:,}"}


def takers(found: Found, chosen: str) -> tuple[Choice, ...]:
    """Who may take it on: those of the team first, with how much each has, and who is away."""
    has: dict[int, int] = {}
    for load in found.loads:
        if load.owner is not None:
            has[load.owner] = has.get(load.owner, 0) + load.open
    crew = found.crew
    ordered = sorted(found.place.people, key=lambda each: _outside(crew, each.account_id))
    every = [Choice(SHARE_OUT, _share_out(found, crew), chosen == SHARE_OUT)] if crew else []
    people = []
    for each in ordered:
        open_ = has.get(each.account_id, 0)
        words = {"who": each.account.name, "n": f"{open_:,}"}
        label = ngettext("%(who)s: %(n)s open", "%(who)s: %(n)s open", open_) % words
        if crew and each.account_id not in crew.people and each.team:
            label = _("%(label)s (%(team)s)") % {"label": label, "team": each.team.name}
        if each.account_id in found.place.away:
            label = _("%(label)s, away") % {"label": label}
        people.append(Choice(each.account.handle, label, chosen == each.account.handle))
    return (Choice("", _("Choose"), not chosen), *every, *people)


def _outside(crew: Crew | None, account: int) -> bool:
    return crew is not None and account not in crew.people


def sharing(crew: Collection[int], place: Place) -> list[str]:
    """The handles of those of a team who are there to take a share; whoever leads it shares out to others."""
    here = [each for each in place.people if each.account_id in crew and each.account_id not in place.away]
    others = [each for each in here if not may(each.role, Permission.REASSIGN)]
    return [each.account.handle for each in others or here]


def _share_out(found: Found, crew: Crew | None) -> str:
    count = len(sharing(crew.people if crew else (), found.place))
    return ngettext(
        "Share out to the one of the team who is here",
        "Share out among the %(n)s of the team who are here",
        count,
    ) % {"n": count}


def reasons(here: Here, chosen: str) -> tuple[Choice, ...]:
    every = reasons_of(here.rulebook).items()
    return (
        Choice("", _("Choose"), not chosen),
        *(Choice(slug, words, slug == chosen) for slug, words in every),
    )
