"""Do the pages about people's data do what they say?"""

from __future__ import annotations

from html import unescape

import pytest
from django.test import Client

from kept.actions import customers
from kept.config import middleware
from kept.store import tenancy
from kept.store.models import Association, DataConsent, Disclosure, Person
from tests import cast

pytestmark = pytest.mark.django_db
NOW = cast.t("Tuesday 2026-04-07 10:00")
ADDRESS = "7 Hidden Lane, Leeds LS1 9ZZ"


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(middleware, "now", lambda: NOW)


def text(client: Client, path: str, status: int = 200) -> str:
    answer = client.get(path)
    assert answer.status_code == status, (path, answer.status_code)
    return unescape(answer.content.decode())


def okafor(here: Association) -> Person:
    made = customers.add(association=here, name="Ngozi Okafor", address=ADDRESS, by="ann", at=NOW)
    assert isinstance(made, Person), made
    return made


def test_everything_about_one_customer_is_done_on_one_page(clock: None) -> None:
    karin = cast.association("karin")
    ann, mia, dot = (
        cast.client(cast.member(karin, handle, role))
        for handle, role in (("ann", "officer"), ("mia", "manager"), ("dot", "director"))
    )
    person = okafor(karin)
    path = f"/karin/customer/{person.ref}/data"
    assert "They have not objected" in text(ann, path)
    for data in (
        {"does": "consent", "purpose": "agencies", "answer": "yes", "how": "call", "uid": "1"},
        {"does": "statement", "statement": "to-answer", "how": "call", "uid": "2"},
        {"does": "details", "household": "Two children", "disability": "", "support": ""},
        {
            "does": "disclose",
            "sort": "section",
            "what": "That she needs a ramp",
            "recipient": "Repairs",
            "purpose": "To build it",
            "basis": "service",
            "service": "Repairs",
            "uid": "3",
        },
        {"does": "note", "about": "Her brother must not know", "uid": "4"},
    ):
        assert ann.post(path, data).status_code == 302, data
    shown = text(ann, path)
    assert "Yes, since" in shown
    assert "They last confirmed this on" in shown
    assert "That she needs a ramp" in shown
    assert "Her brother must not know" not in shown
    wrong = ann.post(path, {"does": "disclose", "sort": "section", "what": "Kept words", "uid": "5"})
    assert wrong.status_code == 422
    assert "Kept words" in wrong.content.decode()
    with tenancy.association(karin):
        ref = Disclosure.objects.get().ref
        assert DataConsent.objects.get().told_to == "ann"
    assert dot.post("/karin/data", {"does": "approve", "disclosure": ref}).status_code == 302
    assert "Agreed to by dot" in text(ann, path)
    assert mia.post(path, {"does": "hide", "seen_by": "ann"}).status_code == 302
    assert ADDRESS in text(ann, path)
    assert ADDRESS not in text(mia, path)
    hold = {"does": "hold", "reason": "A claim", "review_on": "7/4/2027"}
    assert mia.post(path, hold).status_code == 302
    house = text(dot, "/karin/data")
    assert "A claim" in house
    assert "To build it" in house


def test_a_list_of_customers_goes_only_once_another_agreed(clock: None) -> None:
    karin = cast.association("karin")
    mia = cast.client(cast.member(karin, "mia", "manager"))
    dot = cast.client(cast.member(karin, "dot", "director"))
    okafor(karin)
    wish = {
        "does": "export",
        "what": "Names and addresses",
        "recipient": "The printer",
        "purpose": "To send the new rent",
        "basis": "essential",
        "uid": "1",
    }
    assert mia.post("/karin/data", wish).status_code == 302
    with tenancy.association(karin):
        ref = Disclosure.objects.get().ref
    assert mia.get(f"/karin/data/{ref}.csv").status_code == 404
    assert mia.post("/karin/data", {"does": "approve", "disclosure": ref}).status_code == 422
    assert dot.post("/karin/data", {"does": "approve", "disclosure": ref}).status_code == 302
    taken = mia.get(f"/karin/data/{ref}.csv")
    assert b"Ngozi Okafor" in b"".join(taken)
    assert "Mia" in text(dot, "/karin/taken-away")


def test_at_magna_whoever_opens_what_is_not_theirs_says_why(clock: None) -> None:
    magna = cast.association("magna")
    cast.member(magna, "ann", "officer")
    bea = cast.client(cast.member(magna, "bea", "officer"))
    mia = cast.client(cast.member(magna, "mia", "manager"))
    person = okafor(magna)
    asked = bea.get(f"/magna/customer/{person.ref}")
    assert asked.status_code == 302
    where = asked["Location"]
    assert "Say why you need it" in text(bea, where)
    assert bea.post(where, {"own": " "}).status_code == 422
    assert bea.post(where, {"own": "She is on the line"})["Location"] == f"/magna/customer/{person.ref}"
    assert "Ngozi Okafor" in text(bea, f"/magna/customer/{person.ref}")
    assert "She is on the line" in text(mia, "/magna/data")


def test_the_author_of_a_file_needs_no_reason(clock: None) -> None:
    magna = cast.association("magna")
    ann = cast.client(cast.member(magna, "ann", "officer"))
    person = okafor(magna)
    assert ann.get(f"/magna/customer/{person.ref}").status_code == 200
