"""For whom alone is a contact kept, and who has it then?

    marks.settle(group, owner=membership)       # {"sensitivity": "about-staff", "about_id": 7, …}

What is said about a member of staff is never theirs to own, from the moment at which it is put on record; a
safeguarding concern belongs to its lead. Nothing here costs a query where nothing of the sort is told.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django.db.models import Q, QuerySet

from kept.actions.working.placing import Draft, Group
from kept.casework import Event, Refused
from kept.casework.housekeeping import CONTACT_MARKED
from kept.casework.permissions import ROLES, Permission, may
from kept.casework.visibility import ABOUT_STAFF, CONFIDENTIAL, ORDINARY, SAFEGUARDING, Seen, closest, never
from kept.rulebook.model import EventKind
from kept.store import refs, seers
from kept.store.models import Account, Association, Membership

CHOSEN = (ORDINARY, CONFIDENTIAL, SAFEGUARDING)
SHOWN = 40
_LEADING = [slug for slug in ROLES if may(slug, Permission.EXCUSE)]


@dataclass(frozen=True, slots=True)
class Mark:
    """For whom a contact is kept: how closed it is, and whom it is about (an account's id and handle)."""

    sensitivity: str = ORDINARY
    about: int | None = None
    handle: str | None = None

    def __bool__(self) -> bool:
        return self.sensitivity != ORDINARY

    @property
    def facts(self) -> dict[str, object]:
        """What the event of the marking says."""
        found: dict[str, object] = {"kept_for": self.sensitivity or "everybody"}
        return found | {"about": self.handle} if self.handle else found


class Marks:
    """What the tellings of one call say of who may see them."""

    def __init__(
        self, here: Association, drafts: Sequence[Draft], kinds: Mapping[str, EventKind], at: datetime
    ) -> None:
        self.here, self.kinds, self.at = here, kinds, at
        named = {each.telling.about for each in drafts if each.named and each.telling.about}
        self.staff = staff(here, named) if named else {}
        for draft in drafts:
            if draft.refused is None:
                draft.refused = self._fault(draft)

    def _fault(self, draft: Draft) -> Refused | None:
        about, sensitivity = draft.telling.about, draft.telling.sensitivity
        if about and about not in self.staff:
            return no_colleague(about)
        if sensitivity not in (*CHOSEN, ABOUT_STAFF):
            return Refused(f"Choose one of: {', '.join(filter(None, CHOSEN))}.", "sensitivity")
        if sensitivity == ABOUT_STAFF and not about:
            return Refused("Say which colleague it is about.", "about")
        return None

    def of(self, group: Group) -> Mark:
        """For whom what this group begins is kept."""
        fresh = [each.telling for each in group.drafts if not each.repeats]
        about = next((each.about for each in fresh if each.about), None)
        found = [each.sensitivity for each in fresh]
        found += [kind.kept_for or ORDINARY for each in fresh if (kind := self.kinds.get(each.kind))]
        found += [ABOUT_STAFF] if about else []
        return Mark(closest(found), self.staff[about] if about else None, about)

    def begun(self, group: Group, *, owner: object, taken_by: int | None) -> dict[str, object]:
        """What a new thread begins with for it: who may see it, and another owner where it has to be one."""
        mark = self.of(group)
        if not mark:
            return {}
        found: dict[str, object] = {
            "sensitivity": mark.sensitivity,
            "about_id": mark.about,
            "raised_by_id": taken_by if taken_by != mark.about else None,
        }
        if mark.sensitivity == SAFEGUARDING:
            return found | _held(lead(self.here, self.at, but=mark.about))
        if mark.about is not None and owner in (None, mark.about):
            return found | _held(leader(self.here, self.at, but=mark.about))
        return found

    def event(self, group: Group, ref: str, by: str, at: datetime) -> Event | None:
        """The event that says so, beside what begins; none where the kind itself says it."""
        mark = self.of(group)
        told = any(each.telling.sensitivity or each.telling.about for each in group.drafts)
        if not mark or not told:
            return None
        via = group.drafts[0].telling.via
        return Event(refs.new_uid(), CONTACT_MARKED, at, at, by, facts=mark.facts, thread=ref, via=via)


def _held(whose: Membership | None) -> dict[str, object]:
    return {"owner_id": whose.account_id if whose else None, "team_id": whose.team_id if whose else None}


def staff(here: Association, handles: Collection[str | None]) -> Mapping[str, int]:
    """Of these, who works or worked here: their ids by their handles."""
    rows = Account.objects.filter(
        handle__in=handles, pk__in=Membership.objects.filter(association=here).values("account")
    )
    return dict(rows.values_list("handle", "pk"))


def no_colleague(handle: str) -> Refused:
    """The refusal of somebody who never worked here."""
    shown = handle if len(handle) <= SHOWN else handle[: SHOWN - 1] + "…"
    return Refused(f"Nobody called “{shown}” works here. Choose a colleague, or leave it empty.", "about")


def may_hold(taker: Membership, *, about: int | None, person: int | None) -> bool:
    """Whether it may be given to them at all: nobody holds what is about themselves, or about their own."""
    return not never(seers.seer(taker), Seen(about=about, person=person))


def lead(here: Association, at: datetime, *, but: int | None = None) -> Membership | None:
    """Who leads on safeguarding today: the first of those whom the association names."""
    rows = working(here, at).exclude(account=but) if but else working(here, at)
    named: Sequence[str] = Association.objects.values_list("safeguarding", flat=True).get(pk=here.pk)
    return next(iter(seers.leads(rows, named)), None)


def leader(here: Association, at: datetime, *, but: int | None = None) -> Membership | None:
    """Somebody who leads and is not the one whom it is about: a manager before a director."""
    rows = list(working(here, at).filter(role__in=_LEADING).exclude(account=but).order_by("id"))
    return min(rows, key=lambda each: _LEADING.index(each.role), default=None)


def leaders(here: Association, at: datetime) -> list[Membership]:
    """Everybody who leads, managers before directors, each with whom they are connected with."""
    rows = seers.knowing(working(here, at).filter(role__in=_LEADING)).order_by("id")
    return sorted(rows, key=lambda each: _LEADING.index(each.role))


def working(here: Association, at: datetime) -> QuerySet[Membership]:
    """Everybody who works here on that day."""
    today = at.astimezone(ZoneInfo(here.zone)).date()
    rows = Membership.objects.filter(association=here, account__is_active=True, from_on__lte=today)
    return rows.filter(Q(to_on__isnull=True) | Q(to_on__gte=today))
