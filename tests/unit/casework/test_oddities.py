"""What looks odd enough to ask about, and what does not: at each threshold, on both sides of it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from kept.casework.oddities import (
    AT_ONCE,
    BACK_DATED,
    EXCUSED_BY,
    EXCUSED_FOR,
    IN_BULK,
    LAST_MOMENT,
    MANY,
    PAUSED_LATE,
    SHOWN,
    Closing,
    Excuse,
    Oddity,
    Pause,
    Stop,
    Week,
    oddities,
)

MONDAY = datetime(2026, 4, 13, 9, tzinfo=UTC)
SPAN = timedelta(days=10)


def stop(n: int, share: float, by: str = "ann", told: timedelta = timedelta()) -> Stop:
    """A promise of ten days that was kept when that share of the time had gone, and told then or later."""
    ended = MONDAY + share * SPAN
    return Stop(by, f"T{n}", "x:1", MONDAY, MONDAY + SPAN, ended, ended + told)


def whats(week: Week) -> list[str]:
    return [each.what for each in oddities(week)]


def test_a_week_in_which_nothing_happened_has_nothing_to_ask() -> None:
    assert oddities(Week()) == ()


def test_many_stops_at_the_last_moment() -> None:
    early = [stop(n, 0.5) for n in range(6)]
    last = [stop(n, 0.99) for n in range(10, 14)]
    (found,) = oddities(Week(stops=[*early, *last]))
    assert found == Oddity(LAST_MOMENT, "ann", 4, 10, ("T10", "T11", "T12", "T13"))


def test_few_stops_or_few_at_the_last_moment_are_a_coincidence() -> None:
    last = [stop(n, 0.99) for n in range(4)]
    assert whats(Week(stops=[*last, *(stop(n, 0.5) for n in range(10, 15))])) == []  # nine in all
    assert whats(Week(stops=[*last[:3], *(stop(n, 0.5) for n in range(10, 17))])) == []  # three of ten
    assert whats(Week(stops=[*last, *(stop(n, 0.5) for n in range(10, 27))])) == []  # four of twenty-one
    assert whats(Week(stops=[*last, *(stop(n, 0.97) for n in range(10, 16))])) == [LAST_MOMENT]


def test_what_came_too_late_is_no_last_moment() -> None:
    assert whats(Week(stops=[stop(n, 1.01) for n in range(20)])) == []


def test_each_person_is_looked_at_apart() -> None:
    mixed = [stop(n, 0.99, by=f"one{n}") for n in range(20)]
    assert whats(Week(stops=mixed)) == []


def test_a_promise_without_a_span_has_no_last_moment() -> None:
    nothing = [Stop("ann", f"T{n}", "x:1", MONDAY, MONDAY, MONDAY, MONDAY) for n in range(20)]
    assert LAST_MOMENT not in whats(Week(stops=nothing))


def test_clocks_paused_when_they_had_nearly_run_out() -> None:
    def pause(n: int, share: float) -> Pause:
        return Pause("ann", f"T{n}", "x:1", MONDAY, MONDAY + SPAN, MONDAY + share * SPAN)

    assert whats(Week(pauses=[pause(1, 0.95), pause(2, 0.5)])) == []
    (found,) = oddities(Week(pauses=[pause(1, 0.95), pause(2, 0.5), pause(3, 0.9)]))
    assert found == Oddity(PAUSED_LATE, "ann", 2, 3, ("T1", "T3"))


def test_many_closed_within_minutes() -> None:
    def closed(n: int, seconds: float) -> Closing:
        return Closing("ann", f"T{n}", MONDAY + timedelta(seconds=seconds))

    step = AT_ONCE.total_seconds() / (MANY - 1)
    together = [closed(n, n * step) for n in range(MANY)]
    (found,) = oddities(Week(closings=[*reversed(together), closed(99, 9_999)]))
    assert found == Oddity(IN_BULK, "ann", MANY, MANY + 1, tuple(f"T{n}" for n in range(MANY)))
    assert whats(Week(closings=together[1:])) == []
    assert whats(Week(closings=[closed(n, n * step * 1.01) for n in range(MANY)])) == []


def test_stops_told_after_the_breach_as_having_been_before() -> None:
    late = timedelta(days=6)
    assert whats(Week(stops=[stop(1, 0.5, told=late)])) == []
    (found,) = oddities(Week(stops=[stop(1, 0.5, told=late), stop(2, 0.6, told=late), stop(3, 0.5)]))
    assert found == Oddity(BACK_DATED, "ann", 2, 3, ("T1", "T2"))


def test_excuses_by_one_person_or_for_one_promise() -> None:
    def excuse(n: int, by: str, promise: str) -> Excuse:
        return Excuse(by, f"T{n}", promise)

    spread = [
        excuse(1, "ann", "x:1"),
        excuse(2, "bea", "x:2"),
        excuse(3, "ann", "x:3"),
        excuse(4, "bea", "x:1"),
    ]
    assert whats(Week(excuses=spread)) == []
    by_one = [excuse(n, "ann", f"x:{n}") for n in range(4)]
    assert whats(Week(excuses=by_one[:3])) == []
    # Three are too few to name anybody, whatever the others did.
    assert whats(Week(excuses=[*by_one[:3], excuse(9, "bea", "x:9")])) == []
    assert whats(Week(excuses=[*by_one, excuse(9, "bea", "x:9")])) == [EXCUSED_BY]
    for_one = [excuse(n, f"one{n}", "x:1") for n in range(4)]
    (found,) = oddities(Week(excuses=for_one))
    assert (found.what, found.by, found.promise, found.number, found.of) == (EXCUSED_FOR, "", "x:1", 4, 4)


def test_whoever_did_it_most_comes_first_and_no_more_are_named_than_can_be_looked_at() -> None:
    late = timedelta(days=6)
    stops = [stop(n, 0.5, "bea", late) for n in range(20)] + [
        stop(n, 0.5, "ann", late) for n in range(30, 32)
    ]
    found = oddities(Week(stops=stops))
    assert [(each.by, each.number, len(each.threads)) for each in found] == [
        ("bea", 20, SHOWN),
        ("ann", 2, 2),
    ]
