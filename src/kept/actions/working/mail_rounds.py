"""When did the post of a morning arrive, when did it reach its readers, and how many letters were there?

    arrived(karin, rulebook, calendar, line, "ann", now)    # the first of its round
    rounds_over(karin, lines, "ann", now)                   # those of which nothing lies there any more
    count(karin, lines, "ann", now)                         # for the capture rate

A round is the post of one morning or afternoon at one office, on a thread of its own. The caller has made the
association active and holds the transaction.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime

from kept.actions.counts import Told, tell_counts
from kept.actions.telling import tell
from kept.actions.told import Telling
from kept.casework import mail_book
from kept.casework.mail_book import ARRIVED, HANDED_ROUND, Line
from kept.rulebook import Rulebook
from kept.store import mail_book as book
from kept.store import rules
from kept.store.models import Association, MailItem, Thread
from kept.workclock import Calendar, local_date

SOURCE, ORIGIN = "mail-book", "the mail book of Kept"
CLOSED = "thread.closed"


def arrived(
    here: Association, rulebook: Rulebook, calendar: Calendar, line: Line, by: str, at: datetime
) -> None:
    """The first of a round says that the post arrived, where something is promised of it.

    Where nothing is, it is told with the handing round, so that nothing stands open without a next date.
    """
    late = mail_book.after_noon(calendar, line.received_at)
    today = local_date(calendar, line.received_at) == local_date(calendar, at)
    if not today or not _promised(rulebook, late):
        return
    name = mail_book.round_of(calendar, line)
    if book.rounds(here, [name]):
        return
    _tell([_arrival(line, name, late)], here, by, at)


def _promised(rulebook: Rulebook, late: bool) -> bool:
    """Whether a promise begins with post that came then."""
    said = {"after_noon": late}
    return any(
        all(said.get(name, value[0]) in value for name, value in each.when)
        for each in rulebook.starting(ARRIVED)
    )


def _arrival(line: Line, name: str, late: bool) -> Telling:
    return Telling(
        ARRIVED,
        line.received_at,
        {"after_noon": late},
        uid=name,
        subject=name,
        office=line.office or None,
    )


def _tell(tellings: Sequence[Telling], here: Association, by: str, at: datetime) -> None:
    told = tell(tellings, association=here, by=by, at=at)
    if told.refused is not None:
        raise ValueError(told.refused.sentence)


def rounds_over(here: Association, lines: Iterable[MailItem], by: str, at: datetime) -> None:
    """Tell of each round of which nothing lies there any more that it reached its readers."""
    rulebook = rules.current(here)
    if ARRIVED not in rulebook.kinds:
        return
    done: dict[str, Line] = {}
    for each in lines:
        line = book.line_of(each)
        name = mail_book.round_of(rulebook.calendar_for(line.office or None), line)
        done.setdefault(name, line)
        if line.received_at < done[name].received_at:
            done[name] = line
    left = MailItem.objects.filter(association=here, handed_at=None, struck_at=None)
    for each in left.select_related("office"):
        line = book.line_of(each)
        done.pop(mail_book.round_of(rulebook.calendar_for(line.office or None), line), None)
    there = book.rounds(here, done)
    for name, line in done.items():
        _round_over(here, name, line, there.get(name), rulebook, by, at)


def _round_over(
    here: Association,
    name: str,
    line: Line,
    thread: Thread | None,
    rulebook: Rulebook,
    by: str,
    at: datetime,
) -> None:
    if thread is not None and thread.closed_at is not None:
        # Entered after its round: the round itself was over in its time.
        return
    late = mail_book.after_noon(rulebook.calendar_for(line.office or None), line.received_at)
    tellings = [] if thread is not None else [_arrival(line, name, late)]
    over = Telling(HANDED_ROUND, at, uid=f"{name}:over", beside=name)
    closed = replace(over, kind=CLOSED, uid=f"{name}:closed")
    _tell([*tellings, over, closed], here, by, at)


def count(here: Association, lines: Iterable[MailItem], by: str, at: datetime) -> None:
    """Tell the capture rate how many letters the book has of these days (practice 13)."""
    counts = []
    for day in sorted({each.day for each in lines}):
        if day < here.go_live:
            continue
        counts += [Told(day, SOURCE, number, office) for office, number in book.counted(here, day).items()]
    if counts:
        tell_counts(association=here, counts=counts, by=by, at=at, origin=ORIGIN)
