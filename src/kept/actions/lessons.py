"""What if a complaint, or a service that failed, teaches something?

    draw(association=karin, thread=ref, learnt="lesson", lesson="…", action="…", owner="bea", act_by=friday,
         by="ann", at=now)                        # the reference of the lesson's own thread
    done(association=karin, thread=lesson, what="The list has a line for it", by="bea", at=later)

A lesson has a thread of its own with an owner and a day, so that no complaint is held open until it is acted
on. What is said of it names nobody, since it is published.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime

from django.db import transaction

from kept.actions.telling import tell
from kept.actions.told import Telling
from kept.actions.working.once_more import once_more
from kept.actions.working.owed_forms import MACHINE, signed, tell_of, thread_of
from kept.casework import Refused
from kept.casework.housekeeping import FAILURE_NOTED, LESSON_BEGUN
from kept.casework.learning import (
    COMPLAINT,
    LESSON,
    LESSON_ACTED,
    LESSON_DRAWN,
    LESSON_DROPPED,
    NONE,
)
from kept.casework.permissions import Permission, may
from kept.store import refs, rules, tenancy
from kept.store.accounts import people_at
from kept.store.housing import today
from kept.store.models import Association, Event, Membership, Thread

KIND = "lesson"
SOURCES = ("complaint", "failure", "survey", "exit", "sample", "assessment", "other")
NO_ROLE = Refused("Your role reads what is on record and does not change it. Ask a colleague.")
NOT_YOURS = Refused("Only who leads says this. Ask your manager.")
NO_COMPLAINT = Refused("There is no such complaint. Check the reference.", "thread")
NO_LESSON = Refused("There is no such lesson. Load the page again.", "thread")
LONGEST = 2_000


class _Undone(Exception):
    """What was begun is taken back, since what belongs to it was refused."""

    def __init__(self, refused: Refused) -> None:
        super().__init__(refused.sentence)
        self.refused = refused


def draw(
    *,
    association: Association | str,
    thread: str,
    learnt: str,
    by: str,
    at: datetime,
    lesson: str = "",
    area: str = "",
    action: str = "",
    owner: str = "",
    act_by: date | None = None,
    why: str = "",
    uid: str = "",
    membership: Membership | None = None,
) -> str | Refused:
    """Say what this complaint teaches; the reference of the lesson, or the complaint's own."""
    signed(by)
    now, key = at.astimezone(UTC), uid or refs.new_uid()

    def act() -> str | Refused:
        with tenancy.association(association) as here:
            if membership is not None and not may(membership.role, Permission.RECORD):
                return NO_ROLE
            row = thread_of(here, thread, membership)
            if row is None or not Event.objects.filter(association=here, thread=row, kind=COMPLAINT).exists():
                return NO_COMPLAINT
            before = Event.objects.filter(association=here, uid=f"{key}-drawn").first()
            if before is not None:
                return str(before.facts.get("followed_as") or row.ref)
            if learnt == NONE:
                return _nothing(here, row, why, area, key, by, now)
            if learnt != LESSON:
                return Refused("Say whether there is something to learn.", "learnt")
            asked = _asked(here, lesson, area, action, owner, act_by, now)
            if asked is not None:
                return asked
            assert act_by is not None
            try:
                with transaction.atomic():
                    begun = _begin(
                        here, lesson, area, action, owner, act_by, "complaint", row.ref, key, by, now
                    )
                    if isinstance(begun, Refused):
                        return begun
                    facts = {"learnt": LESSON, "area": area, "followed_as": begun}
                    refused = tell_of(
                        row.ref, LESSON_DRAWN, facts, here=here, by=by, at=now, uid=f"{key}-drawn"
                    )
                    if refused is not None:
                        raise _Undone(refused)
            except _Undone as undone:
                return undone.refused
            return begun

    return once_more(act)


def _nothing(
    here: Association, row: Thread, why: str, area: str, key: str, by: str, at: datetime
) -> str | Refused:
    if not why.strip() or len(why) > LONGEST:
        return Refused("Say in a few words why there is nothing to learn from it.", "why_none")
    facts = {"learnt": NONE, "area": area, "why_none": why.strip()}
    refused = tell_of(row.ref, LESSON_DRAWN, facts, here=here, by=by, at=at, uid=f"{key}-drawn")
    return refused or row.ref


def begin(
    *,
    association: Association | str,
    lesson: str,
    area: str,
    action: str,
    owner: str,
    act_by: date | None,
    source: str,
    by: str,
    at: datetime,
    of: str = "",
    uid: str = "",
    membership: Membership | None = None,
) -> str | Refused:
    """Write down a lesson that comes from elsewhere than a complaint; the reference of its thread."""
    signed(by)
    now, key = at.astimezone(UTC), uid or refs.new_uid()

    def act() -> str | Refused:
        with tenancy.association(association) as here:
            if membership is not None and not may(membership.role, Permission.RECORD):
                return NO_ROLE
            asked = _asked(here, lesson, area, action, owner, act_by, now)
            if asked is not None:
                return asked
            if source not in SOURCES:
                return Refused("Say where it comes from.", "source")
            assert act_by is not None
            return _begin(here, lesson, area, action, owner, act_by, source, of[:9], key, by, now)

    return once_more(act)


def _asked(
    here: Association,
    lesson: str,
    area: str,
    action: str,
    owner: str,
    act_by: date | None,
    at: datetime,
) -> Refused | None:
    """What a lesson cannot do without: words, what is to be done, who does it, and by when."""
    if not lesson.strip() or len(lesson) > LONGEST:
        return Refused("Say in a sentence or two what was learnt, and name nobody.", "lesson")
    field = rules.current(here).kinds[LESSON_BEGUN].field("area")
    if area and (field is None or area not in dict(field.choices)):
        return Refused("Choose where the cause lies.", "area")
    if not action.strip() or len(action) > LONGEST:
        return Refused("Say what is to be done about it.", "action")
    members = people_at(here, today(here, at))
    if all(each.account.handle != owner or not may(each.role, Permission.RECORD) for each in members):
        return Refused("Choose the colleague who does it.", "owner")
    if act_by is None or act_by <= today(here, at):
        return Refused("Give a day that is still to come.", "act_by")
    return None


def _begin(
    here: Association,
    lesson: str,
    area: str,
    action: str,
    owner: str,
    act_by: date,
    source: str,
    of: str,
    key: str,
    by: str,
    at: datetime,
) -> str | Refused:
    facts = {
        "lesson": lesson.strip(),
        "area": area,
        "action": action.strip(),
        "act_by": act_by.isoformat(),
        "source": source,
        "of": of,
    }
    given = {name: value for name, value in facts.items() if value}
    telling = Telling(LESSON_BEGUN, at, given, uid=f"{key}-lesson", owner=owner, via=MACHINE)
    told = tell([telling], association=here, by=by, at=at)
    return told.refused or str(told.results[0].thread)


def done(
    *,
    association: Association | str,
    thread: str,
    what: str,
    by: str,
    at: datetime,
    membership: Membership | None = None,
) -> str | Refused:
    """What was to be done is done, and this changed."""
    return _ended(association, thread, LESSON_ACTED, {"done": what.strip()}, "what", by, at, membership)


def drop(
    *,
    association: Association | str,
    thread: str,
    reason: str,
    by: str,
    at: datetime,
    membership: Membership | None = None,
) -> str | Refused:
    """It is not going to be done; only whoever leads says so."""
    if membership is not None and not may(membership.role, Permission.EXCUSE):
        return NOT_YOURS
    return _ended(
        association, thread, LESSON_DROPPED, {"reason": reason.strip()}, "reason", by, at, membership
    )


def _ended(
    association: Association | str,
    ref: str,
    kind: str,
    facts: Mapping[str, object],
    field: str,
    by: str,
    at: datetime,
    membership: Membership | None,
) -> str | Refused:
    signed(by)
    now = at.astimezone(UTC)

    def act() -> str | Refused:
        with tenancy.association(association) as here:
            if membership is not None and not may(membership.role, Permission.RECORD):
                return NO_ROLE
            row = thread_of(here, ref, membership)
            if row is None or row.kind != KIND:
                return NO_LESSON
            words = str(next(iter(facts.values())))
            if not words or len(words) > LONGEST:
                return Refused("Say it in a few words, and name nobody.", field)
            before = Event.objects.filter(association=here, thread=row, kind=kind).first()
            if before is not None and before.facts == facts:
                return row.ref
            return tell_of(row.ref, kind, facts, here=here, by=by, at=now) or row.ref

    return once_more(act)


def fail(
    *,
    association: Association | str,
    what: str,
    area: str,
    done: str,
    by: str,
    at: datetime,
    uid: str = "",
    membership: Membership | None = None,
) -> str | Refused:
    """Note a failure of a service that no clock and no complaint shows, with its cause and what was done."""
    signed(by)
    now = at.astimezone(UTC)

    def act() -> str | Refused:
        with tenancy.association(association) as here:
            if membership is not None and not may(membership.role, Permission.RECORD):
                return NO_ROLE
            for field, words in (("what", what), ("done", done)):
                if not words.strip() or len(words) > LONGEST:
                    return Refused("Say it in a few words, and name nobody.", field)
            facts = {"what": what.strip(), "area": area, "done": done.strip()}
            telling = Telling(FAILURE_NOTED, now, facts, uid=uid or refs.new_uid(), via=MACHINE)
            told = tell([telling], association=here, by=by, at=now)
            return told.refused or str(told.results[0].thread)

    return once_more(act)
