"""How is what Asterisk writes read: its call records, and the log of its queues?

    with open_log(path, mapping) as log:
        for row in log: …                       # Row, as of every other file; neither of the two has a
        heading
    queue = QueueReader(mapping, log.columns)
    queue.take(row)                             # the calls that this line completes, or why it cannot be
    taken queue.rest()                                # those that had no end when the file ended

Memory holds the calls that are going on, and the last few that ended. A rejects file of ours, which has a
heading, can be brought in again as it is.
"""

from __future__ import annotations

import csv
from collections import OrderedDict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import TextIO

from kept.casework.callrecords import ABANDONED, ANSWERED, MACHINE, Call, wrong_with
from kept.importing.calls_mapping import CDR, CDR_ALWAYS, QUEUE_ALWAYS, CallMapping
from kept.importing.calls_rows import CallFault, CallReader
from kept.importing.files import LONGEST_LINE, FileFault, Row
from kept.importing.records import Skipped
from kept.importing.rejects import LINE, REASON
from kept.importing.times import EARLIEST_YEAR, LATEST_YEAR
from kept.rulebook.faults import shown

# More callers than any switchboard of a landlord holds at once; calls that ended are remembered so long.
MOST_GOING_ON, MOST_ENDED = 50_000, 10_000
# Whoever left one queue so long ago has not been put into another.
NO_OTHER_QUEUE = timedelta(hours=1)
_LEFT = frozenset({"EXITWITHTIMEOUT", "EXITWITHKEY", "EXITEMPTY"})
_OVER = frozenset({"COMPLETEAGENT", "COMPLETECALLER", "TRANSFER", "BLINDTRANSFER", "ATTENDEDTRANSFER"})
_TAKEN = frozenset({"ENTERQUEUE", "CONNECT", "ABANDON", *_LEFT, *_OVER})
# What the log says of its members, of itself, and of tries that came to nothing.
_NOT_OF_A_CALL = frozenset(
    {
        "ADDMEMBER",
        "AGENTCALLBACKLOGIN",
        "AGENTCALLBACKLOGOFF",
        "AGENTDUMP",
        "AGENTLOGIN",
        "AGENTLOGOFF",
        "CONFIGRELOAD",
        "DID",
        "FULL",
        "INFO",
        "JOINEMPTY",
        "JOINUNAVAIL",
        "MEMBERPENALTY",
        "PAUSE",
        "PAUSEALL",
        "PAUSEREASON",
        "PENALTY",
        "QUEUEPENALTY",
        "QUEUESTART",
        "REMOVEMEMBER",
        "RINGCANCELED",
        "RINGNOANSWER",
        "SYSCOMPAT",
        "UNPAUSE",
        "UNPAUSEALL",
    }
)
_NOBODY = frozenset({"", "NONE", "REALTIME", "MANAGER"})
UNKNOWN = "{event} is no event of a queue's log. The line may have been cut off: bring in the whole file."
NO_BEGINNING = (
    "The log has no ENTERQUEUE for this call: it began in an earlier file. Put the two files together, the "
    "earlier one first, and bring them in as one."
)
NO_END = (
    "The log ends before this call does. Bring it in again together with the next; nothing is taken twice."
)
ENDED = "Somebody had answered this call before; what comes after that is no new call."


class Log:
    """An open file without a heading: its columns, and its rows, once."""

    json = False

    def __init__(self, stream: TextIO, mapping: CallMapping, name: str) -> None:
        self.name, self.columns, self._stream = name, mapping.file_columns, stream
        self.cdr = mapping.format == CDR
        self.delimiter = "," if self.cdr else "|"
        self.least = CDR_ALWAYS if self.cdr else QUEUE_ALWAYS

    def __iter__(self) -> Iterator[Row]:
        again = 0
        for number in count(1):
            text = self._stream.readline(LONGEST_LINE)
            if not text:
                return
            text = text.rstrip("\r\n")
            if number == 1 and text.startswith(f"{LINE}{self.delimiter}{REASON}{self.delimiter}"):
                again = 2
            elif text.strip():
                yield self._row(number, text, again)

    def _row(self, number: int, text: str, again: int) -> Row:
        # A rejects file of ours quotes what has to be, whatever the log itself does.
        values = self._of_csv(text) if self.cdr or again else text.split(self.delimiter)
        if values is None:
            fault = (
                "A quotation mark is never closed, or stands in the middle of a field. Double it, "
                "or close it."
            )
            return Row(number, [text], fault)
        values = values[again:]
        found, most = len(values), len(self.columns)
        if found < self.least:
            fault = (
                f"The line has {found} of at least {self.least} parts. It may have been cut off; "
                "leave it out."
            )
            return Row(number, values, fault)
        if found > most and any(values[most:]):
            fault = (
                f"The line has {found} parts and the mapping names {most} columns. Name them all "
                "under “file”."
            )
            return Row(number, values, fault)
        return Row(number, (values + [""] * most)[:most])

    def _of_csv(self, text: str) -> list[str] | None:
        try:
            return next(csv.reader([text], delimiter=self.delimiter, strict=True))
        except (csv.Error, StopIteration):
            return None


@contextmanager
def open_log(path: Path, mapping: CallMapping) -> Iterator[Log]:
    """The file as a log; FileFault where it cannot be read."""
    try:
        stream = path.open(encoding="utf-8-sig", errors="surrogateescape", newline="")
    except OSError as problem:
        raise FileFault(f"{path} cannot be opened: {problem.strerror}.") from None
    with stream:
        try:
            stream.read(0)
            yield Log(stream, mapping, path.name)
        except OSError as problem:
            raise FileFault(f"{path} cannot be read: {problem.strerror}.") from None


@dataclass(frozen=True, slots=True)
class _Going:
    """A call in a queue: the line on which it came in, and how it stands."""

    row: Row
    call: Call
    left: bool = False


class QueueReader(CallReader):
    """Puts the lines of a queue's log together into calls."""

    def __init__(self, mapping: CallMapping, columns: Sequence[str]) -> None:
        super().__init__(mapping, columns)
        self._going: OrderedDict[str, _Going] = OrderedDict()
        self._ended: OrderedDict[str, None] = OrderedDict()

    def take(self, row: Row) -> Iterator[tuple[Row, Call | Skipped | str]]:
        """What this line completes. Most lines complete nothing."""
        if row.fault:
            yield row, row.fault
            return
        try:
            values = self.clean(row.values)
            _time, call_id, _queue, _agent, event = values[:5]
            if event not in _TAKEN:
                if event not in _NOT_OF_A_CALL:
                    yield row, UNKNOWN.format(event=shown(event))
                return
            if call_id in _NOBODY:
                return
            at = self._time(values[0])
            yield from self._settled(at)
            yield from self._event(row, values, call_id, event, at)
        except CallFault as problem:
            yield row, str(problem)

    def rest(self) -> Iterator[tuple[Row, Call | Skipped | str]]:
        """What was going on when the file ended: calls that left the queue are over, the others have no
        end.
        """
        for going in self._going.values():
            yield going.row, self._checked(going.call) if going.left else NO_END
        self._going.clear()

    def _settled(self, at: datetime) -> Iterator[tuple[Row, Call | Skipped | str]]:
        """The oldest calls, once they left their queue and no other took them in."""
        while self._going:
            call_id, going = next(iter(self._going.items()))
            if not going.left or at - going.call.until < NO_OTHER_QUEUE:
                return
            yield self._end(call_id, going.call)

    def _event(
        self, row: Row, values: Sequence[str], call_id: str, event: str, at: datetime
    ) -> Iterator[tuple[Row, Call | Skipped | str]]:
        going = self._going.get(call_id)
        if event == "ENTERQUEUE":
            yield from self._entered(row, values, call_id, at, going)
        elif going is None:
            yield row, Skipped(ENDED) if call_id in self._ended else NO_BEGINNING
        elif event == "CONNECT":
            call = replace(going.call, outcome=ANSWERED, until=at, taken_by=values[3][:100])
            self._going[call_id] = replace(going, call=call, left=False)
        elif event == "ABANDON":
            yield self._end(call_id, replace(going.call, outcome=ABANDONED, until=at, ended_at=at))
        elif event in _LEFT:
            call = replace(going.call, outcome=MACHINE, until=at, ended_at=at)
            self._going[call_id] = replace(going, call=call, left=True)
        elif _picked_up(going):
            yield self._end(call_id, replace(going.call, ended_at=at))

    def _entered(
        self, row: Row, values: Sequence[str], call_id: str, at: datetime, going: _Going | None
    ) -> Iterator[tuple[Row, Call | Skipped | str]]:
        if going is not None and not _picked_up(going):
            # From one queue into the next: it rang from the first.
            self._going[call_id] = replace(going, left=False)
            return
        if going is not None or call_id in self._ended:
            yield row, Skipped(ENDED)
            return
        because = self.left_out(values)
        if because is not None:
            self._remember(call_id)
            yield row, because
            return
        ref = self.reference(values, self.mapping.reference or ("callid",))
        call = Call(ref, at, ABANDONED, at, None, None, self.line(values), self.office(values))
        self._going[call_id] = _Going(row, call)
        if len(self._going) > MOST_GOING_ON:
            _oldest, lost = self._going.popitem(last=False)
            yield lost.row, self._checked(lost.call) if lost.left else NO_END

    def _end(self, call_id: str, call: Call) -> tuple[Row, Call | Skipped | str]:
        going = self._going.pop(call_id)
        self._remember(call_id)
        return going.row, self._checked(call)

    def _remember(self, call_id: str) -> None:
        self._ended[call_id] = None
        if len(self._ended) > MOST_ENDED:
            self._ended.popitem(last=False)

    def _checked(self, call: Call) -> Call | str:
        return wrong_with(call, self.zone) or call

    def _time(self, text: str) -> datetime:
        """Seconds since 1970, or a date and time as the log has it in a database."""
        try:
            found = datetime.fromtimestamp(float(text), UTC)
            if EARLIEST_YEAR <= found.year <= LATEST_YEAR:
                return found
        except (ValueError, OverflowError, OSError):
            pass
        return self._moment(text, "time")


def _picked_up(going: _Going) -> bool:
    return going.call.outcome == ANSWERED
