"""What a manager reads first thing: what came, what ran out, who is away; and what is worth a question."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime

import pytest

from kept.actions.absences import tell as tell_away
from kept.actions.sweeping import sweep
from kept.store import tenancy
from kept.store.models import Account, Association, Notice, OutsideCount
from tests import cast

MORNING = "Wednesday 2026-04-22 08:30"


@pytest.fixture
def team(karin: Association, clock: Callable[[str], datetime]) -> dict[str, Account]:
    """Mia leads the housing officers, Bea is one of them; Rob leads the repairs."""
    clock(MORNING)
    return {
        "mia": cast.member(karin, "mia", "manager", team="housing"),
        "bea": cast.member(karin, "bea", "officer", team="housing"),
        "rob": cast.member(karin, "rob", "manager", team="repairs"),
    }


def said(who: Account, address: str = "/karin/morning") -> str:
    page = cast.client(who).get(address).content.decode()
    return re.sub(r"<[^>]*>|\s+", " ", page[page.index("<main") : page.index("</main>")])


def parts(who: Account, address: str = "/karin/morning") -> dict[str, str]:
    """What each part says, by its id."""
    page = cast.client(who).get(address).content.decode()
    found = re.findall(r'<section[^>]*aria-labelledby="([a-z-]+)">(.*?)</section>', page, re.S)
    return {name: re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", inner)) for name, inner in found}


def letter(karin: Association, who: Account, wall: str, **facts: object) -> str:
    return cast.told(karin, who, "letter.received", wall, urgent=False, **facts)


def test_a_quiet_morning_says_what_is_as_it_should_be(team: dict[str, Account]) -> None:
    found = parts(team["mia"])
    assert set(found) == {"odd", "well"}
    for line in ("Nothing runs out today.", "Everybody is here.", "Nobody waits for an apology."):
        assert line in found["well"]


def test_everything_that_has_to_be_known(karin: Association, team: dict[str, Account]) -> None:
    bea = team["bea"]
    old = letter(karin, bea, "Friday 2026-04-10 10:00", from_name="Ms Okafor")  # ran out last night
    today = letter(karin, bea, "Monday 2026-04-13 10:00", from_name="Mr Bell")
    night = cast.told(karin, bea, "email.received", "Tuesday 2026-04-21 22:15", from_name="Ms Night")
    cast.told(karin, bea, "contact.chased", "Thursday 2026-04-16 10:00", thread=today)
    cast.told(karin, bea, "contact.chased", "Friday 2026-04-17 10:00", thread=today)
    adrift = cast.told(karin, bea, "compliment.received", "Monday 2026-04-20 10:00")
    sweep(at=cast.t(MORNING))
    found = parts(team["mia"])
    assert "New since yesterday morning: 1. Still to do, old and new: 1." in found["late"]
    assert old in found["late"]
    assert today in found["today"]
    assert night in found["overnight"]
    assert "since the office closed at 17:00 on Tuesday 21 April" in found["overnight"]
    assert old in found["put-right"]
    assert today in found["chased"]
    assert adrift in found["adrift"]
    assert "unexplained" in found
    assert "Everybody is here." in found["well"]
    # Another manager's morning is another one, and may be looked at.
    assert old not in said(team["rob"])
    assert old in said(team["rob"], "/karin/morning?team=housing")


def test_who_is_away_and_whether_anybody_answers(karin: Association, team: dict[str, Account]) -> None:
    tell_away(
        association=karin,
        handle="bea",
        from_at=cast.t("Wednesday 2026-04-22 00:00"),
        to_at=None,
        covered_by="mia",
        by="mia",
        at=cast.t(MORNING),
    )
    assert "Bea. Away. Mia answers." in parts(team["mia"])["away"]
    tell_away(
        association=karin,
        handle="rob",
        from_at=cast.t("Wednesday 2026-04-22 13:00"),
        to_at=cast.t("Thursday 2026-04-23 00:00"),
        by="rob",
        at=cast.t(MORNING),
    )
    assert "Rob. Away from 13:00." in parts(team["rob"])["away"]


def test_a_safety_alarm_of_the_night_comes_first_and_says_whether_anybody_answered(
    karin: Association, team: dict[str, Account]
) -> None:
    gas = cast.told(
        karin, team["bea"], "hazard.marked", "Wednesday 2026-04-22 02:10", what="gas", emergency=True
    )
    sweep(at=cast.t(MORNING))
    found = parts(team["mia"])
    assert next(iter(found)) == "alarms"
    assert f"{gas}. Nobody answered." in found["alarms"]
    cast.told(karin, team["bea"], "alarm.acknowledged", "Wednesday 2026-04-22 08:00", thread=gas)
    assert "Nobody answered" not in parts(team["mia"])["alarms"]


def test_what_one_was_told_and_what_others_counted_yesterday(
    karin: Association, team: dict[str, Account]
) -> None:
    yesterday, at = date(2026, 4, 21), cast.t(MORNING)
    with tenancy.association(karin):
        Notice.objects.create(
            association=karin, account=team["mia"], what="breach", key="one", said="A letter is late", at=at
        )
        OutsideCount.objects.create(
            association=karin,
            day=yesterday,
            source="mail-book",
            n=50,
            recorded=38,
            looked_at=at,
            told_at=at,
        )
    found = parts(team["mia"])
    assert "1 not read yet." in found["notices"]
    assert "Mail book: 38 of 50 are on record." in found["captured"]
    assert "notices" not in parts(team["rob"])


def test_only_whoever_leads_opens_it(team: dict[str, Account]) -> None:
    assert cast.client(team["bea"]).get("/karin/morning").status_code == 403


def test_odd_patterns_are_of_ones_own_people(
    karin: Association, team: dict[str, Account], clock: Callable[[str], datetime]
) -> None:
    for n in range(2):
        ref = letter(karin, team["bea"], f"Tuesday 2026-04-07 1{n}:00")
        cast.told(
            karin,
            team["bea"],
            "letter.answered",
            "Thursday 2026-04-09 10:00",
            thread=ref,
            recorded="Monday 2026-04-20 10:00",
        )
    page = said(team["mia"], "/karin/odd")
    assert "Bea recorded 2 of 2 answers after the time had passed, as given before." in page
    assert "no accusation" in page
    assert "1 thing in the last week to ask about." in parts(team["mia"])["odd"]
    other = said(team["rob"], "/karin/odd?team=housing")
    assert "Bea" not in other
    assert "This team is not yours to ask" in other
    assert "Nothing that" in said(team["rob"], "/karin/odd")
    director = cast.member(karin, "dora", "director")
    assert "Bea recorded 2 of 2" in said(director, "/karin/odd?team=housing")
    clock("Wednesday 2026-04-29 08:30")
    assert "Nothing to ask about" in said(team["mia"], "/karin/odd")
