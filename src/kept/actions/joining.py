"""What if two files turn out to be of the same person, or of two people after all?

    join(association=karin, person="K7F3-9Q2M", into="P2D4-X8RB", by="ann", at=now)
    part(association=karin, person="K7F3-9Q2M", reason="Mother and daughter", by="ann", at=later)
    tell_apart(association=karin, person="K7F3-9Q2M", other="P2D4-X8RB", by="ann", at=now)

Joining moves nothing: every contact stays with the file that it came in on, and the file that stands shows
both. So it can be undone at any time. What came in since stays with the file that stood. What the standing
file took over (numbers, needs, how never to reach them) is noted, and given back exactly.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime

from django.utils import timezone

from kept.actions.working.answers_of_customers import LONGEST_LINE, STRAY, put
from kept.actions.working.filing import check_by, hold, note_on_both
from kept.actions.working.once_more import once_more
from kept.actions.working.their_own import give_away
from kept.actions.working.whose import nobody
from kept.casework import Refused
from kept.casework.housekeeping import (
    CUSTOMER_JOINED,
    CUSTOMER_PARTED,
    CUSTOMER_TOLD_ALIKE,
    CUSTOMER_TOLD_APART,
)
from kept.casework.joined import Part, taken_over, without
from kept.casework.permissions import Permission, may
from kept.casework.sameness import check_may_join, said_apart
from kept.store import joinings, likenesses, people, refs, tenancy
from kept.store.models import Account, Association, Joining, Membership, NotSame, Person, Thread


def join(
    *,
    association: Association | str,
    person: str,
    into: str,
    by: str,
    at: datetime,
    membership: Membership | None = None,
) -> Person | Refused:
    """Read the file `person` as part of `into` from now on; the file that stands."""
    check_by(by)
    now = at.astimezone(UTC)
    return once_more(lambda: _joined(association, person, into, by, now, membership))


def _joined(
    association: Association | str, ref: str, into: str, by: str, at: datetime, membership: Membership | None
) -> Person | Refused:
    with tenancy.association(association) as here:
        pair = _pair(here, ref, into, membership)
        if isinstance(pair, Refused):
            return pair
        gone, stays = pair
        if gone.merged_into_id == stays.pk:
            return stays
        refused = _joined_elsewhere(gone, "person") or _joined_elsewhere(stays, "into") or _hidden(pair)
        refused = (
            refused
            or check_may_join(likenesses.known(gone), likenesses.known(stays))
            or _decided(gone, stays)
        )
        if refused is not None:
            return refused
        taken = taken_over(into=joinings.values_of(stays), gone=joinings.values_of(gone))
        _say(stays, {name: after for name, (_before, after) in taken.items()})
        Joining.objects.create(
            association=here,
            person=gone,
            into=stays,
            uid=refs.new_uid(),
            joined_at=at,
            joined_by=by,
            taken=joinings.stored(taken),
        )
        # Those that had been joined into the one that goes are read through the one that stands, too.
        Person.objects.filter(association=here, merged_into=gone).update(merged_into=stays)
        gone.merged_into = stays
        gone.save(update_fields=["merged_into"])
        _compared([gone, stays])
        whole = Thread.objects.filter(person__in=people.family(stays))
        give_away(whole, here, by=by, at=at)
        note_on_both(CUSTOMER_JOINED, here, by, at, {"person": gone.ref, "into": stays.ref}, [gone, stays])
        return stays


def _hidden(pair: tuple[Person, Person]) -> Refused | None:
    """Nobody's address comes to light because two files become one."""
    if not any(each.address_hidden for each in pair):
        return None
    return Refused(
        "The address of one of them is kept back. Let a manager look at both and show it first.", "into"
    )


def part(
    *,
    association: Association | str,
    person: str,
    reason: str,
    by: str,
    at: datetime,
    membership: Membership | None = None,
) -> Person | Refused:
    """Take a file out of the one that it was joined into; both say again what they said before."""
    check_by(by)
    now = at.astimezone(UTC)
    return once_more(lambda: _parted(association, person, reason.strip(), by, now, membership))


def _parted(
    association: Association | str,
    ref: str,
    reason: str,
    by: str,
    at: datetime,
    membership: Membership | None,
) -> Person | Refused:
    if not reason or len(reason) > LONGEST_LINE or STRAY.search(reason):
        return Refused(f"Say in a few words why, in at most {LONGEST_LINE} characters.", "reason")
    with tenancy.association(association) as here:
        refused = _may_not(membership)
        row = Joining.objects.filter(association=here, person__ref=ref, parted_at__isnull=True)
        joining = row.select_related("into").first()
        if refused is not None:
            return refused
        if joining is None:
            known = Person.objects.filter(association=here, ref=ref).first()
            return (
                nobody(ref) if known is None else Refused("This file is not joined into another.", "person")
            )
        gone, stays = hold(here, [ref, joining.into.ref], membership)
        joining.refresh_from_db()
        if gone is None or stays is None:
            return nobody(ref)
        if joining.parted_at is not None:
            return gone
        if stays.merged_into_id is not None:
            return Refused(
                f"It was joined with {stays.ref} first. Take {stays.ref} out, and then this one.", "person"
            )
        _give_back(gone, stays)
        joining.parted_at, joining.parted_by, joining.taken = at, by, {}
        joining.save(update_fields=["parted_at", "parted_by", "taken"])
        _follow(gone)
        gone.merged_into = None
        gone.save(update_fields=["merged_into"])
        _compared([gone, stays])
        facts = {"person": gone.ref, "out_of": stays.ref, "reason": reason}
        note_on_both(CUSTOMER_PARTED, here, by, at, facts, [gone, stays])
        return gone


def _give_back(gone: Person, stays: Person) -> None:
    rows = list(joinings.standing(stays))
    parts = [
        Part(each.person.ref, joinings.taken_from(each), joinings.values_of(each.person)) for each in rows
    ]
    values, again = without(gone.ref, joinings.values_of(stays), parts)
    _say(stays, values)
    for each in rows:
        if each.person.ref in again:
            each.taken = joinings.stored(again[each.person.ref])
            each.save(update_fields=["taken"])


def _follow(gone: Person) -> None:
    """Those that came with the file that goes are read through it again."""
    found = list(Joining.objects.filter(association=gone.association_id, into=gone, parted_at__isnull=True))
    while found:
        ids = [each.person_id for each in found]
        Person.objects.filter(pk__in=ids).update(merged_into=gone)
        found = list(
            Joining.objects.filter(association=gone.association_id, into__in=ids, parted_at__isnull=True)
        )


def tell_apart(
    *,
    association: Association | str,
    person: str,
    other: str,
    by: str,
    at: datetime,
    until: date | None = None,
    membership: Membership | None = None,
) -> Person | Refused:
    """Somebody looked and found two people: not asked again; or put it off `until` a day."""
    check_by(by)
    now = at.astimezone(UTC)
    return once_more(lambda: _apart(association, person, other, until, by, now, membership))


def _apart(
    association: Association | str,
    ref: str,
    other: str,
    until: date | None,
    by: str,
    at: datetime,
    membership: Membership | None,
) -> Person | Refused:
    with tenancy.association(association) as here:
        pair = _pair(here, ref, other, membership)
        if isinstance(pair, Refused):
            return pair
        if (
            pair[0] == pair[1]
            or pair[0].pk in (pair[1].merged_into_id,)
            or pair[1].pk == pair[0].merged_into_id
        ):
            return Refused("These two are one file. Take them apart first.", "other")
        one, two = sorted(pair, key=lambda each: each.pk)
        known = NotSame.objects.filter(association=here, one=one, other=two).first()
        if known is not None and (known.until is None or known.until == until):
            return pair[0]
        NotSame.objects.update_or_create(
            association=here, one=one, other=two, defaults={"at": at, "by": by, "until": until}
        )
        facts = {"person": ref, "other": other, "until": until.isoformat() if until else None}
        note_on_both(CUSTOMER_TOLD_APART, here, by, at, facts, pair)
        return pair[0]


def take_back(
    *,
    association: Association | str,
    person: str,
    other: str,
    by: str,
    at: datetime,
    membership: Membership | None = None,
) -> Person | Refused:
    """That they are two people was wrong, or is not sure any more: they are compared again."""
    check_by(by)
    now = at.astimezone(UTC)
    return once_more(lambda: _taken_back(association, person, other, by, now, membership))


def _taken_back(
    association: Association | str, ref: str, other: str, by: str, at: datetime, membership: Membership | None
) -> Person | Refused:
    with tenancy.association(association) as here:
        pair = _pair(here, ref, other, membership)
        if isinstance(pair, Refused):
            return pair
        decided = likenesses.told_apart(*pair)
        if decided is not None:
            decided.delete()
            note_on_both(CUSTOMER_TOLD_ALIKE, here, by, at, {"person": ref, "other": other}, pair)
        return pair[0]


def _pair(
    here: Association, ref: str, other: str, membership: Membership | None
) -> tuple[Person, Person] | Refused:
    refused = _may_not(membership)
    if refused is not None:
        return refused
    one, two = hold(here, [ref, other], membership)
    if one is None or two is None:
        return nobody(ref if one is None else other)
    return one, two


def _joined_elsewhere(person: Person, field: str) -> Refused | None:
    if person.merged_into is None:
        return None
    stands = person.merged_into.ref
    return Refused(f"{person.ref} was joined into {stands} already. Join with {stands}.", field)


def _decided(one: Person, other: Person) -> Refused | None:
    row = likenesses.told_apart(one, other)
    if row is None or row.until is not None:
        return None
    who = Account.objects.filter(handle=row.by).values_list("name", flat=True).first()
    day = timezone.localdate(row.at)
    return said_apart(who or row.by, f"{day.day} {day:%B %Y}")


def _say(person: Person, values: Mapping[str, object]) -> None:
    """Write on the file what it says from now on, and file it under that."""
    if values:
        put(person, joinings.as_given(values))
        person.save()
        people.file_under(person)


def _compared(files: list[Person]) -> None:
    likenesses.refresh([each.pk for each in files])


def _may_not(membership: Membership | None) -> Refused | None:
    if membership is None or may(membership.role, Permission.CORRECT):
        return None
    return Refused("Your role does not include joining files. Ask a colleague who deals with them.")
