"""Every sort of case is lived through in a browser, from its opening to its end, at two associations.

Each role signs in for itself; where it is somebody else's turn, somebody else comes. The page of the case
offers the step, its form or its letter takes it, and the page says where the case stands.
"""

from __future__ import annotations

import importlib
import pkgutil
import re
from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.conf import settings
from playwright.sync_api import Browser, Page

from kept.casework.cases import TYPES
from kept.config import middleware
from kept.store import tenancy
from kept.store.models import Account, Case
from tests import cast, journeys, letters
from tests.journeys.conftest import SIZES, Walk
from tests.journeys.stories import Did, Refusal, Story


def _stories() -> Iterator[Story]:
    for each in pkgutil.iter_modules(journeys.__path__):
        if each.name.startswith("stories_"):
            yield from importlib.import_module(f"{journeys.__name__}.{each.name}").STORIES


STORIES = tuple(_stories())
# The first story of each sort is gone on a telephone with scripts, where most can go wrong in the layout.
FIRST = {story.type: story for story in reversed(STORIES)}


def test_every_sort_of_case_has_its_story_at_two_associations() -> None:
    told = Counter(name for name, _ in {(each.type, each.association) for each in STORIES})
    assert {name: count for name in TYPES if (count := told[name]) < 2} == {}


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("story", STORIES, ids=[f"{each.type}-{each.association}" for each in STORIES])
def test_a_case_is_lived_through(
    story: Story, browser: Browser, live_server: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    Life(story, browser, live_server.url, monkeypatch).lived()


class Life:
    """One story on its way: who is signed in, and what the time is."""

    def __init__(self, story: Story, browser: Browser, base: str, monkeypatch: pytest.MonkeyPatch) -> None:
        self.story, self.browser, self.base, self.monkeypatch = story, browser, base, monkeypatch
        self.now = cast.t(story.begins_at)
        self.here = cast.association(story.association)
        self.people: dict[str, tuple[Account, Page]] = {}

    def lived(self) -> None:
        """From the opening to the end."""
        self._moved(self.now)
        self.ref = self._opened()
        for each in self.story.steps:
            self.now += timedelta(minutes=5)
            did = each.did if isinstance(each, Refusal) else each
            self._moved(cast.t(did.at) if did.at else self.now)
            if isinstance(each, Refusal):
                self._refused(each)
            else:
                self._done(each)
        page = self._page("officer")
        page.goto(f"{self.base}/{self.here.slug}/cases/{self.ref}")
        Walk(page, self.base, FIRST.get(self.story.type) is self.story).check()
        with tenancy.association(self.here):
            case = Case.objects.get(thread__ref=self.ref, type=self.story.type)
            assert (case.state, case.ended) == (self.story.ends, True)

    def _moved(self, now: datetime) -> None:
        self.now = now
        self.monkeypatch.setattr(middleware, "now", lambda: now)

    def _opened(self) -> str:
        """Put on record as anybody would, by the form of its kind."""
        kind, facts = self.story.opens
        page = self._page("officer")
        page.goto(f"{self.base}/{self.here.slug}/capture/{kind}")
        self._filled(page, facts)
        page.get_by_role("button", name="Save", exact=True).click()
        page.wait_for_load_state()
        with tenancy.association(self.here):
            case = Case.objects.filter(type=self.story.type).select_related("thread").first()
            assert case is not None, page.locator("main").inner_text()
            return str(case.thread.ref)

    def _done(self, did: Did) -> None:
        page = self._page(did.by)
        if did.letter:
            self._written(did)
            return
        self._sent(page, did)
        assert not page.url.split("?")[0].endswith(did.kind), self._why(page, did)

    def _refused(self, refusal: Refusal) -> None:
        page = self._page(refusal.did.by)
        self._sent(page, refusal.did)
        assert refusal.says in page.locator("main").inner_text(), self._why(page, refusal.did)

    def _sent(self, page: Page, did: Did) -> None:
        address = f"{self.base}/{self.here.slug}/thread/{self.ref}/{did.kind}?by-hand=1"
        page.goto(address)
        self._filled(page, did.facts)
        for name in did.ticked:
            page.locator(f"#ask-{name}").check()
        button = page.get_by_role("button", name="Save", exact=True)
        if button.count():
            button.click()
            page.wait_for_load_state()

    def _why(self, page: Page, did: Did) -> str:
        return f"{did.kind}:\n{page.locator('main').inner_text()[:2000]}"

    def _filled(self, page: Page, facts: Any) -> None:
        for name, value in facts.items():
            field = page.locator(f'[name="f-{name}"]')
            assert field.count(), (
                f"{page.url} does not ask for {name}: {page.locator('main').inner_text()[:800]}"
            )
            sort = field.first.get_attribute("type") or field.first.evaluate("each => each.tagName")
            said = (
                {True: "yes", False: "no"}.get(value, str(value)) if isinstance(value, bool) else str(value)
            )
            if sort == "radio":
                page.locator(f'[name="f-{name}"][value="{said}"]').check()
            elif sort == "SELECT":
                field.first.select_option(said)
            elif (clock := page.locator(f'[name="f-{name}-time"]')).count():
                day, _, time = said.partition(" ")
                field.first.fill(day)
                clock.first.fill(time)
            else:
                field.first.fill(said)

    def _written(self, did: Did) -> None:
        """The page offers the letter; it is written, sent, and taken by the post."""
        page = self._page(did.by)
        page.goto(f"{self.base}/{self.here.slug}/cases/{self.ref}")
        link = page.locator(f'a[href*="letters/new?template={did.letter}"]')
        assert link.count(), f"{did.letter} is not offered:\n{page.locator('main').inner_text()[:1500]}"
        account = self.people[did.by][0]
        letters.sent(self.here, account, self.ref, self.now, did.letter, did.facts)

    def _page(self, role: str) -> Page:
        """The browser of whoever has this role, signed in."""
        if role in self.people:
            return self.people[role][1]
        account = cast.member(self.here, f"{self.here.slug}-{role}", re.sub(r"-\d+$", "", role))
        letters.reachable(self.here, account)
        client = cast.client(account)
        scripted = FIRST.get(self.story.type) is self.story
        width, height = SIZES["telephone" if scripted else "desk"]
        context = self.browser.new_context(
            viewport={"width": width, "height": height}, java_script_enabled=scripted, locale="en-GB"
        )
        context.set_default_timeout(30_000)
        value = client.cookies[settings.SESSION_COOKIE_NAME].value
        context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": value, "url": self.base}])
        self.people[role] = (account, context.new_page())
        return self.people[role][1]
