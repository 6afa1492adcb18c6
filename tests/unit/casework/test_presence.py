"""Where is somebody, who takes their calls, and when are they next in?"""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from kept.casework import presence
from kept.casework.presence import (
    ABSENT,
    CLOSED,
    IN,
    LUNCH,
    MEETING,
    OUT,
    SAYABLE,
    STATES,
    VISIT,
    Booked,
    Divert,
    Gone,
    Said,
    Where,
    kept_away,
    may_take,
    next_in,
    where,
)
from kept.workclock import Segment
from tests.unit.casework.small import CALENDAR, t

TODAY = t("Wednesday 2026-04-08 00:00")
NOW = t("Wednesday 2026-04-08 12:30")
CEM = Divert(to=22, briefing="Damp at four")


def at(hours: float) -> datetime:
    return NOW + timedelta(hours=hours)


def found(
    said: Said | None = None,
    booked: tuple[Booked, ...] = (),
    gone: tuple[Gone, ...] = (),
    *,
    opened: bool = True,
) -> Where:
    return where(said, booked, gone, opened=opened, today=TODAY, at=NOW)


def test_without_a_word_the_hours_say_it() -> None:
    assert found() == Where(IN)
    assert found(opened=False) == Where(CLOSED, opened=False)


def test_what_was_said_counts_until_the_day_is_over() -> None:
    lunch = Said(LUNCH, at(-0.5), at(0.5), CEM)
    assert found(lunch) == Where(LUNCH, at(-0.5), at(0.5), CEM)
    assert found(Said(LUNCH, at(-24))) == Where(IN)
    assert found(Said(LUNCH, at(1))) == Where(IN)


def test_a_booked_visit_counts_while_it_runs_unless_something_was_said_since_it_began() -> None:
    visit, meeting = Booked(at(-1), at(1), out=True), Booked(at(-1), at(1), out=False)
    assert found(booked=(visit,)) == Where(VISIT, at(-1), at(1))
    assert found(Said(IN, at(-2), divert=CEM), (meeting,)) == Where(MEETING, at(-1), at(1), CEM)
    assert found(Said(IN, at(-0.5)), (visit,)).state == IN
    assert found(booked=(Booked(at(1), at(2), out=True),)).state == IN


def test_an_absence_counts_before_everything() -> None:
    gone = Gone(at(-24), None, CEM)
    assert found(Said(IN, at(-1)), (Booked(at(-1), at(1), out=True),), (gone,)) == Where(
        ABSENT, at(-24), None, CEM
    )
    over, later = Gone(at(-24), at(-1)), Gone(at(1), at(2))
    assert found(gone=(over, later)).state == IN


@pytest.mark.parametrize("state", list(STATES))
def test_whoever_cannot_answer_and_has_nobody_rings_out_while_the_office_is_open(state: str) -> None:
    answers = STATES[state].answers
    assert Where(state).undiverted is not answers
    assert not Where(state, divert=CEM).undiverted
    assert not Where(state, divert=Divert(place="switchboard")).undiverted
    assert not Where(state, opened=False).undiverted
    assert Where(state).in_now is STATES[state].in_now


def test_an_absence_and_a_closed_office_are_nothing_that_somebody_says() -> None:
    assert set(STATES) - set(SAYABLE) == {ABSENT, CLOSED}


def test_next_in_is_the_first_open_moment_that_nothing_takes() -> None:
    assert next_in(CALENDAR, (), NOW) == NOW
    assert next_in(CALENDAR, (), t("Wednesday 2026-04-08 18:00")) == t("Thursday 2026-04-09 09:00")
    visit = Segment(at(-1), at(1))
    assert next_in(CALENDAR, (visit, Segment(at(1), at(2))), NOW) == at(2)
    leave = Segment(NOW, t("Monday 2026-04-13 00:00"))
    assert next_in(CALENDAR, (leave,), NOW) == t("Monday 2026-04-13 09:00")


def test_nobody_knows_when_somebody_is_back_who_has_not_said_so() -> None:
    assert next_in(CALENDAR, (Segment(NOW, NOW + presence.FAR),), NOW) is None


def test_what_keeps_somebody_away_is_what_was_said_booked_and_told() -> None:
    tonight = t("Thursday 2026-04-09 00:00")

    def away(said: Said | None) -> tuple[Segment, ...]:
        return kept_away(said, (), (), at=NOW, tonight=tonight)

    assert away(None) == ()
    assert away(Said(IN, at(-1), at(1))) == ()
    assert away(Said(LUNCH, at(1), at(2))) == ()
    assert away(Said(LUNCH, at(-1), at(1))) == (Segment(at(-1), at(1)),)
    # Without a time nobody knows when lunch is over; who went home is back the next day.
    assert away(Said(LUNCH, at(-1))) == ()
    assert away(Said(LUNCH, at(-1), at(-2))) == ()
    assert away(Said(OUT, at(-1))) == (Segment(at(-1), tonight),)
    booked, gone = Booked(at(1), at(2), out=True), Gone(at(5), None)
    expected = (Segment(at(1), at(2)), Segment(at(5), NOW + presence.FAR))
    assert kept_away(None, (booked,), (gone,), at=NOW, tonight=tonight) == expected


@pytest.mark.parametrize(
    ("taker", "where_", "has", "says"),
    [
        (17, Where(IN), (), "themselves"),
        (22, Where(IN, divert=Divert(to=17)), (), "go round"),
        (22, Where(LUNCH), ("arrears",), "not at their desk"),
        (22, Where(IN), ("keys",), "not known to be able to do: arrears."),
    ],
)
def test_calls_go_to_nobody_who_cannot_take_them(
    taker: int, where_: Where, has: tuple[str, ...], says: str
) -> None:
    sentence = may_take(taker=taker, whose=17, needs=("Arrears",), has=has, where=where_)
    assert sentence is not None
    assert says in sentence


def test_calls_go_to_somebody_who_is_in_and_can_take_them() -> None:
    assert may_take(taker=22, whose=17, needs=("Arrears",), has=("arrears",), where=Where(IN)) is None
