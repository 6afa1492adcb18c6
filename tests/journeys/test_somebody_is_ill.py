"""Somebody rings in ill: her customers are listed, one is covered, and each of them knows before noon.

moray:4.9.1 to 4.9.4, moray:4.2.20: and who takes her calls stands on the board.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from playwright.sync_api import expect

from kept.actions import booking
from kept.store import tenancy
from kept.store.models import Association, Clock, Heartbeat
from tests import cast
from tests.journeys.conftest import Walk


@pytest.mark.django_db(transaction=True)
class TestSomebodyIsIll:
    """Bea was to meet Ms Okafor at three."""

    moray: Association

    def test_the_journey(self, walk: Walk, clock: Callable[[str], datetime]) -> None:
        self.given_an_appointment_at_three(clock)
        self.when_the_manager_writes_down_that_bea_is_ill(walk)
        self.then_whom_she_was_to_meet_is_listed(walk)
        self.when_cem_covers_and_the_customer_is_told(walk)
        self.then_everybody_knows_and_the_promise_is_kept(walk)
        self.then_the_board_says_who_takes_her_calls(walk)
        self.then_the_registers_say_what_is_missing(walk)

    def given_an_appointment_at_three(self, clock: Callable[[str], datetime]) -> None:
        at = clock("Wednesday 2026-04-08 09:20")
        self.moray = cast.association("moray")
        for handle, role in (("bea", "officer"), ("cem", "officer"), ("mia", "manager")):
            cast.member(self.moray, handle, role)
        asked = {"from_name": "Ms Okafor", "phone": "01343 555 001", "about": "Damp", "agreed": True}
        made = booking.book(
            association=self.moray,
            kind="appointment",
            starts=cast.t("Wednesday 2026-04-08 15:00"),
            resources=["@bea"],
            facts={**asked, "agreed_how": "by-telephone"},
            by="bea",
            at=at - timedelta(days=1),
        )
        assert isinstance(made, booking.Booked), made
        Heartbeat.objects.update_or_create(name="worker", defaults={"beat_at": at - timedelta(seconds=5)})

    def when_the_manager_writes_down_that_bea_is_ill(self, walk: Walk) -> None:
        walk.open("/moray/away")
        walk.page.get_by_label("Your short name, or your e-mail address").fill("mia")
        walk.page.get_by_label("Password").fill(cast.PASSWORD)
        walk.press("Sign in")
        walk.page.get_by_label("Who?").select_option("bea")
        walk.page.get_by_label("What is it?").select_option("sickness")
        walk.page.get_by_label("The last day away").fill("2026-04-09")
        walk.page.get_by_label("Who answers for them?").select_option("cem")
        walk.press("Save")

    def then_whom_she_was_to_meet_is_listed(self, walk: Walk) -> None:
        expect(walk.page.get_by_text("1 customer does not know yet")).to_be_visible()
        walk.check()

    def when_cem_covers_and_the_customer_is_told(self, walk: Walk) -> None:
        walk.page.get_by_label("Who is free then?").select_option("cem")
        walk.page.get_by_label("What should they know?").fill("Damp in the hall; has photographs.")
        walk.page.get_by_role("button", name="They cover it").click()
        expect(walk.page.get_by_text("The customer does not know yet.")).to_be_visible()
        walk.press("The customer has been told")

    def then_everybody_knows_and_the_promise_is_kept(self, walk: Walk) -> None:
        expect(walk.page.get_by_text("Every customer knows")).to_be_visible()
        with tenancy.association(self.moray):
            assert Clock.objects.get(promise="moray:4.9.2").verdict == "kept"

    def then_the_board_says_who_takes_her_calls(self, walk: Walk) -> None:
        walk.open("/moray/who")
        row = walk.page.get_by_role("row").filter(has=walk.page.get_by_role("rowheader", name="Bea"))
        expect(row).to_contain_text("Away for a while")
        expect(row).to_contain_text("Cem")
        walk.check()

    def then_the_registers_say_what_is_missing(self, walk: Walk) -> None:
        for path in (
            "/moray/registers",
            "/moray/registers/identity-cards",
            "/moray/answers",
            "/moray/card-check",
        ):
            walk.open(path)
            walk.check()
        walk.open("/moray/registers/identity-cards/new")
        walk.press("Add it")
        expect(walk.page.get_by_role("alert")).to_contain_text("Choose a colleague who works here.")
        walk.check()
