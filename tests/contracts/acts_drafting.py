"""Each act on a draft of the policy, run once, for `test_actions`."""

from __future__ import annotations

from datetime import date
from typing import Any

from kept.actions import approving, consulting, drafting
from kept.store import policy_versions, tenancy
from kept.store.accounts import membership_of
from kept.store.models import Association, Membership, PolicyComment, PolicyDraft
from tests import cast
from tests.actions.house import BY, t

NOW = t("Wednesday 2026-04-08 10:00")
DAY, SOON = date(2026, 4, 8), date(2026, 7, 1)
PREPARING = "mia"
EXAMPLE = """
- clause: small:1
  name: seven days, said wrongly
  events: [{kind: letter.received, at: 'Tuesday 2026-04-07 10:00'}]
  at: Wednesday 2026-04-08 10:00
  expect: {due: 'Friday 2026-04-10 00:00', verdict: running}
"""


def known(here: Association, by: str = BY, **more: Any) -> dict[str, Any]:
    return {"association": here, "by": by, "at": NOW} | more


def begun(here: Association, by: str = PREPARING) -> PolicyDraft:
    found = drafting.begin(**known(here, by), title="Letters", starts_on=SOON, uid="draft")
    assert isinstance(found, PolicyDraft), found
    return found


def changed(here: Association, by: str = PREPARING) -> PolicyDraft:
    if by == PREPARING:
        begun(here)
    found = drafting.change_clause(
        **known(here, by), draft=1, edition=1, clause="small:1", values={"within": "5 working days"}
    )
    assert isinstance(found, PolicyDraft), found
    return found


def with_examples(here: Association) -> object:
    begun(here)
    return drafting.change_file(
        **known(here, PREPARING), draft=1, edition=1, name="examples.yaml", text=EXAMPLE
    )


def with_residents(here: Association, by: str = PREPARING) -> object:
    if by == PREPARING:
        changed(here)
    return consulting.consult(**known(here, by), draft=1, how="A letter", until=SOON)


def said(here: Association, by: str = PREPARING) -> PolicyComment:
    if by == PREPARING:
        with_residents(here)
    found = consulting.comment(
        **known(here, by), draft=1, who="resident", how="letter", said_on=DAY, words="Too slow.", uid="one"
    )
    assert isinstance(found, PolicyComment), found
    return found


def approved(here: Association, by: str = PREPARING) -> object:
    if by == PREPARING:
        changed(here)
    return approving.approve(
        **known(here, by), draft=1, edition=2, approved_on=DAY, minute="7", not_consulted_why="A slip"
    )


def loaded(here: Association) -> tuple[str, Membership]:
    ann = cast.member(here, "ann")
    approved(here)
    assert isinstance(approving.load(**known(here, PREPARING), draft=1), PolicyDraft)
    with tenancy.association(here):
        (row, *_) = policy_versions.versions_of(here, DAY)
        membership = membership_of(ann, on=DAY)
    assert membership is not None
    return row.short, membership


def overtaken(here: Association) -> object:
    approved(here)
    drafting.begin(**known(here, PREPARING), title="More", starts_on=date(2026, 10, 1), uid="second")
    return approving.load(**known(here, PREPARING), draft=1)


ACTS = {
    "drafting.begin": (lambda here: None, lambda here, _, __: begun(here, BY)),
    "drafting.change_clause": (begun, lambda here, _, __: changed(here, BY)),
    "drafting.take_out_clause": (
        begun,
        lambda here, _, __: drafting.take_out_clause(**known(here), draft=1, edition=1, clause="small:2"),
    ),
    "drafting.change_file": (
        begun,
        lambda here, _, __: drafting.change_file(
            **known(here), draft=1, edition=1, name="examples.yaml", text=EXAMPLE
        ),
    ),
    "drafting.change_start": (
        begun,
        lambda here, _, __: drafting.change_start(
            **known(here), draft=1, edition=1, starts_on=date(2026, 10, 1)
        ),
    ),
    "drafting.put_examples_right": (
        with_examples,
        lambda here, _, __: drafting.put_examples_right(**known(here), draft=1, edition=2, places=[0]),
    ),
    "drafting.take_over": (
        overtaken,
        lambda here, _, __: drafting.take_over(**known(here), draft=2, edition=1),
    ),
    "drafting.undo": (
        changed,
        lambda here, _, __: drafting.undo(**known(here), draft=1, edition=2),
    ),
    "consulting.consult": (changed, lambda here, _, __: with_residents(here, BY)),
    "consulting.comment": (with_residents, lambda here, _, __: said(here, BY)),
    "consulting.answer": (
        said,
        lambda here, made, _: consulting.answer(
            **known(here), comment=made.pk, outcome="unchanged", words="It would cost too much."
        ),
    ),
    "approving.approve": (changed, lambda here, _, __: approved(here, BY)),
    "approving.take_back": (
        approved,
        lambda here, _, __: approving.take_back(**known(here), draft=1, reason="A slip"),
    ),
    "approving.drop": (
        begun,
        lambda here, _, __: approving.drop(**known(here), draft=1, reason="The Board says no"),
    ),
    "approving.load": (approved, lambda here, _, __: approving.load(**known(here), draft=1)),
    "approving.confirm_read": (
        loaded,
        lambda here, made, _: approving.confirm_read(**known(here), version=made[0], membership=made[1]),
    ),
}
