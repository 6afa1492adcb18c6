"""What if the complaints of a period are made public, and somebody is given the record?

    made = make(association=karin, since=date(2026, 1, 1), until=date(2026, 3, 31), token=…, by="mia", at=now)
    pass_on(association=karin, record=made.pk, sort="council", to_whom="Leeds City Council", how="email",
            on=today, by="mia", at=now)

A record is frozen when it is made: numbers that would tell of somebody are not in it at all. Who had it,
when and in which way is on record.
"""

from __future__ import annotations

import secrets
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from kept.actions.working.house import note
from kept.actions.working.once_more import once_more
from kept.actions.working.owed_forms import signed
from kept.casework import Refused
from kept.casework.complaint_figures import Figures, figures
from kept.casework.housekeeping import RECORD_PUBLISHED, RECORD_RECEIVED
from kept.casework.permissions import Permission, may
from kept.store import complaint_figures, lessons, tenancy
from kept.store.housing import today
from kept.store.models import Association, ComplaintRecord, Membership, RecordPassedOn

# To whom a record goes, and in which ways.
SORTS = ("newsletter", "annual-report", "council", "regulator", "ombudsman", "board", "tenants", "other")
# A group whose answers are in time so many points less than all is told.
WIDE = 10
HOWS = ("print", "email", "post", "web", "meeting", "portal")
NOT_YOURS = Refused("Only who answers for figures makes this. Ask a manager or the policy officer.")
LONGEST = 200


def make(
    *,
    association: Association | str,
    since: date,
    until: date,
    by: str,
    at: datetime,
    token: str = "",
    membership: Membership | None = None,
) -> ComplaintRecord | Refused:
    """Make the record of the complaints from one day to another. The same `token` twice is one."""
    signed(by)
    now, key = at.astimezone(UTC), token or secrets.token_hex(16)

    def act() -> ComplaintRecord | Refused:
        with tenancy.association(association) as here:
            if membership is not None and not may(membership.role, Permission.EXPORT):
                return NOT_YOURS
            before = ComplaintRecord.objects.filter(association=here, token=key).first()
            if before is not None:
                return before
            if until < since:
                return Refused("The last day comes before the first one.", "until")
            if until > today(here, now):
                return Refused("These days are not over yet. Choose a last day that is.", "until")
            found = complaint_figures.complaints(here, since, until, at=now)
            counted = figures(found)
            made = ComplaintRecord.objects.create(
                association=here,
                since=since,
                until=until,
                number=counted.number,
                figures=_as_stored(counted) | {"lessons": _lessons(here, membership, since, until)},
                made_at=now,
                made_by=by,
                token=key,
            )
            facts = {"since": since.isoformat(), "until": until.isoformat(), "number": counted.number}
            note(RECORD_PUBLISHED, here=here, by=by, at=now, facts=facts)
            return made

    return once_more(act)


def _as_stored(counted: Figures) -> dict[str, object]:
    """The figures as a record keeps them: what is hidden has no number."""
    return {
        "lists": {by: [[each.name, each.n] for each in parts] for by, parts in counted.lists.items()},
        "times": [[each.promise, each.kept, each.of] for each in counted.times],
    }


def _lessons(
    here: Association, membership: Membership | None, since: date, until: date
) -> list[dict[str, str]]:
    """What was learnt from complaints in these days, and what changed by it."""
    if membership is None:
        return []
    zone = ZoneInfo(here.zone)
    began, ended = (datetime.combine(day, edge, zone) for day, edge in ((since, time.min), (until, time.max)))
    found = lessons.lessons(membership)
    return [
        {"lesson": each.lesson, "area": each.area, "done": each.done}
        for each in found
        if each.source == "complaint"
        and not each.dropped
        and (began <= each.begun_at <= ended or (each.ended_at and began <= each.ended_at <= ended))
    ]


def pass_on(
    *,
    association: Association | str,
    record: int,
    sort: str,
    to_whom: str,
    how: str,
    on: date,
    by: str,
    at: datetime,
    membership: Membership | None = None,
) -> RecordPassedOn | Refused:
    """Write down who had the record, when and in which way. The same twice is one."""
    signed(by)
    now = at.astimezone(UTC)

    def act() -> RecordPassedOn | Refused:
        with tenancy.association(association) as here:
            if membership is not None and not may(membership.role, Permission.EXPORT):
                return NOT_YOURS
            row = ComplaintRecord.objects.filter(association=here, pk=record).first()
            if row is None:
                return Refused("There is no such record. Load the page again.", "record")
            if sort not in SORTS:
                return Refused("Choose what sort of reader it went to.", "sort")
            if how not in HOWS:
                return Refused("Choose in which way it went.", "how")
            if not to_whom.strip() or len(to_whom) > LONGEST or "\x00" in to_whom:
                return Refused("Say who had it: the name of the body or of the issue.", "to_whom")
            if on > today(here, now):
                return Refused("This day is still to come. Give the day on which it went.", "on")
            made, new = RecordPassedOn.objects.get_or_create(
                association=here,
                record=row,
                sort=sort,
                to_whom=to_whom.strip(),
                on=on,
                defaults={"how": how, "told_at": now, "told_by": by},
            )
            if new:
                facts = {"record": str(row.pk), "sort": sort, "how": how}
                note(RECORD_RECEIVED, here=here, by=by, at=now, facts=facts)
            return made

    return once_more(act)
