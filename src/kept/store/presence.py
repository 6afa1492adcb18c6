"""Who is in now, when is somebody next in, and at whose desk does their telephone ring?

    board(karin, at)                         # everybody who works there today, with where they are
    who_is_in(membership, at)                # those of them who are in the building
    next_in(membership, bea, at)             # the next moment at which she can be reached, or None
    divert_of(bea, at)                       # Divert(to=22, briefing="…"), or one that is not known

Out of what was said, the absences, the diary and the opening hours; the number of queries stays the same,
however many people there are. The association must be active.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q

from kept.casework import presence as casework
from kept.casework.presence import FAR, Booked, Divert, Gone, Said, Where
from kept.rulebook import Rulebook
from kept.store import absences, rules
from kept.store.accounts import people_at
from kept.store.models import Absence, Account, Association, Membership, Presence, Slot
from kept.workclock import Calendar, local_date, local_midnight

# A visit; whatever else is booked is at the office or by telephone.
HOME = "home"
# How far the diary is read for one of us, and for everybody at once.
AHEAD, SOON = timedelta(days=31), timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Present:
    """One of us: where they are, and who takes their calls."""

    member: Membership
    where: Where
    divert_name: str = ""
    next_at: datetime | None = None

    @property
    def account(self) -> Account:
        """Whose line this is."""
        return self.member.account


def board(association: Association, at: datetime) -> tuple[Present, ...]:
    """Everybody who works here today, by name."""
    rulebook = rules.current(association)
    calendar = rulebook.calendar_for(None)
    members = people_at(association, local_date(calendar, at))
    known = _Known.of(association, {each.account_id for each in members}, at, calendar, ahead=SOON)
    found = [(each, known.where(each, rulebook, at)) for each in members]
    names = _names({to for _, each in found if (to := each.divert.to) is not None})
    places = {each.name: each.title for each in rulebook.room("diverts")}
    return tuple(
        Present(
            member,
            each,
            names.get(each.divert.to or 0) or places.get(each.divert.place, ""),
            known.next_in(member, rulebook, at),
        )
        for member, each in found
    )


def who_is_in(membership: Membership, at: datetime) -> tuple[Present, ...]:
    """Those who are in the building now, by name."""
    return tuple(each for each in board(membership.association, at) if each.where.in_now)


def where_is(association: Association, account: Account | int, at: datetime) -> Where:
    """Where one of us is now."""
    pk = account if isinstance(account, int) else account.pk
    rulebook = rules.current(association)
    calendar = rulebook.calendar_for(None)
    member = _member(association, pk, at, calendar)
    known = _Known.of(association, {pk}, at, calendar, ahead=timedelta())
    return known.where(member, rulebook, at) if member is not None else Where(casework.OUT)


def next_in(membership: Membership, account: Account | int, at: datetime) -> datetime | None:
    """The next moment at which that colleague can be reached: now, or later, or nobody knows."""
    association = membership.association
    pk = account if isinstance(account, int) else account.pk
    rulebook = rules.current(association)
    calendar = rulebook.calendar_for(None)
    member = _member(association, pk, at, calendar)
    if member is None:
        return None
    known = _Known.of(association, {pk}, at, calendar, ahead=AHEAD)
    return known.next_in(member, rulebook, at)


def divert_of(account: Account | int, at: datetime) -> Divert:
    """Who takes their calls now: a colleague, a place, or nobody (`known` is False)."""
    pk = account if isinstance(account, int) else account.pk
    member = Membership.objects.filter(account=pk).select_related("association").order_by("from_on").last()
    return where_is(member.association, pk, at).divert if member is not None else Divert()


@dataclass(frozen=True, slots=True)
class _Known:
    """What is known of each, by account."""

    said: Mapping[int, Said]
    booked: Mapping[int, list[Booked]]
    gone: Mapping[int, list[Gone]]
    today: datetime

    @classmethod
    def of(
        cls,
        association: Association,
        whose: Collection[int],
        at: datetime,
        calendar: Calendar,
        *,
        ahead: timedelta,
    ) -> _Known:
        today = local_midnight(calendar, local_date(calendar, at))
        until = at + ahead
        return cls(
            _said(association, whose, at, today),
            _booked(association, whose, at, until),
            _gone(association, whose, at, at + FAR if ahead else at),
            today,
        )

    def where(self, member: Membership, rulebook: Rulebook, at: datetime) -> Where:
        """Where this one is."""
        pk, calendar = member.account_id, _calendar(member, rulebook)
        day = calendar.day_of(at)
        opened = any(
            each.start <= at < each.end for near in (day - 1, day) for each in calendar.open_on(near)
        )
        return casework.where(
            self.said.get(pk),
            self.booked.get(pk, ()),
            self.gone.get(pk, ()),
            opened=opened,
            today=self.today,
            at=at,
        )

    def next_in(self, member: Membership, rulebook: Rulebook, at: datetime) -> datetime | None:
        """The next moment at which this one can be reached."""
        pk, theirs = member.account_id, _calendar(member, rulebook)
        tonight = local_midnight(theirs, local_date(theirs, at) + timedelta(days=1))
        away = casework.kept_away(
            self.said.get(pk), self.booked.get(pk, ()), self.gone.get(pk, ()), at=at, tonight=tonight
        )
        return casework.next_in(theirs, away, at)


def _calendar(member: Membership, rulebook: Rulebook) -> Calendar:
    return rulebook.calendar_for(member.office.slug if member.office else None)


def _member(association: Association, pk: int, at: datetime, calendar: Calendar) -> Membership | None:
    today = local_date(calendar, at)
    rows = Membership.objects.filter(association=association, account=pk, from_on__lte=today)
    rows = rows.filter(Q(to_on__isnull=True) | Q(to_on__gte=today))
    return rows.select_related("account", "office").order_by("from_on", "id").last()


def _said(
    association: Association, whose: Collection[int], at: datetime, today: datetime
) -> Mapping[int, Said]:
    rows = Presence.objects.filter(association=association, account__in=whose, from_at__lte=at)
    latest = rows.filter(from_at__gte=today).order_by("account", "-from_at", "-id").distinct("account")
    return {
        each.account_id: Said(
            each.state,
            each.from_at,
            each.until_at,
            Divert(each.divert_to_id, each.divert_place, each.briefing),
        )
        for each in latest
    }


def _booked(
    association: Association, whose: Collection[int], at: datetime, until: datetime
) -> Mapping[int, list[Booked]]:
    rows = Slot.objects.filter(association=association, released_at=None, resource__account__in=whose)
    rows = rows.filter(starts_at__lte=until, ends_at__gt=at).order_by("starts_at", "id")
    found: dict[int, list[Booked]] = {}
    for account, start, end, place in rows.values_list(
        "resource__account", "starts_at", "ends_at", "booking__place"
    ):
        found.setdefault(account, []).append(Booked(start, end, place == HOME))
    return found


def _gone(
    association: Association, whose: Collection[int], at: datetime, until: datetime
) -> Mapping[int, list[Gone]]:
    rows = Absence.objects.filter(association=association, account__in=whose, from_at__lte=until)
    found: dict[int, list[Gone]] = {}
    running = list(rows.filter(Q(to_at__isnull=True) | Q(to_at__gt=at)).order_by("from_at", "id"))
    covers = absences.covering(association, at) if any(each.from_at <= at for each in running) else {}
    for each in running:
        to = each.covered_by_id or covers.get(each.account_id)
        # Where a place is named, it rings there; else at whoever answers for them.
        divert = Divert(None if each.divert_place else to, each.divert_place, each.briefing)
        found.setdefault(each.account_id, []).append(Gone(each.from_at, each.to_at, divert))
    return found


def _names(accounts: Collection[int]) -> Mapping[int, str]:
    found = Account.objects.filter(pk__in=accounts) if accounts else ()
    return {each.pk: each.name for each in found}
