"""How does a night's file of the housing system come in, whole and safely?

    taken = take_in(path, mapping, association=karin, rejects=Path("out.csv"), by="import", at=now)
    taken.rows == taken.added + taken.changed + taken.ended + taken.same + taken.left + …     # none is lost

The file is read whole before anything is written, since only then is it known how much would end. Batches are
one transaction each; the same file again changes nothing. With `complete`, what the file has no more ends;
where more than one in ten would end, nothing is written unless it is meant `really`.
"""

from __future__ import annotations

import gc
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kept.actions import bringing
from kept.actions.bringing import ADDED, CHANGED, ENDED, LEFT, SAME, Alike, Became, Record
from kept.casework.beside import brakes
from kept.importing.files import FileFault, Row, Table, open_table
from kept.importing.records import Read, RecordMapping, RecordReader, Skipped, Unreadable
from kept.importing.rejects import Rejects

if TYPE_CHECKING:
    from kept.actions.officers import Followed
    from kept.store.models import Association

BATCH = 1_000
NOTHING_ENDS = "people"
TAKEN_WITHOUT = "Taken, but for this: "


@dataclass(slots=True)
class Taken:
    """What became of the rows. `partly` are among those taken, without an answer that is in the rejects."""

    rows: int = 0
    added: int = 0
    changed: int = 0
    ended: int = 0
    same: int = 0
    left: int = 0
    skipped: int = 0
    rejected: int = 0
    partly: int = 0
    missing: int = 0
    reasons: Counter[str] = field(default_factory=Counter)
    alike: list[Alike] = field(default_factory=list)
    followed: Followed | None = None
    nothing_ended: bool = False

    def add(self, outcome: str) -> None:
        """Count one row."""
        self.rows += 1
        setattr(self, outcome, getattr(self, outcome) + 1)


Progress = Callable[[Taken], None]


class Brake(Exception):
    """So much would end that nothing was written, as a sentence."""


@dataclass(slots=True)
class _Night:
    """The whole file, read: what it says, and which references it names."""

    records: list[tuple[Row, Read]] = field(default_factory=list)
    seen: dict[str, tuple[int, Read]] = field(default_factory=dict)
    named: set[str] = field(default_factory=set)
    nameless: bool = False


def take_in(
    path: Path,
    mapping: RecordMapping,
    *,
    association: Association,
    rejects: Path,
    at_once: bool = False,
    complete: bool = False,
    really: bool = False,
    by: str,
    at: datetime,
    dry_run: bool = False,
    progress: Progress = lambda taken: None,
    taken: Taken | None = None,
) -> Taken:
    """Take the whole file in. `taken` is kept up to date, for a caller that is interrupted."""
    found = Taken() if taken is None else taken
    if complete and mapping.what == NOTHING_ENDS:
        raise FileFault("People do not end, so --complete is for homes, tenancies and patches. Leave it out.")
    with open_table(path, mapping.layout, wanted=mapping.columns) as table, _few_collections():
        kept_back = Rejects(rejects, table, source=path, at_once=at_once, with_field=True)
        try:
            run = _Run(table, mapping, association, kept_back, found, progress, by=by, at=at)
            with _tried(dry_run):
                run.go(complete=complete, really=really, name=path.name)
        finally:
            kept_back.close()
    return found


class _Run:
    """One file being taken in."""

    def __init__(
        self,
        table: Table,
        mapping: RecordMapping,
        association: Association,
        rejects: Rejects,
        taken: Taken,
        progress: Progress,
        *,
        by: str,
        at: datetime,
    ) -> None:
        self.table, self.what, self.association = table, mapping.what, association
        self.rejects, self.taken, self.progress = rejects, taken, progress
        self.by, self.at = by, at
        self.reader = RecordReader(mapping, table.columns)
        self.night = _Night()

    def go(self, *, complete: bool, really: bool, name: str) -> None:
        for row in self.table:
            self._note(row, self.reader.read(row))
        missing = self._missing(complete=complete)
        self._check(missing, really=really)
        for start in range(0, len(self.night.records), BATCH):
            self._batch(self.night.records[start : start + BATCH])
        self._look_at_tables()
        if missing:
            self.taken.missing = bringing.end_missing(missing, what=self.what, **self._signed)
        self._afterwards(name)

    def _look_at_tables(self) -> None:
        """Let the database plan for what is there now, where that is much more than before."""
        from kept.store import statistics

        if self.taken.added >= statistics.WORTH_IT:
            statistics.gather()

    @property
    def _signed(self) -> dict[str, Any]:
        return {"association": self.association, "by": self.by, "at": self.at}

    def _note(self, row: Row, found: Read | Unreadable | Skipped) -> None:
        if isinstance(found, Unreadable):
            self.night.nameless |= found.ref is None
            self.night.named |= {found.ref} if found.ref else set()
            self._reject(row, found.field, found.sentence)
            return
        if isinstance(found, Skipped):
            self.night.named |= {found.ref} if found.ref else set()
            self.taken.add("skipped")
            return
        ref = found.record.ref
        self.night.named.add(ref)
        before = self.night.seen.get(ref)
        if before is None:
            self.night.seen[ref] = (row.line, found)
            self.night.records.append((row, found))
        elif before[1] == found:
            self.taken.add(SAME)
        else:
            says = f"Line {before[0]:,} has the same reference and says otherwise. Give each row its own."
            self._reject(row, "", says)

    def _missing(self, *, complete: bool) -> set[str]:
        """What runs here and is no more in a complete file; nothing where a row would not say who it is."""
        if not complete:
            return set()
        if self.night.nameless:
            self.taken.nothing_ended = True
            return set()
        return self._running() - self.night.named

    def _running(self) -> set[str]:
        from kept.store import beside, tenancy
        from kept.store.housing import today

        with tenancy.association(self.association) as here:
            return beside.running(beside.SORTS[self.what], here, today(here, self.at))

    def _check(self, missing: set[str], *, really: bool) -> None:
        answer = bringing.ENDS.get(self.what)
        if answer is None or really:
            return
        saying = {each.record.ref for _, each in self.night.records if each.record.said.get(answer)}
        if not saying and not missing:
            return
        running = self._running()
        ending = len(missing) + len(self._ending_by_now(answer, saying & running))
        if brakes(ending, len(running)):
            raise Brake(
                f"{ending:,} of {len(running):,} {self.what} would end, more than one in ten. Nothing was "
                "written. Look whether the file is whole; if it is right, run it again with --really."
            )

    def _ending_by_now(self, answer: str, refs: set[str]) -> set[str]:
        """Those that the file ends by today, not at a day to come."""
        day = self.at.date().isoformat()
        return {ref for ref in refs if str(self.night.seen[ref][1].record.said[answer]) <= day}

    def _batch(self, batch: list[tuple[Row, Read]]) -> None:
        records: list[Record] = [each.record for _, each in batch]
        brought = bringing.bring(records, what=self.what, **self._signed)
        for (row, read), became in zip(batch, brought.became, strict=True):
            self._became(row, read, became)
        self.taken.alike += brought.alike
        self.rejects.flush()
        self.progress(self.taken)

    def _became(self, row: Row, read: Read, became: Became) -> None:
        if became.refused is not None:
            self._reject(row, became.refused.field or "", became.refused.sentence)
            return
        assert isinstance(became.outcome, str)
        assert became.outcome in (ADDED, CHANGED, ENDED, SAME, LEFT)
        self.taken.add(became.outcome)
        without = [*read.without, *((each.field or "", each.sentence) for each in became.without)]
        if without and became.outcome != LEFT:
            self.taken.partly += 1
            for name, sentence in without:
                self.rejects.add(row, f"{TAKEN_WITHOUT}{sentence}", name)
                self.taken.reasons[_counted(name, sentence)] += 1

    def _reject(self, row: Row, name: str, sentence: str) -> None:
        self.rejects.add(row, sentence, name)
        self.taken.add("rejected")
        self.taken.reasons[_counted(name, sentence)] += 1

    def _afterwards(self, name: str) -> None:
        """Tell tenants who their officer is now, and write down that the file was read."""
        from kept.actions import officers

        taken = self.taken
        if self.what != NOTHING_ENDS:
            taken.followed = officers.follow(**self._signed)
        counts = {
            "rows": taken.rows,
            "added": taken.added,
            "changed": taken.changed,
            "ended": taken.ended + taken.missing,
            "rejected": taken.rejected,
        }
        bringing.finish(what=self.what, file=name, counts=counts, **self._signed)


def _counted(name: str, sentence: str) -> str:
    """The sentence without what is particular to its row, so that the same ones can be counted together."""
    words, inside = [], False
    for part in sentence.replace("”", "“").split("“"):
        words.append("…" if inside else part)
        inside = not inside
    text = "".join(words)[:120]
    return f"{name}: {text}" if name else text


@contextmanager
def _tried(dry_run: bool) -> Iterator[None]:
    """One transaction that is taken back, where it is only tried."""
    from django.db import transaction

    if not dry_run:
        yield
        return
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@contextmanager
def _few_collections() -> Iterator[None]:
    before = gc.get_threshold()
    gc.set_threshold(100_000, 20, 50)
    try:
        yield
    finally:
        gc.set_threshold(*before)
