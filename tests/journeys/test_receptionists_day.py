"""A receptionist's day at each of the five associations, from the morning's round to the closing one.

She goes through the office, sees somebody who came in, takes a call to its end and a message for a colleague,
and closes up. At the end nothing open is without an owner and a next date.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import pytest
from playwright.sync_api import expect

from kept.actions import customers
from kept.store import tenancy
from kept.store.models import Association, Event, Inspection, Person, Thread
from tests import cast
from tests.journeys.conftest import Walk

FIVE = ("karin", "magna", "moray", "redland", "wessex")


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("slug", "walk", "size"), [(slug, "scripted", "desk") for slug in FIVE], indirect=["walk", "size"]
)
class TestReceptionistsDay:
    """Tuesday after Easter."""

    here: Association
    message: str

    def test_the_day(self, walk: Walk, clock: Callable[[str], datetime], slug: str) -> None:
        self.given_a_receptionist_a_colleague_and_a_customer(clock, slug)
        self.when_she_goes_through_the_office(walk)
        self.when_the_customer_comes_in_and_is_seen(walk, clock)
        self.when_a_stranger_rings_and_is_helped(walk, clock)
        self.when_somebody_wants_her_colleague(walk, clock)
        self.when_she_closes_up(walk, clock)
        self.then_everything_open_has_its_next_step(walk)

    def given_a_receptionist_a_colleague_and_a_customer(
        self, clock: Callable[[str], datetime], slug: str
    ) -> None:
        now = clock("Tuesday 2026-04-07 09:05")
        self.here = cast.association(slug)
        cast.member(self.here, "ann-price", "receptionist")
        cast.member(self.here, "eve-ross", "officer")
        known = customers.add(
            association=slug, by="ann-price", at=now, name="Ngozi Okafor", address="14 Mill Lane"
        )
        assert isinstance(known, Person)

    def when_she_goes_through_the_office(self, walk: Walk) -> None:
        walk.open("/sign-in")
        walk.page.get_by_label("Your short name, or your e-mail address").fill("ann-price")
        walk.page.get_by_label("Password").fill(cast.PASSWORD)
        walk.press("Sign in")
        self._round(walk, "reception-daily")

    def when_the_customer_comes_in_and_is_seen(self, walk: Walk, clock: Callable[[str], datetime]) -> None:
        clock("Tuesday 2026-04-07 10:00")
        walk.key("4")
        walk.page.wait_for_url("**/reception")
        walk.page.wait_for_load_state()
        walk.page.keyboard.type("okaf")
        expect(walk.page.get_by_label("Ngozi Okafor")).to_be_checked()
        walk.page.keyboard.press("Enter")
        waiting = walk.page.get_by_role("region", name="Who is waiting")
        expect(waiting).to_contain_text("Ngozi Okafor")
        clock("Tuesday 2026-04-07 10:02")
        waiting.get_by_role("link", name="Ngozi Okafor", exact=True).first.click()
        walk.page.wait_for_load_state()
        walk.press("They are seen now")
        clock("Tuesday 2026-04-07 10:15")
        walk.page.get_by_role("link", name="Ngozi Okafor", exact=True).first.click()
        walk.page.wait_for_load_state()
        walk.check()
        walk.press("Answered")

    def when_a_stranger_rings_and_is_helped(self, walk: Walk, clock: Callable[[str], datetime]) -> None:
        clock("Tuesday 2026-04-07 11:00")
        walk.key("3")
        walk.page.wait_for_url("**/call")
        walk.page.wait_for_load_state()
        walk.check()
        walk.page.locator("#who").fill("Mr Bell")
        walk.page.get_by_label("What do they ask for, in their own words?").fill("When are the bins taken?")
        walk.page.get_by_label("Which subject is it?").select_option(index=1)
        walk.page.get_by_label("What is it about, in a few words of ours?").fill("Bins")
        walk.press("Begin")
        notes = walk.page.locator("form:has(input[name=do][value=note])")
        notes.get_by_label("What are the main points?").fill("Which day the bins go out")
        notes.get_by_label("What was agreed, or what came of it?").fill("Told: every Thursday")
        walk.press("Save the notes")
        form = walk.page.locator("form:has(input[name=do][value=end])")
        form.get_by_label("In full").check()
        form.locator("input[name=f-end-summed_up][value=yes]").check()
        for each in form.get_by_role("checkbox").all():
            each.check()
        walk.press("End the call")
        assert "Saved" in walk.text

    def when_somebody_wants_her_colleague(self, walk: Walk, clock: Callable[[str], datetime]) -> None:
        clock("Tuesday 2026-04-07 14:30")
        walk.page.locator("body").press("m")
        walk.page.wait_for_url("**/capture/message.taken")
        walk.page.wait_for_load_state()
        walk.page.keyboard.type("Mrs Lind")
        walk.page.get_by_label("Who deals with it?").select_option("eve-ross")
        walk.press("Save")
        self.message = walk.page.url.rsplit("/", 1)[1]

    def when_she_closes_up(self, walk: Walk, clock: Callable[[str], datetime]) -> None:
        clock("Tuesday 2026-04-07 16:50")
        self._round(walk, "closing")

    def then_everything_open_has_its_next_step(self, walk: Walk) -> None:
        walk.open(f"/{self.here.slug}/desk?list=adrift")
        assert "Everything open has an owner and a next date." in walk.text
        with tenancy.association(self.here):
            assert Inspection.objects.count() == 2
            seen = Event.objects.filter(kind="visitor.seen").get()
            assert seen.happened_at == cast.t("Tuesday 2026-04-07 10:02")
            rows = Thread.objects.filter(closed_at=None, kind__in=("visit", "call", "message", "visitor"))
            assert [(each.ref, each.owner and each.owner.handle) for each in rows] == [
                (self.message, "eve-ross")
            ]

    def _round(self, walk: Walk, checklist: str) -> None:
        """Go through a list, with everything as it should be."""
        walk.open(f"/{self.here.slug}/offices/round/{checklist}")
        for each in walk.page.locator("input[type=radio].kept-check__fine").all():
            each.check()
        for each in walk.page.locator("input[id$='-number']").all():
            each.fill("20")
        for each in walk.page.locator("input[id$='-said']").all():
            each.fill("As it should be")
        walk.page.get_by_role("button", name="Sign as").click()
        walk.page.wait_for_load_state()
        walk.check()
        assert "The round is on record" in walk.text
