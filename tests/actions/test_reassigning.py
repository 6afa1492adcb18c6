"""Many go from one hand into another's: all that can, in one step, and back by one more."""

from __future__ import annotations

import pytest

from kept.actions.reassigning import MOST_AT_ONCE, Reassigned, reassign, spread, take_back
from kept.actions.told import Telling
from kept.casework import Refused
from kept.store import tenancy
from kept.store.accounts import membership_of
from kept.store.models import Event, Team
from tests.actions.house import BY, letter, row, stored_equals_judged, t, told
from tests.actions.test_handing import NOW, colleague

pytestmark = pytest.mark.django_db


def many(here, to: str, *refs: str, **more) -> Reassigned:
    done = reassign(association=here, threads=refs, to=to, by=BY, at=NOW, **more)
    assert isinstance(done, Reassigned), done
    return done


def handed(here) -> list[Event]:
    with tenancy.association(here):
        return list(Event.objects.filter(kind="thread.handed_over").order_by("id"))


def test_many_go_to_the_colleague_and_their_team_each_with_its_event(here) -> None:
    colleague(here, "ann")
    bea = colleague(here, "bea", team="desk")
    refs = [letter(here, f"Wednesday 2026-04-08 09:0{n}") for n in range(3)]
    done = many(here, "bea", *reversed(refs))
    assert [(each.thread, each.to, each.from_whom) for each in done.moved] == [
        (ref, "bea", "ann") for ref in refs
    ]
    for ref in refs:
        after = row(here, ref)
        with tenancy.association(here):
            assert (after.owner_id, after.team) == (bea.pk, Team.objects.get(slug="desk"))
    facts = {"to": "bea", "from_whom": "ann", "together": done.together}
    assert [each.facts for each in handed(here)] == [facts] * 3
    stored_equals_judged(here, NOW)


def test_sent_twice_it_is_done_once(here) -> None:
    colleague(here, "ann"), colleague(here, "bea")
    refs = [letter(here, f"Wednesday 2026-04-08 09:0{n}") for n in range(2)]
    many(here, "bea", *refs, together="one")
    again = many(here, "bea", *refs, together="one")
    assert (again.moved, again.unchanged) == ((), tuple(refs))
    assert len(handed(here)) == 2


def test_what_cannot_go_is_named_and_the_rest_goes(here) -> None:
    colleague(here, "ann"), colleague(here, "bea")
    open_, closed = letter(here, "Wednesday 2026-04-08 09:00"), letter(here, "Wednesday 2026-04-08 09:01")
    told(here, Telling("thread.closed", NOW, thread=closed), at=NOW)
    done = many(here, "bea", open_, closed, "NOTHING-1")
    assert [each.thread for each in done.moved] == [open_]
    said = {each.thread: each.sentence for each in done.refused}
    assert said[closed] == "This contact is closed. Reopen it first, then hand it over."
    assert said["NOTHING-1"] == "There is no such contact. Check the reference."


def test_nobody_who_only_reads_takes_any_and_only_who_leads_shares_out(here) -> None:
    colleague(here, "aud", "auditor")
    colleague(here, "bea")
    ann = colleague(here, "ann")
    ref = letter(here, "Wednesday 2026-04-08 09:00")
    assert "can take this on" in many(here, "aud", ref).refused[0].sentence
    with tenancy.association(here):
        officer = membership_of(ann, NOW.date())
    given = {"association": here, "by": BY, "at": NOW, "membership": officer}
    refused = reassign(threads=[ref], to="bea", **given)
    assert isinstance(refused, Refused)
    assert "Only a manager or director" in refused.sentence
    assert isinstance(spread(threads=[ref], among=["bea"], **given), Refused)
    assert handed(here) == []


def test_what_one_may_not_see_answers_as_if_it_were_not_there(here) -> None:
    colleague(here, "bea")
    mia = colleague(here, "mia", "manager")
    ref = letter(here, "Wednesday 2026-04-08 09:00")
    with tenancy.association(here):
        leads = membership_of(mia, NOW.date())
    assert [each.thread for each in many(here, "bea", ref, membership=leads).moved] == [ref]
    assert many(here, "mia", "K7F3-9Q2M", membership=leads).refused[0].sentence.startswith("There is no")


def test_no_more_than_can_be_looked_over_at_once(here) -> None:
    colleague(here, "bea")
    refs = [f"T{n}" for n in range(MOST_AT_ONCE + 1)]
    refused = reassign(association=here, threads=refs, to="bea", by=BY, at=NOW)
    assert isinstance(refused, Refused)
    assert refused.field == "threads"


def test_shared_out_whoever_has_least_takes_most_and_a_second_sending_shuffles_nothing(here) -> None:
    for handle in ("ann", "bea", "cem"):
        colleague(here, handle)
    mine = [letter(here, f"Wednesday 2026-04-08 09:0{n}") for n in range(6)]
    many(here, "bea", *mine[:2])
    done = spread(association=here, threads=mine[2:], among=["bea", "cem"], by=BY, at=NOW, together="x")
    assert isinstance(done, Reassigned)
    to = {each.thread: each.to for each in done.moved}
    assert [to[each] for each in mine[2:]] == ["cem", "cem", "bea", "cem"]
    again = spread(association=here, threads=mine[2:], among=["bea", "cem"], by=BY, at=NOW, together="x")
    assert isinstance(again, Reassigned)
    assert again.moved == ()
    refused = spread(association=here, threads=mine, among=["bea", "dan"], by=BY, at=NOW)
    assert isinstance(refused, Refused)
    assert isinstance(spread(association=here, threads=mine, among=[], by=BY, at=NOW), Refused)


def test_one_step_back_gives_each_to_whoever_had_it(here) -> None:
    ann, bea = colleague(here, "ann"), colleague(here, "bea")
    cem = colleague(here, "cem")
    one, two = letter(here, "Wednesday 2026-04-08 09:00"), letter(here, "Wednesday 2026-04-08 09:01")
    (machine,) = told(here, Telling("letter.received", NOW, via="machine"), at=NOW)
    done = many(here, "bea", one, two, machine.thread)
    many(here, "cem", two)
    back = take_back(association=here, together=done.together, by=BY, at=NOW)
    assert isinstance(back, Reassigned)
    assert [(each.thread, each.to) for each in back.moved] == [(one, "ann")]
    said = {each.thread: each.sentence for each in back.refused}
    assert said == {
        two: "Cem has it meanwhile, so it stays there.",
        machine.thread: "Nobody had it before, so it stays where it is now.",
    }
    assert (row(here, one).owner_id, row(here, two).owner_id) == (ann.pk, cem.pk)
    assert row(here, machine.thread).owner_id == bea.pk
    again = take_back(association=here, together=done.together, by=BY, at=NOW)
    assert isinstance(again, Reassigned)
    assert (again.moved, again.unchanged) == ((), (one,))


def test_nothing_went_under_that_name_or_too_long_ago(here) -> None:
    colleague(here, "ann"), colleague(here, "bea")
    done = many(here, "bea", letter(here, "Wednesday 2026-04-08 09:00"))
    later = t("Thursday 2026-04-16 10:00")
    assert isinstance(take_back(association=here, together="nothing", by=BY, at=NOW), Refused)
    assert isinstance(take_back(association=here, together=done.together, by=BY, at=later), Refused)
    with pytest.raises(ValueError, match="by"):
        take_back(association=here, together="x", by="", at=NOW)
