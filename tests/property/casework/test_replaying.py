"""However subjects are mixed and lines repeated, a replay says of each what the engine says of it alone."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from kept.casework import Event, judge
from kept.casework.lines import Unreadable
from kept.casework.replaying import Ledger
from tests.unit.casework.small import CALENDAR, RULES

from .test_engine import END, histories


@given(st.lists(histories(), min_size=1, max_size=4), st.randoms(use_true_random=False))
def test_subjects_between_one_another_are_judged_as_if_alone(
    several: list[list[Event]], random: object
) -> None:
    ledger = Ledger(RULES, CALENDAR)
    alone: list[list[Event]] = []
    lines: list[tuple[int, Event]] = []
    for number, history in enumerate(several):
        own = [
            replace(
                each,
                id=f"{number}{each.id}",
                thread=f"{number}",
                corrects=each.corrects and f"{number}{each.corrects}",
            )
            for each in history
            if each.kind != "thread.merged"
        ]
        alone.append([])
        lines += [(number, each) for each in [*own, *own[:2]]]
    random.shuffle(lines)  # type: ignore[attr-defined]
    lines.sort(key=lambda line: line[1].recorded_at)
    for number, event in lines:
        try:
            if ledger.take(event) is not None:
                alone[number].append(event)
        except Unreadable:
            continue
    found = {each.start: each for judged in ledger.judged(at=END) for each in judged.judgement.clocks}
    expected = {
        each.start: each
        for events in alone
        for each in judge(events, rules=RULES, calendar=CALENDAR, at=END).clocks
    }
    assert found == expected
