"""What do the columns of a file mean?

    mapping = read_mapping(Path("contacts.map.yaml"), kinds=rules.kinds, zone=zone, offices=("main",))
    mapping.columns         # every column that it reads

A mapping is YAML: how times are written, which columns make the other system's reference, and, case by
case, which events a row stands for. `docs/howto/import-contacts.md` explains each key. Everything wrong
with it is told in one run, with its line.
"""

from __future__ import annotations

import codecs
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from zoneinfo import ZoneInfo

from kept.casework import Grade
from kept.importing.files import Layout
from kept.importing.times import END, FIRST, REFUSE, SECOND, START, Times, format_fault
from kept.rulebook.entry import READ_OTHERWISE, Entry, entries
from kept.rulebook.facts import FactError, read_fact
from kept.rulebook.faults import NO_SUCH_KIND, Findings, RulebookFaults, listed, nearest
from kept.rulebook.model import EventKind, Field
from kept.rulebook.yamlread import Map, Seq, parse_text, read_text

Check = Callable[[object], "str | None"]
Conditions = tuple[tuple[str, frozenset[str]], ...]


@dataclass(frozen=True, slots=True)
class Source:
    """Where one value comes from: always the same, or the words of some columns, by a table or not."""

    columns: tuple[str, ...] = ()
    joined: str = " "
    table: Mapping[str, object] | None = None
    otherwise: object = None
    constant: object = None


@dataclass(frozen=True, slots=True)
class Step:
    """One event that a row stands for, where its conditions hold. `key` names it within its row."""

    key: str
    kinds: Mapping[str, EventKind]
    kind_column: str | None
    at: str
    when: Conditions = ()
    optional: bool = False
    facts: Mapping[str, Source] = field(default_factory=dict)

    @property
    def columns(self) -> Iterator[str]:
        """Every column that the step reads."""
        yield self.at
        if self.kind_column is not None:
            yield self.kind_column
        yield from (column for column, _ in self.when)
        for source in self.facts.values():
            yield from source.columns


@dataclass(frozen=True, slots=True)
class Case:
    """One sort of row, the first whose conditions hold: what it stands for, or why it is never taken."""

    name: str
    when: Conditions
    steps: tuple[Step, ...]
    reject: str | None = None


@dataclass(frozen=True, slots=True)
class ImportMapping:
    """All that a mapping says, checked against the event kinds of its association."""

    source: str
    layout: Layout
    times: Times
    reference: tuple[str, ...]
    row: tuple[str, ...]
    grade: Grade
    empty: frozenset[str]
    known: Conditions
    office: Source | None
    cases: tuple[Case, ...]
    # The reference by which the housing system calls whoever it is from.
    person: Source | None = None

    @property
    def columns(self) -> frozenset[str]:
        """Every column that the mapping reads."""
        found = {*self.reference, *self.row, *(self.office.columns if self.office else ())}
        found.update(self.person.columns if self.person else ())
        found.update(column for column, _ in self.known)
        for case in self.cases:
            found.update(column for column, _ in case.when)
            for step in case.steps:
                found.update(step.columns)
        return frozenset(found)


def read_mapping(
    path: Path, *, kinds: Mapping[str, EventKind], zone: str, offices: Sequence[str]
) -> ImportMapping:
    """The mapping in that file; RulebookFaults with everything wrong in it."""
    findings = Findings()
    text = read_text(path, path.name, findings)
    data = None if text is None else parse_text(text, path.name, findings)
    mapping = None
    if isinstance(data, Map):
        entry = Entry(findings, path.name, data, where="a mapping")
        mapping = MappingReader(entry, kinds, offices).mapping(zone)
    elif data is not None:
        findings.add(
            path.name, 1, "A mapping must have names and values.", found="a list", allowed="cases: …"
        )
    if findings.faults or mapping is None:
        raise RulebookFaults(findings.faults)
    return mapping


class MappingReader:
    """One mapping being read."""

    def __init__(self, entry: Entry, kinds: Mapping[str, EventKind], offices: Sequence[str]) -> None:
        self.entry, self.kinds, self.offices = entry, kinds, offices
        self.findings, self.file = entry.findings, entry.file

    def mapping(self, zone: str) -> ImportMapping | None:
        entry = self.entry
        entry.only(
            "source", "file", "zone", "times", "ambiguous", "date_means", "reference",
            "row", "known", "grade", "empty", "office", "person", "cases", "afterwards",
        )  # fmt: skip
        source = entry.slug("source") or ""
        reference = entry.words("reference", required=True)
        grade = entry.choice("grade", [each.value for each in Grade], required=False)
        afterwards = self._steps(entry.get("afterwards"), needed=False)
        cases = tuple(self._cases(afterwards))
        mapping = ImportMapping(
            source=source,
            layout=self._layout(),
            times=self._times(zone),
            reference=reference,
            row=entry.words("row") or reference,
            grade=Grade(grade) if grade else Grade.DOCUMENT,
            empty=frozenset(entry.words("empty")),
            known=self._when(entry, "known"),
            office=self._office(),
            person=self._person(),
            cases=cases,
        )
        return None if self.findings.faults else mapping

    def _layout(self) -> Layout:
        inner = self.entry.inner("file", where="“file”")
        if inner is None:
            return Layout()
        inner.only("format", "encoding", "delimiter", "quote")
        encoding = inner.text("encoding", required=False)
        if encoding is not None and not _is_encoding(encoding):
            allowed = "utf-8, utf-8-sig, cp1252, utf-16 or another that Python knows"
            inner.fault("encoding", "This is not an encoding.", found=encoding, allowed=allowed)
        return Layout(
            inner.choice("format", ("csv", "jsonl"), required=False),
            encoding,
            self._one_character(inner, "delimiter"),
            self._one_character(inner, "quote") or '"',
        )

    def _one_character(self, inner: Entry, key: str) -> str | None:
        value = inner.get(key)
        if value is None:
            return None
        if value == "tab":
            return "\t"
        if not isinstance(value, str) or len(value) != 1 or value in "\r\n ":
            inner.fault(
                key, f"“{key}” takes one character.", found=value, allowed="a character in quotes, or tab"
            )
            return None
        return value

    def _times(self, zone: str) -> Times:
        entry = self.entry
        named = entry.text("zone", required=False) or zone
        called = "times" if "times" in entry else "dates"
        formats = entry.words(called)
        for each in formats:
            wrong = format_fault(each)
            if wrong:
                entry.fault(
                    called,
                    wrong,
                    found=each,
                    allowed="such as %d/%m/%Y %H:%M, or nothing for 2017-12-27T13:36",
                )
        ambiguous = entry.choice("ambiguous", (REFUSE, FIRST, SECOND), required=False)
        date_means = entry.choice("date_means", (START, END), required=False)
        try:
            found = ZoneInfo(named)
        except (ValueError, OSError, LookupError):
            entry.fault("zone", "This is not a time zone.", found=named, allowed="such as Europe/London")
            found = ZoneInfo(zone)
        return Times(found, formats, ambiguous or REFUSE, date_means or START)

    def _office(self) -> Source | None:
        if "office" not in self.entry:
            return None
        return self._source(self.entry, "office", self._office_slug)

    def _person(self) -> Source | None:
        return self._source(self.entry, "person", _no_constant) if "person" in self.entry else None

    def _office_slug(self, value: object) -> str | None:
        if value in self.offices:
            return None
        return f"This association has no such office. Allowed: {listed(self.offices)}."

    def _cases(self, afterwards: tuple[Step, ...]) -> Iterator[Case]:
        found = self.entry.get("cases")
        if found is None or (isinstance(found, Seq) and not found.items):
            self.entry.missing("cases")
            return
        for entry in entries(self.findings, self.file, found, where="case"):
            entry.only("name", "when", "events", "reject")
            name = entry.text("name", limit=80) or ""
            when = self._when(entry)
            reject = entry.text("reject", limit=300, required=False)
            if (reject is None) == ("events" not in entry):
                entry.fault(
                    "events", "Give this case either events, or a sentence why its rows are rejected."
                )
            steps = (
                () if reject else (*self._steps(entry.get("events"), needed="events" in entry), *afterwards)
            )
            keys = [each.key for each in steps]
            twice = next((each for each in keys if keys.count(each) > 1), None)
            if twice:
                message = (
                    "Two events of this case come from the same column. Give one of them a name with “as”."
                )
                entry.fault("events", message, found=twice)
            yield Case(name, when, steps, reject)

    def _steps(self, data: object, *, needed: bool) -> tuple[Step, ...]:
        if data is None and not needed:
            return ()
        found = [self._step(each) for each in entries(self.findings, self.file, data, where="event")]
        return tuple(each for each in found if each)

    def _step(self, entry: Entry) -> Step | None:
        entry.only("kind", "at", "as", "when", "optional", "facts")
        at = entry.text("at", limit=200)
        column, kinds = self._kinds(entry)
        named = entry.slug("as", required=False)
        facts = self._facts(entry, kinds)
        if at is None or not kinds:
            return None
        return Step(named or at, kinds, column, at, self._when(entry), entry.flag("optional"), facts)

    def _kinds(self, entry: Entry) -> tuple[str | None, dict[str, EventKind]]:
        """One kind for all, under the empty name; or by the words of a column."""
        value = entry.get("kind")
        if value is None:
            entry.missing("kind")
        if not isinstance(value, Map):
            kind = self._kind(entry, "kind", value) if value is not None else None
            return None, {"": kind} if kind else {}
        inner = entry.inner("kind", where="“kind”")
        assert inner is not None
        inner.only("column", "values")
        table = inner.inner("values", where="“values”", required=True)
        found = {}
        for name, each in table.data.items.items() if table else ():
            assert table is not None
            kind = self._kind(table, name, each)
            if kind:
                found[self._word(table, name)] = kind
        return inner.text("column", limit=200), found

    def _kind(self, entry: Entry, key: object, value: object) -> EventKind | None:
        kind = self.kinds.get(value) if isinstance(value, str) else None
        if kind is None:
            allowed = listed(self.kinds, see="see docs/reference/events.md")
            entry.fault(
                key,
                NO_SUCH_KIND,
                found=value,
                allowed=allowed,
                close=nearest(value, self.kinds),
            )
        return kind

    def _facts(self, entry: Entry, kinds: Mapping[str, EventKind]) -> dict[str, Source]:
        inner = entry.inner("facts", where="“facts”")
        found: dict[str, Source] = {}
        for name in inner.data.items if inner else ():
            assert inner is not None
            fields = [field for kind in kinds.values() if (field := kind.field(str(name)))]
            if kinds and not fields:
                allowed = {each.name for kind in kinds.values() for each in kind.fields}
                close = nearest(name, allowed)
                inner.fault(
                    name, "The event has no such field.", found=name, allowed=listed(allowed), close=close
                )
            elif fields:
                source = self._source(inner, name, partial(_fact_fault, fields[0]))
                if source:
                    found[str(name)] = source
        return found

    def _source(self, holder: Entry, key: object, wrong: Check) -> Source | None:
        value = holder.get(key)
        if not isinstance(value, Map):
            if value is None or isinstance(value, Seq):
                holder.fault(key, "Give a value, or say from which column it comes.", allowed="{column: …}")
                return None
            self._check(holder, key, value, wrong)
            return Source(constant=value)
        entry = Entry(self.findings, self.file, value, where=f"“{key}”")
        entry.only("column", "columns", "joined", "values", "otherwise")
        columns = entry.words("columns") or entry.words("column", required=True)
        otherwise = entry.get("otherwise")
        if otherwise is not None:
            self._check(entry, "otherwise", otherwise, wrong)
        table = None
        inner = entry.inner("values", where="“values”")
        if inner is not None:
            table = {}
            for name, each in inner.data.items.items():
                if each is not None:
                    self._check(inner, name, each, wrong)
                table[self._word(inner, name)] = each
        joined = entry.get("joined")
        return Source(columns, joined if isinstance(joined, str) else " ", table, otherwise)

    def _check(self, entry: Entry, key: object, value: object, wrong: Check) -> None:
        sentence = wrong(value)
        if sentence:
            entry.fault(key, sentence, found=value)

    def _word(self, entry: Entry, name: object) -> str:
        """A word of the file, as a name. YAML takes some for truth values and numbers; files do not."""
        if not isinstance(name, str):
            entry.fault(name, READ_OTHERWISE, found=name)
        return str(name)

    def _when(self, entry: Entry, key: str = "when") -> Conditions:
        inner = entry.inner(key, where=f"“{key}”")
        if inner is None:
            return ()
        found = []
        for column in inner.data.items:
            if isinstance(column, str):
                found.append((column, frozenset(inner.words(column))))
            else:
                self._word(inner, column)
        return tuple(found)


def _fact_fault(field: Field, value: object) -> str | None:
    try:
        read_fact(field, value)
    except FactError as problem:
        return str(problem)
    return None


def _no_constant(value: object) -> str:
    return "Not every contact is from one person. Say from which column the reference comes."


def _is_encoding(name: str) -> bool:
    try:
        return codecs.lookup(name)._is_text_encoding
    except (LookupError, ValueError):
        return False
