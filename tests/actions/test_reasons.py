"""Why was it not kept? Said once, counted once, and no excuse."""

from __future__ import annotations

import pytest

from kept.actions.reasons import MOST_AT_ONCE, Explained, explain
from kept.actions.sweeping import sweep
from kept.casework import Refused
from kept.store import tenancy
from kept.store.accounts import membership_of
from kept.store.models import Event, EventText
from tests.actions.house import BY, letter, stored, stored_equals_judged, t
from tests.actions.test_handing import colleague

pytestmark = pytest.mark.django_db

NOW = t("Wednesday 2026-04-22 10:00")


def said(here, *refs: str, why: str = "our_mistake", **more) -> Explained:
    done = explain(association=here, threads=refs, why=why, by=BY, at=NOW, **more)
    assert isinstance(done, Explained), done
    return done


def events(here) -> list[Event]:
    with tenancy.association(here):
        return list(Event.objects.filter(kind="breach.explained").order_by("id"))


def test_a_reason_is_given_to_many_and_excuses_nothing(here) -> None:
    late = [letter(here, f"Tuesday 2026-04-07 10:0{n}") for n in range(2)]
    sweep(at=NOW)
    done = said(here, *late, why="holiday_not_covered", words=" Two of three were away. ")
    assert done.explained == tuple(late)
    assert [each.facts for each in events(here)] == [{"why": "holiday_not_covered"}] * 2
    with tenancy.association(here):
        assert EventText.objects.get(event=events(here)[0]).words == {"words": "Two of three were away."}
    assert {each.verdict.value for ref in late for each in stored(here, ref).values()} == {"broken"}
    stored_equals_judged(here, NOW)


def test_the_same_again_changes_nothing_and_another_takes_its_place(here) -> None:
    late = letter(here, "Tuesday 2026-04-07 10:00")
    said(here, late)
    assert said(here, late).unchanged == (late,)
    assert len(events(here)) == 1
    assert said(here, late, why="system_down").explained == (late,)
    assert said(here, late, answers=("small:1",), why="system_down").explained == (late,)
    assert [each.facts["why"] for each in events(here)] == ["our_mistake", "system_down", "system_down"]


def test_what_was_not_broken_has_no_reason_and_the_rest_gets_its_own(here) -> None:
    late, fresh = letter(here, "Tuesday 2026-04-07 10:00"), letter(here, "Tuesday 2026-04-21 12:00")
    done = said(here, late, fresh, "NOTHING-1")
    assert done.explained == (late,)
    sentences = {each.thread: each.sentence for each in done.refused}
    assert sentences[fresh] == "No promise was broken here, so there is nothing to explain."
    assert "NOTHING-1" in sentences


def test_it_is_chosen_from_the_list_by_somebody_who_records(here) -> None:
    late = letter(here, "Tuesday 2026-04-07 10:00")
    auditor = colleague(here, "aud", "auditor")
    with tenancy.association(here):
        reads = membership_of(auditor, NOW.date())
    refused = explain(association=here, threads=[late], why="the_weather", by=BY, at=NOW)
    assert isinstance(refused, Refused)
    assert refused.sentence == "Choose a reason from the list."
    assert [each.thread for each in said(here, late, membership=reads).refused] == [late]
    many = [f"T{n}" for n in range(MOST_AT_ONCE + 1)]
    assert isinstance(explain(association=here, threads=many, why="other", by=BY, at=NOW), Refused)
    with pytest.raises(ValueError, match="by"):
        explain(association=here, threads=[late], why="other", by="", at=NOW)
    assert events(here) == []
