"""A letter is acknowledged with a date, put off with a reason, read by the Director, and answered.

karin:letters.4 and .5: the date of the answer, and why it is late; moray:4.7.18: the Director reads some.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from playwright.sync_api import expect

from kept.actions import dispatching
from kept.store import tenancy
from kept.store.models import Account, Association, Clock, Letter
from tests import cast
from tests.journeys.conftest import SIZES, Walk
from tests.letters import reachable


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("size", [SIZES["desk"]])
@pytest.mark.parametrize("walk", ["scripted"], indirect=True)
class TestALetterOfOurs:
    """Five weeks of one letter at Moray."""

    here: Association
    bea: Account
    ref: str

    def test_the_journey(self, walk: Walk, clock: Callable[[str], datetime]) -> None:
        self.given_a_letter_with_two_questions(clock)
        self.when_she_acknowledges_it_with_a_date(walk, clock)
        self.then_the_date_is_a_promise()
        self.when_it_takes_longer_and_she_says_why(walk, clock)
        self.when_she_answers_and_the_director_reads_it_first(walk, clock)
        self.then_everything_is_kept()

    def given_a_letter_with_two_questions(self, clock: Callable[[str], datetime]) -> None:
        clock("Wednesday 2026-04-08 10:00")
        self.here = cast.association("moray")
        self.bea = cast.member(self.here, "bea-malik", "officer")
        cast.member(self.here, "dee-shaw", "director")
        reachable(self.here, self.bea)
        self.ref = cast.told(
            self.here,
            self.bea,
            "letter.received",
            "Tuesday 2026-04-07 10:00",
            from_name="Ms Ngozi Okafor",
            address="14 Mill Lane, Elgin, IV30 1AB",
            about="The bedroom is damp. When does somebody look at it? Who pays for the paint?",
        )

    def signed_in(self, walk: Walk, name: str) -> None:
        walk.page.context.clear_cookies()
        walk.open(f"/{self.here.slug}/letters")
        walk.page.get_by_label("Your short name, or your e-mail address").fill(name)
        walk.page.get_by_label("Password").fill(cast.PASSWORD)
        walk.press("Sign in")

    def begun(self, walk: Walk, label: str) -> None:
        walk.open(f"/{self.here.slug}/thread/{self.ref}")
        walk.press("Write a letter, an e-mail or a text", role="link")
        walk.page.get_by_label(label, exact=True).check()
        walk.press("Begin")
        expect(walk.page).to_have_url(re.compile(r"/letters/[0-9A-Z-]{9}$"))

    def goes(self, walk: Walk) -> None:
        walk.page.get_by_label("I have looked: this is the right name and address").check()
        walk.press("Send it to the post")
        assert "It waits for the next post." in walk.text

    def taken_to_the_post(self, at: datetime) -> None:
        with tenancy.association(self.here):
            row = Letter.objects.order_by("id").last()
            assert row is not None
            assert row.outgoing is not None
            number = row.outgoing
        known: dict[str, Any] = {"association": self.here.pk, "outgoing": number, "by": "kept", "at": at}
        dispatching.begin(**known)
        dispatching.handed_over(**known)

    def when_she_acknowledges_it_with_a_date(self, walk: Walk, clock: Callable[[str], datetime]) -> None:
        self.signed_in(walk, "bea-malik")
        self.begun(walk, "We have your letter")
        page = walk.page
        page.get_by_label("What is it about, in a few words?").fill("the damp in your bedroom")
        page.get_by_label("By when will they have the answer?").fill("2026-04-24")
        # The policy wants the answer sooner: a later day goes with its reason, and not without.
        expect(page.locator("#panels")).to_contain_text("Say why it takes longer.")
        why = page.get_by_label("Why does the answer take longer?")
        why.fill("We are in receipt of your letter and a surveyor has to see the wall first.")
        expect(page.locator("#panels")).to_contain_text("in receipt of")
        why.fill("A surveyor has to see the wall first.")
        expect(page.locator("#lacks")).to_have_text("Nothing is lacking")
        walk.check()
        self.goes(walk)
        self.taken_to_the_post(clock("Wednesday 2026-04-08 15:00"))

    def then_the_date_is_a_promise(self) -> None:
        with tenancy.association(self.here):
            clock = Clock.objects.get(thread__ref=self.ref, promise="kept:answer-by")
            assert clock.verdict == "running"
            assert clock.due_at == cast.t("Saturday 2026-04-25 00:00")
            assert Clock.objects.get(thread__ref=self.ref, promise="moray:4.7.4").verdict == "kept"

    def when_it_takes_longer_and_she_says_why(self, walk: Walk, clock: Callable[[str], datetime]) -> None:
        clock("Tuesday 2026-04-14 10:00")
        self.begun(walk, "The answer takes longer")
        page = walk.page
        page.get_by_label("What is it about, in a few words?").fill("the damp in your bedroom")
        page.get_by_label("Why does it take longer?").fill("The surveyor was ill and comes next week.")
        page.get_by_label("By when will they have the answer?").fill("2026-05-08")
        expect(page.locator("#lacks")).to_have_text("Nothing is lacking")
        self.goes(walk)
        self.taken_to_the_post(clock("Tuesday 2026-04-14 15:00"))

    def when_she_answers_and_the_director_reads_it_first(
        self, walk: Walk, clock: Callable[[str], datetime]
    ) -> None:
        clock("Tuesday 2026-04-14 16:00")
        self.begun(walk, "Answer")
        with tenancy.association(self.here):
            Letter.objects.filter(template="answer").update(approval="director")
        page = walk.page
        page.reload()
        page.get_by_label("What is it about, in a few words?").fill("the damp in your bedroom")
        page.get_by_label("Your answer").fill("Our surveyor comes on Monday 20 April. We pay for the paint.")
        page.get_by_label("What have we done, or why can nothing be done?").fill(
            "We have booked the surveyor."
        )
        page.get_by_label("What happens next, or what can they do?").fill("You need do nothing before then.")
        for question in ("When does somebody look at it?", "Who pays for the paint?"):
            page.get_by_label(question, exact=True).check()
        expect(page.locator("#lacks")).to_have_text("Nothing is lacking")
        walk.press("Ask for it")
        self.signed_in(walk, "dee-shaw")
        assert "To approve" in walk.text
        walk.press("Answer", role="link")
        page.get_by_label("What should be different?").fill("Say sorry first.")
        walk.press("Send it back to its writer")
        self.signed_in(walk, "bea-malik")
        walk.press("Answer", role="link")
        assert "Say sorry first." in walk.text
        page.get_by_label("Your answer").fill("We are sorry. Our surveyor comes on Monday 20 April. We pay.")
        expect(page.locator("#panels")).to_contain_text("We are sorry.")
        walk.press("Ask for it")
        self.signed_in(walk, "dee-shaw")
        walk.press("Answer", role="link")
        walk.press("Agree to it")
        self.signed_in(walk, "bea-malik")
        walk.press("Answer", role="link")
        self.goes(walk)
        self.taken_to_the_post(clock("Tuesday 2026-04-14 17:00"))
        walk.open(f"/{self.here.slug}/thread/{self.ref}")
        assert "Sent" in walk.text

    def then_everything_is_kept(self) -> None:
        with tenancy.association(self.here):
            verdicts = dict(Clock.objects.filter(thread__ref=self.ref).values_list("promise", "verdict"))
        assert "running" not in verdicts.values()
        assert verdicts["moray:4.7.5"] == "kept"
        assert verdicts["moray:4.7.23"] == "kept"
