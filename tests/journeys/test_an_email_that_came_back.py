"""An answer goes by e-mail and comes back: its stop is void, it is on the Desk, and it goes by post instead.

karin:letters.1: an answer within seven working days, counted from when the question reached us.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from kept.actions import customers, dispatching
from kept.actions.receiving_mail import receive
from kept.store import tenancy
from kept.store.models import Account, Association, Clock, Outgoing, Person, Thread
from kept.worker import dispatch
from tests import cast
from tests.actions.post import Box, post
from tests.journeys.conftest import SIZES, Walk

__all__ = ["post"]
QUESTION = b"From: ngozi@example.org\r\nTo: care@karin.example\r\nSubject: The lift\r\n\r\nWhen is it mended?"
REPORT = (
    "From: MAILER-DAEMON@mx.example.org\r\nTo: care@karin.example\r\nSubject: Undelivered\r\n"
    "Content-Type: multipart/report; report-type=delivery-status; boundary=r\r\n\r\n"
    "--r\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.example.org\r\n\r\n"
    "Final-Recipient: rfc822; ngozi@example.org\r\nAction: failed\r\nStatus: 5.1.1\r\n\r\n"
    "--r\r\nContent-Type: text/rfc822-headers\r\n\r\nMessage-ID: {message_id}\r\n\r\n--r--\r\n"
)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("size", [SIZES["desk"]])
@pytest.mark.parametrize("walk", ["scripted"], indirect=True)
class TestAnEmailThatCameBack:
    """Two days at Karin."""

    karin: Association
    ann: Account
    thread: str
    answer: Outgoing

    def test_the_journey(self, walk: Walk, clock: Callable[[str], datetime], post: Box) -> None:
        self.given_an_answer_that_went_by_email(clock, post)
        self.when_it_comes_back(clock)
        self.then_it_counts_no_more_and_stands_on_her_desk(walk)
        self.when_she_sends_it_by_post(walk)
        self.when_the_letters_are_printed_and_taken_to_the_post(walk, clock)
        self.then_it_is_answered_since_the_post_has_it(walk, clock)

    def given_an_answer_that_went_by_email(self, clock: Callable[[str], datetime], post: Box) -> None:
        at = clock("Wednesday 2026-04-08 09:00")
        self.karin = cast.association("karin")
        self.ann = cast.member(self.karin, "ann-price", "officer")
        made = customers.add(
            association=self.karin,
            name="Ngozi Okafor",
            email="ngozi@example.org",
            address="14 Mill Lane, Leeds LS1 4AP",
            by="ann-price",
            at=at,
        )
        assert isinstance(made, Person)
        came = receive(association=self.karin, raw=QUESTION, received_at=at, by="kept", at=at)
        self.thread = getattr(came, "thread", "")
        with tenancy.association(self.karin):
            Thread.objects.filter(ref=self.thread).update(owner=self.ann)
        row = dispatching.post(
            association=self.karin,
            by="ann-price",
            at=at,
            uid="answer",
            way="email",
            to={"name": made.name, "email": made.email},
            subject=f"The lift [{self.thread}]",
            text="Dear Ms Okafor,\n\nThe lift is mended on Friday.",
            thread=self.thread,
            tells={"kind": "email.answered", "facts": {}},
        )
        assert isinstance(row, Outgoing), row
        dispatch.send(self.karin.pk, row.pk, now=lambda: at + timedelta(minutes=5))
        assert len(post.came) == 1
        self.answer = row
        assert self._verdicts() == {"kept"}

    def _verdicts(self) -> set[str]:
        with tenancy.association(self.karin):
            rows = Clock.objects.filter(thread__ref=self.thread, promise="karin:letters.1")
            return set(rows.values_list("verdict", flat=True))

    def when_it_comes_back(self, clock: Callable[[str], datetime]) -> None:
        at = clock("Wednesday 2026-04-08 11:00")
        raw = REPORT.format(message_id=self.answer.message_id).encode()
        done = receive(association=self.karin, raw=raw, received_at=at, by="kept", at=at)
        assert getattr(done, "sort", "") == "bounce", done

    def then_it_counts_no_more_and_stands_on_her_desk(self, walk: Walk) -> None:
        assert self._verdicts() == {"running"}
        walk.open("/karin/desk")
        walk.page.get_by_label("Your short name, or your e-mail address").fill("ann-price")
        walk.page.get_by_label("Password").fill(cast.PASSWORD)
        walk.press("Sign in")
        assert self.thread in walk.text
        walk.open("/karin/outgoing")
        assert "Did not arrive" in walk.text
        walk.press(f"The lift [{self.thread}]", role="link")

    def when_she_sends_it_by_post(self, walk: Walk) -> None:
        walk.page.get_by_label("Post, printed here").check()
        walk.press("Send it this way")
        assert "It goes the other way. What failed is seen to." in walk.text

    def when_the_letters_are_printed_and_taken_to_the_post(
        self, walk: Walk, clock: Callable[[str], datetime]
    ) -> None:
        walk.open("/karin/outgoing")
        walk.page.get_by_role("button", name="Put them into one file").click()
        assert "1 letter, 1 sheet" in walk.text
        clock("Wednesday 2026-04-08 16:00")
        walk.press("Taken to the post")
        assert "on record as taken to the post" in walk.text

    def then_it_is_answered_since_the_post_has_it(self, walk: Walk, clock: Callable[[str], datetime]) -> None:
        at = clock("Wednesday 2026-04-08 16:05")
        with tenancy.association(self.karin):
            letter = Outgoing.objects.get(way="post")
        dispatch.send(self.karin.pk, letter.pk, now=lambda: at)
        assert self._verdicts() == {"kept"}
        walk.open("/karin/outgoing/sent?day=2026-04-08")
        assert "Post, printed here" in walk.text
