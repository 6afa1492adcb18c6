"""Was it a complaint after all? Some of a week's contacts with words of discontent are read again by lot.

    draw(association=karin, week=date(2026, 4, 6), by="kept", at=now)       # the week of that Monday, once
    read(association=karin, number=17, found="was", by="mia", at=now, membership=mia)

Each contact whose words are on the list of the house, and which nobody called a complaint, is hashed with a
seed that is kept, and those that come first are drawn. Somebody reads it who had no part in it. What was a
complaint is one from then on, and counts from the moment at which the words reached us (practice 9).
"""

from __future__ import annotations

import logging
import secrets
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from django.db import InterfaceError, OperationalError, transaction

from kept.actions.classifying import classify
from kept.actions.working.house import note
from kept.actions.working.once_more import once_more
from kept.actions.working.owed_forms import signed, tell_of
from kept.casework import Refused
from kept.casework.housekeeping import WORDS_DRAWN, WORDS_READ
from kept.casework.learning import (
    WAS,
    WAS_NOT,
    chosen,
    reads_again,
)
from kept.rulebook.learning import DISCONTENT, learning_of
from kept.store import dockets, looking, rules, tenancy, words_again
from kept.store.accounts import people_at
from kept.store.housing import today
from kept.store.models import Association, Membership, WordsDraw, WordsToRead
from kept.store.read_as import read_as
from kept.store.threads import visible_to
from kept.store.words_again import Telling
from kept.workclock import local_date

log = logging.getLogger("kept.words")
WEEK = timedelta(days=7)
LONGEST = 2_000
NOT_YOURS = Refused("Whoever reads these leads and records contacts. Ask a manager.")


@dataclass(frozen=True, slots=True)
class Drawing:
    """What was drawn of a week, out of how many with such words; `new` where it was just now."""

    week: date
    contacts: int
    of: int
    threads: tuple[str, ...]
    new: bool


def draw(
    *,
    association: Association | str,
    week: date,
    by: str,
    at: datetime,
    membership: Membership | None = None,
    seed: str | None = None,
) -> Drawing | Refused:
    """Draw for the week in which that day lies, once. Drawing again changes nothing."""
    signed(by)
    if membership is not None and not reads_again(membership.role):
        return NOT_YOURS
    now, monday = at.astimezone(UTC), week - timedelta(days=week.weekday())

    def act() -> Drawing | Refused:
        with tenancy.association(association) as here:
            dockets.alone(here.pk)
            rulebook = rules.current(here)
            if monday + WEEK > local_date(rulebook.calendar_for(), now):
                return Refused("The week is not over yet. Draw on or after its next Monday.", "week")
            before = WordsDraw.objects.filter(association=here, week=monday).first()
            if before is not None:
                return _before(here, before)
            return _drawn(here, monday, seed or secrets.token_hex(8), by, now)

    return once_more(act)


def _before(here: Association, row: WordsDraw) -> Drawing:
    drawn = WordsToRead.objects.filter(association=here, draw=row).order_by("number")
    refs = tuple(drawn.values_list("thread__ref", flat=True))
    return Drawing(row.week, row.contacts, row.of, refs, new=False)


def _drawn(here: Association, monday: date, seed: str, by: str, at: datetime) -> Drawing:
    rulebook = rules.current(here)
    week = words_again.told_in(here, rulebook, monday)
    number = learning_of(rulebook, DISCONTENT).weekly
    by_name = {each.event: each for each in week.found}
    lot = [by_name[each] for each in chosen(by_name, number, seed=seed)]
    made = WordsDraw(association=here, week=monday, seed=seed, of=len(week.found), contacts=week.contacts)
    made.drawn_at, made.drawn_by = at, by
    made.save(force_insert=True)
    readers = _Readers(here, at)
    WordsToRead.objects.bulk_create(
        WordsToRead(
            association=here,
            draw=made,
            number=place,
            thread_id=each.thread,
            event=each.event,
            because=list(each.because),
            reader_id=readers.choose(each),
        )
        for place, each in enumerate(lot, 1)
    )
    facts: dict[str, object] = {"week": monday.isoformat(), "of": len(week.found), "drawn": len(lot)}
    note(WORDS_DRAWN, here=here, by=by, at=at, facts=facts | {"seed": seed})
    return Drawing(monday, week.contacts, len(week.found), tuple(each.ref for each in lot), new=True)


class _Readers:
    """Who reads which: whoever leads, had no part in it and may see it; those who have fewest come first."""

    def __init__(self, here: Association, at: datetime) -> None:
        self.members = [each for each in people_at(here, today(here, at)) if reads_again(each.role)]
        self.given: Counter[int] = Counter()

    def choose(self, telling: Telling) -> int | None:
        """The account that reads it; None where nobody is left, and whoever may takes it."""
        free = [
            each
            for each in self.members
            if each.account.handle not in telling.part and visible_to(each).filter(pk=telling.thread).exists()
        ]
        if not free:
            return None
        best = min(free, key=lambda each: (self.given[each.account_id], each.account.handle))
        self.given[best.account_id] += 1
        return best.account_id


def read(
    *,
    association: Association | str,
    number: int,
    found: str,
    by: str,
    at: datetime,
    why: str = "",
    membership: Membership | None = None,
) -> str | Refused:
    """Say whether it was a complaint; the thread's reference. The first answer stands."""
    signed(by)
    if membership is not None and not reads_again(membership.role):
        return NOT_YOURS
    now = at.astimezone(UTC)

    def act() -> str | Refused:
        with tenancy.association(association) as here:
            row = (
                WordsToRead.objects.select_for_update(of=("self",))
                .filter(association=here, pk=number)
                .select_related("thread__owner", "read_by")
                .first()
            )
            if row is None or not looking.sees(membership, row.thread_id, row.thread.ref, now):
                return Refused("There is no such contact to read. Look again at your list.", "number")
            refused = _refusal(row, found, why, by)
            if refused is not None:
                return refused
            if row.found:
                return row.thread.ref
            if by in words_again.took_part(row):
                return Refused("You had a part in this one. Somebody else reads it.", "found")
            return _read(here, row, found, why, by, now, membership)

    return once_more(act)


def _refusal(row: WordsToRead, found: str, why: str, by: str) -> Refused | None:
    if found not in (WAS, WAS_NOT):
        return Refused("Say whether it was a complaint.", "found")
    if found == WAS_NOT and not why.strip():
        return Refused("Say in a few words why it was none.", "why")
    if len(why) > LONGEST or "\x00" in why:
        return Refused(f"Say it in at most {LONGEST:,} characters.", "why")
    if row.found and (row.found != found or (row.read_by is not None and row.read_by.handle != by)):
        who = row.read_by.name if row.read_by else "Somebody"
        return Refused(f"{who} has read this one already. The first answer stands.", "found")
    return None


def _read(
    here: Association,
    row: WordsToRead,
    found: str,
    why: str,
    by: str,
    at: datetime,
    membership: Membership | None,
) -> str | Refused:
    ref = row.thread.ref
    with transaction.atomic():
        if found == WAS:
            now = read_as(here, ref, membership, at, hold=True)
            if isinstance(now, Refused):
                return now
            done = classify(
                association=here,
                thread=ref,
                sorts=[*now.sorts, "complaint"],
                by=by,
                at=at,
                membership=membership,
                suggested=", ".join(row.because),
                uid=f"again{row.pk}",
            )
            if isinstance(done, Refused):
                return done
        facts = {"found": found, "why": why.strip() if found == WAS_NOT else ""}
        refused = tell_of(ref, WORDS_READ, facts, here=here, by=by, at=at, uid=f"again{row.pk}-told")
        if refused is not None:
            transaction.set_rollback(True)
            return refused
    account = membership.account_id if membership is not None else None
    WordsToRead.objects.filter(pk=row.pk).update(found=found, read_by=account, read_at=at)
    return ref


def draw_everywhere(*, by: str, at: datetime) -> int:
    """Draw for the last week at every association; how many drawings. None holds up another."""
    return sum(_draw_last(each, by, at.astimezone(UTC)) for each in Association.objects.order_by("pk"))


def _draw_last(here: Association, by: str, at: datetime) -> int:
    try:
        with tenancy.association(here):
            try:
                day = local_date(rules.current(here).calendar_for(), at)
            except rules.NoRulebook:
                return 0
            monday = day - timedelta(days=day.weekday()) - WEEK
            if monday < here.go_live or WordsDraw.objects.filter(association=here, week=monday).exists():
                return 0
        done = draw(association=here, week=monday, by=by, at=at)
        return int(isinstance(done, Drawing) and done.new)
    except (InterfaceError, OperationalError):
        raise  # The database is not there or overloaded: that is no association's fault.
    except Exception:
        log.exception("The words of association %d could not be drawn.", here.pk)
        return 0
