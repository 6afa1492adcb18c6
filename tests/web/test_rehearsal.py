"""A demonstration is tried as any role, and its time moves on; where things are real there is neither."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from kept.actions import rehearsing
from kept.casework import Refused
from kept.casework.permissions import ROLES
from kept.config import middleware, moment
from kept.store import moment as clock_of_the_store
from kept.store import rehearsal, tenancy
from kept.store.models import Account, Association, Clock, Rehearsal
from tests import cast

WALL = "Wednesday 2026-04-08 12:00"


@pytest.fixture
def rehearsing_here(
    karin: Association, ann: Account, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> datetime:
    """Karin is a demonstration; the machine's own time is Wednesday noon."""
    at = cast.t(WALL)
    settings.DEMONSTRATION = True
    Rehearsal.objects.create(seed=1, built_for=at.date(), whole_at=at)
    monkeypatch.setattr(clock_of_the_store, "real", lambda: at)
    monkeypatch.setattr(middleware, "now", moment.now)
    monkeypatch.setattr(rehearsal, "_known", rehearsal._Known())
    for role in ROLES:
        cast.member(karin, f"{role}-one", role)
    return at


def as_role(browser: Client, role: str, place: str = "karin") -> Any:
    return browser.post(reverse("sign-in-as-role"), {"place": place, "role": role})


def move(browser: Client, step: str, back: str = "/karin/desk") -> Any:
    return browser.post(reverse("rehearse-move"), {"step": step, "back": back, "place": "karin"})


@pytest.mark.parametrize("role", sorted(ROLES))
def test_one_click_signs_in_as_that_role(rehearsing_here: datetime, role: str) -> None:
    browser = Client()
    response = as_role(browser, role)
    assert response.status_code == 302
    assert response["Location"].startswith("/karin/")
    page = browser.get(response["Location"])
    assert page.status_code == 200
    assert "Demonstration" in page.content.decode()


def test_the_sign_in_page_has_a_button_for_each_role(rehearsing_here: datetime) -> None:
    shown = Client().get(reverse("sign-in")).content.decode()
    for role in ROLES.values():
        assert f'name="role" value="{role.slug}"' in shown
    assert "Karin Housing Association" in shown


@pytest.mark.parametrize("told", [("karin", "wizard"), ("nowhere", "officer"), ("", "")])
def test_a_role_that_nobody_has_leads_back_to_the_sign_in(rehearsing_here: datetime, told: Any) -> None:
    browser = Client()
    place, role = told
    assert as_role(browser, role, place)["Location"] == reverse("sign-in")
    assert browser.get("/karin/desk").status_code == 302


def test_a_link_signs_nobody_in_and_moves_no_time(rehearsing_here: datetime) -> None:
    browser = Client()
    assert browser.get(reverse("sign-in-as-role"))["Location"] == reverse("sign-in")
    as_role(browser, "officer")
    assert browser.get(reverse("rehearse-move"))["Location"] == reverse("home")
    assert Rehearsal.objects.get().moved_seconds == 0


def test_without_the_token_of_the_form_nothing_happens(rehearsing_here: datetime) -> None:
    browser = Client(enforce_csrf_checks=True)
    assert as_role(browser, "officer").status_code == 403
    assert browser.get("/karin/desk").status_code == 302


@pytest.mark.parametrize(
    ("step", "then"),
    [
        ("hour", "Wednesday 2026-04-08 13:00"),
        ("morning", "Thursday 2026-04-09 08:55"),
        ("day", "Thursday 2026-04-09 12:00"),
        ("week", "Wednesday 2026-04-15 12:00"),
    ],
)
def test_time_moves_on_by_the_step_and_every_page_tells_it(
    rehearsing_here: datetime, step: str, then: str
) -> None:
    browser = Client()
    as_role(browser, "officer")
    assert move(browser, step)["Location"] == "/karin/desk"
    assert moment.now() == cast.t(then)
    shown = browser.get("/karin/desk").content.decode()
    assert f"{cast.t(then).astimezone(cast.LONDON):%H:%M}" in shown


def test_what_falls_due_on_the_way_is_judged_at_once(
    rehearsing_here: datetime, karin: Association, letter: str
) -> None:
    def verdict() -> str:
        with tenancy.association(karin):
            return Clock.objects.get(promise="karin:letters.1", thread__ref=letter).verdict

    browser = Client()
    as_role(browser, "officer")
    assert verdict() == "running"
    move(browser, "week")
    move(browser, "week")
    assert verdict() == "broken"


def test_nobody_is_signed_out_by_moved_time(rehearsing_here: datetime) -> None:
    browser = Client()
    as_role(browser, "manager")
    for _ in range(3):
        move(browser, "week")
    assert browser.get("/karin/desk").status_code == 200


def test_time_never_goes_back_or_far(rehearsing_here: datetime) -> None:
    for onwards in (timedelta(), -timedelta(days=1), timedelta(days=15)):
        done = rehearsing.move(onwards=onwards, by="ann", at=rehearsing_here)
        assert isinstance(done, Refused)
    browser = Client()
    as_role(browser, "officer")
    move(browser, "yesterday")
    assert moment.now() == rehearsing_here


def test_nobody_is_led_elsewhere_after_moving(rehearsing_here: datetime) -> None:
    browser = Client()
    as_role(browser, "officer")
    assert move(browser, "hour", "https://elsewhere.example/")["Location"] == reverse("home")


def test_where_things_are_real_there_is_no_such_page(karin: Association, ann: Account, settings: Any) -> None:
    assert as_role(Client(), "officer").status_code == 404
    assert Client().get(reverse("sign-in-as-role")).status_code == 404
    assert move(cast.client(ann), "week").status_code == 404
    assert "Try it as" not in Client().get(reverse("sign-in")).content.decode()
    assert "Demonstration" not in cast.client(ann).get("/karin/desk").content.decode()
    # Nor does the word of the environment alone make one of it.
    settings.DEMONSTRATION = True
    assert as_role(Client(), "officer").status_code == 404
    assert move(cast.client(ann), "week").status_code == 404


def test_a_demonstration_that_was_cut_short_is_none(
    karin: Association, ann: Account, settings: Any, clock: Callable[[str], datetime]
) -> None:
    settings.DEMONSTRATION = True
    Rehearsal.objects.create(seed=1, built_for=timezone.localdate(cast.t(WALL)))
    assert as_role(Client(), "officer").status_code == 404
    done = rehearsing.move(onwards=timedelta(days=1), by="ann", at=cast.t(WALL))
    assert isinstance(done, Refused)
