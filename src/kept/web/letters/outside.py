"""Which letters of the last three months were not made here: by hand, or in another program?

Every letter goes out on the headed paper of the house, from one of its templates. The others are exceptions,
to be looked at with the sample of letters, and to have a template made for.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from kept.store.accounts import names_by_handle
from kept.store.letters_outside import outside
from kept.store.models import Event
from kept.web.shared.access import Here
from kept.web.shared.frame import page
from kept.web.shared.words import moment_words

LATELY = timedelta(days=92)
MOST = 200
OUTSIDE = "outside"


@dataclass(frozen=True, slots=True)
class Row:
    """One letter that was made elsewhere."""

    when: str
    what: str
    how: str
    by: str
    contact: str
    ref: str


@dataclass(frozen=True, slots=True)
class OutsidePage:
    """The page of all of them."""

    rows: tuple[Row, ...]
    errors: tuple[str, ...] = ()


def letters_outside(request: HttpRequest, here: Here) -> HttpResponse:
    """The list, the newest first."""
    found = list(outside(here.membership, here.at - LATELY)[:MOST])
    names = names_by_handle({each.by for each in found})
    view = OutsidePage(tuple(_row(here, each, names.get(each.by, each.by)) for each in found))
    return page(request, "letters/outside.html", view, title=_("Letters that were not made here"), here=here)


def _row(here: Here, event: Event, name: str) -> Row:
    kind = here.rulebook.kinds.get(event.kind)
    field = kind.field(OUTSIDE) if kind is not None else None
    known = dict(field.choices) if field is not None else {}
    return Row(
        when=moment_words(event.happened_at, here.calendar),
        what=kind.label if kind is not None else event.kind,
        how=known.get(str(event.facts.get(OUTSIDE)), _("Not said")),
        by=name,
        contact=reverse("thread", args=[here.slug, event.thread.ref]),
        ref=event.thread.ref,
    )
