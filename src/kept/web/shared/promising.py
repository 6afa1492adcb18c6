"""What will be promised, in words that can be said to the customer before anything is saved?

    promised = foreseen(here, tentative)        # Promised(lines=(Line("Letter answered", …),), …)
    promised.lines[0].tell                      # "by Tuesday 14 April 2026"

For an event that continues a thread it says what changes: which promises it keeps, breaks, starts or moves.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from kept.casework import Clock, Judgement, Refused, Verdict
from kept.rulebook.model import Promise, Rulebook
from kept.web.shared.access import Here
from kept.web.shared.words import (
    Words,
    day_words,
    due_day,
    due_words,
    ends_a_day,
    moment_words,
    verdict_words,
)
from kept.workclock import Calendar


@dataclass(frozen=True, slots=True)
class Line:
    """One promise: what it is called, by when, what to tell the customer, and what is uncertain about it."""

    clause: str
    name: str
    public: str
    due: str
    tell: str
    verdict: Words
    running: bool
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Promised:
    """Everything that an event would start or end. `refused` is the sentence of why it would not be taken.

    `untimed` are promises that apply although nobody can see when they began or ended.
    """

    lines: tuple[Line, ...] = ()
    untimed: tuple[Line, ...] = ()
    ends: tuple[Line, ...] = ()
    moves: tuple[Line, ...] = ()
    refused: str = ""

    @property
    def nothing(self) -> bool:
        """Whether the event starts and ends no promise."""
        return not (self.lines or self.untimed or self.ends or self.moves or self.refused)


def foreseen(
    here: Here, judged: Judgement | Refused, calendar: Calendar, before: Sequence[Clock] = ()
) -> Promised:
    """What changes from the clocks `before` to the judgement."""
    if isinstance(judged, Refused):
        return Promised(refused=judged.sentence)
    had = {(each.promise, each.start): each for each in before}
    lines: list[Line] = []
    untimed: list[Line] = []
    ends: list[Line] = []
    moves: list[Line] = []
    for clock in judged.clocks:
        old = had.get((clock.promise, clock.start))
        if old == clock:
            continue
        line = line_of(clock, here.rulebook, calendar)
        if old is None:
            (untimed if clock.verdict is Verdict.NOT_MEASURED else lines).append(line)
        elif old.verdict != clock.verdict or old.stop != clock.stop:
            ends.append(line)
        elif old.due_at != clock.due_at or old.paused != clock.paused:
            moves.append(line)
    gone = [
        each for key, each in had.items() if key not in {(now.promise, now.start) for now in judged.clocks}
    ]
    ends += [_taken_back(each, here.rulebook, calendar) for each in gone]
    return Promised(tuple(lines), tuple(untimed), tuple(ends), tuple(moves))


def line_of(clock: Clock, rulebook: Rulebook, calendar: Calendar) -> Line:
    """One clock as a line. A clause that the policy no longer has is named by its id."""
    clause = rulebook.clause_by_id.get(clock.promise)
    promise = clause.promise if clause else None
    measured = clock.verdict is not Verdict.NOT_MEASURED
    running = clock.verdict is Verdict.RUNNING
    return Line(
        clause=clock.promise,
        name=promise_name(promise, clock.promise),
        public=promise.public if promise else clause.says if clause else "",
        due=due_words(clock.due_at, calendar) if measured else "",
        tell=_tell(clock, calendar) if running else "",
        verdict=verdict_words(clock.verdict),
        running=running,
        notes=tuple(_notes(clock, promise, rulebook, calendar)),
    )


def _taken_back(clock: Clock, rulebook: Rulebook, calendar: Calendar) -> Line:
    line = line_of(clock, rulebook, calendar)
    return Line(
        line.clause, line.name, line.public, "", "", Words(_("Does not apply after all"), "mute"), False
    )


def promise_name(promise: Promise | None, clause: str) -> str:
    """What staff call a promise: "Letter answered"."""
    return promise.name.replace("-", " ").capitalize() if promise else clause


def _tell(clock: Clock, calendar: Calendar) -> str:
    """What can be named to a customer: the day, or the hour, by
    which somebody who is here can still keep it.
    """
    spoken = clock.act_by if clock.act_by_open else clock.due_at
    if ends_a_day(clock.due_at, calendar):
        return _("by %(day)s") % {"day": day_words(due_day(spoken, calendar))}
    local = calendar.local(spoken)
    if local.date() == calendar.local(clock.started_at).date():
        return _("by %(time)s today") % {"time": f"{local:%H:%M}"}
    return due_words(spoken, calendar)


def _notes(clock: Clock, promise: Promise | None, rulebook: Rulebook, calendar: Calendar) -> Iterable[str]:
    """What a person has to know before relying on the date."""
    if clock.verdict is Verdict.NOT_MEASURED:
        yield _("Nobody can see when this began or ended, so it is not measured.")
    for label in _labels(clock.unanswered, rulebook):
        if clock.verdict is Verdict.RUNNING:
            says = _("“%(question)s” is not answered yet. Until it is, this promise counts.")
        else:
            says = _("Nobody answered “%(question)s”, so this promise counted.")
        yield says % {"question": label}
    if not clock.act_by_open and clock.verdict is Verdict.RUNNING:
        yield on_call_words(rulebook)
    if clock.provisional:
        yield _("Provisional: the bank holidays of that year are not announced yet.")
    if promise is not None and promise.own_number:
        yield _("The number is our reading, not in the policy.")


def on_call_words(rulebook: Rulebook) -> str:
    """Who keeps what falls due while nobody is in."""
    on_call = rulebook.association.on_call
    team = dict(rulebook.association.teams).get(on_call or "")
    if team:
        return _("The office is closed until then: %(team)s keeps this.") % {"team": team}
    return _("The office is closed until then, and nobody is here to keep this.")


def _labels(names: Iterable[str], rulebook: Rulebook) -> Iterable[str]:
    for name in names:
        found = next((each.field(name) for each in rulebook.kinds.values() if each.field(name)), None)
        yield found.label if found else name.replace("_", " ")


def act_by_words(clock: Clock, calendar: Calendar) -> str:
    """The last moment at which the office is open before the due, where that is another day."""
    if not clock.act_by_open or calendar.local(clock.act_by).date() == due_day(clock.due_at, calendar):
        return ""
    return _("The office is last open before that at %(moment)s.") % {
        "moment": moment_words(clock.act_by, calendar)
    }
