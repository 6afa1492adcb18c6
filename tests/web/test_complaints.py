"""Complaints on screen: what is wrong with a form is said, and nothing that was typed is lost."""

from __future__ import annotations

from html import unescape
from typing import Any

import pytest

from kept.actions.handing import hand_over
from kept.store.models import Association
from tests import cast

pytestmark = pytest.mark.django_db


def test_a_bad_date_loses_no_words_and_a_stranger_to_the_contact_is_told_nothing(
    karin: Association, ann: Any, letter: str
) -> None:
    desk = cast.client(ann)
    path = f"/karin/thread/{letter}/complaint"
    said = {"words": "You never wrote back", "happened_on": "the other day", "uid": "a" * 32}
    answer = desk.post(path, said)
    text = unescape(answer.content.decode())
    assert answer.status_code == 422
    assert "Enter the date as day, month and year" in text
    assert "You never wrote back" in text
    wrong = desk.post(path, {**said, "happened_on": "", "missed": "karin:letters.1|nothing"})
    assert "This promise was not missed on that contact." in wrong.content.decode()
    assert desk.get("/karin/thread/AAAA-AAAA/complaint").status_code == 404
    outsider = cast.client(cast.member(cast.association("moray"), "mo"))
    assert outsider.get(path).status_code == 404


def test_nobody_decides_about_their_own_and_what_is_missing_is_asked_for(
    karin: Association, ann: Any
) -> None:
    mia, dora = cast.member(karin, "mia", "manager"), cast.member(karin, "dora", "director")
    at = "Tuesday 2026-04-07 09:00"
    ref = cast.told(karin, ann, "complaint.received", at, words="Nobody came")
    cast.told(
        karin,
        ann,
        "complaint.answered",
        "Tuesday 2026-04-07 09:05",
        thread=ref,
        outcome="upheld",
        apologised=True,
    )
    handed = hand_over(association=karin, thread=ref, to="mia", by="ann", at=cast.t(at))
    assert handed == ref
    money = {"thread": ref, "due": "yes", "procedure": "3.2", "reason": "A missed visit", "uid": "b" * 32}
    text = cast.client(mia).get("/karin/remedies").content.decode()
    assert "This contact is yours, so somebody else who leads decides." in text
    own = cast.client(mia).post("/karin/remedies", {**money, "amount": "25", "pay_by": "2026-04-21"})
    assert "so somebody else who leads decides about money" in own.content.decode()
    hers = cast.client(dora)
    for missing, sentence in (
        ({}, "Say how much is due, in whole pounds."),
        ({"amount": "twenty"}, "Give the amount in whole pounds, such as 25."),
        ({"amount": "25"}, "Say by which day it is paid."),
        ({"due": ""}, "Say whether compensation is due."),
    ):
        answer = hers.post("/karin/remedies", {**money, **missing})
        assert answer.status_code == 422
        assert sentence in answer.content.decode()
        assert 'value="A missed visit"' in answer.content.decode()
    assert cast.client(ann).get("/karin/remedies").status_code == 403
