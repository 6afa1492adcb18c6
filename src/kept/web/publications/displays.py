"""Where is what we publish on show, as a list to go round with, and what did a look find?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from kept.actions import displays as acting
from kept.casework import Refused
from kept.casework.permissions import Permission
from kept.rulebook import publications as room
from kept.rulebook.model import Field
from kept.store import publications as stored
from kept.store.housing import today
from kept.store.models import Office, PublicationPlace
from kept.web.publications.one import publication_of
from kept.web.publications.words import SHOWN, owner_words
from kept.web.shared.access import Here
from kept.web.shared.frame import page
from kept.web.shared.sheet import Sheet
from kept.web.shared.words import Words, day_words

AWAY = "away"


@dataclass(frozen=True, slots=True)
class PlaceRow:
    """One place at which one thing is on show."""

    what: str
    where: str
    owner: str
    edition: str
    looked: str
    state: Words
    failed: tuple[str, ...]
    note: str
    address: str


@dataclass(frozen=True, slots=True)
class DisplaysPage:
    """Every place, by sort."""

    back: str
    groups: tuple[tuple[str, tuple[PlaceRow, ...]], ...]
    lacking: tuple[tuple[str, str], ...]
    web_survey: str


def displays(request: HttpRequest, here: Here) -> HttpResponse:
    """The list, those to be looked at first; it prints."""
    rows = list(stored.places(here.association))
    holding = stored.holding(here.association)
    known = {each.name: each for each in room.publications_of(here.rulebook)}
    versions = {name: row.version for name, row in holding.items()}
    groups = tuple(
        (
            str(label),
            tuple(
                _row(here, each, known[each.publication].label, versions.get(each.publication, ""))
                for each in rows
                if each.sort == sort and each.publication in known
            ),
        )
        for sort, label in SHOWN.items()
    )
    shown = {(each.publication, each.sort) for each in rows}
    lacking = tuple(
        (each.label, ", ".join(str(SHOWN[sort]) for sort in each.shown if (each.name, sort) not in shown))
        for each in known.values()
        if any((each.name, sort) not in shown for sort in each.shown)
    )
    survey = any(each.name == "web" for each in here.rulebook.room("surveys"))
    view = DisplaysPage(
        reverse("publications", args=[here.slug]),
        tuple((label, some) for label, some in groups if some),
        lacking,
        reverse("survey-open", args=[here.slug, "web"]) if survey else "",
    )
    return page(request, "publications/displays.html", view, title=_("Where it is on show"), here=here)


def _row(here: Here, each: PublicationPlace, what: str, version: str) -> PlaceRow:
    day, year = today(here.association, here.at), here.calendar.local(here.at).year
    asks = {item.name: item.asks for item in room.page_checks(here.rulebook)}
    if each.right is False:
        state = Words(_("Wrong when last looked at"), "bad")
    elif each.look_again_on <= day:
        state = Words(_("To be looked at"), "bad")
    else:
        state = Words(_("Right; next look by %(day)s") % {"day": day_words(each.look_again_on, year)}, "good")
    looked = ""
    if each.looked_on:
        looked = _("%(day)s by %(by)s") % {"day": day_words(each.looked_on, year), "by": each.looked_by}
    return PlaceRow(
        what,
        f"{each.office.name}: {each.place}" if each.office else each.place,
        owner_words(here, each.owner),
        version,
        looked,
        state,
        tuple(asks[name] for name, passed in each.checks.items() if not passed and name in asks),
        each.note,
        reverse("display", args=[here.slug, each.pk]) if here.may(Permission.RECORD) else "",
    )


def new(request: HttpRequest, here: Here, name: str) -> HttpResponse:
    """Say where it is on show."""
    found = publication_of(here, name)
    offices = Office.objects.filter(association=here.association).order_by("name")
    sorts = found.shown or tuple(SHOWN)
    fields = (
        Field(
            "sort",
            _("Where is it?"),
            "choice",
            required=True,
            default=sorts[0],
            choices=tuple((each, str(SHOWN[each])) for each in sorts),
        ),
        Field("office", _("At which office?"), "choice", choices=tuple(offices.values_list("slug", "name"))),
        Field(
            "place",
            _("Exactly where?"),
            "text",
            required=True,
            help=_("Such as “the rack by the door”, or the address of the page."),
        ),
        Field("owner", _("Who looks after it there?"), "text"),
    )
    sheet = Sheet.of(
        request,
        here,
        fields,
        start={"owner": owner_words(here, found.owner)},
        heading=_("On show: %(what)s") % {"what": found.label},
        button=_("Save"),
        back=reverse("publication-opened", args=[here.slug, found.name]),
        back_label=found.label,
    )
    if sheet.sent:
        done = acting.show(
            association=here.association,
            publication=found.name,
            sort=sheet.text("sort"),
            office=sheet.text("office") or None,
            place=sheet.text("place"),
            owner=sheet.text("owner"),
            uid=sheet.uid,
            by=here.by,
            at=here.at,
            membership=here.membership,
        )
        if not isinstance(done, Refused):
            messages.success(request, _("It is on the list of what is on show."))
            return redirect("publication-opened", here.slug, found.name)
        sheet = sheet.refused(done)
    return sheet.page(request, here)


def look(request: HttpRequest, here: Here, number: int) -> HttpResponse:
    """Say what a look found."""
    row = stored.places(here.association).filter(pk=number).first()
    found = room.publication_named(here.rulebook, row.publication) if row else None
    if row is None or found is None:
        raise Http404
    web = row.sort == room.WEBSITE
    checks = room.page_checks(here.rulebook) if web else ()
    right = Field(
        "found",
        _("What did you find?"),
        "choice",
        required=True,
        choices=(
            ("right", _("It is there and right")),
            ("wrong", _("It is missing or wrong")),
            (AWAY, _("It is not meant to be there any more")),
        ),
    )
    fields = (
        right,
        *(Field(f"page_{each.name}", each.asks, "yes_no", help=each.help) for each in checks),
        Field("note", _("What is wrong, or to be done?"), "text"),
    )
    where = f"{row.office.name}: {row.place}" if row.office else row.place
    sheet = Sheet.of(
        request,
        here,
        fields,
        heading=_("Look at it: %(what)s") % {"what": found.label},
        button=_("Save what you found"),
        back=reverse("displays", args=[here.slug]),
        back_label=_("Where it is on show"),
        about=((_("Where"), where), (_("Looked after by"), owner_words(here, row.owner))),
    )
    if sheet.sent:
        said: dict[str, Any] = {
            "association": here.association,
            "place": row.pk,
            "by": here.by,
            "at": here.at,
            "membership": here.membership,
        }
        if sheet.text("found") == AWAY:
            done = acting.take_away(**said)
        else:
            done = acting.look(
                right=sheet.text("found") == "right",
                checks={each.name: sheet.facts.get(f"page_{each.name}") is True for each in checks},
                note=sheet.text("note"),
                **said,
            )
        if not isinstance(done, Refused):
            messages.success(request, _("On record."))
            return redirect("displays", here.slug)
        sheet = sheet.refused(done)
    return sheet.page(request, here)
