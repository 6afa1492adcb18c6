"""Whatever is told, in whatever order and batches, with sweeps between: what is stored is what is judged.

Each example plays a month at a made-up landlord: letters and answers, late ones, corrections, pauses,
extensions, withdrawals, repetitions, two threads joined and taken apart, and sweeps that come when they come.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby
from pathlib import Path

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kept.actions.merging import merge, part
from kept.actions.recomputing import recompute
from kept.actions.sweeping import sweep
from kept.actions.told import Telling
from kept.casework import Grade
from kept.store import dockets, tenancy
from kept.store.models import Association
from tests.actions.house import BY, opened, stored_equals_judged, t, told

MONDAY = t("Monday 2026-03-30 09:00")
FACTS: dict[str, dict[str, object]] = {
    "letter.received": {"from_name": "Ms Okafor"},
    "clock.paused": {"reason": "awaiting-customer"},
    "clock.extended": {"new_due": "2026-04-24", "reason": "Snow", "customer_told": True},
    "contact.withdrawn": {"customer_words": "Never mind"},
    "letter.acknowledged": {"answer_by": "2026-04-20"},
    "breach.excused": {"reason": "Snow"},
    "thread.reopened": {},
}
KINDS = (
    "letter.received",
    "letter.received",
    "letter.acknowledged",
    "letter.answered",
    "letter.answered",
    "letter.returned",
    "clock.paused",
    "clock.resumed",
    "clock.extended",
    "contact.classified",
    "contact.withdrawn",
    "breach.excused",
    "thread.closed",
    "thread.reopened",
    "event.corrected",
    "event.voided",
    "event.confirmed",
    "note.added",
)


@dataclass(frozen=True)
class Step:
    """At `hour`, this happens; what is told happened `late` hours before."""

    hour: int
    what: str
    on: str = "A"
    late: int = 0
    urgent: bool | None = None
    target: int = 0
    by: str = BY
    proof: bool = False


steps = st.builds(
    Step,
    hour=st.integers(0, 30 * 24),
    what=st.sampled_from((*KINDS, *KINDS, "sweep", "sweep", "again", "merge", "part")),
    on=st.sampled_from("AAB"),
    late=st.sampled_from((0, 0, 0, 1, 30, 200)),
    urgent=st.sampled_from((None, True, False)),
    target=st.integers(0, 5),
    by=st.sampled_from((BY, "bea")),
    proof=st.booleans(),
)


class Month:
    """One example being played."""

    def __init__(self, here: Association) -> None:
        self.here = here
        self.tellings: list[Telling] = []

    def play(self, played: list[Step]) -> None:
        for hour, together in groupby(sorted(played, key=lambda each: each.hour), key=lambda each: each.hour):
            at = MONDAY + timedelta(hours=hour)
            batch: dict[str, list[Telling]] = {}
            for step in together:
                if step.what in ("sweep", "merge", "part"):
                    self.act(step, at)
                else:
                    batch.setdefault(step.by, []).append(self.telling(step, at))
            for by, tellings in batch.items():
                told(self.here, *tellings, at=at, by=by)
        self.compare(at)
        self.compare(MONDAY + timedelta(days=90))

    def act(self, step: Step, at: datetime) -> None:
        if step.what == "sweep":
            assert sweep(at=at).failed == 0
            self.compare(at)
            return
        refs = self.refs()
        if len(refs) == 2 and step.what == "merge":
            other = "B" if step.on == "A" else "A"
            merge(association=self.here, thread=refs[step.on], into=refs[other], by=BY, at=at)
        elif step.what == "part" and step.on in refs:
            part(association=self.here, thread=refs[step.on], by=BY, at=at, reason="They are two")

    def refs(self) -> dict[str, str]:
        with tenancy.association(self.here):
            found = dockets.find(self.here.pk, subjects=["A", "B"]).places
        return {str(each.subject): each.ref for each in found}

    def telling(self, step: Step, at: datetime) -> Telling:
        if step.what == "again" and self.tellings:
            return self.tellings[step.target % len(self.tellings)]
        kind = "letter.received" if step.what == "again" else step.what
        aimed = kind.startswith("event.") and self.tellings
        facts = dict(FACTS.get(kind, {}))
        if kind == "event.voided":
            facts = {"reason": "A slip"}
        elif kind in ("letter.received", "contact.classified", "event.corrected") and step.urgent is not None:
            facts["urgent"] = step.urgent
        telling = Telling(
            kind,
            at - timedelta(hours=step.late),
            facts,
            uid=f"e{len(self.tellings)}",
            subject=step.on,
            grade=Grade.DOCUMENT if step.proof else Grade.STAFF,
            corrects=self.tellings[step.target % len(self.tellings)].uid if aimed else None,
        )
        self.tellings.append(telling)
        return telling

    def compare(self, at: datetime) -> None:
        done = recompute(association=self.here, check=True, at=at, by=BY, tell=fail)
        assert done.different == 0
        sweep(at=at)
        stored_equals_judged(self.here, at)


def fail(difference: object) -> None:
    raise AssertionError(str(difference))


@pytest.mark.django_db
@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(played=st.lists(steps, min_size=1, max_size=14))
def test_stored_is_judged(played: list[Step], here: Association) -> None:
    with transaction.atomic():
        Month(here).play([Step(0, "letter.received"), *played])
        transaction.set_rollback(True)


@pytest.fixture
def here(db: None, tmp_path: Path) -> Association:
    """Small Homes, with its policy in force."""
    return opened(tmp_path)
