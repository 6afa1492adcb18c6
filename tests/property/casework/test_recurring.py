"""Duties, dates that were told, apologies and alarms are judged like all else: in any order, at any time.

The same properties as for letters and visits, and those that only what recurs has.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from kept.casework import Changes, Clock, Event, Grade, Judgement, Rules, Verdict, decide, difference, judge
from tests.unit.casework.small import CALENDAR, LETTER, rulebook, t
from tests.unit.casework.test_duties import GAS, MACHINE, NEWSLETTER, REVIEW
from tests.unit.casework.test_told import ANSWER_BY, AWARE, GIVEN, NEW_LAW, OLD_LAW, OURS, PUT_RIGHT

RULES = Rules.of(
    rulebook(
        GAS, MACHINE, NEWSLETTER, REVIEW, LETTER, GIVEN, ANSWER_BY, PUT_RIGHT, OURS, OLD_LAW, NEW_LAW, AWARE
    )
)
MONDAY = t("Monday 2026-03-30 09:00")
END = MONDAY + timedelta(days=900)
KINDS = (
    "duty.began",
    "duty.done",
    "duty.done",
    "duty.done",
    "duty.ended",
    "promise.given",
    "promise.fulfilled",
    "letter.received",
    "letter.acknowledged",
    "letter.answered",
    "apology.made",
    "repair.reported",
    "repair.done",
    "hazard.marked",
    "hazard.made_safe",
    "breach.found",
    "alarm.acknowledged",
    "contact.chased",
    "breach.excused",
    "clock.extended",
    "thread.closed",
)
DUTIES = ("small:gas", "small:newsletter", "small:machine", "small:review", "small:letter")
DAYS = ("2024-01-31", "2025-04-20", "2026-04-02", "2026-04-20")
FACTS = {
    "duty.began": st.fixed_dictionaries(
        {"duty": st.sampled_from(DUTIES)}, optional={"last_done": st.sampled_from(DAYS)}
    ),
    "promise.given": st.fixed_dictionaries(
        {}, optional={"promised_for": st.sampled_from([*DAYS, "2026-04-02T12:00:00+01:00"])}
    ),
    "letter.acknowledged": st.fixed_dictionaries({}, optional={"answer_by": st.sampled_from(DAYS)}),
    "hazard.marked": st.fixed_dictionaries(
        {}, optional={"emergency": st.booleans(), "aware_at": st.just("2026-04-01T09:00:00+01:00")}
    ),
    "clock.extended": st.just({"new_due": "2026-04-24", "customer_told": True}),
}
hours = st.integers(min_value=0, max_value=500 * 24) | st.integers(min_value=0, max_value=20 * 24)


@st.composite
def histories(draw: st.DrawFn) -> list[Event]:
    """Up to a dozen events: late, imported, corrected and voided."""
    events: list[Event] = []
    for number in range(draw(st.integers(min_value=1, max_value=12))):
        happened_at = MONDAY + timedelta(hours=draw(hours))
        kind = draw(st.sampled_from(KINDS))
        event = Event(
            id=f"e{number}",
            kind=kind,
            happened_at=happened_at,
            recorded_at=happened_at + timedelta(hours=draw(st.sampled_from([0, 0, 0, 1, 30, 5_000]))),
            by=draw(st.sampled_from(["ann", "bea"])),
            grade=draw(st.sampled_from([Grade.STAFF, Grade.DOCUMENT])),
            facts=draw(FACTS.get(kind, st.just({}))),
            answers=draw(st.sampled_from([(), (), (), ("small:gas",), ("e0",)])),
            via=draw(st.sampled_from(["form", "form", "import"])),
        )
        act = draw(st.sampled_from([None, None, None, None, "event.corrected", "event.voided"]))
        if events and act:
            event = replace(event, kind=act, corrects=draw(st.sampled_from(events)).id, facts={})
        events.append(event)
    return events


def judged(events: list[Event], at: datetime) -> Judgement:
    return judge(events, rules=RULES, calendar=CALENDAR, at=at)


@given(histories(), st.randoms(use_true_random=False))
def test_order_and_repetition_make_no_difference(events: list[Event], random: object) -> None:
    shuffled = [*events, *events[:2]]
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert judged(shuffled, END) == judged(events, END)


@given(histories(), st.lists(hours, max_size=6))
def test_what_is_stored_by_acts_and_sweeps_is_what_is_judged(events: list[Event], sweeps: list[int]) -> None:
    acts = [(each.recorded_at, [each]) for each in sorted(events, key=lambda one: (one.recorded_at, one.id))]
    sweeping = [(MONDAY + timedelta(hours=each), []) for each in sweeps]
    history: list[Event] = []
    stored: dict[tuple[str, str], Clock] = {}
    for at, new in sorted([*acts, *sweeping], key=lambda step: step[0]):
        known = tuple(stored.values())
        if new:
            changes = decide(history, new, rules=RULES, calendar=CALENDAR, at=at, stored=known)
            if not isinstance(changes, Changes):
                continue
            history.extend(changes.events)
            written, removed = changes.written, changes.removed
        else:
            written, removed = difference(known, judged(history, at))
        stored = {key: each for key, each in stored.items() if key not in removed}
        stored.update({(each.promise, each.start): each for each in written})
        now = judged(history, at)
        assert set(stored.values()) == set(now.clocks)
        assert len(now.owed) == len({(each.promise, each.start, each.what, each.step) for each in now.owed})


@given(histories())
def test_the_sweep_wakes_for_every_change_and_every_call(events: list[Event]) -> None:
    at = max(each.recorded_at for each in events)
    judgement = judged(events, at)
    for _ in range(300):
        until = judgement.wake_at
        before = judged(events, (until or END) - timedelta(microseconds=1))
        assert (before.clocks, before.owed) == (judgement.clocks, judgement.owed)
        if until is None:
            return
        judgement = judged(events, until)
    raise AssertionError("a thread must come to rest")


@given(histories())
def test_a_duty_runs_from_one_time_to_the_next(events: list[Event]) -> None:
    clocks = judged(events, END).clocks
    by_id = {each.id: each for each in events}
    for clock in clocks:
        assert clock.stop != clock.start
    for clause in ("small:gas", "small:newsletter", "small:machine"):
        own = [each for each in clocks if each.promise == clause]
        for one, other in pairwise(own):
            assert one.started_at <= other.started_at
        for each in own:
            start = by_id[each.start]
            assert start.kind in ("duty.began", "duty.done") or start.corrects


@given(histories())
def test_a_duty_found_overdue_is_in_no_figure(events: list[Event]) -> None:
    for clock in judged(events, END).clocks:
        if clock.promise in DUTIES[:4] and clock.due_at <= clock.started_at:
            assert clock.verdict in (Verdict.RUNNING, Verdict.NOT_MEASURED, Verdict.WITHDRAWN)
            assert clock.breached_at is None


@given(histories())
def test_an_apology_is_owed_once_for_each_start_that_was_let_down(events: list[Event]) -> None:
    clocks = judged(events, END).clocks
    sorry = [each for each in clocks if each.promise == "small:sorry"]
    assert len(sorry) == len({each.start for each in sorry})
    for each in sorry:
        let_down = [
            one.due_at
            for one in clocks
            if one.start == each.start and one.promise != "small:sorry" and one.breached_at is not None
        ]
        assert each.started_at in let_down
