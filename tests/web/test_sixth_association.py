"""A made-up sixth association, in data alone, runs through form, clock, page, file and erasure.

Its folder has event kinds, fields, conditions, spans, hours and a zone that none of the five has, and nothing
in Python knows of it.
"""

from __future__ import annotations

import csv
import html
import io
import re
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from django.test import Client

from kept.actions import policies
from kept.actions.bringing import Record, bring
from kept.actions.sweeping import sweep
from kept.config import middleware
from kept.rulebook import policies_folder
from kept.store import rules, tenancy
from kept.store.models import Account, Association, Clock, Event, EventText, Tenancy
from tests import cast

HARBOUR = Path(__file__).parents[1] / "sixth" / "harbour"
OSLO = ZoneInfo("Europe/Oslo")
BERTH, LETTER = "b" * 32, "a" * 32
ASKED = {
    "uid": BERTH,
    "f-vessel": "Kittiwake",
    "f-length_metres": "12.5",
    "f-liveaboard": "yes",
    "f-season": "winter",
    "f-from_name": "Ms Haugen",
    "f-phone": "01632 960 001",
    "f-happened_at": "2026-01-05",
    "f-happened_at-time": "10:00",
    "f--known": "staff",
    "f--office": "quay",
    "step": "save",
}


def t(wall: str) -> datetime:
    """The instant of a wall time in Oslo; the weekday written must be right."""
    weekday, rest = wall.split(" ", 1)
    local = datetime.strptime(rest, "%Y-%m-%d %H:%M").replace(tzinfo=OSLO)
    assert f"{local:%A}" == weekday, f"{rest} is a {local:%A}"
    return local.astimezone(UTC)


@pytest.fixture
def now(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], datetime]:
    """Sets the moment at which requests come in."""

    def at(wall: str) -> datetime:
        moment = t(wall)
        monkeypatch.setattr(middleware, "now", lambda: moment)
        return moment

    at("Monday 2026-01-05 11:00")
    return at


@pytest.fixture
def harbour(db: None, now: object) -> Association:
    rules._rulebook.cache_clear()
    rules._rules.cache_clear()
    policies.load(folder=HARBOUR, shared=policies_folder(), by="kept", at=cast.BEGINNING)
    return Association.objects.get(slug="harbour")


@pytest.fixture
def liv(harbour: Association) -> Account:
    return cast.member(harbour, "liv", "manager")


@pytest.fixture
def desk(liv: Account) -> Client:
    return cast.client(liv)


def clocks(harbour: Association) -> dict[str, Clock]:
    with tenancy.association(harbour):
        return {each.promise: each for each in Clock.objects.all()}


def shown(desk: Client, address: str) -> str:
    response = desk.get(address)
    assert response.status_code == 200
    return html.unescape(response.content.decode())


def sent(desk: Client, address: str, typed: dict[str, str]) -> str:
    """The address of the contact that a form leads to, past the slip with its reference."""
    response = desk.post(address, typed)
    assert response.status_code == 302, re.findall(r'<a href="#[^"]*">([^<]*)<', response.content.decode())
    # The slip comes first; the tests go on with the thread.
    return str(response["Location"]).replace("/saved/", "/thread/")


def happened(wall: str, uid: str, **answers: str) -> dict[str, str]:
    """What is typed into a form about something that happened then, on the clocks of Oslo."""
    moment = t(wall).astimezone(OSLO)
    typed = {"f-happened_at": f"{moment:%Y-%m-%d}", "f-happened_at-time": f"{moment:%H:%M}"}
    return {**typed, "f--known": "staff", "f--office": "quay", "step": "save", "uid": uid, **answers}


def rows(desk: Client, address: str) -> list[dict[str, str]]:
    response = desk.get(address)
    assert response.status_code == 200
    text = b"".join(response.streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    return list(csv.DictReader(io.StringIO(text)))


def test_its_own_kinds_are_on_the_list_and_their_fields_in_the_form(desk: Client) -> None:
    listed = shown(desk, "/harbour/capture")
    assert "Quay alarm pulled" in listed
    assert "Somebody asked for a berth at one of our quays." in listed
    form = shown(desk, "/harbour/capture/berth.requested")
    for question in ("What is the boat called?", "How long is it, in metres?", "Is it to live on?", "Spring"):
        assert question in form


def test_the_form_says_what_its_conditions_promise(desk: Client) -> None:
    form = "/harbour/capture/berth.requested"
    home = html.unescape(desk.post(form, {**ASKED, "step": "check"}).content.decode())
    assert "by Monday 30 March 2026" in home
    assert "(harbour:3.1)" in home
    visit = {**ASKED, "step": "check", "f-liveaboard": "no", "f-season": "summer"}
    said = html.unescape(desk.post(form, visit).content.decode())
    assert "(harbour:3.2)" in said
    assert "(harbour:3.1)" not in said


def test_a_field_that_it_requires_is_asked_for(desk: Client, harbour: Association) -> None:
    response = desk.post("/harbour/capture/berth.requested", {**ASKED, "f-liveaboard": ""})
    assert response.status_code == 422
    assert "Kittiwake" in response.content.decode()
    assert clocks(harbour) == {}


def test_twelve_weeks_from_the_form_to_the_figures(
    desk: Client, harbour: Association, now: Callable[[str], datetime]
) -> None:
    thread = sent(desk, "/harbour/capture/berth.requested", ASKED)
    clock = clocks(harbour)["harbour:3.1"]
    assert clock.due_at == t("Tuesday 2026-03-31 00:00")
    assert clock.act_by == t("Monday 2026-03-30 18:30")
    page = shown(desk, thread)
    assert "To be kept by the end of Monday 30 March 2026." in page
    assert "10:00 on Monday 5 January 2026, Liv" in page
    assert "Kittiwake" in page
    assert "Berth asked for" in shown(desk, "/harbour/desk")

    now("Monday 2026-03-30 23:45")
    sent(desk, f"{thread}/berth.decided", happened("Monday 2026-03-30 23:30", "d" * 32))
    assert clocks(harbour)["harbour:3.1"].verdict == "kept"
    now("Tuesday 2026-04-07 09:00")
    page = shown(desk, "/harbour/performance?period=custom&since=2026-03-01&until=2026-03-31")
    assert "100 % kept: 1 of 1 promise<" in page
    assert "Home berth decided" in page
    [row] = rows(desk, "/harbour/performance.csv?period=custom&since=2026-03-01&until=2026-03-31")
    assert (row["clause"], row["kept"], row["counted"]) == ("harbour:3.1", "1", "1")
    [case] = rows(
        desk, "/harbour/performance/harbour:3.1.csv?period=custom&since=2026-03-01&until=2026-03-31"
    )
    assert (case["started"], case["due"]) == ("2026-01-05T10:00:00+01:00", "2026-03-31T00:00:00+02:00")


def test_why_the_date_is_told_with_the_hours_lunch_and_zone_of_its_own(
    desk: Client, harbour: Association, now: Callable[[str], datetime]
) -> None:
    now("Tuesday 2026-07-07 11:30")
    typed = {
        **ASKED,
        **happened("Tuesday 2026-07-07 11:00", BERTH),
        "f-liveaboard": "no",
        "f-season": "summer",
    }
    thread = sent(desk, "/harbour/capture/berth.requested", typed)
    assert clocks(harbour)["harbour:3.2"].due_at == t("Tuesday 2026-07-07 14:00")
    page = shown(desk, f"{thread}/why?clause=harbour:3.2&start={BERTH}")
    assert "14:00" in page
    assert "Tuesday 7 July 2026" in page


def test_a_letter_that_ran_out_starts_the_second_part_and_a_late_answer_does_not_end_it(
    desk: Client, harbour: Association, now: Callable[[str], datetime]
) -> None:
    now("Thursday 2026-06-11 10:30")
    came = happened("Thursday 2026-06-11 10:00", LETTER)
    thread = sent(
        desk, "/harbour/capture/letter.received", {**came, "f-classified": "general", "f-urgent": "no"}
    )
    assert set(clocks(harbour)) == {"harbour:2.2"}
    sweep(at=now("Friday 2026-06-19 09:00"))
    found = clocks(harbour)
    assert (found["harbour:2.2"].verdict, found["harbour:2.2"].breached_at) == (
        "broken",
        t("Friday 2026-06-19 00:00"),
    )
    assert (found["harbour:2.3"].verdict, found["harbour:2.3"].due_at) == (
        "running",
        t("Monday 2026-06-22 00:00"),
    )
    now("Friday 2026-06-19 10:30")
    sent(desk, f"{thread}/letter.answered", happened("Friday 2026-06-19 10:00", "d" * 32))
    assert clocks(harbour)["harbour:2.3"].verdict == "running"
    assert "say sorry" in shown(desk, thread)
    now("Saturday 2026-06-20 11:30")
    note = happened("Saturday 2026-06-20 11:00", "e" * 32, **{"f-note": "We had tea."})
    sent(desk, f"{thread}/apology.handed_over", note)
    assert clocks(harbour)["harbour:2.3"].verdict == "kept"


def test_a_promise_of_one_member_asks_which_member_it_is(desk: Client, harbour: Association) -> None:
    assert "North quay" in shown(desk, "/harbour/capture/gangway.icy")
    icy = happened("Monday 2026-01-05 10:45", BERTH)
    sent(desk, "/harbour/capture/gangway.icy", {**icy, "f-member": "south"})
    assert clocks(harbour) == {}
    icy = happened("Monday 2026-01-05 10:50", LETTER)
    sent(desk, "/harbour/capture/gangway.icy", {**icy, "f-member": "north"})
    assert clocks(harbour)["harbour:3.5"].due_at == t("Monday 2026-01-05 12:20")


def test_half_a_minute_and_what_nobody_timed(desk: Client, harbour: Association) -> None:
    pulled = happened("Monday 2026-01-05 10:45", BERTH, **{"f-in_water": "yes", "f-weather": "calm"})
    sent(desk, "/harbour/capture/alarm.pulled", pulled)
    sent(desk, "/harbour/capture/alarm.reported", happened("Monday 2026-01-05 10:00", LETTER))
    with tenancy.association(harbour):
        found = {(each.promise, each.start): each for each in Clock.objects.all()}
    assert {key: each.verdict for key, each in found.items()} == {
        ("harbour:1.2", BERTH): "broken",
        ("harbour:1.3", BERTH): "broken",
        ("harbour:1.2", LETTER): "not-measured",
    }
    took = found["harbour:1.2", BERTH]
    assert (took.due_at - took.started_at).total_seconds() == 30
    assert "Not measured" in shown(desk, "/harbour/performance")


def test_its_personal_words_are_erased_and_what_counts_stays(desk: Client, harbour: Association) -> None:
    thread = sent(desk, "/harbour/capture/berth.requested", ASKED)
    with tenancy.association(harbour):
        event = Event.objects.get(uid=BERTH)
        assert event.facts == {"liveaboard": True, "length_metres": 12.5, "season": "winter"}
        assert EventText.objects.get(event=event).words == {
            "vessel": "Kittiwake",
            "from_name": "Ms Haugen",
            "phone": "01632 960 001",
        }
    sent(desk, f"{thread}/erase/{BERTH}", {"reason": "Asked for by Ms Haugen's letter"})
    page = shown(desk, thread)
    assert "Kittiwake" not in page
    assert "12.5" in page
    with tenancy.association(harbour):
        assert EventText.objects.get(event__uid=BERTH).words == {}
    assert clocks(harbour)["harbour:3.1"].verdict == "running"


def test_a_file_and_a_home_lead_back_to_its_housing_system(desk: Client, harbour: Association) -> None:
    at = t("Monday 2026-01-05 02:00")
    for what, record in (
        ("homes", Record("B 7", {"address": "Berth 7, North quay"})),
        ("people", Record("T/12", {"name": "Solveig Lie"})),
        ("tenancies", Record("L-1", {"kind": "tenant", "home": "B 7", "person": "T/12"})),
    ):
        done = bring([record], what=what, association=harbour, by="import", at=at)
        assert all(each.refused is None for each in done.became), done
    with tenancy.association(harbour):
        tenancy_of = Tenancy.objects.select_related("home", "person").get()
    file = shown(desk, f"/harbour/customer/{tenancy_of.person.ref}")
    assert "Quaybook" in file
    assert 'href="https://quaybook.example.org/tenant/T%2F12"' in file
    home = shown(desk, f"/harbour/home/{tenancy_of.home.ref}")
    assert 'href="https://quaybook.example.org/berth?no=B%207"' in home


def test_anybody_reads_its_promises_without_signing_in(harbour: Association) -> None:
    said = html.unescape(Client().get("/harbour/promises").content.decode())
    assert "October 2025 to December 2025" in said
    assert "Pull the cord and within 30 seconds you will hear a voice." in said
    assert said.index("When you write to us") < said.index("Other promises")
    assert 'id="words-harbour:1.2"' in said
    assert Client().get("/harbour/promises/poster-a4.pdf").content.startswith(b"%PDF-")
