"""Danger now: what to say, whom to ring, one line on record, and an alarm until somebody has it."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.test import Client

from kept.store import tenancy
from kept.store.models import Account, Association, Clock, Event, EventText, Heartbeat
from tests import cast

GAS = "/karin/danger/gas"


@pytest.fixture
def desk(ann: Account) -> Client:
    return cast.client(ann)


@pytest.fixture
def bea(karin: Association) -> Client:
    return cast.client(cast.member(karin, "bea", "manager"))


@pytest.fixture(autouse=True)
def alive(karin: Association, clock: Callable[[str], datetime]) -> None:
    """The worker has just been seen, and goes on being seen."""
    Heartbeat.objects.create(name="worker", beat_at=cast.t("Wednesday 2026-04-08 12:00"))


def text(response: object) -> str:
    return response.content.decode()  # type: ignore[attr-defined]


def alarms_on(said: str) -> str:
    found = re.search(r'<section class="kept-alarms".*?</section>', said, re.S)
    return found[0] if found else ""


def put_on_record(desk: Client, where: str = "14 Mill Lane, Ms Okafor", **more: str) -> str:
    response = desk.post(GAS, {"f-line": where, "emergency": "yes", "uid": "a" * 32, **more})
    assert response.status_code == 302, text(response)
    return str(response["Location"].rsplit("/", 1)[1])


def test_every_page_leads_there_and_the_page_says_that_it_is_no_panic_button(desk: Client) -> None:
    assert 'class="kept-danger-now" href="/karin/danger"' in text(desk.get("/karin/capture"))
    said = text(desk.get("/karin/danger"))
    assert "Kept is not a panic button: it rings nobody outside." in said
    assert '<a class="kept-dangers__link" href="/karin/danger/gas" data-key="1">Gas or fumes' in said


def test_numbers_and_words_come_before_anything_is_asked(desk: Client) -> None:
    said = text(desk.get(GAS))
    assert '<a class="kept-numbers__link" href="tel:0800111999"><strong>0800 111 999</strong></a>' in said
    assert "Do not smoke, strike a match, or touch a light switch" in said
    assert said.index("0800 111 999") < said.index("Where, and who?")
    assert re.search(r'id="f-line"[^>]* data-focus-wide', said)


def test_one_line_starts_the_laws_clock_and_calls_a_colleague(desk: Client, karin: Association) -> None:
    ref = put_on_record(desk)
    said = text(desk.get(f"/karin/thread/{ref}"))
    assert "The danger is on record." in said
    assert "Danger: Gas or fumes" in said
    assert "Nobody has it yet who can make it safe." in said
    with tenancy.association(karin):
        (event,) = Event.objects.filter(kind="hazard.marked")
        assert event.facts["what"] == "gas"
        assert event.facts["emergency"] is True
        assert EventText.objects.get(event=event).words["address"] == "14 Mill Lane, Ms Okafor"
        promises = set(Clock.objects.filter(start=event.uid).values_list("promise", flat=True))
    assert any(each.startswith("law:") for each in promises)


def test_sent_twice_it_is_one_danger(desk: Client, karin: Association) -> None:
    assert put_on_record(desk) == put_on_record(desk)
    with tenancy.association(karin):
        assert Event.objects.filter(kind="hazard.marked").count() == 1


def test_an_empty_line_is_asked_for_and_a_very_long_one_is_kept_whole(
    desk: Client, karin: Association
) -> None:
    response = desk.post(GAS, {"f-line": "  ", "emergency": "yes"})
    assert response.status_code == 422
    assert "Say where it is, or who told you. “Not known” will do." in text(response)
    put_on_record(desk, "14 Mill Lane, " + "x" * 3_000 + "\x00")
    with tenancy.association(karin):
        words = EventText.objects.get(event__kind="hazard.marked").words
    assert len(words["about"]) == 14 + 3_000


def test_a_danger_said_on_a_contact_stays_with_it_and_outlives_its_closing(
    desk: Client, karin: Association, ann: Account, letter: str
) -> None:
    assert f'href="/karin/danger?thread={letter}"' in text(desk.get(f"/karin/thread/{letter}"))
    assert f'href="/karin/danger/gas?thread={letter}"' in text(desk.get(f"/karin/danger?thread={letter}"))
    assert put_on_record(desk, thread=letter) == letter
    other = cast.told(karin, ann, "compliment.received", "Wednesday 2026-04-08 10:00")
    cast.told(karin, ann, "thread.closed", "Wednesday 2026-04-08 11:00", thread=other)
    assert put_on_record(desk, thread=other, uid="b" * 32) != other


@pytest.mark.parametrize("what", ["nonsense", "gas2"])
def test_a_danger_that_nobody_knows_is_not_there(desk: Client, what: str) -> None:
    assert desk.get(f"/karin/danger/{what}").status_code == 404


def test_the_alarm_stands_on_every_page_of_whose_turn_it_is(
    desk: Client, bea: Client, clock: Callable[[str], datetime]
) -> None:
    ref = put_on_record(desk)
    for page in ("/karin/desk", "/karin/capture", f"/karin/thread/{ref}", "/karin/performance"):
        banner = alarms_on(text(desk.get(page)))
        assert "Danger: Gas or fumes" in banner, page
        assert "14 Mill Lane" in banner
        assert "It is your turn, as receptionist." in banner
    assert alarms_on(text(bea.get("/karin/desk"))) == ""
    _later(clock, 11)
    banner = alarms_on(text(bea.get("/karin/desk")))
    assert "It is your turn, as manager." in banner
    assert "Nobody has answered; now the manager is called." in alarms_on(text(desk.get("/karin/desk")))


def test_whoever_has_it_ends_it_for_all_and_the_second_hears_so(
    desk: Client, bea: Client, karin: Association, clock: Callable[[str], datetime]
) -> None:
    ref = put_on_record(desk)
    _later(clock, 11)
    (have,) = set(re.findall(r'action="(/karin/alarm/[^"]*)"', text(bea.get("/karin/desk"))))
    said = text(bea.post(have, follow=True))
    assert "You have it. Nobody else is called." in said
    assert "I have it</p>" in said
    for each in (desk, bea):
        assert alarms_on(text(each.get("/karin/desk"))) == ""
    assert "Somebody has this alarm already" in text(desk.post(have, follow=True))
    assert "Somebody has this alarm already" in text(bea.post(have, follow=True))
    assert "Nobody is being called here." in text(bea.get(f"/karin/alarm/{ref}"))
    with tenancy.association(karin):
        assert Event.objects.filter(kind="alarm.acknowledged").count() == 1


def test_a_page_asks_again_and_is_told_only_what_is_new(desk: Client) -> None:
    before = text(desk.get("/karin/desk"))
    (seen,) = re.findall(r'id="alarms-seen" name="seen" value="([^"]*)"', before)
    assert 'hx-get="/karin/alarms" hx-trigger="every 10s"' in before
    asked = {"headers": {"HX-Request": "true"}}
    assert desk.get("/karin/alarms", {"seen": seen}, **asked).status_code == 204  # type: ignore[arg-type]
    put_on_record(desk)
    response = desk.get("/karin/alarms", {"seen": seen}, **asked)  # type: ignore[arg-type]
    assert response.status_code == 200
    assert "Danger: Gas or fumes" in alarms_on(text(response))
    assert "<html" not in text(response)


def test_who_has_signed_out_meanwhile_is_told_and_the_page_stays(db: None) -> None:
    response = Client().get("/karin/alarms", headers={"HX-Request": "true"})
    assert response.status_code == 401
    assert response.content == b""


def test_a_dead_worker_is_an_alarm_on_every_screen(desk: Client, clock: Callable[[str], datetime]) -> None:
    assert alarms_on(text(desk.get("/karin/capture"))) == ""
    Heartbeat.objects.update(beat_at=cast.t("Wednesday 2026-04-08 11:58"))
    banner = alarms_on(text(desk.get("/karin/capture")))
    assert "has stopped, last seen at 11:58 on Wednesday 8 April: nothing falls due by itself" in banner
    Heartbeat.objects.all().delete()
    assert "has never run here" in alarms_on(text(desk.get("/karin/performance")))


def test_the_hand_over_to_repairs_names_them_and_their_reference(desk: Client) -> None:
    ref = put_on_record(desk)
    form = f"/karin/thread/{ref}/hazard.handed_over"
    now = {"f-happened_at": "2026-04-08", "f-happened_at-time": "12:00", "f--known": "staff", "step": "save"}
    assert desk.post(form, now).status_code == 422
    said = text(desk.post(form, {**now, "f-to": "Repairs desk", "f-reference": "R-4711"}, follow=True))
    assert "Repairs desk has it since 12:00 on Wednesday 8 April 2026, under R-4711." in said
    assert "Nobody has it yet" not in said


def test_an_auditor_sees_the_alarm_neither_to_answer_nor_to_raise(karin: Association, desk: Client) -> None:
    put_on_record(desk)
    auditor = cast.client(cast.member(karin, "aud", "auditor"))
    assert auditor.get("/karin/danger").status_code == 403
    assert alarms_on(text(auditor.get("/karin/desk"))) == ""


def _later(clock: Callable[[str], datetime], minutes: int) -> None:
    now = clock(f"Wednesday 2026-04-08 12:{minutes:02}")
    Heartbeat.objects.update(beat_at=now - timedelta(seconds=5))
