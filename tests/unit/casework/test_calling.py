"""Whom a danger calls, one after another, and what asking again brings about."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kept.casework import Changes, Event, Refused, Rules, decide
from kept.casework.admit import listed_or
from kept.rulebook.model import Alarm, EventKind, Field
from kept.workclock import Minutes

from .small import CALENDAR, LETTER, event, judged, rulebook, t

BOOK = rulebook(LETTER)
CHAIN = ("receptionist", "manager")
RULES = Rules.of(replace(BOOK, association=replace(BOOK.association, alarm=Alarm(Minutes(5), CHAIN))))
MARKED = event("hazard.marked", "Tuesday 2026-04-07 10:00", id="marked", facts={"emergency": True})


def called(*events: Event, at: str) -> list[tuple[str, int, str]]:
    """Start, step and time of each call."""
    owed = judged(*events, at=at, rules=RULES).owed
    return [
        (each.start, each.step, f"{CALENDAR.local(each.since):%H:%M}")
        for each in owed
        if each.what == "alarm"
    ]


def wakes(*events: Event, at: str) -> str:
    wake_at = judged(*events, at=at, rules=RULES).wake_at
    return f"{CALENDAR.local(wake_at):%H:%M}" if wake_at else ""


def test_danger_calls_at_once_and_then_one_after_another() -> None:
    assert called(MARKED, at="Tuesday 2026-04-07 10:00") == [("marked", 1, "10:00")]
    assert wakes(MARKED, at="Tuesday 2026-04-07 10:00") == "10:05"
    assert called(MARKED, at="Tuesday 2026-04-07 10:04") == [("marked", 1, "10:00")]
    assert called(MARKED, at="Tuesday 2026-04-07 10:05") == [("marked", 1, "10:00"), ("marked", 2, "10:05")]
    assert wakes(MARKED, at="Tuesday 2026-04-07 10:05") == "10:10"


def test_all_are_called_three_times_and_then_no_more() -> None:
    assert [step for _, step, _ in called(MARKED, at="Tuesday 2026-04-07 10:24")] == [1, 2, 3, 4, 5]
    assert [step for _, step, _ in called(MARKED, at="Tuesday 2026-04-07 18:00")] == [1, 2, 3, 4, 5, 6]
    assert wakes(MARKED, at="Tuesday 2026-04-07 10:25") == ""


def test_whoever_answers_ends_it() -> None:
    answered = event("alarm.acknowledged", "Tuesday 2026-04-07 10:07")
    assert [step for _, step, _ in called(MARKED, answered, at="Tuesday 2026-04-07 18:00")] == [1, 2]
    assert wakes(MARKED, answered, at="Tuesday 2026-04-07 10:08") == ""


def test_answer_to_another_danger_does_not_end_this_one() -> None:
    other = replace(
        MARKED,
        id="other",
        happened_at=t("Tuesday 2026-04-07 10:02"),
        recorded_at=t("Tuesday 2026-04-07 10:02"),
    )
    answered = event("alarm.acknowledged", "Tuesday 2026-04-07 10:01", answers=("marked",))
    assert called(MARKED, other, answered, at="Tuesday 2026-04-07 10:08") == [
        ("marked", 1, "10:00"),
        ("other", 1, "10:02"),
        ("other", 2, "10:07"),
    ]
    assert wakes(MARKED, other, at="Tuesday 2026-04-07 10:03") == "10:05"
    earlier = event("alarm.acknowledged", "Tuesday 2026-04-07 10:01")
    assert len(called(MARKED, other, earlier, at="Tuesday 2026-04-07 10:08")) == 3


def test_call_comes_when_it_is_put_on_record_however_long_ago_it_happened() -> None:
    late = replace(MARKED, recorded_at=t("Wednesday 2026-04-08 09:00"))
    assert called(late, at="Wednesday 2026-04-08 09:01") == [("marked", 1, "09:00")]


def test_only_an_emergency_calls_and_one_that_becomes_an_emergency_calls_then() -> None:
    calm = replace(MARKED, facts={"emergency": False})
    assert called(calm, at="Tuesday 2026-04-07 18:00") == []
    worse = event(
        "event.corrected",
        "Tuesday 2026-04-07 10:00",
        "Tuesday 2026-04-07 11:00",
        corrects="marked",
        facts={"emergency": True},
    )
    assert called(calm, worse, at="Tuesday 2026-04-07 11:01") == [("marked", 1, "11:00")]


def test_what_always_alarms_needs_no_answer_to_do_so() -> None:
    assert called(
        event("breach.found", "Tuesday 2026-04-07 10:00", id="b"), at="Tuesday 2026-04-07 10:01"
    ) == [("b", 1, "10:00")]


def test_imported_history_calls_nobody() -> None:
    assert called(replace(MARKED, via="import"), at="Tuesday 2026-04-07 18:00") == []


def test_wakes_for_whatever_comes_first() -> None:
    came = event("letter.received", "Tuesday 2026-04-07 10:00")
    assert wakes(MARKED, came, at="Tuesday 2026-04-07 10:01") == "10:05"


def test_acknowledging_needs_a_call() -> None:
    answered = event("alarm.acknowledged", "Tuesday 2026-04-07 10:07")
    came = event("letter.received", "Tuesday 2026-04-07 10:00")

    def told(start: Event) -> Refused | Changes:
        return decide([start], [answered], rules=RULES, calendar=CALENDAR, at=answered.recorded_at)

    assert isinstance(told(MARKED), Changes)
    answer = told(came)
    assert isinstance(answer, Refused)
    assert answer.sentence.startswith("Nobody is being called here.")


@pytest.mark.parametrize(("times", "lines"), [(1, 0), (2, 1), (3, 1), (4, 2)])
def test_every_two_chasers_owe_the_manager_a_line(times: int, lines: int) -> None:
    came = event("letter.received", "Tuesday 2026-04-07 10:00")
    asked = [event("contact.chased", f"Wednesday 2026-04-08 1{hour}:00") for hour in range(times)]
    judgement = judged(came, *asked, at="Thursday 2026-04-09 09:00", rules=RULES)
    owed = [each for each in judgement.owed if each.what == "chased"]
    assert [each.step for each in owed] == list(range(1, lines + 1))
    assert [each.start for each in owed] == [asked[2 * number + 1].id for number in range(lines)]
    old = [replace(each, via="import") for each in asked]
    assert all(
        each.what != "chased" for each in judged(came, *old, at="Thursday 2026-04-09 09:00", rules=RULES).owed
    )


SET = {
    "lone.began": EventKind(
        "lone.began",
        "Out alone",
        "Out alone.",
        opens="lone",
        alarms=(),
        alarms_at="due_back",
        calmed_by=("lone.extended", "lone.ended"),
        fields=(Field("due_back", "Back", "moment", counts=True),),
    ),
    "lone.extended": EventKind(
        "lone.extended",
        "Longer",
        "Longer.",
        alarms=(),
        alarms_at="due_back",
        calmed_by=("lone.extended", "lone.ended"),
        fields=(Field("due_back", "Back", "moment", counts=True),),
    ),
    "lone.ended": EventKind("lone.ended", "Back", "Back.", acts="close"),
}
SET_RULES = Rules.of(
    replace(
        BOOK,
        kinds={**BOOK.kinds, **SET},
        association=replace(BOOK.association, alarm=Alarm(Minutes(5), CHAIN)),
    )
)


def _out(name: str, wall: str, id: str, back: str = "", recorded: str = "") -> Event:
    facts = {"due_back": t(back).isoformat()} if back else {}
    found = event(name, wall, id=id, facts=facts)
    return replace(found, recorded_at=t(recorded)) if recorded else found


BEGAN = _out("lone.began", "Tuesday 2026-04-07 10:00", "began", "Tuesday 2026-04-07 11:00")


def _steps(*events: Event, at: str) -> list[tuple[str, int]]:
    owed = judged(*events, at=at, rules=SET_RULES).owed
    return [(each.start, each.step) for each in owed if each.what == "alarm"]


def test_what_was_set_for_a_moment_calls_from_then_on() -> None:
    before = judged(BEGAN, at="Tuesday 2026-04-07 10:59", rules=SET_RULES)
    assert before.owed == ()
    assert before.wake_at == t("Tuesday 2026-04-07 11:00")
    assert _steps(BEGAN, at="Tuesday 2026-04-07 11:05") == [("began", 1), ("began", 2)]


def test_who_is_back_in_time_is_not_called_for() -> None:
    ended = _out("lone.ended", "Tuesday 2026-04-07 10:50", "ended")
    assert _steps(BEGAN, ended, at="Tuesday 2026-04-07 18:00") == []


def test_who_is_back_late_is_called_for_until_then() -> None:
    ended = _out("lone.ended", "Tuesday 2026-04-07 11:06", "ended")
    assert _steps(BEGAN, ended, at="Tuesday 2026-04-07 18:00") == [("began", 1), ("began", 2)]


def test_who_needs_longer_is_called_for_later() -> None:
    longer = _out("lone.extended", "Tuesday 2026-04-07 10:50", "longer", "Tuesday 2026-04-07 11:30")
    assert _steps(BEGAN, longer, at="Tuesday 2026-04-07 11:29") == []
    assert _steps(BEGAN, longer, at="Tuesday 2026-04-07 11:31") == [("longer", 1)]


def test_two_that_are_recorded_at_once_do_not_calm_each_other() -> None:
    at = "Tuesday 2026-04-07 10:50"
    one = _out("lone.extended", "Tuesday 2026-04-07 10:40", "one", "Tuesday 2026-04-07 11:10", at)
    two = _out("lone.extended", "Tuesday 2026-04-07 10:45", "two", "Tuesday 2026-04-07 11:20", at)
    assert _steps(BEGAN, one, two, at="Tuesday 2026-04-07 11:21") == [("two", 1)]


def test_what_is_told_when_it_is_over_calls_nobody() -> None:
    at = "Tuesday 2026-04-07 12:00"
    began = replace(BEGAN, recorded_at=t(at))
    ended = _out("lone.ended", "Tuesday 2026-04-07 10:50", "ended", recorded=at)
    assert _steps(began, ended, at="Tuesday 2026-04-07 18:00") == []


def test_what_names_no_moment_calls_nobody() -> None:
    assert _steps(replace(BEGAN, facts={}), at="Tuesday 2026-04-07 18:00") == []


def test_what_must_follow_is_refused_before_it_and_taken_after() -> None:
    kinds = {**SET, "lone.ended": replace(SET["lone.ended"], follows=("lone.began",))}
    rules = Rules.of(replace(BOOK, kinds={**BOOK.kinds, **kinds}))
    letter = event("letter.received", "Tuesday 2026-04-07 09:00", id="letter")
    ended = _out("lone.ended", "Tuesday 2026-04-07 10:30", "ended")
    at = t("Tuesday 2026-04-07 11:00")
    refused = decide([letter], [ended], rules=rules, calendar=CALENDAR, at=at)
    assert isinstance(refused, Refused)
    assert "Record “Out alone” first" in refused.sentence
    assert isinstance(decide([BEGAN], [ended], rules=rules, calendar=CALENDAR, at=at), Changes)


def test_names_are_listed_with_or() -> None:
    assert listed_or(["a"]) == "a"
    assert listed_or(["a", "b", "c"]) == "a, b or c"
