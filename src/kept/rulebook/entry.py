"""How is one mapping of a rulebook read, key by key, so that everything wrong with it is told at once?

    entry = Entry(findings, "events.yaml", data, where="event kind letter.received")
    entry.only("label", "says", "fields")
    label = entry.text("label", limit=80)

A method that finds a fault notes it and gives None, or the default: reading goes on.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date

from kept.rulebook.faults import Findings, listed, nearest, shown
from kept.rulebook.meant import span_meant
from kept.rulebook.yamlread import Map, Seq
from kept.workclock import Span, SpanError, parse_span

SLUG = re.compile(r"[a-z][a-z0-9]*(?:[-_][a-z0-9]+)*\Z")
LINES = re.compile(r"([0-9]{1,7})(?:-([0-9]{1,7}))?\Z")
EARLIEST, LATEST = 1990, 2199


class Entry:
    """A mapping being read. `where` says in a fault what it is; `clause` which clause it belongs to."""

    def __init__(
        self,
        findings: Findings,
        file: str,
        data: Map,
        *,
        where: str,
        clause: str | None = None,
        name: str = "",
    ) -> None:
        self.findings, self.file, self.data = findings, file, data
        self.where, self.clause, self.name = where, clause, name

    def __contains__(self, key: str) -> bool:
        return self.data.items.get(key) is not None

    def get(self, key: object) -> object:
        """The value as YAML has it; None where it is absent or empty."""
        return self.data.items.get(key)

    def line(self, key: object = None) -> int:
        """The line of a key; of the whole entry where it is absent."""
        return self.data.lines.get(key, self.data.line)

    def fault(
        self, key: object, message: str, *, found: object = "", allowed: str = "", close: str | None = None
    ) -> None:
        """Note a fault at that key."""
        found = _kind_of(found)
        said = found if isinstance(found, str) and (not found or found.startswith("“")) else shown(found)
        self.findings.add(
            self.file, self.line(key), message, found=said, allowed=allowed, nearest=close, clause=self.clause
        )

    def only(self, *known: str) -> None:
        """Refuse every key but these."""
        for key in self.data.items:
            if key not in known:
                message = f"A key that {self.where} does not have."
                self.fault(key, message, found=key, allowed=listed(known), close=nearest(key, known))

    def not_among(
        self, key: object, message: str, found: object, options: Iterable[str], *, see: str = ""
    ) -> None:
        """Note a name that is none of those known, with the one that is spelt most like it."""
        known = list(options)
        self.fault(key, message, found=found, allowed=listed(known, see=see), close=nearest(found, known))

    def missing(self, key: str) -> None:
        """Note that a key is needed."""
        self.fault(key, f"“{key}” is missing from {self.where}.")

    def text(self, key: str, *, limit: int = 1_000, required: bool = True) -> str | None:
        """Words."""
        value = self.get(key)
        if value is None:
            if required:
                self.missing(key)
            return None
        if not isinstance(value, str):
            self.fault(key, f"“{key}” must be words. Put it in quotes.", found=_kind_of(value))
            return None
        if len(value) > limit:
            self.fault(
                key, f"“{key}” is too long.", found=f"“{len(value):,} characters”", allowed=f"{limit:,}"
            )
            return None
        return value.strip()

    def slug(self, key: str, *, required: bool = True) -> str | None:
        """A short name of small letters, digits and hyphens."""
        value = self.text(key, limit=60, required=required)
        if value is not None and not SLUG.match(value):
            self.fault(
                key, f"“{key}” must be a short name.", found=value, allowed="small letters, digits, - and _"
            )
            return None
        return value

    def flag(self, key: str, *, default: bool = False) -> bool:
        """Yes or no."""
        value = self.get(key)
        if value is None:
            return default
        if not isinstance(value, bool):
            self.fault(key, f"“{key}” must be yes or no.", found=_kind_of(value), allowed="yes, no")
            return default
        return value

    def choice(self, key: str, options: Iterable[str], *, required: bool = True, see: str = "") -> str | None:
        """One of the options."""
        value = self.text(key, required=required)
        if value is None or value in (known := list(options)):
            return value
        self.not_among(key, f"“{key}” is none of those known.", value, known, see=see)
        return None

    def whole(self, key: str, *, least: int, most: int) -> int | None:
        """A whole number."""
        value = self.get(key)
        if value is None:
            self.missing(key)
            return None
        if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
            allowed = f"a whole number from {least:,} to {most:,}"
            self.fault(key, f"“{key}” must be a whole number.", found=_kind_of(value), allowed=allowed)
            return None
        return value

    def number(self, key: str, *, least: float, most: float, default: float) -> float:
        """A number, whole or decimal."""
        value = self.get(key)
        if value is None:
            return default
        if isinstance(value, bool) or not isinstance(value, int | float) or not least <= value <= most:
            allowed = f"a number from {least:g} to {most:g}"
            self.fault(key, f"“{key}” must be a number.", found=_kind_of(value), allowed=allowed)
            return default
        return float(value)

    def day(self, key: str, *, required: bool = True) -> date | None:
        """A date."""
        value = self.text(key, required=required)
        return None if value is None else self.day_of(key, value)

    def day_of(self, key: object, value: object) -> date | None:
        """The date that a value means, which stands at that key."""
        try:
            found = date.fromisoformat(value) if isinstance(value, str) and len(value) == 10 else None
        except ValueError:
            found = None
        if found is None or not EARLIEST <= found.year <= LATEST:
            allowed = f"year-month-day, such as 2026-04-07, from {EARLIEST} to {LATEST}"
            self.fault(
                key, "This is not a date that a rulebook can have.", found=_kind_of(value), allowed=allowed
            )
            return None
        return found

    def span(self, key: object, *, required: bool = True) -> Span | None:
        """A span such as `7 working days`."""
        text = self.get(key)
        if text is None:
            if required:
                self.missing(str(key))
            return None
        try:
            return parse_span(text if isinstance(text, str) else shown(_kind_of(text)))
        except SpanError as error:
            self.fault(key, str(error), found=text, close=span_meant(text))
            return None

    def lines(self, key: str, most: int) -> tuple[int, int] | None:
        """First and last line of the document, such as `63-65`; `most` is how many it has."""
        value = self.get(key)
        if value is None:
            self.missing(key)
            return None
        match = (
            LINES.match(value if isinstance(value, str) else str(value))
            if not isinstance(value, bool)
            else None
        )
        first, last = (int(match[1]), int(match[2] or match[1])) if match else (0, 0)
        if match is None or first > last:
            self.fault(key, "These are no lines.", found=value, allowed="first-last, such as 63-65")
            return None
        if first < 1 or last > most:
            self.fault(
                key, "The lines are outside the document.", found=value, allowed=f"lines 1 to {most:,}"
            )
            return None
        return first, last

    def words(self, key: str, *, required: bool = False) -> tuple[str, ...]:
        """One word or a list of them, none twice."""
        value = self.get(key)
        if value is None:
            if required:
                self.missing(key)
            return ()
        found: dict[str, None] = {}
        for each in value.items if isinstance(value, Seq) else [value]:
            if not isinstance(each, str):
                self.fault(key, f"“{key}” must be a word or a list of words.", found=_kind_of(each))
            elif each in found:
                self.fault(key, f"“{key}” names the same thing twice.", found=each)
            else:
                found[each] = None
        if required and not found and isinstance(value, Seq) and not value.items:
            self.missing(key)
        return tuple(found)

    def values(self, key: str) -> list[object]:
        """The value at the key, or each of a list of them."""
        value = self.get(key)
        return value.items if isinstance(value, Seq) else [value]

    def holds_mapping(self, key: str) -> bool:
        """Whether a mapping stands at the key."""
        return isinstance(self.get(key), Map)

    def inner(self, key: str, *, where: str, required: bool = False) -> Entry | None:
        """The mapping at that key."""
        value = self.get(key)
        if value is None:
            if required:
                self.missing(key)
            return None
        if not isinstance(value, Map):
            self.fault(key, f"“{key}” must be a mapping of names to values.", found=_kind_of(value))
            return None
        return Entry(self.findings, self.file, value, where=where, clause=self.clause)

    def named(self, what: str) -> Iterator[Entry]:
        """The mappings of a mapping: each with its name, which is a key of this one."""
        for name, value in self.data.items.items():
            if not isinstance(name, str):
                self.fault(
                    name, "YAML takes this for a truth value or a number. Put it in quotes.", found=name
                )
            elif not isinstance(value, Map):
                self.fault(name, f"Say what this {what} is, in a mapping.", found=value)
            else:
                value.line = self.line(name)
                where = f"the {what} “{name}”"
                yield Entry(self.findings, self.file, value, where=where, clause=self.clause, name=name)

    def pairs(self, key: str, *, names: bool = True) -> Iterator[tuple[str, str]]:
        """The pairs of a mapping of words to words; keys are short names unless `names` is off."""
        inner = self.inner(key, where=f"“{key}”")
        for name, value in inner.data.items.items() if inner else ():
            assert inner is not None
            if not isinstance(name, str):
                inner.fault(
                    name,
                    "YAML takes this for a truth value or a number. Put it in quotes.",
                    found=_kind_of(name),
                )
            elif names and not SLUG.match(name):
                inner.fault(
                    name, "This must be a short name.", found=name, allowed="small letters, digits, - and _"
                )
            elif not isinstance(value, str):
                inner.fault(name, f"“{name}” must be words. Put it in quotes.", found=_kind_of(value))
            else:
                yield name, value.strip()


def _kind_of(value: object) -> object:
    """What a fault says of a value: the value itself, or that it is a list or a mapping."""
    if isinstance(value, Map):
        return "“a mapping”"
    return "“a list”" if isinstance(value, Seq) else value


def _article(word: str) -> str:
    return "an" if word[0] in "aeiou" else "a"


def entries(findings: Findings, file: str, data: object, *, where: str) -> Iterator[Entry]:
    """Each mapping of a file that holds a list of them."""
    if not isinstance(data, Seq):
        line = data.line if isinstance(data, Map) else 1
        findings.add(
            file,
            line,
            f"The file must hold a list of {where}s.",
            found="a mapping",
            allowed=f"- {{…}} for each {where}",
        )
        return
    for value, line in zip(data.items, data.lines, strict=True):
        if isinstance(value, Map):
            yield Entry(findings, file, value, where=f"{_article(where)} {where}")
        else:
            findings.add(file, line, f"Each {where} must be a mapping.", found=shown(_kind_of(value)))
