"""How do figures read? The denominator in words, no rounding up to 100 %, and *not measured* said as such."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kept.casework import Verdict
from kept.rulebook.model import HOUSE
from kept.store.aftermath import PutRight
from kept.store.figures import Figure
from kept.store.measures import Share
from kept.web.performance.rows import bars, right_words, took_words, unmeasured_words
from kept.web.performance.totals import headline, in_headline
from kept.web.shared.measuring import share_words
from kept.web.shared.shares import Counts, percent
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
    assert headline(Counts(total)) == "92 % kept: 46 of 50 promises"


def test_what_kept_asks_of_every_house_stands_beside_the_headline() -> None:
    rulebook = cast.rulebook("karin")
    house = [each.id for each in rulebook.common if each.source == HOUSE and each.promise]
    assert house
    figures = [replace(figure(kept=1), promise=each) for each in (*house, "karin:letters.1", "karin:gone.9")]
    assert [each.promise for each in in_headline(figures, rulebook)] == ["karin:letters.1", "karin:gone.9"]


def test_what_nobody_can_see_is_not_measured_and_never_a_share() -> None:
    unseen = Counts.of([figure(not_measured=12)])
    assert unseen.share == "Not measured"
    assert unmeasured_words(unseen) == "nobody could see when 12 of them began or ended"
    assert unmeasured_words(Counts.of([figure(not_measured=1)])) == "nobody could see when it began or ended"
    assert Counts.of([figure(running=3)]).share == "Nothing counted yet"
    assert unmeasured_words(Counts.of([figure(running=3)])) == ""
    assert Counts.of([figure(kept=1), figure(not_measured=12)]).share == "100 %"


def test_the_parts_of_a_bar_add_up_exactly() -> None:
    drawn = bars(Counts.of([figure(kept=1, excused=1, broken=1)]))
    assert [(each.name, each.x, each.width) for each in drawn] == [
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


@pytest.mark.parametrize(
    ("right", "said"),
    [
        (None, ""),
        (PutRight(of=5, kept=3, running=0), "3 of 5"),
        (PutRight(of=5, kept=3, running=1), "3 of 4, 1 running"),
        (PutRight(of=2, kept=0, running=2), "2 running"),
    ],
)
def test_what_is_still_to_be_put_right_is_no_failure_yet(right: PutRight | None, said: str) -> None:
    assert right_words(right) == said


@pytest.mark.parametrize(
    ("share", "said", "verdict"),
    [
        (Share("a:1", 53, 56, 0, 95.0, None), "94.6 %", "Not reached"),
        (Share("a:1", 95, 100, 0, 95.0, None), "95 %", "Reached"),
        (Share("a:1", 9_999, 10_000, 0, 100.0, None), "99.9 %", "Not reached"),
        (Share("a:1", 1, 10_000, 0, None, 1.0), "0.1 %", "Reached"),
        (Share("a:1", 0, 0, 3, 95.0, None), "", "Not measured"),
        (Share("a:1", 1, 2, 0, None, None), "50 %", "Measured"),
    ],
)
def test_a_share_is_never_rounded_up_to_its_target(share: Share, said: str, verdict: str) -> None:
    assert share_words(share).share == said
    assert share_words(share).verdict.text == verdict


def test_what_nobody_told_is_in_no_share_and_is_said() -> None:
    assert share_words(Share("a:1", 1, 2, 1, 95.0, None)).unanswered == (
        "1 is in no share: nobody told what decides."
    )
