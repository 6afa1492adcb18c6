"""What if a letter of ours comes back by post?

    came_back(karin, "K7F3-9Q2M", "Gone away", uid=…, by="ann", at=now, membership=m)    # Back

It does not count as sent: what it had stopped runs on from its start, and whoever has the contact finds on
the Desk what to do. Where it went out through Kept, its own row says that it failed; an older one is known by
the event that said that it was sent. The caller has made the association active and holds the transaction.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from kept.actions.handing_over import failed
from kept.actions.telling import tell
from kept.actions.told import Telling
from kept.casework import Grade, Refused
from kept.casework.dispatching import PAPER_WAYS
from kept.casework.history import History
from kept.casework.mail_book import RETURNED
from kept.store import dockets, rules
from kept.store.models import Association, Event, Membership, Outgoing, Thread
from kept.store.threads import visible_to
from kept.workclock import WorkingDays, due

TASK, MACHINE = "delivery.failed", "machine"
LETTER = "letter"
GONE = ("sent", "delivered")
WHAT = "The letter came back. Find out where they live now, and send it again."
LONGEST = 200


@dataclass(frozen=True, slots=True)
class Back:
    """The contact that it belongs to, and the event that says so."""

    thread: Thread
    event: str


def came_back(
    here: Association,
    ref: str,
    why: str,
    *,
    uid: str,
    by: str,
    at: datetime,
    membership: Membership | None,
) -> Back | Refused:
    """Take back that the latest letter on this contact was sent, and leave somebody something to do."""
    rows = visible_to(membership) if membership is not None else Thread.objects.filter(association=here)
    thread = rows.filter(ref=ref).select_related("merged_into", "owner").first()
    if thread is None:
        return Refused("There is no such contact. Check the reference on the letter.", "letter")
    thread = thread.merged_into or thread
    sent = Outgoing.objects.filter(association=here, thread=thread, way__in=PAPER_WAYS, state__in=GONE)
    row = sent.order_by("-sent_at", "-pk").first()
    if row is not None:
        failed(association=here, outgoing=row.pk, why=why[:LONGEST], by=by, at=at)
    else:
        refused = _void(here, thread, why, uid, by, at)
        if refused is not None:
            return refused
    said = Event.objects.filter(association=here, kind__in=(RETURNED, TASK), recorded_at__lte=at)
    found = said.filter(thread=thread).order_by("-pk").first() or said.order_by("-pk").first()
    return Back(thread, found.uid if found else uid)


def _void(here: Association, thread: Thread, why: str, uid: str, by: str, at: datetime) -> Refused | None:
    """The same for a letter of which only the event is known."""
    docket = dockets.read(dockets.lock([thread.pk]))[0]
    known = rules.rules_of(here)
    history = History.of(docket.history, rules=known, at=at)
    sent = [
        each
        for each in history.happenings
        if (kind := known.kinds.get(each.now.kind)) and kind.way(each.now.facts) == LETTER
    ]
    if not sent:
        return Refused("No letter of ours went out on this contact. Check the reference on it.", "letter")
    void = Telling(
        RETURNED,
        at,
        {"reason": why[:LONGEST]},
        uid=f"{uid}-back",
        thread=thread.ref,
        corrects=sent[-1].id,
        grade=Grade.DOCUMENT,
    )
    calendar = rules.current(here).calendar_for(docket.office)
    facts: dict[str, object] = {"way": LETTER, "what": WHAT}
    facts["due_by"] = due(calendar, WorkingDays(1), at).at.isoformat()
    task = Telling(TASK, at, facts, uid=f"{uid}-task", thread=thread.ref, grade=Grade.DOCUMENT, via=MACHINE)
    tellings = [void, task]
    if thread.closed_at is not None:
        facts = {"reason": "A letter came back."}
        tellings.insert(1, Telling("thread.reopened", at, facts, uid=f"{uid}-open", thread=thread.ref))
    return tell(tellings, association=here, by=by, at=at).refused
