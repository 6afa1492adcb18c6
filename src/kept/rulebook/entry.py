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

from kept.rulebook.faults import SEE_EVENTS, Described, Findings, listed, nearest, of_its_family, shown
from kept.rulebook.meant import day_meant, name_meant, span_meant
from kept.rulebook.yamlread import Map, Seq
from kept.workclock import Span, SpanError, parse_span

SLUG = re.compile(r"[a-z][a-z0-9]*(?:[-_][a-z0-9]+)*\Z")
LINES = re.compile(r"([0-9]{1,7})(?:-([0-9]{1,7}))?\Z")
EARLIEST, LATEST = 1990, 2199
OF_MANY = 0.75
READ_OTHERWISE = "Kept reads this as yes, no or a number, and a name belongs here. Put it in quotes."
SHORT_NAME_FIRST = "A short name belongs before the colon."
LINES_SHAPE = "a line, or the first and the last, such as 12 or 63-65"
NAMES_SHAPE = "such as {name: what it says}"
NAMES, SEVERAL = Described("names with a colon each"), Described("several, one after another")


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
        found, close = _kind_of(found), None if close == found else close
        said = str(found) if isinstance(found, Described) or found == "" else shown(found)
        self.findings.add(
            self.file, self.line(key), message, found=said, allowed=allowed, nearest=close, clause=self.clause
        )

    def no_short_name(self, key: object, message: str, found: object, *, within: str = "- and _") -> None:
        """Note what is no short name, with the one that it would make."""
        allowed = f"small letters, digits, {within}, beginning with a letter"
        between = "-" if "-" in within else "_"
        self.fault(key, message, found=found, allowed=allowed, close=name_meant(found, between))

    def only(self, *known: str) -> None:
        """Refuse every key but these."""
        for key in self.data.items:
            if key not in known:
                message = f"Nothing in {self.where} has this name."
                self.fault(key, message, found=key, allowed=listed(known), close=nearest(key, known))

    def not_among(
        self, key: object, message: str, found: object, options: Iterable[str], *, see: str = ""
    ) -> None:
        """Note a name that is none of those known, with the one that is spelt most like it."""
        known = list(options)
        allowed, close = listed(known, see=see), nearest(found, known)
        if see == SEE_EVENTS and allowed == see:
            # Of a thousand kinds some other is always a little alike; those of the family help more.
            first, family = str(found).partition(".")[0], of_its_family(found, known)
            close = nearest(found, family or known, likeness=OF_MANY)
            if family:
                allowed = f"{listed(family)}, or another {SEE_EVENTS.removeprefix('one ')}"
            elif close is None and SLUG.match(first):
                allowed = f"one of those listed by “kept policy events --about {first}”"
        self.fault(key, message, found=found, allowed=allowed, close=close)

    def missing(self, key: str, allowed: str = "") -> None:
        """Note that a key is needed, and what may stand there."""
        self.fault(key, f"“{key}” is missing from {self.where}. Add it.", allowed=allowed)

    def text(self, key: str, *, limit: int = 1_000, required: bool = True, allowed: str = "") -> str | None:
        """Words; `allowed` says which, where there are none."""
        value = self.get(key)
        if value is None:
            if required:
                self.missing(key, allowed)
            return None
        if not isinstance(value, str):
            self.fault(key, f"“{key}” takes words. Write them in quotes.", found=value)
            return None
        if len(value) > limit:
            found, allowed = Described(f"{len(value):,} characters"), f"up to {limit:,} characters"
            self.fault(key, f"“{key}” is too long. Shorten it.", found=found, allowed=allowed)
            return None
        return value.strip()

    def slug(self, key: str, *, required: bool = True) -> str | None:
        """A short name of small letters, digits and hyphens."""
        value = self.text(key, limit=60, required=required, allowed="a short name, such as letter-answered")
        if value is not None and not SLUG.match(value):
            self.no_short_name(key, f"“{key}” takes a short name.", value)
            return None
        return value

    def flag(self, key: str, *, default: bool = False) -> bool:
        """Yes or no."""
        value = self.get(key)
        if value is None:
            return default
        if not isinstance(value, bool):
            self.fault(key, f"“{key}” takes yes or no.", found=value, allowed="yes, no")
            return default
        return value

    def choice(self, key: str, options: Iterable[str], *, required: bool = True, see: str = "") -> str | None:
        """One of the options."""
        known = list(options)
        value = self.text(key, required=required, allowed=listed(known, see=see))
        if value is None or value in known:
            return value
        self.not_among(key, f"“{key}” does not take this word.", value, known, see=see)
        return None

    def whole(self, key: str, *, least: int, most: int) -> int | None:
        """A whole number."""
        value, allowed = self.get(key), f"a whole number from {_written(least)} to {_written(most)}"
        if value is None:
            self.missing(key, allowed)
            return None
        if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
            self.fault(key, f"“{key}” takes a whole number.", found=value, allowed=allowed)
            return None
        return value

    def number(self, key: str, *, least: float, most: float, default: float) -> float:
        """A number, whole or decimal."""
        value = self.get(key)
        if value is None:
            return default
        if isinstance(value, bool) or not isinstance(value, int | float) or not least <= value <= most:
            allowed = f"a number from {least:g} to {most:g}"
            self.fault(key, f"“{key}” takes a number.", found=value, allowed=allowed)
            return default
        return float(value)

    def day(self, key: str, *, required: bool = True) -> date | None:
        """A date."""
        value = self.text(key, required=required, allowed="a date, such as 2026-04-07")
        return None if value is None else self.day_of(key, value)

    def day_of(self, key: object, value: object) -> date | None:
        """The date that a value means, which stands at that key."""
        try:
            found = date.fromisoformat(value) if isinstance(value, str) and len(value) == 10 else None
        except ValueError:
            found = None
        if found is None or not EARLIEST <= found.year <= LATEST:
            allowed = f"year-month-day, such as 2026-04-07, from {EARLIEST} to {LATEST}"
            message = "Kept cannot read this as a date."
            self.fault(key, message, found=value, allowed=allowed, close=day_meant(value))
            return None
        return found

    def span(self, key: object, *, required: bool = True) -> Span | None:
        """A span such as `7 working days`."""
        text = self.get(key)
        if text is None:
            if required:
                self.missing(str(key), "a number and a unit, such as 7 working days")
            return None
        try:
            return parse_span(text if isinstance(text, str) else shown(_kind_of(text)))
        except SpanError as error:
            found = "" if "“" in str(error) else text
            self.fault(key, str(error), found=found, close=span_meant(text))
            return None

    def lines(self, key: str, most: int) -> tuple[int, int] | None:
        """First and last line of the document, such as `63-65`; `most` is how many it has."""
        value = self.get(key)
        if value is None:
            self.missing(key, LINES_SHAPE)
            return None
        match = (
            LINES.match(value if isinstance(value, str) else str(value))
            if not isinstance(value, bool)
            else None
        )
        first, last = (int(match[1]), int(match[2] or match[1])) if match else (0, 0)
        if match is None or first > last:
            self.fault(
                key, "Kept cannot read these as lines of the document.", found=value, allowed=LINES_SHAPE
            )
            return None
        if first < 1 or last > most:
            allowed = f"lines 1 to {most:,}, as association.yaml counts them"
            self.fault(key, "These lines are not in the document.", found=value, allowed=allowed)
            return None
        return first, last

    def words(self, key: str, *, required: bool = False, allowed: str = "") -> tuple[str, ...]:
        """One word or a list of them, none twice; `allowed` says which, where there are none."""
        value = self.get(key)
        if value is None:
            if required:
                self.missing(key, allowed)
            return ()
        found: dict[str, None] = {}
        for each in value.items if isinstance(value, Seq) else [value]:
            if not isinstance(each, str):
                self.fault(key, f"“{key}” takes a word, or several. Put each in quotes.", found=each)
            elif each in found:
                self.fault(key, f"“{key}” names the same thing twice. Take one of them out.", found=each)
            else:
                found[each] = None
        if required and not found and isinstance(value, Seq) and not value.items:
            self.missing(key, allowed)
        return tuple(found)

    def values(self, key: str) -> list[object]:
        """The value at the key, or each of a list of them."""
        value = self.get(key)
        return value.items if isinstance(value, Seq) else [value]

    def holds_mapping(self, key: str) -> bool:
        """Whether a mapping stands at the key."""
        return isinstance(self.get(key), Map)

    def inner(self, key: str, *, where: str, required: bool = False, allowed: str = "") -> Entry | None:
        """The mapping at that key; `allowed` shows one, where there is none."""
        value = self.get(key)
        if value is None:
            if required:
                self.missing(key, allowed)
            return None
        if not isinstance(value, Map):
            self.fault(
                key,
                f"“{key}” takes names, each with a colon and what it says.",
                found=value,
                allowed=allowed or NAMES_SHAPE,
            )
            return None
        return Entry(self.findings, self.file, value, where=where, clause=self.clause)

    def named(self, what: str) -> Iterator[Entry]:
        """The mappings of a mapping: each with its name, which is a key of this one."""
        for name, value in self.data.items.items():
            if not isinstance(name, str):
                self.fault(name, READ_OTHERWISE, found=name)
            elif not isinstance(value, Map):
                self.fault(
                    name, f"Say more of this {what}: names, each with a colon and what it says.", found=value
                )
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
                inner.fault(name, READ_OTHERWISE, found=name)
            elif names and not SLUG.match(name):
                inner.no_short_name(name, SHORT_NAME_FIRST, name)
            elif not isinstance(value, str):
                inner.fault(name, f"“{name}” takes words. Write them in quotes.", found=value)
            else:
                yield name, value.strip()


def _kind_of(value: object) -> object:
    """What a fault says of a value: the value itself, or that it is several."""
    if isinstance(value, Map):
        return NAMES
    return SEVERAL if isinstance(value, Seq) else value


def _written(number: int) -> str:
    """A number as people write it: years have no comma."""
    return str(number) if number < 10_000 else f"{number:,}"


def _article(word: str) -> str:
    return "an" if word[0] in "aeiou" else "a"


def entries(findings: Findings, file: str, data: object, *, where: str) -> Iterator[Entry]:
    """Each mapping of a file that holds a list of them."""
    if not isinstance(data, Seq):
        line = data.line if isinstance(data, Map) else 1
        message = f"Begin each {where} in this file with a dash and a space, and then what it says."
        findings.add(file, line, message, found=str(NAMES))
        return
    for value, line in zip(data.items, data.lines, strict=True):
        if isinstance(value, Map):
            yield Entry(findings, file, value, where=f"{_article(where)} {where}")
        else:
            message = f"Say more of this {where}: names, each with a colon and what it says."
            said = _kind_of(value)
            findings.add(file, line, message, found=str(said) if said is SEVERAL else shown(said))
