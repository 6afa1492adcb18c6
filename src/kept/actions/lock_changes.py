"""What if the locks of a home must be changed, or were?

    ask_for(association=moray, home=home.ref, why="lost", short=1, by="ann", at=now)        # LockChange
    changed(association=moray, home=home.ref, changed_on=today, by_whom="Reid Locks", count=3, numbers="X12",
            by="bob", at=now)
    update_keys(association=moray, change=5, by="ann", at=now)       # the old keys are thrown away

Anybody who deals with homes tells of a change, and whoever signs keys hears of it at once: the old keys are
then thrown away, and nobody is ever given them again. Until the locks are changed the home is not let.
"""

from __future__ import annotations

from datetime import UTC, date, datetime

from kept.actions.handing import hand_over
from kept.actions.working.key_moves import KeyDesk, hold, words_fault
from kept.actions.working.key_news import tell_of_locks
from kept.actions.working.locks import need_change
from kept.actions.working.once_more import once_more
from kept.casework import Refused
from kept.casework.cabinet import Move, State, after, count_fault
from kept.store import cabinet, tenancy
from kept.store.accounts import people_at
from kept.store.housing import today
from kept.store.models import Association, Home, KeyMove, LockChange, Membership

CHANGED_ALREADY = "changed_already"
WHYS = ("fewer_back", "lost", "unsafe", "worn", CHANGED_ALREADY)
NO_HOME = "Find the home and choose it from the list."


def ask_for(
    *,
    association: Association | str,
    home: str,
    why: str,
    by: str,
    at: datetime,
    short: int = 0,
    uid: str | None = None,
    membership: Membership | None = None,
) -> LockChange | Refused:
    """Say that the locks of a home are to be changed; where a change is in hand, it is that one."""
    now = at.astimezone(UTC)

    def once() -> LockChange | Refused:
        with tenancy.association(association) as here:
            desk = KeyDesk(here, by, now, membership, None)
            row = Home.objects.filter(association=here, ref=home).first()
            if (refused := desk.may_not_record) is not None:
                return refused
            if row is None:
                return Refused(NO_HOME, "home")
            if why not in WHYS[:-1]:
                return Refused("Say why the locks are to be changed.", "why")
            if not 0 <= short <= 99:
                return Refused("Type how many keys are missing, from 0 to 99.", "short")
            return need_change(desk, row, why, short, uid=uid)

    return once_more(once)


def changed(
    *,
    association: Association | str,
    home: str,
    changed_on: date,
    by_whom: str,
    count: int,
    by: str,
    at: datetime,
    numbers: str = "",
    uid: str | None = None,
    membership: Membership | None = None,
) -> LockChange | Refused:
    """Say that the locks of a home were changed: on which day, by whom, and what the new keys are."""
    now = at.astimezone(UTC)

    def once() -> LockChange | Refused:
        with tenancy.association(association) as here:
            desk = KeyDesk(here, by, now, membership, None)
            if (refused := desk.may_not_record) is not None:
                return refused
            row = Home.objects.filter(association=here, ref=home).first()
            if row is None:
                return Refused(NO_HOME, "home")
            if uid and (before := _told_before(here, row, uid)) is not None:
                return before
            refused = words_fault(by_whom, "by_whom", "Say who changed the locks.") or count_fault(count)
            refused = refused or _day_fault(changed_on, today(here, now))
            if refused is None and len(numbers) > 200:
                refused = Refused("Shorten the numbers to 200 characters.", "numbers")
            return refused or _changed(desk, row, changed_on, by_whom.strip(), count, numbers.strip(), uid)

    return once_more(once)


def _told_before(here: Association, home: Home, uid: str) -> LockChange | None:
    move = KeyMove.objects.filter(association=here, home=home, uid=uid).first()
    return LockChange.objects.filter(association=here, thread=move.thread_id).first() if move else None


def _day_fault(day: date, now: date) -> Refused | None:
    if day > now:
        return Refused("This day is still to come. Tell us when the locks are changed.", "changed_on")
    return None


def _changed(
    desk: KeyDesk, home: Home, day: date, by_whom: str, count: int, numbers: str, uid: str | None
) -> LockChange | Refused:
    change = need_change(desk, home, CHANGED_ALREADY, 0)
    if isinstance(change, Refused):
        return change
    facts = {"changed_on": day.isoformat(), "by_whom": by_whom, "count": count, "numbers": numbers}
    told = desk.tell("locks.changed", facts, thread=change.thread.ref, uid=uid)
    if told.refused is not None:
        return told.refused
    change.changed_on, change.changed_at, change.changed_by = day, desk.at, desk.by
    change.by_whom, change.count, change.numbers = by_whom, count, numbers
    change.save(update_fields=["changed_on", "changed_at", "changed_by", "by_whom", "count", "numbers"])
    desk.moved(told, "locks-changed", home=home, count=count)
    signers = tell_of_locks(desk, change)
    _give_to(desk, change, signers)
    return change


def _give_to(desk: KeyDesk, change: LockChange, signers: set[int]) -> None:
    """What is left to do is the receptionist's: the contact becomes theirs."""
    if change.thread.owner_id in signers:
        return
    members = people_at(desk.here, today(desk.here, desk.at))
    taker = next((each for each in members if each.account_id in signers), None)
    if taker is not None:
        hand_over(
            association=desk.here, thread=change.thread.ref, to=taker.account.handle, by=desk.by, at=desk.at
        )


def update_keys(
    *,
    association: Association | str,
    change: int,
    by: str,
    at: datetime,
    membership: Membership | None = None,
) -> LockChange | Refused:
    """Throw away every key of the home that is older than its locks, once the new ones are in the cabinet."""
    now = at.astimezone(UTC)

    def once() -> LockChange | Refused:
        with tenancy.association(association) as here:
            rows = LockChange.objects.select_for_update(of=("self",)).select_related("home", "thread")
            row = rows.filter(association=here, pk=change).first()
            if row is None:
                return Refused("There is no such change of locks.", "change")
            desk = KeyDesk(here, by, now, membership, None)
            if row.settled_at is not None:
                return row
            return desk.may_not_sign or _updated(desk, row)

    return once_more(once)


def _updated(desk: KeyDesk, change: LockChange) -> LockChange | Refused:
    if change.changed_at is None:
        return Refused("The locks are not changed yet. Say first when they were, and by whom.", "change")
    here = desk.here
    new = cabinet.sets(here).filter(
        home=change.home, receipt__why=cabinet.NEW_LOCKS, receipt__received_at__gte=change.needed_at
    )
    if not new.exclude(state=State.IN_HAND).exists():
        return Refused(
            "The new keys are not in the cabinet yet. Enter a receipt for them, and hang them up first.",
            "change",
        )
    old = hold(here, [each.pk for each in cabinet.old_keys(here, change)])
    labels = ", ".join(each.label for each in old)
    if old:
        facts = {"labels": labels, "home": change.home.ref, "count": sum(each.count for each in old)}
        told = desk.tell("keys.discarded", facts, thread=change.thread.ref)
        if told.refused is not None:
            return told.refused
        for each in old:
            state = after(State(each.state), Move.DISCARD)
            assert isinstance(state, State)
            if each.thread is not None:
                desk.give_up(each.thread.ref)
            each.state, each.since, each.thread, each.holder = state, desk.at, None, ""
            each.holder_account, each.contractor, each.purpose, each.due_back_at = None, False, "", None
            each.save(
                update_fields=[
                    "state",
                    "since",
                    "thread",
                    "holder",
                    "holder_account",
                    "contractor",
                    "purpose",
                    "due_back_at",
                ]
            )
            desk.moved(told, "discarded", keyset=each, count=each.count)
    told = desk.tell("keys.updated", {"discarded": labels}, thread=change.thread.ref)
    if told.refused is not None:
        return told.refused
    change.settled_at = desk.at
    change.save(update_fields=["settled_at"])
    return change
