"""How does a whole file come in, batch by batch, so that it can be stopped and begun again at any moment?

    brought = bring_in(path, mapping, association=karin, rejects=Path("out.csv"), by="import", at=now)
    brought.rows == brought.taken + brought.already + brought.rejected

Each batch is one transaction of `actions.telling.tell`. What was told before is told again without effect,
so a run that was interrupted is simply run again. What is told here is history: it writes to nobody and
wakes nobody.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import blake2b
from pathlib import Path
from typing import TYPE_CHECKING

from kept.actions.told import REPEATED, Result, Telling
from kept.importing.files import Row, Table, open_table
from kept.importing.mapping import ImportMapping, read_mapping
from kept.importing.rejects import Rejects
from kept.importing.rows import RowReader

if TYPE_CHECKING:
    from kept.store.models import Association

BATCH = 2_000

Tell = Callable[[list[Telling]], "tuple[Result, ...]"]
Progress = Callable[["Brought"], None]
Pending = tuple[Row, list[Telling]]


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
    progress: Progress = lambda brought: None,
    brought: Brought | None = None,
) -> Brought:
    """Bring the whole file in. `brought` is kept up to date, for a caller that is interrupted."""
    tell = teller(association, by=by, at=at, dry_run=dry_run)
    found = Brought() if brought is None else brought
    with open_table(path, mapping.layout, wanted=mapping.columns) as table:
        kept_back = Rejects(rejects, table, source=path, at_once=at_once)
        try:
            _Run(table, mapping, tell, kept_back, found, progress).go()
        finally:
            kept_back.close()
    return found


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

    def write(tellings: list[Telling]) -> tuple[Result, ...]:
        return tell(tellings, association=association, by=by, at=at).results

    def try_out(tellings: list[Telling]) -> tuple[Result, ...]:
        with transaction.atomic():
            results = write(tellings)
            transaction.set_rollback(True)
        return results

    return try_out if dry_run else write


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

    def go(self) -> None:
        pending: list[Pending] = []
        waiting = 0
        for row in self.table:
            found = self._told(row)
            if isinstance(found, str):
                self._reject(row, found)
            elif found:
                pending.append((row, found))
                waiting += len(found)
            else:
                self._count(already=1)
            if waiting >= BATCH:
                self._tell(pending)
                pending, waiting = [], 0
        self._tell(pending)

    def _told(self, row: Row) -> list[Telling] | str:
        """What the row tells; nothing where the file has said the same before; or why it cannot be taken."""
        found = self.reader.read(row)
        if isinstance(found, str):
            return found
        key = found[0].uid or ""
        content = blake2b("\x1f".join(row.values).encode("utf-8", "surrogatepass"), digest_size=12).digest()
        before = self.seen.get(key)
        if before is None:
            self.seen[key] = _Seen(row.line, content)
            return found
        if before.content == content:
            return []
        return (
            f"Line {before.line:,} has the same reference with other details. Give each its own, or name "
            "in the mapping, under “row”, the columns that tell them apart."
        )

    def _tell(self, pending: list[Pending]) -> None:
        """Tell a batch, then note what became of each row in the order of the file."""
        if pending:
            results = iter(self.tell([each for _, tellings in pending for each in tellings]))
            outcomes = [(row, tellings, [next(results) for _ in tellings]) for row, tellings in pending]
            shared = self._shared(pending)
            for row, tellings, told in outcomes:
                if _refusal(told) and tellings[0].subject in shared:
                    # All that was told about one subject goes in together or not at all, so one bad row
                    # holds back its good neighbours: try each alone.
                    told = list(self.tell(tellings))
                self._note(row, told)
        self.rejects.flush()
        self.progress(self.brought)

    def _shared(self, pending: list[Pending]) -> set[str | None]:
        times = Counter(tellings[0].subject for _, tellings in pending)
        return {subject for subject, count in times.items() if count > 1}

    def _note(self, row: Row, told: list[Result]) -> None:
        refused = _refusal(told)
        if refused is not None:
            self._reject(row, refused)
        elif all(each.outcome == REPEATED for each in told):
            self._count(already=1)
        else:
            self._count(taken=1, events=sum(1 for each in told if each.outcome != REPEATED))

    def _reject(self, row: Row, reason: str) -> None:
        self.rejects.add(row, reason)
        self.brought.reasons[_sort_of(reason)] += 1
        self._count(rejected=1)

    def _count(self, *, taken: int = 0, already: int = 0, rejected: int = 0, events: int = 0) -> None:
        brought = self.brought
        brought.rows += taken + already + rejected
        brought.taken += taken
        brought.already += already
        brought.rejected += rejected
        brought.events += events


def _refusal(told: list[Result]) -> str | None:
    return next((each.refused.sentence for each in told if each.refused is not None), None)


def _sort_of(reason: str) -> str:
    """The reason without what is particular to its row, so that the same ones can be counted together."""
    return "".join(_outside_brackets(reason))[:100]


def _outside_brackets(reason: str) -> Iterator[str]:
    depth = 0
    for character in reason:
        depth += character == "("
        if not depth:
            yield character
        depth -= character == ")"
