"""The pages on which letters are written: what is lacking, what is advised, what stays, and who may do it."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from kept.actions import customers
from kept.store import tenancy
from kept.store.models import Account, Association, Letter, Outgoing, Person
from tests import cast
from tests.letters import reachable

pytestmark = pytest.mark.django_db


@pytest.fixture
def bea(karin: Association) -> Account:
    """An officer whose number and job are on record."""
    account = cast.member(karin, "bea", "officer")
    reachable(karin, account)
    return account


@pytest.fixture
def desk(bea: Account) -> Client:
    return cast.client(bea)


@pytest.fixture
def asked(karin: Association, bea: Account) -> str:
    """The reference of a letter with two questions in it."""
    return cast.told(
        karin,
        bea,
        "letter.received",
        "Tuesday 2026-04-07 10:00",
        from_name="Ms Ngozi Okafor",
        address="14 Mill Lane, Leeds, LS1 4AB",
        about="The bedroom is damp. When does somebody look at it? Who pays for the paint?",
    )


def said(answer: Any, status: int = 200) -> str:
    assert answer.status_code == status, answer.status_code
    return " ".join(re.sub(r"<[^>]+>", " ", unescape(answer.content.decode())).split())


def begun(desk: Client, ref: str, template: str = "answer") -> str:
    page = desk.get(f"/karin/thread/{ref}/letters/new?template={template}")
    assert f'value="{template}" checked' in page.content.decode()
    answer = desk.post(f"/karin/thread/{ref}/letters/new", {"template": template, "uid": "a" * 32})
    assert answer.status_code == 302, answer.content.decode()
    return str(answer["Location"])


def form(page: Any) -> dict[str, str]:
    """What the form on the page would send."""
    html = unescape(page.content.decode())
    found: dict[str, str] = {}
    for tag in re.findall(r"<input [^>]*>", html):
        if (name := re.search(r' name="([^"]+)"', tag)) is None or "csrf" in tag:
            continue
        value = re.search(r' value="([^"]*)"', tag)
        if "checkbox" not in tag and ("radio" not in tag or " checked" in tag):
            found[name[1]] = value[1] if value else ""
    for name, text in re.findall(r'<textarea [^>]*name="([^"]+)"[^>]*>\n?(.*?)</textarea>', html, re.S):
        found[name] = text
    return found


WORDS = {
    "f-about": "the damp",
    "f-asked": "When does somebody look at it, and who pays?",
    "f-answer": "Our surveyor comes on Monday 18 May. We pay for the paint.",
    "f-done": "We have booked the surveyor.",
    "f-next_step": "You need do nothing before then.",
}


def test_an_answer_is_written_checked_and_sent_to_the_post(
    desk: Client, asked: str, karin: Association
) -> None:
    at = begun(desk, asked)
    page = desk.get(at)
    text = said(page)
    for lacking in (
        "“When does somebody look at it?” is not ticked as answered.",
        "“Who pays for the paint?” is not ticked as answered.",
        "“Your answer” is still empty.",
        "We would have proposed",
    )[:3]:
        assert lacking in text
    assert "They got in touch by letter, so they may be answered so." in text
    # Jargon is told of, and stops nothing.
    sent = form(page) | WORDS | {"f-done": "We are in receipt of your letter.", "do": "look"}
    text = said(desk.post(at, sent))
    assert "in receipt of : have" in text
    # Not ticked, not sent: and what was typed is there.
    sent = form(desk.get(at)) | WORDS | {"do": "send"}
    answer = desk.post(at, sent)
    assert "is not ticked as answered" in said(answer, 409)
    assert "We pay for the paint." in answer.content.decode()
    ticks = {"asked-1-done": "yes", "asked-2-done": "yes"}
    answer = desk.post(at, form(desk.get(at)) | ticks | {"do": "send"})
    assert "Look at the name and address once more" in said(answer, 409)
    mark = re.search(r'name="checked" type="checkbox" value="([0-9a-f]+)"', answer.content.decode())
    assert mark is not None
    answer = desk.post(at, form(answer) | ticks | {"do": "send", "checked": mark[1]})
    assert answer.status_code == 302, said(answer, 409)
    text = said(desk.get(at))
    assert "On its way" in text
    assert "It waits for the next post." in text
    with tenancy.association(karin):
        out = Outgoing.objects.get(thread__ref=asked)
        assert (out.way, out.recipient["lines"][0]) == ("post", "Ms Ngozi Okafor")
        assert out.tells["kind"] == "letter.answered"
    assert "Answer Ms Ngozi Okafor On its way" in said(desk.get(f"/karin/thread/{asked}"))
    assert desk.get(f"{at}/pdf").content.startswith(b"%PDF-")
    # Thought better of: it is a draft again, and has gone to nobody.
    assert desk.post(at, {"do": "take-back"}).status_code == 302
    assert "Draft" in said(desk.get(at))
    with tenancy.association(karin):
        out.refresh_from_db()
        assert out.state == "cancelled"


def test_what_is_typed_is_saved_by_itself_and_the_panels_come_back(desk: Client, asked: str) -> None:
    at = begun(desk, asked)
    sent = form(desk.get(at)) | {"f-answer": "On Monday. [name]"}
    answer = desk.post(at, sent, headers={"hx-request": "true"})
    html = answer.content.decode()
    assert 'name="version" value="2" hx-swap-oob="true"' in html
    assert "“[name]” is still to be filled in." in said(answer)
    # The first page still has version 1: what it sends is kept on the page, and nothing is written over.
    late = desk.post(at, sent | {"f-answer": "On Tuesday.", "do": "save"})
    text = said(late, 409)
    assert "saved this letter while you had it open" in text
    assert "On Monday. [name]" in text
    assert "On Tuesday." in late.content.decode()


def test_a_letter_that_has_to_be_read_is_asked_for_sent_back_and_agreed_to(
    desk: Client, asked: str, karin: Association
) -> None:
    at = begun(desk, asked)
    with tenancy.association(karin):
        Letter.objects.update(approval="director")
    ticks = {"asked-1-done": "yes", "asked-2-done": "yes"}
    page = desk.get(at)
    assert "This letter needs a director’s word before it goes." in said(page)
    assert 'value="send"' not in page.content.decode()
    assert desk.post(at, form(page) | WORDS | ticks | {"do": "ask"}).status_code == 302
    dee = cast.client(cast.member(karin, "dee", "director"))
    listed = said(dee.get("/karin/letters"))
    assert "To approve" in listed
    assert said(dee.post(at, {"do": "send-back", "back": ""}), 409)
    assert dee.post(at, {"do": "send-back", "back": "Say sorry first."}).status_code == 302
    text = said(desk.get(at))
    assert "Sent back to you Say sorry first." in text
    assert desk.post(at, form(desk.get(at)) | ticks | {"do": "ask"}).status_code == 302
    assert dee.post(at, {"do": "approve"}).status_code == 302
    assert "May go" in said(desk.get(at))


def test_to_a_customer_who_had_not_written(desk: Client, karin: Association, bea: Account) -> None:
    made = customers.add(
        association=karin,
        name="Ali Bell",
        email="ali@example.org",
        by="bea",
        at=cast.t("Tuesday 2026-04-07 10:00"),
    )
    assert isinstance(made, Person)
    path = f"/karin/customer/{made.ref}/letters/new"
    assert "Say in a few words what you write about." in said(desk.post(path, {"template": "answer"}), 422)
    answer = desk.post(path, {"template": "answer", "about": "Your garden", "uid": "b" * 32})
    text = said(desk.get(answer["Location"]))
    assert "We have no address of theirs." in text
    assert "Draft" in said(desk.get(f"/karin/customer/{made.ref}"))
    assert desk.post(answer["Location"], {"do": "withdraw"}).status_code == 302
    assert "Letters I am writing None." in said(desk.get("/karin/letters"))


def test_whoever_reads_only_sees_the_letter_and_changes_nothing(
    desk: Client, asked: str, karin: Association
) -> None:
    at = begun(desk, asked)
    pat = cast.client(cast.member(karin, "pat", "policy-officer"))
    assert "What now?" in said(pat.get(at))
    assert pat.post(at, {"do": "withdraw"}).status_code == 403
    assert cast.client(cast.member(karin, "ada", "administrator")).get(at).status_code in (403, 404)
    assert "There is no PDF yet." in said(desk.get(f"{at}/pdf", follow=True))


def test_the_lists_take_as_many_queries_for_ten_letters_as_for_one(
    desk: Client, karin: Association, bea: Account, asked: str
) -> None:
    counts = []
    for n in range(3):
        desk.post(f"/karin/thread/{asked}/letters/new", {"template": "answer", "uid": f"{n:032x}"})
        with CaptureQueriesContext(connection) as seen:
            desk.get("/karin/letters")
        counts.append(len(seen))
    assert counts[1] == counts[2]
