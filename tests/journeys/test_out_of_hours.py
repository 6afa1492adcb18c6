"""The first hour of a morning: what came in the night, the machine gone through, slips typed in, the
rota mended.

On a telephone and at a desk; axe looks at every page.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from playwright.sync_api import expect

from kept.actions.bringing_calls import bring_calls
from kept.casework.callrecords import Call
from kept.store import tenancy
from kept.store.models import Association, Event, MachineRound, RotaShift
from tests import cast
from tests.journeys.conftest import Walk

SHEET = """Time: 23:10
Type: Emergency
Name: Mrs Okafor
Number: 07700 900123
Message: Water through the ceiling
Handler: Jo
Action: Rang the plumber
Outcome: sent

Time: 25:10
Name: Mr Lee
Message: Wants his officer to ring
"""


# These pages have no scripts of their own.
@pytest.mark.parametrize(("size", "walk"), [("telephone", "scripted"), ("desk", "scripted")], indirect=True)
@pytest.mark.django_db(transaction=True)
class TestOutOfHours:
    """One morning at Redland, of whoever leads there."""

    redland: Association

    def test_the_journey(self, walk: Walk, clock: Callable[[str], datetime]) -> None:
        self.given_calls_on_record(clock)
        self.when_she_comes_in(walk)
        self.when_she_takes_in_the_handlers_sheet(walk)
        self.when_she_goes_through_the_machine(walk)
        self.then_the_handover_says_what_came(walk)
        self.when_she_mends_the_rota(walk)
        self.when_she_types_the_slips(walk)
        self.then_the_figures_of_the_telephone_are_there(walk)

    def given_calls_on_record(self, clock: Callable[[str], datetime]) -> None:
        at = clock("Wednesday 2026-04-08 09:10")
        self.redland = cast.association("redland")
        cast.member(self.redland, "ann", "manager")
        cast.member(self.redland, "bea", "officer")
        begin = cast.t("Tuesday 2026-04-07 09:00")
        calls = [
            Call(
                f"exchange:{n}",
                (rang := begin + timedelta(minutes=7 * n)),
                ("answered", "answered", "answered", "abandoned")[n % 4],
                rang + timedelta(seconds=5 + n % 17),
                rang + timedelta(seconds=200),
                office="main",
            )
            for n in range(60)
        ]
        bring_calls(calls=calls, association=self.redland, by="import", at=at)

    def when_she_comes_in(self, walk: Walk) -> None:
        walk.open("/redland/night")
        walk.page.get_by_label("Your short name, or your e-mail address").fill("ann")
        walk.page.get_by_label("Password").fill(cast.PASSWORD)
        walk.press("Sign in")
        expect(walk.page.get_by_role("heading", level=1)).to_have_text("While we were closed")
        assert "Nobody is on the rota" in walk.text

    def when_she_takes_in_the_handlers_sheet(self, walk: Walk) -> None:
        walk.press("Handler’s sheet", role="link")
        walk.page.get_by_label("Or paste what the handler sent").fill(SHEET)
        walk.press("Take it in")
        # What can be read is on record, and what cannot is on the page to be put right.
        assert "“25:10” is no time." in walk.text
        box = walk.page.get_by_label("Or paste what the handler sent")
        assert "Okafor" not in box.input_value()
        box.fill(box.input_value().replace("25:10", "06:10"))
        walk.press("Take it in")
        expect(walk.page.get_by_role("heading", level=1)).to_have_text("While we were closed")

    def when_she_goes_through_the_machine(self, walk: Walk) -> None:
        walk.press("Answering machine", role="link")
        line = walk.page.get_by_role("row").filter(has_text=re.compile("09:00.*First thing", re.DOTALL)).first
        line.get_by_label("How many does it show?").fill("2")
        line.get_by_role("button").click()
        walk.page.wait_for_load_state()
        walk.check()
        walk.press("Close the round")
        assert "have not been heard. Listen first" in walk.text
        walk.page.get_by_label("At", exact=True).fill("19:40")
        walk.page.get_by_label("Left on").fill("2026-04-07")
        walk.page.get_by_label("Who left it?").fill("Mr Adeyemi")
        walk.page.get_by_label("Who deals with it?").select_option(label="Bea")
        walk.press("Save, next message")
        walk.press("Nobody spoke")
        walk.press("Close the round")
        assert "Everything on the machine was heard." in walk.text
        with tenancy.association(self.redland):
            assert MachineRound.objects.get().closed_by == "ann"
            left = Event.objects.get(kind="message.left", via="form")
            assert left.happened_at == cast.t("Tuesday 2026-04-07 19:40")
            assert left.facts["out_of_hours"] is True

    def then_the_handover_says_what_came(self, walk: Walk) -> None:
        walk.press("While we were closed", role="link")
        for words in ("Mrs Okafor", "Rang the plumber", "Mr Lee", "Mr Adeyemi"):
            assert words in walk.text

    def when_she_mends_the_rota(self, walk: Walk) -> None:
        walk.press("Rotas", role="link")
        walk.page.get_by_label("Which colleague?").select_option(label="Bea")
        walk.page.get_by_label("From which day?").fill("2026-04-08")
        walk.page.get_by_label("Until which day?").fill("2026-04-09")
        walk.press("Put them on")
        assert "17:00 on Wednesday 8 April to 09:00 on Thursday 9 April" in walk.text
        walk.page.locator(".govuk-details__summary").first.click()
        walk.press("Take it off")
        assert "Then nobody would be on from 17:00 on Wednesday 8 April" in walk.text
        with tenancy.association(self.redland):
            assert RotaShift.objects.count() == 1

    def when_she_types_the_slips(self, walk: Walk) -> None:
        walk.open("/redland/paper")
        assert "Whom to ring" in walk.text
        assert "999" in walk.text
        walk.press("Catch up", role="link")
        for number, (time, who) in enumerate((("08:40", "Ms Begum"), ("08:55", "Mr Cole")), 1):
            walk.page.locator(f"#at-{number}").fill(time)
            walk.page.locator(f"#who-{number}").fill(who)
            walk.page.locator(f"#about-{number}").fill("The lift")
        walk.press("Put the slips on record")
        assert "2 slips are on record. Nobody was written to." in walk.text
        with tenancy.association(self.redland):
            grades = set(Event.objects.filter(via="catch-up").values_list("grade", flat=True))
            assert grades == {"staff-later"}

    def then_the_figures_of_the_telephone_are_there(self, walk: Walk) -> None:
        walk.open("/redland/phones")
        assert "By the hour" in walk.text
        walk.press("How many people must answer to keep the promise?", role="link")
        expect(walk.page.get_by_role("heading", level=1)).to_have_text("How many people must answer?")
