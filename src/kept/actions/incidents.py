"""What if a customer threatens, insults or hurts one of us, or we have to end a call or talk?

    record(association=moray, facts={"what": "threat", "where": "reception", …}, people=[…], uid=…, by="ann",
           at=now)                                                          # the reference of the incident
    warn(association=moray, thread="K7F3-9Q2M", words="…", chance=True, uid=…, by="ann", at=now)
    end_contact(association=moray, thread="K7F3-9Q2M", how="call", reason="…", uid=…, by="ann", at=now)
    rang(association=moray, thread="K7F3-9Q2M", said=("why", "standards", "help"), contact="Bea", …)

Who hears of it at once follows from the event, whichever way it is told (see `working.limiting`). What the
customer came for stays open with its clocks: none of this closes anything.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from kept.actions.cases import link, set_task
from kept.actions.telling import tell
from kept.actions.told import Telling
from kept.actions.working.booked import Undone
from kept.actions.working.diary import kept_or_undone
from kept.actions.working.limiting import INCIDENT, NOTE, ask_to_read
from kept.casework import Refused, incidents
from kept.casework.incidents import Somebody, check_incident, check_people, pattern
from kept.rulebook.cases import practice_of
from kept.store import behaviour, calls, notices, refs, rules
from kept.store.models import Association, Event, Membership, Person, Thread, ToRead
from kept.store.threads import visible_to

CALL, TALK = "call", "talk"
HOW = {CALL: incidents.CALL_ENDED, TALK: incidents.TALK_ENDED}
SAID = {"why": "why_said", "standards": "standards_said", "help": "help_said"}
NEXT_DAY = timedelta(days=1)
NOT_SAID: Mapping[str, str] = {
    "why": "Say to them why it was ended, and tick that you did.",
    "standards": "Say to them that treating our staff like that is not acceptable, and tick that you did.",
    "help": "Say to them that we gladly go on with their query, and tick that you did.",
}


def record(
    *,
    association: Association | str,
    facts: Mapping[str, object],
    by: str,
    at: datetime,
    uid: str,
    people: Sequence[Somebody] = (),
    person: str | None = None,
    happened_at: datetime | None = None,
    membership: Membership | None = None,
) -> str | Refused:
    """Put an incident on record, with everybody who was there; its reference. The same `uid` is once."""
    now = at.astimezone(UTC)

    def act(here: Association) -> str:
        refused = check_incident(facts) or check_people(people)
        if refused is not None:
            raise Undone(refused)
        before = Event.objects.filter(association=here, uid=uid).select_related("thread").first()
        if before is not None:
            return before.thread.ref
        when = happened_at or now
        said = {name: value for name, value in facts.items() if value not in (None, "")}
        many = _how_many(here, person, when, now)
        said["third_in_three_months"] = many >= _least(here, now)
        tellings = [Telling(incidents.REPORTED, when, said, uid=uid, person=person)]
        tellings += [
            Telling(incidents.PERSON, when, _somebody(each), uid=f"{uid}-{number}", beside=uid)
            for number, each in enumerate(people)
        ]
        told = tell(tellings, association=here, by=by, at=now, membership=membership)
        if told.refused is not None:
            raise Undone(told.refused)
        ref = str(told.results[0].thread)
        if said["third_in_three_months"]:
            says = (
                f"{many} incidents within the months that count: {ref}. An officer looks at the whole story."
            )
            leads = calls.line_managers(here, by, now)
            notices.tell(leads, what="pattern", key=f"pattern:{ref}", said=says, at=now)
        return ref

    return kept_or_undone(act, association, membership)


def _how_many(here: Association, person: str | None, when: datetime, at: datetime) -> int:
    """How many incidents of this customer lie within the months up to this one, this one included."""
    row = Person.objects.filter(association=here, ref=refs.tidy(person or "") or "").first()
    if row is None:
        return 1
    zone = ZoneInfo(here.zone)
    days = [each.happened_at.astimezone(zone).date() for each in behaviour.incidents_of(row.stands)]
    months = practice_of(rules.current(here, at), "behaviour").numbers.get("pattern_months", 3)
    return 1 + pattern(days, on=when.astimezone(zone).date(), months=months)


def _least(here: Association, at: datetime) -> int:
    return practice_of(rules.current(here, at), "behaviour").numbers.get("pattern_incidents", 3)


def _somebody(each: Somebody) -> dict[str, object]:
    said: dict[str, object] = {
        "role": each.role,
        "name": each.name.strip(),
        "reach": each.reach.strip(),
        "ours": each.ours,
        "minutes_lost": each.minutes_lost or None,
    }
    return {name: value for name, value in said.items() if value}


def warn(
    *,
    association: Association | str,
    words: str,
    by: str,
    at: datetime,
    uid: str,
    thread: str | None = None,
    chance: bool = False,
    followed: str = "",
    language: str = "",
    happened_at: datetime | None = None,
    membership: Membership | None = None,
) -> str | Refused:
    """They were told that it ends if it goes on so; the reference of the contact, new where none was."""
    said: dict[str, object] = {"words": words.strip(), "chance": chance}
    said |= {name: value for name, value in (("followed", followed), ("language", language)) if value}
    telling = Telling(incidents.WARNED, happened_at or at, said, uid=uid, thread=thread)
    return _one(telling, association, by, at, membership)


def at_risk(
    *,
    association: Association | str,
    note: str,
    by: str,
    at: datetime,
    uid: str,
    thread: str | None = None,
    membership: Membership | None = None,
) -> str | Refused:
    """There was no time for a warning: somebody was about to be hurt. It is listed, and looked at."""
    telling = Telling(incidents.AT_RISK, at, {"note": note.strip()}, uid=uid, thread=thread)
    return _one(telling, association, by, at, membership)


def end_contact(
    *,
    association: Association | str,
    thread: str,
    how: str,
    reason: str,
    told: bool,
    number_held: bool,
    by: str,
    at: datetime,
    uid: str,
    staff_present: str = "",
    happened_at: datetime | None = None,
    membership: Membership | None = None,
) -> str | Refused:
    """We ended it. The note is written, its reader asked, and the incident is to be written by tomorrow.

    Where one was ended before and the manager has not rung yet, their time runs on from the first.
    """
    now = at.astimezone(UTC)

    def act(here: Association) -> str:
        if how not in HOW:
            raise Undone(Refused("Say whether it was a call or a talk face to face.", "how"))
        if not reason.strip():
            raise Undone(Refused("Say why you ended it. The manager tells them that.", "reason"))
        if not told:
            raise Undone(Refused("Tell them that it ends, and why, and tick that you did.", "told"))
        row = _thread(here, thread, membership)
        before = Event.objects.filter(association=here, uid=uid).exists()
        first = _pending(row)
        facts: dict[str, object] = {
            "reason": reason.strip(),
            "told": told,
            "number_held": number_held,
            "again": not before and bool(first),
        }
        facts |= {"staff_present": staff_present.strip() or by} if how == TALK else {}
        if before:
            return row.ref
        telling = Telling(HOW[how], happened_at or now, facts, uid=uid, thread=row.ref)
        result = tell([telling], association=here, by=by, at=now, membership=membership).results[0]
        if result.refused is not None:
            raise Undone(result.refused)
        for other in first - {row.ref}:
            tied = link(association=here, thread=row.ref, other=other, how="follows", by=by, at=now)
            if isinstance(tied, Refused):
                raise Undone(tied)
        tomorrow = (now + NEXT_DAY).astimezone(ZoneInfo(here.zone)).date()
        task = set_task(
            association=here,
            thread=row.ref,
            what="Write the incident of what was ended: what happened, who was there, how it ended.",
            due_by=tomorrow,
            owner=by,
            by=by,
            at=now,
            uid=f"{uid}-write",
        )
        if isinstance(task, Refused):
            raise Undone(task)
        return row.ref

    return kept_or_undone(act, association, membership)


def _pending(row: Thread) -> set[str]:
    """Where something was ended, here or elsewhere with this customer, and no manager has been in touch."""
    kinds = [*incidents.ENDINGS, *behaviour.SINCE_ENDED]
    if row.person is not None:
        found = behaviour.events_of(row.person.stands, kinds)
    else:
        rows = Event.objects.filter(thread=row, kind__in=kinds).select_related("thread")
        found = list(behaviour.standing(rows).order_by("happened_at", "id"))
    return {each.thread.ref for each in behaviour.pending(found)}


def rang(
    *,
    association: Association | str,
    thread: str,
    said: Collection[str],
    contact: str,
    by: str,
    at: datetime,
    uid: str,
    note: str = "",
    happened_at: datetime | None = None,
    membership: Membership | None = None,
) -> str | Refused:
    """The manager spoke with the customer: why, that it is not acceptable, and that their query goes on."""
    for name, says in NOT_SAID.items():
        if name not in said:
            return Refused(says, name)
    if not contact.strip():
        return Refused("Name who of us helps them from here.", "contact")
    facts: dict[str, object] = dict.fromkeys(SAID.values(), True) | {"contact": contact.strip()}
    facts |= {"note": note.strip()} if note.strip() else {}
    telling = Telling(incidents.RANG, happened_at or at, facts, uid=uid, thread=thread)
    return _one(telling, association, by, at, membership)


def ask_help(
    *,
    association: Association | str,
    thread: str,
    by: str,
    at: datetime,
    uid: str,
    place: str = "",
    membership: Membership | None = None,
) -> str | Refused:
    """Call the line manager and the director with one press."""
    now = at.astimezone(UTC)

    def act(here: Association) -> str:
        row = _thread(here, thread, membership)
        said: dict[str, object] = {"place": place.strip()} if place.strip() else {}
        ref = _told(
            here, Telling(incidents.HELP_ASKED, now, said, uid=uid, thread=row.ref), by, now, membership
        )
        whom = {*calls.line_managers(here, by, now), *notices.people(here, now).of_role(notices.DIRECTOR)}
        where = f" at {place.strip()}" if place.strip() else ""
        says = f"Help is asked for{where}: {ref}. Go or ring now, and say there that you came."
        ask_to_read(here, row, sorted(whom), what="help", said=says, at=now, key=uid)
        return ref

    return kept_or_undone(act, association, membership)


def came(
    *,
    association: Association | str,
    thread: str,
    by: str,
    at: datetime,
    uid: str,
    membership: Membership | None = None,
) -> str | Refused:
    """Somebody came to help: nobody else is waited for."""
    now = at.astimezone(UTC)

    def act(here: Association) -> str:
        row = _thread(here, thread, membership)
        ref = _told(here, Telling(incidents.HELP_CAME, now, {}, uid=uid, thread=row.ref), by, now, membership)
        ToRead.objects.filter(association=here, thread=row, what="help", read_at=None).update(read_at=now)
        return ref

    return kept_or_undone(act, association, membership)


def read(
    *,
    association: Association | str,
    thread: str,
    account: int,
    by: str,
    at: datetime,
    membership: Membership | None = None,
) -> int | Refused:
    """Say that one has read the incident or the note: how much of it had not been."""
    now = at.astimezone(UTC)

    def act(here: Association) -> int:
        row = _thread(here, thread, membership)
        rows = ToRead.objects.select_for_update().filter(
            association=here, thread=row, account=account, what__in=[INCIDENT, NOTE], read_at=None
        )
        found = list(rows)
        for each in found:
            kind = incidents.SEEN if each.what == INCIDENT else incidents.NOTE_READ
            _told(here, Telling(kind, now, {}, uid=f"read-{each.pk}", thread=row.ref), by, now, None)
            each.read_at = now
            each.save(update_fields=["read_at"])
        return len(found)

    return kept_or_undone(act, association, membership)


def advise(
    *,
    association: Association | str,
    thread: str,
    advice: str,
    until: date,
    by: str,
    at: datetime,
    uid: str,
    membership: Membership | None = None,
) -> str | Refused:
    """The line manager says how they are answered; whoever opens their file sees it until that day."""
    if until <= at.date():
        return Refused("Name a day until which it holds.", "until")
    facts = {"advice": advice.strip(), "until": until.isoformat()}
    return _one(Telling(incidents.ADVICE, at, facts, uid=uid, thread=thread), association, by, at, membership)


def _one(
    telling: Telling,
    association: Association | str,
    by: str,
    at: datetime,
    membership: Membership | None,
) -> str | Refused:
    now = at.astimezone(UTC)
    return kept_or_undone(lambda here: _told(here, telling, by, now, membership), association, membership)


def _told(here: Association, telling: Telling, by: str, at: datetime, membership: Membership | None) -> str:
    result = tell([telling], association=here, by=by, at=at, membership=membership).results[0]
    if result.refused is not None:
        raise Undone(result.refused)
    return str(result.thread)


def _thread(here: Association, ref: str, membership: Membership | None) -> Thread:
    rows = visible_to(membership) if membership is not None else Thread.objects.filter(association=here)
    found = rows.filter(ref=refs.tidy(ref) or "").select_related("merged_into", "person").first()
    if found is None:
        raise Undone(Refused("There is no such contact. Check the reference.", "thread"))
    return found.merged_into or found
