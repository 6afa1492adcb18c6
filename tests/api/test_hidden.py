"""What is closed to a token's account is in no answer and number of the API, and asking is written down."""

from __future__ import annotations

import pytest

from kept.actions import connections, customers
from kept.actions.telling import Telling, tell
from kept.casework.scopes import Scope
from kept.store import tenancy
from kept.store.models import AccessLog, Account, Association, Connection, Person
from tests import cast
from tests.api.conftest import NOW, Machine, problem, said, token

YEAR = {"since": "2026-01-01", "until": "2026-12-31"}


@pytest.fixture
def mia(karin: Association) -> Account:
    """A manager at Karin."""
    return cast.member(karin, "mia", "manager")


@pytest.fixture
def hers(karin: Association, mia: Account) -> Machine:
    """A machine that may do whatever that manager may."""
    return Machine(token(karin, mia, *Scope).secret)


def lists(machine: Machine) -> list[object]:
    """Every list and number."""
    return [
        said(machine.get("contacts")),
        said(machine.get("clocks")),
        said(machine.get("performance", **YEAR)),
        said(machine.post("customers/find", {"text": "Secret"})),
    ]


def complaint(karin: Association, **more) -> str:
    telling = Telling("complaint.received", cast.t(NOW), {"about": "Whispered"}, **more)
    (result,) = tell([telling], association=karin, by="kept", at=cast.t(NOW)).results
    assert result.refused is None
    return str(result.thread)


def attempts(karin: Association, who: Account) -> list[tuple]:
    with tenancy.association(karin):
        rows = AccessLog.objects.filter(account=who).order_by("id")
        return list(rows.values_list("what", "ref", "refused", "via"))


def test_whom_it_is_about_finds_nothing_of_it_and_is_written_down(
    karin: Association, mia: Account, hers: Machine
) -> None:
    before = lists(hers)
    ref = complaint(karin, about="mia")
    assert lists(hers) == before
    nothing = problem(hers.get("contacts/ZZZZ-ZZZZ"), 404)
    there = problem(hers.get(f"contacts/{ref}"), 404)
    assert {**there, "request": ""} == {**nothing, "request": ""}
    note = {"kind": "note.added", "happened_at": "2026-04-08T11:00:00+01:00", "contact": ref}
    nowhere = problem(hers.post("events", {**note, "contact": "ZZZZ-ZZZZ"}), 422)
    here = problem(hers.post("events", note), 422)
    assert here["detail"].replace(ref, "ZZZZ-ZZZZ") == nowhere["detail"]
    batch = said(hers.post("events/batch", {"events": [note]}))
    assert [each["outcome"] for each in batch["results"]] == ["refused"]
    assert attempts(karin, mia) == [
        ("contact", ref, True, "api"),
        ("contact", ref, True, "api"),
        ("contact", ref, True, "act"),
    ]


def test_what_is_the_houses_own_is_told_to_no_other_system(karin: Association, hers: Machine) -> None:
    at = cast.t("Wednesday 2026-04-08 10:00")
    cast.member(karin, "bea")
    person = customers.add(association=karin, name="Secret Sister", by="kept", at=at)
    assert isinstance(person, Person)
    said_of = {"account": "bea", "person": person.ref, "kind": "family", "by": "bea", "at": at}
    assert isinstance(connections.declare(association=karin, **said_of), Connection)
    assert said(hers.get("happened", kind="connection.declared"))["events"] == []
    assert person.ref not in str(said(hers.get("happened")))


def test_whoever_is_connected_finds_neither_customer_nor_contacts(
    karin: Association, mia: Account, hers: Machine
) -> None:
    at = cast.t(NOW)
    person = customers.add(association=karin, name="Secret Sister", by="kept", at=at)
    assert isinstance(person, Person)
    tie = connections.declare(
        association=karin, account="mia", person=person.ref, kind="family", by="mia", at=at
    )
    assert isinstance(tie, Connection)
    before = lists(hers)
    ref = complaint(karin, person=person.ref)
    assert lists(hers) == before
    problem(hers.get(f"contacts/{ref}"), 404)
    problem(hers.get(f"customers/{person.ref}"), 404)
    assert attempts(karin, mia) == [("contact", ref, True, "api"), ("customer", person.ref, True, "api")]


def test_that_a_token_read_what_only_few_may_is_written_down(
    karin: Association, ann: Account, mia: Account, hers: Machine, machine: Machine
) -> None:
    ref = complaint(karin, about="ann")
    assert said(hers.get(f"contacts/{ref}"))["contact"] == ref
    problem(machine.get(f"contacts/{ref}"), 404)
    assert attempts(karin, mia) == [("contact", ref, False, "api")]
    assert attempts(karin, ann) == [("contact", ref, True, "api")]
