"""Telling: each way in which a telling may end, and what is on record afterwards."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kept.actions import people
from kept.actions.telling import tell
from kept.actions.told import REPEATED, WRITTEN, Telling
from kept.casework import Grade, Verdict
from kept.store import tenancy
from kept.store.models import Association, Event, EventText, Membership, Owed, Thread
from tests.actions.house import BY, letter, refusal, row, stored, t, told

TUESDAY = "Tuesday 2026-04-07 10:00"
NEXT_DAY = "Wednesday 2026-04-08 10:00"


def received(at: str = TUESDAY, **more: object) -> Telling:
    return Telling("letter.received", t(at), **more)  # type: ignore[arg-type]


def test_a_letter_opens_a_thread_with_its_clock(here: Association) -> None:
    (found,) = told(here, received(facts={"from_name": "Ms Okafor", "urgent": False}), at=TUESDAY)
    assert found.outcome == WRITTEN
    assert found.thread is not None
    assert set(stored(here, found.thread)) == {"1"}
    thread = row(here, found.thread)
    assert (thread.kind, thread.state, thread.opened_at) == ("letter", "open", t(TUESDAY))
    assert thread.next_date == t("Friday 2026-04-17 00:00")
    assert thread.wake_at == t("Wednesday 2026-04-15 00:00")


def test_personal_words_lie_beside_the_ledger(here: Association) -> None:
    ref = letter(here, TUESDAY, from_name="Ms Okafor", urgent=True)
    with tenancy.association(here):
        event = Event.objects.get(thread__ref=ref)
        assert event.facts == {"urgent": True}
        assert EventText.objects.get(event=event).words == {"from_name": "Ms Okafor"}


def test_an_answer_stops_the_clock(here: Association) -> None:
    ref = letter(here, TUESDAY)
    (found,) = told(here, Telling("letter.answered", t(NEXT_DAY), thread=ref), at=NEXT_DAY)
    assert found == replace(found, thread=ref, outcome=WRITTEN)
    clock = stored(here, ref)["1"]
    assert (clock.verdict, clock.took, clock.stop) == (Verdict.KEPT, 86_400, found.event)
    assert row(here, ref).wake_at is None


def test_an_outside_reference_opens_once_and_finds_afterwards(here: Association) -> None:
    (first,) = told(here, received(subject="CRM-1"), at=TUESDAY)
    (second,) = told(here, Telling("letter.answered", t(NEXT_DAY), subject="CRM-1"), at=NEXT_DAY)
    assert first.thread == second.thread
    assert stored(here, str(first.thread))["1"].verdict is Verdict.KEPT


def test_tellings_of_one_call_about_one_thing_go_together(here: Association) -> None:
    first, second = told(
        here, received(subject="CRM-1"), Telling("letter.answered", t(NEXT_DAY), subject="CRM-1"), at=NEXT_DAY
    )
    assert (first.outcome, second.outcome) == (WRITTEN, WRITTEN)
    assert first.thread == second.thread


def test_telling_it_again_has_no_second_effect(here: Association) -> None:
    telling = received(uid="a-1", facts={"from_name": "Ms Okafor"})
    (first,) = told(here, telling, at=TUESDAY)
    (again,) = told(here, replace(telling, via="api", grade=Grade.DOCUMENT), at=NEXT_DAY, by="bea")
    assert (again.outcome, again.thread, again.event) == (REPEATED, first.thread, "a-1")
    with tenancy.association(here):
        assert Event.objects.filter(kind="letter.received").count() == 1


def test_telling_it_twice_in_one_call_writes_it_once(here: Association) -> None:
    first, again = told(here, received(uid="a-1"), received(uid="a-1"), at=TUESDAY)
    assert (first.outcome, again.outcome) == (WRITTEN, REPEATED)
    assert first.thread == again.thread


@pytest.mark.parametrize(
    "other",
    [
        {"facts": {"from_name": "Mr Bell"}},
        {"facts": {"from_name": "Ms Okafor", "urgent": True}},
        {"happened_at": t("Tuesday 2026-04-07 09:00")},
        {"kind": "email.received"},
    ],
)
def test_the_same_uid_with_other_details_is_refused(here: Association, other: dict[str, object]) -> None:
    telling = received(uid="a-1", facts={"from_name": "Ms Okafor"})
    told(here, telling, at=TUESDAY)
    (again,) = told(here, replace(telling, **other), at=NEXT_DAY)  # type: ignore[arg-type]
    assert "on record with other details" in refusal(again)


def test_the_same_uid_on_another_contact_is_refused(here: Association) -> None:
    told(here, received(uid="a-1", subject="CRM-1"), at=TUESDAY)
    other = letter(here, TUESDAY)
    (elsewhere,) = told(here, received(uid="a-1", thread=other), at=TUESDAY)
    assert "another contact" in refusal(elsewhere)
    (renamed,) = told(here, received(uid="a-1", subject="CRM-2"), at=TUESDAY)
    assert "another contact" in refusal(renamed)


def test_erased_words_do_not_make_a_repetition_another_telling(here: Association) -> None:
    from kept.actions.erasing import Erased, erase

    telling = received(uid="a-1", facts={"from_name": "Ms Okafor"})
    (first,) = told(here, telling, at=TUESDAY)
    done = erase(association=here, thread=str(first.thread), by=BY, at=t(NEXT_DAY), reason="Asked for")
    assert done == Erased(str(first.thread), 1)
    (again,) = told(here, telling, at=NEXT_DAY)
    assert again.outcome == REPEATED


def test_a_thread_is_written_whole_or_not_at_all(here: Association) -> None:
    good, bad, other = told(
        here,
        received(subject="CRM-1"),
        Telling("letter.answered", t("Monday 2026-04-06 10:00"), subject="CRM-1"),
        received(subject="CRM-2"),
        at=NEXT_DAY,
    )
    assert "before it began" in refusal(bad)
    assert "another entry of the same contact" in refusal(good)
    assert other.outcome == WRITTEN
    with tenancy.association(here):
        assert not Thread.objects.filter(subject="CRM-1").exists()


@pytest.mark.parametrize(
    ("telling", "says"),
    [
        (received("Wednesday 2026-04-08 10:00"), "in the future"),
        (replace(received(), happened_at=datetime(1, 1, 1, tzinfo=UTC)), "in the year 1"),
        (replace(received(), happened_at=datetime(9999, 12, 31, 23, 59, tzinfo=UTC)), "in the year 9999"),
        (replace(received(), happened_at=datetime(2026, 4, 7, 10)), "which zone"),  # noqa: DTZ001
        (replace(received(), happened_at=t("Tuesday 2014-04-08 10:00")), "Check the year"),
        (replace(received(), kind="leter.received"), "Did you mean “letter.received”?"),
        (replace(received(), kind="le\x00ter"), "not something"),
        (received(facts={"urgnt": True}), "Did you mean “urgent”?"),
        (received(facts={"urgent": "perhaps"}), "takes true or false"),
        (received(facts={"about": "no\x00thing"}), "no text has"),
        (received(facts={"about": "x" * 10_000_000}), "Shorten it"),
        (received(uid="a\x00"), "cannot be written down"),
        (received(uid="\ud800"), "cannot be written down"),
        (received(subject="s" * 5000), "at most 200"),
        (received(uid=" "), "letters and digits"),
        (received(answers=("\x00",)), "cannot be written down"),
        (received(thread="K7F3-9Q2M"), "There is no contact"),
        (received(office="nowhere"), "The offices are: main, late"),
        (received(recorded_at=t(TUESDAY)), "notes the time of recording itself"),
        (received(via="import", recorded_at=t("Thursday 2026-04-09 10:00")), "recorded in the future"),
        (received(via="import", recorded_at=t("Monday 2026-04-06 10:00")), "before it happened"),
        (replace(received(), kind="letter.answered"), "Open the contact"),
        (replace(received(), kind="policy.loaded"), "by Kept itself"),
        (replace(received(), kind="thread.merged"), "by Kept itself"),
        (replace(received(), kind="contact.withdrawn"), "needs an answer"),
        (replace(received(), kind="event.corrected", corrects="nothing"), "Open the contact"),
    ],
)
def test_what_cannot_be_taken_is_refused_in_a_sentence(
    here: Association, telling: Telling, says: str
) -> None:
    with tenancy.association(here):
        before = Event.objects.count()
    (found,) = told(here, telling, at="Tuesday 2026-04-07 18:00")
    assert says in refusal(found)
    assert found.event is None
    with tenancy.association(here):
        assert Event.objects.count() == before


def test_a_closed_thread_takes_nothing_but_what_puts_it_right(here: Association) -> None:
    ref = letter(here, TUESDAY)
    told(here, Telling("thread.closed", t(NEXT_DAY), thread=ref), at=NEXT_DAY)
    thread = row(here, ref)
    assert (thread.state, thread.closed_at) == ("closed", t(NEXT_DAY))
    (refused,) = told(here, Telling("letter.answered", t(NEXT_DAY), thread=ref), at=NEXT_DAY)
    assert "Reopen it first" in refusal(refused)
    told(here, Telling("thread.reopened", t(NEXT_DAY), thread=ref), at=NEXT_DAY)
    assert row(here, ref).closed_at is None


def test_text_of_any_script_is_kept_as_it_is(here: Association) -> None:
    words = {"from_name": "محمد 𝓞𝓴𝓪𝓯𝓸𝓻 👩‍👧", "about": "‮ אבג"}
    ref = letter(here, TUESDAY, **words)
    with tenancy.association(here):
        assert EventText.objects.get(event__thread__ref=ref).words == words


def test_a_correction_may_say_what_the_entry_says(here: Association) -> None:
    (first,) = told(here, received(uid="a-1", facts={"from_name": "Ms Okafor", "urgent": True}), at=TUESDAY)
    assert set(stored(here, str(first.thread))) == {"1", "2"}
    facts = {"urgent": False, "from_name": "Mrs Okafor", "reason": "Misread"}
    (found,) = told(
        here, Telling("event.corrected", t(TUESDAY), facts, corrects="a-1"), at="Tuesday 2026-04-07 11:00"
    )
    assert (found.outcome, found.thread) == (WRITTEN, first.thread)
    assert set(stored(here, str(first.thread))) == {"1"}
    # And a correction of the correction.
    again = Telling("event.corrected", t(TUESDAY), {"urgent": None}, corrects=found.event)
    (emptied,) = told(here, again, at="Tuesday 2026-04-07 12:00")
    assert emptied.outcome == WRITTEN
    clocks = stored(here, str(first.thread))
    assert clocks["2"].unanswered == ("urgent",)


def test_what_is_written_down_the_next_week_is_graded_so(here: Association) -> None:
    ref = letter(here, TUESDAY)
    late = "Tuesday 2026-04-14 10:00"
    told(here, Telling("letter.answered", t(NEXT_DAY), thread=ref), at=late)
    assert stored(here, ref)["1"].grade is Grade.STAFF_LATER
    other = letter(here, TUESDAY)
    told(here, Telling("letter.answered", t(NEXT_DAY), thread=other, grade=Grade.DOCUMENT), at=late)
    assert stored(here, other)["1"].grade is Grade.DOCUMENT


def test_imported_history_keeps_its_times_and_owes_nobody_anything(here: Association) -> None:
    then = t("Monday 2026-03-02 10:00")
    telling = Telling(
        "letter.received", then, subject="OLD-1", via="import", grade=Grade.DOCUMENT, recorded_at=then
    )
    (found,) = told(here, telling, at=TUESDAY, by="import")
    clock = stored(here, str(found.thread))["1"]
    assert (clock.verdict, clock.breached_at) == (Verdict.BROKEN, clock.due_at)
    with tenancy.association(here):
        assert not Owed.objects.exists()
        assert Thread.objects.get(ref=found.thread).owner is None


def test_a_breach_that_the_sweep_has_not_seen_is_owed_by_the_act_that_sees_it(here: Association) -> None:
    ref = letter(here, TUESDAY)
    late = "Tuesday 2026-04-28 10:00"
    told(here, Telling("letter.answered", t(late), thread=ref), at=late)
    with tenancy.association(here):
        owed = Owed.objects.get(thread__ref=ref, promise="small:1")
    assert (owed.what, owed.since) == ("breach", t("Friday 2026-04-17 00:00"))


def test_an_office_counts_by_its_own_hours(here: Association) -> None:
    (late,) = told(here, received(office="late"), at=TUESDAY)
    assert stored(here, str(late.thread))["1"].act_by == t("Thursday 2026-04-16 20:00")
    assert stored(here, letter(here, TUESDAY))["1"].act_by == t("Thursday 2026-04-16 17:00")


@pytest.fixture
def officer(here: Association) -> Membership:
    people.create_account(
        association=here,
        handle="bea",
        email="bea@example.org",
        name="Bea",
        by=BY,
        at=t("Monday 2026-03-02 10:00"),
    )
    found = people.add_member(
        association=here,
        handle="bea",
        role="officer",
        by=BY,
        at=t("Monday 2026-03-02 10:00"),
        office="late",
        team="desk",
    )
    assert isinstance(found, Membership)
    return found


def test_whoever_takes_it_in_owns_it(here: Association, officer: Membership) -> None:
    result = tell([received()], association=here, by="bea", at=t(TUESDAY), membership=officer).results[0]
    thread = row(here, str(result.thread))
    assert (thread.owner_id, thread.team_id, thread.office_id) == (
        officer.account_id,
        officer.team_id,
        officer.office_id,
    )
    (alone,) = told(here, received(), at=TUESDAY, by="bea")
    assert row(here, str(alone.thread)).owner_id == officer.account_id


def test_a_role_records_what_it_may_and_sees(here: Association, officer: Membership) -> None:
    ref = letter(here, TUESDAY)
    excuse = Telling("breach.excused", t(NEXT_DAY), {"reason": "Snow"}, thread=ref)
    refused = tell([excuse], association=here, by="bea", at=t(NEXT_DAY), membership=officer).refused
    assert refused is not None
    assert "Your role does not include" in refused.sentence
    with tenancy.association(here):
        hidden = Thread.objects.filter(sensitivity="house").first()
    assert hidden is not None
    telling = Telling("note.added", t(NEXT_DAY), thread=hidden.ref)
    refused = tell([telling], association=here, by="bea", at=t(NEXT_DAY), membership=officer).refused
    assert refused is not None
    assert "There is no contact" in refused.sentence


def test_another_association_cannot_be_reached(here: Association, there: Association) -> None:
    ref = letter(here, TUESDAY)
    (found,) = told(there, Telling("letter.answered", t(NEXT_DAY), thread=ref), at=NEXT_DAY)
    assert "There is no contact" in refusal(found)
    told(here, received(uid="same", subject="same"), at=TUESDAY)
    (own,) = told(there, received(uid="same", subject="same"), at=TUESDAY)
    assert own.outcome == WRITTEN


def test_somebody_always_signs(here: Association) -> None:
    with pytest.raises(ValueError, match="who told it"):
        tell([received()], association=here, by="", at=t(TUESDAY))


def test_a_telling_that_waited_comes_after_the_one_it_waited_for(here: Association) -> None:
    """Two machines' clocks differ by a second: what the first wrote is part of what the second judges."""
    ref = letter(here, TUESDAY)
    now = t(NEXT_DAY)
    told(here, Telling("letter.answered", now, thread=ref), at=now)
    told(here, Telling("note.added", now - timedelta(hours=1), thread=ref), at=now - timedelta(seconds=1))
    assert stored(here, ref)["1"].verdict is Verdict.KEPT


def test_one_act_takes_few_queries_and_a_thousand_no_more(here: Association, officer: Membership) -> None:
    def queries(*tellings: Telling, membership: Membership | None = officer) -> int:
        with CaptureQueriesContext(connection) as caught:
            found = tell(tellings, association=here, by="bea", at=t(NEXT_DAY), membership=membership)
        assert found.refused is None
        control = ("SAVEPOINT", "RELEASE", "ROLLBACK", "BEGIN", "COMMIT")
        return sum(1 for each in caught.captured_queries if not each["sql"].startswith(control))

    ref = letter(here, TUESDAY)
    assert queries(received(facts={"from_name": "Ms Okafor", "urgent": True}, uid="a")) <= 14
    assert queries(Telling("letter.answered", t(NEXT_DAY), uid="b", thread=ref)) <= 14
    many = [received(uid=f"r{n}", subject=f"S{n}", facts={"from_name": "Ms Okafor"}) for n in range(300)]
    many += [Telling("letter.answered", t(NEXT_DAY), uid=f"a{n}", subject=f"S{n}") for n in range(300)]
    assert queries(*many) <= 14
    again = [
        Telling("note.added", t(NEXT_DAY), {"note": "Rang"}, uid=f"n{n}", subject=f"S{n}") for n in range(300)
    ]
    assert queries(*again) <= 14


def test_what_is_told_beside_another_goes_onto_its_thread_once_and_all_or_nothing(here: Association) -> None:
    at = t("Tuesday 2026-04-07 10:00")
    both = [
        Telling("letter.received", at, {"urgent": False}, uid="beside-1"),
        Telling("letter.answered", at, uid="beside-2", beside="beside-1"),
    ]
    first = tell(both, association=here, by=BY, at=at)
    again = tell(both, association=here, by=BY, at=at)
    assert first.refused is None
    assert [each.outcome for each in again.results] == ["repeated", "repeated"]
    assert {each.thread for each in first.results} == {each.thread for each in again.results}
    late = t("Wednesday 2026-04-08 10:00")
    later = tell([Telling("letter.acknowledged", late, beside="beside-1")], association=here, by=BY, at=late)
    assert later.results[0].thread == first.results[0].thread
    refused = tell(
        [
            Telling("letter.received", at, {"urgent": False}, uid="beside-3"),
            Telling("letter.nonsense", at, beside="beside-3"),
        ],
        association=here,
        by=BY,
        at=at,
    )
    assert all(each.refused for each in refused.results)
