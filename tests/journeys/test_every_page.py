"""Every page, at both sizes, in light and in dark: axe finds nothing, and nothing sticks out at the side."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from django.conf import settings
from playwright.sync_api import Browser, Error

from kept.actions.merging import merge
from kept.casework.permissions import ROLES, Permission, may
from kept.store.models import Account, Association
from kept.web.shared.access_table import ACCESS
from tests import cast
from tests.journeys.conftest import SIZES, Walk
from tests.web.walking import address, everybody, letter_of

LETTER = "1" * 32
LOOKS = (("desk", "dark"), ("narrow", "light"))


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("size", "scheme"), [("telephone", "light"), ("desk", "dark")])
def test_every_page_can_be_used_by_everybody(
    browser: Browser, live_server: Any, clock: Callable[[str], datetime], size: str, scheme: str
) -> None:
    ref, other = _a_full_house(clock)
    width, height = SIZES[size]
    context = browser.new_context(viewport={"width": width, "height": height}, color_scheme=scheme)  # type: ignore[arg-type]
    walk = Walk(context.new_page(), live_server.url, scripted=True)
    walk.open("/sign-in")
    walk.page.get_by_label("Your short name, or your e-mail address").fill("bea")
    walk.page.get_by_label("Password").fill(cast.PASSWORD)
    walk.press("Sign in")
    thread = f"/karin/thread/{ref}"
    for path in (
        "/choose",
        "/karin/capture?q=zebra",
        "/karin/capture/complaint.received",
        "/moray/capture/call.received",
        "/karin/desk?when=late",
        "/karin/desk?list=adrift",
        "/karin/now/visitor.arrived",
        f"/karin/saved/{ref}",
        thread,
        f"{thread}/event.corrected?entry={LETTER}",
        f"{thread}/event.voided?entry={LETTER}",
        f"{thread}/clock.extended",
        f"{thread}/erase/{LETTER}",
        f"{thread}/join",
        f"{thread}/part/{other}",
        f"{thread}/why?clause=karin:telephone.4&start={LETTER}",
        "/karin/clauses?keeper=promise&q=letter",
        "/karin/clauses?q=zebra",
        "/karin/clauses/karin:letters.1",
        "/moray/clauses/moray:4.2.8",
        "/karin/performance?period=custom&since=x",
        "/karin/performance/karin:letters.1",
        "/moray/performance",
        "/karin/performance/karin:no",
        "/karin/account",
        "/karin/account/app",
        "/karin/account/passkey",
        "/karin/away",
    ):
        walk.open(path)
    walk.open(f"{thread}/thread.closed")
    walk.press("Save")
    assert "Something is still promised here" in walk.text
    karin = Association.objects.get(slug="karin")
    cast.told(
        karin, Account.objects.get(handle="bea"), "thread.closed", "Friday 2026-04-17 10:00", thread=ref
    )
    walk.open(f"{thread}/note.added")
    walk.press("Save")
    assert "This contact is closed. Reopen it first, then record this." in walk.text
    context.close()


@pytest.mark.django_db(transaction=True)
def test_each_route_can_be_used_by_whoever_may_open_it(
    browser: Browser, live_server: Any, clock: Callable[[str], datetime]
) -> None:
    clock("Wednesday 2026-04-08 12:00")
    karin = cast.association("karin")
    walked = everybody(karin, letter_of(karin, cast.member(karin, "ann", "receptionist")))
    context = browser.new_context()
    walk = Walk(context.new_page(), live_server.url, scripted=True)
    walk.open("/sign-in")
    faults: list[str] = []
    for role in ROLES:
        client = cast.client(walked.people[role])
        session = client.cookies[settings.SESSION_COOKIE_NAME].value
        cookie = {"name": settings.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}
        context.add_cookies([cookie])  # type: ignore[list-item]
        for name in _opened_by(role):
            if not _came_to_a_page(walk, address(walked, name)):
                continue
            # All are looked at before any is held against us: one fault must not hide the next.
            for size, scheme in LOOKS:
                try:
                    walk.looks(size, scheme)
                    walk.check()
                    assert walk.page.locator("h1").count() == 1, f"{name} has no heading, or several"
                except AssertionError as error:
                    faults.append(f"{size}, {scheme}: {error}")
    assert not faults, "\n".join(faults)
    # What lies in a menu is no less in order than what lies in the open.
    for size, scheme in LOOKS:
        walk.looks(size, scheme)
        for menu in walk.page.locator(".kept-menu summary").all():
            menu.click()
            walk.check(within=".kept-menu[open]")
            walk.key("Escape")
    context.close()


def _came_to_a_page(walk: Walk, path: str) -> bool:
    """Whether there is something to look at: some routes hand out a file."""
    try:
        answer = walk.page.goto(walk.base + path)
    except Error as error:
        if "Download is starting" in error.message:
            return False
        raise
    assert answer is not None
    return (
        answer.headers["content-type"].startswith("text/html") and "content-disposition" not in answer.headers
    )


def _opened_by(role: str) -> list[str]:
    """The routes for which this role is the first that may: each is walked once."""
    found = []
    for name, needs in ACCESS.items():
        if not isinstance(needs, Permission) or name.endswith("csv") or name == "due":
            continue
        if role == next(each for each in ("manager", *ROLES) if may(each, needs)):
            found.append(name)
    return found


def _a_full_house(clock: Callable[[str], datetime]) -> tuple[str, str]:
    """A letter with everything on it: corrected, struck, joined, erased, late, and in several scripts."""
    clock("Friday 2026-04-17 10:00")
    karin, moray = cast.association("karin"), cast.association("moray")
    bea, ann = cast.member(karin, "bea", "manager"), cast.member(karin, "ann", "officer")
    cast.member(moray, "bea", "director")
    name = "محمد العلي von Featherstonehaugh-Cholmondeley " + "x" * 80
    ref = cast.told(
        karin, ann, "letter.received", "Tuesday 2026-04-07 10:00", uid=LETTER, from_name=name, about="y" * 300
    )
    cast.told(
        karin, ann, "note.added", "Tuesday 2026-04-07 11:00", uid="2" * 32, thread=ref, note="Wrong one"
    )
    cast.told(
        karin,
        ann,
        "event.voided",
        "Tuesday 2026-04-07 12:00",
        thread=ref,
        corrects="2" * 32,
        reason="Another customer",
    )
    cast.told(
        karin,
        ann,
        "event.corrected",
        "Tuesday 2026-04-07 09:00",
        recorded="Tuesday 2026-04-07 12:00",
        thread=ref,
        corrects=LETTER,
        urgent=True,
        reason="They said so",
    )
    cast.told(
        karin,
        ann,
        "letter.acknowledged",
        "Thursday 2026-04-09 12:00",
        recorded="Friday 2026-04-17 09:00",
        thread=ref,
    )
    other = cast.told(karin, ann, "letter.received", "Wednesday 2026-04-08 10:00", from_name="Ms Okafor")
    merge(association=karin, thread=other, into=ref, by="bea", at=cast.t("Wednesday 2026-04-08 11:00"))
    cast.told(moray, bea, "call.received", "Thursday 2026-04-16 10:00")
    return ref, other
