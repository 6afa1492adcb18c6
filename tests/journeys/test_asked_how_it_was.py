"""A caller is offered a survey, answers it on a telephone without signing in, and the manager sees no name.

wessex:5b.17, wessex:1.1, practice 14 and 15: offered when the contact ends, one link for one answer, figures
by team, and small numbers hidden.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from playwright.sync_api import expect

from kept.actions import surveying
from kept.store import tenancy
from kept.store.models import Association, Heartbeat, SurveyReply
from tests import cast
from tests.journeys.conftest import Walk


@pytest.mark.django_db(transaction=True)
class TestAskedHowItWas:
    """Ann takes the call, Mia leads."""

    wessex: Association
    ref: str
    address: str

    @pytest.mark.parametrize(
        ("size", "walk"), [("telephone", "scripted"), ("desk", "scripted")], indirect=True
    )
    def test_the_journey(self, walk: Walk, clock: Callable[[str], datetime]) -> None:
        self.given_a_call_that_is_over(clock)
        self.when_a_survey_is_offered(walk)
        self.then_the_customer_answers_it_once(walk)
        self.when_somebody_reports_how_they_were_treated(walk)
        self.then_the_manager_sees_figures_and_no_names(walk)
        self.when_a_mystery_shop_is_planned_and_a_form_printed(walk)

    def given_a_call_that_is_over(self, clock: Callable[[str], datetime]) -> None:
        at = clock("Wednesday 2026-04-08 12:00")
        self.wessex = cast.association("wessex")
        ann = cast.member(self.wessex, "ann", "receptionist", team="reception")
        cast.member(self.wessex, "mia", "manager", team="reception")
        cast.member(self.wessex, "dee", "director")
        self.ref = cast.told(
            self.wessex, ann, "call.received", "Wednesday 2026-04-08 11:00", about="The lift"
        )
        for number in range(6):
            done = surveying.answer(
                association=self.wessex,
                survey="telephone-service",
                said={"friendly": "5", "polite": str(1 + number % 5)},
                way="paper",
                beside=surveying.Answering(team="reception"),
                by="ann",
                at=at,
            )
            assert isinstance(done, SurveyReply)
        Heartbeat.objects.update_or_create(name="worker", defaults={"beat_at": at - timedelta(seconds=5)})

    def sign_in(self, walk: Walk, who: str, path: str) -> None:
        walk.page.context.clear_cookies()
        walk.open(path)
        walk.page.get_by_label("Your short name, or your e-mail address").fill(who)
        walk.page.get_by_label("Password").fill(cast.PASSWORD)
        walk.press("Sign in")

    def when_a_survey_is_offered(self, walk: Walk) -> None:
        self.sign_in(walk, "ann", f"/wessex/thread/{self.ref}")
        walk.press("Offered? Telephone service", role="link")
        walk.page.get_by_label("They get a link by text message").check()
        walk.press("Save")
        whole = walk.page.get_by_label("The link").input_value()
        self.address = whole.removeprefix(walk.base)
        assert self.ref not in self.address

    def then_the_customer_answers_it_once(self, walk: Walk) -> None:
        walk.page.context.clear_cookies()
        walk.open(self.address)
        walk.press("Send it")
        expect(walk.page.get_by_text("Answer at least one question").first).to_be_visible()
        walk.page.get_by_role("group", name="Was the person friendly?").get_by_label(
            "Mostly", exact=True
        ).check()
        walk.page.get_by_label("What else would you like to say?").fill("She rang me back at once")
        walk.press("Send it")
        expect(walk.page.get_by_role("heading", name="Thank you")).to_be_visible()
        with tenancy.association(self.wessex):
            assert SurveyReply.objects.filter(way="link").count() == 1

    def when_somebody_reports_how_they_were_treated(self, walk: Walk) -> None:
        walk.open("/wessex/tell-us")
        walk.page.get_by_label("Rude or without respect").check()
        walk.page.get_by_label("What happened, where and when?").fill("He hung up on me")
        walk.press("Send it")
        expect(walk.page.get_by_role("heading", name="We have it")).to_be_visible()

    def then_the_manager_sees_figures_and_no_names(self, walk: Walk) -> None:
        self.sign_in(walk, "mia", "/wessex/surveys")
        walk.press("Telephone service", role="link")
        assert "100 %" in walk.text
        assert "33 %" in walk.text
        assert self.ref not in walk.text
        walk.open("/wessex/conduct")

    def when_a_mystery_shop_is_planned_and_a_form_printed(self, walk: Walk) -> None:
        walk.open("/wessex/shops")
        walk.press("Plan one", role="link")
        walk.page.get_by_label("Mystery call").check()
        walk.page.get_by_label("By telephone").check()
        walk.page.get_by_label("By which day?").fill("2026-04-17")
        walk.press("Plan it")
        walk.press("Mystery call", role="link")
        walk.open("/wessex/surveys/visitor-card/paper?large=yes")
        walk.open("/wessex/surveys/visitor-card/enter")
        walk.open("/wessex/reviews")
