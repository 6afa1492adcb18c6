"""How do my own contacts stand, and how did they go?

A page for oneself. Whoever leads the team may open it for one of its people, and nobody else may: for them it
is not there.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kept.rulebook.model import HOUSE
from kept.store import board, mine
from kept.store.board import Times
from kept.store.models import Membership
from kept.web.board.asked import ALL, LONGEST_NUMBER, Asked
from kept.web.board.fetch import Place, place_of
from kept.web.board.present import COLUMNS, LABELS, Cell
from kept.web.shared.access import Here
from kept.web.shared.frame import page
from kept.web.shared.promising import promise_name
from kept.web.shared.words import day_words

FOUR_WEEKS = timedelta(weeks=4)


@dataclass(frozen=True, slots=True)
class OwnRow:
    """One promise: how many of how many."""

    name: str
    clause: str
    kept: str
    broken: int
    excused: int
    running: int


@dataclass(frozen=True, slots=True)
class MinePage:
    """The page. `own` where it is one's own."""

    name: str
    own: bool
    since: str
    until: str
    says: str
    cells: tuple[Cell, ...]
    rows: tuple[OwnRow, ...]
    back: str
    errors: tuple[str, ...] = ()


def my_figures(request: HttpRequest, here: Here) -> HttpResponse:
    """The figures of the last four weeks, of oneself or of one of one's people."""
    place = place_of(here)
    who = _whose(here, place, request.GET.get("who", ""))
    if who is None:
        raise Http404
    view = _view(here, place, who)
    return page(request, "board/mine.html", view, title=view.name, here=here)


def _whose(here: Here, place: Place, asked: str) -> Membership | None:
    """Whoever is meant: oneself, or somebody whom one leads."""
    me = here.membership
    if not asked or asked == str(me.account_id):
        return me
    if not (asked.isascii() and asked.isdigit() and len(asked) < LONGEST_NUMBER):
        return None
    found = next((each for each in place.people if each.account_id == int(asked)), None)
    return found if found is not None and board.leads(me, found.team_id) else None


def _view(here: Here, place: Place, who: Membership) -> MinePage:
    own = who.account_id == here.membership.account_id
    today = here.calendar.local(here.at).date()
    since = today - FOUR_WEEKS
    team = next((each.slug for each in place.teams if each.pk == who.team_id), ALL)
    asked = Asked(team=team, who=str(who.account_id))
    loads = board.loads(here.membership, Times.of(here.calendar, here.at))
    load = board.total([each for each in loads if each.owner == who.account_id])
    found = mine.own(here.association, here.membership, account=who.account_id, since=since, until=today)
    counted = [each for each in found if _counts(here, each.promise)]
    kept, of = sum(each.kept for each in counted), sum(each.denominator for each in counted)
    says = (
        ngettext("%(kept)s of %(of)s promise was kept.", "%(kept)s of %(of)s promises were kept.", of)
        % {"kept": f"{kept:,}", "of": f"{of:,}"}
        if of
        else _("No promise came due in that time.")
    )
    return MinePage(
        name=_("My own figures") if own else _("The figures of %(who)s") % {"who": who.account.name},
        own=own,
        since=day_words(since),
        until=day_words(today),
        says=says,
        cells=tuple(
            Cell(str(LABELS[each]()), getattr(load, each), asked.address(here, list=each)) for each in COLUMNS
        ),
        rows=tuple(
            OwnRow(
                promise_name(here.rulebook.promises.get(each.promise), each.promise),
                each.promise,
                _("%(kept)s of %(of)s") % {"kept": f"{each.kept:,}", "of": f"{each.denominator:,}"},
                each.broken,
                each.excused,
                each.running,
            )
            for each in found
        ),
        back=asked.address(here, who=""),
    )


def _counts(here: Here, promise: str) -> bool:
    """What Kept itself asks of every house is shown, and in no headline."""
    clause = here.rulebook.clause_by_id.get(promise)
    return clause is None or clause.source != HOUSE
