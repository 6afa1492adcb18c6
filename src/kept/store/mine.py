"""How did one person's own contacts go, for nobody but them and their line manager?

    own(karin, membership, account=17, since=first, until=last)     # (Own("karin:letters.1", …), …)

A clock is theirs whose contact is theirs now. Whoever may look is for the caller to say (practice 14).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Count, Q

from kept.casework.values import KEPT_VERDICTS
from kept.store.figures import of_period
from kept.store.models import Association, Membership
from kept.store.threads import visible_to

# A promise of a contact that was opened longer ago than this is no longer looked up.
OPENED_WITHIN = timedelta(days=550)
_KEPT = [each.value for each in KEPT_VERDICTS]
_BROKEN = ["broken", "broken-attempted"]


@dataclass(frozen=True, slots=True)
class Own:
    """One promise of a period, of the contacts of one person."""

    promise: str
    kept: int
    broken: int
    excused: int
    running: int

    @property
    def denominator(self) -> int:
        """Kept, broken and excused together."""
        return self.kept + self.broken + self.excused


def own(
    association: Association, membership: Membership, *, account: int, since: date, until: date
) -> tuple[Own, ...]:
    """What came due in that time of what that account owns, as far as `membership` sees it; one query."""
    begins = datetime.combine(since, time(), ZoneInfo(association.zone)) - OPENED_WITHIN
    mine = visible_to(membership).filter(owner=account, opened_at__gte=begins)
    rows = of_period(association, membership, since, until).filter(thread__in=mine.values("pk"))
    found = rows.values("promise").annotate(
        kept=Count("pk", filter=Q(verdict__in=_KEPT)),
        broken=Count("pk", filter=Q(verdict__in=_BROKEN)),
        excused=Count("pk", filter=Q(verdict="excused")),
        running=Count("pk", filter=Q(verdict="running")),
    )
    counted = (Own(**each) for each in found.order_by("promise"))
    return tuple(each for each in counted if each.denominator or each.running)
