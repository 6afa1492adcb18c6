"""Each act about cases among neighbours, run once."""

from __future__ import annotations

from typing import Any

from kept.actions import nuisance
from kept.actions.telling import tell
from kept.actions.told import Telling
from kept.store.models import Association
from tests.actions.house import BY, t

NOW = t("Wednesday 2026-04-08 10:00")


def reported(here: Association) -> str:
    """The reference of a case."""
    told = tell([Telling("nuisance.reported", NOW, {"about": "Music"})], association=here, by=BY, at=NOW)
    assert told.refused is None, told.refused
    return str(told.results[0].thread)


ACTS: dict[str, Any] = {
    "nuisance.add_to_diary": (
        reported,
        lambda here, ref, _: nuisance.add_to_diary(
            association=here,
            thread=ref,
            on=t("Tuesday 2026-04-07 23:00"),
            what="Shouting",
            way="telephone",
            uid="diary",
            by=BY,
            at=NOW,
        ),
    ),
}
