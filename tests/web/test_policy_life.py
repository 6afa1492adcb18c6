"""Is a change of the policy made on its pages, by who may, with nothing lost that was typed?"""

from __future__ import annotations

import html
from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from kept.actions import approving, drafting
from kept.store import policy_versions, tenancy
from kept.store.models import Association, PolicyChangeRead, PolicyComment, PolicyDraft
from tests import cast

LIFE, DRAFT = "/karin/clauses/life", "/karin/clauses/drafts/1"
CLAUSE, FILE = f"{DRAFT}/clauses/karin:letters.1", f"{DRAFT}/file"
LETTERS = "clauses/06-letters.yaml"
BEGIN = {"act": "begin", "title": "Letters in five days", "starts_on": "2026-07-01", "uid": "u1"}


@pytest.fixture
def officer(karin: Association) -> Client:
    """The policy officer of Karin."""
    return cast.client(cast.member(karin, "pat", "policy-officer"))


def text(answer: Any) -> str:
    return html.unescape(answer.content.decode())


def post(client: Client, path: str, *, follow: bool = True, **fields: object) -> Any:
    return client.post(path, fields, follow=follow)


def begun(officer: Client) -> None:
    assert post(officer, LIFE, **BEGIN).redirect_chain[-1][0] == DRAFT


def changed(officer: Client, within: str = "5 working days") -> Any:
    begun(officer)
    return post(officer, CLAUSE, act="clause", edition="1", within=within)


def in_order(officer: Client) -> None:
    page = text(changed(officer))
    places = [part.partition('"')[0] for part in page.split('name="places" type="checkbox" value="')[1:]]
    assert "These come out right" in page
    done = officer.post(DRAFT, {"act": "examples", "edition": "2", "places": places}, follow=True)
    assert "To be put right" not in text(done)


def test_a_change_is_begun_once_and_stands_in_the_list(officer: Client) -> None:
    assert "Nobody is changing the policy" in text(officer.get(LIFE))
    begun(officer)
    begun(officer)
    page = text(officer.get(LIFE))
    assert page.count("Letters in five days") == 1
    assert "In force" in page
    assert "Pat" in page


def test_what_was_typed_stays_when_something_is_missing(officer: Client) -> None:
    found = post(officer, LIFE, act="begin", title="Letters in five days", starts_on="2020-01-01", uid="u1")
    assert found.status_code == 422
    page = text(found)
    assert 'value="Letters in five days"' in page
    assert 'href="#begin-starts_on"' in page
    assert 'id="begin-starts_on-error"' in page
    assert "today or later" in page


def test_a_clause_is_changed_in_a_form_and_told_in_plain_words(officer: Client) -> None:
    page = text(changed(officer))
    assert "Letter answered: 7 working days becomes 5." in page
    assert "Due by the end of Tuesday 14 April 2026, and not by the end of Thursday 16 April 2026" in page
    assert "The draft is not in order yet" in page
    form = text(officer.get(CLAUSE))
    assert 'value="5 working days"' in form
    assert "In force today: 7 working days" in form


def test_a_slip_is_saved_and_told_where_it_was_made(officer: Client) -> None:
    page = text(changed(officer, "5 workng days"))
    assert "Did you mean “5 working days”?" in page
    assert 'value="5 workng days"' in page
    assert "There is no promise of this id" not in page
    draft = text(officer.get(DRAFT))
    assert "It cannot be told before the faults below are put right" in draft
    assert f"{LETTERS}, line" in draft


def test_a_clause_is_found_by_its_number_or_a_word(officer: Client) -> None:
    begun(officer)
    assert "karin:letters.1" in text(officer.get(DRAFT, {"find": "letter"}))
    first = text(officer.get(DRAFT, {"find": "karin:letters.2"})).partition("kept-entries")[2]
    assert first.partition("drafts/1/clauses/")[2].startswith("karin:letters.2")
    assert "No clause has these words" in text(officer.get(DRAFT, {"find": "zeppelin"}))
    assert officer.get(f"{DRAFT}/clauses/karin:nothing.1").status_code == 404
    assert officer.get("/karin/clauses/drafts/9").status_code == 404


def test_a_clause_is_taken_out_and_put_back(officer: Client) -> None:
    begun(officer)
    page = text(post(officer, f"{DRAFT}/clauses/karin:letters.2", act="out", edition="1"))
    assert "No more: “Translated versions" in page
    page = text(post(officer, DRAFT, act="undo", edition="2"))
    assert "Nothing yet: the draft says what the policy says" in page
    assert "karin:letters.2 taken out undone" in page


def test_a_file_is_changed_as_it_is_written_faults_and_all(officer: Client) -> None:
    begun(officer)
    page = text(officer.get(FILE, {"name": LETTERS}))
    assert "id: karin:letters.1" in page
    found = post(officer, FILE, name=LETTERS, edition="1", text="- id: karin:letters.1\n  says: [\n")
    page = text(found)
    assert "to be put right" in page
    assert "<textarea" in page
    assert "says: [" in page
    found = post(officer, FILE, name="x.txt", edition="2", text="abc")
    assert found.status_code == 422
    assert "A policy has no file of this name" in text(found)
    assert ">\nabc</textarea>" in text(found)
    assert "A new file" in text(officer.get(FILE))
    found = post(officer, FILE, name="clauses/99-new.yaml", edition="2", text="- {id: 'karin:new.1'}")
    assert "clauses/99-new.yaml" in text(found)


def test_residents_are_asked_answered_and_then_the_board_approves(
    officer: Client, karin: Association, clock: Callable[[str], datetime]
) -> None:
    in_order(officer)
    found = post(officer, DRAFT, act="consult", how="", until="2026-04-10")
    assert found.status_code == 422
    assert 'id="consult-how-error"' in text(found)
    page = text(post(officer, DRAFT, act="consult", how="A letter to every home", until="2026-04-10"))
    assert "With residents" in page
    assert "Residents can still comment" in page
    said = {
        "who": "panel",
        "how": "meeting",
        "said_on": "2026-04-08",
        "words": "Say so in the receipt.",
        "uid": "c",
    }
    for _ in range(2):
        page = text(post(officer, DRAFT, act="comment", clause="karin:letters.1", **said))
    assert page.count("Say so in the receipt.") == 1
    assert "Not answered yet" in page
    with tenancy.association(karin):
        number = PolicyComment.objects.get().pk
    clock("Monday 2026-04-13 09:00")
    assert "One comment is not answered yet" in text(officer.get(DRAFT))
    found = post(
        officer, DRAFT, act="answer", which=f"-{number}", comment=str(number), outcome="changed", answer=""
    )
    assert f'id="answer-{number}-answer-error"' in text(found)
    page = text(
        post(
            officer,
            DRAFT,
            act="answer",
            which=f"-{number}",
            comment=str(number),
            outcome="changed",
            answer="Done.",
        )
    )
    assert "We changed the draft" in page
    asked = {"act": "approve", "edition": "3", "approved_on": "2026-04-13", "minute": "Board, item 7"}
    page = text(post(officer, DRAFT, **asked))
    assert "Board, item 7" in page
    page = text(post(officer, DRAFT, act="load"))
    assert "Has become the policy" in page
    assert "To come" in text(officer.get(LIFE))


def test_a_draft_that_was_overtaken_says_so_and_takes_over(officer: Client, karin: Association) -> None:
    post(officer, LIFE, **(BEGIN | {"uid": "u0", "starts_on": "2026-10-01"}))
    post(officer, f"{DRAFT}/clauses/karin:letters.2", act="out", edition="1")
    loaded(karin)
    page = text(officer.get(DRAFT))
    assert "The policy was changed meanwhile" in page
    assert "clauses/06-letters.yaml</label>" not in page
    page = text(post(officer, DRAFT, act="take-over", edition="2"))
    assert "The policy was changed meanwhile" not in page
    assert "Nothing yet: the draft says what the policy says" in page


PUBLIC = "/karin/promises/changes"


def test_residents_read_what_they_are_asked_and_what_was_answered_without_signing_in(
    officer: Client, karin: Association, clock: Callable[[str], datetime]
) -> None:
    anybody = Client()
    assert "We are asking about nothing at the moment" in text(anybody.get(PUBLIC))
    assert "How our promises change" in text(anybody.get("/karin/promises"))
    in_order(officer)
    assert "Letters in five days" not in text(anybody.get(PUBLIC))
    post(officer, DRAFT, act="consult", how="A letter to every home", until="2026-04-10")
    page = text(anybody.get(PUBLIC))
    assert "Letter answered: 7 working days becomes 5." in page
    assert "Tell us what you think by Friday 10 April 2026." in page
    post(officer, CLAUSE, act="clause", edition="3", within="4 working days")
    assert "7 working days becomes 4" in text(anybody.get(PUBLIC))
    post(officer, CLAUSE, act="clause", edition="4", within="4 workng days")
    assert "7 working days becomes 4" in text(anybody.get(PUBLIC))
    said = {
        "who": "resident",
        "how": "letter",
        "said_on": "2026-04-08",
        "words": "Too slow still.",
        "uid": "c",
    }
    post(officer, DRAFT, act="comment", **said)
    assert "Too slow still." not in text(anybody.get(PUBLIC))
    with tenancy.association(karin):
        number = PolicyComment.objects.get().pk
    which = {"which": f"-{number}", "comment": str(number)}
    post(officer, DRAFT, act="answer", **which, outcome="unchanged", answer="It costs too much.")
    clock("Saturday 2026-04-11 09:00")
    page = text(anybody.get(PUBLIC))
    assert "A resident: Too slow still." in page
    assert "It costs too much." in page
    assert "We asked until Friday 10 April 2026. Nothing is decided yet." in page
    assert Client().get("/nowhere/promises/changes").status_code == 404


def test_the_public_page_asks_few_questions_of_the_database(officer: Client) -> None:
    in_order(officer)
    post(officer, DRAFT, act="consult", how="A letter to every home", until="2026-04-10")
    with CaptureQueriesContext(connection) as found:
        assert Client().get(PUBLIC).status_code == 200
    assert len(found) <= 8


def loaded(karin: Association) -> str:
    known: dict[str, Any] = {"association": karin, "by": "pat", "at": cast.t("Wednesday 2026-04-08 10:00")}
    made = drafting.begin(**known, title="Fewer", starts_on=date(2026, 7, 1), uid="x")
    assert isinstance(made, PolicyDraft), made
    known |= {"draft": made.number}
    drafting.take_out_clause(**known, edition=1, clause="karin:letters.2")
    board = {"approved_on": date(2026, 4, 8), "minute": "7", "not_consulted_why": "A slip"}
    approving.approve(**known, edition=2, **board)
    done = approving.load(**known)
    assert isinstance(done, PolicyDraft), done
    with tenancy.association(karin):
        return policy_versions.versions_of(karin, date(2026, 4, 8))[0].short


def test_whoever_works_here_reads_a_change_and_says_so(karin: Association) -> None:
    ann, lead = cast.member(karin, "ann", "receptionist"), cast.member(karin, "lea", "manager")
    version = loaded(karin)
    browser = cast.client(ann)
    assert "Our policy changes from Wednesday 1 July 2026" in text(browser.get("/karin/notices"))
    path = f"/karin/clauses/versions/{version}"
    page = text(browser.get(path))
    assert "No more: “Translated versions" in page
    assert "0 of 2 who work here" in page
    assert "Who has not yet" not in page
    for _ in range(2):
        page = text(browser.post(path, follow=True))
    assert "You said on Wednesday 8 April 2026 that you have read it" in page
    with tenancy.association(karin):
        assert PolicyChangeRead.objects.count() == 1
    assert "Our policy changes from Wednesday" not in text(browser.get("/karin/notices"))
    assert "Change approved: Fewer" in text(browser.get("/karin/clauses/about"))
    page = text(cast.client(lead).get(path))
    assert "1 of 2 who work here" in page
    assert "<li>Lea</li>" in page
    assert browser.get("/karin/clauses/versions/nothing").status_code == 404
    assert browser.post("/karin/clauses/versions/nothing").status_code == 404


def test_the_first_version_has_nothing_before_it(officer: Client, karin: Association) -> None:
    with tenancy.association(karin):
        (row,) = policy_versions.versions_of(karin, date(2026, 4, 8))
    page = text(officer.get(f"/karin/clauses/versions/{row.short}"))
    assert "first version that Kept holds" in page
    assert "I have read" not in page


@pytest.mark.parametrize("role", ["receptionist", "auditor", "manager"])
def test_others_read_a_draft_and_change_nothing(officer: Client, karin: Association, role: str) -> None:
    changed(officer)
    other = cast.client(cast.member(karin, f"a-{role}", role))
    page = text(other.get(DRAFT))
    assert "7 working days becomes 5" in page
    assert 'name="act"' not in page
    assert "Begin a change" not in text(other.get(LIFE))
    assert other.get(CLAUSE).status_code == 403
    assert other.get(FILE).status_code == 403
    assert post(other, DRAFT, act="drop", reason="x").status_code == 403
    assert post(other, LIFE, **BEGIN).status_code == 403


def test_a_draft_is_given_up_and_an_approval_taken_back(officer: Client) -> None:
    in_order(officer)
    asked = {"act": "approve", "edition": "3", "approved_on": "2026-04-08", "minute": "7"}
    assert 'id="approve-not_consulted-error"' in text(post(officer, DRAFT, **asked))
    assert "Make it the policy" in text(post(officer, DRAFT, **asked, not_consulted="A slip"))
    assert "Being written" in text(post(officer, DRAFT, act="take-back", reason="Another slip"))
    assert "Given up: No" in text(post(officer, DRAFT, act="drop", reason="No"))
    assert "Earlier drafts" in text(officer.get(LIFE))
    moved = post(officer, DRAFT, act="start", edition="3", starts_on="2026-09-01")
    assert "was given up" in text(moved)


def test_the_page_of_a_draft_asks_as_much_whatever_was_said(officer: Client, karin: Association) -> None:
    in_order(officer)
    post(officer, DRAFT, act="consult", how="A letter", until="2026-04-10")

    def queries() -> int:
        with CaptureQueriesContext(connection) as found:
            assert officer.get(DRAFT).status_code == 200
        return len(found)

    officer.get(DRAFT)
    before = queries()
    said = {"who": "panel", "how": "meeting", "said_on": "2026-04-08", "words": "Yes."}
    for number in range(5):
        post(officer, DRAFT, act="comment", uid=f"c{number}", **said)
    assert queries() == before
