"""Which notices say something old, or have hung for too long?"""

from __future__ import annotations

from datetime import date

import pytest

from kept.casework.held_words import CARRIERS, LABELS, WHY, Posted, carried, digest_of, fault, stale

TODAY = date(2026, 4, 8)
SAID = digest_of(["Monday to Friday: 9am to 5pm"])
OTHER = digest_of(["Monday to Friday: 9am to 4pm"])


@pytest.mark.parametrize(
    ("posted", "why"),
    [
        (Posted("hours-notice", SAID), ""),
        (Posted("hours-notice", OTHER), "words-changed"),
        (Posted("other", ""), ""),
        (Posted("hours-notice", SAID, look_again_on=TODAY), "look"),
        (Posted("hours-notice", SAID, look_again_on=date(2026, 4, 9)), ""),
        (Posted("hours-notice", OTHER, take_down_on=TODAY), "time-is-over"),
        (Posted("closure-notice", "", take_down_on=date(2026, 4, 9)), ""),
        (Posted("hours-notice", SAID, last_right=False), "not-right"),
        (Posted("hours-notice", SAID, last_right=True), ""),
    ],
)
def test_why_a_notice_has_to_be_seen_to(posted: Posted, why: str) -> None:
    assert stale(posted, SAID, TODAY) == why
    assert not why or WHY[why]


def test_what_carries_what() -> None:
    assert carried("hours-notice") == ("hours",)
    assert carried("nothing-known") == ()
    assert {name for _label, its in CARRIERS.values() for name in its} <= {"hours", *LABELS}


def test_words_have_to_be_there_and_short() -> None:
    assert fault("01632 960 001") is None
    assert fault("")
    assert fault("x" * 1_001)
    assert fault("a\x00b")
