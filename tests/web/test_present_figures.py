"""How do figures read? The denominator in words, no rounding up to 100 %, and *not measured* said as such."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kept.casework import Verdict
from kept.rulebook.model import HOUSE
from kept.store.figures import Figure
from kept.web.performance.present import _bars, headline, in_headline, percent, share_words, took_words
from tests import cast


def figure(**verdicts: int) -> Figure:
    counts = {each: verdicts.get(each.name.lower(), 0) for each in Verdict}
    return Figure("karin:letters.1", counts, 0, None, None, None, None)


@pytest.mark.parametrize(
    ("kept", "of", "said"),
    [(0, 7, "0 %"), (7, 7, "100 %"), (999, 1000, "99 %"), (1, 1000, "1 %"), (2, 3, "67 %")],
)
def test_all_but_one_is_not_a_hundred_per_cent(kept: int, of: int, said: str) -> None:
    assert percent(kept, of) == said


def test_the_headline_names_its_denominator() -> None:
    total = dict.fromkeys(Verdict, 0) | {
        Verdict.KEPT: 46,
        Verdict.BROKEN: 3,
        Verdict.EXCUSED: 1,
        Verdict.RUNNING: 9,
    }
    assert headline(total) == "92 % kept: 46 of 50 promises"


def test_what_kept_asks_of_every_house_stands_beside_the_headline() -> None:
    rulebook = cast.rulebook("karin")
    house = [each.id for each in rulebook.common if each.source == HOUSE and each.promise]
    assert house
    figures = [replace(figure(kept=1), promise=each) for each in (*house, "karin:letters.1", "karin:gone.9")]
    assert [each.promise for each in in_headline(figures, rulebook)] == ["karin:letters.1", "karin:gone.9"]


def test_what_nobody_can_see_is_not_measured_and_never_a_share() -> None:
    assert share_words(figure(not_measured=12)) == "Not measured"
    assert share_words(figure(running=3)) == "Nothing counted yet"
    assert share_words(figure(kept=1, not_measured=12)) == "100 %"


def test_the_parts_of_a_bar_add_up_exactly() -> None:
    bars = list(_bars(figure(kept=1, excused=1, broken=1)))
    assert [(each.name, each.x, each.width) for each in bars] == [
        ("kept", 0, 333),
        ("excused", 333, 333),
        ("broken", 666, 334),
    ]


@pytest.mark.parametrize(
    ("seconds", "days", "said"),
    [
        (None, 6.5, "6.5 working days"),
        (None, 1.0, "1 working day"),
        (None, 7.0, "7 working days"),
        (45.0, None, "45 seconds"),
        (5400.0, None, "1.5 hours"),
        (None, None, ""),
    ],
)
def test_time_taken_is_said_in_the_unit_of_the_promise(
    seconds: float | None, days: float | None, said: str
) -> None:
    assert took_words(seconds, days) == said
