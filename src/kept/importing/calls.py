"""How does a whole file of calls come in, however large it is and whatever wrote it?

    found = bring_in_calls(path, mapping, association=karin, rejects=Path("out.csv"), by="import", at=now)
    found.rows, found.taken, found.already, found.rejected       # of calls and of lines that could not be one

Memory is flat: it holds one batch, and of Asterisk the calls that are going on. The same file again changes
nothing; a line that cannot be taken is kept back with its reason and holds up no other.
"""

from __future__ import annotations

from collections import Counter, OrderedDict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from kept.actions.bringing_calls import ALREADY, bring_calls
from kept.casework import Refused
from kept.casework.callrecords import Call, fold
from kept.importing.asterisk import Log, QueueReader, open_log
from kept.importing.calls_mapping import CDR, QUEUE_LOG, CallMapping, read_call_mapping
from kept.importing.calls_rows import CallReader
from kept.importing.files import Row, Table, open_table
from kept.importing.records import Skipped
from kept.importing.rejects import Rejects

if TYPE_CHECKING:
    from kept.store.models import Association

BATCH = 500
# Asterisk writes the legs of one call one after the other, as they end; so many calls are waited for.
MOST_LEGS = 2_000

Read = tuple[Row, "Call | Skipped | str"]
Progress = Callable[["Found"], None]


@dataclass(slots=True)
class Found:
    """What became of a file: `rows` are its calls and the lines that could not be one; `skipped` are not
    for us.
    """

    rows: int = 0
    taken: int = 0
    already: int = 0
    skipped: int = 0
    rejected: int = 0
    reasons: Counter[str] = field(default_factory=Counter)


def call_mapping_for(path: Path, association: Association) -> CallMapping:
    """The mapping in that file, for this association's offices and zone."""
    from kept.store.rules import rules_of
    from kept.store.tenancy import association as active

    with active(association.slug):
        rulebook = rules_of(association).versions[-1].rulebook
    return read_call_mapping(
        path, zone=association.zone, offices=[each.slug for each in rulebook.association.offices]
    )


def bring_in_calls(
    path: Path,
    mapping: CallMapping,
    *,
    association: Association,
    rejects: Path,
    at_once: bool = False,
    by: str,
    at: datetime,
    dry_run: bool = False,
    progress: Progress = lambda found: None,
    found: Found | None = None,
) -> Found:
    """Take the whole file in. `found` is kept up to date, for a caller that is interrupted."""
    done = Found() if found is None else found
    with _opened(path, mapping) as table:
        kept_back = Rejects(rejects, table, source=path, at_once=at_once)  # type: ignore[arg-type]

        def reject(row: Row, reason: str) -> None:
            done.rejected += 1
            done.reasons[reason if len(reason) <= 100 else f"{reason[:99]}…"] += 1
            kept_back.add(row, reason)

        def take(batch: list[tuple[Row, Call]]) -> None:
            calls = [call for _row, call in batch]
            became = bring_calls(calls=calls, association=association, by=by, at=at, only_check=dry_run)
            for (row, _call), result in zip(batch, became, strict=True):
                done.rows += 1
                if isinstance(result, Refused):
                    reject(row, result.sentence)
                elif result == ALREADY:
                    done.already += 1
                else:
                    done.taken += 1
            kept_back.flush()
            progress(done)

        try:
            batch: list[tuple[Row, Call]] = []
            for row, read in calls_of(table, mapping):
                if isinstance(read, Skipped):
                    done.skipped += 1
                elif isinstance(read, str):
                    done.rows += 1
                    reject(row, read)
                else:
                    batch.append((row, read))
                if len(batch) == BATCH:
                    take(batch)
                    batch = []
            if batch:
                take(batch)
        finally:
            kept_back.close()
    return done


@contextmanager
def _opened(path: Path, mapping: CallMapping) -> Iterator[Table | Log]:
    if mapping.file_columns:
        with open_log(path, mapping) as log:
            yield log
    else:
        with open_table(path, mapping.layout, wanted=mapping.columns) as table:
            yield table


def calls_of(table: Table | Log, mapping: CallMapping) -> Iterator[Read]:
    """The calls of the file in its order, and whatever is none."""
    if mapping.format == QUEUE_LOG:
        queue = QueueReader(mapping, table.columns)
        for row in table:
            yield from queue.take(row)
        yield from queue.rest()
        return
    reader = CallReader(mapping, table.columns)
    found = ((row, reader.read(row)) for row in table)
    yield from _folded(found) if mapping.format == CDR else found


def _folded(found: Iterator[Read]) -> Iterator[Read]:
    """The legs of one call as one."""
    waiting: OrderedDict[str, tuple[Row, Call]] = OrderedDict()
    for row, read in found:
        if not isinstance(read, Call):
            yield row, read
            continue
        before = waiting.get(read.ref)
        waiting[read.ref] = (row, read) if before is None else (before[0], fold(before[1], read))
        if len(waiting) > MOST_LEGS:
            yield waiting.popitem(last=False)[1]
    yield from waiting.values()
