"""Does everybody read how we kept our promises, and nobody anything about somebody?"""

from __future__ import annotations

import csv
import gzip
import io
import json
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from email.utils import parsedate_to_datetime
from typing import Any

import pytest
from django.contrib.staticfiles import finders
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pypdf import PdfReader

from kept.actions import complaint_records, lessons, registering
from kept.actions.publishing import publish
from kept.store import tallies, tenancy
from kept.store.accounts import membership_of
from kept.store.models import Account, Association, ComplaintRecord, RegisterEntry
from tests import cast

PAGE = "/karin/promises"
HEAVY = 100_000
SHEETS = ("poster-a4", "poster-a3", "leaflet", "leaflet-large", "leaflet-larger")
# The association, its rulebooks with what is shut, what is published, the figures, what changed, what is done
# about it, and when the policy was loaded; the last is the test's own transaction, which goes on.
MOST = 8


def a_quarter(karin: Association, ann: Account, answered: int = 12, late: int = 2, seen: int = 3) -> None:
    """Letters of February, some of which were answered late, and a few visitors."""
    for n in range(answered + late):
        day = "Monday 2026-02-02"
        said: dict[str, Any] = {"from_name": f"Ms Okafor {n}", "urgent": False}
        ref = cast.told(karin, ann, "letter.received", f"{day} 10:{n:02}", **said)
        then = f"Tuesday 2026-02-03 10:{n:02}" if n < answered else f"Friday 2026-02-27 10:{n:02}"
        cast.told(karin, ann, "letter.answered", then, thread=ref)
    for n in range(seen):
        said = {"from_name": f"Mr Bell {n}", "urgent": False}
        came = cast.told(karin, ann, "visitor.arrived", f"Monday 2026-02-02 11:{n:02}", **said)
        cast.told(karin, ann, "visitor.seen", f"Monday 2026-02-02 11:{n + 2:02}", thread=came)


def publish_all(karin: Association) -> None:
    for month in (1, 2, 3):
        done = publish(
            association=karin, month=date(2026, month, 1), by="kept", at=cast.t("Monday 2026-04-06 09:00")
        )
        assert not hasattr(done, "sentence"), done


def row_of(said: str, clause: str) -> str:
    found = re.search(rf'<li id="{re.escape(clause)}">(.*?)</li>', said, re.S)
    assert found, clause
    return " ".join(re.sub(r"<[^>]*>", " ", found[1]).split())


def values(address: str = "/karin/promises.json") -> dict[str, Any]:
    answer = Client().get(address)
    assert answer["Content-Type"] == "application/json"
    read: dict[str, Any] = json.loads(answer.content)
    return read


def by_clause(read: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {each["clause"]: each for each in read["promises"]}


def test_anybody_reads_each_promise_and_how_it_was_kept(karin: Association, ann: Account) -> None:
    a_quarter(karin, ann)
    answer = Client().get(PAGE)
    said = answer.content.decode()
    assert "January 2026 to March 2026" in said
    assert "We kept our promises 12 of 14 times: 86 %." in said
    assert row_of(said, "karin:letters.1").endswith("86 % kept 12 of 14 times")
    assert '<rect width="86" height="1"/>' in said
    # Three visitors: it could tell of somebody, so the number is nowhere, not even in the total.
    assert row_of(said, "karin:office.2").endswith("came up fewer than 10 times, so not shown")
    assert row_of(said, "karin:voids.1").endswith("did not come up")
    assert (
        said.index("When you ring us")
        < said.index("When you write to us")
        < said.index("When you come to our")
    )
    # Every figure leads to the words behind it, which are on the page.
    for clause in re.findall(r'href="#words-([^"]*)"', said):
        assert f'<div id="words-{clause}">' in said, clause
    assert "Our policy, line 51." in said
    assert said.count("<h1") == 1
    # What Kept asks of every house is no promise that the board has made.
    assert "kept:" not in said


def test_what_was_missed_stands_there_with_what_is_done_about_it(karin: Association, ann: Account) -> None:
    a_quarter(karin, ann, answered=3, late=12, seen=0)
    said = " ".join(Client().get(PAGE).content.decode().split())
    assert "We missed a promise 12 times in these months." in said
    assert "missed 12 of 15 times" in said
    # Nothing is on record: it is said, with where to ask.
    assert "Nothing is on record yet of what we are changing. Ask us" in said
    assert said.count("01632 960 400") == 2
    # Twelve apologies were owed, and none was made.
    assert "we say sorry within two working days" in said
    assert "0 %: kept 0 of 12 times" in said
    bea = cast.member(karin, "bea", "manager")
    ref = lessons.begin(
        association=karin,
        lesson="Lifts need notices.",
        area="told",
        action="Put one up.",
        owner="bea",
        act_by=date(2026, 3, 20),
        source="complaint",
        by="bea",
        at=cast.t("Tuesday 2026-03-03 10:00"),
    )
    assert isinstance(ref, str), ref
    # Nobody but its writer has read it: it is not for anybody yet.
    assert "Lifts need notices." not in Client().get(PAGE).content.decode()
    at = cast.t("Tuesday 2026-03-10 10:00")
    lessons.done(association=karin, thread=ref, what="There is one in each.", by="bea", at=at)
    with tenancy.association(karin):
        membership = membership_of(bea, on=date(2026, 4, 8))
    made = complaint_records.make(
        association=karin,
        since=date(2026, 1, 1),
        until=date(2026, 3, 31),
        by="bea",
        at=cast.t("Wednesday 2026-04-08 09:00"),
        membership=membership,
    )
    assert isinstance(made, ComplaintRecord), made
    said = Client().get(PAGE).content.decode()
    assert "Lifts need notices." in said
    assert "There is one in each." in said
    assert "Nothing is on record" not in said


def test_what_we_do_about_a_promise_stands_beside_it_in_the_words_for_anybody(
    karin: Association, ann: Account
) -> None:
    a_quarter(karin, ann, answered=3, late=12, seen=0)
    publish_all(karin)
    before = parsedate_to_datetime(Client().get(PAGE)["Last-Modified"])
    answers = {
        "action": "Ann reads what Bob wrote",
        "standard": "karin:letters.1",
        "found_in": "figures",
        "result_then": "20 %",
        "owner": ann.handle,
        "due_on": "2026-06-01",
        "in_public": "A second person now looks at the post every morning.",
    }
    known: dict[str, Any] = {"association": karin, "by": "kept", "at": cast.t("Tuesday 2026-04-07 09:00")}
    done = registering.add(register="improvement-actions", answers=answers, uid="better-1", **known)
    assert isinstance(done, RegisterEntry), done
    page = Client().get(PAGE)
    said = page.content.decode()
    assert "What we do about it:</strong> A second person now looks at the post every morning." in said
    assert "Ann reads" not in said
    assert "Nothing is on record" not in said
    assert parsedate_to_datetime(page["Last-Modified"]) > before
    with tenancy.association(karin):
        RegisterEntry.objects.filter(pk=done.pk).update(ended_on=date(2026, 4, 8))
    assert "A second person" not in Client().get(PAGE).content.decode()


def test_it_names_nobody_and_leads_to_no_page_of_staff(karin: Association, ann: Account) -> None:
    a_quarter(karin, ann)
    for place in (PAGE, f"{PAGE}?embed=1"):
        said = Client().get(place).content.decode()
        assert "Okafor" not in said
        assert "csrf" not in said
        assert not re.search(r"<script|<style|\sstyle=|\son[a-z]+=", said)
        for address in set(re.findall(r'href="(/karin[^"#]*)', said)):
            assert Client().get(address).status_code == 200, address


def test_published_figures_stay_as_they_were_told(karin: Association, ann: Account) -> None:
    a_quarter(karin, ann)
    assert "may still change a little" in Client().get(PAGE).content.decode()
    assert values()["final"] is False
    assert "Last-Modified" not in Client().get(PAGE)
    publish_all(karin)
    before = values()
    assert before["final"] is True
    assert before["published_at"].startswith("2026-04-06T")
    ref = cast.told(
        karin, ann, "letter.received", "Tuesday 2026-02-10 10:00", recorded="Wednesday 2026-04-08 10:00"
    )
    cast.told(
        karin,
        ann,
        "letter.answered",
        "Wednesday 2026-02-11 10:00",
        thread=ref,
        recorded="Wednesday 2026-04-08 10:01",
    )
    assert values() == before
    said = Client().get(PAGE).content.decode()
    assert "They were published on Monday 6 April 2026." in said
    assert "kept 12 of 14 times" in said


def test_tallies_and_published_figures_say_the_same(karin: Association, ann: Account) -> None:
    a_quarter(karin, ann)
    counted = by_clause(values())
    tallies.fold_everywhere()
    assert by_clause(values()) == counted
    publish_all(karin)
    assert by_clause(values()) == counted


def test_the_files_have_columns_that_stay(karin: Association, ann: Account) -> None:
    a_quarter(karin, ann)
    answer = Client().get("/karin/promises.csv")
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    rows = list(csv.DictReader(io.StringIO(answer.content.decode())))
    assert list(rows[0]) == ["clause", "promise", "period", "counted", "kept", "share", "hidden"]
    found = {each["clause"]: each for each in rows}
    assert list(found["karin:letters.1"].values())[2:] == [
        "2026-01-01/2026-03-31",
        "14",
        "12",
        "0.8571",
        "no",
    ]
    assert list(found["karin:office.2"].values())[3:] == ["", "", "", "yes"]
    assert list(found["karin:voids.1"].values())[3:] == ["", "", "", "no"]
    read = values()
    assert (read["association"], read["hidden_below"], read["counted"], read["kept"]) == ("karin", 10, 14, 12)
    one = by_clause(read)["karin:letters.1"]
    assert one["share"] == 0.8571
    assert one["page"] == "http://testserver/karin/promises#karin:letters.1"
    assert by_clause(read)["karin:office.2"]["counted"] is None
    assert list(by_clause(read)) == [each["clause"] for each in rows]
    for place in ("/karin/promises.csv", "/karin/promises.json"):
        answer = Client().get(place)
        assert answer["Access-Control-Allow-Origin"] == "*"
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert "filename=" in answer["Content-Disposition"]


def test_whoever_has_it_already_is_told_so(karin: Association, ann: Account) -> None:
    a_quarter(karin, ann)
    publish_all(karin)
    for place in (PAGE, "/karin/promises.json", "/karin/promises.csv", "/karin/promises/poster-a4.pdf"):
        first = Client().get(place)
        assert first["Cache-Control"] == "public, max-age=300"
        assert "Set-Cookie" not in first
        assert "Cookie" not in first.get("Vary", "")
        assert parsedate_to_datetime(first["Last-Modified"]) == cast.t("Monday 2026-04-06 09:00")
        again = Client().get(place, headers={"If-None-Match": first["ETag"]})
        assert (again.status_code, again.content) == (304, b"")
        assert again["ETag"] == first["ETag"]
        assert again["Cache-Control"] == first["Cache-Control"]
    first = Client().get(PAGE)
    later = Client().get(PAGE, headers={"If-Modified-Since": first["Last-Modified"]})
    assert later.status_code == 304
    zipped = Client().get(PAGE, headers={"Accept-Encoding": "gzip"})
    assert gzip.decompress(zipped.content) == first.content
    again = Client().get(PAGE, headers={"If-None-Match": zipped["ETag"]})
    assert again.status_code == 304


def test_only_the_plain_variant_may_be_framed(karin: Association, ann: Account) -> None:
    a_quarter(karin, ann, answered=10, late=0, seen=0)
    page = Client().get(PAGE)
    assert "frame-ancestors 'none'" in page["Content-Security-Policy"]
    assert page["X-Frame-Options"] == "DENY"
    framed = Client().get(f"{PAGE}?embed=1&subject=writing")
    assert "frame-ancestors *" in framed["Content-Security-Policy"]
    assert "default-src 'none'" in framed["Content-Security-Policy"]
    assert "unsafe" not in framed["Content-Security-Policy"]
    assert "X-Frame-Options" not in framed
    said = framed.content.decode()
    assert "kept 10 of 10 times" in said
    assert "When you write to us" in said
    assert "When you ring us" not in said
    # A link leaves the frame: nobody reads our whole site in a box of theirs.
    assert all('target="_top"' in link for link in re.findall(r"<a [^>]*>", said))
    assert "<form" not in said
    for other in ("/karin/promises.json?embed=1", "/karin/complaints?embed=1"):
        assert "frame-ancestors 'none'" in Client().get(other)["Content-Security-Policy"]


def test_earlier_quarters_are_offered_and_others_are_not_made_up(karin: Association, ann: Account) -> None:
    a_quarter(karin, ann)
    said = Client().get(PAGE).content.decode()
    assert "/karin/promises?quarter=2025-10-01" in said
    earlier = Client().get(f"{PAGE}?quarter=2025-10-01").content.decode()
    assert "October 2025 to December 2025" in earlier
    assert "Too little came up" in earlier
    assert "/karin/promises/poster-a4.pdf?quarter=2025-10-01" in earlier
    for place in (
        f"{PAGE}?quarter=2026-04-01",
        f"{PAGE}?quarter=2026-02-01",
        f"{PAGE}?quarter=x",
        f"{PAGE}?embed=1&subject=zebra",
        "/nowhere/promises",
        "/nowhere/promises.json",
        "/karin/promises/poster-a9.pdf",
    ):
        assert Client().get(place).status_code == 404, place


def test_before_the_first_quarter_is_over_the_promises_stand_alone(
    karin: Association, clock: Callable[[str], datetime]
) -> None:
    clock("Monday 2017-12-04 10:00")
    said = Client().get(PAGE).content.decode()
    assert "We began to count on Friday 1 December 2017." in said
    assert "Write to us and you will have an answer" in said
    assert "What we do about what we missed" not in said
    assert values()["period"] is None
    assert PdfReader(io.BytesIO(Client().get("/karin/promises/poster-a4.pdf").content)).pages


def test_the_sheets_of_paper_have_the_promises_and_their_figures(karin: Association, ann: Account) -> None:
    a_quarter(karin, ann)
    for sheet in SHEETS:
        answer = Client().get(f"/karin/promises/{sheet}.pdf")
        assert answer["Content-Type"] == "application/pdf"
        assert f'filename="karin-promises-{sheet}.pdf"' in answer["Content-Disposition"]
        reader = PdfReader(io.BytesIO(answer.content))
        if sheet.startswith("poster"):
            assert len(reader.pages) == 1
        said = " ".join(" ".join(page.extract_text() for page in reader.pages).split())
        assert "Write to us and you will have an answer" in said
        assert "kept 12 of 14 times" in said
        assert "Okafor" not in said
    # Whoever brings it along gets no second one, and nothing is set for them.
    known = Client().get("/karin/promises/leaflet.pdf")["ETag"]
    with _no_printer():
        assert (
            Client().get("/karin/promises/leaflet.pdf", headers={"If-None-Match": known}).status_code == 304
        )


@contextmanager
def _no_printer() -> Iterator[None]:
    def refuse(data: str) -> bytes:
        raise AssertionError("It was set again.")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("kept.web.promises.views.made", refuse)
        yield


@pytest.mark.parametrize(
    "place",
    [PAGE, f"{PAGE}?embed=1", "/karin/promises.json", "/karin/promises.csv", "/karin/promises/poster-a4.pdf"],
)
def test_it_takes_few_queries_however_much_happened_and_none_of_them_reads_clocks_that_are_published(
    karin: Association, ann: Account, place: str
) -> None:
    def counted() -> list[str]:
        Client().get(place)  # rulebooks are read once in a process
        with CaptureQueriesContext(connection) as queries:
            assert Client().get(place).status_code == 200
        return [each["sql"] for each in queries if "SAVEPOINT" not in each["sql"]]

    a_quarter(karin, ann, answered=2, late=0, seen=1)
    few = counted()
    a_quarter(karin, ann)
    assert len(counted()) == len(few) <= MOST, "\n".join(few)
    publish_all(karin)
    published = counted()
    assert len(published) == len(few), "\n".join(published)
    assert not [each for each in published if re.search(r"store_(clock|event|thread)\b", each)]


def test_it_is_light_enough_for_an_old_telephone(db: None, clock: object) -> None:
    cast.association("wessex")
    page = Client().get("/wessex/promises", headers={"Accept-Encoding": "gzip"})
    assert page["Content-Encoding"] == "gzip"
    said = gzip.decompress(page.content)
    weight = len(page.content)
    parts = set(re.findall(rb'(?:src|href)="/static/([^"]*)"', said))
    assert parts
    for file in parts:
        found = finders.find(file.decode())
        assert found, f"{file!r} is not there"
        with open(found, "rb") as stream:
            weight += len(stream.read())
    assert weight < HEAVY
    assert b"<script" not in said
    # Even where nothing is packed on the way it is no more.
    assert len(said) < HEAVY
