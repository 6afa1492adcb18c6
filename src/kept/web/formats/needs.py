"""Who needs something of us that others do not, and what of it is still to be seen to?"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from kept.casework.permissions import Permission
from kept.rulebook.people import people_lists
from kept.store import formats
from kept.store.models import Person, Thread
from kept.store.seers import seer
from kept.web.shared.access import Here
from kept.web.shared.frame import page
from kept.web.shared.words import day_words, moment_words, thread_words

A_MONTH, MOST = timedelta(days=30), 100


@dataclass(frozen=True, slots=True)
class Line:
    """One thing to see to."""

    who: str
    more: str
    address: str
    act: str


@dataclass(frozen=True, slots=True)
class Part:
    """One list, and what it says where nothing is to be done."""

    id: str
    heading: str
    says: str
    lines: tuple[Line, ...]
    nothing: str


@dataclass(frozen=True, slots=True)
class NeedsPage:
    """Every list."""

    parts: tuple[Part, ...]
    untrained: tuple[str, ...]
    register: str
    diary: str
    back: str


def needs(request: HttpRequest, here: Here) -> HttpResponse:
    """Whom to ask again, for whom no interpreter is there yet, which visits, and what nobody noted."""
    today = here.calendar.local(here.at).date()
    untrained = formats.nobody_trained(here.association, here.rulebook, today)
    registers = {each.name for each in here.rulebook.room("registers")}
    known = formats.TRAINED in registers
    view = NeedsPage(
        tuple(_parts(here, trained=known)),
        untrained,
        reverse("register-opened", args=[here.slug, formats.TRAINED]) if known else "",
        reverse("diary-to-do", args=[here.slug]),
        reverse("formats", args=[here.slug]),
    )
    return page(request, "formats/needs.html", view, title=_("Who needs what"), here=here)


def _parts(here: Here, *, trained: bool) -> Iterable[Part]:
    today, since = here.calendar.local(here.at).date(), here.at - A_MONTH
    yield Part(
        "again",
        _("To ask again"),
        _("What they told us was some time ago. Ask whether it still suits."),
        tuple(_again(here)),
        _("Nobody is to be asked again."),
    )
    wanted = formats.interpreters_wanted(here.membership, since)[:MOST]
    yield Part(
        "interpreters",
        _("Interpreters asked for"),
        _("Somebody asked for an interpreter, and nobody noted that one is arranged or came."),
        tuple(_contact(here, each, "interpreter.arranged") for each in wanted),
        _("No interpreter is asked for in vain."),
    )
    if trained:
        visits = formats.visits_untrained(here.membership, here.rulebook, here.at, today)
        yield Part(
            "visits",
            _("Visits by a colleague who was not trained for it"),
            _("Give the visit to a colleague who was, or note why not."),
            tuple(
                Line(
                    _name(each.thread.person),
                    f"{moment_words(each.starts_at, here.calendar)}, {each.officer.name}",
                    reverse("thread", args=[here.slug, each.thread.ref]),
                    "",
                )
                for each in visits
            ),
            _("Every visit to come is a trained colleague’s, where somebody is trained."),
        )
    noted = formats.to_note(here.membership, since)[:MOST]
    yield Part(
        "adjustments",
        _("Not noted yet: what we did otherwise for them"),
        _("Contacts of the last month from customers who need something of us."),
        tuple(_contact(here, each, "adjustment.made") for each in noted),
        _("For each contact it is noted what was done otherwise."),
    )


def _again(here: Here) -> Iterable[Line]:
    closed = seer(here.membership).closed
    labels = {each.name: each.label for each in formats.forms_of_house(here.rulebook)}
    forms, plans = formats.reviews(here.association, here.calendar.local(here.at).date())
    rows = [(each.person, labels.get(each.form, each.form), each.review_on) for each in forms[:MOST]]
    rows += [(each.person, _("How we deal with them"), each.review_on) for each in plans[:MOST]]
    for person, what, on in rows:
        if person.stands.pk not in closed and person.pk not in closed and on is not None:
            page_of = "customer-forms" if here.may(Permission.RECORD) else "customer"
            address = reverse(page_of, args=[here.slug, person.stands.ref])
            yield Line(_name(person), f"{what}, {day_words(on)}", address, "")


def _contact(here: Here, row: Thread, kind: str) -> Line:
    lists = people_lists()
    person = row.person.stands if row.person else None
    of = ", ".join(lists.need(each) for each in person.need_kinds) if person else ""
    act = ""
    if here.may(Permission.RECORD) and row.closed_at is None:
        act = reverse("thread-next", args=[here.slug, row.ref, kind])
    address = reverse("thread", args=[here.slug, row.ref])
    return Line(_name(person), f"{thread_words(row.kind)}; {of}", address, act)


def _name(person: Person | None) -> str:
    return person.stands.name if person is not None and person.stands.name else _("Name not known")
