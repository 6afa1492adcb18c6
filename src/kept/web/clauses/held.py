"""What else keeps a clause, and where can it be opened?

held_words(here, clause)[0].says     # "An item of the checklist “Reception, each morning”: water to drink."
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kept.rulebook.held import HELD
from kept.rulebook.keeping import FORM, GUIDANCE, ROOM_OF
from kept.rulebook.model import Clause
from kept.web.shared.access import Here

SORTS = {
    FORM: gettext_lazy("Form"),
    "check": gettext_lazy("Checklist"),
    "register": gettext_lazy("Register"),
    "question": gettext_lazy("Question"),
    "publication": gettext_lazy("Publication"),
    GUIDANCE: gettext_lazy("Guidance"),
    "figure": gettext_lazy("Figure"),
    "list": gettext_lazy("List"),
    "page": gettext_lazy("Page"),
    "permission": gettext_lazy("Permission"),
    "print": gettext_lazy("Paper"),
    "rule": gettext_lazy("Rule"),
}


@dataclass(frozen=True, slots=True)
class Held:
    """One keeper: what sort it is, what it says, and where it can be opened, if at one place."""

    sort: str
    says: str
    address: str = ""


def held_words(here: Here, clause: Clause) -> tuple[Held, ...]:
    """Every keeper of the clause beside its clock or share."""
    return tuple(_words(here, each) for each in clause.held)


def _words(here: Here, keeper: str) -> Held:
    sort, _colon, rest = keeper.partition(":")
    name, _slash, part = rest.partition("/")
    label = str(SORTS.get(sort, sort))
    if sort == FORM:
        return _form(here, label, name, part)
    if sort in ROOM_OF:
        entry = next((each for each in here.rulebook.room(ROOM_OF[sort]) if each.name == name), None)
        return Held(label, _entry_words(entry, part) if entry else rest, _address(here, sort, name))
    return Held(label, HELD.get(keeper, rest), _address(here, sort, name))


def _form(here: Here, label: str, name: str, part: str) -> Held:
    kind = here.rulebook.kinds.get(name)
    if kind is None:
        return Held(label, name)
    field = kind.field(part)
    said = _("%(form)s: %(field)s") % {"form": kind.label, "field": field.label} if field else kind.label
    address = reverse("capture-kind", args=[here.slug, name]) if kind.opens else ""
    return Held(label, said, address)


def _entry_words(entry: Any, part: str) -> str:
    """What an entry of a room is called, and its part: by the label or the words that each has."""
    said = getattr(entry, "label", "") or getattr(entry, "says", "") or entry.name
    for its in (getattr(entry, each, ()) for each in ("items", "fields", "questions")):
        for each in its:
            if each.name == part:
                words = getattr(each, "label", "") or getattr(each, "asks", "") or each.name
                return _("%(whole)s: %(part)s") % {"whole": said, "part": words}
    return str(said)


def _address(here: Here, sort: str, name: str) -> str:
    """Where it can be opened, if a page of the association bears its name or its sort takes the name."""
    for route, args in ((name, [here.slug]), (f"{sort}-opened", [here.slug, name])):
        try:
            return reverse(route, args=args)
        except NoReverseMatch:
            continue
    return ""
