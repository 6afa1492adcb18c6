"""The law beside the policy, and policies side by side, as people who work there see them."""

from __future__ import annotations

import html
import re
import shutil
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.test import Client

from kept.actions import policies
from kept.commands.policy_compare import NoSuchVersion, version_on
from kept.rulebook import policies_folder
from kept.store.models import Association
from tests import cast


@pytest.fixture
def magna(db: None, clock: object) -> Client:
    """A receptionist at Magna, on 8 April 2026."""
    return cast.client(cast.member(cast.association("magna"), "mona", "receptionist"))


def words(browser: Client, address: str, status: int = 200) -> str:
    response = browser.get(address)
    assert response.status_code == status
    page = html.unescape(response.content.decode())
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.split("<main", 1)[1]))


def test_the_law_stands_beside_the_policy_with_its_days(magna: Client) -> None:
    page = words(magna, "/magna/clauses/law?on=2026-11-26")
    assert "For what begins from Thursday 26 November 2026." in page
    assert "The policy: Own information supplied, 40 days" in page
    assert (
        "The last day of January (10:00 on Sunday 31 January 2027): the law asks for it by the end of Sunday "
        "28 February 2027, the policy by the end of Friday 12 March 2027." in page
    )
    assert "What is done here: No money is asked for." in page
    assert "Where what comes as “Letter received” turns out to be this." in page
    timeless = page.split("What the law asks without a time", 2)[2].split("Coming into force", 1)[0]
    assert "law:stairs-1" in timeless
    assert "It binds what begins from Thursday 1 October 2026." in timeless
    coming = page.split("A law binds what begins on its day or later", 1)[1]
    assert coming.index("30 November 2026") < coming.index("law:aw-s1-p2") < coming.index("1 April 2027")


def test_what_has_no_time_is_coming_until_its_day(magna: Client) -> None:
    page = words(magna, "/magna/clauses/law?on=2026-09-30")
    assert "law:stairs-1" in page.split("A law binds what begins on its day or later", 1)[1]
    said = words(magna, "/magna/clauses/law:stairs-1")
    assert "It binds what begins from Thursday 1 October 2026." in said


def test_a_clause_that_the_law_forbids_says_so_on_its_page(magna: Client) -> None:
    page = words(magna, "/magna/clauses/magna:10.3.1")
    assert "In conflict with the law law:sar-free No money is asked for." in page
    assert "In conflict" not in words(magna, "/magna/clauses/magna:5.1.1")


def test_a_day_that_is_none_keeps_what_was_typed(magna: Client) -> None:
    page = magna.get("/magna/clauses/law?on=tomorrow")
    assert page.status_code == 400
    text = page.content.decode()
    assert 'value="tomorrow"' in text
    assert "This is no date." in text
    assert "list of bank holidays begins" in words(magna, "/magna/clauses/law?on=1990-01-01", 400)


def test_policies_side_by_side(magna: Client) -> None:
    all_of_them = words(magna, "/magna/clauses/compare")
    assert "Kindest to the customer" in all_of_them
    assert "redland:2.4.8" in all_of_them
    assert "Called back: “promptly”, counted as 1 office hour Vague redland:2.8.1.16" in all_of_them
    page = magna.get("/magna/clauses/compare?with=redland").content.decode()
    assert 'href="/magna/clauses/magna:3.6.1"' in page
    assert 'href="/magna/clauses/redland' not in page
    assert "Christmas Eve (15:00 on Thursday 24 December 2026)" in page
    assert magna.get("/magna/clauses/compare?with=nobody").status_code == 404


def test_an_earlier_version_of_ours_is_told_by_what_changed(magna: Client, tmp_path: Path) -> None:
    home = tmp_path / "policies"
    shutil.copytree(policies_folder(), home)
    for name, was, now in (
        ("association.yaml", "starts_on: ", "starts_on: 2026-04-01 # "),
        ("clauses/05-letters.yaml", "within: 5 working days", "within: 3 working days"),
    ):
        path = home / "magna" / name
        path.write_text(path.read_text().replace(was, now, 1))
    policies.load(folder=home / "magna", by="kept", at=cast.t("Tuesday 2026-04-07 09:00"))
    here = Association.objects.get(slug="magna")
    before, after = (version_on(here, day) for day in (date(2026, 3, 31), date(2026, 4, 1)))
    assert (before.starts_on < after.starts_on, after.starts_on) == (True, date(2026, 4, 1))
    first = before.starts_on
    assert f"Our version from {first:%A} {first.day} {first:%B %Y}" in words(magna, "/magna/clauses/compare")
    page = words(magna, f"/magna/clauses/compare?with={first.isoformat()}")
    assert "Letter answered: 5 working days becomes 3." in page
    with pytest.raises(NoSuchVersion, match="The first version of magna is in force from"):
        version_on(here, first - timedelta(days=1))
