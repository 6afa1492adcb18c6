"""The diary as pages: the day, the week and the team; the form; one appointment; rooms; lists; feeds."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from icalendar import Calendar

from kept.actions import absences, booking, customers, resources
from kept.store import tenancy
from kept.store.models import (
    Account,
    Association,
    Booking,
    Event,
    Feed,
    Marker,
    Person,
    Resource,
    Session,
    Slot,
    Unmet,
)
from kept.web.diary.ical import Told, calendar_of
from tests import cast
from tests.cast import t

WHEN = t("Thursday 2026-04-09 14:00")


def page(name: str, *args: object) -> str:
    return reverse(name, args=["karin", *map(str, args)])


def booked(karin: Association, who: str = "ann", starts: datetime = WHEN, **more: object) -> int:
    facts = {"from_name": "Mr Lewis", "phone": "0113 496 0009", "about": "Rent", "agreed": True}
    done = booking.book(
        association=karin,
        kind="appointment",
        starts=starts,
        resources=[f"@{who}"],
        facts={**facts, "agreed_how": "by-telephone", **more},
        by="ann",
        at=cast.t("Wednesday 2026-04-08 11:00"),
    )
    assert isinstance(done, booking.Booked), done
    return done.id


def room(karin: Association, **more: object) -> int:
    made = resources.add(
        association=karin,
        kind="room",
        name="Blue room",
        office="main",
        seats=4,
        by="ann",
        at=cast.t("Wednesday 2026-04-08 11:00"),
        **more,
    )
    assert isinstance(made, Resource), made
    return made.pk


@pytest.fixture
def visitor(ann: Account) -> Client:
    return cast.client(ann)


def form(**more: object) -> dict[str, object]:
    return {
        "uid": "a" * 32,
        "kind": "appointment",
        "with": "@ann",
        "day": "2026-04-09",
        "time": "14:00",
        "minutes": "30",
        "customer": "Mr Lewis",
        "where": "office",
        "f-phone": "0113 496 0009",
        "f-about": "Rent",
        "agreed": "yes",
        "agreed_how": "by-telephone",
        "step": "book",
        **more,
    }


def test_a_time_is_booked_by_the_form_and_stands_in_the_diary(karin: Association, visitor: Client) -> None:
    response = visitor.post(page("diary-book"), form())
    assert response.status_code == 302, response.content.decode()
    with tenancy.association(karin):
        made = Booking.objects.get()
    assert response["Location"] == page("diary-booking", made.pk)
    shown = visitor.get(page("diary"), {"day": "2026-04-09"}).content.decode()
    assert "14:00–14:30" in shown
    assert "Mr Lewis" in shown
    assert page("diary-booking", made.pk) in shown


def test_the_same_form_sent_twice_is_one_booking(karin: Association, visitor: Client) -> None:
    first = visitor.post(page("diary-book"), form())
    again = visitor.post(page("diary-book"), form())
    assert first["Location"] == again["Location"]
    with tenancy.association(karin):
        assert Booking.objects.count() == 1


def test_a_time_that_is_taken_keeps_what_was_typed_and_offers_others(
    karin: Association, visitor: Client
) -> None:
    booked(karin)
    response = visitor.post(page("diary-book"), form(customer="Mrs Okafor"))
    shown = response.content.decode()
    assert response.status_code == 409
    assert "Ann is taken on Thursday 9 April at 14:00" in shown
    assert 'value="Mrs Okafor"' in shown
    assert "14:30–15:00" in shown
    assert 'href="#day"' in shown


@pytest.mark.parametrize(
    ("more", "says"),
    [
        ({"day": "2026-04-07"}, "has passed"),
        ({"day": "2026-04-11"}, "The office is shut on Saturday 11 April"),
        ({"time": "18:00"}, "The office is shut at 18:00"),
        ({"minutes": "1400"}, "longer than 14 hours"),
        ({"minutes": "1"}, "shorter than five minutes"),
        ({"agreed": ""}, "Tick that the customer agreed"),
        ({"agreed_how": ""}, "Say how the customer agreed"),
        ({"f-phone": ""}, "Give a number to reach them on"),
        ({"f-about": ""}, "Say what it is about"),
        ({"customer": ""}, "Say who the customer is"),
        ({"time": "25:00"}, "hours and minutes"),
        ({"day": "2031-04-09"}, "more than two years ahead"),
        ({"because": "illness"}, "Book a visit at their home instead"),
    ],
)
def test_bad_input_is_refused_with_the_cure_and_nothing_is_lost(
    karin: Association, visitor: Client, more: dict[str, str], says: str
) -> None:
    response = visitor.post(page("diary-book"), form(**more))
    shown = response.content.decode()
    assert response.status_code in (409, 422)
    assert says in shown
    with tenancy.association(karin):
        assert Booking.objects.count() == 0
        assert Slot.objects.count() == 0


def test_what_is_free_is_shown_and_can_be_chosen(karin: Association, visitor: Client) -> None:
    booked(karin)
    response = visitor.post(page("diary-book"), form(step="find", time=""))
    shown = response.content.decode()
    assert "Everybody and everything is free at these times" in shown
    chosen = shown.split('name="slot" value="')[1].split('"')[0]
    assert visitor.post(page("diary-book"), form(slot=chosen)).status_code == 302
    with tenancy.association(karin):
        assert Booking.objects.order_by("-id")[0].starts_at.isoformat() == chosen


def test_it_is_moved_and_what_was_agreed_before_stays(karin: Association, visitor: Client) -> None:
    old = booked(karin)
    sent = {
        "day": "2026-04-10",
        "time": "09:30",
        "minutes": "30",
        "agreed": "yes",
        "agreed_how": "by-text",
        "step": "book",
    }
    response = visitor.post(page("diary-move", old), sent)
    assert response.status_code == 302, response.content.decode()
    with tenancy.association(karin):
        before, after = Booking.objects.order_by("id")
        assert before.state == "moved"
        assert before.replaced_by_id == after.pk
        assert Slot.objects.filter(released_at=None).count() == 1
    shown = visitor.get(page("diary-booking", after.pk)).content.decode()
    assert "Agreed before" in shown
    assert "Moved to another time" in shown


def test_cancelled_by_us_it_is_settled_only_with_another_time_offered(
    karin: Association, visitor: Client
) -> None:
    made = booked(karin)
    one = page("diary-booking", made)
    assert "Say why we cannot keep it" in visitor.post(one, {"act": "cancel", "whose": "us"}).content.decode()
    assert visitor.post(one, {"act": "cancel", "whose": "us", "reason": "Ill"}).status_code == 302
    assert "Cancelled by us, and not settled" in visitor.get(page("diary-to-do")).content.decode()
    refused = visitor.post(one, {"act": "told", "answer": "declined"})
    assert refused.status_code == 409
    assert "Offer at least one other time" in refused.content.decode()
    offer = visitor.get(one).content.decode().split('name="offer" value="')[1].split('"')[0]
    assert visitor.post(one, {"act": "told", "offer": offer, "answer": "declined"}).status_code == 302
    with tenancy.association(karin):
        settled = Booking.objects.get()
        kinds = list(
            Event.objects.filter(thread=settled.thread).order_by("id").values_list("kind", flat=True)
        )
    assert settled.answer == "declined"
    assert kinds[-2:] == ["appointment.cancelled_by_staff", "appointment.customer_told"]


def test_the_feed_says_visit_and_a_reference_and_ends_when_revoked(
    karin: Association, visitor: Client
) -> None:
    made = booked(karin, from_name="Evil\r\nATTENDEE:x", about="SUMMARY:owned")
    shown = visitor.post(page("diary-feeds"), {"whose": "@ann"}).content.decode()
    address = shown.split('readonly value="')[1].split('"')[0]
    body = Client().get(address).content
    told = Calendar.from_ical(body)
    (event,) = told.walk("VEVENT")
    with tenancy.association(karin):
        ref = Booking.objects.get(pk=made).thread.ref
        feed = Feed.objects.get()
    assert event["SUMMARY"] == f"Visit {ref}"
    assert event["DTSTART"].dt == WHEN
    for secret in (b"Evil", b"owned", b"Rent", b"0113"):
        assert secret not in body
    assert visitor.post(page("diary-feeds"), {"revoke": feed.ref}).status_code == 302
    assert Client().get(address).status_code == 404


def test_an_invitation_is_one_that_calendars_take_and_take_out_again(
    karin: Association, visitor: Client
) -> None:
    made = booked(karin)
    sent = visitor.get(page("diary-invitation", made))
    assert sent["Content-Type"].startswith("text/calendar")
    told = Calendar.from_ical(sent.content)
    assert told["METHOD"] == "REQUEST"
    (event,) = told.walk("VEVENT")
    assert event["SEQUENCE"] == 0
    assert "ORGANIZER" in event
    visitor.post(page("diary-booking", made), {"act": "cancel", "whose": "customer"})
    gone = Calendar.from_ical(visitor.get(page("diary-invitation", made)).content)
    assert gone["METHOD"] == "CANCEL"
    assert gone.walk("VEVENT")[0]["UID"] == event["UID"]
    assert gone.walk("VEVENT")[0]["SEQUENCE"] == 1


def test_whoever_is_away_is_shown_so_and_is_not_booked(karin: Association, visitor: Client) -> None:
    now = cast.t("Wednesday 2026-04-08 11:00")
    absences.tell(
        association=karin,
        handle="ann",
        from_at=t("Thursday 2026-04-09 08:00"),
        to_at=t("Friday 2026-04-10 08:00"),
        by="ann",
        at=now,
    )
    shown = visitor.get(page("diary"), {"day": "2026-04-09"}).content.decode()
    assert "Away, back on Friday 10 April at 08:00" in shown
    response = visitor.post(page("diary-book"), form())
    assert "Ann is away until Friday 10 April" in response.content.decode()
    assert response.status_code == 409


def test_two_of_us_are_needed_where_the_file_says_so(karin: Association, visitor: Client) -> None:
    now = cast.t("Wednesday 2026-04-08 11:00")
    okafor = customers.add(association=karin, name="Ngozi Okafor", phones=["0113 496 0001"], by="ann", at=now)
    assert isinstance(okafor, Person)
    marked = visitor.post(
        page("customer-markers", okafor.ref),
        {"kind": "two-staff", "why": "threats", "asked_after": "yes", "review_on": "2026-09-01"},
    )
    assert marked.status_code == 302
    response = visitor.post(page("diary-book"), form(person=okafor.ref, customer=""))
    assert "Two of us have to be there" in response.content.decode()
    cast.member(karin, "bea")
    with tenancy.association(karin):
        assert Marker.objects.count() == 1
    assert visitor.post(page("diary-book"), form(person=okafor.ref, second="@bea")).status_code == 302


def test_a_room_is_taken_now_and_freed(karin: Association, visitor: Client) -> None:
    blue = room(karin)
    assert visitor.post(page("diary-rooms"), {"act": "take", "room": blue, "minutes": 30}).status_code == 302
    shown = visitor.get(page("diary-rooms")).content.decode()
    assert "Taken until 12:30" in shown
    again = visitor.post(page("diary-rooms"), {"act": "take", "room": blue, "minutes": 30})
    assert again.status_code == 409
    assert "Blue room is taken until 12:30" in again.content.decode()
    with tenancy.association(karin):
        slot = Slot.objects.get()
    assert visitor.post(page("diary-rooms"), {"act": "free", "slot": slot.pk}).status_code == 302
    assert visitor.post(page("diary-rooms"), {"act": "no-room"}).status_code == 302
    with tenancy.association(karin):
        assert Slot.objects.get().released_at is not None
        assert Unmet.objects.get().what == "room"


@pytest.mark.parametrize("view", ["day", "week", "team"])
def test_a_page_costs_the_same_number_of_queries_however_much_is_on_it(
    karin: Association, visitor: Client, view: str
) -> None:
    def queries() -> int:
        with CaptureQueriesContext(
            connection,
        ) as seen:
            assert visitor.get(page("diary"), {"day": "2026-04-09", "view": view}).status_code == 200
        return len(seen)

    booked(karin)
    few = queries()
    for number in range(5):
        cast.member(karin, f"more-{number}")
        booked(karin, f"more-{number}")
    booked(karin, starts=t("Thursday 2026-04-09 10:00"))
    assert queries() == few
    assert few <= 22


def test_what_is_closed_to_somebody_is_only_taken(karin: Association, ann: Account) -> None:
    made = booked(karin)
    cast.member(karin, "eve")
    from kept.actions import marking

    with tenancy.association(karin):
        ref = Booking.objects.get(pk=made).thread.ref
    marking.mark(
        association=karin,
        thread=ref,
        sensitivity="about-staff",
        about="eve",
        by="ann",
        at=cast.t("Wednesday 2026-04-08 11:30"),
    )
    visitor = cast.client(Account.objects.get(handle="eve"))
    shown = visitor.get(page("diary"), {"day": "2026-04-09", "view": "day", "who": "@ann"}).content.decode()
    assert "Taken" in shown
    assert "Mr Lewis" not in shown
    assert visitor.get(page("diary-booking", made)).status_code == 404


@pytest.mark.parametrize(
    ("wall", "utc"),
    [
        # The week before and the week after the clocks go forward, and back.
        ("Thursday 2026-03-26 09:00", "20260326T090000Z"),
        ("Thursday 2026-04-02 09:00", "20260402T080000Z"),
        ("Thursday 2026-10-22 09:00", "20261022T080000Z"),
        ("Thursday 2026-10-29 09:00", "20261029T090000Z"),
    ],
)
def test_nine_in_the_morning_is_nine_whatever_the_clocks_do(wall: str, utc: str) -> None:
    told = Told("K7F3-9Q2M", "u" * 32, t(wall), t(wall) + timedelta(minutes=30), t(wall))
    body = calendar_of([told], name="Diary", host="kept.example.org").decode()
    assert f"DTSTART:{utc}" in body


def test_no_name_can_add_a_line_to_a_calendar_whatever_is_in_it() -> None:
    evil = "Blue room\r\nBEGIN:VEVENT\r\nSUMMARY:owned\r\nEND:VEVENT"
    told = Told("K7F3-9Q2M", "u" * 32, WHEN, WHEN + timedelta(minutes=30), WHEN, where=evil)
    body = calendar_of([told], name=evil, host="kept.example.org")
    read = Calendar.from_ical(body)
    assert len(read.walk("VEVENT")) == 1
    assert [line for line in body.decode().split("\r\n") if line.startswith("SUMMARY")] == [
        "SUMMARY:Visit K7F3-9Q2M"
    ]
    assert all(len(line.encode()) <= 75 for line in body.decode().split("\r\n"))


def test_a_surgery_is_planned_shown_and_called_off(karin: Association, visitor: Client) -> None:
    sent = {
        "act": "surgery",
        "surgery": "Housing surgery",
        "day": "2026-04-09",
        "from": "10:00",
        "to": "12:00",
        "every": "15",
        "places": "3",
        "weeks": "2",
        "holder": "@ann",
    }
    assert visitor.post(page("diary-rooms"), sent).status_code == 302
    shown = visitor.get(page("diary-rooms")).content.decode()
    assert "Thursday 9 April, 10:00–12:00" in shown
    assert "Thursday 16 April, 10:00–12:00" in shown
    backwards = visitor.post(page("diary-rooms"), {**sent, "surgery": "Other", "to": "09:00"})
    assert "It ends before it begins" in backwards.content.decode()
    with tenancy.association(karin):
        first = Session.objects.order_by("starts_at")[0].pk
    assert visitor.post(page("diary-rooms"), {"act": "call-off", "session": first}).status_code == 302
    assert "Thursday 9 April, 10:00" not in visitor.get(page("diary-rooms")).content.decode()


def test_how_it_went_is_said_once_and_counts_as_on_time_or_late(
    karin: Association, visitor: Client, clock: Callable[[str], datetime]
) -> None:
    made = booked(karin)
    clock("Thursday 2026-04-09 15:00")
    sent = {"act": "end", "state": "kept", "arrived": "14:20"}
    assert visitor.post(page("diary-booking", made), sent).status_code == 302
    shown = visitor.get(page("diary-booking", made)).content.decode()
    assert "Kept, late" in shown
    assert "14:20 on Thursday 9 April 2026" in shown
    again = visitor.post(page("diary-booking", made), {"act": "cancel", "whose": "customer"})
    assert again.status_code == 409
    assert "It has taken place" in again.content.decode()
