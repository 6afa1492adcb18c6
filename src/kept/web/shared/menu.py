"""What leads where, from every page?

    menu = menu_of(here, view_name="customers-duplicates")
    menu.first[2]     # Link("Customers", "/karin/customers", current=True)
    menu.more         # what is opened now and then, behind one word, in groups

1. What is opened many times a day stands in one line; the rest waits behind "More", by what it is for.
2. On a telephone the line holds four; the others are behind "More" there (`narrow`).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.functional import Promise as Lazy
from django.utils.translation import gettext_lazy

from kept.casework.permissions import Permission

if TYPE_CHECKING:
    from kept.web.shared.access import Here

# As many as fit beside one another on a telephone, with "More" at their end.
ROOM = 4


@dataclass(frozen=True, slots=True)
class Link:
    """One entry of the navigation. One that is `narrow` is behind "More" on a telephone."""

    label: str
    address: str
    current: bool
    narrow: bool = False


@dataclass(frozen=True, slots=True)
class Group:
    """Entries behind "More" that belong together."""

    label: str
    links: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class Menu:
    """The line, what lies behind "More", and what is this person's own."""

    first: tuple[Link, ...]
    more: tuple[Group, ...]
    own: tuple[Link, ...]

    @property
    def within(self) -> bool:
        """Whether the page that is open lies behind "More"."""
        return any(link.current for group in self.more for link in group.links)

    @property
    def within_narrow(self) -> bool:
        """Whether it does on a telephone."""
        return self.within or any(link.current and link.narrow for link in self.first)


@dataclass(frozen=True, slots=True)
class _Entry:
    page: str
    label: Lazy | str
    needs: Permission


_FIRST = (
    _Entry("desk", gettext_lazy("Desk"), Permission.SEE),
    _Entry("capture", gettext_lazy("Capture"), Permission.RECORD),
    _Entry("customers", gettext_lazy("Customers"), Permission.SEE),
    _Entry("diary", gettext_lazy("Diary"), Permission.SEE),
    _Entry("reception", gettext_lazy("Reception"), Permission.SEE),
    _Entry("call", gettext_lazy("Call pad"), Permission.RECORD),
    _Entry("search", gettext_lazy("Search"), Permission.SEE),
    _Entry("board", gettext_lazy("Team"), Permission.SEE),
    _Entry("performance", gettext_lazy("Performance"), Permission.FIGURES),
    _Entry("staff", gettext_lazy("People"), Permission.PEOPLE),
)
_TODAY = (
    _Entry("morning", gettext_lazy("This morning"), Permission.REASSIGN),
    _Entry("cases", gettext_lazy("Cases"), Permission.SEE),
    _Entry("incidents", gettext_lazy("Incidents"), Permission.SEE),
    _Entry("neighbours", gettext_lazy("Neighbours"), Permission.SEE),
    _Entry("support", gettext_lazy("Support"), Permission.SEE),
    _Entry("callbacks", gettext_lazy("To ring back"), Permission.SEE),
    _Entry("mailbook", gettext_lazy("Mail book"), Permission.SEE),
    _Entry("inbox", gettext_lazy("Inbox"), Permission.SEE),
    _Entry("letters", gettext_lazy("Letters"), Permission.SEE),
    _Entry("correspondence", gettext_lazy("Correspondence"), Permission.SEE),
    _Entry("outgoing", gettext_lazy("What goes out"), Permission.SEE),
    _Entry("messages", gettext_lazy("Messages nobody has read"), Permission.SEE),
    _Entry("formats", gettext_lazy("Forms we owe"), Permission.SEE),
    _Entry("visits", gettext_lazy("Visits"), Permission.SEE),
    _Entry("interviews", gettext_lazy("Interviews and meetings"), Permission.SEE),
    _Entry("who", gettext_lazy("Who is in"), Permission.FIGURES),
    _Entry("answers", gettext_lazy("Find an answer"), Permission.FIGURES),
)
_THE_HOUSE = (
    _Entry("premises", gettext_lazy("Offices"), Permission.SEE),
    _Entry("cabinet", gettext_lazy("Keys"), Permission.SEE),
    _Entry("valuables", gettext_lazy("Valuables"), Permission.SEE),
    _Entry("contractors", gettext_lazy("Contractors"), Permission.SEE),
    _Entry("data", gettext_lazy("People’s data"), Permission.ATTEMPTS),
    _Entry("requests", gettext_lazy("Requests for information"), Permission.SEE),
    _Entry("remedies", gettext_lazy("Compensation"), Permission.EXCUSE),
    _Entry("publications", gettext_lazy("What we publish"), Permission.FIGURES),
    _Entry("surveys", gettext_lazy("Surveys"), Permission.SEE),
    _Entry("registers", gettext_lazy("Registers"), Permission.FIGURES),
    _Entry("away", gettext_lazy("Who is away"), Permission.FIGURES),
    _Entry("panic", gettext_lazy("Panic alarm"), Permission.SEE),
)
_HOMES = (
    _Entry("homes", gettext_lazy("Homes"), Permission.SEE),
    _Entry("patches", gettext_lazy("Patches"), Permission.SEE),
    _Entry("schemes", gettext_lazy("Building work and changes"), Permission.SEE),
    _Entry("moves", gettext_lazy("Moves"), Permission.SEE),
    _Entry("swaps", gettext_lazy("Exchange register"), Permission.SEE),
    _Entry("estates", gettext_lazy("Estates"), Permission.SEE),
    _Entry("customers-duplicates", gettext_lazy("Who may be on record twice"), Permission.CORRECT),
    _Entry("differences", gettext_lazy("Beside the housing system"), Permission.HOUSING),
)
_HOW_WELL = (
    _Entry("lessons", gettext_lazy("What we learn"), Permission.SEE),
    _Entry("complaint-records", gettext_lazy("Complaint records"), Permission.FIGURES),
    _Entry("assessments", gettext_lazy("Our own assessment"), Permission.FIGURES),
    _Entry("words-again", gettext_lazy("Words read again"), Permission.CHECK),
    _Entry("equal", gettext_lazy("Is everybody as satisfied?"), Permission.SEE),
    _Entry("clauses", gettext_lazy("Clauses"), Permission.FIGURES),
    _Entry("performance-published", gettext_lazy("Published months"), Permission.FIGURES),
    _Entry("calls", gettext_lazy("How calls went"), Permission.SEE),
    _Entry("night", gettext_lazy("While we were closed"), Permission.SEE),
    _Entry("paper", gettext_lazy("When there is no line"), Permission.SEE),
    _Entry("phones", gettext_lazy("How calls were answered"), Permission.FIGURES),
    _Entry("counts", gettext_lazy("Counts from outside"), Permission.RECORD),
    _Entry("checks", gettext_lazy("Checks"), Permission.CHECK),
    _Entry("odd", gettext_lazy("Odd patterns"), Permission.REASSIGN),
    _Entry("attempts", gettext_lazy("Who tried to open what"), Permission.ATTEMPTS),
)
# What lies behind "More", by what it is for.
_MORE = (
    (gettext_lazy("Today"), _TODAY),
    (gettext_lazy("The office"), _THE_HOUSE),
    (gettext_lazy("Homes and files"), _HOMES),
    (gettext_lazy("How well we do"), _HOW_WELL),
)
_OWN = (
    _Entry("mine", gettext_lazy("My own figures"), Permission.SEE),
    _Entry("connections", gettext_lazy("Connections with customers"), Permission.FIGURES),
    _Entry("account", gettext_lazy("Your account"), Permission.FIGURES),
)
# Pages without an entry of their own, and the entry that they belong to.
_BELONGS = {
    "formats-owed": "formats",
    "translation": "formats",
    "glossary": "formats",
    "letters-translated": "formats",
    "needs": "formats",
    "question-opened": "surveys",
    "publication": "publications",
    "edition": "publications",
    "display": "publications",
    "displays": "publications",
    "given-at-sign-up": "publications",
    "year-figures": "publications",
    "publications-had": "customers",
    "shops": "surveys",
    "shop": "surveys",
    "reviews": "surveys",
    "survey": "surveys",
    "conduct": "surveys",
    "check-opened": "premises",
    "register": "registers",
    "defect": "premises",
    "closures": "premises",
    "opening-hours": "premises",
    "hours-notice": "premises",
    "access-statement": "premises",
    "posted": "premises",
    "held-words": "premises",
    "performance-month": "performance-published",
    "customer": "customers",
    "neighbours-diary": "neighbours",
    "visit": "visits",
    "out": "visits",
    "prepare": "interviews",
    "talk": "interviews",
    "interview": "interviews",
    "email": "inbox",
    "valuable": "valuables",
    "letter": "letters",
    "bundle": "requests",
    "bundle-item": "requests",
    "lesson-begin": "lessons",
    "lesson-draw": "lessons",
    "complaint-record": "complaint-records",
    "assessment": "assessments",
    "words-read": "words-again",
}


def menu_of(here: Here, view_name: str) -> Menu:
    """What this person may open here, with the page that is open marked."""
    current = _entry_of(view_name)
    groups = (Group(str(label), _links(here, entries, current)) for label, entries in _MORE)
    more = tuple(each for each in groups if each.links)
    return Menu(_links(here, _FIRST, current), more, _links(here, _OWN, current))


def _links(here: Here, entries: tuple[_Entry, ...], current: str) -> tuple[Link, ...]:
    may_open = [each for each in entries if here.may(each.needs)]
    return tuple(
        Link(str(each.label), reverse(each.page, args=[here.slug]), each.page == current, at >= ROOM)
        for at, each in enumerate(may_open)
    )


def _every() -> Iterator[_Entry]:
    yield from _FIRST
    for _label, entries in _MORE:
        yield from entries
    yield from _OWN


def _entry_of(view_name: str) -> str:
    """The entry that a page belongs to: its own, or that of the page above it."""
    above = view_name.split("-")[0]
    name = _BELONGS.get(view_name) or _BELONGS.get(above) or view_name
    return name if any(name == each.page for each in _every()) else above
