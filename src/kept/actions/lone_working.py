"""Who is out alone, by when are they back, and what if they are not?

    begin(association=karin, account="ann", due_back=half_past_ten, where="14 Mill Road", by="ann", at=now)
    extend(association=karin, account="ann", due_back=eleven, by="ann", at=now)
    end(association=karin, account="ann", by="ann", at=now)

Whoever is not back by the moment that they named is called for, person after person, until somebody says that
they see to it: a safety alarm, which is never put off or gathered into a digest. Kept rings nobody outside.
"""

from __future__ import annotations

from datetime import UTC, datetime

from kept.actions.telling import tell
from kept.actions.told import Telling
from kept.actions.working.booked import Undone
from kept.actions.working.once_more import once_more
from kept.casework import Refused
from kept.casework.alone import check_back, check_out
from kept.store import tenancy, visits
from kept.store.models import Account, Association, LoneWork, Membership, Thread, Visit

BEGAN, EXTENDED, ENDED = "lone_work.began", "lone_work.extended", "lone_work.ended"


def begin(
    *,
    association: Association | str,
    account: str,
    due_back: datetime,
    by: str,
    at: datetime,
    where: str = "",
    visit: int | None = None,
    happened_at: datetime | None = None,
    uid: str | None = None,
    membership: Membership | None = None,
) -> LoneWork | Refused:
    """Somebody is out alone from now on. Who is out already is not sent out twice."""
    now = at.astimezone(UTC)
    since = (happened_at or now).astimezone(UTC)

    def act() -> LoneWork | Refused:
        with tenancy.association(association) as here:
            who = Account.objects.select_for_update().filter(handle=account, is_active=True).first()
            if who is None:
                return Refused("Nobody of that name works here. Choose a colleague.", "account")
            before = visits.out_of(here, who.pk)
            if before is not None:
                if before.visit_id == visit and visit is not None:
                    return before
                return Refused(
                    "You are checked in already, somewhere else. Check out there first.", "account"
                )
            # What was typed without a signal may be over by now: then it is on record, and calls nobody.
            refused = check_back(due_back, at=since)
            if refused is not None:
                return refused
            rows = Visit.objects.filter(association=here, pk__in=[visit] if visit is not None else [])
            known = rows.select_related("thread").first()
            facts: dict[str, object] = {"due_back": due_back.isoformat(), "address": where, "who": account}
            if known is not None:
                facts["visit"] = known.thread.ref
            thread = _told(Telling(BEGAN, since, facts, uid=uid, owner=account), here, by, now, membership)
            return LoneWork.objects.create(
                association=here,
                thread=thread,
                account=who,
                visit=known,
                in_at=since,
                due_back_at=due_back.astimezone(UTC),
            )

    return _done(act)


def extend(
    *,
    association: Association | str,
    account: str,
    due_back: datetime,
    by: str,
    at: datetime,
    uid: str | None = None,
    happened_at: datetime | None = None,
    membership: Membership | None = None,
) -> LoneWork | Refused:
    """They are well and need longer."""
    now = at.astimezone(UTC)
    since = (happened_at or now).astimezone(UTC)

    def act() -> LoneWork | Refused:
        with tenancy.association(association) as here:
            row = _out(here, account)
            if row is None:
                return Refused(
                    "You are not checked in, so there is nothing to make longer. Check in.", "account"
                )
            if row.due_back_at == due_back:
                return row
            refused = check_back(due_back, at=since)
            if refused is not None:
                return refused
            telling = Telling(
                EXTENDED, since, {"due_back": due_back.isoformat()}, uid=uid, thread=row.thread.ref
            )
            _told(telling, here, by, now, membership)
            row.due_back_at = due_back.astimezone(UTC)
            row.save(update_fields=["due_back_at"])
            return row

    return _done(act)


def end(
    *,
    association: Association | str,
    account: str,
    by: str,
    at: datetime,
    uid: str | None = None,
    happened_at: datetime | None = None,
    membership: Membership | None = None,
) -> LoneWork | Refused:
    """They are back, or somewhere safe. An alarm that stands ends with it."""
    now = at.astimezone(UTC)
    out_at = (happened_at or now).astimezone(UTC)

    def act() -> LoneWork | Refused:
        with tenancy.association(association) as here:
            row = _out(here, account)
            if row is None:
                last = (
                    LoneWork.objects.filter(association=here, account__handle=account)
                    .order_by("-in_at")
                    .first()
                )
                if last is not None and last.out_at == out_at:
                    return last
                return Refused(
                    "You are not checked in. Check in first, with the time at which you went.", "account"
                )
            refused = check_out(row.in_at, out_at)
            if refused is not None:
                return refused
            _told(Telling(ENDED, out_at, {}, uid=uid, thread=row.thread.ref), here, by, now, membership)
            row.out_at = out_at
            row.save(update_fields=["out_at"])
            return row

    return _done(act)


def _done(act) -> LoneWork | Refused:  # type: ignore[no-untyped-def]
    def whole() -> LoneWork | Refused:
        try:
            found: LoneWork | Refused = act()
            return found
        except Undone as undone:
            return undone.refused

    return once_more(whole)


def _out(here: Association, account: str) -> LoneWork | None:
    rows = LoneWork.objects.select_for_update(of=("self",)).filter(association=here, out_at__isnull=True)
    return rows.filter(account__handle=account).select_related("thread", "account").first()


def _told(
    telling: Telling, here: Association, by: str, at: datetime, membership: Membership | None
) -> Thread:
    done = tell([telling], association=here, by=by, at=at, membership=membership)
    if done.refused is not None:
        raise Undone(done.refused)
    return Thread.objects.get(association=here, ref=done.results[0].thread)
