"""What is to be done: one row a thing, the most pressing first, gone once it is done; and who is waiting."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime

import pytest
from django.test import Client

from kept.actions.sweeping import sweep
from kept.store.models import Account, Association
from tests import cast


@pytest.fixture
def desk(ann: Account) -> Client:
    return cast.client(ann)


def refs(desk: Client, address: str = "/karin/desk") -> list[str]:
    return re.findall(r'href="/karin/thread/([0-9A-Z-]{9})"', desk.get(address).content.decode())


def letter_on(karin: Association, ann: Account, wall: str, **facts: object) -> str:
    return cast.told(karin, ann, "letter.received", wall, urgent=False, **facts)


def test_with_nothing_to_do_the_page_says_so(desk: Client) -> None:
    said = desk.get("/karin/desk").content.decode()
    assert "Nothing is due" in said
    assert "Record something" in said


def test_the_most_pressing_comes_first_whenever_it_was_recorded(
    desk: Client, karin: Association, ann: Account
) -> None:
    later = letter_on(karin, ann, "Wednesday 2026-04-08 11:00")
    sooner = letter_on(karin, ann, "Monday 2026-03-30 11:00")
    assert refs(desk) == [sooner, later]


def test_one_thread_is_one_row_however_many_promises_it_carries(desk: Client, letter: str) -> None:
    said = desk.get("/karin/desk").content.decode()
    assert refs(desk) == [letter]
    assert "and 1 more promise" in said
    assert "1 thing to do" in said


def test_what_is_answered_is_gone(desk: Client, karin: Association, ann: Account) -> None:
    ref = letter_on(karin, ann, "Tuesday 2026-04-07 10:00")
    cast.told(karin, ann, "letter.answered", "Wednesday 2026-04-08 10:00", thread=ref)
    assert refs(desk) == []


def test_what_is_past_its_time_stays_until_it_is_done_or_closed(
    desk: Client, karin: Association, ann: Account, clock: Callable[[str], datetime]
) -> None:
    ref = letter_on(karin, ann, "Monday 2026-03-23 10:00", from_name="Ms Okafor")
    assert "Late: still to do" in desk.get("/karin/desk").content.decode()
    sweep(at=clock("Wednesday 2026-04-08 12:00"))
    said = desk.get("/karin/desk").content.decode()
    assert "Late: still to do" in said
    assert "by the end of Wednesday 1 April" in said
    assert "1 thing to do, 1 past its time." in said
    cast.told(karin, ann, "thread.closed", "Wednesday 2026-04-08 11:00", thread=ref)
    assert refs(desk) == []


def test_the_row_names_who_it_is_from_until_those_words_are_erased(
    desk: Client, karin: Association, ann: Account
) -> None:
    from kept.actions.erasing import erase

    ref = letter_on(karin, ann, "Tuesday 2026-04-07 10:00", from_name="Ms Okafor")
    assert "Letter received, <bdi>Ms Okafor</bdi>" in desk.get("/karin/desk").content.decode()
    erase(
        association=karin, thread=ref, by="ann", at=cast.t("Wednesday 2026-04-08 09:00"), reason="Asked for"
    )
    assert "Okafor" not in desk.get("/karin/desk").content.decode()


def test_filters_narrow_and_an_empty_one_offers_the_way_back(
    desk: Client, karin: Association, ann: Account
) -> None:
    late = letter_on(karin, ann, "Monday 2026-03-23 10:00")
    soon = letter_on(karin, ann, "Tuesday 2026-04-07 10:00")
    wall = cast.told(karin, ann, "graffiti.reported", "Tuesday 2026-04-07 10:00")
    assert refs(desk, "/karin/desk?kind=letter") == [late, soon]
    assert refs(desk, "/karin/desk?kind=graffiti") == [wall]
    assert refs(desk, "/karin/desk?when=late") == [late]
    assert refs(desk, "/karin/desk?when=running&kind=letter") == [soon]
    said = desk.get("/karin/desk?kind=complaint").content.decode()
    assert "Nothing to do with these choices." in said


def test_long_lists_are_paged_and_filters_go_along(desk: Client, karin: Association, ann: Account) -> None:
    every = [letter_on(karin, ann, f"Tuesday 2026-04-07 {9 + n // 60:02}:{n % 60:02}") for n in range(42)]
    first = desk.get("/karin/desk?kind=letter").content.decode()
    assert "42 things to do" in first
    assert "1 to 40 of 42" in first
    (after,) = re.findall(r'href="([^"]*page=2[^"]*)" rel="next"', first)
    assert after.replace("&amp;", "&") == "?kind=letter&page=2"
    shown = refs(desk, "/karin/desk?kind=letter") + refs(desk, "/karin/desk?kind=letter&page=2")
    assert sorted(shown) == sorted(every)
    assert refs(desk, "/karin/desk?page=99") == refs(desk, "/karin/desk?page=2")


def test_the_last_opening_before_the_due_is_named_where_it_is_another_day(
    desk: Client, karin: Association, ann: Account, clock: Callable[[str], datetime]
) -> None:
    clock("Friday 2026-04-10 12:00")
    cast.told(karin, ann, "letter.received", "Friday 2026-04-10 10:00", urgent=True)
    said = desk.get("/karin/desk").content.decode()
    assert "by 10:00 on Saturday 11 April" in said
    assert "Open last at 17:00 on Friday 10 April" in said


def test_an_office_can_be_chosen_where_there_are_several(db: None, clock: object) -> None:
    moray = cast.association("moray")
    olga = cast.member(moray, "olga", "officer")
    desk = cast.client(olga)
    here = cast.told(moray, olga, "letter.received", "Tuesday 2026-04-07 10:00", office="main")
    there = cast.told(moray, olga, "letter.received", "Tuesday 2026-04-07 11:00", office="switchboard")
    found = [
        re.findall(r'href="/moray/thread/([0-9A-Z-]{9})"', desk.get(f"/moray/desk{query}").content.decode())
        for query in ("", "?office=main", "?office=switchboard")
    ]
    assert found == [[here, there], [here], [there]]


def test_where_the_desk_was_before_leads_to_it_with_what_was_chosen(desk: Client) -> None:
    assert desk.get("/karin/due?when=late")["Location"] == "/karin/desk?when=late"
    assert desk.get("/karin/due")["Location"] == "/karin/desk"


def test_somebody_who_waits_stands_apart_until_they_are_seen(
    desk: Client, karin: Association, ann: Account, clock: Callable[[str], datetime]
) -> None:
    letter_on(karin, ann, "Tuesday 2026-04-07 10:00")
    ref = cast.told(karin, ann, "visitor.arrived", "Wednesday 2026-04-08 11:58", from_name="Mr Bell")
    said = desk.get("/karin/desk").content.decode()
    assert "Who is waiting" in said
    assert "since 11:58" in said
    assert "1 thing to do." in said
    assert "1 person is waiting. 1 thing to do." in said
    assert f'id="row-{ref}"' not in said
    clock("Wednesday 2026-04-08 12:10")
    assert "Too long" in desk.get("/karin/desk").content.decode()
    cast.told(karin, ann, "visitor.answered", "Wednesday 2026-04-08 12:11", thread=ref)
    assert "Who is waiting" not in desk.get("/karin/desk").content.decode()


def test_what_nobody_looks_at_again_is_listed_until_it_has_a_next_step(
    desk: Client, karin: Association, ann: Account
) -> None:
    ref = cast.told(karin, ann, "compliment.received", "Wednesday 2026-04-08 11:00", from_name="Ms Okafor")
    assert refs(desk) == []
    said = desk.get("/karin/desk?list=adrift").content.decode()
    assert refs(desk, "/karin/desk?list=adrift") == [ref]
    assert "since 11:00" in said
    cast.told(karin, ann, "thread.closed", "Wednesday 2026-04-08 11:30", thread=ref)
    assert (
        "Everything open has an owner and a next date."
        in desk.get("/karin/desk?list=adrift").content.decode()
    )


def test_who_asked_again_is_listed_and_marked(desk: Client, karin: Association, ann: Account) -> None:
    ref = letter_on(karin, ann, "Tuesday 2026-04-07 10:00")
    other = letter_on(karin, ann, "Tuesday 2026-04-07 11:00")
    cast.told(karin, ann, "contact.chased", "Wednesday 2026-04-08 09:00", thread=ref)
    assert refs(desk, "/karin/desk?list=asked") == [ref]
    assert "Asked twice</span><br>" in desk.get("/karin/desk").content.decode()
    cast.told(karin, ann, "contact.chased", "Wednesday 2026-04-08 10:00", thread=ref)
    assert "Asked 3 times" in desk.get("/karin/desk").content.decode()
    assert refs(desk) == [ref, other]


def test_one_sees_ones_own_or_the_teams(desk: Client, karin: Association, ann: Account) -> None:
    bea = cast.member(karin, "bea", "officer")
    mine = letter_on(karin, ann, "Tuesday 2026-04-07 10:00")
    hers = letter_on(karin, bea, "Tuesday 2026-04-07 11:00")
    assert refs(desk) == [mine, hers]
    assert refs(desk, "/karin/desk?whose=mine") == [mine]
    assert refs(desk, "/karin/desk?whose=team") == [mine, hers]


def test_the_part_that_is_asked_for_again_is_the_same_address_with_the_same_choices(
    desk: Client, karin: Association, ann: Account
) -> None:
    ref = letter_on(karin, ann, "Tuesday 2026-04-07 10:00")
    part = desk.get("/karin/desk?kind=letter&list=adrift", headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in part
    assert 'hx-get="/karin/desk?list=adrift&amp;kind=letter"' in part
    part = desk.get("/karin/desk?kind=letter", headers={"HX-Request": "true"}).content.decode()
    assert f'id="row-{ref}"' in part


def test_what_recurs_shows_four_weeks_before_it_is_due(
    desk: Client, karin: Association, ann: Account, clock: Callable[[str], datetime]
) -> None:
    gas = cast.told(
        karin, ann, "duty.began", "Wednesday 2026-04-08 09:00", duty="karin:repairs.6", last_done="2026-01-12"
    )
    letter = letter_on(karin, ann, "Wednesday 2026-04-08 11:00")
    assert refs(desk) == [letter]
    assert "1 thing to do" in desk.get("/karin/desk").content.decode()
    assert refs(desk, "/karin/desk?kind=duty") == [gas]
    clock("Wednesday 2026-12-16 12:00")
    assert gas in refs(desk)


def test_beyond_what_is_counted_the_page_says_so(
    desk: Client, karin: Association, ann: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    for minute in range(4):
        letter_on(karin, ann, f"Monday 2026-03-23 10:0{minute}")
    monkeypatch.setattr("kept.store.desk.MOST", 2)
    said = desk.get("/karin/desk").content.decode()
    assert "More than 2 things to do, more than 2 past their time." in said
    assert len(refs(desk)) == 2
