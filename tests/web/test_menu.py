"""What leads where: one line by what each may do, the rest behind "More", and nothing that is refused."""

from __future__ import annotations

import re

import pytest

from kept.casework.permissions import ROLES
from kept.store.models import Association
from kept.web.shared.menu import ROOM
from tests import cast
from tests.web.walking import Walked

LINK = re.compile(r'class="kept-(?:nav|menu)__link[^"]*" href="([^"]+)"(?: aria-current="(page)")?')


def header(said: str) -> str:
    """The top of the page."""
    return said[said.index("<header") : said.index("</header>")]


@pytest.mark.parametrize("role", ROLES)
def test_every_entry_leads_somewhere_that_this_role_may_open(walked: Walked, role: str) -> None:
    browser = cast.client(walked.people[role])
    found = {address for address, _ in LINK.findall(header(browser.get("/karin/clauses").content.decode()))}
    assert {"/karin/clauses", "/karin/performance", "/karin/notices", "/karin/account"} <= found
    for address in found:
        assert browser.get(address).status_code == 200, address


def test_an_officer_has_no_entry_for_what_only_a_manager_opens(karin: Association) -> None:
    said = header(cast.client(cast.member(karin, "ola", "officer")).get("/karin/desk").content.decode())
    assert "/karin/homes" in said
    assert "/karin/morning" not in said
    assert "/karin/staff" not in said


def test_whoever_looks_after_accounts_finds_people_in_the_line(karin: Association) -> None:
    said = header(
        cast.client(cast.member(karin, "ada", "administrator")).get("/karin/staff").content.decode()
    )
    line = said[: said.index("<details", said.index('aria-label="Main"'))]
    assert 'href="/karin/staff" aria-current="page"' in line
    assert "/karin/desk" not in said


def test_a_page_that_lies_behind_more_marks_it(karin: Association) -> None:
    browser = cast.client(cast.member(karin, "max", "manager"))
    marked = "kept-nav__link--within"
    assert marked in header(browser.get("/karin/customers/duplicates").content.decode())
    assert marked not in header(browser.get("/karin/customers").content.decode())
    assert f"{marked}-narrow" in header(browser.get("/karin/performance").content.decode())


def test_what_a_telephone_has_no_room_for_is_behind_more_as_well(karin: Association) -> None:
    said = header(cast.client(cast.member(karin, "max", "manager")).get("/karin/desk").content.decode())
    line = re.findall(r'<li(?: class="(kept-nav__wide)")?><a class="kept-nav__link" href="([^"]+)"', said)
    assert [address for wide, address in line if not wide][:ROOM] == [
        "/karin/desk",
        "/karin/capture",
        "/karin/customers",
        "/karin/diary",
    ]
    behind = said[said.index('<ul class="kept-menu__narrow">') :]
    narrow = re.findall(r'<a class="kept-menu__link" href="([^"]+)"', behind[: behind.index("</ul>")])
    assert narrow == [address for wide, address in line if wide]
