"""A policy officer reads where the policy falls short of the law, asks for another day, and looks how other
houses do it.

On a telephone and at a desk, with JavaScript and without.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import pytest
from playwright.sync_api import expect

from tests import cast
from tests.journeys.conftest import Walk

pytestmark = pytest.mark.django_db(transaction=True)


class TestThePolicyBesideTheLawAndOthers:
    def test_the_journey(self, walk: Walk, clock: Callable[[str], datetime]) -> None:
        self.given_a_policy_officer_of_magna(clock)
        self.when_she_opens_the_law_beside_the_policy(walk)
        self.then_she_reads_what_is_weaker_and_when(walk)
        self.when_she_asks_for_the_first_of_december(walk)
        self.then_what_was_coming_binds(walk)
        self.when_she_looks_at_moray(walk)
        self.then_she_reads_who_is_kinder(walk)

    def given_a_policy_officer_of_magna(self, clock: Callable[[str], datetime]) -> None:
        clock("Thursday 2026-11-26 12:00")
        magna = cast.association("magna")
        cast.association("moray")
        cast.member(magna, "pat-reid", "policy-officer")

    def when_she_opens_the_law_beside_the_policy(self, walk: Walk) -> None:
        walk.open("/sign-in")
        walk.page.get_by_label("Your short name, or your e-mail address").fill("pat-reid")
        walk.page.get_by_label("Password").fill(cast.PASSWORD)
        walk.press("Sign in")
        walk.press("Clauses", role="link")
        walk.press("The law beside the policy", role="link")

    def then_she_reads_what_is_weaker_and_when(self, walk: Walk) -> None:
        weaker = walk.page.get_by_role("region", name="Weaker than the law")
        expect(weaker).to_contain_text("magna:10.2.1")
        expect(weaker).to_contain_text("Sunday 31 January 2027")
        timeless = walk.page.get_by_role("region", name="What the law asks without a time")
        expect(timeless).to_contain_text("It binds what begins from Thursday 1 October 2026.")
        coming = walk.page.get_by_role("region", name="Coming into force")
        expect(coming).to_contain_text("law:aw-s1-p2")
        expect(coming).to_contain_text("Thursday 1 April 2027")

    def when_she_asks_for_the_first_of_december(self, walk: Walk) -> None:
        walk.page.get_by_label("For what begins from").fill("2026-12-01")
        walk.press("Show that day")

    def then_what_was_coming_binds(self, walk: Walk) -> None:
        silent = walk.page.get_by_role("region", name="The policy is silent")
        expect(silent).to_contain_text("law:aw-s1-p2")
        coming = walk.page.get_by_role("region", name="Coming into force")
        expect(coming).not_to_contain_text("law:aw-s1-p2")

    def when_she_looks_at_moray(self, walk: Walk) -> None:
        walk.open("/magna/clauses/compare")
        walk.page.get_by_label("Ours beside").select_option("moray")
        walk.press("Compare")

    def then_she_reads_who_is_kinder(self, walk: Walk) -> None:
        expect(walk.page.get_by_role("main")).to_contain_text("Letters and e-mails answered")
        expect(walk.page.get_by_role("main")).to_contain_text("Moray")
