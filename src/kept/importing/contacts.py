"""How does a whole file come in, batch by batch, so that it can be stopped and begun again at any moment?

    brought = bring_in(path, mapping, association=karin, rejects=Path("out.csv"), by="import", at=now)
    brought.rows == brought.taken + brought.already + brought.rejected

Each batch is one transaction of `actions.telling.tell`. What was told before is told again without effect,
so a run that was interrupted is simply run again. What is told here is history: it writes to nobody and
wakes nobody.
"""

from __future__ import annotations

import gc
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from hashlib import blake2b
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from kept.actions.told import REPEATED, Result, Telling
from kept.importing.files import Row, Table, open_table
from kept.importing.lanes import Lanes, Tell, Told
from kept.importing.mapping import ImportMapping, read_mapping
from kept.importing.rejects import Rejects
from kept.importing.rows import RowReader

if TYPE_CHECKING:
    from kept.store.models import Association

BATCH = 2_000
ALREADY: list[Telling] = []

Progress = Callable[["Brought"], None]
# A row with what it tells: nothing where the file said the same before, a sentence where it cannot be taken.
Read = tuple[Row, "list[Telling] | str"]


@dataclass(slots=True)
class Brought:
    """What became of the rows so far. `reasons` counts the rejected ones by sort."""

    rows: int = 0
    taken: int = 0
    already: int = 0
    rejected: int = 0
    events: int = 0
    reasons: Counter[str] = field(default_factory=Counter)


@dataclass(frozen=True, slots=True)
class _Seen:
    line: int
    content: bytes


def bring_in(
    path: Path,
    mapping: ImportMapping,
    *,
    association: Association,
    rejects: Path,
    at_once: bool = False,
    by: str,
    at: datetime,
    dry_run: bool = False,
    lanes: int = 1,
    progress: Progress = lambda brought: None,
    brought: Brought | None = None,
) -> Brought:
    """Bring the whole file in. `brought` is kept up to date, for a caller that is interrupted.

    With more than one of `lanes`, batches are told on connections of their own.
    """
    tell = teller(association, by=by, at=at, dry_run=dry_run)
    found = Brought() if brought is None else brought
    with open_table(path, mapping.layout, wanted=mapping.columns) as table, _few_collections():
        kept_back = Rejects(rejects, table, source=path, at_once=at_once)
        try:
            _Run(table, mapping, tell, kept_back, found, progress).go(lanes)
        finally:
            kept_back.close()
    if not dry_run:
        _look_at_tables(found.taken)
    return found


def _look_at_tables(taken: int) -> None:
    """Let the database plan for what is there now, where that is much more than before."""
    from kept.store import statistics

    if taken >= statistics.WORTH_IT:
        statistics.gather()


def mapping_for(path: Path, association: Association) -> ImportMapping:
    """The mapping in that file, for this association's kinds of event, offices and zone."""
    from kept.store.rules import rules_of
    from kept.store.tenancy import association as active

    with active(association.slug):
        rules = rules_of(association)
    offices = [each.slug for each in rules.versions[-1].rulebook.association.offices]
    return read_mapping(path, kinds=rules.kinds, zone=association.zone, offices=offices)


def teller(association: Association, *, by: str, at: datetime, dry_run: bool) -> Tell:
    """How to tell a batch: in one transaction, which a dry run takes back."""
    from django.db import transaction

    from kept.actions.telling import tell

    def write(tellings: list[Telling]) -> Told:
        known = _with_customers(tellings, association)
        return tell(known, association=association, by=by, at=at).results

    def try_out(tellings: list[Telling]) -> Told:
        with transaction.atomic():
            results = write(tellings)
            transaction.set_rollback(True)
        return results

    return try_out if dry_run else write


def _with_customers(tellings: list[Telling], association: Association) -> list[Telling]:
    """The same with the customers' references here for those of the housing system; one query.

    Whoever is not on record stays unknown, which is allowed everywhere.
    """
    named = {each.person for each in tellings if each.person is not None}
    if not named:
        return tellings
    from kept.store import tenancy
    from kept.store.models import Person

    with tenancy.association(association):
        rows = Person.objects.filter(external_ref__in=named).values_list("external_ref", "ref")
        known = {str(theirs): ref for theirs, ref in rows}
    return [replace(each, person=known.get(each.person or "")) for each in tellings]


class _Run:
    """One file being brought in."""

    def __init__(
        self,
        table: Table,
        mapping: ImportMapping,
        tell: Tell,
        rejects: Rejects,
        brought: Brought,
        progress: Progress,
    ) -> None:
        self.table, self.tell, self.rejects = table, tell, rejects
        self.brought, self.progress = brought, progress
        self.reader = RowReader(mapping, table.columns)
        self.seen: dict[str, _Seen] = {}

    def go(self, lanes: int) -> None:
        with Lanes[list[Read]](self.tell, lanes, self._note) as out:
            for batch in self._batches():
                out.put(batch, [each for _, told in batch if not isinstance(told, str) for each in told])

    def _batches(self) -> Iterator[list[Read]]:
        batch: list[Read] = []
        waiting = 0
        for row in self.table:
            found = self._read(row)
            batch.append((row, found))
            waiting += 1 if isinstance(found, str) else len(found)
            if waiting >= BATCH:
                yield batch
                batch, waiting = [], 0
        if batch:
            yield batch

    def _read(self, row: Row) -> list[Telling] | str:
        """What the row tells; nothing where the file has said the same before; or why it cannot be taken."""
        found = self.reader.read(row)
        if isinstance(found, str):
            return found
        key = found[0].uid or ""
        text = "\x1f".join(row.values)
        content = blake2b(text.encode("utf-8", "surrogatepass"), digest_size=12).digest()
        before = self.seen.get(key)
        if before is None:
            self.seen[key] = _Seen(row.line, content)
            return found
        if before.content == content:
            return ALREADY
        return (
            f"Line {before.line:,} has the same reference with other details. Give each its own, or name "
            "in the mapping, under “row”, the columns that tell them apart."
        )

    def _note(self, batch: list[Read], told: Told) -> None:
        """Note what became of each row, in the order of the file."""
        results = iter(told)
        shared = _shared(batch)
        for row, tellings in batch:
            if isinstance(tellings, str):
                self._reject(row, tellings)
                continue
            outcomes = list(islice(results, len(tellings)))
            if tellings and tellings[0].subject in shared and _refusal(outcomes):
                # All that was told about one subject goes in together or not at all, so one bad row holds
                # back its good neighbours: try each alone.
                outcomes = list(self.tell(tellings))
            self._count(row, outcomes)
        self.rejects.flush()
        self.progress(self.brought)

    def _count(self, row: Row, outcomes: list[Result]) -> None:
        refused = _refusal(outcomes)
        if refused is not None:
            self._reject(row, refused)
            return
        written = sum(1 for each in outcomes if each.outcome != REPEATED)
        self.brought.rows += 1
        self.brought.events += written
        if written:
            self.brought.taken += 1
        else:
            self.brought.already += 1

    def _reject(self, row: Row, reason: str) -> None:
        self.rejects.add(row, reason)
        self.brought.rows += 1
        self.brought.rejected += 1
        self.brought.reasons[_sort_of(reason)] += 1


def _shared(batch: list[Read]) -> set[str | None]:
    """The subjects that more than one row of the batch tells about."""
    times = Counter(told[0].subject for _, told in batch if told and not isinstance(told, str))
    return {subject for subject, count in times.items() if count > 1}


def _refusal(outcomes: list[Result]) -> str | None:
    return next((each.refused.sentence for each in outcomes if each.refused is not None), None)


def _sort_of(reason: str) -> str:
    """The reason without what is particular to its row, so that the same ones can be counted together."""
    words = " ".join("".join(_outside_brackets(reason)).split())
    return words.replace(" .", ".").replace(" ,", ",")[:100]


def _outside_brackets(reason: str) -> Iterator[str]:
    depth = 0
    for character in reason:
        depth += character == "("
        if not depth:
            yield character
        depth -= character == ")"


@contextmanager
def _few_collections() -> Iterator[None]:
    """Collect garbage seldom: an import makes millions of plain values, and hardly a circle among them."""
    before = gc.get_threshold()
    gc.set_threshold(100_000, 20, 50)
    try:
        yield
    finally:
        gc.set_threshold(*before)
