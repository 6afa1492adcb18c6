"""What is done about a complaint that no single event says: opened from a contact, taken on by somebody new?

    open_from(association=karin, thread="K7F3-9Q2M", facts={"words": "You never rang"}, by="ann", at=now,
              missed=("karin:letters.1", "3f…"))                 # the reference of the complaint
    escalate(association=karin, thread="P2D4-X8RB", words="It is not mended", by="ann", at=now)
    support(association=karin, thread="P2D4-X8RB", supporter="bea", by="ann", at=now)

1. A complaint about a colleague is never theirs, and nobody helps with a complaint about themselves.
2. The second stage needs no reason. Whoever gave the first answer hands the complaint on with it.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime

from kept.actions import cases
from kept.actions.handing import hand_over
from kept.actions.telling import tell
from kept.actions.told import Telling
from kept.actions.working.booked import Undone
from kept.actions.working.diary import kept_or_undone
from kept.actions.working.marks import leaders, may_hold
from kept.casework import Refused
from kept.casework.cases import Standing
from kept.casework.complaining import ANSWERS, ESCALATED, RECEIVED, last
from kept.casework.housekeeping import COMPLAINT_TIED, SUPPORTER_NAMED
from kept.store import cases as stored
from kept.store import refs
from kept.store.accounts import people_at
from kept.store.housing import today
from kept.store.models import Association, Clock, Membership, Thread
from kept.store.threads import visible_to

MACHINE, REOPENED, FOLLOWS = "machine", "thread.reopened", "follows"
NOT_THERE = Refused("There is no such contact. Check the reference.", "thread")


def open_from(
    *,
    association: Association | str,
    thread: str,
    facts: Mapping[str, object],
    by: str,
    at: datetime,
    missed: tuple[str, str] | None = None,
    about: str | None = None,
    uid: str | None = None,
    membership: Membership | None = None,
) -> str | Refused:
    """Open a complaint that comes of this contact; `missed` is the promise and the start of its running."""
    now = at.astimezone(UTC)
    name = uid or refs.new_uid()

    def act(here: Association) -> str:
        row = _thread(here, thread, membership)
        if missed is not None and not _was_missed(here, row, missed):
            raise Undone(
                Refused("This promise was not missed on that contact. Choose one of the list.", "missed")
            )
        opening = Telling(
            RECEIVED,
            now,
            facts,
            uid=name,
            person=row.person.stands.ref if row.person else None,
            about=about or None,
        )
        told = tell([opening], association=here, by=by, at=now, membership=membership).results[0]
        if told.refused is not None:
            raise Undone(told.refused)
        made = str(told.thread)
        tied: dict[str, object] = {"contact": row.ref}
        tied |= {"promise": missed[0], "clock": missed[1]} if missed is not None else {}
        _tell(here, Telling(COMPLAINT_TIED, now, tied, uid=f"{name}-tied", thread=made, via=MACHINE), by, now)
        linked = cases.link(association=here, thread=made, other=row.ref, how=FOLLOWS, by=by, at=now)
        if isinstance(linked, Refused):
            raise Undone(linked)
        return made

    return kept_or_undone(act, association, membership)


def escalate(
    *,
    association: Association | str,
    thread: str,
    by: str,
    at: datetime,
    words: str = "",
    uid: str | None = None,
    membership: Membership | None = None,
) -> str | Refused:
    """They are not content: it goes to the second stage, and to somebody who had no part; its reference."""
    now = at.astimezone(UTC)
    name = uid or refs.new_uid()

    def act(here: Association) -> str:
        row = _thread(here, thread, membership)
        standing = _complaint(here, row, now)
        if standing.last(ESCALATED) is not None and standing.state.name in ("second-asked", "stage-two"):
            return row.ref
        if row.closed_at is not None:
            said = {"reason": "It goes to the second stage."}
            _tell(here, Telling(REOPENED, now, said, uid=f"{name}-open", thread=row.ref), by, now)
        facts = {"reason": words.strip()} if words.strip() else {}
        telling = Telling(ESCALATED, now, facts, uid=name, thread=row.ref)
        told = tell([telling], association=here, by=by, at=now, membership=membership).results[0]
        if told.refused is not None:
            raise Undone(told.refused)
        _to_somebody_new(here, row, standing, by, now)
        return row.ref

    return kept_or_undone(act, association, membership)


def support(
    *,
    association: Association | str,
    thread: str,
    supporter: str,
    by: str,
    at: datetime,
    help: str = "",
    uid: str | None = None,
    membership: Membership | None = None,
) -> str | Refused:
    """Name the colleague who helps them to complain, never one whom it is about; the reference."""
    now = at.astimezone(UTC)

    def act(here: Association) -> str:
        row = _thread(here, thread, membership)
        standing = _complaint(here, row, now)
        known = {each.account.handle: each for each in people_at(here, today(here, now))}
        helper = known.get(supporter)
        if helper is None:
            raise Undone(Refused("Nobody of that name works here. Choose a colleague.", "supporter"))
        if not may_hold(helper, about=row.about_id, person=row.person_id):
            sentence = "The complaint is about them, or about somebody close. Choose another colleague."
            raise Undone(Refused(sentence, "supporter"))
        before = standing.last(SUPPORTER_NAMED)
        if before is not None and before.facts.get("supporter") == supporter:
            return row.ref
        facts = {"supporter": supporter} | ({"help": help.strip()} if help.strip() else {})
        telling = Telling(SUPPORTER_NAMED, now, facts, uid=uid, thread=row.ref, via=MACHINE)
        _tell(here, telling, by, now)
        return row.ref

    return kept_or_undone(act, association, membership)


def _thread(here: Association, ref: str, membership: Membership | None) -> Thread:
    seen = visible_to(membership) if membership is not None else Thread.objects.filter(association=here)
    rows = seen.select_related("person", "person__merged_into", "about", "owner", "merged_into")
    found = rows.filter(ref=ref).first()
    if found is None:
        raise Undone(NOT_THERE)
    return found.merged_into or found


def _complaint(here: Association, row: Thread, at: datetime) -> Standing:
    found = next((each for each in stored.standings_of(here, row, at) if each.type.name == "complaint"), None)
    if found is None:
        raise Undone(Refused("This is not a complaint. Open one from it first.", "thread"))
    return found


def _was_missed(here: Association, row: Thread, missed: tuple[str, str]) -> bool:
    rows = Clock.objects.filter(association=here, thread=row, breached_at__isnull=False)
    return rows.filter(promise=missed[0], start=missed[1]).exists()


def _to_somebody_new(here: Association, row: Thread, standing: Standing, by: str, at: datetime) -> None:
    """To whoever leads and had no part, where it is still with somebody who gave the first answer."""
    answer = last(standing.events, *ANSWERS)
    had_part = {answer.by} if answer is not None else set()
    owner = row.owner
    if owner is not None and owner.handle not in had_part:
        return
    free = [each for each in leaders(here, at) if each.account.handle not in had_part]
    taker = next((each for each in free if may_hold(each, about=row.about_id, person=row.person_id)), None)
    if taker is None:
        return
    done = hand_over(association=here, thread=row.ref, to=taker.account.handle, by=by, at=at)
    if isinstance(done, Refused):
        raise Undone(done)


def _tell(here: Association, telling: Telling, by: str, at: datetime) -> None:
    told = tell([telling], association=here, by=by, at=at).results[0]
    if told.refused is not None:
        raise Undone(told.refused)
