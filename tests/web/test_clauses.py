"""The policy as a document: each clause with keeper, reading and figures; one clause with all known of it."""

from __future__ import annotations

import html
import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from kept.actions import registering
from kept.actions.readings import adopt
from kept.actions.sweeping import sweep
from kept.casework import Refused
from kept.casework.permissions import ROLES
from kept.store import tenancy
from kept.store.models import Account, Association, Clock
from tests import cast

LETTERS = "/karin/clauses/karin:letters.1"
# It needs homes, which are not built yet.
PENDING = "karin:repairs.1"
MINUTE = "Board, 7 April 2026, item 7"


@pytest.fixture
def pat(karin: Association) -> Client:
    """The policy officer."""
    return cast.client(cast.member(karin, "pat", "policy-officer"))


@pytest.fixture
def letters(karin: Association, ann: Account) -> None:
    """Three letters due in March, one of them broken, and two in April, one broken and one that runs."""
    for day, answered in (
        ("Monday 2026-03-02", "Tuesday 2026-03-03"),
        ("Tuesday 2026-03-03", "Wednesday 2026-03-04"),
        ("Wednesday 2026-03-04", "Monday 2026-03-23"),
        ("Monday 2026-03-23", "Tuesday 2026-04-07"),
    ):
        ref = cast.told(karin, ann, "letter.received", f"{day} 10:00", urgent=False)
        cast.told(karin, ann, "letter.answered", f"{answered} 10:00", thread=ref)
    cast.told(karin, ann, "letter.received", "Tuesday 2026-04-07 10:00", urgent=False)
    sweep(at=cast.t("Wednesday 2026-04-08 11:00"))


def said(browser: Client, address: str, status: int = 200) -> str:
    response = browser.get(address)
    assert response.status_code == status
    return html.unescape(response.content.decode())


def words(page: str) -> str:
    """The page as somebody reads it."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.split("<main", 1)[1]))


def entry(page: str, clause: str) -> str:
    """One clause of the document."""
    return words("<main" + page.split(f'id="clause-{clause}"', 1)[1].split("</article>", 1)[0])


def ids(page: str) -> list[str]:
    return re.findall(r'<article class="kept-clause[^>]*id="clause-([^"]+)"', page)


# ---- the document ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("slug", ["karin", "redland", "wessex", "moray", "magna"])
def test_every_clause_of_each_policy_stands_in_the_document_in_order(
    db: None, clock: object, slug: str
) -> None:
    at = cast.association(slug)
    page = said(cast.client(cast.member(at, "dora", "director")), f"/{slug}/clauses")
    rulebook = cast.rulebook(slug)
    policy, law, house = ([each.id for each in group] for group in _groups(slug))
    assert ids(page) == [*policy, *law, *house]
    assert f"{len(rulebook.clauses) + len(rulebook.common)} clauses." in page
    titles = re.findall(r'<h2 class="govuk-heading-m kept-document__title" id="[^"]*">([^<]*)<', page)
    assert titles[-2:] == ["The law", "In every house"]
    contents = re.findall(r'<li><a class="govuk-link" href="#([^"]*)">([^<]*)</a>', page)
    assert [title for _anchor, title in contents] == titles
    assert all(f'id="{anchor}"' in page for anchor, _title in contents)


def _groups(slug: str) -> tuple[list, list, list]:  # type: ignore[type-arg]
    rulebook = cast.rulebook(slug)
    law = [each for each in rulebook.common if each.source == "law"]
    return list(rulebook.clauses), law, [each for each in rulebook.common if each.source != "law"]


def test_a_clause_says_where_it_stands_what_keeps_it_how_it_is_read_and_how_it_is_kept(
    pat: Client, letters: None
) -> None:
    found = entry(said(pat, "/karin/clauses"), "karin:letters.1")
    assert "line 51" in found
    assert "A time to keep" in found
    assert "A letter is acknowledged or answered within seven working days." in found
    assert "Promise “Letter answered”: 7 working days. Begins: Letter received, E-mail received" in found
    assert "Proposed by Kept Counted from the day the letter arrives, which is day 0." in found
    assert "It may be read otherwise: A bare acknowledgement may be enough" in found
    assert "This month: 0 of 1 kept (0 %)." in found
    assert "This year: 2 of 4 kept (50 %)." in found
    assert "1 broken this month" in found


def test_a_clause_without_a_keeper_says_to_which_part_it_belongs(pat: Client) -> None:
    area = cast.rulebook("karin").clause_by_id[PENDING].pending
    assert area
    assert f"No keeper yet: {area}." in entry(said(pat, "/karin/clauses"), PENDING)


def test_a_clause_says_what_broke_it_most_and_what_is_done_about_it(
    pat: Client, karin: Association, ann: Account, letters: None
) -> None:
    with tenancy.association(karin):
        late = Clock.objects.filter(promise="karin:letters.1", verdict="broken").order_by("id")[0].thread
    cast.told(
        karin, ann, "breach.explained", "Wednesday 2026-04-08 09:30", thread=late.ref, why="our_mistake"
    )
    page = words(said(pat, LETTERS))
    assert "What broke it most this year Our mistake 1 (50 %)" in page
    assert "1 of 2 have no reason yet." in page
    assert "No improvement of it is under way." in page
    assert "Begin an improvement" not in page  # a policy officer keeps no such register

    boss = cast.client(cast.member(karin, "mia", "manager"))
    begin = re.findall(r'href="([^"]*registers/improvement-actions/new[^"]*)"', said(boss, LETTERS))
    assert begin
    assert 'value="karin:letters.1"' in said(boss, begin[0])
    done = registering.add(
        association=karin,
        register="improvement-actions",
        answers={
            "action": "A second reader each Friday",
            "standard": "karin:letters.1",
            "found_in": "figures",
            "result_then": "67 %",
            "owner": ann.handle,
            "due_on": "2026-05-01",
        },
        by="mia",
        at=cast.t("Wednesday 2026-04-08 10:00"),
        uid="improve-1",
    )
    assert not isinstance(done, Refused), done
    assert "A second reader each Friday, by Friday 1 May 2026; it was 67 %" in words(said(pat, LETTERS))


def test_a_number_of_our_own_is_told_from_the_policys(pat: Client) -> None:
    found = entry(said(pat, "/karin/clauses"), "karin:telephone.1")
    assert "“promptly”, which we count as 5 rings (our reading, not in the policy)" in found
    assert "The guidance to staff bound with the policy says five rings." in found


def test_nothing_due_is_said_once(pat: Client) -> None:
    found = entry(said(pat, "/karin/clauses"), "karin:telephone.3")
    assert "Nothing fell due this year." in found
    assert "This month" not in found


def test_what_binds_beside_the_policy_says_where_it_comes_from_and_how_surely(pat: Client) -> None:
    page = said(pat, "/karin/clauses")
    law = [each for each in cast.rulebook("karin").common if each.source == "law"]
    assert law
    for clause in law:
        found = entry(page, clause.id)
        assert str(clause.cites) in found
        sure = {"yes": "Confirmed at its source", "secondary": "secondary source", "no": "Not confirmed yet"}
        assert sure[str(clause.confirmed)] in found


@pytest.mark.parametrize(
    ("query", "some", "none"),
    [
        ("q=letter+acknowledged", "karin:letters.1", "karin:office.2"),
        ("q=KARIN:LETTERS.1", "karin:letters.1", "karin:letters.2"),
        ("q=Home+visits", "karin:home-visits.1", "karin:letters.1"),
        ("kind=timed", "karin:letters.1", "karin:letters.2"),
        ("keeper=promise", "karin:letters.1", "karin:letters.2"),
        ("keeper=pending", PENDING, "karin:letters.1"),
        ("keeper=duty", "karin:communication.6", "karin:letters.1"),
        ("keeper=measure", "karin:repairs.7", "karin:letters.1"),
        ("reading=proposed", "karin:telephone.1", "karin:letters.2"),
        ("broken=yes", "karin:letters.1", "karin:telephone.1"),
        ("kind=timed&q=letter&broken=yes", "karin:letters.1", "karin:letters.4"),
    ],
)
def test_the_document_narrows_to_what_was_asked(
    pat: Client, letters: None, query: str, some: str, none: str
) -> None:
    page = said(pat, f"/karin/clauses?{query}")
    assert some in ids(page)
    assert none not in ids(page)
    assert f"{len(ids(page))} clause" in page
    assert "Show all" in page


def test_a_search_that_finds_nothing_says_what_to_try(pat: Client) -> None:
    page = said(pat, "/karin/clauses?q=zebra")
    assert ids(page) == []
    assert "Try one word, such as letter, or fewer choices." in page


def test_wishes_that_are_not_known_are_no_wishes(pat: Client) -> None:
    everything = ids(said(pat, "/karin/clauses"))
    assert ids(said(pat, "/karin/clauses?kind=zebra&keeper=x&reading=y&broken=no")) == everything


def test_words_that_were_searched_for_are_shown_as_words(pat: Client) -> None:
    assert 'value="&lt;b&gt;&quot;"' in pat.get("/karin/clauses", {"q": '<b>"'}).content.decode()


@pytest.mark.parametrize("slug", ["karin", "wessex"])
def test_a_long_document_travels_light(db: None, clock: object, slug: str) -> None:
    at = cast.association(slug)
    desk = cast.client(cast.member(at, "dora", "director"))
    response = desk.get(f"/{slug}/clauses", headers={"Accept-Encoding": "gzip"})
    assert response["Content-Encoding"] == "gzip"
    assert len(response.content) < 60_000


# ---- one clause ------------------------------------------------------------------------------------------


def test_the_figures_of_a_clause_lead_to_their_cases_for_those_who_may_see_them(
    karin: Association, pat: Client, letters: None
) -> None:
    page = said(pat, LETTERS)
    assert "50 % , 2 of 4 kept" in words(page)
    for period in ("this-month", "quarter", "year"):
        (address,) = re.findall(rf'href="(/karin/performance/karin:letters.1\?period={period})"', page)
        assert pat.get(address).status_code == 200
    clerk = cast.client(cast.member(karin, "adam", "administrator"))
    assert "50 % , 2 of 4 kept" in words(said(clerk, LETTERS))
    assert "/karin/performance/karin:letters.1" not in said(clerk, LETTERS)


def test_the_trend_is_drawn_without_styles_and_stands_in_a_table(pat: Client, letters: None) -> None:
    page = said(pat, LETTERS)
    assert re.findall(r'<rect class="bar-([a-z]+)" x="(\d+)" y="(\d+)" width="22" height="(\d+)"', page) == [
        ("kept", "300", "20", "40"),
        ("broken", "300", "0", "20"),
        ("broken", "330", "0", "60"),
    ]
    assert "March 2026 67 % (2 of 3 kept) 1" in words(page)
    assert "February 2026 Nothing counted 0" in words(page)
    assert "Month by month" not in said(pat, "/karin/clauses/karin:telephone.3")


def test_examples_read_as_somebody_at_the_counter_would_tell_them(pat: Client) -> None:
    page = words(said(pat, "/karin/clauses/karin:telephone.1"))
    assert "Picked up in the fifth ring" in page
    assert "10:00 on Tuesday 3 March 2026: Telephone rang" in page
    assert "10:00:14 on Tuesday 3 March 2026: Telephone picked up" in page
    assert "Kept To be kept by 10:00:15 on Tuesday 3 March 2026." in page


@pytest.mark.parametrize("slug", ["karin", "redland", "wessex", "moray", "magna"])
def test_every_clause_has_its_page(db: None, clock: object, slug: str) -> None:
    at = cast.association(slug)
    desk = cast.client(cast.member(at, "dora", "director"))
    rulebook = cast.rulebook(slug)
    kept = [each for each in (*rulebook.clauses, *rulebook.common) if each.keepers]
    for clause in [*kept, rulebook.clauses[0]]:
        page = said(desk, f"/{slug}/clauses/{clause.id}")
        assert clause.says in page, clause.id
        assert page.count("<h1") == 1


def test_where_nothing_was_broken_nobody_is_asked_why(karin: Association, pat: Client, letters: None) -> None:
    def asked_why(address: str) -> bool:
        with CaptureQueriesContext(connection) as queries:
            said(pat, address)
        return any("breach.explained" in each["sql"] for each in queries)

    assert asked_why(LETTERS)
    assert not asked_why("/karin/clauses/karin:complaints.3")


def test_a_clause_that_there_is_not_is_not_found(pat: Client) -> None:
    assert pat.get("/karin/clauses/karin:zebra.1").status_code == 404
    assert pat.get("/karin/clauses/moray:4.2.8").status_code == 404


def test_for_how_much_of_the_week_nobody_can_keep_it(karin: Association, pat: Client) -> None:
    page = words(said(pat, "/karin/clauses/karin:telephone.1"))
    assert "What begins in 128 of the 168 hours of a week falls due before the office opens again." in page
    assert "Out-of-hours service keeps it then." in page
    assert "168 hours" not in said(pat, LETTERS)


def test_the_law_stands_beside_the_policy_with_both_dates_and_the_earlier_leads(pat: Client) -> None:
    page = said(pat, "/karin/clauses/karin:complaints.3").split('id="beside"', 1)[1].split("</section>")[0]
    assert "If this happened at 10:00 on Wednesday 8 April 2026: Complaint" in words(f"<main {page}")
    lines = [words(f"<main {each}") for each in page.split("<li>")[1:]]
    assert "The policy, karin:complaints.3 by the end of Monday 13 April 2026 Leads" in lines[0]
    law = next(each for each in lines if "law:ho-ack1" in each)
    assert "by the end of Wednesday 15 April 2026" in law
    assert "Leads" not in law
    assert "law:ho-ack1" in said(pat, "/karin/clauses/law:ho-ack1")
    assert "karin:complaints.3" in said(pat, "/karin/clauses/law:ho-ack1")
    assert 'id="beside"' not in said(pat, "/karin/clauses/karin:telephone.1")


def test_a_measure_stands_against_its_target_in_the_document_and_on_its_page(
    karin: Association, ann: Account, pat: Client
) -> None:
    for hour in ("10", "11"):
        ref = cast.told(karin, ann, "repair.reported", f"Tuesday 2026-04-07 {hour}:00")
        cast.told(karin, ann, "repair.completed", f"Tuesday 2026-04-07 {hour}:30", thread=ref)
    cast.told(karin, ann, "repair.inspected", "Wednesday 2026-04-08 09:00", thread=ref, in_person=True)
    page = said(pat, "/karin/clauses")
    found = entry(page, "karin:repairs.7")
    assert "Measure “Repairs inspected”: at least 20 % each month." in found
    assert "This month: 50 %, 1 of 2, reached. This year: 50 %, 1 of 2, reached." in found
    assert "This month: not measured, for there was nothing to count." in entry(page, "karin:voids.5")
    one = said(pat, "/karin/clauses/karin:repairs.7")
    assert "This month, April the cases 50 % , 1 of 2 at least 20 % Reached" in words(one)
    assert "Drawn by chance 20 %" in words(one)
    (address,) = set(re.findall(r'href="(/karin/performance/karin:repairs.7\?period=year)"', one))
    assert "50 %, 1 of 2" in said(pat, address)


# ---- adopting a reading ----------------------------------------------------------------------------------


def mark_of(page: str) -> str:
    (mark,) = re.findall(r'name="mark" value="([0-9a-f]+)"', page)
    return str(mark)


def test_a_reading_is_adopted_and_everybody_sees_who_when_and_where(
    karin: Association, ann: Account, pat: Client
) -> None:
    form = {"act": "adopt", "mark": mark_of(said(pat, LETTERS)), "f-line": MINUTE}
    response = pat.post(LETTERS, form, follow=True)
    assert response.redirect_chain == [(LETTERS, 302)]
    assert "The reading is adopted." in response.content.decode()
    sentence = f"Adopted: {MINUTE}. Recorded by Pat at 12:00 on Wednesday 8 April 2026."
    reader = cast.client(ann)
    assert sentence in words(said(reader, LETTERS))
    assert sentence in entry(said(reader, "/karin/clauses"), "karin:letters.1")
    assert ids(said(reader, "/karin/clauses?reading=adopted")) == ["karin:letters.1"]
    assert 'name="act"' not in said(reader, LETTERS)


def test_the_form_sent_twice_adopts_once(pat: Client) -> None:
    form = {"act": "adopt", "mark": mark_of(said(pat, LETTERS)), "f-line": MINUTE}
    assert [pat.post(LETTERS, form).status_code for _time in range(2)] == [302, 302]
    assert words(said(pat, LETTERS)).count("Adopted:") == 1


def test_an_adoption_is_taken_back_with_a_reason(karin: Association, pat: Client) -> None:
    adopt(
        association=karin,
        clause="karin:letters.1",
        minute=MINUTE,
        by="pat",
        at=cast.t("Tuesday 2026-04-07 09:00"),
    )
    assert "Say why it no longer holds." in words(
        pat.post(LETTERS, {"act": "withdraw", "f-line": " "}).content.decode()
    )
    response = pat.post(LETTERS, {"act": "withdraw", "f-line": "The Board thinks again"}, follow=True)
    assert "The adoption is taken back. The reading is proposed again." in response.content.decode()
    assert "Proposed by Kept" in words(said(pat, LETTERS))


def test_what_cannot_be_taken_comes_back_with_what_was_typed(pat: Client) -> None:
    empty = pat.post(LETTERS, {"act": "adopt", "f-line": "  "})
    assert empty.status_code == 422
    page = empty.content.decode()
    assert '<a href="#f-line">Say where the decision is minuted.</a>' in page
    assert "<title>Error: Letter answered" in page
    changed = pat.post(LETTERS, {"act": "adopt", "mark": "0" * 16, "f-line": MINUTE})
    assert changed.status_code == 422
    page = changed.content.decode()
    assert "The reading has changed since you opened this page. Read it again first." in page
    assert f'value="{MINUTE}"' in page


def test_a_form_that_comes_back_after_signing_in_is_shown_and_not_yet_sent(pat: Client) -> None:
    response = pat.post(LETTERS, {"act": "adopt", "f-line": MINUTE, "again": "yes"})
    assert response.status_code == 200
    page = response.content.decode()
    assert f'value="{MINUTE}"' in page
    assert "Proposed by Kept" in page


def test_other_roles_read_and_do_not_adopt(karin: Association) -> None:
    for role in sorted(set(ROLES) - {"policy-officer", "director"}):
        browser = cast.client(cast.member(karin, f"{role}-two", role))
        assert 'name="act"' not in said(browser, LETTERS)
        response = browser.post(LETTERS, {"act": "adopt", "f-line": MINUTE})
        assert response.status_code == 403
        assert "only a policy officer or director adopts readings" in response.content.decode()
