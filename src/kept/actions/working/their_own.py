"""What if a contact turns out to be of a customer with whom its owner is connected?

    give_away(Thread.objects.filter(pk=17), here, by="mia", at=now)

Nobody has what is of their own (practice 23), through whichever door that comes about: a connection that is
declared, a customer who is named later, two files that are found to be one person's. It goes to somebody who
leads and is connected with neither. The caller has made the association active and holds the transaction.
"""

from __future__ import annotations

from datetime import datetime

from django.db.models import QuerySet

from kept.actions.handing import hand_over
from kept.actions.working.marks import leaders, may_hold
from kept.store import seers
from kept.store.models import Association, Membership, Thread


def give_away(threads: QuerySet[Thread], here: Association, *, by: str, at: datetime) -> None:
    """Hand over those of these contacts that are open and of the owner's own.

    Where nobody who leads may have it either it stays: it is closed to its owner all the same.
    """
    still = threads.filter(association=here, closed_at=None, merged_into=None)
    found = still.filter(owner__isnull=False, person__isnull=False)
    rows = list(found.order_by("pk").values_list("ref", "owner", "person", "about"))
    if not rows:
        return
    owners = seers.knowing(Membership.objects.filter(association=here, account__in={row[1] for row in rows}))
    closed: dict[int, set[int]] = {}
    for each in owners:
        closed.setdefault(each.account_id, set()).update(seers.seer(each).closed)
    theirs = [row for row in rows if row[2] in closed.get(row[1], ())]
    takers = leaders(here, at) if theirs else []
    for ref, _owner, person, about in theirs:
        taker = next((each for each in takers if may_hold(each, about=about, person=person)), None)
        if taker is not None:
            hand_over(association=here, thread=ref, to=taker.account.handle, by=by, at=at)
