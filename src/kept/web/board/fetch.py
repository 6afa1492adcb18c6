"""What does the database give for the board, in a number of queries that does not grow with the rows?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db.models import QuerySet

from kept.store import absences, board, desk, reasons
from kept.store.board import Crew, Load, Times
from kept.store.models import Absence, Account, Clock, Event, EventText, Membership, Team, Thread
from kept.store.threads import openings
from kept.web.board.asked import ALL, NOBODY, UNEXPLAINED, Asked
from kept.web.shared.access import Here
from kept.web.shared.paging import Pages

SIZE = 40
MOST = 500
# How far back somebody is asked why a promise was not kept: after four weeks nobody remembers.
ASKED_BACK = timedelta(weeks=4)


@dataclass(frozen=True, slots=True)
class Place:
    """Who works here, and in which teams; who is away now, and who answers for them."""

    teams: Sequence[Team]
    people: Sequence[Membership]
    away: Mapping[int, Absence]
    covers: Mapping[int, int]

    def name(self, account: int) -> str:
        """What a colleague is called; empty for whoever does not work here any more."""
        return next((each.account.name for each in self.people if each.account_id == account), "")

    def crew(self, slug: str) -> Crew | None:
        """The team of that name as the board takes it; None for all."""
        team = next((each for each in self.teams if each.slug == slug), None)
        if team is None:
            return None
        mine = frozenset(each.account_id for each in self.people if each.team_id == team.pk)
        return Crew(team.pk, mine, frozenset(each.account_id for each in self.people))


@dataclass(frozen=True, slots=True)
class Found:
    """One page of a list, and the numbers of everybody."""

    place: Place
    times: Times
    loads: Sequence[Load]
    crew: Crew | None
    threads: tuple[Thread, ...]
    pages: Pages
    clocks: Mapping[int, Sequence[Clock]]
    openings: Mapping[int, Event]
    words: Mapping[int, Mapping[str, object]]
    former: Mapping[int, str]


def place_of(here: Here) -> Place:
    """The people and teams of the association now."""
    people = board.people(here.association, here.calendar.local(here.at).date())
    away = {each.account_id: each for each in reversed(list(absences.away_at(here.association, here.at)))}
    covers = absences.stand_ins(here.association, list(away), here.at) if away else {}
    return Place(list(Team.objects.order_by("name", "id")), people, away, covers)


def fetch(here: Here, place: Place, asked: Asked, query: Mapping[str, str]) -> Found:
    """The numbers, and one page of the list that was asked for."""
    times = Times.of(here.calendar, here.at)
    crew = place.crew(asked.team)
    loads = board.loads(here.membership, times, office=asked.office or None)
    total = _total(here, asked, times, crew, loads)
    pages = Pages.of({**asked.query, "page": query.get("page", "1")}, total=total, size=SIZE, most=MOST)
    threads = tuple(_listed(here, asked, times, crew)[pages.start : pages.stop])
    openings = openings_of(here, threads)
    return Found(
        place,
        times,
        loads,
        crew,
        threads,
        pages,
        desk.clocks_of(threads),
        openings,
        words_of(openings),
        _former(place, loads, crew),
    )


def chosen(here: Here, place: Place, asked: Asked) -> list[str]:
    """The references of everything on the list, as far as one goes at once."""
    times = Times.of(here.calendar, here.at)
    rows = _listed(here, asked, times, place.crew(asked.team))
    return list(rows.select_related(None).prefetch_related(None).values_list("ref", flat=True)[:MOST])


def _listed(here: Here, asked: Asked, times: Times, crew: Crew | None) -> QuerySet[Thread, Any]:
    """The list that was asked for, in its order."""
    if asked.list == UNEXPLAINED:
        since = here.at - ASKED_BACK
        return reasons.broke(
            here.membership, since=since, at=here.at, crew=crew, unexplained=True, **asked.narrowed
        )
    return board.listed(here.membership, asked.list, times, crew=crew, **asked.narrowed)


def _total(here: Here, asked: Asked, times: Times, crew: Crew | None, loads: Sequence[Load]) -> int:
    """How long the list is: what the numbers say, which are there already."""
    if asked.list == UNEXPLAINED:
        return len(_listed(here, asked, times, crew).values_list("pk")[: MOST + 1])
    mine = loads if crew is None else [each for each in loads if crew.holds(each)]
    if asked.who:
        wanted = None if asked.who == NOBODY else asked.owner
        mine = [each for each in mine if each.owner == wanted]
    return int(getattr(board.total(mine), asked.list))


def _former(place: Place, loads: Sequence[Load], crew: Crew | None) -> Mapping[int, str]:
    """The names of those who have something here and work here no more."""
    known = {each.account_id for each in place.people}
    here = (each.owner for each in loads if crew is None or crew.holds(each))
    held = {each for each in here if each is not None} - known
    return dict(Account.objects.filter(pk__in=held).values_list("pk", "name")) if held else {}


def openings_of(here: Here, threads: Sequence[Thread]) -> Mapping[int, Event]:
    """The event that began each thread."""
    return openings([each.pk for each in threads], here.rulebook.kinds) if threads else {}


def words_of(openings: Mapping[int, Event]) -> Mapping[int, Mapping[str, object]]:
    """The personal words of these events, by the id of the event."""
    ids = [each.pk for each in openings.values()]
    texts = EventText.objects.filter(event__in=ids, erased_at=None) if ids else ()
    return {each.event_id: each.words for each in texts}


def team_of(place: Place, asked: Asked) -> Team | None:
    """The team that is looked at; None for all."""
    return None if asked.team == ALL else next(each for each in place.teams if each.slug == asked.team)
