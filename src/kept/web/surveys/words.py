"""How do the results of a survey read: what is counted, of whom, and what is hidden?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.functional import Promise as Lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kept.casework.surveying import FEWEST, Counted, count, hide
from kept.rulebook.surveys import WORDS, Survey, SurveyQuestion
from kept.store.models import SurveyReply
from kept.web.shared.access import Here
from kept.web.shared.asking import answers_of
from kept.web.shared.groups import group_words
from kept.web.shared.moments import MomentError, read_date
from kept.web.shared.words import thread_words

CHANNELS: Mapping[str, Lazy | str] = {
    "office": gettext_lazy("At the office"),
    "telephone": gettext_lazy("By telephone"),
    "web": gettext_lazy("On the web site or by e-mail"),
    "visit": gettext_lazy("On a visit"),
    "letter": gettext_lazy("By letter"),
}
DIVISIONS: Mapping[str, Lazy | str] = {
    "team": gettext_lazy("By team"),
    "office": gettext_lazy("By office"),
    "channel": gettext_lazy("By channel"),
    "need": gettext_lazy("By need"),
    "matter": gettext_lazy("By matter"),
    "page": gettext_lazy("By page"),
    "contractor": gettext_lazy("By contractor"),
}
QUARTER = timedelta(days=91)
NOT_SAID = gettext_lazy("Not known")


@dataclass(frozen=True, slots=True)
class Period:
    """From which day to which, and what was wrong with the days that were typed."""

    since: date
    until: date
    error: str = ""


def period_of(typed: Mapping[str, str], today: date) -> Period:
    """The days that were asked for; the last quarter of a year otherwise."""
    usual = Period(today - QUARTER, today)
    try:
        since = read_date(typed["since"]) if typed.get("since") else usual.since
        until = read_date(typed["until"]) if typed.get("until") else usual.until
    except MomentError as problem:
        return Period(usual.since, usual.until, str(problem))
    if since > until:
        return Period(usual.since, usual.until, _("The first day comes before the last. Change one of them."))
    return Period(since, until)


@dataclass(frozen=True, slots=True)
class Bar:
    """One answer and how often it came."""

    label: str
    n: int


@dataclass(frozen=True, slots=True)
class QuestionResult:
    """One question and what came of it."""

    asks: str
    n: int
    share: str
    hidden: bool
    bars: tuple[Bar, ...]
    words: bool


def results_of(survey: Survey, replies: Sequence[SurveyReply]) -> tuple[QuestionResult, ...]:
    """Every question of the survey, with its answers; few are hidden."""
    counted = count(survey, [each.chosen for each in replies])
    return tuple(_result(each, counted.get(each.name, Counted(0))) for each in survey.questions)


def _result(question: SurveyQuestion, found: Counted) -> QuestionResult:
    labels = dict(answers_of(question))
    bars = tuple(Bar(labels.get(slug, slug), n) for slug, n in found.chosen) if not found.hidden else ()
    return QuestionResult(
        question.asks, found.n, share_words(found), found.hidden, bars, question.answer == WORDS
    )


def share_words(found: Counted) -> str:
    """How many of a hundred spoke for us; or that too few answered to say."""
    if found.hidden:
        return _("hidden: fewer than %(n)d") % {"n": FEWEST}
    return f"{found.share:.0f} %" if found.share is not None else "–"


@dataclass(frozen=True, slots=True)
class Divided:
    """One part of a division: how many answered there, and the share of each question."""

    name: str
    n: str
    shares: tuple[str, ...]


def divided(
    here: Here, survey: Survey, replies: Sequence[SurveyReply], by: str
) -> tuple[tuple[str, ...], tuple[Divided, ...]]:
    """The questions that are counted, and what came of them in each part."""
    asked = [each for each in survey.questions if each.answer != WORDS]
    parts: dict[str, list[SurveyReply]] = {}
    for each in replies:
        for name in parts_of(here, each, by):
            parts.setdefault(name, []).append(each)
    names = sorted(parts)
    cells: dict[str, dict[str, Counted]] = {name: {} for name in names}
    for question in asked:
        row = [(name, count(survey, [each.chosen for each in parts[name]])[question.name]) for name in names]
        for name, found in hide(row):
            cells[name][question.name] = found
    return tuple(each.asks for each in asked), tuple(
        Divided(
            name,
            str(len(parts[name])) if len(parts[name]) >= FEWEST else _("under %(n)d") % {"n": FEWEST},
            tuple(share_words(cells[name][each.name]) for each in asked),
        )
        for name in names
    )


def parts_of(here: Here, reply: SurveyReply, by: str) -> tuple[str, ...]:
    """Into which parts of the division an answer falls; somebody may have several needs."""
    match by:
        case "team":
            name = reply.team.name if reply.team else ""
        case "office":
            name = reply.office.name if reply.office else ""
        case "channel":
            name = str(CHANNELS.get(reply.channel, ""))
        case "matter":
            name = thread_words(reply.matter) if reply.matter else ""
        case "page":
            name = reply.page
        case "contractor":
            name = reply.contractor.name if reply.contractor else ""
        case _:
            found = tuple(group_words(each) for each in reply.needs)
            return found or (_("No need on record"),)
    return (name or str(NOT_SAID),)
