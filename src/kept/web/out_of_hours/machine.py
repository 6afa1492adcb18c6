"""Is the machine on when it should be, does it work, and has somebody gone through it?

The schedule of today with a button for each switching, the rounds that are due, and what was last noted
of it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from kept.actions import rounds as act
from kept.casework import Refused
from kept.casework.held_words import EMERGENCY
from kept.casework.rounds import not_said
from kept.store import premises, rounds
from kept.store.models import MachineNote
from kept.store.rounds import FAULT, MENDED, OFF, ON, TESTED, Health, Place, Round, Switch
from kept.web.out_of_hours.parts import Part, parts_of
from kept.web.shared.access import Here
from kept.web.shared.fields import Choice
from kept.web.shared.frame import page
from kept.web.shared.keeping import SimpleError, typed_again
from kept.web.shared.words import Words, day_words, moment_words, span_words

BACK, AHEAD = timedelta(days=3), timedelta(days=4)
SHOWN_ROUNDS = 30
WHY = {
    "lunch": gettext_lazy("Lunch"),
    "evening": gettext_lazy("Evening"),
    "weekend": gettext_lazy("Weekend"),
    "holiday": gettext_lazy("Bank holiday"),
    "closing": gettext_lazy("Closed for a reason"),
}
WHAT = {
    ON: gettext_lazy("Switched on"),
    OFF: gettext_lazy("Switched off"),
    TESTED: gettext_lazy("Tried"),
    FAULT: gettext_lazy("Faulty"),
    MENDED: gettext_lazy("Mended"),
}


@dataclass(frozen=True, slots=True)
class SwitchLine:
    """One switching of the schedule; `stamp` names it in the form."""

    stamp: str
    when: str
    what: str
    why: str
    office: str
    done: str
    state: Words | None
    may: bool


@dataclass(frozen=True, slots=True)
class RoundLine:
    """One round: where it is begun or gone on with."""

    stamp: str
    address: str
    when: str
    label: str
    office: str
    state: Words
    messages: str


@dataclass(frozen=True, slots=True)
class HealthLine:
    """How one machine stands."""

    value: str
    machine: str
    office: str
    tested: str
    clear: Words | None
    fault: str
    untried: bool
    missing: tuple[str, ...]
    length: str


@dataclass(frozen=True, slots=True)
class MachinePage:
    """The page, and what was typed."""

    slug: str
    action: str
    parts: tuple[Part, ...]
    switches: tuple[SwitchLine, ...]
    rounds: tuple[RoundLine, ...]
    missed: tuple[str, ...]
    health: tuple[HealthLine, ...]
    notes: tuple[str, ...]
    places: tuple[Choice, ...]
    whats: tuple[Choice, ...]
    clear: str
    words: str
    errors: tuple[SimpleError, ...] = ()


def machine(request: HttpRequest, here: Here) -> HttpResponse:
    """The page; and a switching, a round or a note of it."""
    if request.method != "POST" or typed_again(request):
        return _page(request, here)
    if "switch" in request.POST:
        return _switch(request, here)
    if "round" in request.POST:
        return _begin(request, here)
    return _note(request, here)


def _switch(request: HttpRequest, here: Here) -> HttpResponse:
    """Confirm one switching of the schedule."""
    found = {_stamp(each.place, each.what, each.planned): each for each in _planned(here)}
    switch = found.get(request.POST.get("switch", ""))
    if switch is None:
        error = SimpleError(_("That time is not in the schedule any more. Look at it again."))
        return _page(request, here, (error,), 409)
    done = act.note_machine(
        association=here.association,
        office=switch.place.office,
        machine=switch.place.machine.name,
        what=switch.what,
        for_at=switch.planned,
        by=here.by,
        at=here.at,
        membership=here.membership,
    )
    if isinstance(done, Refused):
        return _page(request, here, (SimpleError(done.sentence),), 409)
    said = _("The machine is on.") if switch.what == ON else _("The telephones are back.")
    messages.success(request, said)
    return redirect("night-machine", here.slug)


def _begin(request: HttpRequest, here: Here) -> HttpResponse:
    """Begin a round, with the number of messages that the machine shows."""
    wanted = request.POST.get("round", "")
    found = {_stamp(each.place, each.name, each.due): each for each in _due(here)}
    round_ = found.get(wanted)
    if round_ is None:
        return _page(request, here, (SimpleError(_("That round is not due any more. Look again.")),), 409)
    text = request.POST.get(f"messages-{wanted}", "").strip()
    done = act.begin_round(
        association=here.association,
        office=round_.place.office,
        machine=round_.place.machine.name,
        name=round_.name,
        for_at=round_.due,
        messages=int(text) if text.isascii() and text.isdigit() and len(text) < 6 else -1,
        by=here.by,
        at=here.at,
        membership=here.membership,
    )
    if isinstance(done, Refused):
        field = f"messages-{wanted}" if done.field == "messages" else ""
        return _page(request, here, (SimpleError(done.sentence, field),), 422)
    return redirect("night-round", here.slug, done)


def _note(request: HttpRequest, here: Here) -> HttpResponse:
    name, _sep, office = request.POST.get("place", "").partition("/")
    clear = {"yes": True, "no": False}.get(request.POST.get("clear", ""))
    done = act.note_machine(
        association=here.association,
        office=office[:60],
        machine=name[:60],
        what=request.POST.get("what", "")[:10],
        clear=clear,
        words=request.POST.get("words", "").replace("\x00", ""),
        by=here.by,
        at=here.at,
        membership=here.membership,
    )
    if isinstance(done, Refused):
        fields = {"machine": "place", "clear": "clear-yes"}
        where = fields.get(done.field or "", done.field or "what")
        return _page(request, here, (SimpleError(done.sentence, where),), 422)
    messages.success(request, _("Noted, with the time and your name."))
    return redirect("night-machine", here.slug)


def _planned(here: Here) -> list[Switch]:
    day = here.calendar.midnight(here.calendar.local(here.at).toordinal())
    return rounds.switches(here.association, here.rulebook, since=day - BACK, until=day + AHEAD)


def _due(here: Here) -> list[Round]:
    return rounds.rounds(here.association, here.rulebook, since=here.at - BACK, until=here.at)


def _stamp(place: Place, what: str, at: datetime) -> str:
    return f"{place.machine.name}.{place.office}.{what}.{int(at.timestamp())}"


def _page(
    request: HttpRequest, here: Here, errors: tuple[SimpleError, ...] = (), status: int = 200
) -> HttpResponse:
    due = _due(here)
    places = rounds.places(here.rulebook)
    chosen, what = request.POST.get("place", ""), request.POST.get("what", "")
    names = {each.slug: each.name for each in here.rulebook.association.offices}
    view = MachinePage(
        slug=here.slug,
        action=reverse("night-machine", args=[here.slug]),
        parts=parts_of(here, "night-machine"),
        switches=tuple(_switch_line(here, each, names) for each in _planned(here)),
        rounds=tuple(_round_line(here, each, names) for each in _worth_showing(here, due)),
        missed=tuple(_missed(here, due, names)),
        health=tuple(_healths(here, names)),
        notes=tuple(_noted(here)),
        places=tuple(
            Choice(value, _place_words(each, names), value == chosen)
            for each in places
            if (value := f"{each.machine.name}/{each.office}")
        ),
        whats=tuple(Choice(slug, str(WHAT[slug]), slug == what) for slug in (TESTED, FAULT, MENDED, ON, OFF)),
        clear=request.POST.get("clear", ""),
        words=request.POST.get("words", "").replace("\x00", "")[:2000],
        errors=errors,
    )
    return page(
        request, "out_of_hours/machine.html", view, title=_("Answering machine"), here=here, status=status
    )


def _worth_showing(here: Here, due: list[Round]) -> Iterable[Round]:
    """The last that was due of each, which takes everything that is on the machine; and any that was
    begun.
    """
    day = here.calendar.midnight(here.calendar.local(here.at).toordinal())
    latest = {(each.place, each.name): each for each in reversed(due)}
    return [
        each
        for each in due
        if latest[each.place, each.name] is each
        or (each.id is not None and (each.closed_at is None or each.due >= day))
    ][:SHOWN_ROUNDS]


def _missed(here: Here, due: list[Round], names: dict[str, str]) -> Iterable[str]:
    """Earlier rounds of today that nobody made: they cannot be made any more, and are told."""
    day = here.calendar.midnight(here.calendar.local(here.at).toordinal())
    latest = {(each.place, each.name): each for each in reversed(due)}
    missed: dict[tuple[Place, str], list[Round]] = {}
    for each in reversed(due):
        if each.id is None and each.due >= day and latest[each.place, each.name] is not each:
            missed.setdefault((each.place, each.name), []).append(each)
    for (place, _name), rows in missed.items():
        times = ", ".join(f"{here.calendar.local(each.due):%H:%M}" for each in rows)
        said = {"what": _place_words(place, names), "label": rows[0].label, "times": times}
        yield _("%(what)s, %(label)s: not made at %(times)s.") % said


def _office(here: Here, office: str, names: dict[str, str]) -> str:
    return names[office] if len(names) > 1 else ""


def _place_words(place: Place, names: dict[str, str]) -> str:
    return f"{place.machine.label}, {names[place.office]}" if len(names) > 1 else place.machine.label


def _switch_line(here: Here, switch: Switch, names: dict[str, str]) -> SwitchLine:
    local = here.calendar.local(switch.planned)
    year = here.calendar.local(here.at).year
    state = None
    if switch.done_at is not None:
        done = _("%(time)s, %(who)s") % {
            "time": f"{here.calendar.local(switch.done_at):%H:%M}",
            "who": switch.done_by,
        }
        state = Words(_("Confirmed"), "good")
    else:
        done = ""
        if switch.planned <= here.at:
            state = Words(_("Not confirmed"), "bad")
    return SwitchLine(
        _stamp(switch.place, switch.what, switch.planned),
        f"{local:%H:%M}, {day_words(local.date(), year)}",
        _("Machine on") if switch.what == ON else _("Machine off, telephones back"),
        f"{WHY[switch.why]}: {switch.reason}" if switch.reason else str(WHY[switch.why]),
        _office(here, switch.place.office, names),
        done,
        state,
        switch.done_at is None and switch.planned <= here.at + timedelta(minutes=30),
    )


def _round_line(here: Here, round_: Round, names: dict[str, str]) -> RoundLine:
    if round_.closed_at is not None:
        time = f"{here.calendar.local(round_.closed_at):%H:%M}"
        state = Words(_("Done at %(time)s") % {"time": time}, "good")
    elif round_.id is not None:
        state = Words(_("%(n)s still to be heard") % {"n": round_.unheard}, "soon")
    else:
        state = Words(_("To do"), "soon" if here.at - round_.due < timedelta(hours=1) else "bad")
    local = here.calendar.local(round_.due)
    return RoundLine(
        _stamp(round_.place, round_.name, round_.due),
        reverse("night-round", args=[here.slug, round_.id]) if round_.id is not None else "",
        f"{local:%H:%M}, {day_words(local.date(), here.calendar.local(here.at).year)}",
        f"{round_.place.machine.label}: {round_.label}",
        _office(here, round_.place.office, names),
        state,
        str(round_.messages) if round_.id is not None else "",
    )


def _healths(here: Here, names: dict[str, str]) -> Iterable[HealthLine]:
    """How each machine stands, and which numbers that hold its announcement does not say."""
    said = rounds.announced(here.association)
    held = premises.all_held(here.association)
    for each in rounds.latest(here.association, here.rulebook):
        script = said.get(each.place.office)
        numbers = premises.said(held, EMERGENCY, each.place.office)
        missing = not_said(script, numbers) if script is not None and numbers else []
        length = len(script.split()) if script else 0
        words = ngettext("It has %(n)s word.", "It has %(n)s words.", length) % {"n": length}
        yield _health(here, each, names, tuple(missing), words if length else "")


def _health(
    here: Here, health: Health, names: dict[str, str], missing: tuple[str, ...], length: str
) -> HealthLine:
    year = here.calendar.local(here.at).year
    clear = None
    if health.clear is not None:
        clear = Words(_("Could be understood"), "good") if health.clear else Words(_("Not clear"), "bad")
    tested = ""
    if health.tested_at is not None:
        tested = _("%(when)s, %(who)s") % {
            "when": moment_words(health.tested_at, here.calendar, year),
            "who": health.tested_by,
        }
    fault = ""
    if health.faulty_since is not None:
        when = moment_words(health.faulty_since, here.calendar, year)
        fault = _("since %(when)s: %(words)s") % {"when": when, "words": health.fault}
    return HealthLine(
        f"{health.place.machine.name}/{health.place.office}",
        health.place.machine.label,
        _office(here, health.place.office, names),
        tested,
        clear,
        fault,
        health.place.machine.tried_daily
        and (
            health.tested_at is None
            or here.calendar.local(health.tested_at).date() < here.calendar.local(here.at).date()
        ),
        missing,
        length,
    )


def _noted(here: Here) -> Iterable[str]:
    """What was noted last; a repair says for how long the machine had been out of order."""
    rows = rounds.notes_of(here.association, most=40)
    for number, each in enumerate(rows[:12]):
        words = _note_words(here, each)
        if each.what == MENDED:
            before = (
                one
                for one in rows[number + 1 :]
                if (one.what, one.machine, one.office_id) == (FAULT, each.machine, each.office_id)
            )
            fault = next(before, None)
            if fault is not None:
                down = span_words((each.happened_at - fault.happened_at).total_seconds())
                words = _("%(words)s Out of order for %(span)s.") % {"words": words, "span": down}
        yield words


def _note_words(here: Here, note: MachineNote) -> str:
    said = {
        "when": moment_words(note.happened_at, here.calendar, here.calendar.local(here.at).year),
        "what": WHAT[note.what],
        "machine": note.machine,
        "office": note.office.name,
        "who": note.told_by,
    }
    words = _("%(when)s: %(what)s (%(machine)s, %(office)s), %(who)s") % said
    return f"{words}. {note.words}" if note.words else words
