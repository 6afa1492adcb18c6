"""Whatever a week holds: the same findings in whatever order it is told, none out of more than there was."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from kept.casework.oddities import Closing, Excuse, Pause, Stop, Week, oddities

MONDAY = datetime(2026, 4, 13, tzinfo=UTC)
WHO = st.sampled_from(["ann", "bea", "cem"])
REF = st.integers(0, 30).map(lambda n: f"T{n}")
PROMISE = st.sampled_from(["x:1", "x:2"])
MOMENT = st.integers(0, 14 * 24 * 60).map(lambda minutes: MONDAY + timedelta(minutes=minutes))
WEEK = st.builds(
    Week,
    stops=st.lists(st.builds(Stop, WHO, REF, PROMISE, MOMENT, MOMENT, MOMENT, MOMENT), max_size=40),
    pauses=st.lists(st.builds(Pause, WHO, REF, PROMISE, MOMENT, MOMENT, MOMENT), max_size=10),
    closings=st.lists(st.builds(Closing, WHO, REF, MOMENT), max_size=40),
    excuses=st.lists(st.builds(Excuse, WHO, REF, PROMISE), max_size=10),
)


@given(WEEK)
def test_a_finding_is_of_somebody_and_of_what_there_was(week: Week) -> None:
    rows = (week.stops, week.pauses, week.closings, week.excuses)
    there = {each.thread for some in rows for each in some}
    for found in oddities(week):
        assert 0 < found.number <= found.of <= sum(map(len, rows))
        assert found.threads
        assert set(found.threads) <= there
        assert found.by or found.promise


@given(WEEK, st.randoms())
def test_the_order_in_which_it_was_told_makes_no_difference(week: Week, chance: random.Random) -> None:
    def shuffled(rows: list) -> list:
        return chance.sample(rows, len(rows))

    other = Week(*(shuffled(list(each)) for each in (week.stops, week.pauses, week.closings, week.excuses)))
    said = [(each.what, each.by, each.promise, each.number, each.of) for each in oddities(week)]
    assert sorted(said) == sorted(
        (each.what, each.by, each.promise, each.number, each.of) for each in oddities(other)
    )


@given(WEEK)
def test_nobody_is_named_for_what_others_did(week: Week) -> None:
    for found in oddities(week):
        if found.by:
            alone = Week(
                *(
                    [each for each in rows if each.by == found.by]
                    for rows in (week.stops, week.pauses, week.closings, week.excuses)
                )
            )
            assert (found.what, found.by) in {(each.what, each.by) for each in oddities(alone)}
