"""What a call changes in the judgement: tries against safe contact are none, and issues keep a call open."""

from __future__ import annotations

from kept.casework import Changes, Event, Refused, Rules, Verdict, decide, judge
from tests import cast
from tests.cast import t

BOOK = cast.rulebook("moray")
RULES = Rules.of(BOOK)
CALENDAR = BOOK.calendar_for(None)
# The message, the first try, and two tries on each of the two working days after it.
WALLS = (
    "Monday 2026-03-02 10:00",
    "Tuesday 2026-03-03 10:00",
    "Tuesday 2026-03-03 15:00",
    "Wednesday 2026-03-04 10:00",
    "Wednesday 2026-03-04 15:00",
)


def event(uid: str, kind: str, wall: str, **facts: object) -> Event:
    return Event(uid, kind, t(wall), t(wall), "ann", facts=facts, thread="K7F3-9Q2M")


MESSAGE = event("m", "message.taken", "Monday 2026-03-02 09:30", reply_wanted="call")
TRIES = [event(f"t{at}", "callback.attempted", wall) for at, wall in enumerate(WALLS)]


def verdict(events: list[Event], clause: str, at: str) -> Verdict:
    found = judge(events, rules=RULES, calendar=CALENDAR, at=t(at))
    return next(each.verdict for each in found.clocks if each.promise == clause)


def against(entry: str) -> Event:
    return event(f"a{entry}", "contact.against", "Wednesday 2026-03-04 16:00", entry=entry, way="telephone")


def test_two_tries_a_day_keep_the_promise_to_go_on_trying() -> None:
    assert verdict([MESSAGE, *TRIES], "moray:4.2.37", "Friday 2026-03-06 10:00") is Verdict.KEPT


def test_a_try_against_what_they_asked_is_none() -> None:
    events = [MESSAGE, *TRIES, against("t3")]
    assert verdict(events, "moray:4.2.37", "Friday 2026-03-06 10:00") is Verdict.BROKEN


def test_nor_does_it_count_as_tried_in_time() -> None:
    tried = [MESSAGE, TRIES[0]]
    late = "Friday 2026-03-06 10:00"
    assert verdict(tried, "moray:4.2.14", late) is Verdict.BROKEN_ATTEMPTED
    assert verdict([*tried, against("t0")], "moray:4.2.14", late) is Verdict.BROKEN


def closed(*before: Event) -> Changes | Refused:
    call = event("c", "call.received", "Monday 2026-03-02 09:30", urgent=False)
    at = "Monday 2026-03-02 09:50"
    closing = event("x", "thread.closed", at)
    return decide([call, *before], [closing], rules=RULES, calendar=CALENDAR, at=t(at))


def test_what_was_raised_and_not_read_back_keeps_the_call_open() -> None:
    raised = event("i", "call.issue_raised", "Monday 2026-03-02 09:40")
    refused = closed(raised)
    assert isinstance(refused, Refused)
    assert "has not been read back" in refused.sentence
    read = event("w", "call.wrapped_up", "Monday 2026-03-02 09:45", settled="in_full", issues_confirmed=True)
    assert isinstance(closed(raised, read), Changes)
    assert isinstance(closed(), Changes)
