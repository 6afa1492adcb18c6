"""Who answers when, so that nobody rings in vain?

    add_shift(association=karin, rota="on-call", starts=…, ends=…, handle="bea", by="ann", at=now)
    take_over(association=karin, shift=17, handle="cem", by="ann", at=now)
    remove_shift(association=karin, shift=17, by="ann", at=now)

A shift may not be taken off where nobody else is on in that time: somebody takes it over first, so that
no gap ever opens between two acts. Each change leaves its event.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TypeVar

from django.db.models import Q

from kept.actions.working.house import note
from kept.actions.working.once_more import once_more
from kept.casework import Refused
from kept.casework.housekeeping import ROTA_CHANGED
from kept.casework.permissions import Permission, may
from kept.casework.rotas import Shift, left_open, must_cover, wrong_with
from kept.rulebook import Rulebook
from kept.rulebook.rotas import Rota
from kept.store import dockets, rotas, rules, tenancy
from kept.store.models import Absence, Account, Association, Membership, Office, RotaShift
from kept.store.rotas import Row
from kept.workclock import Calendar, Segment

T = TypeVar("T")
MOST_WEEKS = 26
LONGEST_NAME, LONGEST_PHONE = 120, 40
_WRONG = {
    "backwards": "The shift ends before it begins. Check both times.",
    "over": "That time is over. Give a shift that is still to come.",
    "long": "A shift lasts 15 days at most. Divide it, so that everybody sees who is on when.",
    "far": "That is more than a year ahead. Check the date.",
}


@dataclass(frozen=True, slots=True)
class Who:
    """Whoever is to be on: an account by its handle, or somebody outside by name and number."""

    handle: str = ""
    name: str = ""
    phone: str = ""


def add_shift(
    *,
    association: Association | str,
    rota: str,
    starts: datetime,
    ends: datetime,
    by: str,
    at: datetime,
    handle: str = "",
    name: str = "",
    phone: str = "",
    office: str = "",
    weeks: int = 1,
    membership: Membership | None = None,
) -> tuple[int, ...] | Refused:
    """Put somebody on a rota, for so many weeks at the same times; the ids of the shifts.

    The same again changes nothing.
    """

    def act(here: Association, rulebook: Rulebook, now: datetime) -> tuple[int, ...] | Refused:
        known = _rota(rulebook, rota)
        place = _office(here, rulebook, known, office) if isinstance(known, Rota) else None
        if isinstance(known, Refused) or isinstance(place, Refused):
            return known if isinstance(known, Refused) else place  # type: ignore[return-value]
        who = _who(here, Who(handle, name, phone), now)
        if isinstance(who, Refused):
            return who
        if not 1 <= weeks <= MOST_WEEKS:
            return Refused(f"Repeat it for 1 to {MOST_WEEKS} weeks.", "weeks")
        account, called, number = who
        calendar = rulebook.calendar_for(office or None)
        wanted = [(_later(calendar, starts, week), _later(calendar, ends, week)) for week in range(weeks)]
        others = rotas.shifts(here, rota, since=wanted[0][0], until=wanted[-1][1], office=office)
        ids: list[int] = []
        for begins, over in wanted:
            same = next((each for each in others if _same(each, account, called, begins, over)), None)
            if same is not None:
                ids.append(same.id)
                continue
            fresh = Shift(0, rotas.who_of(account.pk if account else None, called), begins, over)
            wrong = wrong_with(fresh, [each.shift for each in others], now)
            if wrong is not None:
                return _refused(wrong, called, calendar)
            if away := _away(here, account, begins, over, calendar):
                return away
            row = RotaShift.objects.create(
                association=here,
                rota=rota,
                office=place,
                account=account,
                name="" if account else called,
                phone=number,
                starts=begins,
                ends=over,
                made_by=by,
                made_at=now,
            )
            ids.append(row.pk)
            _noted(here, row, "added", called, by, now)
        return tuple(ids)

    return _done(act, association, by, at, membership)


def take_over(
    *,
    association: Association | str,
    shift: int,
    by: str,
    at: datetime,
    handle: str = "",
    name: str = "",
    phone: str = "",
    membership: Membership | None = None,
) -> int | Refused:
    """Somebody else takes a shift over, from now on where it has begun; the new shift's id."""

    def act(here: Association, rulebook: Rulebook, now: datetime) -> int | Refused:
        row = _shift(here, shift)
        if row is None:
            return Refused("That shift is not on the rota any more. Look at the rota again.")
        if row.ends <= now:
            return Refused(_WRONG["over"], "ends")
        who = _who(here, Who(handle, name, phone), now)
        if isinstance(who, Refused):
            return who
        account, called, number = who
        calendar = rulebook.calendar_for(row.office.slug if row.office else None)
        begins = max(row.starts, now)
        around = rotas.shifts(
            here, row.rota, since=begins, until=row.ends, office=row.office.slug if row.office else ""
        )
        fresh = Shift(0, rotas.who_of(account.pk if account else None, called), begins, row.ends)
        wrong = wrong_with(fresh, [each.shift for each in around if each.id != row.pk], now)
        if wrong is not None:
            return _refused(wrong, called, calendar)
        if away := _away(here, account, begins, row.ends, calendar):
            return away
        before = row.account.name if row.account else row.name
        keeps = row.starts < begins
        RotaShift.objects.filter(association=here, pk=row.pk).delete()
        same = {"association": here, "rota": row.rota, "office": row.office, "made_by": by, "made_at": now}
        if keeps:
            # What was worked already stays theirs.
            RotaShift.objects.create(
                **same,
                account=row.account,
                name=row.name,
                phone=row.phone,
                starts=row.starts,
                ends=begins,
            )
        made = RotaShift.objects.create(
            **same,
            account=account,
            name="" if account else called,
            phone=number,
            starts=begins,
            ends=row.ends,
        )
        _noted(here, made, f"taken over from {before}", called, by, now)
        return made.pk

    return _done(act, association, by, at, membership)


def remove_shift(
    *,
    association: Association | str,
    shift: int,
    by: str,
    at: datetime,
    membership: Membership | None = None,
) -> bool | Refused:
    """Take a shift off; False where it is off already. Refused where nobody else is on in that time."""

    def act(here: Association, rulebook: Rulebook, now: datetime) -> bool | Refused:
        row = _shift(here, shift)
        if row is None:
            return False
        if row.starts <= now:
            return Refused("That shift has begun. Somebody can take it over, and what was worked stays.")
        known = _rota(rulebook, row.rota)
        office = row.office.slug if row.office else ""
        if isinstance(known, Rota):
            calendar = rulebook.calendar_for(office or None)
            around = rotas.shifts(here, row.rota, since=row.starts, until=row.ends, office=office)
            wanted = must_cover(known.covers, calendar, row.starts, row.ends)
            one = Shift(row.pk, "", row.starts, row.ends)
            open_ = left_open(one, [each.shift for each in around], wanted, now)
            if open_:
                return Refused(
                    f"Then nobody would be on {_stretch(open_[0], calendar)}. Let somebody take the "
                    "shift over, "
                    "or put somebody else on first."
                )
        called = row.account.name if row.account else row.name
        RotaShift.objects.filter(association=here, pk=row.pk).delete()
        _noted(here, row, "removed", called, by, now)
        return True

    return _done(act, association, by, at, membership)


def _done(
    act: Callable[[Association, Rulebook, datetime], T | Refused],
    association: Association | str,
    by: str,
    at: datetime,
    membership: Membership | None,
) -> T | Refused:
    """The act in one transaction, alone at its association: two may not open a gap together."""
    if not by:
        raise ValueError("Every event says who did it: give `by`.")
    if membership is not None and not may(membership.role, Permission.REASSIGN):
        return Refused("Whoever leads a team says who is on the rota. Ask your manager.")
    now = at.astimezone(UTC)

    def once() -> T | Refused:
        with tenancy.association(association) as here:
            dockets.alone(here.pk)
            return act(here, rules.current(here), now)

    return once_more(once)


def _rota(rulebook: Rulebook, name: str) -> Rota | Refused:
    known = {each.name: each for each in rulebook.room("rotas")}
    found: Rota | None = known.get(name)
    if found is None:
        return Refused(f"There is no such rota here. There are: {', '.join(known) or 'none'}.", "rota")
    return found


def _office(here: Association, rulebook: Rulebook, rota: Rota, slug: str) -> Office | Refused | None:
    if slug not in rotas.offices_of(rota, rulebook):
        offices = [each for each in rotas.offices_of(rota, rulebook) if each]
        if not offices:
            return Refused("This rota is one for all offices. Leave the office out.", "office")
        return Refused(f"Say at which office: {', '.join(offices)}.", "office")
    return Office.objects.get(association=here, slug=slug) if slug else None


def _who(here: Association, who: Who, at: datetime) -> tuple[Account | None, str, str] | Refused:
    name, phone = " ".join(who.name.split())[:LONGEST_NAME], " ".join(who.phone.split())[:LONGEST_PHONE]
    if who.handle:
        day = at.date()
        rows = Membership.objects.filter(
            Q(to_on__isnull=True) | Q(to_on__gte=day), association=here, account__handle=who.handle
        ).select_related("account")
        found = rows.first()
        if found is None:
            return Refused("Nobody of that name works here. Choose somebody from the list.", "handle")
        return found.account, found.account.name, phone
    if not name:
        return Refused("Say who is on: a colleague, or the name of somebody outside.", "name")
    if sum(each.isdigit() for each in phone) < 3:
        return Refused("Give the number at which they answer.", "phone")
    return None, name, phone


def _later(calendar: Calendar, moment: datetime, weeks: int) -> datetime:
    """The same time by the clock so many weeks later."""
    if weeks == 0:
        return moment
    local = calendar.local(moment)
    return calendar.wall(local.date() + timedelta(weeks=weeks), local.time().replace(tzinfo=None, fold=0))


def _same(row: Row, account: Account | None, name: str, starts: datetime, ends: datetime) -> bool:
    who = rotas.who_of(account.pk if account else None, name)
    return (row.shift.who, row.start, row.end) == (who, starts, ends)


def _refused(wrong: tuple[str, str, Shift | None], name: str, calendar: Calendar) -> Refused:
    field, what, other = wrong
    if other is not None:
        stretch = _stretch(Segment(other.start, other.end), calendar)
        return Refused(f"{name} is on this rota already {stretch}. Choose another time.", field)
    return Refused(_WRONG[what], field)


def _away(
    here: Association, account: Account | None, starts: datetime, ends: datetime, calendar: Calendar
) -> Refused | None:
    if account is None:
        return None
    rows = Absence.objects.filter(association=here, account=account, from_at__lt=ends)
    away = rows.filter(Q(to_at__isnull=True) | Q(to_at__gt=starts)).first()
    if away is None or (away.to_at is not None and away.to_at <= away.from_at):
        return None
    since = _moment(away.from_at, calendar)
    until = f" until {_moment(away.to_at, calendar)}" if away.to_at else ""
    return Refused(f"{account.name} is away from {since}{until}. Choose somebody else.", "handle")


def _stretch(segment: Segment, calendar: Calendar) -> str:
    return f"from {_moment(segment.start, calendar)} to {_moment(segment.end, calendar)}"


def _moment(moment: datetime, calendar: Calendar) -> str:
    local = calendar.local(moment)
    return f"{local:%H:%M} on {local:%A} {local.day} {local:%B}"


def _shift(here: Association, shift: int) -> RotaShift | None:
    rows = RotaShift.objects.filter(association=here, pk=shift).select_related("account", "office")
    return rows.first()


def _noted(here: Association, row: RotaShift, change: str, who: str, by: str, at: datetime) -> None:
    facts = {
        "rota": row.rota,
        "change": change,
        "who": who,
        "from_at": row.starts.isoformat(),
        "to_at": row.ends.isoformat(),
    }
    note(ROTA_CHANGED, here=here, by=by, at=at, facts=facts)
