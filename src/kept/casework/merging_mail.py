"""Who on a list gets the letter, and who does not, and why?

    kept_back([Candidate(1, "Ms Okafor", …)], way="post", statutory=False)      # {1: "moved-out"}
    read_list("K7F3-9Q2M; 4.20\\nP2D4-X8RB; 5.10", ["charge_new"])              # ([Row(…), …], [faults])

1. Everybody is on the list once. Whoever is left out is named, with one reason, the gravest first.
2. Who must be told by law or by the tenancy is told although they want no mailings; nothing else gives way.
3. Where one letter for each home was asked for, it goes to whoever has lived there longest.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType

from kept.casework.dispatching import address_of, check_may_reach
from kept.casework.safe_contact import Rules
from kept.casework.values import Refused

DIED, MOVED_OUT, UNSAFE, NO_ADDRESS = "died", "moved-out", "unsafe", "no-address"
OPTED_OUT, SAME_HOME, UNKNOWN, NOT_MADE = "opted-out", "same-home", "unknown", "not-made"
WHY: Mapping[str, str] = MappingProxyType(
    {
        DIED: "They have died: write to whoever speaks for them, by name.",
        MOVED_OUT: "They do not live in a home of ours any more.",
        UNSAFE: "They asked us not to reach them in this way.",
        NO_ADDRESS: "There is no address on file for this way.",
        OPTED_OUT: "They want no mailings.",
        SAME_HOME: "Somebody else of the same home has it.",
        NOT_MADE: "The letter could not be made for them.",
    }
)
MOST = 20_000
LONGEST_CELL = 500


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody on the list. `home` is where they live today; `lived` whether they ever had one of ours."""

    id: int
    to: Mapping[str, object]
    rules: Rules = field(default_factory=Rules)
    died_on: date | None = None
    home: int | None = None
    since: date | None = None
    lived: bool = False
    opted_out: bool = False


def kept_back(
    people: Sequence[Candidate], *, way: str, statutory: bool, one_a_home: bool = False
) -> dict[int, tuple[str, str]]:
    """Whoever does not get it: the reason by its name, and in words."""
    found: dict[int, tuple[str, str]] = {}
    for each in people:
        why = _why(each, way=way, statutory=statutory)
        if why is not None:
            found[each.id] = why
    if one_a_home:
        found |= dict.fromkeys(_beside(people, found), (SAME_HOME, WHY[SAME_HOME]))
    return found


def _why(each: Candidate, *, way: str, statutory: bool) -> tuple[str, str] | None:
    if each.died_on is not None:
        return DIED, WHY[DIED]
    if each.lived and each.home is None:
        return MOVED_OUT, WHY[MOVED_OUT]
    refused = check_may_reach(
        way, rules=each.rules, died_on=None, speaking=(), reader=str(each.to.get("name")), automatic=False
    )
    if refused is not None:
        return UNSAFE, refused.sentence
    address = address_of(way, each.to)
    if isinstance(address, Refused):
        return NO_ADDRESS, address.sentence
    if each.opted_out and not statutory:
        return OPTED_OUT, WHY[OPTED_OUT]
    return None


def _beside(people: Sequence[Candidate], already: Iterable[int]) -> set[int]:
    """Whoever lives with somebody who has it, and has not lived there longer."""
    out, has, beside = set(already), set(), set()
    for each in sorted(people, key=lambda it: (it.since or date.max, it.id)):
        if each.home is None or each.id in out:
            continue
        if each.home in has:
            beside.add(each.id)
        has.add(each.home)
    return beside


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a list that somebody brought: a reference, and what the letter says to them alone."""

    line: int
    reference: str
    facts: Mapping[str, str] = field(default_factory=dict)


def read_list(text: str, fields: Sequence[str]) -> tuple[list[Row], list[str]]:
    """The lines of a pasted or uploaded list, and a sentence for each that cannot be read.

    The first column is a reference of ours or of the housing system; the others are `fields`, in the order of
    the first line where that names them. Columns stand apart by semicolons, tabs or commas.
    """
    lines = [each.strip().lstrip("\ufeff") for each in text.splitlines()]
    mark = next((each for each in ("\t", ";", ",") if any(each in line for line in lines)), ";")
    columns: list[str] = list(fields)
    rows: list[Row] = []
    faults: list[str] = []
    seen: dict[str, int] = {}
    for number, line in enumerate(lines, start=1):
        cells = [each.strip().strip('"') for each in line.split(mark)]
        if not any(cells):
            continue
        if not rows and not seen and cells[0].casefold() in ("reference", "ref", "tenancy", "account"):
            columns = [each.casefold().replace(" ", "_") for each in cells[1:]]
            strange = [each for each in columns if each not in fields]
            faults += [f"Line {number}: the letter has nothing called “{each[:40]}”." for each in strange]
            continue
        reference = cells[0].upper() if len(cells[0]) < 12 else cells[0]
        if reference in seen:
            faults.append(f"Line {number}: {reference[:40]} stands in line {seen[reference]} already.")
            continue
        seen[reference] = number
        if len(cells) - 1 > len(columns) or any(len(each) > LONGEST_CELL for each in cells):
            faults.append(f"Line {number}: there is more in it than the letter has room for.")
            continue
        rows.append(Row(number, reference, dict(zip(columns, cells[1:], strict=False))))
    if len(rows) > MOST:
        faults.append(f"The list has {len(rows):,} lines, and the most is {MOST:,}. Split it.")
    return rows, faults
