"""Nothing that anybody sends brings the API down, and nothing that it answers breaks its own description."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import hypothesis
import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase, given

from kept.api import openapi
from kept.api.access import ACCESS
from kept.casework.scopes import Scope
from kept.store.models import Account, Association
from tests import cast
from tests.api.conftest import token

COMMITTED = Path(__file__).resolve().parents[2] / "docs" / "reference" / "openapi.json"
OPERATIONS = [(path, method) for path, methods in openapi.document()["paths"].items() for method in methods]
EXAMPLES = 20
# Who may ask is walked in test_access; what the policy and the record allow, no schema can say.
NOT_FOR_SCHEMAS = [schemathesis.checks.ignored_auth, schemathesis.checks.positive_data_acceptance]
# Few requests would get past the first check if every word in them were drawn.
KINDS = ["letter.received", "letter.answered", "note.added", "call.rang", "event.voided", "policy.loaded"]
MOMENTS = [
    "2026-04-07T10:00:00Z",
    "2026-04-08T09:00:00+01:00",
    "2026-04-06T10:00:00Z",
    "1890-01-01T00:00:00Z",
]


def narrowed(ref: str, *, events: bool) -> dict[str, Any]:
    """The description, with what is there named where a name is asked for; in `events` too, where wanted."""
    found = copy.deepcopy(openapi.document())
    named = {
        "slug": ["karin"],
        "ref": [ref, "K7F3-9Q2M", "nothing"],
        "kind": ["letter.received", "nothing"],
        "clause": ["karin:letters.1", "nothing"],
    }
    for methods in found["paths"].values():
        for operation in methods.values():
            for each in operation["parameters"]:
                if each["in"] == "path":
                    each["schema"] = {"type": "string", "enum": named[each["name"]]}
    if events:
        event = found["components"]["schemas"]["EventIn"]["properties"]
        event["kind"] = {"type": "string", "enum": KINDS}
        event["happened_at"] = {"type": "string", "enum": MOMENTS}
        event["contact"] = {"enum": [ref, "nothing", None]}
    return found


@pytest.fixture
def _connection_stays() -> Iterator[None]:
    """Django's own client does the same: the end of a request must not end the test's transaction."""
    signals = (request_started, request_finished)
    for each in signals:
        each.disconnect(close_old_connections)
    yield
    for each in signals:
        each.connect(close_old_connections)


def test_the_committed_description_is_the_one_that_is_served() -> None:
    assert COMMITTED.read_text(encoding="utf-8") == openapi.text()


def test_every_operation_says_its_scope_its_problems_and_its_key() -> None:
    document = openapi.document()
    assert document["openapi"].startswith("3.1")
    assert {
        f"api-{each['operationId']}" for path in document["paths"].values() for each in path.values()
    } == set(ACCESS)
    for path, method in OPERATIONS:
        operation = document["paths"][path][method]
        assert operation["summary"]
        assert "Needs the scope `" in operation["description"]
        assert {"401", "403", "404", "422", "429", "500"} <= set(operation["responses"])
        headers = [each["name"] for each in operation["parameters"] if each["in"] == "header"]
        assert headers == (["Idempotency-Key"] if method == "post" else [])
        for each in operation["parameters"]:
            assert each["description"]


@pytest.mark.usefixtures("_connection_stays")
@pytest.mark.parametrize("mode", list(schemathesis.GenerationMode))
@pytest.mark.parametrize(("path", "method"), OPERATIONS)
def test_no_request_breaks_it_and_no_answer_breaks_its_description(
    karin: Association, ann: Account, letter: str, path: str, method: str, mode: schemathesis.GenerationMode
) -> None:
    manager = cast.member(karin, "mia", "manager")
    secret = token(karin, manager, *Scope).secret
    schema = schemathesis.openapi.from_dict(narrowed(letter, events=mode.is_positive))
    schema.app = get_wsgi_application()
    operation = schema[path][method.upper()]
    statuses: set[int] = set()

    @hypothesis.settings(
        max_examples=EXAMPLES,
        derandomize=True,
        database=None,
        deadline=None,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy(generation_mode=mode))
    def asked(case: schemathesis.Case) -> None:
        response = case.call(headers={"Authorization": f"Bearer {secret}"})
        statuses.add(response.status_code)
        case.validate_response(response, excluded_checks=NOT_FOR_SCHEMAS)

    asked()
    assert statuses
    assert max(statuses) < 500
