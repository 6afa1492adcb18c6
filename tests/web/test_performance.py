"""The figures: the headline with its denominator, every number leading to its cases, and as files."""

from __future__ import annotations

import csv
import html
import io
import re
from datetime import date

import pytest
from django.test import Client

from kept.actions import sampling
from kept.actions.sweeping import sweep
from kept.actions.telling import tell
from kept.actions.told import Telling
from kept.casework import Grade
from kept.store.models import Account, Association
from tests import cast

START = "/karin/performance/start"


@pytest.fixture
def bea(karin: Association) -> Account:
    return cast.member(karin, "bea", "manager")


@pytest.fixture
def desk(bea: Account) -> Client:
    return cast.client(bea)


@pytest.fixture
def march(karin: Association, ann: Account, bea: Account) -> dict[str, str]:
    """Four letters of March 2026: one kept, one broken, one excused,
    one withdrawn; and one that runs in April.
    """

    def letter(wall: str) -> str:
        return cast.told(karin, ann, "letter.received", wall, urgent=False)

    kept, broken, excused, gone = (
        letter(f"Monday 2026-03-02 {hour}:00") for hour in ("09", "10", "11", "12")
    )
    cast.told(karin, ann, "letter.answered", "Thursday 2026-03-05 09:00", thread=kept)
    cast.told(
        karin,
        ann,
        "contact.withdrawn",
        "Tuesday 2026-03-03 09:00",
        thread=gone,
        customer_words="No matter now",
    )
    sweep(at=cast.t("Monday 2026-03-16 09:00"))
    cast.told(karin, bea, "breach.excused", "Tuesday 2026-03-17 09:00", thread=excused, reason="Flood")
    running = letter("Tuesday 2026-04-07 10:00")
    return {"kept": kept, "broken": broken, "excused": excused, "withdrawn": gone, "running": running}


def said(desk: Client, address: str) -> str:
    response = desk.get(address)
    assert response.status_code == 200
    return html.unescape(response.content.decode())


def clauses_in(page: str) -> list[str]:
    """The clauses of the table of verdicts, in its order."""
    table = page.split('id="table"', 1)[1].split("</table>", 1)[0]
    return re.findall(r'<span class="kept-clause-id"><a[^>]*>([^<]*)</a>', table)


def words(page: str) -> str:
    """A piece of a page as somebody reads it."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page)).strip()


def row(page: str, section: str, clause: str) -> str:
    """The row of a clause in the table of a section."""
    table = page.split(f'id="{section}"', 1)[1].split("</table>", 1)[0]
    (found,) = [each for each in table.split("<tr ")[1:] if f">{clause}</a>" in each]
    return words(f"<tr {found}")


def test_the_headline_counts_kept_of_kept_broken_and_excused_and_shows_the_rest_beside_it(
    desk: Client, march: dict[str, str]
) -> None:
    page = said(desk, "/karin/performance?period=custom&since=2026-03-01&until=2026-03-31")
    assert "33 % kept: 1 of 3 promises" in page
    assert "Counted: the 3 promises that fell due (Sunday 1 March 2026 to Tuesday 31 March 2026)" in page
    assert "1 kept, 1 broken, 1 excused." in page
    assert "Shown beside it and not counted in: 1 withdrawn." in page


def test_each_period_holds_what_first_fell_due_in_it(desk: Client, march: dict[str, str]) -> None:
    assert "33 % kept: 1 of 3 promises" in said(desk, "/karin/performance?period=last-month")
    assert "No promise has been kept or broken yet" in said(desk, "/karin/performance?period=this-month")
    assert "33 % kept: 1 of 3 promises" in said(desk, "/karin/performance?period=year")
    assert "33 % kept: 1 of 3 promises" in said(desk, "/karin/performance")
    assert "Nothing fell due in this period" in said(
        desk, "/karin/performance?period=custom&since=2025-01-01&until=2025-01-31"
    )


def test_all_ten_verdicts_have_a_column(desk: Client, march: dict[str, str]) -> None:
    page = said(desk, "/karin/performance")
    table = page.split('id="table"', 1)[1].split("</table>", 1)[0]
    columns = re.findall(r'scope="col" class="govuk-table__header[^"]*">([^<]*)<', table)
    assert columns == [
        "Promise",
        "Share kept",
        "Kept",
        "Kept, recorded late",
        "Kept, customer chose later",
        "Broken",
        "Broken, but tried in time",
        "Excused",
        "Put right in time",
        "Attended, nobody in",
        "Withdrawn",
        "Running",
        "Not measured",
        "Half within",
        "Nine in ten within",
        "Asked again",
    ]


def test_the_time_taken_is_in_working_days_for_a_promise_in_working_days(
    desk: Client, march: dict[str, str]
) -> None:
    page = said(desk, "/karin/performance")
    assert page.count(">3 working days</td>") == 2


def test_every_number_leads_to_its_cases_and_each_case_to_its_events(
    desk: Client, march: dict[str, str]
) -> None:
    page = said(desk, "/karin/performance?period=year")
    links = re.findall(r'<a class="govuk-link" href="([^"]*letters\.1[^"]*verdict=[^"]*)">(\d+)<', page)
    assert len(links) == 5
    for address, number in links:
        verdict = address.rsplit("=", 1)[1]
        cases = re.findall(r'href="/karin/thread/([0-9A-Z-]{9})"', said(desk, address))
        assert cases == [march[verdict]]
        assert number == "1"
    assert "Letter received" in said(desk, f"/karin/thread/{march['kept']}")


def test_the_numbers_of_the_headline_lead_to_the_cases_of_every_promise_in_it(
    desk: Client, march: dict[str, str], karin: Association, ann: Account
) -> None:
    rang = cast.told(
        karin, ann, "message.left", "Tuesday 2026-03-17 10:00", reply_wanted="call", urgent=False
    )
    sweep(at=cast.t("Monday 2026-04-06 09:00"))
    page = said(desk, "/karin/performance?period=year")
    links = re.findall(r'<a [^>]*href="([^"]*performance/all[^"]*)">(\d+) ([a-z]+)', page)
    counted = {word: int(number) for _, number, word in links}
    assert counted["kept"] == counted["excused"] == counted["withdrawn"] == 1
    assert sum(map(int, re.findall(r"(\d+) (?:kept|broken|excused)[,.]", words(page))[:3])) == sum(
        counted[each] for each in ("kept", "broken", "excused")
    )
    for address, number, _ in links:
        cases = re.findall(r'href="/karin/thread/([0-9A-Z-]{9})"', said(desk, address))
        assert len(cases) == int(number)
    broken = said(desk, next(address for address, _, word in links if word == "broken"))
    assert {march["broken"], rang} <= set(re.findall(r"/karin/thread/([0-9A-Z-]{9})", broken))
    assert "Letter answered: Letter received" in broken
    assert "Put right" not in broken.split("<table", 1)[1], "an apology is not in the headline"
    found = rows(desk, "/karin/performance/all.csv?period=year&verdict=broken")
    assert len(found) == counted["broken"]
    assert "kept:put-right" not in {each["clause"] for each in found}


def test_the_bars_lead_to_the_cases_and_are_drawn_without_styles(desk: Client, march: dict[str, str]) -> None:
    page = said(desk, "/karin/performance?period=last-month")
    row, drawn = re.findall(r'<a class="kept-bars__row" href="([^"]*)">(.*?)</a>', page, re.S)[0]
    assert row == "/karin/performance/karin:letters.1?period=last-month"
    assert re.findall(r'<rect class="bar-([a-z]+)" x="(\d+)" y="0" width="(\d+)"', drawn) == [
        ("kept", "0", "333"),
        ("excused", "333", "333"),
        ("broken", "666", "334"),
    ]


def test_what_nobody_can_see_is_shown_as_not_measured(db: None, clock: object) -> None:
    moray = cast.association("moray")
    olga = cast.member(moray, "olga", "director")
    cast.told(moray, olga, "call.received", "Tuesday 2026-04-07 10:00")
    page = said(cast.client(olga), "/moray/performance")
    assert '<span class="kept-quiet">Not measured</span>' in page
    assert "<strong>100 %" not in page


def test_promises_with_nothing_due_are_listed_too(desk: Client, march: dict[str, str]) -> None:
    page = said(desk, "/karin/performance?period=last-month")
    shown = set(clauses_in(page))
    assert "karin:letters.1" in shown
    rulebook = cast.rulebook("karin")
    untouched = len(set(rulebook.promises) - set(rulebook.duties) - shown)
    assert f"{untouched} promises with nothing due in this period" in page


def test_who_sees_no_contacts_sees_numbers_without_ways_to_them(
    karin: Association, march: dict[str, str]
) -> None:
    ada = cast.member(karin, "ada", "administrator")
    page = said(cast.client(ada), "/karin/performance")
    assert "33 % kept" in page
    assert "/karin/performance/karin:" not in page
    assert "/karin/performance/all" not in page
    assert ".csv" not in page


def test_dates_that_make_no_period_are_said_and_stay(desk: Client, march: dict[str, str]) -> None:
    response = desk.get("/karin/performance?period=custom&since=2026-02-30&until=x")
    page = html.unescape(response.content.decode())
    assert response.status_code == 422
    assert '<a href="#since">There is no such day. Check the day and the month.</a>' in page
    assert '<a href="#until">Enter the date as day, month and year, such as 7/4/2026.</a>' in page
    assert '<option value="custom" selected>' in page


def rows(desk: Client, address: str) -> list[dict[str, str]]:
    response = desk.get(address)
    assert response.status_code == 200
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    text = b"".join(response.streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    return list(csv.DictReader(io.StringIO(text)))


def test_the_file_of_figures_holds_the_rows_of_the_page(desk: Client, march: dict[str, str]) -> None:
    found = rows(desk, "/karin/performance.csv?period=last-month")
    page = said(desk, "/karin/performance?period=last-month")
    measures = list(cast.rulebook("karin").measures)
    assert [each["clause"] for each in found] == [*clauses_in(page), *measures]
    row = found[0]
    assert row["clause"] == "karin:letters.1"
    assert (row["since"], row["until"]) == ("2026-03-01", "2026-03-31")
    assert (row["kept"], row["broken"], row["excused"], row["withdrawn"], row["running"]) == (
        "1",
        "1",
        "1",
        "1",
        "0",
    )
    assert (row["counted"], row["kept_share"], row["median_working_days"]) == ("3", "0.3333", "3.0")


def test_the_file_of_cases_holds_the_rows_of_all_pages(desk: Client, march: dict[str, str]) -> None:
    found = rows(desk, "/karin/performance/karin:letters.1.csv?period=year")
    assert [each["reference"] for each in found] == [*list(march.values())[:4], march["running"]]
    narrowed = rows(desk, "/karin/performance/karin:letters.1.csv?period=year&verdict=kept")
    assert [each["reference"] for each in narrowed] == [march["kept"]]
    assert narrowed[0]["started"] == "2026-03-02T09:00:00+00:00"
    assert narrowed[0]["due"] == "2026-03-12T00:00:00+00:00"
    assert found[-1]["started"] == "2026-04-07T10:00:00+01:00"


def test_a_case_that_is_not_ours_is_in_no_list(desk: Client, march: dict[str, str]) -> None:
    moray = cast.association("moray")
    olga = cast.member(moray, "olga", "director")
    there = cast.client(olga)
    assert there.get("/moray/performance/karin:letters.1").status_code == 404
    page = there.get("/moray/performance").content.decode()
    assert "karin" not in page


def test_other_associations_of_ones_own_stand_beside_it_each_with_its_denominator(
    bea: Account, desk: Client, march: dict[str, str]
) -> None:
    moray = cast.association("moray")
    assert "Your other associations" not in said(desk, "/karin/performance")
    cast.member(moray, "bea", "director")
    ref = cast.told(moray, bea, "letter.received", "Monday 2026-03-02 09:00", urgent=False)
    cast.told(moray, bea, "letter.answered", "Tuesday 2026-03-03 09:00", thread=ref)
    page = said(desk, "/karin/performance?period=last-month")
    (other,) = re.findall(
        r'<a class="govuk-link" href="(/moray/[^"]*)">Moray Housing Partnership</a>: ([^<]*)<', page
    )
    assert other[0] == "/moray/performance?period=last-month"
    assert other[1] == re.findall(r'<p class="kept-headline">([^<]*)<', said(desk, other[0]))[0]
    assert "100 % kept" in other[1]
    assert "33 % kept: 1 of 3 promises" in page


# ---- what stands beside a figure -------------------------------------------------------------------------


def test_policy_law_and_house_have_groups_of_their_own(
    karin: Association, ann: Account, desk: Client, march: dict[str, str]
) -> None:
    cast.told(karin, ann, "complaint.received", "Monday 2026-03-02 09:00")
    sweep(at=cast.t("Monday 2026-03-16 09:00"))
    page = said(desk, "/karin/performance?period=last-month")
    table = page.split('id="table"', 1)[1].split("</table>", 1)[0]
    groups = re.findall(r'<th scope="rowgroup"[^>]*>([^<]*)<', table)
    assert groups == ["The policy", "The law", "In every house"]
    policy, law, house = table.split('<th scope="rowgroup"')[1:]
    assert ">karin:complaints.3</a>" in policy
    assert ">law:ho-ack1</a>" in law
    assert ">kept:put-right</a>" in house
    assert "What Kept asks of every house has rows of its own below and is not counted in." in page


def test_what_was_put_right_stands_beside_the_breach(
    karin: Association, bea: Account, desk: Client, march: dict[str, str]
) -> None:
    sweep(at=cast.t("Wednesday 2026-04-08 11:00"))
    page = said(desk, "/karin/performance?period=last-month")
    assert "0 of 2" in row(page, "table", "karin:letters.1")


def test_who_asked_again_stands_beside_the_time_taken(
    karin: Association, ann: Account, desk: Client, march: dict[str, str]
) -> None:
    cast.told(karin, ann, "contact.chased", "Wednesday 2026-03-04 09:00", thread=march["kept"])
    page = said(desk, "/karin/performance?period=last-month")
    assert row(page, "table", "karin:letters.1").endswith("3 working days 3 working days 1")


def test_how_an_end_is_known_is_said_by_grade(
    karin: Association, desk: Client, march: dict[str, str]
) -> None:
    page = said(desk, "/karin/performance?period=last-month")
    assert row(page, "known", "karin:letters.1") == "Letter answered karin:letters.1 – – 100 % (1) – –"


def test_a_number_of_our_own_says_so_wherever_its_figure_stands(
    karin: Association, ann: Account, desk: Client
) -> None:
    ref = cast.told(karin, ann, "call.rang", "Tuesday 2026-04-07 10:00", line="main")
    cast.told(karin, ann, "call.answered", "Tuesday 2026-04-07 10:00", thread=ref)
    page = said(desk, "/karin/performance?period=this-month")
    assert "karin:telephone.1 , our reading, not in the policy" in row(page, "table", "karin:telephone.1")
    assert "Call answered our reading, not in the policy 100 % , 1 of 1 kept" in words(page)
    cases = said(desk, "/karin/performance/karin:telephone.1?period=this-month")
    assert '<span class="kept-tag">our reading, not in the policy</span>' in cases
    (line,) = [
        each
        for each in rows(desk, "/karin/performance.csv?period=this-month")
        if each["clause"] == "karin:telephone.1"
    ]
    assert (line["number_is_our_reading"], line["source"], line["recurs"]) == ("yes", "policy", "")


def test_the_months_are_drawn_and_told(desk: Client, march: dict[str, str]) -> None:
    page = said(desk, "/karin/performance?period=this-month")
    assert "Nothing fell due" not in page
    months = page.split('id="trend"', 1)[1].split("</section>", 1)[0]
    assert "March 2026 33 % (1 of 3 kept) 1" in words(months)
    assert 'class="bar-kept" x="300" y="40" width="22" height="20"' in months


def test_duties_say_what_is_due_what_was_done_and_what_was_overdue_at_the_start(
    karin: Association, ann: Account, desk: Client
) -> None:
    gas = "karin:repairs.6"
    page = said(desk, "/karin/performance")
    idle = len(cast.rulebook("karin").duties)
    assert f"{idle} duties have not begun here yet." in page
    home = cast.told(karin, ann, "duty.began", "Monday 2026-03-02 10:00", duty=gas, last_done="2025-03-20")
    cast.told(karin, ann, "duty.began", "Monday 2026-03-02 10:00", duty=gas, last_done="2024-03-20")
    cast.told(karin, ann, "duty.done", "Tuesday 2026-03-10 10:00", thread=home)
    page = said(desk, "/karin/performance?period=last-month")
    found = row(page, "duties", gas)
    assert "100 % 1 of 1 kept 0 1 Wednesday 10 March 2027 Tuesday 10 March 1" in found
    assert f"{idle - 1} duties have not begun here yet." in page
    assert "What was overdue when it began here is listed apart." in page
    (line,) = [
        each for each in rows(desk, "/karin/performance.csv?period=last-month") if each["clause"] == gas
    ]
    assert (line["recurs"], line["kept"], line["found_overdue_at_the_start"]) == ("yes", "1", "1")
    assert line["last_done"] == "2026-03-10T10:00:00+00:00"


# ---- shares that the policy set itself -------------------------------------------------------------------


@pytest.fixture
def repairs(karin: Association, ann: Account) -> list[str]:
    """Four repairs finished in March, the first of them looked at on the spot."""
    found = []
    for day in ("02", "03", "04", "05"):
        wall = f"{date.fromisoformat(f'2026-03-{day}'):%A} 2026-03-{day} 10:00"
        ref = cast.told(karin, ann, "repair.reported", wall)
        cast.told(karin, ann, "repair.completed", wall.replace("10:00", "15:00"), thread=ref)
        found.append(ref)
    cast.told(karin, ann, "repair.inspected", "Friday 2026-03-06 10:00", thread=found[0], in_person=True)
    return found


def test_a_share_stands_with_its_target_and_leads_to_what_it_is_of(desk: Client, repairs: list[str]) -> None:
    page = said(desk, "/karin/performance?period=last-month")
    inspected = "Repairs inspected karin:repairs.7 25 % 1 of 4 at least 20 % Reached"
    assert row(page, "measures", "karin:repairs.7") == inspected
    assert row(page, "measures", "karin:voids.5").endswith("– at least 100 % Not measured")
    address = "/karin/performance/karin:repairs.7?period=last-month"
    assert f'href="{address}"' in page
    cases = said(desk, address)
    assert "25 %, 1 of 4 Reached" in words(cases.split("<h1", 1)[1])
    assert re.findall(r"/karin/thread/([0-9A-Z-]{9})", cases) == repairs
    counted = said(desk, f"{address}&which=counted")
    assert re.findall(r"/karin/thread/([0-9A-Z-]{9})", counted) == repairs[:1]
    rest = said(desk, f"{address}&which=not-counted")
    assert re.findall(r"/karin/thread/([0-9A-Z-]{9})", rest) == repairs[1:]
    assert "There is nothing of this sort in this period." in said(desk, f"{address}&which=unanswered")
    assert "No sample has been drawn in this period yet." in cases


def test_what_was_drawn_by_chance_is_listed_until_all_has_been_looked_at(
    desk: Client, karin: Association, repairs: list[str]
) -> None:
    address = "/karin/performance/karin:repairs.7?period=last-month"
    done = sampling.draw(
        association=karin,
        measure="karin:repairs.7",
        period=date(2026, 3, 1),
        by="kept",
        at=cast.t("Wednesday 2026-04-01 06:00"),
    )
    assert isinstance(done, sampling.Draw)
    page = said(desk, f"{address}&which=drawn")
    (drawn,) = re.findall(r"/karin/thread/([0-9A-Z-]{9})", page)
    assert drawn in repairs
    looked_at = int(drawn == repairs[0])
    assert f"Drawn by chance to be looked at: 1, of which {looked_at} have been." in page
    assert "Drawn by chance" not in said(desk, "/karin/performance/karin:voids.5?period=last-month")


def test_the_file_holds_shares_with_their_target(desk: Client, repairs: list[str]) -> None:
    found = rows(desk, "/karin/performance.csv?period=last-month")
    (line,) = [each for each in found if each["clause"] == "karin:repairs.7"]
    assert (line["share_counted"], line["share_of"], line["target_reached"]) == ("1", "4", "yes")
    assert (line["target_at_least_percent"], line["kept"], line["counted"]) == ("20.0", "", "")
    (line,) = [each for each in found if each["clause"] == "karin:voids.5"]
    assert (line["share_of"], line["target_reached"]) == ("0", "")


def test_who_sees_no_contacts_sees_shares_without_ways_to_them(
    karin: Association, repairs: list[str]
) -> None:
    ada = cast.client(cast.member(karin, "ada", "administrator"))
    assert "25 % 1 of 4" in row(said(ada, "/karin/performance"), "measures", "karin:repairs.7")
    assert "/karin/performance/karin:repairs.7" not in said(ada, "/karin/performance")
    assert ada.get("/karin/performance/karin:repairs.7").status_code == 403


def test_dates_that_make_no_period_are_said_on_the_page_of_a_share_too(desk: Client) -> None:
    response = desk.get("/karin/performance/karin:repairs.7?period=custom&since=x&until=2026-03-31")
    assert response.status_code == 422
    assert "Enter the date as day, month and year" in response.content.decode()


def test_what_was_overdue_at_the_start_is_named_beside_the_figures(
    karin: Association, ann: Account, bea: Account
) -> None:
    assert f'href="{START}"' in said(cast.client(bea), "/karin/performance")
    nothing = said(cast.client(bea), START)
    assert "Nothing was overdue on Friday 1 December 2017, the day from which Kept counts." in nothing
    # Karin's figures count from 1 December 2017.
    facts = {"from_name": "Ms Okafor", "urgent": False}
    rest = {"grade": Grade.DOCUMENT, "via": "import"}
    came = cast.t("Monday 2017-09-04 10:00")
    tellings = [
        Telling("letter.received", came, facts, subject="never", **rest),  # type: ignore[arg-type]
        Telling("letter.received", came, facts, subject="late", **rest),  # type: ignore[arg-type]
    ]
    assert (
        tell(tellings, association=karin, by="import", at=cast.t("Thursday 2017-11-30 12:00")).refused is None
    )
    late = Telling("letter.answered", cast.t("Monday 2017-12-04 10:00"), {}, subject="late")
    assert tell([late], association=karin, by="ann", at=cast.t("Monday 2017-12-04 11:00")).refused is None
    page = said(cast.client(bea), START)
    read = words(page)
    assert (
        "2 promises were due before Friday 1 December 2017, the day from which Kept counts, and had not been "
        "done. No figure counts them; they are to be put right all the same." in read
    )
    assert re.search(r"karin:letters\.1 2 1 See each of them", read)
    assert 'href="/karin/housing#overdue"' in page
    assert 'id="overdue"' in said(cast.client(bea), "/karin/housing")
    # Whoever reads figures alone has the numbers and no way to the contacts.
    auditor = said(cast.client(cast.member(karin, "ada", "auditor")), START)
    assert "2 promises were due" in auditor
    assert "/karin/housing#overdue" not in auditor
