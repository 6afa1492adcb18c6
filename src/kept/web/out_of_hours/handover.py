"""What came while we were closed, what was done about it, and what is late already? For the first to come in.

handover_page(here)        # HandoverPage: emergencies, messages, the rest, and what is late
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kept.store import night, rotas, rounds
from kept.store.models import Thread
from kept.store.night import Told
from kept.store.rotas import Row as Shift
from kept.web.out_of_hours.parts import Part, parts_of, stretch_words
from kept.web.shared.access import Here
from kept.web.shared.addresses import thread_address
from kept.web.shared.answers import answer_words
from kept.web.shared.frame import page
from kept.web.shared.gist import what_of, whose_of
from kept.web.shared.reaching import reach_words
from kept.web.shared.words import Words, due_words, moment_words

EMERGENCY = "emergency.called"
SHOWN = 200
LATE_SHOWN = 50
LONGEST = 240
AHEAD = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class Line:
    """One contact of the night."""

    ref: str
    address: str
    when: str
    what: str
    who: str
    phone: str
    reach: str
    about: str
    done: tuple[str, ...]
    state: Words
    due: str
    owner: str


@dataclass(frozen=True, slots=True)
class HandoverPage:
    """The page."""

    stretch: str
    parts: tuple[Part, ...]
    on_call: tuple[str, ...]
    emergencies: tuple[Line, ...]
    messages: tuple[Line, ...]
    others: tuple[Line, ...]
    late: tuple[Line, ...]
    more: int
    rounds: tuple[tuple[str, str], ...]
    faults: tuple[str, ...]
    gaps: tuple[str, ...]


def handover(request: HttpRequest, here: Here) -> HttpResponse:
    """The page of this morning."""
    view = handover_page(here)
    return page(request, "out_of_hours/handover.html", view, title=_("While we were closed"), here=here)


def handover_page(here: Here) -> HandoverPage:
    """Everything on it, in a fixed number of queries."""
    since, until = night.last_night(here.calendar, here.at)
    found = list(night.came(here.membership, since=since, until=until)[: SHOWN + 1])
    overdue = list(night.late(here.membership, at=here.at)[:LATE_SHOWN])
    told = night.told_of([*found[:SHOWN], *[each for each in overdue if each not in found]])
    emergencies: list[Line] = []
    messages: list[Line] = []
    others: list[Line] = []
    for thread in found[:SHOWN]:
        line = _line(here, thread, told.get(thread.pk, ()))
        kinds = {each.event.kind for each in told.get(thread.pk, ())}
        which = emergencies if EMERGENCY in kinds else messages if thread.kind == "message" else others
        which.append(line)
    shifts = rotas.shifts(here.association, rotas.ON_CALL, since=since, until=until)
    known = {each.name: each for each in here.rulebook.room("rotas")}
    gaps = rotas.rota_gaps(here.association, here.rulebook, since=here.at, until=here.at + AHEAD)
    return HandoverPage(
        stretch=stretch_words(here, since, until),
        parts=parts_of(here, "night"),
        on_call=tuple(_shift(here, each) for each in shifts),
        emergencies=tuple(emergencies),
        messages=tuple(messages),
        others=tuple(others),
        late=tuple(_line(here, each, told.get(each.pk, ())) for each in overdue),
        more=max(0, len(found) - SHOWN),
        rounds=tuple(_rounds(here)),
        faults=tuple(_faults(here)),
        gaps=tuple(
            f"{known[name].label}: {stretch_words(here, first.start, first.end)}"
            for (name, _office), (first, *_rest) in gaps.items()
        ),
    )


def _shift(here: Here, shift: Shift) -> str:
    said = {"who": shift.name, "when": stretch_words(here, shift.start, shift.end)}
    return _("%(who)s, %(when)s") % said


def _line(here: Here, thread: Thread, told: Sequence[Told]) -> Line:
    opening = told[0].event if told else None
    words: Mapping[str, object] = told[0].words if told else {}
    calendar = here.rulebook.calendar_for(thread.office.slug if thread.office else None)
    year = calendar.local(here.at).year
    about = str(words.get("about") or "")
    return Line(
        ref=thread.ref,
        address=thread_address(here.slug, thread.ref),
        when=moment_words(thread.opened_at, calendar, year),
        what=what_of(here, thread, opening),
        who=whose_of(here, thread, opening, words),
        phone=str(words.get("phone") or ""),
        reach=reach_words(thread.person),
        about=about if len(about) <= LONGEST else f"{about[: LONGEST - 1]}…",
        done=tuple(_done(here, told)),
        state=_state(here, thread),
        due=due_words(thread.due_at, calendar, year) if thread.due_at and not thread.closed_at else "",
        owner=thread.owner.name if thread.owner else _("Nobody yet"),
    )


# What of an entry says what was done, and the word before it.
_SAID = {
    "answered_at": gettext_lazy("Answered at"),
    "answered_by": gettext_lazy("Taken by"),
    "action": "",
    "outcome": "",
    "who": "",
    "note": "",
    "to_team": gettext_lazy("to"),
}


def _done(here: Here, told: Sequence[Told]) -> Iterable[str]:
    """What was done: what the first entry says of it, and every entry after it."""
    for number, each in enumerate(told):
        kind = here.rulebook.kinds.get(each.event.kind)
        if kind is None:
            continue
        answers = {**each.event.facts, **each.words}
        said = [
            f"{_SAID[field.name]} {answer_words(field, answers[field.name], here.calendar.tz)}".strip()
            for field in kind.fields
            if field.name in _SAID and answers.get(field.name)
        ]
        if number == 0:
            yield from said
        else:
            time = f"{here.calendar.local(each.event.happened_at):%H:%M}"
            yield f"{time} {kind.label}{': ' if said else ''}{'; '.join(said)}"


def _state(here: Here, thread: Thread) -> Words:
    if thread.closed_at is not None:
        return Words(_("Done"), "good")
    if thread.due_at is not None and thread.due_at <= here.at:
        return Words(_("Late"), "bad")
    if thread.due_at is not None:
        return Words(_("To do"), "soon")
    return Words(_("No next step"), "soon") if thread.adrift else Words(_("Nothing running"), "mute")


def _rounds(here: Here) -> Iterable[tuple[str, str]]:
    """Rounds of the machine that are due and not closed, today's."""
    day = here.calendar.midnight(here.calendar.local(here.at).toordinal())
    for each in rounds.rounds(here.association, here.rulebook, since=day, until=here.at):
        if each.closed_at is None:
            time = f"{here.calendar.local(each.due):%H:%M}"
            yield (
                f"{time} {each.place.machine.label}: {each.label}",
                reverse("night-machine", args=[here.slug]),
            )


def _faults(here: Here) -> Iterable[str]:
    for each in rounds.latest(here.association, here.rulebook):
        if each.faulty_since is not None:
            when = moment_words(each.faulty_since, here.calendar, here.calendar.local(here.at).year)
            yield _("%(machine)s, since %(when)s: %(words)s") % {
                "machine": each.place.machine.label,
                "when": when,
                "words": each.fault,
            }
