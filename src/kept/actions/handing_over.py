"""Has it been handed to whoever carries it, did it arrive, and what if it did not?

    row = begin(association=1, outgoing=7, by="kept", at=now)       # None: gone, taken back, or not yet
    handed_over(association=1, outgoing=7, by="kept", at=now, theirs="740e5834-…")
    later(association=1, outgoing=7, why="the mail server does not answer", by="kept", at=now)
    failed(association=1, outgoing=7, why="the address was refused, 550", by="kept", at=now)

1. Whoever sends takes it in hand first, in a transaction of its own, so that no two send it.
2. A worker that is killed between handing it over and saying so leaves it *going*. After ten minutes it is
   sent once more: an e-mail with the same Message-ID, by which mail programs tell that it is the same; what
   goes to GOV.UK Notify is looked for there first. This is the one window in which it may go twice.
3. Handed over, told on the thread and copied to it are one transaction. What did not arrive was not sent.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from kept.actions.working.deliveries import not_arrived, told_of
from kept.actions.working.once_more import once_more
from kept.casework.dispatching import (
    DELIVERED,
    FAILED,
    GOING,
    HELD,
    MOVES,
    SENT,
    STALE,
    WAITING,
    check_may_reach,
    next_try,
    reachable_from,
)
from kept.casework.safe_contact import rules_of
from kept.store import dispatch, jobs, tenancy
from kept.store.models import Association, Letter, Outgoing

LONGEST_FAULT = 200
# How often it is looked whether a way has been set up.
AGAIN = timedelta(minutes=15)
_WITH = ("thread", "thread__office", "person", "person__merged_into", "file", "merge")


def _held(here: Association, outgoing: int) -> Outgoing:
    rows = Outgoing.objects.select_for_update(of=("self",)).select_related(*_WITH)
    return rows.get(association=here, pk=outgoing)


def begin(*, association: int, outgoing: int, by: str, at: datetime) -> Outgoing | None:
    """Take it in hand, unless it has gone, waits still, or somebody else has it.

    What was asked of us since it was written holds: it is held where its reader may not be reached so.
    """
    now = at.astimezone(UTC)
    with tenancy.association(association) as here:
        rows = Outgoing.objects.select_for_update(of=("self",), skip_locked=True).select_related(*_WITH)
        row = rows.filter(association=here, pk=outgoing, state__in=[WAITING, GOING]).first()
        if row is None:
            return None
        ready = max(each for each in (row.go_at, row.next_at or row.go_at))
        if row.state == GOING and row.claimed_at is not None:
            ready = row.claimed_at + STALE
        if ready > now:
            jobs.defer(
                jobs.DISPATCH, queue=jobs.NOTICE, after=ready - now, association=here.pk, outgoing=row.pk
            )
            return None
        if not _still_may(here, row, now):
            return None
        row.state, row.claimed_at, row.tries = GOING, now, row.tries + 1
        row.save(update_fields=["state", "claimed_at", "tries"])
        return row


def _still_may(here: Association, row: Outgoing, now: datetime) -> bool:
    """Hold it where its reader may no longer be reached so; put it off to the hours in which they may."""
    if row.person is None:
        return True
    whom, local = row.person.stands, now.astimezone(ZoneInfo(here.zone))
    refused = check_may_reach(
        row.way,
        rules=rules_of(whom.contact_rules),
        died_on=whom.died_on,
        speaking=dispatch.speaking(whom) if whom.died_on else (),
        reader=str(row.recipient.get("name") or ""),
        automatic=row.automatic,
    )
    if refused is not None:
        row.state, row.fault = HELD, refused.sentence[:LONGEST_FAULT]
        row.save(update_fields=["state", "fault"])
        return False
    opens = reachable_from(rules_of(whom.contact_rules), row.way, local)
    if opens is None:
        return True
    row.next_at = opens
    row.save(update_fields=["next_at"])
    jobs.defer(jobs.DISPATCH, queue=jobs.NOTICE, after=opens - now, association=here.pk, outgoing=row.pk)
    return False


def not_set_up(*, association: int, outgoing: int, why: str, by: str, at: datetime) -> None:
    """The way itself is not there yet. It is tried again, and no try is counted."""
    with tenancy.association(association) as here:
        row = _held(here, outgoing)
        if row.state != WAITING:
            return
        if row.fault != why[:LONGEST_FAULT]:
            row.fault = why[:LONGEST_FAULT]
            row.save(update_fields=["fault"])
        jobs.defer(jobs.DISPATCH, queue=jobs.NOTICE, after=AGAIN, association=here.pk, outgoing=row.pk)


def handed_over(
    *,
    association: Association | int | str,
    outgoing: int,
    by: str,
    at: datetime,
    theirs: str = "",
    went_at: datetime | None = None,
) -> Outgoing:
    """It has been handed over, and is on record from now on. Saying so twice changes nothing."""
    now = at.astimezone(UTC)
    went = (went_at or now).astimezone(UTC)

    def act() -> Outgoing:
        with tenancy.association(association) as here:
            row = _held(here, outgoing)
            if SENT not in MOVES[row.state]:
                return row
            row.state, row.sent_at, row.fault, row.next_at = SENT, went, "", None
            row.their_ref = theirs or row.their_ref
            told_of(here, row, went=went, at=now)
            row.save(update_fields=["state", "sent_at", "fault", "next_at", "their_ref", "told"])
            if row.letter is not None:
                Letter.objects.filter(association=here, pk=row.letter).update(state="sent", sent_at=went)
            return row

    return once_more(act)


def collected(*, association: Association | int | str, outgoing: int, by: str, at: datetime) -> Outgoing:
    """The post has collected the batch that it lies in: it went at that moment, whenever we get round to it.

    Nothing happens before, or where it is in no batch that was taken to the post.
    """
    now = at.astimezone(UTC)
    with tenancy.association(association) as here:
        row = Outgoing.objects.select_related("batch").get(association=here, pk=outgoing)
        if row.state != GOING or row.batch is None or row.batch.taken_at is None or row.next_at is None:
            return row
        if row.next_at > now:
            wait = row.next_at - now
            jobs.defer(jobs.DISPATCH, queue=jobs.NOTICE, after=wait, association=here.pk, outgoing=row.pk)
            return row
        return handed_over(association=here, outgoing=outgoing, by=by, at=now, went_at=row.next_at)


def delivered(*, association: Association | int | str, outgoing: int, by: str, at: datetime) -> Outgoing:
    """It arrived, says whoever carried it."""
    now = at.astimezone(UTC)
    with tenancy.association(association) as here:
        row = _held(here, outgoing)
        if DELIVERED in MOVES[row.state]:
            row.state, row.delivered_at = DELIVERED, now
            row.save(update_fields=["state", "delivered_at"])
        return row


def later(*, association: int, outgoing: int, why: str, by: str, at: datetime) -> Outgoing:
    """It could not go just now: it is tried again ever more slowly, and given up after two days."""
    now = at.astimezone(UTC)
    with tenancy.association(association) as here:
        row = _held(here, outgoing)
        if row.state != GOING:
            return row
        wait = next_try(row.tries)
        if wait is None:
            return failed(association=association, outgoing=outgoing, why=why, by=by, at=at, for_good=False)
        row.state, row.fault, row.next_at = WAITING, why[:LONGEST_FAULT], now + wait
        row.save(update_fields=["state", "fault", "next_at"])
        jobs.defer(jobs.DISPATCH, queue=jobs.NOTICE, after=wait, association=here.pk, outgoing=row.pk)
        return row


def failed(
    *,
    association: Association | int | str,
    outgoing: int,
    why: str,
    by: str,
    at: datetime,
    for_good: bool = True,
) -> Outgoing:
    """It did not arrive, and will not. `for_good` says that the address itself does not work.

    What it told is void, and whoever has the contact finds on the Desk what to do.
    """
    now = at.astimezone(UTC)

    def act() -> Outgoing:
        with tenancy.association(association) as here:
            row = _held(here, outgoing)
            if FAILED not in MOVES[row.state]:
                return row
            row.state, row.failed_at, row.for_good = FAILED, now, for_good
            row.fault, row.next_at, row.seen_to_at = why[:LONGEST_FAULT], None, None
            not_arrived(here, row, why, by=by, at=now)
            row.save(
                update_fields=["state", "failed_at", "for_good", "fault", "next_at", "seen_to_at", "told"]
            )
            return row

    return once_more(act)


__all__ = ["begin", "collected", "delivered", "failed", "handed_over", "later", "not_set_up"]
