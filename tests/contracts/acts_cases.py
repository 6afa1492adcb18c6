"""Each act about cases, run once."""

from __future__ import annotations

from datetime import date
from typing import Any

from kept.actions import cases
from kept.actions.telling import tell
from kept.actions.told import Telling
from kept.store import tenancy
from kept.store.models import Agreed, Association, CaseParty
from tests import cast
from tests.actions.house import BY, t

NOW = t("Wednesday 2026-04-08 10:00")
FRIDAY = date(2026, 4, 10)


def complaint(here: Association) -> str:
    """The reference of a complaint."""
    told = tell([Telling("complaint.received", NOW, {"about": "It leaks"})], association=here, by=BY, at=NOW)
    assert told.refused is None, told.refused
    return str(told.results[0].thread)


def two(here: Association) -> tuple[str, str]:
    return complaint(here), complaint(here)


def linked(here: Association) -> tuple[str, str]:
    one, other = two(here)
    cases.link(association=here, thread=one, other=other, how="follows", by=BY, at=NOW)
    return one, other


def party(here: Association) -> int:
    made = cases.add_party(
        association=here, thread=complaint(here), role="complainant", name="Mr Bell", by=BY, at=NOW
    )
    assert isinstance(made, CaseParty), made
    return made.pk


def with_ann(here: Association) -> str:
    cast.member(here, "ann")
    return complaint(here)


def given_out(here: Association, ref: str) -> Agreed:
    made = cases.set_task(association=here, thread=ref, what="Ask", due_by=FRIDAY, owner="ann", by=BY, at=NOW)
    assert isinstance(made, Agreed), made
    return made


def task(here: Association) -> str:
    made = given_out(here, with_ann(here))
    with tenancy.association(here):
        return str(made.thread.ref)


TOLD = Telling("complaint.acknowledged", NOW, {"answer_by": "2026-04-20"})
ACTS: dict[str, Any] = {
    "cases.take": (
        complaint,
        lambda here, ref, _: cases.take(
            association=here, thread=ref, kind=TOLD.kind, facts=TOLD.facts, by=BY, at=NOW
        ),
    ),
    "cases.taken": (
        complaint,
        lambda here, ref, _: cases.taken(
            [Telling(TOLD.kind, NOW, TOLD.facts, thread=ref)], association=here, by=BY, at=NOW
        ),
    ),
    "cases.add_party": (lambda here: None, lambda here, _, __: party(here)),
    "cases.end_party": (
        party,
        lambda here, made, _: cases.end_party(association=here, party=made, by=BY, at=NOW),
    ),
    "cases.link": (lambda here: None, lambda here, _, __: linked(here)),
    "cases.unlink": (
        linked,
        lambda here, made, _: cases.unlink(association=here, thread=made[0], other=made[1], by=BY, at=NOW),
    ),
    "cases.set_task": (with_ann, lambda here, ref, _: given_out(here, ref)),
    "cases.finish_task": (
        task,
        lambda here, ref, _: cases.finish_task(association=here, thread=ref, note="Asked", by=BY, at=NOW),
    ),
    "cases.drop_task": (
        task,
        lambda here, ref, _: cases.drop_task(association=here, thread=ref, reason="No need", by=BY, at=NOW),
    ),
}
