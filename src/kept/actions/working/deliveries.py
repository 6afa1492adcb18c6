"""What is told on the thread when something goes, does not arrive, and is seen to?

    told_of(here, row, went=now, at=now)                      # the event that it was sent for, with its copy
    not_arrived(here, row, "the address was refused", by="kept", at=now)    # the stop is void; a task
    settle(here, row, "other", by="ann", at=now)

The caller has made the association active, holds the row and the transaction. What cannot be told, since the
contact is closed, never undoes that it went: a task of its own says so.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType

from kept.actions.telling import tell
from kept.actions.told import Telling
from kept.casework import Grade
from kept.casework.dispatching import CHANNEL, DROP, MAIL_WAYS, PAPER_WAYS
from kept.store import files, rules
from kept.store.models import Account, Association, Event, Outgoing, StoredFile, Thread
from kept.workclock import WorkingDays, due

MACHINE = "machine"
TASK, SETTLED, CLOSED = "delivery.failed", "delivery.settled", "thread.closed"
# What takes back that something was sent, by its way.
VOIDS: Mapping[str, str] = MappingProxyType(
    dict.fromkeys(MAIL_WAYS, "email.bounced") | dict.fromkeys(PAPER_WAYS, "letter.returned")
)
VOID = "message.failed"
LONGEST = 200


def told_of(here: Association, row: Outgoing, *, went: datetime, at: datetime) -> None:
    """Tell what it was sent for, and tie its copy to the thread."""
    if row.thread_id is None:
        return
    thread = Thread.objects.get(pk=row.thread_id)
    root = thread.merged_into_id or thread.pk
    for each in _copies(here, row):
        files.tie(here, root, each, row.asked_by, at, says=row.subject)
    kind = str(row.tells.get("kind") or "")
    if not kind:
        return
    facts = row.tells.get("facts")
    telling = Telling(
        kind,
        went,
        facts if isinstance(facts, Mapping) else {},
        uid=f"out:{row.ref}",
        thread=thread.ref,
        grade=Grade.MACHINE,
        via=MACHINE,
        demanded="The law demands it." if row.statutory else "",
    )
    told = tell([telling], association=here, by=row.asked_by, at=at)
    if told.refused is None:
        row.told = f"out:{row.ref}"
        _tell_also(here, row, thread.ref, went, at)
    else:
        row.fault = f"It went, but is not on the record of {thread.ref}: {told.refused.sentence}"[:LONGEST]
        _task(here, row, "Put on record that it went.", by=row.asked_by, at=at)


def _also(row: Outgoing) -> list[tuple[str, Mapping[str, object], str]]:
    """What else is told with it: kind, facts and uid."""
    found: list[tuple[str, Mapping[str, object], str]] = []
    for number, each in enumerate(row.tells.get("also") or (), start=1):
        found.append((str(each["kind"]), dict(each.get("facts") or {}), f"out:{row.ref}:{number}"))
    return found


def _tell_also(here: Association, row: Outgoing, thread: str, went: datetime, at: datetime) -> None:
    """One by one: what is refused of it undoes nothing."""
    for kind, facts, uid in _also(row):
        telling = Telling(kind, went, facts, uid=uid, thread=thread, grade=Grade.MACHINE, via=MACHINE)
        tell([telling], association=here, by=row.asked_by, at=at)


def _copies(here: Association, row: Outgoing) -> list[files.File]:
    digests = [str(each["sha256"]) for each in row.attachments]
    rows = list(StoredFile.objects.filter(association=here, sha256__in=digests)) if digests else []
    if row.file is not None:
        rows.insert(0, row.file)
    return [files.File(each.sha256, each.type, each.size, each.pk, each.name) for each in rows]


def not_arrived(here: Association, row: Outgoing, why: str, *, by: str, at: datetime) -> None:
    """What was told is void, so that the clock runs on from its start; and somebody has something to do."""
    if row.told and row.thread_id is not None:
        thread = Thread.objects.values_list("ref", flat=True).get(pk=row.thread_id)
        uids = [row.told, *(uid for _, _, uid in _also(row))]
        there = set(Event.objects.filter(association=here, uid__in=uids).values_list("uid", flat=True))
        # What was told last is taken back first: the contact may be closed by it.
        for number, uid in enumerate(each for each in reversed(uids) if each in there):
            telling = Telling(
                VOIDS.get(row.way, VOID),
                at,
                {"reason": why[:LONGEST]},
                uid=f"out:{row.ref}:void:{number}",
                thread=thread,
                corrects=uid,
                grade=Grade.MACHINE,
                via=MACHINE,
            )
            told = tell([telling], association=here, by=by, at=at)
            if told.refused is not None:
                raise ValueError(told.refused.sentence)
        row.told = ""
    _task(here, row, advice(row), by=by, at=at)


def advice(row: Outgoing) -> str:
    """What whoever has the contact is to do now."""
    if not row.for_good:
        return "It did not go for days. Send it another way."
    if row.way in MAIL_WAYS:
        return "The e-mail address does not work. Send it another way, and ask for the right address."
    if row.way in PAPER_WAYS:
        return "The letter did not arrive. Find out where they live now, and send it again."
    return "The number does not work. Send it another way, and ask for the right number."


def _task(here: Association, row: Outgoing, what: str, *, by: str, at: datetime) -> None:
    """On the contact's own thread where it is open; on one of its own where it is closed or there is none."""
    calendar = rules.current(here).calendar_for(None)
    channel = "message" if row.way == DROP else CHANNEL[row.way]
    facts = {"way": channel, "what": what, "due_by": due(calendar, WorkingDays(1), at).at.isoformat()}
    thread = _stands(row.thread_id)
    uid = f"out:{row.ref}:task:{row.tries}"
    if thread is not None and thread.closed_at is None:
        telling = Telling(TASK, at, facts, uid=uid, thread=thread.ref, grade=Grade.MACHINE, via=MACHINE)
    else:
        telling = Telling(
            TASK,
            at,
            facts,
            uid=uid,
            subject=f"out:{row.ref}",
            grade=Grade.MACHINE,
            via=MACHINE,
            person=row.person.ref if row.person is not None else None,
            owner=_hand(thread, row),
            about=thread.about.handle if thread is not None and thread.about is not None else None,
            sensitivity=thread.sensitivity if thread is not None else "",
        )
    told = tell([telling], association=here, by=by, at=at)
    if told.refused is not None:
        raise ValueError(told.refused.sentence)


def _stands(thread: int | None) -> Thread | None:
    """The contact, or the one that it was joined to."""
    if thread is None:
        return None
    rows = Thread.objects.select_related("owner", "about", "merged_into__owner", "merged_into__about")
    found = rows.get(pk=thread)
    return found.merged_into or found


def _hand(thread: Thread | None, row: Outgoing) -> str | None:
    """Who is to see to it: whoever has the contact, or whoever sent it."""
    if thread is not None and thread.owner is not None:
        return thread.owner.handle
    return row.asked_by if Account.objects.filter(handle=row.asked_by).exists() else None


def settle(here: Association, row: Outgoing, how: str, *, by: str, at: datetime, note: str = "") -> None:
    """Whatever was to be done about it is done; nothing where nothing was."""
    if row.failed_at is None or row.seen_to_at is not None:
        return
    row.seen_to_at, row.seen_to_by = at, by
    row.save(update_fields=["seen_to_at", "seen_to_by"])
    own = Thread.objects.filter(association=here, subject=f"out:{row.ref}").first()
    thread = own or _stands(row.thread_id)
    if thread is None or thread.closed_at is not None:
        return
    facts = {"how": how, "note": note} if note else {"how": how}
    uid = f"out:{row.ref}:settled:{row.tries}"
    tellings = [Telling(SETTLED, at, facts, uid=uid, thread=thread.ref, via=MACHINE)]
    if own is not None:
        tellings.append(Telling(CLOSED, at, {}, uid=f"{uid}:closed", thread=thread.ref, via=MACHINE))
    told = tell(tellings, association=here, by=by, at=at)
    if told.refused is not None:
        raise ValueError(told.refused.sentence)


__all__ = ["advice", "not_arrived", "settle", "told_of"]
