"""When a request must be answered, what more time there is, and what a piece says."""

from __future__ import annotations

from datetime import UTC, date, datetime
from types import SimpleNamespace
from typing import Any

import pytest

from kept.casework.bundling import (
    Piece,
    authority_refused,
    described,
    in_order,
    in_parts,
    last_day,
    plain,
    told,
)
from kept.rulebook.model import EventKind, Field
from tests import cast


@pytest.mark.parametrize(
    ("slug", "received", "last"),
    [
        ("karin", date(2026, 1, 31), date(2026, 3, 2)),
        ("moray", date(2026, 1, 31), date(2026, 3, 2)),
        ("karin", date(2026, 11, 25), date(2026, 12, 29)),
        ("moray", date(2026, 11, 25), date(2026, 12, 29)),
        ("karin", date(2026, 12, 1), date(2027, 1, 4)),
        ("moray", date(2026, 12, 1), date(2027, 1, 5)),
    ],
)
def test_the_laws_month_ends_on_a_working_day_of_the_nation(slug: str, received: date, last: date) -> None:
    assert last_day(received, cast.rulebook(slug).calendar_for(None)) == last


def event(kind: str, on: str, **facts: object) -> Any:
    return SimpleNamespace(kind=kind, happened_at=datetime.fromisoformat(f"{on}T10:00+00:00"), facts=facts)


def test_more_time_is_two_months_once() -> None:
    asked = event("personal_data.requested", "2026-01-31")
    assert in_order([asked], event("clock.extended", "2026-02-20", new_due="2026-04-30")) is None
    assert in_order([asked], event("clock.extended", "2026-02-20")) is None
    late = in_order([asked], event("clock.extended", "2026-02-20", new_due="2026-05-01"))
    assert late == (
        "new_due",
        "The law gives two months more at most: choose 30 April 2026 or a day before it.",
    )
    again = in_order(
        [asked, event("clock.extended", "2026-02-20")],
        event("clock.extended", "2026-02-21", new_due="2026-04-01"),
    )
    assert again is not None
    assert again[0] == "kind"


def test_an_authority_is_in_writing_and_of_today() -> None:
    today = date(2026, 4, 8)
    assert authority_refused("Chike", "written", None, None, today=today) is None
    assert authority_refused("Chike", "written", today, today, today=today) is None
    verbal = authority_refused("", "verbal", None, None, today=today)
    assert verbal is not None
    assert verbal.sentence.startswith("Ask whoever asks for")
    ended = authority_refused("Chike", "written", None, date(2026, 4, 7), today=today)
    assert ended is not None
    assert "ended on 7 April 2026" in ended.sentence
    early = authority_refused("Chike", "written", date(2026, 4, 9), None, today=today)
    assert early is not None
    assert "begins on 9 April 2026" in early.sentence


def test_what_a_row_says_is_in_words() -> None:
    moment = datetime(2026, 4, 8, 9, 5, tzinfo=UTC)
    assert plain(None) == plain([]) == plain({}) == plain("  ") == ""
    assert (plain(True), plain(False)) == ("yes", "no")
    assert plain(moment) == "8 April 2026, 09:05"
    assert plain(date(2026, 4, 8)) == "8 April 2026"
    assert plain({"a": 1, "b": ""}) == "a: 1"
    assert plain(["x", "", ("y",)]) == "x; y"
    assert described({"Name": "Ngozi", "Needs": "", "Count": 2}) == "Name: Ngozi\nCount: 2"


def test_an_event_says_its_answers_under_its_questions() -> None:
    how = Field("how", "How did it come?", "choice", choices=(("call", "By telephone"),))
    kind = EventKind("complaint.received", "Complaint", "", fields=(how,))
    assert told(kind, {"how": "call"}, {"from_name": "Ms Bell"}) == {
        "How did it come": "By telephone",
        "From name": "Ms Bell",
    }
    assert told(None, {"how": 3}, {}) == {"How": 3}


def test_pieces_come_in_parts() -> None:
    pieces = [Piece(n, str(n)) for n in range(5)]
    assert [len(each) for each in in_parts(pieces, 2)] == [2, 2, 1]
    assert [len(each) for each in in_parts(pieces[:4], 2)] == [2, 2]
