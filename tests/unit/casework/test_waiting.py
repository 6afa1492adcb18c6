"""How long is a wait, how long will it still be, and what is to be said?"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import count

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kept.casework import Event, Grade, waiting
from kept.casework.waiting import CALM, GREET, NEAR, OVER, SORRY, TELL, TELL_AGAIN, Stay, stay_of

TEN = datetime(2026, 4, 8, 9, tzinfo=UTC)
_numbers = count()


def at(minutes: float) -> datetime:
    return TEN + timedelta(minutes=minutes)


def event(kind: str, when: float, /, corrects: str | None = None, **facts: object) -> Event:
    moment = at(when)
    return Event(f"e{next(_numbers):04}", kind, moment, moment, "ann", Grade.STAFF, facts, corrects)


def arrived(when: float = 0, /, **facts: object) -> Event:
    return event("visitor.arrived", when, **facts)


def test_a_thread_on_which_nobody_came_in_has_no_stay() -> None:
    assert stay_of([event("letter.received", 0)]) is None


def test_a_stay_is_told_by_its_events_in_whatever_order() -> None:
    events = [
        event("visitor.answered", 20),
        event("visitor.needs", 1, private_wanted=True, children=False, to_team="housing"),
        event("visitor.told_wait", 2, minutes=10),
        event("visitor.apologised", 11, apologised=True, refreshments="taken"),
        event("visitor.room_lacking", 3),
        event("visitor.passed_on", 4, to="bea", nobody="all_busy"),
        event(
            "visitor.placed", 12, where="private", room="Blue", private=True, declined=True, approved_by="mia"
        ),
        event("visitor.looked_after", 5, found="well"),
        event("visitor.greeted", 1),
        event("visitor.seen", 12),
        event("visitor.unresolved", 19),
        arrived(booked_at=at(30).isoformat(), with_appointment=False),
    ]
    stay = stay_of(events)
    assert stay == Stay(
        arrived_at=at(0),
        booked_at=None,
        greeted_at=at(1),
        seen_at=at(12),
        over_at=at(19),
        needs=frozenset({"private_wanted"}),
        to_team="housing",
        told=((at(2), 10),),
        sorry_at=at(11),
        offered=True,
        where="private",
        room="Blue",
        seen_by="bea",
        lacking_at=at(3),
        looked="well",
        private_place=True,
        declined=True,
        approved_by="mia",
        passed=True,
        nobody="all_busy",
        unsettled=True,
    )
    assert not stay.waits
    assert stay.private


def test_what_was_struck_out_did_not_happen() -> None:
    seen = event("visitor.seen", 3)
    stay = stay_of([arrived(), seen, event("event.voided", 4, corrects=seen.id)])
    assert stay is not None
    assert stay.waits


def test_a_need_that_was_taken_back_is_none() -> None:
    needs = [event("visitor.needs", 0, children=True), event("visitor.needs", 1, children=False)]
    stay = stay_of([arrived(), *needs])
    assert stay is not None
    assert stay.needs == frozenset()


def test_a_number_that_is_none_is_nought_and_a_moment_that_is_none_is_none() -> None:
    stay = stay_of([arrived(with_appointment=True), event("visitor.told_wait", 1)])
    assert stay is not None
    assert stay.told == ((at(1), 0),)
    assert stay.booked_at is None


def test_whoever_comes_early_waits_from_the_time_of_the_appointment() -> None:
    early = stay_of([arrived(with_appointment=True, booked_at=at(15).isoformat())])
    late = stay_of([arrived(20, with_appointment=True, booked_at=at(15).isoformat())])
    assert early is not None
    assert late is not None
    assert early.counts_from == at(15)
    assert late.counts_from == at(20)
    assert Stay(at(3)).counts_from == at(3)


@pytest.mark.parametrize(
    ("ahead", "hands", "busy", "minutes"),
    [(0, 1, 0, 0), (0, 1, 1, 5), (1, 1, 0, 10), (1, 2, 0, 0), (3, 2, 0, 15), (3, 0, 1, 35), (0, 2, 2, 5)],
)
def test_a_wait_follows_from_who_is_ahead_and_how_many_of_us_there_are(
    ahead: int, hands: int, busy: int, minutes: int
) -> None:
    assert waiting.expected(ahead=ahead, hands=hands, usual=10, busy=busy) == minutes


@given(ahead=st.integers(0, 60), hands=st.integers(1, 9), usual=st.floats(1, 90), busy=st.integers(0, 9))
def test_a_wait_is_in_fives_and_one_more_ahead_never_makes_it_shorter(
    ahead: int, hands: int, usual: float, busy: int
) -> None:
    now = waiting.expected(ahead=ahead, hands=hands, usual=usual, busy=busy)
    more = waiting.expected(ahead=ahead + 1, hands=hands, usual=usual, busy=busy)
    fewer = waiting.expected(ahead=ahead, hands=hands + 1, usual=usual, busy=busy)
    assert now % 5 == 0
    assert 0 <= now <= waiting.LONGEST_TOLD
    assert more >= now >= fewer


def test_how_long_one_takes_is_the_middle_of_todays_and_ten_where_nobody_has_gone() -> None:
    stays = [Stay(at(0), seen_at=at(0), over_at=at(n)) for n in (4, 30, 6)]
    assert waiting.usual([*stays, Stay(at(0)), Stay(at(0), seen_at=at(9), over_at=at(9))]) == 6
    assert waiting.usual([Stay(at(0), seen_at=at(0))]) == waiting.USUAL
    assert waiting.usual([Stay(at(0), seen_at=at(0), over_at=at(0.1))]) == 1


@pytest.mark.parametrize(
    ("minutes", "due", "state"),
    [
        (0, 10, CALM),
        (7.9, 10, CALM),
        (8, 10, NEAR),
        (10, 10, OVER),
        (0.9, 2, CALM),
        (1, 2, NEAR),
        (2, 2, OVER),
    ],
)
def test_a_second_person_is_called_two_minutes_before_or_half_way(
    minutes: float, due: float, state: str
) -> None:
    assert waiting.pressing(at(0), at(due), at(minutes)) == state


def test_what_to_say_comes_in_the_order_of_its_weight() -> None:
    assert waiting.prompts(Stay(at(0)), at=at(1), over=True) == (GREET, SORRY, TELL)
    told = Stay(at(0), greeted_at=at(0), told=((at(0), 5),), sorry_at=at(4))
    assert waiting.prompts(told, at=at(4), over=True) == ()
    assert waiting.prompts(told, at=at(5), over=True) == (TELL_AGAIN,)
    assert waiting.prompts(Stay(at(0), booked_at=at(9), greeted_at=at(0)), at=at(1), over=False) == ()
    assert waiting.prompts(Stay(at(0), seen_at=at(1)), at=at(9), over=True) == ()


def test_private_is_kept_in_a_private_room_or_by_their_own_wish() -> None:
    asked = frozenset({"confidential"})
    assert Stay(at(0)).in_private
    assert Stay(at(0), needs=asked, where="private").in_private
    assert Stay(at(0), needs=asked, where="room", declined=True).in_private
    assert not Stay(at(0), needs=asked, where="room").in_private
    assert not Stay(at(0), private_place=True, where="reception").in_private


def test_a_wait_overran_where_it_went_on_beyond_what_was_told() -> None:
    told = ((at(0), 10),)
    assert not waiting.overran(Stay(at(0)), at(60))
    assert waiting.overran(Stay(at(0), told=told), at(11))
    assert not waiting.overran(Stay(at(0), told=told, seen_at=at(9)), at(60))
    assert waiting.waited(Stay(at(0), seen_at=at(9)), at(60)) == 9
    assert waiting.waited(Stay(at(0), booked_at=at(30)), at(20)) == 0


def test_as_many_seats_are_wanted_as_wait_at_the_worst_moment() -> None:
    stays = [
        Stay(at(0), seen_at=at(10)),
        Stay(at(5), over_at=at(6)),
        Stay(at(6), seen_at=at(8), over_at=at(20)),
        Stay(at(30)),
    ]
    assert waiting.most_at_once(stays) == 2
    assert waiting.most_at_once([]) == 0
