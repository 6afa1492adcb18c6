"""What is printed for a visit: the card that is left where nobody is in, and the summary that they keep."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from kept.casework.held_words import FREEPHONE
from kept.casework.visiting import CONSIDERED, MADE, NO_ACCESS
from kept.store import premises, registers, visits
from kept.store.models import Visit
from kept.web.shared.access import Here
from kept.web.shared.frame import page
from kept.web.shared.words import day_words, due_words
from kept.web.visits.views import found


@dataclass(frozen=True, slots=True)
class CardPage:
    """A calling card. It says who came, when, and how to reach them; never what it was about."""

    place: str
    officer: str
    job_title: str
    number: str
    email: str
    office: str
    hours: tuple[str, ...]
    day: str
    time: str
    ref: str
    back: str
    freephone: str = ""


@dataclass(frozen=True, slots=True)
class SummaryPage:
    """What was agreed, or where things stand, for the customer to keep."""

    place: str
    customer: str
    day: str
    officer: str
    job_title: str
    number: str
    purpose: str
    issues: tuple[str, ...]
    heading: str
    summary: str
    agreed: tuple[tuple[str, str, str], ...]
    ref: str


def card(request: HttpRequest, here: Here, number: int) -> HttpResponse:
    """The card, filled in with the officer and the time."""
    row = found(here, number)
    called, local = _officer(here, row), here.calendar.local(here.at)
    left = visits.last_of(visits.told(row.thread, here.association), NO_ACCESS)
    office = row.thread.office or here.membership.office
    view = CardPage(
        place=here.name,
        officer=called.words,
        job_title=called.job_title,
        number=called.extension,
        email=row.officer.email,
        office=office.name if office else here.rulebook.association.offices[0].name,
        hours=hours_of(here, office.slug if office else None),
        day=day_words(local.date()),
        time=str(left.get("card_at") or f"{local:%H:%M}"),
        ref=row.thread.ref,
        back="",
        freephone=premises.held(here.association, FREEPHONE, office.slug if office else None),
    )
    return page(request, "visits/card.html", view, title=_("Calling card"), here=here)


def _officer(here: Here, row: Visit) -> registers.Called:
    known = registers.called(here.association, [row.officer_id])
    return known.get(row.officer_id) or registers.Called(row.officer.name)


def hours_of(here: Here, office: str | None) -> tuple[str, ...]:
    """The week of an office, days that are alike together: "Monday to Thursday 09:00 to 17:00"."""
    week = here.rulebook.calendar_for(office).opening.week
    names = (
        _("Monday"),
        _("Tuesday"),
        _("Wednesday"),
        _("Thursday"),
        _("Friday"),
        _("Saturday"),
        _("Sunday"),
    )
    found: list[tuple[int, int, str]] = []
    for place, hours in enumerate(week):
        said = _(" and ").join(f"{opens:%H:%M}–{closes:%H:%M}" for opens, closes in hours)
        if not said:
            continue
        if found and found[-1][2] == said and found[-1][1] == place - 1:
            found[-1] = (found[-1][0], place, said)
        else:
            found.append((place, place, said))
    return tuple(
        f"{names[first]} {said}"
        if first == last
        else _("%(first)s to %(last)s %(hours)s")
        % {"first": names[first], "last": names[last], "hours": said}
        for first, last, said in found
    )


def summary(request: HttpRequest, here: Here, number: int) -> HttpResponse:
    """What was agreed and by when, or where things stand; to be left or sent."""
    row = found(here, number)
    said = visits.told(row.thread, here.association)
    made, considered = visits.last_of(said, MADE), visits.last_of(said, CONSIDERED)
    called = _officer(here, row)
    agreed = visits.agreed_of(row.thread_id)
    words = visits.what_was_agreed([each.thread_id for each in agreed])
    person = row.thread.person.stands if row.thread.person else None
    came = row.arrived_at or row.starts_at
    view = SummaryPage(
        place=here.name,
        customer=person.name if person else "",
        day=day_words(here.calendar.local(came).date()),
        officer=called.words,
        job_title=called.job_title,
        number=called.extension,
        purpose=str(considered.get("purpose") or ""),
        issues=tuple(each.strip() for each in str(made.get("issues") or "").splitlines() if each.strip()),
        heading=_("Where things stand") if made.get("agreement") == "position" else _("What we agreed"),
        summary=str(made.get("summary") or ""),
        agreed=tuple(
            (words.get(each.thread_id, ""), each.owner.name, due_words(each.due_at, here.calendar))
            for each in agreed
        ),
        ref=row.thread.ref,
    )
    return page(request, "visits/summary.html", view, title=_("Summary of the visit"), here=here)
