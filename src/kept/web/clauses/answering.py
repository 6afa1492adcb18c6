"""Who answers for which clauses, and how do theirs stand?

answering_page(here, found).posts[0].rows[0].late      # "3": running, and past their time
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kept.casework.permissions import Permission
from kept.rulebook.answering import Answering, who_answers
from kept.rulebook.model import Clause
from kept.web.clauses.figures import Found
from kept.web.clauses.keepers import name_of
from kept.web.clauses.procedures import Bare, bare, procedures
from kept.web.shared.access import Here


@dataclass(frozen=True, slots=True)
class PostRow:
    """One promise that somebody answers for: how it was kept this quarter, and where its cases are."""

    name: str
    clause: str
    address: str
    share: str
    broken: str
    running: str
    cases: str


@dataclass(frozen=True, slots=True)
class Post:
    """Who answers, for how much, and the promises among it."""

    who: str
    anchor: str
    says: str
    rows: tuple[PostRow, ...]


@dataclass(frozen=True, slots=True)
class AnsweringPage:
    """The page; without posts it says how they are named."""

    posts: tuple[Post, ...]
    procedures: bool = False
    bare: tuple[Bare, ...] = ()


def answering_page(here: Here, found: Found) -> AnsweringPage:
    """Every post in the order of the association's file."""
    posts: tuple[Answering, ...] = here.rulebook.room("answering")
    theirs: dict[str, list[Clause]] = {each.name: [] for each in posts}
    for clause in here.rulebook.clauses:
        post = who_answers(posts, clause.id)
        if post is not None:
            theirs[post.name].append(clause)
    held = procedures(here)
    return AnsweringPage(
        tuple(_post(here, found, each, theirs[each.name]) for each in posts),
        held is not None,
        bare(here, held) if held is not None else (),
    )


def _post(here: Here, found: Found, post: Answering, clauses: list[Clause]) -> Post:
    n = len(clauses)
    said = ngettext("%(n)s clause.", "%(n)s clauses.", n) % {"n": n}
    teams = dict(here.rulebook.association.teams)
    if post.teams:
        said += " " + _("Told of what is broken in it: %(teams)s.") % {
            "teams": ", ".join(teams[each] for each in post.teams)
        }
    return Post(post.who, f"post-{post.name}", said, tuple(_rows(here, found, clauses)))


def _rows(here: Here, found: Found, clauses: Iterable[Clause]) -> Iterable[PostRow]:
    for each in clauses:
        if each.promise is None:
            continue
        counts = found.quarter(each.id)
        cases = reverse("performance-clause", args=[here.slug, each.id])
        yield PostRow(
            name_of(each),
            each.id,
            reverse("clauses-one", args=[here.slug, each.id]),
            counts.share if counts.counted else _("nothing yet"),
            f"{counts.broken:,}",
            f"{counts.running:,}",
            f"{cases}?period=quarter" if counts.anything and here.may(Permission.SEE) else "",
        )


def answers_words(here: Here, clause: Clause) -> str:
    """Who answers for one clause; empty where nobody is named."""
    post = who_answers(here.rulebook.room("answering"), clause.id)
    return post.who if post else ""
