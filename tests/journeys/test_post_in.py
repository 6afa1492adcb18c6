"""A letter comes by post: it is entered, read as a complaint and a repair, and both clocks stand on the Desk.

At Moray the director opens the post; the letter lay in the box since the office last closed, and counts from
then.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime

import pytest
from playwright.sync_api import expect

from kept.actions import customers
from kept.store import tenancy
from kept.store.models import Association, Clock, Person
from tests import cast
from tests.journeys.conftest import Walk


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("size", "walk"), [("desk", "scripted")], indirect=True)
class TestPostIn:
    """Twenty minutes of a Wednesday morning."""

    moray: Association

    def test_the_journey(self, walk: Walk, clock: Callable[[str], datetime]) -> None:
        self.given_a_morning_at_the_front_desk(walk, clock)
        self.when_the_letter_is_entered_by_keyboard(walk)
        self.when_it_is_read(walk)
        self.then_both_clocks_stand_on_the_desk(walk)
        self.when_the_post_is_handed_round(walk)

    def given_a_morning_at_the_front_desk(self, walk: Walk, clock: Callable[[str], datetime]) -> None:
        now = clock("Wednesday 2026-04-08 09:10")
        self.moray = cast.association("moray")
        cast.member(self.moray, "dora", "director")
        cast.member(self.moray, "olu", "officer")
        cast.member(self.moray, "rena", "receptionist")
        known = customers.add(
            association=self.moray,
            name="Ngozi Okafor",
            address="14 Mill Lane, Elgin IV30 1AB",
            by="olu",
            at=now,
        )
        assert isinstance(known, Person)
        walk.open("/moray/mail-book")
        walk.page.get_by_label("Your short name, or your e-mail address").fill("rena")
        walk.page.get_by_label("Password").fill(cast.PASSWORD)
        walk.press("Sign in")
        expect(walk.page.get_by_role("heading", level=1)).to_have_text("Mail book")

    def when_the_letter_is_entered_by_keyboard(self, walk: Walk) -> None:
        page = walk.page
        expect(page.locator("#who")).to_be_focused()
        page.keyboard.type("okafor")
        expect(page.locator("#matches input:checked")).to_have_count(1)
        page.keyboard.press("Tab")
        page.keyboard.type("The roof leaks, nobody has come, and I wish to complain")
        page.get_by_label("To whom does it go?").select_option("olu")
        page.get_by_label("Opened by").select_option("dora")
        page.get_by_label("Found in the out-of-hours box").check()
        page.locator("#about").press("Enter")
        expect(
            page.get_by_role("heading", name=re.compile("In the book as number 1: Letter"))
        ).to_be_visible()
        walk.check()
        assert "17:00, in the box" in walk.text

    def when_it_is_read(self, walk: Walk) -> None:
        page = walk.page
        walk.press("Read it and say what it is", role="link")
        expect(page.get_by_label("Complaint", exact=True)).not_to_be_checked()
        assert "“complain”" in walk.text
        page.get_by_label("Complaint", exact=True).check()
        page.get_by_label("Repair", exact=True).check()
        caption = "What would be promised once it is saved, the first to come due on top"
        expect(page.get_by_role("table", name=caption)).to_be_visible()
        walk.check()
        walk.press("Save what it is")
        expect(page.get_by_role("table", name=re.compile("What is promised now"))).to_be_visible()
        assert "The law" in walk.text
        assert "Our policy" in walk.text

    def then_both_clocks_stand_on_the_desk(self, walk: Walk) -> None:
        with tenancy.association(self.moray):
            # What the morning's post as a whole is promised counts for itself.
            running = list(Clock.objects.filter(verdict="running").exclude(thread__kind="mail"))
            assert {each.promise.partition(":")[0] for each in running} >= {"law", "moray"}
            assert {each.started_at for each in running} == {cast.t("Tuesday 2026-04-07 17:00")}
        walk.open("/moray/desk")
        assert "Ngozi Okafor" in walk.text
        assert re.search(r"and \d+ more", walk.text), walk.text

    def when_the_post_is_handed_round(self, walk: Walk) -> None:
        walk.open("/moray/mail-book")
        walk.press("It has been handed round: what is ticked, or all of it")
        assert "Everything has been handed round." in walk.text
