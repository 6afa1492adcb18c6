"""When is nobody on the rota, and when do the telephones go to the machine: set algebra over hours."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kept.casework.rotas import (
    ALWAYS,
    CLOSED,
    OPEN,
    Shift,
    closed_periods,
    gaps,
    is_open,
    left_open,
    minus,
    must_cover,
    on_at,
    open_periods,
    wrong_with,
)
from kept.casework.rounds import (
    CLOSING,
    DAY,
    EVENING,
    HOLIDAY,
    HOUR,
    LUNCH,
    OPENING,
    WEEKEND,
    Closed,
    Message,
    diverts,
    rounds_due,
    unheard,
)
from kept.rulebook import load_folder, policies_folder
from kept.workclock import Calendar, Segment
from tests.cast import t

MORAY = load_folder(policies_folder() / "moray").calendar_for("switchboard")
KARIN = load_folder(policies_folder() / "karin").calendar_for("main")


def said(calendar: Calendar, segments: list[Segment]) -> list[str]:
    return [f"{calendar.local(each.start):%a %H:%M}-{calendar.local(each.end):%a %H:%M}" for each in segments]


def test_what_is_open_and_what_is_closed_are_each_others_other_half() -> None:
    since, until = t("Thursday 2026-04-09 12:00"), t("Friday 2026-04-10 12:00")
    assert said(MORAY, open_periods(MORAY, since, until)) == [
        "Thu 12:00-Thu 13:00", "Thu 14:00-Thu 17:00", "Fri 09:00-Fri 12:00",
    ]  # fmt: skip
    assert said(MORAY, closed_periods(MORAY, since, until)) == ["Thu 13:00-Thu 14:00", "Thu 17:00-Fri 09:00"]
    assert is_open(MORAY, t("Thursday 2026-04-09 12:59"))
    assert not is_open(MORAY, t("Thursday 2026-04-09 13:00"))


def test_a_rota_covers_the_hours_that_it_is_for() -> None:
    since, until = t("Monday 2026-04-13 00:00"), t("Tuesday 2026-04-14 00:00")
    assert said(KARIN, must_cover(OPEN, KARIN, since, until)) == ["Mon 09:00-Mon 17:00"]
    assert said(KARIN, must_cover(CLOSED, KARIN, since, until)) == [
        "Mon 00:00-Mon 09:00",
        "Mon 17:00-Tue 00:00",
    ]
    assert must_cover(ALWAYS, KARIN, since, until) == [Segment(since, until)]
    assert must_cover(ALWAYS, KARIN, until, since) == []


def shift(number: int, who: str, start: str, end: str) -> Shift:
    return Shift(number, who, t(start), t(end))


BEA = shift(1, "bea", "Monday 2026-04-13 17:00", "Tuesday 2026-04-14 09:00")
CEM = shift(2, "cem", "Tuesday 2026-04-14 17:00", "Wednesday 2026-04-15 08:00")
NOW = t("Monday 2026-04-13 10:00")


def test_a_gap_is_where_nobody_is_on_although_somebody_has_to_be() -> None:
    wanted = must_cover(CLOSED, KARIN, t("Monday 2026-04-13 17:00"), t("Wednesday 2026-04-15 09:00"))
    assert said(KARIN, gaps(wanted, [BEA, CEM])) == ["Wed 08:00-Wed 09:00"]
    assert on_at([CEM, BEA], t("Monday 2026-04-13 23:00")) == [BEA]
    assert on_at([CEM, BEA], t("Tuesday 2026-04-14 12:00")) == []


def test_taking_a_shift_off_says_what_it_would_leave_open() -> None:
    wanted = must_cover(CLOSED, KARIN, BEA.start, CEM.end)
    assert said(KARIN, left_open(BEA, [BEA, CEM], wanted, NOW)) == ["Mon 17:00-Tue 09:00"]
    half = shift(3, "dee", "Monday 2026-04-13 17:00", "Tuesday 2026-04-14 02:00")
    assert said(KARIN, left_open(BEA, [BEA, CEM, half], wanted, NOW)) == ["Tue 02:00-Tue 09:00"]
    whole = replace(half, end=BEA.end)
    assert left_open(BEA, [BEA, CEM, whole], wanted, NOW) == []
    assert left_open(BEA, [BEA], wanted, BEA.end) == []


@pytest.mark.parametrize(
    ("changes", "what"),
    [
        ({}, None),
        ({"end": BEA.start}, "backwards"),
        ({"start": t("Sunday 2026-04-12 17:00"), "end": t("Monday 2026-04-13 09:00")}, "over"),
        ({"end": BEA.start + timedelta(days=16)}, "long"),
        ({"start": t("Monday 2027-07-05 17:00"), "end": t("Tuesday 2027-07-06 09:00")}, "far"),
        ({"who": "cem", "end": t("Tuesday 2026-04-14 18:00")}, "twice"),
    ],
)
def test_a_shift_that_cannot_be_says_why(changes: dict[str, object], what: str | None) -> None:
    found = wrong_with(replace(BEA, **changes), [CEM], NOW)  # type: ignore[arg-type]
    assert (found[1] if found else None) == what
    if what == "twice":
        assert found is not None
        assert found[2] is CEM


MINUTE = timedelta(minutes=1)
stretches = st.lists(st.tuples(st.integers(0, 200), st.integers(1, 60)), max_size=8)


@given(stretches, stretches)
def test_no_moment_is_left_that_was_taken_and_none_is_lost(wanted: list, taken: list) -> None:  # type: ignore[type-arg]
    def segments(found: list[tuple[int, int]]) -> list[Segment]:
        return [Segment(NOW + a * MINUTE, NOW + (a + b) * MINUTE) for a, b in found]

    def minutes(found: list[Segment]) -> set[datetime]:
        return {
            each.start + n * MINUTE for each in found for n in range(int((each.end - each.start) / MINUTE))
        }

    asked, off = segments(wanted), segments(taken)
    assert minutes(minus(asked, off)) == minutes(asked) - minutes(off)


def test_the_telephones_go_to_the_machine_whenever_they_are_closed_and_it_says_why() -> None:
    """Moray: lunch, evenings, Friday from one, weekends and bank holidays."""
    found = diverts(MORAY, t("Thursday 2026-04-30 12:00"), t("Tuesday 2026-05-05 12:00"))
    assert [
        (f"{MORAY.local(each.start):%a %H:%M}", f"{MORAY.local(each.end):%a %H:%M}", each.why)
        for each in found
    ] == [
        ("Thu 13:00", "Thu 14:00", LUNCH),
        ("Thu 17:00", "Fri 09:00", EVENING),
        ("Fri 13:00", "Tue 09:00", HOLIDAY),
    ]
    ordinary = diverts(MORAY, t("Friday 2026-04-24 12:00"), t("Monday 2026-04-27 10:00"))
    assert [each.why for each in ordinary] == [WEEKEND]


def test_training_lengthens_the_stretch_that_it_touches_and_gives_it_its_reason() -> None:
    training = Closed(t("Wednesday 2026-04-15 14:00"), t("Wednesday 2026-04-15 17:00"), "Training")
    found = diverts(MORAY, t("Wednesday 2026-04-15 08:00"), t("Thursday 2026-04-16 08:00"), [training])
    assert [(f"{MORAY.local(each.start):%a %H:%M}", each.why, each.reason) for each in found] == [
        ("Tue 17:00", EVENING, ""),
        ("Wed 13:00", CLOSING, "Training"),
    ]
    mid = Closed(t("Wednesday 2026-04-15 10:00"), t("Wednesday 2026-04-15 11:00"), "Drill")
    assert diverts(MORAY, mid.start, mid.end, [mid])[0].reason == "Drill"


def test_a_morning_that_begins_late_is_an_evening_that_went_on() -> None:
    """A gap within one day is lunch only where it is open before and after."""
    day = [*diverts(KARIN, t("Thursday 2026-04-09 12:00"), t("Thursday 2026-04-09 23:00"))]
    assert [each.why for each in day] == [EVENING]


def test_rounds_are_due_at_each_opening_each_hour_or_each_day() -> None:
    since, until = t("Thursday 2026-04-09 08:00"), t("Sunday 2026-04-12 23:00")

    def words(at: str) -> list[str]:
        return [f"{MORAY.local(each):%a %H:%M}" for each in rounds_due(at, MORAY, since, until)]

    assert words(OPENING) == ["Thu 09:00", "Thu 14:00", "Fri 09:00"]
    assert words(HOUR)[:7] == [
        "Thu 10:00", "Thu 11:00", "Thu 12:00", "Thu 13:00", "Thu 15:00", "Thu 16:00", "Thu 17:00",
    ]  # fmt: skip
    assert words(DAY) == ["Thu 09:00", "Fri 09:00", "Sat 09:00", "Sun 09:00"]


def test_an_office_that_opens_at_no_hour_of_the_week_has_its_round_at_nine() -> None:
    never = replace(KARIN, opening=replace(KARIN.opening, week=((),) * 7))
    found = rounds_due(DAY, never, t("Thursday 2026-04-09 00:00"), t("Thursday 2026-04-09 23:00"))
    assert found == [t("Thursday 2026-04-09 09:00")]


def test_what_nobody_has_heard_is_named() -> None:
    assert unheard([Message(2), Message(1, NOW, NOW), Message(3, NOW)]) == [2, 3]


def test_a_stretch_within_a_day_before_the_office_opens_is_no_lunch() -> None:
    from kept.casework.rounds import why

    early = Segment(t("Thursday 2026-04-09 01:00"), t("Thursday 2026-04-09 02:00"))
    late = Segment(t("Thursday 2026-04-09 18:00"), t("Thursday 2026-04-09 19:00"))
    assert (why(KARIN, early), why(KARIN, late)) == (EVENING, EVENING)
