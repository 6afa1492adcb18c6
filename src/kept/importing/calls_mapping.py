"""What do the columns of a telephone system's file mean?

    mapping = read_call_mapping(Path("calls.map.yaml"), zone="Europe/London", offices=("main",))
    mapping.columns         # every column that it reads

A mapping is YAML, as for every import. `file: {format: asterisk-cdr}` and `asterisk-queue-log` know their own
columns; what they cannot know is which line and office a number or a queue belongs to, and which calls are
not from outside. `docs/howto/import-calls.md` explains each key.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from kept.casework.callrecords import LINES, OUTCOMES
from kept.importing.files import Layout
from kept.importing.mapping import Conditions, MappingReader, Source
from kept.importing.records import Skip
from kept.importing.times import Times
from kept.rulebook.entry import Entry, entries
from kept.rulebook.faults import Findings, RulebookFaults, listed
from kept.rulebook.yamlread import Map, parse_text, read_text

CSV, JSON, CDR, QUEUE_LOG = "csv", "jsonl", "asterisk-cdr", "asterisk-queue-log"
FORMATS = (CSV, JSON, CDR, QUEUE_LOG)
# As Asterisk writes Master.csv: the first sixteen always, the others where its configuration asks for them.
CDR_COLUMNS = (
    "accountcode", "src", "dst", "dcontext", "clid", "channel", "dstchannel", "lastapp", "lastdata", "start",
    "answer", "end", "duration", "billsec", "disposition", "amaflags", "uniqueid", "userfield", "peeraccount",
    "linkedid", "sequence",
)  # fmt: skip
CDR_ALWAYS = 16
QUEUE_COLUMNS = ("time", "callid", "queue", "agent", "event", "data1", "data2", "data3", "data4", "data5")
QUEUE_ALWAYS = 5
WAITED, TALKED = "waited", "talked"
# What a row of any other system may say; the first three at least, and one of the two ways to say until when.
FIELDS = ("rang", "outcome", "picked_up", "ended", WAITED, TALKED, "line", "taken_by")
OF_ASTERISK = ("line", "taken_by")


@dataclass(frozen=True, slots=True)
class CallMapping:
    """All that a mapping says of a file of calls. `file_columns` name those of a file without a heading."""

    source: str
    layout: Layout
    format: str
    times: Times
    reference: tuple[str, ...]
    empty: frozenset[str]
    fields: Mapping[str, Source]
    office: Source | None
    skip: tuple[Skip, ...]
    file_columns: tuple[str, ...] = ()

    @property
    def columns(self) -> frozenset[str]:
        """Every column that the mapping reads."""
        found = {*self.reference}
        for source in (*self.fields.values(), *([self.office] if self.office else [])):
            found.update(source.columns)
        for each in self.skip:
            found.update(column for column, _ in each.when)
        return frozenset(found)


def read_call_mapping(path: Path, *, zone: str, offices: Sequence[str]) -> CallMapping:
    """The mapping in that file; RulebookFaults with everything wrong in it."""
    findings = Findings()
    text = read_text(path, path.name, findings)
    data = None if text is None else parse_text(text, path.name, findings)
    mapping = None
    if isinstance(data, Map):
        entry = Entry(findings, path.name, data, where="a mapping")
        mapping = _Reader(entry, {}, offices).call_mapping(zone)
    elif data is not None:
        findings.add(
            path.name, 1, "A mapping must have names and values.", found="a list", allowed="fields: …"
        )
    if findings.faults or mapping is None:
        raise RulebookFaults(findings.faults)
    return mapping


class _Reader(MappingReader):
    """One mapping of calls being read."""

    def call_mapping(self, zone: str) -> CallMapping:
        entry = self.entry
        entry.only(
            "source", "file", "zone", "times", "ambiguous", "empty", "reference", "fields", "office", "skip"
        )
        form, layout, columns = self._file()
        of_asterisk = form in (CDR, QUEUE_LOG)
        fields = self._call_fields(of_asterisk)
        if not of_asterisk and "rang" in fields and not {"picked_up", WAITED} & set(fields):
            entry.fault(
                "fields",
                "Nothing says until when it rang.",
                allowed="picked_up: a column with the time, or waited: a column with the seconds",
            )
        mapping = CallMapping(
            source=entry.slug("source") or "",
            layout=layout,
            format=form,
            times=self._times(zone),
            reference=entry.words("reference", required=not of_asterisk),
            empty=frozenset(entry.words("empty")),
            fields=fields,
            office=self._office(),
            skip=tuple(self._call_skips()),
            file_columns=columns,
        )
        self._known_columns(mapping)
        return mapping

    def _file(self) -> tuple[str, Layout, tuple[str, ...]]:
        inner = self.entry.inner("file", where="“file”")
        form = inner.choice("format", FORMATS, required=False) if inner else None
        columns = inner.words("columns") if inner else ()
        if form in (CDR, QUEUE_LOG):
            assert inner is not None
            inner.only("format", "columns")
            usual = CDR_COLUMNS if form == CDR else QUEUE_COLUMNS
            return form, Layout(), columns or usual
        if columns and inner is not None:
            inner.fault(
                "columns", "The heading of the file names its columns. Leave this out.", found=columns[0]
            )
        return form or CSV, self._layout(), ()

    def _known_columns(self, mapping: CallMapping) -> None:
        """A file without a heading has the columns that are named, and no others."""
        if not mapping.file_columns:
            return
        needed = (
            ("start", "answer", "end", "disposition", "lastapp")
            if mapping.format == CDR
            else QUEUE_COLUMNS[:5]
        )
        for column in (*sorted(mapping.columns), *needed):
            if column not in mapping.file_columns:
                self.entry.not_among("file", "The file has no such column.", column, mapping.file_columns)

    def _call_fields(self, of_asterisk: bool) -> dict[str, Source]:
        inner = self.entry.inner("fields", where="“fields”", required=not of_asterisk)
        allowed = OF_ASTERISK if of_asterisk else FIELDS
        found: dict[str, Source] = {}
        for name in inner.data.items if inner else ():
            assert inner is not None
            if name not in allowed:
                message = "Nothing of this name is kept of a call."
                if name in FIELDS:
                    message = "The format says this itself. Leave it out."
                inner.not_among(name, message, name, allowed)
                continue
            source = self._source(inner, name, _CHECKS.get(str(name), _words))
            if source:
                found[str(name)] = source
        for name in ("rang", "outcome"):
            if inner is not None and not of_asterisk and name not in inner.data.items:
                inner.missing(name)
        return found

    def _call_skips(self) -> Sequence[Skip]:
        data = self.entry.get("skip")
        if data is None:
            return ()
        found = []
        for entry in entries(self.findings, self.file, data, where="a skip"):
            entry.only("when", "because")
            when: Conditions = self._when(entry)
            if not when:
                entry.missing("when")
            found.append(Skip(when, entry.text("because", limit=300) or ""))
        return found


def _among(names: Sequence[str], value: object) -> str | None:
    return None if value in names else f"It is one of {listed(names)}."


def _words(value: object) -> str | None:
    return None if isinstance(value, str) else "Write this in words."


_CHECKS = {
    "line": lambda value: _among(LINES, value),
    "outcome": lambda value: _among(OUTCOMES, value),
}
