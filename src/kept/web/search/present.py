"""How does what was found read?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC

from django.urls import reverse
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kept.store.models import RegisterEntry
from kept.store.people import Match
from kept.store.search import Hit, Hits, Place
from kept.web.shared.access import Here
from kept.web.shared.gist import gist_of
from kept.web.shared.keeping import SimpleError
from kept.web.shared.masking import veil_of
from kept.web.shared.reaching import reach_words
from kept.web.shared.words import moment_words, thread_words

AROUND = 90


@dataclass(frozen=True, slots=True)
class Known:
    """A customer who may be meant. `reach` says how they may be reached, where they said so."""

    name: str
    address: str
    more: str
    reach: str


@dataclass(frozen=True, slots=True)
class Row:
    """One contact, with the part of its newest fitting entry that has the words."""

    what: str
    gist: str
    ref: str
    address: str
    when: str
    state: str
    says: str
    reach: str


@dataclass(frozen=True, slots=True)
class Told:
    """Something that is kept to answer with: an article, a policy, an agency."""

    title: str
    address: str
    sort: str


@dataclass(frozen=True, slots=True)
class SearchPage:
    """The page. `older` is what the button for what lies further back sends."""

    typed: str
    address: str
    people: tuple[Known, ...]
    rows: tuple[Row, ...]
    older: str
    news: str
    asked: bool
    further: bool
    answers: tuple[Told, ...] = ()
    errors: tuple[SimpleError, ...] = ()


def search_page(
    here: Here,
    typed: str,
    *,
    people: Sequence[Match] = (),
    found: Hits | None = None,
    older: Place | None = None,
    short: bool = False,
    answers: Sequence[tuple[RegisterEntry, str]] = (),
) -> SearchPage:
    """The page from what was fetched; without `found` it only asks."""
    rows = tuple(_row(here, each, typed) for each in found.hits) if found else ()
    error = SimpleError(_("Type at least two letters, or a reference such as K7F3-9Q2M."), "words")
    return SearchPage(
        typed=typed,
        address=reverse("search", args=[here.slug]),
        people=tuple(_known(here, each) for each in people),
        rows=rows,
        older=_older_words(found.older) if found else "",
        news=_news(len(people), len(rows)) if found else "",
        asked=found is not None,
        further=older is not None,
        answers=tuple(
            Told(each.title, reverse("register-entry", args=[here.slug, each.pk]), sort)
            for each, sort in answers
        ),
        errors=(error,) if short else (),
    )


def older_of(text: str) -> Place | None:
    """The place that the button sent back; None where it is none."""
    moment, _tilde, event = text.partition("~")
    try:
        found = parse_datetime(moment)
    except ValueError:
        return None
    if found is None or found.tzinfo is None or not (event.isascii() and event.isdigit() and len(event) < 19):
        return None
    return found.astimezone(UTC), int(event)


def _older_words(place: Place | None) -> str:
    return f"{place[0].isoformat()}~{place[1]}" if place else ""


def _news(people: int, contacts: int) -> str:
    first = ngettext("%(n)s customer", "%(n)s customers", people) % {"n": people}
    second = ngettext("%(n)s contact", "%(n)s contacts", contacts) % {"n": contacts}
    return _("Found: %(customers)s, %(contacts)s.") % {"customers": first, "contacts": second}


def _known(here: Here, match: Match) -> Known:
    person = match.person
    veil = veil_of(here)
    return Known(
        veil.name(person) if veil.names else str(person),
        reverse("customer", args=[here.slug, person.ref]),
        veil.more(person, numbers=1),
        reach_words(person),
    )


def _row(here: Here, hit: Hit, typed: str) -> Row:
    thread = hit.thread
    kind = here.rulebook.kinds.get(hit.event.kind)
    calendar = here.calendar
    name = veil_of(here).name(thread.person) if thread.person is not None and thread.person.name else ""
    return Row(
        what=kind.label if kind else thread_words(thread.kind),
        gist=name or (gist_of(kind, hit.words) if kind else ""),
        ref=thread.ref,
        address=reverse("thread", args=[here.slug, thread.ref]),
        when=moment_words(hit.event.happened_at, calendar, calendar.local(here.at).year),
        state=_("Closed") if thread.closed_at else _("Open"),
        says=_excerpt(hit.words, typed),
        reach=reach_words(thread.person),
    )


def _excerpt(words: Mapping[str, object], typed: str) -> str:
    """The words around the first that was looked for, in the longest answer that has one of them."""
    asked = [each.casefold()[:4] for each in typed.split()]
    texts = sorted((str(each) for each in words.values() if isinstance(each, str)), key=len, reverse=True)
    for text in texts:
        folded = text.casefold()
        places = [folded.find(each) for each in asked if each in folded]
        if places:
            return _cut(text, min(places))
    return _cut(texts[0], 0) if texts else ""


def _cut(text: str, at: int) -> str:
    start, stop = max(0, at - AROUND), at + AROUND
    return ("…" if start else "") + text[start:stop].strip() + ("…" if stop < len(text) else "")
