"""What was said at an interview or a meeting, what is to be done about it, and who was prepared for it?

    record(association=moray, by="ann", at=now, kind="interview.held", facts={…}, actions=[…], uid="…")
    opened(association=moray, by="ann", at=now, thread="K7F3-9Q2M", uid="…")     # the briefing was read

The record stands on the thread of the appointment where there is one. Whatever is to be done becomes
somebody's, by a day that was told.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from kept.actions.telling import tell
from kept.actions.told import Telling
from kept.actions.working import agreed
from kept.actions.working.booked import Undone
from kept.actions.working.once_more import once_more
from kept.actions.working.visit_plans import told_of
from kept.actions.working.visit_steps import Gone
from kept.casework import Refused
from kept.casework.agreeing import EXCEPTION, Action, Aftermath, check_actions, check_record
from kept.casework.permissions import Permission, may
from kept.store import tenancy, visits
from kept.store.models import Association, Event, Membership, Thread
from kept.store.threads import visible_to

BRIEFING, PAPER, PACK = "briefing.opened", "paper.added", "complaint_pack.given"


def record(
    *,
    association: Association | str,
    by: str,
    at: datetime,
    kind: str,
    facts: Mapping[str, object],
    uid: str,
    thread: str | None = None,
    person: str | None = None,
    happened_at: datetime | None = None,
    actions: Sequence[Action] = (),
    pack: str = "",
    next_declined: bool = False,
    membership: Membership | None = None,
) -> Gone | Refused:
    """Write down an interview or a meeting, with its actions; the thread's reference.

    `pack` says in which form they have the complaint form and the procedure, where we cannot settle it.
    """
    now = at.astimezone(UTC)
    when = (happened_at or now).astimezone(UTC)

    def act() -> Gone | Refused:
        try:
            with tenancy.association(association) as here:
                before = Event.objects.filter(association=here, uid=uid).select_related("thread").first()
                if before is not None:
                    return Gone(before.thread.ref, True)
                row = _thread(here, thread, membership)
                said = visits.told(row, here) if row else ()
                after = Aftermath(
                    exception=any(each.kind == EXCEPTION for each in said),
                    pack=pack,
                    next_booked=row is not None and visits.next_booking(row.pk, now) is not None,
                    next_declined=next_declined,
                )
                refused = check_record(kind, facts, after) or check_actions(actions, at=when, needed=False)
                if refused is not None:
                    return refused
                ref = _written(here, kind, facts, uid, row, person, pack, by, now, when, membership)
                of = Thread.objects.select_related("person", "person__merged_into", "about").get(
                    association=here, ref=ref
                )
                agreed.write(
                    actions,
                    of=of,
                    here=here,
                    by=by,
                    at=now,
                    happened_at=when,
                    uid=uid,
                    membership=membership,
                )
                return Gone(ref)
        except Undone as undone:
            return undone.refused

    return once_more(act)


def _written(
    here: Association,
    kind: str,
    facts: Mapping[str, object],
    uid: str,
    row: Thread | None,
    person: str | None,
    pack: str,
    by: str,
    at: datetime,
    when: datetime,
    membership: Membership | None,
) -> str:
    said = told_of(facts)
    if kind == "interview.held":
        said |= {"about": said.get("about") or str(said["issues"]), "resolved": said["outcome"] == "settled"}
    first = Telling(
        kind, when, said, uid=uid, thread=row.ref if row else None, person=None if row else person
    )
    tellings = [first]
    if pack:
        given = {"form": True, "procedure": True, "format": pack}
        beside = {"thread": row.ref} if row else {"beside": uid}
        tellings.append(Telling(PACK, when, given, uid=f"{uid}-k", **beside))  # type: ignore[arg-type]
    done = tell(tellings, association=here, by=by, at=at, membership=membership)
    if done.refused is not None:
        raise Undone(done.refused)
    return str(done.results[0].thread)


def opened(
    *,
    association: Association | str,
    by: str,
    at: datetime,
    thread: str,
    uid: str,
    membership: Membership | None = None,
) -> Gone | Refused:
    """Somebody read the briefing before they meet the customer."""
    return _told(association, thread, BRIEFING, {}, uid, by, at, membership)


def add_paper(
    *,
    association: Association | str,
    by: str,
    at: datetime,
    thread: str,
    title: str,
    where: str,
    uid: str,
    membership: Membership | None = None,
) -> Gone | Refused:
    """A fact or a record that the conversation will need is put with the appointment."""
    if not title.strip():
        return Refused("Say what it is.", "title")
    if not where.strip():
        return Refused("Say where it is, so that it can be brought.", "where")
    facts = {"title": title.strip(), "where": where.strip()}
    return _told(association, thread, PAPER, facts, uid, by, at, membership)


def allow_in_reception(
    *,
    association: Association | str,
    by: str,
    at: datetime,
    thread: str,
    threat: str,
    uid: str,
    membership: Membership | None = None,
) -> Gone | Refused:
    """A manager agrees to a private interview in reception, because violence was threatened; nothing else."""
    if membership is not None and not may(membership.role, Permission.EXCUSE):
        return Refused("Only a manager agrees to that. Ask yours, or take a private room.", "by")
    if not threat.strip():
        return Refused("Write down what was threatened, and when. Nothing else allows it.", "threat")
    facts = {"threat": threat.strip(), "approved_by": by}
    return _told(association, thread, EXCEPTION, facts, uid, by, at, membership)


def _told(
    association: Association | str,
    thread: str,
    kind: str,
    facts: Mapping[str, object],
    uid: str,
    by: str,
    at: datetime,
    membership: Membership | None,
) -> Gone | Refused:
    now = at.astimezone(UTC)

    def act() -> Gone | Refused:
        try:
            with tenancy.association(association) as here:
                row = _thread(here, thread, membership)
                assert row is not None
                telling = Telling(kind, now, facts, uid=uid, thread=row.ref)
                if Event.objects.filter(association=here, uid=uid).exists():
                    return Gone(row.ref, True)
                done = tell([telling], association=here, by=by, at=now, membership=membership)
                return done.refused or Gone(row.ref)
        except Undone as undone:
            return undone.refused

    return once_more(act)


def _thread(here: Association, ref: str | None, membership: Membership | None) -> Thread | None:
    if ref is None:
        return None
    rows = Thread.objects.filter(association=here)
    rows = visible_to(membership) if membership is not None else rows
    found = rows.select_related("person", "person__merged_into").filter(ref=ref).first()
    if found is None:
        raise Undone(Refused("There is no contact with this reference. Check it.", "thread"))
    return found
