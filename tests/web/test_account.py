"""One's own account: nobody gets a key of their own at a screen that was left unlocked."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from kept.actions import factors as act
from kept.store import factors
from kept.store.models import Account, Association
from tests import cast
from tests.web.test_signin import WAIT, sign_in

AT = cast.t("Wednesday 2026-04-08 09:00")
DOUBT = "That is not your password of today. Enter it again."


@pytest.fixture
def fresh(ann: Account) -> Client:
    """Ann has just signed in."""
    desk = Client()
    sign_in(desk, "ann")
    return desk


@pytest.fixture
def desk(fresh: Client) -> Client:
    """Ann signed in a quarter of an hour ago."""
    session = fresh.session
    session["began"] = (timezone.now() - timedelta(minutes=15)).isoformat()
    session.save()
    return fresh


@pytest.fixture
def phone(karin: Association, ann: Account) -> int:
    """A passkey of Ann's."""
    done = act.add_passkey(
        association=karin, handle="ann", name="My telephone", credential={}, by="ann", at=AT
    )
    assert isinstance(done, list)
    return factors.factors_of(ann).passkeys[0].id


def press(desk: Client, do: str, **more: str):  # type: ignore[no-untyped-def]
    return desk.post("/karin/account", {"do": do, **more})


def test_the_password_is_changed_by_whoever_knows_it(fresh: Client, ann: Account) -> None:
    response = press(fresh, "password", password="another quiet morning")
    assert response.status_code == 422
    assert DOUBT in response.content.decode()
    given = {"password-now": cast.PASSWORD, "password": "short"}
    assert "This password is too short." in press(fresh, "password", **given).content.decode()
    given["password"] = "another quiet morning"
    assert press(fresh, "password", **given).status_code == 302
    ann.refresh_from_db()
    assert ann.check_password("another quiet morning")


def test_guessing_it_there_is_slowed_too(fresh: Client) -> None:
    for _each in range(5):
        press(fresh, "password", **{"password-now": "wrong", "password": "another quiet morning"})
    given = {"password-now": cast.PASSWORD, "password": "another quiet morning"}
    assert WAIT in press(fresh, "password", **given).content.decode()


@pytest.mark.parametrize("do", ["remove", "codes"])
def test_after_a_while_the_password_is_asked_for_again(
    desk: Client, ann: Account, phone: int, do: str
) -> None:
    before = factors.factors_of(ann)
    assert "So that nobody else can do this at your screen." in desk.get("/karin/account").content.decode()
    assert DOUBT in press(desk, do, factor=str(phone)).content.decode()
    assert factors.factors_of(ann) == before
    response = press(desk, do, factor=str(phone), **{"password-now": cast.PASSWORD})
    assert response.status_code in (200, 302)
    assert (factors.factors_of(ann) == before) is (do == "codes")


@pytest.mark.parametrize("place", ["app", "passkey"])
def test_nothing_is_added_at_an_unlocked_screen(desk: Client, ann: Account, place: str) -> None:
    page = f"/karin/account/{place}"
    assert "Your password of today" in desk.get(page).content.decode()
    response = desk.post(page, {"second-code": "000000", "passkey": "{}"})
    assert response.status_code == 422
    assert DOUBT in response.content.decode()
    assert not factors.has_second(ann.pk)


def test_whoever_just_signed_in_is_not_asked_twice(fresh: Client, ann: Account, phone: int) -> None:
    assert "Your recovery codes" in press(fresh, "codes").content.decode()
    assert press(fresh, "remove", factor=str(phone)).status_code == 302
    assert not factors.has_second(ann.pk)


def test_a_passkey_that_the_browser_did_not_make_is_not_added(fresh: Client, ann: Account) -> None:
    fresh.get("/karin/account/passkey")
    for given in ("", "{}", '{"id": "x", "response": {}}', "no json"):
        response = fresh.post("/karin/account/passkey", {"passkey": given, "name": "Mine"})
        assert response.status_code == 422
        assert "The browser made no passkey." in response.content.decode()
    assert not factors.has_second(ann.pk)


def test_a_wrong_code_sets_up_nothing(fresh: Client, ann: Account) -> None:
    fresh.get("/karin/account/app")
    response = fresh.post("/karin/account/app", {"second-code": "12 34"})
    assert response.status_code == 422
    assert "The app shows another code." in response.content.decode()
    assert not factors.has_second(ann.pk)


def test_whoever_leads_is_asked_to_add_a_second_proof(karin: Association, ann: Account) -> None:
    mia = cast.client(cast.member(karin, "mia", "manager"))
    asked = "Please add a passkey or an app below."
    assert asked in mia.get("/karin/account").content.decode()
    assert asked not in cast.client(ann).get("/karin/account").content.decode()


def test_a_button_that_is_not_there_does_nothing(fresh: Client) -> None:
    assert press(fresh, "everything").status_code == 302
