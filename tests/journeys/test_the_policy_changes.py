"""A policy officer has letters answered sooner: she drafts it, puts it to residents, answers them, and has it
approved and loaded; a receptionist reads what changes.

On a telephone with JavaScript and at a desk without.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import pytest

from tests import cast
from tests.journeys.conftest import Walk

pytestmark = pytest.mark.django_db(transaction=True)


class TestThePolicyChanges:
    def test_the_journey(self, walk: Walk, clock: Callable[[str], datetime]) -> None:
        clock("Wednesday 2026-04-08 12:00")
        karin = cast.association("karin")
        cast.member(karin, "ann-price", "receptionist")
        cast.member(karin, "pat-reid", "policy-officer")
        self.when_somebody_signs_in(walk, "pat-reid")
        self.when_she_begins_a_change(walk)
        self.when_she_mistypes_the_number_she_is_told_what_was_meant(walk)
        self.then_what_changes_stands_in_plain_words_and_the_examples_are_looked_at(walk)
        self.when_residents_are_asked_and_answered(walk)
        clock("Monday 2026-04-13 09:00")
        self.when_the_board_has_approved_it_becomes_the_policy(walk)
        self.when_somebody_signs_in(walk, "ann-price")
        self.then_the_receptionist_reads_what_changes_and_says_so(walk)

    def when_somebody_signs_in(self, walk: Walk, name: str) -> None:
        walk.page.context.clear_cookies()
        walk.open("/sign-in")
        walk.page.get_by_label("Your short name, or your e-mail address").fill(name)
        walk.page.get_by_label("Password").fill(cast.PASSWORD)
        walk.press("Sign in")

    def when_she_begins_a_change(self, walk: Walk) -> None:
        walk.open("/karin/clauses")
        walk.press("How our policy changes", role="link")
        walk.page.get_by_text("Begin a change").click()
        walk.page.get_by_label("What changes, in a few words?").fill("Letters answered in five days")
        walk.page.get_by_label("From which day is it to bind?").fill("2026-07-01")
        walk.press("Begin")
        assert "Nothing yet: the draft says what the policy says." in walk.text

    def when_she_mistypes_the_number_she_is_told_what_was_meant(self, walk: Walk) -> None:
        walk.page.get_by_label("Change a clause: its number, or a word in it").fill("karin:letters.1")
        walk.press("Find")
        walk.press("karin:letters.1", role="link")
        walk.page.get_by_label("Within how long").fill("5 workng days")
        walk.press("Save")
        assert "Did you mean “5 working days”?" in walk.text
        assert walk.page.get_by_label("Within how long").input_value() == "5 workng days"
        walk.page.get_by_label("Within how long").fill("5 working days")
        walk.press("Save")

    def then_what_changes_stands_in_plain_words_and_the_examples_are_looked_at(self, walk: Walk) -> None:
        assert "Letter answered: 7 working days becomes 5." in walk.text
        for box in walk.page.locator("#examples-places input").all():
            box.check()
        walk.press("These come out right")
        assert "To be put right" not in walk.text

    def when_residents_are_asked_and_answered(self, walk: Walk) -> None:
        walk.page.locator("summary", has_text="Put it to residents").click()
        walk.page.get_by_label("Who is asked, and how?").fill("A letter to every home")
        walk.page.get_by_label("Until which day may they comment?").fill("2026-04-12")
        walk.press("Put it to residents")
        walk.page.locator("summary", has_text="Write down what somebody said").click()
        walk.page.get_by_label("For whom did they speak?").select_option("group")
        walk.page.get_by_label("What did they say?").fill("Five days is fair.")
        walk.press("Write it down")
        assert "Not answered yet" in walk.text
        walk.page.get_by_label("Our answer").fill("Thank you: five days it is.")
        walk.press("Save the answer")
        assert "We left it as it is" in walk.text

    def when_the_board_has_approved_it_becomes_the_policy(self, walk: Walk) -> None:
        walk.open("/karin/clauses/drafts/1")
        walk.page.locator("summary", has_text="Write down that the board has approved it").click()
        walk.press("It is approved")
        assert "Say where the decision is minuted." in walk.text
        walk.page.get_by_label("Where is the decision minuted?").fill("Board, 13 April 2026, item 7")
        walk.press("It is approved")
        walk.press("Make it the policy")
        assert "Has become the policy" in walk.text
        walk.open("/karin/clauses/life")
        assert "From Wednesday 1 July 2026 To come" in walk.text.replace("\xa0", " ")

    def then_the_receptionist_reads_what_changes_and_says_so(self, walk: Walk) -> None:
        walk.open("/karin/notices")
        walk.press("Read what changes", role="link")
        assert "Letter answered: 7 working days becomes 5." in walk.text
        walk.press("I have read what changes")
        assert "You said on Monday 13 April 2026 that you have read it." in walk.text
        assert "1 of 2 who work here have read it." in walk.text
