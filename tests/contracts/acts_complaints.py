"""Each act about complaints and what is paid, run once."""

from __future__ import annotations

from typing import Any

from kept.actions import complaints, remedies
from kept.actions.telling import tell
from kept.actions.told import Telling
from kept.store.models import Association
from tests import cast
from tests.actions.house import BY, t

NOW = t("Wednesday 2026-04-08 10:00")


def _told(here: Association, kind: str, **facts: object) -> str:
    done = tell([Telling(kind, NOW, facts)], association=here, by=BY, at=NOW)
    assert done.refused is None, done.refused
    return str(done.results[0].thread)


def _contact(here: Association) -> str:
    return _told(here, "letter.received", from_name="Ms Okafor")


def _complaint(here: Association) -> str:
    return _told(here, "complaint.received", about="Nobody came")


def _helped(here: Association) -> str:
    cast.member(here, "bea")
    return _complaint(here)


MONEY = {"due": False, "procedure": "1.1", "reason": "No loss"}
ACTS: dict[str, Any] = {
    "complaints.open_from": (
        _contact,
        lambda here, ref, _: complaints.open_from(
            association=here, thread=ref, facts={"words": "You never wrote"}, by=BY, at=NOW
        ),
    ),
    "complaints.escalate": (
        _complaint,
        lambda here, ref, _: complaints.escalate(association=here, thread=ref, by=BY, at=NOW),
    ),
    "complaints.support": (
        _helped,
        lambda here, ref, _: complaints.support(association=here, thread=ref, supporter="bea", by=BY, at=NOW),
    ),
    "remedies.decide": (
        _contact,
        lambda here, ref, _: remedies.decide(association=here, thread=ref, facts=MONEY, by=BY, at=NOW),
    ),
}
