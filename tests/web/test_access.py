"""Who may open which page? The table equals the URLconf, and each route is walked as everybody."""

from __future__ import annotations

import pytest
from django.http import HttpResponseBase
from django.test import Client
from django.urls import NoReverseMatch, URLPattern, reverse

from kept.casework.permissions import ROLES, Permission, may
from kept.web import urls
from kept.web.shared.access_table import ACCESS, Anyone
from tests import cast
from tests.web.walking import LEADS_BACK, Walked, address

OF_MEMBERS = sorted(name for name, needs in ACCESS.items() if isinstance(needs, Permission))


def _alone(name: str) -> bool:
    """Whether the page is at one address; what is behind a secret is opened by its own tests."""
    try:
        reverse(name)
    except NoReverseMatch:
        return False
    return True


def test_the_table_names_exactly_the_routes_that_there_are() -> None:
    routes = [each for each in urls.urlpatterns if isinstance(each, URLPattern)]
    assert len(routes) == len(urls.urlpatterns)
    assert sorted(str(each.name) for each in routes) == sorted(ACCESS)


def test_nobody_is_led_to_the_sign_in_and_back(walked: Walked) -> None:
    for name in OF_MEMBERS:
        response = Client().get(address(walked, name))
        assert response.status_code == 302, name
        assert response["Location"].startswith(reverse("sign-in") + "?next=%2Fkarin%2F"), name


def test_another_association_is_told_that_there_is_nothing(walked: Walked) -> None:
    for name in OF_MEMBERS:
        response = cast.client(walked.outsider).get(address(walked, name))
        assert response.status_code == 404, name
        assert "Karin" not in response.content.decode()


def test_a_membership_that_has_ended_opens_nothing(walked: Walked) -> None:
    for name in OF_MEMBERS:
        assert cast.client(walked.former).get(address(walked, name)).status_code == 404, name


@pytest.mark.parametrize("role", sorted(ROLES))
def test_a_role_opens_what_it_may_and_hears_why_not_otherwise(walked: Walked, role: str) -> None:
    for name in OF_MEMBERS:
        needs = ACCESS[name]
        assert isinstance(needs, Permission)
        response = cast.client(walked.people[role]).get(address(walked, name))
        if may(role, needs) and name == "due":
            assert response["Location"] == reverse("desk", args=["karin"])
        elif may(role, needs) and name in LEADS_BACK:
            assert response.status_code == 302, name
        elif may(role, needs):
            assert response.status_code == 200, name
            _read(response)
        else:
            assert response.status_code == 403, name
            said = response.content.decode()
            assert ROLES[role].label.lower() in said
            assert "ask whoever looks after accounts there" in said


@pytest.mark.parametrize("name", [each for each, needs in ACCESS.items() if needs is Anyone.SIGNED_IN])
def test_pages_outside_an_association_want_a_sign_in(db: None, name: str) -> None:
    response = Client().get(reverse(name))
    assert response.status_code == 302
    assert response["Location"].startswith(reverse("sign-in"))


@pytest.mark.parametrize(
    "name", [each for each, needs in ACCESS.items() if needs is Anyone.ANYBODY and _alone(each)]
)
def test_pages_for_anybody_are_open(db: None, name: str) -> None:
    # Where things are real nobody is signed in by a click: see tests/web/test_rehearsal.py.
    # A survey without the key of its link is over: tests/web/test_surveys.py opens it with one.
    expected = (404,) if name in {"sign-in-as-role", "survey-link"} else (200, 302)
    assert Client().get(reverse(name)).status_code in expected


def _read(response: HttpResponseBase) -> None:
    """A streamed answer is only made while it is read: a table, a photograph, or an e-mail as it came."""
    if response.streaming:
        known = {
            "image/jpeg": b"\xff\xd8\xff",
            "application/octet-stream": b"From: ",
            "application/pdf": b"%PDF-",
        }
        begins = known.get(response["Content-Type"], "\ufeff".encode())
        assert b"".join(response.streaming_content).startswith(begins)  # type: ignore[attr-defined]
