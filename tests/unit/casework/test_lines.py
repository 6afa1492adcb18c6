"""What one line of a file of events may say, and which sentence answers one that may not."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from kept.casework import Grade
from kept.casework.lines import OWN_ID, Reader, Unreadable

from .karin import karin, rules

LETTER = {"kind": "letter.received", "subject": "S1", "happened_at": "2026-04-07T10:00+01:00"}
AT = datetime(2026, 4, 20, 9, tzinfo=UTC)


def reader(until: datetime | None = None) -> Reader:
    return Reader(rules(), karin().calendar_for(), until=until)


def sentence(data: object, until: datetime | None = None) -> str:
    with pytest.raises(Unreadable) as caught:
        reader(until).event(data)
    return str(caught.value)


def test_the_least_that_a_line_may_say() -> None:
    event = reader().event(LETTER)
    assert (event.kind, event.thread, event.happened_at) == (
        "letter.received",
        "S1",
        datetime(2026, 4, 7, 9, tzinfo=UTC),
    )
    assert (event.recorded_at, event.by, event.grade) == (event.happened_at, "unknown", Grade.STAFF)
    assert (dict(event.facts), event.corrects, event.answers, event.via) == ({}, None, (), "replay")
    assert event.id.startswith(OWN_ID)
    assert reader().event({**LETTER, "happened_at": "2026-04-07T09:00Z"}).id == event.id


def test_all_that_a_line_may_say() -> None:
    event = reader().event(
        {
            **LETTER,
            "id": "e1",
            "recorded_at": "2026-04-08T10:00+01:00",
            "by": "ann",
            "evidence": "document",
            "corrects": "e0",
            "answers": ["karin:letters.1"],
            "details": {"urgent": True, "from_name": "Ada", "classified": None},
        }
    )
    assert (event.id, event.by, event.grade, event.corrects) == ("e1", "ann", Grade.DOCUMENT, "e0")
    assert event.recorded_at == datetime(2026, 4, 8, 9, tzinfo=UTC)
    assert (event.answers, event.facts) == (("karin:letters.1",), {"urgent": True})


def test_personal_words_are_looked_at_and_left_out() -> None:
    assert not reader().event({**LETTER, "details": {"from_name": "Ada"}}).facts
    assert "takes words" in sentence({**LETTER, "details": {"from_name": 7}})


def test_what_decides_nothing_may_be_missing_and_what_decides_may_not() -> None:
    withdrawn = {**LETTER, "kind": "contact.withdrawn"}
    assert not reader().event(withdrawn).facts
    paused = {**LETTER, "kind": "clock.paused", "details": {}}
    assert sentence(paused) == "“reason” needs an answer, in “details”."
    paused["details"] = {"reason": "awaiting-customer"}
    assert reader().event(paused).facts == {"reason": "awaiting-customer"}


@pytest.mark.parametrize("subject", ["Ω-17", "بيت 4", "🏠", "a" * 200, "tab\tbed"])
def test_any_words_may_name_a_subject(subject: str) -> None:
    assert reader().event({**LETTER, "subject": subject}).thread == subject


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"kind": "letter.recieved"}, "Did you mean “letter.received”?"),
        ({"kind": "zzz"}, "“kept policy events” lists them."),
        ({"kind": None}, "“kind” is missing."),
        ({"kind": ["letter.received"]}, "“kind” must be words, not a list or an object."),
        ({"subject": 17}, "“subject” must be words, not “17”."),
        ({"subject": True}, "“subject” must be words, not true."),
        ({"subject": False}, "“subject” must be words, not false."),
        ({"subject": ""}, "“subject” is empty."),
        (
            {"subject": "x" * 10_000_000},
            "“subject” is 10,000,000 characters long. Shorten it to 200 or fewer.",
        ),
        ({"subject": "a\0b"}, "“subject” has a character in it that no text has."),
        ({"subject": "\ud800"}, "“subject” has a character in it that no text has."),
        ({"by": ""}, "“by” is empty."),
        ({"id": 3}, "“id” must be words"),
        ({"corrects": {}}, "“corrects” must be words"),
        ({"happened_at": None}, "“happened_at” must be a date and time with its zone"),
        ({"happened_at": 1775552400}, "“happened_at” must be a date and time with its zone"),
        ({"happened_at": "yesterday"}, "“happened_at” must be a date and time with its zone"),
        ({"happened_at": "2026-02-30T10:00Z"}, "“happened_at” must be a date and time with its zone"),
        ({"happened_at": "2026-04-07T10:00"}, "does not say which zone it is in"),
        ({"happened_at": "2026-04-07"}, "does not say which zone it is in"),
        ({"happened_at": "0001-01-01T00:00+01:00"}, "is in the year 1. Check the year."),
        ({"happened_at": "9999-12-31T23:59-01:00"}, "is in the year 9999. Check the year."),
        ({"happened_at": "2015-12-31T23:59Z"}, "Kept counts from 1 January 2016"),
        ({"happened_at": "2199-01-01T00:00Z"}, "Kept counts from 1 January 2016"),
        ({"recorded_at": "2199-01-01T00:00Z"}, "Kept counts from 1 January 2016"),
        ({"recorded_at": "2026-04-06T10:00Z"}, "so it was in the future. Check both."),
        ({"recorded_at": "soon"}, "“recorded_at” must be a date and time"),
        ({"evidence": "hearsay"}, "“evidence” takes one of machine, document, staff"),
        ({"evidence": 1}, "not “1”."),
        ({"answers": "karin:letters.1"}, "“answers” must be a list"),
        ({"answers": [1]}, "“answers” must be a list"),
        ({"answers": [""]}, "“answers” must be a list"),
        ({"details": []}, "“details” must be an object"),
        ({"details": "urgent"}, "“details” must be an object"),
        ({"details": {"urgnt": True}}, "Did you mean “urgent”?"),
        ({"details": {"urgent": "yes"}}, "“urgent” takes true or false"),
        ({"details": {"classified": "gossip"}}, "“classified” takes one of"),
        ({"details": {"about": "x" * 10_000_000}}, "Shorten it to 20,000 or fewer."),
        ({"details": {"about": "a\0b"}}, "has a character in it that no text has"),
        ({"hapened_at": "2026-04-07T10:00Z"}, "Did you mean “happened_at”?"),
        ({"zzz": 1}, "It takes answers, by, corrects"),
    ],
)
def test_a_line_that_cannot_be_taken_is_answered_with_what_would_be_right(
    change: dict[str, object], words: str
) -> None:
    assert words in sentence({**LETTER, **change})


@pytest.mark.parametrize("data", [None, 7, "letter", [], [LETTER]])
def test_a_line_holds_one_event(data: object) -> None:
    assert sentence(data).startswith("A line must hold one event")


def test_two_minutes_of_difference_between_clocks_are_let_pass() -> None:
    assert reader().event({**LETTER, "recorded_at": "2026-04-07T09:58+01:00"})


def test_the_future_is_refused_and_what_was_recorded_later_is_merely_not_known_yet() -> None:
    later = {**LETTER, "happened_at": "2026-04-21T10:00+01:00"}
    assert "in the future of the moment asked about" in sentence(later, until=AT)
    assert reader(AT).event({**later, "recorded_at": "2026-04-21T10:05+01:00"})
    assert reader(AT).event({**LETTER, "recorded_at": "2026-04-21T10:05+01:00"})
    skewed = {**LETTER, "happened_at": "2026-04-20T09:01Z", "recorded_at": "2026-04-20T09:00Z"}
    assert reader(AT).event(skewed)


def test_when_it_was_recorded_is_read_in_passing() -> None:
    passing = reader().recorded_at
    assert passing(LETTER) == datetime(2026, 4, 7, 9, tzinfo=UTC)
    assert passing({**LETTER, "recorded_at": "2026-04-08T09:00Z"}) == datetime(2026, 4, 8, 9, tzinfo=UTC)
    assert passing({"happened_at": "never"}) is None
    assert passing([]) is None
