"""One association with a letter on record, a token for each scope, and a machine that asks with it."""

from __future__ import annotations

import itertools
import json
from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client

from kept.actions import tokens
from kept.casework.scopes import Scope
from kept.config import middleware
from kept.store.models import Account, Association
from tests import cast

NOW = "Wednesday 2026-04-08 12:00"
LETTER = "1" * 32
_numbers = itertools.count(1)


class Machine:
    """Another system with a token. Every POST gets a new key unless one is given."""

    def __init__(self, secret: str, base: str = "/api/v1/karin/") -> None:
        self.secret, self.base, self.client = secret, base, Client()

    def get(self, address: str, **query: str) -> HttpResponse:
        """The answer to a GET."""
        return self.client.get(self.base + address, query, headers=self._headers())  # type: ignore[return-value]

    def post(
        self, address: str, body: object, *, key: str | None = "", sort: str = "application/json"
    ) -> HttpResponse:
        """The answer to a POST."""
        data = body if isinstance(body, str | bytes) else json.dumps(body)
        headers = self._headers()
        if key is not None:
            headers["Idempotency-Key"] = key or f"key-{next(_numbers)}"
        return self.client.post(self.base + address, data, content_type=sort, headers=headers)  # type: ignore[return-value]

    def _headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.secret}"} if self.secret else {}


def said(response: HttpResponse, status: int = 200) -> Any:
    """The body of an answer that has that status."""
    assert response.status_code == status, response.content.decode()
    assert response["Content-Type"] == "application/json"
    return json.loads(response.content)


def problem(response: HttpResponse, status: int) -> Any:
    """The problem of an answer, which has every part of one."""
    assert response.status_code == status, response.content.decode()
    assert response["Content-Type"] == "application/problem+json"
    found = json.loads(response.content)
    assert set(found) - {"errors"} == {"type", "title", "status", "detail", "request"}
    assert found["status"] == status
    assert found["detail"].endswith((".", "?"))
    assert all(each["detail"] and len(each) == 2 for each in found.get("errors", []))
    return found


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], datetime]:
    """Sets the moment at which requests come in: `clock("Wednesday 2026-04-08 12:00")`."""

    def at(wall: str) -> datetime:
        moment = cast.t(wall)
        monkeypatch.setattr(middleware, "now", lambda: moment)
        return moment

    at(NOW)
    return at


@pytest.fixture
def karin(db: None, clock: Callable[[str], datetime]) -> Association:
    """Karin Housing Association; it is Wednesday 8 April 2026, noon, after the Easter holidays."""
    return cast.association("karin")


@pytest.fixture
def ann(karin: Association) -> Account:
    """An officer at Karin."""
    return cast.member(karin, "ann", "officer")


@pytest.fixture
def letter(karin: Association, ann: Account) -> str:
    """The reference of a letter that came on Tuesday 7 April 2026 at ten."""
    return cast.told(
        karin,
        ann,
        "letter.received",
        "Tuesday 2026-04-07 10:00",
        uid=LETTER,
        from_name="Ms Okafor",
        about="The lift",
    )


def token(at: Association, account: Account, *scopes: Scope | str, **more: Any) -> tokens.Made:
    """A token of that account for those scopes."""
    made = tokens.create(
        association=at,
        account=account.handle,
        name="Test",
        scopes=[str(each) for each in scopes],
        by="kept",
        at=cast.t("Tuesday 2026-04-07 09:00"),
        **more,
    )
    assert isinstance(made, tokens.Made), made
    return made


@pytest.fixture
def machine(karin: Association, ann: Account) -> Machine:
    """A machine that may do whatever an officer may."""
    return Machine(token(karin, ann, *Scope).secret)
