"""What has to be observed whenever a customer is met: set it, and take it off again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from kept.actions import markers as act
from kept.casework import Refused
from kept.casework.markers import APART, BY_DECISION, INSTRUCTIONS, REASONS
from kept.casework.permissions import Permission
from kept.store.models import Marker, Person
from kept.store.seers import seer
from kept.web.shared.access import Here
from kept.web.shared.fields import Choice
from kept.web.shared.frame import page
from kept.web.shared.keeping import SimpleError, typed_again
from kept.web.shared.moments import MomentError, read_date
from kept.web.shared.words import day_words


@dataclass(frozen=True, slots=True)
class Line:
    """One marker that holds."""

    id: int
    says: str
    why: str
    review: str
    other: str


@dataclass(frozen=True, slots=True)
class MarksPage:
    """The page, and what was typed."""

    who: str
    file: str
    lines: tuple[Line, ...]
    kinds: tuple[Choice, ...]
    reasons: tuple[Choice, ...]
    review_on: str
    asked_after: bool
    other: str
    ends: bool
    errors: tuple[SimpleError, ...] = ()


def markers(request: HttpRequest, here: Here, ref: str) -> HttpResponse:
    """The list, and the form."""
    person = Person.objects.filter(association=here.association, ref=ref, erased_at=None).first()
    if person is None or person.pk in seer(here.membership).closed:
        raise Http404
    person = person.stands
    if request.method != "POST" or typed_again(request):
        return _page(request, here, person)
    post = request.POST
    if "end" in post:
        number = int(post["end"]) if post["end"].isdecimal() and len(post["end"]) < 18 else 0
        done: object = act.end(
            association=here.association, marker=number, by=here.by, at=here.at, membership=here.membership
        )
    else:
        try:
            review_on = read_date(post.get("review_on", ""))
        except MomentError as problem:
            return _page(request, here, person, SimpleError(str(problem), "review_on"), 422)
        done = act.mark(
            association=here.association,
            person=person.ref,
            kind=post.get("kind", ""),
            why=post.get("why", ""),
            other=post.get("other", "").strip()[:20] or None,
            asked_after=post.get("asked_after") == "yes",
            review_on=review_on,
            by=here.by,
            at=here.at,
            membership=here.membership,
        )
    if isinstance(done, Refused):
        return _page(request, here, person, SimpleError(done.sentence, done.field or "kind"), 422)
    messages.success(request, _("Whoever meets them sees it from now on."))
    return redirect("customer-markers", here.slug, person.ref)


def _page(
    request: HttpRequest, here: Here, person: Person, error: SimpleError | None = None, status: int = 200
) -> HttpResponse:
    post = request.POST
    rows = Marker.objects.filter(association=here.association, person=person, ended_at=None)
    today = here.calendar.local(here.at).date()
    lines = tuple(
        Line(
            each.pk,
            INSTRUCTIONS.get(each.kind, each.kind),
            REASONS.get(each.why, each.why),
            day_words(each.review_on),
            each.other.ref if each.other and each.kind == APART else "",
        )
        for each in rows.select_related("other").order_by("id")
    )
    view = MarksPage(
        who=person.name or person.ref,
        file=reverse("customer", args=[here.slug, person.ref]),
        lines=lines,
        kinds=tuple(
            Choice(kind, says, post.get("kind") == kind)
            for kind, says in INSTRUCTIONS.items()
            if kind not in BY_DECISION
        ),
        reasons=tuple(Choice(slug, says, post.get("why") == slug) for slug, says in REASONS.items()),
        review_on=post.get("review_on", (today + timedelta(days=182)).isoformat())[:20],
        asked_after=post.get("asked_after") == "yes",
        other=post.get("other", "")[:20],
        ends=here.may(Permission.EXCUSE),
        errors=(error,) if error else (),
    )
    return page(request, "diary/markers.html", view, title=_("How they are met"), here=here, status=status)
