"""May somebody go, go in, and leave? Each rule of a visit, an interview and of being out alone."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from kept.casework import Refused
from kept.casework.agreeing import (
    INTERVIEW,
    MEETING,
    Action,
    Aftermath,
    check_actions,
    check_record,
)
from kept.casework.alone import check_back, check_out
from kept.casework.markers import OFFICE_ONLY, TWO_STAFF, Mark
from kept.casework.visiting import (
    ARRIVED,
    DAMAGE,
    LATE,
    LEFT,
    MADE,
    MISSED,
    NO_ACCESS,
    NOT_ENTERED,
    Asked,
    Going,
    Plan,
    State,
    asked_state,
    check_plan,
    check_step,
    needed,
    open_after,
    state_after,
    wishes_among,
)

from .small import t

NOW = t("Tuesday 2026-04-07 10:00")
LATER = t("Tuesday 2026-04-07 10:30")
GOOD: dict[str, Any] = {"purpose": "Damp", "officer": "ann", "by_phone": False, "notice": True, "risk": True}


def plan(*, marks: tuple[Mark, ...] = (), uncarded: tuple[str, ...] = (), **more: Any) -> Refused | None:
    return check_plan(Plan(**{**GOOD, **more}), marks=marks, uncarded=uncarded)


def field(refused: Refused | None) -> str:
    assert refused is not None
    assert refused.sentence.endswith(".")
    return refused.field or ""


def test_a_plan_with_all_its_answers_may_be() -> None:
    assert plan() is None
    assert plan(second="bob", marks=(Mark(TWO_STAFF),)) is None
    assert plan(by_phone=True, wants_visit=True) is None
    assert plan(confidential=True, office_offered="cannot") is None
    assert plan(wants=frozenset({"meet-at-office"}), office_offered="home") is None
    assert plan(notice=False, because="welfare") is None
    assert plan(inspects=True, notice_on="2026-04-01") is None


@pytest.mark.parametrize(
    ("more", "wanted"),
    [
        ({"purpose": " "}, "purpose"),
        ({"by_phone": None}, "by_phone"),
        ({"by_phone": True}, "wants_visit"),
        ({"wants": frozenset({"meet-at-office"})}, "office_offered"),
        ({"confidential": True, "office_offered": "not_asked"}, "office_offered"),
        ({"notice": None}, "notice"),
        ({"inspects": True}, "notice_on"),
        ({"notice": False}, "because"),
        ({"officer": ""}, "officer"),
        ({"second": "ann"}, "second"),
        ({"marks": (Mark(TWO_STAFF),)}, "second"),
        ({"marks": (Mark(OFFICE_ONLY),)}, "officer"),
        ({"uncarded": ("Ann",)}, "officer"),
        ({"uncarded": ("Ann", "Bob")}, "officer"),
        ({"risk": False}, "risk"),
    ],
)
def test_a_plan_that_lacks_something_names_it(more: dict[str, Any], wanted: str) -> None:
    assert field(plan(**more)) == wanted


def test_how_many_go() -> None:
    assert Plan("Damp", "ann").staff == 1
    assert Plan("Damp", "ann", "bob").staff == 2


# ---- steps ----

DOOR: dict[str, object] = {
    "introduced": True,
    "card_shown": True,
    "purpose_explained": True,
    "adult": True,
    "permission": "given",
    "permission_by": "Mrs Stewart",
}
DONE: dict[str, object] = {
    "where": "at_door",
    "settled": "full",
    "issues": "Damp",
    "all_dealt_with": True,
    "agreement": "agreed",
    "summary": "Open the vent",
    "summary_given": "left",
}
THERE = Going(state=State.ARRIVED, arrived_at=NOW)


def step(kind: str, facts: dict[str, object], going: Going = Going(), at: datetime = LATER) -> Refused | None:  # noqa: B008
    return check_step(kind, facts, going, happened_at=at)


def test_steps_that_may_be() -> None:
    assert step(ARRIVED, DOOR) is None
    assert step(ARRIVED, {**DOOR, "permission": "notice"}, Going(noticed=True)) is None
    unasked = Going(noticed=True, inspects=True, wants=frozenset({"not-inside"}))
    assert step(ARRIVED, {**DOOR, "permission": "notice"}, unasked) is None
    assert step(ARRIVED, {**DOOR, "adult": False, "permission": "door"}) is None
    assert step(ARRIVED, DOOR, Going(announced=False, approved=True)) is None
    assert step(MADE, DONE, THERE) is None
    inside = {**DONE, "where": "inside", "asked_first": True, "no_smoking": True, "no_calls": True}
    assert step(MADE, inside, THERE) is None
    seen = {**DONE, "breaches": "A door", "breaches_told": False, "breaches_next": "A letter"}
    assert step(MADE, seen, THERE) is None
    assert step(LEFT, {}, THERE) is None
    assert step(NOT_ENTERED, {"because": "wish"}, THERE) is None
    assert step(NO_ACCESS, {"card_left": True, "card_at": "10:00"}) is None
    assert step(NO_ACCESS, {"card_left": False, "card_note": "None with me"}) is None
    assert step(LATE, {"expected_at": "soon", "told": "office"}) is None
    assert step(LATE, {"expected_at": "soon", "told": "reached", "choice": "wait"}) is None
    assert step(MISSED, {"because": "ill"}) is None
    assert step(DAMAGE, {"what": "A vase"}) is None


@pytest.mark.parametrize(
    ("kind", "facts", "going", "wanted"),
    [
        (ARRIVED, {**DOOR, "introduced": None}, Going(), "introduced"),
        (ARRIVED, {**DOOR, "permission": ""}, Going(), "permission"),
        (ARRIVED, DOOR, THERE, "happened_at"),
        (ARRIVED, DOOR, Going(announced=False), "permission"),
        (ARRIVED, {**DOOR, "adult": False}, Going(), "permission"),
        (ARRIVED, {**DOOR, "permission_by": ""}, Going(), "permission_by"),
        (ARRIVED, {**DOOR, "permission": "notice"}, Going(), "permission"),
        (
            ARRIVED,
            {**DOOR, "permission": "notice"},
            Going(noticed=True, wants=frozenset({"not-inside"})),
            "permission",
        ),
        (MADE, DONE, Going(), "happened_at"),
        (MADE, {**DONE, "summary": ""}, THERE, "summary"),
        (MADE, {**DONE, "where": "inside"}, THERE, "asked_first"),
        (MADE, {**DONE, "breaches": "A door"}, THERE, "breaches_told"),
        (MADE, {**DONE, "breaches": "A door", "breaches_told": True}, THERE, "breaches_next"),
        (LEFT, {}, Going(), "happened_at"),
        (LEFT, {}, Going(arrived_at=LATER + timedelta(minutes=1)), "happened_at"),
        (LEFT, {}, Going(arrived_at=NOW, left_at=NOW), "happened_at"),
        (NO_ACCESS, {}, Going(), "card_left"),
        (NO_ACCESS, {"card_left": True}, Going(), "card_at"),
        (NO_ACCESS, {"card_left": False}, Going(), "card_note"),
        (NO_ACCESS, {"card_left": True, "card_at": "10:00"}, THERE, "happened_at"),
        (LATE, {"told": "office"}, Going(), "expected_at"),
        (LATE, {"expected_at": "soon", "told": "reached"}, Going(), "choice"),
        (LATE, {"expected_at": "soon", "told": "reached", "choice": "too_late"}, Going(), "too_late_because"),
    ],
)
def test_steps_that_lack_something_name_it(
    kind: str, facts: dict[str, object], going: Going, wanted: str
) -> None:
    assert field(step(kind, facts, going)) == wanted


def test_what_a_step_always_wants_answered() -> None:
    assert needed(ARRIVED) >= {"adult"}
    assert needed(NO_ACCESS) == {"card_left"}
    assert needed(LEFT) == frozenset()


def test_how_a_visit_stands_after_each_step() -> None:
    assert state_after("planned", ARRIVED) is State.ARRIVED
    assert state_after("arrived", MADE) is State.DONE
    assert state_after("done", LEFT) is State.DONE
    assert state_after("planned", NO_ACCESS) is State.NO_ACCESS


@pytest.mark.parametrize(
    ("kinds", "wanted"),
    [
        ([], Asked.REQUESTED),
        (["visit.requested", "note.added"], Asked.REQUESTED),
        (["visit.requested", "appointment.offered"], Asked.OFFERED),
        (["visit.requested", "visit.arranged"], Asked.BOOKED),
        (["visit.arranged", "visit.missed_by_us"], Asked.MISSED),
        (["visit.missed_by_us", "visit.arranged"], Asked.BOOKED),
        (["visit.requested", "visit.refused"], Asked.REFUSED),
        (["visit.made", "visit.arranged"], Asked.DONE),
    ],
)
def test_how_it_stands_with_what_was_asked_for(kinds: list[str], wanted: Asked) -> None:
    assert asked_state(kinds) is wanted


def test_what_has_to_follow() -> None:
    assert open_after(MADE, {"settled": "part", "all_dealt_with": True})
    assert open_after(MADE, {"settled": "full", "all_dealt_with": False})
    assert not open_after(MADE, {"settled": "full", "all_dealt_with": True})
    assert open_after(NO_ACCESS, {})
    assert not open_after(LEFT, {})


def test_wishes_are_told_from_needs() -> None:
    assert wishes_among(["interpreter", "shoes-off", "not-inside"]) == ("not-inside", "shoes-off")


# ---- actions and records ----


def test_an_action_is_somebodys_by_a_day() -> None:
    good = Action("Ring", "ann", LATER)
    assert check_actions([], at=NOW, needed=False) is None
    assert check_actions([good], at=NOW, needed=True) is None
    assert field(check_actions([], at=NOW, needed=True)) == "what-1"
    assert field(check_actions([good] * 21, at=NOW, needed=False)) == "what-1"
    for wrong, wanted in (
        (Action("", "ann", LATER), "what-2"),
        (Action("x" * 501, "ann", LATER), "what-2"),
        (Action("Ring", "", LATER), "owner-2"),
        (Action("Ring", "ann", None), "when-2"),
        (Action("Ring", "ann", NOW), "when-2"),
        (Action("Ring", "ann", NOW + timedelta(days=900)), "when-2"),
    ):
        assert field(check_actions([good, wrong], at=NOW, needed=False)) == wanted


TALK: dict[str, object] = {
    "from_name": "Mary",
    "address": "Mill Road",
    "place": "private_room",
    "private": True,
    "named_self": True,
    "issues": "Damp",
    "recommendations": "None",
    "summary": "Open the vent",
    "read_back": True,
    "outcome": "settled",
    "minutes": 20,
}
MET: dict[str, object] = {
    "about": "Panel",
    "place": "Hall",
    "present": "Six of us",
    "issues": "Lifts",
    "recommendations": "None",
}


def test_records_that_may_be() -> None:
    assert check_record(INTERVIEW, TALK, Aftermath()) is None
    assert check_record(INTERVIEW, {**TALK, "place": "reception", "private": False}, Aftermath()) is None
    assert check_record(INTERVIEW, {**TALK, "place": "reception"}, Aftermath(exception=True)) is None
    goes_on = {**TALK, "outcome": "not_settled", "tried": "All"}
    assert check_record(INTERVIEW, goes_on, Aftermath(next_booked=True)) is None
    assert check_record(INTERVIEW, goes_on, Aftermath(next_declined=True)) is None
    assert check_record(INTERVIEW, {**goes_on, "outcome": "cannot"}, Aftermath(pack="paper")) is None
    assert check_record(MEETING, MET, Aftermath()) is None


@pytest.mark.parametrize(
    ("kind", "facts", "wanted"),
    [
        (INTERVIEW, {**TALK, "issues": ""}, "issues"),
        (INTERVIEW, {**TALK, "recommendations": None}, "recommendations"),
        (INTERVIEW, {**TALK, "place": "reception"}, "place"),
        (INTERVIEW, {**TALK, "outcome": "not_settled"}, "tried"),
        (INTERVIEW, {**TALK, "outcome": "not_settled", "tried": "All"}, "next"),
        (INTERVIEW, {**TALK, "outcome": "cannot", "tried": "All"}, "pack"),
        (MEETING, {**MET, "present": ""}, "present"),
    ],
)
def test_records_that_lack_something_name_it(kind: str, facts: dict[str, object], wanted: str) -> None:
    assert field(check_record(kind, facts, Aftermath())) == wanted


# ---- out alone ----


def test_back_is_later_than_now_and_within_a_day() -> None:
    assert check_back(LATER, at=NOW) is None
    assert field(check_back(NOW, at=NOW)) == "due_back"
    assert field(check_back(NOW + timedelta(hours=15), at=NOW)) == "due_back"


def test_nobody_is_back_before_they_went() -> None:
    assert check_out(NOW, NOW) is None
    assert field(check_out(LATER, NOW)) == "happened_at"
