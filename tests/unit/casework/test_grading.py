"""What staff write down long afterwards is graded so; what proves itself is not."""

from __future__ import annotations

import pytest

from kept.casework.grading import graded

from .small import Grade, event


@pytest.mark.parametrize(
    ("recorded", "grade", "becomes"),
    [
        ("Tuesday 2026-04-07 10:00", Grade.STAFF, Grade.STAFF),
        ("Wednesday 2026-04-08 10:00", Grade.STAFF, Grade.STAFF),
        ("Wednesday 2026-04-08 10:01", Grade.STAFF, Grade.STAFF_LATER),
        ("Thursday 2026-04-30 10:00", Grade.DOCUMENT, Grade.DOCUMENT),
        ("Thursday 2026-04-30 10:00", Grade.SAMPLE, Grade.SAMPLE),
    ],
)
def test_a_day_is_at_the_time(recorded: str, grade: Grade, becomes: Grade) -> None:
    told = event("letter.answered", "Tuesday 2026-04-07 10:00", recorded, grade=grade)
    assert graded(told).grade is becomes
