"""A letter comes, its promise is seen before it is saved, it is answered in time, and the figures show it.

karin:letters.1: an answer, or the date of one, within seven working days.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime

import pytest
from playwright.sync_api import expect

from kept.store.models import Association
from tests import cast
from tests.journeys.conftest import Walk


@pytest.mark.django_db(transaction=True)
class TestLetterAnsweredInTime:
    """One working week at Karin's counter."""

    karin: Association
    ref: str

    def test_the_journey(self, walk: Walk, clock: Callable[[str], datetime]) -> None:
        self.given_a_receptionist_and_a_manager(clock)
        self.when_she_signs_in(walk)
        self.then_nothing_is_due(walk)
        self.when_she_takes_down_the_letter(walk)
        self.then_she_sees_what_is_promised_before_saving(walk)
        self.when_she_saves(walk)
        self.then_there_is_a_reference_to_quote(walk)
        self.then_she_can_show_why_it_is_that_date(walk)
        self.then_it_is_due(walk)
        self.when_she_answers_it_two_days_later(walk, clock)
        self.then_nothing_is_due(walk)
        self.then_the_figures_lead_back_to_the_letter(walk)
        self.when_she_signs_out(walk)

    def given_a_receptionist_and_a_manager(self, clock: Callable[[str], datetime]) -> None:
        clock("Tuesday 2026-04-07 10:05")
        self.karin = cast.association("karin")
        cast.member(self.karin, "ann-price", "manager")

    def when_she_signs_in(self, walk: Walk) -> None:
        walk.open("/karin/desk")
        expect(walk.page).to_have_url(re.compile(r"/sign-in\?next="))
        walk.page.get_by_label("Your short name, or your e-mail address").fill("ann-price")
        walk.page.get_by_label("Password").fill("wrong")
        walk.press("Sign in")
        assert "That name and password do not belong together." in walk.text
        walk.page.get_by_label("Password").fill(cast.PASSWORD)
        walk.press("Sign in")
        expect(walk.page).to_have_url(re.compile(r"/karin/desk$"))

    def then_nothing_is_due(self, walk: Walk) -> None:
        walk.open("/karin/desk")
        assert "Nothing is due" in walk.text

    def when_she_takes_down_the_letter(self, walk: Walk) -> None:
        walk.press("Anything else", role="link")
        if walk.scripted:
            walk.page.get_by_label("Find a kind of contact").press_sequentially("a letter reached")
            listed = walk.page.locator("[data-group]").get_by_role("link", name="Telephone call")
            expect(listed).to_be_hidden()
        else:
            walk.page.get_by_label("Find a kind of contact").fill("a letter reached")
            walk.press("Find")
            assert "Telephone call" not in walk.text
        walk.press("Letter received", role="link")
        walk.page.get_by_text("When, where, and how you know").click()
        walk.page.get_by_label("Who wrote?").fill("Ms Okafor")
        walk.page.get_by_label("What is it about?").fill("The lift is broken.\nAgain.")
        walk.page.get_by_label("Time", exact=True).fill("10:00")

    def then_she_sees_what_is_promised_before_saving(self, walk: Walk) -> None:
        promised = walk.page.get_by_role("region", name="What this promises")
        expect(promised).to_contain_text("Tell the customer: by Thursday 16 April 2026")
        urgent = walk.page.get_by_role("group", name=re.compile("Is it urgent"))
        urgent.get_by_label("Yes").check()
        if not walk.scripted:
            walk.press("Check")
        expect(promised).to_contain_text("Tell the customer: by 10:00 on Wednesday 8 April 2026")
        urgent.get_by_label("No").check()
        if not walk.scripted:
            walk.press("Check")
        expect(promised).not_to_contain_text("Tell the customer: by 10:00 on Wednesday 8 April 2026")
        walk.check()

    def when_she_saves(self, walk: Walk) -> None:
        walk.page.get_by_label("Time", exact=True).fill("")
        walk.press("Save")
        assert "Enter a time, such as 14:05." in walk.text
        assert walk.page.get_by_label("Who wrote?").input_value() == "Ms Okafor"
        if walk.scripted:
            expect(walk.page.get_by_role("alert")).to_be_focused()
            # The form may be sent again at once: it is another page than the one that was sent.
        walk.page.get_by_label("Time", exact=True).fill("10:00")
        walk.press("Save")

    def then_there_is_a_reference_to_quote(self, walk: Walk) -> None:
        expect(walk.page).to_have_url(re.compile(r"/karin/saved/"))
        self.ref = walk.page.url.rsplit("/", 1)[1]
        assert f"Reference to quote {self.ref}" in walk.text
        assert "By Thursday 16 April 2026" in walk.text
        walk.press("Open the contact", role="link")
        assert "To be kept by the end of Thursday 16 April 2026." in walk.text
        assert "The lift is broken.\nAgain." in walk.text

    def then_she_can_show_why_it_is_that_date(self, walk: Walk) -> None:
        walk.press("Why this date? Letter answered", role="link")
        assert "Thursday 16 April 2026: working day 7." in walk.text
        walk.press(self.ref, role="link")

    def then_it_is_due(self, walk: Walk) -> None:
        walk.open("/karin/desk")
        assert "1 thing to do." in walk.text
        walk.press("Letter received, Ms Okafor", role="link")

    def when_she_answers_it_two_days_later(self, walk: Walk, clock: Callable[[str], datetime]) -> None:
        clock("Thursday 2026-04-09 15:00")
        walk.press("Letter answered", role="link")
        expect(walk.page.get_by_role("region", name="What this changes")).to_contain_text("Kept")
        walk.press("Save")
        assert "Done at 15:00 on Thursday 9 April 2026, after 2 working days." in walk.text

    def then_the_figures_lead_back_to_the_letter(self, walk: Walk) -> None:
        walk.open("/karin/performance")
        walk.page.get_by_label("Period").select_option("this-month")
        walk.press("Show")
        assert "100 % kept: 1 of 1 promise" in walk.text
        with walk.page.expect_download() as download:
            walk.page.get_by_role("link", name="Take these figures away (CSV)").click()
        assert "karin:letters.1" in download.value.path().read_text(encoding="utf-8-sig")
        walk.press("1 Kept, Letter answered", role="link")
        assert "1 case, April 2026." in walk.text
        walk.press(self.ref, role="link")
        assert "Letter answered\n" in walk.text

    def when_she_signs_out(self, walk: Walk) -> None:
        walk.press("Sign out")
        walk.open("/karin/desk")
        expect(walk.page).to_have_url(re.compile(r"/sign-in\?next="))
