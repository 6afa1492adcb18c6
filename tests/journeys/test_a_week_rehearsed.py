"""Somebody tries Kept out: one click as an officer, the Desk, two weeks later, and what became of it."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import expect

from kept.config import middleware, moment
from kept.store import moment as clock_of_the_store
from kept.store import rehearsal
from kept.store.models import Rehearsal
from tests import cast
from tests.journeys.conftest import Walk

AT = cast.t("Wednesday 2026-04-08 12:00")


@pytest.mark.django_db(transaction=True)
def test_a_week_is_rehearsed_by_two_clicks(
    walk: Walk, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    given_a_demonstration_with_a_letter_on_the_desk(settings, monkeypatch)
    when_somebody_looks_in_as_an_officer(walk)
    then_the_letter_is_still_to_be_answered(walk)
    when_two_weeks_go_by(walk)
    then_the_letter_is_late_and_the_time_is_told(walk)


def given_a_demonstration_with_a_letter_on_the_desk(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.DEMONSTRATION = True
    monkeypatch.setattr(clock_of_the_store, "real", lambda: AT)
    monkeypatch.setattr(middleware, "now", moment.now)
    monkeypatch.setattr(rehearsal, "_known", rehearsal._Known())
    karin = cast.association("karin")
    ann = cast.member(karin, "ann", "officer")
    Rehearsal.objects.create(seed=1, built_for=AT.date(), whole_at=AT)
    cast.told(karin, ann, "letter.received", "Tuesday 2026-04-07 10:00", from_name="Ms Okafor", urgent=False)


def when_somebody_looks_in_as_an_officer(walk: Walk) -> None:
    walk.open("/sign-in")
    walk.page.get_by_role("group", name="Karin Housing Association").get_by_role("button").first.click()
    walk.page.wait_for_load_state()
    walk.check()


def then_the_letter_is_still_to_be_answered(walk: Walk) -> None:
    assert "Ms Okafor" in walk.text
    assert "Late" not in walk.text
    expect(walk.page.get_by_role("region", name="Demonstration")).to_contain_text(
        "Wednesday 8 April 2026, 12:00"
    )


def when_two_weeks_go_by(walk: Walk) -> None:
    walk.press("a week")
    walk.press("a week")


def then_the_letter_is_late_and_the_time_is_told(walk: Walk) -> None:
    assert "Late" in walk.text
    expect(walk.page.get_by_role("region", name="Demonstration")).to_contain_text(
        "Wednesday 22 April 2026, 12:00"
    )
