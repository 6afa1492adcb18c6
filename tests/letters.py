"""Who can write a letter in the tests, and one that lacks nothing."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from kept.actions import composing, dispatching, registering
from kept.actions.working.letters_going import address_lines
from kept.casework import Refused
from kept.casework.writing import address_mark
from kept.store import tenancy
from kept.store.accounts import membership_of
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


def sent(
    here: Association,
    account: Account,
    thread: str,
    at: datetime,
    template: str,
    values: Mapping[str, object],
) -> Letter:
    """A letter of that template with these values, sent and taken by the post: what it tells is told."""
    known: dict[str, Any] = {"association": here, "by": account.handle, "at": at}
    begun = composing.start(thread=thread, template=template, uid=f"{thread}-{template}-{at:%d%H%M}", **known)
    assert isinstance(begun, Letter), begun
    to = {**begun.to, "lines": begun.to["lines"] or [begun.to["name"], "14 Mill Lane", "Leeds LS1 4AB"]}
    asked = [(text, True) for text, _ in begun.asked]
    said = {"letter": begun.ref, "version": begun.version, "values": values, "to": to, "asked": asked}
    saved = composing.save(way="letter", **said, **known)
    assert isinstance(saved, Letter), saved
    if saved.approval:
        asked_for = composing.ask_approval(letter=saved.ref, version=saved.version, **known)
        assert isinstance(asked_for, Letter), asked_for
        reads = cast.member(here, f"{here.slug}-reads-letters", saved.approval)
        with tenancy.association(here):
            whose = membership_of(reads, on=at.date())
        said_by: dict[str, Any] = {"by": reads.handle, "membership": whose}
        word = composing.approve(
            association=here, letter=saved.ref, version=asked_for.version, at=at, **said_by
        )
        assert isinstance(word, Letter), word
        saved = word
    mark = address_mark(address_lines(saved))
    gone = composing.send(letter=saved.ref, version=saved.version, checked=mark, **known)
    assert not isinstance(gone, Refused), gone
    with tenancy.association(here):
        number = Letter.objects.get(pk=saved.pk).outgoing
    post: dict[str, Any] = {"association": here.pk, "outgoing": number, "by": "kept", "at": at}
    dispatching.begin(**post)
    went = dispatching.handed_over(**post)
    assert went.told or not went.tells, went.fault or went.state
    return saved
