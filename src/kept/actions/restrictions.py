"""What is decided about a customer's behaviour, by whom, and how does it come to an end?

    ask_after(association=moray, thread=ref, illness="unknown", abuse="no", ours_read=True, uid=…, …)
    report(association=moray, thread=ref, account="…", outcome="…", recommended=("no-calls",), reasons="…", …)
    decide(association=moray, thread=ref, decision=Decision(…), readers=("ann", "bob"), by="dee", at=now)
    lapse(association=moray, by="kept", at=now)      # what was not renewed is over

The director alone decides. Nothing is drafted before somebody has asked after the customer, with what we
ourselves had not kept beside it. What is decided holds until its day, and no longer.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection, Mapping
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db import InterfaceError, OperationalError

from kept.actions.cases import link, set_task, take
from kept.actions.telling import tell
from kept.actions.told import Telling
from kept.actions.working.booked import Undone
from kept.actions.working.diary import kept_or_undone
from kept.actions.working.house import note
from kept.actions.working.limiting import DECISION, MAIL, NOTE, ask_to_read, end, end_marker
from kept.casework import Refused, restricting
from kept.casework.housekeeping import RESTRICTION_READ
from kept.casework.permissions import Permission, may
from kept.casework.restricting import OPTIONS, Decision, check_decision, field_of
from kept.rulebook.cases import practice_of
from kept.store import behaviour, notices, refs, rules, tenancy
from kept.store.accounts import people_at
from kept.store.models import Association, Event, Membership, Restriction, Thread, ToRead
from kept.store.threads import visible_to

log = logging.getLogger("kept.behaviour")
BROKEN_TERMS = "tenancy_breach.recorded"
WEEK = timedelta(days=7)
# What follows from a decision and is somebody's to do, by option: what they are told.
TASKS: Mapping[str, str] = {
    "violent": "Mark the paper file as the screen is marked. The mark comes off on the same day, too.",
    "legal": "Begin proceedings: solicitor, date and stage go on record as steps of this case.",
    "injunction": "Apply for the injunction: when, what the court says and its terms go on record here.",
    "notice": "Gather the evidence on the case of broken terms. The notice needs approval before it goes.",
    "support": "Support our colleague: police report, legal help, counselling. Each with its date on record.",
}


def ask_after(
    *,
    association: Association | str,
    thread: str,
    illness: str,
    abuse: str,
    ours_read: bool,
    by: str,
    at: datetime,
    uid: str,
    note: str = "",
    membership: Membership | None = None,
) -> str | Refused:
    """What may lie behind it? With the number of promises to them that we ourselves had broken."""
    if not ours_read:
        return Refused("Read what we ourselves had not kept to them, and tick that you did.", "ours_read")

    def facts(here: Association, row: Thread) -> dict[str, object]:
        ours = len(behaviour.broken_to(row.person.stands)) if row.person is not None else 0
        said: dict[str, object] = {"illness": illness, "abuse": abuse, "ours_read": True, "ours": ours}
        return said | ({"note": note.strip()} if note.strip() else {})

    return _step(association, thread, restricting.WELFARE, facts, by, at, uid, membership)


def report(
    *,
    association: Association | str,
    thread: str,
    account: str,
    outcome: str,
    recommended: Collection[str],
    reasons: str,
    by: str,
    at: datetime,
    uid: str,
    membership: Membership | None = None,
) -> str | Refused:
    """The officer's report goes to the director, with the number of incidents as Kept counts them."""
    for name, words, says in (
        ("account", account, "Say what happened."),
        ("outcome", outcome, "Say what became of it."),
        ("reasons", reasons, "Say why you recommend it."),
    ):
        if not words.strip():
            return Refused(says, name)
    chosen = [each for each in OPTIONS if each in recommended]
    if not chosen:
        return Refused("Choose what you recommend from the list.", "recommended")

    def facts(here: Association, row: Thread) -> dict[str, object]:
        many = len(behaviour.incidents_of(row.person.stands)) if row.person is not None else 1
        return {
            "account": account.strip(),
            "incidents": max(many, 1),
            "outcome": outcome.strip(),
            "recommended": ", ".join(chosen),
            "reasons": reasons.strip(),
        }

    def after(here: Association, row: Thread, now: datetime) -> None:
        said = f"A report about behaviour is there for you to decide on: {row.ref}."
        whom = notices.people(here, now).of_role(notices.DIRECTOR)
        ask_to_read(here, row, whom, what="report", said=said, at=now, key=uid)

    return _step(association, thread, restricting.REPORT, facts, by, at, uid, membership, after)


def decide(
    *,
    association: Association | str,
    thread: str,
    decision: Decision,
    by: str,
    at: datetime,
    uid: str,
    readers: Collection[str] = (),
    membership: Membership | None = None,
) -> str | Refused:
    """The director decides, and each of `readers` is asked to read what it is and how to keep to it.

    What follows and is somebody's to do becomes a task of the case's owner.
    """

    def facts(here: Association, row: Thread) -> dict[str, object]:
        if membership is not None and not may(membership.role, Permission.DECIDE):
            raise Undone(Refused("Ask the director: they alone decide this, and sign it.", "by"))
        today = at.astimezone(ZoneInfo(here.zone)).date()
        refused = check_decision(decision, today=today)
        if refused is not None:
            raise Undone(refused)
        if row.person is None:
            raise Undone(Refused("Say first whose file this is: a limit belongs to a customer.", "thread"))
        said: dict[str, object] = {field_of(each): True for each in decision.options}
        said |= {
            "reasons": decision.reasons.strip(),
            "open_channel": decision.open_channel,
            "contact": decision.contact.strip(),
            "starts_on": decision.starts_on.isoformat(),
            "review_on": decision.review_on.isoformat() if decision.review_on else None,
            "ends_on": decision.ends_on.isoformat() if decision.ends_on else None,
            "guidance": decision.guidance.strip(),
            "persistent": True,
        }
        return {name: value for name, value in said.items() if value}

    def after(here: Association, row: Thread, now: datetime) -> None:
        known = {each.account.handle: each.account_id for each in people_at(here, now.date())}
        whom = sorted({known[each] for each in readers if each in known})
        says = f"A decision about how we meet a customer: {row.ref}. Read it before you meet them."
        ask_to_read(here, row, whom, what=DECISION, said=says, at=now, key=uid)
        day = (now + WEEK).astimezone(ZoneInfo(here.zone)).date()
        owner = row.owner.handle if row.owner else by
        if "notice" in decision.options:
            _broken_terms(here, row, by, now, uid)
        for option in decision.options:
            if option in TASKS:
                done = set_task(
                    association=here,
                    thread=row.ref,
                    what=TASKS[option],
                    due_by=day,
                    owner=owner,
                    by=by,
                    at=now,
                    uid=f"{uid}-{option}",
                )
                if isinstance(done, Refused):
                    raise Undone(done)

    return _step(association, thread, restricting.DECIDED, facts, by, at, uid, membership, after)


def _broken_terms(here: Association, row: Thread, by: str, at: datetime, uid: str) -> None:
    """The case on which evidence is gathered and a notice approved before it goes, linked with this one."""
    facts = {"tenure": "tenant", "term": "How our staff are treated", "advice": "not_yet"}
    person = row.person.stands.ref if row.person is not None else None
    owner = row.owner.handle if row.owner is not None else None
    telling = Telling(BROKEN_TERMS, at, facts, uid=f"{uid}-terms", person=person, owner=owner)
    result = tell([telling], association=here, by=by, at=at).results[0]
    if result.refused is not None:
        raise Undone(result.refused)
    tied = link(association=here, thread=row.ref, other=str(result.thread), how="follows", by=by, at=at)
    if isinstance(tied, Refused):
        raise Undone(tied)


def read(
    *,
    association: Association | str,
    thread: str,
    account: int,
    by: str,
    at: datetime,
    membership: Membership | None = None,
) -> bool | Refused:
    """One has read what was decided and how to keep to it; whether it had been to be read."""
    now = at.astimezone(UTC)

    def act(here: Association) -> bool:
        rows = ToRead.objects.select_for_update(of=("self",)).select_related("thread")
        found = rows.filter(
            association=here, thread__ref=refs.tidy(thread) or "", account=account, what=DECISION
        ).first()
        if found is None:
            raise Undone(Refused("You were not asked to read this. Load the page again.", "thread"))
        if found.read_at is None:
            found.read_at = now
            found.save(update_fields=["read_at"])
            facts = {"decision": found.thread.ref}
            note(RESTRICTION_READ, here=here, by=by, at=now, facts=facts, uid=f"decision-read-{found.pk}")
            return True
        return False

    return kept_or_undone(act, association, membership)


def lapse(*, association: Association | str, by: str, at: datetime) -> int:
    """End what came to its day without being renewed, and say of what comes to it soon; how much ended.

    A note that lay unread for too long goes to the director as well.
    """
    now = at.astimezone(UTC)
    with tenancy.association(association) as here:
        try:
            numbers = practice_of(rules.current(here, now), "behaviour").numbers
        except rules.NoRulebook:
            return 0
        today = now.astimezone(ZoneInfo(here.zone)).date()
        ended = 0
        for each in behaviour.restrictions(here):
            if restricting.is_over(each.review_on, each.ends_on, today=today):
                _lapsed(here, each, by, now)
                ended += 1
            elif restricting.is_near(each.review_on, each.ends_on, today=today):
                _near(here, each, now)
        for mark in behaviour.markers_near(here, today - timedelta(days=1)):
            end_marker(here, mark, by=by, at=now)
            ended += 1
        _escalate(here, now - timedelta(hours=numbers.get("note_unread_hours", 4)), now)
        return ended


def lapse_everywhere(*, by: str, at: datetime) -> int:
    """The same for every association; one that fails is logged and holds up no other."""
    count = 0
    for each in Association.objects.order_by("pk"):
        try:
            count += lapse(association=each, by=by, at=at)
        except (InterfaceError, OperationalError):
            raise  # The database is not there or overloaded: that is no association's fault.
        except Exception:
            log.exception("What association %d limits could not be looked through.", each.pk)
    return count


def _lapsed(here: Association, row: Restriction, by: str, at: datetime) -> None:
    """It is over by itself. The customer is told: that is a task of the case's owner."""
    telling = Telling(
        restricting.ENDED, at, {"why": "day", "told": False}, uid=f"lapsed-{row.pk}", thread=row.thread.ref
    )
    result = tell([telling], association=here, by=by, at=at).results[0]
    if result.refused is not None:
        # Its case says otherwise by now, or something promised runs on it; the limit is over all the same.
        end(here, row, why="day", by=by, at=at)
    owner = row.thread.owner.handle if row.thread.owner else row.decided_by
    set_task(
        association=here,
        thread=row.thread.ref,
        what="Tell the customer that the limits are over, and take the mark off the paper file.",
        due_by=(at + WEEK).astimezone(ZoneInfo(here.zone)).date(),
        owner=owner,
        by=by,
        at=at,
        uid=f"lapsed-{row.pk}-tell",
    )


def _near(here: Association, row: Restriction, at: datetime) -> None:
    day = restricting.over_on(row.review_on, row.ends_on)
    when = f"{day.day} {day:%B %Y}"
    says = f"A decision comes to its day on {when}: {row.thread.ref}. It is over unless you renew it."
    whom = notices.people(here, at).of_role(notices.DIRECTOR)
    notices.tell(whom, what=MAIL, key=f"near:{row.pk}:{day.isoformat()}", said=says, at=at)


def _escalate(here: Association, before: datetime, at: datetime) -> None:
    """Notes that nobody read in time go on to the director."""
    rows = ToRead.objects.filter(
        association=here, what=NOTE, read_at=None, escalated_at=None, asked_at__lte=before
    )
    whom = notices.people(here, at).of_role(notices.DIRECTOR)
    for each in rows.select_related("thread"):
        says = f"The note of a call or talk that we ended lies unread: {each.thread.ref}. Please see to it."
        ask_to_read(here, each.thread, whom, what=NOTE, said=says, at=at, key=f"unread-{each.pk}")
        ToRead.objects.filter(association=here, thread=each.thread, what=NOTE, escalated_at=None).update(
            escalated_at=at
        )


def _step(
    association: Association | str,
    thread: str,
    kind: str,
    facts: Callable[[Association, Thread], Mapping[str, object]],
    by: str,
    at: datetime,
    uid: str,
    membership: Membership | None,
    after: Callable[[Association, Thread, datetime], None] | None = None,
) -> str | Refused:
    """One step of the case, with what goes with it; the same `uid` is told once."""
    now = at.astimezone(UTC)

    def act(here: Association) -> str:
        rows = visible_to(membership) if membership is not None else Thread.objects.filter(association=here)
        row = (
            rows.filter(ref=refs.tidy(thread) or "").select_related("person", "owner", "merged_into").first()
        )
        if row is None:
            raise Undone(Refused("There is no such case. Check the reference.", "thread"))
        if Event.objects.filter(association=here, uid=uid).exists():
            return row.ref
        done = take(
            association=here,
            thread=row.ref,
            kind=kind,
            facts=facts(here, row),
            by=by,
            at=now,
            uid=uid,
            membership=membership,
        )
        if isinstance(done, Refused):
            raise Undone(done)
        if after is not None:
            after(here, row, now)
        return row.ref

    return kept_or_undone(act, association, membership)
