"""Safe contact, connections and concerns as the pages take them, and what the forms do with them."""

from __future__ import annotations

import uuid

import pytest
from django.urls import reverse

from kept.actions import customers, reaching
from kept.store import tenancy
from kept.store.models import Account, Association, Connection, Event, Person, Thread
from tests import cast
from tests.web.conftest import NOW

NOON = {"f-happened_at": "2026-04-08", "f-happened_at-time": "11:30", "f--known": "staff"}


@pytest.fixture
def okafor(karin: Association) -> Person:
    person = customers.add(association=karin, name="Ngozi Okafor", by="ann", at=cast.t(NOW))
    assert isinstance(person, Person)
    return person


def ruled(karin: Association, person: Person, **rules) -> None:
    done = reaching.set_contact_rules(
        association=karin, person=person.ref, rules=rules, by="ann", at=cast.t(NOW)
    )
    assert isinstance(done, Person)


def call(karin: Association, ann: Account, person: Person) -> str:
    ref = cast.told(karin, ann, "call.received", "Wednesday 2026-04-08 11:00", from_name="Ms Okafor")
    customers.attach(association=karin, thread=ref, person=person.ref, by="ann", at=cast.t(NOW))
    return ref


def known(karin: Association, person: Person) -> dict[str, object]:
    with tenancy.association(karin):
        return Person.objects.get(pk=person.pk).contact_rules


def test_what_is_ticked_is_kept_and_shown_wherever_they_are_shown(karin, ann, okafor) -> None:
    browser = cast.client(ann)
    address = reverse("customer-contact", args=["karin", okafor.ref])
    assert "How may we reach them?" in browser.get(address).content.decode()
    sent = {"way-letter": "never", "begins": "09:00", "ends": "12:00", "leave_no_message": "yes"}
    done = browser.post(address, sent)
    assert done["Location"] == reverse("customer", args=["karin", okafor.ref])
    assert known(karin, okafor)["never"] == ["letter"]
    again = browser.get(address).content.decode()
    assert 'value="never" checked' in again
    assert "Never by letter." in again
    ref = call(karin, ann, okafor)
    for page in (reverse("thread", args=["karin", ref]), reverse("customer", args=["karin", okafor.ref])):
        assert "Never by letter." in browser.get(page).content.decode()


def test_what_makes_no_sense_comes_back_with_what_was_typed(karin, ann, okafor) -> None:
    answer = cast.client(ann).post(
        reverse("customer-contact", args=["karin", okafor.ref]),
        {"begins": "12:00", "ends": "09:00", "when": "After her shift"},
    )
    assert answer.status_code == 422
    said = answer.content.decode()
    assert "The second time is not after the first." in said
    assert "After her shift" in said
    assert known(karin, okafor) == {}


def test_what_is_planned_is_refused_on_the_page_with_the_way_that_is_open(karin, ann, okafor) -> None:
    ruled(karin, okafor, only=["text"])
    address = reverse("thread-next", args=["karin", call(karin, ann, okafor), "callback.promised"])
    browser = cast.client(ann)
    assert "Send a text instead." in browser.get(address).content.decode()
    answer = browser.post(address, {**NOON, "uid": uuid.uuid4().hex, "step": "save"})
    assert answer.status_code == 409
    assert "Do not ring them: they asked us not to. Send a text instead." in answer.content.decode()


def test_what_may_have_happened_is_asked_about_first_and_then_kept(karin, ann, okafor) -> None:
    ruled(karin, okafor, never=["letter"])
    ref = call(karin, ann, okafor)
    address = reverse("thread-next", args=["karin", ref, "letter.sent"])
    browser, sent = cast.client(ann), {**NOON, "uid": uuid.uuid4().hex, "step": "save"}
    first = browser.post(address, sent)
    assert first.status_code == 409
    assert "If it has happened already, tick that" in first.content.decode()
    assert browser.post(address, {**sent, "already": "yes"}).status_code == 302
    with tenancy.association(karin):
        assert Event.objects.filter(kind="contact.against").count() == 1


def test_an_answer_the_same_way_is_asked_about_once_it_says_which_way(karin, ann, okafor) -> None:
    ruled(karin, okafor, never=["text"])
    ref = cast.told(karin, ann, "text.received", "Wednesday 2026-04-08 11:00", from_name="Ms Okafor")
    customers.attach(association=karin, thread=ref, person=okafor.ref, by="ann", at=cast.t(NOW))
    address = reverse("thread-next", args=["karin", ref, "reply.sent"])
    browser, sent = cast.client(ann), {**NOON, "uid": uuid.uuid4().hex, "step": "save"}
    assert "By which way?" in browser.get(address).content.decode()
    assert browser.post(address, sent).status_code == 422
    asked = browser.post(address, {**sent, "f-way": "text"})
    assert asked.status_code == 409
    assert "Do not text them: they asked us not to." in asked.content.decode()
    assert browser.post(address, {**sent, "f-way": "email"}).status_code == 302


def test_whatever_can_leave_word_says_what_may_be_left(karin, ann, okafor) -> None:
    address = reverse("thread-next", args=["karin", call(karin, ann, okafor), "callback.attempted"])
    assert (
        "leave your name and a number to ring, and nothing else"
        in cast.client(ann).get(address).content.decode()
    )


def test_capture_takes_down_whom_it_is_about_and_that_it_is_confidential(karin, ann) -> None:
    bea = cast.member(karin, "bea")
    browser = cast.client(ann)
    sent = {**NOON, "f-about": "Rude", "step": "save", "owner": "ann"}
    address = reverse("capture-kind", args=["karin", "complaint.received"])
    about = browser.post(address, {**sent, "uid": uuid.uuid4().hex, "about": "bea"})
    assert "/saved/" in about["Location"]
    quiet = browser.post(address, {**sent, "uid": uuid.uuid4().hex, "confidential": "yes"})
    assert "/saved/" in quiet["Location"]
    with tenancy.association(karin):
        rows = Thread.objects.filter(kind="complaint").order_by("id").values_list("sensitivity", "about")
        assert list(rows) == [("about-staff", bea.pk), ("confidential", None)]
    wrong = browser.post(address, {**sent, "uid": uuid.uuid4().hex, "about": "nobody-here"})
    assert wrong.status_code == 422
    assert "works here" in wrong.content.decode()


def test_whoever_takes_down_what_is_about_themselves_is_led_away(karin, ann) -> None:
    mia = cast.member(karin, "mia", "manager")
    sent = {**NOON, "f-about": "Rude", "step": "save", "uid": uuid.uuid4().hex, "about": "ann"}
    browser = cast.client(ann)
    done = browser.post(reverse("capture-kind", args=["karin", "complaint.received"]), sent, follow=True)
    said = done.content.decode()
    assert done.redirect_chain[-1][0] == reverse("desk", args=["karin"])
    assert "Somebody else deals with it from here on." in said
    with tenancy.association(karin):
        thread = Thread.objects.get(kind="complaint")
        assert thread.owner_id == mia.pk
        assert thread.ref not in said


def test_a_contact_is_marked_later_and_is_gone_for_whom_it_is_about(karin, ann, letter) -> None:
    cast.member(karin, "mia", "manager")
    browser = cast.client(ann)
    address = reverse("thread-mark", args=["karin", letter])
    assert "Who may see this?" in browser.get(address).content.decode()
    done = browser.post(address, {"kept": "confidential", "about": ""})
    assert done["Location"] == reverse("thread", args=["karin", letter])
    assert "Do not mention this" in browser.get(done["Location"]).content.decode()
    away = browser.post(address, {"kept": "confidential", "about": "ann"})
    assert away["Location"] == reverse("desk", args=["karin"])
    assert browser.get(address).status_code == 404


def test_a_concern_needs_words_and_an_answer_and_is_written_once(karin, ann) -> None:
    cast.member(karin, "dora", "director")
    browser, address = cast.client(ann), reverse("concern", args=["karin"])
    assert "Only you and Dora will see it." in browser.get(address).content.decode()
    sent = {"f-who": "The boy at 14", "f-said": "He has bruises.", "uid": uuid.uuid4().hex}
    assert browser.post(address, {**sent, "f-said": ""}).status_code == 422
    unanswered = browser.post(address, sent)
    assert unanswered.status_code == 422
    assert "He has bruises." in unanswered.content.decode()
    for _ in range(2):
        done = browser.post(address, {**sent, "now": "no"})
        assert "/thread/" in done["Location"]
    with tenancy.association(karin):
        assert Thread.objects.filter(kind="concern").count() == 1
    at_once = browser.post(address, {**sent, "uid": uuid.uuid4().hex, "now": "yes"})
    assert at_once["Location"] == reverse("danger", args=["karin"])


def test_where_nobody_leads_on_safeguarding_the_page_says_so(karin, ann) -> None:
    said = cast.client(ann).get(reverse("concern", args=["karin"])).content.decode()
    assert "Nobody is named here who leads on safeguarding." in said


def test_a_connection_is_declared_by_oneself_and_ended_by_somebody_else_who_leads(karin, ann, okafor) -> None:
    mia = cast.member(karin, "mia", "manager")
    browser, address = cast.client(ann), reverse("connections", args=["karin"])
    found = browser.post(address, {"typed": "okafor", "step": "find"}).content.decode()
    assert okafor.ref in found
    assert browser.post(address, {"typed": "okafor", "step": "save", "kind": "friend"}).status_code == 422
    assert browser.post(address, {"person": okafor.ref, "step": "save"}).status_code == 422
    done = browser.post(address, {"person": okafor.ref, "step": "save", "kind": "friend"})
    assert done["Location"] == address
    assert browser.get(reverse("customer", args=["karin", okafor.ref])).status_code == 404
    with tenancy.association(karin):
        tie = Connection.objects.get()
    ending = reverse("connection-end", args=["karin", tie.pk])
    assert browser.post(ending).status_code == 403
    leading = cast.client(mia)
    assert "It is over" in leading.get(address).content.decode()
    leading.post(ending)
    assert browser.get(reverse("customer", args=["karin", okafor.ref])).status_code == 200
