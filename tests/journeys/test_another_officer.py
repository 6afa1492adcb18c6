"""A patch goes to another officer; a call of a tenant is hers from then on; one mailing tells them all.

kept:officer-told, and practice 28: every patch has an officer and a deputy, and the tenant hears who it is.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from playwright.sync_api import expect

from kept.actions import bringing, officers
from kept.actions.bringing import Record
from kept.store import tenancy
from kept.store.models import Association, Clock, Heartbeat, Home, Thread
from tests import cast
from tests.journeys.conftest import Walk


@pytest.mark.django_db(transaction=True)
class TestAnotherOfficer:
    """Bea takes over from Ann."""

    karin: Association
    home: str

    def test_the_journey(self, walk: Walk, clock: Callable[[str], datetime]) -> None:
        self.given_a_patch_with_two_tenants(clock)
        self.when_the_manager_gives_it_to_bea(walk)
        self.then_both_tenants_are_to_hear_of_it(walk)
        self.when_one_mailing_has_gone(walk)
        self.then_nobody_is_left_to_tell(walk)
        self.when_he_puts_a_home_right(walk)
        self.then_both_are_shown_and_theirs_can_be_taken(walk)

    def given_a_patch_with_two_tenants(self, clock: Callable[[str], datetime]) -> None:
        at = clock("Tuesday 2026-04-07 10:00")
        self.karin = cast.association("karin")
        for handle, role in (("ann", "officer"), ("bea", "officer"), ("max", "manager")):
            cast.member(self.karin, handle, role)
        night = {"association": self.karin, "by": "import", "at": at - timedelta(hours=8)}
        bringing.bring([Record("N", {"name": "North", "officer": "ann"})], what="patches", **night)
        for n, name in enumerate(("Ngozi Okafor", "Liam Byrne"), start=1):
            home = {"address": f"{n} Mill Road", "postcode": "LS1 4AB", "patch": "N"}
            lives = {"home": f"H-{n}", "person": f"P-{n}", "kind": "tenant", "from_on": "2011-03-01"}
            bringing.bring([Record(f"H-{n}", home)], what="homes", **night)
            bringing.bring([Record(f"P-{n}", {"name": name})], what="people", **night)
            bringing.bring([Record(f"T-{n}", lives)], what="tenancies", **night)
        officers.follow(**night)
        Heartbeat.objects.update_or_create(name="worker", defaults={"beat_at": at - timedelta(seconds=5)})

    def when_the_manager_gives_it_to_bea(self, walk: Walk) -> None:
        walk.open("/karin/patches")
        walk.page.get_by_label("Your short name, or your e-mail address").fill("max")
        walk.page.get_by_label("Password").fill(cast.PASSWORD)
        walk.press("Sign in")
        walk.press("North", role="link")
        walk.page.get_by_text("Give it to somebody else").click()
        walk.page.get_by_label("Officer", exact=True).select_option("bea")
        walk.press("Save")

    def then_both_tenants_are_to_hear_of_it(self, walk: Walk) -> None:
        expect(walk.page.get_by_text("2 people are still to hear who the officer is")).to_be_visible()
        with tenancy.association(self.karin):
            threads = Thread.objects.filter(kind="officer")
            assert set(threads.values_list("owner__handle", flat=True)) == {"bea"}

    def when_one_mailing_has_gone(self, walk: Walk) -> None:
        walk.press("All of them have been told")

    def then_nobody_is_left_to_tell(self, walk: Walk) -> None:
        expect(walk.page.get_by_text("2 people have been told.")).to_be_visible()
        with tenancy.association(self.karin):
            clocks = Clock.objects.filter(promise="kept:officer-told")
            assert list(clocks.values_list("verdict", flat=True)) == ["kept", "kept"]
            # No journey leaves anything open without a next date.
            assert not Thread.objects.filter(adrift=True).exists()

    def when_he_puts_a_home_right(self, walk: Walk) -> None:
        walk.press("1 Mill Road", role="link")
        walk.page.get_by_text("Put this home right").click()
        walk.page.get_by_label("Where is it?").fill("1a Mill Road")
        walk.press("Save")

    def then_both_are_shown_and_theirs_can_be_taken(self, walk: Walk) -> None:
        expect(walk.page.get_by_text("The housing system says otherwise")).to_be_visible()
        walk.page.get_by_role("button", name=re.compile("Take theirs")).click()
        # What is settled on the page of a home leaves them there.
        expect(walk.page.get_by_text("Taken as the housing system has it.")).to_be_visible()
        expect(walk.page.get_by_role("heading", level=1)).to_have_text("1 Mill Road")
        walk.check()
        walk.open("/karin/housing")
        # Whose patch it is stays as the manager decided, until the housing system says so too.
        expect(walk.page.get_by_role("button", name=re.compile("Take theirs"))).to_have_count(1)
        with tenancy.association(self.karin):
            assert Home.objects.get(external_ref="H-1").address == "1 Mill Road"
