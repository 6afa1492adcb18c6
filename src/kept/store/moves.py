"""Who stands on the transfer list at which place, who has to be told so, and what waits for an answer?

    listed(karin, rules)            # Listed(thread, points, lines, place, told), first place first
    to_tell(listed(karin))          # those whose place or points are not what they were last told
    forms_out(visible_to(member))   # successions whose form has not come back, with the days since

Places are computed over everybody who stands on the list; which of the rows are shown is for whoever asks,
through `visible_to`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from kept.casework.moving import Line, places, score
from kept.rulebook import Rulebook
from kept.rulebook.moves import MoveRule
from kept.store.models import Association, Case, MoveListing, Thread
from kept.store.models import Event as EventRow

TRANSFER, EXCHANGE, SUCCESSION, DEATH = "transfer", "exchange", "succession", "death"
WAITING = ("listed", "offered")
POSITION_TOLD, FORM_SENT, REMINDED = "transfer.position_told", "succession.form_sent", "succession.reminded"
FORM_BACK = "succession.form_returned"


@dataclass(frozen=True, slots=True)
class Told:
    """What somebody was last told of their place and points, and when."""

    place: int
    points: int
    at: datetime


@dataclass(frozen=True, slots=True)
class Listed:
    """One who stands on the list."""

    thread: Thread
    points: int
    lines: tuple[Line, ...]
    since: datetime
    place: int
    told: Told | None

    @property
    def up_to_date(self) -> bool:
        """Whether what they were told is so today."""
        return self.told is not None and (self.told.place, self.told.points) == (self.place, self.points)


def rules_of_moves(rulebook: Rulebook) -> tuple[MoveRule, ...]:
    """Points, ways, grounds, limits, features and circumstances, as this house has them."""
    return tuple(rulebook.room("moves"))


def on_list(here: Association) -> QuerySet[MoveListing]:
    """The rows of those whose case says that they wait."""
    going_on = Case.objects.filter(association=here, type=TRANSFER, state__in=WAITING, ended=False)
    return MoveListing.objects.filter(association=here, thread__in=going_on.values("thread"))


def listed(here: Association, rules: Sequence[MoveRule]) -> tuple[Listed, ...]:
    """Everybody on the list, first place first. Points count as the scheme stands today. Two queries."""
    rows = list(on_list(here).select_related("thread", "thread__person", "thread__person__merged_into"))
    scored = {each.pk: score(rules, each.breakdown) for each in rows}
    place = places((each.pk, scored[each.pk].total, each.listed_at) for each in rows)
    told = last_told(here, [each.thread_id for each in rows])
    found = [
        Listed(
            each.thread,
            scored[each.pk].total,
            scored[each.pk].lines,
            each.listed_at,
            place[each.pk],
            told.get(each.thread_id),
        )
        for each in rows
    ]
    return tuple(sorted(found, key=lambda each: each.place))


def last_told(here: Association, threads: Iterable[int]) -> dict[int, Told]:
    """What each of these was last told of their place and points."""
    rows = EventRow.objects.filter(association=here, thread__in=list(threads), kind=POSITION_TOLD)
    found: dict[int, Told] = {}
    for thread, facts, at in rows.order_by("happened_at", "id").values_list("thread", "facts", "happened_at"):
        found[thread] = Told(int(facts.get("place") or 0), int(facts.get("points") or 0), at)
    return found


def to_tell(rows: Iterable[Listed]) -> tuple[Listed, ...]:
    """Those who have not been told what is so today."""
    return tuple(each for each in rows if not each.up_to_date)


@dataclass(frozen=True, slots=True)
class FormOut:
    """A form to take over that has not come back: since when, and how often somebody reminded them."""

    thread: Thread
    sent_at: datetime
    reminded: int
    last_at: datetime


def forms_out(threads: QuerySet[Thread, Any]) -> tuple[FormOut, ...]:
    """Every form that is still out, the oldest first. Two queries."""
    cases = Case.objects.filter(thread__in=threads, type__in=(SUCCESSION, DEATH), ended=False)
    rows = cases.select_related("thread", "thread__person", "thread__person__merged_into")
    mine = {each.thread_id: each.thread for each in rows}
    kinds = (FORM_SENT, REMINDED, FORM_BACK)
    events = EventRow.objects.filter(thread__in=list(mine), kind__in=kinds).order_by("happened_at", "id")
    out: dict[int, FormOut] = {}
    for thread, kind, facts, at in events.values_list("thread", "kind", "facts", "happened_at"):
        before = out.get(thread)
        if kind == FORM_SENT:
            out[thread] = FormOut(mine[thread], before.sent_at if before else at, 0, at)
        elif kind == REMINDED and before is not None:
            out[thread] = FormOut(before.thread, before.sent_at, before.reminded + 1, at)
        elif kind == FORM_BACK and facts.get("whole"):
            out.pop(thread, None)
    return tuple(sorted(out.values(), key=lambda each: each.sent_at))


def to_decide(threads: QuerySet[Thread, Any]) -> list[tuple[Thread, str, datetime]]:
    """The swaps that wait for our answer: each with the kind of tenancy, and since when."""
    cases = Case.objects.filter(thread__in=threads, type=EXCHANGE, state="to-decide", ended=False)
    rows = {each.thread_id: each.thread for each in cases.select_related("thread", "thread__person")}
    asked = EventRow.objects.filter(thread__in=list(rows), kind="exchange.requested").order_by(
        "happened_at", "id"
    )
    found = {
        thread: (rows[thread], str(facts.get("tenancy_kind") or ""), at)
        for thread, facts, at in asked.values_list("thread", "facts", "happened_at")
    }
    return sorted(found.values(), key=lambda each: each[2])
