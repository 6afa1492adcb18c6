"""What do we publish, what of it is due, overdue or out of print, and what can somebody have from us?"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _

from kept.casework.kept_files import served_as
from kept.casework.permissions import Permission
from kept.casework.publishing_out import without_leaflet
from kept.rulebook import publications as room
from kept.store import files
from kept.store import publications as stored
from kept.store.housing import today
from kept.store.models import PublicationFile, RegisterEntry
from kept.store.publications import Standing
from kept.web.publications.words import (
    FORMS,
    SORTS,
    by_sort,
    copy_words,
    left,
    owner_words,
    want_words,
)
from kept.web.shared.access import Here
from kept.web.shared.frame import page
from kept.web.shared.words import Words

LONGEST_SAID = 100


@dataclass(frozen=True, slots=True)
class Line:
    """One publication in the list."""

    label: str
    says: str
    address: str
    version: str
    owner: str
    forms: str
    left: str
    wants: tuple[Words, ...]


@dataclass(frozen=True, slots=True)
class ListPage:
    """The list, by sort, and where else to look."""

    said: str
    only: bool
    action: str
    groups: tuple[tuple[str, tuple[Line, ...]], ...]
    links: tuple[tuple[str, str, str], ...]
    marks: str
    lacking: tuple[tuple[str, str], ...]
    areas: tuple[tuple[str, tuple[tuple[str, str], ...]], ...]
    area_heads: tuple[str, ...]


def publications(request: HttpRequest, here: Here) -> HttpResponse:
    """Everything that we publish; narrowed by words, or to what has to be seen to."""
    asked = request.GET
    said = asked.get("q", "").replace("\x00", "").strip()[:LONGEST_SAID]
    only = "only" in asked
    standing = stored.standing(here.association, here.rulebook, today(here.association, here.at))
    lying = stored.stock(here.association)
    rows = {each.publication.name: each for each in standing}
    shown = [
        each
        for each in standing
        if all(word in _searched(each) for word in said.casefold().split()) and (each.wants or not only)
    ]
    groups = by_sort(tuple(each.publication for each in shown))
    view = ListPage(
        said=said,
        only=only,
        action=reverse("publications", args=[here.slug]),
        groups=tuple(
            (label, tuple(_line(here, rows[each.name], lying) for each in some)) for label, some in groups
        ),
        links=_links(here),
        marks=_marks(standing),
        lacking=_lacking(here),
        areas=_areas(here),
        area_heads=tuple(str(SORTS[each]) for each in _covering(here)),
    )
    return page(request, "publications/publications.html", view, title=_("What we publish"), here=here)


def _searched(each: Standing) -> str:
    row = each.row.version if each.row else ""
    return f"{each.publication.label} {each.publication.says} {row}".casefold()


def _line(here: Here, each: Standing, lying: Mapping[str, Sequence[RegisterEntry]]) -> Line:
    year = here.calendar.local(here.at).year
    stock = lying.get(each.publication.label.casefold(), ())
    wants = [want_words(want, year) for want in each.wants]
    if each.publication.stock and stock and all(left(row) <= 0 for row in stock):
        wants.insert(0, Words(_("Out of print"), "bad"))
    return Line(
        each.publication.label,
        each.publication.says,
        reverse("publication-opened", args=[here.slug, each.publication.name]),
        each.row.version if each.row else "",
        owner_words(here, each.publication.owner),
        "; ".join(copy_words(file) for file in each.files),
        str(sum(left(row) for row in stock)) if stock else "",
        tuple(wants),
    )


def _links(here: Here) -> tuple[tuple[str, str, str], ...]:
    waiting = len(stored.requests(here.membership)) if here.may(Permission.SEE) else 0
    return (
        (reverse("publication-requests", args=[here.slug]), _("Who asks for something"), str(waiting or "")),
        (reverse("given-at-sign-up", args=[here.slug]), _("Given at sign-up"), ""),
        (reverse("displays", args=[here.slug]), _("Where it is on show"), ""),
        (reverse("publications-for-you", args=[here.slug]), _("What you can have from us, to print"), ""),
        (reverse("year-figures", args=[here.slug]), _("Figures of a year, for the report"), ""),
    )


def _marks(standing: Iterable[Standing]) -> str:
    """How many of those that should carry the mark of plain English do."""
    wanted = [each for each in standing if each.publication.mark]
    if not wanted:
        return ""
    having = sum(bool(each.row and each.row.mark) for each in wanted)
    return _("%(n)d of %(all)d that should carry a mark of plain English do.") % {
        "n": having,
        "all": len(wanted),
    }


def _lacking(here: Here) -> tuple[tuple[str, str], ...]:
    """Which parts of our work have no leaflet, chapter, page or piece."""
    known = room.publications_of(here.rulebook)
    areas = room.areas_of(here.rulebook)
    found = ((str(SORTS[sort]), without_leaflet(areas, known, sort)) for sort in (room.LEAFLET, room.PAGE))
    return tuple((label, ", ".join(missing)) for label, missing in found if missing)


_COVERING = (room.HANDBOOK, room.LEAFLET, room.PACK, room.NEWSLETTER, room.PAGE)


def _covering(here: Here) -> tuple[str, ...]:
    """The sorts by which work is covered, of those that this house publishes."""
    sorts = {each.sort for each in room.publications_of(here.rulebook)}
    return tuple(each for each in _COVERING if each in sorts)


def _areas(here: Here) -> tuple[tuple[str, tuple[tuple[str, str], ...]], ...]:
    """For each part of our work, what is about it, by sort. The newsletter takes them in turn."""
    known = room.publications_of(here.rulebook)

    def covering(slug: str, sort: str) -> str:
        found = [each.label for each in known if each.sort == sort and slug in each.about]
        if sort == room.NEWSLETTER:
            found = [each.label for each in known if each.sort == sort]
        return ", ".join(found)

    return tuple(
        (label, tuple((str(SORTS[sort]), covering(slug, sort)) for sort in _covering(here)))
        for slug, label in room.areas_of(here.rulebook)
    )


# ---- what is handed out ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ForYouPage:
    """What somebody can have from us, as a sheet to print."""

    place: str
    back: str
    other: str
    large: bool
    groups: tuple[tuple[str, tuple[tuple[str, str, str], ...]], ...]


def for_you(request: HttpRequest, here: Here) -> HttpResponse:
    """The sheet: everything that somebody may have, in which forms and languages; all of it free."""
    large = request.GET.get("large") == "yes"
    standing = stored.standing(here.association, here.rulebook, today(here.association, here.at))
    rows = {each.publication.name: each for each in standing if each.publication.sort != room.PAGE}
    groups = by_sort(tuple(each.publication for each in rows.values()))
    address = reverse("publications-for-you", args=[here.slug])
    view = ForYouPage(
        here.name,
        reverse("publications", args=[here.slug]),
        address if large else f"{address}?large=yes",
        large,
        tuple((label, tuple(_offered(rows[each.name]) for each in some)) for label, some in groups),
    )
    title = _("What you can have from us")
    return page(request, "publications/for_you.html", view, title=title, here=here)


def _offered(each: Standing) -> tuple[str, str, str]:
    forms = ", ".join(str(FORMS[form]).lower() for form in each.publication.forms)
    return each.publication.label, each.publication.says, forms


def file(request: HttpRequest, here: Here, number: int) -> HttpResponseBase:
    """A copy, always as an attachment, with a type that our own look at it told."""
    row = (
        PublicationFile.objects.filter(association=here.association, pk=number).select_related("file").first()
    )
    known = files.find(here.association, row.file.sha256) if row else None
    if known is None:
        raise Http404
    try:
        stream = files.open(here.association, known.sha256)
    except FileNotFoundError as gone:
        raise Http404 from gone
    answer = FileResponse(
        stream,
        as_attachment=True,
        filename=known.name or known.sha256[:12],
        content_type=served_as(known.type),
    )
    answer["Cache-Control"] = "no-store, private"
    answer["X-Content-Type-Options"] = "nosniff"
    return answer
