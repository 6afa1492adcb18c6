"""What is on record is read page by page, as far as the token's account may see it."""

from __future__ import annotations

import base64
import re
from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from django.test import Client

from kept.actions import customers, erasing, merging
from kept.casework.scopes import Scope
from kept.store.models import Account, Association, Person
from tests import cast
from tests.api.conftest import LETTER, Machine, problem, said, token


@pytest.fixture
def seven(karin: Association, ann: Account) -> list[str]:
    """Seven letters, two of them at the same minute, the newest last."""
    minutes = (1, 2, 3, 3, 4, 5, 6)
    return [
        cast.told(karin, ann, "letter.received", f"Tuesday 2026-04-07 11:{each:02}", from_name="Mr Field")
        for each in minutes
    ]


def pages(machine: Machine, address: str, name: str, **query: str) -> list[Any]:
    """Every page of a list, one after another."""
    found, cursor = [], None
    while True:
        page = said(machine.get(address, **query, **({"cursor": cursor} if cursor else {})))
        found.append(page[name])
        cursor = page["next"]
        if cursor is None:
            return found


def test_contacts_come_newest_first_and_each_once(machine: Machine, seven: list[str]) -> None:
    found = pages(machine, "contacts", "contacts", limit="3")
    assert [len(each) for each in found] == [3, 3, 1]
    listed = [each["contact"] for page in found for each in page]
    assert sorted(listed) == sorted(seven)
    assert listed[0] == seven[-1]
    assert listed[-1] == seven[0]
    moments = [each["opened_at"]["utc"] for page in found for each in page]
    assert moments == sorted(moments, reverse=True)


def test_what_comes_in_meanwhile_repeats_and_hides_nothing(
    machine: Machine, karin: Association, ann: Account, seven: list[str]
) -> None:
    first = said(machine.get("contacts", limit="3"))
    cast.told(karin, ann, "letter.received", "Tuesday 2026-04-07 12:00", from_name="Ms New")
    rest = said(machine.get("contacts", limit="10", cursor=first["next"]))
    both = [each["contact"] for each in (*first["contacts"], *rest["contacts"])]
    assert sorted(both) == sorted(seven)
    assert rest["next"] is None


def test_contacts_are_narrowed(machine: Machine, karin: Association, ann: Account, letter: str) -> None:
    okafor = customers.add(
        association=karin, name="Ngozi Okafor", by="ann", at=cast.t("Tuesday 2026-04-07 11:00")
    )
    assert isinstance(okafor, Person)
    call = cast.told(karin, ann, "letter.received", "Tuesday 2026-04-07 11:00")
    cast.told(karin, ann, "letter.answered", "Tuesday 2026-04-07 11:30", thread=call)
    cast.told(karin, ann, "thread.closed", "Tuesday 2026-04-07 11:40", thread=call)
    customers.attach(
        association=karin, thread=letter, person=okafor.ref, by="ann", at=cast.t("Tuesday 2026-04-07 12:00")
    )

    def listed(**query: str) -> list[str]:
        return [each["contact"] for each in said(machine.get("contacts", **query))["contacts"]]

    assert listed() == [call, letter]
    assert listed(state="open") == [letter]
    assert listed(state="closed") == [call]
    assert listed(owner="ann") == [call, letter]
    assert listed(owner="bea") == []
    assert listed(kind="call") == []
    assert listed(customer=okafor.ref.lower()) == [letter]
    assert said(machine.get(f"contacts/{letter}"))["customer"] == okafor.ref


def test_a_contact_has_its_events_with_words_and_its_clocks(machine: Machine, letter: str) -> None:
    found = said(machine.get(f"contacts/{letter.lower()}"))
    assert (found["contact"], found["state"], found["owner"]) == (letter, "open", "ann")
    (event,) = found["events"]
    assert (event["id"], event["kind"], event["by"], event["evidence"]) == (
        LETTER,
        "letter.received",
        "ann",
        "staff",
    )
    assert event["details"]["from_name"] == "Ms Okafor"
    assert event["happened_at"] == {"utc": "2026-04-07T09:00:00Z", "local": "2026-04-07T10:00:00+01:00"}
    assert "karin:letters.1" in {each["promise"] for each in found["clocks"]}


def test_words_are_for_tokens_with_that_scope_alone(karin: Association, ann: Account, letter: str) -> None:
    reader = Machine(token(karin, ann, Scope.READ).secret)
    for each in (f"contacts/{letter}", "contacts", "clocks"):
        assert "Okafor" not in reader.get(each).content.decode()
    (event,) = said(reader.get(f"contacts/{letter}"))["events"]
    assert "from_name" not in event["details"]
    assert event["words_erased"] is False


def test_erased_words_are_gone_and_say_so(machine: Machine, karin: Association, letter: str) -> None:
    erasing.erase(
        association=karin,
        thread=letter,
        reason="Asked for",
        by="kept",
        at=cast.t("Wednesday 2026-04-08 11:00"),
    )
    found = said(machine.get(f"contacts/{letter}"))
    first = next(each for each in found["events"] if each["id"] == LETTER)
    assert first["words_erased"] is True
    assert "Okafor" not in str(found)


def test_a_joined_contact_answers_as_the_one_it_lives_on_in(
    machine: Machine, karin: Association, ann: Account, letter: str
) -> None:
    other = cast.told(karin, ann, "letter.received", "Tuesday 2026-04-07 11:00", from_name="Ms Okafor")
    merging.merge(
        association=karin, thread=other, into=letter, by="ann", at=cast.t("Wednesday 2026-04-08 09:00")
    )
    found = said(machine.get(f"contacts/{other}"))
    assert found["contact"] == letter
    assert {each["contact"] for each in found["events"]} == {letter, other}
    assert [each["contact"] for each in said(machine.get("contacts"))["contacts"]] == [letter]


def test_clocks_come_by_what_is_to_be_done_first(
    machine: Machine, karin: Association, ann: Account, seven: list[str], clock: Callable[[str], datetime]
) -> None:
    found = pages(machine, "clocks", "clocks", limit="4", promise="karin:letters.1")
    assert [len(each) for each in found] == [4, 3]
    assert {each["contact"] for page in found for each in page} == set(seven)
    assert {each["verdict"] for page in found for each in page} == {"running"}
    act_by = [each["act_by"]["utc"] for page in found for each in page]
    assert act_by == sorted(act_by)
    assert said(machine.get("clocks", before="2026-04-08T00:00Z", promise="karin:letters.1"))["clocks"] == []
    later = said(machine.get("clocks", before="2026-05-01T00:00+01:00", promise="karin:letters.1"))
    assert len(later["clocks"]) == 7


def test_what_was_broken_and_is_not_made_good_is_due_and_runs_no_more(
    machine: Machine, karin: Association, letter: str
) -> None:
    from kept.actions.sweeping import sweep

    sweep(at=cast.t("Monday 2026-04-27 09:00"))
    of_letters = {"promise": "karin:letters.1"}
    assert said(machine.get("clocks", **of_letters))["clocks"] == []
    (clock,) = said(machine.get("clocks", state="due", **of_letters))["clocks"]
    assert (clock["contact"], clock["verdict"], clock["stop"]) == (letter, "broken", None)
    assert clock["breached_at"] == clock["due_at"]


@pytest.mark.parametrize(
    ("address", "query", "parameter"),
    [
        ("contacts", {"limit": "0"}, "limit"),
        ("contacts", {"limit": "201"}, "limit"),
        ("contacts", {"limit": "many"}, "limit"),
        ("contacts", {"limit": "9" * 5000}, "limit"),
        ("contacts", {"state": "lost"}, "state"),
        ("contacts", {"colour": "red"}, "colour"),
        ("contacts", {"owner": "x" * 201}, "owner"),
        ("contacts", {"cursor": ""}, "cursor"),
        ("contacts", {"cursor": "!"}, "cursor"),
        ("contacts", {"cursor": "bm90aGluZw"}, "cursor"),
        ("clocks", {"cursor": base64.b64encode(b'["2026-04-07T10:00:00",1]').decode()}, "cursor"),
        ("clocks", {"cursor": base64.b64encode(b'["2026-04-07T10:00:00Z",true]').decode()}, "cursor"),
        ("clocks", {"cursor": base64.b64encode(b'["2026-04-07T10:00:00Z",1e30]').decode()}, "cursor"),
        ("clocks", {"cursor": "ü"}, "cursor"),
        ("clocks", {"before": "tomorrow"}, "before"),
        ("performance", {"since": "2026-04"}, "since"),
        ("performance", {"since": "2026-04-02", "until": "2026-04-01"}, "since"),
        ("performance", {"office": "moon"}, "office"),
        ("event-kinds", {"q": "letter"}, "q"),
    ],
)
def test_a_parameter_that_cannot_be_is_named(
    machine: Machine, address: str, query: dict[str, str], parameter: str
) -> None:
    found = problem(machine.get(address, **query), 422)
    assert [each["parameter"] for each in found["errors"]] == [parameter]


@pytest.mark.parametrize(
    "address", ["contacts/K7F3-9Q2M", "contacts/x", "customers/x", "event-kinds/x", "promises/x"]
)
def test_what_is_not_there_is_404(machine: Machine, address: str) -> None:
    problem(machine.get(address), 404)


def test_a_kind_says_its_fields_and_what_it_starts_and_stops(machine: Machine) -> None:
    kind = said(machine.get("event-kinds/letter.received"))
    assert "karin:letters.1" in kind["starts"]
    assert kind["by_hand"] is True
    fields = {each["name"]: each for each in kind["fields"]}
    assert (fields["from_name"]["personal"], fields["urgent"]["type"]) == (True, "yes_no")
    stops = said(machine.get("event-kinds/letter.answered"))["stops"]
    assert "karin:letters.1" in stops
    listed = said(machine.get("event-kinds"))["kinds"]
    assert kind in listed
    assert next(each for each in listed if each["kind"] == "policy.loaded")["by_hand"] is False


def test_a_promise_says_its_words_its_span_and_its_reading(machine: Machine) -> None:
    promise = said(machine.get("promises/karin:letters.1"))
    assert promise["within"] == cast.rulebook("karin").promises["karin:letters.1"].within_text
    assert promise["source"] == "policy"
    assert "letter.received" in promise["starts"]
    listed = said(machine.get("promises"))["promises"]
    assert promise in listed
    assert {each["source"] for each in listed} == {"policy", "law", "kept"}
    assert len(listed) == len(cast.rulebook("karin").promises)


def test_the_figures_are_those_of_the_page(
    machine: Machine, karin: Association, ann: Account, seven: list[str]
) -> None:
    from kept.actions.sweeping import sweep

    for each in seven[:4]:
        cast.told(karin, ann, "letter.answered", "Wednesday 2026-04-08 10:00", thread=each)
    sweep(at=cast.t("Monday 2026-04-27 09:00"))
    found = said(machine.get("performance"))
    (letters,) = [each for each in found["promises"] if each["clause"] == "karin:letters.1"]
    assert (letters["kept"], letters["of"], letters["share"]) == (4, 7, 4 / 7)
    assert letters["verdicts"]["broken"] == 3
    browser: Client = cast.client(ann)
    page = browser.get("/karin/performance").content.decode()
    said_there = re.search(
        r"(\d+)[\s\xa0]*% kept: ([\d,]+) of ([\d,]+) promise", re.sub(r"&nbsp;", " ", page)
    )
    assert said_there is not None
    headline = found["headline"]
    assert (int(said_there[2]), int(said_there[3])) == (headline["kept"], headline["of"])
    assert headline["share"] == headline["kept"] / headline["of"]
    beside = [each for each in found["promises"] if not each["counted"]]
    assert all(each["clause"].startswith("kept:") for each in beside)
    none = said(machine.get("performance", since="2030-01-01", until="2030-12-31"))
    assert (none["headline"], none["promises"]) == ({"kept": 0, "of": 0, "share": None}, [])
    assert said(machine.get("performance", office="main"))["office"] == "main"


def test_a_customer_is_added_found_and_read(machine: Machine, letter: str) -> None:
    whole = {
        "name": "Ngozi Okafor",
        "address": "14 Mill Road, Leeds LS1 4AB",
        "phones": ["0113 496 0001"],
        "email": "ngozi@example.org",
        "language": "Igbo",
        "needs": "Large print",
        "contact_how": "By text",
        "contact_when": "After four",
        "contact_never": "At work",
        "external_ref": "T-77",
    }
    ref = said(machine.post("customers", whole), 201)["customer"]
    for text in ("okafor", "0113 496 0001", "T-77", "ngozi@example.org", ref):
        (match,) = said(machine.post("customers/find", {"text": text}))["found"]
        assert match["customer"]["customer"] == ref
    found = said(machine.get(f"customers/{ref}"))
    assert found == match["customer"]
    assert found["safe_contact"] == {"how": "By text", "when": "After four", "never": "At work"}
    assert (found["phones"], found["external_ref"]) == (["0113 496 0001"], "T-77")
    assert said(machine.post("customers/find", {"text": "nobody at all"}))["found"] == []


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({}, "#/name"),
        ({"name": "x" * 201}, "#/name"),
        ({"email": "no at"}, "#/email"),
        ({"phones": ["ring me"]}, "#/phones"),
        ({"phones": "0113"}, "#/phones"),
        ({"name": "A\nB"}, "#/name"),
        ({"nickname": "Ade"}, "#/nickname"),
    ],
)
def test_a_customer_who_cannot_be_is_refused(machine: Machine, body: dict[str, Any], pointer: str) -> None:
    found = problem(machine.post("customers", body), 422)
    assert [each["pointer"] for each in found["errors"]] == [pointer]


@pytest.mark.parametrize(
    "body", [{}, {"text": ""}, {"text": "a\x00b"}, {"text": "a", "limit": 51}, {"text": 1}]
)
def test_a_search_that_cannot_be_is_refused(machine: Machine, body: dict[str, Any]) -> None:
    problem(machine.post("customers/find", body), 422)
