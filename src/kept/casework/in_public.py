"""What may anybody be told of how a promise was kept, so that nobody can be told by it?

    told = tell({"karin:letters.1": Number(50, 47)}, ["karin:letters.1", "karin:office.2"])
    told["karin:letters.1"]      # Told(TOLD, 50, 47)
    told["karin:office.2"]       # Told(NOT_DUE, None, None)
    together(told.values())      # Number(50, 47): what is told, and nothing else

1. Fewer than `LEAST` (see `small_numbers`) are hidden: they could tell of somebody.
2. The total is that of the numbers told. Whoever takes them from it is left with nothing.
3. A duty of the house or of an office is about nobody: whether the newsletter came out four times is told.
4. What nobody could see is not measured, and never all kept.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from kept.casework.small_numbers import LEAST
from kept.rulebook.model import LAW, POLICY, Rulebook

TOLD, HIDDEN, NOT_DUE, NOT_MEASURED = "told", "hidden", "not-due", "not-measured"
# The apology that whoever was let down is owed: what is done about a promise that was not kept.
APOLOGY = "kept:put-right"
# What these duties recur on is nobody: not a home, not a tenancy, not a member of staff.
ABOUT_NOBODY = frozenset({"association", "office"})


@dataclass(frozen=True, slots=True)
class Number:
    """How many fell due and count, how many of them were kept, and how many nobody could see."""

    counted: int
    kept: int
    unseen: int = 0


@dataclass(frozen=True, slots=True)
class Told:
    """What is told of one promise; without numbers unless its state is `TOLD`."""

    state: str
    counted: int | None = None
    kept: int | None = None

    @property
    def missed(self) -> int:
        """How many were not kept, as far as it is told."""
        return (self.counted or 0) - (self.kept or 0)

    @property
    def share(self) -> float | None:
        """Kept of counted, to four places; None where it is not told."""
        return round((self.kept or 0) / self.counted, 4) if self.counted else None


def public_promises(rulebook: Rulebook, today: date) -> tuple[str, ...]:
    """The clauses whose promises anybody is shown: the policy's, and those of the law that bind today.

    What Kept asks of every house is no promise that a board has made.
    """
    return tuple(
        clause
        for clause, each in rulebook.promises.items()
        if rulebook.clause_by_id[clause].source in (POLICY, LAW)
        and (each.binds_from is None or each.binds_from <= today)
        and (each.repealed is None or each.repealed > today)
    )


def of_nobody(rulebook: Rulebook) -> frozenset[str]:
    """The clauses whose numbers tell of nobody, however small."""
    return frozenset(
        clause
        for clause, each in rulebook.duties.items()
        if each.duty is not None and each.duty.subject in ABOUT_NOBODY
    )


def tell(
    numbers: Mapping[str, Number], clauses: Iterable[str], *, nobody: Collection[str] = ()
) -> dict[str, Told]:
    """What is told of each of these clauses, in their order. Those about `nobody` are told however few."""
    return {clause: _told(numbers.get(clause), 1 if clause in nobody else LEAST) for clause in clauses}


def _told(number: Number | None, least: int) -> Told:
    if number is None or not (number.counted or number.unseen):
        return Told(NOT_DUE)
    if not number.counted:
        return Told(NOT_MEASURED)
    return Told(TOLD, number.counted, number.kept) if number.counted >= least else Told(HIDDEN)


def together(told: Iterable[Told]) -> Number:
    """The sum of the numbers that are told."""
    rows = [each for each in told if each.state == TOLD]
    return Number(sum(each.counted or 0 for each in rows), sum(each.kept or 0 for each in rows))
