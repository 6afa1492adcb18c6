"""Whatever goes wrong is said in a page that tells what to do, and what was typed is not lost."""

from __future__ import annotations

import pytest
from django.db import OperationalError
from django.test import Client, RequestFactory

from kept.store.models import Account, Association
from kept.web.capture import views as capture
from kept.web.shared.problems import csrf_failed
from tests import cast

FORM = "/karin/capture/letter.received"
TYPED = {
    "f-from_name": "Ms Okafor",
    "f-about": "The lift is broken again",
    "f-happened_at": "2026-04-08",
    "f-happened_at-time": "10:00",
    "f--known": "staff",
    "step": "save",
}


@pytest.fixture
def desk(ann: Account) -> Client:
    found = cast.client(ann)
    found.raise_request_exception = False
    return found


def test_a_page_that_is_not_there_says_where_to_look(desk: Client) -> None:
    response = desk.get("/karin/nothing/here")
    said = response.content.decode()
    assert response.status_code == 404
    assert "There is no such page" in said
    assert "kept.css" in said


@pytest.mark.parametrize("address", ["/karin/desk?kind=%00", "/%00", "/karin/thread/%00"])
def test_a_nul_in_an_address_is_no_fault_of_ours(desk: Client, address: str) -> None:
    assert desk.get(address).status_code in (400, 404)


@pytest.mark.parametrize(
    "address",
    [
        "/karin/desk?kind=%F0%9D%94%98&office=x&when=y&page=999999999999",
        "/karin/desk?page=-1",
        "/karin/desk?page=%D9%A3",
        "/karin/capture?q=" + "x" * 3000,
        "/karin/performance?period=custom&since=0001-01-01&until=9999-12-31",
        "/karin/performance?period=%FF",
        "/karin/performance/karin:letters.1?verdict=%00x",
        "/karin/performance/karin:letters.1?verdict=nonsense&page=zz",
        "/karin/performance/nobody:1.2",
        "/karin/performance/karin:letters.2",
    ],
)
def test_a_strange_address_is_answered_and_never_a_failure(desk: Client, address: str) -> None:
    assert desk.get(address).status_code < 500


@pytest.mark.parametrize(("raises", "status"), [(OperationalError("gone"), 503), (ValueError("a bug"), 500)])
def test_a_failure_of_ours_keeps_what_was_typed_and_shows_it(
    desk: Client, monkeypatch: pytest.MonkeyPatch, raises: Exception, status: int
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise raises

    monkeypatch.setattr(capture, "tell", fail)
    response = desk.post(FORM, TYPED)
    said = response.content.decode()
    assert response.status_code == status
    assert 'name="f-about" value="The lift is broken again"' in said
    assert f'action="{FORM}"' in said
    assert "What you typed is kept on this page." in said
    assert ("The database does not answer" in said) is (status == 503)
    monkeypatch.undo()


def test_pressing_try_again_after_a_failure_shows_the_form_and_does_not_save(
    desk: Client, clock: object
) -> None:
    response = desk.post(FORM, {**TYPED, "again": "yes"})
    assert response.status_code == 200
    assert "The lift is broken again" in response.content.decode()


def test_a_database_that_fails_before_the_page_begins_is_said_too(
    karin: Association, ann: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    from kept.web.shared import access

    def fail(*_: object) -> None:
        raise OperationalError("gone")

    desk = cast.client(ann)
    desk.raise_request_exception = False
    monkeypatch.setattr(access, "memberships_of", fail)
    response = desk.get("/karin/desk")
    assert response.status_code == 503
    assert "Nothing was lost" in response.content.decode()


def test_readiness_says_when_the_database_is_away(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    from kept.store.models import Association as Row

    def fail() -> None:
        raise OperationalError("gone")

    assert Client().get("/readyz").content.startswith(b"ok\n")
    monkeypatch.setattr(Row.objects, "exists", fail)
    response = Client().get("/readyz")
    assert (response.status_code, response.content) == (503, b"The database does not answer.\n")


def test_health_asks_nothing_of_the_database() -> None:
    assert Client().get("/healthz").content == b"ok\n"


def test_a_form_without_its_token_gets_its_words_back_from_us_alone(ann: Account) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(ann)
    ours = strict.post(FORM, TYPED, headers={"Sec-Fetch-Site": "same-origin"})
    assert ours.status_code == 403
    assert "The lift is broken again" in ours.content.decode()
    theirs = strict.post(
        FORM, TYPED, headers={"Sec-Fetch-Site": "cross-site", "Origin": "https://elsewhere.example"}
    )
    assert theirs.status_code == 403
    assert "The lift is broken again" not in theirs.content.decode()
    assert "This form is too old" in theirs.content.decode()


def test_the_page_of_a_failed_token_needs_no_session() -> None:
    request = RequestFactory().post(FORM, TYPED)
    assert csrf_failed(request, "no cookie").status_code == 403


def test_nothing_but_posts_writes(desk: Client, karin: Association, letter: str) -> None:
    from kept.store import tenancy
    from kept.store.models import Event

    with tenancy.association(karin):
        before = Event.objects.count()
    for method in ("get", "head", "options"):
        for address in (
            FORM,
            f"/karin/thread/{letter}/letter.answered",
            f"/karin/thread/{letter}/erase/{'1' * 32}",
        ):
            getattr(desk, method)(address, TYPED)
    with tenancy.association(karin):
        assert Event.objects.count() == before
