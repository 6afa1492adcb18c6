"""Each act of what goes out, run once, for `test_actions`."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from kept.actions import (
    answering_by_itself,
    batches,
    dispatching,
    handing_over,
    merging_mail,
    receipts,
    sending_otherwise,
)
from kept.actions.told import Telling
from kept.store import tenancy
from kept.store.models import Association, Outgoing, ReceivedMail
from tests import going_out
from tests.actions.house import BY, letter, t, told

NOW = t("Wednesday 2026-04-08 10:00")
SOON = NOW + timedelta(minutes=10)
ROW = "what is on its way is a row of its own, and is told on its contact when it has gone"
SILENT = {
    "dispatching.post": ROW,
    "dispatching.cancel": ROW,
    "dispatching.retry": ROW,
    "handing_over.begin": ROW,
    "handing_over.not_set_up": ROW,
    "handing_over.later": ROW,
    "handing_over.delivered": "that it arrived is on record with it",
    "receipts.take": "what others say of it is on record with it; what did not arrive is told by `failed`",
    "batches.reprint": ROW,
    "merging_mail.draft": "a list is on record as a row, and nothing goes by it",
    "merging_mail.preview": "it only shows",
    "answering_by_itself.answer": "where the house has no rule for it nothing answers",
    "sending_otherwise.send": ROW,
}


def posted(here: Association, *, way: str = "email", thread: str | None = None) -> Outgoing:
    """An answer to a letter, on its way; to nobody's letter where no thread is named."""
    row = dispatching.post(
        association=here,
        by=BY,
        at=NOW,
        uid="act",
        way=way,
        to={"name": "Ann", "email": "ann@example.org", "lines": ["Ann", "1 Mill Lane", "LS1 4AP"]},
        subject="Your letter",
        text="Dear Ann",
        file=going_out.kept(here, going_out.a_pdf(1, "Dear Ann")) if way == "post" else None,
        thread=thread,
        tells={"kind": "letter.answered", "facts": {}} if thread else None,
    )
    assert isinstance(row, Outgoing), row
    return row


def answered(here: Association, *, way: str = "email") -> Outgoing:
    """An answer to a letter of yesterday."""
    return posted(here, way=way, thread=letter(here, "Tuesday 2026-04-07 10:00"))


def _begun(here: Association) -> Outgoing:
    row = answered(here)
    found = handing_over.begin(association=here.pk, outgoing=row.pk, by=BY, at=SOON)
    assert found is not None
    return found


def _gone(here: Association) -> Outgoing:
    row = _begun(here)
    return handing_over.handed_over(association=here, outgoing=row.pk, by=BY, at=SOON)


def _failed(here: Association) -> Outgoing:
    row = _gone(here)
    return handing_over.failed(association=here, outgoing=row.pk, why="no such mailbox", by=BY, at=SOON)


def _printed(here: Association) -> Any:
    answered(here, way="post")
    return batches.make(association=here, office="", uid="act", by=BY, at=NOW)


def _taken(here: Association) -> Outgoing:
    batch = _printed(here)
    batches.taken(association=here, batch=batch.ref, by=BY, at=SOON)
    with tenancy.association(here):
        return Outgoing.objects.get(batch=batch)


def _merge(here: Association) -> Any:
    return going_out.mailing(here, at=NOW)


def _going(here: Association) -> Any:
    made = _merge(here)
    return merging_mail.begin(association=here, merge=made.ref, by=BY, at=NOW)


def _mail(here: Association) -> ReceivedMail:
    (done,) = told(here, Telling("email.received", NOW, {"email": "ann@example.org"}), at=NOW)
    with tenancy.association(here):
        from kept.store.models import Thread

        thread = Thread.objects.get(ref=done.thread)
        return ReceivedMail.objects.create(
            association=here,
            thread=thread,
            uid="act",
            sort="person",
            from_address="ann@example.org",
            received_at=NOW,
        )


def _whole(act: Any, at: Any = SOON, **more: Any) -> Any:
    return lambda here, row, _: act(association=here.pk, outgoing=row.pk, by=BY, at=at, **more)


def _named(act: Any, **more: Any) -> Any:
    return lambda here, row, _: act(association=here, outgoing=row.ref, by=BY, at=SOON, **more)


ACTS: dict[str, Any] = {
    "dispatching.post": (lambda here: None, lambda here, _, __: posted(here)),
    "dispatching.cancel": (posted, _named(dispatching.cancel)),
    "dispatching.retry": (posted, _named(dispatching.retry)),
    "dispatching.seen_to": (_failed, _named(dispatching.seen_to, note="They rang us")),
    "handing_over.begin": (posted, _whole(handing_over.begin)),
    "handing_over.not_set_up": (posted, _whole(handing_over.not_set_up, why="No server")),
    "handing_over.handed_over": (_begun, _whole(handing_over.handed_over)),
    "handing_over.later": (_begun, _whole(handing_over.later, why="busy")),
    "handing_over.collected": (_taken, _whole(handing_over.collected)),
    "handing_over.delivered": (_gone, _whole(handing_over.delivered)),
    "handing_over.failed": (_gone, _whole(handing_over.failed, why="no such mailbox")),
    "receipts.take": (
        _gone,
        lambda here, row, _: receipts.take(
            association=here, theirs="740e5834", status="delivered", by=BY, at=SOON
        ),
    ),
    "sending_otherwise.send": (posted, _named(sending_otherwise.send, way="post", uid="act-2")),
    "batches.make": (lambda here: answered(here, way="post"), lambda here, _, __: _again(here)),
    "batches.taken": (
        _printed,
        lambda here, batch, _: batches.taken(association=here, batch=batch.ref, by=BY, at=SOON),
    ),
    "batches.reprint": (
        lambda here: (_printed(here), _row(here))[1],
        _named(batches.reprint),
    ),
    "merging_mail.draft": (
        lambda here: going_out.ada(here, at=NOW),
        lambda here, ada, _: going_out.mailing(here, at=NOW, to=ada),
    ),
    "merging_mail.begin": (
        _merge,
        lambda here, made, _: merging_mail.begin(association=here, merge=made.ref, by=BY, at=NOW),
    ),
    "merging_mail.preview": (
        _merge,
        lambda here, made, _: merging_mail.preview(association=here, merge=made.ref, place=1, by=BY, at=NOW),
    ),
    "merging_mail.step": (
        _going,
        lambda here, made, _: merging_mail.step(association=here.pk, merge=made.pk, by=BY, at=NOW),
    ),
    "merging_mail.stop": (
        _going,
        lambda here, made, _: merging_mail.stop(association=here, merge=made.ref, by=BY, at=NOW),
    ),
    "answering_by_itself.answer": (
        _mail,
        lambda here, mail, _: answering_by_itself.answer(association=here, mail=mail.pk, by=BY, at=NOW),
    ),
}


def _again(here: Association) -> Any:
    return batches.make(association=here, office="", uid="act", by=BY, at=NOW)


def _row(here: Association) -> Outgoing:
    with tenancy.association(here):
        return Outgoing.objects.get(way="post")
