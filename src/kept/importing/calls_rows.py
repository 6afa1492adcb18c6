"""Which call does one row of a telephone system's file tell of?

    reader = CallReader(mapping, table.columns)
    reader.read(row)         # a Call; Skipped("…") where it is not for us; a sentence where it cannot be
    taken

Pure. The same row gives the same call, so that a file may be brought in twice. A sentence names the column
and the cure.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from kept.casework.callrecords import ABANDONED, ANSWERED, BUSY, LINES, MACHINE, OUTCOMES, Call, wrong_with
from kept.importing.calls_mapping import CDR, TALKED, WAITED, CallMapping
from kept.importing.files import Row
from kept.importing.mapping import Source
from kept.importing.records import Skipped
from kept.importing.rows import LONGEST_REFERENCE, UNSTORABLE
from kept.importing.times import TimeFault
from kept.rulebook.faults import listed, shown

# By which applications of its dialplan Asterisk rings a person; a queue has a log of its own.
PEOPLE, QUEUE = frozenset({"dial"}), "queue"
_DISPOSITIONS = {
    "ANSWERED": ANSWERED,
    "NO ANSWER": ABANDONED,
    "BUSY": BUSY,
    "CONGESTION": BUSY,
    "FAILED": BUSY,
}
IN_QUEUE_LOG = "A queue took this call. Its queue_log says when a person did: bring that in too."
# The longest number of seconds that a file may say: whatever is beyond is wrong, and is told as such.
_MOST_SECONDS = 10_000_000.0


class CallFault(Exception):
    """Why the row cannot be taken, as a sentence."""


class CallReader:
    """Reads the rows of one file by one mapping."""

    def __init__(self, mapping: CallMapping, columns: Sequence[str]) -> None:
        self.mapping, self.columns = mapping, columns
        self.place = {name: number for number, name in enumerate(columns)}
        self.zone = mapping.times.zone

    def read(self, row: Row) -> Call | Skipped | str:
        """The call of the row."""
        if row.fault:
            return row.fault
        try:
            values = self.clean(row.values)
            because = self.left_out(values)
            if because is not None:
                return because
            call = self._of_cdr(values) if self.mapping.format == CDR else self._of_row(values)
        except CallFault as problem:
            return str(problem)
        if isinstance(call, Skipped):
            return call
        return wrong_with(call, self.zone) or call

    def clean(self, values: Sequence[str]) -> list[str]:
        """The words without blanks around them; raises where something cannot be written down."""
        for number, value in enumerate(values):
            if UNSTORABLE.search(value):
                column = self.columns[number] if number < len(self.columns) else ""
                raise CallFault(
                    f"“{column}” has a character that cannot be written down. Take it out, or name the right "
                    "encoding."
                )
        return ["" if (text := each.strip()) in self.mapping.empty else text for each in values]

    def left_out(self, values: Sequence[str]) -> Skipped | None:
        """Why the row is not for us, where the mapping says so."""
        for each in self.mapping.skip:
            if all(values[self.place[column]] in allowed for column, allowed in each.when):
                return Skipped(each.because)
        return None

    def _of_row(self, values: Sequence[str]) -> Call:
        rang = self._needed_moment("rang", values)
        outcome = str(self._choice("outcome", values, OUTCOMES))
        waited = self._seconds(WAITED, values)
        until = self._moment_of("picked_up", values) if waited is None else rang + waited
        ended = self._moment_of("ended", values)
        if until is None:
            until = ended if outcome != ANSWERED else None
        if until is None:
            names = self.mapping.fields.get("picked_up") or self.mapping.fields.get(WAITED)
            column = names.columns[0] if names and names.columns else "picked_up"
            raise CallFault(
                f"“{column}” is empty, so nobody can say until when it rang. Fill it in, or leave the "
                "call out."
            )
        talked = self._seconds(TALKED, values)
        return Call(
            self.reference(values, self.mapping.reference),
            rang,
            outcome,
            until,
            ended,
            talked.total_seconds() if talked is not None else None,
            self.line(values),
            self.office(values),
            self.taken_by(values),
        )

    def _of_cdr(self, values: Sequence[str]) -> Call | Skipped:
        """One record of Asterisk: who picked up depends on what picked up."""
        app, disposition = self._at("lastapp", values).lower(), self._at("disposition", values).upper()
        outcome = _DISPOSITIONS.get(disposition)
        if outcome is None:
            raise CallFault(
                f"“disposition” is {shown(self._at('disposition', values))}, which Asterisk does not write. "
                f"It writes: {listed(_DISPOSITIONS)}."
            )
        if app == QUEUE:
            return Skipped(IN_QUEUE_LOG)
        if outcome == ANSWERED and app not in PEOPLE:
            outcome = MACHINE
        rang, ended = self._stamp("start", values), self._stamp("end", values)
        answered = self._stamp("answer", values) if outcome in (ANSWERED, MACHINE) else None
        picked = outcome == ANSWERED
        talked = self._number("billsec", values) if picked and "billsec" in self.place else None
        return Call(
            self.reference(values, self.mapping.reference or self._cdr_reference(values)),
            rang,
            outcome,
            answered or ended,
            ended,
            talked,
            self.line(values),
            self.office(values),
            self.taken_by(values)
            if "taken_by" in self.mapping.fields
            else self._channel(values)
            if picked
            else "",
        )

    def _cdr_reference(self, values: Sequence[str]) -> tuple[str, ...]:
        """What tells a call from the others: what holds its legs together, else its own id, else channel
        and time.
        """
        for name in ("linkedid", "uniqueid"):
            if self._at(name, values):
                return (name,)
        return ("channel", "start")

    def _channel(self, values: Sequence[str]) -> str:
        """SIP/104-0000a3f1 as SIP/104: the telephone, without the call."""
        return self._at("dstchannel", values).rpartition("-")[0] or self._at("dstchannel", values)

    # ---- what several formats ask for ----

    def line(self, values: Sequence[str]) -> str:
        """Which line rang; the main number where the mapping does not say."""
        if "line" not in self.mapping.fields:
            return LINES[0]
        return str(self._choice("line", values, LINES))

    def office(self, values: Sequence[str]) -> str | None:
        """Whose telephone rang, where the mapping says so."""
        source = self.mapping.office
        found = self._value(source, values) if source else None
        return str(found) if found else None

    def taken_by(self, values: Sequence[str]) -> str:
        """Who picked up, in the words of the file."""
        source = self.mapping.fields.get("taken_by")
        return str((self._value(source, values) if source else None) or "")[:100]

    def reference(self, values: Sequence[str], columns: Sequence[str]) -> str:
        """The call's own name, made of these columns."""
        parts = [self._at(each, values) for each in columns]
        if not all(parts):
            raise CallFault(
                f"“{columns[parts.index('')]}” is empty, and it makes the reference. Give the row one."
            )
        text = "/".join(parts)
        if len(text) > LONGEST_REFERENCE:
            raise CallFault(
                f"The reference is longer than {LONGEST_REFERENCE} characters. Shorten “{columns[0]}”."
            )
        return f"{self.mapping.source}:{text}"

    def _at(self, column: str, values: Sequence[str]) -> str:
        place = self.place.get(column)
        return values[place] if place is not None and place < len(values) else ""

    def _value(self, source: Source, values: Sequence[str]) -> object:
        if not source.columns:
            return source.constant
        text = source.joined.join(word for each in source.columns if (word := self._at(each, values)))
        if source.table is not None and text in source.table:
            return source.table[text]
        if source.otherwise is not None:
            return source.otherwise
        if source.table is not None:
            raise CallFault(
                f"“{source.columns[0]}” is {shown(text) if text else 'empty'}, which the mapping does "
                f"not have. It has: {listed(source.table)}."
            )
        return text or None

    def _choice(self, name: str, values: Sequence[str], among: Sequence[str]) -> object:
        found = self._value(self.mapping.fields[name], values)
        if found in among:
            return found
        column = self.mapping.fields[name].columns[0]
        raise CallFault(
            f"“{column}” is {shown(str(found)) if found else 'empty'}. Say in the mapping, under "
            f"“values”, which of these it is: {listed(among)}."
        )

    def _needed_moment(self, name: str, values: Sequence[str]) -> datetime:
        found = self._moment_of(name, values)
        if found is None:
            column = self.mapping.fields[name].columns[0]
            raise CallFault(f"“{column}” is empty, so nobody can say when it rang. Fill it in.")
        return found

    def _moment_of(self, name: str, values: Sequence[str]) -> datetime | None:
        source = self.mapping.fields.get(name)
        if source is None or not source.columns:
            return None
        text = self._value(source, values)
        return self._moment(str(text), source.columns[0]) if text else None

    def _moment(self, text: str, column: str) -> datetime:
        try:
            return self.mapping.times.read(text)
        except TimeFault as problem:
            raise CallFault(f"“{column}” {problem}") from None

    def _stamp(self, column: str, values: Sequence[str]) -> datetime:
        text = self._at(column, values)
        if not text:
            raise CallFault(f"“{column}” is empty, so nobody can say how long it rang. Leave the record out.")
        return self._moment(text, column)

    def _seconds(self, name: str, values: Sequence[str]) -> timedelta | None:
        source = self.mapping.fields.get(name)
        text = str((self._value(source, values) if source else None) or "")
        return timedelta(seconds=_number(text, source.columns[0])) if text and source else None

    def _number(self, column: str, values: Sequence[str]) -> float | None:
        text = self._at(column, values)
        return _number(text, column) if text else None


def _number(text: str, column: str) -> float:
    """Seconds as 42, 42.5, 0:42 or 1:02:03."""
    parts = text.split(":")
    try:
        if len(parts) > 3 or not all(each.replace(".", "", 1).isdigit() and each.isascii() for each in parts):
            raise ValueError(text)
        found = 0.0
        for each in parts:
            found = found * 60 + float(each)
    except ValueError:
        raise CallFault(
            f"“{column}” is {shown(text)}, which is no number of seconds such as 42 or 0:42."
        ) from None
    if found > _MOST_SECONDS:
        raise CallFault(f"“{column}” is {shown(text)}, more seconds than any call lasts. Check the number.")
    return found
