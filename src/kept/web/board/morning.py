"""What does somebody who leads a team have to know first thing in the morning?

One page, one sheet of paper: what came overnight, what ran out since yesterday and what runs out today, who
is away and who answers for them, and what nobody would look at otherwise.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kept.casework.oddities import oddities
from kept.casework.outside import SOURCES
from kept.rulebook.model import AFTER_ANY, DUTY_BEGAN, HAZARD_MARKED
from kept.store import board, capture, desk, morning, reasons
from kept.store.absences import told_from
from kept.store.board import Crew, Times
from kept.store.models import Notice, Team, Thread
from kept.store.oddities import week_of
from kept.web.board.asked import ALL, UNEXPLAINED, Asked
from kept.web.board.fetch import Place, openings_of, place_of, team_of, words_of
from kept.web.board.odd import ONE_WEEK, looked_at
from kept.web.board.present import teams_of
from kept.web.board.rows import Beside, Row, away_words, row_of
from kept.web.shared.access import Here
from kept.web.shared.fields import Choice
from kept.web.shared.frame import page
from kept.web.shared.paging import counted_words
from kept.web.shared.words import day_words, moment_words

SHOWN, MOST = 5, 200
A_DAY = timedelta(days=1)
TWICE = 2


@dataclass(frozen=True, slots=True)
class Part:
    """One thing to know: how many, the first few, and where the rest is. `bad` where it should not be."""

    id: str
    heading: str
    says: str
    rows: tuple[Row, ...] = ()
    lines: tuple[str, ...] = ()
    more: str = ""
    address: str = ""
    bad: bool = False


@dataclass(frozen=True, slots=True)
class MorningPage:
    """The page. What is not as it should be comes first."""

    day: str
    team: str
    teams: tuple[Choice, ...]
    parts: tuple[Part, ...]
    nothing: tuple[str, ...]
    board: str
    errors: tuple[str, ...] = ()


def morning_page(request: HttpRequest, here: Here) -> HttpResponse:
    """The page of today, of one's own team or of another."""
    place = place_of(here)
    asked = Asked.of(here, request.GET, place.teams)
    view = _view(here, place, asked)
    return page(request, "board/morning.html", view, title=_("This morning"), here=here)


def _view(here: Here, place: Place, asked: Asked) -> MorningPage:
    team = team_of(place, asked)
    found = _Morning(here, place, asked, team)
    parts = [*found.alarms(), *found.late(), *found.today(), *found.overnight(), *found.away()]
    parts += [*found.put_right(), *found.adrift(), *found.chased(), *found.nobody(), *found.unexplained()]
    parts += [*found.notices(), *found.captured(), *found.odd()]
    return MorningPage(
        day=day_words(here.calendar.local(here.at).date()),
        team=team.name if team else _("Every team"),
        teams=teams_of(asked, place),
        parts=tuple(parts),
        nothing=tuple(found.nothing),
        board=asked.address(here, list=board.TODAY),
    )


class _Morning:
    """The parts of one morning, each of a query or two. What is as it should be is named at the end."""

    def __init__(self, here: Here, place: Place, asked: Asked, team: Team | None) -> None:
        self.here, self.place, self.asked = here, place, asked
        self.crew: Crew | None = place.crew(asked.team)
        self.times = Times.of(here.calendar, here.at)
        loads = board.loads(here.membership, self.times)
        self.load = board.total([each for each in loads if self.crew is None or self.crew.holds(each)])
        self.team_id = team.pk if team else None
        self.nothing: list[str] = []

    def alarms(self) -> list[Part]:
        called = morning.called(self.here.membership, since=self.here.at - A_DAY, at=self.here.at)
        if not called:
            self.nothing.append(_("No safety alarm in the last day."))
            return []
        what = self.here.rulebook.kinds.get(HAZARD_MARKED)
        field = what.field("what") if what else None
        names = dict(field.choices) if field else {}
        lines = []
        for each in called[:SHOWN]:
            said = (
                _("%(what)s, %(when)s: %(ref)s")
                if each.answered
                else _("%(what)s, %(when)s: %(ref)s. Nobody answered.")
            )
            when = moment_words(each.since, self.here.calendar, self.here.calendar.local(self.here.at).year)
            lines.append(said % {"what": names.get(each.what, _("Alarm")), "when": when, "ref": each.thread})
        says = ngettext("%(n)s in the last day.", "%(n)s in the last day.", len(called)) % {"n": len(called)}
        return [Part("alarms", _("Safety alarms"), says, lines=tuple(lines), bad=True)]

    def late(self) -> list[Part]:
        since = self.times.today - 2 * A_DAY
        rows = reasons.broke(self.here.membership, since=since, at=self.here.at, crew=self.crew)
        fresh, shown = self._rows(rows)
        if not fresh and not self.load.late:
            self.nothing.append(_("Nothing is past its time."))
            return []
        if not fresh:
            shown = self._rows(board.listed(self.here.membership, board.LATE, self.times, crew=self.crew))[1]
        words = {"n": counted_words(fresh, MOST), "all": f"{self.load.late:,}"}
        says = _("New since yesterday morning: %(n)s. Still to do, old and new: %(all)s.") % words
        return [self._part("late", _("Late"), says, shown, board.LATE, bad=True)]

    def today(self) -> list[Part]:
        if not self.load.today:
            self.nothing.append(_("Nothing runs out today."))
            return []
        shown = self._rows(board.listed(self.here.membership, board.TODAY, self.times, crew=self.crew))[1]
        says = ngettext("%(n)s to do by tonight.", "%(n)s to do by tonight.", self.load.today)
        return [
            self._part("today", _("Runs out today"), says % {"n": f"{self.load.today:,}"}, shown, board.TODAY)
        ]

    def overnight(self) -> list[Part]:
        since = morning.closed_at(self.here.calendar, self.here.at)
        rows = morning.arrived(self.here.membership, since=since, at=self.here.at, crew=self.crew)
        count, shown = self._rows(rows)
        when = moment_words(since, self.here.calendar, self.here.calendar.local(self.here.at).year)
        if not count:
            self.nothing.append(_("Nothing new since the office closed at %(when)s.") % {"when": when})
            return []
        words = {"n": counted_words(count, MOST), "when": when}
        says = ngettext(
            "%(n)s since the office closed at %(when)s.", "%(n)s since the office closed at %(when)s.", count
        )
        return [Part("overnight", _("Came overnight"), says % words, rows=shown)]

    def away(self) -> list[Part]:
        crew = self.crew
        gone = []
        for each in told_from(self.here.association, self.here.at):
            mine = crew is None or each.account_id in crew.people
            if mine and each.from_at < self.times.today and self.place.name(each.account_id):
                said = away_words(self.here, self.place, each.account_id) or _("Away from %(time)s.") % {
                    "time": f"{self.here.calendar.local(each.from_at):%H:%M}"
                }
                gone.append(f"{self.place.name(each.account_id)}. {said}")
        lines = tuple(dict.fromkeys(gone))
        if not lines:
            self.nothing.append(_("Everybody is here."))
            return []
        uncovered = [each for each in self.place.away if each not in self.place.covers]
        bad = any(crew is None or each in crew.people for each in uncovered)
        says = ngettext("%(n)s person is away today.", "%(n)s people are away today.", len(lines))
        address = reverse("away", args=[self.here.slug])
        return [
            Part("away", _("Who is away"), says % {"n": len(lines)}, lines=lines, address=address, bad=bad)
        ]

    def put_right(self) -> list[Part]:
        rights = [each.clause for each in self.here.rulebook.promises.values() if each.after == AFTER_ANY]
        rows = morning.to_put_right(self.here.membership, rights, at=self.here.at, crew=self.crew)
        count, shown = self._rows(rows)
        if not count:
            self.nothing.append(_("Nobody waits for an apology."))
            return []
        says = ngettext(
            "%(n)s customer was let down and has not heard why.",
            "%(n)s customers were let down and have not heard why.",
            count,
        )
        words = {"n": counted_words(count, MOST)}
        return [Part("put-right", _("Apologies owed"), says % words, rows=shown, bad=True)]

    def adrift(self) -> list[Part]:
        if not self.load.adrift:
            self.nothing.append(_("Everything open has a next date."))
            return []
        shown = self._rows(board.listed(self.here.membership, board.ADRIFT, self.times, crew=self.crew))[1]
        says = ngettext("%(n)s has no next date.", "%(n)s have no next date.", self.load.adrift)
        words = {"n": f"{self.load.adrift:,}"}
        return [self._part("adrift", _("Nothing next"), says % words, shown, board.ADRIFT, bad=True)]

    def chased(self) -> list[Part]:
        rows = board.listed(self.here.membership, board.ASKED, self.times, crew=self.crew)
        count, shown = self._rows(rows.filter(asked__gte=TWICE))
        if not count:
            self.nothing.append(_("Nobody had to ask again twice."))
            return []
        says = ngettext(
            "%(n)s customer asked again twice or more. These are yours.",
            "%(n)s customers asked again twice or more. These are yours.",
            count,
        )
        words = {"n": counted_words(count, MOST)}
        return [self._part("chased", _("Asked again twice"), says % words, shown, board.ASKED, bad=True)]

    def nobody(self) -> list[Part]:
        rows = board.listed(self.here.membership, board.OPEN, self.times, crew=self.crew, nobody=True)
        began = self.here.rulebook.kinds.get(DUTY_BEGAN)
        # What recurs belongs to nobody until it is due, and is on the Desk by then.
        count, shown = self._rows(rows.exclude(kind=began.opens) if began and began.opens else rows)
        if not count:
            self.nothing.append(_("Everything open has an owner."))
            return []
        says = ngettext("%(n)s has no owner.", "%(n)s have no owner.", count)
        words = {"n": counted_words(count, MOST)}
        part = self._part("nobody", _("Nobody’s"), says % words, shown, board.OPEN, bad=True, who="nobody")
        return [part]

    def unexplained(self) -> list[Part]:
        since = self.here.at - ONE_WEEK
        rows = reasons.broke(
            self.here.membership, since=since, at=self.here.at, crew=self.crew, unexplained=True
        )
        count = len(rows.values_list("pk")[: MOST + 1])
        if not count:
            return []
        says = ngettext(
            "%(n)s was not kept in the last week, and nobody has said why.",
            "%(n)s were not kept in the last week, and nobody has said why.",
            count,
        )
        words = {"n": counted_words(count, MOST)}
        return [self._part("unexplained", _("Late without a reason"), says % words, (), UNEXPLAINED)]

    def notices(self) -> list[Part]:
        mine = Notice.objects.filter(account=self.here.membership.account_id, read_at__isnull=True)
        count = len(mine.values_list("pk")[: MOST + 1])
        if not count:
            return []
        says = ngettext("%(n)s not read yet.", "%(n)s not read yet.", count)
        address = reverse("notices", args=[self.here.slug])
        return [Part("notices", _("Told to you"), says % {"n": counted_words(count, MOST)}, address=address)]

    def captured(self) -> list[Part]:
        """How much of what others counted yesterday is on record; nothing where nobody counted."""
        yesterday = self.here.calendar.local(self.here.at - A_DAY).date()
        rates = capture.rates(self.here.association, yesterday, yesterday)
        lines = []
        for slug, source in SOURCES.items():
            rate = capture.in_all(rates, slug)
            if rate is not None and rate.share is not None:
                words = {"name": source.label, "n": f"{rate.recorded:,}", "of": f"{rate.counted:,}"}
                lines.append(_("%(name)s: %(n)s of %(of)s are on record.") % words)
        if not lines:
            return []
        return [Part("captured", _("Recorded yesterday"), "", lines=tuple(lines))]

    def odd(self) -> list[Part]:
        handles = looked_at(self.here, self.place, self.crew)
        since = self.here.at - ONE_WEEK
        week = week_of(
            self.here.membership, self.here.rulebook, handles=handles, since=since, at=self.here.at
        )
        count = len(oddities(week))
        address = f"{reverse('odd', args=[self.here.slug])}?team={self.asked.team or ALL}"
        says = (
            ngettext(
                "%(n)s thing in the last week to ask about.",
                "%(n)s things in the last week to ask about.",
                count,
            )
            % {"n": count}
            if count
            else _("Nothing in the last week to ask about.")
        )
        return [Part("odd", _("Odd patterns"), says, address=address)]

    def _rows(self, rows: QuerySet[Thread, Any]) -> tuple[int, tuple[Row, ...]]:
        """How many there are, counted so far and no further, and how the first few read."""
        shown = list(rows[: MOST + 1])
        first = shown[:SHOWN]
        openings = openings_of(self.here, first)
        beside = Beside(desk.clocks_of(first), openings, words_of(openings), {})
        return len(shown), tuple(row_of(self.here, self.place, each, beside) for each in first)

    def _part(
        self,
        id: str,
        heading: str,
        says: str,
        rows: tuple[Row, ...],
        which: str,
        *,
        bad: bool = False,
        who: str = "",
    ) -> Part:
        address = self.asked.address(self.here, list=which, who=who)
        return Part(id, heading, says, rows=rows, address=f"{address}#list", bad=bad)
