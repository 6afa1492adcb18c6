"""What are those who work here told, where, and for which clauses? All of it on one page.

It is for staff alone: nothing of it stands on a public page or in anything that is taken away.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kept.casework import registers as casework
from kept.rulebook.guidance import Guidance
from kept.store import registers
from kept.web.shared.access import Here

# Where each page that shows guidance is; those of one contact are reached from it, and have no address.
PAGES = {
    "booking": (gettext_lazy("Booking a time"), "diary-book"),
    "call": (gettext_lazy("The call pad"), "call"),
    "callback": (gettext_lazy("Whom to ring back"), "callbacks"),
    "closing": (gettext_lazy("The end of a call or of the day"), ""),
    "complaint": (gettext_lazy("A complaint"), ""),
    "desk": (gettext_lazy("The Desk"), "desk"),
    "formats": (gettext_lazy("Forms that people can use"), "needs"),
    "inspection": (gettext_lazy("A round of the office"), "premises"),
    "interview": (gettext_lazy("Interviews"), "interviews"),
    "keys": (gettext_lazy("The keys"), "cabinet"),
    "leave": (gettext_lazy("An absence"), "away"),
    "letter": (gettext_lazy("Letters"), "letters"),
    "machine": (gettext_lazy("The answering machine"), ""),
    "meeting": (gettext_lazy("A meeting"), "interviews"),
    "message": (gettext_lazy("A message for a colleague"), ""),
    "reception": (gettext_lazy("Reception"), "reception"),
    "transfer": (gettext_lazy("Putting a call through"), ""),
    "visit": (gettext_lazy("A visit"), "visits"),
}


@dataclass(frozen=True, slots=True)
class Place:
    """A screen on which it stands."""

    label: str
    address: str = ""


@dataclass(frozen=True, slots=True)
class Piece:
    """One piece of guidance: its words, its screens, and the clauses that rest on it."""

    says: str
    places: tuple[Place, ...]
    clauses: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class GuidancePage:
    """The page."""

    pieces: tuple[Piece, ...]
    books: tuple[tuple[str, str], ...]
    still: tuple[tuple[str, str], ...]


def guidance_page(here: Here) -> GuidancePage:
    """Every piece, and the registers that each of us reads and confirms."""
    resting: dict[str, list[str]] = {}
    for clause in here.rulebook.clauses:
        for keeper in clause.held:
            resting.setdefault(keeper, []).append(clause.id)
    return GuidancePage(
        tuple(_piece(here, each, resting) for each in here.rulebook.room("guidance")),
        tuple(
            (each.title, reverse("register-opened", args=[here.slug, each.name]))
            for each in here.rulebook.room("registers")
            if each.sign
        ),
        tuple(_still(here)),
    )


def _still(here: Here) -> Iterable[tuple[str, str]]:
    """What whoever looks has not confirmed yet, in the edition that holds."""
    known = {each.name: each for each in here.rulebook.room("registers") if each.sign}
    rows = [
        each
        for each in registers.all_current(here.association, known)
        if casework.may_see(known[each.register], here.membership.role)
    ]
    for each in registers.unconfirmed(here.association, rows, here.membership.account_id):
        said = f"{known[each.register].title}: {each.title}"
        yield said, reverse("register-entry", args=[here.slug, each.pk])


def _piece(here: Here, piece: Guidance, resting: dict[str, list[str]]) -> Piece:
    clauses = resting.get(f"guidance:{piece.name}", ())
    return Piece(
        piece.says,
        tuple(_places(here, piece)),
        tuple((each, reverse("clauses-one", args=[here.slug, each])) for each in clauses),
    )


def _places(here: Here, piece: Guidance) -> Iterable[Place]:
    for each in piece.at:
        if each in PAGES:
            label, route = PAGES[each]
            yield Place(str(label), reverse(route, args=[here.slug]) if route else "")
        else:
            kind = here.rulebook.kinds[each]
            address = reverse("capture-kind", args=[here.slug, each]) if kind.opens else ""
            yield Place(_("The form “%(form)s”") % {"form": kind.label}, address)
