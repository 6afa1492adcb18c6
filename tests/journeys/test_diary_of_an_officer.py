"""A time for Mrs Okafor: agreed, moved, given up by us, and another offered, all from the diary."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import pytest
from playwright.sync_api import expect

from kept.actions import customers, resources
from kept.store import tenancy
from kept.store.models import Association, Booking, Person, Resource
from tests import cast
from tests.journeys.conftest import Walk

TEN = "Tuesday 2026-04-07 10:00"


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("size", "walk"), [("desk", "scripted"), ("telephone", "plain")], indirect=True)
class TestDiary:
    """Tuesday after Easter, from ten."""

    here: Association

    def test_a_time_is_agreed_moved_given_up_and_offered_again(
        self, walk: Walk, clock: Callable[[str], datetime]
    ) -> None:
        self.given_an_officer_a_customer_and_a_room(clock)
        self.when_she_looks_at_the_team_and_at_her_week(walk)
        self.when_she_books_one_of_the_times_that_are_free(walk)
        self.when_the_customer_asks_for_another_day(walk)
        self.when_we_cannot_keep_it_and_offer_another(walk)
        self.then_nothing_is_left_to_tell_and_every_page_is_sound(walk)

    def given_an_officer_a_customer_and_a_room(self, clock: Callable[[str], datetime]) -> None:
        now = clock(TEN)
        self.here = cast.association("karin")
        cast.member(self.here, "bea-malik", "manager", team="housing")
        known = customers.add(
            association="karin",
            by="bea-malik",
            at=now,
            name="Ngozi Okafor",
            address="14 Mill Lane, LS1 4AB",
            phones=["01632 960001"],
        )
        assert isinstance(known, Person)
        self.customer = known.ref
        made = resources.add(
            association="karin", kind="room", name="Blue room", office="main", seats=4, by="bea-malik", at=now
        )
        assert isinstance(made, Resource)

    def when_she_looks_at_the_team_and_at_her_week(self, walk: Walk) -> None:
        walk.open("/sign-in")
        walk.page.get_by_label("Your short name, or your e-mail address").fill("bea-malik")
        walk.page.get_by_label("Password").fill(cast.PASSWORD)
        walk.press("Sign in")
        walk.open("/karin/diary")
        expect(walk.page.locator("body")).to_contain_text("Bea Malik")
        walk.open("/karin/diary?view=week")
        expect(walk.page.locator("h1")).to_have_text("Diary of Bea Malik")

    def when_she_books_one_of_the_times_that_are_free(self, walk: Walk) -> None:
        walk.open(f"/karin/diary/book?person={self.customer}&kind=interview")
        page = walk.page
        page.select_option("#room", label="Blue room (Main office, 4 seats)")
        walk.press("Show what is free")
        page.locator("#slot-1").check()
        page.fill("[name=f-about]", "Rent")
        page.check("#agreed")
        page.select_option("#agreed_how", "by-telephone")
        walk.press("Book it")
        # An interview is private, and in the blue room one can be heard.
        expect(page.locator(".govuk-error-summary")).to_contain_text("can be heard outside")
        page.select_option("#kind", "appointment")
        walk.press("Book it")
        expect(page.locator("h1")).to_contain_text("Appointment at the office")
        expect(page.locator("body")).to_contain_text("Ngozi Okafor")

    def when_the_customer_asks_for_another_day(self, walk: Walk) -> None:
        walk.press("Move it to another time", role="link")
        page = walk.page
        page.fill("#day", "2026-04-09")
        page.fill("#time", "14:30")
        page.check("#agreed")
        page.select_option("#agreed_how", "by-telephone")
        walk.press("Move it")
        expect(page.locator("h1")).to_contain_text("Thursday 9 April 2026, 14:30")
        expect(page.locator("body")).to_contain_text("Agreed before")

    def when_we_cannot_keep_it_and_offer_another(self, walk: Walk) -> None:
        page = walk.page
        page.check("#whose-us")
        page.fill("#reason", "Ill")
        walk.press("Cancel this time")
        expect(page.locator("body")).to_contain_text("The clock runs until they know")
        page.locator("#offer-1").check()
        page.check("#answer-declined")
        walk.press("They know")
        with tenancy.association(self.here):
            assert Booking.objects.order_by("-id")[0].answer == "declined"

    def then_nothing_is_left_to_tell_and_every_page_is_sound(self, walk: Walk) -> None:
        walk.open("/karin/diary/to-do")
        expect(walk.page.locator("section[aria-labelledby=list-tell]")).to_contain_text("Nothing.")
        walk.open("/karin/diary/rooms")
        walk.open("/karin/diary/feeds")
        walk.open(f"/karin/customer/{self.customer}/markers")
