"""How may a customer be reached from now on, way by way?

    set_contact_rules(association=karin, person=okafor.ref, rules={"never": ["letter"]}, by="ann", at=now)

What they say goes in words beside it (`customers.change`); this is the part that every act is held to.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime

from kept.actions.working.judging import appended, moment_for
from kept.actions.working.once_more import JoinedMeanwhile, once_more
from kept.actions.working.whose import nobody
from kept.casework import Event, Refused
from kept.casework.housekeeping import CUSTOMER_CHANGED, HOUSE
from kept.casework.permissions import Permission, may
from kept.casework.safe_contact import WAYS, Rules, kept_of, rules_of, said
from kept.store import dockets, refs, rules, seers, tenancy, writing
from kept.store.models import Association, Membership, Person

KNOWN = frozenset(Rules.__dataclass_fields__)
LONGEST = 200


def set_contact_rules(
    *,
    association: Association | str,
    person: str,
    rules: Mapping[str, object],
    by: str,
    at: datetime,
    membership: Membership | None = None,
) -> Person | Refused:
    """Keep these rules of the customer in place of those there are."""
    if not by:
        raise ValueError("Every event says who did it: give `by`.")
    refused = _fault(rules)
    if refused is not None:
        return refused
    if membership is not None and not may(membership.role, Permission.RECORD):
        return Refused("Your role reads what is on record and does not change it. Ask a colleague.")
    now, wanted = at.astimezone(UTC), rules_of(rules)
    return once_more(lambda: _set(association, person, wanted, by, now, membership))


def _fault(given: Mapping[str, object]) -> Refused | None:
    for name in given:
        if name not in KNOWN:
            return Refused(f"Nothing called “{name[:40]}” is kept of how somebody may be reached.", "person")
    for name in ("never", "only"):
        ways = given.get(name) or []
        if not isinstance(ways, list | tuple) or any(each not in WAYS for each in ways):
            return Refused(f"Choose among: {', '.join(WAYS)}.", name)
    for name in ("when", "by", "called"):
        words = given.get(name) or ""
        if not isinstance(words, str) or len(words) > LONGEST or not words.isprintable():
            return Refused(f"Say it in one line of at most {LONGEST} characters.", name)
    try:
        found = rules_of(given)
    except ValueError:
        return Refused("Give both times such as 09:00 and 17:00, or leave both empty.", "hours")
    if found.hours is not None and found.hours[0] >= found.hours[1]:
        return Refused("The second time is not after the first. Check both.", "hours")
    both = [each for each in found.only if each in found.never]
    if both:
        return Refused(
            "The same way is named as the only one and as never. Take out one of the two.", "never"
        )
    return None


def _set(
    association: Association | str,
    ref: str,
    wanted: Rules,
    by: str,
    at: datetime,
    membership: Membership | None,
) -> Person | Refused:
    with tenancy.association(association) as here:
        found = Person.objects.select_for_update(of=("self",)).filter(association=here, ref=ref).first()
        closed = seers.seer(membership).closed if membership is not None else frozenset()
        if found is None or found.erased_at is not None or found.pk in closed:
            return nobody(ref)
        if kept_of(rules_of(found.contact_rules)) == kept_of(wanted):
            return found
        held = dockets.read(dockets.lock([found.log_id]))
        if not held:
            raise JoinedMeanwhile
        moment = moment_for(held[0], at)
        facts: dict[str, object] = {"person": ref, "changed": "contact_rules"}
        event = Event(
            refs.new_uid(), CUSTOMER_CHANGED, moment, moment, by, facts=facts, thread=held[0].ref, via=HOUSE
        )
        called = f"Called: {wanted.called}." if wanted.called else ""
        says = " ".join((*said(wanted), *filter(None, (wanted.when, wanted.by, called))))
        words = {event.id: {"contact_rules": says or "Nothing is forbidden."}}
        writing.write([appended(held[0], event, rules=rules.rules_of(here), at=moment, words=words)])
        found.contact_rules = kept_of(wanted)
        found.save(update_fields=["contact_rules"])
        return found
