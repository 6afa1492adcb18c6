"""Sessions end: after a working day, when nobody is there, and at once when somebody says so."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from kept.actions import people
from kept.store.models import Account, Association, FailedSignIn, SignedIn
from tests import cast
from tests.web.test_signin import WAIT, WRONG, sign_in

AT = "Wednesday 2026-04-08 12:00"


@pytest.fixture
def desk(ann: Account) -> Client:
    browser = Client(
        headers={"user-agent": "Mozilla/5.0 (Windows NT 10.0; rv:140.0) Gecko/20100101 Firefox/140.0"}
    )
    sign_in(browser, "ann")
    return browser


def here(desk: Client) -> bool:
    return desk.get("/karin/desk").status_code == 200


def back(**columns: timedelta) -> None:
    """As if it had been so long ago."""
    row = SignedIn.objects.get(account__isnull=False)
    for name, ago in columns.items():
        setattr(row, name, timezone.now() - ago)
    row.save()


def test_a_session_knows_its_account_and_its_browser(desk: Client, ann: Account) -> None:
    row = SignedIn.objects.get(account=ann)
    assert row.device == "Firefox on Windows"
    assert row.expire_date - row.began_at == timedelta(hours=12)


def test_it_ends_after_a_working_day_however_busy(desk: Client) -> None:
    back(began_at=timedelta(hours=11, minutes=59))
    assert here(desk)
    back(began_at=timedelta(hours=12))
    assert not here(desk)
    assert not SignedIn.objects.filter(account__isnull=False).exists()


def test_it_ends_when_nobody_asks_for_a_page_for_half_an_hour(desk: Client) -> None:
    back(seen_at=timedelta(minutes=29))
    assert here(desk)
    back(seen_at=timedelta(minutes=30))
    assert not here(desk)


def test_a_page_counts_as_a_sign_of_life_and_what_it_asks_for_by_itself_does_not(desk: Client) -> None:
    ago = timedelta(minutes=20)
    back(seen_at=ago)
    desk.get("/karin/alarms", headers={"hx-request": "true"})
    assert timezone.now() - SignedIn.objects.get(account__isnull=False).seen_at >= ago
    assert here(desk)
    assert timezone.now() - SignedIn.objects.get(account__isnull=False).seen_at < ago


def test_changing_the_password_ends_every_other_session_and_keeps_this_one(
    desk: Client, ann: Account
) -> None:
    other = cast.client(ann)
    given = {"do": "password", "password-now": cast.PASSWORD, "password": "another quiet morning"}
    assert desk.post("/karin/account", given)["Location"] == "/karin/account"
    assert here(desk)
    assert not here(other)


def test_a_password_set_by_somebody_else_ends_all_of_them(
    desk: Client, karin: Association, ann: Account
) -> None:
    people.set_password(
        association=karin, handle="ann", password="another quiet morning", by="kept", at=cast.t(AT)
    )
    assert not SignedIn.objects.filter(account=ann).exists()
    assert not here(desk)


def test_closing_the_account_or_the_membership_ends_them_at_once(
    desk: Client, karin: Association, ann: Account
) -> None:
    people.end_membership(association=karin, handle="ann", by="kept", at=cast.t(AT))
    assert not SignedIn.objects.filter(account=ann).exists()
    sign_in(desk, "ann")
    people.close_account(association=karin, handle="ann", by="kept", at=cast.t(AT))
    assert not SignedIn.objects.filter(account=ann).exists()


def test_everywhere_else_is_one_button(desk: Client, ann: Account) -> None:
    other = cast.client(ann)
    said = desk.get("/karin/account").content.decode()
    assert "Firefox on Windows</b> (this one)" in said
    assert "A browser that does not say what it is" in said
    desk.post("/karin/account", {"do": "elsewhere"})
    assert here(desk)
    assert not here(other)


def test_a_stranger_who_guesses_makes_nobody_wait_in_their_own_browser(desk: Client, ann: Account) -> None:
    desk.post("/sign-out")
    for each in range(20):
        sign_in(Client(REMOTE_ADDR=f"203.0.113.{each}"), "ann", "wrong")
    assert WAIT in sign_in(Client(REMOTE_ADDR="203.0.113.99"), "ann").content.decode(), "a new browser waits"
    assert sign_in(desk, "ann").status_code == 302


def test_in_ones_own_browser_guesses_count_too(desk: Client, ann: Account) -> None:
    desk.post("/sign-out")
    for _each in range(5):
        assert WRONG in sign_in(desk, "ann", "wrong").content.decode()
    assert WAIT in sign_in(desk, "ann").content.decode()


def test_short_name_and_address_are_one_name(ann: Account) -> None:
    for name in ("ann", "ann@example.org", "ANN", "Ann@Example.org", "ann"):
        sign_in(Client(), name, "wrong")
    assert WAIT in sign_in(Client(), "ann").content.decode()


def test_a_note_of_another_account_is_no_note_of_this_one(
    desk: Client, karin: Association, ann: Account
) -> None:
    cast.member(karin, "bea", "officer")
    for each in range(16):
        sign_in(Client(REMOTE_ADDR=f"203.0.113.{each}"), "bea", "wrong")
    assert WAIT in sign_in(desk, "bea").content.decode()


def test_whose_account_it_is_hears_of_the_failed_attempts(desk: Client, ann: Account) -> None:
    for _each in range(3):
        sign_in(Client(REMOTE_ADDR="203.0.113.1"), "ann", "wrong")
    said = desk.get("/karin/account").content.decode()
    assert "3 failed attempts to sign in to your account in the last 30 days" in said


def test_names_and_places_are_kept_as_digests_alone(ann: Account) -> None:
    sign_in(Client(REMOTE_ADDR="203.0.113.1"), "my password typed here", "wrong")
    row = FailedSignIn.objects.get()
    assert all(len(each) == 64 and int(each, 16) for each in (row.name, row.place))
    assert row.account_id is None
