"""Does somebody else see it as it is recorded? Ten closed promises a team and month, drawn by lot.

    draw(association=karin, month=date(2026, 3, 1), by="kept", at=now)       # each team once
    read(association=karin, check=17, result="agreed", by="mia", at=now, membership=mia)

Each clock that was over is hashed with a seed that is kept, and those that come first are drawn: everybody
can draw them again (redland:6.1.4). Whoever started, stopped or owns one never reads it; where there is
anybody of another team, they do. What was found stands beside the figure, and changes no verdict.
"""

from __future__ import annotations

import logging
import secrets
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256

from django.db import InterfaceError, OperationalError

from kept.actions.sweeping import sweep_association
from kept.actions.working.house import note
from kept.actions.working.judging import all_appended, appended, moment_for
from kept.actions.working.once_more import JoinedMeanwhile, once_more
from kept.casework import Event, Refused
from kept.casework.housekeeping import CHECK_CHOSEN, CHECK_READ, CHECKS_DRAWN
from kept.casework.permissions import Permission, may
from kept.store import checks, dockets, looking, refs, rules, tenancy, threads, writing
from kept.store import models as rows
from kept.store.accounts import people_at
from kept.store.checks import Closed
from kept.store.counting import next_month
from kept.store.models import Association, Check, CheckDraw, Membership
from kept.workclock import is_working_day, local_date

log = logging.getLogger("kept.checking")

A_TEAM = 10
LONGEST = 4_000


@dataclass(frozen=True, slots=True)
class Drawing:
    """What was drawn of one team, out of how many; `new` where it was just now."""

    team: str | None
    seed: str
    of: int
    threads: tuple[str, ...]
    new: bool


def draw(
    *,
    association: Association | str,
    month: date,
    by: str,
    at: datetime,
    membership: Membership | None = None,
    seed: str | None = None,
) -> list[Drawing] | Refused:
    """Draw for the month in which that day lies, each team once. Drawing again changes nothing."""
    if not by:
        raise ValueError("Every event says who did it: give `by`.")
    if membership is not None and not may(membership.role, Permission.CHECK):
        return Refused("Only who checks closed promises draws them. Ask a manager, director or auditor.")
    now, first = at.astimezone(UTC), month.replace(day=1)
    with tenancy.association(association) as here:
        if next_month(first) > local_date(rules.current(here).calendar_for(), now):
            day = next_month(first)
            return Refused(f"The month is not over yet. Draw on or after {day.day} {day:%B %Y}.", "month")
    sweep_association(association=here.slug, at=now, by=by)
    return once_more(lambda: _drawn(association, first, by, now, seed))


def _drawn(
    association: Association | str, month: date, by: str, at: datetime, seed: str | None
) -> list[Drawing]:
    with tenancy.association(association) as here:
        dockets.alone(here.pk)
        found = _before(here, month)
        done = {each.team for each in found}
        teams = dict(rows.Team.objects.filter(association=here).values_list("pk", "slug"))
        by_team: dict[int | None, list[Closed]] = {}
        for each in checks.closed(here, month):
            by_team.setdefault(each.team, []).append(each)
        readers = _Readers(here, at)
        for team, cases in sorted(by_team.items(), key=lambda each: each[0] or 0):
            slug = teams.get(team) if team is not None else None
            if slug not in done:
                found.append(_of_team(here, month, team, slug, cases, readers, by, at, seed))
        return found


def _before(here: Association, month: date) -> list[Drawing]:
    found = []
    for each in CheckDraw.objects.filter(association=here, month=month).select_related("team").order_by("pk"):
        refs_drawn = Check.objects.filter(association=here, draw=each).order_by("number")
        threads_drawn = tuple(refs_drawn.values_list("thread__ref", flat=True))
        team = each.team.slug if each.team else None
        found.append(Drawing(team, each.seed, each.of, threads_drawn, new=False))
    return found


def _of_team(
    here: Association,
    month: date,
    team: int | None,
    slug: str | None,
    cases: Sequence[Closed],
    readers: _Readers,
    by: str,
    at: datetime,
    seed: str | None,
) -> Drawing:
    lot = seed or secrets.token_hex(8)
    chosen = _cast_lots(cases, lot)
    made = CheckDraw(association=here, month=month, team_id=team, seed=lot, of=len(cases))
    made.drawn_at, made.drawn_by = at, by
    made.save(force_insert=True)
    involved = _involved(here, chosen)
    Check.objects.bulk_create(
        Check(
            association=here,
            draw=made,
            number=number,
            thread_id=each.thread,
            promise=each.promise,
            start=each.start,
            verdict=each.verdict,
            reader_id=readers.choose(each, involved[each.thread, each.start]),
        )
        for number, each in enumerate(chosen, 1)
    )
    _mark(here, chosen, by, at)
    facts: dict[str, object] = {"month": month.isoformat(), "team": slug, "of": len(cases)}
    note(CHECKS_DRAWN, here=here, by=by, at=at, facts=facts | {"drawn": len(chosen), "seed": lot})
    return Drawing(slug, lot, len(cases), tuple(each.ref for each in chosen), new=True)


def _cast_lots(cases: Iterable[Closed], seed: str) -> list[Closed]:
    """Ten of them, or all where there are fewer: those whose names, hashed with the seed, come first."""
    mixed = sorted(cases, key=lambda each: sha256(f"{seed} {each.promise} {each.start}".encode()).digest())
    return mixed[:A_TEAM]


def _involved(here: Association, cases: Sequence[Closed]) -> dict[tuple[int, str], set[str]]:
    """The handles of whoever recorded the start or the stop of each, or owns it or its thread."""
    uids = {uid for each in cases for uid in (each.start, each.stop) if uid}
    by = dict(rows.Event.objects.filter(association=here, uid__in=uids).values_list("uid", "by"))
    held = rows.Thread.objects.filter(association=here, pk__in={each.thread for each in cases})
    owners = dict(held.values_list("pk", "owner__handle"))
    return {
        (each.thread, each.start): {
            name
            for name in (by.get(each.start), by.get(each.stop or ""), each.owner, owners.get(each.thread))
            if name
        }
        for each in cases
    }


class _Readers:
    """Who may read, and how much each has been given already."""

    def __init__(self, here: Association, at: datetime) -> None:
        today = local_date(rules.current(here).calendar_for(), at)
        self.people = [each for each in people_at(here, today) if may(each.role, Permission.CHECK)]
        self.given: Counter[int] = Counter()
        self.seen: dict[int, frozenset[int]] = {}

    def choose(self, case: Closed, involved: set[str]) -> int | None:
        """Of another team where there is anybody, and whoever has the fewest; None where nobody may."""
        able = [
            each
            for each in self.people
            if each.account.handle not in involved
            and threads.visible_to(each).filter(pk=case.thread).exists()
        ]
        if not able:
            return None
        best = min(
            able,
            key=lambda each: (
                case.team is not None and each.team_id == case.team,
                self.given[each.account_id],
                each.account.handle,
            ),
        )
        self.given[best.account_id] += 1
        return best.account_id


def _mark(here: Association, cases: Sequence[Closed], by: str, at: datetime) -> None:
    """An event on each thread for each promise of it that was drawn, however it stands."""
    clauses: dict[int, list[str]] = {}
    for each in cases:
        clauses.setdefault(each.thread, []).append(each.promise)
    held = dockets.read(dockets.lock(clauses))
    if len(held) < len(clauses):
        raise JoinedMeanwhile
    known = rules.rules_of(here)
    outcomes = []
    for docket in held:
        moment = moment_for(docket, at)
        assert docket.id is not None
        events = [
            Event(refs.new_uid(), CHECK_CHOSEN, moment, moment, by, facts={"clause": each}, thread=docket.ref)
            for each in sorted(clauses[docket.id])
        ]
        outcomes.append(all_appended(docket, events, rules=known, at=moment))
    writing.write(outcomes)


# ---- reading ---------------------------------------------------------------------------------------------


def read(
    *,
    association: Association | str,
    check: int,
    result: str,
    by: str,
    at: datetime,
    words: str = "",
    membership: Membership | None = None,
) -> str | Refused:
    """Say whether it stands as it is recorded; the thread's reference. The first answer stands."""
    if not by:
        raise ValueError("Every event says who did it: give `by`.")
    now = at.astimezone(UTC)
    return once_more(lambda: _read(association, check, result, by, now, words.strip(), membership))


def _read(
    association: Association | str,
    number: int,
    result: str,
    by: str,
    at: datetime,
    words: str,
    membership: Membership | None,
) -> str | Refused:
    if membership is not None and not may(membership.role, Permission.CHECK):
        return Refused("Your role does not include checking closed promises. Ask a manager or an auditor.")
    if result not in (checks.AGREED, checks.NOT):
        return Refused("Choose whether it stands as it is recorded.", "result")
    if result == checks.NOT and not words:
        return Refused("Say in a few words what you saw, so that somebody can put it right.", "words")
    if len(words) > LONGEST or "\x00" in words:
        return Refused(f"Say it in at most {LONGEST:,} characters.", "words")
    with tenancy.association(association) as here:
        row = Check.objects.filter(association=here, pk=number).select_related("thread", "read_by").first()
        if row is None or not looking.sees(membership, _root(row), row.thread.ref, at):
            return Refused("There is no such check. Look again at your list.", "check")
        held = dockets.read(dockets.lock([_root(row)]))
        if not held:
            raise JoinedMeanwhile
        docket = held[0]
        row.refresh_from_db(fields=["result", "read_by"])
        if row.result:
            return docket.ref if _same(row, result, by) else _read_before(row)
        if by in _who(here, row):
            return Refused(
                "You took part in this one. Somebody else reads it: leave it on the list.", "check"
            )
        moment = moment_for(docket, at)
        facts: Mapping[str, object] = {"clause": row.promise, "result": result}
        event = Event(refs.new_uid(), CHECK_READ, moment, moment, by, facts=facts, thread=docket.ref)
        told = {event.id: {"words": words}} if words else {}
        writing.write([appended(docket, event, rules=rules.rules_of(here), at=moment, words=told)])
        account = membership.account_id if membership else None
        Check.objects.filter(pk=row.pk).update(result=result, read_by=account, read_at=at, uid=event.id)
        return docket.ref


def _root(row: Check) -> int:
    return row.thread.merged_into_id or row.thread_id


def _same(row: Check, result: str, by: str) -> bool:
    return row.result == result and (row.read_by is None or row.read_by.handle == by)


def _read_before(row: Check) -> Refused:
    who = row.read_by.name if row.read_by else "Somebody"
    return Refused(f"{who} has read this one already. The first answer stands.", "check")


def _who(here: Association, row: Check) -> set[str]:
    """Whoever took part in it, as it stands today."""
    clock = checks.clock_of(row)
    case = Closed(
        _root(row),
        row.thread.ref,
        row.promise,
        row.start,
        row.verdict,
        None,
        clock.stop if clock else None,
        clock.owner if clock else None,
    )
    return _involved(here, [case])[case.thread, case.start]


def draw_everywhere(*, by: str, at: datetime) -> int:
    """Draw for the last month at every association, from its first working day on; how many teams."""
    return sum(_draw_all(each, by, at.astimezone(UTC)) for each in Association.objects.order_by("pk"))


def _draw_all(here: Association, by: str, at: datetime) -> int:
    try:
        month = _due(here, at)
        done = draw(association=here, month=month, by=by, at=at) if month else []
        return sum(each.new for each in done) if isinstance(done, list) else 0
    except (InterfaceError, OperationalError):
        raise  # The database is not there or overloaded: that is no association's fault.
    except Exception:
        log.exception("The checks of association %d could not be drawn.", here.pk)
        return 0


def _due(here: Association, at: datetime) -> date | None:
    """The last month, from the first working day after it, if it has not been drawn yet."""
    with tenancy.association(here):
        try:
            rulebook = rules.current(here)
        except rules.NoRulebook:
            return None
        calendar = rulebook.calendar_for()
        today = local_date(calendar, at)
        last = today.replace(day=1) - timedelta(days=1)
        month = last.replace(day=1)
        if last < here.go_live or CheckDraw.objects.filter(association=here, month=month).exists():
            return None
        days = (last + timedelta(days=n) for n in range(1, today.day + 1))
        return month if any(is_working_day(calendar, each) for each in days) else None
