"""A manager's day at each of the five associations: somebody is sick, and no customer is forgotten.

She opens the morning page, notes that an officer is sick, has the visit of today covered and the
customer told, and looks at who answers for what and at how calls were answered.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import pytest
from playwright.sync_api import expect

from kept.store import tenancy
from kept.store.models import Association, Visit
from kept.store.models.presence import AbsenceMeeting
from tests import cast, going
from tests.journeys.conftest import Walk

FIVE = ("karin", "magna", "moray", "redland", "wessex")


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("slug", "walk", "size"), [(slug, "plain", "desk") for slug in FIVE], indirect=["walk", "size"]
)
class TestManagersDay:
    """Wednesday after Easter."""

    here: Association

    def test_the_day(self, walk: Walk, clock: Callable[[str], datetime], slug: str) -> None:
        self.given_an_officer_with_a_visit_and_a_colleague(clock, slug)
        self.when_she_opens_the_morning(walk, clock)
        self.when_the_officer_is_sick(walk)
        self.then_whoever_they_were_to_meet_is_listed(walk)
        self.when_a_colleague_covers_and_the_customer_is_told(walk)
        self.then_nobody_is_forgotten(walk)
        self.then_she_sees_how_the_house_does(walk)

    def given_an_officer_with_a_visit_and_a_colleague(
        self, clock: Callable[[str], datetime], slug: str
    ) -> None:
        clock("Wednesday 2026-04-08 08:45")
        self.here = cast.association(slug)
        ann = cast.member(self.here, "ann", "officer")
        going.carded(self.here, ann)
        going.carded(self.here, cast.member(self.here, "eve", "officer"))
        cast.member(self.here, "mia", "manager")
        person = going.customer(self.here)
        made = going.wanted(self.here, ann, person, at=cast.t("Tuesday 2026-04-07 12:00"))
        assert isinstance(made, Visit), made

    def when_she_opens_the_morning(self, walk: Walk, clock: Callable[[str], datetime]) -> None:
        clock("Wednesday 2026-04-08 09:05")
        walk.open("/sign-in")
        walk.page.get_by_label("Your short name, or your e-mail address").fill("mia")
        walk.page.get_by_label("Password").fill(cast.PASSWORD)
        walk.press("Sign in")
        walk.open(f"/{self.here.slug}/morning")

    def when_the_officer_is_sick(self, walk: Walk) -> None:
        walk.press("Who is away", role="link")
        walk.page.get_by_label("Who?", exact=True).select_option(label="Ann")
        walk.page.get_by_label("What is it?").select_option(value="sickness")
        walk.page.get_by_label("The first day away").fill("2026-04-08")
        walk.page.get_by_label("Who answers for them?").select_option(label="Eve")
        walk.press("Save")

    def then_whoever_they_were_to_meet_is_listed(self, walk: Walk) -> None:
        with tenancy.association(self.here):
            meeting = AbsenceMeeting.objects.get()
            absence = meeting.absence_id
        walk.open(f"/{self.here.slug}/away/{absence}")
        assert "Mary Stewart" in walk.text
        assert "1 customer does not know yet" in walk.text

    def when_a_colleague_covers_and_the_customer_is_told(self, walk: Walk) -> None:
        walk.page.get_by_label("Who is free then?").select_option(value="eve")
        walk.page.get_by_label("What should they know?").fill("The damp in the back bedroom")
        walk.page.get_by_role("button", name="They cover it").click()
        walk.page.wait_for_load_state()
        walk.check()
        walk.press("The customer has been told")

    def then_nobody_is_forgotten(self, walk: Walk) -> None:
        expect(walk.page.get_by_text("does not know yet")).to_have_count(0)
        with tenancy.association(self.here):
            assert AbsenceMeeting.objects.get().outcome == "covered"

    def then_she_sees_how_the_house_does(self, walk: Walk) -> None:
        for path in ("clauses/who-answers", "phones", "calls", "offices", "registers", "who", "visits"):
            walk.open(f"/{self.here.slug}/{path}")
