"""An hour at the front desk of Redland: who arrives, who is told what, who is seen where, and how they leave.

Somebody known comes in with two presses, a stranger checks in at the tablet, a second person is called as the
time nears, a private room is taken and freed, and what cannot be settled leads to an appointment.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from kept.actions import customers, front_rota, tablets
from kept.actions.tablets import Opened
from kept.store import tenancy
from kept.store.models import Association, Booking, Person, Resource, Slot, Ticket
from tests import cast
from tests.journeys.conftest import Walk

TEN = "Tuesday 2026-04-07 10:00"
SHOTS = os.environ.get("KEPT_SHOTS", "")


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("size", "walk"), [("desk", "scripted"), ("telephone", "scripted"), ("desk", "plain")], indirect=True
)
class TestFrontDesk:
    """Tuesday after Easter, from ten."""

    here: Association

    def test_an_hour_at_the_front_desk(
        self, walk: Walk, clock: Callable[[str], datetime], size: tuple[int, int]
    ) -> None:
        self.size = size
        self.given_a_desk_with_a_rota_and_a_private_room(clock)
        self.when_she_opens_reception_with_one_key(walk)
        self.when_somebody_known_comes_in(walk)
        self.when_a_stranger_checks_in_by_themselves(walk)
        self.when_the_time_nears(walk, clock)
        self.then_the_waiting_room_sees_tickets_alone(walk)
        self.when_the_first_is_seen_in_the_private_room(walk)
        self.when_it_cannot_be_settled_they_leave_with_an_appointment(walk)
        self.then_every_other_page_of_the_desk_is_sound(walk)

    def shot(self, walk: Walk, name: str) -> None:
        """A picture, for whoever wants to look."""
        if SHOTS:
            path = Path(SHOTS) / f"{name}-{self.size[0]}-{'js' if walk.scripted else 'plain'}.png"
            walk.page.screenshot(path=path, full_page=True)

    def given_a_desk_with_a_rota_and_a_private_room(self, clock: Callable[[str], datetime]) -> None:
        now = clock(TEN)
        self.here = cast.association("redland")
        cast.member(self.here, "ann-price", "receptionist")
        cast.member(self.here, "bea-malik", "officer", team="housing")
        known = customers.add(
            association="redland",
            by="ann-price",
            at=now,
            name="Ngozi Okafor",
            address="14 Mill Lane",
            phones=["01632 960001"],
        )
        assert isinstance(known, Person)
        for handle, part in (("ann-price", "desk"), ("bea-malik", "cover")):
            front_rota.give(
                association="redland",
                office=self.office,
                handle=handle,
                part=part,
                from_at=cast.t("Tuesday 2026-04-07 09:00"),
                to_at=cast.t("Tuesday 2026-04-07 17:00"),
                by="ann-price",
                at=now,
            )
        with tenancy.association(self.here):
            Resource.objects.create(
                association=self.here, kind="room", name="Room 1", apart=True, seats=4, features=["step-free"]
            )
        self.door = self.address("check-in")
        self.screen = self.address("screen")

    @property
    def office(self) -> str:
        return cast.rulebook("redland").association.offices[0].slug

    def address(self, purpose: str) -> str:
        made = tablets.open_for(
            association="redland", office=self.office, purpose=purpose, by="ann-price", at=cast.t(TEN)
        )
        assert isinstance(made, Opened)
        route = "check-in" if purpose == "check-in" else "public-screen"
        return reverse(route, args=["redland", made.secret])

    def when_she_opens_reception_with_one_key(self, walk: Walk) -> None:
        walk.open("/sign-in")
        walk.page.get_by_label("Your short name, or your e-mail address").fill("ann-price")
        walk.page.get_by_label("Password").fill(cast.PASSWORD)
        walk.press("Sign in")
        if walk.scripted:
            walk.key("4")
            walk.page.wait_for_url("**/reception")
            walk.check()
        else:
            walk.open("/redland/reception")

    def when_somebody_known_comes_in(self, walk: Walk) -> None:
        if walk.scripted:
            walk.page.wait_for_load_state()
            walk.page.keyboard.type("okaf")
            expect(walk.page.get_by_label("Ngozi Okafor")).to_be_checked()
            walk.check()
            walk.page.keyboard.press("Enter")
        else:
            walk.page.get_by_label("Who is it?").fill("okaf")
            walk.page.keyboard.press("Enter")
            expect(walk.page.get_by_label("Ngozi Okafor")).to_be_checked()
            walk.press("They are here")
        waiting = walk.page.get_by_role("region", name="Who is waiting")
        expect(waiting).to_contain_text("Ngozi Okafor")
        expect(waiting).to_contain_text("by 10:10")
        expect(walk.page.get_by_text("Ticket 1. Tell them how long it takes: only a moment.")).to_be_visible()
        self.shot(walk, "arrived")
        walk.check()

    def when_a_stranger_checks_in_by_themselves(self, walk: Walk) -> None:
        walk.open(self.door)
        walk.page.get_by_label("Your name").fill("Tomasz Nowak")
        walk.page.get_by_label("I would like to talk in a private room").check()
        self.shot(walk, "door")
        walk.press("I am here")
        expect(walk.page.get_by_role("status")).to_have_text("2")
        assert "Nowak" not in walk.page.content()
        self.shot(walk, "number")
        walk.open("/redland/reception")
        said = walk.page.get_by_role("region", name="Who is waiting")
        expect(said).to_contain_text("Tomasz Nowak")
        expect(said).to_contain_text("Private room")
        expect(said).to_contain_text("Say hello, and ask how we can help.")

    def when_the_time_nears(self, walk: Walk, clock: Callable[[str], datetime]) -> None:
        clock("Tuesday 2026-04-07 10:09")
        walk.open("/redland/reception")
        said = walk.page.get_by_role("region", name="Who is waiting")
        expect(said).to_contain_text("Soon too long")
        expect(walk.page.get_by_text("If a wait grows: Bea Malik, until 17:00.")).to_be_visible()
        clock("Tuesday 2026-04-07 10:12")
        walk.open("/redland/reception")
        expect(said).to_contain_text("Say sorry for the wait, and offer something to drink.")
        self.shot(walk, "late")
        walk.open("/redland/reception?large=yes")
        self.shot(walk, "large")

    def then_the_waiting_room_sees_tickets_alone(self, walk: Walk) -> None:
        walk.open(self.screen)
        for name in ("Okafor", "Nowak"):
            assert name not in walk.page.content()
        expect(walk.page.get_by_role("rowheader", name="2")).to_be_visible()
        self.shot(walk, "screen")

    def when_the_first_is_seen_in_the_private_room(self, walk: Walk) -> None:
        walk.open("/redland/reception")
        walk.page.get_by_role("link", name="Tomasz Nowak", exact=True).click()
        walk.page.wait_for_load_state()
        walk.check()
        self.shot(walk, "visitor")
        walk.page.get_by_label("Where?", exact=True).select_option(label="Room 1, private")
        walk.press("They are seen now")
        expect(walk.page.get_by_role("region", name="Interview rooms")).to_contain_text("Taken until 10:42")
        self.shot(walk, "seen")

    def when_it_cannot_be_settled_they_leave_with_an_appointment(self, walk: Walk) -> None:
        walk.page.get_by_role("link", name="Not settled Tomasz Nowak").click()
        walk.page.wait_for_load_state()
        walk.page.get_by_label("What have you tried?").fill("Asked the council; nobody there until Thursday")
        walk.page.get_by_label("To the office on another day").check()
        walk.press("Make the next appointment")
        expect(walk.page.get_by_role("alert")).to_contain_text("They do not leave without the time")
        expect(walk.page.get_by_label("What have you tried?")).to_have_value(
            "Asked the council; nobody there until Thursday"
        )
        walk.check()
        self.shot(walk, "refused")
        unsettled = walk.page.locator("#unsettled")
        unsettled.get_by_label("With whom?").select_option(value="bea-malik")
        unsettled.get_by_label("Day", exact=True).fill("2026-04-09")
        unsettled.get_by_label("Time", exact=True).fill("11:00")
        walk.press("Make the next appointment")
        expect(walk.page.get_by_text("Thursday 9 April 2026")).to_be_visible()
        assert "Nowak" not in walk.text
        self.shot(walk, "slip")
        with tenancy.association(self.here):
            assert Booking.objects.get().starts_at == cast.t("Thursday 2026-04-09 11:00")
            assert Slot.objects.filter(booking=None).get().released_at is not None
            assert sorted(Ticket.objects.values_list("number", flat=True)) == [1, 2]

    def then_every_other_page_of_the_desk_is_sound(self, walk: Walk) -> None:
        for page in ("rota", "back"):
            walk.open(f"/redland/reception/{page}")
            self.shot(walk, page)
        walk.open("/redland/panic")
        self.shot(walk, "panic")
