"""Joining two threads, and taking them apart again."""

from __future__ import annotations

from kept.actions import people
from kept.actions.merging import merge, part
from kept.actions.sweeping import sweep
from kept.actions.told import Telling
from kept.casework import Refused, Verdict
from kept.store import tenancy
from kept.store.models import Association, Clock, Event, Membership, Owed, Thread
from tests.actions.house import BY, letter, refusal, row, stored, stored_equals_judged, t, told

TUESDAY, WEDNESDAY = "Tuesday 2026-04-07 10:00", "Wednesday 2026-04-08 10:00"
THURSDAY = "Thursday 2026-04-09 10:00"


def joined(here: Association, thread: str, into: str, at: str = WEDNESDAY) -> str | Refused:
    return merge(association=here, thread=thread, into=into, by=BY, at=t(at))


def test_both_histories_are_judged_as_one(here: Association) -> None:
    one, other = letter(here, TUESDAY, urgent=False), letter(here, WEDNESDAY, urgent=False)
    assert joined(here, other, one) == one
    told(here, Telling("letter.answered", t(THURSDAY), thread=one), at=THURSDAY)
    with tenancy.association(here):
        assert Thread.objects.get(ref=other).merged_into == Thread.objects.get(ref=one)
    assert not stored(here, other)
    stored_equals_judged(here, t(THURSDAY))
    with tenancy.association(here):
        assert set(Clock.objects.values_list("thread__ref", "verdict")) == {(one, "kept")}
        assert Event.objects.get(kind="thread.merged").facts == {"from_thread": other, "into": one}


def test_what_is_told_under_the_old_reference_reaches_the_joined_thread(here: Association) -> None:
    one, other = letter(here, TUESDAY, urgent=False), letter(here, WEDNESDAY, urgent=False)
    joined(here, other, one)
    (found,) = told(here, Telling("letter.answered", t(THURSDAY), thread=other), at=THURSDAY)
    assert found.thread == one
    assert stored(here, one)["1"].verdict is Verdict.KEPT


def test_what_was_owed_is_not_owed_again(here: Association) -> None:
    one, other = letter(here, TUESDAY, urgent=False), letter(here, TUESDAY, urgent=False)
    sweep(at=t("Friday 2026-04-17 09:00"))
    joined(here, other, one, "Friday 2026-04-17 10:00")
    sweep(at=t("Monday 2026-04-20 09:00"))
    with tenancy.association(here):
        # Whoever joined them did something about them, so the second step is four office hours after that.
        told = Owed.objects.filter(thread__ref=one, what="breach").values_list("start", "step")
        assert len(set(told)) == len(told) == 4
        assert Owed.objects.filter(step=1).count() == 2


def test_it_cannot_be_joined_with_itself_or_with_nothing(here: Association) -> None:
    one, other = letter(here, TUESDAY), letter(here, TUESDAY)
    joined(here, other, one)
    for thread, into, says in (
        (one, one, "one already"),
        (other, one, "one already"),
        (one, "K7F3-9Q2M", "There is no contact"),
        ("K7F3-9Q2M", one, "There is no contact"),
    ):
        found = joined(here, thread, into)
        assert isinstance(found, Refused)
        assert says in found.sentence


def test_a_chain_of_joinings_ends_in_one_thread(here: Association) -> None:
    one, two, three = (letter(here, TUESDAY, urgent=False) for _ in range(3))
    joined(here, three, two)
    joined(here, two, one)
    (found,) = told(here, Telling("letter.answered", t(THURSDAY), thread=three), at=THURSDAY)
    assert found.thread == one
    stored_equals_judged(here, t(THURSDAY))


def test_taken_apart_each_has_its_own_again(here: Association) -> None:
    one, two, three = (letter(here, TUESDAY, urgent=False) for _ in range(3))
    joined(here, three, two)
    joined(here, two, one)
    told(here, Telling("letter.answered", t(THURSDAY), thread=one), at=THURSDAY)
    apart = part(association=here, thread=two, by=BY, at=t("Friday 2026-04-10 10:00"), reason="Two sisters")
    assert apart == two
    assert stored(here, one)["1"].verdict is Verdict.KEPT
    assert stored(here, two)["1"].verdict is Verdict.RUNNING
    assert not stored(here, three)
    assert row(here, two).wake_at is not None
    stored_equals_judged(here, t("Friday 2026-04-10 10:00"))
    again = part(association=here, thread=two, by=BY, at=t("Friday 2026-04-10 11:00"), reason="Two sisters")
    assert isinstance(again, Refused)
    assert (
        part(association=here, thread=three, by=BY, at=t("Friday 2026-04-10 11:00"), reason="Two again")
        == three
    )
    stored_equals_judged(here, t("Friday 2026-04-10 11:00"))


def test_a_joining_is_not_struck_out_by_hand(here: Association) -> None:
    one, other = letter(here, TUESDAY), letter(here, TUESDAY)
    joined(here, other, one)
    with tenancy.association(here):
        uid = Event.objects.get(kind="thread.merged").uid
    void = Telling("event.voided", t(THURSDAY), {"reason": "A slip"}, thread=one, corrects=uid)
    assert "an act of its own" in refusal(told(here, void, at=THURSDAY)[0])


def test_an_auditor_joins_nothing(here: Association) -> None:
    one, other = letter(here, TUESDAY), letter(here, TUESDAY)
    people.create_account(
        association=here, handle="cat", email="c@example.org", name="Cat", by=BY, at=t(TUESDAY)
    )
    auditor = people.add_member(association=here, handle="cat", role="auditor", by=BY, at=t(TUESDAY))
    assert isinstance(auditor, Membership)
    found = merge(association=here, thread=other, into=one, by="cat", at=t(WEDNESDAY), membership=auditor)
    assert isinstance(found, Refused)
    assert "Your role" in found.sentence
