"""E-mails are read, sorted, acknowledged with a date, written back to and answered; one is a complaint.

karin:letters.1 and .4: an answer, or the date of one, within seven working days. What came is hostile, and
does nothing.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from playwright.sync_api import expect

from kept.actions import customers, dispatching
from kept.store import tenancy
from kept.store.models import Account, Association, Clock, Letter, Outgoing, Person, ReceivedMail
from tests import cast
from tests.journeys.conftest import SIZES, Walk
from tests.letters import reachable
from tests.web.letters_in import come, written

WORDS = "Dear Sir or Madam,\n\nWhen is the lift mended?\n\nNgozi Okafor\n"
HOSTILE = """<html><head><meta http-equiv="refresh" content="0;url=https://elsewhere.example/">
<style>@import url(https://elsewhere.example/a.css); p { color: red }</style></head>
<body onload="alert(1)" background="https://elsewhere.example/b.png">
<p onclick="alert(2)">When is the lift mended?</p><script>alert(3)</script><svg onload="alert(4)"></svg>
<img src="https://elsewhere.example/pixel.gif" onerror="alert(5)"><iframe src="https://elsewhere.example/"></iframe>
<form action="https://elsewhere.example/"><input name="password"><button>Go on</button></form>
<a href="javascript:alert(6)">here</a> <a href="https://elsewhere.example/pay">our bank</a></body></html>"""
PAGE = ("lift.html", "text/html", b"<script>alert(7)</script>")


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("size", [SIZES["desk"]])
@pytest.mark.parametrize("walk", ["scripted"], indirect=True)
class TestAnEmailThread:
    """Two days of the inbox at Karin."""

    karin: Association
    ann: Account
    ref: str

    def test_the_journey(self, walk: Walk, clock: Callable[[str], datetime]) -> None:
        dialogs: list[str] = []
        walk.page.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
        self.given_an_email_of_a_customer(clock)
        self.when_she_opens_it_from_the_inbox(walk)
        self.then_nothing_in_it_runs_or_fetches_anything(walk, dialogs)
        self.when_she_says_what_it_is(walk)
        self.when_she_acknowledges_it_with_a_date(walk, clock)
        self.then_the_date_is_a_promise()
        self.when_the_customer_writes_back_it_is_the_same_contact(walk, clock)
        self.when_she_answers_in_a_sentence(walk, clock)
        self.then_everything_is_kept(walk)
        self.when_a_complaint_comes_and_a_machine_answers(walk, clock)
        self.then_it_counts_from_when_it_reached_us_and_no_machine_stops_it(walk)
        assert not dialogs

    def given_an_email_of_a_customer(self, clock: Callable[[str], datetime]) -> None:
        at = clock("Wednesday 2026-04-08 09:00")
        self.karin = cast.association("karin")
        self.ann = cast.member(self.karin, "ann-price", "officer")
        reachable(self.karin, self.ann)
        made = customers.add(
            association=self.karin, name="Ngozi Okafor", email="ngozi@example.org", by="ann-price", at=at
        )
        assert isinstance(made, Person)
        raw = written(WORDS, html=HOSTILE, files=(PAGE,), Message_ID="<one@example.org>")
        self.ref = str(come(self.karin, raw, "Wednesday 2026-04-08 08:30").thread)

    def when_she_opens_it_from_the_inbox(self, walk: Walk) -> None:
        walk.open("/karin/inbox")
        walk.page.get_by_label("Your short name, or your e-mail address").fill("ann-price")
        walk.page.get_by_label("Password").fill(cast.PASSWORD)
        walk.press("Sign in")
        assert "1 e-mail to read" in walk.text
        walk.key("j")
        expect(walk.page.get_by_role("link", name="The lift")).to_be_focused()
        walk.key("Enter")
        expect(walk.page).to_have_url(re.compile(r"/karin/inbox/\d+$"))
        walk.check()
        assert "When is the lift mended?" in walk.text

    def then_nothing_in_it_runs_or_fetches_anything(self, walk: Walk, dialogs: list[str]) -> None:
        page = walk.page
        page.get_by_text("As they laid it out").first.click()
        inside = page.frame_locator("iframe.kept-mail__frame")
        expect(inside.get_by_text("When is the lift mended?")).to_be_visible()
        expect(inside.get_by_role("link", name="our bank")).to_be_visible()
        assert inside.locator("script, iframe, form, svg, img[src^=http], [onclick], [onload]").count() == 0
        inside.get_by_text("When is the lift mended?").click()
        with page.expect_download() as download:
            page.get_by_role("link", name="lift.html").click()
        assert download.value.path().read_bytes().strip() == PAGE[2]
        # The same, opened by itself.
        expect(page).to_have_url(re.compile(r"/karin/inbox/\d+$"))
        assert not dialogs

    def when_she_says_what_it_is(self, walk: Walk) -> None:
        walk.page.get_by_label("General", exact=True).check()
        expect(walk.page.locator("#classify-clocks")).to_contain_text("by the end of")
        walk.press("Save what it is")
        assert "What it is, is on record." in walk.text
        assert "Ann Price read it" in walk.text

    def when_she_acknowledges_it_with_a_date(self, walk: Walk, clock: Callable[[str], datetime]) -> None:
        page = walk.page
        walk.press("We have your letter", role="link")
        walk.press("Begin")
        page.get_by_label("What is it about, in a few words?").fill("the lift")
        page.get_by_label("By when will they have the answer?").fill("2026-04-15")
        page.get_by_label("Why does the answer take longer?").fill("We have asked the lift engineer.")
        expect(page.locator("#lacks")).to_have_text("Nothing is lacking")
        page.get_by_label("I have looked: this is the right name and address").check()
        walk.press("Send it")
        self.handed_over(clock("Wednesday 2026-04-08 12:00"))

    def handed_over(self, at: datetime) -> Outgoing:
        """The worker sends it."""
        with tenancy.association(self.karin):
            row = Outgoing.objects.order_by("id").last()
        assert row is not None
        known: dict[str, Any] = {"association": self.karin.pk, "outgoing": row.pk, "by": "kept", "at": at}
        dispatching.begin(**known)
        dispatching.handed_over(**known)
        return row

    def clocks(self, ref: str) -> dict[str, Clock]:
        with tenancy.association(self.karin):
            return {each.promise: each for each in Clock.objects.filter(thread__ref=ref)}

    def then_the_date_is_a_promise(self) -> None:
        clock = self.clocks(self.ref)["kept:answer-by"]
        assert (clock.verdict, clock.due_at) == ("running", cast.t("Thursday 2026-04-16 00:00"))

    def when_the_customer_writes_back_it_is_the_same_contact(
        self, walk: Walk, clock: Callable[[str], datetime]
    ) -> None:
        clock("Wednesday 2026-04-08 14:00")
        with tenancy.association(self.karin):
            ours = Outgoing.objects.get()
        words = "Thank you.\n\nOn 8 April 2026 Karin wrote:\n> We have asked the lift engineer.\n"
        raw = written(words, subject="Re: your message", In_Reply_To=ours.message_id)
        assert come(self.karin, raw, "Wednesday 2026-04-08 13:00").thread == self.ref
        walk.open("/karin/inbox")
        walk.press("Re: your message", role="link")
        assert "We have asked the lift engineer." not in walk.page.locator("article").inner_text()
        walk.page.get_by_text("What it quotes").first.click()
        assert "We have asked the lift engineer." in walk.page.locator("article").inner_text()
        written_before = walk.page.get_by_role("region", name="What else was written")
        told = written_before.inner_text()
        assert told.index("Ngozi Okafor") < told.index("We wrote (Ann Price)")

    def when_she_answers_in_a_sentence(self, walk: Walk, clock: Callable[[str], datetime]) -> None:
        walk.page.get_by_label("Answer in a sentence").fill("It runs again since this morning.")
        walk.press("Send this answer")
        expect(walk.page).to_have_url(re.compile(rf"/karin/thread/{self.ref}$"))
        assert "Your answer goes out in a moment." in walk.text
        self.handed_over(clock("Wednesday 2026-04-08 15:00"))

    def then_everything_is_kept(self, walk: Walk) -> None:
        assert {each.verdict for each in self.clocks(self.ref).values()} == {"kept"}
        walk.open(f"/karin/thread/{self.ref}")
        talk = walk.page.locator(".kept-talk__one")
        assert talk.count() == 4
        assert "It runs again since this morning." in talk.last.inner_text()
        walk.open("/karin/inbox")
        assert "Everything has been read" in walk.text
        walk.open("/karin/desk?list=adrift")
        assert "This list is empty" in walk.text

    def when_a_complaint_comes_and_a_machine_answers(
        self, walk: Walk, clock: Callable[[str], datetime]
    ) -> None:
        words = "I wish to complain. Nobody has rung back for a week, and your colleague was rude."
        raw = written(words, sender="Jean Bell <jean@example.org>", subject="Not satisfied")
        self.complaint = str(come(self.karin, raw, "Wednesday 2026-04-08 16:00").thread)
        cast.told(
            self.karin,
            self.ann,
            "email.acknowledged_by_machine",
            "Wednesday 2026-04-08 16:01",
            thread=self.complaint,
        )
        clock("Thursday 2026-04-09 11:00")
        walk.open("/karin/inbox")
        walk.press("Not satisfied", role="link")
        hint = walk.page.locator(".kept-classify__one").filter(has_text="They are not satisfied")
        expect(hint).to_contain_text("Suggested")
        expect(walk.page.get_by_label("Complaint", exact=True)).not_to_be_checked()
        walk.page.get_by_label("Complaint", exact=True).check()
        walk.press("Save what it is")
        assert "What it is, is on record." in walk.text

    def then_it_counts_from_when_it_reached_us_and_no_machine_stops_it(self, walk: Walk) -> None:
        promises = cast.rulebook("karin").promises
        found = {
            name: each
            for name, each in self.clocks(self.complaint).items()
            if name in promises and "complaint.received" in promises[name].starts
        }
        assert found
        assert {each.started_at for each in found.values()} == {cast.t("Wednesday 2026-04-08 16:00")}
        assert "running" in {each.verdict for each in found.values()}
        assert not {each.verdict for each in found.values()} & {"kept"}
        with tenancy.association(self.karin):
            mail = ReceivedMail.objects.get(thread__ref=self.complaint)
            assert mail.read_by == "ann-price"
            assert Letter.objects.filter(thread__ref=self.complaint).count() == 0
        walk.press(self.complaint, role="link")
        assert "Complaint" in walk.text
