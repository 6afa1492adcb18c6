"""Who is away just now, until when, and whom does the automatic reply name instead?

away_from(wessex, thread, WorkingDays(1), rulebook, at=now)     # Away(name, back, cover), or None
everybody_away(wessex, rulebook, at=now)                        # with those whom nobody stands in for
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from kept.casework.answering_mail import Reached, away_longer
from kept.casework.leaving import back_on
from kept.rulebook import Rulebook
from kept.rulebook.letterheads import letterhead_of
from kept.store import absences, registers
from kept.store.models import Absence, Account, Association, Thread
from kept.workclock.spans import WorkingDays


@dataclass(frozen=True, slots=True)
class Away:
    """Somebody who is away, the first working day on which they are here again, and whom to turn to.

    `covered` says whether that is a colleague, or the office because nobody stands in.
    """

    name: str
    back: date | None
    cover: Reached
    covered: bool


def away_from(
    here: Association,
    thread: Thread,
    longer_than: WorkingDays | None,
    rulebook: Rulebook,
    *,
    at: datetime,
) -> Away | None:
    """Whoever should have this contact and is away for so long: its owner, or the customer's officer."""
    person = thread.person.stands if thread.person is not None else None
    wanted = [thread.owner_id, person.officer_id if person is not None else None]
    accounts = [each for each in dict.fromkeys(wanted) if each is not None]
    if not accounts:
        return None
    running = {
        each.account_id: each for each in reversed(absences.away_at(here, at).filter(account__in=accounts))
    }
    for each in accounts:
        found = running.get(each)
        if found is not None and _long(found, longer_than, rulebook):
            covers = absences.stand_ins(here, [each], at)
            return _away(here, found, covers.get(each), rulebook)
    return None


def everybody_away(
    here: Association, longer_than: WorkingDays | None, rulebook: Rulebook, *, at: datetime
) -> list[Away]:
    """What the reply says of everybody who is away for so long, in the order in which they left."""
    covers = absences.covering(here, at)
    return [
        _away(here, each, covers.get(each.account_id), rulebook)
        for each in reversed(absences.away_at(here, at))
        if _long(each, longer_than, rulebook)
    ]


def _long(absence: Absence, longer_than: WorkingDays | None, rulebook: Rulebook) -> bool:
    return away_longer(absence.from_at, absence.to_at, longer_than, rulebook.calendar_for(None))


def _away(here: Association, absence: Absence, cover: int | None, rulebook: Rulebook) -> Away:
    called = registers.called(here, [each for each in (absence.account_id, cover) if each is not None])
    calendar = rulebook.calendar_for(None)
    office = letterhead_of(rulebook)
    reached = Reached(here.name, office.phone, office.email)
    if cover is not None:
        email = Account.objects.values_list("email", flat=True).get(pk=cover)
        reached = Reached(called[cover].words, called[cover].extension or office.phone, email)
    back = back_on(absence.to_at, calendar) if absence.to_at is not None else None
    return Away(called[absence.account_id].words, back, reached, cover is not None)
