"""What if two records are about the same thing, or turn out not to be?

    merge(association=karin, thread="K7F3-9Q2M", into="P2D4-X8RB", by="ann", at=now)
    part(association=karin, thread="K7F3-9Q2M", by="ann", at=later, reason="Two sisters")

Joining moves nothing that was recorded: each event stays with the thread on which it was told, and both
histories are judged as one, each knowing of the other from the moment of the joining. So it can be undone,
and a breach that was seen before stays one. What was recorded after the joining stays with the thread that
they were joined into.
"""

from __future__ import annotations

from datetime import UTC, datetime

from kept.actions.working.judging import appended, moment_for, rejudged
from kept.actions.working.once_more import JoinedMeanwhile, once_more
from kept.casework import Event, Refused, Rules
from kept.casework.housekeeping import MERGE_UNDONE, THREAD_MERGED
from kept.casework.permissions import Permission, may
from kept.store import dockets, looking, parting, refs, rules, tenancy, writing
from kept.store.dockets import Docket
from kept.store.models import Association, Membership, Thread

_NO_SUCH = "There is no contact “{}”. Check the reference."


def merge(
    *,
    association: Association | str,
    thread: str,
    into: str,
    by: str,
    at: datetime,
    membership: Membership | None = None,
) -> str | Refused:
    """Join `thread` into `into`; the reference under which both are found from now on."""
    _check_by(by)
    now = at.astimezone(UTC)
    return once_more(lambda: _merged(association, thread, into, by, now, membership))


def _merged(
    association: Association | str,
    thread: str,
    into: str,
    by: str,
    at: datetime,
    membership: Membership | None,
) -> str | Refused:
    with tenancy.association(association) as here:
        places = {each.ref: each for each in dockets.find(here.pk, refs=[thread, into]).places}
        refused = _may_not(membership)
        for field, ref in (("thread", thread), ("into", into)):
            if refused is None and (
                ref not in places or not looking.sees(membership, places[ref].root, ref, at)
            ):
                refused = Refused(_NO_SUCH.format(ref), field)
        if refused is not None:
            return refused
        one, other = places[thread].root, places[into].root
        if one == other:
            return Refused("These two are one already.", "into")
        if not _kept_alike(one, other):
            return Refused(
                "One of the two is kept for fewer people than the other, so they stay apart. "
                "Mark both alike first.",
                "into",
            )
        held = {each.id: each for each in dockets.read(dockets.lock([one, other]))}
        if len(held) < 2:
            raise JoinedMeanwhile
        gone, stays = held[one], held[other]
        known = rules.rules_of(here)
        writing.merge(one, into=other)
        _together(gone, stays)
        moment = moment_for(stays, at)
        facts = {"from_thread": gone.ref, "into": stays.ref}
        event = Event(refs.new_uid(), THREAD_MERGED, moment, moment, by, facts=facts, thread=stays.ref)
        writing.write([appended(stays, event, rules=known, at=moment)])
        return stays.ref


def _together(gone: Docket, stays: Docket) -> None:
    """One docket of two: the joined one's clocks lie with the other thread by now."""
    stays.members |= {gone.ref: gone.id or 0, **gone.members}
    stays.history += gone.history
    stays.clocks += gone.clocks


def part(
    *,
    association: Association | str,
    thread: str,
    by: str,
    at: datetime,
    reason: str,
    membership: Membership | None = None,
) -> str | Refused:
    """Take `thread`, with all that had been joined into it before, out of the one that it was joined into."""
    _check_by(by)
    now = at.astimezone(UTC)
    return once_more(lambda: _parted(association, thread, by, now, reason, membership))


def _parted(
    association: Association | str,
    thread: str,
    by: str,
    at: datetime,
    reason: str,
    membership: Membership | None,
) -> str | Refused:
    with tenancy.association(association) as here:
        place = next(iter(dockets.find(here.pk, refs=[thread]).places), None)
        refused = _may_not(membership)
        if refused is not None:
            return refused
        if place is None or not looking.sees(membership, place.root, thread, at):
            return Refused(_NO_SUCH.format(thread), "thread")
        if place.into is None:
            return Refused("This contact has not been joined into another.", "thread")
        held = dockets.read(dockets.lock([place.into]))
        if not held:
            raise JoinedMeanwhile
        stays = held[0]
        known = rules.rules_of(here)
        joined = _joinings(stays, known)
        if place.ref not in joined:
            return Refused("This contact has not been joined into another.", "thread")
        moment = moment_for(stays, at)
        gone = dockets.look([place.id], joined=True)[0]
        _apart(stays, gone, _came_with(place.ref, joined))
        members, starts = list(gone.members.values()), [each.id for each in gone.history]
        parting.part(place.id, out_of=place.into, members=members, starts=starts)
        facts = {"from_thread": place.ref, "reason": reason}
        target = joined[place.ref].id
        event = Event(
            refs.new_uid(), MERGE_UNDONE, moment, moment, by, facts=facts, corrects=target, thread=stays.ref
        )
        writing.write([appended(stays, event, rules=known, at=moment)])
        calendar = known.versions[-1].rulebook.calendar_for(gone.office)
        writing.write([rejudged(gone, rules=known, calendar=calendar, at=moment)])
        return place.ref


def _joinings(docket: Docket, known: Rules) -> dict[str, Event]:
    """The joinings on record that nobody has undone, by the reference of what was joined."""
    undone = {each.corrects for each in docket.history if _acts(each, known) == "void"}
    return {
        str(each.facts.get("from_thread")): each
        for each in docket.history
        if _acts(each, known) == "merge" and each.id not in undone
    }


def _acts(event: Event, known: Rules) -> str | None:
    kind = known.kinds.get(event.kind)
    return kind.acts if kind else None


def _came_with(ref: str, joined: dict[str, Event]) -> set[str]:
    """The thread itself, and what had been joined into it before."""
    found = {ref}
    while True:
        more = {name for name, event in joined.items() if event.thread in found} - found
        if not more:
            return found
        found |= more


def _apart(stays: Docket, gone: Docket, leaving: set[str]) -> None:
    """What was told on the leaving threads goes with them; their clocks are judged afresh."""
    gone.members = {name: id_ for name, id_ in stays.members.items() if name in leaving and name != gone.ref}
    gone.history = [each for each in stays.history if each.thread in leaving]
    stays.history = [each for each in stays.history if each.thread not in leaving]
    stays.members = {name: id_ for name, id_ in stays.members.items() if name not in leaving}


def _check_by(by: str) -> None:
    if not by:
        raise ValueError("Every event says who did it: give `by`.")


def _may_not(membership: Membership | None) -> Refused | None:
    if membership is None or may(membership.role, Permission.CORRECT):
        return None
    return Refused("Your role does not include joining contacts. Ask a colleague who deals with them.")


def _kept_alike(one: int, other: int) -> bool:
    """Whether the same people see both: joining shows nobody what was closed to them."""
    marks = Thread.objects.filter(pk__in=(one, other)).values_list("sensitivity", "about")
    return len(set(marks)) == 1
