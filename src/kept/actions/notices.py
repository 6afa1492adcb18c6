"""Who is told of what is owed, and who has read it?

    tell_owed(by="kept", at=now)                        # Told(notices=12, alarms=1, more=False)
    notify(association=karin, accounts=[17], what="mail", key="mail:2026-04-08", said="…", by="kept", at=now)
    mark_read(association=karin, account=17, notices=[4], by="ann", at=now)

A warning and a breach become notices inside Kept, each to one step of the line, each once. A safety alarm
becomes no notice: it stands on every screen already, and goes as an e-mail at once to those whose turn it is.
What somebody may not see they are not told of.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.conf import settings

from kept.casework.calling import AGAINST, ALARM, CHASED
from kept.casework.escalating import BREACH, OWNER, WARNING, Line, told
from kept.store import jobs, notices, rules, tenancy
from kept.store.models import Association, Notice
from kept.store.notices import People, Waiting

AT_ONCE = 200
ALARM_MAIL = "alarm"
FOR_WHO_LEADS = frozenset({CHASED, AGAINST})
# What nobody was told of for so long is told no more, but what is still to be done goes to its owner.
TOO_LATE = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class Told:
    """How many notices were written and alarms called; `more` are waiting beyond the limit."""

    notices: int = 0
    alarms: int = 0
    more: bool = False


def tell_owed(*, by: str, at: datetime, only: int | None = None) -> Told:
    """Tell whoever is to be told of what is owed and that nobody was told of yet, at every association.

    `only` names the one association that is meant, by its id.
    """
    now = at.astimezone(UTC)
    written = called = 0
    more = False
    for association in notices.waiting():
        if only is not None and association != only:
            continue
        with tenancy.association(association) as here:
            rows = notices.take(AT_ONCE)
            people = notices.people(here, now)
            written += _tell(rows, people, now)
            called += _call(here, [each for each in rows if each.what == ALARM], people, now)
            notices.done([each.id for each in rows], now)
            more = more or len(rows) == AT_ONCE
    return Told(written, called, more)


def _tell(rows: Sequence[Waiting], people: People, at: datetime) -> int:
    """Write the notices of warnings, breaches and customers who asked again."""
    telling = [each for each in rows if _worth_telling(each, at)]
    lines = {each.id: people.line(each) for each in telling}
    sees = _sees(telling, lines, people)
    found = []
    for each in telling:
        line = lines[each.id]
        blind = {account for account in _all(line) if each.thread not in sees.get(account, ())}
        for account in told(_step(each), _shown(each, line), but=blind):
            found.append(
                (account, each.thread, each.what, each.key, each.promise, each.step, "", each.due_at, at)
            )
    return notices.write(found)


def _shown(each: Waiting, line: Line) -> Line:
    """The part of the line that it is for.

    A second warning is for the deputy alone. Two chasers, and a customer reached as they had asked us not to,
    are for whoever leads, whoever else stands before them (practice 11 and 21).
    """
    if each.what in FOR_WHO_LEADS:
        return Line(managers=line.managers, directors=line.directors)
    return Line(line.owner, line.deputy) if each.what == WARNING and each.step > OWNER else line


def _step(each: Waiting) -> int:
    return OWNER if each.what in FOR_WHO_LEADS else each.step


def _worth_telling(each: Waiting, at: datetime) -> bool:
    if each.what == AGAINST:
        return True
    if each.what == CHASED:
        return each.open
    if each.what not in (WARNING, BREACH) or each.short:
        return False
    if at - each.since <= TOO_LATE:
        return True
    return each.step == OWNER and each.open and not each.settled


def _all(line: Line) -> set[int]:
    return {*line.owner, *line.deputy, *line.managers, *line.directors}


def _sees(rows: Sequence[Waiting], lines: dict[int, Line], people: People) -> dict[int, set[int]]:
    """Which threads each may see of those that they may have to be told of: one query for each person."""
    asked: dict[int, set[int]] = {}
    for each in rows:
        for account in _all(lines[each.id]):
            asked.setdefault(account, set()).add(each.thread)
    return {account: notices.seen_by(people.members[account], threads) for account, threads in asked.items()}


def _call(here: Association, rows: Sequence[Waiting], people: People, at: datetime) -> int:
    """Have an e-mail go at once to those whose turn it is; on their screens it stands already."""
    if not rows or not settings.MAIL_GOES:
        return 0
    alarm = rules.current(here).association.alarm
    asked: dict[int, list[Waiting]] = {}
    for each in rows:
        # A concern for somebody's safety is for those who lead on that, whatever else they are.
        called_now = people.leads() if each.concern else people.of_role(alarm.role_at(each.step))
        for account in called_now:
            asked.setdefault(account, []).append(each)
    mails = []
    for account, called in asked.items():
        seen = notices.seen_by(people.members[account], {each.thread for each in called})
        mails += [(account, each.key, each.thread, at) for each in called if each.thread in seen]
    ids = [{"association": here.pk, "mail": mail} for _, mail in notices.mails(ALARM_MAIL, mails)]
    jobs.defer_many(jobs.SEND_MAIL, ids, queue=jobs.ALARM)
    return len(ids)


def notify(
    *,
    association: Association | str | int,
    accounts: Collection[int],
    what: str,
    key: str,
    said: str,
    by: str,
    at: datetime,
) -> int:
    """Tell these accounts something in a sentence without anybody's personal words, once for each key.

    How many of them had not been told before.
    """
    with tenancy.association(association):
        return notices.tell(accounts, what=what, key=key, said=said, at=at.astimezone(UTC))


def mark_read(
    *,
    association: Association | str,
    account: int,
    by: str,
    at: datetime,
    upto: int | None = None,
    notice: int | None = None,
) -> int:
    """Note that a member of staff has read a notice, or all of theirs up to the one named: how many."""
    now = at.astimezone(UTC)
    with tenancy.association(association) as here:
        rows = Notice.objects.filter(association=here, account=account, read_at__isnull=True)
        if notice is not None:
            rows = rows.filter(pk=notice)
        if upto is not None:
            rows = rows.filter(pk__lte=upto)
        return rows.update(read_at=now)
