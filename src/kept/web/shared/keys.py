"""Which key does what, on every page?

    keys_of(here)           # (Pressed("c", "Telephone call", "/karin/capture/call.received"), …)
    key_of("call.received") # "c", the badge beside a link

One list for the pages that show a key beside a link, for the script that listens and for the page that
explains them all. A key does what a link does, so nothing is only on the keyboard; none is listened to while
somebody types in a field, and none that the browser or a screen reader has taken with Ctrl, Alt or Meta.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.functional import Promise as Lazy
from django.utils.translation import get_language, gettext_lazy

from kept.casework.permissions import Permission

if TYPE_CHECKING:
    from django.http import HttpRequest

    from kept.web.shared.access import Here


@dataclass(frozen=True, slots=True)
class Key:
    """One key, and the page that it leads to. `kind` is the kind of event that the page records, if any."""

    key: str
    label: Lazy | str
    page: str
    needs: Permission
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Pressed:
    """One key as a page shows it."""

    key: str
    label: str
    address: str
    kind: str = ""


CAPTURE: tuple[Key, ...] = (
    Key("c", gettext_lazy("Telephone call"), "capture-kind", Permission.RECORD, "call.received"),
    Key("v", gettext_lazy("Visitor"), "capture-kind", Permission.RECORD, "visitor.arrived"),
    Key("m", gettext_lazy("Message"), "capture-kind", Permission.RECORD, "message.taken"),
    Key("l", gettext_lazy("Letter"), "capture-kind", Permission.RECORD, "letter.received"),
    Key("e", gettext_lazy("E-mail"), "capture-kind", Permission.RECORD, "email.received"),
    Key("t", gettext_lazy("Text message"), "capture-kind", Permission.RECORD, "text.received"),
    Key("w", gettext_lazy("Web form"), "capture-kind", Permission.RECORD, "web_form.received"),
    Key("a", gettext_lazy("Appointment wanted"), "capture-kind", Permission.RECORD, "appointment.requested"),
    Key("h", gettext_lazy("Home visit wanted"), "capture-kind", Permission.RECORD, "visit.requested"),
    Key("p", gettext_lazy("Complaint"), "capture-kind", Permission.RECORD, "complaint.received"),
    Key("b", gettext_lazy("Compliment"), "capture-kind", Permission.RECORD, "compliment.received"),
    Key("r", gettext_lazy("Report"), "capture-kind", Permission.RECORD, "report.received"),
)
ANSWERED_NOW: tuple[Key, ...] = (
    Key("1", gettext_lazy("Call answered now"), "capture-now", Permission.RECORD, "call.received"),
    Key("2", gettext_lazy("Visitor answered now"), "capture-now", Permission.RECORD, "visitor.arrived"),
)
PLACES: tuple[Key, ...] = (
    Key("d", gettext_lazy("Desk"), "desk", Permission.SEE),
    Key("n", gettext_lazy("Record something else"), "capture", Permission.RECORD),
    Key("3", gettext_lazy("Call pad"), "call", Permission.RECORD),
    Key("4", gettext_lazy("Reception"), "reception", Permission.SEE),
    Key("q", gettext_lazy("Team board"), "board", Permission.SEE),
    Key("x", gettext_lazy("Customers: find somebody"), "customers", Permission.SEE),
    Key("u", gettext_lazy("Clauses"), "clauses", Permission.FIGURES),
    Key("f", gettext_lazy("Performance"), "performance", Permission.FIGURES),
    Key("/", gettext_lazy("Search"), "search", Permission.SEE),
    Key("9", gettext_lazy("Danger now"), "danger", Permission.RECORD),
    Key("8", gettext_lazy("Worried about somebody"), "concern", Permission.RECORD),
)
# A person who speaks to their computer, or whose hand shakes, can switch single keys off (WCAG 2.1.4).
COOKIE, OFF = "kept_keys", "off"
# What moves within a list: no addresses, and only where there is one.
MOVES: tuple[tuple[str, Lazy | str], ...] = (
    ("j", gettext_lazy("Down a row, also with the arrow down")),
    ("k", gettext_lazy("Up a row, also with the arrow up")),
    ("Enter", gettext_lazy("Open the row")),
    ("z", gettext_lazy("Choose the row, on the team board")),
    ("c", gettext_lazy("Say what kind the e-mail is, on a row of the inbox")),
    ("r", gettext_lazy("Reply to the e-mail, on a row of the inbox")),
)
KEYS: tuple[Key, ...] = (*ANSWERED_NOW, *CAPTURE, *PLACES)


def keys_on(request: HttpRequest) -> bool:
    """Whether single keys do anything for this person."""
    return request.COOKIES.get(COOKIE) != OFF


def keys_of(here: Here) -> tuple[Pressed, ...]:
    """The keys that this person has here, with where they lead."""
    # Every page asks, and the answer is the same for a role as long as nobody puts another policy in force.
    asked = (here.slug, here.membership.role, here.rulebook.version, get_language())
    if asked not in _KNOWN:
        if len(_KNOWN) >= MOST_KNOWN:
            _KNOWN.clear()
        _KNOWN[asked] = tuple(_pressed(here, each) for each in _usable(here))
    return _KNOWN[asked]


_KNOWN: dict[tuple[str, str, str, str | None], tuple[Pressed, ...]] = {}
MOST_KNOWN = 1000


def _usable(here: Here) -> Iterator[Key]:
    kinds = here.rulebook.kinds
    return (each for each in KEYS if here.may(each.needs) and (not each.kind or each.kind in kinds))


def _pressed(here: Here, key: Key) -> Pressed:
    address = reverse(key.page, args=[here.slug, *([key.kind] if key.kind else [])])
    return Pressed(key.key, str(key.label), address, key.kind)


def key_of(kind: str) -> str:
    """The key that opens the form of that kind; empty where it has none."""
    return next((each.key for each in CAPTURE if each.kind == kind), "")
