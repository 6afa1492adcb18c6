"""A code or a recovery code after the password, what was typed meanwhile, and guessing at either."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import datetime

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.conf import LazySettings
from django.test import Client

from kept.actions import factors, people
from kept.store import tenancy
from kept.store.models import Account, Association, Event
from tests import cast
from tests.web.test_signin import FORM, hidden, sign_in

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
NOT_RIGHT = "That code is not right, or was used already."
WAIT = "That was wrong several times. Wait a minute, then try again."


def code(later: int = 0) -> str:
    """What the app shows, now or half a minute later."""
    return format_hotp_value(hotp_value(SECRET, int(time.time()) // 30 + later))


@pytest.fixture
def codes(karin: Association, ann: Account) -> list[str]:
    """Ann's app holds the secret; her recovery codes."""
    made = factors.add_app(
        association=karin, handle="ann", secret=SECRET, by="ann", at=cast.t("Wednesday 2026-04-08 09:00")
    )
    assert isinstance(made, list)
    return made


def prove(desk: Client, shown: str, **more: str):  # type: ignore[no-untyped-def]
    return desk.post("/sign-in/second", {"second-code": shown, **more})


def signed_in(desk: Client) -> bool:
    return "_auth_user_id" in desk.session


def test_the_password_alone_opens_nothing_any_more(codes: list[str]) -> None:
    desk = Client()
    response = sign_in(desk, "ann")
    assert response.status_code == 200
    assert "Confirm that it is you" in response.content.decode()
    assert not signed_in(desk)
    assert desk.get("/karin/desk").status_code == 302


def test_the_code_of_the_app_opens_where_one_wanted_to_be(codes: list[str]) -> None:
    desk = Client()
    carried = hidden(sign_in(desk, "ann", next="/karin/capture").content.decode())
    assert prove(desk, code(), **carried)["Location"] == "/karin/capture"
    assert desk.session["factor"] == "totp"


def test_a_password_that_is_no_longer_it_is_half_a_way_in_no_longer(karin, ann, codes: list[str]) -> None:
    desk = Client()
    sign_in(desk, "ann")
    people.set_password(
        association=karin,
        handle="ann",
        password="another morning at the counter",
        by="ann",
        at=cast.t("Wednesday 2026-04-08 10:00"),
    )
    assert "Sign in once more." in prove(desk, code()).content.decode()
    assert not signed_in(desk)


def test_a_code_is_taken_once_and_none_that_is_older(codes: list[str]) -> None:
    for shown, right in ((code(), True), (code(), False), (code(-1), False), (code(1), True)):
        desk = Client()
        sign_in(desk, "ann")
        response = prove(desk, shown)
        assert signed_in(desk) is right
        assert right or NOT_RIGHT in response.content.decode()


def test_a_recovery_code_opens_once(codes: list[str]) -> None:
    for right in (True, False):
        desk = Client()
        sign_in(desk, "ann")
        prove(desk, f" {codes[3][:4]} {codes[3][4:]} ")
        assert signed_in(desk) is right


@pytest.mark.parametrize("shown", ["", "000000x", "１２３４５６", "9" * 500, "\x00"])
def test_what_is_no_code_is_said_so(codes: list[str], shown: str) -> None:
    desk = Client()
    sign_in(desk, "ann")
    assert prove(desk, shown).status_code == 422
    assert not signed_in(desk)


def test_guessing_a_code_is_slowed_for_a_minute_from_wherever(
    codes: list[str], clock: Callable[[str], datetime]
) -> None:
    for _each in range(5):
        desk = Client()
        sign_in(desk, "ann")
        prove(desk, "000000")
    desk = Client(REMOTE_ADDR="203.0.113.9")
    sign_in(desk, "ann")
    assert WAIT in prove(desk, code()).content.decode()
    clock("Wednesday 2026-04-08 12:02")
    prove(desk, code())
    assert signed_in(desk)


def test_the_second_proof_belongs_to_the_first(codes: list[str], ann: Account) -> None:
    assert Client().get("/sign-in/second")["Location"] == "/sign-in"
    response = prove(Client(), code())
    assert response.status_code == 422
    assert "That took too long. Sign in once more." in response.content.decode()


def test_the_first_proof_waits_ten_minutes(codes: list[str]) -> None:
    desk = Client()
    sign_in(desk, "ann")
    session = desk.session
    pk, _since, *more = session["half"]
    session["half"] = [pk, "2026-01-01T09:00:00+00:00", *more]
    session.save()
    assert prove(desk, code()).status_code == 422
    assert not signed_in(desk)


def test_what_was_typed_comes_back_after_both_proofs_and_is_not_saved_by_itself(
    codes: list[str], karin: Association
) -> None:
    typed = {"f-from_name": "Ms Okafor", "f-about": "The lift stands still", "uid": "c" * 32, "step": "save"}
    desk = Client()
    carried = hidden(desk.post(FORM, typed).content.decode())
    carried = hidden(sign_in(desk, "ann", **carried).content.decode())
    carried = hidden(prove(desk, "000000", **carried).content.decode())
    said = prove(desk, code(), **carried).content.decode()
    assert "What you typed is still here" in said
    assert "The lift stands still" in desk.post(FORM, hidden(said)).content.decode()
    with tenancy.association(karin):
        assert not Event.objects.filter(kind="letter.received").exists()


def test_the_secret_is_not_in_the_database(codes: list[str]) -> None:
    rows = [each.data for each in Authenticator.objects.all()]
    assert len(rows) == 2
    assert SECRET not in str(rows)


def test_a_secret_under_another_key_opens_nothing_and_breaks_nothing(
    codes: list[str], settings: LazySettings
) -> None:
    settings.SECRET_KEY = "another key altogether"
    desk = Client()
    sign_in(desk, "ann")
    assert prove(desk, code()).status_code == 422
    assert not signed_in(desk)


def test_a_role_that_must_prove_itself_twice_opens_only_its_account_until_it_can(
    karin: Association, ann: Account, settings: LazySettings
) -> None:
    settings.SECOND_FACTOR_FOR = frozenset({"receptionist"})
    desk = Client()
    sign_in(desk, "ann")
    assert desk.get("/karin/desk")["Location"] == "/karin/account"
    assert "Your role here asks for a second proof" in desk.get("/karin/account").content.decode()
    page = desk.get("/karin/account/app").content.decode()
    assert "<svg" in page
    secret = desk.session["app-secret"]
    assert " ".join(secret[each : each + 4] for each in range(0, 32, 4)) in page
    shown = format_hotp_value(hotp_value(secret, int(time.time()) // 30))
    assert "Your recovery codes" in desk.post("/karin/account/app", {"second-code": shown}).content.decode()
    assert desk.get("/karin/desk").status_code == 200


@pytest.mark.parametrize(
    "given", ["", "no json", "[]", "{}", '{"response": {"userHandle": 7}}', "x" * 30_000]
)
def test_what_is_no_passkey_opens_nothing(ann: Account, given: str) -> None:
    desk = Client()
    asked = desk.post("/sign-in/passkey").json()
    assert asked["publicKey"]["userVerification"] == "required"
    response = desk.post("/sign-in/passkey", {"passkey": given})
    assert response.status_code == 422
    assert not signed_in(desk)
