"""Whose is it, what was answered and what was told? The forms of Capture beside their own questions."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime

import pytest
from django.test import Client

from kept.actions import customers
from kept.store import tenancy
from kept.store.models import Account, Association, Clock, Event, EventText, Person, Thread
from tests import cast

CALL, VISITOR = "/karin/capture/call.received", "/karin/capture/visitor.arrived"
SENT = {
    "uid": "d" * 32,
    "f-from_name": "okaf",
    "f-happened_at": "2026-04-08",
    "f-happened_at-time": "11:55",
    "f--known": "staff",
    "f-urgent": "no",
    "step": "save",
}


@pytest.fixture
def desk(ann: Account) -> Client:
    return cast.client(ann)


@pytest.fixture
def okafor(karin: Association) -> Person:
    person = customers.add(
        association=karin,
        by="ann",
        at=cast.t("Monday 2026-03-30 10:00"),
        name="Ngozi Okafor",
        address="14 Mill Lane",
        phones=["0113 496 0001"],
        contact_how="by text",
        contact_never="at work",
    )
    assert isinstance(person, Person)
    return person


def threads(karin: Association) -> list[Thread]:
    with tenancy.association(karin):
        return list(Thread.objects.exclude(kind="house").select_related("person", "owner"))


def kinds(karin: Association, thread: Thread) -> list[str]:
    with tenancy.association(karin):
        rows = Event.objects.filter(thread=thread).order_by("happened_at", "uid")
        return list(rows.values_list("kind", flat=True))


def test_letters_of_the_name_find_the_customer_and_say_at_once_how_to_reach_them(
    desk: Client, karin: Association, okafor: Person
) -> None:
    said = desk.post(CALL, {**SENT, "step": "find"}).content.decode()
    assert "Which customer is it?" in said
    assert f'value="{okafor.ref}"' in said
    assert "14 Mill Lane, 0113 496 0001" in said
    assert "Reach them: by text. Never: at work." in said
    assert threads(karin) == []
    part = desk.post(CALL, {**SENT, "step": "find"}, headers={"HX-Request": "true"}).content.decode()
    assert part.startswith('<div id="matches" data-says="1 customer found.">')
    # Their file opens beside the form, so that what is typed stays where it is.
    (link,) = re.findall(rf'<a [^>]*href="/karin/customer/{okafor.ref}"[^>]*>.*?</a>', part)
    assert 'target="_blank" rel="noopener"' in link
    assert "Open their file" in link
    assert "(in a new tab)" in link


def test_a_fresh_form_looks_for_nobody(desk: Client, okafor: Person) -> None:
    assert "Which customer" not in desk.get(CALL).content.decode()


def test_the_chosen_customer_has_the_contact_under_their_full_name(
    desk: Client, karin: Association, okafor: Person
) -> None:
    response = desk.post(VISITOR, {**SENT, "person": okafor.ref})
    (thread,) = threads(karin)
    assert response["Location"] == f"/karin/saved/{thread.ref}"
    assert thread.person == okafor
    with tenancy.association(karin):
        assert EventText.objects.get(event__thread=thread).words["from_name"] == "Ngozi Okafor"
    said = desk.get(response["Location"]).content.decode()
    assert "Visitor arrived, <bdi>Ngozi Okafor</bdi>" in said
    assert "Never: at work" in said
    assert "Who is waiting" in desk.get("/karin/desk").content.decode()


def test_somebody_unknown_is_taken_down_by_the_words_alone(
    desk: Client, karin: Association, okafor: Person
) -> None:
    desk.post(CALL, {**SENT, "person": ""})
    (thread,) = threads(karin)
    assert thread.person is None
    with tenancy.association(karin):
        assert EventText.objects.get(event__thread=thread).words["from_name"] == "okaf"


def test_enter_looks_for_the_customer_first_and_saves_when_nobody_is_chosen_the_second_time(
    desk: Client, karin: Association, okafor: Person
) -> None:
    said = desk.post(CALL, {**SENT, "step": "enter"}).content.decode()
    assert "Which customer is it?" in said
    assert threads(karin) == []
    response = desk.post(CALL, {**SENT, "step": "enter", "looked-for": "okaf", "person": ""})
    assert response.status_code == 302
    assert len(threads(karin)) == 1


def test_somebody_new_is_put_on_record_on_the_same_form_once(desk: Client, karin: Association) -> None:
    sent = {**SENT, "person": "new", "new-name": "Ada Bell", "new-phone": "0113 496 0002"}
    sent |= {"new-never": "by letter"}
    desk.post(CALL, sent)
    desk.post(CALL, sent)
    (thread,) = threads(karin)
    assert thread.person is not None
    assert (thread.person.name, thread.person.contact_never) == ("Ada Bell", "by letter")
    with tenancy.association(karin):
        assert Person.objects.filter(name="Ada Bell").count() == 1


def test_likely_duplicates_come_first_and_may_be_passed_over(
    desk: Client, karin: Association, okafor: Person
) -> None:
    sent = {**SENT, "person": "new", "new-name": "Ngozi Okafor"}
    response = desk.post(CALL, sent)
    assert response.status_code == 422
    said = response.content.decode()
    assert "Somebody like this is on record. Choose them, or tick that this is somebody else." in said
    assert f'value="{okafor.ref}"' in said
    assert threads(karin) == []
    assert desk.post(CALL, {**sent, "sure": "yes"}).status_code == 302
    with tenancy.association(karin):
        assert Person.objects.filter(name="Ngozi Okafor").count() == 2


def test_somebody_new_without_anything_to_know_them_by_is_asked_for_again(
    desk: Client, karin: Association
) -> None:
    response = desk.post(CALL, {**SENT, "f-from_name": "0113", "person": "new"})
    assert response.status_code == 422
    assert 'href="#new-name"' in response.content.decode()
    assert threads(karin) == []


def test_a_customer_who_is_not_there_is_nobody(desk: Client, karin: Association) -> None:
    desk.post(CALL, {**SENT, "person": "NNNN-NNNN"})
    assert threads(karin)[0].person is None


def test_the_greeting_is_the_associations_own_in_the_speakers_mouth(desk: Client) -> None:
    said = desk.get(CALL).content.decode()
    assert "“Good afternoon, Karin Housing Association. This is Ann, Receptionist. How can I help?”" in said
    assert "Say first" not in desk.get("/karin/capture/letter.received").content.decode()


def test_answered_now_begins_answers_and_closes_in_one_call(
    desk: Client, karin: Association, okafor: Person
) -> None:
    sent = {**SENT, "answer": "Bins go out on Thursday", "person": okafor.ref}
    response = desk.post("/karin/now/visitor.arrived", sent)
    again = desk.post("/karin/now/visitor.arrived", sent, follow=True)
    (thread,) = threads(karin)
    assert response["Location"] == f"/karin/saved/{thread.ref}"
    assert "This form was sent before. It is on record once" in again.content.decode()
    assert kinds(karin, thread) == ["visitor.arrived", "visitor.answered", "thread.closed"]
    assert thread.closed_at is not None
    with tenancy.association(karin):
        clocks = Clock.objects.filter(thread=thread)
        assert {each.verdict for each in clocks} == {"kept"}
        assert EventText.objects.get(event__kind="visitor.answered").words == {"note": sent["answer"]}


def test_answered_now_wants_the_one_line(desk: Client, karin: Association) -> None:
    response = desk.post("/karin/now/call.received", SENT)
    assert response.status_code == 422
    assert "Say in a few words what you answered." in response.content.decode()
    assert threads(karin) == []


def test_only_what_is_answered_there_and_then_can_be(desk: Client) -> None:
    assert desk.get("/karin/now/letter.received").status_code == 404
    assert desk.get("/karin/now/nothing.such").status_code == 404


def test_what_was_told_is_a_promise_shown_as_it_was_understood(desk: Client, karin: Association) -> None:
    sent = {**SENT, "told": "I will ring Thu noon"}
    said = desk.post(CALL, {**sent, "step": "check"}).content.decode()
    assert "You told them: I will ring, by 12:00 on Thursday 9 April 2026." in said
    response = desk.post(CALL, sent)
    (thread,) = threads(karin)
    with tenancy.association(karin):
        (clock,) = Clock.objects.filter(thread=thread, verdict="running")
        assert clock.promise == "kept:given-promise"
        assert clock.due_at == cast.t("Thursday 2026-04-09 12:00")
    assert "We told you: I will ring" in desk.get(response["Location"]).content.decode()
    assert thread.adrift is False


def test_a_day_on_which_nobody_is_here_is_warned_of_and_taken(desk: Client, karin: Association) -> None:
    sent = {**SENT, "told": "the form goes out Saturday"}
    said = desk.post(CALL, {**sent, "step": "check"}).content.decode()
    assert "Saturday 11 April is a day on which the office is shut." in said
    assert desk.post(CALL, sent).status_code == 302


def test_a_time_that_cannot_be_read_is_asked_for_and_what_was_typed_stays(
    desk: Client, karin: Association
) -> None:
    response = desk.post(CALL, {**SENT, "told": "when the cows come home"})
    assert response.status_code == 422
    said = response.content.decode()
    assert 'href="#told"' in said
    assert 'value="when the cows come home"' in said
    assert threads(karin) == []


def test_what_is_still_to_come_does_not_close(desk: Client, karin: Association) -> None:
    sent = {**SENT, "told": "I will ring Thu noon", "done": "yes"}
    response = desk.post(CALL, sent)
    assert response.status_code == 422
    assert "so it stays open. Take out the tick." in response.content.decode()
    answered = {**SENT, "told": "The letter goes out tomorrow", "answer": "Yes, she may"}
    desk.post("/karin/now/call.received", answered)
    (thread,) = threads(karin)
    assert thread.closed_at is None
    with tenancy.association(karin):
        assert Clock.objects.get(thread=thread, promise="kept:given-promise").verdict == "running"


def test_what_is_still_promised_does_not_close(desk: Client, karin: Association) -> None:
    sent = {**SENT, "f-classified": "general", "done": "yes"}
    response = desk.post("/karin/capture/letter.received", sent)
    assert response.status_code == 422
    said = response.content.decode()
    assert "Something is still promised here, so it stays open: Letter answered." in said
    assert threads(karin) == []


def test_nothing_more_to_be_done_closes_at_once(desk: Client, karin: Association) -> None:
    form = desk.get("/karin/capture/compliment.received").content.decode()
    assert "Nothing says what comes next." in form
    desk.post("/karin/capture/compliment.received", {**SENT, "done": "yes"})
    (thread,) = threads(karin)
    assert thread.closed_at is not None


def test_a_colleague_may_have_it_from_the_start(
    desk: Client, karin: Association, clock: Callable[[str], datetime]
) -> None:
    cast.member(karin, "bea", "officer")
    desk.post("/karin/capture/message.taken", {**SENT, "owner": "bea"})
    (thread,) = threads(karin)
    assert thread.owner is not None
    assert thread.owner.handle == "bea"
    response = desk.post("/karin/capture/message.taken", {**SENT, "uid": "e" * 32, "owner": "nobody-here"})
    assert response.status_code == 422
    assert "can take this on here. Choose a colleague who can." in response.content.decode()


def test_the_keys_stand_beside_what_they_do(desk: Client) -> None:
    said = desk.get("/karin/desk").content.decode()
    for kind, key in (("call.received", "c"), ("visitor.arrived", "v"), ("report.received", "r")):
        link = rf'href="/karin/capture/{kind}">[^<]+<kbd class="kept-kbd" aria-hidden="true">{key}</kbd>'
        assert re.search(link, said), kind
    assert re.search(r'href="/karin/now/call.received">[^<]+<kbd[^>]*>1</kbd>', said)
    assert re.search(
        r'href="/karin/capture/letter.received">[^<]+<kbd', desk.get("/karin/capture").content.decode()
    )


def test_a_slip_of_nothing_is_nothing(desk: Client) -> None:
    assert desk.get("/karin/saved/nonsense").status_code == 404
