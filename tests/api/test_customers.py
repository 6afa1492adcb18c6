"""What other systems read and say of customers, of where they live and of who looks after them."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kept.actions import bringing, connections, representing
from kept.actions.bringing import Record
from kept.casework import Refused
from kept.casework.scopes import Scope
from kept.store import tenancy
from kept.store.models import Account, Association, Connection, Event, Home, Person
from tests import cast
from tests.api.conftest import NOW, Machine, problem, said, token

NIGHT = cast.t("Tuesday 2026-04-07 02:00")
WHOLE: dict[str, Any] = {
    "name": "Ngozi Okafor",
    "born_on": "1980-05-01",
    "language": "Igbo",
    "need_kinds": ["large-print", "interpreter"],
    "preferred_channel": "letter",
    "contact_rules": {
        "never": ["telephone"],
        "hours": ["09:00", "17:00"],
        "leave_no_message": True,
        "called": "Mrs O",
    },
}


@pytest.fixture
def okafor(machine: Machine) -> str:
    """The reference of a customer of whom everything was said."""
    return str(said(machine.post("customers", WHOLE), 201)["customer"])


@pytest.fixture
def town(karin: Association) -> str:
    """A home on a patch, with somebody who lives there now and somebody who did; the home's reference."""
    cast.member(karin, "bea")
    cast.member(karin, "cem")
    lived = {"kind": "tenant", "home": "H-1"}
    for what, records in {
        "patches": [Record("N", {"name": "North", "officer": "bea", "deputy": "cem"})],
        "homes": [Record("H-1", {"address": "14 Mill Road, Leeds", "patch": "N"})],
        "people": [Record("P-1", {"name": "Zofia Nowak"}), Record("P-2", {"name": "Liam Byrne"})],
        "tenancies": [
            Record("T-1", {**lived, "person": "P-1", "from_on": "2018-03-01"}),
            Record("T-2", {**lived, "person": "P-2", "from_on": "2009-03-01", "to_on": "2018-02-28"}),
        ],
    }.items():
        done = bringing.bring(records, what=what, association=karin, by="import", at=NIGHT)
        assert all(each.refused is None for each in done.became), done
    with tenancy.association(karin):
        return Home.objects.get().ref


def whose(karin: Association, external: str) -> str:
    with tenancy.association(karin):
        return Person.objects.get(external_ref=external).ref


def test_whatever_is_said_of_a_customer_is_read_again(machine: Machine, okafor: str) -> None:
    found = said(machine.get(f"customers/{okafor}"))
    assert (found["born_on"], found["died_on"]) == ("1980-05-01", None)
    assert (found["language"], found["language_code"]) == ("Igbo", "ig")
    assert sorted(found["need_kinds"]) == ["interpreter", "large-print"]
    assert found["preferred_channel"] == "letter"
    assert found["contact_rules"] == {
        "never": ["telephone"],
        "only": [],
        "hours": ["09:00", "17:00"],
        "when": "",
        "by": "",
        "leave_no_message": True,
        "called": "Mrs O",
    }
    assert (found["representatives"], found["patch"], found["officer"]) == ([], None, None)
    said(machine.post(f"customers/{okafor}/change", {"language": "Silbo", "contact_rules": None}))
    found = said(machine.get(f"customers/{okafor}"))
    assert (found["language"], found["language_code"]) == ("Silbo", None)
    assert found["contact_rules"]["never"] == []
    # What was not named stays.
    assert found["born_on"] == "1980-05-01"


def test_a_death_is_told_and_taken_back(machine: Machine, karin: Association, okafor: str) -> None:
    said(machine.post(f"customers/{okafor}/change", {"died_on": "2026-04-01", "needs": "None any more"}))
    found = said(machine.get(f"customers/{okafor}"))
    assert (found["died_on"], found["needs"]) == ("2026-04-01", "None any more")
    with tenancy.association(karin):
        assert Event.objects.filter(kind="customer.died", facts__person=okafor).count() == 1
    said(machine.post(f"customers/{okafor}/change", {"died_on": None}))
    assert said(machine.get(f"customers/{okafor}"))["died_on"] is None


@pytest.mark.parametrize(
    ("wrong", "pointer"),
    [
        ({"born_on": "1 May 1980"}, "#/born_on"),
        ({"born_on": "2027-01-01"}, "#/born_on"),
        ({"died_on": "2027-01-01"}, "#/died_on"),
        ({"died_on": "1970-01-01"}, "#/died_on"),
        ({"need_kinds": ["a parrot"]}, "#/need_kinds"),
        ({"preferred_channel": "pigeon"}, "#/preferred_channel"),
        ({"contact_rules": {"never": ["pigeon"]}}, "#/contact_rules/never/0"),
        ({"contact_rules": {"never": ["letter"], "only": ["letter"]}}, "#/contact_rules/never"),
        ({"contact_rules": {"hours": ["17:00", "09:00"]}}, "#/contact_rules/hours"),
        ({"contact_rules": {"hours": ["nine", "09:00"]}}, "#/contact_rules/hours/0"),
        ({"contact_rules": {"mood": "good"}}, "#/contact_rules/mood"),
        ({"representatives": []}, "#/representatives"),
        ({"officer": "bea"}, "#/officer"),
    ],
)
def test_what_cannot_be_is_refused_as_a_whole(
    machine: Machine, okafor: str, wrong: dict[str, Any], pointer: str
) -> None:
    before = said(machine.get(f"customers/{okafor}"))
    found = problem(machine.post(f"customers/{okafor}/change", {"name": "Another", **wrong}), 422)
    assert [each["pointer"] for each in found["errors"]] == [pointer]
    assert said(machine.get(f"customers/{okafor}")) == before


def test_nobody_is_added_whose_rules_cannot_be(machine: Machine) -> None:
    rules = {"never": ["letter"], "only": ["letter"]}
    problem(machine.post("customers", {"name": "Ade Field", "contact_rules": rules}), 422)
    assert said(machine.post("customers/find", {"text": "Ade Field"}))["found"] == []


def test_who_speaks_for_them_is_read_and_whoever_is_closed_is_not_named(
    machine: Machine, karin: Association, okafor: str
) -> None:
    bell = said(machine.post("customers", {"name": "Ruth Bell"}), 201)["customer"]
    at = cast.t(NOW)
    given = {"other": bell, "relation": "daughter", "authority": "written", "from_on": "2026-01-01"}
    added = representing.name(association=karin, person=okafor, given=given, by="ann", at=at)
    assert not isinstance(added, Refused), added
    (speaks,) = said(machine.get(f"customers/{okafor}"))["representatives"]
    assert (speaks["name"], speaks["customer"], speaks["authority"]) == ("Ruth Bell", bell, "written")
    assert (speaks["from_on"], speaks["to_on"]) == ("2026-01-01", None)
    tie = connections.declare(association=karin, account="ann", person=bell, kind="friend", by="ann", at=at)
    assert isinstance(tie, Connection)
    (speaks,) = said(machine.get(f"customers/{okafor}"))["representatives"]
    assert speaks["customer"] is None
    assert "Bell" not in str(speaks)


def test_where_somebody_lives_and_who_looks_after_it(machine: Machine, karin: Association, town: str) -> None:
    nowak, byrne = whose(karin, "P-1"), whose(karin, "P-2")
    found = said(machine.get(f"customers/{nowak}"))
    assert (found["patch"], found["officer"]) == ("n", "bea")
    assert said(machine.get(f"customers/{byrne}"))["officer"] is None
    (patch,) = said(machine.get("patches"))["patches"]
    assert (patch["patch"], patch["name"], patch["officer"], patch["deputy"]) == ("n", "North", "bea", "cem")
    first = said(machine.get("tenancies", limit="1"))
    second = said(machine.get("tenancies", limit="1", cursor=first["next"]))
    assert second["next"] is None
    listed = [*first["tenancies"], *second["tenancies"]]
    assert [(each["customer"], each["home"], each["to_on"]) for each in listed] == [
        (nowak, town, None),
        (byrne, town, "2018-02-28"),
    ]
    for query, expected in (
        ({"customer": nowak.lower()}, listed[:1]),
        ({"home": town}, listed),
        ({"external_ref": "T-2"}, listed[1:]),
        ({"customer": "K7F3-9Q2M"}, []),
    ):
        assert said(machine.get("tenancies", **query))["tenancies"] == expected


def test_a_tenancy_of_whoever_is_closed_is_not_listed(
    machine: Machine, karin: Association, town: str
) -> None:
    nowak = whose(karin, "P-1")
    tie = connections.declare(
        association=karin, account="ann", person=nowak, kind="friend", by="ann", at=cast.t(NOW)
    )
    assert isinstance(tie, Connection)
    assert nowak not in str(said(machine.get("tenancies")))
    assert said(machine.get("tenancies", customer=nowak))["tenancies"] == []


def test_lists_and_finds_take_the_same_number_of_queries_however_many_there_are(
    machine: Machine, karin: Association, town: str
) -> None:
    def queries() -> list[int]:
        counts = []
        for ask in (
            lambda: machine.get("tenancies"),
            lambda: machine.get("patches"),
            lambda: machine.post("customers/find", {"text": "14 Mill"}),
        ):
            said(ask())
            with CaptureQueriesContext(connection) as found:
                said(ask())
            counts.append(len(found))
        return counts

    few = queries()
    more = range(3, 23)
    for what, records in {
        "patches": [Record(f"P{n}", {"name": f"Patch {n}", "officer": "bea"}) for n in more],
        "homes": [Record(f"H-{n}", {"address": f"14 Mill Road, Flat {n}", "patch": f"P{n}"}) for n in more],
        "people": [Record(f"P-{n}", {"name": f"Caller {n}"}) for n in more],
        "tenancies": [
            Record(f"T-{n}", {"kind": "tenant", "home": f"H-{n}", "person": f"P-{n}"}) for n in more
        ],
    }.items():
        bringing.bring(records, what=what, association=karin, by="import", at=NIGHT)
    assert queries() == few


def test_where_people_live_is_for_tokens_that_may_read_it(karin: Association, ann: Account) -> None:
    reader = Machine(token(karin, ann, Scope.READ).secret)
    problem(reader.get("tenancies"), 403)
    assert said(reader.get("patches"))["patches"] == []
