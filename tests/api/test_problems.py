"""Whatever goes wrong is told as a problem, with a sentence that helps, and without people's words."""

from __future__ import annotations

import logging

import pytest
from django.db import OperationalError
from django.http import HttpRequest

from kept.api import contacts, problems
from kept.api.problems import Stop
from kept.config import faults
from kept.store.models import Association
from tests.api.conftest import Machine, problem, said
from tests.api.test_events import CAME


def test_a_problem_has_every_part_and_the_number_of_its_request(machine: Machine) -> None:
    response = machine.client.get("/api/v1/karin/contacts", headers={"X-Request-ID": "abcdefgh-1"})
    found = problem(response, 401)
    assert found["type"] == "urn:kept:problem:unauthorized"
    assert found["title"] == "Unauthorized"
    assert found["request"] == response["X-Request-ID"] == "abcdefgh-1"


def test_a_body_larger_than_five_megabytes_is_too_large(machine: Machine) -> None:
    large = b'{"kind": "' + b"x" * (5 * 1024 * 1024) + b'"}'
    for address in ("events", "events/batch", "foresee", "customers/find"):
        assert "in several batches" in problem(machine.post(address, large), 413)["detail"]


@pytest.mark.parametrize("sort", ["text/plain", "application/x-www-form-urlencoded", "application/xml"])
def test_a_body_that_is_not_json_is_named_so(machine: Machine, sort: str) -> None:
    assert "application/json" in problem(machine.post("events", "{}", sort=sort), 415)["detail"]
    said(machine.post("events", CAME, sort="application/json; charset=utf-8"), 201)


def test_a_nul_in_the_address_is_refused(machine: Machine) -> None:
    for address in ("contacts/%00", "contacts?owner=%00", "promises/a%00b"):
        problem(machine.client.get(f"/api/v1/karin/{address}", headers=machine._headers()), 400)


def test_a_failure_of_ours_is_a_problem_and_tells_nothing_of_itself(
    machine: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*given: object) -> None:
        raise ZeroDivisionError("Ms Okafor")

    monkeypatch.setattr(contacts, "visible_to", broken)
    machine.client.raise_request_exception = False
    found = problem(machine.get("contacts"), 500)
    assert "nothing was saved" in found["detail"]
    assert "Okafor" not in str(found)
    monkeypatch.setattr(contacts, "visible_to", _gone)
    response = machine.get("contacts")
    assert "The database does not answer" in problem(response, 503)["detail"]
    assert response["Retry-After"] == "60"


def _gone(*given: object) -> None:
    raise OperationalError("server closed the connection")


def test_deeper_refusals_speak_the_way_of_whoever_asked() -> None:
    api, page = HttpRequest(), HttpRequest()
    api.path, page.path = "/api/v1/karin/events", "/karin/desk"
    assert problem(faults.bad_request(api), 400)
    assert problem(faults.permission_denied(api), 403)
    assert problem(faults.not_found(api), 404)
    page.META = {"SERVER_NAME": "localhost", "SERVER_PORT": "80"}
    assert b"<html" in faults.not_found(page).content
    assert b"<html" in faults.bad_request(page).content


def test_no_log_line_holds_what_was_said(
    machine: Machine, karin: Association, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    said(machine.post("events", {**CAME, "details": {"from_name": "Ms Unforgettable"}}), 201)
    said(machine.post("customers/find", {"text": "Unforgettable"}))
    problem(machine.post("events", {**CAME, "details": {"urgent": "Unforgettable"}}), 422)
    machine.client.get("/api/v1/karin/contacts?owner=Unforgettable", headers=machine._headers())
    own = [each for each in caplog.records if each.name.startswith("kept") or each.name == "django.request"]
    assert own
    assert "Unforgettable" not in " ".join(each.getMessage() for each in own)
    assert machine.secret not in caplog.text


def test_a_pointer_escapes_what_json_pointers_must() -> None:
    assert problems.pointer() == "#"
    assert problems.pointer("events", 3, "a/b~c") == "#/events/3/a~1b~0c"


@pytest.mark.parametrize("status", problems.STATUSES)
def test_every_status_that_the_description_names_can_be_told(status: int) -> None:
    response = problems.answer(HttpRequest(), Stop(status, "Do this."))
    assert problem(response, status)["title"]


@pytest.mark.parametrize(
    ("name", "known", "sentence"),
    [
        ("stat", ("state", "limit"), "Did you mean “state”?"),
        ("x", (), "There are: none."),
        ("x" * 100 + "\x00", ("b", "a"), "There are: a, b."),
    ],
)
def test_an_unknown_name_is_shown_short_and_with_what_there_is(
    name: str, known: tuple[str, ...], sentence: str
) -> None:
    found = problems.unknown(name, known)
    assert found.endswith(sentence)
    assert len(found) < 130
    assert "\x00" not in found
