"""Are the lists of bank holidays right, and do they reach far enough ahead?

Every year is compared with an independent list. When next year's is missing: take the dates from
https://www.gov.uk/bank-holidays, add them to policies/holidays/england.yaml and scotland.yaml with the day on
which they were announced, move `to:` on, and load the rulebooks again; dates that were provisional are then
counted anew.
"""

from __future__ import annotations

from datetime import date, timedelta

import holidays
import pytest

from kept.rulebook import load_folder, policies_folder
from kept.workclock import Calendar, Holiday

NATIONS = {"england": ("karin", "ENG"), "scotland": ("moray", "SCT")}
YEARS = range(2016, 2029)
SPECIAL = {
    date(2020, 5, 8): date(2019, 6, 14),
    date(2022, 6, 2): date(2020, 11, 12),
    date(2022, 6, 3): date(2020, 11, 12),
    date(2022, 9, 19): date(2022, 9, 10),
    date(2023, 5, 8): date(2022, 11, 6),
    date(2026, 6, 15): date(2026, 2, 4),
}


def calendar_of(nation: str) -> Calendar:
    return load_folder(policies_folder() / NATIONS[nation][0]).calendar_for(None)


@pytest.fixture(scope="module", params=sorted(NATIONS))
def nation(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def listed(nation: str) -> tuple[Holiday, ...]:
    return calendar_of(nation).holidays


@pytest.mark.parametrize("year", YEARS)
def test_holidays_of_a_year_are_those_of_the_independent_list(
    nation: str, listed: tuple[Holiday, ...], year: int
) -> None:
    others = holidays.country_holidays("GB", subdiv=NATIONS[nation][1], years=year)
    assert [each.day for each in listed if each.day.year == year] == [
        day for day in sorted(others) if day.weekday() < 5
    ]


def test_no_holiday_is_at_a_weekend(listed: tuple[Holiday, ...]) -> None:
    assert [each for each in listed if each.day.weekday() >= 5] == []


def test_holidays_of_one_occasion_have_the_day_of_their_announcement(listed: tuple[Holiday, ...]) -> None:
    found = {each.day: each.announced for each in listed if each.day in SPECIAL}
    assert len(found) >= 5
    for day, announced in found.items():
        assert SPECIAL[day] - timedelta(days=7) <= announced <= SPECIAL[day]


def test_ordinary_holidays_were_known_long_before(listed: tuple[Holiday, ...]) -> None:
    ordinary = [each for each in listed if each.day not in SPECIAL]
    assert all(each.day - each.announced >= timedelta(days=365) for each in ordinary)


def test_scotland_alone_had_a_holiday_for_the_world_cup() -> None:
    day = date(2026, 6, 15)
    assert [each.name for each in calendar_of("scotland").holidays if each.day == day] == [
        "World Cup bank holiday"
    ]
    assert [each for each in calendar_of("england").holidays if each.day == day] == []


def test_list_reaches_to_the_end_of_next_year(nation: str) -> None:
    # The one test that reads the calendar on the wall: it is there to fail in good time.
    next_year = date.today().year + 1  # noqa: DTZ011
    last = calendar_of(nation).last
    assert last >= date(next_year, 12, 31), f"The bank holidays of {next_year} are missing. {__doc__}"
