"""What can be said of a customer: which languages, needs and channels have names, which ages go together?

    lists = people_lists()
    lists.language("pl")                            # "Polish"; words that are no code stay as they are
    lists.language_code("polish")                   # "pl"
    lists.age_band(date(1950, 5, 1), date(2026, 4, 7))    # AgeBand("75-and-over", "75 and over", 75)

The lists lie in `people.yaml` beside the associations and serve them all. They decide no verdict, so they are
no part of a rulebook's version: a language can be added without a new version of every policy.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType

from kept.rulebook.entry import SLUG, Entry
from kept.rulebook.faults import Findings, RulebookFaults
from kept.rulebook.load import policies_folder
from kept.rulebook.yamlread import Map, parse_text, read_text

PEOPLE = "people.yaml"
_PARTS = ("languages", "needs", "channels", "age_bands")
LONGEST_NAME, OLDEST = 60, 130


@dataclass(frozen=True, slots=True)
class AgeBand:
    """Ages that are counted together, from this one to where the next band begins."""

    slug: str
    label: str
    start: int


@dataclass(frozen=True)
class PeopleLists:
    """The lists, each in the order of the file."""

    languages: Mapping[str, str]
    needs: Mapping[str, str]
    channels: Mapping[str, str]
    age_bands: tuple[AgeBand, ...]

    def language(self, said: str) -> str:
        """The name of a language by its code. What is no code is a language in words, and stays."""
        return self.languages.get(said, said)

    def language_code(self, said: str) -> str:
        """The code of a language however it was written; its words where it is none that we list."""
        if said in self.languages:
            return said
        wanted = said.strip().casefold()
        return next(
            (code for code, name in self.languages.items() if name.casefold() == wanted), said.strip()
        )

    def need(self, slug: str) -> str:
        """What somebody needs, in words."""
        return self.needs.get(slug, slug)

    def channel(self, slug: str) -> str:
        """A way of reaching somebody, in words."""
        return self.channels.get(slug, slug)

    def age_band(self, born_on: date | None, on: date) -> AgeBand | None:
        """The band of somebody's age on that day; None where it is not known, or they are not born yet."""
        if born_on is None or born_on > on:
            return None
        age = age_on(born_on, on)
        return next((each for each in reversed(self.age_bands) if age >= each.start), None)


def age_on(born_on: date, on: date) -> int:
    """How old somebody is on that day. Whoever was born on 29 February is a year older on 1 March."""
    return on.year - born_on.year - ((on.month, on.day) < (born_on.month, born_on.day))


@lru_cache
def people_lists(folder: Path | None = None) -> PeopleLists:
    """The lists of that folder, by default those that come with Kept; or `RulebookFaults`."""
    findings = Findings()
    text = read_text((folder or policies_folder()) / PEOPLE, PEOPLE, findings)
    data = parse_text(text, PEOPLE, findings) if text is not None else None
    found = read_people(findings, data) if data is not None else None
    if findings.faults or found is None:
        raise RulebookFaults(findings.faults)
    return found


def read_people(findings: Findings, data: object) -> PeopleLists | None:
    """The lists out of the file as YAML has it."""
    if not isinstance(data, Map):
        findings.add(PEOPLE, 1, "Write lists here, each under its name.", allowed=", ".join(_PARTS))
        return None
    entry = Entry(findings, PEOPLE, data, where="the lists of people")
    entry.only(*_PARTS)
    names = {each: _names(entry, each) for each in _PARTS[:-1]}
    bands = _bands(entry)
    return PeopleLists(names["languages"], names["needs"], names["channels"], bands)


def _part(entry: Entry, key: str) -> Entry | None:
    value = entry.get(key)
    if value is None:
        entry.missing(key)
    elif isinstance(value, Map):
        return Entry(entry.findings, PEOPLE, value, where=f"“{key}”")
    else:
        entry.fault(
            key,
            f"Under “{key}” write short names, each with a colon and the name that people read.",
            found=value,
        )
    return None


def _slugs(part: Entry) -> list[str]:
    found = []
    for each in part.data.items:
        if isinstance(each, str) and (SLUG.match(each) or each[:1].isdigit()):
            found.append(each)
        else:
            part.fault(
                each, "A short name has small letters, digits and hyphens. Put it in quotes.", found=each
            )
    return found


def _names(entry: Entry, key: str) -> Mapping[str, str]:
    part = _part(entry, key)
    if part is None:
        return {}
    found = {each: part.text(each, limit=LONGEST_NAME) or "" for each in _slugs(part)}
    names = list(found.values())
    for each, name in found.items():
        if name and names.count(name) > 1:
            part.fault(each, "Two have the same name. Change one of them.", found=name)
    return MappingProxyType(found)


def _bands(entry: Entry) -> tuple[AgeBand, ...]:
    part = _part(entry, "age_bands")
    found: list[AgeBand] = []
    for slug in _slugs(part) if part is not None else ():
        assert part is not None
        value = part.get(slug)
        if not isinstance(value, Map):
            part.fault(slug, "Give this band a label and the age from which it counts.", found=value)
            continue
        band = Entry(entry.findings, PEOPLE, value, where=f"the age band {slug}")
        band.only("label", "from")
        start = value.items.get("from")
        lowest = found[-1].start + 1 if found else 0
        if isinstance(start, bool) or not isinstance(start, int) or not lowest <= start <= OLDEST:
            message = "Put the bands in order of age, each beginning higher than the one before."
            band.fault("from", message, found=start)
            continue
        if not found and start != 0:
            band.fault("from", "Let the first band begin at 0, so that everybody is in one.", found=start)
        found.append(AgeBand(slug, band.text("label", limit=LONGEST_NAME) or slug, start))
    return tuple(found)
