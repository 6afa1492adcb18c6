"""Which tablets and screens open without signing in, and how is one put up or taken down?

The address is shown once, when it is made: it is typed into the tablet, and never seen here again.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kept.actions import tablets as acts
from kept.casework import Refused
from kept.store.models import Tablet
from kept.store.models.reception import CHECK_IN, SCREEN
from kept.web.shared.access import Here
from kept.web.shared.fields import Choice
from kept.web.shared.frame import page
from kept.web.shared.keeping import SimpleError, typed_again
from kept.web.shared.words import moment_words

PURPOSES = {
    CHECK_IN: gettext_lazy("Customers check in by themselves"),
    SCREEN: gettext_lazy("The waiting room sees tickets and waits"),
}
ROUTES = {CHECK_IN: "check-in", SCREEN: "public-screen"}


@dataclass(frozen=True, slots=True)
class Line:
    """One that is up."""

    id: int
    purpose: str
    office: str
    since: str


@dataclass(frozen=True, slots=True)
class TabletsPage:
    """Those that are up, the form for another, and an address that was just made."""

    slug: str
    lines: tuple[Line, ...]
    purposes: tuple[Choice, ...]
    offices: tuple[Choice, ...]
    made: str = ""
    errors: tuple[SimpleError, ...] = ()


def tablets(request: HttpRequest, here: Here) -> HttpResponse:
    """The list and the form."""
    view = _view(request, here)
    if request.method != "POST" or typed_again(request):
        return _page(request, here, view)
    if "close" in request.POST:
        return _close(request, here, view)
    done = acts.open_for(
        association=here.association,
        office=request.POST.get("office", ""),
        purpose=request.POST.get("purpose", ""),
        by=here.by,
        at=here.at,
        membership=here.membership,
    )
    if isinstance(done, Refused):
        error = SimpleError(done.sentence, done.field or "purpose")
        return _page(request, here, replace(view, errors=(error,)), 422)
    path = reverse(ROUTES[done.tablet.purpose], args=[here.slug, done.secret])
    made = request.build_absolute_uri(path)
    return _page(request, here, replace(_view(request, here), made=made))


def _close(request: HttpRequest, here: Here, view: TabletsPage) -> HttpResponse:
    wanted = request.POST.get("close", "")
    done = acts.close(
        association=here.association,
        tablet=int(wanted) if wanted.isascii() and wanted.isdigit() and len(wanted) < 18 else 0,
        by=here.by,
        at=here.at,
        membership=here.membership,
    )
    if isinstance(done, Refused):
        return _page(request, here, replace(view, errors=(SimpleError(done.sentence, "up"),)), 409)
    messages.success(request, _("It opens nothing any more."))
    return redirect("reception-tablets", here.slug)


def _view(request: HttpRequest, here: Here) -> TabletsPage:
    names = {each.slug: each.name for each in here.rulebook.association.offices}
    rows = Tablet.objects.filter(association=here.association, ended_at=None).order_by("made_at", "id")
    purpose, office = request.POST.get("purpose", ""), request.POST.get("office", "")
    return TabletsPage(
        here.slug,
        tuple(
            Line(
                each.pk,
                str(PURPOSES.get(each.purpose, each.purpose)),
                names.get(each.office, each.office),
                moment_words(each.made_at, here.calendar),
            )
            for each in rows
        ),
        tuple(Choice(slug, str(label), slug == purpose) for slug, label in PURPOSES.items()),
        tuple(Choice(slug, name, slug == office) for slug, name in names.items()),
    )


def _page(request: HttpRequest, here: Here, view: TabletsPage, status: int = 200) -> HttpResponse:
    title = _("Tablets and screens")
    return page(request, "reception/tablets.html", view, title=title, here=here, status=status)
