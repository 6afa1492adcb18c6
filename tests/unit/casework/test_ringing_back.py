"""Nobody answered. What is the next step, and when?"""

from __future__ import annotations

from datetime import datetime, time
from typing import Any

import pytest

from kept.casework import Event
from kept.casework.ringing_back import Attempt, Step, attempts_of, evenings_only, next_step
from kept.casework.safe_contact import Rules
from kept.rulebook.telephone import Practice, Telephone
from kept.workclock import WorkingDays
from tests.unit.workclock.calendars import ENGLAND, calendar, periods, t

TWO_DAYS = Practice("ringing-back", over=WorkingDays(2), each_day=2, evenings=True, then="letter.sent")
HOUSE = Telephone({"ringing-back": TWO_DAYS})
NONE = Rules()
EVENINGS = Rules(hours=(time(17, 30), time(20)))


def tries(*walls: str, **more: Any) -> list[Attempt]:
    return [Attempt(t(each), **more) for each in walls]


def step(
    attempts: list[Attempt], at: str, rules: Rules = NONE, house: Telephone = HOUSE, **more: Any
) -> Step:
    return next_step(attempts, house, rules=rules, calendar=ENGLAND, at=t(at), **more)


def told(found: Step) -> tuple[str, datetime]:
    return found.what, found.not_before


def test_whoever_was_not_tried_is_rung_at_once_and_word_may_be_left() -> None:
    found = step([], "Wednesday 2026-04-08 10:00")
    assert told(found) == ("ring", t("Wednesday 2026-04-08 10:00"))
    assert found.leave_word
    assert not step([], "Wednesday 2026-04-08 10:00", Rules(leave_no_message=True)).leave_word


def test_tries_lie_an_hour_apart_and_after_two_the_day_is_over() -> None:
    one = step(tries("Wednesday 2026-04-08 10:00"), "Wednesday 2026-04-08 10:10")
    assert told(one) == ("ring", t("Wednesday 2026-04-08 11:00"))
    assert one.until == t("Saturday 2026-04-11 00:00")
    assert (one.tried, one.today) == (1, 1)
    later = step(tries("Wednesday 2026-04-08 10:00"), "Wednesday 2026-04-08 14:00")
    assert told(later) == ("ring", t("Wednesday 2026-04-08 14:00"))
    two = tries("Wednesday 2026-04-08 10:00", "Wednesday 2026-04-08 15:00")
    assert told(step(two, "Wednesday 2026-04-08 15:10")) == ("ring", t("Thursday 2026-04-09 09:00"))
    assert told(step(two, "Thursday 2026-04-09 09:30")) == ("ring", t("Thursday 2026-04-09 09:30"))


def test_after_two_whole_working_days_the_letter_is_next_and_no_weekend_counts() -> None:
    friday = tries("Friday 2026-04-10 16:00")
    assert told(step(friday, "Tuesday 2026-04-14 17:00"))[0] == "ring"
    assert told(step(friday, "Wednesday 2026-04-15 00:00")) == ("write", t("Wednesday 2026-04-15 00:00"))
    full = tries("Friday 2026-04-10 10:00", "Friday 2026-04-10 12:00")
    assert told(step(full, "Friday 2026-04-10 12:10"))[1] == t("Monday 2026-04-13 09:00")


def test_who_wants_no_letter_or_a_house_that_writes_none_goes_another_way() -> None:
    old = tries("Wednesday 2026-04-01 10:00")
    assert step(old, "Wednesday 2026-04-15 10:00", Rules(never=frozenset({"letter"}))).what == "another-way"
    quiet = Telephone({"ringing-back": Practice("ringing-back", over=WorkingDays(2), each_day=2)})
    assert step(old, "Wednesday 2026-04-15 10:00", house=quiet).what == "another-way"
    endless = Telephone({})
    assert step(old, "Wednesday 2026-04-15 10:00", house=endless).what == "ring"


def test_whoever_may_not_be_rung_is_not_rung() -> None:
    found = step([], "Wednesday 2026-04-08 10:00", Rules(never=frozenset({"telephone"})))
    assert told(found) == ("another-way", t("Wednesday 2026-04-08 10:00"))


def test_the_time_that_they_asked_for_comes_before_ours_until_it_was_used() -> None:
    wish = t("Friday 2026-04-10 18:30")
    found = step(tries("Wednesday 2026-04-08 10:00"), "Wednesday 2026-04-08 12:00", wish=wish)
    assert told(found) == ("ring", wish)
    assert told(step([], "Friday 2026-04-10 18:40", wish=wish)) == ("ring", t("Friday 2026-04-10 18:40"))
    used = tries("Friday 2026-04-10 18:35")
    assert told(step(used, "Friday 2026-04-10 18:20", wish=wish))[1] == t("Friday 2026-04-10 19:35")


@pytest.mark.parametrize(
    ("at", "when"),
    [
        ("Wednesday 2026-04-08 10:00", "Wednesday 2026-04-08 17:30"),
        ("Wednesday 2026-04-08 18:00", "Wednesday 2026-04-08 18:00"),
        ("Wednesday 2026-04-08 20:30", "Thursday 2026-04-09 17:30"),
        ("Friday 2026-04-10 20:30", "Monday 2026-04-13 17:30"),
    ],
)
def test_those_who_are_in_only_of_an_evening_are_rung_then(at: str, when: str) -> None:
    assert told(step([], at, EVENINGS)) == ("evening", t(when))


def test_a_try_by_day_does_not_count_for_them() -> None:
    by_day = tries("Wednesday 2026-04-08 10:00", counts=False)
    found = step(by_day, "Wednesday 2026-04-08 10:05", EVENINGS)
    assert told(found) == ("evening", t("Wednesday 2026-04-08 17:30"))
    assert (found.tried, found.today, found.until) == (1, 0, None)
    both = [*by_day, *tries("Wednesday 2026-04-08 18:00", "Wednesday 2026-04-08 19:00")]
    assert told(step(both, "Wednesday 2026-04-08 19:05", EVENINGS)) == (
        "evening",
        t("Thursday 2026-04-09 17:30"),
    )


def test_a_house_that_rings_nobody_of_an_evening_rings_at_their_hours_all_the_same() -> None:
    house = Telephone({"ringing-back": Practice("ringing-back", over=WorkingDays(2), each_day=2, then="x")})
    assert told(step([], "Wednesday 2026-04-08 10:00", EVENINGS, house))[0] == "ring"
    assert not evenings_only(NONE, HOUSE)
    assert not evenings_only(Rules(hours=(time(9), time(12))), HOUSE)
    assert evenings_only(EVENINGS, HOUSE)


def test_a_wrong_number_asks_for_another() -> None:
    found = step(tries("Wednesday 2026-04-08 10:00", result="wrong_number"), "Wednesday 2026-04-08 10:05")
    assert found.what == "other-number"


def test_word_is_left_once() -> None:
    assert step(tries("Wednesday 2026-04-08 10:00"), "Wednesday 2026-04-08 12:00").leave_word
    assert not step(
        tries("Wednesday 2026-04-08 10:00", left_word=True), "Wednesday 2026-04-08 12:00"
    ).leave_word
    silent = Rules(leave_no_message=True)
    assert not step(tries("Wednesday 2026-04-08 10:00"), "Wednesday 2026-04-08 12:00", silent).leave_word


def test_where_the_office_does_not_open_that_day_it_is_nine() -> None:
    shut = calendar(week=(periods("09:00-17:00"), (), *[periods("09:00-17:00")] * 3, (), ()))
    two = tries("Monday 2026-04-13 10:00", "Monday 2026-04-13 12:00")
    found = next_step(two, HOUSE, rules=NONE, calendar=shut, at=t("Monday 2026-04-13 12:10"))
    assert found.not_before == t("Tuesday 2026-04-14 09:00")


def event(uid: str, kind: str, wall: str, **facts: object) -> Event:
    return Event(uid, kind, t(wall), t(wall), "ann", facts=facts)


def test_tries_are_those_since_we_last_spoke_and_those_against_their_wish_do_not_count() -> None:
    old = event("1", "callback.attempted", "Monday 2026-04-13 09:00")
    spoke = event("2", "message.returned", "Monday 2026-04-13 10:00")
    new = event("3", "callback.attempted", "Monday 2026-04-13 11:00", result="machine", left_word=True)
    by_day = event("4", "callback.attempted", "Monday 2026-04-13 12:00")
    assert [each.at for each in attempts_of([old])] == [old.happened_at]
    assert attempts_of([by_day, new, spoke, old], ["4"]) == (
        Attempt(new.happened_at, "machine", left_word=True),
        Attempt(by_day.happened_at, counts=False),
    )
