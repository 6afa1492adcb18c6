"""Each act about contractors, run once."""

from __future__ import annotations

from datetime import date
from typing import Any

from kept.actions import contractors
from kept.actions.telling import tell
from kept.actions.told import Telling
from kept.store.models import Association, Contractor, Operative
from tests.actions.house import BY, t

NOW = t("Wednesday 2026-04-08 10:00")
TODAY = date(2026, 4, 8)


def firm(here: Association) -> Contractor:
    """Reid Plumbing."""
    made = contractors.add(association=here, name="Reid Plumbing", trade="Plumbing", by=BY, at=NOW)
    assert isinstance(made, Contractor), made
    return made


def card(here: Association) -> Operative:
    """Jo's card."""
    made = contractors.carry(
        association=here,
        contractor=firm(here).pk,
        name="Jo Reid",
        card="C-118",
        until=date(2027, 4, 8),
        by=BY,
        at=NOW,
    )
    assert isinstance(made, Operative), made
    return made


def _concern(here: Association, made: Contractor) -> object:
    told = tell([Telling("letter.received", NOW, {})], association=here, by=BY, at=NOW).results[0]
    thread = str(told.thread)
    return contractors.concern(association=here, contractor=made.pk, thread=thread, by=BY, at=NOW)


ACTS: dict[str, Any] = {
    "contractors.add": (lambda here: None, lambda here, _, __: firm(here)),
    "contractors.give": (
        firm,
        lambda here, made, _: contractors.give(
            association=here, contractor=made.pk, part="code", by=BY, at=NOW
        ),
    ),
    "contractors.carry": (lambda here: None, lambda here, _, __: card(here)),
    "contractors.hand_back": (
        card,
        lambda here, made, _: contractors.hand_back(association=here, operative=made.pk, by=BY, at=NOW),
    ),
    "contractors.concern": (firm, lambda here, made, _: _concern(here, made)),
    "contractors.breach": (
        firm,
        lambda here, made, _: contractors.breach(
            association=here, contractor=made.pk, on=TODAY, what="No card", uid="b", by=BY, at=NOW
        ),
    ),
    "contractors.look": (
        firm,
        lambda here, made, _: contractors.look(
            association=here,
            contractor=made.pk,
            on=TODAY,
            where="Flat 2",
            found={"standard-1": True},
            uid="l",
            by=BY,
            at=NOW,
        ),
    ),
    "contractors.end": (
        firm,
        lambda here, made, _: contractors.end(association=here, contractor=made.pk, by=BY, at=NOW),
    ),
}
