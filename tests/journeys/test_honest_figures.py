"""A receptionist types yesterday's counts, a manager reads a promise again, a director publishes a month and
sees what came later.

On a telephone and at a desk, with JavaScript and without.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

import pytest
from playwright.sync_api import expect

from kept.actions.checking import draw
from kept.casework import Grade
from tests import cast
from tests.journeys.conftest import Walk

pytestmark = pytest.mark.django_db(transaction=True)

MARCH = date(2026, 3, 1)


class TestHonestFigures:
    def test_the_journey(self, walk: Walk, clock: Callable[[str], datetime]) -> None:
        self.given_a_march_with_letters_answered_and_not(clock)
        self.when_somebody_signs_in(walk, "ann-price")
        self.when_she_types_yesterdays_counts(walk)
        self.then_she_sees_how_much_is_on_record(walk)
        self.when_somebody_signs_in(walk, "mia-lane")
        self.when_she_reads_a_promise_again(walk)
        self.then_it_stands_beside_the_figure(walk)
        self.when_somebody_signs_in(walk, "dora-lane")
        self.when_she_publishes_march(walk)
        self.when_a_letter_is_found_to_have_been_answered()
        self.then_the_difference_is_listed_with_its_event(walk)
        self.then_a_split_says_why_it_hides(walk)

    def given_a_march_with_letters_answered_and_not(self, clock: Callable[[str], datetime]) -> None:
        clock("Wednesday 2026-04-08 12:00")
        self.karin = cast.association("karin")
        self.ann = cast.member(self.karin, "ann-price", "receptionist")
        cast.member(self.karin, "mia-lane", "manager")
        cast.member(self.karin, "dora-lane", "director")
        for day in (2, 3, 4):
            ref = cast.told(self.karin, self.ann, "letter.received", f"{_on(day)} 10:00", urgent=False)
            cast.told(self.karin, self.ann, "letter.answered", f"{_on(day + 1)} 10:00", thread=ref)
        self.silent = cast.told(
            self.karin, self.ann, "letter.received", "Monday 2026-03-09 10:00", from_name="Ms Okafor"
        )
        cast.told(self.karin, self.ann, "letter.received", "Tuesday 2026-04-07 10:00")
        draw(association=self.karin, month=MARCH, by="kept", at=cast.t("Wednesday 2026-04-01 09:00"))

    def when_somebody_signs_in(self, walk: Walk, name: str) -> None:
        walk.page.context.clear_cookies()
        walk.open("/sign-in")
        walk.page.get_by_label("Your short name, or your e-mail address").fill(name)
        walk.page.get_by_label("Password").fill(cast.PASSWORD)
        walk.press("Sign in")

    def when_she_types_yesterdays_counts(self, walk: Walk) -> None:
        walk.open("/karin/performance")
        walk.press("Counts from outside", role="link")
        walk.page.get_by_label("Mail book").fill("two")
        walk.press("Save the counts")
        assert "Type a whole number" in walk.text
        expect(walk.page.get_by_label("Mail book")).to_have_value("two")
        walk.page.get_by_label("Mail book").fill("4")
        walk.press("Save the counts")

    def then_she_sees_how_much_is_on_record(self, walk: Walk) -> None:
        row = walk.page.get_by_role("row").filter(has_text="Mail book")
        expect(row).to_contain_text("25 %")
        expect(row).to_contain_text("Low")

    def when_she_reads_a_promise_again(self, walk: Walk) -> None:
        walk.open("/karin/checks")
        walk.page.get_by_role("main").get_by_role("table").first.get_by_role("link").first.click()
        walk.check()
        walk.page.get_by_label("No, it does not").check()
        walk.press("Save what I found")
        assert "Say in a few words what you saw" in walk.text
        walk.page.get_by_label("What did you see?").fill("The copy of the answer is not in the file.")
        walk.press("Save what I found")
        assert "What you found stands beside the figure" in walk.page.content()

    def then_it_stands_beside_the_figure(self, walk: Walk) -> None:
        walk.open("/karin/performance")
        assert "1 of 1 checked does not stand" in walk.text
        assert "Grey" in walk.text
        assert "only 25 % of what the count “Mail book” has is on record (1 of 4)" in walk.text

    def when_she_publishes_march(self, walk: Walk) -> None:
        walk.open("/karin/performance/published")
        walk.press("Publish March 2026")
        assert "0 differences" in walk.text

    def when_a_letter_is_found_to_have_been_answered(self) -> None:
        from kept.actions.telling import tell
        from kept.actions.told import Telling

        at = cast.t("Wednesday 2026-04-08 14:00")
        answered = Telling(
            "letter.answered",
            cast.t("Thursday 2026-03-12 10:00"),
            {},
            thread=self.silent,
            grade=Grade.DOCUMENT,
        )
        done = tell([answered], association=self.karin, by="ann-price", at=at)
        assert done.refused is None

    def then_the_difference_is_listed_with_its_event(self, walk: Walk) -> None:
        walk.open("/karin/performance/published/2026-03")
        row = walk.page.get_by_role("row").filter(has_text=self.silent).first
        expect(row).to_contain_text("Broken")
        expect(row).to_contain_text("Kept, recorded late")
        expect(row).to_contain_text("ann-price")

    def then_a_split_says_why_it_hides(self, walk: Walk) -> None:
        walk.open("/karin/performance/karin:letters.1/splits")
        assert "cannot be split without telling of somebody" in walk.text


def _on(day: int) -> str:
    return f"{date(2026, 3, day):%A} 2026-03-{day:02}"
