"""What the row of a thread repeats of its events: kind, beginning, end; and which events no form offers."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kept.casework import Event
from kept.casework.housekeeping import by_hand
from kept.casework.standing import Standing, standing
from kept.rulebook.model import EventKind

from .small import RULES, event, judged, t

CAME = event("letter.received", "Tuesday 2026-04-07 10:00", id="came", thread="A", facts={"urgent": False})
SENT = event("letter.answered", "Wednesday 2026-04-08 09:00", thread="A")
AT = "Friday 2026-05-01 09:00"


def stands(*events: Event, at: str = AT) -> Standing:
    return standing(events, judged(*events, at=at), own="A", rules=RULES, at=t(at))


def test_an_open_thread_has_a_kind_a_beginning_and_a_next_date() -> None:
    found = stands(CAME, at="Wednesday 2026-04-08 08:00")
    assert (found.kind, found.opened_at, found.closed_at, found.state) == (
        "letter",
        CAME.happened_at,
        None,
        "open",
    )
    assert found.next_date == t("Friday 2026-04-17 00:00")
    assert found.wake_at == t("Wednesday 2026-04-15 00:00")


def test_a_closed_thread_says_since_when() -> None:
    closed = event("thread.closed", "Thursday 2026-04-09 10:00", thread="A")
    gone = event("contact.withdrawn", "Thursday 2026-04-09 12:00", thread="A")
    assert stands(CAME, SENT, closed).closed_at == closed.happened_at
    assert stands(CAME, SENT, closed, gone).closed_at == gone.happened_at
    again = event("thread.reopened", "Friday 2026-04-10 10:00", thread="A")
    assert (stands(CAME, SENT, closed, again).state, stands(CAME, closed, again).closed_at) == ("open", None)


def test_what_the_opening_was_corrected_to_counts() -> None:
    sooner = event(
        "event.corrected", "Monday 2026-04-06 08:00", "Tuesday 2026-04-07 11:00", corrects="came", thread="A"
    )
    assert stands(CAME, sooner).opened_at == t("Monday 2026-04-06 08:00")
    visit = event(
        "visit.requested", "Tuesday 2026-04-07 10:00", "Tuesday 2026-04-07 11:00", corrects="came", thread="A"
    )
    assert stands(CAME, visit).kind == "visit"


def test_an_opening_that_was_struck_out_leaves_the_thread_as_it_was_first_recorded() -> None:
    gone = event("event.voided", "Tuesday 2026-04-07 11:00", thread="A", corrects="came")
    assert (stands(CAME, gone).kind, stands(CAME, gone).opened_at) == ("letter", CAME.happened_at)


def test_a_joined_thread_keeps_its_own_kind_and_takes_the_earlier_beginning() -> None:
    visit = event("visit.requested", "Monday 2026-04-06 10:00", id="visit", thread="B")
    merge = event("thread.merged", "Thursday 2026-04-09 10:00", thread="A", facts={"from_thread": "B"})
    found = stands(CAME, visit, merge)
    assert (found.kind, found.opened_at) == ("letter", visit.happened_at)


@pytest.mark.parametrize(("kind", "called"), [("callback.made", "callback"), ("pigeon.came", "pigeon")])
def test_a_thread_that_nothing_opened_is_called_by_its_first_event(kind: str, called: str) -> None:
    assert stands(replace(SENT, kind=kind)).kind == called


@pytest.mark.parametrize(
    ("kind", "offered"),
    [
        (EventKind("letter.received", "", "", opens="letter"), True),
        (EventKind("note.added", "", ""), True),
        (EventKind("event.voided", "", "", acts="void"), True),
        (EventKind("policy.loaded", "", "", opens="house"), False),
        (EventKind("thread.merged", "", "", acts="merge"), False),
        (EventKind("thread.parted", "", "", acts="void"), False),
        (EventKind("words.erased", "", ""), False),
    ],
)
def test_what_kept_writes_itself_is_on_no_form(kind: EventKind, offered: bool) -> None:
    assert by_hand(kind) is offered
