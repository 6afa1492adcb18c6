"""Each act about a draft of the policy and what is tried of it, run once."""

from __future__ import annotations

from datetime import date
from typing import Any

from kept.actions import trials
from kept.store import drafts, rules, tenancy
from kept.store.models import Association, PolicyDraft, PolicyTrial, RulebookVersion
from tests.actions.house import BY, t

NOW = t("Wednesday 2026-04-08 10:00")
SINCE = date(2026, 4, 1)


def drafted(here: Association, number: int = 1, **changes: str) -> PolicyDraft:
    """A draft of the policy in force, with these words of its clauses changed to others."""
    with tenancy.association(here):
        name, files = rules.files_in_force(here)
        own = drafts.own_files(files)
        for was, would_be in changes.items():
            own = {file: text.replace(was.replace("_", " "), would_be) for file, text in own.items()}
        return PolicyDraft.objects.create(
            association=here,
            number=number,
            uid=f"draft-{number}",
            title="Letters sooner",
            base=RulebookVersion.objects.get(sha256=name),
            files=own,
            begun_at=NOW,
            begun_by=BY,
            changed_at=NOW,
            changed_by=BY,
        )


def begun(here: Association, uid: str = "trial", **asked: Any) -> PolicyTrial:
    """A trial of that draft."""
    asked = {"draft": 1, "since": SINCE, "by": BY, "at": NOW} | asked
    made = trials.begin(association=here, uid=uid, **asked)
    assert isinstance(made, PolicyTrial), made
    return made


def made(here: Association) -> PolicyTrial:
    """A trial of a new draft."""
    drafted(here)
    return begun(here)


ACTS: dict[str, Any] = {
    "trials.begin": (drafted, lambda here, _, __: begun(here)),
    "trials.step": (
        made,
        lambda here, row, _: trials.step(association=here.pk, trial=row.pk, by=BY, at=NOW),
    ),
    "trials.stop": (
        made,
        lambda here, row, _: trials.stop(association=here, draft=1, trial=row.pk, by=BY, at=NOW),
    ),
}
SILENT = {
    "trials.step": "that it was asked for is told; what comes of it changes nothing",
    "trials.stop": "that it was asked for is told; what was not finished says nothing",
}
