"""Which surveys are there, what came of them, how many forms lie where, and how often are they offered?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from random import Random

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from kept.actions import survey_stock
from kept.casework import Refused
from kept.casework.permissions import Permission
from kept.casework.surveying import FEWEST, Offers, offers
from kept.rulebook.surveys import OPEN, Survey
from kept.store import surveys as stored
from kept.store.housing import today
from kept.store.models import Membership, Office, SurveyReply
from kept.web.shared.access import Here
from kept.web.shared.asking import answers_of
from kept.web.shared.fields import Choice
from kept.web.shared.frame import page
from kept.web.shared.keeping import SimpleError, typed_again
from kept.web.shared.words import day_words, moment_words
from kept.web.surveys.words import (
    DIVISIONS,
    Divided,
    QuestionResult,
    divided,
    period_of,
    results_of,
)

LIMIT, LONGEST_WORDS = 5_000, 60


@dataclass(frozen=True, slots=True)
class Line:
    """One survey in the list."""

    label: str
    says: str
    address: str
    paper: str
    enter: str
    open_address: str
    answers: int


@dataclass(frozen=True, slots=True)
class StockLine:
    """The forms of one survey at one office."""

    office: str
    office_slug: str
    survey: str
    survey_name: str
    left: str
    low: bool
    when: str
    id: str


@dataclass(frozen=True, slots=True)
class SurveysPage:
    """Every survey, and the forms to pick up."""

    customers: tuple[Line, ...]
    observers: tuple[Line, ...]
    stock: tuple[StockLine, ...]
    stock_action: str
    shops: str
    reviews: str
    conduct: str
    records: bool
    errors: tuple[SimpleError, ...] = ()


def surveys(request: HttpRequest, here: Here) -> HttpResponse:
    """The list; and what somebody counted at an office."""
    if request.method != "POST" or typed_again(request):
        return _list(request, here)
    typed = request.POST.get("left", "").strip()
    digits = typed.removeprefix("-")
    office, survey = request.POST.get("office", ""), request.POST.get("survey", "")
    where = f"left-{office}-{survey}"
    if not digits.isascii() or not digits.isdigit() or len(digits) > 6:
        return _list(request, here, SimpleError(_("Type how many forms lie there in figures, or 0."), where))
    done = survey_stock.count(
        association=here.association,
        office=office,
        survey=survey,
        left=int(typed),
        by=here.by,
        at=here.at,
        membership=here.membership,
    )
    if isinstance(done, Refused):
        return _list(request, here, SimpleError(done.sentence, where))
    messages.success(request, _("The count is on record."))
    return redirect("surveys", here.slug)


def _list(request: HttpRequest, here: Here, *errors: SimpleError) -> HttpResponse:
    found = stored.surveys_of(here.rulebook)
    rows = SurveyReply.objects.filter(association=here.association, about__isnull=True)
    counted: dict[str, int] = {}
    for name in rows.values_list("survey", flat=True).order_by():
        counted[name] = counted.get(name, 0) + 1
    lines = {each.name: _line(here, each, counted.get(each.name, 0)) for each in found}
    view = SurveysPage(
        customers=tuple(lines[each.name] for each in found if each.asked_of == "customer"),
        observers=tuple(lines[each.name] for each in found if each.asked_of == "observer"),
        stock=_stock(here, found),
        stock_action=reverse("surveys", args=[here.slug]),
        shops=reverse("shops", args=[here.slug]),
        reviews=reverse("reviews", args=[here.slug]),
        conduct=reverse("conduct", args=[here.slug]) if here.may(Permission.RECORD) else "",
        records=here.may(Permission.RECORD),
        errors=errors,
    )
    status = 422 if errors else 200
    return page(request, "surveys/surveys.html", view, title=_("Surveys"), here=here, status=status)


def _line(here: Here, survey: Survey, answers: int) -> Line:
    args = [here.slug, survey.name]
    return Line(
        survey.label,
        survey.says,
        reverse("question-opened", args=args),
        reverse("survey-paper", args=args),
        reverse("survey-enter", args=args) if here.may(Permission.RECORD) else "",
        reverse("survey-open", args=args) if OPEN in survey.ways else "",
        answers,
    )


def _stock(here: Here, found: tuple[Survey, ...]) -> tuple[StockLine, ...]:
    last = stored.stock(here.association)
    lines = []
    for office in Office.objects.filter(association=here.association).order_by("name"):
        for survey in found:
            if not survey.at_offices:
                continue
            row = last.get((office.pk, survey.name))
            lines.append(
                StockLine(
                    office.name,
                    office.slug,
                    survey.label,
                    survey.name,
                    str(row.left) if row else _("never counted"),
                    row is None or row.left < survey.at_offices,
                    moment_words(row.at, here.calendar) if row else "",
                    f"left-{office.slug}-{survey.name}",
                )
            )
    return tuple(lines)


@dataclass(frozen=True, slots=True)
class OfferLine:
    """How often a survey was offered, by one team or by one colleague."""

    name: str
    taken: int
    declined: int
    not_offered: int
    share: str


@dataclass(frozen=True, slots=True)
class SurveyPage:
    """One survey: its questions and what came of them."""

    heading: str
    says: str
    back: str
    action: str
    since: str
    until: str
    period: str
    n: int
    results: tuple[QuestionResult, ...]
    divisions: tuple[Choice, ...]
    asked: tuple[str, ...]
    parts: tuple[Divided, ...]
    words: tuple[str, ...]
    offered: bool
    teams: tuple[OfferLine, ...]
    people: tuple[OfferLine, ...]
    fewest: int
    errors: tuple[SimpleError, ...] = ()


def survey_of(here: Here, name: str) -> Survey:
    """The survey of that name here, or nothing at all."""
    found = stored.survey_named(here.rulebook, name)
    if found is None:
        raise Http404
    return found


def survey(request: HttpRequest, here: Here, name: str) -> HttpResponse:
    """Results of one survey: of a period, as a whole and divided; never a person's."""
    found = survey_of(here, name)
    typed = {each: request.GET.get(each, "").strip()[:20] for each in ("since", "until", "by")}
    period = period_of(typed, today(here.association, here.at))
    by = typed["by"] if typed["by"] in DIVISIONS else "team"
    rows = stored.replies(here.association, found.name, period.since, period.until)
    replies = list(rows.order_by("id")[:LIMIT]) if not found.review else []
    asked, parts = divided(here, found, replies, by)
    year = here.calendar.local(here.at).year
    said = {"since": day_words(period.since, year), "until": day_words(period.until, year)}
    began = datetime.combine(period.since, datetime.min.time(), here.calendar.tz).astimezone(UTC)
    ended = datetime.combine(period.until + timedelta(days=1), datetime.min.time(), here.calendar.tz)
    view = SurveyPage(
        heading=found.label,
        says=found.says,
        back=reverse("surveys", args=[here.slug]),
        action=reverse("question-opened", args=[here.slug, found.name]),
        since=period.since.isoformat(),
        until=period.until.isoformat(),
        period=_("From %(since)s to %(until)s") % said,
        n=len(replies),
        results=results_of(found, replies),
        divisions=tuple(Choice(slug, str(label), slug == by) for slug, label in DIVISIONS.items()),
        asked=asked,
        parts=parts,
        words=_words(here, found, replies),
        offered=bool(found.after),
        teams=_teams(here, found, began, ended.astimezone(UTC)),
        people=_people(here, found, began, ended.astimezone(UTC)),
        fewest=FEWEST,
        errors=(SimpleError(period.error, "since"),) if period.error else (),
    )
    status = 422 if view.errors else 200
    return page(request, "surveys/survey.html", view, title=found.label, here=here, status=status)


def _words(here: Here, survey: Survey, replies: list[SurveyReply]) -> tuple[str, ...]:
    """What was written, for those who lead, in no order; nothing where so few answered."""
    if not here.may(Permission.SPLITS) or len(replies) < FEWEST:
        return ()
    found = [text for each in replies for text in each.words.values() if text]
    Random(f"{survey.name} {len(found)}").shuffle(found)
    return tuple(found[:LONGEST_WORDS])


def _teams(here: Here, survey: Survey, since: datetime, until: datetime) -> tuple[OfferLine, ...]:
    rows = stored.offered(here.association, survey.name, since, until, "team__name")
    return _offer_lines({(row[0] or _("Not known")): {} for row in rows}, rows)


def _people(here: Here, survey: Survey, since: datetime, until: datetime) -> tuple[OfferLine, ...]:
    """One's own, and those of one's team for whoever leads it: never another's."""
    member = here.membership
    accounts = {member.account_id}
    if member.role == "manager" and member.team_id is not None:
        rows = Membership.objects.filter(association=here.association, team=member.team_id)
        accounts |= set(rows.values_list("account", flat=True))
    found = stored.offered(here.association, survey.name, since, until, "account__name", "account")
    mine = [(name, answer, n) for name, account, answer, n in found if account in accounts]
    return _offer_lines({name: {} for name, _answer, _n in mine}, mine)


def _offer_lines(names: Mapping[str, object], rows: object) -> tuple[OfferLine, ...]:
    counted: dict[str, dict[str, int]] = {name: {} for name in names}
    for name, answer, n in rows:  # type: ignore[attr-defined]
        counted.setdefault(name or _("Not known"), {})[answer] = n
    return tuple(_offer_line(name, offers(counted[name].items())) for name in sorted(counted))


def _offer_line(name: str, found: Offers) -> OfferLine:
    share = f"{found.share:.0f} %" if found.share is not None else "–"
    return OfferLine(name, found.taken, found.declined, found.not_offered, share)


@dataclass(frozen=True, slots=True)
class Paper:
    """The form to be printed."""

    heading: str
    says: str
    back: str
    place: str
    large: bool
    other: str
    questions: tuple[tuple[str, tuple[str, ...]], ...]
    errors: tuple[SimpleError, ...] = ()


def paper(request: HttpRequest, here: Here, name: str) -> HttpResponse:
    """The form on paper, in ordinary or in large letters."""
    found = survey_of(here, name)
    large = request.GET.get("large") == "yes"
    view = Paper(
        found.label,
        found.says,
        reverse("surveys", args=[here.slug]),
        here.name,
        large,
        "?" if large else "?large=yes",
        tuple((each.asks, tuple(label for _slug, label in answers_of(each))) for each in found.questions),
    )
    return page(request, "surveys/paper.html", view, title=found.label, here=here)
