"""Foreseeing: what would be promised, with nothing written."""

from __future__ import annotations

import pytest

from kept.actions.foreseeing import foresee
from kept.actions.told import Telling
from kept.casework import Judgement, Refused, Verdict
from kept.store import tenancy
from kept.store.models import Association, Event, Thread
from tests.actions.house import BY, letter, t

TUESDAY = "Tuesday 2026-04-07 10:00"


@pytest.fixture(autouse=True)
def _writes_nothing(here: Association):  # type: ignore[no-untyped-def]
    def count() -> tuple[int, int]:
        with tenancy.association(here):
            return Event.objects.exclude(kind="letter.received").count(), Thread.objects.exclude(
                kind="letter"
            ).count()

    before = count()
    yield
    assert count() == before


def test_a_new_letter_promises_an_answer_by_a_day(here: Association) -> None:
    telling = Telling("letter.received", t(TUESDAY), {"urgent": False})
    found = foresee(telling, association=here, by=BY, at=t(TUESDAY))
    assert isinstance(found, Judgement)
    assert [(each.promise, each.due_at) for each in found.clocks] == [
        ("small:1", t("Friday 2026-04-17 00:00"))
    ]
    with tenancy.association(here):
        assert not Thread.objects.filter(kind="letter").exists()


def test_an_answer_would_end_what_runs(here: Association) -> None:
    ref = letter(here, TUESDAY, urgent=False)
    telling = Telling("letter.answered", t("Wednesday 2026-04-08 10:00"), thread=ref)
    found = foresee(telling, association=here, by=BY, at=t("Wednesday 2026-04-08 10:00"))
    assert isinstance(found, Judgement)
    assert [each.verdict for each in found.clocks] == [Verdict.KEPT]


def test_what_is_told_beside_it_is_foreseen_with_it(here: Association) -> None:
    telling = Telling("letter.received", t(TUESDAY), {"urgent": False}, uid="a-9")
    answered = Telling("letter.answered", t(TUESDAY), beside="a-9")
    found = foresee(telling, answered, association=here, by=BY, at=t(TUESDAY))
    assert isinstance(found, Judgement)
    assert [each.verdict for each in found.clocks] == [Verdict.KEPT]


def test_a_form_half_filled_in_is_answered_all_the_same(here: Association) -> None:
    ref = letter(here, TUESDAY, urgent=False)
    telling = Telling("contact.withdrawn", t("Wednesday 2026-04-08 10:00"), {"unknown": 1}, thread=ref)
    found = foresee(telling, association=here, by=BY, at=t("Wednesday 2026-04-08 10:00"))
    assert isinstance(found, Judgement)
    assert found.state == "closed"


def test_what_was_told_already_is_seen_as_it_stands(here: Association) -> None:
    from tests.actions.house import told

    telling = Telling("letter.received", t(TUESDAY), {"urgent": False}, uid="a-1")
    told(here, telling, at=TUESDAY)
    found = foresee(telling, association=here, by=BY, at=t(TUESDAY))
    assert isinstance(found, Judgement)
    assert len(found.clocks) == 1


@pytest.mark.parametrize(
    ("telling", "says"),
    [
        (Telling("letter.received", t("Wednesday 2026-04-08 10:00")), "in the future"),
        (Telling("letter.answered", t(TUESDAY)), "Open the contact"),
        (Telling("letter.answered", t(TUESDAY), thread="K7F3-9Q2M"), "There is no contact"),
        (Telling("letter.received", t(TUESDAY), office="nowhere"), "The offices are"),
        (Telling("no.such", t(TUESDAY)), "not something"),
    ],
)
def test_what_would_be_refused_is_refused(here: Association, telling: Telling, says: str) -> None:
    found = foresee(telling, association=here, by=BY, at=t(TUESDAY))
    assert isinstance(found, Refused)
    assert says in found.sentence
