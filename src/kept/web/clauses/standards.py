"""Which standards do we hold ourselves to, how does each stand, and where is there none?

    standards_page(here, found).parts[0].rows[0].share      # "94 %": this quarter

Beside the house's own figures stand those of whoever looks, of the last four weeks, which nobody else sees
here. What is done about a standard, from the register of improvements, stands beside it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from django.urls import reverse
from django.utils.translation import gettext as _

from kept.casework.recurring import period_of
from kept.rulebook.answering import who_answers
from kept.rulebook.model import Clause
from kept.rulebook.standards import Way, is_standard, standards, unowned, ways, without
from kept.store import mine
from kept.store.accounts import people_at
from kept.store.models import RegisterEntry
from kept.store.sections import sections_of
from kept.web.clauses.figures import Found
from kept.web.clauses.improving import Doing, all_doing, begin, in_a_line
from kept.web.clauses.keepers import keeper_of, name_of
from kept.web.shared.access import Here
from kept.web.shared.measuring import share_words
from kept.web.shared.shares import Counts
from kept.web.shared.words import day_words

FOUR_WEEKS = timedelta(weeks=4)


@dataclass(frozen=True, slots=True)
class Row:
    """One standard: what it asks, whose it is, how it is watched, and how it stands."""

    clause: str
    name: str
    address: str
    target: str
    owner: str
    watched: str
    share: str
    before: str
    running: str
    mine: str
    doing: tuple[Doing, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """One service: a section of the document."""

    title: str
    anchor: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class WayRow:
    """One sort of contact, with how many times and shares it has."""

    label: str
    timed: str
    stands: str
    level: str
    levels: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Named:
    """A clause by its name and address."""

    name: str
    clause: str
    address: str


@dataclass(frozen=True, slots=True)
class StandardsPage:
    """The page."""

    version: str
    says: str
    parts: tuple[Part, ...]
    ways: tuple[WayRow, ...]
    areas: tuple[str, ...]
    unowned: tuple[Named, ...]
    unkept: tuple[Named, ...]
    vacant: tuple[str, ...]
    other: tuple[Doing, ...]
    new: str


def standards_page(here: Here, found: Found) -> StandardsPage:
    """Every standard of the policy, by service."""
    rulebook, posts = here.rulebook, here.rulebook.room("answering")
    sections = sections_of(here.association, rulebook)
    kept = standards(rulebook)
    own = _mine(here, found.today)
    doing = all_doing(here)
    by_id = {each.id: each for each in kept}
    parts = tuple(
        Part(
            each.title,
            f"service-{number}",
            tuple(_row(here, found, by_id[id_], own, doing) for id_ in each.clauses if id_ in by_id),
        )
        for number, each in enumerate(sections, 1)
    )
    answered = [each.id for each in kept if who_answers(posts, each.id)]
    return StandardsPage(
        version=rulebook.version[:12],
        says=_("Version %(version)s, in force from %(day)s.")
        % {"version": rulebook.version[:12], "day": day_words(rulebook.starts_on)},
        parts=tuple(each for each in parts if each.rows),
        ways=tuple(_way(here, found, each) for each in ways(rulebook)),
        areas=without(rulebook, sections),
        unowned=tuple(_named(here, each) for each in unowned(kept, answered)),
        unkept=tuple(_named(here, each) for each in rulebook.clauses if each.pending),
        vacant=tuple(_vacant(here, found.today)),
        other=tuple(
            in_a_line(here, each) for name, some in doing.items() if name not in by_id for each in some
        ),
        new=begin(here),
    )


def _way(here: Here, found: Found, way: Way) -> WayRow:
    """One way of reaching us: its times and levels, with how they stand this quarter (wessex:p8.5)."""
    times = [found.quarter(each) for each in way.timed]
    counted, kept = sum(each.counted for each in times), sum(each.kept for each in times)
    said = {"kept": f"{kept:,}", "of": f"{counted:,}"}
    return WayRow(
        way.label,
        _number(len(way.timed)),
        _("%(kept)s of %(of)s kept") % said if counted else "",
        _number(len(way.levels)),
        tuple(_level(here, found, each) for each in way.levels),
    )


def _level(here: Here, found: Found, clause: str) -> str:
    """A level by its name, its target and what it is."""
    known = here.rulebook.clause_by_id[clause]
    share, _before, _running = _stands(found, known)
    said = {"name": name_of(known), "target": keeper_of(known, here.rulebook).facts[0].value}
    return _("%(name)s: %(target)s. Now: %(share)s") % {**said, "share": share or _("nothing counted yet")}


def _number(n: int) -> str:
    return f"{n:,}" if n else ""


def _row(
    here: Here,
    found: Found,
    clause: Clause,
    own: Mapping[str, str],
    doing: Mapping[str, list[RegisterEntry]],
) -> Row:
    keeper = keeper_of(clause, here.rulebook)
    share, before, running = _stands(found, clause)
    return Row(
        clause=clause.id,
        name=name_of(clause),
        address=reverse("clauses-one", args=[here.slug, clause.id]),
        target=keeper.facts[0].value,
        owner=_owner(here, clause),
        watched=_watched(clause),
        share=share,
        before=before,
        running=running,
        mine=own.get(clause.id, ""),
        doing=tuple(in_a_line(here, each) for each in doing.get(clause.id, ())),
    )


def _stands(found: Found, clause: Clause) -> tuple[str, str, str]:
    """The share of this quarter and of the one before, and what runs."""
    if clause.measure is not None:
        shares = found.shares.get(clause.id, ())
        return (share_words(shares[0]).share if shares else ""), "", ""
    now, before = found.quarter(clause.id), _quarter_before(found, clause.id)
    return (
        now.share if now.counted else "",
        before.share if before.counted else "",
        f"{now.running:,}" if now.running else "",
    )


def _quarter_before(found: Found, clause: str) -> Counts:
    this, _last = period_of(3, found.today)
    first, last = period_of(3, this - timedelta(days=1))
    return found.between(clause, first, last.replace(day=1))


def _owner(here: Here, clause: Clause) -> str:
    post = who_answers(here.rulebook.room("answering"), clause.id)
    if post is not None:
        return post.who
    said = keeper_of(clause, here.rulebook).facts
    return next((each.value for each in said if each.label == _("Whose")), "")


def _watched(clause: Clause) -> str:
    if clause.measure is not None:
        return _("a share, counted from what is on record")
    assert clause.promise is not None
    return _("each time that it falls due") if clause.promise.duty else _("a clock on each contact")


def _mine(here: Here, today: date) -> Mapping[str, str]:
    """How many of the promises of whoever looks were kept in four weeks."""
    me = here.membership
    found = mine.own(here.association, me, account=me.account_id, since=today - FOUR_WEEKS, until=today)
    return {
        each.promise: _("%(kept)s of %(of)s") % {"kept": f"{each.kept:,}", "of": f"{each.denominator:,}"}
        for each in found
        if each.denominator
    }


def _named(here: Here, clause: Clause) -> Named:
    name = name_of(clause) if is_standard(clause) else clause.says
    return Named(name, clause.id, reverse("clauses-one", args=[here.slug, clause.id]))


def _vacant(here: Here, today: date) -> Iterable[str]:
    """Posts that answer for clauses and that nobody holds now."""
    posts = here.rulebook.room("answering")
    held = {(each.role, each.team.slug if each.team else "") for each in people_at(here.association, today)}
    roles = {role for role, _team in held}
    for each in posts:
        teams = [team for team in each.teams if (each.role, team) in held]
        if each.role not in roles or (each.teams and not teams):
            yield each.who
