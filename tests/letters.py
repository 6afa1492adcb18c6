"""Who can write a letter in the tests, and one that lacks nothing."""

from __future__ import annotations

from datetime import datetime

from kept.actions import composing, registering
from kept.casework import Refused
from kept.store.models import Account, Association, Letter
from tests import cast

WORDS = {
    "about": "the damp in the bedroom",
    "received_on": "2026-04-07",
    "asked": "When does somebody look at the damp?",
    "answer": "Our surveyor comes on Monday 18 May at ten.",
    "done": "We have booked the surveyor.",
    "next_step": "You need do nothing before then.",
}


def reachable(here: Association, account: Account) -> None:
    """Put on their record what every letter of theirs says."""
    done = registering.add(
        association=here,
        register="staff-record",
        answers={
            "job_title": cast.rulebook(here.slug).association.roles[0][0],
            "name_form": "first_last",
            "extension": "01632 960 017",
        },
        subject=account.handle,
        by="kept",
        at=cast.t("Monday 2026-04-06 09:00"),
        uid=f"record-{account.handle}",
    )
    assert not isinstance(done, Refused), done


def written(
    here: Association, account: Account, thread: str, at: datetime, template: str = "answer"
) -> Letter:
    """A letter of theirs on that contact, with all that it needs."""
    known = {"association": here, "by": account.handle, "at": at}
    begun = composing.start(thread=thread, template=template, uid=f"{thread}-{template}", **known)  # type: ignore[arg-type]
    assert isinstance(begun, Letter), begun
    to = {**begun.to, "lines": begun.to["lines"] or [begun.to["name"], "14 Mill Lane", "Leeds LS1 4AB"]}
    asked = [(text, True) for text, _ in begun.asked]
    saved = composing.save(
        letter=begun.ref,
        version=begun.version,
        values=WORDS | {"answer_by": "2026-04-14"},
        to=to,
        asked=asked,
        way="letter",
        **known,  # type: ignore[arg-type]
    )
    assert isinstance(saved, Letter), saved
    return saved
