"""What does the page of a case show of bundles: what was gathered of it, and how another is begun?"""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from kept.casework.bundling import CASE, CUSTOMER, MADE, PERSON, PURPOSES, SEARCHING, last_day
from kept.casework.cases import Standing
from kept.casework.permissions import Permission
from kept.rulebook.cases import practice_of
from kept.store import bundles, refs
from kept.store.models import Thread
from kept.web.shared.access import Here
from kept.web.shared.case_panels import Panel
from kept.web.shared.words import day_words

REQUEST = "data_request"


@dataclass(frozen=True, slots=True)
class Gathered:
    """One gathering."""

    address: str
    ref: str
    state: str


@dataclass(frozen=True, slots=True)
class Bundles:
    """The panel. `sort` is what is begun here."""

    name: str
    action: str
    uid: str
    sort: str
    purposes: tuple[tuple[str, str], ...]
    gathered: tuple[Gathered, ...]
    may: bool
    why_not: str
    law: str
    conflict: str
    correct: str


def panel(request: HttpRequest, here: Here, thread: Thread, standing: Standing) -> Panel | None:
    """Beside every case."""
    asked = standing.type.name == REQUEST
    sort = PERSON if asked else CASE
    may = bundles.may_gather(here.membership, sort)
    received = here.calendar.local(standing.opened.happened_at).date()
    year = here.calendar.local(here.at).year
    view = Bundles(
        name=standing.type.name,
        action=reverse("bundle-begin", args=[here.slug, thread.ref]),
        uid=refs.new_uid(),
        sort=sort,
        purposes=tuple(
            (name, label) for name, label in PURPOSES.items() if (name == CUSTOMER) is asked or not asked
        ),
        gathered=tuple(
            Gathered(
                reverse("bundle", args=[here.slug, each.ref]),
                each.ref,
                _("made, %(pages)s pages") % {"pages": each.pages}
                if each.state == MADE
                else _("being gathered")
                if each.state == SEARCHING
                else _("to be marked"),
            )
            for each in bundles.of_thread(thread)
            if may
        ),
        may=may and here.may(Permission.RECORD),
        why_not="" if may else _("A manager or director gathers what is held on somebody."),
        law=day_words(last_day(received, here.calendar), year) if asked else "",
        conflict=practice_of(here.rulebook, REQUEST).words.get("conflict", "") if asked else "",
        correct=f"{reverse('capture-kind', args=[here.slug, 'correction.requested'])}" if asked else "",
    )
    return Panel("bundles/panel.html", {"bundles": view}, place="main" if asked else "side")
