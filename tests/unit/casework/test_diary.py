"""May this be booked, and what becomes of it? Each refusal names its cure."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from kept.casework.diary import (
    NEXT,
    Fit,
    State,
    check_agreed,
    check_alternative,
    check_asked,
    check_cannot_come,
    check_cards,
    check_next,
    check_people,
    check_promised,
    check_room,
    check_time,
    how_it_went,
    is_kept_by_meeting,
    rather_at_home,
    remind_at,
    tight_words,
)
from kept.casework.travel import Stop, TooTight
from kept.rulebook.diary import APPOINTMENT, FEATURE, DiaryEntry
from tests.unit.casework.small import CALENDAR, t

NOW = t("Wednesday 2026-04-08 10:00")
HALF = timedelta(minutes=30)
OFFICE = DiaryEntry("appointment", APPOINTMENT, "Appointment", minutes=30, places=("office",))
EVENING = replace(OFFICE, places=("home",), outside_hours=True)
STEP_FREE = DiaryEntry("step-free", FEATURE, "No steps on the way", meets=("step-free",))
BLUE = Fit("Blue room", 4, True, frozenset({"step-free"}))


def at(wall: str, minutes: int = 30, kind: DiaryEntry = OFFICE, **more: bool) -> str:
    starts = t(wall)
    found = check_time(CALENDAR, starts, starts + timedelta(minutes=minutes), kind, NOW, **more)
    return found.sentence if found else ""


@pytest.mark.parametrize(
    ("wall", "minutes", "says"),
    [
        ("Thursday 2026-04-09 14:00", 30, ""),
        ("Thursday 2026-04-09 14:00", 0, "It ends before it begins"),
        ("Thursday 2026-04-09 14:00", 4, "shorter than five minutes"),
        ("Thursday 2026-04-09 09:00", 15 * 60, "longer than 14 hours"),
        ("Tuesday 2026-04-07 14:00", 30, "Tuesday 7 April 2026 at 14:00 has passed"),
        ("Thursday 2028-05-11 14:00", 30, "more than two years ahead"),
        ("Thursday 2026-04-09 16:45", 30, "on Thursday 9 April it is open 09:00 to 17:00"),
        ("Saturday 2026-04-11 14:00", 30, "The office is shut on Saturday 11 April. Choose a time"),
    ],
)
def test_a_time_is_to_come_has_an_end_and_lies_in_opening_hours(wall: str, minutes: int, says: str) -> None:
    assert says in at(wall, minutes)
    assert bool(at(wall, minutes)) is bool(says)


def test_a_bank_holiday_is_called_by_its_name() -> None:
    holiday = next(each for each in CALENDAR.holidays if each.day.year == 2026 and each.day.month == 5)
    starts = CALENDAR.midnight(holiday.day.toordinal()) + timedelta(hours=14)
    found = check_time(CALENDAR, starts, starts + HALF, OFFICE, NOW)
    assert found is not None
    assert holiday.name in found.sentence


def test_an_evening_is_booked_where_that_is_meant_and_this_kind_allows_it() -> None:
    starts = t("Thursday 2026-04-09 19:00")
    found = check_time(CALENDAR, starts, starts + HALF, EVENING, NOW)
    assert found is not None
    assert found.despite == "outside"
    assert check_time(CALENDAR, starts, starts + HALF, EVENING, NOW, outside=True) is None
    assert at("Thursday 2026-04-09 19:00", outside=True).startswith("The office is shut at 19:00")


def test_what_the_diary_needs_is_asked_for() -> None:
    kind = replace(OFFICE, asked_for=("customer", "phone", "about", "venue", "room"))
    said = [check_asked(kind, set(kind.asked_for) - {each}) for each in kind.asked_for]
    assert [each.field for each in said if each] == ["from_name", "phone", "about", "venue", "room"]
    assert check_asked(kind, set(kind.asked_for)) is None


def test_whoever_cannot_come_is_not_asked_to_the_office() -> None:
    assert check_cannot_come("illness", "office") is not None
    assert check_cannot_come("illness", "home") is None
    assert check_cannot_come("", "office") is None


def test_enough_of_us_come() -> None:
    two = replace(OFFICE, people=2)
    assert check_people(OFFICE, 0) is not None
    assert check_people(two, 1) is not None
    assert check_people(two, 2) is None


def test_nobody_goes_to_a_door_without_a_card_that_is_valid() -> None:
    one, two = check_cards("home", ["Ann"]), check_cards("other", ["Ann", "Bea"])
    assert one is not None
    assert one.sentence.startswith("Ann has no identity card")
    assert two is not None
    assert two.sentence.startswith("Ann and Bea have no")
    assert check_cards("office", ["Ann"]) is None
    assert check_cards("home", []) is None


def test_the_customer_agreed_and_how_or_there_is_a_reason() -> None:
    assert check_agreed(agreed=True, how="by-telephone", not_agreed="") is None
    assert check_agreed(agreed=False, how="", not_agreed="not-reached") is None
    no_way = check_agreed(agreed=True, how="", not_agreed="")
    assert no_way is not None
    assert no_way.field == "agreed_how"
    nothing = check_agreed(agreed=False, how="", not_agreed="")
    assert nothing is not None
    assert nothing.field == "agreed"


def test_later_than_promised_needs_its_reason() -> None:
    due = CALENDAR.midnight(t("Thursday 2026-04-16 10:00").date().toordinal())
    late = t("Friday 2026-04-17 10:00")
    found = check_promised(CALENDAR, late, due, "")
    assert found is not None
    assert "We promised this by Wednesday 15 April" in found.sentence
    assert check_promised(CALENDAR, late, due, "nobody-free") is None
    assert check_promised(CALENDAR, NOW, due, "") is None
    assert check_promised(CALENDAR, late, None, "") is None


def test_only_what_meeting_alone_keeps_sets_a_day_for_the_meeting() -> None:
    kind = replace(OFFICE, holds="appointment.held")
    visit = replace(EVENING, holds="visit.made")
    assert is_kept_by_meeting(["appointment.held"], kind, [kind, visit])
    assert is_kept_by_meeting(["appointment.held", "visit.made"], kind, [kind, visit])
    assert not is_kept_by_meeting(["appointment.held", "letter.answered"], kind, [kind, visit])
    assert not is_kept_by_meeting(["visit.made"], kind, [kind, visit])


def test_a_room_fits_those_who_come() -> None:
    def fits(room: Fit, people: int = 2, private: bool = False, needs: tuple[str, ...] = ()) -> str:
        found = check_room(room, people=people, in_private=private, needs=needs, features=[STEP_FREE])
        return found.sentence if found else ""

    assert fits(BLUE, private=True, needs=("step-free",)) == ""
    assert "has 4 seats, and 6 people come" in fits(BLUE, 6)
    assert "can be heard outside" in fits(replace(BLUE, apart=False), private=True)
    assert "does not have it: no steps on the way" in fits(
        replace(BLUE, features=frozenset()), needs=("step-free",)
    )
    assert fits(replace(BLUE, features=frozenset())) == ""


def test_a_way_that_is_too_long_is_said_in_minutes() -> None:
    before = Stop(t("Thursday 2026-04-09 13:00"), t("Thursday 2026-04-09 14:00"), "IV30 1")
    after = Stop(t("Thursday 2026-04-09 14:10"), t("Thursday 2026-04-09 15:00"), "AB10 1", "Ann")
    found = tight_words([TooTight(before, after, 60)], CALENDAR)
    assert found is not None
    assert found.despite == "travel"
    assert found.sentence.startswith(
        "Ann: the way from the visit that ends at 14:00 to the one at 14:10 takes about 60"
    )
    unnamed = tight_words([TooTight(before, replace(after, name=""), 60)], CALENDAR)
    assert unnamed is not None
    assert unnamed.sentence.startswith("The way")
    assert tight_words([], CALENDAR) is None


def test_what_has_ended_stays_as_it_ended() -> None:
    assert set(NEXT) == set(State)
    for state in State:
        for wanted in State:
            assert (check_next(state, wanted) is None) is (
                state is State.BOOKED and wanted is not State.BOOKED
            )
    moved = check_next(State.MOVED, State.KEPT)
    assert moved is not None
    assert "moved" in moved.sentence


def test_a_cancellation_is_settled_by_an_offer_and_an_answer() -> None:
    later = NOW + timedelta(days=1)
    assert check_alternative([later], "rebooked", NOW) is None
    for offered, answer, field in (
        ([], "declined", "offered"),
        ([NOW], "declined", "offered"),
        ([later], "", "answer"),
    ):
        found = check_alternative(offered, answer, NOW)
        assert found is not None
        assert found.field == field


def test_five_minutes_are_on_time_and_more_are_late() -> None:
    assert how_it_went(NOW, NOW + timedelta(minutes=5)) is State.KEPT
    assert how_it_went(NOW, NOW + timedelta(minutes=6)) is State.LATE


def test_somebody_is_reminded_as_we_open_on_the_day_before() -> None:
    monday = t("Monday 2026-04-13 14:00")
    assert remind_at(CALENDAR, monday, NOW) == t("Friday 2026-04-10 09:00")
    assert remind_at(CALENDAR, t("Thursday 2026-04-09 14:00"), NOW) is None
    far = datetime(2026, 4, 8, 9, tzinfo=UTC)
    never = replace(CALENDAR, opening=replace(CALENDAR.opening, week=((),) * 7))
    assert remind_at(never, monday, far) is None


def test_whoever_cannot_come_to_us_is_offered_a_visit() -> None:
    assert rather_at_home(["home-visits"], "office")
    assert not rather_at_home(["home-visits"], "home")
    assert not rather_at_home([], "office")
