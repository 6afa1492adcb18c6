"""One publication: what holds, what it must hold, its editions, where it hangs, and to whom it went."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from kept.casework.permissions import Permission
from kept.casework.publishing_out import State
from kept.rulebook import publications as room
from kept.rulebook.publications import Publication
from kept.store import publications as stored
from kept.store.housing import today
from kept.store.publications import Standing
from kept.web.publications.words import (
    FORMS,
    GIVEN,
    SHOWN,
    SORTS,
    WAYS,
    copy_words,
    language_words,
    left,
    owner_words,
    state_words,
    want_words,
)
from kept.web.shared.access import Here
from kept.web.shared.frame import page
from kept.web.shared.words import Words, day_words, moment_words

LAST = 40


@dataclass(frozen=True, slots=True)
class EditionLine:
    """One edition of it."""

    version: str
    address: str
    dated: str
    state: Words
    mark: str
    reach: str
    copies: str


@dataclass(frozen=True, slots=True)
class PublicationPage:
    """One publication: what holds, what is asked of it, its editions, places and whom it went to."""

    heading: str
    says: str
    back: str
    facts: tuple[tuple[str, str], ...]
    wants: tuple[Words, ...]
    changed: tuple[str, ...]
    items: tuple[tuple[str, str, str], ...]
    files: tuple[tuple[str, str], ...]
    lacks: tuple[str, ...]
    editions: tuple[EditionLine, ...]
    places: tuple[tuple[str, str, Words], ...]
    stock: tuple[tuple[str, str, bool], ...]
    sent: tuple[tuple[str, str, str, str], ...]
    went: int
    gap: str
    acts: tuple[tuple[str, str], ...]
    is_page: bool


def publication_of(here: Here, name: str) -> Publication:
    """The publication of that name here, or nothing at all."""
    found = room.publication_named(here.rulebook, name)
    if found is None:
        raise Http404
    return found


def opened(request: HttpRequest, here: Here, name: str) -> HttpResponse:
    """One publication, or one of the entries that are about others."""
    entry = next((each for each in here.rulebook.room("publications") if each.name == name), None)
    if entry is None:
        raise Http404
    day = today(here.association, here.at)
    standing = stored.standing(here.association, here.rulebook, day)
    each = next((one for one in standing if one.publication.name == name), None)
    view = _page_of(here, entry, each)
    return page(request, "publications/publication.html", view, title=entry.label, here=here)


def _page_of(here: Here, entry: Publication, each: Standing | None) -> PublicationPage:
    year = here.calendar.local(here.at).year
    rows = list(stored.editions(here.association, entry.name)[:LAST])
    files = stored.copies_of(here.association, [row.pk for row in rows])
    checks = each.row.checks if each and each.row else {}
    items = room.items_of(here.rulebook, entry) if each else entry.items
    have = {file.form for file in each.files} if each else set()
    sent = stored.sent(here.association).filter(publication=entry.name)
    may_see = here.may(Permission.SEE)
    newest = next((row for row in rows if row.state == State.ISSUED), None)
    return PublicationPage(
        heading=entry.label,
        says=entry.says,
        back=reverse("publications", args=[here.slug]),
        facts=tuple(_facts(here, entry)),
        wants=tuple(want_words(want, year) for want in each.wants) if each else (),
        changed=tuple(says for want in each.wants for says in want.says) if each else (),
        items=tuple(
            (item.asks, owner_words(here, item.owner) if item.owner else "", _checked(checks.get(item.name)))
            for item in items
        ),
        files=tuple(
            (reverse("publication-file", args=[here.slug, file.pk]), copy_words(file))
            for file in (each.files if each else ())
        ),
        lacks=tuple(
            str(FORMS[form])
            for form in entry.forms
            if each and each.row and form not in have and form not in (room.PRINT, room.WEB)
        ),
        editions=tuple(
            EditionLine(
                row.version,
                reverse("edition", args=[here.slug, row.pk]),
                day_words(row.dated),
                state_words(State(row.state)),
                _("%(number)s of %(day)s") % {"number": row.mark, "day": day_words(row.mark_on)}
                if row.mark and row.mark_on
                else "",
                _("%(n)d, %(how)s") % {"n": row.reach.get("count", 0), "how": row.reach.get("how", "")}
                if row.reach.get("count")
                else "",
                "; ".join(copy_words(file) for file in files.get(row.pk, ())),
            )
            for row in rows
        ),
        places=places_of(here, entry.name) if each else (),
        stock=tuple(_stock(here, entry)),
        sent=tuple(
            (
                moment_words(row.sent_at, here.calendar, year),
                row.person.name if row.person and may_see else _("somebody not on file"),
                str(WAYS.get(row.way, row.way)),
                row.edition.version if row.edition else "",
            )
            for row in sent[:LAST]
        )
        if may_see
        else (),
        went=sent.count(),
        gap=_gap(here, newest.issued_at.date() if newest and newest.issued_at else None, entry),
        acts=tuple(_acts(here, entry)) if each else (),
        is_page=entry.sort == room.PAGE,
    )


def _facts(here: Here, entry: Publication) -> Iterable[tuple[str, str]]:
    if entry.owner:
        yield _("Looked after by"), owner_words(here, entry.owner)
    if entry.sort in room.PUBLISHED:
        yield _("Who has it"), str(GIVEN[entry.given])
        yield _("Costs"), _("Nothing, whoever asks and however they have it")
        yield _("Forms that we offer"), ", ".join(str(FORMS[each]) for each in entry.forms)
        yield _("Languages that we offer"), ", ".join(language_words(each) for each in entry.languages)
    if entry.shown:
        yield _("On show"), ", ".join(str(SHOWN[each]) for each in entry.shown)
    if entry.review is not None:
        yield _("Looked at again"), _("after %(span)s") % {"span": entry.review}
    if entry.areas:
        yield _("Parts of our work"), ", ".join(label for _slug, label in entry.areas)
    about = [label for slug, label in room.areas_of(here.rulebook) if slug in entry.about]
    if about:
        yield _("About"), ", ".join(about)
    if entry.of:
        yield _("Holds for"), ", ".join(str(SORTS[each]) for each in entry.of)


def _checked(check: Mapping[str, str] | None) -> str:
    if check is None:
        return ""
    law = _(", beside the law on %(day)s") % {"day": check["law_on"]} if check.get("law_on") else ""
    return _("%(evidence)s (%(by)s, %(day)s%(law)s)") % {
        "evidence": check.get("evidence", ""),
        "by": check.get("by", ""),
        "day": check.get("at", "")[:10],
        "law": law,
    }


def _gap(here: Here, last: date | None, entry: Publication) -> str:
    """How long ago the last issue came out."""
    if entry.sort != room.NEWSLETTER or last is None:
        return ""
    days = (today(here.association, here.at) - last).days
    return _("The last issue came out %(n)d days ago.") % {"n": days}


def _stock(here: Here, entry: Publication) -> Iterable[tuple[str, str, bool]]:
    if not entry.stock:
        return
    for row in stored.stock(here.association).get(entry.label.casefold(), ()):
        order = row.facts.get("reorder")
        low = isinstance(order, int) and left(row) <= order
        yield row.office.name if row.office else "", str(left(row)), low


def _acts(here: Here, entry: Publication) -> Iterable[tuple[str, str]]:
    if not here.may(Permission.RECORD):
        return
    yield reverse("publication-ask", args=[here.slug, entry.name]), _("Somebody asks for it")
    if entry.sort != room.PAGE:
        yield reverse("edition-new", args=[here.slug, entry.name]), _("Begin a new edition")
    yield reverse("display-new", args=[here.slug, entry.name]), _("Put it on show")


def places_of(here: Here, name: str) -> tuple[tuple[str, str, Words], ...]:
    """Where one is on show, with whether it is there and right."""
    day, year = today(here.association, here.at), here.calendar.local(here.at).year
    found = []
    for row in stored.places(here.association, name):
        where = f"{row.office.name}: {row.place}" if row.office else row.place
        if row.right is False:
            said = Words(_("Missing or wrong when last looked at"), "bad")
        elif row.look_again_on <= day:
            said = Words(_("To be looked at"), "bad")
        else:
            said = Words(
                _("To be looked at by %(day)s") % {"day": day_words(row.look_again_on, year)}, "calm"
            )
        found.append((reverse("display", args=[here.slug, row.pk]), where, said))
    return tuple(found)
