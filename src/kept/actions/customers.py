"""Who is this customer, and which contacts are theirs?

    okafor = add(association=karin, name="Ngozi Okafor", phones=["0113 496 0001"], by="ann", at=now)
    attach(association=karin, thread="K7F3-9Q2M", person=okafor.ref, by="ann", at=now)
    change(association=karin, person=okafor.ref, changes={"contact_never": "at work"}, by="ann", at=now)

What we know of somebody is a row; who said what of it and when is a thread of its own, whose words can be
erased. An unknown customer is allowed everywhere: nothing here must come before something is recorded.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from kept.actions.working.answers_of_customers import (
    KNOWN_BY,
    LONGEST_LINE,
    STRAY,
    TEXTS,
    empty,
    fault,
    nothing_to_know_by,
    put,
    said,
    tidy,
)
from kept.actions.working.judging import appended, moment_for
from kept.actions.working.once_more import JoinedMeanwhile, once_more
from kept.actions.working.whose import attaching, nobody
from kept.casework import Event, Grade, Refused
from kept.casework.housekeeping import (
    CUSTOMER_ADDED,
    CUSTOMER_ATTACHED,
    CUSTOMER_CHANGED,
    CUSTOMER_DETACHED,
    CUSTOMER_ERASED,
    HOUSE,
)
from kept.casework.permissions import Permission, may
from kept.store import dockets, people, refs, rules, tenancy, writing
from kept.store.dockets import Docket
from kept.store.models import Association, Membership, Person, Thread
from kept.store.models import Event as EventRow
from kept.store.threads import visible_to


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
    contact_how: str = "",
    contact_when: str = "",
    contact_never: str = "",
    external_ref: str = "",
    uid: str | None = None,
    membership: Membership | None = None,
) -> Person | Refused:
    """Put somebody on record. Sent twice under one `uid`, it is the same person."""
    _check_by(by)
    given: dict[str, object] = {
        "name": name,
        "address": address,
        "phones": list(phones),
        "email": email,
        "language": language,
        "needs": needs,
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
        refused = _may_not(membership) or fault(given) or nothing_to_know_by(given) or _taken(given)
        if refused is not None:
            return refused
        person = Person(association=here, ref=refs.new_ref(), added_at=at)
        facts: dict[str, object] = {"person": person.ref}
        person.log_id = _note(CUSTOMER_ADDED, here, by, at, facts, said(given), uid=uid)
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
    _check_by(by)
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
        person = Person.objects.select_for_update(of=("self",)).filter(association=here, ref=ref).first()
        if person is None or person.erased_at is not None:
            return nobody(ref)
        new = {
            name: value
            for name, value in given.items()
            if getattr(person, name, None) != (value or empty(name))
        }
        after = {name: getattr(person, name) for name in KNOWN_BY} | new
        refused = _may_not(membership) or fault(given) or nothing_to_know_by(after) or _taken(new)
        if refused is not None:
            return refused
        if new:
            facts: dict[str, object] = {"person": ref, "changed": ", ".join(sorted(new))}
            _note(CUSTOMER_CHANGED, here, by, at, facts, said(new), log=person.log_id)
            put(person, new)
            person.save()
            people.file_under(person)
        return person


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
    _check_by(by)
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
        person = Person.objects.select_for_update(of=("self",)).filter(association=here, ref=ref).first()
        if person is None:
            return nobody(ref)
        if person.erased_at is None:
            _note(CUSTOMER_ERASED, here, by, at, {"person": ref, "reason": reason}, {}, log=person.log_id)
            uids = EventRow.objects.filter(association=here, thread=person.log_id).values_list(
                "uid", flat=True
            )
            writing.erase_words(uids, by=by, at=at)
            put(person, dict.fromkeys(TEXTS, "") | {"phones": []})
            person.erased_at = at
            person.save()
            people.file_under(person)
        return person


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
    _check_by(by)
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
        refused = _may_not(membership)
        if refused is not None:
            return refused
        place = next(iter(dockets.find(here.pk, refs=[thread]).places), None)
        if place is None or (membership and not visible_to(membership).filter(pk=place.root).exists()):
            return Refused("There is no such contact. Check the reference.", "thread")
        person = Person.objects.filter(association=here, ref=ref).first() if ref is not None else None
        if ref is not None and person is None:
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
        return held[0].ref


def _check_by(by: str) -> None:
    if not by:
        raise ValueError("Every event says who did it: give `by`.")


def _may_not(membership: Membership | None) -> Refused | None:
    if membership is None or may(membership.role, Permission.RECORD):
        return None
    return Refused("Your role reads what is on record and does not change it. Ask a colleague.")


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


def _note(
    kind: str,
    here: Association,
    by: str,
    at: datetime,
    facts: dict[str, object],
    words: dict[str, object],
    *,
    log: int | None = None,
    uid: str | None = None,
) -> int:
    """Write the event on the person's own thread; that thread's id."""
    held = dockets.read(dockets.lock([log])) if log is not None else ()
    docket = held[0] if held else Docket(None, refs.new_ref())
    moment = moment_for(docket, at)
    event = Event(
        uid or refs.new_uid(), kind, moment, moment, by, Grade.STAFF, facts, thread=docket.ref, via=HOUSE
    )
    opened = {"owner_id": None, "team_id": None, "via": HOUSE, "sensitivity": HOUSE}
    known = rules.rules_of(here)
    writing.write([appended(docket, event, rules=known, at=moment, opened=opened, words={event.id: words})])
    assert docket.id is not None
    return docket.id
