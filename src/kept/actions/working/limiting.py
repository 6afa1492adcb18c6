"""What follows at once when an incident, an ended call or a decision is told, by whichever door?

    follow(karin, told, by="ann", at=now)       # told: the events that were written, with their threads

1. The director is asked to read of every incident, the line manager to read the note of what was ended. Both
   hear by e-mail at once, and it is written down when they read it.
2. A decision becomes what has to be observed wherever the customer is met: what keeps us safe at once, what
   binds them once they have it in writing. When it is over, so is all of it.

The caller has made the association active and holds the transaction. What is imported wakes nobody.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from kept.actions.working.house import note
from kept.casework import incidents, restricting
from kept.casework.housekeeping import CONDUCT_REPORTED, MARKER_ENDED, MARKER_SET
from kept.casework.incidents import ENDINGS, REPORTED
from kept.store import behaviour, calls, jobs, notices
from kept.store.models import Association, Event, Marker, Restriction, Thread, ToRead

MAIL, CONDUCT_SETTLED = "behaviour", "conduct.settled"
INCIDENT, NOTE, DECISION = "incident", "note", "decision"
FOLLOWED = restricting.CHANGES | ENDINGS | {REPORTED, restricting.CONSIDERED, CONDUCT_SETTLED}
IMPORT = "import"
WEEK = timedelta(days=7)
_WHY = {"assault": "violence", "threat": "threats"}


@dataclass(frozen=True, slots=True)
class Written:
    """One event that was just written: its name, kind and open facts, and on which thread."""

    uid: str
    kind: str
    thread: str
    facts: dict[str, object]
    via: str = ""


def follow(here: Association, told: Iterable[Written], *, by: str, at: datetime) -> None:
    """Do what follows from each of them."""
    for each in told:
        if each.kind not in FOLLOWED or each.via == IMPORT:
            continue
        row = Thread.objects.select_related("person", "person__merged_into", "owner").get(
            association=here, ref=each.thread
        )
        if each.kind == REPORTED:
            _of_incident(here, row, each.uid, by, at)
        elif each.kind == restricting.CONSIDERED:
            if each.facts.get("report") is True:
                _to_be_reported(here, row, each.uid, by, at)
        elif each.kind == CONDUCT_SETTLED:
            if each.facts.get("outcome") in ("upheld", "partly"):
                _answered_in_kind(here, row, each.uid, by, at)
        elif each.kind in ENDINGS:
            readers = calls.line_managers(here, by, at)[:1] or _directors(here, at)
            said = f"We ended a call or talk: {row.ref}. Read the note, and get in touch with the customer."
            ask_to_read(here, row, readers, what=NOTE, said=said, at=at, key=each.uid)
        else:
            _of_decision(here, row, each, by, at)


def ask_to_read(
    here: Association,
    row: Thread,
    accounts: Collection[int],
    *,
    what: str,
    said: str,
    at: datetime,
    key: str,
) -> int:
    """Ask them to read it, with an e-mail at once; how many had not been asked for it before."""
    from django.conf import settings

    for account in accounts:
        ToRead.objects.get_or_create(
            association=here, thread=row, account_id=account, what=what, defaults={"asked_at": at}
        )
    name = f"{MAIL}:{key}"
    fresh = notices.tell(accounts, what=MAIL, key=name, said=said, at=at)
    if fresh and settings.MAIL_GOES:
        rows = [(account, name, None, at) for account in sorted(accounts)]
        ids = [{"association": here.pk, "mail": mail} for _, mail in notices.mails(MAIL, rows)]
        jobs.defer_many(jobs.SEND_MAIL, ids, queue=jobs.NOTICE)
    return fresh


def end(here: Association, row: Restriction, *, why: str, by: str, at: datetime) -> None:
    """It holds no more, and nor does any marker that came of it."""
    row.ended_at, row.ended_by, row.ended_why = at, by, why
    row.save(update_fields=["ended_at", "ended_by", "ended_why"])
    for each in Marker.objects.filter(association=here, restriction=row, ended_at=None):
        end_marker(here, each, by=by, at=at)


def end_marker(here: Association, row: Marker, *, by: str, at: datetime) -> None:
    """It does not have to be observed any more."""
    row.ended_at, row.ended_by = at, by
    row.save(update_fields=["ended_at", "ended_by"])
    note(MARKER_ENDED, here=here, by=by, at=at, facts={"person": row.person.ref, "kind": row.kind})


def _directors(here: Association, at: datetime) -> tuple[int, ...]:
    return notices.people(here, at).of_role(notices.DIRECTOR)


def _of_incident(here: Association, row: Thread, uid: str, by: str, at: datetime) -> None:
    limited = row.person is not None and held_for(here, row.person.stands.pk) is not None
    said = f"An incident is on record: {row.ref}. Please read it."
    if limited:
        said = f"Another incident, by somebody for whom your decision holds: {row.ref}. Please read it."
    ask_to_read(here, row, _directors(here, at), what=INCIDENT, said=said, at=at, key=uid)
    if row.person is not None and len(behaviour.incidents_of(row.person.stands)) > 1:
        says = f"It has gone on: {row.ref}. Say on the case how this customer is to be answered."
        notices.tell(calls.line_managers(here, by, at), what=MAIL, key=f"advise:{uid}", said=says, at=at)


def _to_be_reported(here: Association, row: Thread, uid: str, by: str, at: datetime) -> None:
    """The officer's report is a task of whoever has the case; its draft waits on the page of the case."""
    owner = row.owner.handle if row.owner is not None else by
    what = "Write the report to the director. Its draft, from the notes, is on the case."
    _task(here, row, what, owner, uid, by, at)


def _answered_in_kind(here: Association, row: Thread, uid: str, by: str, at: datetime) -> None:
    """Somebody answered in kind: line manager and director consider what follows, and nobody else."""
    reported = Event.objects.filter(thread=row, kind=CONDUCT_REPORTED).order_by("-happened_at").first()
    if reported is None or reported.facts.get("what") != "in_kind":
        return
    about = row.about_id
    people = notices.people(here, at)
    accused = people.members.get(about) if about else None
    leads = calls.line_managers(here, accused.account.handle, at)[:1] if accused is not None else ()
    for account in dict.fromkeys((*leads, *_directors(here, at))):
        if account != about and account in people.members:
            what = "Consider with the director what follows for a colleague who answered a customer in kind."
            _task(here, row, what, people.members[account].account.handle, f"{uid}-{account}", by, at)


def _task(here: Association, row: Thread, what: str, owner: str, uid: str, by: str, at: datetime) -> None:
    # A task is told like everything else, through the call from which this follows.
    from kept.actions.cases import set_task

    day = (at + WEEK).astimezone(ZoneInfo(here.zone)).date()
    set_task(
        association=here,
        thread=row.ref,
        what=what,
        due_by=day,
        owner=owner,
        by=by,
        at=at,
        uid=f"{uid}-task",
    )


def held_for(here: Association, person: int) -> Restriction | None:
    """The decision that holds for this customer, if there is one."""
    rows = Restriction.objects.filter(association=here, person=person, ended_at=None)
    return rows.order_by("-decided_at").first()


def _of_decision(here: Association, row: Thread, each: Written, by: str, at: datetime) -> None:
    if each.kind == restricting.DECIDED:
        _begin(here, row, each, by, at)
        return
    held = Restriction.objects.filter(association=here, thread=row, ended_at=None).first()
    if held is None:
        return
    if each.kind == restricting.TOLD:
        held.told_at = held.told_at or at
        held.save(update_fields=["told_at"])
        _mark(here, held, by, at)
    elif each.kind == restricting.OVERRIDDEN:
        held.waived_until = _day(each.facts.get("until"))
        held.save(update_fields=["waived_until"])
    elif each.kind == restricting.REVIEWED and each.facts.get("outcome") == "goes_on":
        held.review_on = _day(each.facts.get("review_on")) or held.review_on
        held.ends_on = None if held.ends_on and held.ends_on < held.review_on else held.ends_on
        held.save(update_fields=["review_on", "ends_on"])
        marks = Marker.objects.filter(association=here, restriction=held, ended_at=None)
        marks.update(review_on=held.review_on)
    elif each.kind == restricting.ENDED or each.facts.get("outcome") == "over":
        end(here, held, why=str(each.facts.get("why") or "decided"), by=by, at=at)


def _begin(here: Association, row: Thread, each: Written, by: str, at: datetime) -> None:
    """The decision as a row, in place of one made before on the same thread."""
    options, review_on = restricting.options_of(each.facts), _day(each.facts.get("review_on"))
    if row.person is None or review_on is None or not options:
        return
    before = Restriction.objects.filter(association=here, thread=row, ended_at=None).first()
    if before is not None:
        end(here, before, why="replaced", by=by, at=at)
    today = at.astimezone(ZoneInfo(here.zone)).date()
    made = Restriction.objects.create(
        association=here,
        thread=row,
        person=row.person.stands,
        event=each.uid,
        options=list(options),
        open_channel=str(each.facts.get("open_channel") or ""),
        contact=str(each.facts.get("contact") or ""),
        starts_on=_day(each.facts.get("starts_on")) or today,
        review_on=review_on,
        ends_on=_day(each.facts.get("ends_on")),
        decided_at=at,
        decided_by=by,
    )
    _mark(here, made, by, at)


def _mark(here: Association, held: Restriction, by: str, at: datetime) -> None:
    """Every marker that the decision asks for by now and that is not there yet."""
    what = Event.objects.filter(thread=held.thread_id, kind=incidents.REPORTED).order_by("-happened_at")
    said = what.values_list("facts", flat=True).first() or {}
    why = _WHY.get(str(said.get("what")), "abuse")
    for kind in restricting.marks_due(held.options, told=held.told_at is not None):
        there = Marker.objects.filter(association=here, person=held.person, kind=kind, ended_at=None)
        if there.exists():
            continue
        Marker.objects.create(
            association=here,
            person=held.person,
            kind=kind,
            why=why,
            asked_after=True,
            from_on=held.starts_on,
            review_on=restricting.over_on(held.review_on, held.ends_on),
            told_by=by,
            told_at=at,
            restriction=held,
        )
        facts = {
            "person": held.person.ref,
            "kind": kind,
            "why": why,
            "review_on": held.review_on.isoformat(),
        }
        note(MARKER_SET, here=here, by=by, at=at, facts=facts)


def _day(value: object) -> date | None:
    if isinstance(value, date):
        return value
    return date.fromisoformat(value[:10]) if isinstance(value, str) and value else None
