"""Is a tenant to be told who their housing officer is?

    to_tell(known=None, now=17, looked=True, began_on=…, go_live=…, today=…)    # OFFICER_NAMED
    to_tell(known=17, now=22, looked=True, …)                                   # OFFICER_CHANGED
    to_tell(known=None, now=17, looked=False, began_on=date(2011, 3, 1), …)   # None: came with the history

1. Before go-live nobody is told anything: what is brought in then is history.
2. Whoever comes on record with a tenancy that began long ago has had an officer all along. Nobody writes to a
   whole town because a computer was changed; the first to be told is whoever moves in from then on.
3. From then on, each change of the officer is told, whether the patch got another or the tenant moved.
"""

from __future__ import annotations

from datetime import date, timedelta

from kept.casework.housekeeping import OFFICER_CHANGED, OFFICER_NAMED

# What a telling opens as, and what ends it.
OPENS, TOLD = "officer", "officer.told"
# A tenancy that came on record so many days after it began is still a new one: entering it takes a while.
NEW = timedelta(days=31)


def to_tell(
    *,
    known: int | None,
    now: int | None,
    looked: bool,
    began_on: date | None,
    go_live: date,
    today: date,
) -> str | None:
    """The event that starts the telling; None where there is nothing to tell.

    `known` is whom they were last to be told of, `now` whose patch they live on, `looked` whether anybody has
    asked this before, `began_on` when their tenancy began.
    """
    if today < go_live or now is None or now == known:
        return None
    if looked:
        return OFFICER_CHANGED if known is not None else OFFICER_NAMED
    if began_on is None or began_on < go_live or today - began_on > NEW:
        return None
    return OFFICER_NAMED
