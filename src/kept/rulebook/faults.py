"""What is wrong with a rulebook, where, and what would be right?

Every fault is one line that tells all, so that a folder can be put right without opening the documentation:

    clauses/06-letters.yaml, line 7 (karin:letters.1): No kind of event has this name.
    Found: “letter.recieved”. Allowed: … Did you mean “letter.received”?

It is read by people who have never seen such a file: it blames nobody, names no part of the machine, and says
what to do. tests/contracts/test_kind_messages.py holds them all to that.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches

SEE_EVENTS = "one of those listed by “kept policy events”"
NO_SUCH_KIND = "No kind of event has this name."
LONGEST_COMPARED = 80
LONGEST_SHOWN = 60
LARGEST_SHOWN = 10**15
MOST_TOLD = 1_000
MOST_LISTED = 16
MOST_SHOWN = 4
NOTHING_YET = "nothing yet, for none is written down here"


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong: a sentence, what was found, what is allowed, and the nearest spelling of that."""

    file: str
    line: int
    clause: str | None
    found: str
    allowed: str
    nearest: str | None
    message: str

    def __str__(self) -> str:
        of = f" ({self.clause})" if self.clause else ""
        return f"{self.file}, line {self.line}{of}: {self.says}"

    @property
    def says(self) -> str:
        """All of it but its place, which a page shows beside it."""
        parts = [self.message]
        if self.found:
            parts.append(f"Found: {self.found}.")
        if self.allowed:
            parts.append(f"Allowed: {self.allowed}.")
        if self.nearest:
            parts.append(f"Did you mean “{self.nearest}”?")
        return " ".join(part for part in parts if part)


class Described(str):
    """What a fault says was found, in words of its own: it is told without quotation marks."""

    __slots__ = ()


class RulebookFaults(Exception):
    """A folder that cannot be taken as a rulebook, with every fault in it, in order of file and line."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(sorted(faults, key=lambda each: (each.file, each.line)))
        super().__init__("\n".join(str(each) for each in self.faults))


class Findings:
    """The faults of one run, gathered as they are met."""

    def __init__(self) -> None:
        self.faults: list[Fault] = []

    def add(
        self,
        file: str,
        line: int,
        message: str,
        *,
        found: str = "",
        allowed: str = "",
        nearest: str | None = None,
        clause: str | None = None,
    ) -> None:
        """Note one fault. Where there is no end of them, what was found so far is told."""
        self.faults.append(Fault(file, line, clause, found, allowed, nearest, message))
        if len(self.faults) == MOST_TOLD:
            message = f"Here are the first {MOST_TOLD:,} faults. Put these right, and look again for more."
            self.faults.append(Fault(file, line, None, "", "", None, message))
            raise RulebookFaults(self.faults)


def nearest(word: object, options: Iterable[str], *, likeness: float = 0.6) -> str | None:
    """The option spelt most like the word, if any is close. Comparing long words would take too long."""
    if not isinstance(word, str) or len(word) > LONGEST_COMPARED:
        return None
    close = get_close_matches(word.lower(), sorted(options), n=1, cutoff=likeness)
    return close[0] if close else None


def of_its_family(word: object, kinds: Iterable[str]) -> list[str]:
    """The kinds of event that begin with the same word: `letter.sent` beside `letter.flown`."""
    first, dot, _ = str(word).partition(".")
    return [each for each in kinds if dot and each.startswith(f"{first}.")]


def listed(options: Iterable[str], *, see: str = "") -> str:
    """The options as one phrase; where they are many, some, and `see` says where they all are."""
    every = sorted(options)
    if not every:
        return NOTHING_YET
    if len(every) > MOST_LISTED:
        return see or f"such as {', '.join(every[:MOST_SHOWN])}"
    return ", ".join(every)


def shown(value: object) -> str:
    """A value as a fault quotes it: short, and with anything unprintable spelt out."""
    if value is None:
        return "nothing"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int) and abs(value) > LARGEST_SHOWN:
        # Python refuses to write out whole numbers of thousands of digits.
        return "“a very large number”"
    text = str(value)
    if len(text) > LONGEST_SHOWN:
        text = f"{text[:LONGEST_SHOWN]}…"
    return f"“{''.join(map(_visible, text))}”"


def _visible(character: str) -> str:
    return character if character.isprintable() else f"\\u{ord(character):04x}"
