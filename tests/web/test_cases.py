"""The page of a case: what it says, and what can be done on it without losing what was typed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from kept.actions import cases
from kept.casework import Refused
from kept.store import tenancy
from kept.store.models import Account, Agreed, Association, Case, CaseParty, Event, Thread
from tests import cast


@pytest.fixture
def people(karin: Association) -> dict[str, Account]:
    return {role: cast.member(karin, f"the-{role}", role) for role in ("officer", "manager")}


@pytest.fixture
def ref(karin: Association, people: dict[str, Account]) -> str:
    words = {"from_name": "Ms Okafor", "about": "Nobody came, twice"}
    officer = people["officer"]
    return cast.told(karin, officer, "complaint.received", "Tuesday 2026-04-07 15:00", **words)


@pytest.fixture
def desk(people: dict[str, Account]) -> Client:
    return cast.client(people["officer"])


def page(desk: Client, ref: str) -> str:
    got = desk.get(f"/karin/cases/{ref}")
    assert got.status_code == 200
    return got.content.decode()


def sent(desk: Client, ref: str, **typed: str) -> tuple[int, str]:
    got = desk.post(f"/karin/cases/{ref}", typed)
    return got.status_code, got.content.decode()


def test_it_says_where_it_stands_what_runs_and_what_may_come_next(desk: Client, ref: str) -> None:
    shown = page(desk, ref)
    assert "Received" in shown
    assert "Ms Okafor" in shown
    assert "Acknowledge it" in shown
    # The policy's three working days come before the five of the law, and say so.
    assert "by the end of Friday 10 April 2026" in shown
    assert "this one leads" in shown
    assert "by the end of Tuesday 14 April 2026" in shown


def test_the_list_is_narrowed_by_sort_state_and_whose(
    desk: Client, ref: str, people: dict[str, Account]
) -> None:
    assert ref in desk.get("/karin/cases").content.decode()
    assert ref in desk.get("/karin/cases?type=complaint&state=received").content.decode()
    assert ref not in desk.get("/karin/cases?type=complaint&state=answered").content.decode()
    assert ref not in desk.get("/karin/cases?show=ended").content.decode()
    assert ref not in cast.client(people["manager"]).get("/karin/cases?show=mine").content.decode()


def test_what_is_no_case_has_no_page(desk: Client, karin: Association, people: dict[str, Account]) -> None:
    letter = cast.told(karin, people["officer"], "letter.received", "Tuesday 2026-04-07 15:00")
    assert desk.get(f"/karin/cases/{letter}").status_code == 404
    assert desk.get("/karin/cases/K7F3-9Q2M").status_code == 404


def test_somebody_is_brought_in_and_leaves(desk: Client, ref: str, karin: Association) -> None:
    status, _ = sent(desk, ref, do="join", role="complainant", name="Mr Bell", reach="01632 960 001")
    assert status == 302
    assert "Mr Bell" in page(desk, ref)
    with tenancy.association(karin):
        party = CaseParty.objects.get()
    assert sent(desk, ref, do="leave", party=str(party.pk))[0] == 302
    assert "until Wednesday 8 April" in page(desk, ref)
    with tenancy.association(karin):
        told = Event.objects.filter(thread__ref=ref, kind__startswith="case.party").values_list(
            "facts", flat=True
        )
        assert all("Mr Bell" not in str(each) for each in told)


def test_nobody_is_refused_and_what_was_typed_stays(desk: Client, ref: str) -> None:
    status, shown = sent(desk, ref, do="join", role="complainant", reach="01632 960 001")
    assert status == 422
    assert "Say who it is" in shown
    assert "01632 960 001" in shown


def test_work_is_given_out_with_its_day(desk: Client, ref: str, people: dict[str, Account]) -> None:
    owner = people["manager"].handle
    assert sent(desk, ref, do="task", what="Ask why", owner=owner, due_by="")[0] == 422
    assert sent(desk, ref, do="task", what="Ask why", owner=owner, due_by="2026-04-01")[0] == 422
    assert sent(desk, ref, do="task", what="Ask why", owner=owner, due_by="2026-04-15")[0] == 302
    shown = page(desk, ref)
    assert "Ask why" in shown
    assert "by Wednesday 15 April" in shown


def test_two_that_belong_together_name_each_other(
    desk: Client, ref: str, karin: Association, people: dict[str, Account]
) -> None:
    other = cast.told(karin, people["officer"], "nuisance.reported", "Tuesday 2026-04-07 16:00")
    assert sent(desk, ref, do="link", other=ref, how="follows")[0] == 422
    assert sent(desk, ref, do="link", other="nothing", how="follows")[0] == 422
    assert sent(desk, ref, do="link", other=other, how="follows")[0] == 302
    assert other in page(desk, ref)
    assert ref in page(desk, other)
    assert sent(desk, other, do="unlink", other=ref)[0] == 302
    assert other not in page(desk, ref)


def test_a_step_that_goes_with_a_letter_leads_to_the_letter(desk: Client, ref: str) -> None:
    sent_to = desk.get(f"/karin/thread/{ref}/complaint.answered").content.decode()
    assert "template=complaint-answer" in sent_to
    by_hand = desk.get(f"/karin/thread/{ref}/complaint.answered?by-hand=1").content.decode()
    assert "What did we find?" in by_hand


def test_a_step_with_a_letter_is_not_taken_without_it_by_an_action(
    karin: Association, ref: str, clock: Callable[[str], datetime]
) -> None:
    at = clock("Wednesday 2026-04-08 12:00")
    said = {"kind": "complaint.answered", "facts": {"outcome": "not_upheld"}}
    refused = cases.take(association=karin, thread=ref, by="ann", at=at, **said)  # type: ignore[arg-type]
    assert isinstance(refused, Refused)
    assert refused.field == "letter"


def test_a_case_that_was_voided_is_none(
    desk: Client, ref: str, karin: Association, people: dict[str, Account]
) -> None:
    with tenancy.association(karin):
        first = Event.objects.filter(thread__ref=ref).earliest("pk").uid
        assert Case.objects.filter(thread__ref=ref).exists()
    # Whoever took it in does not say themselves that it was none.
    cast.told(
        karin,
        people["manager"],
        "event.voided",
        "Wednesday 2026-04-08 11:00",
        thread=ref,
        corrects=first,
        reason="A slip",
    )
    with tenancy.association(karin):
        assert not Case.objects.filter(thread__ref=ref).exists()
    assert desk.get(f"/karin/cases/{ref}").status_code == 404


def test_a_task_sent_twice_is_one(karin: Association, ref: str, clock: Callable[[str], datetime]) -> None:
    at = clock("Wednesday 2026-04-08 12:00")
    said = {"what": "Ask", "due_by": date(2026, 4, 15), "owner": "the-officer", "uid": "7" * 32}
    for _ in range(2):
        made = cases.set_task(association=karin, thread=ref, by="ann", at=at, **said)  # type: ignore[arg-type]
        assert isinstance(made, Agreed)
    with tenancy.association(karin):
        assert Agreed.objects.count() == 1
        assert Thread.objects.filter(kind="case_task").count() == 1


def test_a_document_is_kept_with_it(desk: Client, ref: str) -> None:
    paper = SimpleUploadedFile("answer.pdf", b"%PDF-1.4\n%%EOF\n", content_type="application/pdf")
    got = desk.post(f"/karin/cases/{ref}", {"do": "keep", "says": "The surveyor's report", "file": paper})
    assert got.status_code == 302
    assert "The surveyor" in page(desk, ref)
    nothing = desk.post(f"/karin/cases/{ref}", {"do": "keep", "says": "Mould in the corner"})
    assert nothing.status_code == 422
    assert "Mould in the corner" in nothing.content.decode()
