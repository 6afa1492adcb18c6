"""What does a folder of policy say, or what is wrong with it?

    load_folder(policies_folder() / "moray").promises["moray:4.7.4"].within     ->  WorkingDays(3)

A folder holds `association.yaml`, `clauses/*.yaml` and, where needed, `events.yaml` and `examples.yaml`;
beside it, shared by all, lie `events.yaml` and `holidays/`, `house.yaml` (what Kept promises in every
house), `danger.yaml` (what to say and whom to ring) and `law/` (what the law of each nation asks). What the
rooms of a house hold, such as `guidance.yaml`, lies in both places (see `rooms.py`). Either the whole folder
is taken, or `RulebookFaults` tells all that is wrong.

`files_of` gives the same files as text, to be kept in a database; `load_files` makes the rulebook from
them. The **version** is the sha256 of the files that can change a verdict: examples and other nations'
holidays and laws are not among them.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType

from kept.rulebook.association import read_association
from kept.rulebook.checks import check_together
from kept.rulebook.clauses import check_against, read_clauses
from kept.rulebook.context import Context
from kept.rulebook.dangers import read_dangers
from kept.rulebook.entry import Entry
from kept.rulebook.examples import read_examples
from kept.rulebook.faults import Findings, RulebookFaults, nearest, shown
from kept.rulebook.holidays import LIST_OF, NO_LIST, HolidayList, read_holidays
from kept.rulebook.kinds import read_kinds
from kept.rulebook.measures import check_measures
from kept.rulebook.model import HOUSE, LAW, Clause, EventKind, Promise, Rulebook
from kept.rulebook.promises import read_kinds_named, with_duties, with_members
from kept.rulebook.publications import check_publications
from kept.rulebook.reasons import with_reasons
from kept.rulebook.rooms import ROOMS, file_of, read_room
from kept.rulebook.yamlread import Map, Seq, parse_text, plain, read_text

ASSOCIATION, EVENTS, EXAMPLES = "association.yaml", "events.yaml", "examples.yaml"
CLAUSES, HOLIDAYS, SHARED = "clauses", "holidays", "shared"
COMMON_HOUSE, COMMON_LAW, DANGER = "house.yaml", "law", "danger.yaml"
MOST_FILES = 1_000
ROOM_FILES = tuple(file_of(room) for room in ROOMS)
OWN_FILES = (ASSOCIATION, EVENTS, EXAMPLES, *ROOM_FILES)


def policies_folder() -> Path:
    """Where the policies lie: in the repository, or inside an installed package."""
    package = Path(__file__).resolve().parents[1]
    inside = package / "policies"
    return inside if inside.is_dir() else package.parents[1] / "policies"


def load_folder(folder: Path, *, shared: Path | None = None) -> Rulebook:
    """The rulebook of that folder. `shared` holds what all share: by default what is beside the folder, or
    where nothing of it is, what Kept carries.
    """
    findings = Findings()
    files = _gather(folder, shared, findings)
    return _load(files, findings)


def files_of(folder: Path, *, shared: Path | None = None) -> dict[str, str]:
    """Every file of the folder by name, and those shared by all as `shared/…`."""
    findings = Findings()
    files = _gather(folder, shared, findings)
    if findings.faults:
        raise RulebookFaults(findings.faults)
    return files


def beside(own: Mapping[str, str], *, shared: Path | None = None) -> dict[str, str]:
    """An association's own files with those that all share, as `files_of` gives them for a folder.

    Own files are those without `shared/` before their name; whatever else is given is left out. `shared` is
    by default what Kept carries.
    """
    findings = Findings()
    texts = {name: text for name, text in own.items() if not name.startswith(f"{SHARED}/")}
    files = texts | _common(policies_folder() if shared is None else shared, texts.get(ASSOCIATION), findings)
    if findings.faults:
        raise RulebookFaults(findings.faults)
    return files


def load_files(files: Mapping[str, str]) -> Rulebook:
    """The rulebook that the files make, as `files_of` gives them."""
    return _load(files, Findings())


def read_mapping_yaml(path: Path) -> dict[object, object] | list[object]:
    """Any other YAML file, such as an import's mapping, as plain data."""
    findings = Findings()
    text = read_text(path, path.name, findings)
    data = parse_text(text, path.name, findings) if text is not None else None
    if findings.faults or data is None:
        raise RulebookFaults(findings.faults)
    found = plain(data)
    assert isinstance(found, dict | list)
    return found


def _gather(folder: Path, shared: Path | None, findings: Findings) -> dict[str, str]:
    """The text of every file, with those that cannot be read noted."""
    if not folder.is_dir():
        findings.add(
            ASSOCIATION,
            1,
            "There is no folder of this name. Look at its spelling, and at where you are.",
            found=shown(str(folder)),
        )
        raise RulebookFaults(findings.faults)
    around = _shared_by(folder) if shared is None else shared
    paths: dict[str, Path] = {}
    for path in sorted(folder.rglob("*.y*ml"))[:MOST_FILES]:
        name = path.relative_to(folder).as_posix()
        if name in OWN_FILES or (path.parent == folder / CLAUSES and path.suffix == ".yaml"):
            paths[name] = path
        else:
            options = [*OWN_FILES, f"{CLAUSES}/{path.stem}.yaml"]
            allowed = f"such as association.yaml, events.yaml, examples.yaml, or {CLAUSES}/….yaml"
            message = "A rulebook has no file of this name here. Rename it, or move it away."
            findings.add(name, 1, message, allowed=allowed, nearest=nearest(name, options))
    read = {name: read_text(path, name, findings) for name, path in paths.items()}
    texts = {name: text for name, text in read.items() if text is not None}
    return texts | _common(around, texts.get(ASSOCIATION), findings)


def _common(folder: Path, landlord: str | None, findings: Findings) -> dict[str, str]:
    """The text of what all share, and of the law of the nation that the association's file names."""
    names = [each for each in (EVENTS, *ROOM_FILES) if (folder / each).exists()]
    names += [f"{HOLIDAYS}/{path.name}" for path in sorted((folder / HOLIDAYS).glob("*.yaml"))]
    law = f"{COMMON_LAW}/{_nation(landlord)}.yaml"
    names += [each for each in (COMMON_HOUSE, DANGER, law) if (folder / each).exists()]
    texts = {f"{SHARED}/{name}": read_text(folder / name, f"{SHARED}/{name}", findings) for name in names}
    return {name: text for name, text in texts.items() if text is not None}


def _shared_by(folder: Path) -> Path:
    """What lies beside the folder; where nothing does, as around a draft on somebody's desk, Kept's own."""
    beside = folder.resolve().parent
    return beside if (beside / EVENTS).exists() or (beside / HOLIDAYS).exists() else policies_folder()


def _nation(text: str | None) -> str:
    """The nation whose law binds; a word without a law where the file does not tell."""
    data = parse_text(text or "", ASSOCIATION, Findings())
    nation = data.items.get("nation") if isinstance(data, Map) else None
    return nation if isinstance(nation, str) and nation in LIST_OF else "none"


def _load(files: Mapping[str, str], findings: Findings) -> Rulebook:
    rulebook = _Loader(files, findings).load()
    if rulebook is None or findings.faults:
        raise RulebookFaults(findings.faults)
    return rulebook


class _Loader:
    """One loading: reads file after file, and remembers which of them the rulebook rests on."""

    def __init__(self, files: Mapping[str, str], findings: Findings) -> None:
        self.files, self.findings = files, findings
        self.used: list[str] = []

    def data(self, name: str) -> Map | Seq | None:
        """What a file holds; None where it is absent or is no YAML."""
        text = self.files.get(name)
        return None if text is None else parse_text(text, name, self.findings)

    def load(self) -> Rulebook | None:
        kinds = self.kinds()
        if ASSOCIATION not in self.files and not any(
            each.file == ASSOCIATION for each in self.findings.faults
        ):
            self.findings.add(
                ASSOCIATION,
                1,
                "This file is missing. Add it: it says who keeps the promises, where and when.",
            )
        data = self.data(ASSOCIATION)
        landlord = None if data is None else read_association(self.findings, ASSOCIATION, data, self.holidays)
        if landlord is None:
            return None
        own = Context(landlord.association, kinds, landlord.own)
        own.rooms = {
            room: read_room(
                self.findings,
                room,
                self.data(f"{SHARED}/{file_of(room)}"),
                self.data(file_of(room)),
                own,
            )
            for room in ROOMS
        }
        law = Context(landlord.association, kinds, {}, source=LAW, rooms=own.rooms)
        house = Context(landlord.association, kinds, {}, source=HOUSE)
        clauses = self.clauses(own)
        common = [
            *self.common(f"{COMMON_LAW}/{landlord.association.nation}.yaml", law),
            *self.common(COMMON_HOUSE, house),
        ]
        promises = {each.id: each.promise for each in (*clauses, *common) if each.promise}
        measures = {each.id: each.measure for each in (*clauses, *common) if each.measure}
        for context in (own, law, house):
            check_together(context, {key: each for key, each in promises.items() if key in context.entries})
            check_measures(context, measures, promises)
        check_publications(own, promises)
        check_against(own, clauses, common)
        kinds = with_members(kinds, promises.values(), landlord.association)
        kinds = with_duties(kinds, promises.values())
        kinds = with_reasons(self.findings, ASSOCIATION, kinds, landlord.reasons)
        danger = f"{SHARED}/{DANGER}"
        dangers = read_dangers(self.findings, danger, self.data(danger), kinds, landlord.dangers)
        data = self.data(EXAMPLES)
        offices = [each.slug for each in landlord.association.offices]
        examples = (
            () if data is None else read_examples(self.findings, EXAMPLES, data, kinds, promises, offices)
        )
        closing = self.before_closing(landlord.closing, own, promises)
        if self.findings.faults:
            return None
        return Rulebook(
            association=replace(landlord.association, dangers=dangers, before_closing=closing),
            clauses=tuple(clauses),
            kinds=MappingProxyType(kinds),
            version=self.version(landlord.association.nation),
            starts_on=landlord.association.starts_on,
            corrects=landlord.corrects,
            examples=examples,
            common=tuple(common),
            rooms={room: held for room, held in own.rooms.items() if held},
        )

    def before_closing(
        self, entry: Entry | None, own: Context, promises: Mapping[str, Promise]
    ) -> tuple[tuple[str, tuple[str, ...]], ...]:
        """The promises without which nobody closes a contact, each with what will do instead."""
        found = []
        for clause in entry.data.items if entry is not None else ():
            assert entry is not None
            if clause not in promises:
                entry.not_among(clause, "No promise stands at this clause.", clause, promises)
            found.append((str(clause), read_kinds_named(entry, str(clause), own)))
        return tuple(found)

    def kinds(self) -> dict[str, EventKind]:
        """The kinds that all share, then the association's own."""
        shared, own = self.data(f"{SHARED}/{EVENTS}"), self.data(EVENTS)
        found: dict[str, EventKind] = {}
        if shared is not None:
            found |= read_kinds(self.findings, f"{SHARED}/{EVENTS}", shared, {})
        if own is not None:
            found |= read_kinds(self.findings, EVENTS, own, found)
        return found

    def holidays(self, nation: str) -> HolidayList:
        name = f"{SHARED}/{HOLIDAYS}/{LIST_OF[nation]}.yaml"
        if name not in self.files:
            if not any(each.file == name for each in self.findings.faults):
                self.findings.add(
                    name,
                    1,
                    "The list of this nation's bank holidays is missing. Add it.",
                    found=shown(nation),
                )
            return NO_LIST
        data = self.data(name)
        return NO_LIST if data is None else read_holidays(self.findings, name, data)

    def clauses(self, context: Context) -> list[Clause]:
        found: list[Clause] = []
        names = sorted(name for name in self.files if name.startswith(f"{CLAUSES}/"))
        for name in names:
            data = self.data(name)
            if data is not None:
                found += read_clauses(self.findings, name, data, context)
        if not names and not any(each.file.startswith(f"{CLAUSES}/") for each in self.findings.faults):
            self.findings.add(
                f"{CLAUSES}/",
                1,
                "There is not one clause yet. Write the first.",
                allowed="a file such as clauses/letters.yaml",
            )
        return found

    def common(self, name: str, context: Context) -> list[Clause]:
        """The clauses of a file that binds more than one house, if there is one."""
        data = self.data(f"{SHARED}/{name}")
        return [] if data is None else read_clauses(self.findings, f"{SHARED}/{name}", data, context)

    def version(self, nation: str) -> str:
        """The sha256 of the files that can change a verdict, in order of their names."""
        mine = f"{SHARED}/{HOLIDAYS}/{LIST_OF[nation]}.yaml"
        binding = [
            name
            for name in sorted(self.files)
            if name != EXAMPLES and (name == mine or not name.startswith(f"{SHARED}/{HOLIDAYS}/"))
        ]
        digest = hashlib.sha256()
        for name in binding:
            raw = self.files[name].encode()
            digest.update(f"{name}\n{len(raw)}\n".encode())
            digest.update(raw)
        return digest.hexdigest()
