"""Dates that were told, laws that bind from a day, and what is owed after a breach."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from kept.casework import Changes, Event, Grade, Refused, Rules, decide
from kept.rulebook.model import AFTER_ANY, UntilTold
from kept.workclock import parse_span

from .small import CALENDAR, LETTER, RINGS, TRYING, URGENT, VISIT, event, judged, promise, rulebook, t

GIVEN = replace(
    promise("small:given", "promise.given", ("promise.fulfilled", "letter.answered"), "1 day"),
    within=UntilTold(("promised_for",)),
)
ANSWER_BY = replace(
    promise("small:answer-by", ("letter.acknowledged", "clock.paused"), ("letter.answered",), "1 day"),
    within=UntilTold(("answer_by", "expected_on")),
)
PUT_RIGHT = promise(
    "small:sorry",
    (),
    ("apology.made",),
    "2 working days",
    after=AFTER_ANY,
    warn=parse_span("1 working day before"),
)
CONSULT = promise(
    "small:consult", "works.planned", ("works.consulted",), "1 month before", counts_from=("planned_on",)
)
OURS = promise("small:ours", "repair.reported", ("repair.done",), "2 days", put_right=False)
OLD_LAW = promise("small:old-law", "repair.reported", ("repair.done",), "24 hours", repealed=date(2026, 4, 8))
NEW_LAW = promise(
    "small:new-law", "repair.reported", ("repair.done",), "12 hours", binds_from=date(2026, 4, 8)
)
SEEN_LAW = promise(
    "small:seen-law",
    "call.rang",
    ("call.answered",),
    "5 rings",
    unmeasured=("call.received",),
    binds_from=date(2026, 4, 8),
)
AWARE = promise(
    "small:aware",
    "hazard.marked",
    ("hazard.made_safe",),
    "24 hours",
    counts_from=("aware_at", "happened_at"),
    counts_first=True,
)
UNAWARE = replace(AWARE, clause="small:unaware", counts_from=("aware_at",))
RULES = Rules.of(
    rulebook(
        LETTER,
        URGENT,
        VISIT,
        TRYING,
        RINGS,
        GIVEN,
        ANSWER_BY,
        PUT_RIGHT,
        CONSULT,
        OURS,
        OLD_LAW,
        NEW_LAW,
        SEEN_LAW,
    )
)


def found(*events: Event, at: str, rules: Rules = RULES) -> dict[str, tuple[str, str]]:
    """Verdict and due by promise."""
    return {
        each.promise.split(":")[1]: (str(each.verdict), f"{CALENDAR.local(each.due_at):%A %Y-%m-%d %H:%M}")
        for each in judged(*events, at=at, rules=rules).clocks
    }


TOLD = event(
    "promise.given",
    "Tuesday 2026-04-07 10:00",
    id="told",
    facts={"promised_for": "2026-04-09T12:00:00+01:00"},
)


def test_what_was_told_is_due_at_that_moment() -> None:
    assert found(TOLD, at="Tuesday 2026-04-07 11:00")["given"] == ("running", "Thursday 2026-04-09 12:00")
    done = event("promise.fulfilled", "Thursday 2026-04-09 11:59")
    assert found(TOLD, done, at="Friday 2026-04-10 09:00")["given"][0] == "kept"


def test_what_was_told_for_a_day_is_due_at_its_end() -> None:
    day = replace(TOLD, facts={"promised_for": "2026-04-09"})
    assert found(day, at="Tuesday 2026-04-07 11:00")["given"] == ("running", "Friday 2026-04-10 00:00")


def test_what_answers_the_contact_keeps_it_unless_it_came_with_the_promise() -> None:
    together = event("letter.answered", "Tuesday 2026-04-07 10:00", id="together")
    afterwards = event("letter.answered", "Tuesday 2026-04-07 10:01", id="afterwards")
    assert found(TOLD, together, at="Wednesday 2026-04-08 09:00")["given"][0] == "running"
    assert found(TOLD, together, afterwards, at="Wednesday 2026-04-08 09:00")["given"][0] == "kept"


def test_answer_is_due_by_the_first_date_that_was_told() -> None:
    told = event("letter.acknowledged", "Tuesday 2026-04-07 10:00", facts={"expected_on": "2026-04-14"})
    assert found(told, at="Tuesday 2026-04-07 11:00")["answer-by"][1] == "Wednesday 2026-04-15 00:00"
    both = replace(told, facts={"expected_on": "2026-04-14", "answer_by": "2026-04-10"})
    assert found(both, at="Tuesday 2026-04-07 11:00")["answer-by"][1] == "Saturday 2026-04-11 00:00"


def test_acknowledgement_without_a_date_is_a_note_and_starts_nothing() -> None:
    assert (
        found(event("letter.acknowledged", "Tuesday 2026-04-07 10:00"), at="Tuesday 2026-04-07 11:00") == {}
    )


def test_later_date_may_be_agreed_while_there_is_time() -> None:
    later = event(
        "clock.extended",
        "Wednesday 2026-04-08 09:00",
        facts={"customer_told": True, "new_due": "2026-04-13"},
    )
    assert found(TOLD, later, at="Friday 2026-04-10 09:00")["given"] == (
        "running",
        "Tuesday 2026-04-14 00:00",
    )


@pytest.mark.parametrize("told", ["2026-04-07T09:59:00+01:00", "2026-04-07T10:00:00+01:00", "2026-04-06"])
def test_nothing_is_promised_for_a_time_that_has_passed(told: str) -> None:
    past = replace(TOLD, facts={"promised_for": told})
    answer = decide([], [past], rules=RULES, calendar=CALENDAR, at=past.recorded_at)
    assert isinstance(answer, Refused)
    assert (answer.field, answer.sentence[:34]) == ("promised_for", "This is before it was promised. Gi")


def test_date_may_be_left_out_of_an_acknowledgement() -> None:
    note = event("letter.acknowledged", "Wednesday 2026-04-08 10:00")
    assert isinstance(told([CAME], note), Changes)


def test_law_binds_what_began_between_its_days() -> None:
    before = event("repair.reported", "Tuesday 2026-04-07 23:59")
    after = event("repair.reported", "Wednesday 2026-04-08 00:00")
    assert set(found(before, at="Thursday 2026-04-09 09:00")) == {"ours", "old-law", "sorry"}
    assert set(found(after, at="Thursday 2026-04-09 09:00")) == {"ours", "new-law", "sorry"}


def test_law_is_not_unmeasured_before_it_binds() -> None:
    assert "seen-law" not in found(
        event("call.received", "Tuesday 2026-04-07 23:59"), at="Thursday 2026-04-09 09:00"
    )
    assert "seen-law" in found(
        event("call.received", "Wednesday 2026-04-08 00:00"), at="Thursday 2026-04-09 09:00"
    )


def test_start_that_is_corrected_comes_under_the_law_of_its_day() -> None:
    start = event("repair.reported", "Tuesday 2026-04-07 23:59", id="start")
    right = event(
        "event.corrected", "Wednesday 2026-04-08 00:30", "Wednesday 2026-04-08 01:00", corrects="start"
    )
    assert set(found(start, right, at="Wednesday 2026-04-08 02:00")) == {"ours", "new-law"}


def test_time_runs_from_when_we_knew() -> None:
    aware = Rules.of(rulebook(AWARE, UNAWARE))
    marked = event(
        "hazard.marked", "Wednesday 2026-04-08 09:00", facts={"aware_at": "2026-04-07T16:00:00+01:00"}
    )
    assert (
        found(marked, at="Wednesday 2026-04-08 10:00", rules=aware)["aware"][1]
        == "Wednesday 2026-04-08 16:00"
    )
    plain = replace(marked, facts={})
    assert found(plain, at="Wednesday 2026-04-08 10:00", rules=aware) == {
        "aware": ("running", "Thursday 2026-04-09 09:00"),
        "unaware": ("not-measured", "Wednesday 2026-04-08 09:00"),
    }
    safe = event("hazard.made_safe", "Wednesday 2026-04-08 08:00")
    assert found(marked, safe, at="Wednesday 2026-04-08 10:00", rules=aware)["aware"][0] == "kept"


# ---- put it right: seven working days from Tuesday 7 April end with Thursday 16 April

CAME = event("letter.received", "Tuesday 2026-04-07 10:00", id="came", facts={"urgent": False})


def test_breach_of_a_promise_to_a_person_starts_the_time_to_put_it_right() -> None:
    before = judged(CAME, at="Thursday 2026-04-16 23:00", rules=RULES)
    assert [each.promise for each in before.clocks] == ["small:letter"]
    assert before.wake_at == t("Friday 2026-04-17 00:00")
    after = judged(CAME, at="Friday 2026-04-17 00:00", rules=RULES)
    letter, sorry = after.clocks
    assert (letter.verdict, sorry.promise, sorry.verdict, sorry.start) == (
        "broken",
        "small:sorry",
        "running",
        "came",
    )
    assert (sorry.started_at, sorry.due_at) == (letter.due_at, t("Wednesday 2026-04-22 00:00"))
    assert after.next_date == sorry.due_at
    assert after.wake_at == t("Friday 2026-04-17 13:00"), "when the next is told of the breach"


def test_apology_in_time_keeps_it() -> None:
    sorry = event("apology.made", "Monday 2026-04-20 10:00")
    assert found(CAME, sorry, at="Monday 2026-04-27 09:00")["sorry"][0] == "kept"
    early = event("apology.made", "Monday 2026-04-13 10:00")
    assert found(CAME, early, at="Monday 2026-04-27 09:00")["sorry"][0] == "broken"


def test_there_is_one_for_each_start_from_the_first_breach() -> None:
    urgent = replace(CAME, facts={"urgent": True})
    clocks = judged(urgent, at="Monday 2026-04-27 09:00", rules=RULES).clocks
    assert [each.started_at for each in clocks if each.promise == "small:sorry"] == [
        t("Wednesday 2026-04-08 10:00")
    ]
    other_order = Rules.of(rulebook(URGENT, LETTER, PUT_RIGHT))
    assert (
        found(urgent, at="Monday 2026-04-27 09:00", rules=other_order)["sorry"][1]
        == "Saturday 2026-04-11 00:00"
    )
    other = event("letter.received", "Wednesday 2026-04-08 10:00", id="other", facts={"urgent": False})
    starts = [each.start for each in judged(CAME, other, at="Monday 2026-04-27 09:00", rules=RULES).clocks]
    assert sorted(starts) == ["came", "came", "other", "other"]


def test_excused_breach_is_still_owed_an_apology() -> None:
    excused = event("breach.excused", "Monday 2026-04-20 09:00", by="manager")
    assert found(CAME, excused, at="Monday 2026-04-20 10:00")["sorry"][0] == "running"


def test_nothing_is_put_right_after_minutes_nor_by_imported_history_nor_where_nobody_was_let_down() -> None:
    rang = event("call.rang", "Tuesday 2026-04-07 10:00")
    assert set(found(rang, at="Wednesday 2026-04-08 09:00")) == {"rings"}
    old = replace(CAME, via="import")
    assert set(found(old, at="Monday 2026-04-27 09:00")) == {"letter"}
    only_ours = Rules.of(rulebook(OURS, PUT_RIGHT))
    repair = event("repair.reported", "Tuesday 2026-04-07 10:00")
    assert found(repair, at="Monday 2026-04-27 09:00", rules=only_ours)["ours"][0] == "broken"
    assert "sorry" not in found(repair, at="Monday 2026-04-27 09:00", rules=only_ours)


def test_promise_for_a_time_before_something_is_put_right_too() -> None:
    planned = event("works.planned", "Tuesday 2026-04-07 10:00", facts={"planned_on": "2026-04-20"})
    assert (
        found(planned, at="Tuesday 2026-04-07 11:00")["sorry"][0] == "broken"
    )  # the month had begun by then


def test_breach_that_proof_undoes_is_owed_nothing() -> None:
    proved = event(
        "letter.answered",
        "Thursday 2026-04-16 12:00",
        recorded="Monday 2026-04-20 09:00",
        grade=Grade.DOCUMENT,
    )
    assert found(CAME, proved, at="Monday 2026-04-20 10:00") == {
        "letter": ("kept-late-recorded", "Friday 2026-04-17 00:00")
    }
    assert "sorry" in found(CAME, at="Monday 2026-04-20 08:00")


def test_without_such_a_promise_nothing_is_put_right() -> None:
    assert set(found(CAME, at="Monday 2026-04-27 09:00", rules=Rules.of(rulebook(LETTER)))) == {"letter"}


def test_policy_of_its_own_comes_before_that_of_the_house() -> None:
    house = replace(PUT_RIGHT, clause="kept:put-right", name="put-right")
    both = rulebook(LETTER, PUT_RIGHT, house)
    assert [
        each.promise for each in judged(CAME, at="Monday 2026-04-27 09:00", rules=Rules.of(both)).clocks
    ] == [
        "small:letter",
        "small:sorry",
    ]


def told(history: list[Event], new: Event) -> Refused | Changes:
    return decide(history, [new], rules=RULES, calendar=CALENDAR, at=new.recorded_at)


def test_apology_is_not_put_off() -> None:
    facts = {"customer_told": True, "new_due": "2026-05-20"}
    later = event("clock.extended", "Monday 2026-04-20 10:00", facts=facts)
    answer = told([CAME], later)
    assert isinstance(answer, Refused)
    assert answer.sentence.startswith("The promised time has passed")
    in_time = event("clock.extended", "Monday 2026-04-13 10:00", facts=facts)
    assert found(CAME, in_time, at="Tuesday 2026-05-26 09:00")["sorry"][1] == "Tuesday 2026-05-26 00:00"


def test_apology_is_taken_though_all_else_is_closed() -> None:
    closed = event("thread.closed", "Friday 2026-04-17 10:00")
    assert isinstance(told([CAME, closed], event("apology.made", "Monday 2026-04-20 10:00")), Changes)
    answer = told([CAME, closed], event("letter.answered", "Monday 2026-04-20 10:00"))
    assert isinstance(answer, Refused)
    assert answer.sentence.startswith("This contact is closed.")


def test_alarm_is_acknowledged_though_the_thread_is_closed() -> None:
    marked = event("hazard.marked", "Thursday 2026-04-16 09:00", facts={"emergency": True})
    closed = event("thread.closed", "Friday 2026-04-17 10:00")
    heard = event("alarm.acknowledged", "Friday 2026-04-17 10:05")
    assert isinstance(told([CAME, marked, closed], heard), Changes)
