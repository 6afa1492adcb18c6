"""What if many contacts go from one hand into another's at once?

    done = reassign(association=karin, threads=["K7F3-9Q2M", …], to="bea", by="mia", at=now)
    done.moved[0].from_whom, done.refused[0].sentence
    spread(association=karin, threads=[…], among=["bea", "cem"], by="mia", at=now)
    take_back(association=karin, together=done.together, by="mia", at=now)       # one step back

A leaver's work, or that of somebody who fell ill, is not handed over one by one. All of it is one
transaction: the threads are held in the order of their ids, and each gets the same event as a single handing
over. What cannot go is named with its sentence and stays; the rest goes. Handing a thread to whoever has it
already changes nothing, so that sending the form twice does no more than sending it once.

`together` is the name under which they went: by it they can be listed, and taken back. What nobody had before
stays where it is then, for nothing open is ever without an owner.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from django.db.models import Count

from kept.actions.working.judging import appended, moment_for
from kept.actions.working.once_more import JoinedMeanwhile, once_more
from kept.actions.working.opening import members, not_here
from kept.casework import Event, Refused
from kept.casework.housekeeping import HANDED_OVER
from kept.casework.permissions import Permission, may
from kept.casework.spreading import spread as spread_out
from kept.store import dockets, refs, rules, tenancy, writing
from kept.store.board import Went, went
from kept.store.dockets import Docket
from kept.store.models import Association, Membership, Thread
from kept.store.threads import open_to_hold, visible_to
from kept.store.writing import Outcome

MOST_AT_ONCE = 500
# Taken back within a week: after that the work has moved on, and a new handing over says so.
STILL_TAKEN_BACK = timedelta(days=7)
_NOT_YOURS = "Only a manager or director shares out other people's work. Hand them over one by one."
_TOO_MANY = f"Choose at most {MOST_AT_ONCE} contacts at once."
_NO_SUCH = "There is no such contact. Check the reference."
_NOT_THEIRS = "This one cannot go to {who}. Choose another colleague for it."
_CLOSED = "This contact is closed. Reopen it first, then hand it over."


@dataclass(frozen=True, slots=True)
class Moved:
    """One contact that went: to whom, and from whom; nobody is empty."""

    thread: str
    to: str
    from_whom: str


@dataclass(frozen=True, slots=True)
class Stays:
    """One contact that stays where it is, and why."""

    thread: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Reassigned:
    """What became of many. `unchanged` are those that were there already."""

    together: str
    moved: tuple[Moved, ...] = ()
    unchanged: tuple[str, ...] = ()
    refused: tuple[Stays, ...] = ()


def reassign(
    *,
    association: Association | str,
    threads: Sequence[str],
    to: str,
    by: str,
    at: datetime,
    together: str = "",
    membership: Membership | None = None,
) -> Reassigned | Refused:
    """Let the colleague with the handle `to` own all of these threads."""
    _check_by(by)

    def act() -> Reassigned | Refused:
        with tenancy.association(association) as here:
            wanted = dict.fromkeys(threads, to)
            return _moved(here, wanted, by, at.astimezone(UTC), together, membership)

    return once_more(act)


def spread(
    *,
    association: Association | str,
    threads: Sequence[str],
    among: Collection[str],
    by: str,
    at: datetime,
    together: str = "",
    membership: Membership | None = None,
) -> Reassigned | Refused:
    """Share these threads out among the colleagues named, so that those who have least take most."""
    _check_by(by)
    now = at.astimezone(UTC)

    def act() -> Reassigned | Refused:
        with tenancy.association(association) as here:
            takers = members(here, among, now)
            missing = next((each for each in among if each not in takers), None)
            if missing is not None or not takers:
                return not_here(missing or "")
            settled = _already(here, threads, together, now)
            left = [each for each in dict.fromkeys(threads) if each not in settled]
            wanted = dict(spread_out(left, _loads(here, takers, left)))
            return _moved(here, wanted, by, now, together, membership)

    return once_more(act)


def take_back(
    *,
    association: Association | str,
    together: str,
    by: str,
    at: datetime,
    membership: Membership | None = None,
) -> Reassigned | Refused:
    """Give what went under that name back to whoever had it, as far as it is still where it went."""
    _check_by(by)
    now = at.astimezone(UTC)

    def act() -> Reassigned | Refused:
        with tenancy.association(association) as here:
            gone = _went(here, together, now)
            if not gone:
                return Refused("Nothing was handed over under this name in the last week.", "together")
            back = {each.thread: each.from_whom for each in gone if each.from_whom}
            stays = tuple(
                Stays(each.thread, "Nobody had it before, so it stays where it is now.")
                for each in gone
                if not each.from_whom
            )
            holders = {each.thread: each.to for each in gone}
            done = _moved(here, back, by, now, "", membership, only_from=holders)
            return done if isinstance(done, Refused) else replace(done, refused=(*done.refused, *stays))

    return once_more(act)


def _check_by(by: str) -> None:
    if not by:
        raise ValueError("Every event says who did it: give `by`.")


def _moved(
    here: Association,
    wanted: Mapping[str, str],
    by: str,
    at: datetime,
    together: str,
    membership: Membership | None,
    *,
    only_from: Mapping[str, str] | None = None,
) -> Reassigned | Refused:
    """Each thread to the handle that it is wanted for; `only_from` says who must have it still."""
    if membership is not None and not may(membership.role, Permission.REASSIGN):
        return Refused(_NOT_YOURS)
    if len(wanted) > MOST_AT_ONCE:
        return Refused(_TOO_MANY, "threads")
    takers = members(here, set(wanted.values()), at)
    name = together or refs.new_uid()
    roots, refused = _roots(here, wanted, membership)
    held = dockets.read(dockets.lock(roots))
    if {each.id for each in held} != set(roots):
        raise JoinedMeanwhile
    rows = {each.pk: each for each in Thread.objects.filter(pk__in=roots).select_related("owner")}
    open_ = _open_to(takers, {root: wanted[ref] for root, ref in roots.items()})
    known = rules.rules_of(here)
    moved: list[Moved] = []
    unchanged: list[str] = []
    outcomes: list[Outcome] = []
    for docket in held:
        assert docket.id is not None
        row, to = rows[docket.id], wanted[roots[docket.id]]
        owner = row.owner.handle if row.owner else ""
        if owner == to:
            unchanged.append(docket.ref)
            continue
        sentence = _may_not(row, takers.get(to), to, owner, (only_from or {}).get(roots[docket.id]))
        if not sentence and docket.id not in open_:
            sentence = _NOT_THEIRS.format(who=takers[to].account.name)
        if sentence:
            refused.append(Stays(docket.ref, sentence))
            continue
        event = _event(docket, to, owner, by, name, at)
        outcomes.append(appended(docket, event, rules=known, at=event.recorded_at))
        moved.append(Moved(docket.ref, to, owner))
    writing.write(outcomes)
    _hold(held, moved, takers)
    return Reassigned(name, tuple(moved), tuple(unchanged), tuple(refused))


def _roots(
    here: Association, wanted: Mapping[str, str], membership: Membership | None
) -> tuple[dict[int, str], list[Stays]]:
    """The threads that may be touched, by id, and those that are not there for this member."""
    places = {each.ref: each.root for each in dockets.find(here.pk, refs=list(wanted)).places}
    ids = set(places.values())
    if membership is not None:
        ids = set(visible_to(membership).filter(pk__in=ids).values_list("pk", flat=True))
    found: dict[int, str] = {}
    refused: list[Stays] = []
    for ref in wanted:
        root = places.get(ref)
        if root is None or root not in ids:
            refused.append(Stays(ref, _NO_SUCH))
        else:
            found.setdefault(root, ref)
    return found, refused


def _open_to(takers: Mapping[str, Membership], wanted: Mapping[int, str]) -> set[int]:
    """The threads that whoever is to take them may hold: nobody is given what is about themselves."""
    found: set[int] = set()
    for handle, taker in takers.items():
        mine = [root for root, to in wanted.items() if to == handle]
        rows = open_to_hold(Thread.objects.filter(pk__in=mine), taker)
        found |= set(rows.values_list("pk", flat=True))
    return found


def _may_not(row: Thread, taker: Membership | None, to: str, owner: str, only_from: str | None) -> str:
    """Why this thread stays; nothing where it may go."""
    if taker is None:
        return not_here(to).sentence
    if row.closed_at is not None:
        return _CLOSED
    if only_from is not None and owner != only_from:
        who = row.owner.name if row.owner else "Nobody"
        return f"{who} has it meanwhile, so it stays there."
    return ""


def _event(docket: Docket, to: str, owner: str, by: str, together: str, at: datetime) -> Event:
    moment = moment_for(docket, at)
    facts = {"to": to, "together": together} | ({"from_whom": owner} if owner else {})
    return Event(refs.new_uid(), HANDED_OVER, moment, moment, by, facts=facts, thread=docket.ref)


def _hold(held: Sequence[Docket], moved: Sequence[Moved], takers: Mapping[str, Membership]) -> None:
    """The rows say who has them now; one statement for each taker."""
    ids = {each.ref: each.id for each in held if each.id is not None}
    for handle, taker in takers.items():
        mine = [ids[each.thread] for each in moved if each.to == handle]
        if mine:
            Thread.objects.filter(pk__in=mine).update(owner=taker.account_id, team=taker.team_id)


def _loads(here: Association, takers: Mapping[str, Membership], but: Collection[str]) -> dict[str, int]:
    """How many open contacts each has now, without those that are shared out."""
    accounts = {each.account_id: handle for handle, each in takers.items()}
    rows = Thread.objects.filter(
        association=here, owner__in=list(accounts), closed_at__isnull=True, merged_into__isnull=True
    )
    rows = rows.exclude(ref__in=list(but))
    counted = dict(rows.values_list("owner").annotate(n=Count("pk")))
    return {handle: counted.get(account, 0) for account, handle in accounts.items()}


def _already(here: Association, threads: Collection[str], together: str, at: datetime) -> set[str]:
    """Of these, what has gone under this name before: sharing out again would shuffle it."""
    return {each.thread for each in _went(here, together, at)} & set(threads) if together else set()


def _went(here: Association, together: str, at: datetime) -> list[Went]:
    """What was handed over under a name in the last week."""
    return went(here, together, since=at - STILL_TAKEN_BACK)
