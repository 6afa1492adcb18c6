"""What if something of ours is to go out to somebody: posted, taken back, sent again, or seen to?

    post(association=karin, by="ann", at=now, uid="letter-17", way="email",
         to={"name": "Ms Okafor", "email": "ngozi@example.org"}, subject="Your letter [K7F3-9Q2M]", text="…",
         thread="K7F3-9Q2M", person=okafor.ref, tells={"kind": "email.answered", "facts": {}})   # Outgoing
    cancel(association=karin, outgoing=row.ref, by="ann", at=now)

1. It is refused in one sentence, with the way that is open, before anything is kept of it.
2. It waits a short while in which it can be taken back; what it `tells` is told when it is handed over to
   whoever carries it, and not before (see `handing_over`).
3. The same `uid` is one thing, however often it is asked for.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from kept.actions.handing_over import begin, delivered, failed, handed_over, later
from kept.actions.working.deliveries import settle
from kept.actions.working.once_more import once_more
from kept.casework import Refused
from kept.casework.disclosing import KEPT_BACK
from kept.casework.dispatching import (
    CANCELLED,
    DROP,
    HELD,
    HOLD,
    POST,
    WAITING,
    WAYS,
    address_of,
    check_carries,
    check_may_reach,
    check_move,
    reachable_from,
)
from kept.casework.permissions import Permission, may
from kept.casework.safe_contact import rules_of
from kept.rulebook.dispatch import HOLD as DATA_HOLD
from kept.rulebook.dispatch import dispatch_of
from kept.rulebook.model import Rulebook
from kept.store import dispatch, jobs, kept_addresses, refs, rules, tenancy
from kept.store.models import (
    Association,
    Letter,
    Membership,
    Merge,
    Office,
    Outgoing,
    Person,
    StoredFile,
    Thread,
)
from kept.store.threads import visible_to

__all__ = [
    "begin",
    "cancel",
    "delivered",
    "failed",
    "handed_over",
    "later",
    "post",
    "retry",
    "seen_to",
]
LONGEST_UID, LONGEST_TEXT = 180, 200_000
NO_ROLE = Refused("Your role reads what is on record and sends nothing. Ask a colleague at the desk.")
NOTHING = Refused("There is nothing of that name on its way. Load the page again.", "outgoing")


def post(
    *,
    association: Association | str,
    by: str,
    at: datetime,
    uid: str,
    way: str,
    to: Mapping[str, object],
    subject: str = "",
    text: str = "",
    html: str = "",
    file: StoredFile | None = None,
    attachments: Sequence[Mapping[str, object]] = (),
    thread: Thread | str | None = None,
    person: Person | str | None = None,
    letter: int | None = None,
    tells: Mapping[str, object] | None = None,
    statutory: bool = False,
    automatic: bool = False,
    channel: str = "",
    sheets: int = 0,
    office: Office | None = None,
    in_reply_to: str = "",
    merge: Merge | None = None,
    instead_of: Outgoing | None = None,
    hold: timedelta | None = None,
    membership: Membership | None = None,
) -> Outgoing | Refused:
    """Let this go out to this reader; the row of it, or why it may not.

    `to` is {"name", "email" | "phone" | "lines"}; `attachments` are {"name", "sha256"} of files that are
    kept. `thread` and `person` are rows or references. `tells` is {"kind", "facts"}: what is on record once
    it has been handed over. `statutory` says that the law demands it: it is never stopped for its form.
    """
    if not by:
        raise ValueError("Everything that goes out says who sent it: give `by`.")
    if way not in WAYS:
        raise ValueError(f"There is no way called {way}.")
    if membership is not None and not may(membership.role, Permission.RECORD):
        return NO_ROLE
    now = at.astimezone(UTC)

    def act() -> Outgoing | Refused:
        with tenancy.association(association) as here:
            before = Outgoing.objects.filter(association=here, uid=uid[:LONGEST_UID]).first()
            if before is not None:
                return before
            on = _thread(here, thread, membership)
            if isinstance(on, Refused):
                return on
            whom = _person(here, person, on)
            if isinstance(whom, Refused):
                return whom
            address = address_of(way, to)
            if way == POST and kept_addresses.may_write_to(whom, by):
                # Whoever is named addresses the envelope; what is printed names no place.
                address = KEPT_BACK.lower()
            if isinstance(address, Refused):
                return address
            size = _size(here, file, attachments)
            if isinstance(size, Refused):
                return size
            local = now.astimezone(ZoneInfo(here.zone))
            refused = check_carries(
                way, subject=subject, text=text, size=size, has_file=file is not None, sheets=sheets
            ) or _may_reach(whom, way, to, automatic=automatic)
            if refused is not None:
                return refused
            rulebook = rules.current(here)
            wait = hold if hold is not None else (timedelta(0) if automatic else _hold(rulebook, way))
            go_at = now + wait
            opens = reachable_from(rules_of(whom.contact_rules), way, local) if whom else None
            who = dispatch.sender(here, rulebook)
            row = Outgoing.objects.create(
                association=here,
                ref=refs.new_ref(),
                uid=uid[:LONGEST_UID],
                thread=on,
                person=whom,
                office=office or (on.office if on is not None else None),
                letter=letter,
                way=way,
                channel=channel if way == DROP else "",
                recipient=dict(to),
                address=address,
                subject=subject.strip(),
                text=text[:LONGEST_TEXT],
                html=html,
                file=file,
                attachments=[dict(each) for each in attachments],
                sheets=sheets,
                message_id=dispatch.message_id(here, uid, who.domain),
                in_reply_to=in_reply_to,
                statutory=statutory,
                automatic=automatic,
                tells=dict(tells or {}),
                merge=merge,
                instead_of=instead_of,
                asked_at=now,
                asked_by=by,
                go_at=max(go_at, opens) if opens else go_at,
            )
            if instead_of is not None:
                settle(here, instead_of, "other" if instead_of.way != way else "again", by=by, at=now)
            _ask(row, row.go_at - now)
            return row

    return once_more(act)


def _hold(rulebook: Rulebook, way: str) -> timedelta:
    """For how long it can be taken back; paper until it is printed."""
    sends = dispatch_of(rulebook)
    return timedelta(0) if way == POST else sends.hold if DATA_HOLD in sends.held else HOLD


def _ask(row: Outgoing, wait: timedelta) -> None:
    """Let the worker take it up when its time has come. Paper waits for the next batch."""
    if row.way != POST:
        after = wait if wait > timedelta(0) else None
        ids = {"association": row.association_id, "outgoing": row.pk}
        jobs.defer(jobs.DISPATCH, queue=jobs.NOTICE, after=after, **ids)


def _thread(
    here: Association, given: Thread | str | None, membership: Membership | None
) -> Thread | Refused | None:
    if given is None:
        return None
    rows = visible_to(membership) if membership is not None else Thread.objects.filter(association=here)
    rows = rows.select_related("office", "person", "person__merged_into")
    named = {"pk": given.pk} if isinstance(given, Thread) else {"ref": given}
    found = rows.filter(**named).first()
    return found or Refused("There is no such contact. Check the reference.", "thread")


def _person(here: Association, given: Person | str | None, on: Thread | None) -> Person | Refused | None:
    if given is None:
        return on.person.stands if on is not None and on.person is not None else None
    named = {"pk": given.pk} if isinstance(given, Person) else {"ref": given}
    found = Person.objects.filter(association=here, **named).select_related("merged_into").first()
    if found is None:
        return Refused("There is no such customer. Check the reference.", "person")
    return found.stands


def _size(
    here: Association, file: StoredFile | None, attachments: Sequence[Mapping[str, object]]
) -> int | Refused:
    """How large all that goes with it is; every attachment must be kept."""
    wanted = {str(each["sha256"]) for each in attachments}
    rows = StoredFile.objects.filter(association=here, sha256__in=wanted, gone_at__isnull=True)
    sizes = dict(rows.values_list("sha256", "size")) if wanted else {}
    if len(sizes) < len(wanted):
        return Refused("A file that should go with it is no longer kept. Attach it again.", "attachments")
    return sum(sizes.values()) + (file.size if file is not None else 0)


def _may_reach(whom: Person | None, way: str, to: Mapping[str, object], *, automatic: bool) -> Refused | None:
    if whom is None:
        return None
    return check_may_reach(
        way,
        rules=rules_of(whom.contact_rules),
        died_on=whom.died_on,
        speaking=dispatch.speaking(whom) if whom.died_on else (),
        reader=str(to.get("name") or ""),
        automatic=automatic,
    )


def cancel(
    *,
    association: Association | str,
    outgoing: str,
    by: str,
    at: datetime,
    membership: Membership | None = None,
) -> Outgoing | Refused:
    """Take it back before it goes. What has gone stays on record as gone."""

    def change(here: Association, row: Outgoing, now: datetime) -> Outgoing | Refused:
        if row.state == CANCELLED:
            return row
        refused = check_move(row.state, CANCELLED)
        if refused is not None:
            return refused
        row.state, row.cancelled_at, row.cancelled_by = CANCELLED, now, by
        row.save(update_fields=["state", "cancelled_at", "cancelled_by"])
        if row.letter is not None:
            # It is a draft again, to be put right and sent, or dropped.
            theirs = Letter.objects.filter(association=here, pk=row.letter, state="handed_over")
            theirs.update(state="draft", handed_at=None, outgoing=None)
        return row

    return _changed(association, outgoing, change, by, at, membership)


def retry(
    *,
    association: Association | str,
    outgoing: str,
    by: str,
    at: datetime,
    membership: Membership | None = None,
) -> Outgoing | Refused:
    """Try it once more now: what waits for its next try, was held, or failed before it went."""

    def change(here: Association, row: Outgoing, now: datetime) -> Outgoing | Refused:
        if row.state not in (WAITING, HELD) and row.sent_at is not None:
            return Refused(
                "It went, and did not arrive. Send it another way, or put the address right first."
            )
        if row.state not in (WAITING, HELD) and (refused := check_move(row.state, WAITING)) is not None:
            return refused
        row.state, row.tries, row.fault, row.next_at = WAITING, 0, "", None
        row.go_at, row.failed_at = min(row.go_at, now), None
        row.save(update_fields=["state", "tries", "fault", "next_at", "go_at", "failed_at"])
        settle(here, row, "again", by=by, at=now)
        _ask(row, timedelta(0))
        return row

    return _changed(association, outgoing, change, by, at, membership)


def seen_to(
    *,
    association: Association | str,
    outgoing: str,
    by: str,
    at: datetime,
    note: str = "",
    membership: Membership | None = None,
) -> Outgoing | Refused:
    """Nothing more is to be done about one that failed, and why."""

    def change(here: Association, row: Outgoing, now: datetime) -> Outgoing | Refused:
        if row.failed_at is None:
            return Refused("It has not failed, so there is nothing to see to. Load the page again.")
        if len(note.strip()) > 300 or not note.strip():
            return Refused(
                "Say in one line of at most 300 characters why nothing more is to be done.", "note"
            )
        settle(here, row, "none", by=by, at=now, note=note.strip())
        return row

    return _changed(association, outgoing, change, by, at, membership)


def _changed(
    association: Association | str,
    ref: str,
    change: Callable[[Association, Outgoing, datetime], Outgoing | Refused],
    by: str,
    at: datetime,
    membership: Membership | None,
) -> Outgoing | Refused:
    """Change one that this member may see, held while it is changed."""
    if not by:
        raise ValueError("Everything that goes out says who sent it: give `by`.")
    if membership is not None and not may(membership.role, Permission.RECORD):
        return NO_ROLE

    def act() -> Outgoing | Refused:
        with tenancy.association(association) as here:
            rows = dispatch.seen_by(membership) if membership is not None else Outgoing.objects
            known = rows.filter(association=here, ref=ref).values_list("pk", flat=True).first()
            if known is None:
                return NOTHING
            row = Outgoing.objects.select_for_update(of=("self",)).get(pk=known)
            return change(here, row, at.astimezone(UTC))

    return once_more(act)
