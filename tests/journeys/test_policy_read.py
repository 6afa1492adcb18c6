"""A policy officer finds a clause, reads why it is counted so, and records that the Board adopted it; a
director reads the figures and comes to the letter behind one of them.

On a telephone and at a desk, with JavaScript and without.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime

import pytest
from playwright.sync_api import expect

from kept.actions.sweeping import sweep
from tests import cast
from tests.journeys.conftest import Walk

pytestmark = pytest.mark.django_db(transaction=True)


class TestThePolicyIsRead:
    def test_the_journey(self, walk: Walk, clock: Callable[[str], datetime]) -> None:
        self.given_a_house_with_one_letter_answered_and_one_not(clock)
        self.when_somebody_signs_in(walk, "pat-reid")
        self.then_the_policy_is_one_document(walk)
        self.when_she_looks_for_letters(walk)
        self.then_she_finds_the_clause_with_its_figure(walk)
        self.when_she_opens_it(walk)
        self.then_she_reads_why_it_is_counted_so(walk)
        self.when_she_forgets_the_minute(walk)
        self.when_she_records_that_the_board_adopted_it(walk)
        self.then_everybody_sees_it_in_the_document(walk)
        self.when_somebody_signs_in(walk, "dora-lane")
        self.then_the_figures_tell_policy_law_and_house_apart(walk)
        self.when_she_follows_the_broken_promise(walk)
        self.then_she_stands_before_the_letter(walk)
        self.then_the_clause_leads_to_the_same_cases(walk)

    def given_a_house_with_one_letter_answered_and_one_not(self, clock: Callable[[str], datetime]) -> None:
        clock("Wednesday 2026-04-08 12:00")
        karin = cast.association("karin")
        ann = cast.member(karin, "ann-price", "receptionist")
        cast.member(karin, "pat-reid", "policy-officer")
        cast.member(karin, "dora-lane", "director")
        kept = cast.told(karin, ann, "letter.received", "Monday 2026-03-02 10:00", urgent=False)
        cast.told(karin, ann, "letter.answered", "Tuesday 2026-03-03 10:00", thread=kept)
        self.broken = cast.told(
            karin, ann, "letter.received", "Monday 2026-03-23 10:00", urgent=False, from_name="Ms Okafor"
        )
        cast.told(karin, ann, "complaint.received", "Monday 2026-03-23 10:00")
        sweep(at=cast.t("Wednesday 2026-04-08 11:00"))

    def when_somebody_signs_in(self, walk: Walk, name: str) -> None:
        walk.page.context.clear_cookies()
        walk.open("/sign-in")
        walk.page.get_by_label("Your short name, or your e-mail address").fill(name)
        walk.page.get_by_label("Password").fill(cast.PASSWORD)
        walk.press("Sign in")

    def then_the_policy_is_one_document(self, walk: Walk) -> None:
        walk.press("Clauses", role="link")
        expect(walk.page.get_by_role("heading", name="Clauses: Customer Care Policy")).to_be_visible()
        contents = walk.page.get_by_role("navigation", name="Contents")
        contents.get_by_role("link", name="Letters", exact=True).click()
        expect(walk.page).to_have_url(re.compile(r"#section-6$"))
        expect(walk.page.get_by_role("heading", name="Letters", exact=True)).to_be_in_viewport()

    def when_she_looks_for_letters(self, walk: Walk) -> None:
        walk.page.get_by_label("Words").fill("letter working days")
        walk.page.get_by_label("Kept by").select_option("promise")
        walk.page.get_by_label("Broken this month").check()
        walk.press("Find")

    def then_she_finds_the_clause_with_its_figure(self, walk: Walk) -> None:
        assert re.search(r"\d clauses? of \d+\.", walk.text)
        assert "A letter is acknowledged or answered within seven working days." in walk.text
        assert "Proposed by Kept" in walk.text
        assert "This month: 0 of 1 kept (0 %)." in walk.text
        assert "This year: 1 of 2 kept (50 %)." in walk.text

    def when_she_opens_it(self, walk: Walk) -> None:
        walk.press("karin:letters.1", role="link")

    def then_she_reads_why_it_is_counted_so(self, walk: Walk) -> None:
        reading = walk.page.get_by_role("region", name="How we read it")
        expect(reading).to_contain_text("Counted from the day the letter arrives, which is day 0.")
        expect(reading).to_contain_text("Why it has to be read: A bare acknowledgement may be enough")
        keeper = walk.page.get_by_role("region", name="What keeps it")
        expect(keeper).to_contain_text("7 working days")
        examples = walk.page.get_by_role("region", name="Worked examples")
        expect(examples).to_contain_text("To be kept by the end of Thursday 16 April 2026.")

    def when_she_forgets_the_minute(self, walk: Walk) -> None:
        walk.press("Adopt this reading")
        assert "Say where the decision is minuted." in walk.text
        if walk.scripted:
            expect(walk.page.get_by_role("alert")).to_be_focused()
        walk.press("Say where the decision is minuted.", role="link")
        expect(walk.page.get_by_label("Where is the decision minuted?")).to_be_focused()

    def when_she_records_that_the_board_adopted_it(self, walk: Walk) -> None:
        walk.page.get_by_label("Where is the decision minuted?").fill("Board, 7 April 2026, item 7")
        walk.press("Adopt this reading")
        assert "The reading is adopted." in walk.text

    def then_everybody_sees_it_in_the_document(self, walk: Walk) -> None:
        walk.open("/karin/clauses?reading=adopted")
        assert "1 clause of " in walk.text
        assert (
            "Adopted: Board, 7 April 2026, item 7. Recorded by Pat Reid at 12:00 on Wednesday 8 April 2026."
            in walk.text
        )

    def then_the_figures_tell_policy_law_and_house_apart(self, walk: Walk) -> None:
        walk.press("Performance", role="link")
        for group in ("The policy", "The law", "In every house"):
            expect(walk.page.get_by_role("heading", name=group, exact=True)).to_be_visible()
        known = walk.page.get_by_role("region", name="How it is known").first
        expect(known).to_contain_text("Letter answered")

    def when_she_follows_the_broken_promise(self, walk: Walk) -> None:
        walk.page.get_by_label("Period").select_option("this-month")
        walk.press("Show")
        walk.press("1 Broken, Letter answered", role="link")
        assert "1 case, April 2026." in walk.text

    def then_she_stands_before_the_letter(self, walk: Walk) -> None:
        walk.press(self.broken, role="link")
        assert "Ms Okafor" in walk.text

    def then_the_clause_leads_to_the_same_cases(self, walk: Walk) -> None:
        walk.open("/karin/clauses/karin:letters.1")
        walk.press("This month, April the cases", role="link")
        assert "1 case, April 2026." in walk.text
        walk.press(self.broken, role="link")
        assert "Ms Okafor" in walk.text
