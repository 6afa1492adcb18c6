"""A letter went unanswered; the customer asks again; two keys say sorry, with the reason and a new date.

kept:put-right, and practice at the counter: a breach opens an apology that is drafted, and its own figure.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from playwright.sync_api import expect

from kept.actions.sweeping import sweep
from kept.store import tenancy
from kept.store.models import Association, Clock, Heartbeat
from tests import cast
from tests.journeys.conftest import Walk


@pytest.mark.django_db(transaction=True)
class TestPutRight:
    """The morning after."""

    karin: Association
    ref: str

    def test_the_journey(self, walk: Walk, clock: Callable[[str], datetime]) -> None:
        self.given_a_letter_that_nobody_answered(clock)
        self.when_she_opens_it(walk)
        self.then_it_says_that_nothing_was_done_in_time(walk)
        self.when_the_customer_asks_again(walk)
        self.when_she_says_sorry(walk)
        self.then_it_is_put_right(walk)
        self.when_she_answers_later_and_closes(walk, clock)
        self.then_nothing_is_left(walk)

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
            about="The lift",
            urgent=False,
        )
        at = clock("Friday 2026-04-17 09:00")
        sweep(at=at)
        Heartbeat.objects.update_or_create(name="worker", defaults={"beat_at": at - timedelta(seconds=5)})

    def when_she_opens_it(self, walk: Walk) -> None:
        walk.open(f"/karin/thread/{self.ref}")
        walk.page.get_by_label("Your short name, or your e-mail address").fill("ann")
        walk.page.get_by_label("Password").fill(cast.PASSWORD)
        walk.press("Sign in")
        expect(walk.page).to_have_url(re.compile(rf"/karin/thread/{self.ref}$"))

    def then_it_says_that_nothing_was_done_in_time(self, walk: Walk) -> None:
        assert "It was to be kept by the end of Thursday 16 April 2026." in walk.text
        assert "A promise to this customer was not kept." in walk.text
        assert "Put right, by the end of Tuesday 21 April 2026" in walk.text

    def when_the_customer_asks_again(self, walk: Walk) -> None:
        if walk.scripted:
            walk.key("g")
        else:
            walk.page.get_by_role("link", name=re.compile("^Asked again")).click()
        expect(walk.page.get_by_role("heading", level=1)).to_have_text("Asked again")
        walk.page.get_by_label("What did they say?").fill("She rang: still no word.")
        walk.press("Save")
        assert "Asked again: on record." in walk.text

    def when_she_says_sorry(self, walk: Walk) -> None:
        if walk.scripted:
            walk.key("s")
        else:
            walk.page.get_by_role("link", name=re.compile("^Apology")).click()
        expect(walk.page.get_by_role("heading", level=1)).to_have_text("Apology")
        walk.check()
        assert "Dear Ms Okafor," in walk.text
        assert "You will have it by Tuesday 21 April 2026." in walk.text
        expect(walk.page.get_by_label("What reason did we give?")).to_be_focused()
        walk.key("Enter")
        expect(walk.page).to_have_url(re.compile(rf"/karin/thread/{self.ref}$"))
        walk.check()

    def then_it_is_put_right(self, walk: Walk) -> None:
        assert "Apology: on record." in walk.text
        assert "A promise to this customer was not kept." not in walk.text
        with tenancy.association(self.karin):
            found = dict(Clock.objects.values_list("promise", "verdict"))
        assert found["kept:put-right"] == "kept"
        assert found["karin:letters.1"] == "broken"

    def when_she_answers_later_and_closes(self, walk: Walk, clock: Callable[[str], datetime]) -> None:
        at = clock("Friday 2026-04-17 09:40")
        Heartbeat.objects.update(beat_at=at - timedelta(seconds=5))
        walk.open(f"/karin/thread/{self.ref}")
        # The date that the apology gave is a promise now, and the answer keeps it.
        assert "by the end of Tuesday 21 April 2026" in walk.text
        walk.page.get_by_role("link", name=re.compile("^Letter answered")).first.click()
        walk.press("Save")
        walk.press("Closed", role="link")
        walk.press("Save")

    def then_nothing_is_left(self, walk: Walk) -> None:
        assert "Closed: on record." in walk.text
        with tenancy.association(self.karin):
            found = dict(Clock.objects.values_list("promise", "verdict"))
        assert found["kept:given-promise"] == "kept"
        walk.open("/karin/desk")
        assert "Ms Okafor" not in walk.text
