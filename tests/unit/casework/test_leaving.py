"""What does an absence ask for, by when, and what do people read who write meanwhile?"""

from __future__ import annotations

from datetime import date, datetime

import pytest

from kept.casework import leaving
from kept.casework.leaving import Ask, asked, check_covers, days_away, days_to_look, ranked, reply
from kept.rulebook.leaving import LeaveStep
from kept.workclock.spans import Days, WorkingDays
from tests.unit.casework.small import CALENDAR, t

ALWAYS = LeaveStep("divert", "Telephone diverted", "…", "self")
LEAVE_ONLY = LeaveStep("helpdesk", "Helpdesk told", "…", "self", kinds=("leave",))
LONG = LeaveStep("letters", "Letters", "…", "manager", longer_than=WorkingDays(2), names=True)
LONG_DAYS = LeaveStep("plants", "Plants watered", "…", "manager", longer_than=Days(3))
TOLD = t("Wednesday 2026-04-08 10:00")


def ask(steps: list[LeaveStep], starts: str, ends: str | None, kind: str = "leave") -> tuple[Ask, ...]:
    until = t(ends) if ends else None
    return asked(steps, kind=kind, starts=t(starts), ends=until, told_at=TOLD, calendar=CALENDAR)


def names(found: tuple[Ask, ...]) -> list[str]:
    return [each.step.name for each in found]


def test_a_step_is_for_every_absence_or_for_its_kinds() -> None:
    steps = [ALWAYS, LEAVE_ONLY]
    assert names(ask(steps, "Monday 2026-04-13 00:00", "Tuesday 2026-04-14 00:00")) == ["divert", "helpdesk"]
    ill = ask(steps, "Monday 2026-04-13 00:00", "Tuesday 2026-04-14 00:00", "sickness")
    assert names(ill) == ["divert"]


@pytest.mark.parametrize(
    ("starts", "ends", "asks"),
    [
        ("Monday 2026-04-13 00:00", "Wednesday 2026-04-15 00:00", []),
        ("Monday 2026-04-13 00:00", "Thursday 2026-04-16 00:00", ["letters"]),
        # Friday and Monday are two working days and four days of the calendar.
        ("Friday 2026-04-10 00:00", "Tuesday 2026-04-14 00:00", ["plants"]),
        ("Friday 2026-04-10 00:00", "Wednesday 2026-04-15 00:00", ["letters", "plants"]),
        # Nobody knows yet how long it will be.
        ("Friday 2026-04-10 00:00", None, ["letters", "plants"]),
    ],
)
def test_what_is_for_long_absences_is_asked_only_then(starts: str, ends: str | None, asks: list[str]) -> None:
    assert names(ask([LONG, LONG_DAYS], starts, ends)) == asks


def test_what_is_known_beforehand_is_seen_to_before_the_first_day() -> None:
    (found,) = ask([LONG], "Monday 2026-04-13 00:00", "Saturday 2026-04-18 00:00")
    assert found.due_at == t("Monday 2026-04-13 00:00")


def test_what_begins_now_is_seen_to_today_and_an_open_end_leaves_the_days_that_pass() -> None:
    begins = "Wednesday 2026-04-08 09:00"
    assert ask([ALWAYS], begins, "Saturday 2026-04-11 00:00")[0].due_at == t("Thursday 2026-04-09 00:00")
    # Wednesday and Thursday may pass.
    assert ask([LONG], begins, None)[0].due_at == t("Friday 2026-04-10 00:00")


def test_a_house_that_never_works_has_a_due_all_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(leaving, "is_working_day", lambda calendar, day: False)
    assert ask([LONG], "Wednesday 2026-04-08 09:00", None)[0].due_at > TOLD
    assert leaving.back_on(TOLD, CALENDAR) > TOLD.date()


def test_days_away_are_working_days_in_part_or_whole() -> None:
    found = days_away(t("Friday 2026-04-10 15:00"), t("Monday 2026-04-13 09:01"), CALENDAR)
    assert found == (date(2026, 4, 10), date(2026, 4, 13))


def test_back_on_the_first_working_day_after_it() -> None:
    assert leaving.back_on(t("Saturday 2026-04-11 00:00"), CALENDAR) == date(2026, 4, 13)
    assert leaving.back_on(t("Wednesday 2026-04-08 13:00"), CALENDAR) == date(2026, 4, 8)


WORDS = "Away from {association} until {return_day}. Ask {cover}{cover_number}. {name}"


def test_the_reply_gives_the_day_of_return_and_who_answers() -> None:
    said = reply(
        WORDS, association="Moray", name="Ms Malik", back=date(2026, 4, 13), cover="Cem", number="ext. 12"
    )
    assert said == "Away from Moray until Monday 13 April. Ask Cem (ext. 12). Ms Malik"


def test_the_reply_says_plainly_what_nobody_knows() -> None:
    said = reply(WORDS, association="Moray", name="Ms Malik", back=None)
    assert said == "Away from Moray until a day that is not known yet. Ask Moray. Ms Malik"


def test_somebody_looks_on_every_working_day_up_to_today() -> None:
    starts = t("Monday 2026-04-06 00:00")

    def days(ends: datetime | None, today: date) -> tuple[date, ...]:
        return days_to_look(starts, ends, CALENDAR, today)

    # Monday the sixth is Easter Monday.
    assert days(None, date(2026, 4, 8)) == (date(2026, 4, 7), date(2026, 4, 8))
    assert days(t("Wednesday 2026-04-08 00:00"), date(2026, 4, 10)) == (date(2026, 4, 7),)
    assert days(None, date(2026, 4, 3)) == ()


def test_the_first_day_and_the_noon_of_an_illness() -> None:
    assert leaving.first_day(t("Wednesday 2026-04-08 08:00"), TOLD, CALENDAR)
    assert not leaving.first_day(t("Tuesday 2026-04-07 08:00"), TOLD, CALENDAR)
    assert not leaving.after_noon(t("Wednesday 2026-04-08 11:59"), CALENDAR)
    assert leaving.after_noon(t("Wednesday 2026-04-08 12:00"), CALENDAR)


@pytest.mark.parametrize(
    ("cover", "away", "busy", "says"),
    [
        (17, False, False, "away themselves"),
        (22, True, False, "away then too"),
        (22, False, True, "something else"),
    ],
)
def test_nobody_covers_who_cannot(cover: int, away: bool, busy: bool, says: str) -> None:
    refused = check_covers(cover, 17, away=away, busy=busy)
    assert refused is not None
    assert says in refused.sentence


def test_whoever_is_free_covers_and_those_who_can_do_it_are_offered_first() -> None:
    assert check_covers(22, 17, away=False, busy=False) is None
    people = [(1, "Zoe"), (2, "Abe"), (3, "Cem"), (4, "Dee")]
    assert ranked(people, busy=[4], skilled=[1]) == ((1, "Zoe", True), (2, "Abe", False), (3, "Cem", False))
