"""Whatever the history, and in whatever order and batches it arrives, the judgement is one and a breach stays
one.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from kept.casework import Changes, Clock, Event, Grade, Verdict, decide, difference, judge
from tests.unit.casework.small import CALENDAR, RULES, t

MONDAY = t("Monday 2026-03-30 09:00")
KINDS = (
    "letter.received",
    "letter.received",
    "letter.acknowledged",
    "letter.answered",
    "letter.answered",
    "visit.requested",
    "visit.made",
    "visit.no_access",
    "visit.offer_declined",
    "callback.attempted",
    "callback.made",
    "clock.paused",
    "clock.resumed",
    "clock.extended",
    "contact.withdrawn",
    "contact.classified",
    "breach.excused",
    "thread.closed",
    "thread.reopened",
)
FACTS = {
    "letter.received": st.fixed_dictionaries(
        {}, optional={"urgent": st.booleans(), "member": st.just("east")}
    ),
    "letter.acknowledged": st.fixed_dictionaries({}, optional={"answer_by": st.just("2026-04-20")}),
    "visit.offer_declined": st.just({"first_offer": "2026-04-02"}),
    "clock.paused": st.just({"reason": "awaiting-customer"}),
    "clock.extended": st.sampled_from(["2026-04-10", "2026-04-24"]).map(
        lambda day: {"new_due": day, "customer_told": True}
    ),
    "contact.classified": st.booleans().map(lambda urgent: {"urgent": urgent}),
}
hours = st.integers(min_value=0, max_value=30 * 24)


@st.composite
def histories(draw: st.DrawFn) -> list[Event]:
    """Up to a dozen events: late, corrected, voided, confirmed, paused, merged and told twice."""
    events: list[Event] = []
    for number in range(draw(st.integers(min_value=1, max_value=10))):
        happened_at = MONDAY + timedelta(hours=draw(hours))
        late = draw(st.sampled_from([0, 0, 0, 1, 30, 200]))
        kind = draw(st.sampled_from(KINDS))
        event = Event(
            id=f"e{number}",
            kind=kind,
            happened_at=happened_at,
            recorded_at=happened_at + timedelta(hours=late),
            by=draw(st.sampled_from(["ann", "bea"])),
            grade=draw(st.sampled_from([Grade.STAFF, Grade.DOCUMENT])),
            facts=draw(FACTS.get(kind, st.just({}))),
            thread=draw(st.sampled_from(["A", "A", "B"])),
        )
        act = draw(
            st.sampled_from([None, None, None, None, "event.corrected", "event.voided", "event.confirmed"])
        )
        if events and act:
            event = replace(event, kind=act, corrects=draw(st.sampled_from(events)).id, facts={})
        events.append(event)
    if any(each.thread == "B" for each in events):
        merged_at = MONDAY + timedelta(hours=draw(hours))
        events.append(
            Event("m", "thread.merged", merged_at, merged_at, "ann", facts={"from_thread": "B"}, thread="A")
        )
    return events


def clocks_at(events: list[Event], at: datetime) -> tuple[Clock, ...]:
    return judge(events, rules=RULES, calendar=CALENDAR, at=at).clocks


END = MONDAY + timedelta(days=90)


@given(histories(), st.randoms(use_true_random=False))
def test_order_and_repetition_make_no_difference(events: list[Event], random: object) -> None:
    shuffled = [*events, *events[:2]]
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert judge(shuffled, rules=RULES, calendar=CALENDAR, at=END) == judge(
        events, rules=RULES, calendar=CALENDAR, at=END
    )


@given(histories(), st.lists(st.integers(min_value=1, max_value=4), max_size=6), st.lists(hours, max_size=6))
def test_what_is_stored_by_acts_and_sweeps_is_what_is_judged(
    events: list[Event], sizes: list[int], sweeps: list[int]
) -> None:
    """Play the history as it was recorded, in batches, refusals, repetitions and all, with sweeps between."""
    acts = _batches(sorted(events, key=lambda one: (one.recorded_at, one.id)), sizes)
    sweeping = [(MONDAY + timedelta(hours=each), []) for each in sweeps]
    history: list[Event] = []
    stored: dict[tuple[str, str], Clock] = {}
    for at, new in sorted([*acts, *sweeping], key=lambda step: step[0]):
        known = tuple(stored.values())
        if new:
            again = history[:2]
            changes = decide(history, [*new, *again], rules=RULES, calendar=CALENDAR, at=at, stored=known)
            if not isinstance(changes, Changes):
                continue
            history.extend(changes.events)
            written, removed = changes.written, changes.removed
        else:
            written, removed = difference(known, judge(history, rules=RULES, calendar=CALENDAR, at=at))
        stored = {key: each for key, each in stored.items() if key not in removed}
        stored.update({(each.promise, each.start): each for each in written})
        assert set(stored.values()) == set(clocks_at(history, at))


def _batches(events: list[Event], sizes: list[int]) -> list[tuple[datetime, list[Event]]]:
    """The events in batches of these sizes, then one by one, each told when its last was recorded."""
    batches = []
    for size in [*sizes, *[1] * len(events)]:
        batch, events = events[:size], events[size:]
        if batch:
            batches.append((batch[-1].recorded_at, batch))
    return batches


@given(histories())
def test_a_breach_stays_a_breach(events: list[Event]) -> None:
    """What was seen broken is never running, kept or gone later, but by proof, a void of its start or an
    excuse.
    """
    moments = sorted(
        {each.recorded_at for each in events} | {MONDAY + timedelta(days=each) for each in range(0, 60, 3)}
    )
    broken: set[tuple[str, str]] = set()
    for at in moments:
        known = [each for each in events if each.recorded_at <= at]
        clocks = {(each.promise, each.start): each for each in clocks_at(events, at)}
        proven = any(each.corrects or each.kind in ("thread.merged",) for each in known)
        if not proven:
            for key in broken:
                assert clocks[key].verdict in LASTING, (key, clocks[key].verdict)
        seen = {key for key, each in clocks.items() if each.breached_at and _seen(each, events)}
        broken |= seen


LASTING = {Verdict.BROKEN, Verdict.BROKEN_ATTEMPTED, Verdict.EXCUSED, Verdict.KEPT_LATE_RECORDED}


def _seen(clock: Clock, events: list[Event]) -> bool:
    """Its start was on record before its due, whoever classified it when."""
    start = next(each for each in events if each.id == clock.start)
    classified = [each.recorded_at for each in events if each.kind == "contact.classified"]
    return start.recorded_at < clock.due_at and clock.promise == "small:letter" and not classified


@given(histories())
def test_the_sweep_wakes_for_every_change(events: list[Event]) -> None:
    """Nothing changes by time alone before `wake_at`."""
    at = max(each.recorded_at for each in events)
    judgement = judge(events, rules=RULES, calendar=CALENDAR, at=at)
    for _ in range(30):
        until = judgement.wake_at
        before = (until or END) - timedelta(microseconds=1)
        assert judge(events, rules=RULES, calendar=CALENDAR, at=before).clocks == judgement.clocks
        if until is None:
            return
        judgement = judge(events, rules=RULES, calendar=CALENDAR, at=until)
    raise AssertionError("a thread must come to rest")
