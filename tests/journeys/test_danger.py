"""Somebody smells gas: words and numbers at once, one line on record, an alarm until the manager has it.

Then repairs take it over, under a reference of theirs.

law:aw-e1: an emergency hazard is made safe within 24 hours of our knowing. Without JavaScript the alarm comes
with the next page; with it, within a quarter of a minute.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from kept.store.models import Association, Heartbeat
from tests import cast
from tests.journeys.conftest import Walk


@pytest.fixture
def other(browser: Browser, live_server: Any, walk: Walk, size: tuple[int, int]) -> Iterator[Walk]:
    """The manager's own browser, like the receptionist's."""
    context = browser.new_context(
        viewport={"width": size[0], "height": size[1]}, java_script_enabled=walk.scripted, locale="en-GB"
    )
    context.set_default_timeout(20_000)
    yield Walk(context.new_page(), live_server.url, walk.scripted)
    context.close()


@pytest.mark.django_db(transaction=True)
class TestDanger:
    """A quarter of an hour at Karin."""

    karin: Association
    ref: str

    def test_the_journey(self, walk: Walk, other: Walk, clock: Callable[[str], datetime]) -> None:
        self.given_a_receptionist_and_a_manager_at_their_desks(walk, other, clock)
        self.when_a_caller_smells_gas(walk)
        self.then_the_words_and_the_number_are_there_at_once(walk)
        self.when_she_writes_one_line(walk)
        self.then_the_law_counts_and_her_own_page_calls(walk)
        self.when_nobody_answers_for_ten_minutes(clock)
        self.then_the_managers_page_calls(other)
        self.when_the_manager_has_it(other)
        self.then_nobody_else_is_called(walk)
        self.when_she_hands_it_over_to_repairs(other)
        self.then_the_contact_says_who_has_it(walk)

    def given_a_receptionist_and_a_manager_at_their_desks(
        self, walk: Walk, other: Walk, clock: Callable[[str], datetime]
    ) -> None:
        self.now(clock, "Wednesday 2026-04-08 12:00")
        self.karin = cast.association("karin")
        cast.member(self.karin, "ann", "receptionist")
        cast.member(self.karin, "bea", "manager")
        for each, who in ((walk, "ann"), (other, "bea")):
            each.open("/karin/desk")
            each.page.get_by_label("Your short name, or your e-mail address").fill(who)
            each.page.get_by_label("Password").fill(cast.PASSWORD)
            each.press("Sign in")
            expect(each.page).to_have_url(re.compile(r"/karin/desk$"))
            expect(each.page.get_by_role("region", name="Alarms")).to_have_count(0)

    def when_a_caller_smells_gas(self, walk: Walk) -> None:
        if walk.scripted:
            walk.key("9")
            expect(walk.page).to_have_url(re.compile(r"/karin/danger$"))
            walk.check()
            walk.key("1")
        else:
            walk.page.get_by_role("link", name=re.compile("^Danger now")).click()
            walk.page.get_by_role("link", name=re.compile("^Gas or fumes")).click()
        expect(walk.page).to_have_url(re.compile(r"/karin/danger/gas$"))
        walk.check()

    def then_the_words_and_the_number_are_there_at_once(self, walk: Walk) -> None:
        expect(walk.page.get_by_role("link", name="0800 111 999")).to_be_in_viewport()
        assert "Go outside now, with everybody in the home" in walk.text

    def when_she_writes_one_line(self, walk: Walk) -> None:
        line = walk.page.get_by_label("Where, and who?")
        if walk.scripted and (walk.page.viewport_size or {"width": 0})["width"] > 1000:
            expect(line).to_be_focused()
            walk.page.keyboard.type("14 Mill Lane, Ms Okafor")
        else:
            line.fill("14 Mill Lane, Ms Okafor")
        line.press("Enter")
        expect(walk.page).to_have_url(re.compile(r"/karin/thread/"))
        self.ref = walk.page.url.rsplit("/", 1)[1]
        walk.check()

    def then_the_law_counts_and_her_own_page_calls(self, walk: Walk) -> None:
        assert "by 12:00 on Thursday 9 April 2026" in walk.text
        assert "Nobody has it yet who can make it safe." in walk.text
        expect(walk.page.get_by_role("region", name="Alarms")).to_contain_text("14 Mill Lane")

    def when_nobody_answers_for_ten_minutes(self, clock: Callable[[str], datetime]) -> None:
        self.now(clock, "Wednesday 2026-04-08 12:11")

    def then_the_managers_page_calls(self, other: Walk) -> None:
        if not other.scripted:
            other.page.reload()
        banner = other.page.get_by_role("region", name="Alarms")
        expect(banner).to_contain_text("Danger: Gas or fumes", timeout=15_000)
        expect(banner).to_contain_text("It is your turn, as manager.")
        other.check()

    def when_the_manager_has_it(self, other: Walk) -> None:
        other.page.get_by_role("button", name=re.compile("^I have it")).click()
        expect(other.page).to_have_url(re.compile(rf"/karin/thread/{self.ref}$"))
        other.check()
        assert "You have it. Nobody else is called." in other.text

    def then_nobody_else_is_called(self, walk: Walk) -> None:
        if not walk.scripted:
            walk.page.reload()
        expect(walk.page.get_by_role("region", name="Alarms")).to_have_count(0, timeout=15_000)

    def when_she_hands_it_over_to_repairs(self, other: Walk) -> None:
        other.press("Hand it over, such as to repairs", role="link")
        other.page.get_by_label("To whom?").fill("Repairs desk")
        other.page.get_by_label("Under which reference of theirs?").fill("R-4711")
        other.press("Save")

    def then_the_contact_says_who_has_it(self, walk: Walk) -> None:
        walk.open(f"/karin/thread/{self.ref}")
        assert "Repairs desk has it since 12:11 on Wednesday 8 April 2026, under R-4711." in walk.text

    def now(self, clock: Callable[[str], datetime], wall: str) -> None:
        """The time is that, and the worker has just been seen."""
        at = clock(wall)
        Heartbeat.objects.update_or_create(name="worker", defaults={"beat_at": at - timedelta(seconds=5)})
