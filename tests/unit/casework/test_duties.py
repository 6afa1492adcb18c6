"""What recurs: each time from the last, or by the calendar, and never in silence at the start."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kept.casework import Clock, Event, Refused, Rules, decide
from kept.rulebook.model import Duty, Promise
from kept.workclock import parse_span

from .small import CALENDAR, LETTER, event, judged, promise, rulebook, t, verdicts


def duty(name: str, every: str, **more: object) -> Promise:
    """A duty of the small policy."""
    starts = ("duty.began",) if every.startswith("by ") else ("duty.began", "duty.done")
    by_calendar = "calendar" in every
    return promise(
        f"small:{name}",
        starts,
        ("duty.done",),
        every,
        duty=Duty("home", by_calendar),
        put_right=False,
        **more,
    )


GAS = duty("gas", "every year", warn=parse_span("1 month before"))
NEWSLETTER = duty("newsletter", "every calendar quarter")
MACHINE = duty("machine", "1 office hour")
REVIEW = duty("review", "by 21 October 2026")
RULES = Rules.of(rulebook(GAS, NEWSLETTER, MACHINE, REVIEW, LETTER))


def began(clause: str, wall: str, **facts: object) -> Event:
    return event("duty.began", wall, id="began", facts={"duty": f"small:{clause}", **facts})


def done(wall: str, recorded: str | None = None, **more: object) -> Event:
    return event("duty.done", wall, recorded, **more)


def clocks(*events: Event, at: str) -> list[Clock]:
    return list(judged(*events, at=at, rules=RULES).clocks)


def dues(*events: Event, at: str) -> list[tuple[str, str]]:
    """Verdict and local day on which it was due, clock by clock."""
    found = clocks(*events, at=at)
    return [(str(each.verdict), f"{CALENDAR.local(each.due_at):%Y-%m-%d %H:%M}") for each in found]


BEGAN = began("gas", "Tuesday 2026-04-07 10:00")


def test_first_time_is_one_period_after_the_beginning() -> None:
    [clock] = clocks(BEGAN, at="Wednesday 2026-04-08 09:00")
    assert (clock.promise, clock.verdict, clock.due_at) == (
        "small:gas",
        "running",
        t("Thursday 2027-04-08 00:00"),
    )
    assert clock.started_at == t("Tuesday 2026-04-07 10:00")


def test_first_time_is_one_period_after_it_was_last_done() -> None:
    known = began("gas", "Tuesday 2026-04-07 10:00", last_done="2025-06-20")
    [clock] = clocks(known, at="Wednesday 2026-04-08 09:00")
    assert (clock.verdict, clock.due_at) == ("running", t("Sunday 2026-06-21 00:00"))
    assert clock.started_at == t("Tuesday 2026-04-07 10:00")


def test_each_time_ends_one_clock_and_starts_the_next() -> None:
    assert dues(BEGAN, done("Monday 2027-03-01 12:00"), at="Tuesday 2027-03-02 09:00") == [
        ("kept", "2027-04-08 00:00"),
        ("running", "2028-03-02 00:00"),
    ]


def test_time_missed_is_broken_and_the_next_counts_from_when_it_was_done() -> None:
    late = done("Monday 2027-05-03 12:00")
    assert dues(BEGAN, at="Monday 2027-05-03 11:00") == [("broken", "2027-04-08 00:00")]
    assert dues(BEGAN, late, at="Tuesday 2027-05-04 09:00") == [
        ("broken", "2027-04-08 00:00"),
        ("running", "2028-05-04 00:00"),
    ]


def test_duty_that_was_overdue_at_the_start_waits_to_be_done_and_is_in_no_figure() -> None:
    known = began("gas", "Tuesday 2026-04-07 10:00", last_done="2024-06-20")
    judgement = judged(known, at="Wednesday 2026-04-08 09:00", rules=RULES)
    [clock] = judgement.clocks
    assert (clock.verdict, clock.breached_at) == ("running", None)
    assert clock.due_at == clock.act_by == t("Saturday 2025-06-21 00:00") <= clock.started_at
    assert clock.act_by_open
    assert (judgement.next_date, judgement.wake_at, judgement.owed) == (clock.due_at, None, ())
    again = done("Friday 2026-04-10 09:00", id="again")
    first, second = clocks(known, again, at="Saturday 2026-04-11 09:00")
    assert (first.verdict, first.stop, first.ended_at) == ("not-measured", "again", again.happened_at)
    assert (first.took, first.breached_at) == (None, None)
    assert (second.verdict, second.due_at) == ("running", t("Sunday 2027-04-11 00:00"))


def test_duty_found_overdue_may_end_without_being_done() -> None:
    known = began("gas", "Tuesday 2026-04-07 10:00", last_done="2024-06-20")
    sold = event("duty.ended", "Thursday 2026-04-09 09:00", id="sold")
    [clock] = clocks(known, sold, at="Saturday 2026-04-11 09:00")
    assert (clock.verdict, clock.stop) == ("withdrawn", "sold")


def test_duty_that_is_over_is_withdrawn_before_its_due() -> None:
    sold = event("duty.ended", "Thursday 2026-10-08 09:00")
    assert verdicts(BEGAN, sold, at="Monday 2027-05-03 11:00", rules=RULES) == {"gas": "withdrawn"}


def test_event_of_the_wrong_thread_starts_and_stops_nothing() -> None:
    came = event("letter.received", "Tuesday 2026-04-07 10:00")
    assert verdicts(came, done("Tuesday 2026-04-07 11:00"), at="Wednesday 2026-04-08 09:00", rules=RULES) == {
        "letter": "running"
    }
    nothing = event("duty.began", "Tuesday 2026-04-07 10:00", facts={"duty": "small:letter"})
    assert clocks(nothing, done("Tuesday 2026-04-07 11:00"), at="Wednesday 2026-04-08 09:00") == []
    unsaid = event("duty.began", "Tuesday 2026-04-07 10:00")
    assert clocks(unsaid, at="Wednesday 2026-04-08 09:00") == []


def test_duty_before_the_first_rulebook_has_no_clock() -> None:
    early = Rules.of(rulebook(GAS, starts_on=t("Thursday 2026-10-01 12:00").date()))
    assert judged(BEGAN, at="Wednesday 2026-04-08 09:00", rules=early).clocks == ()


def test_two_duties_on_one_thread_are_told_apart_by_what_is_answered() -> None:
    other = event("duty.began", "Tuesday 2026-04-07 10:00", id="other", facts={"duty": "small:newsletter"})
    gas_only = done("Monday 2026-05-11 12:00", answers=("small:gas",))
    found = clocks(BEGAN, other, gas_only, at="Tuesday 2026-05-12 09:00")
    assert [(each.promise, str(each.verdict)) for each in found] == [
        ("small:gas", "kept"),
        ("small:newsletter", "running"),
        ("small:gas", "running"),
    ]


def test_beginning_that_is_corrected_counts_as_it_now_stands() -> None:
    right = event(
        "event.corrected",
        "Tuesday 2026-04-07 10:00",
        "Wednesday 2026-04-08 10:00",
        corrects="began",
        facts={"last_done": "2025-09-01"},
    )
    assert dues(BEGAN, right, at="Thursday 2026-04-09 09:00") == [("running", "2026-09-02 00:00")]


def test_time_without_a_date_of_its_own_may_be_recorded_late_with_proof_alone() -> None:
    back = done("Monday 2027-04-05 12:00", "Monday 2027-05-03 12:00")
    in_time = done("Thursday 2027-04-01 12:00")
    assert dues(BEGAN, back, at="Tuesday 2027-05-04 09:00")[0] == ("broken", "2027-04-08 00:00")
    assert dues(BEGAN, back, in_time, at="Tuesday 2027-05-04 09:00")[0][0] == "kept"


@pytest.mark.parametrize(
    ("start", "due"),
    [
        ("Wednesday 2026-02-11 10:00", "2026-07-01 00:00"),  # the next whole quarter is April to June
        ("Thursday 2026-01-01 00:00", "2026-07-01 00:00"),
        ("Wednesday 2026-12-30 10:00", "2027-04-01 00:00"),
    ],
)
def test_by_the_calendar_it_is_due_when_the_next_quarter_ends(start: str, due: str) -> None:
    assert dues(began("newsletter", start), at=start) == [("running", due)]


def test_by_the_calendar_twice_in_one_quarter_makes_one_of_them_no_later() -> None:
    start = began("newsletter", "Wednesday 2026-02-11 10:00")
    first, second = done("Monday 2026-05-11 10:00"), done("Monday 2026-06-15 10:00")
    assert dues(start, first, second, at="Tuesday 2026-06-16 10:00") == [
        ("kept", "2026-07-01 00:00"),
        ("kept", "2026-10-01 00:00"),
        ("running", "2026-10-01 00:00"),
    ]


def test_by_the_calendar_one_that_came_late_does_not_count_for_the_quarter_it_came_in() -> None:
    start = began("newsletter", "Wednesday 2026-02-11 10:00")
    late = done("Monday 2026-07-06 10:00")
    assert dues(start, late, at="Tuesday 2026-07-07 10:00") == [
        ("broken", "2026-07-01 00:00"),
        ("running", "2026-10-01 00:00"),
    ]


def test_by_a_day_there_is_one_clock() -> None:
    start = began("review", "Tuesday 2026-04-07 10:00")
    assert dues(start, done("Wednesday 2026-10-21 23:00"), at="Thursday 2026-10-22 09:00") == [
        ("kept", "2026-10-22 00:00")
    ]
    assert dues(start, at="Thursday 2026-10-22 09:00") == [("broken", "2026-10-22 00:00")]


def test_by_a_day_that_is_past_it_is_found_overdue() -> None:
    start = began("review", "Thursday 2026-11-05 10:00")
    assert dues(start, at="Friday 2026-11-06 10:00") == [("running", "2026-10-22 00:00")]


def test_hour_by_hour_it_is_heard_while_the_office_is_open() -> None:
    start = began("machine", "Tuesday 2026-04-07 16:30")
    assert dues(start, done("Wednesday 2026-04-08 09:29"), at="Wednesday 2026-04-08 10:00") == [
        ("kept", "2026-04-08 09:30"),
        ("running", "2026-04-08 10:29"),
    ]


def test_duty_done_ten_thousand_times_is_judged_in_no_more_looks_than_that() -> None:
    start = began("machine", "Monday 2024-01-01 09:00")
    first = t("Tuesday 2024-01-02 09:30")
    step = t("Tuesday 2024-01-02 10:00") - first
    many = [
        replace(start, id=f"d{number}", kind="duty.done", facts={}, happened_at=first + number * step)
        for number in range(10_000)
    ]
    found = judged(start, *many, at="Monday 2026-04-13 09:00", rules=RULES).clocks
    assert len(found) == 10_001


def test_breach_of_a_duty_is_warned_of_and_told() -> None:
    before = judged(BEGAN, at="Tuesday 2027-03-09 09:00", rules=RULES)
    assert [(each.what, each.promise) for each in before.owed] == [("warning", "small:gas")]
    after = judged(BEGAN, at="Monday 2027-04-12 09:00", rules=RULES)
    assert {(each.what, each.promise) for each in after.owed} == {("breach", "small:gas")}
    assert [each.promise for each in after.clocks] == ["small:gas"]


def refused(history: list[Event], new: Event) -> str:
    at = max(each.recorded_at for each in [*history, new])
    found = decide(history, [new], rules=RULES, calendar=CALENDAR, at=at)
    return found.sentence if isinstance(found, Refused) else ""


def test_duty_is_done_where_it_began_and_begins_once() -> None:
    came = event("letter.received", "Tuesday 2026-04-07 10:00")
    assert refused([came], done("Wednesday 2026-04-08 10:00")).startswith("No duty runs here.")
    again = replace(BEGAN, id="again", recorded_at=t("Wednesday 2026-04-08 10:00"))
    assert refused([BEGAN], again).startswith("This duty has begun here already.")
    assert refused([BEGAN], done("Tuesday 2026-04-07 09:00")).startswith("This would be before it began")
    assert refused([BEGAN], done("Wednesday 2026-04-08 10:00")) == ""
    corrected = done("Thursday 2026-04-09 10:00", corrects="began")
    assert refused([BEGAN], corrected) == ""
