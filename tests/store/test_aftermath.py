"""Who asked again, what was put right, how an end is known, and when a duty is due: counted by hand."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest

from kept.actions.sweeping import sweep
from kept.casework import Grade, Verdict
from kept.store import figures, tenancy
from kept.store.accounts import membership_of
from kept.store.aftermath import PutRight, chases, put_right
from kept.store.models import Account, Association, Membership
from kept.store.recurring import recurring
from tests import cast

pytestmark = pytest.mark.django_db

MARCH = (date(2026, 3, 1), date(2026, 3, 31))
LETTERS, RIGHT = "karin:letters.1", "kept:put-right"
ASKS = {"asks": ["contact.chased"], "strikes": ["event.voided"]}


@pytest.fixture
def karin() -> Association:
    return cast.association("karin")


@pytest.fixture
def ann(karin: Association) -> Account:
    return cast.member(karin, "ann", "manager")


@pytest.fixture
def mia(karin: Association, ann: Account) -> Iterator[Membership]:
    """Ann's membership, her association active."""
    with tenancy.association(karin):
        found = membership_of(ann, on=date(2026, 3, 2))
        assert found is not None
        yield found


@pytest.fixture
def letter(karin: Association, ann: Account) -> str:
    """A letter of Monday 2 March 2026, due at the end of Wednesday 11 March."""
    return cast.told(karin, ann, "letter.received", "Monday 2026-03-02 10:00", urgent=False)


def test_an_asking_again_counts_for_every_promise_that_ran(
    karin: Association, ann: Account, mia: Membership, letter: str
) -> None:
    def chased(wall: str, uid: str) -> None:
        cast.told(karin, ann, "contact.chased", wall, thread=letter, uid=uid)

    assert chases(karin, mia, *MARCH, **ASKS) == {}
    chased("Thursday 2026-03-05 10:00", "c1")
    chased("Friday 2026-03-06 10:00", "c2")
    assert chases(karin, mia, *MARCH, **ASKS) == {LETTERS: 2}
    cast.told(
        karin,
        ann,
        "event.voided",
        "Friday 2026-03-06 12:00",
        thread=letter,
        corrects="c2",
        reason="Another customer",
    )
    assert chases(karin, mia, *MARCH, **ASKS) == {LETTERS: 1}
    cast.told(karin, ann, "letter.answered", "Monday 2026-03-09 10:00", thread=letter)
    chased("Tuesday 2026-03-10 10:00", "c3")
    assert chases(karin, mia, *MARCH, **ASKS) == {LETTERS: 1}
    assert chases(karin, mia, date(2026, 4, 1), date(2026, 4, 30), **ASKS) == {}
    assert chases(karin, mia, *MARCH, asks=[]) == {}


def test_a_breach_stands_with_what_became_of_it(
    karin: Association, ann: Account, mia: Membership, letter: str
) -> None:
    other = cast.told(karin, ann, "letter.received", "Monday 2026-03-02 11:00", urgent=False)
    cast.told(karin, ann, "letter.received", "Monday 2026-03-02 12:00", urgent=False)
    assert put_right(karin, mia, *MARCH, RIGHT) == {}
    sweep(at=cast.t("Thursday 2026-03-12 09:00"))
    assert put_right(karin, mia, *MARCH, RIGHT) == {LETTERS: PutRight(of=3, kept=0, running=3)}
    cast.told(karin, ann, "apology.made", "Thursday 2026-03-12 10:00", thread=letter, reason="Lost")
    cast.told(karin, ann, "apology.made", "Thursday 2026-03-19 10:00", thread=other, reason="Lost")
    sweep(at=cast.t("Friday 2026-03-20 09:00"))
    found = put_right(karin, mia, *MARCH, RIGHT)[LETTERS]
    assert (found.of, found.kept, found.running, found.missed) == (3, 1, 0, 2)


def test_a_figure_says_how_the_ends_are_known(
    karin: Association, ann: Account, mia: Membership, letter: str
) -> None:
    cast.told(karin, ann, "letter.answered", "Tuesday 2026-03-03 10:00", thread=letter)
    late = cast.told(karin, ann, "letter.received", "Tuesday 2026-03-03 10:00", urgent=False)
    cast.told(
        karin,
        ann,
        "letter.answered",
        "Wednesday 2026-03-04 10:00",
        recorded="Friday 2026-03-06 12:00",
        thread=late,
    )
    (found,) = [each for each in figures.performance(karin, mia, *MARCH) if each.promise == LETTERS]
    assert found.verdicts[Verdict.KEPT] == 2
    assert {grade: n for grade, n in found.grades.items() if n} == {Grade.STAFF: 1, Grade.STAFF_LATER: 1}
    (quick,) = figures.performance(karin, mia, *MARCH, promises=[LETTERS], times=False)
    assert (quick.verdicts, quick.grades, quick.median_days) == (found.verdicts, {}, None)


def test_a_duty_tells_when_it_is_due_and_what_was_overdue_at_the_start(
    karin: Association, ann: Account, mia: Membership
) -> None:
    gas = "karin:repairs.6"
    assert recurring(karin, mia, [gas]) == {}
    done = cast.told(karin, ann, "duty.began", "Monday 2026-03-02 10:00", duty=gas, last_done="2025-05-01")
    cast.told(karin, ann, "duty.began", "Monday 2026-03-02 10:00", duty=gas, last_done="2024-05-01")
    found = recurring(karin, mia, [gas])[gas]
    assert (found.running, found.late, found.found_overdue, found.last_done) == (1, 0, 1, None)
    assert found.next_due == cast.t("Saturday 2026-05-02 00:00")
    cast.told(karin, ann, "duty.done", "Tuesday 2026-03-03 10:00", thread=done)
    found = recurring(karin, mia, [gas, "karin:review.4"])[gas]
    assert (found.running, found.found_overdue) == (1, 1)
    assert found.last_done == cast.t("Tuesday 2026-03-03 10:00")
    sweep(at=cast.t("Friday 2027-03-05 09:00"))
    found = recurring(karin, mia, [gas])[gas]
    assert (found.running, found.late, found.next_due) == (0, 1, cast.t("Thursday 2027-03-04 00:00"))


def test_a_role_without_figures_learns_nothing(karin: Association, mia: Membership, letter: str) -> None:
    mia.role = "nobody"
    assert chases(karin, mia, *MARCH, **ASKS) == {}
    assert put_right(karin, mia, *MARCH, RIGHT) == {}
    assert recurring(karin, mia, ["karin:repairs.6"]) == {}
