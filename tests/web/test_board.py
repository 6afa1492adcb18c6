"""The team board: who has what, on whose screen; many handed over, and back; reasons given."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime

import pytest
from django.test import Client

from kept.actions.absences import tell as tell_away
from kept.actions.reasons import explain
from kept.actions.sweeping import sweep
from kept.store import tenancy
from kept.store.models import Account, Association, Event, Thread
from tests import cast

NOON = "Wednesday 2026-04-22 12:00"


@pytest.fixture
def team(karin: Association, clock: Callable[[str], datetime]) -> dict[str, Account]:
    """Mia leads the housing officers, Bea and Cem are two of them; Rob leads the repairs."""
    clock(NOON)
    return {
        "mia": cast.member(karin, "mia", "manager", team="housing"),
        "bea": cast.member(karin, "bea", "officer", team="housing"),
        "cem": cast.member(karin, "cem", "officer", team="housing"),
        "rob": cast.member(karin, "rob", "manager", team="repairs"),
    }


@pytest.fixture
def late(karin: Association, team: dict[str, Account]) -> str:
    """A letter of Bea's that ran out on Thursday 16 April."""
    ref = letter(karin, team["bea"], "Tuesday 2026-04-07 10:00", from_name="Ms Okafor")
    sweep(at=cast.t(NOON))
    return ref


def letter(karin: Association, who: Account, wall: str, **facts: object) -> str:
    return cast.told(karin, who, "letter.received", wall, urgent=False, **facts)


def said(who: Account, address: str) -> str:
    return cast.client(who).get(address).content.decode()


def refs(page: str) -> list[str]:
    return re.findall(r'id="row-([0-9A-Z-]{9})"', page)


def row(page: str, name: str) -> dict[str, str]:
    """The numbers of one line of the first table, by their heads."""
    (line,) = re.findall(
        rf'<tr[^>]*>\s*<th scope="row"[^>]*>(?:<a [^>]*>)?{name}(?:</a>)?.*?</tr>', page, re.S
    )
    cells = re.findall(r'data-label="([^"]*)">(.*?)</td>', line, re.S)
    return {
        label: re.sub(r"<span.*?</span>|<[^>]*>", "", inner, flags=re.S).strip() for label, inner in cells
    }


def owner_of(karin: Association, ref: str) -> str:
    with tenancy.association(karin):
        return Thread.objects.select_related("owner").get(ref=ref).owner.handle


def post(who: Account, address: str, **typed: object):  # type: ignore[no-untyped-def]
    return cast.client(who).post(address, typed, follow=True)


def test_a_manager_sees_what_everybody_of_the_team_has(
    karin: Association, team: dict[str, Account], late: str
) -> None:
    today = letter(karin, team["cem"], "Monday 2026-04-13 10:00")
    page = said(team["mia"], "/karin/board")
    assert "Who has what: Housing officers" in page
    assert row(page, "Bea")["Late"] == "1"
    assert row(page, "Cem") == {
        "Open": "1", "Late": "0", "Due today": "1", "Later this week": "0", "Nothing next": "0",
        "Asked twice": "0",
    }  # fmt: skip
    assert row(page, "The whole team")["Open"] == "2"
    assert refs(page) == [today]
    assert refs(said(team["mia"], "/karin/board?list=late")) == [late]
    assert refs(said(team["mia"], f"/karin/board?list=open&who={team['cem'].pk}")) == [today]
    assert "What Cem has" in said(team["mia"], f"/karin/board?list=open&who={team['cem'].pk}")
    assert refs(said(team["mia"], "/karin/board?list=nonsense&who=nobody&team=none")) == []


def test_what_single_people_have_late_is_theirs_and_their_managers(
    karin: Association, team: dict[str, Account], late: str
) -> None:
    for who in (team["cem"], team["rob"]):
        page = said(who, "/karin/board?team=housing")
        assert row(page, "Bea")["Open"] == "1"
        assert row(page, "Bea")["Late"] == ""
        assert row(page, "The whole team")["Late"] == "1"
        assert "shown to them and to whoever leads the team" in page
        theirs = said(who, f"/karin/board?team=housing&list=open&who={team['bea'].pk}")
        assert "kept-tabs__count" not in theirs.split("Late</a>")[0].rpartition("kept-tabs__list")[2]
        assert re.search(r'>Open <span class="kept-tabs__count">1</span>', theirs)
    assert row(said(team["bea"], "/karin/board"), "Bea")["Late"] == "1"
    director = cast.member(karin, "dora", "director")
    assert row(said(director, "/karin/board?team=housing"), "Bea")["Late"] == "1"


def test_all_teams_are_told_side_by_side_and_a_director_begins_there(
    karin: Association, team: dict[str, Account], late: str
) -> None:
    letter(karin, team["rob"], "Monday 2026-04-20 10:00")
    loose = cast.member(karin, "lou", "officer")
    letter(karin, loose, "Monday 2026-04-20 11:00")
    page = said(cast.member(karin, "dora", "director"), "/karin/board")
    assert row(page, "Housing officers")["Late"] == "1"
    assert row(page, "Repairs")["Open"] == "1"
    assert row(page, "No team")["Open"] == "1"
    assert row(page, "All together")["Open"] == "3"
    assert "Complaints" not in re.findall(r"<tbody.*?</tbody>", page, re.S)[0]


def test_somebody_away_is_marked_with_who_answers(
    karin: Association, team: dict[str, Account], late: str
) -> None:
    done = tell_away(
        association=karin,
        handle="bea",
        from_at=cast.t("Monday 2026-04-20 00:00"),
        to_at=cast.t("Saturday 2026-04-25 00:00"),
        covered_by="cem",
        by="mia",
        at=cast.t(NOON),
    )
    assert not hasattr(done, "sentence"), done
    page = said(team["mia"], "/karin/board?list=late")
    assert "Away until Friday 24 April. Cem answers." in page
    assert "Bea: 1 open, away" in page
    assert "Share out to the one of the team who is here" in page


def test_many_are_handed_over_and_taken_back(karin: Association, team: dict[str, Account], late: str) -> None:
    other = letter(karin, team["bea"], "Tuesday 2026-04-07 11:00")
    sweep(at=cast.t(NOON))
    page = post(team["mia"], "/karin/board?team=housing&list=late", act="give", ref=[late, other], to="cem")
    text = page.content.decode()
    assert "2 went to Cem." in text
    assert [owner_of(karin, each) for each in (late, other)] == ["cem", "cem"]
    moved = page.redirect_chain[-1][0]
    back = post(team["mia"], moved).content.decode()
    assert "2 are back." in back
    assert "Take it back" not in back
    assert [owner_of(karin, each) for each in (late, other)] == ["bea", "bea"]
    assert "2 are back." in post(team["mia"], moved).content.decode()


def test_shared_out_among_those_of_the_team_who_are_here(
    karin: Association, team: dict[str, Account], late: str
) -> None:
    more = [letter(karin, team["bea"], f"Monday 2026-04-20 1{n}:00") for n in range(5)]
    page = post(
        team["mia"],
        "/karin/board?team=housing&list=open",
        act="give",
        everything="yes",
        to="-everybody",
        together="0" * 32,
    )
    assert page.redirect_chain[-1][0].startswith("/karin/board/moved/" + "0" * 32)
    owners = [owner_of(karin, each) for each in (late, *more)]
    assert {each: owners.count(each) for each in set(owners)} == {"bea": 3, "cem": 3}


def test_what_cannot_go_is_named_and_nothing_typed_is_lost(
    karin: Association, team: dict[str, Account], late: str
) -> None:
    address = "/karin/board?team=housing&list=late"
    nobody = cast.client(team["mia"]).post(address, {"act": "give", "ref": late, "to": ""})
    assert nobody.status_code == 422
    assert "Choose who is to have them." in nobody.content.decode()
    assert re.search(rf'value="{late}" checked', nobody.content.decode())
    nothing = cast.client(team["mia"]).post(address, {"act": "give", "to": "cem"})
    assert nothing.status_code == 422
    assert "Choose at least one contact" in nothing.content.decode()
    assert re.search(r'value="cem" selected', nothing.content.decode())
    gone = post(team["mia"], address, act="give", ref=[late, "NOTHING-1"], to="cem").content.decode()
    assert "1 stays as it is (NOTHING-1). There is no such contact." in gone
    assert "1 went to Cem." in gone
    all_gone = post(team["mia"], address, act="give", ref=["NOTHING-1"], to="cem").content.decode()
    assert "Who has what" in all_gone


def test_an_officer_reads_the_board_and_gives_reasons_but_shares_nothing_out(
    karin: Association, team: dict[str, Account], late: str
) -> None:
    page = said(team["bea"], "/karin/board?list=late")
    assert "Hand over those chosen" not in page
    assert "Say why those chosen were not kept" in page
    assert "This morning" not in page
    refused = cast.client(team["bea"]).post(
        "/karin/board?list=late", {"act": "give", "ref": late, "to": "cem"}
    )
    assert refused.status_code == 403
    assert owner_of(karin, late) == "bea"
    auditor = cast.member(karin, "aud", "auditor")
    assert f"choose-{late}" not in said(auditor, "/karin/board?team=all&list=late")


def test_a_reason_is_given_and_the_list_is_empty(
    karin: Association, team: dict[str, Account], late: str
) -> None:
    address = "/karin/board?team=housing&list=unexplained"
    assert refs(said(team["bea"], address)) == [late]
    assert "was not kept in the last four weeks, and nobody has said why" in said(team["bea"], address)
    none = cast.client(team["bea"]).post(address, {"act": "explain", "ref": late, "words": "The lift"})
    assert none.status_code == 422
    assert "Choose a reason from the list." in none.content.decode()
    assert 'value="The lift"' in none.content.decode()
    page = post(team["bea"], address, act="explain", ref=late, why="our_mistake").content.decode()
    assert "1 has its reason." in page
    assert "Every promise that was not kept in the last four weeks has its reason." in page
    with tenancy.association(karin):
        assert Event.objects.get(kind="breach.explained").facts == {"why": "our_mistake"}
    assert "Reason for the delay" in said(team["bea"], f"/karin/thread/{late}")


def test_the_part_that_is_asked_for_again_has_the_numbers_and_the_list(
    team: dict[str, Account], late: str
) -> None:
    browser = cast.client(team["mia"])
    part = browser.get("/karin/board?list=late", headers={"HX-Request": "true"}).content.decode()
    assert 'id="board"' in part
    assert refs(part) == [late]
    assert "<h1" not in part


def test_a_name_under_which_nothing_went_is_not_there(team: dict[str, Account]) -> None:
    assert cast.client(team["mia"]).get("/karin/board/moved/nothing").status_code == 404


def test_my_own_figures_are_mine_and_my_managers(
    karin: Association, team: dict[str, Account], late: str
) -> None:
    number = team["bea"].pk
    own = said(team["bea"], "/karin/mine")
    assert "Only you and whoever leads your team see this page." in own
    assert "0 of 1 promise was kept." in own
    assert "The figures of Bea" in said(team["mia"], f"/karin/mine?who={number}")
    for who in (team["cem"], team["rob"]):
        assert cast.client(who).get(f"/karin/mine?who={number}").status_code == 404
    assert cast.client(team["mia"]).get("/karin/mine?who=x").status_code == 404
    assert "No promise came due" in said(team["cem"], "/karin/mine")


@pytest.fixture
def browser(team: dict[str, Account]) -> Client:
    return cast.client(team["mia"])


def test_the_number_of_queries_does_not_grow(
    karin: Association, team: dict[str, Account], browser: Client, django_assert_max_num_queries
) -> None:
    for n in range(3):
        letter(karin, team["bea"], f"Monday 2026-04-13 1{n}:00")
    counted = []
    for more in range(2):
        for n in range(12 * more):
            letter(karin, team["cem"], f"Monday 2026-04-13 11:{n + 10}")
        for address in ("/karin/board?list=today", "/karin/morning", "/karin/odd", "/karin/mine"):
            with django_assert_max_num_queries(60) as seen:
                assert browser.get(address).status_code == 200
            counted.append(len(seen))
    assert counted[:4] == counted[4:]


def test_reasons_stand_beside_the_figure_by_month_and_excuse_nothing(
    karin: Association, team: dict[str, Account], late: str
) -> None:
    march = letter(karin, team["bea"], "Monday 2026-03-02 10:00")
    letter(karin, team["bea"], "Tuesday 2026-04-07 11:00")
    sweep(at=cast.t(NOON))
    none = said(team["mia"], "/karin/performance/karin:letters.1")
    assert "3 of 3 have no reason yet." in none
    explain(association=karin, threads=[late], why="our_mistake", by="bea", at=cast.t(NOON))
    explain(association=karin, threads=[march], why="system_down", by="bea", at=cast.t(NOON))
    page = said(team["mia"], "/karin/performance/karin:letters.1")
    text = re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", page))
    assert "Our mistake 1 33 %" in text
    assert "1 of 3 have no reason yet." in text
    assert "March 2026 A system or telephone line was down: 1 (of 1)" in text
    assert "every case stays broken" in text
    assert "Why it was not kept" in said(team["mia"], "/karin/performance/all")
    empty = said(
        team["mia"], "/karin/performance/karin:letters.1?period=custom&since=2026-01-01&until=2026-01-31"
    )
    assert "Why it was not kept" not in empty
