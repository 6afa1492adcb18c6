"""What the telephone system recorded, counted by hour and office, with the promise's own verdicts beside
it.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from kept.actions.bringing_calls import bring_calls
from kept.casework.callrecords import Call
from kept.store import callrecords, tenancy
from kept.store.accounts import membership_of
from kept.store.callrecords import Asked
from kept.store.models import Association, Membership
from tests import cast

pytestmark = pytest.mark.django_db
NOW = cast.t("Wednesday 2026-04-08 12:00")
# Rang at, seconds until, what became of it, seconds spoken, line.
CALLS = [
    ("Tuesday 2026-04-07 09:05", 6, "answered", 100, "main"),
    ("Tuesday 2026-04-07 09:40", 30, "answered", 200, "main"),
    ("Tuesday 2026-04-07 09:50", 20, "abandoned", None, "main"),
    ("Tuesday 2026-04-07 14:20", 9, "answered", 300, "extension"),
    ("Tuesday 2026-04-07 19:20", 4, "machine", None, "main"),
    ("Wednesday 2026-04-08 09:10", 2, "busy", None, "main"),
]


def call(number: int, wall: str, wait: float, outcome: str, talk: float | None, line: str) -> Call:
    at = cast.t(wall)
    until = at + timedelta(seconds=wait)
    ended = until + timedelta(seconds=talk or 0)
    return Call(f"exchange:{number}", at, outcome, until, ended, talk, line, "switchboard", "SIP/101")


@pytest.fixture
def moray() -> Association:
    found = cast.association("moray")
    became = bring_calls(
        calls=[call(number, *each) for number, each in enumerate(CALLS)],
        association=found,
        by="import",
        at=NOW,
    )
    assert set(became) == {"taken"}
    return found


@pytest.fixture
def ann(moray: Association) -> Membership:
    account = cast.member(moray, "ann", "manager")
    with tenancy.association(moray):
        found = membership_of(account, on=date(2026, 4, 8))
    assert found is not None
    return found


def asked(**more: object) -> Asked:
    since: datetime = cast.t("Tuesday 2026-04-07 00:00")
    return Asked(since, cast.t("Thursday 2026-04-09 00:00"), **more)  # type: ignore[arg-type]


def test_calls_are_counted_by_the_local_hour_in_which_they_rang(moray: Association, ann: Membership) -> None:
    with tenancy.association(moray):
        hours = callrecords.by_hour(moray, ann, asked())
        assert {hour: each.calls for hour, each in hours.items()} == {9: 4, 14: 1, 19: 1}
        nine = hours[9]
        assert (nine.answered, nine.abandoned, nine.busy, nine.machine) == (2, 1, 1, 0)
        assert (nine.median_wait, nine.longest_wait, nine.median_patience) == (18, 30, 20)
        assert nine.mean_talk == 150


def test_they_can_be_narrowed_to_a_line_and_to_the_hours_that_are_open(
    moray: Association, ann: Membership
) -> None:
    with tenancy.association(moray):
        assert callrecords.together(moray, ann, asked(line="extension")).calls == 1
        assert callrecords.together(moray, ann, asked(closed=True)).machine == 1
        assert callrecords.together(moray, ann, asked(closed=False)).calls == 5
        assert callrecords.together(moray, ann, asked(office="main")) == callrecords.Counted()
        assert set(callrecords.by_office(moray, ann, asked())) == {"switchboard"}


def test_the_share_is_that_of_the_promises_own_clocks(moray: Association, ann: Membership) -> None:
    """Four rings are fifteen seconds at Moray, while the office is open, on the line that is named."""
    with tenancy.association(moray):
        rulebook = cast.rulebook("moray")
        promises = [each.clause for each in callrecords.promises_of(rulebook)]
        assert {"moray:4.2.1", "moray:4.2.21", "moray:4.2.22"} <= set(promises)
        kept = callrecords.kept_together(moray, ann, asked(), promises)
        assert (kept["moray:4.2.1"], kept["moray:4.2.22"]) == ((1, 4), (1, 1))
        assert callrecords.kept_by_hour(moray, ann, asked(), "moray:4.2.1") == {9: (1, 4)}
        assert callrecords.kept_by_office(moray, ann, asked(), "moray:4.2.1") == {"switchboard": (1, 4)}


def test_arrivals_are_told_by_half_hour_of_the_week(moray: Association, ann: Membership) -> None:
    with tenancy.association(moray):
        found = callrecords.arrivals(moray, ann, asked(closed=False))
        assert {key: (each.calls, each.mean_talk) for key, each in found.items()} == {
            (1, 18): (1, 100),
            (1, 19): (2, 200),
            (1, 28): (1, 300),
            (2, 18): (1, None),
        }


def test_each_is_one_query_besides_who_may_see_what(
    moray: Association, ann: Membership, django_assert_num_queries
) -> None:  # type: ignore[no-untyped-def]
    with tenancy.association(moray):
        callrecords.together(moray, ann, asked())
        for ask in (callrecords.together, callrecords.by_hour, callrecords.by_office, callrecords.arrivals):
            with django_assert_num_queries(1):
                list(
                    ask(moray, ann, asked())
                    if ask is not callrecords.together
                    else [ask(moray, ann, asked())]
                )
        with django_assert_num_queries(1):
            callrecords.kept_by_hour(moray, ann, asked(), "moray:4.2.1")


def test_another_association_sees_none_of_them(moray: Association) -> None:
    karin = cast.association("karin")
    account = cast.member(karin, "kim", "manager")
    with tenancy.association(karin):
        kim = membership_of(account, on=date(2026, 4, 8))
        assert kim is not None
        assert callrecords.together(karin, kim, asked()).calls == 0
