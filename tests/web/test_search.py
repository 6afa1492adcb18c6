"""One box finds a contact by its reference, a customer by name, and what was recorded by its words."""

from __future__ import annotations

import pytest

from kept.actions import customers
from tests import cast
from tests.cast import t

pytestmark = pytest.mark.django_db


@pytest.fixture
def karin():
    return cast.association("karin")


@pytest.fixture
def ann(karin):
    return cast.member(karin, "ann", "officer")


@pytest.fixture
def client(ann):
    return cast.client(ann)


def looked_for(client, words: str, **more: str):
    return client.post("/karin/search", {"words": words, **more})


def test_a_reference_leads_straight_to_the_contact(karin, ann, client) -> None:
    ref = cast.told(karin, ann, "letter.received", "Tuesday 2026-04-07 10:00", about="Noise")
    for typed in (ref, ref.lower(), ref.replace("-", "")):
        assert looked_for(client, typed)["Location"] == f"/karin/thread/{ref}"


def test_customers_and_contacts_are_found_in_one_go(karin, ann, client) -> None:
    okafor = customers.add(
        association=karin,
        name="Ngozi Okafor",
        contact_never="at work",
        by="ann",
        at=t("Tuesday 2026-04-07 09:00"),
    )
    ref = cast.told(
        karin,
        ann,
        "letter.received",
        "Tuesday 2026-04-07 10:00",
        about="Ms Okafor writes <b>that</b> the lift stands",
    )
    found = looked_for(client, "okafor")
    text = found.content.decode()
    assert f"/karin/customer/{okafor.ref}" in text
    assert "Never: at work." in text
    assert f"/karin/thread/{ref}" in text
    assert "&lt;b&gt;that" in text
    assert "Found: 1 customer, 1 contact." in text


def test_what_is_looked_for_stays_in_the_box_and_in_no_address(karin, client) -> None:
    found = looked_for(client, "zz <x>")
    assert found.status_code == 200
    assert "Nothing was found" in found.content.decode()
    assert 'value="zz &lt;x&gt;"' in found.content.decode()
    assert "?" not in found.request["PATH_INFO"] + found.request["QUERY_STRING"]


def test_one_letter_is_too_little_and_says_so(client) -> None:
    assert "Type at least two letters" in looked_for(client, "a").content.decode()
    assert "Type at least two letters" not in client.get("/karin/search").content.decode()


def test_further_back_goes_on_where_the_page_ended(karin, ann, client) -> None:
    for number in range(33):
        cast.told(karin, ann, "letter.received", f"Tuesday 2026-04-07 10:{number:02}", about="Noise at night")
    first = looked_for(client, "noise").content.decode()
    older = first.split('name="older" value="')[1].split('"')[0]
    second = looked_for(client, "noise", older=older).content.decode()
    assert first.count("kept-hits__one") == 30
    assert second.count("kept-hits__one") == 3
    assert "Show what lies further back" not in second


@pytest.mark.parametrize(
    "older", ["", "x", "~", "2026-04-07~1", "2026-04-07T10:00:00~1", "0~" + "9" * 30, "\x00"]
)
def test_a_made_up_place_is_the_first_page(karin, ann, client, older) -> None:
    cast.told(karin, ann, "letter.received", "Tuesday 2026-04-07 10:00", about="Noise at night")
    assert "kept-hits__one" in looked_for(client, "noise", older=older).content.decode()
