"""How do the counts of a telephone system, a mail book or a door come in, whatever their file looks like?

    counted = bring_counts(path, mapping, association=karin, rejects=Path("calls.rejects.csv"), by=…, at=…)
    counted.new, counted.changed, counted.known, counted.rejected      # 29, 1, 60, 1

Taking the same file in again changes nothing. A row that cannot be taken is kept back with its reason, and
holds up no other.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path

from kept.actions.counts import Counts, Told, tell_counts
from kept.importing.files import Row, open_table
from kept.importing.records import Read, RecordMapping, RecordReader, Skipped
from kept.importing.rejects import Rejects
from kept.store.models import Association

AT_ONCE = 1000


@dataclass(slots=True)
class Counted:
    """What became of the rows of a file."""

    rows: int = 0
    new: int = 0
    changed: int = 0
    known: int = 0
    skipped: int = 0
    rejected: int = 0
    reasons: Counter[str] = field(default_factory=Counter)


def bring_counts(
    path: Path,
    mapping: RecordMapping,
    *,
    association: Association,
    rejects: Path,
    at_once: bool = False,
    by: str,
    at: datetime,
    dry_run: bool = False,
) -> Counted:
    """Take the whole file in, a thousand counts at a time."""
    found = Counted()
    with open_table(path, mapping.layout, wanted=mapping.columns) as table:
        kept_back = Rejects(rejects, table, source=path, at_once=at_once)

        def reject(row: Row, reason: str) -> None:
            found.rejected += 1
            found.reasons[reason] += 1
            kept_back.add(row, reason)

        try:
            reader, waiting = RecordReader(mapping, table.columns), list[tuple[Row, Told]]()
            for row in table:
                found.rows += 1
                told = _told(reader, row)
                if isinstance(told, str):
                    reject(row, told)
                elif told is None:
                    found.skipped += 1
                else:
                    waiting.append((row, told))
                if len(waiting) == AT_ONCE:
                    _take(waiting, association, path.name, by, at, dry_run, found, reject)
                    waiting = []
            _take(waiting, association, path.name, by, at, dry_run, found, reject)
        finally:
            kept_back.close()
    return found


def _told(reader: RecordReader, row: Row) -> Told | str | None:
    """What the row counts; the reason where it cannot be taken; None where it is not for us."""
    read = reader.read(row)
    if isinstance(read, Skipped):
        return None
    if not isinstance(read, Read):
        return read.sentence
    if read.without:
        return read.without[0][1]
    said = read.record.said
    for name, sentence in _NEEDED.items():
        if not said.get(name):
            return sentence
    number = str(said["number"]).replace(",", "").removesuffix(".0")
    if not number.isascii() or not number.isdigit():
        return f"“{str(said['number'])[:40]}” is no whole number. Write how many there were, such as 42."
    day = date.fromisoformat(str(said["day"]))
    return Told(day, str(said["source"]), int(number), str(said.get("office") or ""))


_NEEDED = {
    "day": "The day is empty. Give the row the day that it counts.",
    "source": "Nothing says which count it is. Give the row one, or name it in the mapping.",
    "number": "The number is empty. What nobody counted has no row.",
}


def _take(waiting, association, origin, by, at, dry_run, found, reject) -> None:  # type: ignore[no-untyped-def]
    """Tell them together; one that is refused is kept back, and the others are told without it."""
    rows = list(waiting)
    while rows:
        told = [each for _row, each in rows]
        done = tell_counts(
            association=association, counts=told, by=by, at=at, origin=origin, only_check=dry_run
        )
        if isinstance(done, Counts):
            found.new += done.new
            found.changed += done.changed
            found.known += done.known
            return
        number = int((done.field or "counts.0").rsplit(".", 1)[-1])
        row, _wrong = rows.pop(number)
        reject(row, done.sentence)
