"""What does one need on paper when there is no line: who to ring, what is due today, and slips to write on?

Printed at opening, before anything fails. The slips ask for the same as the screen, so that
`catching_up` takes them as they are.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from kept.casework.held_words import LABELS
from kept.store import board, desk, diary, night, premises, presence, rotas
from kept.store.board import Times
from kept.store.models import Thread
from kept.store.night import Told
from kept.web.out_of_hours.parts import Part, parts_of, stretch_words
from kept.web.shared.access import Here
from kept.web.shared.frame import page
from kept.web.shared.gist import what_of, whose_of
from kept.web.shared.promising import promise_name
from kept.web.shared.reaching import reach_words
from kept.web.shared.words import day_words, due_words, moment_words

SHOWN = 80
SLIPS = 20
# What every slip asks, in the order of the screen; `lines` is how much room there is to write.
QUESTIONS = ("when", "what", "who", "phone", "about", "told", "for", "urgent", "answered")


@dataclass(frozen=True, slots=True)
class DueLine:
    """One thing to do today, as it stands on paper."""

    ref: str
    what: str
    who: str
    phone: str
    reach: str
    promise: str
    due: str
    owner: str


@dataclass(frozen=True, slots=True)
class DiaryLine:
    """One appointment or visit of today."""

    when: str
    who: str
    about: str
    phone: str
    place: str


@dataclass(frozen=True, slots=True)
class PaperPage:
    """The pack."""

    parts: tuple[Part, ...]
    day: str
    printed: str
    by: str
    numbers: tuple[tuple[str, str], ...]
    on_call: tuple[str, ...]
    here_today: tuple[tuple[str, str], ...]
    appointments: tuple[DiaryLine, ...]
    due: tuple[DueLine, ...]
    more: int
    slips: tuple[int, ...]
    questions: tuple[tuple[str, str], ...]


def paper(request: HttpRequest, here: Here) -> HttpResponse:
    """The pack of today, to be printed."""
    day = here.calendar.local(here.at).date()
    times = Times.of(here.calendar, here.at)
    listed = [
        *board.listed(here.membership, board.LATE, times)[: SHOWN + 1],
        *board.listed(here.membership, board.TODAY, times)[: SHOWN + 1],
    ]
    told = night.told_of(listed[:SHOWN])
    clocks = desk.clocks_of(listed[:SHOWN])
    tonight = rotas.shifts(here.association, since=here.at, until=times.today + timedelta(hours=12))
    view = PaperPage(
        parts=parts_of(here, "paper"),
        day=day_words(day),
        printed=moment_words(here.at, here.calendar, day.year),
        by=str(request.user),
        numbers=tuple(_numbers(here)),
        on_call=tuple(
            f"{each.name}{f' ({each.phone})' if each.phone else ''}: "
            f"{stretch_words(here, each.start, each.end)}"
            for each in tonight
        ),
        here_today=tuple(_staff(here)),
        appointments=tuple(_appointments(here)),
        due=tuple(_due(here, each, told, clocks) for each in listed[:SHOWN]),
        more=max(0, len(listed) - SHOWN),
        slips=tuple(range(1, SLIPS + 1)),
        questions=tuple(slip_questions()),
    )
    return page(request, "out_of_hours/paper.html", view, title=_("Day pack"), here=here)


def slip_questions() -> Iterable[tuple[str, str]]:
    """What a slip asks: the same as a row of the screen that takes it."""
    labels = {
        "when": _("Day and time"),
        "what": _("Call, visitor or message?"),
        "who": _("Who?"),
        "phone": _("Their number"),
        "about": _("What about?"),
        "told": _("What did you tell them, and by when?"),
        "for": _("Who is it for?"),
        "urgent": _("Urgent?"),
        "answered": _("Answered there and then?"),
    }
    return [(name, labels[name]) for name in QUESTIONS]


def _numbers(here: Here) -> Iterable[tuple[str, str]]:
    """Whom to ring in danger, then the numbers that the house holds."""
    seen: set[str] = set()
    for danger in here.rulebook.association.dangers:
        for name, number in danger.ring:
            if number not in seen:
                seen.add(number)
                yield name.partition(",")[0], number
    held = premises.all_held(here.association)
    for slug, label in LABELS.items():
        said = premises.said(held, slug, None)
        if said and slug != "complaint-edition":
            yield label, said


def _staff(here: Here) -> Iterable[tuple[str, str]]:
    for each in presence.board(here.association, here.at):
        said = each.divert_name and _("calls go to %(who)s") % {"who": each.divert_name}
        where = str(getattr(each.where, "label", "") or "")
        yield each.account.name, ", ".join(part for part in (where, said) if part)


def _appointments(here: Here) -> Iterable[DiaryLine]:
    day = here.calendar.local(here.at).date()
    people = {each.pk: each.name for each in diary.resources_of(here.association, kinds=("staff",))}
    for each in diary.on_day(here.membership, day, list(people)):
        local = here.calendar.local(each.slot.starts_at)
        yield DiaryLine(
            f"{local:%H:%M}",
            people.get(each.slot.resource_id, ""),
            " ".join(part for part in (each.name, each.about) if part) if each.shown else _("Taken"),
            each.phone,
            each.venue,
        )


def _due(here: Here, thread: Thread, told: Mapping[int, list[Told]], clocks: Mapping[int, object]) -> DueLine:
    first = told.get(thread.pk, [])
    opening = first[0].event if first else None
    words = first[0].words if first else {}
    found = clocks.get(thread.pk) or ()
    clock = found[0] if found else None  # type: ignore[index]
    calendar = here.rulebook.calendar_for(thread.office.slug if thread.office else None)
    known = here.rulebook.promises.get(clock.promise) if clock else None
    return DueLine(
        thread.ref,
        what_of(here, thread, opening),
        whose_of(here, thread, opening, words),
        str(words.get("phone") or ""),
        reach_words(thread.person),
        promise_name(known, clock.promise) if clock else "",
        due_words(clock.due_at, calendar, calendar.local(here.at).year) if clock else "",
        thread.owner.name if thread.owner else "",
    )
