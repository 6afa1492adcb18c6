"""Whose a new contact is, and who is to hear whose officer has changed."""

from __future__ import annotations

from datetime import date

import pytest

from kept.casework.officers import to_tell
from kept.casework.owning import NO_PATCH, PatchHands, owner_of
from kept.casework.tenancies import HOLDING, KINDS, LIVING, runs

ANN, BEA, CEM, DEE = 1, 2, 3, 4
THERE = PatchHands(officer=BEA, deputy=CEM)
AWAY = PatchHands(officer=BEA, deputy=CEM, away=frozenset({BEA}))
BOTH_AWAY = PatchHands(officer=BEA, deputy=CEM, away=frozenset({BEA, CEM}), stand_ins={BEA: DEE})


@pytest.mark.parametrize(
    ("patch", "answered", "attended", "named", "owner"),
    [
        (THERE, False, True, None, BEA),
        (THERE, True, True, None, ANN),
        (THERE, False, True, DEE, DEE),
        (THERE, True, True, DEE, DEE),
        (AWAY, False, True, None, CEM),
        (BOTH_AWAY, False, True, None, DEE),
        (NO_PATCH, False, True, None, ANN),
        (PatchHands(deputy=CEM), False, True, None, CEM),
        (PatchHands(officer=BEA, away=frozenset({BEA})), False, True, None, ANN),
        (THERE, False, False, None, BEA),
        (THERE, True, False, None, BEA),
        (NO_PATCH, False, False, None, None),
    ],
)
def test_whose_a_new_contact_is(
    patch: PatchHands, answered: bool, attended: bool, named: int | None, owner: int | None
) -> None:
    found = owner_of(named=named, taker=ANN, attended=attended, answered=answered, patch=patch)
    assert found == owner


def test_nobody_gets_what_is_about_themselves() -> None:
    found = owner_of(named=None, taker=ANN, attended=True, answered=False, patch=THERE, never=(BEA,))
    assert found == CEM
    found = owner_of(named=None, taker=ANN, attended=True, answered=False, patch=BOTH_AWAY, never=(DEE,))
    assert found == ANN


LIVE, TODAY = date(2026, 1, 1), date(2026, 4, 7)


@pytest.mark.parametrize(
    ("known", "now", "looked", "began_on", "today", "asks"),
    [
        (None, BEA, False, date(2026, 4, 1), TODAY, "officer.named"),
        (None, BEA, False, date(2011, 3, 1), TODAY, None),
        (None, BEA, False, None, TODAY, None),
        (None, BEA, False, date(2026, 2, 1), TODAY, None),
        (None, BEA, False, date(2025, 12, 31), date(2026, 1, 2), None),
        (None, BEA, True, date(2011, 3, 1), TODAY, "officer.named"),
        (BEA, CEM, True, date(2011, 3, 1), TODAY, "officer.changed"),
        (BEA, BEA, True, date(2026, 4, 1), TODAY, None),
        (BEA, None, True, date(2026, 4, 1), TODAY, None),
        (BEA, CEM, True, date(2011, 3, 1), date(2025, 12, 31), None),
    ],
)
def test_who_is_to_hear_of_an_officer(
    known: int | None, now: int | None, looked: bool, began_on: date | None, today: date, asks: str | None
) -> None:
    found = to_tell(known=known, now=now, looked=looked, began_on=began_on, go_live=LIVE, today=today)
    assert found == asks


def test_both_days_belong_to_a_tenancy() -> None:
    assert runs(TODAY, TODAY, TODAY)
    assert runs(None, None, TODAY)
    assert not runs(date(2026, 4, 8), None, TODAY)
    assert not runs(None, date(2026, 4, 6), TODAY)


def test_every_kind_of_tenancy_is_known_by_what_it_gives() -> None:
    assert set(HOLDING) < set(LIVING) < set(KINDS)
    assert "applicant" not in LIVING
