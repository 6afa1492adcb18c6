"""Is a contact closed only once what comes before that is done?"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from kept.casework import Changes, Event, Grade, Refused, Rules, decide
from kept.rulebook import load_folder, policies_folder

MORAY, WESSEX = (load_folder(policies_folder() / name) for name in ("moray", "wessex"))
TEN = datetime(2026, 4, 7, 9, tzinfo=UTC)


def event(kind: str, after: timedelta = timedelta(), **facts: object) -> Event:
    at = TEN + after
    return Event(f"{kind}@{after}", kind, at, at, "ann", Grade.STAFF, facts, thread="T1")


def closing(
    *known: Event, book: object = MORAY, after: timedelta = timedelta(days=2), via: str = "form"
) -> str:
    """Why it may not be closed then; empty where it may."""
    closed = replace(event("thread.closed", after), via=via)
    done = decide(
        list(known),
        [closed],
        rules=Rules.of(book),  # type: ignore[arg-type]
        calendar=book.calendar_for(),  # type: ignore[attr-defined]
        at=closed.happened_at,
    )
    assert isinstance(done, Refused | Changes)
    return done.sentence if isinstance(done, Refused) else ""


TAKEN = event("message.taken", reply_wanted="call")
LATER = timedelta(hours=3)
SENTENCE = (
    "Before this is closed: called back. Record “Rang back and spoke”, “Letter sent” or “Letter answered” "
    "first, then close it."
)


def test_a_call_back_that_is_open_keeps_the_contact_open() -> None:
    assert closing(TAKEN) == SENTENCE
    assert closing(TAKEN, after=timedelta(hours=1)) == SENTENCE


@pytest.mark.parametrize(
    "then",
    [
        event("message.returned", LATER),
        event("letter.sent", LATER),
    ],
)
def test_a_talk_or_a_letter_ends_it(then: Event) -> None:
    assert closing(TAKEN, then) == ""


def test_a_letter_of_before_is_no_letter_about_it() -> None:
    assert closing(event("letter.sent", -LATER), event("enquiry.received", -2 * LATER), TAKEN)


def test_only_whoever_closes_by_hand_is_asked() -> None:
    assert closing(TAKEN, via="import") == ""
    assert closing(event("enquiry.received")) == ""


def test_what_was_missed_is_told_with_its_reason_before_it_is_over() -> None:
    letter, weeks = event("letter.received"), timedelta(days=40)
    assert "Before this is closed: put right." in closing(letter, book=WESSEX, after=weeks)
    sorry = event("apology.made", timedelta(days=39), reason="The plumber was ill", how="letter")
    assert closing(letter, sorry, book=WESSEX, after=weeks) == ""
    assert closing(letter, book=WESSEX, after=LATER) == ""
