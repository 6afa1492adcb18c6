"""What does a new thread begin with, besides what happened? A reference, an owner, a team and an office.

Whoever takes it in owns it until it is handed over (nothing open is without an owner); what a machine or an
import brings has none yet. The office is the one named, else that of whoever took it in, else the
association's first.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from kept.actions.working.placing import Group
from kept.casework import Refused
from kept.rulebook import Rulebook
from kept.store import refs
from kept.store.dockets import Docket
from kept.store.models import Account, Association, Membership, Office

UNATTENDED = frozenset({"import", "machine"})


class Opening:
    """The beginning of every new thread of one call: at most two queries, and none where nothing begins."""

    def __init__(self, here: Association, rulebook: Rulebook, by: str, membership: Membership | None) -> None:
        self.here, self.rulebook, self.by, self.membership = here, rulebook, by, membership

    def open(self, new: Sequence[Group]) -> None:
        """Give each new group its docket, or refuse an office that the association does not have."""
        if not new:
            return
        offices = self._offices(new)
        owner, team = self._owner(new), self.membership.team_id if self.membership else None
        own = self.membership.office.slug if self.membership and self.membership.office else None
        for group in new:
            telling = group.drafts[0].telling
            slug = telling.office or own
            if slug is not None and slug not in offices:
                group.drafts[0].refused = self._unknown_office(slug)
                continue
            attended = telling.via not in UNATTENDED
            group.docket = Docket(None, refs.new_ref(), group.subject, offices[slug] if slug else None, slug)
            group.opened = {
                "owner_id": owner if attended else None,
                "team_id": team if attended else None,
                "via": telling.via,
            }

    def _offices(self, new: Sequence[Group]) -> Mapping[str, int]:
        own = self.membership.office if self.membership else None
        found = {own.slug: own.pk} if own else {}
        if {each.drafts[0].telling.office for each in new} - {None, *found}:
            found.update(Office.objects.filter(association=self.here).values_list("slug", "pk"))
        return found

    def _unknown_office(self, slug: str) -> Refused:
        names = ", ".join(each.slug for each in self.rulebook.association.offices)
        return Refused(f"There is no office “{slug}” here. The offices are: {names}.", "office")

    def _owner(self, new: Sequence[Group]) -> int | None:
        if self.membership is not None:
            return self.membership.account_id
        if all(each.drafts[0].telling.via in UNATTENDED for each in new):
            return None
        return Account.objects.filter(handle=self.by).values_list("pk", flat=True).first()
