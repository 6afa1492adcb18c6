"""A new association comes from answers to questions, while the others go on working.

The commands are run as somebody at a terminal runs them, beside the program that serves the pages.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from kept.config import settings as real
from tests import cast
from tests.journeys.conftest import Walk

ANSWERS = {
    "name": "Brook Homes",
    "slug": "brook",
    "document": "How We Treat You",
    "lines": "60",
    "starts_on": "2020-04-01",
    "hours": "Monday to Friday 09:00-17:00",
    "phone": "01632 960 001",
    "email_domain": "brook.example",
    "letters_answered": "7 working days",
    "letters_answered_line": "12",
    "visitors_seen": "10 minutes",
    "visitors_seen_line": "20",
}
PROMISED = "Write to us and our answer is on its way within 7 working days."


@pytest.fixture(autouse=True)
def _passwords_are_kept_as_they_really_are(settings: Any) -> None:
    """A command writes them in its own way; tests write theirs in a quicker one."""
    settings.PASSWORD_HASHERS = [*real.PASSWORD_HASHERS, *settings.PASSWORD_HASHERS]


@pytest.fixture
def anns(browser: Browser, walk: Walk) -> Iterator[Page]:
    """The screen of somebody at another association, who works on."""
    context = browser.new_context(locale="en-GB")
    yield context.new_page()
    context.close()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("size", "walk"), [("telephone", "scripted")], indirect=True)
class TestASixthAssociation:
    """From a file of answers to a promise in public, in one sitting."""

    folder: Path
    password: str

    def test_the_journey(self, walk: Walk, anns: Page, tmp_path: Path) -> None:
        self.folder = tmp_path
        self.given_somebody_at_karin_writes_a_letter_down(walk, anns)
        self.when_the_questions_are_answered()
        self.when_the_policy_is_put_into_force()
        self.then_its_short_name_is_taken()
        self.then_karin_was_not_disturbed(walk, anns)
        self.when_the_first_of_brook_signs_in(walk)
        self.when_she_records_a_letter(walk)
        self.then_its_clock_runs(walk)
        self.then_anybody_reads_what_is_promised(walk)

    def kept(self, *arguments: str, status: int = 0) -> str:
        """What a command says, run in a process of its own."""
        done = subprocess.run(
            [sys.executable, "-m", "kept.cli", *arguments],
            cwd=self.folder,
            capture_output=True,
            text=True,
            stdin=subprocess.DEVNULL,
            check=False,
        )
        assert done.returncode == status, done.stdout + done.stderr
        return done.stdout + done.stderr

    def given_somebody_at_karin_writes_a_letter_down(self, walk: Walk, anns: Page) -> None:
        cast.member(cast.association("karin"), "ann-price", "receptionist")
        anns.goto(f"{walk.base}/karin/capture/letter.received")
        sign_in(anns, "ann-price", cast.PASSWORD)
        anns.get_by_label("Who wrote?").fill("Ms Okafor")

    def when_the_questions_are_answered(self) -> None:
        told = "".join(f"{key}: {json.dumps(each)}\n" for key, each in ANSWERS.items())
        (self.folder / "brook.answers.yaml").write_text(told)
        said = self.kept("policy", "new", "brook", "--answers", "brook.answers.yaml")
        assert "brook is written and in order" in said
        assert "brook: in order. 2 clauses, 2 of them promises" in self.kept("policy", "check", "brook")

    def when_the_policy_is_put_into_force(self) -> None:
        assert "brook: loaded, in force from 1 April 2020" in self.kept("policy", "load", "brook")
        said = self.kept(
            *("account", "add", "pat-lane", "--name", "Pat Lane", "--email", "pat@brook.example"),
            *("--association", "brook", "--role", "manager"),
        )
        self.password = said.split("shown this once: ")[1].split()[0]

    def then_its_short_name_is_taken(self) -> None:
        """By an association that is in the database alone."""
        said = self.kept("policy", "new", "other", "--answers", "brook.answers.yaml", status=1)
        assert "There is an association “brook” already." in said
        assert not (self.folder / "other").exists()

    def then_karin_was_not_disturbed(self, walk: Walk, anns: Page) -> None:
        assert anns.get_by_label("Who wrote?").input_value() == "Ms Okafor"
        anns.get_by_role("button", name="Save", exact=True).click()
        expect(anns).to_have_url(re.compile(r"/karin/saved/"))
        walk.open("/karin/promises")
        assert "Karin Housing Association" in walk.page.title()

    def when_the_first_of_brook_signs_in(self, walk: Walk) -> None:
        walk.open("/brook/desk")
        sign_in(walk.page, "pat-lane", self.password)
        expect(walk.page).to_have_url(re.compile(r"/brook/desk$"))
        assert "Nothing is due" in walk.text

    def when_she_records_a_letter(self, walk: Walk) -> None:
        walk.press("Anything else", role="link")
        walk.press("Letter received", role="link")
        walk.page.get_by_label("Who wrote?").fill("Mr Sim")
        promised = walk.page.get_by_role("region", name="What this promises")
        expect(promised).to_contain_text("Tell the customer: by")
        walk.press("Save")

    def then_its_clock_runs(self, walk: Walk) -> None:
        expect(walk.page).to_have_url(re.compile(r"/brook/saved/"))
        walk.press("Open the contact", role="link")
        assert "To be kept by the end of " in walk.text
        walk.press("Why this date? Letter answered", role="link")
        assert "working day 7." in walk.text
        walk.open("/brook/desk")
        assert "Mr Sim" in walk.text

    def then_anybody_reads_what_is_promised(self, walk: Walk) -> None:
        walk.page.context.clear_cookies()
        walk.open("/brook/promises")
        assert PROMISED in walk.text
        assert "Brook Homes" in walk.page.title()


def sign_in(page: Page, name: str, password: str) -> None:
    page.get_by_label("Your short name, or your e-mail address").fill(name)
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Sign in", exact=True).click()
