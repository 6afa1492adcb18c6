"""What goes out goes once, is on record when it is handed over, and is void where it did not arrive."""

from __future__ import annotations

from datetime import timedelta

import pytest

from kept.actions import customers, dispatching, erasing, handing_over, reaching, representing
from kept.actions.telling import tell
from kept.actions.told import Telling
from kept.casework import Refused
from kept.store import tenancy
from kept.store.models import Event, Outgoing, Person, Thread
from kept.worker import dispatch
from tests.actions.house import stored, t

pytestmark = pytest.mark.django_db

NOW = t("Wednesday 2026-04-08 10:00")
SOON = NOW + timedelta(minutes=5)
TO = {
    "name": "Ngozi Okafor",
    "email": "Ngozi@Example.org",
    "lines": ["Ngozi Okafor", "14 Mill Lane", "LS1 4AP"],
}


@pytest.fixture
def okafor(here) -> Person:
    made = customers.add(association=here, name="Ngozi Okafor", by="ann", at=NOW)
    assert isinstance(made, Person)
    return made


@pytest.fixture
def letter(here, okafor) -> str:
    """A letter of hers came on Tuesday."""
    telling = Telling("letter.received", t("Tuesday 2026-04-07 10:00"), {}, person=okafor.ref)
    ref = tell([telling], association=here, by="ann", at=NOW).results[0].thread
    assert ref is not None
    return ref


def ruled(here, person, **rules) -> None:
    reaching.set_contact_rules(association=here, person=person.ref, rules=rules, by="ann", at=NOW)


def posted(here, thread, uid="answer-1", **more) -> Outgoing:
    given = {
        "way": "email",
        "to": TO,
        "subject": "Your letter",
        "text": "Dear Ms Okafor,\nthe lift is mended.",
        "tells": {"kind": "letter.answered", "facts": {}},
    } | more
    return dispatching.post(association=here, by="ann", at=NOW, uid=uid, thread=thread, **given)


def again(here, row) -> Outgoing:
    with tenancy.association(here):
        return Outgoing.objects.get(pk=row.pk)


def kinds(here, thread) -> list[str]:
    with tenancy.association(here):
        return list(Event.objects.filter(thread__ref=thread).order_by("id").values_list("kind", flat=True))


def send(here, row, at=SOON) -> Outgoing:
    dispatch.send(here.pk, row.pk, now=lambda: at)
    return again(here, row)


def test_nothing_is_told_before_it_is_handed_over_and_then_all_of_it_is(here, letter, post) -> None:
    row = posted(here, letter)
    assert (row.state, row.address, kinds(here, letter)) == (
        "waiting",
        "ngozi@example.org",
        ["letter.received"],
    )
    assert send(here, row, NOW + timedelta(minutes=1)).state == "waiting"
    sent = send(here, row)
    assert (sent.state, sent.sent_at) == ("sent", SOON)
    ((to, message),) = post.came
    assert (to, message["Message-ID"], message["Subject"]) == (
        "ngozi@example.org",
        row.message_id,
        "Your letter",
    )
    assert message["Auto-Submitted"] is None
    assert message["X-Kept-Loop"].startswith("small.")
    assert stored(here, letter)["1"].verdict == "kept"
    assert stored(here, letter)["1"].ended_at == SOON


def test_it_is_sent_once_however_often_it_is_asked_for_or_taken_up(here, letter, post) -> None:
    row = posted(here, letter)
    assert posted(here, letter).pk == row.pk
    send(here, row)
    send(here, row, SOON + timedelta(hours=1))
    handing_over.handed_over(association=here, outgoing=row.pk, by="kept", at=SOON)
    assert len(post.came) == 1
    assert kinds(here, letter) == ["letter.received", "letter.answered"]


def test_it_can_be_taken_back_before_it_goes_and_not_after(here, letter, post) -> None:
    row = posted(here, letter)
    taken = dispatching.cancel(association=here, outgoing=row.ref, by="ann", at=NOW)
    assert taken.state == "cancelled"
    assert send(here, row).state == "cancelled"
    assert post.came == []
    other = posted(here, letter, "answer-2")
    send(here, other)
    refused = dispatching.cancel(association=here, outgoing=other.ref, by="ann", at=SOON)
    assert refused == Refused("It has gone already. Load the page again.", "state")


def test_an_address_that_is_refused_makes_void_what_was_told_and_sets_a_task(here, letter, post) -> None:
    post.refuses_address = "550 No such user"
    row = send(here, posted(here, letter))
    assert (row.state, row.fault, row.for_good) == ("failed", "the address was refused, 550", True)
    assert kinds(here, letter) == ["letter.received", "delivery.failed"]
    assert stored(here, letter)["1"].verdict == "running"


def test_a_bounce_after_days_makes_it_void_and_another_way_settles_it(here, letter, post) -> None:
    row = send(here, posted(here, letter))
    late = NOW + timedelta(days=1)
    handing_over.failed(association=here, outgoing=row.pk, why="mailbox unknown", by="kept", at=late)
    assert kinds(here, letter)[1:] == ["letter.answered", "email.bounced", "delivery.failed"]
    clock = stored(here, letter)["1"]
    assert (clock.verdict, clock.started_at) == ("running", t("Tuesday 2026-04-07 10:00"))
    failed = again(here, row)
    other = dispatching.post(
        association=here,
        by="ann",
        at=late,
        uid="answer-1-by-text",
        way="text",
        to={"phone": "07700 900123", "name": "Ngozi Okafor"},
        text="The lift is mended.",
        thread=letter,
        instead_of=failed,
    )
    assert (other.address, other.instead_of_id) == ("+447700900123", row.pk)
    assert kinds(here, letter)[-1] == "delivery.settled"
    assert again(here, row).seen_to_by == "ann"


def test_a_server_that_cannot_just_now_is_tried_again_ever_more_slowly(here, letter, post) -> None:
    post.refuses = "451 Not now"
    row = send(here, posted(here, letter))
    assert (row.state, row.tries, row.next_at) == ("waiting", 1, SOON + timedelta(minutes=1))
    row = send(here, row, SOON + timedelta(minutes=2))
    assert (row.tries, row.next_at) == (2, SOON + timedelta(minutes=7))
    post.refuses = ""
    assert send(here, row, SOON + timedelta(minutes=7)).state == "sent"


def test_whoever_was_killed_in_between_leaves_it_to_be_sent_once_more(here, letter, post) -> None:
    row = posted(here, letter)
    assert handing_over.begin(association=here.pk, outgoing=row.pk, by="kept", at=SOON) is not None
    assert send(here, row, SOON + timedelta(minutes=9)).state == "going"
    assert send(here, row, SOON + timedelta(minutes=11)).state == "sent"
    assert [message["Message-ID"] for _, message in post.came] == [row.message_id]


def test_what_they_asked_not_to_get_is_refused_with_the_way_that_is_open(here, letter, okafor) -> None:
    reaching.set_contact_rules(
        association=here, person=okafor.ref, rules={"never": ["email"]}, by="ann", at=NOW
    )
    refused = posted(here, letter, statutory=True)
    assert isinstance(refused, Refused)
    assert refused.sentence.startswith("Do not e-mail them: they asked us not to. Ring them, write a letter")


def test_what_they_ask_while_it_waits_holds_it(here, letter, okafor, post) -> None:
    row = posted(here, letter)
    reaching.set_contact_rules(
        association=here, person=okafor.ref, rules={"never": ["email"]}, by="ann", at=NOW
    )
    held = send(here, row)
    assert (held.state, post.came) == ("held", [])
    assert held.fault.startswith("Do not e-mail them")
    ruled(here, okafor)
    assert dispatching.retry(association=here, outgoing=row.ref, by="ann", at=SOON).state == "waiting"
    assert send(here, row).state == "sent"


def test_what_is_written_to_the_dead_goes_to_whoever_speaks_for_them_by_name(here, letter, okafor) -> None:
    customers.died(association=here, person=okafor.ref, died_on="2026-04-07", by="ann", at=NOW)
    given = {"name": "Ada Bell", "relation": "Executor", "authority": "written"}
    representing.name(association=here, person=okafor.ref, given=given, by="ann", at=NOW)
    refused = posted(here, letter)
    assert refused.sentence == "They died on 7 April 2026. Do not write to them: write to Ada Bell by name."
    assert isinstance(posted(here, letter, to={**TO, "name": "Ada Bell"}), Outgoing)
    stopped = posted(here, letter, "auto", to={**TO, "name": "Ada Bell"}, automatic=True)
    assert stopped.sentence.startswith("They died on 7 April 2026. Nothing automatic goes to them")


def test_its_words_go_with_those_of_the_contact_and_that_it_went_stays(here, letter, post) -> None:
    row = send(here, posted(here, letter))
    done = erasing.erase(association=here, thread=letter, reason="They asked", by="ann", at=SOON)
    assert not isinstance(done, Refused), done
    row = again(here, row)
    assert (row.recipient, row.address, row.subject, row.text, row.state) == ({}, "", "", "", "sent")
    assert row.erased_at == SOON


def test_what_fails_on_a_closed_contact_is_a_task_of_its_own(here, letter, post) -> None:
    row = send(here, posted(here, letter))
    tell([Telling("thread.closed", SOON, {}, thread=letter)], association=here, by="ann", at=SOON)
    handing_over.failed(association=here, outgoing=row.pk, why="mailbox unknown", by="kept", at=SOON)
    with tenancy.association(here):
        task = Thread.objects.get(subject=f"out:{row.ref}")
        assert (task.kind, task.closed_at, task.person.name) == ("delivery", None, "Ngozi Okafor")
    done = dispatching.seen_to(association=here, outgoing=row.ref, note="She rang us", by="ann", at=SOON)
    assert done.seen_to_by == "ann"
    with tenancy.association(here):
        assert Thread.objects.get(pk=task.pk).closed_at is not None
