"""How does a line of the mail book read?"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from kept.casework.mail_book import SORTS, is_late
from kept.store.mail_book import Entry
from kept.web.shared.access import Here
from kept.web.shared.words import Words, day_words

SHORT = 90


@dataclass(frozen=True, slots=True)
class Row:
    """One line. `closed` says that its contact is kept for a few, so that nothing of it is shown."""

    pk: int
    number: str
    address: str
    what: str
    when: str
    day: str
    who: str
    about: str
    to: str
    opened_by: str
    handed: str
    state: Words
    thread: str
    ref: str
    struck: bool
    late: bool
    waits: bool
    closed: bool


def rows(here: Here, entries: Iterable[Entry]) -> tuple[Row, ...]:
    """The lines as the table shows them."""
    return tuple(row(here, each) for each in entries)


def row(here: Here, entry: Entry) -> Row:
    """One of them."""
    item, thread = entry.item, entry.thread
    calendar = here.rulebook.calendar_for(item.office.slug if item.office else None)
    local = calendar.local(item.received_at)
    late = item.struck_at is None and is_late(calendar, entry.line, here.at)
    sort = SORTS[item.sort].label if item.sort in SORTS else item.sort
    about = str(entry.words.get("about", ""))
    return Row(
        pk=item.pk,
        number=f"{item.number}",
        address=reverse("mailbook-item", args=[here.slug, item.pk]),
        what=f"{sort} × {item.pieces}" if item.pieces > 1 else sort,
        when=_("%(time)s, in the box") % {"time": f"{local:%H:%M}"} if item.box_at else f"{local:%H:%M}",
        day=day_words(item.day, calendar.local(here.at).year),
        who=_who(entry),
        about=about if len(about) <= SHORT else f"{about[: SHORT - 1]}…",
        to=item.to.name if item.to else thread.owner.name if thread and thread.owner else "",
        opened_by=item.opened_by.name,
        handed=f"{calendar.local(item.handed_at):%H:%M}" if item.handed_at else "",
        state=_state(entry, late),
        thread=reverse("thread", args=[here.slug, thread.ref]) if thread else "",
        ref=thread.ref if thread else "",
        struck=item.struck_at is not None,
        late=late,
        waits=item.handed_at is None and item.struck_at is None,
        closed=thread is None,
    )


def _who(entry: Entry) -> str:
    if entry.thread is None:
        return _("Kept for a few")
    if entry.thread.person is not None and entry.thread.person.stands.name:
        return str(entry.thread.person.stands.name)
    return str(entry.words.get("from_name", ""))


def _state(entry: Entry, late: bool) -> Words:
    if entry.item.struck_at is not None:
        return Words(_("Struck out"), "mute")
    if entry.item.handed_at is None:
        return Words(_("Late: not handed round"), "bad") if late else Words(_("To hand round"), "soon")
    return Words(_("Handed round late"), "bad") if late else Words(_("Handed round"), "good")
