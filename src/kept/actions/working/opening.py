"""What does a new thread begin with, besides what happened? A reference, an owner, a team and an office.

`casework.owning` says whose it is: the colleague it is for, whoever answered it at once, the officer on whose
patch the customer lives, else whoever took it in. What a machine or an import brings from somebody whom no
patch knows has nobody yet. The office is the one named, else that of whoever took it in, else the first.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from django.db.models import Q

from kept.actions.working.marks import Marks, may_hold
from kept.actions.working.placing import Group
from kept.actions.working.whose import Customers
from kept.casework import Refused
from kept.casework.owning import NO_PATCH, PatchHands, owner_of
from kept.casework.permissions import Permission, may
from kept.rulebook import Rulebook
from kept.store import housing, refs, seers
from kept.store.dockets import Docket
from kept.store.models import Account, Association, Membership, Office, Team

SHOWN = 40
UNATTENDED = frozenset({"import", "machine"})
_ENDINGS = ("close", "withdraw")


class Opening:
    """The beginning of every new thread of one call: at most five queries, and none where nothing begins."""

    def __init__(
        self,
        here: Association,
        rulebook: Rulebook,
        by: str,
        membership: Membership | None,
        customers: Customers,
        marks: Marks,
        at: datetime,
    ) -> None:
        self.here, self.rulebook, self.by, self.membership = here, rulebook, by, membership
        self.customers, self.marks, self.at = customers, marks, at

    def open(self, new: Sequence[Group]) -> None:
        """Give each new group its docket, or refuse an office that the association does not have."""
        if not new:
            return
        offices = self._offices(new)
        owner, team = self._owner(new), self.membership.team_id if self.membership else None
        addressees = self._addressees(new)
        own = self.membership.office.slug if self.membership and self.membership.office else None
        patches, teams = self._patches(new), self._teams(new)
        # The officer of a patch may be connected with somebody who lives on it.
        tied = seers.tied_to(patches) if patches else {}
        for group in new:
            telling = group.drafts[0].telling
            slug = telling.office or own
            if slug is not None and slug not in offices:
                group.drafts[0].refused = self._unknown_office(slug)
                continue
            addressee = addressees.get(telling.owner) if telling.owner else None
            if telling.owner and addressee is None:
                group.drafts[0].refused = not_here(telling.owner)
                continue
            attended = telling.via not in UNATTENDED
            whose = self.customers.of(group)
            about, person = self.marks.of(group).about, whose[1] if whose else None
            if addressee is not None and not may_hold(addressee, about=about, person=person):
                group.drafts[0].refused = not_here(str(telling.owner))
                continue
            hands = patches.get(person, NO_PATCH) if person is not None else NO_PATCH
            owner_id = owner_of(
                named=addressee.account_id if addressee else None,
                taker=owner,
                attended=attended,
                answered=self._answered(group),
                patch=hands,
                never=tuple({about, *tied.get(person or 0, ())} - {None}),
            )
            theirs = team if owner_id is not None and owner_id == owner else None
            asked = teams.get(telling.team) if telling.team else None
            if asked is not None and owner_id is not None and hands.team_of(owner_id) != asked:
                # It came to that team's own address: whoever has the patch elsewhere leaves it to them.
                owner_id = None
            if addressee is not None:
                theirs = addressee.team_id
            elif asked is not None:
                theirs = asked
            elif owner_id is not None and owner_id != owner:
                theirs = hands.team_of(owner_id)
            group.docket = Docket(None, refs.new_ref(), group.subject, offices[slug] if slug else None, slug)
            group.opened = {
                "owner_id": owner_id,
                "team_id": theirs,
                "person_id": person,
                "via": telling.via,
            }
            group.opened |= self.marks.begun(
                group, owner=group.opened["owner_id"], taken_by=owner if attended else None
            )

    def _patches(self, new: Sequence[Group]) -> Mapping[int, PatchHands]:
        """Who answers for the patches of those customers whose contact nobody else takes on."""
        people = {
            whose[1]
            for group in new
            if (whose := self.customers.of(group)) is not None
            and group.drafts[0].telling.owner is None
            and not (group.drafts[0].telling.via not in UNATTENDED and self._answered(group))
        }
        return housing.hands_of(people, self.here, self.at) if people else {}

    def _teams(self, new: Sequence[Group]) -> Mapping[str, int]:
        """The teams that are named; one that is no longer there is nobody's."""
        named = {each.drafts[0].telling.team for each in new} - {""}
        if not named:
            return {}
        return dict(Team.objects.filter(association=self.here, slug__in=named).values_list("slug", "pk"))

    def _answered(self, group: Group) -> bool:
        """Whether what begins is answered, or ended, in the same breath."""
        kinds = [self.rulebook.kinds.get(each.telling.kind) for each in group.drafts]
        answer = kinds[0].answered_by if kinds[0] else None
        return any(each and (each.name == answer or each.acts in _ENDINGS) for each in kinds[1:])

    def _offices(self, new: Sequence[Group]) -> Mapping[str, int]:
        own = self.membership.office if self.membership else None
        found = {own.slug: own.pk} if own else {}
        if {each.drafts[0].telling.office for each in new} - {None, *found}:
            found.update(Office.objects.filter(association=self.here).values_list("slug", "pk"))
        return found

    def _unknown_office(self, slug: str) -> Refused:
        names = ", ".join(each.slug for each in self.rulebook.association.offices)
        return Refused(f"There is no office “{slug}” here. The offices are: {names}.", "office")

    def _addressees(self, new: Sequence[Group]) -> Mapping[str, Membership]:
        handles = {each.drafts[0].telling.owner for each in new} - {None}
        return members(self.here, handles, self.at) if handles else {}

    def _owner(self, new: Sequence[Group]) -> int | None:
        if self.membership is not None:
            return self.membership.account_id
        if all(each.drafts[0].telling.via in UNATTENDED for each in new):
            return None
        return Account.objects.filter(handle=self.by).values_list("pk", flat=True).first()


def members(here: Association, handles: Collection[str | None], at: datetime) -> Mapping[str, Membership]:
    """Of these, who works here on that day and may record: what each is here, the latest of several."""
    today = at.astimezone(ZoneInfo(here.zone)).date()
    rows = Membership.objects.filter(association=here, account__handle__in=handles, account__is_active=True)
    rows = rows.filter(Q(to_on__isnull=True) | Q(to_on__gte=today), from_on__lte=today)
    found = seers.knowing(rows).order_by("from_on", "id")
    return {each.account.handle: each for each in found if may(each.role, Permission.RECORD)}


def not_here(handle: str) -> Refused:
    """The refusal of a colleague who cannot take anything on."""
    shown = handle if len(handle) <= SHOWN else handle[: SHOWN - 1] + "…"
    return Refused(f"Nobody called “{shown}” can take this on here. Choose a colleague who can.", "owner")
