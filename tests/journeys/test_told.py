"""A promise was broken over night: in the morning its owner is told, says sorry, and has read it.

Practice 10 and 17: what was broken goes to whoever it concerns, and leads straight to putting it right.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from playwright.sync_api import expect

from kept.actions.notices import tell_owed
from kept.actions.sweeping import sweep
from kept.store.models import Association, Heartbeat
from tests import cast
from tests.journeys.conftest import Walk


@pytest.mark.django_db(transaction=True)
class TestTold:
    """The first minutes of a morning."""

    karin: Association
    ref: str

    def test_the_journey(self, walk: Walk, clock: Callable[[str], datetime]) -> None:
        self.given_a_letter_that_nobody_answered(clock)
        self.when_its_owner_comes_in(walk)
        self.then_every_page_says_that_there_is_something(walk)
        self.when_she_puts_it_right(walk)
        self.when_she_has_read_it_all(walk)
        self.then_nothing_is_new(walk)

    def given_a_letter_that_nobody_answered(self, clock: Callable[[str], datetime]) -> None:
        clock("Tuesday 2026-04-07 10:00")
        self.karin = cast.association("karin")
        ann = cast.member(self.karin, "ann", "officer")
        self.ref = cast.told(
            self.karin,
            ann,
            "letter.received",
            "Tuesday 2026-04-07 10:00",
            from_name="Ms Okafor",
            urgent=False,
        )
        for wall in ("Thursday 2026-04-16 12:00", "Friday 2026-04-17 00:00", "Friday 2026-04-17 09:00"):
            at = clock(wall)
            sweep(at=at)
            tell_owed(by="kept", at=at)
        Heartbeat.objects.update_or_create(name="worker", defaults={"beat_at": at - timedelta(seconds=5)})

    def when_its_owner_comes_in(self, walk: Walk) -> None:
        walk.open("/karin/desk")
        walk.page.get_by_label("Your short name, or your e-mail address").fill("ann")
        walk.page.get_by_label("Password").fill(cast.PASSWORD)
        walk.press("Sign in")
        expect(walk.page).to_have_url(re.compile("/karin/desk$"))

    def then_every_page_says_that_there_is_something(self, walk: Walk) -> None:
        walk.page.get_by_role("link", name=re.compile(r"^Notices: \d new$")).click()
        expect(walk.page.get_by_role("heading", level=1)).to_have_text("Notices")
        walk.check()
        assert "that you have not read" in walk.text
        assert "It was due by the end of Thursday 16 April 2026." in walk.text
        assert "Okafor" not in walk.text

    def when_she_puts_it_right(self, walk: Walk) -> None:
        walk.page.get_by_role("link", name=re.compile("^Put it right")).first.click()
        expect(walk.page.get_by_role("heading", level=1)).to_have_text("Apology")
        walk.press("Save")
        assert "Apology: on record." in walk.text

    def when_she_has_read_it_all(self, walk: Walk) -> None:
        walk.page.get_by_role("link", name=re.compile(r"^Notices: \d new$")).click()
        expect(walk.page.get_by_role("heading", level=1)).to_have_text("Notices")
        assert "Put it right" not in walk.text
        walk.press("I have read all of these")

    def then_nothing_is_new(self, walk: Walk) -> None:
        assert "You have read everything." in walk.text
        expect(walk.page.get_by_role("link", name="Notices", exact=True)).to_be_visible()
