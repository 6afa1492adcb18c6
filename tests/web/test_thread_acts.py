"""A thread's acts that have words of their own, from closing to putting right, and two people at once."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime

import pytest
from django.test import Client

from kept.actions import customers
from kept.actions.sweeping import sweep
from kept.store import tenancy
from kept.store.models import Account, Association, Clock, Event, Person, Thread
from tests import cast
from tests.web.conftest import LETTER

NOW = {"f-happened_at": "2026-04-08", "f-happened_at-time": "11:00", "f--known": "staff", "step": "save"}


@pytest.fixture
def desk(ann: Account) -> Client:
    return cast.client(ann)


@pytest.fixture
def bea(karin: Association) -> Account:
    return cast.member(karin, "bea", "manager")


@pytest.fixture
def letter(karin: Association, ann: Account) -> str:
    """A letter of which everything is known, so that only its answer is promised."""
    more = {"from_name": "Ms Okafor", "about": "The lift", "urgent": False}
    return cast.told(karin, ann, "letter.received", "Tuesday 2026-04-07 10:00", uid=LETTER, **more)


def later(clock: Callable[[str], datetime], wall: str) -> None:
    """Time goes by, and the worker looks."""
    sweep(at=clock(wall))


def shown(desk: Client, ref: str) -> str:
    response = desk.get(f"/karin/thread/{ref}")
    assert response.status_code == 200
    return response.content.decode()


def seen_in(said: str) -> str:
    (found,) = re.findall(r'name="read-to" value="([^"]*)"', said)
    return found


def test_what_comes_next_and_who_has_it_stand_on_every_open_contact(desk: Client, letter: str) -> None:
    said = shown(desk, letter)
    assert re.search(r"<dt>Next:</dt> <dd>Letter answered, by the end of Thursday 16 April 2026</dd>", said)
    assert "<dt>With:</dt> <dd>Ann</dd>" in said


def test_a_contact_is_not_closed_while_something_is_promised_and_says_what(
    desk: Client, karin: Association, letter: str
) -> None:
    form = f"/karin/thread/{letter}/thread.closed"
    says = "Something is still promised here: Letter answered (by the end of Thursday 16 April 2026)."
    assert says in desk.get(form).content.decode()
    response = desk.post(form, NOW)
    assert response.status_code == 409
    assert says in response.content.decode()
    with tenancy.association(karin):
        assert Thread.objects.get(ref=letter).state == "open"


def test_an_acknowledgement_without_a_date_is_a_note_and_says_so(
    desk: Client, karin: Association, letter: str
) -> None:
    form = f"/karin/thread/{letter}/letter.acknowledged"
    said = desk.post(form, {**NOW, "uid": "a" * 32}, follow=True).content.decode()
    assert "Letter acknowledged: kept as a note." in said
    assert "Kept as a note: without the date it ends no promise." in said
    with tenancy.association(karin):
        assert Clock.objects.get(promise="karin:letters.1").verdict == "running"


def test_an_acknowledgement_with_the_date_of_the_answer_promises_that_date(
    desk: Client, karin: Association, letter: str
) -> None:
    form = f"/karin/thread/{letter}/letter.acknowledged"
    said = desk.post(form, {**NOW, "f-answer_by": "2026-04-20"}, follow=True).content.decode()
    assert "Letter acknowledged: on record." in said
    assert "Our word" in said
    assert "To be kept by the end of Monday 20 April 2026." in said


def test_two_people_answer_at_once_and_the_second_reads_one_sentence_and_keeps_the_words(
    desk: Client, karin: Association, letter: str, bea: Account
) -> None:
    form = f"/karin/thread/{letter}/letter.answered"
    other = cast.client(bea)
    mine, theirs = (seen_in(each.get(form).content.decode()) for each in (desk, other))
    assert other.post(form, {**NOW, "uid": "b" * 32, "read-to": theirs}).status_code == 302
    typed = {**NOW, "uid": "c" * 32, "read-to": mine, "f-happened_at-time": "11:30"}
    response = desk.post(form, typed)
    said = response.content.decode()
    assert response.status_code == 409
    assert (
        "Bea recorded “Letter answered” at 12:00 on Wednesday 8 April 2026, while you were writing." in said
    )
    assert 'value="11:30"' in said
    assert desk.post(form, {**typed, "read-to": seen_in(said)}).status_code == 302
    with tenancy.association(karin):
        assert Event.objects.filter(kind="letter.answered").count() == 2


def test_what_was_sent_twice_is_nobody_elses_doing(
    desk: Client, karin: Association, letter: str, bea: Account
) -> None:
    form = f"/karin/thread/{letter}/letter.answered"
    typed = {**NOW, "uid": "b" * 32, "read-to": seen_in(desk.get(form).content.decode())}
    assert desk.post(form, typed).status_code == 302
    cast.client(bea).post(f"/karin/thread/{letter}/note.added", {**NOW, "f-note": "Read"})
    assert desk.post(form, typed).status_code == 302


def test_policy_and_law_stand_apart_and_the_earlier_leads(
    desk: Client, karin: Association, ann: Account
) -> None:
    ref = cast.told(karin, ann, "complaint.received", "Tuesday 2026-04-07 10:00", from_name="Ms Okafor")
    said = shown(desk, ref)
    assert "Our policy" in said
    assert "The law" in said
    assert "Policy and law both bind here. The earlier leads:" in said
    assert said.count("Comes first") == 1


def test_a_breach_is_put_right_with_words_that_are_drafted(
    desk: Client, karin: Association, letter: str, clock: Callable[[str], datetime]
) -> None:
    assert "apology.made" not in shown(desk, letter)
    later(clock, "Friday 2026-04-17 09:00")
    said = shown(desk, letter)
    (address,) = re.findall(r'href="([^"]*/apology\.made)" data-key="s"', said)
    form = desk.get(address).content.decode()
    assert "Dear Ms Okafor," in form
    assert "That was to be by the end of Thursday 16 April 2026, and we did not do it. I am sorry." in form
    assert "You will have it by Tuesday 21 April 2026." in form
    assert 'value="It took us longer than it should have."' in form
    assert 'value="2026-04-21"' in form
    assert re.search(r'value="letter" checked', form)
    typed = {
        "f-happened_at": "2026-04-17",
        "f-happened_at-time": "09:00",
        "f--known": "staff",
        "f-reason": "Ill",
        "step": "save",
    }
    said = desk.post(address, typed, follow=True).content.decode()
    assert "Apology: on record." in said
    assert "apology.made" not in said
    with tenancy.association(karin):
        assert Clock.objects.get(promise="kept:put-right").verdict == "kept"


def test_a_promise_not_kept_may_have_no_apology_but_a_reason(
    desk: Client, karin: Association, letter: str, clock: Callable[[str], datetime]
) -> None:
    later(clock, "Friday 2026-04-17 09:00")
    form = f"/karin/thread/{letter}/apology.not_made"
    typed = {
        "f-happened_at": "2026-04-17",
        "f-happened_at-time": "09:00",
        "f--known": "staff",
        "step": "save",
    }
    assert desk.post(form, typed).status_code == 422
    assert desk.post(form, {**typed, "f-reason": "The letter was an advertisement"}).status_code == 302


def test_handing_over_says_to_whom_and_from_whom(
    desk: Client, karin: Association, letter: str, bea: Account
) -> None:
    address = f"/karin/thread/{letter}/hand-over"
    assert address in shown(desk, letter)
    said = desk.get(address).content.decode()
    assert "Ann has it now." in said
    assert '<option value="bea">Bea (manager)</option>' in said
    assert 'value="ann"' not in said
    response = desk.post(address, {"to": "nobody", "note": "She rings at noon"})
    assert response.status_code == 422
    assert "Choose the colleague who has it from here." in response.content.decode()
    assert "She rings at noon" in response.content.decode()
    said = desk.post(address, {"to": "bea", "note": "She rings at noon"}, follow=True).content.decode()
    assert "Bea (manager) has it from here." in said
    assert "<dt>With:</dt> <dd>Bea. Handed over at " in said
    assert "and not taken on yet." in said
    assert re.search(r"Who has it now\?</dt><dd><span>Bea<", said)
    assert re.search(r"Who had it\?</dt><dd><span>Ann<", said)


def test_customer_and_safe_contact_stand_at_the_top(desk: Client, karin: Association, letter: str) -> None:
    person = customers.add(
        association=karin,
        name="Ngozi Okafor",
        phones=["0113 496 0001"],
        contact_how="By text",
        contact_never="At work",
        by="ann",
        at=cast.t("Wednesday 2026-04-08 09:00"),
    )
    assert isinstance(person, Person)
    customers.attach(
        association=karin, thread=letter, person=person.ref, by="ann", at=cast.t("Wednesday 2026-04-08 09:00")
    )
    said = shown(desk, letter)
    assert re.search(r'Never: <span class="kept-user-text" dir="auto">At work</span>', said)
    assert "By text" in said
    assert said.index("Ngozi Okafor") < said.index("What happened</h2>")
    assert "Never: At work." in desk.get(f"/karin/thread/{letter}/letter.answered").content.decode()


def test_asked_again_and_a_promised_date_are_two_keys(desk: Client, letter: str) -> None:
    said = shown(desk, letter)
    keys = dict(re.findall(r'href="[^"]*/([a-z_]+\.[a-z_]+)" data-key="(.)"', said))
    assert keys["letter.answered"] == "y"
    assert keys["contact.chased"] == "g"
    assert keys["promise.given"] == "i"


def test_the_entry_marks_where_it_was_seen(desk: Client, letter: str) -> None:
    assert seen_in(desk.get(f"/karin/thread/{letter}/letter.answered").content.decode()) == LETTER


def test_what_was_told_with_an_act_is_promised_with_it(desk: Client, karin: Association, letter: str) -> None:
    address = f"/karin/thread/{letter}/letter.answered"
    assert 'name="told"' in desk.get(address).content.decode()
    typed = NOW | {"uid": "0" * 31 + "a", "told": "I will ring her Thu noon"}
    checked = desk.post(address, typed | {"step": "check"}).content.decode()
    assert "You told them: I will ring her, by 12:00 on Thursday 9 April 2026." in checked
    for _ in range(2):
        assert desk.post(address, typed).status_code == 302
    with tenancy.association(karin):
        given = Event.objects.filter(kind="promise.given")
        assert [each.facts["promised_for"] for each in given] == ["2026-04-09T11:00:00+00:00"]
        clocks = dict(Clock.objects.values_list("promise", "verdict"))
    assert clocks["karin:letters.1"] == "kept"
    assert clocks["kept:given-promise"] == "running"


def test_a_time_that_nobody_understands_is_said_and_nothing_is_lost(
    desk: Client, karin: Association, letter: str
) -> None:
    address = f"/karin/thread/{letter}/note.added"
    typed = NOW | {"f-note": "She is deaf in one ear", "told": "I will ring her on the 99th"}
    answer = desk.post(address, typed)
    said = answer.content.decode()
    assert answer.status_code == 422
    assert 'href="#told"' in said
    assert "She is deaf in one ear" in said
    assert "I will ring her on the 99th" in said
    with tenancy.association(karin):
        assert not Event.objects.filter(kind="note.added").exists()


def test_what_carries_its_own_date_is_asked_for_one_date_only(desk: Client, letter: str) -> None:
    assert 'name="told"' not in desk.get(f"/karin/thread/{letter}/letter.acknowledged").content.decode()
    assert 'name="told"' not in desk.get(f"/karin/thread/{letter}/thread.closed").content.decode()
