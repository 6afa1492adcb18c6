"""How many did others count, so that we know how much of it is on record?

    tell_counts(association=karin, counts=[Told(date(2026, 4, 7), "mail-book", 50)], by="ann", at=now)

A count is one number a day, source and office. Telling the same again changes nothing; telling another number
puts it right, and the event says what was there before. What is on record for these days is counted at once.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from kept.actions.working.house import note
from kept.actions.working.once_more import once_more
from kept.casework import Refused
from kept.casework.housekeeping import COUNTS_TOLD
from kept.casework.outside import SOURCES
from kept.casework.permissions import Permission, may
from kept.store import capture, dockets, rules, tenancy
from kept.store.models import Association, Membership, Office, OutsideCount
from kept.workclock import local_date

MOST, AT_ONCE = 1_000_000, 5_000
# How far back the worker counts again what is on record: people write down late.
LATE_DAYS = 45


@dataclass(frozen=True, slots=True)
class Told:
    """One count: `office` is empty for all offices together."""

    day: date
    source: str
    n: int
    office: str = ""


@dataclass(frozen=True, slots=True)
class Counts:
    """How many were new, how many put an earlier one right, and how many were known already."""

    new: int = 0
    changed: int = 0
    known: int = 0


def tell_counts(
    *,
    association: Association | str,
    counts: Sequence[Told],
    by: str,
    at: datetime,
    membership: Membership | None = None,
    origin: str = "",
    only_check: bool = False,
) -> Counts | Refused:
    """Put these counts on record; all of them or none. `origin` names the file that they come from.

    With `only_check` it says what would become of them, and writes nothing.
    """
    if not by:
        raise ValueError("Every event says who did it: give `by`.")
    now = at.astimezone(UTC)
    return once_more(lambda: _told(association, counts, by, now, membership, origin[:200], only_check))


def _told(
    association: Association | str,
    counts: Sequence[Told],
    by: str,
    at: datetime,
    membership: Membership | None,
    origin: str,
    only_check: bool,
) -> Counts | Refused:
    if membership is not None and not may(membership.role, Permission.RECORD):
        return Refused(
            "Your role reads what is on record and does not change it. Ask a colleague at the desk."
        )
    if len(counts) > AT_ONCE:
        return Refused(f"Tell at most {AT_ONCE:,} counts at once.", "counts")
    with tenancy.association(association) as here:
        dockets.alone(here.pk)
        today = local_date(rules.current(here).calendar_for(), at)
        offices = dict(Office.objects.filter(association=here).values_list("slug", "pk"))
        for number, each in enumerate(counts):
            if refused := _refused(each, number, here, today, offices):
                return refused
        return _written(here, counts, offices, by, at, origin, only_check)


def _refused(
    told: Told, number: int, here: Association, today: date, offices: dict[str, int]
) -> Refused | None:
    where = f"counts.{number}"
    if told.source not in SOURCES:
        known = ", ".join(SOURCES)
        return Refused(f"“{told.source[:60]}” is no count that Kept knows. There are: {known}.", where)
    if told.office and told.office not in offices:
        return Refused(f"There is no office “{told.office[:60]}”. There are: {', '.join(offices)}.", where)
    if not 0 <= told.n <= MOST:
        return Refused(f"A count is a whole number from 0 to {MOST:,}.", where)
    if told.day > today:
        return Refused("That day is still to come. Tell it when it is over.", where)
    if told.day < here.go_live:
        day = here.go_live
        return Refused(f"No figure counts before {day.day} {day:%B %Y}. Leave earlier days out.", where)
    return None


def _written(
    here: Association,
    counts: Sequence[Told],
    offices: dict[str, int],
    by: str,
    at: datetime,
    origin: str,
    only_check: bool,
) -> Counts:
    days = {each.day for each in counts}
    rows = OutsideCount.objects.filter(association=here, day__in=days)
    before = {(each.day, each.source, each.office_id): each for each in rows}
    made: dict[tuple[date, str, int | None], OutsideCount] = {}
    changed: list[OutsideCount] = []
    said: list[str] = []
    known = 0
    for told in counts:
        key = (told.day, told.source, offices.get(told.office))
        row = made.get(key) or before.get(key)
        if row is not None and row.n == told.n:
            known += 1
            continue
        was = f", was {row.n}" if row is not None else ""
        said.append(
            f"{told.day.isoformat()} {told.source}{f' {told.office}' * bool(told.office)}: {told.n}{was}"
        )
        if row is None:
            row = made[key] = OutsideCount(association=here, day=told.day, source=told.source)
            row.office_id = key[2]
        elif key not in made:
            changed.append(row)
        row.n, row.told_by, row.told_at, row.origin = told.n, by, at, origin
    if only_check:
        return Counts(len(made), len(changed), known)
    OutsideCount.objects.bulk_create(made.values(), batch_size=1000)
    OutsideCount.objects.bulk_update(changed, ["n", "told_by", "told_at", "origin"], batch_size=1000)
    if said:
        capture.look(here, since=min(days), until=max(days), at=at)
        facts: dict[str, object] = {"number": len(said), "counts": "\n".join(said)[:20_000]}
        note(COUNTS_TOLD, here=here, by=by, at=at, facts=facts | ({"origin": origin} if origin else {}))
    return Counts(len(made), len(changed), known)


def look_again_everywhere(*, by: str, at: datetime) -> int:
    """Count again what is on record for the counts of the last weeks, at every association; how many counts.

    `by` is whoever asks; it leaves no event, since it changes only what follows from the ledger.
    """
    number = 0
    for each in Association.objects.order_by("pk"):
        with tenancy.association(each) as here:
            try:
                today = local_date(rules.current(here).calendar_for(), at.astimezone(UTC))
            except rules.NoRulebook:
                continue
            number += capture.look(here, since=today - timedelta(days=LATE_DAYS), until=today, at=at)
    return number
