"""An event is recorded once, with the promises that follow; what cannot be is told where and why."""

from __future__ import annotations

from typing import Any

import pytest

from kept.store import tenancy
from kept.store.models import Account, Association, Event, EventText, Idempotency, Thread
from tests import cast
from tests.api.conftest import LETTER, Machine, problem, said, token

CAME = {
    "kind": "letter.received",
    "happened_at": "2026-04-08T10:00+01:00",
    "details": {"from_name": "Mr Field", "about": "The gate", "urgent": False},
}


def count(karin: Association) -> int:
    with tenancy.association(karin):
        return Event.objects.count()


def test_a_letter_is_recorded_and_answered_with_what_it_promises(
    machine: Machine, karin: Association
) -> None:
    found = said(machine.post("events", CAME), 201)
    assert found["outcome"] == "written"
    (clock,) = [each for each in found["clocks"] if each["promise"] == "karin:letters.1"]
    assert clock["verdict"] == "running"
    assert clock["contact"] == found["contact"]
    assert clock["started_at"] == {"utc": "2026-04-08T09:00:00Z", "local": "2026-04-08T10:00:00+01:00"}
    assert clock["due_at"]["local"] == "2026-04-18T00:00:00+01:00"
    with tenancy.association(karin):
        event = Event.objects.get(uid=found["event"])
        assert (event.by, event.via, event.grade) == ("ann", "api", "staff")
        assert EventText.objects.get(event=event).words == {"from_name": "Mr Field"} | _about(event)
        assert Thread.objects.get(ref=found["contact"]).owner.handle == "ann"


def _about(event: Event) -> dict[str, str]:
    return {} if "about" in event.facts else {"about": "The gate"}


def test_the_same_event_told_twice_is_recorded_once(machine: Machine, karin: Association) -> None:
    first = said(machine.post("events", {**CAME, "id": "crm-1"}), 201)
    before = count(karin)
    second = said(machine.post("events", {**CAME, "id": "crm-1"}))
    assert second["outcome"] == "repeated"
    assert (second["contact"], second["event"]) == (first["contact"], "crm-1")
    assert count(karin) == before


def test_a_subject_opens_a_contact_and_finds_it_again(machine: Machine) -> None:
    first = said(machine.post("events", {**CAME, "subject": "crm/77"}), 201)
    answered = {
        "kind": "letter.answered",
        "happened_at": "2026-04-08T11:00+01:00",
        "subject": "crm/77",
        "evidence": "document",
    }
    second = said(machine.post("events", answered), 201)
    assert second["contact"] == first["contact"]
    (clock,) = [each for each in second["clocks"] if each["promise"] == "karin:letters.1"]
    assert (clock["verdict"], clock["evidence"], clock["took"]) == ("kept", "document", 3600)


@pytest.mark.parametrize(
    ("change", "pointer", "sentence"),
    [
        ({"kind": "letter.recieved"}, "#/kind", "Did you mean “letter.received”?"),
        ({"details": {"urgnt": True}}, "#/details/urgnt", "Did you mean “urgent”?"),
        ({"details": {"urgent": "yes"}}, "#/details/urgent", "takes true or false"),
        ({"happened_at": "2026-04-08T10:00"}, "#/happened_at", "which zone it is in"),
        ({"happened_at": "2026-02-30T10:00Z"}, "#/happened_at", "There is no such moment."),
        ({"happened_at": "0001-01-01T00:00Z"}, "#/happened_at", "Check the year"),
        ({"happened_at": 1_775_640_000}, "#/happened_at", "with its zone"),
        ({"happened_at": "2026-04-09T10:00+01:00"}, "#/happened_at", "This is in the future."),
        ({"evidence": "hearsay"}, "#/evidence", "'machine', 'document', 'staff' or 'sample'"),
        ({"contact": "K7F3-9Q2M"}, "#/contact", "There is no contact “K7F3-9Q2M”."),
        ({"customer": "K7F3-9Q2M"}, "#/customer", "There is no customer"),
        ({"owner": "nobody"}, "#/owner", "can take this on here"),
        ({"office": "moon"}, "#/office", "There is no office “moon” here."),
        ({"id": ""}, "#/id", "too short"),
        ({"id": "x" * 201}, "#/id", "at most 200"),
        ({"answers": "letter"}, "#/answers", "takes a list"),
        ({"details": []}, "#/details", "in braces"),
        ({"colour": "red"}, "#/colour", "no such field"),
        ({"kind": 7}, "#/kind", "takes text"),
    ],
)
def test_what_is_wrong_is_told_with_its_place(
    machine: Machine, karin: Association, change: dict[str, Any], pointer: str, sentence: str
) -> None:
    before = count(karin)
    found = problem(machine.post("events", {**CAME, **change}), 422)
    assert [each["pointer"] for each in found["errors"]] == [pointer]
    assert sentence in found["errors"][0]["detail"]
    assert count(karin) == before
    with tenancy.association(karin):
        assert not Idempotency.objects.exists()


def test_a_missing_field_and_a_body_that_is_no_json(machine: Machine) -> None:
    missing = problem(machine.post("events", {"kind": "letter.received"}), 422)
    assert missing["errors"] == [{"pointer": "#/happened_at", "detail": "This is needed. Add it."}]
    for broken in ("{", "nonsense", b"\xff\xfe", '{"a": NaN}', "[" * 10_000):
        problem(machine.post("events", broken), 400)
    problem(machine.post("events", []), 422)


def test_what_the_record_does_not_allow_is_a_conflict(machine: Machine, letter: str) -> None:
    same_id = problem(machine.post("events", {**CAME, "id": LETTER}), 409)
    assert same_id["errors"][0]["pointer"] == "#/id"
    closed = {"kind": "thread.closed", "happened_at": "2026-04-08T10:00+01:00", "contact": letter}
    answer = {"kind": "letter.answered", "happened_at": "2026-04-08T09:00+01:00", "contact": letter}
    said(machine.post("events", answer), 201)
    said(machine.post("events", closed), 201)
    later = {"kind": "note.added", "happened_at": "2026-04-08T11:00+01:00", "contact": letter}
    found = problem(machine.post("events", {**later, "details": {"note": "Rang again"}}), 409)
    assert "Reopen it first" in found["detail"]


def test_a_role_that_may_not_is_told_so(karin: Association, ann: Account, letter: str) -> None:
    machine = Machine(token(karin, ann, "record").secret)
    excuse = {"kind": "breach.excused", "happened_at": "2026-04-08T11:00+01:00", "contact": letter}
    found = problem(machine.post("events", {**excuse, "details": {}}), 403)
    assert "officer at Karin" in found["detail"]


def test_a_batch_says_of_each_event_what_became_of_it(machine: Machine, karin: Association) -> None:
    batch = [
        {**CAME, "id": "a"},
        {**CAME, "id": "a"},
        {**CAME, "kind": "letter.lost"},
        {**CAME, "subject": "crm/1"},
        {"kind": "letter.answered", "happened_at": "2020-01-01T10:00Z", "subject": "crm/1"},
    ]
    found = said(machine.post("events/batch", {"events": batch}))
    assert (found["written"], found["repeated"], found["refused"]) == (1, 1, 3)
    assert [each["outcome"] for each in found["results"]] == [
        "written",
        "repeated",
        "refused",
        "refused",
        "refused",
    ]
    assert found["results"][2]["error"]["pointer"] == "#/events/2/kind"
    assert "because of another entry" in found["results"][3]["error"]["detail"]
    assert found["results"][4]["error"]["pointer"] == "#/events/4/happened_at"


def test_a_batch_takes_a_thousand_and_no_more(machine: Machine, karin: Association) -> None:
    before = count(karin)
    found = said(machine.post("events/batch", {"events": [CAME] * 1000}))
    assert (found["written"], len(found["results"])) == (1000, 1000)
    assert count(karin) == before + 1000
    too_many = problem(machine.post("events/batch", {"events": [CAME] * 1001}), 422)
    assert too_many["errors"] == [{"pointer": "#/events", "detail": "This is too long. Give at most 1,000."}]
    wrong = problem(machine.post("events/batch", {"events": [CAME, {**CAME, "colour": 1}]}), 422)
    assert wrong["errors"][0]["pointer"] == "#/events/1/colour"


def test_foreseeing_says_what_would_be_promised_and_writes_nothing(
    machine: Machine, karin: Association
) -> None:
    before = count(karin)
    found = said(machine.post("foresee", CAME))
    assert "karin:letters.1" in {each["promise"] for each in found["clocks"]}
    assert count(karin) == before
    with tenancy.association(karin):
        assert not Idempotency.objects.exists()
    refused = problem(machine.post("foresee", {**CAME, "kind": "letter.lost"}), 422)
    assert refused["errors"][0]["pointer"] == "#/kind"


def test_what_belongs_to_somebody_else_is_not_there(machine: Machine, karin: Association) -> None:
    moray = cast.association("moray")
    olga = cast.member(moray, "olga", "officer")
    theirs = cast.told(moray, olga, "letter.received", "Tuesday 2026-04-07 10:00", from_name="Ms Reid")
    answer = {"kind": "letter.answered", "happened_at": "2026-04-08T09:00+01:00", "contact": theirs}
    found = problem(machine.post("events", answer), 422)
    assert found["errors"][0]["pointer"] == "#/contact"
