"""Each act about what complaints teach and what is told of them, run once, for `test_actions`."""

from __future__ import annotations

from datetime import date
from typing import Any

from kept.actions import (
    complaint_records,
    handling,
    lessons,
    people,
    samples_of_words,
    self_assessing,
    surveying,
)
from kept.actions.telling import Telling, tell
from kept.store import tenancy
from kept.store.models import Assessment, Association, ComplaintRecord, Thread, WordsToRead
from tests.actions.house import BY, t
from tests.contracts.acts_keys import staff

NOW = t("Wednesday 2026-04-08 10:00")
DAY, SOON = date(2026, 4, 7), date(2026, 5, 29)
BODY = "The Board, minute 12"


def known(here: Association, by: str = BY) -> dict[str, Any]:
    return {"association": here, "by": by, "at": NOW}


def told(
    here: Association,
    kind: str,
    facts: dict[str, Any],
    at: str = "Tuesday 2026-04-07 10:00",
    *,
    by: str = BY,
    **more: Any,
) -> str:
    if not more:
        staff(here)
    done = tell([Telling(kind, t(at), facts, **more)], association=here, by=by, at=NOW)
    assert done.refused is None, done.refused
    return str(done.results[0].thread)


def complaint(here: Association) -> str:
    return told(here, "complaint.received", {"about": "The gate"})


def over(here: Association) -> str:
    """A complaint that has its answer."""
    ref = complaint(here)
    for hour, kind, facts in (
        (11, "complaint.acknowledged", {"answer_by": "2026-04-14"}),
        (12, "complaint.answered", {"outcome": "not_upheld"}),
    ):
        told(here, kind, facts, f"Tuesday 2026-04-07 {hour}:00", thread=ref)
    return ref


def lesson(here: Association) -> str:
    staff(here)
    return str(begin(here))


def begin(here: Association) -> object:
    return lessons.begin(
        lesson="A gate is asked after",
        area="process",
        action="A list on Mondays",
        owner=BY,
        act_by=SOON,
        source="failure",
        **known(here),
    )


def low_marks(here: Association) -> str:
    """Whoever complained says that it was handled badly."""
    complaint(here)
    said = {"survey": "complaint-handling", "said": {"care": "1"}, "way": "open"}
    surveying.answer(**said, **known(here))
    with tenancy.association(here):
        return Thread.objects.get(kind="handling").ref


def record(here: Association) -> ComplaintRecord:
    complaint(here)
    made = complaint_records.make(since=date(2026, 4, 1), until=DAY, **known(here))
    assert isinstance(made, ComplaintRecord), made
    return made


def assessment(here: Association) -> Assessment:
    made = self_assessing.begin(code="own-code", year=2026, why="yearly", **known(here))
    assert isinstance(made, Assessment), made
    return made


def answered(here: Association) -> Assessment:
    made = assessment(here)
    answer(here, made)
    return made


def answer(here: Association, made: Assessment, by: str = "mia") -> object:
    return self_assessing.answer(assessment=made.pk, provision="own-1", said="yes", **known(here, by))


def reviewed(here: Association) -> Assessment:
    made = answered(here)
    self_assessing.review(assessment=made.pk, **known(here))
    return made


def approved(here: Association) -> Assessment:
    made = reviewed(here)
    approve(here, made)
    return made


def approve(here: Association, made: Assessment) -> object:
    said = {"approved_by": BODY, "approved_on": DAY, "response": "We agree."}
    return self_assessing.approve(assessment=made.pk, **said, **known(here))


def published(here: Association) -> Assessment:
    made = approved(here)
    self_assessing.publish(assessment=made.pk, **known(here))
    return made


def discontent(here: Association) -> str:
    said = {"about": "I am fed up with the lift"}
    return told(here, "call.received", said, "Wednesday 2026-04-01 10:00", by="bob")


def draw(here: Association) -> object:
    return samples_of_words.draw(week=date(2026, 3, 30), **known(here))


def drawn(here: Association) -> int:
    discontent(here)
    people.create_account(handle="mia", email="mia@example.org", name="Mia", **known(here))
    people.add_member(handle="mia", role="manager", **known(here))
    draw(here)
    with tenancy.association(here):
        return WordsToRead.objects.get().pk


ACTS: dict[str, Any] = {
    "lessons.draw": (
        over,
        lambda here, ref, _: lessons.draw(thread=ref, learnt="none", why="The law changed", **known(here)),
    ),
    "lessons.begin": (staff, lambda here, _, __: begin(here)),
    "lessons.done": (lesson, lambda here, ref, _: lessons.done(thread=ref, what="A list", **known(here))),
    "lessons.drop": (lesson, lambda here, ref, _: lessons.drop(thread=ref, reason="No gate", **known(here))),
    "lessons.fail": (
        staff,
        lambda here, _, __: lessons.fail(what="No line", area="system", done="A second one", **known(here)),
    ),
    "handling.handling_reviewed": (
        low_marks,
        lambda here, ref, _: handling.handling_reviewed(
            thread=ref, found="unkind", done="We said sorry", **known(here)
        ),
    ),
    "handling.enforcement_reviewed": (
        lambda here: told(here, "behaviour.reported", {"what": "rude", "about": "Shouted"}, by="mia"),
        lambda here, ref, _: handling.enforcement_reviewed(
            thread=ref, found="own", reasons="Agreed in March", **known(here)
        ),
    ),
    "complaint_records.make": (
        complaint,
        lambda here, _, __: complaint_records.make(since=DAY, until=DAY, **known(here)),
    ),
    "complaint_records.pass_on": (
        record,
        lambda here, made, _: complaint_records.pass_on(
            record=made.pk, sort="council", to_whom="Leeds", how="email", on=DAY, **known(here)
        ),
    ),
    "self_assessing.begin": (lambda here: None, lambda here, _, __: assessment(here)),
    "self_assessing.answer": (assessment, lambda here, made, _: answer(here, made, BY)),
    "self_assessing.review": (
        answered,
        lambda here, made, _: self_assessing.review(assessment=made.pk, **known(here)),
    ),
    "self_assessing.approve": (reviewed, lambda here, made, _: approve(here, made)),
    "self_assessing.publish": (
        approved,
        lambda here, made, _: self_assessing.publish(assessment=made.pk, **known(here)),
    ),
    "self_assessing.sent": (
        published,
        lambda here, made, _: self_assessing.sent(assessment=made.pk, on=DAY, **known(here)),
    ),
    "samples_of_words.draw": (discontent, lambda here, _, __: draw(here)),
    "samples_of_words.draw_everywhere": (
        discontent,
        lambda here, _, __: samples_of_words.draw_everywhere(by=BY, at=NOW),
    ),
    "samples_of_words.read": (
        drawn,
        lambda here, number, _: samples_of_words.read(number=number, found="was", **known(here)),
    ),
}
