"""Who is this customer? Found by what they say first, put on record, and read by their reference.

What people are looked for by is personal: it travels in the body, never in an address.
"""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Router

from kept.actions import customers as acting
from kept.actions.reaching import set_contact_rules
from kept.api import present, problems
from kept.api.access import Here, here_of
from kept.api.given_customers import AddedOut, CustomerOut, FoundOut
from kept.api.of_customers import of_customers
from kept.api.problems import Fault, Stop
from kept.api.taken import ChangesIn, ContactRulesIn, CustomerIn, FindIn
from kept.casework import Refused
from kept.store import people, refs
from kept.store.file import person_for
from kept.store.models import Person

router = Router(tags=["Customers"])
RULES, DIED = "contact_rules", "died_on"


@router.post("/{slug:slug}/customers/find", url_name="api-customers-find", response=FoundOut)
def find(request: HttpRequest, slug: str, wanted: FindIn) -> HttpResponse:
    """Find customers by name, address, telephone number, e-mail address or reference. Writes nothing."""
    here = here_of(request)
    matches = people.find(wanted.text, here.membership, limit=wanted.limit)
    read = of_customers([each.person for each in matches], here)
    found = [{"by": each.by, "customer": one} for each, one in zip(matches, read, strict=True)]
    return present.said({"found": found})


@router.post("/{slug:slug}/customers", url_name="api-customers", response={201: AddedOut})
def add(request: HttpRequest, slug: str, customer: CustomerIn) -> HttpResponse:
    """Put a customer on record, and get the reference by which events name them."""
    here = here_of(request)
    given = customer.model_dump()
    rules = given.pop(RULES)
    person = _done(
        acting.add(association=here.association, by=here.by, at=here.at, membership=here.membership, **given)
    )
    if rules:
        _reached(here, person.ref, rules)
    return present.said({"customer": person.ref}, 201)


@router.post("/{slug:slug}/customers/{ref}/change", url_name="api-customer-change", response=AddedOut)
def change(request: HttpRequest, slug: str, ref: str, changes: ChangesIn) -> HttpResponse:
    """Put right what we know of a customer.

    What is left out stays as it is. What the housing system says otherwise is kept beside it.
    """
    here = here_of(request)
    given, ref = changes.model_dump(exclude_unset=True), refs.tidy(ref) or ref
    rules = given.pop(RULES) or {} if RULES in given else None
    died_on = given.pop(DIED) if given.get(DIED) is not None else None
    who: dict[str, Any] = {
        "association": here.association,
        "by": here.by,
        "at": here.at,
        "membership": here.membership,
    }
    _done(acting.change(person=ref, changes=given, **who))
    if died_on is not None:
        _done(acting.died(person=ref, died_on=died_on, **who))
    if rules is not None:
        _reached(here, ref, rules)
    return present.said({"customer": ref})


def _reached(here: Here, ref: str, rules: dict[str, object]) -> None:
    done = set_contact_rules(
        association=here.association,
        person=ref,
        rules=rules,
        by=here.by,
        at=here.at,
        membership=here.membership,
    )
    _done(done, RULES)


def _done(done: Person | Refused, *inside: str) -> Person:
    """What came of it; what was refused ends the request, and nothing of it stays."""
    if not isinstance(done, Refused):
        return done
    if done.field == "person":
        raise problems.nothing_there()
    known = ContactRulesIn.model_fields if inside else ChangesIn.model_fields
    where = problems.pointer(*inside, done.field) if done.field in known else "#"
    raise Stop(422, done.sentence, errors=[Fault(where, done.sentence)])


@router.get("/{slug:slug}/customers/{ref}", url_name="api-customer", response=CustomerOut)
def customer(request: HttpRequest, slug: str, ref: str) -> HttpResponse:
    """Read one customer."""
    here = here_of(request)
    person = person_for(here.membership, ref)
    if person is None:
        raise problems.nothing_there()
    (read,) = of_customers([person], here)
    return present.said(read)
