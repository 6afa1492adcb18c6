"""The pages of registers: what is listed, what is missing, and what a wrong answer says."""

from __future__ import annotations

import html
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from kept.actions import registering
from kept.store import tenancy
from kept.store.models import Account, Association, Event, RegisterEntry
from tests import cast

NOW = "Wednesday 2026-04-08 12:00"
CARD = {"number": "K-0142", "issued_on": "2026-01-05", "expires_on": "2028-01-04"}
PICTURE = b"\xff\xd8\xff\xe0 a face"


@pytest.fixture
def mia(karin: Association) -> Client:
    """A manager's browser."""
    return cast.client(cast.member(karin, "mia", "manager"))


@pytest.fixture
def desk(ann: Account) -> Client:
    """A receptionist's."""
    return cast.client(ann)


def page(browser: Client, path: str, data: dict[str, Any] | None = None, *, status: int = 200) -> str:
    answer = browser.get(path) if data is None else browser.post(path, data)
    assert answer.status_code == status, answer
    return html.unescape(answer.content.decode())


def add(
    here: Association, register: str, answers: dict[str, str], subject: str = "", at: str = NOW
) -> RegisterEntry:
    made = registering.add(
        association=here, register=register, subject=subject, answers=answers, by="kept", at=cast.t(at)
    )
    assert isinstance(made, RegisterEntry), made
    return made


def sent(answers: dict[str, str], **more: Any) -> dict[str, Any]:
    return {f"f-{name}": value for name, value in answers.items()} | {"uid": "a" * 32} | more


def test_the_index_says_of_each_register_what_has_to_be_seen_to(
    karin: Association, ann: Account, mia: Client
) -> None:
    add(karin, "identity-cards", {**CARD, "expires_on": "2026-04-01"}, "ann")
    said = page(mia, "/karin/registers")
    row = said[said.index("Identity cards") : said.index("Name badges")]
    # Ann's has run out and Mia has none.
    assert '<span class="kept-tag kept-tag--soon">2</span>' in row


def test_whoever_has_no_card_is_named_and_what_ran_out_stands_first(
    karin: Association, ann: Account, mia: Client
) -> None:
    add(karin, "identity-cards", CARD, "mia")
    add(karin, "identity-cards", {**CARD, "number": "K-0001", "expires_on": "2026-04-01"}, "ann")
    cast.member(karin, "bea", "officer")
    said = page(mia, "/karin/registers/identity-cards")
    assert "These colleagues have none:</b> Bea" in said
    assert said.index("K-0001") < said.index("K-0142")
    assert "Ran out on Wednesday 1 April" in said


def test_an_entry_is_added_once_however_often_the_form_is_sent(karin: Association, desk: Client) -> None:
    for _ in range(2):
        answer = desk.post("/karin/registers/identity-cards/new", sent(CARD, subject="ann"))
        assert answer.status_code == 302
    with tenancy.association(karin):
        assert RegisterEntry.objects.count() == 1


def test_what_is_wrong_is_said_and_what_was_typed_stays(desk: Client) -> None:
    answers = {**CARD, "expires_on": "soon"}
    said = page(desk, "/karin/registers/identity-cards/new", sent(answers, subject="ann"), status=422)
    assert "“Valid until” takes a date, such as 2026-04-07." in said
    assert 'href="#f-expires_on"' in said
    assert 'value="K-0142"' in said
    assert '<option value="ann" selected>' in said


def test_a_photograph_is_kept_and_taken_away_as_a_file(karin: Association, desk: Client) -> None:
    photo = SimpleUploadedFile("ann.jpg", PICTURE)
    answer = desk.post("/karin/registers/identity-cards/new", sent(CARD, subject="ann") | {"f-photo": photo})
    assert answer.status_code == 302
    with tenancy.association(karin):
        sha256 = RegisterEntry.objects.get().facts["photo"]
    found = desk.get(f"/karin/register/file/{sha256}")
    assert b"".join(found.streaming_content) == PICTURE  # type: ignore[attr-defined]
    assert found["Content-Disposition"].startswith("attachment")
    assert desk.get(f"/karin/register/file/{'0' * 64}").status_code == 404


def test_what_was_uploaded_is_not_chosen_twice(desk: Client) -> None:
    photo = SimpleUploadedFile("ann.jpg", PICTURE)
    wrong = sent({**CARD, "number": ""}, subject="ann") | {"f-photo": photo}
    said = page(desk, "/karin/registers/identity-cards/new", wrong, status=422)
    assert "A file is kept already" in said


def test_what_is_no_picture_and_no_paper_is_refused(desk: Client) -> None:
    strange = SimpleUploadedFile("ann.exe", b"MZ\x90\x00")
    wrong = sent(CARD, subject="ann") | {"f-photo": strange}
    assert page(desk, "/karin/registers/identity-cards/new", wrong, status=422)


def test_whoever_does_not_keep_a_register_hears_who_does(karin: Association, desk: Client) -> None:
    made = add(karin, "policy-library", {"document": "Rent", "version": "1", "in_force_from": "2026-01-01"})
    said = page(desk, "/karin/registers/policy-library/new", status=403)
    assert "“Policies and procedures” is kept by a manager or director." in said
    assert "is kept by" in page(desk, f"/karin/register/{made.pk}/change", status=403)
    assert "Change it" not in page(desk, f"/karin/register/{made.pk}")


def test_how_one_is_called_one_says_oneself_and_of_nobody_else(karin: Association, desk: Client) -> None:
    said = page(desk, "/karin/registers/staff-record/new")
    assert '<option value="ann" selected>' in said
    assert said.count("<option value=") >= 1
    assert 'value="mia"' not in said.split('id="f-leads"')[0]


def test_an_earlier_version_stays_marked_as_withdrawn(karin: Association, mia: Client) -> None:
    policy = {"document": "Rent policy", "version": "1", "in_force_from": "2026-01-01"}
    made = add(karin, "policy-library", policy, at="Monday 2026-04-06 12:00")
    path = f"/karin/register/{made.pk}"
    changed = mia.post(f"{path}/change", sent({**policy, "version": "2"}))
    assert changed["Location"] == path
    said = page(mia, path)
    assert "Edition 1, withdrawn on Wednesday 8 April" in said
    answer = mia.post(path, {"do": "end", "why": "withdrawn"})
    assert answer.status_code == 302
    assert "it holds no longer" in page(mia, path)
    assert "Rent policy" not in page(mia, "/karin/registers/policy-library", {})
    assert "Withdrawn Wednesday 8 April" in page(mia, "/karin/registers/policy-library", {"ended": "yes"})
    assert mia.get(f"{path}/change").status_code == 302


def test_a_look_without_an_answer_is_asked_for_again(karin: Association, desk: Client) -> None:
    made = add(karin, "panic-buttons", {"place": "Desk", "room": "reception"}, "main")
    path = f"/karin/register/{made.pk}"
    said = page(desk, path, {"do": "check", "uid": "b" * 32, "note": "The light is out"}, status=422)
    assert "Choose what was found." in said
    assert 'value="The light is out"' in said
    assert desk.post(path, {"do": "check", "uid": "b" * 32, "result": "works"}).status_code == 302
    assert "It works" in page(desk, path)
    assert "Choose what to do with it." in page(desk, path, {"do": "sing"}, status=422)


def test_a_review_is_on_record_and_no_longer_asked_for(karin: Association, desk: Client) -> None:
    agency = {"agency": "Citizens Advice", "subject": "Nearly everything"}
    made = add(karin, "agencies", agency, at="Monday 2025-09-01 12:00")
    path = f"/karin/register/{made.pk}"
    assert "To be looked at since" in page(desk, path)
    assert desk.post(path, {"do": "check", "uid": "b" * 32}).status_code == 302
    assert "To be looked at since" not in page(desk, path)


def test_a_register_is_narrowed_by_words_and_to_what_asks_for_something(
    karin: Association, desk: Client
) -> None:
    for name, at in (("Citizens Advice", "Monday 2025-09-01 12:00"), ("Shelter", NOW)):
        add(karin, "agencies", {"agency": name, "subject": "Advice"}, at=at)
    said = page(desk, "/karin/registers/agencies", {"q": "shelter"})
    assert "Shelter" in said
    assert "Citizens Advice" not in said
    only = page(desk, "/karin/registers/agencies", {"only": "yes"})
    assert "Citizens Advice" in only
    assert "Shelter" not in only
    assert "Nothing here is like that" in page(desk, "/karin/registers/agencies", {"q": "zebra"})


def test_what_leaders_keep_in_confidence_is_not_there_for_others_nor_for_whoever_it_is_about(
    db: None, clock: Any
) -> None:
    magna = cast.association("magna")
    mia, max_ = cast.member(magna, "mia", "manager"), cast.member(magna, "max", "manager")
    bea = cast.member(magna, "bea", "officer")
    made = add(magna, "conduct-breaches", {"happened_on": "2026-04-01", "about": "Shouted"}, "mia")
    path = f"/magna/register/{made.pk}"
    assert "Shouted" in page(cast.client(max_), path)
    assert "Shouted" not in page(cast.client(bea), "/magna/registers")
    for who in (bea, mia):
        assert cast.client(who).get(path).status_code == 404
    assert cast.client(bea).get("/magna/registers/conduct-breaches").status_code == 404
    assert path not in page(cast.client(mia), "/magna/registers/conduct-breaches")


def test_the_code_is_accepted_by_each_and_the_manager_sees_who_has_not(db: None, clock: Any) -> None:
    magna = cast.association("magna")
    mia = cast.client(cast.member(magna, "mia", "manager"))
    bea = cast.client(cast.member(magna, "bea", "officer"))
    made = add(magna, "conduct-code", {"code": "Code of conduct", "version": "1", "words": "Be kind."})
    path = f"/magna/register/{made.pk}"
    assert "For you to read" in page(bea, "/magna/registers")
    assert bea.post(path, {"do": "sign"}).status_code == 302
    assert "You confirmed it on" in page(bea, path)
    assert "For you to read" not in page(bea, "/magna/registers")
    assert "Not confirmed yet by:</b> Mia" in page(mia, path)


def test_an_answer_past_its_review_is_warned_of(karin: Association, desk: Client) -> None:
    add(karin, "articles", {"subject": "Lost keys", "answer": "Come in."}, at="Monday 2025-03-03 12:00")
    said = page(desk, "/karin/answers", {"words": "KEYS lost"})
    assert "To be looked at since" in said
    assert "Ask before you rely on it." in said


def test_answers_are_for_whoever_asks(karin: Association, desk: Client) -> None:
    for whom in ("tenants", "applicants", "everybody"):
        add(karin, "articles", {"subject": f"Keys for {whom}", "answer": "…", "customers": whom})
    said = page(desk, "/karin/answers", {"words": "keys", "whom": "tenants"})
    assert "Keys for tenants" in said
    assert "Keys for everybody" in said
    assert "Keys for applicants" not in said


def test_a_subject_without_an_answer_is_noted_once(karin: Association, desk: Client) -> None:
    for _ in range(2):
        assert (
            desk.post("/karin/answers", {"words": "bees", "do": "note", "uid": "c" * 32}).status_code == 302
        )
    with tenancy.association(karin):
        assert RegisterEntry.objects.get(register="unanswered").title == "bees"
    assert "needs an answer" in page(desk, "/karin/answers", {"words": "", "do": "note"}, status=422)


def test_a_card_is_asked_for_by_both_number_and_name(karin: Association, desk: Client) -> None:
    add(karin, "identity-cards", CARD, "ann")
    said = page(desk, "/karin/card-check", {"number": "K-0142", "name": ""}, status=422)
    assert "Ask for both the number and the name" in said
    assert 'value="K-0142"' in said
    with tenancy.association(karin):
        assert not Event.objects.filter(kind__startswith="card.").exists()


def test_a_card_that_has_run_out_is_not_confirmed_and_sent_twice_told_once(
    karin: Association, desk: Client
) -> None:
    add(karin, "identity-cards", {**CARD, "expires_on": "2026-04-01"}, "ann")
    given = {"number": "K-0142", "name": "Ann", "phone": "01632 960 001", "uid": "d" * 32}
    for _ in range(2):
        assert "no longer valid" in page(desk, "/karin/card-check", given)
    with tenancy.association(karin):
        (told,) = Event.objects.filter(kind="card.not_confirmed")
        assert told.facts["result"] == "not_valid"


def test_a_register_asks_as_often_however_long_it_is(karin: Association, desk: Client) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as seen:
            page(desk, "/karin/registers/agencies")
        return len(seen)

    add(karin, "agencies", {"agency": "One", "subject": "Advice"})
    before = asked()
    for n in range(8):
        add(karin, "agencies", {"agency": f"More {n}", "subject": "Advice"})
    assert asked() == before
