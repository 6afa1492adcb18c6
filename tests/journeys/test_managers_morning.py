"""A manager comes in, reads the morning page, hands on what somebody who rang in sick has, thinks again, and
says why a promise was not kept.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from playwright.sync_api import expect

from kept.actions.absences import tell as tell_away
from kept.actions.sweeping import sweep
from kept.store import tenancy
from kept.store.models import Association, Clock, Event, Heartbeat, Thread
from tests import cast
from tests.journeys.conftest import Walk

MORNING = "Wednesday 2026-04-22 08:30"


@pytest.mark.django_db(transaction=True)
class TestManagersMorning:
    """Bea is ill, and has two letters that run out today and one that ran out last night."""

    karin: Association
    late: str
    today: list[str]

    def test_the_journey(self, walk: Walk, clock: Callable[[str], datetime]) -> None:
        self.given_a_colleague_who_rang_in_sick(clock)
        self.when_she_opens_the_morning(walk)
        self.then_it_says_what_she_has_to_know(walk)
        self.when_she_goes_to_what_runs_out_today(walk)
        self.when_she_hands_it_to_cem(walk)
        self.then_it_is_his(walk)
        self.when_she_takes_it_back(walk)
        self.when_she_says_why_the_other_was_not_kept(walk)
        self.then_it_is_counted_and_still_broken(walk)
        self.then_nobody_elses_figures_are_open_to_an_officer(walk)

    def given_a_colleague_who_rang_in_sick(self, clock: Callable[[str], datetime]) -> None:
        at = clock(MORNING)
        self.karin = cast.association("karin")
        cast.member(self.karin, "mia", "manager", team="housing")
        bea = cast.member(self.karin, "bea", "officer", team="housing")
        cast.member(self.karin, "cem", "officer", team="housing")
        letter = {"urgent": False}
        self.late = cast.told(
            self.karin, bea, "letter.received", "Friday 2026-04-10 10:00", from_name="Ms Okafor", **letter
        )
        self.today = [
            cast.told(
                self.karin,
                bea,
                "letter.received",
                f"Monday 2026-04-13 1{n}:00",
                from_name="Mr Bell",
                **letter,
            )
            for n in range(2)
        ]
        told = tell_away(
            association=self.karin, handle="bea", from_at=at, to_at=None, covered_by=None, by="mia", at=at
        )
        assert not hasattr(told, "sentence"), told
        sweep(at=at)
        Heartbeat.objects.update_or_create(name="worker", defaults={"beat_at": at - timedelta(seconds=5)})

    def when_she_opens_the_morning(self, walk: Walk) -> None:
        walk.open("/karin/morning")
        walk.page.get_by_label("Your short name, or your e-mail address").fill("mia")
        walk.page.get_by_label("Password").fill(cast.PASSWORD)
        walk.press("Sign in")
        expect(walk.page).to_have_url(re.compile(r"/karin/morning$"))

    def then_it_says_what_she_has_to_know(self, walk: Walk) -> None:
        assert "New since yesterday morning: 1. Still to do, old and new: 1." in walk.text
        assert "2 to do by tonight." in walk.text
        assert "Bea. Away. Mia answers." in walk.text
        assert "1 customer was let down and has not heard why." in walk.text
        assert "No safety alarm in the last day." in walk.text

    def when_she_goes_to_what_runs_out_today(self, walk: Walk) -> None:
        walk.page.get_by_role("link", name="Open Runs out today").click()
        expect(walk.page.get_by_role("heading", level=1)).to_have_text("Team board")
        walk.check()
        assert "2 run out today." in walk.text
        row = walk.page.get_by_role("row").filter(has=walk.page.get_by_role("rowheader", name="Bea"))
        expect(row.first).to_contain_text("Away. Mia answers.")

    def when_she_hands_it_to_cem(self, walk: Walk) -> None:
        walk.press("Hand over")
        assert "Choose at least one contact from the list." in walk.text
        if walk.scripted:
            # Down to the first row, chosen by a key, and so the second.
            for _ in self.today:
                walk.key("j")
                walk.key("z")
            expect(walk.page.locator("[data-chosen]")).to_have_text("2 chosen.")
        else:
            for ref in self.today:
                walk.page.get_by_label(f"Choose {ref}").check()
        walk.page.get_by_label("Who has them from here?").select_option(label="Cem: 0 open")
        walk.press("Hand over")
        expect(walk.page.get_by_role("heading", level=1)).to_have_text("Handed over")

    def then_it_is_his(self, walk: Walk) -> None:
        assert "2 went to Cem." in walk.text
        assert self._owners() == ["cem", "cem"]

    def when_she_takes_it_back(self, walk: Walk) -> None:
        walk.press("Take it back")
        assert "2 are back." in walk.text
        assert self._owners() == ["bea", "bea"]
        walk.press("Back to the team board", role="link")

    def when_she_says_why_the_other_was_not_kept(self, walk: Walk) -> None:
        walk.press("Late without a reason", role="link")
        assert "1 was not kept in the last four weeks, and nobody has said why." in walk.text
        walk.page.get_by_label(f"Choose {self.late}").check()
        walk.page.get_by_label("The reason that weighed most").select_option("holiday_not_covered")
        walk.press("Give this reason")
        assert "1 has its reason." in walk.text
        assert "This list is empty" in walk.text

    def then_it_is_counted_and_still_broken(self, walk: Walk) -> None:
        with tenancy.association(self.karin):
            assert Event.objects.get(kind="breach.explained").facts == {"why": "holiday_not_covered"}
            assert Clock.objects.get(thread__ref=self.late, promise="karin:letters.1").verdict == "broken"
        walk.open("/karin/performance/karin:letters.1")
        assert "Leave or sickness without cover" in walk.text
        walk.open(f"/karin/thread/{self.late}")
        assert "Leave or sickness without cover" in walk.text
        walk.open("/karin/odd")
        assert "Nothing to ask about" in walk.text

    def then_nobody_elses_figures_are_open_to_an_officer(self, walk: Walk) -> None:
        walk.press("Sign out")
        walk.open("/karin/board?team=housing")
        walk.page.get_by_label("Your short name, or your e-mail address").fill("cem")
        walk.page.get_by_label("Password").fill(cast.PASSWORD)
        walk.press("Sign in")
        assert "shown to them and to whoever leads the team" in walk.text
        assert "Hand over those chosen" not in walk.text
        walk.press("My own figures", role="link")
        assert "Only you and whoever leads your team see this page." in walk.text

    def _owners(self) -> list[str]:
        with tenancy.association(self.karin):
            rows = Thread.objects.filter(ref__in=self.today).select_related("owner")
            return [each.owner.handle for each in rows if each.owner]
