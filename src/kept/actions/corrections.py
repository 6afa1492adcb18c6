"""What if a customer does not agree that we leave something as it is?

    complain(association=karin, thread="K7F3-9Q2M", uid="…", by="ann", at=now)      # one press; its reference

The correction itself is a case like any other (`actions.cases`): this is what goes beyond its own thread. The
complaint is theirs, in their words as far as they are on record, and tied to the correction.
"""

from __future__ import annotations

from datetime import UTC, datetime

from kept.actions import cases
from kept.actions.telling import tell
from kept.actions.told import Telling
from kept.actions.working.filing import check_by
from kept.casework import Refused
from kept.store import looking, refs, tenancy
from kept.store.models import Association, Event, EventText, Membership, Thread

ASKED, REFUSED, SAID = "correction.requested", "correction.refused", "correction.statement_added"
COMPLAINT = "complaint.received"


def complain(
    *,
    association: Association | str,
    thread: str,
    uid: str,
    by: str,
    at: datetime,
    membership: Membership | None = None,
) -> str | Refused:
    """Open a complaint about a correction that was refused, tied to it; its reference. Pressed twice, one."""
    check_by(by)
    now = at.astimezone(UTC)
    with tenancy.association(association) as here:
        row = Thread.objects.select_related("person").filter(association=here, ref=refs.tidy(thread)).first()
        if row is None or not looking.sees(membership, row.pk, row.ref, now):
            return Refused("There is no such contact. Check the reference.", "thread")
        events = Event.objects.filter(association=here, thread=row, kind__in=(ASKED, REFUSED, SAID))
        by_kind = {each.kind: each for each in events.order_by("happened_at", "id")}
        if REFUSED not in by_kind:
            return Refused("We have not refused it. Answer the request first.", "thread")
        facts = {"about": _words(by_kind)}
        whose = row.person.ref if row.person is not None else None
        telling = Telling(COMPLAINT, now, facts, uid=uid, person=whose)
        told = tell([telling], association=here, by=by, at=now, membership=membership).results[0]
        if told.refused is not None:
            return told.refused
        assert told.thread is not None
        tied = cases.link(
            association=here,
            thread=told.thread,
            other=row.ref,
            how="follows",
            by=by,
            at=now,
            membership=membership,
        )
        return tied if isinstance(tied, Refused) else told.thread


def _words(by_kind: dict[str, Event]) -> str:
    """What they said, their own statement first."""
    for kind, name in ((SAID, "words"), (ASKED, "about")):
        row = by_kind.get(kind)
        text = EventText.objects.filter(event=row).first() if row is not None else None
        if text is not None and text.words.get(name):
            return str(text.words[name])
    return "They do not agree that we leave it as it is."
