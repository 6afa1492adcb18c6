"""A receptionist's hour at each of the five associations, by keyboard alone or without JavaScript.

Somebody known walks in, a call is answered and done with, another is promised a call back, the visitor is
helped, and somebody says thank you. At the end nothing open is without an owner and a next date.

With JavaScript the keys are counted: what takes longer than it should at a counter is a fault.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

import pytest
from playwright.sync_api import Page, expect

from kept.actions import customers
from kept.store import tenancy
from kept.store.models import Association, Person, Thread
from tests import cast
from tests.journeys.conftest import Walk

# By keyboard and without JavaScript, on a telephone and at a desk, at one; each of the others in two ways.
WALKS = [
    ("karin", "scripted", "desk"),
    ("karin", "scripted", "telephone"),
    ("karin", "plain", "desk"),
    ("karin", "plain", "telephone"),
    *(
        (slug, *how)
        for slug in ("magna", "moray", "redland", "wessex")
        for how in (
            ("scripted", "desk"),
            ("plain", "telephone"),
        )
    ),
]


@dataclass
class Hands:
    """Two hands on a keyboard: `keys` counts what is pressed, but for the letters of names and sentences."""

    page: Page
    keys: int = 0

    def press(self, key: str) -> None:
        self.keys += 1
        # An address changes before the scripts of its page run.
        self.page.wait_for_load_state()
        self.page.keyboard.press(key)

    def write(self, words: str) -> None:
        self.page.keyboard.type(words)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("slug", "walk", "size"), WALKS, indirect=["walk", "size"])
class TestReceptionistsHour:
    """Tuesday after Easter, from five past ten."""

    here: Association
    visitor: str

    def test_the_hour(self, walk: Walk, clock: Callable[[str], datetime], slug: str) -> None:
        self.given_a_receptionist_and_a_customer_whom_she_knows(clock, slug)
        self.when_she_signs_in_she_is_at_her_desk(walk)
        self.when_the_customer_walks_in(walk)
        self.then_the_customer_is_waiting(walk)
        self.when_a_call_is_answered_there_and_then(walk)
        self.when_a_caller_is_promised_a_call_back(walk)
        self.when_the_visitor_has_the_answer(walk, clock)
        self.when_somebody_says_thank_you(walk)
        self.then_nothing_is_without_a_next_step(walk)

    def given_a_receptionist_and_a_customer_whom_she_knows(
        self, clock: Callable[[str], datetime], slug: str
    ) -> None:
        now = clock("Tuesday 2026-04-07 10:05")
        self.here = cast.association(slug)
        cast.member(self.here, "ann-price", "receptionist")
        known = customers.add(
            association=slug,
            by="ann-price",
            at=now,
            name="Ngozi Okafor",
            address="14 Mill Lane",
            phones=["01632 960001"],
            contact_never="at work",
        )
        assert isinstance(known, Person)

    def when_she_signs_in_she_is_at_her_desk(self, walk: Walk) -> None:
        walk.open("/sign-in")
        walk.page.get_by_label("Your short name, or your e-mail address").fill("ann-price")
        walk.page.get_by_label("Password").fill(cast.PASSWORD)
        walk.press("Sign in")
        expect(walk.page).to_have_url(re.compile(rf"/{self.here.slug}/desk$"))

    def when_the_customer_walks_in(self, walk: Walk) -> None:
        if walk.scripted:
            hands = Hands(walk.page)
            hands.press("v")
            walk.page.wait_for_url("**/capture/visitor.arrived")
            hands.write("okaf")
            expect(walk.page.get_by_text("Never: at work")).to_be_visible()
            walk.check()
            hands.press("Enter")
            expect(walk.page.get_by_label("Ngozi Okafor")).to_be_checked()
            hands.press("Enter")
            walk.page.wait_for_url("**/saved/*")
            assert hands.keys == 3
        else:
            self._choose(walk, "Visitor")
            walk.page.get_by_label("Who came?").fill("okaf")
            walk.press("Find")
            assert "Never: at work" in walk.text
            walk.page.get_by_label("Ngozi Okafor").check()
            walk.press("Save")
        walk.check()
        assert "Visitor arrived, Ngozi Okafor" in walk.text
        self.visitor = walk.page.url.rsplit("/", 1)[1]

    def then_the_customer_is_waiting(self, walk: Walk) -> None:
        self._to_the_desk(walk)
        waiting = walk.page.get_by_role("region", name="Who is waiting")
        expect(waiting).to_contain_text("Ngozi Okafor")
        expect(waiting).to_contain_text("since 10:05")
        walk.check()

    def when_a_call_is_answered_there_and_then(self, walk: Walk) -> None:
        if walk.scripted:
            hands = Hands(walk.page)
            hands.press("1")
            walk.page.wait_for_url("**/now/call.received")
            walk.check()
            hands.write("Bins go out on Thursday")
            hands.press("Enter")
            walk.page.wait_for_url("**/saved/*")
            assert hands.keys == 2
        else:
            walk.press("Call answered now", role="link")
            walk.page.get_by_label("What did you answer?").fill("Bins go out on Thursday")
            walk.press("Save")
        assert "This is done: nothing more is to follow." in walk.text

    def when_a_caller_is_promised_a_call_back(self, walk: Walk) -> None:
        if walk.scripted:
            hands = Hands(walk.page)
            hands.press("c")
            walk.page.wait_for_url("**/capture/call.received")
            hands.write("Mr Bell")
            told = walk.page.get_by_label("What did you tell them, and by when?")
            told.focus()
            hands.write("I will ring back tomorrow 10am")
            promised = walk.page.get_by_role("region", name="What this promises")
            expect(promised).to_contain_text("I will ring back, by 10:00 on Wednesday 8 April 2026")
            walk.check()
            hands.press("Control+Enter")
            walk.page.wait_for_url("**/saved/*")
        else:
            self._to_the_desk(walk)
            self._choose(walk, "Telephone call")
            walk.page.get_by_label("Who rang?").fill("Mr Bell")
            walk.page.get_by_label("What did you tell them, and by when?").fill(
                "I will ring back tomorrow 10am"
            )
            walk.press("Check")
            assert "I will ring back, by 10:00 on Wednesday 8 April 2026" in walk.text
            walk.press("Save")
        assert "We told you: I will ring back" in walk.text

    def when_the_visitor_has_the_answer(self, walk: Walk, clock: Callable[[str], datetime]) -> None:
        clock("Tuesday 2026-04-07 10:08")
        self._to_the_desk(walk)
        if walk.scripted:
            hands = Hands(walk.page)
            hands.press("j")
            expect(walk.page.locator(f"#waits-{self.visitor}")).to_be_focused()
            hands.press("Enter")
            walk.page.wait_for_url(f"**/thread/{self.visitor}")
            walk.check()
        else:
            walk.page.locator(f"#waits-{self.visitor}").click()
        walk.open(f"/{self.here.slug}/thread/{self.visitor}/visitor.answered")
        walk.press("Save")
        walk.open(f"/{self.here.slug}/thread/{self.visitor}/thread.closed")
        walk.press("Save")

    def when_somebody_says_thank_you(self, walk: Walk) -> None:
        self._to_the_desk(walk)
        assert "Who is waiting" not in walk.text
        self._choose(walk, "Compliment")
        walk.page.get_by_label("What did they say?").fill("Thank you")
        walk.page.get_by_label("Nothing more is to be done").check()
        walk.press("Save")

    def then_nothing_is_without_a_next_step(self, walk: Walk) -> None:
        walk.open(f"/{self.here.slug}/desk?list=adrift")
        assert "Everything open has an owner and a next date." in walk.text
        with tenancy.association(self.here):
            open_ = Thread.objects.filter(closed_at=None).exclude(kind__in=("house", "duty"))
            assert [(each.kind, each.owner is not None, each.next_date) for each in open_] == [
                ("call", True, cast.t("Wednesday 2026-04-08 10:00"))
            ]

    def _to_the_desk(self, walk: Walk) -> None:
        if walk.scripted:
            walk.page.wait_for_load_state()
            walk.page.locator("body").press("d")
            walk.page.wait_for_url("**/desk")
        else:
            walk.press("Desk", role="link")

    def _choose(self, walk: Walk, what: str) -> None:
        """By the link beside the key; on a telephone from the list of everything."""
        link = walk.page.get_by_role("link", name=what, exact=True)
        if not link.first.is_visible():
            walk.press("Anything else", role="link")
        walk.press(what, role="link")
