"""Which kinds of event does an `events.yaml` declare?

    read_kinds(findings, "events.yaml", data, {})["letter.received"].opens  ->  "letter"

The shared kinds are read first, an association's own after them; neither may take a name twice.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from kept.rulebook.entry import SLUG, Entry
from kept.rulebook.facts import default_fault
from kept.rulebook.faults import Findings, listed, shown
from kept.rulebook.model import ACTS, FIELD_TYPES, EventKind, Field
from kept.rulebook.yamlread import Map

CHANNELS = (
    "app",
    "call",
    "email",
    "in-person",
    "letter",
    "machine",
    "meeting",
    "relay",
    "social",
    "text",
    "visit",
    "web",
)
COUNTING_TYPES = ("yes_no", "choice", "number", "date", "time", "moment")
NAME = re.compile(r"[a-z][a-z0-9_]*\.[a-z][a-z0-9_]*\Z")
FIELD_NAME = re.compile(r"[a-z][a-z0-9_]*\Z")


def read_kinds(
    findings: Findings, file: str, data: object, shared: Mapping[str, EventKind]
) -> dict[str, EventKind]:
    """The kinds of one file by name. One with faults is there all the same, for clauses that name it."""
    if not isinstance(data, Map):
        findings.add(file, 1, "The file must map the name of each event kind to what it is.", found="a list")
        return {}
    found: dict[str, EventKind] = {}
    for name, value in data.items.items():
        line = data.lines[name]
        if not isinstance(name, str) or not NAME.match(name):
            allowed = "two words of small letters with a dot between, such as letter.received"
            findings.add(
                file, line, "An event kind needs a name of two words.", found=shown(name), allowed=allowed
            )
        elif name in shared:
            message = (
                "Every association has an event kind of this name already. Choose another, or use that one."
            )
            findings.add(file, line, message, found=shown(name))
        elif not isinstance(value, Map):
            findings.add(
                file, line, f"Say what {name} is: label, says, opens, fields.", found=shown(_plain(value))
            )
            found[name] = EventKind(name, name, name)
        else:
            value.line = line
            found[name] = _kind(name, Entry(findings, file, value, where=f"event kind {name}"))
    return found


def _plain(value: object) -> object:
    return value if isinstance(value, str | int | float | None) else "a list"


def _kind(name: str, entry: Entry) -> EventKind:
    entry.only("label", "says", "opens", "channel", "acts", "counts_with", "automatic", "fields")
    opens = entry.text("opens", limit=40, required=False)
    if opens is not None and not SLUG.match(opens):
        allowed = "small letters, digits, - and _"
        entry.fault(
            "opens", "“opens” must be a short name of a kind of thread.", found=opens, allowed=allowed
        )
        opens = None
    fields = tuple(_fields(entry))
    counts_with = entry.text("counts_with", required=False)
    if counts_with is not None:
        counting = [each.name for each in fields if each.counts]
        counts_with = entry.choice("counts_with", counting)
    return EventKind(
        name,
        entry.text("label", limit=80) or name,
        entry.text("says", limit=300) or name,
        opens=opens,
        channel=entry.choice("channel", CHANNELS, required=False),
        acts=entry.choice("acts", ACTS, required=False),
        counts_with=counts_with,
        automatic=entry.flag("automatic"),
        fields=fields,
    )


def _fields(entry: Entry) -> list[Field]:
    inner = entry.inner("fields", where="“fields”")
    found = []
    for name, value in inner.data.items.items() if inner else ():
        assert inner is not None
        if not isinstance(name, str) or not FIELD_NAME.match(name):
            allowed = "small letters, digits and _"
            inner.fault(name, "A field needs a short name.", found=name, allowed=allowed)
        elif not isinstance(value, Map):
            inner.fault(name, f"Say what the field {name} is.", allowed="{label: …, type: …}")
        else:
            value.line = inner.line(name)
            found.append(_field(name, Entry(inner.findings, inner.file, value, where=f"field {name}")))
    return found


def _field(name: str, entry: Entry) -> Field:
    entry.only("label", "type", "required", "personal", "counts", "default", "help", "choices")
    type_ = entry.choice("type", FIELD_TYPES) or "text"
    personal, counts = entry.flag("personal"), entry.flag("counts")
    if personal and counts:
        message = (
            "A personal field cannot count: what decides a promise is kept when personal words are erased."
        )
        entry.fault("counts", message, allowed="personal or counts, not both")
        counts = False
    if counts and "type" in entry and type_ not in COUNTING_TYPES:
        entry.fault("counts", "Words cannot decide a promise.", found=type_, allowed=listed(COUNTING_TYPES))
        counts = False
    choices = tuple(entry.pairs("choices", names=False))
    if type_ == "choice" and not choices:
        entry.fault("choices", "A choice needs choices.", allowed="choices: {slug: Words}")
    if type_ != "choice" and "choices" in entry:
        entry.fault("choices", "Only a field of type choice has choices.", found=type_)
        choices = ()
    field = Field(
        name,
        entry.text("label", limit=120) or name,
        type_,
        required=entry.flag("required"),
        personal=personal,
        counts=counts,
        help=entry.text("help", limit=300, required=False) or "",
        choices=choices,
    )
    default = entry.get("default")
    if default is None:
        return field
    wrong = default_fault(field, default)
    if wrong is not None:
        entry.fault("default", f"The default is not an answer that the field takes. {wrong}", found=default)
        return field
    return replace(field, default=default)
