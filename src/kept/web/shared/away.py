"""How is a colleague named in a list, so that nobody gives something to whoever is away without knowing it?

name = names(here)
name(account)               # “Bea Malik”, or “Bea Malik (away: Cem answers)”
"""

from __future__ import annotations

from collections.abc import Callable

from django.utils.translation import gettext as _

from kept.store import absences
from kept.store.models import Account
from kept.web.shared.access import Here


def names(here: Here) -> Callable[[Account], str]:
    """Names with what is to be known of them now; one query where nobody is away."""
    away = {each.account_id for each in absences.away_at(here.association, here.at)}
    covers = absences.names_of(absences.stand_ins(here.association, away, here.at)) if away else {}

    def name(account: Account) -> str:
        if account.pk not in away:
            return account.name
        cover = covers.get(account.pk)
        if not cover:
            return _("%(who)s (away)") % {"who": account.name}
        return _("%(who)s (away: %(cover)s answers)") % {"who": account.name, "cover": cover}

    return name
