"""Today's visits on a phone: what is sent once there is a signal is written once, with its own time."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from kept.store import tenancy
from kept.store.models import Account, Association, Event, Visit
from tests import cast, going
from tests.cast import t


@pytest.fixture
def moray(db: None, clock) -> Association:  # type: ignore[no-untyped-def]
    return cast.association("moray")


@pytest.fixture
def ann(moray: Association) -> Account:
    found = cast.member(moray, "ann", "officer")
    going.carded(moray, found)
    return found


@pytest.fixture
def visit(moray: Association, ann: Account) -> Visit:
    return going.planned(moray, ann, going.customer(moray))


@pytest.fixture
def screen(ann: Account) -> Client:
    return cast.client(ann)


def at(name: str) -> str:
    return reverse(name, args=["moray"])


def door(visit: Visit, **more: str) -> dict[str, str]:
    return {
        "visit": str(visit.pk),
        "kind": "visit.arrived",
        "f-introduced": "yes",
        "f-card_shown": "yes",
        "f-purpose_explained": "yes",
        "f-adult": "yes",
        "f-permission": "given",
        "f-permission_by": "Mrs Stewart",
        "uid": "c" * 32,
        **more,
    }


SCRIPT = {"HTTP_X_KEPT_PHONE": "1"}


def test_today_and_ones_own_alone(screen: Client, moray: Association, visit: Visit, clock) -> None:  # type: ignore[no-untyped-def]
    bob = cast.member(moray, "bob", "officer")
    page = screen.get(at("visits-phone")).content.decode()
    assert "Mary Stewart" in page
    assert "14 Mill Road" in page
    assert 'data-left="43200"' in page
    assert "You have no visits today." in cast.client(bob).get(at("visits-phone")).content.decode()
    clock("Thursday 2026-04-09 09:00")
    assert "Mary Stewart" not in screen.get(at("visits-phone")).content.decode()


def test_the_key_is_of_one_account_and_changes_with_the_password(
    screen: Client, moray: Association, ann: Account, visit: Visit
) -> None:
    def key(client: Client) -> str:
        return client.get(at("visits-phone")).content.decode().split('data-key="')[1].split('"')[0]

    first = key(screen)
    assert key(screen) == first
    assert key(cast.client(cast.member(moray, "bob", "officer"))) != first
    ann.set_password("another quiet morning")
    ann.save()
    assert key(cast.client(ann)) != first


def test_what_is_sent_twice_is_one_entry_with_its_own_time(screen: Client, visit: Visit, clock) -> None:  # type: ignore[no-untyped-def]
    clock("Wednesday 2026-04-08 14:30")
    said = door(visit, ago="1500")
    assert screen.post(at("visits-phone-send"), said, **SCRIPT).json() == {"outcome": "written"}
    clock("Wednesday 2026-04-08 14:40")
    again = {**said, "ago": "2100"}
    assert screen.post(at("visits-phone-send"), again, **SCRIPT).json() == {"outcome": "repeated"}
    with tenancy.association("moray"):
        event = Event.objects.get(kind="visit.arrived")
        assert event.happened_at == t("Wednesday 2026-04-08 14:05")
        assert event.recorded_at == t("Wednesday 2026-04-08 14:30")


def test_what_cannot_be_taken_says_why_and_where(screen: Client, visit: Visit) -> None:
    refused = screen.post(at("visits-phone-send"), door(visit, **{"f-adult": "no"}), **SCRIPT)
    assert refused.status_code == 422
    assert refused.json()["outcome"] == "refused"
    assert refused.json()["field"] == "permission"
    for wrong in ({"ago": "99999999"}, {"ago": "-3"}, {"ago": "soon"}, {"kind": "letter.received"}):
        assert screen.post(at("visits-phone-send"), door(visit, **wrong), **SCRIPT).status_code == 422
    assert screen.post(at("visits-phone-send"), {**door(visit), "visit": "9999"}, **SCRIPT).status_code == 404
    assert screen.post(at("visits-phone-send"), {**door(visit), "visit": "x"}, **SCRIPT).status_code == 404
    with tenancy.association("moray"):
        assert not Event.objects.filter(kind="visit.arrived").exists()


def test_without_a_script_it_is_an_ordinary_form(screen: Client, visit: Visit) -> None:
    wrong = screen.post(at("visits-phone-send"), door(visit, **{"f-permission_by": ""}))
    assert wrong.status_code == 422
    assert "Say who let you in." in wrong.content.decode()
    done = screen.post(at("visits-phone-send"), door(visit))
    assert done.status_code == 302
    assert done["Location"] == at("visits-phone")
    assert "On record" in screen.get(at("visits-phone")).content.decode()


def test_what_a_phone_keeps_unsealed_says_nothing_of_anybody(screen: Client, visit: Visit) -> None:
    shell = screen.get(at("visits-phone-shell")).content.decode()
    assert "Mary" not in shell
    assert "Mill Road" not in shell
    assert "data-key" not in shell
    worker = screen.get(at("visits-phone-worker"))
    assert worker["Content-Type"].startswith("text/javascript")
    assert worker["Service-Worker-Allowed"] == at("visits-phone")
    assert at("visits-phone-shell") in worker.content.decode().replace("\\u002D", "-")


def test_signing_out_clears_what_the_browser_kept(screen: Client) -> None:
    assert screen.post(reverse("sign-out"))["Clear-Site-Data"] == '"storage"'
