"""What are causes, sources, readers and the lists of a record called?"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

from django.utils.functional import Promise as Lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kept.rulebook.model import Rulebook
from kept.rulebook.people import people_lists
from kept.web.shared.access import Here
from kept.web.shared.groups import group_words

SORTS: Mapping[str, Lazy | str] = {
    "newsletter": gettext_lazy("The newsletter"),
    "annual-report": gettext_lazy("The annual report"),
    "council": gettext_lazy("A council"),
    "regulator": gettext_lazy("The regulator"),
    "ombudsman": gettext_lazy("The ombudsman"),
    "board": gettext_lazy("The board"),
    "tenants": gettext_lazy("Tenants or their panel"),
    "other": gettext_lazy("Somebody else"),
}
HOWS: Mapping[str, Lazy | str] = {
    "print": gettext_lazy("Printed in it"),
    "email": gettext_lazy("By e-mail"),
    "post": gettext_lazy("By post"),
    "web": gettext_lazy("On the web site"),
    "meeting": gettext_lazy("At a meeting"),
    "portal": gettext_lazy("Through their own site"),
}
WHYS: Mapping[str, Lazy | str] = {
    "yearly": gettext_lazy("The yearly one"),
    "merger": gettext_lazy("After a merger"),
    "acquisition": gettext_lazy("After taking over homes or a landlord"),
    "interruption": gettext_lazy("After an emergency that stopped our work"),
    "asked": gettext_lazy("The ombudsman asked for it"),
}
ANSWERS: Mapping[str, Lazy | str] = {
    "yes": gettext_lazy("Yes"),
    "partly": gettext_lazy("Not wholly"),
    "no": gettext_lazy("No"),
}
LISTS: Mapping[str, Lazy | str] = {
    "subject": gettext_lazy("By subject"),
    "outcome": gettext_lazy("By outcome"),
    "stage": gettext_lazy("By stage"),
    "channel": gettext_lazy("By the way in which they reached us"),
    "need": gettext_lazy("By what people need of us"),
}
STAGES: Mapping[str, Lazy | str] = {
    "first": gettext_lazy("Had a first answer or waited for one"),
    "second": gettext_lazy("Went on to the second stage"),
}
COMPLAINT, ANSWERED, BEGUN = "complaint.received", "complaint.answered", "lesson.begun"
_FIELD_OF = {
    "subject": (COMPLAINT, "subject"),
    "outcome": (ANSWERED, "outcome"),
    "channel": (COMPLAINT, "how"),
}


def choices_of(rulebook: Rulebook, kind: str, field: str) -> tuple[tuple[str, str], ...]:
    """What may be chosen there, as the form of that event says it."""
    found = rulebook.kinds[kind].field(field) if kind in rulebook.kinds else None
    return found.choices if found is not None else ()


def areas(rulebook: Rulebook) -> tuple[tuple[str, str], ...]:
    """Where a cause may lie."""
    return choices_of(rulebook, BEGUN, "area")


def area_words(rulebook: Rulebook, slug: str) -> str:
    """Where the cause lies, in words."""
    return dict(areas(rulebook)).get(slug, "") or _("Not said yet")


def line_words(here: Here, by: str, slug: str) -> str:
    """One line of a list of a record."""
    return line_of(here.rulebook, by, slug)


def line_of(rulebook: Rulebook, by: str, slug: str) -> str:
    """The same for whoever is not signed in."""
    if by == "stage":
        return str(STAGES.get(slug, slug))
    if by == "need":
        return _("Nothing that we know of") if slug in ("", "none") else people_lists().need(slug)
    if not slug:
        return _("Not answered yet") if by == "outcome" else _("Not said")
    kind, field = _FIELD_OF[by]
    return dict(choices_of(rulebook, kind, field)).get(slug, slug)


def group_line(slug: str) -> str:
    """A group of customers, or those of whom nothing is known."""
    return group_words(slug) if slug else _("Nothing that we know of")


def promise_words(rulebook: Rulebook, clause: str) -> str:
    """What was promised, in the words for customers."""
    found = rulebook.promises.get(clause)
    return found.public if found is not None else clause


def last_quarter(today: date) -> tuple[date, date]:
    """The last quarter of a year that is over."""
    first = date(today.year, today.month - (today.month - 1) % 3, 1)
    end = first - timedelta(days=1)
    return date(end.year, end.month - 2, 1), end
