"""Is every state table whole, and does the engine hold a history to it?"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from types import MappingProxyType

import pytest

from kept.casework import Rules, decide
from kept.casework.cases import (
    TYPES,
    CaseType,
    Opening,
    State,
    Step,
    Who,
    cases_of,
    standing_of,
    standings,
    step_for,
    steps_from,
    types_opened_by,
)
from kept.casework.cases.drawing import drawn
from kept.casework.cases.roles import may_take, needed_for, who_takes
from kept.casework.permissions import Permission
from kept.casework.values import Changes, Event, Refused
from kept.rulebook import Rulebook, load_folder, policies_folder

from .small import CALENDAR, event, t

EVERY = sorted(TYPES)
LAMP = CaseType(
    name="lamp",
    label="Broken lamp",
    says="A lamp is broken.",
    opens=(
        Opening("lamp.broken", to="urgent", when=MappingProxyType({"dark": (True,)})),
        Opening("lamp.broken", to="waits"),
    ),
    states=(
        State("waits", "Waits", "Nobody has come yet."),
        State("urgent", "Cannot wait", "It is dark."),
        State("mended", "Mended", "It shines.", ended=True),
    ),
    steps=(
        Step("lamp.looked_at", "Look at it", leaves=("waits", "urgent")),
        Step("lamp.mended", "Mend it", leaves=("waits", "urgent"), to="mended", who=Who.LEADS),
        Step("lamp.broken", "It broke again", leaves=("mended",), to="waits"),
    ),
)


@pytest.fixture(scope="module")
def karin() -> Rulebook:
    return load_folder(policies_folder() / "karin")


def _reached(kind: CaseType, start: Iterable[str]) -> set[str]:
    found, ahead = set(start), list(start)
    while ahead:
        state = ahead.pop()
        for step in kind.steps:
            if step.to and state in step.leaves and step.to not in found:
                found.add(step.to)
                ahead.append(step.to)
    return found


@pytest.mark.parametrize("name", EVERY)
def test_a_table_names_only_what_it_has(name: str) -> None:
    kind = TYPES[name]
    states = [each.name for each in kind.states]
    assert len(set(states)) == len(states)
    assert kind.name == name
    assert {each.to for each in kind.opens} <= set(states)
    for step in kind.steps:
        assert step.leaves, step.label
        assert set(step.leaves) <= set(states), step.label
        assert len(set(step.leaves)) == len(step.leaves), step.label
        assert step.to in ("", *states), step.label
        assert bool(step.not_by) == bool(step.not_by_says), step.label


@pytest.mark.parametrize("name", EVERY)
def test_no_table_has_a_dead_end(name: str) -> None:
    kind = TYPES[name]
    ends = {each.name for each in kind.states if each.ended}
    assert ends
    for each in kind.states:
        assert ends & _reached(kind, [each.name]), f"{name}: from {each.name} no end can be reached"


@pytest.mark.parametrize("name", EVERY)
def test_every_state_can_be_reached(name: str) -> None:
    kind = TYPES[name]
    there = _reached(kind, [each.to for each in kind.opens])
    assert {each.name for each in kind.states} == there


@pytest.mark.parametrize("name", EVERY)
def test_every_event_of_a_table_is_one_that_is_recorded_here(name: str, karin: Rulebook) -> None:
    kinds = {each.kind for each in TYPES[name].steps} | {each.kind for each in TYPES[name].opens}
    assert kinds <= set(karin.kinds)
    for step in TYPES[name].steps:
        fields = {each.name: each for each in karin.kinds[step.kind].fields}
        for asked in (*step.when, *(each for each, _says in step.needs)):
            assert asked in fields, (step.kind, asked)
            assert not fields[asked].personal, (step.kind, asked)


@pytest.mark.parametrize("name", EVERY)
def test_the_drawing_shows_every_state_and_every_way(name: str) -> None:
    kind, picture = TYPES[name], drawn(TYPES[name])
    for each in kind.states:
        assert f" as {each.name.replace('-', '_')}\n" in picture
    ways = {(state, step.to) for step in kind.steps for state in step.leaves if step.to not in ("", state)}
    for here, there in ways:
        assert f"    {here.replace('-', '_')} --> {there.replace('-', '_')}" in picture


def test_a_case_begins_where_its_facts_say() -> None:
    dark = event("lamp.broken", "Tuesday 2026-04-07 10:00", id="a", facts={"dark": True})
    light = event("lamp.broken", "Tuesday 2026-04-07 10:00", id="a")
    assert _stands(LAMP, dark) == "urgent"
    assert _stands(LAMP, light) == "waits"
    assert standing_of(LAMP, [event("letter.received", "Tuesday 2026-04-07 10:00", id="a")]) is None


def test_what_is_out_of_order_is_on_record_and_moves_nothing() -> None:
    broken = event("lamp.broken", "Tuesday 2026-04-07 10:00", id="a")
    looked = event("lamp.looked_at", "Tuesday 2026-04-07 11:00", id="b")
    mended = event("lamp.mended", "Tuesday 2026-04-07 12:00", id="c")
    late = event("lamp.looked_at", "Tuesday 2026-04-07 13:00", id="d")
    again = event("lamp.broken", "Wednesday 2026-04-08 09:00", id="e")
    found = standing_of(LAMP, [broken, looked, mended, late])
    assert found is not None
    assert found.state.name == "mended"
    assert found.since == mended.happened_at
    assert [each.id for each in found.events] == ["a", "b", "c", "d"]
    assert found.last("lamp.looked_at") == late
    assert found.last("lamp.sold") is None
    assert step_for(found, late) is None
    assert step_for(found, again) is not None
    assert _stands(LAMP, broken, mended, again) == "waits"
    assert [each.label for each in steps_from(found)] == ["It broke again"]


def test_what_was_told_for_one_moment_is_taken_in_the_order_of_the_table() -> None:
    noon = "Tuesday 2026-04-07 12:00"
    mended, broken = event("lamp.mended", noon, id="a"), event("lamp.broken", noon, id="b")
    looked, other = event("lamp.looked_at", noon, id="c"), event("letter.received", noon, id="d")
    assert _stands(LAMP, mended, looked, other, broken) == "mended"
    assert _stands(LAMP, other, broken, looked, mended) == "mended"


def test_one_letter_may_be_several_cases() -> None:
    came = event("complaint.received", "Tuesday 2026-04-07 10:00", id="a")
    asked = event("personal_data.requested", "Tuesday 2026-04-07 10:00", id="b")
    assert {each.type.name for each in standings([came, asked])} == {"complaint", "data_request"}
    assert {each.name for each in types_opened_by("complaint.received")} == {"complaint"}


def test_whose_step_it_is_is_the_stricter_of_table_and_house(karin: Rulebook) -> None:
    step = TYPES["complaint"].steps[0]
    assert may_take(replace(step, who=Who.DECIDES), "complaint", "officer", karin) == Refused(
        "Ask the director: only they take this step, and sign it with their name.", "by"
    )
    assert may_take(replace(step, who=Who.LEADS), "complaint", "manager", karin) is None
    assert who_takes(replace(step, who=Who.LEADS), "nothing", karin) is Who.LEADS
    assert needed_for(karin.kinds["note.added"], karin) is Permission.RECORD
    decided = [each for each in karin.kinds.values() if needed_for(each, karin) is Permission.DECIDE]
    assert "restriction.decided" in {each.name for each in decided}


class TestTheDoor:
    """What is told on a thread is held to the tables, whichever way it comes."""

    @pytest.fixture
    def rules(self, karin: Rulebook) -> Rules:
        return Rules.of(karin)

    def test_a_second_answer_needs_a_second_stage(self, rules: Rules) -> None:
        refused = _told(rules, [COMPLAINT], event("complaint.stage2_answered", NOON, id="x", facts=UPHELD))
        assert isinstance(refused, Refused)
        assert refused.sentence

    def test_history_from_elsewhere_is_taken_as_it_is(self, rules: Rules) -> None:
        brought = replace(event("complaint.stage2_answered", NOON, id="x", facts=UPHELD), via="import")
        assert isinstance(_told(rules, [COMPLAINT], brought), Changes)

    def test_a_case_is_not_closed_before_its_end(self, rules: Rules) -> None:
        refused = _told(rules, [COMPLAINT], event("thread.closed", NOON, id="x"))
        assert isinstance(refused, Refused)
        assert refused.sentence.startswith("This complaint has not come to its")

    def test_what_belongs_to_no_case_here_is_no_affair_of_the_tables(self, rules: Rules) -> None:
        letter = event("letter.received", "Tuesday 2026-04-07 10:00", id="a")
        assert isinstance(_told(rules, [letter], event("letter.answered", NOON, id="x")), Changes)
        assert isinstance(_told(rules, [letter], event("thread.closed", NOON, id="x")), Changes)

    def test_a_thread_without_a_case_has_none(self, rules: Rules) -> None:
        letter = event("letter.received", "Tuesday 2026-04-07 10:00", id="a")
        assert cases_of([letter], rules=rules, at=t(NOON)) is None
        (found,) = cases_of([COMPLAINT], rules=rules, at=t(NOON)) or ()
        assert found.state.name == "received"
        assert found.opened == COMPLAINT


NOON = "Wednesday 2026-04-08 12:00"
COMPLAINT = event("complaint.received", "Tuesday 2026-04-07 10:00", id="a", facts={"stage": "first"})
UPHELD = {"outcome": "not_upheld"}


def _stands(kind: CaseType, *events: Event) -> str:
    found = standing_of(kind, events)
    assert found is not None
    return found.state.name


def _told(rules: Rules, known: list[Event], new: Event) -> Refused | Changes:
    return decide(known, [new], rules=rules, calendar=CALENDAR, at=t(NOON))


def test_a_house_may_want_something_on_record_before_a_step() -> None:
    moray = Rules.of(load_folder(policies_folder() / "moray"))
    calendar = moray.versions[0].rulebook.calendar_for(None)
    at = t("Thursday 2026-04-09 10:00")
    asked = event("personal_data.requested", "Wednesday 2026-04-08 10:00", facts={"identity": "known"})
    given = event("personal_data.supplied", "Thursday 2026-04-09 09:00")
    too_soon = decide([asked], [given], rules=moray, calendar=calendar, at=at)
    assert isinstance(too_soon, Refused)
    assert "Director’s view before a reply" in too_soon.sentence
    view = event("personal_data.advised", "Wednesday 2026-04-08 11:00", facts={"view": "release"})
    assert isinstance(decide([asked, view], [given], rules=moray, calendar=calendar, at=at), Changes)


def test_a_step_may_want_what_its_case_holds_already_and_a_withdrawal_ends_it_at_once(
    karin: Rulebook,
) -> None:
    rules = Rules.of(karin)
    reported = event("nuisance.reported", "Tuesday 2026-04-07 10:00", id="a", facts={"serious": False})
    answers = {"violence": "none", "often": "once", "serious": False}
    assessed = event("nuisance.risk_assessed", "Tuesday 2026-04-07 11:00", id="b", facts=answers)
    plan = event(
        "nuisance.plan_agreed", "Wednesday 2026-04-08 09:00", id="c", facts={"next_contact": "2026-04-15"}
    )
    too_soon = _told(rules, [reported, assessed], plan)
    assert isinstance(too_soon, Refused)
    assert "what powers we have" in too_soon.sentence
    told = event("nuisance.explained", "Tuesday 2026-04-07 12:00", id="d", facts={"how": "spoken"})
    assert isinstance(_told(rules, [reported, assessed, told], plan), Changes)
    ended = event("contact.withdrawn", "Wednesday 2026-04-08 10:00", id="e")
    changes = _told(rules, [reported, assessed], ended)
    assert isinstance(changes, Changes), changes
    assert _stands(TYPES["nuisance"], reported, assessed, ended) == "withdrawn"
    assert isinstance(_told(rules, [reported, assessed, ended], plan), Refused)


def test_a_step_may_be_checked_by_all_that_its_case_holds(karin: Rulebook) -> None:
    rules = Rules.of(karin)
    begun = event("support_plan.begun", "Tuesday 2026-04-07 10:00", id="a", facts={"consent": True})
    item = event("support_plan.item_added", "Wednesday 2026-04-08 09:00", id="b", facts={"area": "money"})
    refused = _told(rules, [begun], item)
    assert isinstance(refused, Refused)
    assert (refused.field, "Assess it first" in refused.sentence) == ("area", True)
    need = event("support_plan.need_assessed", "Tuesday 2026-04-07 11:00", id="c", facts={"area": "money"})
    assert isinstance(_told(rules, [begun, need], item), Changes)
