"""What a support plan lacks, when it may be drawn up or reviewed, and how tenants take part."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from kept.casework import supporting
from kept.casework.supporting import Night, check_plan, check_review, held_back, plan_of, shares
from kept.casework.values import Event
from tests import cast

AT = cast.t("Wednesday 2026-04-08 10:00")


def happened(kind: str, **facts: Any) -> Event:
    return Event(f"e-{kind}-{len(facts)}", f"support_plan.{kind}", AT, AT, "ann", facts=facts)


MONEY = happened("need_assessed", area="money", what="Post unopened", assessed_by="Social services")
HELP = happened("item_added", area="money", what="Open it together", agency="Us", consent=True, hours=2)
AIM = happened("aim_set", aim=1, words="To read my own post", by="2026-10-01")


def test_what_is_planned_meets_a_need_that_was_assessed() -> None:
    assert supporting.item_fault([MONEY], HELP) is None
    field, says = supporting.item_fault([], HELP) or ("", "")
    assert field == "area"
    assert "Assess it first" in says
    ended = happened("item_ended", area="money", why="Not needed")
    assert supporting.item_fault([MONEY, HELP], ended) is None
    assert "Nothing is planned" in (supporting.item_fault([MONEY], ended) or ("", ""))[1]


def test_an_aim_is_named_by_its_number() -> None:
    assert supporting.aim_fault([AIM], happened("progress", aim=1, note="Two letters")) is None
    assert (supporting.aim_fault([AIM], happened("progress", aim=2, note="?")) or ("", ""))[0] == "aim"
    assert (supporting.aim_fault([AIM], happened("progress", note="?")) or ("", ""))[0] == "aim"


def test_a_plan_is_drawn_up_when_every_need_is_met_and_looked_at_within_a_year() -> None:
    drawn = happened("drawn_up", review_on="2027-04-08")
    assert check_plan([MONEY, HELP], drawn) is None
    assert (check_plan([MONEY], drawn) or ("", ""))[0] == "kind"
    ended = happened("item_ended", area="money", why="Not needed")
    assert check_plan([MONEY, HELP, ended], drawn) is not None
    late = happened("drawn_up", review_on="2027-05-08")
    assert (check_plan([MONEY, HELP], late) or ("", ""))[0] == "review_on"
    assert check_plan([MONEY, HELP, AIM], happened("drawn_up")) is None


def test_a_review_says_what_came_of_each_aim_and_when_the_next_is() -> None:
    keep = happened("reviewed", decision="keep", review_on="2026-10-08")
    assert "aim 1" in (check_review([AIM], keep) or ("", ""))[1]
    nearer = happened("outcome", aim=1, outcome="nearer", note="Reads some")
    assert check_review([MONEY, AIM, nearer], keep) is None
    # Each review asks anew, but not of what was reached.
    assert check_review([AIM, nearer, keep], keep) is not None
    reached = happened("outcome", aim=1, outcome="reached")
    assert check_review([AIM, reached, keep], keep) is None
    assert check_review([AIM, reached, AIM, keep], keep) is not None
    assert (check_review([], happened("reviewed", decision="keep")) or ("", ""))[0] == "review_on"
    assert check_review([], happened("reviewed", decision="end")) is None


def test_the_plan_as_it_stands() -> None:
    funded = happened("funded", service="Floating support", basis="Care Act", funder="Council", hours=1)
    plan = plan_of(
        [
            happened("item_added", area="work", what="Before it was assessed"),
            happened("progress", aim=7, note="Of no aim"),
            MONEY,
            HELP,
            happened("need_assessed", area="health", what="Falls"),
            AIM,
            happened("progress", aim=1, note="Two letters"),
            happened("outcome", aim=1, outcome="nearer"),
            happened("drawn_up", comments="Good", review_on="2026-10-08"),
            happened("reviewed", decision="keep", review_on="2027-04-01"),
            happened("telephoned"),
        ]
    )
    assert plan.unmet == ("health",)
    assert (plan.planned, plan.over) == (2.0, 0.0)
    assert plan.aims[0].notes == ("Two letters",)
    assert plan.aims[0].outcome == "nearer"
    assert (plan.review_on, plan.comments) == ("2027-04-01", "Good")
    over = plan_of([MONEY, HELP, funded])
    assert over.over == 1.0
    ended = happened("item_ended", area="money", why="Done")
    assert plan_of([MONEY, HELP, ended, happened("item_ended", area="home", why="?")]).unmet == ("money",)


def test_the_share_in_which_the_tenant_took_part_and_signed() -> None:
    found = shares(
        [
            happened("drawn_up", part="together", signed="signed"),
            happened("drawn_up", part="none", signed="away"),
            happened("reviewed", took_part=True, signed="refused"),
            AIM,
        ]
    )
    assert found[supporting.DRAWN_UP] == supporting.Share(2, 1, 1)
    assert found[supporting.REVIEWED] == supporting.Share(1, 1, 0)


def test_letters_about_money_owed_wait_while_somebody_looks_at_it() -> None:
    assert held_back(on=("arrears",), thread="call", statutory=False, looked_at=True)
    assert held_back(on=(), thread="arrears", statutory=False, looked_at=True)
    assert not held_back(on=("arrears",), thread="arrears", statutory=True, looked_at=True)
    assert not held_back(on=("arrears",), thread="arrears", statutory=False, looked_at=False)
    assert not held_back(on=(), thread="call", statutory=False, looked_at=True)


def test_how_long_a_call_at_night_took() -> None:
    night = Night(AT, AT + timedelta(seconds=90), AT + timedelta(minutes=47))
    assert (night.answered_after, night.attended_after) == (1, 47)
    assert Night(AT, None, None).attended_after is None
