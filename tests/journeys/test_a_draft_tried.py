"""A policy officer asks what a draft would have meant this year, watches it being worked out, and reads it.

On a telephone and at a desk, with JavaScript and without: the page looks again by itself either way.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime

import pytest
from playwright.sync_api import expect

from tests import cast
from tests.actions.test_jobs import do_all
from tests.contracts.acts_policy_life import drafted
from tests.journeys.conftest import Walk

pytestmark = pytest.mark.django_db(transaction=True)


class TestADraftIsTried:
    def test_the_journey(self, walk: Walk, clock: Callable[[str], datetime]) -> None:
        self.given_a_letter_answered_after_four_days_and_a_draft_that_asks_for_three(clock)
        self.when_the_policy_officer_looks_for_trials(walk)
        self.when_she_asks_for_a_day_to_come_it_is_not_begun(walk)
        self.when_she_asks_for_this_year_she_sees_it_wait(walk)
        self.when_the_worker_has_done_it_the_page_says_what_it_comes_to(walk)
        self.then_it_stands_in_the_list(walk)

    def given_a_letter_answered_after_four_days_and_a_draft_that_asks_for_three(
        self, clock: Callable[[str], datetime]
    ) -> None:
        clock("Wednesday 2026-04-08 12:00")
        karin = cast.association("karin")
        ann = cast.member(karin, "ann-price", "receptionist")
        cast.member(karin, "pat-reid", "policy-officer")
        ref = cast.told(karin, ann, "letter.received", "Monday 2026-03-02 10:00", urgent=False)
        cast.told(karin, ann, "letter.answered", "Friday 2026-03-06 10:00", thread=ref)
        drafted(karin, **{"within:_7_working_days": "within: 3 working days"})

    def when_the_policy_officer_looks_for_trials(self, walk: Walk) -> None:
        walk.open("/karin/clauses/drafts/1/trials")
        walk.page.get_by_label("Your short name, or your e-mail address").fill("pat-reid")
        walk.page.get_by_label("Password").fill(cast.PASSWORD)
        walk.press("Sign in")
        assert "This draft has not been tried yet." in walk.text

    def when_she_asks_for_a_day_to_come_it_is_not_begun(self, walk: Walk) -> None:
        walk.page.get_by_label("Since which day?").fill("2027-01-01")
        walk.press("Try this draft")
        expect(walk.page.get_by_role("alert")).to_contain_text("1 January 2027 has not come yet.")
        expect(walk.page.get_by_label("Since which day?")).to_have_value("2027-01-01")

    def when_she_asks_for_this_year_she_sees_it_wait(self, walk: Walk) -> None:
        walk.page.get_by_label("Since which day?").fill("2026-01-01")
        walk.press("Try this draft")
        expect(walk.page.get_by_role("progressbar")).to_be_visible()
        assert "It is waiting for its turn, and begins by itself." in walk.text

    def when_the_worker_has_done_it_the_page_says_what_it_comes_to(self, walk: Walk) -> None:
        do_all()
        expect(walk.page.get_by_role("heading", name="What would be different")).to_be_visible()
        assert "Under the draft, 1 more promise would have been broken: 1 instead of 0." in walk.text
        row = walk.page.get_by_role("row", name=re.compile("Letter answered"))
        expect(row).to_contain_text("7 working days becomes 3")
        expect(row).to_contain_text("0 becomes 1 1 more")
        walk.check()

    def then_it_stands_in_the_list(self, walk: Walk) -> None:
        walk.press("Trials of draft 1", role="link")
        expect(walk.page.get_by_role("table")).to_contain_text("1 more broken")
