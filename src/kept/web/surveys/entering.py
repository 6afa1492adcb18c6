"""A form that came on paper, a mystery shop that was made, or a colleague's work that somebody looked at."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from kept.actions import conduct as conducting
from kept.actions import shops as shopping
from kept.actions import surveying
from kept.casework import Refused
from kept.casework.permissions import Permission
from kept.rulebook.model import Field
from kept.rulebook.surveys import PAPER, Survey
from kept.store import surveys as stored
from kept.store.accounts import people_at
from kept.store.housing import today
from kept.store.models import Event, MysteryShop, Office, SurveyReply
from kept.store.threads import visible_to
from kept.web.shared.access import Here
from kept.web.shared.asking import answers_of, fields_of
from kept.web.shared.frame import page
from kept.web.shared.keeping import SimpleError
from kept.web.shared.sheet import Sheet
from kept.web.shared.words import day_words, month_words
from kept.web.surveys.views import survey_of
from kept.web.surveys.words import CHANNELS

LAST = 50


def _offices(here: Here) -> tuple[tuple[str, str], ...]:
    rows = Office.objects.filter(association=here.association).order_by("name")
    return tuple(rows.values_list("slug", "name"))


def _colleagues(here: Here) -> tuple[tuple[str, str], ...]:
    members = people_at(here.association, today(here.association, here.at))
    return tuple(
        (each.account.handle, each.account.name)
        for each in members
        if each.account_id != here.membership.account_id
    )


def _before(here: Here, survey: Survey) -> tuple[Field, ...]:
    """What is asked beside the survey's own questions, about where it belongs."""
    if survey.review:
        return (
            Field(
                "about", _("Whose work did you look at?"), "choice", required=True, choices=_colleagues(here)
            ),
        )
    own = here.membership.office.slug if here.membership.office else None
    return (
        Field("office", _("At which office?"), "choice", choices=_offices(here), default=own),
        Field("team", _("Which team is it about?"), "choice", choices=here.rulebook.association.teams),
        Field(
            "channel",
            _("How had they reached us?"),
            "choice",
            choices=tuple((slug, str(label)) for slug, label in CHANNELS.items()),
            default=survey.channel or None,
        ),
    )


def enter(request: HttpRequest, here: Here, name: str) -> HttpResponse:
    """Type in what stands on a form; or what somebody saw who looked beside a colleague."""
    found = survey_of(here, name)
    sheet = Sheet.of(
        request,
        here,
        (*_before(here, found), *fields_of(found)),
        heading=found.label,
        button=_("Save the form"),
        back=reverse("reviews" if found.review else "surveys", args=[here.slug]),
        back_label=_("Reviews") if found.review else _("Surveys"),
        says=_("Your colleague and their line manager read this, and nobody else.")
        if found.review
        else _("Type it as it stands there. No name belongs here."),
    )
    if sheet.sent:
        done = surveying.answer(
            association=here.association,
            survey=found.name,
            said={each.name: sheet.text(each.name) for each in found.questions},
            way=surveying.OBSERVER if found.review else PAPER,
            token=sheet.uid,
            beside=surveying.Answering(
                office=sheet.text("office") or None,
                team=sheet.text("team") or None,
                channel=sheet.text("channel"),
                about=sheet.text("about") or None,
            ),
            by=here.by,
            at=here.at,
            membership=here.membership,
        )
        if not isinstance(done, Refused):
            messages.success(request, _("The form is on record. Shred the paper."))
            return redirect("reviews" if found.review else "surveys", here.slug)
        sheet = sheet.refused(done)
    return sheet.page(request, here)


# ---- mystery shops ---------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ShopRow:
    """One mystery shop in the list."""

    form: str
    where: str
    planned: str
    shopper: str
    score: str
    action: str
    state: str
    tone: str
    address: str


@dataclass(frozen=True, slots=True)
class ShopsPage:
    """Every mystery shop, and the way to plan one."""

    back: str
    plan: str
    rows: tuple[ShopRow, ...]
    errors: tuple[SimpleError, ...] = ()


def _where(shop: MysteryShop) -> str:
    said = str(CHANNELS.get(shop.channel, shop.channel))
    if shop.office:
        said = f"{said}, {shop.office.name}"
    return f"{said}, {_('while the office is closed')}" if shop.out_of_hours else said


def _state(shop: MysteryShop, day: date) -> tuple[str, str]:
    if shop.done_on is None:
        return (_("To be made"), "soon") if shop.planned_on >= day else (_("Late"), "bad")
    if shop.action and shop.action_done_on is None:
        late = shop.action_by is not None and shop.action_by < day
        return (_("To be put right: late"), "bad") if late else (_("To be put right"), "soon")
    return _("Done"), "good"


def shops(request: HttpRequest, here: Here) -> HttpResponse:
    """The plan of mystery shops, with scores and what follows from them."""
    day = today(here.association, here.at)
    year = here.calendar.local(here.at).year
    rows = []
    for each in stored.shops(here.association)[:LAST]:
        survey = stored.survey_named(here.rulebook, each.survey)
        state, tone = _state(each, day)
        by_when = day_words(each.action_by, year) if each.action_by else ""
        rows.append(
            ShopRow(
                survey.label if survey else each.survey,
                _where(each),
                day_words(each.planned_on, year),
                each.shopper,
                _("%(n)d of 100") % {"n": each.score} if each.score is not None else "–",
                f"{each.action} ({by_when})" if each.action else "",
                state,
                tone,
                reverse("shop", args=[here.slug, each.pk]),
            )
        )
    plan = reverse("shop-plan", args=[here.slug]) if here.may(Permission.CHECK) else ""
    view = ShopsPage(reverse("surveys", args=[here.slug]), plan, tuple(rows))
    return page(request, "surveys/shops.html", view, title=_("Mystery shops"), here=here)


def plan(request: HttpRequest, here: Here) -> HttpResponse:
    """Plan a mystery shop: by which form, by which way, in or out of hours, and by when."""
    forms = [each for each in stored.surveys_of(here.rulebook) if each.shop]
    channels = tuple(
        (slug, str(label)) for slug, label in CHANNELS.items() if any(slug in each.channels for each in forms)
    )
    fields = (
        Field(
            "survey",
            _("By which form?"),
            "choice",
            required=True,
            choices=tuple((each.name, each.label) for each in forms),
        ),
        Field("channel", _("By which way?"), "choice", required=True, choices=channels),
        Field("office", _("Which office?"), "choice", choices=_offices(here)),
        Field("out_of_hours", _("While the office is closed?"), "yes_no", default=False),
        Field("planned_on", _("By which day?"), "date", required=True),
        Field("shopper", _("Who does it?"), "text"),
    )
    sheet = Sheet.of(
        request,
        here,
        fields,
        heading=_("Plan a mystery shop"),
        button=_("Plan it"),
        back=reverse("shops", args=[here.slug]),
        back_label=_("Mystery shops"),
    )
    if sheet.sent:
        done = shopping.plan(
            association=here.association,
            survey=sheet.text("survey"),
            channel=sheet.text("channel"),
            office=sheet.text("office") or None,
            out_of_hours=bool(sheet.facts.get("out_of_hours")),
            planned_on=date.fromisoformat(sheet.text("planned_on")),
            shopper=sheet.text("shopper"),
            uid=sheet.uid,
            by=here.by,
            at=here.at,
            membership=here.membership,
        )
        if not isinstance(done, Refused):
            messages.success(request, _("The mystery shop is planned."))
            return redirect("shops", here.slug)
        sheet = sheet.refused(done)
    return sheet.page(request, here)


def shop(request: HttpRequest, here: Here, number: int) -> HttpResponse:
    """Fill in the form of a shop, or say what was done about what it showed."""
    row = stored.shops(here.association).filter(pk=number).first()
    found = stored.survey_named(here.rulebook, row.survey) if row else None
    if row is None or found is None:
        raise Http404
    if row.done_on is not None:
        return _followed(request, here, row, found)
    acting = (
        Field("act", _("What is to be done about it?"), "long_text", help=_("Empty where nothing is.")),
        Field("action_by", _("By which day?"), "date"),
    )
    sheet = Sheet.of(
        request,
        here,
        (*fields_of(found), *acting),
        heading=found.label,
        button=_("Save the form"),
        back=reverse("shops", args=[here.slug]),
        back_label=_("Mystery shops"),
        says=found.says,
        about=((_("Where"), _where(row)), (_("Planned for"), day_words(row.planned_on))),
    )
    if sheet.sent:
        done = surveying.answer(
            association=here.association,
            survey=found.name,
            said={each.name: sheet.text(each.name) for each in found.questions},
            way=surveying.OBSERVER,
            token=sheet.uid,
            beside=surveying.Answering(shop=row.pk),
            act=sheet.text("act"),
            act_by=sheet.text("action_by"),
            by=here.by,
            at=here.at,
            membership=here.membership,
        )
        if not isinstance(done, Refused):
            messages.success(request, _("The form is on record, with its score."))
            return redirect("shops", here.slug)
        sheet = sheet.refused(done)
    return sheet.page(request, here)


def _followed(request: HttpRequest, here: Here, row: MysteryShop, found: Survey) -> HttpResponse:
    reply = SurveyReply.objects.filter(association=here.association, shop=row).first()
    said = reply_words(found, reply) if reply else ()
    ask = bool(row.action) and row.action_done_on is None and here.may(Permission.CHECK)
    fields = (Field("what_done", _("What was done about it?"), "long_text", required=True),) if ask else ()
    sheet = Sheet.of(
        request,
        here,
        fields,
        heading=found.label,
        button=_("It is put right") if ask else "",
        back=reverse("shops", args=[here.slug]),
        back_label=_("Mystery shops"),
        about=(
            (_("Where"), _where(row)),
            (_("Score"), _("%(n)d of 100") % {"n": row.score} if row.score is not None else "–"),
            *said,
            *(((_("To be done"), row.action),) if row.action else ()),
            *(((_("Put right"), day_words(row.action_done_on)),) if row.action_done_on else ()),
        ),
    )
    if sheet.sent and ask:
        done = shopping.follow_up(
            association=here.association,
            shop=row.pk,
            what_done=sheet.text("what_done"),
            by=here.by,
            at=here.at,
            membership=here.membership,
        )
        if not isinstance(done, Refused):
            messages.success(request, _("It is on record that it was put right."))
            return redirect("shops", here.slug)
        sheet = sheet.refused(done)
    return sheet.page(request, here)


def reply_words(survey: Survey, reply: SurveyReply) -> tuple[tuple[str, str], ...]:
    """The questions of one form with what was answered."""
    found = []
    for each in survey.questions:
        said = reply.words.get(each.name) or dict(answers_of(each)).get(reply.chosen.get(each.name, ""))
        if said:
            found.append((each.asks, str(said)))
    return tuple(found)


# ---- reviews of a colleague's work -----------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Review:
    """One look at how a colleague worked, as they and their line manager read it."""

    about: str
    form: str
    when: str
    reviewer: str
    said: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class ReviewsPage:
    """The reviews that one may read, and the forms for another."""

    back: str
    rows: tuple[Review, ...]
    forms: tuple[tuple[str, str], ...]
    errors: tuple[SimpleError, ...] = ()


def reviews(request: HttpRequest, here: Here) -> HttpResponse:
    """One's own, and those of the team that one leads."""
    rows = []
    for each in stored.reviews_for(here.membership)[:LAST]:
        survey = stored.survey_named(here.rulebook, each.survey)
        if survey is not None and each.about is not None:
            reviewer = each.reviewer.name if each.reviewer else ""
            said = reply_words(survey, each)
            rows.append(Review(each.about.name, survey.label, day_words(each.answered_on), reviewer, said))
    forms = [each for each in stored.surveys_of(here.rulebook) if each.review]
    may = here.may(Permission.RECORD)
    view = ReviewsPage(
        reverse("surveys", args=[here.slug]),
        tuple(rows),
        tuple((each.label, reverse("survey-enter", args=[here.slug, each.name])) for each in forms if may),
    )
    return page(request, "surveys/reviews.html", view, title=_("Reviews"), here=here)


# ---- how colleagues behaved ------------------------------------------------------------------------------


def conduct(request: HttpRequest, here: Here) -> HttpResponse:
    """Report how a colleague behaved: it goes to somebody outside their team."""
    from kept.web.surveys.public import conduct_fields

    who = Field(
        "colleague",
        _("Which colleague was it?"),
        "choice",
        choices=_colleagues(here),
        help=_("They do not see it. Leave it empty where you do not know."),
    )
    sheet = Sheet.of(
        request,
        here,
        (who, *conduct_fields(here.association)),
        heading=_("Report how a colleague behaved"),
        button=_("Report it"),
        back=reverse("surveys", args=[here.slug]),
        back_label=_("Surveys"),
        says=_("A manager outside their team looks into it, and the colleague does not see it."),
        extra=_conduct_counts(here),
        template="surveys/conduct.html",
    )
    if sheet.sent:
        done = conducting.report(
            association=here.association,
            what=sheet.text("what"),
            about=sheet.text("about"),
            who=sheet.text("colleague") or None,
            who_words=sheet.text("who"),
            team=sheet.text("team") or None,
            from_name=sheet.text("from_name"),
            reach=sheet.text("reach"),
            uid=sheet.uid,
            by=here.by,
            at=here.at,
        )
        if not isinstance(done, Refused):
            messages.success(request, _("It is reported. Somebody outside the team looks into it."))
            return redirect("surveys", here.slug)
        sheet = sheet.refused(done)
    return sheet.page(request, here)


@dataclass(frozen=True, slots=True)
class ConductLine:
    """One kind of thing that was said of a team, month by month, and how often it was found to be so."""

    what: str
    team: str
    months: tuple[int, ...]
    upheld: int


@dataclass(frozen=True, slots=True)
class ConductCounts:
    """What was said of how colleagues behaved; nothing for those who do not lead."""

    months: tuple[str, ...]
    lines: tuple[ConductLine, ...]


_SAID = {"complaint.received": "manner", "compliment.received": "manner", "conduct.reported": "what"}
_FOUND = ("conduct.settled", "complaint.answered", "complaint.stage2_answered")
_SO = ("upheld", "partly", "partly_upheld")
MONTHS = 3


def _conduct_counts(here: Here) -> ConductCounts | None:
    """Reports, complaints and compliments of the last three months, by kind and team, for those who lead."""
    if not here.may(Permission.SPLITS):
        return None
    firsts = [today(here.association, here.at).replace(day=1)]
    while len(firsts) < MONTHS:
        firsts.insert(0, (firsts[0] - timedelta(days=1)).replace(day=1))
    since = datetime.combine(firsts[0], datetime.min.time(), here.calendar.tz).astimezone(UTC)
    seen = visible_to(here.membership).filter(
        opened_at__gte=since, kind__in=("complaint", "compliment", "conduct")
    )
    teams = dict(seen.values_list("pk", "team__name"))
    rows = Event.objects.filter(association=here.association, thread__in=list(teams))
    rows = rows.filter(kind__in=(*_SAID, *_FOUND))
    told: dict[int, tuple[str, date]] = {}
    upheld: set[int] = set()
    for thread, kind, facts, happened in rows.values_list("thread", "kind", "facts", "happened_at"):
        said = facts.get(_SAID.get(kind, ""))
        if said and said != "none":
            field = here.rulebook.kinds[kind].field(_SAID[kind])
            label = dict(field.choices).get(said, said) if field else said
            day = here.calendar.local(happened).date().replace(day=1)
            told[thread] = (f"{here.rulebook.kinds[kind].label}: {label}", day)
        elif facts.get("outcome") in _SO:
            upheld.add(thread)
    counted: dict[tuple[str, str], list[int]] = {}
    so: dict[tuple[str, str], int] = {}
    for thread, (what, month) in told.items():
        key = (what, teams[thread] or _("Not known"))
        if month in firsts:
            counted.setdefault(key, [0] * MONTHS)[firsts.index(month)] += 1
            so[key] = so.get(key, 0) + (thread in upheld)
    lines = tuple(ConductLine(*key, tuple(n), so[key]) for key, n in sorted(counted.items()))
    return ConductCounts(tuple(month_words(each) for each in firsts), lines)
