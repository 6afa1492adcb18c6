"""An officer's day at each of the five associations: ring back, go on a visit, and nobody is in.

On a telephone, as officers have it: what waits on the Desk is done, the visit is in the diary, a card is
left at the door with what comes next, and at the end everything open has an owner and a next date.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import pytest
from playwright.sync_api import expect

from kept.store import tenancy
from kept.store.models import Association, Event, Visit
from tests import cast, going
from tests.journeys.conftest import Walk

FIVE = ("karin", "magna", "moray", "redland", "wessex")


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("slug", "walk", "size"), [(slug, "plain", "telephone") for slug in FIVE], indirect=["walk", "size"]
)
class TestOfficersDay:
    """Wednesday after Easter."""

    here: Association
    visit: Visit
    message: str

    def test_the_day(self, walk: Walk, clock: Callable[[str], datetime], slug: str) -> None:
        self.given_an_officer_with_a_message_and_a_visit(clock, slug)
        self.when_she_rings_back(walk, clock)
        self.when_she_looks_at_her_day(walk)
        self.when_nobody_is_in(walk, clock)
        self.then_the_card_says_who_came_and_how_to_reach_her(walk)
        self.then_everything_open_has_its_next_step(walk)

    def given_an_officer_with_a_message_and_a_visit(
        self, clock: Callable[[str], datetime], slug: str
    ) -> None:
        clock(going.NOON)
        self.here = cast.association(slug)
        ann = cast.member(self.here, "ann", "officer")
        going.carded(self.here, ann)
        self.visit = going.planned(self.here, ann, going.customer(self.here))
        self.message = cast.told(
            self.here,
            ann,
            "message.taken",
            "Wednesday 2026-04-08 11:30",
            recorded="Wednesday 2026-04-08 11:31",
            from_name="Mr Bell",
            home_phone="01343 555 020",
        )

    def when_she_rings_back(self, walk: Walk, clock: Callable[[str], datetime]) -> None:
        walk.open("/sign-in")
        walk.page.get_by_label("Your short name, or your e-mail address").fill("ann")
        walk.page.get_by_label("Password").fill(cast.PASSWORD)
        walk.press("Sign in")
        walk.open(f"/{self.here.slug}/calls/to-ring-back")
        assert "Mr Bell" in walk.text
        clock("Wednesday 2026-04-08 12:20")
        walk.open(f"/{self.here.slug}/thread/{self.message}/message.returned")
        walk.page.get_by_label("What was said?").fill("The form is in the post")
        walk.press("Save")
        walk.open(f"/{self.here.slug}/thread/{self.message}/thread.closed")
        walk.press("Save")

    def when_she_looks_at_her_day(self, walk: Walk) -> None:
        walk.press("Diary", role="link")
        assert "14:00" in walk.text
        walk.press("Visits", role="link")
        assert "Mary Stewart" in walk.text
        walk.open(f"/{self.here.slug}/visit/{self.visit.pk}")
        assert "To talk about the damp in the back bedroom." in walk.text

    def when_nobody_is_in(self, walk: Walk, clock: Callable[[str], datetime]) -> None:
        clock("Wednesday 2026-04-08 14:05")
        walk.open(f"/{self.here.slug}/visit/{self.visit.pk}/visit.no_access")
        walk.page.get_by_role("group", name="Did you leave a card?").get_by_label("Yes").check()
        walk.page.get_by_label("At what time?").fill("14:04")
        walk.page.get_by_label("What", exact=False).first.wait_for()
        walk.page.locator("#what-1").fill("Ring to find another time")
        walk.page.locator("#when-1").fill("tomorrow 10am")
        walk.press("Save")

    def then_the_card_says_who_came_and_how_to_reach_her(self, walk: Walk) -> None:
        with tenancy.association(self.here):
            event = Event.objects.get(kind="visit.no_access")
            assert (event.by, event.facts["card_left"]) == ("ann", True)
        walk.open(f"/{self.here.slug}/visit/{self.visit.pk}/card")
        assert "Ann" in walk.text
        assert "14:0" in walk.text
        assert "damp" not in walk.text

    def then_everything_open_has_its_next_step(self, walk: Walk) -> None:
        walk.open(f"/{self.here.slug}/desk?list=adrift")
        expect(walk.page.get_by_text("Everything open has an owner and a next date.")).to_be_visible()
