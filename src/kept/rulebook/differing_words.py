"""How is a value of a rulebook said in plain words, and how is a change of it?

span_change(WorkingDays(7), WorkingDays(5))         ->  "7 working days becomes 5"
changed_words("whose it is", "officer", "manager")  ->  "whose it is: “officer” becomes “manager”"
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from kept.rulebook.model import Clause, Rulebook, SpanBy, UntilTold
from kept.rulebook.plainly import plain_of
from kept.workclock import Span
from kept.workclock.calendar import Periods
from kept.workclock.spans import Simple

Within = Span | SpanBy | UntilTold


def name_words(clause: Clause) -> str:
    """What the clause is called: “letter answered”; its id where nothing of it has a name."""
    keeper = clause.promise or clause.measure
    return keeper.name.replace("-", " ") if keeper else clause.id


def span_words(within: Within) -> str:
    """The span as people say it; the whole table where a field of the start chooses one."""
    if not isinstance(within, SpanBy):
        return str(within)
    named = [f"{_value(value)}: {span}" for value, span in within.spans]
    return f"by {within.field.replace('_', ' ')} ({'; '.join([*named, f'otherwise: {within.otherwise}'])})"


def span_change(was: Within, now: Within) -> str:
    """“7 working days becomes 5”: the unit is said once where it stays."""
    if isinstance(was, SpanBy) and isinstance(now, SpanBy) and was.field == now.field:
        return _table_change(was, now)
    if type(was) is type(now) and isinstance(now, Simple):
        return f"{was} becomes {now.n}"
    return f"{span_words(was)} becomes {span_words(now)}"


def _table_change(was: SpanBy, now: SpanBy) -> str:
    """The rows of the table that changed, and what the others get."""
    first, second = dict(was.spans), dict(now.spans)
    said = []
    for key in dict.fromkeys([*first, *second]):
        one, other = first.get(key, was.otherwise), second.get(key, now.otherwise)
        if one != other or (key in first) != (key in second):
            said.append(f"{_value(key)}: {span_change(one, other)}")
    if was.otherwise != now.otherwise:
        said.append(f"otherwise: {span_change(was.otherwise, now.otherwise)}")
    return "; ".join(said) or "the same table, in another order"


def changed_words(label: str, was: str, now: str) -> str:
    """“label: “x” becomes “y””, or that there was none, or is none any more."""
    if not was:
        return f"{label}: now “{now}”"
    if not now:
        return f"{label}: no longer “{was}”"
    return f"{label}: “{was}” becomes “{now}”"


def value_words(value: Any, rulebook: Rulebook) -> str:
    """Any value of a rulebook in words; an event by its label."""
    if isinstance(value, tuple) and all(isinstance(each, str) for each in value):
        return listed(_label(each, rulebook) for each in value)
    if isinstance(value, str):
        return value
    if isinstance(value, SpanBy | UntilTold | Span):
        return span_words(value)
    if isinstance(value, date):
        return day_words(value)
    return _plain(plain_of(value))


def _label(word: str, rulebook: Rulebook) -> str:
    kind = rulebook.kinds.get(word)
    return f"“{kind.label}”" if kind else word


def _plain(data: Any) -> str:
    """Plain data in a line."""
    if isinstance(data, Mapping):
        return ", ".join(f"{name.replace('_', ' ')}: {_plain(each)}" for name, each in data.items())
    if isinstance(data, list):
        return listed(_plain(each) for each in data)
    return "" if data is None else _value(data)


def _value(value: object) -> str:
    return {True: "yes", False: "no"}[value] if isinstance(value, bool) else str(value)


def day_words(day: date) -> str:
    """15 June 2026."""
    return f"{day.day} {day:%B %Y}"


def hours_words(periods: Periods) -> str:
    """09:00 to 12:30 and 13:30 to 17:00."""
    return listed(f"{opens:%H:%M} to {closes:%H:%M}" for opens, closes in periods) or "closed"


def listed(words: Iterable[str]) -> str:
    """One, two and three."""
    found = list(words)
    if len(found) < 2:
        return "".join(found)
    return f"{', '.join(found[:-1])} and {found[-1]}"
