"""The Desk asks for news by itself: a row comes in, the focus stays where it was, and it is said politely."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from tests import cast
from tests.journeys.conftest import SIZES, Walk

# Two minutes, and however long this machine took to come here: the seconds go on by themselves.
STILL_TICKING = re.compile(r"^2:[0-5]\d$")
LOOKED_AT = "document.dispatchEvent(new Event('visibilitychange'))"


@pytest.mark.django_db(transaction=True)
def test_news_comes_in_without_taking_anything_away(
    browser: Browser, live_server: Any, clock: Callable[[str], datetime]
) -> None:
    clock("Wednesday 2026-04-08 12:00")
    karin = cast.association("karin")
    ann = cast.member(karin, "ann", "officer")
    first = cast.told(
        karin, ann, "letter.received", "Tuesday 2026-04-07 10:00", from_name="Ms Okafor", urgent=False
    )
    width, height = SIZES["desk"]
    context = browser.new_context(viewport={"width": width, "height": height})
    walk = Walk(context.new_page(), live_server.url, scripted=True)
    walk.open("/sign-in?next=/karin/desk")
    walk.page.get_by_label("Your short name, or your e-mail address").fill("ann")
    walk.page.get_by_label("Password").fill(cast.PASSWORD)
    walk.press("Sign in")
    walk.key("j")
    row = walk.page.locator(f"#row-{first}")
    expect(row).to_be_focused()
    cast.told(karin, ann, "visitor.arrived", "Wednesday 2026-04-08 11:58", from_name="Mr Bell")
    walk.page.evaluate(LOOKED_AT)
    waiting = walk.page.get_by_role("region", name="Who is waiting")
    expect(waiting).to_contain_text("Mr Bell")
    expect(walk.page.locator("[data-news]")).to_have_text("1 person is waiting. 1 thing to do.")
    expect(row).to_be_focused()
    expect(waiting.locator("[data-since]")).to_have_text(STILL_TICKING)
    walk.key("k")
    expect(walk.page.get_by_role("link", name="Visitor arrived, Mr Bell")).to_be_focused()
    walk.check()
    context.close()
