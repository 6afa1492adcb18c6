"""Somebody rings: the file is found by how the name sounds, read and put right; a second file of hers is
joined, and taken apart again when her sister rings.

practice at the counter: how never to reach somebody comes first; a merge needs two things that agree, and
can be undone.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import expect

from kept.actions import customers, representing
from kept.actions.telling import Telling, tell
from kept.store import tenancy
from kept.store.accounts import membership_of
from kept.store.models import Account, Association, Heartbeat, Person
from tests import cast
from tests.journeys.conftest import Walk


@pytest.mark.django_db(transaction=True)
class TestCustomersFile:
    """Half an hour at the counter."""

    karin: Association
    ref: str
    other: str

    def test_the_journey(self, walk: Walk, clock: Callable[[str], datetime]) -> None:
        self.given_a_customer_in_two_files(clock)
        self.when_she_finds_her_by_the_sound_of_her_name(walk)
        self.then_how_never_to_reach_her_comes_first(walk)
        self.when_she_looks_for_words_and_a_channel(walk)
        self.when_she_puts_right_what_has_changed(walk)
        self.when_she_sets_it_back(walk)
        self.when_she_joins_the_other_file(walk)
        self.then_both_histories_are_one_line(walk)
        self.when_her_sister_rings_and_she_takes_them_apart(walk)
        self.then_there_are_two_files_again(walk)

    def given_a_customer_in_two_files(self, clock: Callable[[str], datetime]) -> None:
        at = clock("Friday 2026-04-17 09:00")
        self.karin = cast.association("karin")
        ann = cast.member(self.karin, "ann", "officer")
        more = {"phones": ["0113 496 0001"], "email": "n@example.org", "by": "ann", "at": at}
        made = customers.add(
            association=self.karin,
            name="Ngozi Okafor",
            address="14 Mill Road, Leeds LS1 4AB",
            language="Igbo",
            need_kinds=["interpreter"],
            contact_never="At work",
            born_on="1980-05-01",
            **more,
        )
        other = customers.add(association=self.karin, name="N. Okafor", contact_never="By letter", **more)
        assert isinstance(made, Person)
        assert isinstance(other, Person)
        self.ref, self.other = made.ref, other.ref
        given = {"name": "Ada Bell", "relation": "Daughter", "authority": "written"}
        representing.name(association=self.karin, person=self.ref, given=given, by="ann", at=at)
        self._told(ann, self.ref, "call.received", "The boiler is cold")
        self._told(ann, self.ref, "letter.received", "Damp in the hall")
        self._told(ann, self.other, "letter.received", "The gate squeaks")
        Heartbeat.objects.update_or_create(name="worker", defaults={"beat_at": at - timedelta(seconds=5)})

    def _told(self, by: Account, person: str, kind: str, about: str) -> None:
        at = cast.t("Thursday 2026-04-16 10:00")
        with tenancy.association(self.karin):
            who = membership_of(by, on=at.date())
        telling = Telling(kind, at, {"about": about}, person=person)
        done = tell([telling], association=self.karin, by=by.handle, at=at, membership=who)
        assert done.refused is None, done.refused

    def when_she_finds_her_by_the_sound_of_her_name(self, walk: Walk) -> None:
        walk.open("/karin/desk")
        walk.page.get_by_label("Your short name, or your e-mail address").fill("ann")
        walk.page.get_by_label("Password").fill(cast.PASSWORD)
        walk.press("Sign in")
        if walk.scripted:
            walk.key("x")
            expect(walk.page.get_by_label("Who is it?")).to_be_focused()
        else:
            walk.press("Customers", role="link")
        walk.page.get_by_label("Who is it?").fill("okafer ngosi")
        walk.press("Find")
        shot(walk, "found")
        walk.press("Ngozi Okafor", role="link")

    def then_how_never_to_reach_her_comes_first(self, walk: Walk) -> None:
        shot(walk, "file")
        assert walk.text.index("Never: At work") < walk.text.index("Ngozi Okafor")
        assert "Ada Bell" in walk.text
        assert "An interpreter" in walk.text
        assert "This may be one person in two files" in walk.text
        assert walk.page.url.endswith(f"/customer/{self.ref}")

    def when_she_looks_for_words_and_a_channel(self, walk: Walk) -> None:
        walk.page.get_by_label("Words").fill("damp")
        walk.press("Show")
        assert "Damp in the hall" in walk.text
        assert "The boiler is cold" not in walk.text
        assert "damp" not in walk.page.url
        walk.press("Show everything", role="link")
        walk.page.get_by_text("Narrow by channel, kind, year and more").click()
        walk.page.get_by_label("Channel").select_option("call")
        walk.press("Show")
        assert "The boiler is cold" in walk.text
        assert "Damp in the hall" not in walk.text

    def when_she_puts_right_what_has_changed(self, walk: Walk) -> None:
        walk.press("Put right or add", role="link")
        shot(walk, "edit")
        walk.page.get_by_label("E-mail address").fill("ngozi")
        walk.press("Save")
        assert "Give an e-mail address with one @" in walk.text
        walk.page.get_by_label("E-mail address").fill("ngozi@example.org")
        walk.page.get_by_label("Large print").check()
        walk.press("Save")
        assert "ngozi@example.org" in walk.text
        assert "An interpreter; Large print" in walk.text

    def when_she_sets_it_back(self, walk: Walk) -> None:
        walk.press("What changed on this file", role="link")
        shot(walk, "changes")
        walk.page.get_by_role("button", name=re.compile("Set back.*E-mail")).click()
        walk.page.wait_for_load_state()
        walk.check()
        assert "It says again what it said before." in walk.text
        walk.press("Ngozi Okafor", role="link")
        assert "n@example.org" in walk.text

    def when_she_joins_the_other_file(self, walk: Walk) -> None:
        walk.press("Compare with N. Okafor", role="link")
        shot(walk, "pair")
        assert "The same telephone number, the same e-mail address." in walk.text
        walk.press("The same person: join them")

    def then_both_histories_are_one_line(self, walk: Walk) -> None:
        shot(walk, "joined")
        assert "Never: At work; By letter" in walk.text
        assert "The gate squeaks" in walk.text
        assert "Damp in the hall" in walk.text

    def when_her_sister_rings_and_she_takes_them_apart(self, walk: Walk) -> None:
        walk.press(f"Take apart {self.other}", role="link")
        walk.page.get_by_label("Why are they two people?").fill("Two sisters")
        walk.press("Take them apart")

    def then_there_are_two_files_again(self, walk: Walk) -> None:
        assert "They are two files again." in walk.text
        assert "The gate squeaks" not in walk.text
        for page in (
            f"customer/{self.ref}/died",
            f"customer/{self.ref}/speaks/new",
            "customers/duplicates",
            "customers/new",
        ):
            walk.open(f"/karin/{page}")
            shot(walk, page.replace("/", "-"))
        walk.open(f"/karin/customer/{self.other}")
        assert "Never: By letter" in walk.text
        assert "The gate squeaks" in walk.text


def shot(walk: Walk, name: str) -> None:
    at = os.environ.get("SHOTS")
    if at and walk.scripted:
        width = walk.page.viewport_size["width"]
        walk.page.screenshot(path=Path(at) / f"{name}-{width}.png", full_page=True)
