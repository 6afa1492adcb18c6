"""Signing in, choosing where to work, and what becomes of words that were typed while the session ended."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from datetime import datetime

import pytest
from django.test import Client

from kept.store import tenancy
from kept.store.models import Account, Association, Event
from tests import cast

WRONG = "That name and password do not belong together. Check both and try again."
WAIT = "That was wrong several times. Wait a minute, then try again."
FORM = "/karin/capture/letter.received"


def sign_in(desk: Client, name: str, password: str = cast.PASSWORD, **more: str):  # type: ignore[no-untyped-def]
    return desk.post("/sign-in", {"name": name, "password": password, **more})


@pytest.mark.parametrize("name", ["ann", "ANN", " ann ", "ann@example.org", "Ann@Example.ORG"])
def test_the_short_name_and_the_address_both_open_in_capitals_or_not(ann: Account, name: str) -> None:
    assert sign_in(Client(), name)["Location"] == "/"


@pytest.mark.parametrize(
    ("name", "password"),
    [
        ("ann", "wrong"),
        ("nobody", cast.PASSWORD),
        ("nobody@example.org", cast.PASSWORD),
        ("a\x00nn", cast.PASSWORD),
        ("ann", "\x00"),
        ("x" * 100_000, "y"),
        ("𝔞𝔫𝔫", cast.PASSWORD),
    ],
)
def test_a_wrong_pair_says_the_same_whatever_is_wrong(ann: Account, name: str, password: str) -> None:
    response = sign_in(Client(), name, password)
    assert response.status_code == 422
    assert WRONG in response.content.decode()
    assert "_auth_user_id" not in response.wsgi_request.session


def test_nothing_typed_is_asked_for_by_name(db: None) -> None:
    said = sign_in(Client(), "", "").content.decode()
    assert '<a href="#name">Enter your short name or your e-mail address.</a>' in said
    assert '<a href="#password">Enter your password.</a>' in said


def test_an_account_that_was_closed_opens_nothing(ann: Account) -> None:
    ann.is_active = False
    ann.save()
    assert WRONG in sign_in(Client(), "ann").content.decode()


def test_guessing_is_slowed_for_a_minute_even_with_the_right_one(
    ann: Account, clock: Callable[[str], datetime]
) -> None:
    for _ in range(5):
        sign_in(Client(), "ann", "wrong")
    assert WAIT in sign_in(Client(), "ann").content.decode()
    clock("Wednesday 2026-04-08 12:02")
    assert sign_in(Client(), "ann").status_code == 302


def test_four_slips_of_the_finger_are_free(ann: Account) -> None:
    for _ in range(4):
        sign_in(Client(), "ann", "wrong")
    assert sign_in(Client(), "ann").status_code == 302


@pytest.mark.parametrize(
    ("wanted", "goes"),
    [
        ("/karin/desk?kind=letter", "/karin/desk?kind=letter"),
        ("https://elsewhere.example/", "/"),
        ("//elsewhere.example/", "/"),
        ("javascript:alert(1)", "/"),
        ("/no/such/page", "/"),
        ("/sign-out", "/"),
        ("/\\elsewhere.example", "/"),
        ("", "/"),
    ],
)
def test_after_signing_in_one_is_where_one_wanted_and_never_elsewhere(
    ann: Account, wanted: str, goes: str
) -> None:
    assert sign_in(Client(), "ann", next=wanted)["Location"] == goes


def test_one_place_of_work_opens_at_once(ann: Account) -> None:
    assert cast.client(ann).get("/")["Location"] == "/karin/desk"


def test_who_sees_no_contacts_begins_with_the_figures(karin: Association) -> None:
    admin = cast.member(karin, "ada", "administrator")
    assert cast.client(admin).get("/")["Location"] == "/karin/performance"


def test_several_places_are_chosen_from(karin: Association, ann: Account) -> None:
    cast.member(cast.association("moray"), "ann", "director")
    desk = cast.client(ann)
    assert desk.get("/")["Location"] == "/choose"
    said = desk.get("/choose").content.decode()
    assert re.findall(r'href="(/[a-z]+/desk)"', said) == ["/karin/desk", "/moray/desk"]
    assert "Director" in said
    assert "Change association" in desk.get("/karin/desk").content.decode()


def test_no_place_of_work_says_whom_to_ask(db: None) -> None:
    stray = Account.objects.create_user("stray@example.org", handle="stray", name="Stray")
    said = cast.client(stray).get("/choose").content.decode()
    assert "Your account belongs to no association yet" in said


def test_signing_out_takes_a_press_of_the_button(ann: Account) -> None:
    desk = cast.client(ann)
    desk.get("/sign-out")
    assert desk.get("/karin/desk").status_code == 200
    assert desk.post("/sign-out")["Location"] == "/sign-in"
    assert desk.get("/karin/desk").status_code == 302


def hidden(said: str) -> dict[str, str]:
    found = re.findall(r'<input type="hidden" name="([^"]*)" value="([^"]*)">', said)
    return {name: html.unescape(value) for name, value in found if name != "csrfmiddlewaretoken"}


def test_a_form_sent_after_the_session_ended_comes_back_filled_and_is_not_saved_by_itself(
    karin: Association, ann: Account
) -> None:
    typed = {
        "f-from_name": "Ms Okafor",
        "f-about": "Line one\r\nLine “two” 𝔘",
        "uid": "c" * 32,
        "step": "save",
    }
    typed |= {"f-happened_at": "2026-04-08", "f-happened_at-time": "10:00", "f--known": "staff"}
    desk = Client()
    response = desk.post(FORM, typed)
    assert response.status_code == 403
    said = response.content.decode()
    assert "You have been signed out. What you typed is kept" in said
    carried = hidden(said)
    assert carried["next"] == FORM
    said = sign_in(desk, "ann", "wrong", **carried).content.decode()
    carried = hidden(said)
    said = sign_in(desk, "ann", **carried).content.decode()
    assert "What you typed is still here" in said
    waiting = hidden(said)
    response = desk.post(FORM, waiting)
    said = response.content.decode()
    assert response.status_code == 200
    assert "Ms Okafor" in said
    assert "Line “two” 𝔘" in said
    assert "c" * 32 in said
    with tenancy.association(karin):
        assert not Event.objects.filter(kind="letter.received").exists()
    assert desk.post(FORM, typed).status_code == 302


def test_what_travels_with_the_sign_in_cannot_be_made_up(ann: Account) -> None:
    desk = Client()
    response = sign_in(desk, "ann", next="/karin/desk", typed="bWFkZTp1cA:nonsense")
    assert response["Location"] == "/karin/desk"
