"""Each verdict, and each way in which a history may move a clock, with dates written out."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from kept.casework import Grade, Rules, Verdict, Version
from kept.workclock import parse_span

from .small import LETTER, RINGS, RULES, THEN_WRITE, TRYING, event, judged, rulebook, t, verdicts

# Easter 2026: Good Friday 3 April, Easter Monday 6 April.
CAME = event(
    "letter.received", "Tuesday 2026-04-07 10:00", id="came", facts={"urgent": False, "member": "east"}
)
DUE = "Friday 2026-04-17 00:00"  # seven working days after Tuesday 7 April: Thursday 16 April, at its end
LATER = "Friday 2026-05-01 09:00"


def one(*events: object, at: str = LATER, rules: Rules = RULES):
    [clock] = [each for each in judged(*events, at=at, rules=rules).clocks if each.promise == "small:letter"]
    return clock


def test_a_letter_runs_until_its_seventh_working_day_ends() -> None:
    clock = one(CAME, at="Wednesday 2026-04-08 09:00")
    assert (clock.verdict, clock.due_at, clock.act_by) == ("running", t(DUE), t("Thursday 2026-04-16 17:00"))
    assert (clock.aim_at, clock.owner, clock.act_by_open) == (
        t("Wednesday 2026-04-15 00:00"),
        "addressee",
        True,
    )
    assert (clock.stop, clock.ended_at, clock.took, clock.breached_at) == (None, None, None, None)


def test_answered_in_time_is_kept_with_the_time_it_took() -> None:
    clock = one(CAME, event("letter.answered", "Thursday 2026-04-16 23:59", id="stop", grade=Grade.DOCUMENT))
    assert (clock.verdict, clock.stop, clock.grade, clock.took_days) == ("kept", "stop", "document", 7)
    assert clock.took == (t("Thursday 2026-04-16 23:59") - t("Tuesday 2026-04-07 10:00")).total_seconds()


@pytest.mark.parametrize("first", ["letter.acknowledged", "letter.answered"])
def test_the_earliest_of_several_stops_ends_it(first: str) -> None:
    second = {"letter.acknowledged": "letter.answered", "letter.answered": "letter.acknowledged"}[first]
    facts = {"answer_by": "2026-04-20"}
    stops = (
        event(first, "Wednesday 2026-04-08 09:00", id="first", facts=facts),
        event(second, "Thursday 2026-04-09 09:00", id="second", facts=facts),
    )
    late = tuple(
        replace(each, happened_at=t(f"Monday 2026-04-20 {hour}"))
        for each, hour in zip(stops, ("09:00", "10:00"), strict=True)
    )
    for told in (stops, stops[::-1], late, late[::-1]):
        assert one(CAME, *told).stop == "first"
    assert one(CAME, *late).verdict == "broken"


def test_answered_at_the_very_due_is_broken() -> None:
    clock = one(CAME, event("letter.answered", DUE))
    assert (clock.verdict, clock.breached_at, clock.ended_at) == ("broken", t(DUE), t(DUE))


@pytest.mark.parametrize("grade", list(Grade))
def test_at_the_very_due_is_broken_too_where_all_of_it_was_recorded_later(grade: Grade) -> None:
    came = event("letter.received", "Tuesday 2026-04-07 10:00", LATER, facts=CAME.facts)
    late = event("letter.answered", DUE, LATER, grade=grade)
    assert one(came, late).verdict == one(CAME, late).verdict == "broken"
    sooner = event("letter.answered", "Thursday 2026-04-16 23:59", LATER, grade=grade)
    assert one(came, sooner).verdict == "kept"


def test_the_breach_is_dated_at_the_due_however_late_we_look() -> None:
    assert one(CAME, at=DUE).breached_at == t(DUE) == one(CAME).breached_at


def test_an_acknowledgement_counts_only_with_the_date_of_the_answer() -> None:
    bare = event("letter.acknowledged", "Wednesday 2026-04-08 09:00")
    assert one(CAME, bare).verdict == "broken"
    assert one(CAME, replace(bare, facts={"answer_by": "2026-04-20"})).verdict == "kept"


def test_a_robot_stops_nothing_unless_the_promise_lets_it() -> None:
    came = replace(CAME, facts={"member": "west", "urgent": True})
    answered = event("letter.robot_answered", "Tuesday 2026-04-07 10:01")
    assert verdicts(came, answered, at=LATER) == {"letter": "broken", "urgent": "broken", "robot": "kept"}


def test_a_robot_among_the_stops_of_a_promise_made_by_people() -> None:
    by_people = replace(LETTER, stops=(*LETTER.stops, "letter.robot_answered"))
    robot = event("letter.robot_answered", "Tuesday 2026-04-07 10:01")
    rules = Rules.of(rulebook(by_people))
    assert verdicts(CAME, robot, at=LATER, rules=rules) == {"letter": "broken"}
    rules = Rules.of(rulebook(replace(by_people, automatic_counts=True)))
    assert verdicts(CAME, robot, at=LATER, rules=rules) == {"letter": "kept"}


def test_conditions_met_unmet_and_unanswered() -> None:
    assert set(verdicts(CAME, at=LATER)) == {"letter"}
    clocks = judged(replace(CAME, facts={}), at=LATER).clocks
    assert {each.promise: each.unanswered for each in clocks} == {
        "small:letter": (),
        "small:urgent": ("urgent",),
        "small:robot": ("member",),
    }


def test_a_returned_letter_voids_the_stop_and_the_clock_runs_on_from_its_start() -> None:
    sent = event("letter.answered", "Wednesday 2026-04-08 09:00", id="sent")
    back = event("letter.returned", "Monday 2026-04-13 09:00", corrects="sent")
    assert one(CAME, sent, back, at="Tuesday 2026-04-14 09:00").verdict == "running"
    assert one(CAME, sent, back).verdict == "broken"
    again = event("letter.answered", "Tuesday 2026-04-14 09:00")
    assert one(CAME, sent, back, again).verdict == "kept"


def test_a_return_without_a_reference_is_about_the_last_thing_sent() -> None:
    sent = event("letter.answered", "Wednesday 2026-04-08 09:00")
    back = event("letter.returned", "Monday 2026-04-13 09:00")
    assert one(CAME, sent, back).verdict == "broken"
    assert one(CAME, back).verdict == "broken"  # the start itself is never what came back


def test_a_void_may_itself_be_voided() -> None:
    sent = event("letter.answered", "Wednesday 2026-04-08 09:00", id="sent")
    back = event("letter.returned", "Monday 2026-04-13 09:00", corrects="sent", id="back")
    slip = event("event.voided", "Monday 2026-04-13 09:30", corrects="back")
    assert one(CAME, sent, back, slip).verdict == "kept"


def test_a_voided_start_leaves_no_clock() -> None:
    assert (
        judged(CAME, event("event.voided", "Wednesday 2026-04-08 09:00", corrects="came"), at=LATER).clocks
        == ()
    )


@pytest.mark.parametrize(
    ("grade", "verdict"),
    [(Grade.STAFF, "broken"), (Grade.DOCUMENT, "kept-late-recorded"), (Grade.MACHINE, "kept-late-recorded")],
)
def test_a_back_dated_stop_needs_proof_after_the_breach(grade: Grade, verdict: str) -> None:
    late = event(
        "letter.answered", "Thursday 2026-04-16 12:00", recorded="Monday 2026-04-20 09:00", grade=grade
    )
    clock = one(CAME, late)
    assert (clock.verdict, clock.breached_at) == (verdict, t(DUE))


def test_a_second_person_may_confirm_a_back_dated_stop_but_not_its_author() -> None:
    late = event("letter.answered", "Thursday 2026-04-16 12:00", "Monday 2026-04-20 09:00", id="late")
    mine = event("event.confirmed", "Monday 2026-04-20 10:00", corrects="late", by="ann")
    hers = event("event.confirmed", "Monday 2026-04-20 10:00", corrects="late", by="bea")
    assert one(CAME, late, mine).verdict == "broken"
    assert one(CAME, late, hers).verdict == "kept-late-recorded"


def test_start_and_stop_recorded_together_long_after_are_simply_kept() -> None:
    came = replace(CAME, recorded_at=t("Monday 2026-04-27 09:00"))
    sent = event("letter.answered", "Thursday 2026-04-16 12:00", "Monday 2026-04-27 09:00")
    assert one(came, sent).verdict == "kept"


def test_correcting_the_date_of_a_stop_already_on_record_in_time_keeps_it() -> None:
    sent = event("letter.answered", "Wednesday 2026-04-15 12:00", id="sent")
    typo = event("event.corrected", "Tuesday 2026-04-14 12:00", "Monday 2026-04-20 09:00", corrects="sent")
    clock = one(CAME, sent, typo)
    assert (clock.verdict, clock.ended_at) == ("kept", t("Tuesday 2026-04-14 12:00"))


def test_correcting_a_late_stop_into_time_needs_proof() -> None:
    sent = event("letter.answered", "Friday 2026-04-17 12:00", id="sent")
    typo = event("event.corrected", "Tuesday 2026-04-14 12:00", "Monday 2026-04-20 09:00", corrects="sent")
    assert one(CAME, sent, typo).verdict == "broken"
    assert one(CAME, sent, replace(typo, grade=Grade.DOCUMENT)).verdict == "kept-late-recorded"


def test_the_start_may_be_corrected_while_the_clock_runs_but_not_after_the_breach() -> None:
    in_time = event("event.corrected", "Monday 2026-04-13 10:00", "Tuesday 2026-04-14 09:00", corrects="came")
    assert one(CAME, in_time).due_at == t("Thursday 2026-04-23 00:00")
    too_late = replace(in_time, recorded_at=t("Monday 2026-04-20 09:00"))
    assert one(CAME, too_late).due_at == t(DUE)
    proved = replace(too_late, grade=Grade.DOCUMENT)
    assert one(CAME, proved).due_at == t("Thursday 2026-04-23 00:00")


def test_correcting_a_correction_follows_the_chain() -> None:
    first = event(
        "event.corrected", "Monday 2026-04-13 10:00", "Tuesday 2026-04-14 09:00", id="c1", corrects="came"
    )
    second = event("event.corrected", "Wednesday 2026-04-08 10:00", "Tuesday 2026-04-14 09:30", corrects="c1")
    assert one(CAME, first, second).started_at == t("Wednesday 2026-04-08 10:00")


def test_an_event_of_the_same_kind_that_corrects_replaces_the_facts() -> None:
    again = event(
        "letter.received",
        "Tuesday 2026-04-07 10:00",
        "Tuesday 2026-04-07 11:00",
        corrects="came",
        facts={"urgent": True},
    )
    assert set(verdicts(CAME, again, at=LATER)) == {"letter", "urgent"}


def test_later_classification_counts_from_receipt_and_may_be_broken_at_birth() -> None:
    said = event("contact.classified", "Friday 2026-04-10 09:00", facts={"urgent": True})
    [urgent] = [each for each in judged(CAME, said, at=LATER).clocks if each.promise == "small:urgent"]
    assert (urgent.verdict, urgent.due_at) == ("broken", t("Wednesday 2026-04-08 10:00"))


def test_classified_away_before_the_breach_it_never_applied_but_a_breach_stays() -> None:
    came = replace(CAME, facts={"urgent": True, "member": "east"})
    soon = event("contact.classified", "Tuesday 2026-04-07 12:00", facts={"urgent": False})
    late = event("contact.classified", "Friday 2026-04-10 09:00", facts={"urgent": False})
    assert set(verdicts(came, soon, at=LATER)) == {"letter"}
    assert verdicts(came, late, at=LATER) == {"letter": "broken", "urgent": "broken"}


PAUSED = event("clock.paused", "Thursday 2026-04-09 12:00", id="p", facts={"reason": "awaiting-customer"})
RESUMED = event("clock.resumed", "Tuesday 2026-04-14 12:00", id="r")


def test_only_whole_days_inside_a_pause_are_holes_for_a_span_in_days() -> None:
    # Friday 10 and Monday 13 April fall out; Thursday and Tuesday count.
    clock = one(CAME, PAUSED, RESUMED)
    assert clock.due_at == t("Tuesday 2026-04-21 00:00")


def test_an_open_pause_cannot_run_out_and_a_stop_inside_it_is_in_time() -> None:
    clock = one(CAME, PAUSED)
    assert (clock.verdict, clock.paused, clock.due_at) == ("running", True, t(DUE))
    assert judged(CAME, PAUSED, at=LATER).wake_at is None
    assert one(CAME, PAUSED, event("letter.answered", "Wednesday 2026-04-29 12:00")).verdict == "kept"


@pytest.mark.parametrize(
    "pause",
    [
        replace(PAUSED, facts={"reason": "we-are-busy"}),
        replace(PAUSED, recorded_at=t("Monday 2026-04-20 09:00")),
        event("clock.paused", "Monday 2026-04-20 09:00", facts={"reason": "awaiting-customer"}),
        replace(PAUSED, answers=("small:urgent",)),
    ],
    ids=["a reason not named", "recorded after the due", "begun after the due", "meant for another promise"],
)
def test_a_pause_that_does_not_count(pause: object) -> None:
    assert one(
        CAME,
        pause,
        replace(
            RESUMED, happened_at=t("Tuesday 2026-04-21 12:00"), recorded_at=t("Tuesday 2026-04-21 12:00")
        ),
    ).due_at == t(DUE)


def test_resuming_what_is_not_paused_and_an_empty_pause_change_nothing() -> None:
    assert one(CAME, RESUMED).due_at == t(DUE)
    at_once = replace(RESUMED, happened_at=PAUSED.happened_at)
    assert one(CAME, PAUSED, at_once).due_at == t(DUE)


EXTENDED = event(
    "clock.extended",
    "Wednesday 2026-04-15 12:00",
    facts={"reason": "complex", "new_due": "2026-04-24", "customer_told": True},
)


def test_an_extension_moves_the_due_and_the_first_verdict_stands_beside_it() -> None:
    clock = one(CAME, EXTENDED, event("letter.answered", "Friday 2026-04-24 16:00"))
    assert (clock.verdict, clock.first_verdict) == ("kept", "broken")
    assert (clock.due_at, clock.first_due_at) == (t("Saturday 2026-04-25 00:00"), t(DUE))
    assert one(CAME, EXTENDED, at="Thursday 2026-04-16 09:00").first_verdict == "running"
    assert one(CAME, EXTENDED, event("letter.answered", "Wednesday 2026-04-15 16:00")).first_verdict == "kept"


@pytest.mark.parametrize(
    "facts",
    [
        {"new_due": "2026-04-24", "customer_told": False},
        {"customer_told": True},
        {"new_due": "2026-04-10", "customer_told": True},
    ],
    ids=["customer not told", "no date", "earlier"],
)
def test_an_extension_that_does_not_count(facts: dict[str, object]) -> None:
    assert one(CAME, replace(EXTENDED, facts=facts)).due_at == t(DUE)


def test_an_extension_after_the_breach_changes_nothing_and_one_to_a_moment_works() -> None:
    late = replace(
        EXTENDED, recorded_at=t("Monday 2026-04-20 09:00"), happened_at=t("Monday 2026-04-20 09:00")
    )
    assert one(CAME, late).verdict == "broken"
    moment = replace(EXTENDED, facts={"new_due": "2026-04-24T12:00:00+01:00", "customer_told": True})
    assert one(CAME, moment).due_at == t("Friday 2026-04-24 12:00")


def test_an_extension_of_a_promise_that_does_not_apply_is_nothing() -> None:
    said = event("contact.classified", "Wednesday 2026-04-15 13:00", facts={"urgent": True})
    [urgent] = [
        each for each in judged(CAME, EXTENDED, said, at=LATER).clocks if each.promise == "small:urgent"
    ]
    assert urgent.due_at == t("Wednesday 2026-04-08 10:00")


def test_a_pause_after_an_extension_keeps_the_later_due() -> None:
    later = replace(
        PAUSED, happened_at=t("Wednesday 2026-04-15 13:00"), recorded_at=t("Wednesday 2026-04-15 13:00")
    )
    clock = one(CAME, EXTENDED, later, event("clock.resumed", "Friday 2026-04-17 13:00"))
    assert (clock.due_at, clock.first_due_at) == (
        t("Saturday 2026-04-25 00:00"),
        t("Saturday 2026-04-18 00:00"),
    )


def test_withdrawn_in_time_and_too_late() -> None:
    gone = event("contact.withdrawn", "Friday 2026-04-10 12:00")
    assert one(CAME, gone).verdict == "withdrawn"
    assert one(CAME, event("contact.withdrawn", "Monday 2026-04-20 12:00")).verdict == "broken"
    before = event("letter.answered", "Wednesday 2026-04-08 12:00")
    assert one(CAME, before, gone).verdict == "kept"
    after = event("letter.answered", "Monday 2026-04-13 12:00")
    assert one(CAME, gone, after).verdict == "withdrawn"


def test_a_withdrawal_before_the_start_or_of_something_else_ends_nothing() -> None:
    before = event("contact.withdrawn", "Tuesday 2026-04-07 09:00")
    other = event("contact.withdrawn", "Friday 2026-04-10 12:00", answers=("small:urgent",))
    assert one(CAME, before).verdict == "broken"
    assert one(CAME, other).verdict == "broken"


def test_more_time_agreed_after_the_due_counts_for_nothing_even_if_all_was_recorded_later() -> None:
    came = replace(CAME, recorded_at=t("Monday 2026-04-27 09:00"))
    told = {"new_due": "2026-05-08", "customer_told": True}
    inside = event("clock.extended", "Thursday 2026-04-16 10:00", "Monday 2026-04-27 09:05", facts=told)
    beyond = event("clock.extended", "Monday 2026-04-20 10:00", "Monday 2026-04-27 09:05", facts=told)
    assert one(came, inside).due_at == t("Saturday 2026-05-09 00:00")
    assert one(came, beyond).due_at == t(DUE)


def test_correcting_the_reason_for_striking_something_out_changes_nothing() -> None:
    sent = event("letter.answered", "Wednesday 2026-04-08 09:00", id="sent")
    back = event("letter.returned", "Monday 2026-04-13 09:00", corrects="sent", id="back")
    why = event("event.corrected", "Monday 2026-04-13 09:30", corrects="back")
    assert judged(CAME, sent, back, why, at=LATER) == judged(CAME, sent, back, at=LATER)


ASKED = event("visit.requested", "Tuesday 2026-04-07 10:00", id="asked")  # due at the end of Friday 10 April


@pytest.mark.parametrize(
    ("events", "verdict"),
    [
        ([event("visit.no_access", "Thursday 2026-04-09 10:00")], "no-access"),
        ([event("visit.no_access", "Monday 2026-04-13 10:00")], "broken"),
        (
            [
                event("visit.no_access", "Thursday 2026-04-09 10:00"),
                event("visit.made", "Friday 2026-04-10 10:00"),
            ],
            "kept",
        ),
        ([event("visit.tried", "Thursday 2026-04-09 10:00")], "broken-attempted"),
        ([event("visit.tried", "Monday 2026-04-13 10:00")], "broken"),
        (
            [event("visit.offer_declined", "Thursday 2026-04-09 10:00", facts={"first_offer": "2026-04-10"})],
            "kept-customer-chose",
        ),
        (
            [
                event(
                    "visit.offer_declined", "Thursday 2026-04-09 10:00", facts={"first_offer": "2026-04-10"}
                ),
                event("visit.made", "Monday 2026-04-20 10:00", id="visit"),
            ],
            "kept-customer-chose",
        ),
        (
            [event("visit.offer_declined", "Thursday 2026-04-09 10:00", facts={"first_offer": "2026-04-13"})],
            "broken",
        ),
        ([event("visit.offer_declined", "Thursday 2026-04-09 10:00")], "broken"),
        (
            [event("visit.offer_declined", "Monday 2026-04-13 10:00", facts={"first_offer": "2026-04-10"})],
            "broken",
        ),
    ],
)
def test_visits(events: list[object], verdict: str) -> None:
    assert verdicts(ASKED, *events, at=LATER) == {"visit": verdict}


@pytest.mark.parametrize(
    ("kind", "facts", "verdict"),
    [
        ("contact.withdrawn", {}, "broken"),
        ("visit.no_access", {}, "broken-attempted"),
        ("visit.offer_declined", {"first_offer": "2026-04-10"}, "kept-late-recorded"),
    ],
)
def test_proof_that_comes_after_the_breach_never_takes_it_out_of_the_figures(
    kind: str, facts: dict[str, object], verdict: str
) -> None:
    proof = event(
        kind, "Thursday 2026-04-09 10:00", "Monday 2026-04-20 09:00", facts=facts, grade=Grade.DOCUMENT
    )
    [clock] = judged(ASKED, proof, at=LATER).clocks
    assert (clock.verdict, clock.breached_at) == (verdict, t("Saturday 2026-04-11 00:00"))


def test_nobody_excuses_their_own() -> None:
    own = event("breach.excused", "Monday 2026-04-20 09:00", by="ann")
    boss = event("breach.excused", "Monday 2026-04-20 09:00", by="boss")
    other = replace(boss, answers=("small:urgent",))
    assert one(CAME, own).verdict == "broken"
    assert one(CAME, other).verdict == "broken"
    assert one(CAME, boss).verdict == "excused"
    late = event("letter.answered", "Tuesday 2026-04-21 09:00", by="boss")
    assert one(CAME, boss, late).verdict == "broken"


def test_waiting_counts_from_the_later_of_arrival_and_booked_time() -> None:
    early = event(
        "visitor.arrived", "Tuesday 2026-04-07 09:50", facts={"booked_at": "2026-04-07T10:00:00+01:00"}
    )
    seen = event("visitor.seen", "Tuesday 2026-04-07 10:04")
    [clock] = judged(early, seen, at=LATER).clocks
    assert (clock.verdict, clock.took, clock.due_at) == ("kept", 240.0, t("Tuesday 2026-04-07 10:05"))
    [clock] = judged(early, event("visitor.seen", "Tuesday 2026-04-07 09:55"), at=LATER).clocks
    assert (clock.verdict, clock.took) == ("kept", 0.0)
    [clock] = judged(event("visitor.arrived", "Tuesday 2026-04-07 09:50"), at=LATER).clocks
    assert clock.due_at == t("Tuesday 2026-04-07 09:55")


def test_a_call_that_nobody_timed_is_not_measured_and_one_that_rang_is() -> None:
    taken = event("call.received", "Tuesday 2026-04-07 10:00")
    assert verdicts(taken, at=LATER) == {"rings": "not-measured"}
    rang = event("call.rang", "Tuesday 2026-04-07 09:59")
    assert verdicts(taken, rang, at=LATER) == {"rings": "broken"}


def test_a_call_that_the_promise_is_not_about_is_not_even_unmeasured() -> None:
    rules = Rules.of(rulebook(replace(RINGS, when=(("line", ("main",)),))))
    taken = event("call.received", "Tuesday 2026-04-07 10:00")
    assert verdicts(taken, at=LATER, rules=rules) == {"rings": "not-measured"}
    assert verdicts(replace(taken, facts={"line": "main"}), at=LATER, rules=rules) == {
        "rings": "not-measured"
    }
    assert verdicts(replace(taken, facts={"line": "extension"}), at=LATER, rules=rules) == {}


def test_trying_often_enough_keeps_it_and_then_a_letter_is_owed() -> None:
    tries = [
        event("callback.attempted", f"{day} {hour}")
        for day in ("Tuesday 2026-04-07", "Wednesday 2026-04-08", "Thursday 2026-04-09")
        for hour in ("10:00", "15:00")
    ]
    assert verdicts(*tries, at="Thursday 2026-04-09 23:00") == {"trying": "running"}
    assert verdicts(*tries, at="Friday 2026-04-10 10:00") == {"trying": "kept", "write": "running"}
    assert verdicts(*tries[:-1], at=LATER) == {"trying": "broken", "write": "broken"}
    wrote = event("letter.sent", "Friday 2026-04-10 16:00")
    clocks = judged(*tries, wrote, at=LATER).clocks
    assert [(each.promise, each.verdict, each.start) for each in clocks] == [
        ("small:trying", "kept", tries[0].id),
        ("small:write", "kept", tries[0].id),
    ]
    reached = event("callback.made", "Wednesday 2026-04-08 16:00")
    assert verdicts(*tries, reached, at=LATER) == {"trying": "kept"}


def test_what_comes_too_late_leaves_the_chained_promise_running() -> None:
    tried = event("callback.attempted", "Tuesday 2026-04-07 10:00")
    late = event("callback.made", "Friday 2026-04-10 09:00")
    assert verdicts(tried, late, at="Friday 2026-04-10 10:00") == {"trying": "broken", "write": "running"}
    excused = event("breach.excused", "Friday 2026-04-10 11:00", by="boss", answers=("small:trying",))
    assert verdicts(tried, late, excused, at=LATER) == {"trying": "excused", "write": "broken"}


def test_a_weekend_asks_for_no_tries() -> None:
    days = ("Thursday 2026-04-09", "Friday 2026-04-10", "Monday 2026-04-13")
    tries = [event("callback.attempted", f"{day} {hour}") for day in days for hour in ("10:00", "15:00")]
    assert verdicts(*tries, at="Tuesday 2026-04-14 09:00")["trying"] == "kept"


def test_a_span_counted_back_from_a_date() -> None:
    planned = event("works.planned", "Tuesday 2026-04-07 10:00", facts={"planned_on": "2026-06-15"})
    [clock] = judged(
        planned, event("works.consulted", "Thursday 2026-05-14 10:00"), at="Monday 2026-06-01 10:00"
    ).clocks
    assert (clock.verdict, clock.due_at) == ("kept", t("Friday 2026-05-15 00:00"))
    assert verdicts(replace(planned, facts={}), at=LATER) == {"consult": "not-measured"}


def test_a_table_of_spans_by_a_field() -> None:
    urgent = event("repair.reported", "Tuesday 2026-04-07 10:00", facts={"repair_type": "emergency"})
    assert judged(urgent, at=LATER).clocks[0].due_at == t("Wednesday 2026-04-08 10:00")
    assert judged(replace(urgent, facts={}), at=LATER).clocks[0].due_at == t("Wednesday 2026-05-06 00:00")


def test_a_stop_ends_every_running_clock_of_its_promise_unless_it_names_one() -> None:
    second = event("letter.received", "Wednesday 2026-04-08 10:00", id="second", facts=CAME.facts)
    both = event("letter.answered", "Thursday 2026-04-09 10:00")
    assert [each.verdict for each in judged(CAME, second, both, at=LATER).clocks] == ["kept", "kept"]
    named = replace(both, answers=("second",))
    assert [each.verdict for each in judged(CAME, second, named, at=LATER).clocks] == ["broken", "kept"]
    assert one(CAME, replace(both, answers=("small:letter",))).verdict == "kept"


def test_a_stop_before_the_start_does_not_count() -> None:
    assert one(CAME, event("letter.answered", "Tuesday 2026-04-07 09:00")).verdict == "broken"


def test_a_merged_thread_knows_only_from_the_merge() -> None:
    here = replace(CAME, thread="A")
    other = event("letter.received", "Tuesday 2026-04-07 09:00", id="other", thread="B", facts=CAME.facts)
    sent = event("letter.answered", "Wednesday 2026-04-08 10:00", thread="B")
    merge = event("thread.merged", "Monday 2026-04-20 10:00", thread="A", facts={"from_thread": "B"})
    clocks = {each.start: each.verdict for each in judged(here, other, sent, merge, at=LATER).clocks}
    assert clocks == {"came": "broken", "other": "kept"}
    early = replace(merge, happened_at=t("Friday 2026-04-10 10:00"), recorded_at=t("Friday 2026-04-10 10:00"))
    clocks = {each.start: each.verdict for each in judged(here, other, sent, early, early, at=LATER).clocks}
    assert clocks == {"came": "kept", "other": "kept"}
    twice = replace(early, id="again", recorded_at=t("Monday 2026-04-20 10:00"))
    assert {each.verdict for each in judged(here, other, sent, early, twice, at=LATER).clocks} == {
        Verdict.KEPT
    }


def test_unknown_kinds_and_policies_not_yet_begun_start_nothing() -> None:
    assert judged(event("pigeon.arrived", "Tuesday 2026-04-07 10:00"), at=LATER).clocks == ()
    assert judged(CAME, at=LATER, rules=Rules.of(rulebook(starts_on=date(2027, 1, 1)))).clocks == ()


def test_a_clock_keeps_the_rules_under_which_it_started() -> None:
    slower = replace(LETTER, within=parse_span("10 working days"))
    rules = Rules.of(rulebook(slower, version="v2", starts_on=date(2026, 4, 8)), rulebook(version="v1"))
    newer = event("letter.received", "Wednesday 2026-04-08 10:00", facts=CAME.facts)
    clocks = judged(CAME, newer, at=LATER, rules=rules).clocks
    assert [(each.version, each.due_at) for each in clocks] == [
        ("v1", t(DUE)),
        ("v2", t("Thursday 2026-04-23 00:00")),
    ]


def test_putting_an_encoding_right_moves_running_clocks_and_leaves_finished_ones() -> None:
    faulty = Version.of(rulebook(replace(LETTER, within=parse_span("2 working days")), version="bad"))
    corrected = Rules(
        (Version.of(rulebook(LETTER, version="good"), corrected=((t("Monday 2026-04-13 09:00"), faulty),)),)
    )
    running = event("letter.received", "Monday 2026-04-13 08:00", id="running")
    clocks = {each.start: each for each in judged(CAME, running, at=LATER, rules=corrected).clocks}
    assert (clocks["came"].verdict, clocks["came"].version) == ("broken", "bad")
    assert (clocks["running"].version, clocks["running"].due_at) == ("good", t("Thursday 2026-04-23 00:00"))
    alone = judged(running, at="Monday 2026-04-13 08:30", rules=corrected).clocks
    assert [each.version for each in alone] == ["good"]


def test_what_is_owed_and_when_to_wake() -> None:
    early = judged(CAME, at="Wednesday 2026-04-08 09:00")
    assert (early.owed, early.next_date, early.wake_at) == ((), t(DUE), t("Wednesday 2026-04-15 00:00"))
    warned = judged(CAME, at="Wednesday 2026-04-15 09:00")
    assert [(each.what, each.since) for each in warned.owed] == [("warning", t("Wednesday 2026-04-15 00:00"))]
    assert warned.wake_at == t("Thursday 2026-04-16 00:00"), "half of what is left, for the deputy"
    broken = judged(CAME, at=DUE)
    assert [(each.what, each.since) for each in broken.owed] == [("breach", t(DUE))]
    assert (broken.wake_at, broken.next_date) == (t("Friday 2026-04-17 13:00"), None)


def test_imported_history_owes_nothing() -> None:
    assert judged(replace(CAME, via="import"), at=LATER).owed == ()


def test_state_closed_and_reopened() -> None:
    closed = event("thread.closed", "Wednesday 2026-04-08 10:00")
    again = event("thread.reopened", "Thursday 2026-04-09 10:00")
    assert judged(CAME, at=LATER).state == "open"
    assert judged(CAME, closed, at=LATER).state == "closed"
    assert judged(CAME, closed, again, at=LATER).state == "open"


def test_what_is_recorded_after_the_moment_asked_about_is_not_known() -> None:
    assert (
        one(
            CAME, event("letter.answered", "Wednesday 2026-04-08 10:00"), at="Tuesday 2026-04-07 12:00"
        ).verdict
        == "running"
    )


def test_only_chained_promises_wait_for_their_forerunner() -> None:
    assert THEN_WRITE.starts == ()
    assert TRYING.once
