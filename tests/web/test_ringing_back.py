"""Messages with every field the policy wants, and whoever nobody could reach: tries, evenings, the letter."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import pytest
from django.test import Client

from kept.actions import customers
from kept.actions.reaching import set_contact_rules
from kept.store import tenancy
from kept.store.models import Account, Association, Event, Notice, Person
from tests import cast

UID = "c" * 32
CALL = {"f-message-reply_wanted": "call"}


def events(association: Association, ref: str) -> list[Event]:
    with tenancy.association(association):
        return list(Event.objects.filter(thread__ref=ref).order_by("id"))


def kinds(association: Association, ref: str) -> list[str]:
    return [each.kind for each in events(association, ref)]


def listed(desk: Client) -> str:
    return desk.get("/moray/calls/to-ring-back").content.decode()


def hamish(moray: Association) -> Person:
    """A customer with an address and no number on file."""
    at = cast.t("Monday 2026-03-30 10:00")
    made = customers.add(association=moray, by="rona", at=at, name="Hamish Reid", address="2 Hill St")
    assert isinstance(made, Person)
    return made


@pytest.fixture
def moray(db: None, clock: Callable[[str], datetime]) -> Association:
    """Moray's policy says most of messages and of ringing back."""
    return cast.association("moray")


@pytest.fixture
def rona(moray: Association) -> Client:
    return cast.client(cast.member(moray, "rona", "receptionist", team="reception"))


@pytest.fixture
def eve(moray: Association) -> Account:
    return cast.member(moray, "eve", "officer", team="housing")


def moray_call(rona: Client, **more: str) -> str:
    fields = {"uid": UID, "who": "Mr Reid", "looked-for": "Mr Reid", "person": "", "step": "save"}
    response = rona.post("/moray/call", fields | {"f-call-urgent": "no", **more})
    return str(response["Location"]).rsplit("/", 1)[1]


def test_what_the_policy_demands_and_nobody_could_get_is_kept_with_its_reason(
    rona: Client, moray: Association, eve: Account
) -> None:
    ref = moray_call(rona)
    said = rona.get(f"/moray/call/{ref}?to=eve").content.decode()
    for each in ("gap-address", "gap-home_phone", "gap-already_told", "gap-subject", "gap-last_resort"):
        assert f'id="{each}"' in said
    asked = {"f-message-about": "The roof", "gap-address": "declined", "gap-home_phone": "none"}
    rona.post(f"/moray/call/{ref}", {"uid": "d" * 32, "do": "message", "to": "eve", **asked})
    taken = next(each for each in events(moray, ref) if each.kind == "message.taken")
    assert "address:declined home_phone:none" in taken.facts["missing"]
    assert "already_told:unsaid" in taken.facts["missing"]
    shown = rona.get("/moray/calls/messages").content.decode()
    assert "Their address: they would rather not say" in shown
    assert "nobody said why it is missing" in shown
    counted = rona.get("/moray/calls").content.decode()
    assert "Their address: they would rather not say: <strong>1</strong>" in counted
    assert "Of 1 message." in counted


def test_another_time_that_the_caller_wants_is_our_word_from_then_on(
    rona: Client, moray: Association, eve: Account
) -> None:
    ref = moray_call(rona)
    wish = {"f-wish-wished_for": "2026-04-13", "f-wish-wished_for-time": "18:30", "f-wish-confirmed": "yes"}
    fields = {"uid": "d" * 32, "do": "message", "to": "eve", "f-message-about": "The roof", **wish}
    wrong = rona.post(f"/moray/call/{ref}", fields | {"f-wish-wished_for-time": "late"})
    assert wrong.status_code == 422
    assert "The roof" in wrong.content.decode()
    rona.post(f"/moray/call/{ref}", fields | {"f-message-reply_wanted": "call"})
    said = next(each for each in events(moray, ref) if each.kind == "callback.wish")
    assert said.facts["wished_for"].startswith("2026-04-13T18:30")
    assert said.facts["confirmed"] is True
    assert said.facts["first_offer"]
    given = next(each for each in events(moray, ref) if each.kind == "promise.given")
    assert given.facts["promised_for"].startswith("2026-04-13T18:30")
    assert "Ring again, from 18:30 on Monday 13 April" in listed(rona)


def test_the_next_step_is_offered_by_itself_until_the_letter(
    rona: Client, moray: Association, eve: Account, clock: Callable[[str], datetime]
) -> None:
    reid = hamish(moray)
    ref = moray_call(rona, who="Reid", person=reid.ref, **{"looked-for": "Reid"})
    told = {
        "f-message-about": "The roof",
        "f-message-home_phone": "01343 960 001",
        **CALL,
    }
    rona.post(f"/moray/call/{ref}", {"uid": "d" * 32, "do": "message", "to": "eve", **told})
    row = listed(rona)
    assert "Hamish Reid" in row
    assert "01343 960 001" in row
    assert "Ring now." in row
    assert "leave your name and a number" in row
    assert "Nobody has tried to ring them back yet" in rona.get(f"/moray/call/{ref}/letter").content.decode()
    for wall in ("Wednesday 2026-04-08 14:00", "Wednesday 2026-04-08 16:00", "Thursday 2026-04-09 10:00"):
        cast.told(moray, eve, "callback.attempted", wall, thread=ref, result="no_answer")
    clock("Thursday 2026-04-09 10:30")
    row = listed(rona)
    assert "Tried 3 times, 1 today" in row
    assert "Ring again, from 11:00 on Thursday 9 April" in row
    clock("Monday 2026-04-13 09:30")
    row = listed(rona)
    assert "The days of trying are over: send the letter." in row
    letter = rona.get(f"/moray/call/{ref}/letter").content.decode()
    for each in (
        "Dear Hamish Reid",
        "2 Hill St",
        "• 14:00 on Wednesday 8 April 2026",
        "• 10:00 on Thursday 9 April 2026",
        "Please get in touch with us again",
        "Eve",
        "eve@example.org",
        "Monday to Thursday: 09:00 to 17:00",
        "Friday: 09:00 to 13:00",
    ):
        assert each in letter, each
    rona.post(f"/moray/call/{ref}/letter", {"uid": "e" * 32})
    rona.post(f"/moray/call/{ref}/letter", {"uid": "e" * 32})
    assert kinds(moray, ref).count("letter.sent") == 1


def test_who_wants_no_letters_gets_none_and_who_is_only_in_of_an_evening_is_rung_then(
    rona: Client, moray: Association, eve: Account, clock: Callable[[str], datetime]
) -> None:
    reid = hamish(moray)
    rules = {"never": ["letter"], "hours": ["17:30", "20:00"]}
    done = set_contact_rules(
        association=moray, person=reid.ref, rules=rules, by="rona", at=cast.t("Monday 2026-03-30 10:05")
    )
    assert isinstance(done, Person)
    ref = moray_call(rona, who="Reid", person=reid.ref, **{"looked-for": "Reid"})
    rona.post(
        f"/moray/call/{ref}",
        {
            "uid": "d" * 32,
            "do": "message",
            "to": "eve",
            "f-message-about": "x",
            **CALL,
        },
    )
    for list_ in ("", "?list=evening"):
        row = rona.get(f"/moray/calls/to-ring-back{list_}").content.decode()
        assert "Ring in the evening, from 17:30 on Wednesday 8 April on; a try by day does not count." in row
    cast.told(moray, eve, "callback.attempted", "Wednesday 2026-04-08 14:00", thread=ref, result="no_answer")
    clock("Wednesday 2026-04-08 18:00")
    assert "Ring now: they are only in of an evening." in listed(rona)
    letter = rona.get(f"/moray/call/{ref}/letter").content.decode()
    assert "Do not write to them by post" in letter
    rona.post(f"/moray/call/{ref}/letter", {"uid": "e" * 32})
    assert "letter.sent" not in kinds(moray, ref)


def test_the_short_form_of_a_message_is_filled_counted_and_delivered_too(
    rona: Client, moray: Association, eve: Account
) -> None:
    reid = hamish(moray)
    said = rona.get(f"/moray/capture/message.taken?person={reid.ref}").content.decode()
    assert 'id="gap-home_phone"' in said
    assert 'id="gap-address"' not in said
    assert 'name="f-missing"' not in said
    form = {
        "uid": "b" * 32,
        "f-from_name": "Hamish Reid",
        "person": reid.ref,
        "f-about": "The roof",
        "f-happened_at": "2026-04-08",
        "f-happened_at-time": "11:55",
        "f--known": "staff",
        "f--office": "main",
        "owner": "eve",
        "gap-home_phone": "none",
        "step": "save",
    }
    for _ in range(2):
        response = rona.post("/moray/capture/message.taken", form)
        assert response.status_code == 302
    ref = str(response["Location"]).rsplit("/", 1)[1]
    (taken,) = [each for each in events(moray, ref) if each.kind == "message.taken"]
    assert "home_phone:none" in taken.facts["missing"]
    assert "address" not in taken.facts["missing"]
    with tenancy.association(moray):
        assert [each.account for each in Notice.objects.filter(what="message")] == [eve]
