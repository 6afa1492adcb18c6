"""What follows from what is on record among neighbours?"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from kept.casework import Event, nuisance
from kept.casework.cases import TYPES, standing_of

AT = datetime(2026, 4, 7, 9, tzinfo=UTC)
CALM = {"violence": "none", "often": "once", "worse": False, "afraid": False}


def told(*kinds: tuple[str, dict[str, object]]) -> list[Event]:
    return [
        Event(f"e{n}", kind, AT + timedelta(hours=n), AT + timedelta(hours=n), "ann", facts=facts)
        for n, (kind, facts) in enumerate(kinds)
    ]


@pytest.mark.parametrize(
    ("answers", "level"),
    [
        (CALM, nuisance.LOW),
        ({**CALM, "violence": "threats"}, nuisance.MEDIUM),
        ({**CALM, "violence": "threats", "often": "sometimes", "afraid": True}, nuisance.HIGH),
        ({**CALM, "violence": "used"}, nuisance.HIGH),
        ({"in_danger": True}, nuisance.HIGH),
    ],
)
def test_the_answers_weigh_and_danger_is_always_high(answers: dict[str, object], level: str) -> None:
    assert nuisance.risk_of(answers).level == level


def test_no_answer_makes_wait_what_is_high_or_was_told_as_serious() -> None:
    report = ("nuisance.reported", {"serious": False})
    high = {**CALM, "violence": "used", "serious": False}
    events = told(report, ("nuisance.risk_assessed", high))
    wrong = nuisance.is_serious_enough(events[:1], events[1])
    assert wrong is not None
    assert wrong[0] == "serious"
    assert "violence" in wrong[1]
    calm = told(report, ("nuisance.risk_assessed", {**CALM, "serious": False}))
    assert nuisance.is_serious_enough(calm[:1], calm[1]) is None
    yes = told(report, ("nuisance.risk_assessed", {**high, "serious": True}))
    assert nuisance.is_serious_enough(yes[:1], yes[1]) is None
    for began in (("nuisance.reported", {"serious": True}), ("harassment.reported", {"ground": "race"})):
        events = told(began, ("nuisance.risk_assessed", {**CALM, "serious": False}))
        assert nuisance.is_serious_enough(events[:1], events[1]) is not None


def test_advice_alone_ends_nothing_at_high_risk() -> None:
    report, close = ("nuisance.reported", {}), ("nuisance.dealt_with", {"outcome": "advice"})
    calm = told(report, ("nuisance.risk_assessed", CALM), close)
    assert nuisance.may_end_with_advice(calm[:2], calm[2]) is None
    high = told(report, ("nuisance.risk_assessed", {"in_danger": True}), close)
    assert nuisance.may_end_with_advice(high[:2], high[2]) is not None
    assert nuisance.may_end_with_advice(high[:1], high[2]) is not None


def test_what_is_left_of_the_investigation() -> None:
    events = told((nuisance.PART, {"part": "evidence"}), (nuisance.PART, {"part": "witnesses"}))
    assert nuisance.left_of(events) == ("complainant", "other", "diary", "agencies")
    assert nuisance.left_of(events, ("evidence",)) == ()


def test_a_safety_plan_holds_until_they_are_safe() -> None:
    events = told(
        ("safety_plan.reviewed", {"look_on": "2026-04-01"}),
        ("safety_plan.opened", {"look_on": "2026-04-08"}),
        ("safety_plan.measure", {"what": "locks"}),
        ("safety_plan.reviewed", {"look_on": "2026-04-09"}),
        ("safety_plan.safe", {"they_say": "themselves"}),
        ("safety_plan.measure", {"what": "camera"}),
    )
    plan = nuisance.plan_of(events[:4])
    assert plan is not None
    assert (plan.look_on, len(plan.measures)) == ("2026-04-09", 1)
    assert nuisance.plan_of(events[:1]) is None
    assert nuisance.plan_of(events) is None


def test_a_contract_is_offered_signed_broken_looked_at_and_over() -> None:
    days = {"starts_on": "2026-04-07", "ends_on": "2026-10-07", "review_on": "2026-05-01"}
    events = told(
        ("nuisance.contract_broken", {}),
        ("nuisance.contract_reviewed", {}),
        ("nuisance.contract_ended", {}),
        ("nuisance.contract_offered", {}),
        ("nuisance.contract_signed", days),
        ("nuisance.contract_broken", {"next": "talk"}),
        ("nuisance.contract_reviewed", {"review_on": "2026-06-01"}),
        ("nuisance.contract_ended", {"how": "expired"}),
    )
    assert nuisance.contract_of(events[:3]) is None
    assert nuisance.contract_of(events[:4]) == nuisance.Contract(nuisance.OFFERED)
    signed = nuisance.contract_of(events[:7])
    assert signed == nuisance.Contract(nuisance.SIGNED, "2026-04-07", "2026-10-07", "2026-06-01", 1)
    assert [signed.expired(date(2026, 10, day)) for day in (7, 8)] == [False, True]
    over = nuisance.contract_of(events)
    assert over is not None
    assert (over.state, over.expired(date(2027, 1, 1))) == (nuisance.OVER, False)


def test_what_has_no_date_or_no_news_stands_still() -> None:
    def stalled(*, next_at: datetime | None, days_ago: int) -> bool:
        return nuisance.is_stalled(next_at=next_at, last_at=AT - timedelta(days=days_ago), at=AT, days=14)

    assert stalled(next_at=None, days_ago=0)
    assert stalled(next_at=AT, days_ago=15)
    assert not stalled(next_at=AT, days_ago=14)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("We spoke with Mr Roe yesterday.", [("Kim Roe", True)]),
        ("We spoke with Kim Roe yesterday.", [("Kim Roe", True)]),
        ("Kim was there.", [("Kim Roe", False)]),
        ("The roe deer and kim.", []),
        ("We spoke with your neighbour.", []),
        ("Dear Ms Okafor", []),
    ],
)
def test_a_letter_to_one_side_names_nobody_of_the_other(text: str, found: list[tuple[str, bool]]) -> None:
    names = nuisance.named_in(text, ["Kim Roe", "not known", "Al Okafor"], but=["Ms Okafor"])
    assert [(each.name, each.sure) for each in names] == found


def test_a_harassment_case_cannot_be_planned_before_its_risk_is_known() -> None:
    events = told(("harassment.reported", {"ground": "race"}), ("nuisance.plan_agreed", {}))
    standing = standing_of(TYPES["harassment"], events)
    assert standing is not None
    assert standing.state.name == "reported"
