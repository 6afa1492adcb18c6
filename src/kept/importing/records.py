"""What does one row of the housing system's file say, by a mapping of its columns?

    mapping = read_record_mapping(Path("homes.map.yaml"), what="homes", zone="Europe/London")
    RecordReader(mapping, table.columns).read(row)      # Read(record, …) or Unreadable(field, sentence, ref)

Pure. A field that cannot be read is left out and said, so that one bad date does not lose the row; a row
without its reference, or that the file's own faults spoil, cannot be taken.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from kept.actions.bringing import Record
from kept.importing.fields import CHOICE, DAY, FIELDS, RecordField
from kept.importing.files import Layout, Row
from kept.importing.mapping import Conditions, MappingReader, Source
from kept.importing.rows import LONGEST_REFERENCE, UNSTORABLE
from kept.importing.times import TimeFault, Times
from kept.rulebook.entry import Entry, entries
from kept.rulebook.faults import Findings, RulebookFaults, listed, nearest, shown
from kept.rulebook.yamlread import Map, parse_text, read_text


@dataclass(frozen=True, slots=True)
class Skip:
    """Rows that are not for us, and why."""

    when: Conditions
    because: str


@dataclass(frozen=True, slots=True)
class RecordMapping:
    """All that a mapping says of one sort of file."""

    what: str
    layout: Layout
    times: Times
    reference: tuple[str, ...]
    empty: frozenset[str]
    fields: Mapping[str, Source]
    skip: tuple[Skip, ...]

    @property
    def columns(self) -> frozenset[str]:
        """Every column that the mapping reads."""
        found = {*self.reference}
        for source in self.fields.values():
            found.update(source.columns)
        for each in self.skip:
            found.update(column for column, _ in each.when)
        return frozenset(found)


def read_record_mapping(path: Path, *, what: str, zone: str) -> RecordMapping:
    """The mapping in that file; RulebookFaults with everything wrong in it."""
    findings = Findings()
    text = read_text(path, path.name, findings)
    data = None if text is None else parse_text(text, path.name, findings)
    mapping = None
    if isinstance(data, Map):
        mapping = _Reader(Entry(findings, path.name, data, where="a mapping"), what).record_mapping(zone)
    elif data is not None:
        findings.add(
            path.name, 1, "A mapping must have names and values.", found="a list", allowed="fields: …"
        )
    if findings.faults or mapping is None:
        raise RulebookFaults(findings.faults)
    return mapping


class _Reader(MappingReader):
    """One mapping of records being read."""

    def __init__(self, entry: Entry, what: str) -> None:
        super().__init__(entry, {}, ())
        self.what, self.known = what, FIELDS[what]

    def record_mapping(self, zone: str) -> RecordMapping:
        entry = self.entry
        entry.only("file", "zone", "dates", "empty", "reference", "fields", "skip")
        return RecordMapping(
            what=self.what,
            layout=self._layout(),
            times=self._times(zone),
            reference=entry.words("reference", required=True),
            empty=frozenset(entry.words("empty")),
            fields=self._of_fields(),
            skip=tuple(self._skips()),
        )

    def _of_fields(self) -> dict[str, Source]:
        inner = self.entry.inner("fields", where="“fields”", required=True)
        found: dict[str, Source] = {}
        for name in inner.data.items if inner else ():
            assert inner is not None
            known = self.known.get(str(name))
            if known is None:
                message = f"Nothing of this name is kept of {self.what}."
                inner.not_among(name, message, name, self.known)
                continue
            source = self._source(inner, name, lambda value, known=known: _wrong(known, value))  # type: ignore[misc]
            if source:
                found[str(name)] = source
        return found

    def _skips(self) -> Sequence[Skip]:
        data = self.entry.get("skip")
        if data is None:
            return ()
        found = []
        for entry in entries(self.findings, self.file, data, where="a skip"):
            entry.only("when", "because")
            found.append(Skip(self._when(entry), entry.text("because", limit=300) or ""))
        return found


def _wrong(known: RecordField, value: object) -> str | None:
    if known.sort == CHOICE and value not in known.choices:
        close = nearest(value, known.choices)
        hint = f" Did you mean “{close}”?" if close else ""
        return f"It is one of {listed(known.choices)}.{hint}"
    return None if isinstance(value, str) else "Write this in words."


@dataclass(frozen=True, slots=True)
class Read:
    """What a row says. `without` are the fields that could not be read, each with the reason."""

    record: Record
    without: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Unreadable:
    """Why a row cannot be taken; `ref` is its reference where that much can be read."""

    field: str
    sentence: str
    ref: str | None = None


@dataclass(frozen=True, slots=True)
class Skipped:
    """A row that is not for us."""

    because: str
    ref: str | None = None


@dataclass(slots=True)
class RecordReader:
    """Reads the rows of one file by one mapping."""

    mapping: RecordMapping
    columns: Sequence[str]
    place: dict[str, int] = field(init=False)

    def __post_init__(self) -> None:
        self.place = {name: number for number, name in enumerate(self.columns)}

    def read(self, row: Row) -> Read | Unreadable | Skipped:
        """What the row says, or why it cannot be taken."""
        if row.fault:
            return Unreadable("", row.fault)
        values = self._clean(row.values)
        ref = self._reference(values)
        if isinstance(ref, Unreadable):
            return ref
        for each in self.mapping.skip:
            if all(values[self.place[column]] in allowed for column, allowed in each.when):
                return Skipped(each.because, ref)
        said: dict[str, object] = {}
        without: list[tuple[str, str]] = []
        for name, source in self.mapping.fields.items():
            known = FIELDS[self.mapping.what][name]
            fault = self._unstorable(source, values)
            found = fault if fault else self._value(known, source, values)
            if isinstance(found, _Fault):
                if known.needed:
                    return Unreadable(name, found.sentence, ref)
                without.append((name, found.sentence))
            else:
                said[name] = found
        return Read(Record(ref, said), tuple(without))

    def _clean(self, values: Sequence[str]) -> list[str]:
        return ["" if (text := each.strip()) in self.mapping.empty else text for each in values]

    def _reference(self, values: Sequence[str]) -> str | Unreadable:
        parts = [values[self.place[each]] for each in self.mapping.reference]
        if not all(parts):
            column = self.mapping.reference[parts.index("")]
            return Unreadable(column, f"“{column}” is empty, and it makes the reference. Give the row one.")
        text = "/".join(parts)
        if len(text) > LONGEST_REFERENCE or UNSTORABLE.search(text):
            says = f"This cannot be a reference. It has {LONGEST_REFERENCE} plain characters at most."
            return Unreadable(self.mapping.reference[0], says)
        return text

    def _unstorable(self, source: Source, values: Sequence[str]) -> _Fault | None:
        for column in source.columns:
            if UNSTORABLE.search(values[self.place[column]]):
                return _Fault(
                    f"“{column}” has a character that its encoding does not have. Take it out, or name the "
                    "right encoding."
                )
        return None

    def _value(self, known: RecordField, source: Source, values: Sequence[str]) -> object:
        if not source.columns:
            return source.constant
        words = [values[self.place[each]] for each in source.columns]
        if known.many:
            return list(dict.fromkeys(each for each in words if each))
        text = source.joined.join(each for each in words if each)
        if source.table is not None:
            return self._by_table(source, text)
        if not text:
            return source.otherwise if source.otherwise is not None else None
        return self._day(text, source.columns[0]) if known.sort == DAY else text

    def _by_table(self, source: Source, text: str) -> object:
        assert source.table is not None
        if text in source.table:
            return source.table[text]
        if source.otherwise is not None:
            return source.otherwise
        if not text:
            return None
        column = source.columns[0]
        has = listed(source.table)
        return _Fault(f"“{column}” is {shown(text)}, which the mapping does not have. It has: {has}.")

    def _day(self, text: str, column: str) -> object:
        try:
            return self.mapping.times.read_date(text)
        except TimeFault as problem:
            return _Fault(f"“{column}” {problem}")


@dataclass(frozen=True, slots=True)
class _Fault:
    """Why one field cannot be read."""

    sentence: str
