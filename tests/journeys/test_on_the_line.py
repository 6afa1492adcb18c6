"""A call from the first ring to the letter: known, put through with what is to be known, ended in order."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

import pytest
from playwright.sync_api import expect

from kept.actions import customers
from kept.store import tenancy
from kept.store.models import Account, Association, Event, Person, Thread
from tests import cast
from tests.journeys.conftest import Walk


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("walk", "size"), [("scripted", "desk"), ("plain", "telephone")], indirect=["walk", "size"]
)
class TestOnTheLine:
    """Wednesday morning at Moray."""

    here: Association
    ann: Account
    ref: str

    def test_the_call(self, walk: Walk, clock: Callable[[str], datetime]) -> None:
        self.given_two_of_us_and_a_customer_on_file(clock)
        self.when_the_telephone_rings_the_greeting_is_there(walk)
        self.when_she_is_found_nothing_of_her_file_is_open(walk)
        self.when_two_answers_agree_it_opens(walk)
        self.when_things_are_raised_they_are_listed(walk)
        self.when_the_call_is_put_through(walk)
        self.then_the_colleague_knows_who_it_is_and_why(walk)
        self.when_all_is_read_back_the_call_ends(walk)

    def given_two_of_us_and_a_customer_on_file(self, clock: Callable[[str], datetime]) -> None:
        clock("Wednesday 2026-04-08 10:00")
        self.here = cast.association("moray")
        self.ann = cast.member(self.here, "ann", "receptionist", team="reception")
        cast.member(self.here, "eve", "officer", team="repairs")
        made = customers.add(
            association=self.here,
            by="ann",
            at=cast.t("Monday 2026-03-30 10:00"),
            name="Isla Grant",
            address="2 Hill Street, Elgin IV30 1AB",
            phones=["07700 900 123"],
            born_on=date(1950, 5, 2),
        )
        assert isinstance(made, Person)

    def sign_in(self, walk: Walk, who: str) -> None:
        walk.page.context.clear_cookies()
        walk.open("/sign-in")
        walk.page.get_by_label("E-mail address").fill(f"{who}@example.org")
        walk.page.get_by_label("Password").fill(cast.PASSWORD)
        walk.press("Sign in")

    def when_the_telephone_rings_the_greeting_is_there(self, walk: Walk) -> None:
        self.sign_in(walk, "ann")
        if walk.scripted:
            walk.key("3")
            walk.page.wait_for_url("**/moray/call")
            walk.check()
        else:
            walk.press("Call pad", role="link")
        assert "Good morning, Moray Housing Partnership, Ann speaking. How can I help you?" in walk.text

    def when_she_is_found_nothing_of_her_file_is_open(self, walk: Walk) -> None:
        walk.page.locator("#who").fill("grant")
        walk.press("Find")
        walk.page.get_by_label("Isla Grant").check()
        walk.page.get_by_label("What do they ask for, in their own words?").fill("When is my roof mended?")
        walk.page.get_by_label("Which subject is it?").select_option("repairs")
        walk.page.get_by_label("What is it about, in a few words of ours?").fill("Roof leaks")
        walk.press("Begin")
        expect(walk.page.get_by_role("heading", name="On the line: Isla Grant")).to_be_visible()
        assert "Hill Street" not in walk.text

    def when_two_answers_agree_it_opens(self, walk: Walk) -> None:
        walk.page.get_by_label("When were they born?").fill("2/5/1950")
        walk.page.get_by_label("Address, or the postcode").fill("2 Hill St")
        walk.press("Compare with the file")
        assert "Hill Street" not in walk.text
        walk.page.get_by_label("When were they born?").fill("2/5/1950")
        walk.page.get_by_label("Address, or the postcode").fill("IV30 1AB")
        walk.press("Compare with the file")
        assert "It is them" in walk.text
        assert "2 Hill Street, Elgin IV30 1AB" in walk.text

    def when_things_are_raised_they_are_listed(self, walk: Walk) -> None:
        walk.page.get_by_label("One more thing").fill("The gutter too")
        walk.press("Add one more thing that they raise")
        assert "The gutter too" in walk.text

    def when_the_call_is_put_through(self, walk: Walk) -> None:
        walk.page.get_by_label("Who can help?").select_option("eve")
        walk.press("Show whether they are free")
        form = walk.page.locator("form:has(input[name=do][value=transfer])")
        form.get_by_label("It is their subject").check()
        form.locator("input[name=f-transfer-caller_told][value=yes]").check()
        form.get_by_label("What did you pass on?").fill("She has waited since March")
        walk.press("Put it through")
        with tenancy.association(self.here):
            self.ref = Thread.objects.get(kind="call").ref

    def then_the_colleague_knows_who_it_is_and_why(self, walk: Walk) -> None:
        self.sign_in(walk, "eve")
        said = "ann puts a call through to you: Isla Grant, since 10:00"
        assert said.lower() in walk.page.locator("body").inner_text().lower()
        walk.press(f"Take it {self.ref}", role="link")
        for each in ("She has waited since March", "It is their subject", "It is them", "Eve speaking"):
            assert each in walk.text
        walk.press("I have it")

    def when_all_is_read_back_the_call_ends(self, walk: Walk) -> None:
        notes = walk.page.locator("form:has(input[name=do][value=note])")
        notes.get_by_label("What are the main points?").fill("Roof and gutter leak since March")
        notes.get_by_label("What was agreed, or what came of it?").fill("A roofer comes this week")
        walk.press("Save the notes")
        form = walk.page.locator("form:has(input[name=do][value=end])")
        form.get_by_label("In full").check()
        form.locator("input[name=f-end-summed_up][value=yes]").check()
        walk.press("End the call")
        assert "Read back everything that they raised, and tick it." in walk.text
        form.get_by_label("The gutter too").check()
        walk.press("End the call")
        assert "Saved" in walk.text
        with tenancy.association(self.here):
            kinds = list(Event.objects.filter(thread__ref=self.ref).values_list("kind", flat=True))
        assert {"identity.checked", "call.transferred", "call.answered", "call.wrapped_up"} <= set(kinds)
