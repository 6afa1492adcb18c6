"""Who opened this customer's file and contacts, and who took figures away?

Every opening is counted by day (redland:2.7.1 to 2.7.3, wessex:3.1).
"""

from __future__ import annotations

from dataclasses import dataclass

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from kept.casework.permissions import Permission
from kept.store import looking
from kept.store.file import person_for
from kept.store.models import Look
from kept.store.threads import visible_to
from kept.web.shared.access import Here
from kept.web.shared.frame import page
from kept.web.shared.words import day_words

A_PAGE = 50


@dataclass(frozen=True, slots=True)
class LookLine:
    """One day of one colleague with one thing."""

    who: str
    day: str
    what: str
    address: str
    times: int
    hours: str


@dataclass(frozen=True, slots=True)
class LooksPage:
    """A page of it."""

    heading: str
    says: str
    back: str
    lines: tuple[LookLine, ...]
    older: str
    newer: str


def customer_looks(request: HttpRequest, here: Here, ref: str) -> HttpResponse:
    """Everybody who opened the file of a customer, or a contact on it."""
    person = person_for(here.membership, ref)
    if person is None:
        raise Http404
    # Whoever looks after accounts alone knows customers by their reference.
    name = person.name if here.may(Permission.SEE) else ""
    return _shown(
        request,
        here,
        looking.of_customer(person),
        _("Who looked at %(name)s") % {"name": name or person.ref},
        _("Each opening of the file and of its contacts, by day. Ask whoever had no need to look."),
        reverse("customer", args=[here.slug, person.ref]),
    )


def taken_away(request: HttpRequest, here: Here) -> HttpResponse:
    """Everybody who took a table of figures away as a file."""
    rows = Look.objects.filter(association=here.association, what=looking.FIGURES)
    return _shown(
        request,
        here,
        rows.select_related("account").order_by("-last_at", "-id"),
        _("Who took figures away"),
        _("Each table that was downloaded, by day."),
        reverse("attempts", args=[here.slug]),
    )


def _shown(
    request: HttpRequest, here: Here, rows: QuerySet[Look], heading: str, says: str, back: str
) -> HttpResponse:
    sheet = Paginator(rows, A_PAGE).get_page(request.GET.get("page"))
    contacts = [each.ref for each in sheet if each.what == looking.CONTACT]
    seen = set(visible_to(here.membership).filter(ref__in=contacts).values_list("ref", flat=True))
    view = LooksPage(
        heading,
        says,
        back,
        tuple(_line(here, each, seen) for each in sheet),
        f"?page={sheet.next_page_number()}" if sheet.has_next() else "",
        f"?page={sheet.previous_page_number()}" if sheet.has_previous() else "",
    )
    return page(request, "closed/looks.html", view, title=heading, here=here)


def _line(here: Here, each: Look, seen: set[str]) -> LookLine:
    what, address = each.ref, ""
    if each.what == looking.CUSTOMER:
        what = _("The file")
    elif each.what == looking.CONTACT and each.ref in seen:
        what = _("Contact %(ref)s") % {"ref": each.ref}
        address = reverse("thread", args=[here.slug, each.ref])
    elif each.what == looking.CONTACT:
        # What is closed to whoever reads this list is not named here either.
        what = _("A contact")
    first, last = (here.calendar.local(when) for when in (each.first_at, each.last_at))
    hours = f"{first:%H:%M}" if each.times == 1 else f"{first:%H:%M}–{last:%H:%M}"
    return LookLine(each.account.name, day_words(each.day), what, address, each.times, hours)
