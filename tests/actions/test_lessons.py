"""What complaints teach, what is told of them, and words read again: told twice is once, wrong is told."""

from __future__ import annotations

from datetime import date

from kept.actions import complaint_records, handling, lessons, people, samples_of_words, self_assessing
from kept.casework import Refused
from kept.store import tenancy
from kept.store.accounts import membership_of
from kept.store.models import (
    Account,
    Assessment,
    Association,
    ComplaintRecord,
    Event,
    Membership,
    RecordPassedOn,
    Thread,
    WordsToRead,
)
from tests.actions.house import BY
from tests.contracts import acts_lessons as acts

DAY, SOON = acts.DAY, acts.SOON


def member(here: Association, handle: str, role: str) -> Membership:
    people.create_account(handle=handle, email=f"{handle}@example.org", name=handle, **acts.known(here))
    people.add_member(handle=handle, role=role, **acts.known(here))
    with tenancy.association(here):
        found = membership_of(Account.objects.get(handle=handle), on=acts.NOW.date())
    assert found is not None
    return found


def refused(done: object, field: str) -> str:
    assert isinstance(done, Refused), done
    assert done.field == field
    return done.sentence


def test_a_lesson_is_drawn_once_and_lacks_nothing(here: Association) -> None:
    ref, known = acts.over(here), acts.known(here)
    said = {"learnt": "lesson", "lesson": "We ask", "action": "A list", "owner": BY, "act_by": SOON}
    for field, wrong in (
        ("owner", "nobody"),
        ("act_by", DAY),
        ("lesson", " "),
        ("action", ""),
        ("area", "moon"),
        ("learnt", "perhaps"),
    ):
        refused(lessons.draw(thread=ref, **said | {field: wrong}, **known), field)
    refused(lessons.draw(thread=ref, learnt="none", why=" ", **known), "why_none")
    refused(lessons.draw(thread="0000-0000", **said, **known), "thread")
    first = lessons.draw(thread=ref, uid="u1", **said, **known)
    assert lessons.draw(thread=ref, uid="u1", **said, **known) == first
    with tenancy.association(here):
        assert Thread.objects.filter(kind="lesson").count() == 1


def test_only_who_leads_drops_a_lesson_or_judges_what_followed(here: Association) -> None:
    ref = acts.lesson(here)
    bea, mia = member(here, "bea", "officer"), member(here, "mia", "manager")
    said = {"association": here, "at": acts.NOW, "thread": ref, "reason": "No gate"}
    assert lessons.drop(by="bea", membership=bea, **said) == lessons.NOT_YOURS
    assert lessons.drop(by="mia", membership=mia, **said) == ref
    assert lessons.drop(by="mia", membership=mia, **said) == ref


def test_whoever_began_it_does_not_judge_whether_it_was_fair(here: Association) -> None:
    begun = acts.told(here, "behaviour.reported", {"what": "rude", "about": "Shouted"})
    said = {"thread": begun, "found": "own", "reasons": "Agreed in March"}
    refused(handling.enforcement_reviewed(**said, **acts.known(here)), "found")
    refused(handling.enforcement_reviewed(**said | {"found": "moon"}, **acts.known(here, "mia")), "found")
    for _ in range(2):
        assert handling.enforcement_reviewed(**said, **acts.known(here, "mia")) == begun


def test_a_record_and_who_had_it_are_written_once(here: Association) -> None:
    acts.complaint(here)
    said = {"since": date(2026, 4, 1), "until": DAY, "token": "a"}
    first = complaint_records.make(**said, **acts.known(here))
    again = complaint_records.make(**said, **acts.known(here))
    assert isinstance(first, ComplaintRecord)
    assert isinstance(again, ComplaintRecord)
    assert first.pk == again.pk
    assert first.number == 1
    assert first.figures["lists"]["subject"] == [["", None]]
    refused(complaint_records.make(since=DAY, until=date(2026, 4, 1), **acts.known(here)), "until")
    passed = {"record": first.pk, "sort": "council", "to_whom": "Leeds", "how": "email", "on": DAY}
    for _ in range(2):
        assert isinstance(complaint_records.pass_on(**passed, **acts.known(here)), RecordPassedOn)
    with tenancy.association(here):
        assert RecordPassedOn.objects.count() == 1
    refused(complaint_records.pass_on(**passed | {"to_whom": ""}, **acts.known(here)), "to_whom")


def test_an_answer_after_the_review_asks_for_another_review(here: Association) -> None:
    made = acts.approved(here)
    said = {"assessment": made.pk, "provision": "own-1", "said": "partly", "words": "By June"}
    self_assessing.answer(**said, **acts.known(here))
    with tenancy.association(here):
        row = Assessment.objects.get()
    assert (row.reviewed_on, row.approved_on, row.response) == (None, None, "")
    refused(self_assessing.publish(assessment=made.pk, **acts.known(here)), "assessment")
    refused(self_assessing.answer(**said | {"words": ""}, **acts.known(here)), "words")


def test_words_are_drawn_once_and_a_complaint_counts_from_when_they_reached_us(here: Association) -> None:
    number = acts.drawn(here)
    again = acts.draw(here)
    assert isinstance(again, samples_of_words.Drawing)
    assert not again.new
    mia = acts.known(here, "mia")
    refused(samples_of_words.read(number=number, found="was_not", **mia), "why")
    refused(samples_of_words.read(number=number, found="was", **acts.known(here, "bob")), "found")
    assert samples_of_words.read(number=number, found="was", **mia) == again.threads[0]
    assert samples_of_words.read(number=number, found="was", **mia) == again.threads[0]
    refused(samples_of_words.read(number=number, found="was_not", why="No", **mia), "found")
    with tenancy.association(here):
        row = WordsToRead.objects.select_related("reader").get()
        began = Event.objects.get(thread=row.thread_id, kind="complaint.received")
        called = Event.objects.get(thread=row.thread_id, kind="call.received")
    assert began.happened_at == called.happened_at
    assert row.reader is not None
    assert row.reader.handle == "mia"
