"""Which days does a period of the figures cover?"""

from __future__ import annotations

from datetime import date

import pytest

from kept.web.performance.periods import FAR, Period

TODAY = date(2026, 4, 14)
GO_LIVE = date(2017, 12, 1)


def of(**query: str) -> Period:
    return Period.of(query, today=TODAY, go_live=GO_LIVE)


@pytest.mark.parametrize(
    ("slug", "since", "until", "words"),
    [
        ("this-month", date(2026, 4, 1), date(2026, 4, 30), "April 2026"),
        ("last-month", date(2026, 3, 1), date(2026, 3, 31), "March 2026"),
        ("quarter", date(2026, 4, 1), date(2026, 6, 30), "April 2026 to June 2026"),
        ("year", date(2026, 1, 1), date(2026, 12, 31), "2026"),
        ("all", GO_LIVE, FAR, "since Friday 1 December 2017, when counting began"),
        ("nonsense", GO_LIVE, FAR, "since Friday 1 December 2017, when counting began"),
    ],
)
def test_a_named_period_is_whole(slug: str, since: date, until: date, words: str) -> None:
    found = of(period=slug)
    assert (found.since, found.until, found.words, found.errors) == (since, until, words, ())


def test_last_month_in_january_lies_in_the_year_before() -> None:
    found = Period.of({"period": "last-month"}, today=date(2026, 1, 31), go_live=GO_LIVE)
    assert (found.since, found.until) == (date(2025, 12, 1), date(2025, 12, 31))


def test_the_last_quarter_of_a_leap_year_ends_with_december() -> None:
    found = Period.of({"period": "quarter"}, today=date(2028, 11, 30), go_live=GO_LIVE)
    assert (found.since, found.until) == (date(2028, 10, 1), date(2028, 12, 31))


def test_dates_of_ones_own_are_read_as_british_dates_too() -> None:
    found = of(period="custom", since="7/4/2026", until="2026-04-09")
    assert (found.since, found.until) == (date(2026, 4, 7), date(2026, 4, 9))
    assert found.query == "period=custom&since=2026-04-07&until=2026-04-09"


@pytest.mark.parametrize(
    ("since", "until", "sentence"),
    [
        ("", "2026-04-09", "Enter a date."),
        ("2026-02-30", "2026-04-09", "There is no such day. Check the day and the month."),
        ("0001-01-01", "2026-04-09", "The year must lie between 1900 and 2199. Check the year."),
        ("2026-04-09", "9999-12-31", "The year must lie between 1900 and 2199. Check the year."),
        ("2026-04-09", "2026-04-08", "The first day must not come after the last. Change one of them."),
    ],
)
def test_dates_that_cannot_be_read_say_so_and_stay_typed(since: str, until: str, sentence: str) -> None:
    found = of(period="custom", since=since, until=until)
    assert [each.sentence for each in found.errors] == [sentence]
    assert found.typed == (since, until)
