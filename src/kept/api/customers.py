"""Who is this customer? Found by what they say first, put on record, and read by their reference.

What people are looked for by is personal: it travels in the body, never in an address.
"""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from ninja import Router

from kept.actions import customers as acting
from kept.api import present, problems
from kept.api.access import here_of
from kept.api.given import AddedOut, CustomerOut, FoundOut
from kept.api.problems import Fault, Stop
from kept.api.taken import ChangesIn, CustomerIn, FindIn
from kept.casework import Refused
from kept.store import people, refs
from kept.store.file import person_for

router = Router(tags=["Customers"])


@router.post("/{slug:slug}/customers/find", url_name="api-customers-find", response=FoundOut)
def find(request: HttpRequest, slug: str, wanted: FindIn) -> HttpResponse:
    """Find customers by name, address, telephone number, e-mail address or reference. Writes nothing."""
    here = here_of(request)
    matches = people.find(wanted.text, here.membership, limit=wanted.limit)
    found = [{"by": each.by, "customer": present.customer(each.person, here.zone)} for each in matches]
    return present.said({"found": found})


@router.post("/{slug:slug}/customers", url_name="api-customers", response={201: AddedOut})
def add(request: HttpRequest, slug: str, customer: CustomerIn) -> HttpResponse:
    """Put a customer on record, and get the reference by which events name them."""
    here = here_of(request)
    person = acting.add(
        association=here.association,
        by=here.by,
        at=here.at,
        membership=here.membership,
        **customer.model_dump(),
    )
    if isinstance(person, Refused):
        where = problems.pointer(person.field) if person.field in CustomerIn.model_fields else "#"
        raise Stop(422, person.sentence, errors=[Fault(where, person.sentence)])
    return present.said({"customer": person.ref}, 201)


@router.post("/{slug:slug}/customers/{ref}/change", url_name="api-customer-change", response=AddedOut)
def change(request: HttpRequest, slug: str, ref: str, changes: ChangesIn) -> HttpResponse:
    """Put right what we know of a customer.

    What is left out stays as it is. What the housing system says otherwise is kept beside it.
    """
    here = here_of(request)
    person = acting.change(
        association=here.association,
        person=refs.tidy(ref) or ref,
        changes=changes.model_dump(exclude_unset=True),
        by=here.by,
        at=here.at,
        membership=here.membership,
    )
    if isinstance(person, Refused):
        if person.field == "person":
            raise problems.nothing_there()
        where = problems.pointer(person.field) if person.field in ChangesIn.model_fields else "#"
        raise Stop(422, person.sentence, errors=[Fault(where, person.sentence)])
    return present.said({"customer": person.ref})


@router.get("/{slug:slug}/customers/{ref}", url_name="api-customer", response=CustomerOut)
def customer(request: HttpRequest, slug: str, ref: str) -> HttpResponse:
    """Read one customer."""
    here = here_of(request)
    person = person_for(here.membership, ref)
    if person is None:
        raise problems.nothing_there()
    return present.said(present.customer(person, here.zone))
