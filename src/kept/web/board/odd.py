"""What in the record of the last week is worth a question?

For whoever leads a team, about that team alone: no page shows one manager another's people, and nobody is
shown what is to be asked of themselves.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from kept.casework.oddities import (
    BACK_DATED,
    EXCUSED_BY,
    EXCUSED_FOR,
    IN_BULK,
    LAST_MOMENT,
    PAUSED_LATE,
    Oddity,
    oddities,
)
from kept.store import board
from kept.store.board import Crew
from kept.store.oddities import week_of
from kept.web.board.asked import Asked
from kept.web.board.fetch import Place, place_of, team_of
from kept.web.board.present import teams_of
from kept.web.shared.access import Here
from kept.web.shared.fields import Choice
from kept.web.shared.frame import page
from kept.web.shared.promising import promise_name
from kept.web.shared.words import day_words

ONE_WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Pattern:
    """One thing to ask about: what was seen, what may well be behind it, and where to look."""

    heading: str
    says: str
    perhaps: str
    threads: tuple[tuple[str, str], ...]
    more: str


@dataclass(frozen=True, slots=True)
class OddPage:
    """The page."""

    team: str
    teams: tuple[Choice, ...]
    since: str
    leads: bool
    patterns: tuple[Pattern, ...]
    people: int
    back: str
    errors: tuple[str, ...] = ()


def odd(request: HttpRequest, here: Here) -> HttpResponse:
    """The patterns of the last seven days."""
    place = place_of(here)
    asked = Asked.of(here, request.GET, place.teams)
    team, crew = team_of(place, asked), place.crew(asked.team)
    handles = looked_at(here, place, crew)
    since = here.at - ONE_WEEK
    week = week_of(here.membership, here.rulebook, handles=handles, since=since, at=here.at)
    view = OddPage(
        team=team.name if team else _("Every team"),
        teams=teams_of(asked, place),
        since=day_words(here.calendar.local(since).date()),
        leads=bool(handles) or board.leads(here.membership, team.pk if team else None),
        patterns=tuple(_pattern(here, place, each) for each in oddities(week)),
        people=len(handles),
        back=f"{reverse('morning', args=[here.slug])}?team={asked.team}",
    )
    return page(request, "board/odd.html", view, title=_("Odd patterns"), here=here)


def looked_at(here: Here, place: Place, crew: Crew | None) -> list[str]:
    """The handles of those whose line manager this is, among the crew or everybody; never their own."""
    return [
        each.account.handle
        for each in place.people
        if each.account_id != here.membership.account_id
        and (crew is None or each.account_id in crew.people)
        and board.leads(here.membership, each.team_id)
    ]


def _pattern(here: Here, place: Place, each: Oddity) -> Pattern:
    name = next((one.account.name for one in place.people if one.account.handle == each.by), each.by)
    promise = promise_name(here.rulebook.promises.get(each.promise), each.promise) if each.promise else ""
    words = {"who": name, "n": f"{each.number:,}", "of": f"{each.of:,}", "promise": promise}
    heading, says, perhaps = map(str, _SAID[each.what])
    hidden = each.number - len(each.threads)
    return Pattern(
        heading,
        says % words,
        perhaps,
        tuple((ref, reverse("thread", args=[here.slug, ref])) for ref in each.threads),
        ngettext("and %(n)s more", "and %(n)s more", hidden) % {"n": f"{hidden:,}"} if hidden > 0 else "",
    )


# What was seen, and what may well be behind it.
_SAID = {
    LAST_MOMENT: (
        gettext_lazy("Done at the last moment"),
        gettext_lazy("%(who)s kept %(n)s of %(of)s promises in the last fiftieth of the time there was."),
        gettext_lazy(
            "Perhaps there is too much to do, and the Desk is worked from the top. Perhaps what is recorded"
            " is not what was done."
        ),
    ),
    PAUSED_LATE: (
        gettext_lazy("Paused when nearly over"),
        gettext_lazy("%(who)s paused %(n)s of %(of)s clocks when less than a tenth of their time was left."),
        gettext_lazy(
            "Perhaps what was missing only showed then. Ask whether it could have been asked for on the first"
            " day."
        ),
    ),
    IN_BULK: (
        gettext_lazy("Closed all at once"),
        gettext_lazy("%(who)s closed %(n)s contacts within five minutes, of %(of)s in the week."),
        gettext_lazy(
            "Perhaps it was a clear-out of what was long done. Look at two or three: were their customers"
            " told?"
        ),
    ),
    BACK_DATED: (
        gettext_lazy("Recorded as done before it ran out"),
        gettext_lazy("%(who)s recorded %(n)s of %(of)s answers after the time had passed, as given before."),
        gettext_lazy(
            "Perhaps the note on paper was typed up later. It counts as kept only with a document or a second"
            " person."
        ),
    ),
    EXCUSED_BY: (
        gettext_lazy("Excused by one person"),
        gettext_lazy("%(n)s of the %(of)s excuses of the week are by %(who)s."),
        gettext_lazy("Perhaps nobody else was there to judge. Read the reasons side by side."),
    ),
    EXCUSED_FOR: (
        gettext_lazy("Excused for one promise"),
        gettext_lazy("%(n)s of the %(of)s excuses of the week are for one promise: %(promise)s."),
        gettext_lazy(
            "Perhaps one cause lies behind them all. Then it is the cause that needs a decision, not each"
            " case."
        ),
    ),
}
