"""The pages of the mail book and of valuables, at a house that names who opens its post."""

from __future__ import annotations

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from kept.store import tenancy
from kept.store.models import Account, Association, Clock, Event, MailItem, Thread, Valuable
from tests import cast

PNG = b"\x89PNG\r\n\x1a\n" + b"x" * 20
SENT = {
    "sort": "letter",
    "date": "2026-04-08",
    "time": "08:40",
    "from_name": "Ms Okafor",
    "about": "The roof leaks, nobody has come and I wish to complain",
    "opened_by": "dora",
    "to": "olu",
    "answer": "yes",
    "step": "save",
}


@pytest.fixture
def moray(db: None, clock: object) -> Association:
    """Moray, where the director opens the post; it is Wednesday 8 April 2026, noon."""
    return cast.association("moray")


@pytest.fixture
def desk(moray: Association) -> Client:
    """Signed in as the receptionist, with a director and an officer beside them."""
    cast.member(moray, "dora", "director")
    cast.member(moray, "olu", "officer")
    return cast.client(cast.member(moray, "rena", "receptionist"))


def text(answer: object) -> str:
    return re.sub(r"\s+", " ", answer.content.decode())  # type: ignore[attr-defined]


def enter(desk: Client, **more: object) -> MailItem:
    answer = desk.post("/moray/mail-book", SENT | more)
    assert answer.status_code == 302, text(answer)
    with tenancy.association("moray"):
        return MailItem.objects.select_related("thread").latest("pk")


def test_a_letter_is_entered_read_and_both_clocks_are_shown_before_and_after(desk: Client) -> None:
    page = text(desk.get("/moray/mail-book"))
    assert "Director, Corporate &amp; Housing Information Officer, or who stands in" in page
    assert 'value="rena"' not in page.split('id="opened_by"')[1].split("</select>")[0]
    scan = SimpleUploadedFile("letter.png", PNG, "image/png")
    one = enter(desk, scans=scan)
    book = text(desk.get(f"/moray/mail-book?saved={one.pk}"))
    for shown in (
        "Ms Okafor",
        "In the book as number 1: Letter",
        "Late: not handed round",
        "Letter: 1",
        "Same again",
    ):
        assert shown in book, shown
    address = f"/moray/mail-book/{one.pk}"
    item = text(desk.get(address))
    assert "“complain”" in item
    assert "“roof”, “leaks”" in item
    assert 'value="complaint" checked' not in item
    assert "letter.png" in item
    ticked = {"sort": ["complaint", "repair"], "repair.f-right_to_repair": "none", "sort-uid": "c" * 32}
    looked = text(desk.post(address, ticked | {"do": "classify-check"}))
    assert "What would be promised once it is saved" in looked
    assert looked.count(">leads<") == 1
    with tenancy.association("moray"):
        assert not Event.objects.filter(kind="complaint.received").exists()
    assert desk.post(address, ticked | {"do": "classify"}).status_code == 302
    after = text(desk.get(address))
    assert after.count("The law") >= 1
    assert "Our policy" in after
    with tenancy.association("moray"):
        clocks = Clock.objects.filter(thread=one.thread_id, verdict="running")
        assert {each.started_at for each in clocks} == {one.received_at}
        promised = {each.promise.split(":")[0] for each in clocks}
        assert {"law", "moray"} <= promised
        first = clocks.order_by("act_by")[0]
        assert Thread.objects.get(pk=one.thread_id).act_by == first.act_by


def test_what_is_wrong_stands_at_its_question_and_nothing_typed_is_lost(desk: Client) -> None:
    answer = desk.post("/moray/mail-book", SENT | {"opened_by": "rena", "date": "2026-04-07"})
    page = text(answer)
    assert answer.status_code == 422
    assert "Post is opened here by Director or Corporate" in page
    assert 'value="Ms Okafor"' in page
    answer = desk.post("/moray/mail-book", SENT | {"date": "2026-04-07"})
    assert "Say in a few words why it is entered now." in text(answer)
    with tenancy.association("moray"):
        assert not MailItem.objects.exists()


def test_a_pile_is_handed_round_found_and_a_slip_struck_out(desk: Client) -> None:
    first = enter(desk)
    again = desk.post("/moray/mail-book", SENT | {"step": "again", "from_name": "Mr Bell"})
    assert f"like={first.pk + 1}" in again["Location"]
    like = text(desk.get(again["Location"]))
    assert "Something came, like number 2" in like
    assert 'value="Mr Bell"' not in like
    struck = desk.post(f"/moray/mail-book/{first.pk}", {"do": "strike", "reason": "Entered twice"})
    assert struck.status_code == 302
    assert desk.post("/moray/mail-book", {"step": "round"}).status_code == 302
    page = text(desk.get("/moray/mail-book"))
    assert "Everything has been handed round." in page
    assert "Handed round late" in page
    assert "Struck out" in page
    found = text(desk.get("/moray/mail-book/find?q=bell&to=olu"))
    assert "Mr Bell" in found
    assert "Ms Okafor" not in found
    assert text(desk.get("/moray/mail-book/find?since=31/2/2026")).count("There is no such day") == 2


def test_a_passport_has_a_receipt_and_every_hand_it_goes_through(desk: Client) -> None:
    answer = desk.post("/moray/mail-book", SENT | {"sort": "valuables", "about": "Passport"})
    assert "/moray/valuables/new?item=" in answer["Location"]
    form = {
        "item": answer["Location"].split("item=")[1],
        "uid": "d" * 32,
        "f-sort": "passport",
        "f-what": "British passport 123456789",
        "f-from_name": "Ms Okafor",
        "f-settle_by": "2026-04-10",
        "f-settle_by-time": "17:00",
    }
    assert "Choose" in text(desk.post("/moray/valuables/new", form))
    assert desk.post("/moray/valuables/new", form | {"f-witness": "olu"})["Location"] == "/moray/valuables/1"
    assert desk.post("/moray/valuables/new", form | {"f-witness": "olu"})["Location"] == "/moray/valuables/1"
    listed = text(desk.get("/moray/valuables"))
    assert "1 in our hands, 0 past their time" in listed
    assert "British passport" in listed
    assert desk.post("/moray/valuables/1", {"do": "hand", "f-to": "dora", "uid": "1" * 32}).status_code == 302
    back = {"do": "back", "f-how": "by_hand", "f-to_name": "Ms Okafor", "uid": "2" * 32}
    assert desk.post("/moray/valuables/1", back).status_code == 302
    assert desk.post("/moray/valuables/1", back).status_code == 302
    page = text(desk.get("/moray/valuables/1"))
    for shown in ("Given back", "Into their own hands, Ms Okafor", "Valuables passed on inside", "Dora"):
        assert shown in page, shown
    assert desk.post("/moray/valuables/1", back | {"uid": "3" * 32}).status_code == 422
    with tenancy.association("moray"):
        row = Valuable.objects.get(number=1)
        assert (row.thread.state, row.ended_as) == ("closed", "returned")
    assert Account.objects.count() == 3
