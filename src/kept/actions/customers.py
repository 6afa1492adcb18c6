"""Who is this customer, and which contacts are theirs?

    okafor = add(association=karin, name="Ngozi Okafor", phones=["0113 496 0001"], by="ann", at=now)
    attach(association=karin, thread="K7F3-9Q2M", person=okafor.ref, by="ann", at=now)
    change(association=karin, person=okafor.ref, changes={"contact_never": "at work"}, by="ann", at=now)

What we know of somebody is a row; who said what of it and when is a thread of its own, whose words can be
erased. An unknown customer is allowed everywhere: nothing here must come before something is recorded.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime

from kept.actions.working.answers_of_customers import (
    ALL,
    KNOWN_BY,
    LONGEST_LINE,
    STRAY,
    empty,
    fault,
    json_of,
    nothing_to_know_by,
    put,
    said,
    tidy,
)
from kept.actions.working.filing import check_by, check_may_change, hold, note
from kept.actions.working.judging import appended
from kept.actions.working.once_more import JoinedMeanwhile, once_more
from kept.actions.working.their_own import give_away
from kept.actions.working.whose import attaching, nobody
from kept.casework import Refused
from kept.casework.beside import corrected
from kept.casework.housekeeping import (
    CUSTOMER_ADDED,
    CUSTOMER_ATTACHED,
    CUSTOMER_CHANGED,
    CUSTOMER_DETACHED,
    CUSTOMER_DIED,
    CUSTOMER_ERASED,
)
from kept.casework.joined import RULES
from kept.casework.permissions import Permission, may
from kept.store import (
    beside,
    bundles,
    dockets,
    forgetting_sent,
    formats,
    joinings,
    kept_addresses,
    looking,
    people,
    refs,
    rules,
    seers,
    tenancy,
    writing,
)
from kept.store.models import Association, Membership, Person, Thread
from kept.store.models import Event as EventRow


def add(
    *,
    association: Association | str,
    by: str,
    at: datetime,
    name: str = "",
    address: str = "",
    phones: Sequence[str] = (),
    email: str = "",
    language: str = "",
    needs: str = "",
    need_kinds: Sequence[str] = (),
    preferred_channel: str = "",
    born_on: date | str | None = None,
    contact_how: str = "",
    contact_when: str = "",
    contact_never: str = "",
    external_ref: str = "",
    uid: str | None = None,
    membership: Membership | None = None,
) -> Person | Refused:
    """Put somebody on record. Sent twice under one `uid`, it is the same person."""
    check_by(by)
    given: dict[str, object] = {
        "name": name,
        "address": address,
        "phones": list(phones),
        "email": email,
        "language": language,
        "needs": needs,
        "need_kinds": list(need_kinds),
        "preferred_channel": preferred_channel,
        "born_on": born_on,
        "contact_how": contact_how,
        "contact_when": contact_when,
        "contact_never": contact_never,
        "external_ref": external_ref,
    }
    now = at.astimezone(UTC)
    return once_more(lambda: _added(association, tidy(given), by, now, uid, membership))


def _added(
    association: Association | str,
    given: dict[str, object],
    by: str,
    at: datetime,
    uid: str | None,
    membership: Membership | None,
) -> Person | Refused:
    with tenancy.association(association) as here:
        before = _told_before(uid) if uid else None
        if before is not None:
            return before
        refused = (
            check_may_change(membership)
            or fault(given, at.date())
            or nothing_to_know_by(given)
            or _taken(given)
        )
        if refused is not None:
            return refused
        person = Person(association=here, ref=refs.new_ref(), added_at=at)
        facts: dict[str, object] = {"person": person.ref}
        person.log_id = note(CUSTOMER_ADDED, here, by, at, facts, said(given), uid=uid)
        put(person, given)
        person.save(force_insert=True)
        people.file_under(person)
        return person


def change(
    *,
    association: Association | str,
    person: str,
    changes: Mapping[str, object],
    by: str,
    at: datetime,
    membership: Membership | None = None,
) -> Person | Refused:
    """Put right what we know of somebody. What is not named in `changes` stays as it is."""
    check_by(by)
    now = at.astimezone(UTC)
    return once_more(lambda: _changed(association, person, tidy(changes), by, now, membership))


def _changed(
    association: Association | str,
    ref: str,
    given: dict[str, object],
    by: str,
    at: datetime,
    membership: Membership | None,
) -> Person | Refused:
    with tenancy.association(association) as here:
        (person,) = hold(here, [ref], membership)
        if person is None:
            return nobody(ref)
        new = {
            name: value
            for name, value in given.items()
            if getattr(person, name, None) != (value or empty(name))
        }
        kept_addresses.aside(person, new)
        after = {name: getattr(person, name) for name in KNOWN_BY} | new
        refused = (
            check_may_change(membership)
            or fault(given, at.date())
            or nothing_to_know_by(after)
            or _taken(new)
        )
        if refused is not None:
            return refused
        if new:
            facts: dict[str, object] = {"person": ref, "changed": ", ".join(sorted(new))}
            note(CUSTOMER_CHANGED, here, by, at, facts, said(new), log=person.log_id)
            # What the housing system says otherwise stays beside it, and no import undoes this.
            person.overrides = corrected(
                json_of(new), outside=person.outside, overrides=person.overrides, by=by, at=at
            )
            put(person, new)
            person.save()
            people.file_under(person)
        return person


def died(
    *,
    association: Association | str,
    person: str,
    died_on: date | str,
    by: str,
    at: datetime,
    told_by: str = "",
    membership: Membership | None = None,
) -> Person | Refused:
    """Somebody died: from this moment nothing automatic goes to them (see `casework.bereaved`).

    Their contacts stay open and go on with whoever speaks for them. Taken back by `change`, with no day.
    """
    check_by(by)
    now = at.astimezone(UTC)
    given = tidy({"died_on": died_on})
    return once_more(lambda: _died(association, person, given, told_by.strip(), by, now, membership))


def _died(
    association: Association | str,
    ref: str,
    given: dict[str, object],
    told_by: str,
    by: str,
    at: datetime,
    membership: Membership | None,
) -> Person | Refused:
    with tenancy.association(association) as here:
        (person,) = hold(here, [ref], membership)
        if person is None:
            return nobody(ref)
        both = {"born_on": person.born_on, **given}
        refused = check_may_change(membership) or fault(both, at.date()) or _no_day(given)
        if refused is None and (len(told_by) > LONGEST_LINE or STRAY.search(told_by)):
            refused = Refused(f"Say in at most {LONGEST_LINE} characters who told us.", "told_by")
        if refused is not None:
            return refused
        if person.died_on != given["died_on"]:
            facts: dict[str, object] = {"person": ref, "stopped": people.going_on(person).count()}
            words = said({**given, "told_by": told_by})
            note(CUSTOMER_DIED, here, by, at, facts, words, log=person.log_id)
            put(person, given)
            person.save()
        return person


def _no_day(given: Mapping[str, object]) -> Refused | None:
    if given["died_on"]:
        return None
    return Refused("Give the day, or the first day on which it was known.", "died_on")


def erase(
    *,
    association: Association | str,
    person: str,
    reason: str,
    by: str,
    at: datetime,
    membership: Membership | None = None,
) -> Person | Refused:
    """Erase what we know of somebody. Their contacts stay, and are erased one by one where that is asked."""
    check_by(by)
    now = at.astimezone(UTC)
    return once_more(lambda: _erased(association, person, reason.strip(), by, now, membership))


def _erased(
    association: Association | str,
    ref: str,
    reason: str,
    by: str,
    at: datetime,
    membership: Membership | None,
) -> Person | Refused:
    if membership is not None and not may(membership.role, Permission.EXCUSE):
        return Refused("Only a manager or director erases personal words. Ask one of them.")
    if not reason or len(reason) > LONGEST_LINE or STRAY.search(reason):
        return Refused(f"Say in a few words why, in at most {LONGEST_LINE} characters.", "reason")
    with tenancy.association(association) as here:
        person = Person.objects.filter(association=here, ref=ref).first()
        closed = seers.seer(membership).closed if membership is not None else frozenset[int]()
        if person is None or person.pk in closed:
            return nobody(ref)
        # What is read as one file is erased as one.
        rows = Person.objects.select_for_update(of=("self",)).filter(pk__in=people.family(person))
        held = {each.pk: each for each in rows.order_by("pk")}
        for each in held.values():
            if each.erased_at is None:
                _erase(here, each, reason, by, at)
        return held[person.pk]


def _erase(here: Association, person: Person, reason: str, by: str, at: datetime) -> None:
    facts: dict[str, object] = {"person": person.ref, "reason": reason}
    note(CUSTOMER_ERASED, here, by, at, facts, {}, log=person.log_id)
    uids = EventRow.objects.filter(association=here, thread=person.log_id).values_list("uid", flat=True)
    writing.erase_words(uids, by=by, at=at)
    # So that the next import knows whom it must not bring back.
    person.outside, person.overrides = beside.mark_of(person), {}
    kept_addresses.forget(person)
    put(person, {name: empty(name) for name in (*ALL, RULES)})
    joinings.forget(person)
    formats.forget(person)
    forgetting_sent.forget_person(person, at=at)
    bundles.forget_person(person, at=at)
    person.erased_at = at
    person.save()
    people.file_under(person)


def attach(
    *,
    association: Association | str,
    thread: str,
    person: str | None,
    by: str,
    at: datetime,
    membership: Membership | None = None,
) -> str | Refused:
    """Say whose contact this is, or with None that it is not theirs; the reference of the thread."""
    check_by(by)
    now = at.astimezone(UTC)
    return once_more(lambda: _attached(association, thread, person, by, now, membership))


def _attached(
    association: Association | str,
    thread: str,
    ref: str | None,
    by: str,
    at: datetime,
    membership: Membership | None,
) -> str | Refused:
    with tenancy.association(association) as here:
        refused = check_may_change(membership)
        if refused is not None:
            return refused
        place = next(iter(dockets.find(here.pk, refs=[thread]).places), None)
        if place is None or not looking.sees(membership, place.root, thread, at):
            return Refused("There is no such contact. Check the reference.", "thread")
        known = Person.objects.select_related("merged_into").filter(association=here, ref=ref)
        person = known.first() if ref is not None else None
        person = person.merged_into or person if person is not None else None
        closed = seers.seer(membership).closed if membership is not None else frozenset[int]()
        if ref is not None and (person is None or person.pk in closed):
            return nobody(ref)
        held = dockets.read(dockets.lock([place.root]))
        if not held:
            raise JoinedMeanwhile
        row = Thread.objects.select_related("person").get(pk=place.root)
        if row.person != person:
            row_was = row.person.ref if row.person else None
            kind, named = (CUSTOMER_ATTACHED, person.ref) if person else (CUSTOMER_DETACHED, row_was)
            event = attaching(kind, held[0], str(named), by, at)
            writing.write([appended(held[0], event, rules=rules.rules_of(here), at=event.recorded_at)])
            Thread.objects.filter(pk=place.root).update(person=person)
            give_away(Thread.objects.filter(pk=place.root), here, by=by, at=at)
        return held[0].ref


def _taken(given: Mapping[str, object]) -> Refused | None:
    ref = given.get("external_ref")
    other = Person.objects.filter(external_ref=ref).first() if ref else None
    if other is None:
        return None
    return Refused(f"The housing system's reference is that of customer {other.ref} already.", "external_ref")


def _told_before(uid: str) -> Person | Refused | None:
    row = EventRow.objects.filter(uid=uid).first()
    if row is None:
        return None
    if row.kind != CUSTOMER_ADDED:
        return Refused("An entry with this reference is on record with other details.", "uid")
    return Person.objects.get(ref=row.facts["person"])
