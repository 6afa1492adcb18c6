"""What does somebody open who answers a survey, or reports how one of us behaved, without signing in?

`/survey?key=moray.…` opens once, for whoever was given it; the key stands in the query, which no log repeats.
`/moray/survey/web?page=/rents` is open to anybody, from our web site; `/moray/tell-us` takes a report.
Nothing personal is in any address, and too many from one place wait a little.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from kept.actions import conduct, surveying
from kept.casework import Refused
from kept.casework.housekeeping import CONDUCT_REPORTED
from kept.rulebook.model import Field
from kept.rulebook.surveys import OPEN, Survey
from kept.store import refs, rules, surveys, tenancy
from kept.store.models import Association, SurveyReply
from kept.web.shared.asking import fields_of
from kept.web.shared.fields import PREFIX, Question, present_fields, read_fields
from kept.web.shared.keeping import SimpleError

BY = "customer"
LONGEST_KEY, LONGEST_UID = 200, 64
_PAGE = re.compile(r"/[A-Za-z0-9/_.-]{0,198}\Z")


@dataclass(frozen=True, slots=True)
class Public:
    """A page for whoever has no account here."""

    place: str
    heading: str
    says: str = ""
    questions: tuple[Question, ...] = ()
    button: str = ""
    hidden: tuple[tuple[str, str], ...] = ()
    done: bool = False
    more: tuple[str, ...] = ()
    errors: tuple[SimpleError, ...] = ()


def _shown(request: HttpRequest, view: Public, *, status: int = 200) -> HttpResponse:
    response = render(request, "surveys/public.html", {"view": view}, status=status)
    response["Cache-Control"] = "no-store, private"
    # Not `no-referrer`, with which a browser hides where a form comes from, and no form is taken.
    response["Referrer-Policy"] = "same-origin"
    response["X-Robots-Tag"] = "noindex"
    return response


def _at(request: HttpRequest) -> datetime:
    at: datetime = request.at  # type: ignore[attr-defined]
    return at


def _place(request: HttpRequest) -> str:
    return str(request.META.get("REMOTE_ADDR", ""))


def _wait(request: HttpRequest, place: str) -> HttpResponse:
    says = _("So many answers came from where you are that this one has to wait. Try again in ten minutes.")
    return _shown(request, Public(place, _("Please wait a little"), says), status=429)


def survey_link(request: HttpRequest) -> HttpResponse:
    """The survey behind a link that works once."""
    key = request.POST.get("key", request.GET.get("key", ""))[:LONGEST_KEY]
    slug, _dot, secret = key.partition(".")
    try:
        with tenancy.association(slug) as here:
            return _linked(request, here, key, secret)
    except Association.DoesNotExist:
        return _over(request, "")


def _linked(request: HttpRequest, here: Association, key: str, secret: str) -> HttpResponse:
    at = _at(request)
    if surveys.waits(here, _place(request), at):
        return _wait(request, here.name)
    link = surveys.link_of(here, secret, at)
    survey = surveys.survey_named(rules.current(here), link.survey) if link else None
    if link is None or survey is None:
        surveys.knocked(here, _place(request), at)
        return _over(request, here.name)
    hidden = (("key", key),)
    if request.method != "POST":
        return _form(request, here, survey, hidden)
    surveys.knocked(here, _place(request), at)
    return _taken(request, here, survey, hidden, way=surveying.LINK, secret=secret, token=secret)


def _over(request: HttpRequest, place: str) -> HttpResponse:
    return _shown(request, Public(place, _("This link is over"), surveying.OVER), status=404)


def survey_open(request: HttpRequest, slug: str, survey: str) -> HttpResponse:
    """A survey that is open to anybody."""
    try:
        with tenancy.association(slug) as here:
            found = surveys.survey_named(rules.current(here), survey)
            if found is None or OPEN not in found.ways:
                raise Http404
            if surveys.waits(here, _place(request), _at(request)):
                return _wait(request, here.name)
            asked = request.POST.get("page", request.GET.get("page", ""))
            page = asked if _PAGE.match(asked) else ""
            uid = (request.POST.get("uid", "") or refs.new_uid())[:LONGEST_UID]
            hidden = (("page", page), ("uid", uid))
            if request.method != "POST":
                return _form(request, here, found, hidden)
            surveys.knocked(here, _place(request), _at(request))
            return _taken(request, here, found, hidden, way=OPEN, page=page, token=uid)
    except Association.DoesNotExist:
        raise Http404 from None


def _form(
    request: HttpRequest,
    here: Association,
    survey: Survey,
    hidden: tuple[tuple[str, str], ...],
    errors: Mapping[str, str] | None = None,
) -> HttpResponse:
    fields = fields_of(survey)
    typed = {name: str(value).replace("\x00", "") for name, value in request.POST.items()}
    questions = present_fields(fields, typed, errors or {})
    at = {each.name: each.id for each in questions}
    view = Public(
        here.name,
        survey.label,
        survey.says,
        questions,
        _("Send it"),
        hidden,
        more=(
            _("Leave out whatever you like."),
            _("Do not write names: we do not need to know who you are."),
        ),
        errors=tuple(SimpleError(said, at.get(PREFIX + name, "")) for name, said in (errors or {}).items()),
    )
    return _shown(request, view, status=422 if errors else 200)


def _taken(
    request: HttpRequest,
    here: Association,
    survey: Survey,
    hidden: tuple[tuple[str, str], ...],
    *,
    way: str,
    token: str,
    secret: str | None = None,
    page: str = "",
) -> HttpResponse:
    said = {
        each.name: request.POST.get(PREFIX + each.name, "").replace("\r\n", "\n") for each in survey.questions
    }
    done: SurveyReply | Refused = surveying.answer(
        association=here,
        survey=survey.name,
        said=said,
        way=way,
        secret=secret,
        token=token,
        beside=surveying.Answering(page=page),
        by=BY,
        at=_at(request),
    )
    if isinstance(done, Refused):
        return _form(request, here, survey, hidden, {str(done.field or ""): done.sentence})
    says = _("Thank you. What you said is among the answers of others, and nobody can tell that it was you.")
    return _shown(request, Public(here.name, _("Thank you"), says, done=True))


def conduct_public(request: HttpRequest, slug: str) -> HttpResponse:
    """Somebody tells us how one of us behaved."""
    try:
        with tenancy.association(slug) as here:
            return _conduct(request, here)
    except Association.DoesNotExist:
        raise Http404 from None


def conduct_fields(here: Association) -> tuple[Field, ...]:
    """What is asked about it, by the kind of event that it becomes."""
    rulebook = rules.current(here)
    kind = rulebook.kinds[CONDUCT_REPORTED]
    found = {each.name: each for each in kind.fields}
    return (
        Field("what", found["what"].label, "choice", required=True, choices=found["what"].choices),
        Field("about", found["about"].label, "long_text", required=True),
        Field("who", found["who"].label, "text"),
        Field("team", found["team"].label, "choice", choices=rulebook.association.teams),
        Field("from_name", found["from_name"].label, "text"),
        Field("reach", found["reach"].label, "text"),
    )


def _conduct(request: HttpRequest, here: Association) -> HttpResponse:
    if surveys.waits(here, _place(request), _at(request)):
        return _wait(request, here.name)
    fields = conduct_fields(here)
    typed = {name: str(value).replace("\x00", "") for name, value in request.POST.items()}
    uid = (typed.get("uid", "") or refs.new_uid())[:LONGEST_UID]
    errors: dict[str, str] = {}
    if request.method == "POST":
        surveys.knocked(here, _place(request), _at(request))
        reading = read_fields(fields, typed, zone=here.zone)
        errors = dict(reading.errors)
        if not errors:
            text = {name: str(value) for name, value in reading.facts.items()}
            done = conduct.report(
                association=here,
                what=text.get("what", ""),
                about=text.get("about", ""),
                who_words=text.get("who", ""),
                team=text.get("team"),
                from_name=text.get("from_name", ""),
                reach=text.get("reach", ""),
                uid=uid,
                by=BY,
                at=_at(request),
            )
            if not isinstance(done, Refused):
                says = _(
                    "Thank you for telling us. Somebody who leads, and who is not of that team, finds out "
                    "what happened within ten working days. If you said how to reach you, you hear from us."
                )
                return _shown(request, Public(here.name, _("We have it"), says, done=True))
            errors[str(done.field or "")] = done.sentence
    questions = present_fields(fields, typed, errors)
    at = {each.name: each.id for each in questions}
    view = Public(
        here.name,
        _("Tell us how one of us behaved"),
        _("Whom it is about does not see it. You need not say who you are."),
        questions,
        _("Send it"),
        (("uid", uid),),
        errors=tuple(SimpleError(said, at.get(PREFIX + name, "")) for name, said in errors.items()),
    )
    return _shown(request, view, status=422 if errors else 200)
