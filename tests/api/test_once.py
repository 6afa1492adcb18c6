"""A request that is sent again has no second effect, whatever happened to the answer."""

from __future__ import annotations

import json
import threading
from datetime import timedelta

import pytest
from django.db import connection

from kept.api import events
from kept.casework.scopes import Scope
from kept.server.postgres import Server
from kept.store import tenancy
from kept.store.models import Association, Event, Idempotency
from kept.worker.forgetting import forget
from tests import cast
from tests.api.conftest import NOW, Machine, problem, said, token
from tests.api.test_events import CAME, count

ROUTES = {
    "events": CAME,
    "events/batch": {"events": [CAME]},
    "customers": {"name": "Ade Field"},
}


@pytest.mark.parametrize("address", sorted(ROUTES))
def test_the_same_request_with_the_same_key_gets_the_same_answer(
    machine: Machine, karin: Association, address: str
) -> None:
    first = machine.post(address, ROUTES[address], key="k-1")
    before = count(karin)
    again = machine.post(address, ROUTES[address], key="k-1")
    assert (again.status_code, again.content) == (first.status_code, first.content)
    assert again["Content-Type"] == "application/json"
    assert again["Idempotent-Replayed"] == "true"
    assert "Idempotent-Replayed" not in first
    assert count(karin) == before
    other_key = machine.post(address, ROUTES[address], key="k-2")
    assert other_key.content != first.content or address == "events/batch"
    assert count(karin) > before


@pytest.mark.parametrize("address", sorted(ROUTES))
def test_the_same_key_for_another_request_is_refused(
    machine: Machine, karin: Association, address: str
) -> None:
    assert machine.post(address, ROUTES[address], key="k-1").status_code in (200, 201)
    before = count(karin)
    other = json.loads(json.dumps(ROUTES[address]).replace("Field", "Meadow"))
    found = problem(machine.post(address, other, key="k-1"), 422)
    assert found["type"] == "urn:kept:problem:key-reused"
    elsewhere = "customers" if address == "events" else "events"
    problem(machine.post(elsewhere, ROUTES[address], key="k-1"), 422)
    assert count(karin) == before


@pytest.mark.parametrize("address", [*sorted(ROUTES), "foresee", "customers/find"])
def test_every_post_has_a_key(machine: Machine, karin: Association, address: str) -> None:
    body = ROUTES.get(address, CAME if address == "foresee" else {"text": "Field"})
    found = problem(machine.post(address, body, key=None), 400)
    assert found["type"] == "urn:kept:problem:key-missing"
    for wrong in ("x" * 201, "schlüssel", "a\tb"):
        found = problem(machine.post(address, body, key=wrong), 400)
        assert found["type"] == "urn:kept:problem:key-unreadable"
    assert machine.post(address, body, key="x" * 200).status_code in (200, 201)


def test_a_refused_request_leaves_its_key_free(machine: Machine, karin: Association) -> None:
    problem(machine.post("events", {**CAME, "kind": "letter.lost"}, key="k-1"), 422)
    said(machine.post("events", CAME, key="k-1"), 201)


def test_a_key_belongs_to_one_token(machine: Machine, karin: Association) -> None:
    bea = cast.member(karin, "bea", "officer")
    first = said(machine.post("events", CAME, key="k-1"), 201)
    other = Machine(token(karin, bea, Scope.RECORD).secret)
    second = said(other.post("events", {**CAME, "subject": "x"}, key="k-1"), 201)
    assert second["contact"] != first["contact"]


def test_a_failure_of_ours_leaves_nothing_and_the_key_free(
    machine: Machine, karin: Association, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = count(karin)
    working = events.present.said

    def broken(*given: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(events.present, "said", broken)
    machine.client.raise_request_exception = False
    found = problem(machine.post("events", CAME, key="k-1"), 500)
    assert "with the same Idempotency-Key" in found["detail"]
    assert count(karin) == before
    monkeypatch.setattr(events.present, "said", working)
    said(machine.post("events", CAME, key="k-1"), 201)


def test_no_answer_that_is_kept_holds_anybodys_words(machine: Machine, karin: Association) -> None:
    said(machine.post("events", CAME), 201)
    said(machine.post("events/batch", {"events": [CAME]}))
    said(machine.post("customers", {"name": "Ade Field", "needs": "Large print"}), 201)
    with tenancy.association(karin):
        kept = "".join(Idempotency.objects.values_list("answer", flat=True))
    assert kept
    assert "Field" not in kept
    assert "print" not in kept


def test_the_worker_forgets_answers_after_a_day(machine: Machine, karin: Association) -> None:
    said(machine.post("events", CAME, key="k-1"), 201)
    now = cast.t(NOW)
    assert forget(now + timedelta(hours=24)) == 0
    assert forget(now + timedelta(hours=24, minutes=1)) == 1
    said(machine.post("events", {**CAME, "subject": "x"}, key="k-1"), 201)


@pytest.mark.django_db(transaction=True)
def test_two_at_the_same_moment_are_worked_on_once(live_database: Server) -> None:
    karin = cast.association("karin")
    ann = cast.member(karin, "ann", "officer")
    secret = token(karin, ann, Scope.RECORD).secret
    barrier, answers = threading.Barrier(4), []

    def ask() -> None:
        try:
            barrier.wait()
            answers.append(
                Machine(secret).post("events", {**CAME, "happened_at": "2026-04-07T10:00Z"}, key="k")
            )
        finally:
            connection.close()

    several = [threading.Thread(target=ask) for _ in range(4)]
    for each in several:
        each.start()
    for each in several:
        each.join()
    assert [each.status_code for each in answers] == [201] * 4
    assert len({each.content for each in answers}) == 1
    with tenancy.association(karin):
        assert Event.objects.filter(kind="letter.received").count() == 1


def test_a_request_is_told_apart_by_its_body_to_the_byte(machine: Machine) -> None:
    said(machine.post("events", json.dumps(CAME), key="k-1"), 201)
    problem(machine.post("events", json.dumps(CAME, indent=1), key="k-1"), 422)
