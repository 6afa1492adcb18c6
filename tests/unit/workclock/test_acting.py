"""The last moment to act, by the office that keeps the promise."""

from __future__ import annotations

import pytest

from kept.workclock import Calendar, act_by

from .calendars import ENGLAND, MORAY, NIGHT, calendar, t

EASTER_TUESDAY, NINE = "Tuesday 2026-04-07 00:00", "Wednesday 2026-04-08 09:00"


@pytest.mark.parametrize(
    ("office", "start", "due", "at", "in_hours"),
    [
        (ENGLAND, "Tuesday 2026-04-07 10:00", "Friday 2026-04-17 00:00", "Thursday 2026-04-16 17:00", True),
        # Over Easter the last closing before Monday's midnight is Thursday's.
        (ENGLAND, "Thursday 2026-04-02 10:00", EASTER_TUESDAY, "Thursday 2026-04-02 17:00", True),
        # Not open in between: the due itself, out of hours.
        (ENGLAND, "Thursday 2026-04-02 17:00", EASTER_TUESDAY, EASTER_TUESDAY, False),
        (
            ENGLAND,
            "Saturday 2026-01-10 10:00",
            "Saturday 2026-01-10 10:05",
            "Saturday 2026-01-10 10:05",
            False,
        ),
        # Due while open, and exactly at closing and at opening.
        (ENGLAND, "Tuesday 2026-04-07 10:00", "Tuesday 2026-04-07 11:00", "Tuesday 2026-04-07 11:00", True),
        (ENGLAND, "Tuesday 2026-04-07 10:00", "Tuesday 2026-04-07 17:00", "Tuesday 2026-04-07 17:00", True),
        (
            ENGLAND,
            "Tuesday 2026-04-07 18:00",
            "Wednesday 2026-04-08 09:00",
            "Wednesday 2026-04-08 09:00",
            False,
        ),
        (ENGLAND, "Tuesday 2026-04-07 16:00", NINE, "Tuesday 2026-04-07 17:00", True),
        # Lunch, and the Friday that ends at one.
        (MORAY, "Friday 2026-03-06 10:00", "Saturday 2026-03-07 10:00", "Friday 2026-03-06 13:00", True),
        (MORAY, "Tuesday 2026-03-03 12:30", "Tuesday 2026-03-03 13:30", "Tuesday 2026-03-03 13:00", True),
        (MORAY, "Tuesday 2026-03-03 13:10", "Tuesday 2026-03-03 13:30", "Tuesday 2026-03-03 13:30", False),
        # Night shifts belong to the day before.
        (NIGHT, "Monday 2026-01-12 22:00", "Tuesday 2026-01-13 12:00", "Tuesday 2026-01-13 06:00", True),
        (NIGHT, "Tuesday 2026-01-13 01:00", "Tuesday 2026-01-13 02:00", "Tuesday 2026-01-13 02:00", True),
        # A due before its start is nobody's hour.
        (ENGLAND, "Tuesday 2026-04-07 13:40", "Tuesday 2026-04-07 12:00", "Tuesday 2026-04-07 12:00", False),
    ],
)
def test_act_by(office: Calendar, start: str, due: str, at: str, in_hours: bool) -> None:
    found = act_by(office, t(start), t(due))
    assert (found.at, found.in_hours) == (t(at), in_hours)


def test_an_office_that_never_opens() -> None:
    shut = calendar(week=((),) * 7)
    due = t("Friday 2026-04-17 00:00")
    assert act_by(shut, t("Tuesday 2026-04-07 10:00"), due) == (due, False)
