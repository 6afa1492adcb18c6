"""A receptionist makes the morning round, finds something, and an hour later the office has to shut.

magna:2.2, moray:4.1, redland:2.3: what is not right is a promise with a day and a photograph; what has to be
done for a closure is there at once; the page for the public says so without a sign-in.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from playwright.sync_api import expect

from kept.store import tenancy
from kept.store.models import Association, Clock, Heartbeat, Thread
from tests import cast
from tests.journeys.conftest import Walk

JPEG = b"\xff\xd8\xff\xe0 a loose tile"


@pytest.mark.django_db(transaction=True)
class TestAnOfficeLookedAfter:
    """Ann opens up at Moray."""

    moray: Association

    @pytest.mark.parametrize(("size", "walk"), [("telephone", "scripted"), ("desk", "plain")], indirect=True)
    def test_the_journey(self, walk: Walk, clock: Callable[[str], datetime]) -> None:
        self.given_a_receptionist_who_opens_up(walk, clock)
        self.when_she_makes_the_round_and_finds_a_loose_tile(walk)
        self.then_it_is_made_safe_and_put_right_with_its_photograph(walk, clock)
        self.when_the_heating_fails_and_the_office_shuts(walk)
        self.then_everybody_can_read_it_and_the_tasks_are_there(walk)

    def given_a_receptionist_who_opens_up(self, walk: Walk, clock: Callable[[str], datetime]) -> None:
        at = clock("Tuesday 2026-04-07 08:50")
        self.moray = cast.association("moray")
        cast.member(self.moray, "ann", "receptionist", team="reception", office="main")
        Heartbeat.objects.update_or_create(name="worker", defaults={"beat_at": at - timedelta(seconds=5)})
        walk.open("/moray/offices")
        walk.page.get_by_label("Your short name, or your e-mail address").fill("ann")
        walk.page.get_by_label("Password").fill(cast.PASSWORD)
        walk.press("Sign in")

    def when_she_makes_the_round_and_finds_a_loose_tile(self, walk: Walk) -> None:
        walk.press("Reception, each day", role="link")
        page = walk.page
        for item in ("opened", "way-in", "clean", "tidy", "warm", "water", "seats", "toilet"):
            page.locator(f"#{item}-result-fine").check()
        page.get_by_label("Temperature in °C").fill("19")
        page.locator("#seats-number").fill("8")
        page.locator("#safe-result-not").check()
        page.locator("#safe-words").fill("A loose tile by the door")
        walk.press("Sign as Ann")
        expect(page.get_by_role("alert")).to_contain_text("Say what could happen to somebody.")
        page.locator("#safe-risk").fill("Somebody trips")
        page.locator("#safe-interim").fill("A chair over it")
        photograph = {"name": "tile.jpg", "mimeType": "image/jpeg", "buffer": JPEG}
        page.locator("#safe-photo").set_input_files(photograph)  # type: ignore[arg-type]
        walk.press("Sign as Ann")
        expect(page.get_by_text("The round is on record. One thing is to be put right")).to_be_visible()

    def then_it_is_made_safe_and_put_right_with_its_photograph(
        self, walk: Walk, clock: Callable[[str], datetime]
    ) -> None:
        page = walk.page
        walk.press("A loose tile by the door", role="link")
        with page.expect_download() as taken:
            page.get_by_role("link", name="tile.jpg").click()
        assert taken.value.suggested_filename == "tile.jpg"
        assert taken.value.path().read_bytes() == JPEG
        clock("Tuesday 2026-04-07 09:30")
        for act in ("Made safe", "Put right at the office"):
            walk.press(act, role="link")
            walk.press("Save")
            walk.open("/moray/offices")
            if act == "Made safe":
                walk.press("A loose tile by the door", role="link")
        expect(page.get_by_text("Nothing is open at any office.")).to_be_visible()
        with tenancy.association(self.moray):
            verdicts = dict(Clock.objects.filter(thread__kind="defect").values_list("promise", "verdict"))
            assert verdicts == {"kept:office-put-right": "kept", "kept:hazard-made-safe": "kept"}

    def when_the_heating_fails_and_the_office_shuts(self, walk: Walk) -> None:
        walk.open("/moray/offices/closures")
        page = walk.page
        page.get_by_label("Which office?").select_option("main")
        page.get_by_label("From now").check()
        page.locator("#ends_on").fill("2026-04-07")
        page.locator("#ends_time").fill("13:00")
        page.get_by_label("Why?").select_option("unforeseen")
        page.get_by_label("What does the notice say?").fill("No heating")
        walk.press("Enter the closure")
        expect(page.get_by_text("Shut now")).to_be_visible()

    def then_everybody_can_read_it_and_the_tasks_are_there(self, walk: Walk) -> None:
        page = walk.page
        for task in ("Put up a notice at the door", "Say it on the website"):
            expect(page.get_by_role("link", name=task)).to_be_visible()
        walk.open("/moray/opening-hours")
        expect(page.get_by_text("No heating")).to_be_visible()
        with tenancy.association(self.moray):
            tasks = Thread.objects.filter(kind="office_task", closed_at__isnull=True)
            assert {each.owner.handle for each in tasks.select_related("owner") if each.owner} == {"ann"}
        walk.open("/moray/offices/hours/main/notice")
        walk.open("/moray/offices/notices")
        walk.open("/moray/offices/words")
