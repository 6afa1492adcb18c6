"""Somebody is invited, adds a passkey and an app, and signs in by each, in a browser that has passkeys."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from playwright.sync_api import Browser, expect

from kept.store import tenancy
from kept.store.models import Account, Event
from tests import cast
from tests.journeys.conftest import SIZES, Walk

WORDS = "four ordinary words here"


@pytest.fixture(params=["telephone", "desk"])
def here(
    request: pytest.FixtureRequest, browser: Browser, live_server: Any, clock: Callable[[str], datetime]
) -> Iterator[Walk]:
    """A browser on a device that knows its owner by finger or PIN."""
    clock("Tuesday 2026-04-07 10:00")
    cast.member(cast.association("karin"), "ada", "administrator")
    width, height = SIZES[request.param]
    context = browser.new_context(viewport={"width": width, "height": height}, locale="en-GB")
    walk = Walk(context.new_page(), live_server.url, scripted=True)
    device = context.new_cdp_session(walk.page)
    device.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    device.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    yield walk
    context.close()


def sign_in(walk: Walk, name: str, password: str) -> None:
    walk.open("/sign-in")
    walk.page.get_by_label("Your short name, or your e-mail address").fill(name)
    walk.page.get_by_label("Password").fill(password)
    walk.press("Sign in")


def the_next_code(walk: Walk, letters: str, before: str = "") -> str:
    """What the app shows; where that code was used already, the one that it shows next."""
    counter = int(time.time()) // 30
    secret = letters.replace(" ", "")
    shown = (format_hotp_value(hotp_value(secret, counter + each)) for each in (0, 1))
    return next(each for each in shown if each != before)


@pytest.mark.django_db(transaction=True)
def test_from_the_invitation_to_a_passkey_and_an_app(here: Walk) -> None:
    page = here.page
    # Ada invites Bea, and passes the link on.
    sign_in(here, "ada", cast.PASSWORD)
    here.press("People", role="link")
    page.get_by_label("Their e-mail address").fill("bea@example.org")
    page.get_by_label("Their name").fill("Bea Malik")
    page.get_by_label("As what?").select_option("officer")
    here.press("Invite")
    link = page.get_by_label("The link, for seven days and one use").input_value()
    here.press("Sign out")

    # Bea opens it, and is in.
    page.goto(link)
    here.check()
    expect(page.get_by_label("Your short name")).to_have_value("bea-malik")
    page.get_by_label("A password").fill(WORDS)
    here.press("Begin")
    expect(page).to_have_url(re.compile(r"/karin/account\?new=1$"))
    assert "Your account is ready." in here.text

    # She adds a passkey; the recovery codes are shown this once.
    here.press("Add a passkey", role="link")
    page.get_by_label("What shall it be called?").fill("My telephone")
    page.get_by_role("button", name="Add it").click()
    expect(page.get_by_role("heading", name="Your recovery codes")).to_be_visible()
    here.check()
    recovery = page.locator("main code").all_inner_texts()
    assert len(recovery) == 10
    here.press("I have them")
    assert "My telephone" in here.text

    # With the passkey alone she is in again.
    here.press("Sign out")
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page).to_have_url(re.compile(r"/karin/desk$"))
    here.check()

    # An app that shows codes beside it.
    here.press("Your account", role="link")
    here.press("Set up an app", role="link")
    letters = page.locator(".kept-letters").inner_text()
    code = the_next_code(here, letters)
    page.get_by_label("The code that your app shows").fill(code)
    here.press("Ask for it from now on")
    assert "Your recovery codes" in here.text
    here.press("I have them")
    here.press("Sign out")

    # The password alone no longer opens anything; what was asked for is led back to.
    here.open("/karin/capture")
    page.get_by_label("Your short name, or your e-mail address").fill("bea-malik")
    page.get_by_label("Password").fill(WORDS)
    here.press("Sign in")
    expect(page.get_by_role("heading", name="Confirm that it is you")).to_be_visible()
    page.get_by_label("The code that your app shows").fill("000000")
    here.press("Sign in")
    assert "That code is not right" in here.text
    page.get_by_label("The code that your app shows").fill(the_next_code(here, letters))
    here.press("Sign in")
    expect(page).to_have_url(re.compile(r"/karin/capture$"))

    # And with the password and the passkey as the second proof.
    here.press("Sign out")
    sign_in(here, "bea-malik", WORDS)
    page.get_by_role("button", name="Use your passkey").click()
    expect(page).to_have_url(re.compile(r"/karin/desk$"))
    assert Account.objects.get(handle="bea-malik").last_login is not None
    with tenancy.association("karin"):
        added = Event.objects.filter(kind="account.factor_added", by="bea-malik").order_by("id")
        assert [each.facts["factor"] for each in added] == ["passkey", "app"]


@pytest.mark.django_db(transaction=True)
def test_somebody_is_away_and_their_cover_sees_what_is_theirs(here: Walk) -> None:
    karin = cast.association("karin")
    cem = cast.member(karin, "cem", "officer")
    cast.member(karin, "bea", "officer")
    ref = cast.told(karin, cem, "letter.received", "Tuesday 2026-04-07 09:30", from_name="Ms Okafor")
    page = here.page
    sign_in(here, "cem", cast.PASSWORD)
    here.open("/karin/away")
    page.get_by_label("The last day away").fill("2026-04-10")
    page.get_by_label("Who answers for them?").select_option("bea")
    here.press("Save")
    assert "Bea" in here.text
    here.press("Sign out")
    sign_in(here, "bea", cast.PASSWORD)
    here.open("/karin/desk?whose=mine")
    row = page.locator("#desk").get_by_role("row", name=re.compile("Cem"))
    expect(row.first).to_be_visible()
    assert ref in page.locator("main").inner_html()
