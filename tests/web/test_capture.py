"""Getting something on record: the list of kinds, the form, what it promises, and saving once."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime

import pytest
from django.test import Client

from kept.casework.cases.roles import needed_for
from kept.casework.housekeeping import TOLD_BY_KEPT
from kept.casework.permissions import Permission
from kept.store import tenancy
from kept.store.models import Account, Association, Event, EventText, Thread
from tests import cast

FORM = "/karin/capture/letter.received"
FILLED = {
    "uid": "c" * 32,
    "f-from_name": "Ms Okafor",
    "f-address": "3 Mill Lane",
    "f-about": "The lift is broken.\r\nAgain.",
    "f-classified": "general",
    "f-urgent": "no",
    "f-happened_at": "2026-04-08",
    "f-happened_at-time": "10:00",
    "f--known": "staff",
    "step": "save",
}


@pytest.fixture
def desk(ann: Account) -> Client:
    return cast.client(ann)


def events(karin: Association) -> list[Event]:
    with tenancy.association(karin):
        return list(Event.objects.filter(kind="letter.received").select_related("thread"))


def test_the_list_groups_every_kind_that_begins_something_and_offers_nothing_that_kept_writes_itself(
    desk: Client,
) -> None:
    said = desk.get("/karin/capture").content.decode()
    kinds = set(re.findall(r'href="/karin/capture/([a-z_.]+)"', said))
    wanted = {
        each.name
        for each in cast.rulebook("karin").kinds.values()
        if each.opens is not None
        and each.opens != "house"
        and each.name not in TOLD_BY_KEPT
        and all(field.choices for field in each.fields if field.required and field.type == "choice")
        # What only a director decides is not offered to who answers the telephone.
        and needed_for(each, cast.rulebook("karin")) is not Permission.DECIDE
    }
    assert kinds == wanted
    assert '<h2 class="govuk-heading-s" id="group-call">Telephone</h2>' in said


def test_the_list_is_narrowed_by_words_in_any_order(desk: Client) -> None:
    said = desk.get("/karin/capture", {"q": "reached LETTER"}).content.decode()
    assert re.findall(r'href="/karin/capture/([a-z_.]+)"', said) == ["letter.received", "fax.received"]
    assert "Showing 2 kinds." in said


def test_a_search_that_finds_nothing_says_what_to_try(desk: Client) -> None:
    said = desk.get("/karin/capture", {"q": "<b>zebra"}).content.decode()
    assert "No kind of contact has these words." in said
    assert "&lt;b&gt;zebra" in said


def test_a_fresh_form_says_at_once_what_will_be_promised(desk: Client) -> None:
    said = desk.get(FORM).content.decode()
    assert "Tell the customer: by Friday 17 April 2026" in said
    assert "(karin:letters.1)" in said
    assert 'value="2026-04-08"' in said
    assert 'value="12:00"' in said


def test_checking_shows_the_promise_keeps_what_was_typed_and_writes_nothing(
    desk: Client, karin: Association
) -> None:
    typed = {**FILLED, "step": "check", "f-happened_at": "2026-04-02"}
    said = desk.post(FORM, typed).content.decode()
    assert "Tell the customer: by Wednesday 15 April 2026" in said
    assert "3 Mill Lane" in said
    assert "c" * 32 in said
    assert events(karin) == []


def test_a_condition_that_nobody_answered_is_said_and_counts(desk: Client) -> None:
    said = desk.post(FORM, {**FILLED, "step": "check", "f-urgent": ""}).content.decode()
    assert "“Is it urgent?” is not answered yet. Until it is, this promise counts." in said
    assert "(karin:telephone.4)" in said


def test_the_promise_alone_comes_back_while_typing(desk: Client, karin: Association) -> None:
    response = desk.post(FORM, {**FILLED, "f-urgent": "yes"}, headers={"HX-Request": "true"})
    said = response.content.decode()
    assert "<html" not in said
    assert "(karin:telephone.4)" in said
    assert events(karin) == []


def test_saving_leads_to_the_slip_with_a_reference_to_quote(desk: Client, karin: Association) -> None:
    response = desk.post(FORM, FILLED, follow=True)
    (event,) = events(karin)
    assert response.redirect_chain == [(f"/karin/saved/{event.thread.ref}", 302)]
    said = response.content.decode()
    assert f"<strong>{event.thread.ref}</strong>" in said
    assert "By Friday 17 April 2026" in said
    assert (event.by, event.grade, event.via) == ("ann", "staff", "form")
    assert event.facts == {"classified": "general", "urgent": False}
    with tenancy.association(karin):
        words = EventText.objects.get(event=event).words
    assert words == {
        "from_name": "Ms Okafor",
        "address": "3 Mill Lane",
        "about": "The lift is broken.\nAgain.",
    }


def test_the_same_form_sent_twice_is_one_event(desk: Client, karin: Association) -> None:
    first = desk.post(FORM, FILLED)
    second = desk.post(FORM, FILLED)
    assert second["Location"] == first["Location"]
    assert len(events(karin)) == 1


def test_the_same_form_with_other_words_is_refused_and_stays_filled(desk: Client, karin: Association) -> None:
    desk.post(FORM, FILLED)
    response = desk.post(FORM, {**FILLED, "f-urgent": "yes"})
    assert response.status_code == 422
    said = response.content.decode()
    assert "An entry with this reference is on record with other details." in said
    assert "3 Mill Lane" in said
    assert len(events(karin)) == 1


def test_checking_again_what_is_saved_already_is_no_fault(desk: Client) -> None:
    desk.post(FORM, FILLED)
    assert desk.post(FORM, {**FILLED, "step": "check"}).status_code == 200


@pytest.mark.parametrize("kind", ["letter.answered", "policy.loaded", "member.joined", "no.such_kind"])
def test_what_begins_nothing_by_hand_has_no_form(desk: Client, kind: str) -> None:
    assert desk.get(f"/karin/capture/{kind}").status_code == 404


@pytest.mark.parametrize(
    ("typed", "sentence", "field"),
    [
        ({"f-happened_at": ""}, "Enter a date.", "f-happened_at"),
        (
            {"f-happened_at-time": "25:00"},
            "Enter the time as hours and minutes, such as 14:05.",
            "f-happened_at",
        ),
        (
            {"f-happened_at": "30/2/2026"},
            "There is no such day. Check the day and the month.",
            "f-happened_at",
        ),
        ({"f-happened_at": "0001-01-01"}, "The year must lie between 1900 and 2199.", "f-happened_at"),
        ({"f-happened_at": "9999-12-31"}, "The year must lie between 1900 and 2199.", "f-happened_at"),
        ({"f-happened_at": "2026-04-09"}, "This is in the future.", "f-happened_at"),
        ({"f-happened_at": "1950-01-02"}, "Check the year.", "f-happened_at"),
        (
            {"f-happened_at": "2026-03-29", "f-happened_at-time": "01:30"},
            "The clocks went forward that night, so 01:30 did not exist.",
            "f-happened_at",
        ),
        (
            {"f-happened_at": "2025-10-26", "f-happened_at-time": "01:30"},
            "The clocks went back that night, so 01:30 came twice.",
            "f-happened_at",
        ),
        (
            {"f-from_name": "x" * 501},
            "This is 501 characters long. Shorten it to 500 or fewer.",
            "f-from_name",
        ),
        ({"f-about": "x" * 20_001}, "Shorten it to 20,000 or fewer.", "f-about"),
        ({"f-from_name": "a\x00b"}, "This contains a character that no keyboard makes.", "f-from_name"),
        ({"f-urgent": "perhaps"}, "Choose an answer to “Is it urgent?”.", "f-urgent"),
        ({"f-classified": "<script>"}, "Choose an answer to “What kind of letter is it?”.", "f-classified"),
        ({"f--known": "machine"}, "Choose an answer to “How do you know?”.", "f--known"),
    ],
)
def test_a_wrong_answer_names_its_question_and_keeps_the_others(
    desk: Client, karin: Association, typed: dict[str, str], sentence: str, field: str
) -> None:
    response = desk.post(FORM, {**FILLED, **typed})
    said = response.content.decode()
    assert response.status_code == 422
    assert sentence in said
    assert re.search(rf'<li><a href="#{field}[a-z-]*">', said)
    assert "3 Mill Lane" in said
    assert "<title>Error:" in said
    assert events(karin) == []


def test_the_hour_that_comes_twice_is_saved_once_somebody_says_which(
    desk: Client, karin: Association
) -> None:
    typed = {**FILLED, "f-happened_at": "2025-10-26", "f-happened_at-time": "01:30"}
    assert "Before the clocks went back" in desk.post(FORM, typed).content.decode()
    desk.post(FORM, {**typed, "f-happened_at-which": "second"})
    (event,) = events(karin)
    assert event.happened_at.isoformat() == "2025-10-26T01:30:00+00:00"


def test_any_script_goes_in_and_comes_out_as_it_was(desk: Client, karin: Association) -> None:
    name = "محمد \u202eevil\u202c 𝔘𝔫𝔦 <i>&\"' 李伟"
    response = desk.post(FORM, {**FILLED, "f-from_name": name}, follow=True)
    said = response.content.decode()
    assert "<i>" not in said
    assert "محمد \u202eevil\u202c 𝔘𝔫𝔦 &lt;i&gt;&amp;&quot;&#x27; 李伟" in said
    assert re.search(r"<bdi>محمد", said)


def test_a_form_of_many_megabytes_is_told_to_be_shorter(desk: Client, karin: Association) -> None:
    response = desk.post(FORM, {**FILLED, "f-about": "x" * 10_000_000})
    assert response.status_code == 413
    assert "Go back in your browser: what you typed is still there." in response.content.decode()
    assert events(karin) == []


def test_an_identity_that_the_form_did_not_make_is_replaced(desk: Client, karin: Association) -> None:
    desk.post(FORM, {**FILLED, "uid": "../../etc"})
    (event,) = events(karin)
    assert re.fullmatch(r"[0-9a-f]{32}", event.uid)


def test_a_form_opened_yesterday_still_saves(
    desk: Client, karin: Association, clock: Callable[[str], datetime]
) -> None:
    clock("Thursday 2026-04-09 09:00")
    assert desk.post(FORM, FILLED).status_code == 302
    (event,) = events(karin)
    assert event.recorded_at == cast.t("Thursday 2026-04-09 09:00")


def test_several_offices_are_asked_for_and_the_answer_is_the_threads(db: None, clock: object) -> None:
    moray = cast.association("moray")
    olga = cast.member(moray, "olga", "officer", office="switchboard")
    desk = cast.client(olga)
    form = "/moray/capture/call.received"
    said = desk.get(form).content.decode()
    assert "Which office or line did it reach?" in said
    typed = {
        "f-happened_at": "2026-04-08",
        "f-happened_at-time": "10:00",
        "f--known": "staff",
        "step": "save",
    }
    assert desk.post(form, {**typed, "f--office": "moon"}).status_code == 422
    desk.post(form, {**typed, "f--office": "main"})
    with tenancy.association(moray):
        thread = Thread.objects.select_related("office").get(kind="call")
    assert thread.office is not None
    assert thread.office.slug == "main"
