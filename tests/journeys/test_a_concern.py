"""Somebody at the counter says what frightens the receptionist: on record in under a minute, from any page.

A few keys and what was said, no mouse; the lead's own page calls at once, and a colleague who is not
the lead sees nothing. Then a complaint about the receptionist herself, which she never sees.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from kept.store.models import Association
from tests import cast
from tests.journeys.conftest import Walk

SAID = "He says his son takes his money and shuts him in."
# Apart from what was said: the key, two tabs to what was said, one to the question, one to choose, one to the
# button, one to press it.
KEYS_ALLOWED = 8


@pytest.fixture
def other(browser: Browser, live_server: Any, walk: Walk, size: tuple[int, int]) -> Iterator[Walk]:
    """Somebody else's own browser, like the receptionist's."""
    context = browser.new_context(
        viewport={"width": size[0], "height": size[1]}, java_script_enabled=walk.scripted, locale="en-GB"
    )
    context.set_default_timeout(20_000)
    yield Walk(context.new_page(), live_server.url, walk.scripted)
    context.close()


@pytest.mark.django_db(transaction=True)
class TestAConcern:
    """Ten minutes at Karin."""

    karin: Association
    keys: int
    ref: str

    def test_the_journey(self, walk: Walk, other: Walk, clock: Callable[[str], datetime]) -> None:
        self.given_a_receptionist_a_director_and_a_manager(walk, other, clock)
        self.when_she_is_told_what_frightens_her(walk)
        self.then_it_is_on_record_within_so_many_keys(walk)
        self.then_the_lead_is_called_at_once_by_no_more_than_its_name(other)
        self.then_the_manager_sees_nothing_of_it(other)
        self.when_the_manager_takes_down_a_complaint_about_her(other)
        self.then_she_finds_nothing_of_that(walk)

    def given_a_receptionist_a_director_and_a_manager(
        self, walk: Walk, other: Walk, clock: Callable[[str], datetime]
    ) -> None:
        clock("Wednesday 2026-04-08 12:00")
        self.karin = cast.association("karin")
        cast.member(self.karin, "ann", "receptionist")
        cast.member(self.karin, "mia", "manager")
        cast.member(self.karin, "dora", "director")
        self.sign_in(walk, "ann")

    def when_she_is_told_what_frightens_her(self, walk: Walk) -> None:
        self.keys = 0
        if not walk.scripted:
            walk.page.get_by_role("link", name=re.compile("^Worried about somebody")).first.click()
            walk.page.get_by_label("What did you see, or what were you told?").fill(SAID)
            walk.page.get_by_label("No", exact=True).check()
            walk.press("Save and tell the lead")
            return
        self.typed(walk, "8")
        expect(walk.page.get_by_role("heading", name="Worried about somebody")).to_be_visible()
        walk.check()
        walk.page.get_by_label("Whom are you worried about?").focus()
        self.typed(walk, "Tab")
        walk.page.keyboard.type(SAID)
        self.typed(walk, "Tab")
        self.typed(walk, "ArrowRight")
        self.typed(walk, "Tab")
        self.typed(walk, "Enter")

    def then_it_is_on_record_within_so_many_keys(self, walk: Walk) -> None:
        expect(walk.page.get_by_text("Whoever leads on safeguarding is being called")).to_be_visible()
        walk.check()
        assert SAID in walk.text
        assert "Only whoever leads on safeguarding and whoever raised it see this" in walk.text
        assert self.keys <= KEYS_ALLOWED
        self.ref = walk.page.url.rsplit("/", 1)[1]

    def then_the_lead_is_called_at_once_by_no_more_than_its_name(self, other: Walk) -> None:
        self.sign_in(other, "dora")
        alarm = other.page.get_by_role("region", name="Alarms")
        expect(alarm).to_contain_text("a safeguarding concern")
        expect(alarm).not_to_contain_text("money")
        other.press(f"Open {self.ref}", role="link")
        assert SAID in other.text
        other.press("Sign out")

    def then_the_manager_sees_nothing_of_it(self, other: Walk) -> None:
        self.sign_in(other, "mia")
        assert self.ref not in other.page.content()
        assert other.page.request.get(f"{other.base}/karin/thread/{self.ref}").status == 404
        other.open("/karin/attempts")
        assert self.ref in other.text

    def when_the_manager_takes_down_a_complaint_about_her(self, other: Walk) -> None:
        other.open("/karin/capture/complaint.received")
        other.page.get_by_label("Who complained?").fill("Ms Secret")
        other.page.get_by_label("What is it about?").fill("She laughed at me.")
        other.page.get_by_text("About one of us, or confidential").click()
        other.page.get_by_label("Is this about one of us?").select_option("ann")
        other.check()
        other.page.get_by_role("button", name="Save", exact=True).click()
        expect(other.page.get_by_role("heading", level=1)).to_be_visible()
        other.page.wait_for_url(re.compile(r"/saved/"))
        self.ref = other.page.url.rsplit("/", 1)[1]
        other.open(f"/karin/thread/{self.ref}")
        assert "Ann never sees this" in other.text

    def then_she_finds_nothing_of_that(self, walk: Walk) -> None:
        walk.open("/karin/desk")
        assert "Ms Secret" not in walk.page.content()
        # Asked for without a page of its own: what is not there is written down by the browser as a fault.
        assert walk.page.request.get(f"{walk.base}/karin/thread/{self.ref}").status == 404

    def typed(self, walk: Walk, key: str) -> None:
        self.keys += 1
        walk.key(key)

    @staticmethod
    def sign_in(walk: Walk, handle: str) -> None:
        walk.open("/sign-in")
        walk.page.get_by_label("Your short name, or your e-mail address").fill(f"{handle}@example.org")
        walk.page.get_by_label("Password").fill(cast.PASSWORD)
        walk.press("Sign in")
        walk.page.wait_for_url(re.compile("/karin/"))
