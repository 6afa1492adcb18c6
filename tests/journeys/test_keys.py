"""Single keys in a browser: the map in a window, nothing while somebody types, and a line that is down."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

import pytest
from playwright.sync_api import Browser, Route, expect

from tests import cast
from tests.journeys.conftest import SIZES, Walk


@pytest.fixture
def desk(browser: Browser, live_server: Any, clock: Callable[[str], datetime]) -> Iterator[Walk]:
    """A receptionist at her Desk, with a keyboard."""
    clock("Tuesday 2026-04-07 10:00")
    cast.member(cast.association("karin"), "ann", "receptionist")
    width, height = SIZES["desk"]
    context = browser.new_context(viewport={"width": width, "height": height}, locale="en-GB")
    walk = Walk(context.new_page(), live_server.url, scripted=True)
    walk.open("/karin/desk")
    walk.page.get_by_label("Your short name, or your e-mail address").fill("ann")
    walk.page.get_by_label("Password").fill(cast.PASSWORD)
    walk.press("Sign in")
    yield walk
    context.close()


@pytest.mark.django_db(transaction=True)
def test_the_map_opens_in_a_window_and_escape_closes_it(desk: Walk) -> None:
    desk.key("?")
    window = desk.page.get_by_role("dialog", name="Keys")
    expect(window).to_be_visible()
    expect(window).to_contain_text("Danger now")
    desk.check()
    desk.key("c")
    expect(window).to_be_visible()
    desk.key("Escape")
    expect(window).to_be_hidden()
    expect(desk.page).to_have_url(re.compile(r"/karin/desk$"))


@pytest.mark.django_db(transaction=True)
def test_no_key_does_anything_while_somebody_types_and_escape_leaves_the_field(desk: Walk) -> None:
    desk.key("n")
    expect(desk.page).to_have_url(re.compile(r"/karin/capture$"))
    desk.page.wait_for_load_state()
    desk.key("/")
    box = desk.page.locator("input[type=search]").first
    expect(box).to_be_focused()
    desk.page.keyboard.type("dc9")
    expect(box).to_have_value("dc9")
    desk.key("Escape")
    expect(box).not_to_be_focused()
    desk.key("Control+d")
    expect(desk.page).to_have_url(re.compile(r"/karin/capture$"))
    desk.key("d")
    expect(desk.page).to_have_url(re.compile(r"/karin/desk$"))


@pytest.mark.django_db(transaction=True)
def test_letters_typed_before_the_page_has_come_are_no_keys(desk: Walk) -> None:
    """Somebody presses c and goes on with the caller's name: e would be an e-mail, r a report."""
    held: list[Route] = []
    desk.page.route("**/capture/call.received", lambda route: held.append(route))
    desk.page.keyboard.press("c")
    desk.page.wait_for_timeout(50)
    desk.page.keyboard.type("er")
    assert len(held) == 1
    held[0].continue_()
    expect(desk.page).to_have_url(re.compile(r"/karin/capture/call.received$"))
    desk.page.wait_for_load_state()
    desk.page.keyboard.type("Bell, ere she rings")
    expect(desk.page.get_by_label("Who rang?")).to_have_value("Bell, ere she rings")


@pytest.mark.django_db(transaction=True)
def test_switched_off_no_key_does_anything(desk: Walk) -> None:
    desk.open("/karin/keys")
    desk.press("Switch single keys off")
    assert "Single keys are switched off." in desk.text
    desk.key("d")
    desk.key("?")
    expect(desk.page).to_have_url(re.compile(r"/karin/keys$"))
    expect(desk.page.get_by_role("dialog")).to_have_count(0)


@pytest.mark.django_db(transaction=True)
def test_while_the_line_is_down_what_was_typed_stays_and_is_saved_afterwards(desk: Walk) -> None:
    desk.open("/karin/danger/damp")
    line = desk.page.get_by_label("Where, and who?")
    line.fill("14 Mill Lane, Ms Okafor")
    desk.page.context.set_offline(True)
    status = desk.page.locator("[data-line-down]")
    expect(status).to_contain_text("No line to Kept.")
    line.press("Enter")
    expect(line).to_have_value("14 Mill Lane, Ms Okafor")
    expect(desk.page).to_have_url(re.compile(r"/karin/danger/damp$"))
    desk.page.context.set_offline(False)
    expect(status).to_have_text("")
    line.press("Enter")
    expect(desk.page).to_have_url(re.compile(r"/karin/thread/"))
