"""How does the team board read?

What a team has is for everybody here. How much of it single people have late is theirs and their line
manager's (practice 14): anybody else sees of each person how many contacts are open, which is what one has to
know before handing one over, and of the team the whole.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kept.casework.permissions import Permission
from kept.store import board
from kept.store.board import Load
from kept.store.refs import new_uid
from kept.web.board.asked import ALL, LISTS, NOBODY, UNEXPLAINED, Asked
from kept.web.board.fetch import MOST, Found, Place, team_of
from kept.web.board.giving import everything, reasons, takers
from kept.web.board.rows import Beside, Row, away_words, row_of
from kept.web.shared.access import Here
from kept.web.shared.fields import Choice
from kept.web.shared.keeping import SimpleError
from kept.web.shared.paging import Pages, counted_words

# What the numbers are of, in the order of the columns.
COLUMNS = (board.OPEN, board.LATE, board.TODAY, board.WEEK, board.ADRIFT, board.ASKED)


@dataclass(frozen=True, slots=True)
class Cell:
    """One number that leads to its list; hidden where it is not this person's to know."""

    label: str
    number: int
    address: str
    shown: bool = True


@dataclass(frozen=True, slots=True)
class Line:
    """One person, nobody, or one team of all."""

    name: str
    address: str
    away: str
    cells: tuple[Cell, ...]
    current: bool = False
    whole: bool = False


@dataclass(frozen=True, slots=True)
class Tab:
    """One list, with how much is on it."""

    label: str
    count: str
    address: str
    current: bool


@dataclass(frozen=True, slots=True)
class BoardPage:
    """The page. `typed` is what a form that was sent back had chosen."""

    team: str
    by_team: bool
    heads: tuple[str, ...]
    lines: tuple[Line, ...]
    teams: tuple[Choice, ...]
    offices: tuple[Choice, ...]
    hidden: tuple[tuple[str, str], ...]
    tabs: tuple[Tab, ...]
    list: str
    says: str
    whose: str
    figures: str
    everybodys: str
    rows: tuple[Row, ...]
    pages: Pages
    address: str
    moment: str
    clock: str
    news: str
    may_give: bool
    may_explain: bool
    takers: tuple[Choice, ...]
    reasons: tuple[Choice, ...]
    words: str
    everything: str
    all_chosen: bool
    together: str
    morning: str
    mine: str
    partly: bool
    errors: tuple[SimpleError, ...] = ()


@dataclass(frozen=True, slots=True)
class Typed:
    """What was chosen on a form that is shown again."""

    refs: frozenset[str] = frozenset()
    to: str = ""
    why: str = ""
    words: str = ""
    everything: bool = False
    errors: tuple[SimpleError, ...] = ()


LABELS = {
    board.OPEN: lambda: _("Open"),
    board.LATE: lambda: _("Late"),
    board.TODAY: lambda: _("Due today"),
    board.WEEK: lambda: _("Later this week"),
    board.ADRIFT: lambda: _("Nothing next"),
    board.ASKED: lambda: _("Asked twice"),
    UNEXPLAINED: lambda: _("Late without a reason"),
}


def board_page(here: Here, asked: Asked, found: Found, typed: Typed | None = None) -> BoardPage:
    """The page from what was fetched."""
    typed = typed or Typed()
    team = team_of(found.place, asked)
    beside = Beside(found.clocks, found.openings, found.words, found.former)
    may_give = here.may(Permission.REASSIGN)
    may_explain = here.may(Permission.RECORD) and asked.list in (UNEXPLAINED, board.LATE)
    local = here.calendar.local(here.at)
    lines = tuple(_by_team(here, asked, found) if team is None else _by_person(here, asked, found))
    says = _says(asked, found)
    return BoardPage(
        team=team.name if team else _("Every team"),
        by_team=team is None,
        heads=tuple(LABELS[each]() for each in COLUMNS),
        lines=lines,
        teams=teams_of(asked, found.place),
        offices=_offices(here, asked),
        hidden=tuple((name, value) for name, value in asked.query.items() if name == "list"),
        tabs=tuple(_tabs(here, asked, found)),
        list=asked.list,
        says=says,
        whose=_whose(asked, found),
        figures=_figures(here, asked, found),
        everybodys=asked.address(here, who=""),
        rows=tuple(
            row_of(here, found.place, each, beside, chosen=each.ref in typed.refs) for each in found.threads
        ),
        pages=found.pages,
        address=asked.address(here) + (f"&page={found.pages.number}" if found.pages.number > 1 else ""),
        moment=here.at.isoformat(),
        clock=f"{local:%H:%M}",
        news=says,
        may_give=may_give,
        may_explain=may_explain,
        takers=takers(found, typed.to) if may_give else (),
        reasons=reasons(here, typed.why) if may_explain else (),
        words=typed.words,
        everything=everything(found.pages),
        all_chosen=typed.everything,
        together=new_uid(),
        morning=f"{reverse('morning', args=[here.slug])}?team={asked.team}" if may_give else "",
        mine=reverse("mine", args=[here.slug]),
        partly=any(not cell.shown for each in lines for cell in each.cells),
        errors=typed.errors,
    )


def _by_team(here: Here, asked: Asked, found: Found) -> Iterable[Line]:
    """A line for each team that has people or contacts, one for those without a team, and all together."""
    place = found.place
    for team in place.teams:
        crew = place.crew(team.slug)
        assert crew is not None
        load = board.total([each for each in found.loads if crew.holds(each)])
        if crew.people or load.open:
            there = Asked(team=team.slug, office=asked.office)
            yield Line(team.name, there.address(here), "", _cells(here, there, load))
    rest = board.total([each for each in found.loads if not _of_a_team(place, each)])
    if rest.open:
        # No list is theirs alone: whoever is in no team is found by name.
        cells = tuple(Cell(LABELS[each](), getattr(rest, each), "") for each in COLUMNS)
        yield Line(_("No team"), "", "", cells)
    everything = replace_who(asked, "")
    yield Line(_("All together"), "", "", _cells(here, everything, board.total(found.loads)), whole=True)


def _of_a_team(place: Place, load: Load) -> bool:
    crews = [place.crew(each.slug) for each in place.teams]
    return any(each is not None and each.holds(load) for each in crews)


def _by_person(here: Here, asked: Asked, found: Found) -> Iterable[Line]:
    """A line for each person of the team, for nobody, for whoever left something here, and the whole team."""
    crew = found.crew
    assert crew is not None
    mine = [each for each in found.loads if crew.holds(each)]
    leads = board.leads(here.membership, crew.team)
    people = [each for each in found.place.people if each.account_id in crew.people]
    for each in people:
        own = each.account_id == here.membership.account_id
        yield _person(here, asked, found, mine, each.account_id, each.account.name, all_of_it=leads or own)
    for account, name in found.former.items():
        yield _person(here, asked, found, mine, account, name, all_of_it=leads)
    nobody = board.total([each for each in mine if each.owner is None])
    there = replace_who(asked, NOBODY)
    yield Line(
        _("Nobody"),
        there.address(here, list=board.OPEN),
        "",
        _cells(here, there, nobody),
        asked.who == NOBODY,
    )
    whole = replace_who(asked, "")
    yield Line(_("The whole team"), "", "", _cells(here, whole, board.total(mine)), whole=True)


def _person(
    here: Here, asked: Asked, found: Found, mine: Sequence[Load], account: int, name: str, *, all_of_it: bool
) -> Line:
    load = board.total([each for each in mine if each.owner == account])
    there = replace_who(asked, str(account))
    return Line(
        name,
        there.address(here, list=board.OPEN),
        away_words(here, found.place, account),
        _cells(here, there, load, all_of_it=all_of_it),
        asked.owner == account,
    )


def replace_who(asked: Asked, who: str) -> Asked:
    """The same choices for somebody else."""
    return Asked(asked.team, asked.office, asked.list, who)


def _cells(here: Here, asked: Asked, load: Load, *, all_of_it: bool = True) -> tuple[Cell, ...]:
    return tuple(
        Cell(
            LABELS[each](),
            getattr(load, each),
            asked.address(here, list=each),
            shown=all_of_it or each == board.OPEN,
        )
        for each in COLUMNS
    )


def teams_of(asked: Asked, place: Place) -> tuple[Choice, ...]:
    """The teams to choose from, all of them first."""
    every = Choice(ALL, _("Every team"), asked.team == ALL)
    return (every, *(Choice(each.slug, each.name, asked.team == each.slug) for each in place.teams))


def _offices(here: Here, asked: Asked) -> tuple[Choice, ...]:
    """The offices to choose from; none where there is but one."""
    offices = here.rulebook.association.offices
    if len(offices) < 2:
        return ()
    every = Choice("", _("All offices"), not asked.office)
    return (every, *(Choice(each.slug, each.name, asked.office == each.slug) for each in offices))


def _tabs(here: Here, asked: Asked, found: Found) -> Iterable[Tab]:
    mine = found.loads if found.crew is None else [each for each in found.loads if found.crew.holds(each)]
    if asked.who:
        wanted = None if asked.who == NOBODY else asked.owner
        mine = [each for each in mine if each.owner == wanted]
    load = board.total(mine)
    shown = _may_count(here, asked, found)
    for each in LISTS:
        current = each == asked.list
        # Whether a reason was given is looked up only where it is asked for.
        count = (
            counted_words(found.pages.total + found.pages.more, MOST)
            if each == UNEXPLAINED and current
            else ""
            if each == UNEXPLAINED or not (shown or each == board.OPEN)
            else f"{getattr(load, each):,}"
        )
        yield Tab(LABELS[each](), count, asked.address(here, list=each), current)


def _may_count(here: Here, asked: Asked, found: Found) -> bool:
    """Whether the numbers are this person's to know: a team's, their own, or of somebody whom they lead."""
    if asked.owner is None or asked.owner == here.membership.account_id:
        return True
    who = next((each for each in found.place.people if each.account_id == asked.owner), None)
    return board.leads(here.membership, who.team_id if who else None)


def _says(asked: Asked, found: Found) -> str:
    total = found.pages.total + found.pages.more
    words = {"n": counted_words(total, MOST)}
    match asked.list:
        case board.LATE:
            return ngettext("%(n)s is past its time.", "%(n)s are past their time.", total) % words
        case board.TODAY:
            return ngettext("%(n)s runs out today.", "%(n)s run out today.", total) % words
        case board.WEEK:
            return (
                ngettext(
                    "%(n)s more runs out by Sunday.",
                    "%(n)s more run out by Sunday.",
                    total,
                )
                % words
            )
        case board.ADRIFT:
            return (
                ngettext(
                    "%(n)s is open, and nothing says what comes next.",
                    "%(n)s are open, and nothing says what comes next.",
                    total,
                )
                % words
            )
        case board.ASKED:
            return (
                ngettext(
                    "%(n)s customer asked again about something still open. Two askings go to the manager.",
                    "%(n)s customers asked again about something still open. Two askings go to the manager.",
                    total,
                )
                % words
            )
        case board.OPEN:
            return ngettext("%(n)s is open.", "%(n)s are open.", total) % words
    return (
        ngettext(
            "%(n)s was not kept in the last four weeks, and nobody has said why.",
            "%(n)s were not kept in the last four weeks, and nobody has said why.",
            total,
        )
        % words
    )


def _figures(here: Here, asked: Asked, found: Found) -> str:
    """Where the figures are of whose list it is, for whoever may see them."""
    who = next((each for each in found.place.people if each.account_id == asked.owner), None)
    if who is None or not board.leads(here.membership, who.team_id):
        return ""
    return f"{reverse('mine', args=[here.slug])}?who={who.account_id}"


def _whose(asked: Asked, found: Found) -> str:
    """Whose list it is, where it is one person's."""
    if asked.who == NOBODY:
        return _("Nobody")
    account = asked.owner
    if account is None:
        return ""
    return found.place.name(account) or found.former.get(account, "")
