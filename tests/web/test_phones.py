"""How calls were answered, as pages: by hour and office, the calls behind a number, and how many must
answer.
"""

from __future__ import annotations

from datetime import timedelta

import pytest

from kept.actions.bringing_calls import bring_calls
from kept.casework.callrecords import Call
from kept.store.models import Association
from tests import cast

pytestmark = pytest.mark.django_db


def ring(
    number: int, wall: str, wait: float, outcome: str = "answered", talk: float = 120, line: str = "main"
):  # type: ignore[no-untyped-def]
    at = cast.t(wall)
    until = at + timedelta(seconds=wait)
    ended = until + timedelta(seconds=talk if outcome == "answered" else 0)
    return Call(f"exchange:{number}", at, outcome, until, ended, None, line, "main", "101")


@pytest.fixture
def wessex(db: None, clock) -> Association:  # type: ignore[no-untyped-def]
    found = cast.association("wessex")
    calls = [ring(n, f"Tuesday 2026-03-31 09:{n:02}", 6) for n in range(20)]
    calls += [ring(20, "Tuesday 2026-03-31 10:10", 40), ring(21, "Tuesday 2026-03-31 10:20", 25, "abandoned")]
    calls += [ring(22, "Tuesday 2026-03-31 22:20", 5, "machine")]
    bring_calls(calls=calls, association=found, by="import", at=cast.t("Wednesday 2026-04-01 02:00"))
    return found


def test_the_page_says_by_hour_what_was_answered_in_time_against_the_policys_own_share(wessex) -> None:  # type: ignore[no-untyped-def]
    browser = cast.client(cast.member(wessex, "ann", "manager"))
    page = browser.get("/wessex/phones?month=2026-03").content.decode()
    assert "20 of 22 calls" in page
    assert "95 %" in page
    assert "Missed" in page
    assert "09:00 to 10:00" in page
    assert 'class="bar-answered"' in page
    assert "/wessex/phones/calls?month=2026-03&amp;hours=open&amp;hour=10" in page
    everything = browser.get("/wessex/phones?month=2026-03&hours=both").content.decode()
    assert "22:00 to 23:00" in everything


def test_a_month_without_calls_says_how_they_come_in(wessex) -> None:  # type: ignore[no-untyped-def]
    browser = cast.client(cast.member(wessex, "ann", "receptionist"))
    page = browser.get(
        "/wessex/phones?month=1999-01&line=nothing&office=elsewhere&hours=never"
    ).content.decode()
    assert "No calls on record in April 2026" in page
    assert "kept import calls" in page


def test_a_number_leads_to_its_calls_and_these_to_their_contacts(wessex) -> None:  # type: ignore[no-untyped-def]
    browser = cast.client(cast.member(wessex, "ann", "receptionist"))
    page = browser.get("/wessex/phones/calls?month=2026-03&hour=10").content.decode()
    assert "2 calls, the latest first." in page
    assert "Rang off" in page
    assert "40 seconds (13.3 rings)" in page
    assert "/wessex/thread/" in page


def test_the_hours_leave_as_a_file(wessex) -> None:  # type: ignore[no-untyped-def]
    browser = cast.client(cast.member(wessex, "ann", "manager"))
    answer = browser.get("/wessex/phones.csv?month=2026-03")
    lines = b"".join(answer.streaming_content).decode("utf-8-sig").splitlines()
    assert lines[1] == "09:00,20,20,0,0,0,6.0,6.0"


def test_staffing_is_worked_out_from_whole_weeks_and_checked_before(wessex) -> None:  # type: ignore[no-untyped-def]
    browser = cast.client(cast.member(wessex, "ann", "manager"))
    page = browser.get("/wessex/phones/staffing?weeks=1").content.decode()
    # Twenty calls of two minutes in half an hour: 1.3 people busy, of whom four answer 95 % within 15
    # seconds.
    assert "20.0 calls, 96 % in time, busy 33 % of the time" in page
    assert "No calls on record in these weeks" not in page
    wrong = browser.get("/wessex/phones/staffing?share=100&weeks=0&within=x")
    assert wrong.status_code == 422
    said = wrong.content.decode()
    assert "nobody answers every call" in said
    assert "Look at 1 to 26 whole weeks." in said
    assert 'value="100"' in said


def test_pages_take_as_many_queries_for_many_calls_as_for_few(wessex, django_assert_max_num_queries) -> None:  # type: ignore[no-untyped-def]
    browser = cast.client(cast.member(wessex, "ann", "manager"))
    browser.get("/wessex/phones?month=2026-03")
    with django_assert_max_num_queries(24):
        browser.get("/wessex/phones?month=2026-03")
    with django_assert_max_num_queries(22):
        browser.get("/wessex/phones/calls?month=2026-03")
