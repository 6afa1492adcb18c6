"""A real browser before the real program: on a telephone and at a desk, with JavaScript and without.

Where no browser is found the journeys are left out, with the reason; where CI=true they fail instead.
"""

from __future__ import annotations

import os
import re
import shutil
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from playwright.sync_api import Browser, ConsoleMessage, Page, expect

from kept.config import middleware
from tests import cast

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
AXE = Path(__file__).parents[2] / "node_modules" / "axe-core" / "axe.min.js"
# Of all that axe looked at only the faults leave the browser: the rest takes longer to tell than to find.
FAULTS = """
    async ([part, tags]) => {
        const found = await axe.run(part, {runOnly: tags, resultTypes: ["violations"]});
        return found.violations.map(each => `${each.id}: ${each.nodes[0].html}`);
    }
"""
# A machine that has much else to do is slow, which is no fault of a page.
expect.set_options(timeout=20_000)
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
SIZES = {"narrow": (360, 740), "telephone": (390, 844), "desk": (1280, 900)}
# Playwright's own loop runs in this thread; the database is still used by one thread at a time.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    if CHROMIUM is None:
        reason = "No Chromium was found. Install it (apt-get install chromium) to run the journeys."
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    # As root Chromium refuses its own sandbox.
    args = ["--no-sandbox"] if os.geteuid() == 0 else []
    return {**browser_type_launch_args, "executable_path": CHROMIUM, "args": args}


@dataclass
class Walk:
    """One person's way through the pages. Every page they come to is
    checked for those who see or move differently.
    """

    page: Page
    base: str
    scripted: bool

    def open(self, path: str) -> None:
        """Go to a page by its address."""
        self.page.goto(self.base + path)
        self.check()

    def press(self, name: str, *, role: str = "button") -> None:
        """Press a button or follow a link by the words on it."""
        sought = self.page.get_by_role(role, name=name, exact=True)  # type: ignore[arg-type]
        if not sought.count():
            self._open_the_menu_of(name)
        sought.first.click()
        self.page.wait_for_load_state()
        self.check()

    def _open_the_menu_of(self, name: str) -> None:
        """What is only in a menu at the top, somebody finds by opening that first."""
        words = re.compile(rf"^\s*{re.escape(name)}\s*$")
        inside = self.page.locator(".kept-menu__link").filter(has_text=words)
        menu = self.page.locator(".kept-menu:not([open])").filter(has=inside)
        if menu.count():
            menu.first.locator("summary").click()

    def key(self, key: str) -> None:
        """Press a key, once the page listens: an address changes before the scripts of its page run."""
        self.page.wait_for_load_state()
        self.page.keyboard.press(key)

    def looks(self, size: str, scheme: str) -> None:
        """The page that is there already, at another size and by other light."""
        width, height = SIZES[size]
        self.page.set_viewport_size({"width": width, "height": height})
        self.page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]

    def check(self, within: str = "html") -> None:
        """Nothing sticks out at the side, and axe finds nothing, on the page or within a part of it."""
        if not self.scripted:
            return
        self.page.wait_for_load_state()
        wide = self._sticks_out()
        while wide is None:
            # Between two pages there is none.
            self.page.wait_for_timeout(50)
            wide = self._sticks_out()
        assert wide <= 0, f"{self.page.url} sticks out by {wide} pixels"
        if not self.page.evaluate("'axe' in window"):
            self.page.evaluate(AXE.read_text())
        told = self.page.evaluate(FAULTS, [within, RULES])
        assert not told, f"{self.page.url}\n" + "\n".join(told)

    def _sticks_out(self) -> int | None:
        """By how many pixels the page is too wide; None where none has come yet."""
        return self.page.evaluate(  # type: ignore[no-any-return]
            "document.body && document.documentElement.scrollWidth - document.documentElement.clientWidth"
        )

    @property
    def text(self) -> str:
        """What stands on the page."""
        return self.page.locator("main").inner_text()


def _is_fault(message: ConsoleMessage) -> bool:
    """A form that comes back to be put right answers 409 or 422, which Chromium writes down as an error."""
    refused = re.search(r"responded with a status of (409|422)", message.text)
    return message.type == "error" and refused is None


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], datetime]:
    """Sets the moment at which requests come in."""

    def at(wall: str) -> datetime:
        moment = cast.t(wall)
        monkeypatch.setattr(middleware, "now", lambda: moment)
        return moment

    return at


# Every journey is gone on a telephone with scripts, where most can go wrong in the layout, and at a desk
# without any. What else there is to see at a desk in the dark is walked page by page (see test_every_page).
AT_WORK = """
    SELECT count(*) FROM pg_stat_activity
    WHERE usename = current_user AND datname = current_database() AND pid <> pg_backend_pid()
      AND state <> 'idle'
"""
GONE = (("telephone", "scripted"), ("desk", "plain"))


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """A journey that does not say how it is gone is gone in these two ways."""
    named = {
        name.strip()
        for mark in metafunc.definition.iter_markers("parametrize")
        for name in (mark.args[0].split(",") if isinstance(mark.args[0], str) else mark.args[0])
    }
    wanted = {"walk", "size"} & set(metafunc.fixturenames)
    if named & {"walk", "size"} or not wanted:
        return
    if "walk" in wanted:
        metafunc.parametrize(("size", "walk"), GONE, indirect=True)
    else:
        metafunc.parametrize("size", ["telephone", "desk"], indirect=True)


@pytest.fixture(autouse=True)
def _no_browser_is_left_open(browser: Browser, transactional_db: None) -> Iterator[None]:
    """A page left behind by a test that failed asks on and on, and its log spoils another test.

    What a page asked for last may still be at work when the page has gone: the tables are not emptied before.
    """
    yield
    for context in browser.contexts:
        context.close()
    for _ in range(100):
        with connection.cursor() as cursor:
            cursor.execute(AT_WORK)
            (busy,) = cursor.fetchone()
        if not busy:
            break
        time.sleep(0.05)


@pytest.fixture
def size(request: pytest.FixtureRequest) -> tuple[int, int]:
    return SIZES[request.param]


@pytest.fixture
def walk(
    request: pytest.FixtureRequest, browser: Browser, live_server: Any, size: tuple[int, int]
) -> Iterator[Walk]:
    scripted = request.param == "scripted"
    context = browser.new_context(
        viewport={"width": size[0], "height": size[1]},
        java_script_enabled=scripted,
        locale="en-GB",
        timezone_id="Pacific/Auckland",
        accept_downloads=True,
    )
    context.set_default_timeout(30_000)
    page = context.new_page()
    told: list[str] = []
    page.on("console", lambda message: told.append(message.text) if _is_fault(message) else None)
    page.on("pageerror", lambda error: told.append(str(error)))
    asked: list[str] = []
    page.on("request", lambda sent: asked.append(sent.url))
    yield Walk(page, live_server.url, scripted)
    context.close()
    assert not told, told
    elsewhere = [url for url in asked if not url.startswith((live_server.url, "data:", "blob:"))]
    assert not elsewhere, elsewhere
