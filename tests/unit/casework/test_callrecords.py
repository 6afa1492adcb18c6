"""One call of the telephone system: how long it rang, whether it can be so, and its legs as one."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from kept.casework.callrecords import ABANDONED, ANSWERED, BUSY, MACHINE, Call, fold, wrong_with

LONDON = ZoneInfo("Europe/London")
TEN = datetime(2026, 4, 7, 10, tzinfo=LONDON)


def at(seconds: float) -> datetime:
    return TEN + timedelta(seconds=seconds)


CALL = Call("exchange:1", TEN, ANSWERED, at(9), at(189))


def test_how_long_it_rang_and_how_long_was_spoken() -> None:
    assert CALL.waited == 9
    assert CALL.spoken == 180
    assert replace(CALL, talked=170.0).spoken == 170
    assert replace(CALL, ended_at=None).spoken is None
    assert replace(CALL, outcome=ABANDONED).spoken is None
    assert CALL.over_at == at(189)
    assert replace(CALL, ended_at=None).over_at == at(9)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({}, None),
        ({"until": at(-1)}, "before it rang (at 10:00:00 on 7 April 2026). Check both times."),
        ({"until": at(5 * 3600), "ended_at": None}, "Nobody waits so long: check both times."),
        ({"ended_at": at(5)}, "when it was picked up. Check both times."),
        ({"ended_at": at(25 * 3600)}, "more than a day. Check when it ended."),
        ({"talked": -1.0}, "below nought or more than a day"),
        ({"talked": 90_000.0}, "below nought or more than a day"),
    ],
)
def test_what_cannot_be_is_told_with_its_cure(changes: dict[str, object], said: str | None) -> None:
    found = wrong_with(replace(CALL, **changes), LONDON)  # type: ignore[arg-type]
    assert found is None if said is None else found is not None and said in found


def leg(outcome: str, rang: float, until: float, ended: float | None) -> Call:
    return Call("leg", at(rang), outcome, at(until), at(ended) if ended is not None else None)


def test_the_legs_of_a_call_ring_from_the_first_until_somebody_picks_up() -> None:
    first, second = leg(ABANDONED, 0, 20, 20), leg(ANSWERED, 20, 26, 146)
    for one, other in ((first, second), (second, first)):
        whole = fold(one, other)
        assert (whole.outcome, whole.waited, whole.ended_at) == (ANSWERED, 26, at(146))


def test_a_machine_is_less_than_a_person_and_more_than_nobody() -> None:
    machine = leg(MACHINE, 0, 5, 60)
    assert fold(machine, leg(BUSY, 0, 1, 1)).outcome == MACHINE
    assert fold(machine, leg(ANSWERED, 10, 30, 90)).outcome == ANSWERED


def test_of_two_answers_the_earlier_counts_and_of_two_that_gave_up_the_later() -> None:
    assert fold(leg(ANSWERED, 0, 9, 50), leg(ANSWERED, 0, 7, None)).until == at(7)
    assert fold(leg(ABANDONED, 0, 20, 20), leg(ABANDONED, 0, 31, 31)).until == at(31)
    assert fold(leg(MACHINE, 0, 5, None), leg(MACHINE, 0, 8, None)).ended_at is None
