"""An officer's visit on a phone, with the signal gone in the middle of it.

moray:4.6.21: the card is shown at the door. What is written down without a signal is kept sealed on a phone,
is there again when the page is loaded without one, is sent once with the time at which it was written, and is
gone from the phone after signing out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from kept.store import tenancy
from kept.store.models import Association, Event, Visit
from tests import cast, going
from tests.journeys.conftest import SIZES, Walk

AGAIN = "() => Object.keys(localStorage).filter((each) => each.startsWith('kept.phone.'))"


@pytest.fixture
def phone(browser: Browser, live_server: Any) -> Iterator[Walk]:
    """A telephone that can lose its signal."""
    width, height = SIZES["telephone"]
    context = browser.new_context(viewport={"width": width, "height": height}, locale="en-GB")
    context.set_default_timeout(30_000)
    yield Walk(context.new_page(), live_server.url, True)
    context.close()


@pytest.mark.django_db(transaction=True)
class TestVisitOnAPhone:
    """Half an hour in Elgin."""

    moray: Association
    visit: Visit

    def test_the_journey(self, phone: Walk, clock: Callable[[str], datetime]) -> None:
        self.given_an_officer_with_a_visit_today(phone, clock)
        self.when_the_signal_goes_and_she_writes_down_that_she_is_at_the_door(phone, clock)
        self.then_it_waits_on_the_phone_and_nobody_can_read_it(phone)
        self.when_the_page_is_loaded_again_without_a_signal(phone)
        self.then_the_visit_is_still_there_to_be_read(phone)
        self.when_the_signal_is_back(phone, clock)
        self.then_it_is_on_record_once_with_its_own_time(phone)
        self.when_she_signs_out(phone)
        self.then_nothing_is_left_on_the_phone(phone)

    def given_an_officer_with_a_visit_today(self, phone: Walk, clock: Callable[[str], datetime]) -> None:
        clock(going.NOON)
        self.moray = cast.association("moray")
        ann = cast.member(self.moray, "ann", "officer")
        going.carded(self.moray, ann)
        person = going.customer(self.moray, need_kinds=["shoes-off"])
        self.visit = going.planned(self.moray, ann, person)
        clock("Wednesday 2026-04-08 14:02")
        phone.open("/sign-in")
        phone.page.get_by_label("E-mail address").fill("ann@example.org")
        phone.page.get_by_label("Password").fill(cast.PASSWORD)
        phone.page.get_by_role("button", name="Sign in", exact=True).click()
        phone.page.wait_for_url("**/desk")
        phone.open("/moray/visits/phone")
        assert "Shoes off in their home" in phone.text
        phone.page.evaluate("navigator.serviceWorker.ready.then(() => true)")

    def when_the_signal_goes_and_she_writes_down_that_she_is_at_the_door(
        self, phone: Walk, clock: Callable[[str], datetime]
    ) -> None:
        phone.page.context.set_offline(True)
        step = phone.page.locator("details", has_text="At the door").first
        step.locator("summary").click()
        for question in ("name and post", "identity card", "what the visit is for", "an adult at home"):
            step.get_by_role("group", name=question).get_by_label("Yes").check()
        step.get_by_role("group", name="May you come in").get_by_label("Yes").check()
        step.get_by_label("Who said so?").fill("Mary Stewart")
        phone.check()
        step.get_by_role("button", name="Save").click()

    def then_it_waits_on_the_phone_and_nobody_can_read_it(self, phone: Walk) -> None:
        expect(phone.page.get_by_text("not sent yet").first).to_be_visible()
        kept = phone.page.evaluate("() => Object.values(localStorage).join(' ')")
        assert kept
        assert "Mary" not in kept
        assert "Mill Road" not in kept
        assert "kept.phone.key" not in phone.page.evaluate("() => Object.keys(localStorage)")
        with tenancy.association(self.moray):
            assert not Event.objects.filter(kind="visit.arrived").exists()

    def when_the_page_is_loaded_again_without_a_signal(self, phone: Walk) -> None:
        phone.page.reload()

    def then_the_visit_is_still_there_to_be_read(self, phone: Walk) -> None:
        expect(phone.page.get_by_text("14 Mill Road").first).to_be_visible()
        expect(phone.page.get_by_text("not sent yet").first).to_be_visible()

    def when_the_signal_is_back(self, phone: Walk, clock: Callable[[str], datetime]) -> None:
        clock("Wednesday 2026-04-08 14:20")
        phone.page.context.set_offline(False)
        expect(phone.page.locator(".kept-phone__step .kept-tag").first).to_be_visible()
        phone.check()

    def then_it_is_on_record_once_with_its_own_time(self, phone: Walk) -> None:
        with tenancy.association(self.moray):
            event = Event.objects.get(kind="visit.arrived")
            assert event.recorded_at == cast.t("Wednesday 2026-04-08 14:20")
            # The moment lies in the browser's own minute, which the test does not measure.
            assert event.happened_at <= event.recorded_at
        assert not [each for each in phone.page.evaluate(AGAIN) if each.endswith(".waiting")]

    def when_she_signs_out(self, phone: Walk) -> None:
        phone.page.locator(".kept-own summary").click()
        phone.press("Sign out")

    def then_nothing_is_left_on_the_phone(self, phone: Walk) -> None:
        assert phone.page.evaluate(AGAIN) == []
        kept = phone.page.evaluate("() => Object.keys(sessionStorage)")
        assert not [each for each in kept if each.startswith("kept.")]
