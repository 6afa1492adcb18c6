"""What does one row tell us?

    reader = RowReader(mapping, table.columns)
    reader.read(row)     ->   [Telling("graffiti.reported", …), …]   or   "why not"

Pure. A reason is a sentence that names the column and the cure. Reading the same row again gives the same
tellings with the same `uid`, so that a file may be brought in twice.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from kept.actions.told import Telling
from kept.importing.files import Row
from kept.importing.mapping import Conditions, ImportMapping, Source, Step
from kept.importing.times import TimeFault, Times
from kept.rulebook.facts import FactError, read_fact
from kept.rulebook.faults import listed, nearest, shown
from kept.rulebook.model import EventKind, Field

LONGEST_REFERENCE = 120
MOST_PLANS = 10_000
# What no database keeps: NUL, and bytes that the file's encoding does not have.
UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
_TRUTH = {"yes": True, "true": True, "no": False, "false": False}


class _Reason(Exception):
    """Why the row cannot be taken, as a sentence."""


Values = Sequence[str]
Getter = Callable[[Values], object]


@dataclass(frozen=True, slots=True)
class _Planned:
    """A step whose columns have been looked up and whose kind is known."""

    kind: str
    key: str
    at: int
    column: str
    optional: bool
    constants: Mapping[str, object]
    getters: tuple[tuple[str, Getter], ...]


class RowReader:
    """Reads the rows of one file by one mapping."""

    def __init__(self, mapping: ImportMapping, columns: Sequence[str]) -> None:
        self.mapping, self.columns = mapping, columns
        self.place = {name: number for number, name in enumerate(columns)}
        self.zone = mapping.times.zone
        self._reference = [self.place[each] for each in mapping.reference]
        self._row = [self.place[each] for each in mapping.row]
        self._deciding = sorted(self.place[each] for each in _deciding(mapping))
        self._plans: dict[tuple[str, ...], tuple[_Planned, ...] | str] = {}
        self._office = self._getter(mapping.office, None) if mapping.office else None
        self._person = self._getter(mapping.person, None) if mapping.person else None
        self._moments: dict[str, datetime] = {}

    def read(self, row: Row) -> list[Telling] | str:
        """What the row tells, in order; or the reason why it cannot be taken."""
        try:
            return self._read(row)
        except _Reason as problem:
            return str(problem)

    def row_key(self, values: Values) -> str:
        """What tells this row from the others of its file."""
        return self._joined(values, self._row, "row")

    def _read(self, row: Row) -> list[Telling]:
        if row.fault:
            raise _Reason(row.fault)
        values = self._clean(row.values)
        subject = self._joined(values, self._reference, "reference")
        prefix = self.row_key(values) if self._row != self._reference else subject
        plan = self._plan(values)
        office = self._office(values) if self._office else None
        person = self._person(values) if self._person else None
        tellings: list[Telling] = []
        for step in plan:
            text = values[step.at]
            if not text:
                if step.optional:
                    continue
                raise _Reason(
                    f"“{step.column}” is empty, so nobody can say when “{step.kind}” happened. Fill it in."
                )
            happened_at = self._moment(text, step.column)
            if tellings and happened_at < tellings[0].happened_at:
                raise _Reason(self._backwards(step, happened_at, plan[0], tellings[0].happened_at))
            facts = dict(step.constants)
            for name, get in step.getters:
                value = get(values)
                if value is not None:
                    facts[name] = value
            tellings.append(
                Telling(
                    step.kind,
                    happened_at,
                    facts,
                    uid=f"{prefix}:{step.key}",
                    subject=subject,
                    grade=self.mapping.grade,
                    via="import",
                    office=office if isinstance(office, str) else None,
                    person=person if isinstance(person, str) and person else None,
                )
            )
        if not tellings:
            raise _Reason(
                "Nothing in this row has happened yet: every time that the mapping looks at is empty."
            )
        return tellings

    def _clean(self, values: list[str]) -> list[str]:
        # One look at the whole row; which column it was is asked only when there is something.
        if UNSTORABLE.search("".join(values)):
            number = next(n for n, value in enumerate(values) if UNSTORABLE.search(value))
            what = (
                "a NUL character"
                if "\x00" in values[number]
                else "a character that its encoding does not have"
            )
            raise _Reason(f"“{self.columns[number]}” has {what}. Take it out, or name the right encoding.")
        if self.mapping.empty:
            return ["" if (text := each.strip()) in self.mapping.empty else text for each in values]
        return [each.strip() for each in values]

    def _joined(self, values: Values, places: list[int], what: str) -> str:
        parts = [values[each] for each in places]
        if not all(parts):
            column = self.columns[places[parts.index("")]]
            raise _Reason(f"“{column}” is empty, and it makes the {what}. Give the row one.")
        text = "/".join(parts)
        if len(text) > LONGEST_REFERENCE:
            column = self.columns[places[0]]
            raise _Reason(
                f"“{column}” is {len(text):,} characters long. A reference has {LONGEST_REFERENCE} at most; "
                "shorten it."
            )
        return f"{self.mapping.source}:{text}"

    def _moment(self, text: str, column: str) -> datetime:
        """The instant; the times of a row are often the same, so the last few thousand are kept."""
        found = self._moments.get(text)
        if found is not None:
            return found
        try:
            found = self.mapping.times.read(text)
        except TimeFault as problem:
            raise _Reason(f"“{column}” {problem}") from None
        if len(self._moments) >= MOST_PLANS:
            self._moments.clear()
        self._moments[text] = found
        return found

    def _backwards(self, step: _Planned, at: datetime, first: _Planned, began: datetime) -> str:
        return (
            f"“{step.column}” ({self._said(at)}) is before “{first.column}” ({self._said(began)}). "
            "Put right whichever is wrong."
        )

    def _said(self, at: datetime) -> str:
        local = at.astimezone(self.zone)
        seconds = f":{local:%S}" if local.second else ""
        return f"{local:%H:%M}{seconds} on {local:%A} {local.day} {local:%B %Y}"

    # ---- which case a row is: worked out once for each combination of the words that decide it ----

    def _plan(self, values: Values) -> tuple[_Planned, ...]:
        key = tuple([values[each] for each in self._deciding])
        plan = self._plans.get(key)
        if plan is None:
            plan = self._planned(values)
            if len(self._plans) < MOST_PLANS:
                self._plans[key] = plan
        if isinstance(plan, str):
            raise _Reason(plan)
        return plan

    def _planned(self, values: Values) -> tuple[_Planned, ...] | str:
        for column, allowed in self.mapping.known:
            word = values[self.place[column]]
            if word not in allowed:
                known = listed(allowed)
                return f"“{column}” is {_quoted(word)}, which the mapping does not know. It knows: {known}."
        case = next((each for each in self.mapping.cases if self._holds(each.when, values)), None)
        if case is None:
            looked_at = {column for each in self.mapping.cases for column, _ in each.when}
            found = [f"“{each}” is {_quoted(values[self.place[each]])}" for each in sorted(looked_at)]
            return f"No case of the mapping takes such a row: {', '.join(found)}."
        if case.reject:
            return case.reject
        try:
            return tuple(self._step(each, values) for each in case.steps if self._holds(each.when, values))
        except _Reason as problem:
            return str(problem)

    def _holds(self, when: Conditions, values: Values) -> bool:
        return all(values[self.place[column]] in allowed for column, allowed in when)

    def _step(self, step: Step, values: Values) -> _Planned:
        kind = self._kind(step, values)
        constants: dict[str, object] = {}
        getters: list[tuple[str, Getter]] = []
        for name, source in step.facts.items():
            field = kind.field(name)
            if field is None:
                continue
            if not source.columns:
                constants[name] = read_fact(field, source.constant)
            else:
                getters.append((name, self._getter(source, field)))
        return _Planned(
            kind.name, step.key, self.place[step.at], step.at, step.optional, constants, tuple(getters)
        )

    def _kind(self, step: Step, values: Values) -> EventKind:
        if step.kind_column is None:
            return step.kinds[""]
        word = values[self.place[step.kind_column]]
        kind = step.kinds.get(word)
        if kind is None:
            close = nearest(word, step.kinds)
            hint = f" Did you mean “{close}”?" if close else f" The mapping has: {listed(step.kinds)}."
            raise _Reason(
                f"“{step.kind_column}” is {shown(word)}, for which the mapping has no event kind.{hint}"
            )
        return kind

    def _getter(self, source: Source, field: Field | None) -> Getter:
        """How to get one fact, or the office, from the words of a row."""
        places = [self.place[each] for each in source.columns]
        table, otherwise, times = source.table, source.otherwise, self.mapping.times
        if not places:
            return lambda values: source.constant
        column = source.columns[0]

        def get(values: Values) -> object:
            if len(places) == 1:
                text = values[places[0]]
            else:
                text = source.joined.join([values[each] for each in places if values[each]])
            if table is not None and text in table:
                return table[text]
            if otherwise is not None:
                return otherwise
            if not text:
                return None
            if table is not None:
                raise _Reason(
                    f"“{column}” is {shown(text)}, which the mapping does not have. It has: {listed(table)}."
                )
            return text if field is None else _fact(field, text, times, column)

        return get


def _deciding(mapping: ImportMapping) -> set[str]:
    """The columns whose words settle which case a row is and which kinds its events have."""
    found = {column for column, _ in mapping.known}
    for case in mapping.cases:
        found.update(column for column, _ in case.when)
        for step in case.steps:
            found.update(column for column, _ in step.when)
            if step.kind_column is not None:
                found.add(step.kind_column)
    return found


def _quoted(word: str) -> str:
    return shown(word) if word else "empty"


def _fact(field: Field, text: str, times: Times, column: str) -> object:
    """The words of a file as the fact of a field."""
    value: object = text
    try:
        if field.type == "moment":
            value = times.read(text).astimezone(times.zone).isoformat()
        elif field.type == "date":
            value = times.read_date(text)
        elif field.type == "number":
            value = float(text)
        elif field.type == "yes_no":
            value = _TRUTH.get(text.lower(), text)
        return read_fact(field, value)
    except TimeFault as problem:
        raise _Reason(f"“{column}” {problem}") from None
    except FactError as problem:
        raise _Reason(f"“{column}” cannot be taken: {problem}") from None
    except ValueError:
        raise _Reason(f"“{column}” is {shown(text)}, which is not a number.") from None
