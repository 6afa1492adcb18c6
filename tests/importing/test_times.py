"""A time in a file is one instant, or there is a sentence why not."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from kept.importing.times import END, FIRST, SECOND, TimeFault, Times, format_fault

LONDON = ZoneInfo("Europe/London")


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)  # type: ignore[misc]


@pytest.mark.parametrize(
    ("text", "instant"),
    [
        ("2017-12-27T13:36:22", utc(2017, 12, 27, 13, 36, 22)),
        ("2018-06-27 13:36", utc(2018, 6, 27, 12, 36)),
        ("2018-06-27T13:36:00+05:00", utc(2018, 6, 27, 8, 36)),
        ("2018-06-27T13:36:00Z", utc(2018, 6, 27, 13, 36)),
        ("2018-06-27", utc(2018, 6, 26, 23, 0)),
    ],
)
def test_wall_time_is_that_of_the_zone_and_an_offset_is_obeyed(text: str, instant: datetime) -> None:
    assert Times(LONDON).read(text) == instant


def test_formats_are_tried_in_turn() -> None:
    times = Times(LONDON, ("%d/%m/%Y %H:%M", "%d.%m.%y"))
    assert times.read("07/04/2026 16:10") == utc(2026, 4, 7, 15, 10)
    assert times.read("07.04.26") == utc(2026, 4, 6, 23, 0)
    with pytest.raises(TimeFault, match=r"which is not written as “%d/%m/%Y %H:%M” or “%d\.%m\.%y”"):
        times.read("2026-04-07")


def test_a_date_alone_is_its_beginning_or_its_end() -> None:
    assert Times(LONDON, date_means=END).read("2018-06-27") == utc(2018, 6, 27, 22, 59, 59)
    assert Times(LONDON, date_means=END).read("2018-06-27T10:00") == utc(2018, 6, 27, 9, 0)


def test_an_hour_that_never_was_is_refused() -> None:
    with pytest.raises(TimeFault) as caught:
        Times(LONDON).read("2018-03-25T01:30:00")
    assert str(caught.value) == (
        "is 01:30 on Sunday 25 March 2018, which never was: the clocks went forward over it. Check the hour."
    )


def test_an_hour_that_came_twice_is_refused_unless_the_mapping_says_which() -> None:
    with pytest.raises(TimeFault, match="came twice as the clocks went back"):
        Times(LONDON).read("2018-10-28T01:30:00")
    assert Times(LONDON, ambiguous=FIRST).read("2018-10-28T01:30:00") == utc(2018, 10, 28, 0, 30)
    assert Times(LONDON, ambiguous=SECOND).read("2018-10-28T01:30:00") == utc(2018, 10, 28, 1, 30)
    assert Times(LONDON).read("2018-10-28T01:30:00+01:00") == utc(2018, 10, 28, 0, 30)


@pytest.mark.parametrize(
    "text", ["0001-01-01T00:00:00", "9999-12-31T23:59:59", "1899-12-31", "9999-12-31T23:59:59-12:00"]
)
def test_absurd_years_are_refused(text: str) -> None:
    with pytest.raises(TimeFault, match=r"is in the year \d+\. Check the year\."):
        Times(LONDON).read(text)


@pytest.mark.parametrize(
    "text", ["yesterday", "2017-02-29", "2017-13-01T00:00", "٢٠١٧-12-27", "x" * 100_000, "2017-12-27T25:00"]
)
def test_what_is_no_time_is_quoted_shortly(text: str) -> None:
    with pytest.raises(TimeFault, match="which is not a time such as") as caught:
        Times(LONDON).read(text)
    assert len(str(caught.value)) < 200


@pytest.mark.parametrize("written", ["%H:%M", "%d/%m", "%Y-%W", "%Q", "", "%Y-%j %"])
def test_a_format_needs_a_whole_date(written: str) -> None:
    assert format_fault(written)


@pytest.mark.parametrize(
    "written", ["%d/%m/%Y %H:%M:%S", "%d %B %Y", "%Y%m%d%H%M", "%m/%d/%y %I:%M %p", "%Y-%m-%dT%H:%M:%S%z"]
)
def test_usual_formats_are_taken(written: str) -> None:
    assert format_fault(written) is None
