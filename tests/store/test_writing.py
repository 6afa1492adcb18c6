"""What an act changes is written whole, once, and in a handful of statements."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.db import IntegrityError, transaction

from kept.casework import Verdict
from kept.store import dockets, refs, tenancy, writing
from kept.store.models import Clock, Event, EventText, Office, Owed, Thread
from kept.store.writing import Written
from tests.store.making import account, again, landlord, moment, new_docket, outcome, take_in
from tests.unit.casework.small import event, t

pytestmark = pytest.mark.django_db

TUESDAY = "Tuesday 2026-04-07 10:00"
WEDNESDAY = "Wednesday 2026-04-08 10:00"


@pytest.fixture
def red():
    found = landlord("red")
    with tenancy.association(found):
        yield found


def letter(uid: str = "L1", **more):
    return event("letter.received", TUESDAY, id=uid, **more)


def test_a_thread_its_events_clocks_and_row_are_written_together(red) -> None:
    ann, office = account("ann"), Office.objects.get()
    docket = take_in(
        letter(facts={"urgent": True}),
        at=TUESDAY,
        subject="CRM 1",
        office=office.pk,
        owner_id=ann.pk,
        via="api",
        words={"L1": {"from_name": "Ms Okafor"}},
    )
    thread = Thread.objects.get()
    assert (thread.pk, thread.ref, thread.subject) == (docket.id, docket.ref, "CRM 1")
    assert (thread.owner, thread.office, thread.via, thread.sensitivity) == (ann, office, "api", "")
    assert (thread.kind, thread.state, thread.opened_at) == ("letter", "open", t(TUESDAY))
    assert thread.wake_at == thread.next_date == t("Tuesday 2026-04-07 11:00")
    written = Event.objects.get()
    assert (written.uid, written.by, written.grade, written.facts) == ("L1", "ann", "staff", {"urgent": True})
    assert written.text.words == {"from_name": "Ms Okafor"}
    clocks = {each.promise: each for each in Clock.objects.all()}
    assert set(clocks) == {"small:letter", "small:urgent", "small:robot"}
    assert {each.office for each in clocks.values()} == {office}


def test_the_next_act_brings_clocks_and_row_up_to_date(red) -> None:
    docket = take_in(letter(), at=TUESDAY)
    again(docket.id, event("letter.answered", WEDNESDAY, id="L2"), at=WEDNESDAY)
    clock = Clock.objects.get(promise="small:letter")
    assert (clock.verdict, clock.stop, clock.took, clock.took_days) == ("kept", "L2", 86400.0, 1)
    again(
        docket.id,
        event("thread.closed", "Thursday 2026-04-09 10:00", id="L3"),
        at="Thursday 2026-04-09 10:00",
    )
    thread = Thread.objects.get()
    assert (thread.state, thread.closed_at) == ("closed", t("Thursday 2026-04-09 10:00"))
    assert thread.next_date is None


def test_a_clock_that_no_longer_follows_is_removed(red) -> None:
    docket = take_in(letter(facts={"urgent": True}), at=TUESDAY)
    assert Clock.objects.filter(promise="small:urgent").exists()
    soon = "Tuesday 2026-04-07 10:30"
    again(docket.id, event("event.corrected", soon, id="L2", corrects="L1", facts={"urgent": False}), at=soon)
    assert set(Clock.objects.values_list("promise", flat=True)) == {"small:letter", "small:robot"}


def test_clocks_are_removed_by_promise_and_start(red) -> None:
    docket = take_in(letter(), at=TUESDAY)
    (held,) = dockets.read(dockets.lock([docket.id]))
    plain = outcome(held, at=TUESDAY)
    done = writing.write([replace(plain, removed=[("small:letter", "L1")])])
    assert done.removed == 1
    assert not Clock.objects.filter(promise="small:letter").exists()


def test_writing_the_same_outcome_again_writes_nothing(red) -> None:
    docket = take_in(letter(), at=TUESDAY)
    before = list(Clock.objects.values_list("pk", flat=True))
    again(docket.id, at=TUESDAY)
    assert list(Clock.objects.values_list("pk", flat=True)) == before
    (held,) = dockets.read(dockets.lock([docket.id]))
    assert writing.write([outcome(held, at=TUESDAY)]) == Written()


def test_what_is_owed_is_owed_once_however_often_it_is_judged(red) -> None:
    docket = take_in(letter(), at=TUESDAY)
    late = "Friday 2026-05-01 10:00"
    again(docket.id, at=late)
    # To the owner when it broke, then to the deputy, whoever leads the team and the director.
    owed = Owed.objects.filter(promise="small:letter").order_by("step")
    assert [(each.what, each.step) for each in owed] == [("breach", step) for step in (1, 2, 3, 4)]
    assert owed[0].since == Clock.objects.get(promise="small:letter").due_at
    Owed.objects.update(done_at=moment(late))
    again(docket.id, at="Friday 2026-05-01 11:00")
    assert Owed.objects.filter(promise="small:letter").count() == 4
    assert Owed.objects.filter(done_at__isnull=True).count() == 0


def test_one_outside_reference_opens_one_thread(red) -> None:
    take_in(letter("L1"), at=TUESDAY, subject="CRM 1")
    with pytest.raises(IntegrityError, match="thread_subject"), transaction.atomic():
        take_in(letter("L2"), at=TUESDAY, subject="CRM 1")
    assert not Event.objects.filter(uid="L2").exists()


def test_one_uid_is_one_event(red) -> None:
    take_in(letter("L1"), at=TUESDAY)
    with pytest.raises(IntegrityError, match="event_uid"), transaction.atomic():
        take_in(letter("L1"), at=TUESDAY)
    assert Thread.objects.count() == 1, "nothing of the refused thread may be left"


def test_an_event_without_an_actor_is_refused(red) -> None:
    with pytest.raises(IntegrityError, match="event_has_actor"), transaction.atomic():
        take_in(letter(by=""), at=TUESDAY)


def test_the_same_references_mean_other_things_to_another_association(red) -> None:
    take_in(letter("L1"), at=TUESDAY, subject="CRM 1")
    with tenancy.association(landlord("blue")):
        take_in(letter("L1"), at=TUESDAY, subject="CRM 1")
        assert Event.objects.get().uid == "L1"


def test_thousands_of_threads_take_as_many_statements_as_one(red, django_assert_num_queries) -> None:
    def batch(size: int, name: str):
        dealt = [new_docket(f"{name} {each}") for each in range(size)]
        return [
            outcome(
                each,
                letter(f"{name}-{each.subject}"),
                at=TUESDAY,
                words={f"{name}-{each.subject}": {"a": "b"}},
            )
            for each in dealt
        ]

    with django_assert_num_queries(4):  # thread, event, its words, clock
        writing.write(batch(1, "one"))
    many = batch(1200, "many")
    with django_assert_num_queries(4):
        written = writing.write(many)
    assert (written.opened, written.events, written.clocks) == (1200, 1200, 3600)
    assert all(each.docket.id for each in many)
    assert EventText.objects.count() == 1201


def test_a_later_act_takes_a_handful_of_statements(red, django_assert_max_num_queries) -> None:
    docket = take_in(letter(), at=TUESDAY)
    with django_assert_max_num_queries(8):  # active, lock, history, clocks, event, clock, owed, thread
        again(
            docket.id,
            event("letter.answered", "Friday 2026-05-01 10:00", id="L2"),
            at="Friday 2026-05-01 11:00",
        )


def test_words_are_erased_and_the_event_stays(red) -> None:
    take_in(letter("L1"), at=TUESDAY, words={"L1": {"from_name": "Ms Okafor"}})
    take_in(letter("L2"), at=TUESDAY, words={"L2": {"from_name": "Mr Lindqvist"}})
    assert writing.erase_words(["L1", "nobody's"], by="mia", at=moment(WEDNESDAY)) == 1
    erased, other = EventText.objects.get(event__uid="L1"), EventText.objects.get(event__uid="L2")
    assert (erased.words, erased.erased_by, erased.erased_at) == ({}, "mia", moment(WEDNESDAY))
    assert other.words == {"from_name": "Mr Lindqvist"}
    assert writing.erase_words(["L1"], by="bob", at=moment(WEDNESDAY)) == 0, (
        "erased once, by whoever came first"
    )
    assert Event.objects.count() == 2


def test_a_joined_thread_lives_on_in_the_other(red) -> None:
    one, other = take_in(letter("L1"), at=TUESDAY), take_in(letter("L2"), at=TUESDAY)
    third = take_in(letter("L3"), at=TUESDAY)
    writing.merge(third.id, into=one.id)
    writing.merge(one.id, into=other.id)
    assert set(Thread.objects.filter(merged_into=other.id).values_list("pk", flat=True)) == {one.id, third.id}
    assert set(Clock.objects.values_list("thread", flat=True)) == {other.id}
    assert not Thread.objects.filter(merged_into__isnull=False, wake_at__isnull=False).exists()
    (held,) = dockets.read(dockets.lock([other.id]))
    assert {each.id for each in held.history} == {"L1", "L2", "L3"}
    assert {each.start for each in held.clocks} == {"L1", "L2", "L3"}
    with pytest.raises(ValueError, match="itself"):
        writing.merge(other.id, into=other.id)


def test_a_reference_that_is_taken_is_refused_rather_than_shared(red, monkeypatch) -> None:
    monkeypatch.setattr(refs, "new_ref", lambda: "K7F3-9Q2M")
    take_in(letter("L1"), at=TUESDAY)
    with pytest.raises(IntegrityError, match="thread_ref"), transaction.atomic():
        take_in(letter("L2"), at=TUESDAY)


def test_verdicts_are_written_as_the_words_of_the_design(red) -> None:
    docket = take_in(letter(), at=TUESDAY)
    again(docket.id, at="Friday 2026-05-01 10:00")
    assert Clock.objects.get(promise="small:letter").verdict == Verdict.BROKEN.value == "broken"


def test_only_one_index_of_threads_can_serve_the_check_of_an_events_thread(red, owner) -> None:
    """A connection keeps the plan of a foreign key's check. One that an empty table's plan could confuse with
    another would make a first import slower with every row."""
    keys = owner.execute(
        "SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE confrelid = 'store_thread'::regclass"
        " AND conrelid IN ('store_event'::regclass, 'store_clock'::regclass, 'store_owed'::regclass)"
    ).fetchall()
    assert keys == [("FOREIGN KEY (thread_id) REFERENCES store_thread(id)",)] * 3
    leading = owner.execute(
        "SELECT indexrelid::regclass::text FROM pg_index"
        " JOIN pg_attribute ON attrelid = indrelid AND attnum = indkey[0]"
        " WHERE indrelid = 'store_thread'::regclass AND attname = 'id' AND indpred IS NULL"
    ).fetchall()
    assert leading == [("store_thread_pkey",)]
