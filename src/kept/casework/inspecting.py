"""What follows from a round through an office: what is right, what is a defect, and when is the next one due?

    faults(item, answer, today=today)              # [Fault("warm-number", "12 °C is below the 17 °C …")]
    fix_by(item, calendar, at)                     # date(2026, 4, 9), unless whoever finds it says otherwise
    state(checklist, last=…, calendar=…, at=…)     # State(due=…, overdue=True, never=False)
    most_at_once([(came, seen), …])                # 4 people waited at one time

1. An item is right, not right, or was not looked at, and then somebody says why not.
2. What is not right says what is wrong. It is put right by a day that is set, unless it cannot be put right
   at all: then the reason is kept, with what is offered instead.
3. What could hurt somebody says how, and what was done at once.
4. A number outside its bounds is not right, whatever was ticked; words that must agree with others, likewise.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from kept.rulebook.checklists import ALTERNATIVE, NOTICE, REASON, CheckItem, Checklist
from kept.workclock import Calendar, Span, due, is_working_day, local_date
from kept.workclock.spans import WorkingDays

FINE, NOT, LEFT = "fine", "not", "left"
RESULTS = (FINE, NOT, LEFT)
USUAL_FIX: Span = WorkingDays(5)
LATEST = timedelta(days=366)
LONGEST = 2_000
LARGEST = 1_000_000
OUTSIDE = "Mark it as not right, or put the number right."
INSTANT = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Answer:
    """What somebody said of one item. `lasting` says that it cannot be put right here."""

    result: str = ""
    number: float | None = None
    said: str = ""
    words: str = ""
    alternative: str = ""
    notice: str = ""
    reason: str = ""
    lasting: bool = False
    hazard: bool = False
    risk: str = ""
    interim: str = ""
    fix_by: date | None = None
    owner: str = ""


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that is missing or cannot be: at which question, and the cure."""

    field: str
    sentence: str


@dataclass(frozen=True, slots=True)
class State:
    """When a round is due next, and whether that is past. Without `due` nothing says when."""

    due: datetime | None
    overdue: bool
    never: bool = False


def is_hazard(item: CheckItem, answer: Answer) -> bool:
    """Whether what was found could hurt somebody."""
    return answer.result == NOT and (item.hazard or answer.hazard)


def faults(name: str, item: CheckItem, answer: Answer, *, today: date, held: str = "") -> list[Fault]:
    """All that is wrong with the answer, each with its cure; `held` are the words it must agree with."""
    if answer.result not in RESULTS:
        return [Fault(f"{name}-result", f"Say how it is: {item.asks}")]
    long = [
        each
        for each in ("words", "said", "risk", "interim", "reason")
        if len(getattr(answer, each)) > LONGEST
    ]
    if long:
        return [Fault(f"{name}-{long[0]}", f"Say it in at most {LONGEST:,} characters.")]
    if answer.result == LEFT:
        return [] if answer.words else [Fault(f"{name}-words", "Say why it could not be looked at.")]
    found = list(_number_faults(name, item, answer))
    if answer.result == FINE:
        found += _said_faults(name, item, answer, held)
    else:
        found += _not_right_faults(name, item, answer, today)
    return found


def _number_faults(name: str, item: CheckItem, answer: Answer) -> Iterable[Fault]:
    if not item.number or answer.number is None:
        if item.number and answer.result == FINE:
            yield Fault(f"{name}-number", f"Give the number: {item.number}")
        return
    if abs(answer.number) > LARGEST:
        yield Fault(f"{name}-number", "This number cannot be right. Type it again.")
    elif answer.result == FINE and item.least is not None and answer.number < item.least:
        yield Fault(
            f"{name}-number", f"{answer.number:g} is less than the {item.least:g} it should be. {OUTSIDE}"
        )
    elif answer.result == FINE and item.most is not None and answer.number > item.most:
        yield Fault(
            f"{name}-number", f"{answer.number:g} is more than the {item.most:g} it should be. {OUTSIDE}"
        )


def _said_faults(name: str, item: CheckItem, answer: Answer, held: str) -> list[Fault]:
    """What is on show must be what holds, where an item asks what is on show."""
    if not (item.held and item.words and held):
        return []
    if not answer.said:
        return [Fault(f"{name}-said", item.words)]
    if _plainly(answer.said) == _plainly(held):
        return []
    return [
        Fault(f"{name}-said", f"The one that holds is “{held}”. Mark it as not right, so that it is changed.")
    ]


def _plainly(words: str) -> str:
    return " ".join(words.casefold().split())


def _not_right_faults(name: str, item: CheckItem, answer: Answer, today: date) -> list[Fault]:
    found = []
    if not answer.words:
        found.append(Fault(f"{name}-words", "Say what is not right, so that somebody can put it right."))
    if is_hazard(item, answer):
        if not answer.risk:
            found.append(Fault(f"{name}-risk", "Say what could happen to somebody."))
        if not answer.interim:
            found.append(Fault(f"{name}-interim", "Say what you did at once to keep people safe."))
    if answer.lasting:
        return found + _lasting_faults(name, item, answer)
    if NOTICE in item.needs and not answer.notice:
        found.append(Fault(f"{name}-notice", "Say which notice was given, such as a card on the door."))
    if answer.fix_by is not None and answer.fix_by < today:
        found.append(Fault(f"{name}-fix_by", "This day is past. Give the day by which it will be right."))
    elif answer.fix_by is not None and answer.fix_by > today + LATEST:
        found.append(Fault(f"{name}-fix_by", "This is more than a year ahead. Give a nearer day."))
    return found


def _lasting_faults(name: str, item: CheckItem, answer: Answer) -> list[Fault]:
    found = []
    if REASON not in item.needs:
        return [Fault(f"{name}-lasting", "This can be put right. Give the day by which it will be.")]
    if is_hazard(item, answer):
        return [Fault(f"{name}-lasting", "What could hurt somebody is put right. Give the day.")]
    if not answer.reason:
        found.append(Fault(f"{name}-reason", "Say why it cannot be put right here."))
    if ALTERNATIVE in item.needs and not answer.alternative:
        found.append(Fault(f"{name}-alternative", "Say what people are offered instead."))
    return found


def fix_by(item: CheckItem, calendar: Calendar, at: datetime, *, hazard: bool = False) -> date:
    """The last day by which it is put right where nobody says otherwise."""
    span = WorkingDays(1) if hazard and item.fix is None else item.fix or USUAL_FIX
    return local_date(calendar, due(calendar, span, at).at - INSTANT)


def defect_facts(
    checklist: Checklist, name: str, item: CheckItem, answer: Answer, by: date
) -> Mapping[str, object]:
    """What is told of it as an event."""
    facts: dict[str, object] = {
        "where": f"{item.area or checklist.label}: {item.asks}",
        "what": answer.words
        if answer.number is None
        else f"{answer.words} ({item.number}: {answer.number:g})",
        "fix_by": by.isoformat(),
        "hazard": is_hazard(item, answer),
        "checklist": checklist.name,
        "item": name,
    }
    more = {each: getattr(answer, each) for each in ("risk", "interim", "alternative", "notice")}
    return facts | {name: words for name, words in more.items() if words}


def lacking_words(office: str, missing: Sequence[tuple[str, str]]) -> str:
    """What is to be known before somebody is asked to come there; nothing where nothing is missing."""
    if not missing:
        return ""
    said = "; ".join(
        f"{asks} No. Instead: {instead}" if instead else f"{asks} No." for asks, instead in missing
    )
    return f"{office} may not suit them. {said} Offer another place, or say that they know."


# ---- when is it due ---------------------------------------------------------------------------------------


def state(checklist: Checklist, *, last: datetime | None, calendar: Calendar, at: datetime) -> State:
    """When it is due next. What was never done is due, and overdue, now."""
    if checklist.closing:
        return _at_closing(last, calendar, at)
    if checklist.every is None:
        return State(None, overdue=False, never=last is None)
    if last is None:
        return State(at, overdue=True, never=True)
    next_due = due(calendar, checklist.every, last).at
    return State(next_due, overdue=next_due <= at)


def _at_closing(last: datetime | None, calendar: Calendar, at: datetime) -> State:
    """Once each day on which the office opens, when it shuts: not done by midnight is overdue."""
    missed = missed_closings(() if last is None else (last,), calendar, at, days=7)
    today = calendar.local(at).toordinal()
    shuts = calendar.open_on(today)
    done_today = last is not None and calendar.local(last).toordinal() == today
    coming = shuts[-1].end if shuts and not done_today else _next_shut(calendar, today)
    overdue = bool(missed) and (last is None or local_date(calendar, last) < max(missed))
    return State(coming, overdue=overdue, never=last is None)


def _next_shut(calendar: Calendar, today: int) -> datetime | None:
    days = (calendar.open_on(ordinal) for ordinal in range(today + 1, today + 15))
    return next((each[-1].end for each in days if each), None)


def missed_closings(done: Iterable[datetime], calendar: Calendar, at: datetime, *, days: int) -> list[date]:
    """The days before this one on which the office opened and nobody confirmed that it was shut."""
    confirmed = {local_date(calendar, each) for each in done}
    today = local_date(calendar, at)
    past = (today - timedelta(days=n) for n in range(days, 0, -1))
    return [each for each in past if calendar.open_on(each.toordinal()) and each not in confirmed]


def before_long_closing(calendar: Calendar, day: date) -> bool:
    """Whether the office stays shut on the day after: the evening before a weekend or a holiday."""
    return not calendar.open_on(day.toordinal() + 1)


def holiday_ahead(calendar: Calendar, day: date) -> bool:
    """Whether that is a weekday on which the office would open were it no bank holiday."""
    return day.weekday() < 5 and not is_working_day(calendar, day)


# ---- seats and those who wait -----------------------------------------------------------------------------


def most_at_once(waits: Iterable[tuple[datetime, datetime]]) -> int:
    """How many waited at one time at most; who is seen at the moment when another comes is gone by then."""
    changes = sorted(change for came, seen in waits if seen > came for change in ((came, 1), (seen, -1)))
    waiting = most = 0
    for _moment, change in changes:
        waiting += change
        most = max(most, waiting)
    return most
