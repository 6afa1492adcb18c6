"""Each act on a letter, run once, for `test_actions`."""

from __future__ import annotations

from typing import Any

from kept.actions import composing, people
from kept.actions.told import Telling
from kept.casework.writing import address_mark
from kept.store import tenancy
from kept.store.models import Account, Association, Letter, Membership
from tests.actions.house import BY, t, told

NOW = t("Wednesday 2026-04-08 10:00")
ANSWER = {
    "about": "the roof",
    "received_on": "2026-04-07",
    "asked": "When is the roof mended?",
    "answer": "On Monday.",
    "done": "We have asked a roofer to come.",
    "next_step": "The roofer rings you on the day before.",
}
DRAFT = "a draft is nobody's act yet; what is asked, agreed and sent of it is on record"
SILENT = {
    "composing.start": DRAFT,
    "composing.save": DRAFT,
    "composing.send": "it is told when it is handed to whoever carries it, and not before",
    "composing.take_back": "it had not gone, so nothing had been told of it",
    "composing.hand_on": DRAFT,
}


def staff(here: Association) -> None:
    """Whoever writes, and a director who reads it."""
    for handle, role in ((BY, "officer"), ("dee", "director")):
        known = {"association": here, "handle": handle, "by": BY, "at": NOW}
        people.create_account(email=f"{handle}@example.org", name=handle.title(), **known)
        people.add_member(role=role, **known)


def wrote(here: Association) -> str:
    """The reference of a letter that came in."""
    staff(here)
    facts = {"from_name": "Ms Okafor", "address": "14 Mill Lane, Leeds, LS1 4AB", "about": "When?"}
    (found,) = told(here, Telling("letter.received", t("Tuesday 2026-04-07 10:00"), facts), at=NOW)
    return str(found.thread)


def begin(here: Association, ref: str) -> Letter:
    return _done(composing.start(association=here, thread=ref, template="answer", uid="l", by=BY, at=NOW))


def begun(here: Association) -> Letter:
    """An answer to a letter that came in, begun."""
    return begin(here, wrote(here))


def written(here: Association, *, approval: str = "") -> Letter:
    """The same with all that it needs, by hand where it has to be read by somebody first."""
    row = begun(here)
    asked = [(text, True) for text, _ in row.asked]
    done = composing.save(
        association=here, letter=row.ref, version=1, values=ANSWER, asked=asked, by=BY, at=NOW
    )
    assert isinstance(done, Letter), done
    if approval:
        with tenancy.association(here):
            Letter.objects.filter(pk=done.pk).update(approval=approval)
    return done


def sent(here: Association) -> Letter:
    return _done(_send(here, written(here)))


def _send(here: Association, row: Letter) -> object:
    mark = address_mark(row.to["lines"])
    known = {"association": here, "letter": row.ref, "by": BY, "at": NOW}
    return composing.send(version=row.version, checked=mark, **known)


def asked(here: Association) -> Letter:
    """A colleague's, who waits for the word of whoever acts here."""
    row = _ready(here)
    known = {"association": here, "letter": row.ref, "by": BY, "at": NOW}
    row = _done(composing.ask_approval(version=row.version, **known))
    with tenancy.association(here):
        Letter.objects.filter(pk=row.pk).update(written_by=Account.objects.get(handle="dee"))
    return row


def _done(found: object) -> Letter:
    assert isinstance(found, Letter), found
    return found


def _reader(here: Association) -> dict[str, Any]:
    with tenancy.association(here):
        rows = Membership.objects.select_related("account", "association")
        member = rows.get(association=here, account__handle=BY)
    return {"association": here, "by": BY, "at": NOW, "membership": member}


def _ready(here: Association) -> Letter:
    return written(here, approval="officer")


ACTS: dict[str, Any] = {
    "composing.start": (wrote, lambda here, ref, _: begin(here, ref)),
    "composing.save": (
        begun,
        lambda here, row, _: _done(
            composing.save(association=here, letter=row.ref, version=1, values=ANSWER, by=BY, at=NOW)
        ),
    ),
    "composing.ask_approval": (
        _ready,
        lambda here, row, _: composing.ask_approval(
            association=here, letter=row.ref, version=row.version, by=BY, at=NOW
        ),
    ),
    "composing.approve": (
        asked,
        lambda here, row, _: composing.approve(letter=row.ref, version=row.version, **_reader(here)),
    ),
    "composing.send_back": (
        asked,
        lambda here, row, _: composing.send_back(letter=row.ref, words="Shorter, please.", **_reader(here)),
    ),
    "composing.send": (written, lambda here, row, _: _done(_send(here, row))),
    "composing.take_back": (
        sent,
        lambda here, row, _: _done(composing.take_back(association=here, letter=row.ref, by=BY, at=NOW)),
    ),
    "composing.withdraw": (
        begun,
        lambda here, row, _: composing.withdraw(association=here, letter=row.ref, by=BY, at=NOW),
    ),
    "composing.hand_on": (
        begun,
        lambda here, row, _: _done(
            composing.hand_on(association=here, letter=row.ref, to="dee", by=BY, at=NOW)
        ),
    ),
}
