"""The day's post is entered, begins what it asks for and reaches its readers; nothing is taken out."""

from __future__ import annotations

import io
from typing import Any

import pytest

from kept.actions import mail_book, people
from kept.actions.classifying import classify, foresee_reading
from kept.actions.mail_book import Brought, Entered
from kept.casework import Judgement, Refused
from kept.store import mail_book as book
from kept.store import tenancy
from kept.store.accounts import membership_of
from kept.store.models import (
    Account,
    Association,
    Clock,
    Event,
    FileOnThread,
    MailItem,
    Membership,
    OutsideCount,
    Thread,
)
from kept.store.read_as import read_as
from tests.actions.house import BY, t, told

WEDNESDAY = t("Wednesday 2026-04-08 10:00")
MORNING = t("Wednesday 2026-04-08 08:40")
PNG = b"\x89PNG\r\n\x1a\n" + b"x" * 20


@pytest.fixture
def staffed(here: Association) -> Association:
    for handle, role in (("bea", "officer"), ("cem", "receptionist")):
        people.create_account(
            association=here,
            handle=handle,
            email=f"{handle}@example.org",
            name=handle.title(),
            by=BY,
            at=MORNING,
        )
        people.add_member(association=here, handle=handle, role=role, by=BY, at=MORNING)
    return here


def enter(here: Association, **more: Any) -> Entered:
    said = {"sort": "letter", "opened_by": "bea", "by": "cem", "at": WEDNESDAY, "received_at": MORNING}
    done = mail_book.enter(association=here, **(said | more))
    assert isinstance(done, Entered), done
    return done


def member(here: Association, handle: str) -> Membership:
    found = membership_of(Account.objects.get(handle=handle), on=WEDNESDAY.date())
    assert found is not None
    return found


def test_a_letter_begins_a_contact_of_its_reader_from_when_it_came(staffed: Association) -> None:
    facts = {"from_name": "Ms Okafor", "about": "The roof leaks"}
    done = enter(staffed, facts=facts, to="bea", uid="a" * 32, brought=[Brought("scan.png", io.BytesIO(PNG))])
    again = enter(staffed, facts=facts, to="bea", uid="a" * 32)
    assert (again.item.pk, again.again) == (done.item.pk, True)
    with tenancy.association(staffed):
        thread = Thread.objects.get(ref=done.thread)
        assert (thread.owner.handle, thread.opened_at) == ("bea", MORNING)
        assert Clock.objects.filter(thread=thread, started_at=MORNING).exists()
        assert FileOnThread.objects.filter(thread=thread).count() == 1
        (entry,) = book.day(member(staffed, "cem"), on=MORNING.date())
        assert (entry.item.number, entry.words["from_name"]) == (1, "Ms Okafor")
        assert [e.item.number for e in book.found(member(staffed, "cem"), words="okafor roof")] == [1]
        assert book.found(member(staffed, "cem"), words="nobody") == []


def test_what_asks_for_nothing_is_over_at_once_and_a_pile_is_one_line(staffed: Association) -> None:
    done = enter(staffed, sort="leaflet", pieces=12)
    with tenancy.association(staffed):
        assert Thread.objects.get(ref=done.thread).state == "closed"
    refused = mail_book.enter(
        association=staffed, sort="letter", pieces=2, opened_by="bea", by="cem", at=WEDNESDAY
    )
    assert isinstance(refused, Refused)
    assert refused.field == "pieces"


def test_what_lay_in_the_box_counts_from_when_the_office_last_closed(staffed: Association) -> None:
    done = enter(staffed, in_box=True, received_at=t("Wednesday 2026-04-08 08:50"))
    assert done.item.received_at == t("Tuesday 2026-04-07 17:00")
    with tenancy.association(staffed):
        assert Thread.objects.get(ref=done.thread).opened_at == t("Tuesday 2026-04-07 17:00")


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"sort": "pigeon"}, "sort"),
        ({"opened_by": "nobody"}, "opened_by"),
        ({"received_at": t("Tuesday 2026-04-07 09:00")}, "late_why"),
        ({"received_at": t("Thursday 2026-04-09 09:00")}, "received_at"),
        ({"to": "dan"}, "owner"),
        ({"brought": [Brought("x.exe", io.BytesIO(b""))]}, "file"),
        ({"sort": "returned", "letter": "K7F3-9Q2M"}, "letter"),
    ],
)
def test_what_is_refused_leaves_nothing_behind(
    staffed: Association, more: dict[str, Any], field: str
) -> None:
    said = {"sort": "letter", "opened_by": "bea", "by": "cem", "at": WEDNESDAY, "received_at": MORNING}
    done = mail_book.enter(association=staffed, **(said | more))
    assert isinstance(done, Refused)
    assert done.field == field
    with tenancy.association(staffed):
        assert not MailItem.objects.exists()
        assert not Event.objects.filter(kind="letter.received").exists()


def test_handed_round_the_post_is_counted_and_its_round_is_over(staffed: Association) -> None:
    enter(staffed)
    enter(staffed, sort="leaflet")
    assert mail_book.hand_round(association=staffed, by="cem", at=WEDNESDAY) == 2
    assert mail_book.hand_round(association=staffed, by="cem", at=WEDNESDAY) == 0
    with tenancy.association(staffed):
        kinds = list(Event.objects.filter(thread__kind="mail").order_by("id").values_list("kind", flat=True))
        assert kinds == ["mail.arrived", "mail.distributed", "thread.closed"]
        count = OutsideCount.objects.get(source="mail-book")
        assert (count.n, count.recorded) == (1, 1)
        assert book.not_handed_round(member(staffed, "cem")) == []


def test_a_line_struck_out_stays_in_the_book_and_its_clocks_go(staffed: Association) -> None:
    done, other = enter(staffed), enter(staffed)
    struck = mail_book.strike(association=staffed, item=done.item.pk, reason="Twice", by="cem", at=WEDNESDAY)
    assert isinstance(struck, Entered)
    with tenancy.association(staffed):
        thread = Thread.objects.get(ref=done.thread)
        assert (thread.state, thread.adrift) == ("closed", False)
        assert not Clock.objects.filter(thread=thread).exists()
        assert [each.item.number for each in book.day(member(staffed, "cem"), on=MORNING.date())] == [1, 2]
    classify(association=staffed, thread=other.thread, sorts=["general"], by="bea", at=WEDNESDAY)
    late = mail_book.strike(association=staffed, item=other.item.pk, reason="Twice", by="cem", at=WEDNESDAY)
    assert isinstance(late, Refused)


def test_a_letter_of_ours_that_comes_back_does_not_count_as_sent(staffed: Association) -> None:
    first = enter(staffed, to="bea")
    from kept.actions.told import Telling

    told(staffed, Telling("letter.answered", WEDNESDAY, thread=first.thread), at="Wednesday 2026-04-08 10:00")
    later = t("Monday 2026-04-13 09:00")
    enter(
        staffed,
        sort="returned",
        letter=first.thread,
        facts={"about": "Gone away"},
        at=later,
        received_at=later,
    )
    with tenancy.association(staffed):
        clock = Clock.objects.filter(thread__ref=first.thread, promise="small:1").get()
        assert clock.verdict == "running"
        task = Event.objects.get(kind="delivery.failed")
        assert task.thread.ref == first.thread
        assert Thread.objects.get(ref=first.thread).act_by is not None


def test_a_letter_may_be_several_things_and_each_counts_from_when_it_came(staffed: Association) -> None:
    done = enter(staffed, to="bea", facts={"about": "The roof leaks and I wish to complain"})
    seen = {"association": staffed, "thread": done.thread, "by": "bea", "at": WEDNESDAY}
    looked = foresee_reading(sorts=["complaint", "repair"], **seen)
    assert isinstance(looked, Judgement)
    with tenancy.association(staffed):
        assert not Event.objects.filter(kind="complaint.received").exists()
    ref = classify(sorts=["complaint", "repair"], uid="b" * 32, suggested="complaint: complain", **seen)
    assert ref == classify(sorts=["complaint", "repair"], uid="b" * 32, **seen) == done.thread
    with tenancy.association(staffed):
        began = Event.objects.filter(
            thread__ref=done.thread, kind__in=["complaint.received", "repair.reported"]
        )
        assert {each.happened_at for each in began} == {MORNING}
        assert began.get(kind="complaint.received").facts["how"] == "letter"
        law = Clock.objects.filter(thread__ref=done.thread, promise__startswith="law:")
        assert {each.started_at for each in law} <= {MORNING}
    wrong = classify(sorts=["repair"], **seen)
    assert isinstance(wrong, Refused)
    assert wrong.field == "reason"
    her_own = classify(sorts=["repair", "information"], reason="No complaint", **seen)
    assert isinstance(her_own, Refused)
    assert "somebody else says whether it was none" in her_own.sentence
    seen["by"] = "cem"
    assert classify(sorts=["repair", "information"], reason="No complaint", **seen) == done.thread
    with tenancy.association(staffed):
        read = read_as(staffed, done.thread, None, WEDNESDAY)
    assert not isinstance(read, Refused)
    assert (read.sorts, read.classified) == (("repair", "information"), "information")


def test_a_danger_says_what_it_is(staffed: Association) -> None:
    done = enter(staffed)
    seen = {"association": staffed, "thread": done.thread, "by": "bea", "at": WEDNESDAY}
    refused = classify(sorts=["hazard"], **seen)
    assert isinstance(refused, Refused)
    assert refused.field == "hazard-what"
    answers = {"hazard": {"what": "damp", "emergency": False}}
    assert classify(sorts=["hazard"], answers=answers, **seen) == done.thread
    with tenancy.association(staffed):
        marked = Event.objects.get(kind="hazard.marked")
        assert (marked.happened_at, marked.facts["what"]) == (MORNING, "damp")
