"""What is to be done: one row a thing, the most pressing first, gone once it is done."""

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


def refs(desk: Client, address: str = "/karin/due") -> list[str]:
    return re.findall(r'href="/karin/thread/([0-9A-Z-]{9})"', desk.get(address).content.decode())


def letter_on(karin: Association, ann: Account, wall: str, **facts: object) -> str:
    return cast.told(karin, ann, "letter.received", wall, urgent=False, **facts)


def test_with_nothing_to_do_the_page_says_so(desk: Client) -> None:
    said = desk.get("/karin/due").content.decode()
    assert "Nothing is due" in said
    assert "Record something" in said


def test_the_most_pressing_comes_first_whenever_it_was_recorded(
    desk: Client, karin: Association, ann: Account
) -> None:
    later = letter_on(karin, ann, "Wednesday 2026-04-08 11:00")
    sooner = letter_on(karin, ann, "Monday 2026-03-30 11:00")
    assert refs(desk) == [sooner, later]


def test_one_thread_is_one_row_however_many_promises_it_carries(desk: Client, letter: str) -> None:
    said = desk.get("/karin/due").content.decode()
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
    assert "Late: still to do" in desk.get("/karin/due").content.decode()
    sweep(at=clock("Wednesday 2026-04-08 12:00"))
    said = desk.get("/karin/due").content.decode()
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
    assert "Letter received, <bdi>Ms Okafor</bdi>" in desk.get("/karin/due").content.decode()
    erase(
        association=karin, thread=ref, by="ann", at=cast.t("Wednesday 2026-04-08 09:00"), reason="Asked for"
    )
    assert "Okafor" not in desk.get("/karin/due").content.decode()


def test_filters_narrow_and_an_empty_one_offers_the_way_back(
    desk: Client, karin: Association, ann: Account
) -> None:
    late = letter_on(karin, ann, "Monday 2026-03-23 10:00")
    soon = letter_on(karin, ann, "Tuesday 2026-04-07 10:00")
    wall = cast.told(karin, ann, "graffiti.reported", "Tuesday 2026-04-07 10:00")
    assert refs(desk, "/karin/due?kind=letter") == [late, soon]
    assert refs(desk, "/karin/due?kind=graffiti") == [wall]
    assert refs(desk, "/karin/due?when=late") == [late]
    assert refs(desk, "/karin/due?when=running&kind=letter") == [soon]
    said = desk.get("/karin/due?kind=complaint").content.decode()
    assert "Nothing to do with these choices." in said


def test_long_lists_are_paged_and_filters_go_along(desk: Client, karin: Association, ann: Account) -> None:
    every = [letter_on(karin, ann, f"Tuesday 2026-04-07 {9 + n // 60:02}:{n % 60:02}") for n in range(42)]
    first = desk.get("/karin/due?kind=letter").content.decode()
    assert "42 things to do" in first
    assert "1 to 40 of 42" in first
    (after,) = re.findall(r'href="([^"]*page=2[^"]*)" rel="next"', first)
    assert after.replace("&amp;", "&") == "?kind=letter&page=2"
    shown = refs(desk, "/karin/due?kind=letter") + refs(desk, "/karin/due?kind=letter&page=2")
    assert sorted(shown) == sorted(every)
    assert refs(desk, "/karin/due?page=99") == refs(desk, "/karin/due?page=2")


def test_the_last_opening_before_the_due_is_named_where_it_is_another_day(
    desk: Client, karin: Association, ann: Account, clock: Callable[[str], datetime]
) -> None:
    clock("Friday 2026-04-10 12:00")
    cast.told(karin, ann, "letter.received", "Friday 2026-04-10 10:00", urgent=True)
    said = desk.get("/karin/due").content.decode()
    assert "by 10:00 on Saturday 11 April" in said
    assert "Open last at 17:00 on Friday 10 April" in said


def test_an_office_can_be_chosen_where_there_are_several(db: None, clock: object) -> None:
    moray = cast.association("moray")
    olga = cast.member(moray, "olga", "officer")
    desk = cast.client(olga)
    here = cast.told(moray, olga, "letter.received", "Tuesday 2026-04-07 10:00", office="main")
    there = cast.told(moray, olga, "letter.received", "Tuesday 2026-04-07 11:00", office="switchboard")
    found = [
        re.findall(r'href="/moray/thread/([0-9A-Z-]{9})"', desk.get(f"/moray/due{query}").content.decode())
        for query in ("", "?office=main", "?office=switchboard")
    ]
    assert found == [[here, there], [here], [there]]
