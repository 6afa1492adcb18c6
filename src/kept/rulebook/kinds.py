"""Which kinds of event does an `events.yaml` declare?

    read_kinds(findings, "events.yaml", data, {})["letter.received"].opens  ->  "letter"

The shared kinds are read first, an association's own after them; neither may take a name twice. A kind
that `counts_as` another starts and stops the promises of that one too (a text as an e-mail, by our
reading); one that `alarms`, always or by its fields, calls somebody at once; `answered_by` is the kind
that goes with it where somebody was helped there and then. One that `reaches` the customer is held to what
they said of how they may be reached; `reaches_by` names the choice that says by which way, where that
differs; `planned` where it is still to come, so that it can be refused. One that `alarms_at` the moment in a
field of its own calls from then on, unless a kind that it is `calmed_by` came first; one that `follows`
others cannot have happened before any of them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from kept.rulebook.entry import SEVERAL, SLUG, Entry
from kept.rulebook.facts import FactError, default_fault, read_fact
from kept.rulebook.faults import NO_SUCH_KIND, SEE_EVENTS, Findings, listed, shown
from kept.rulebook.model import ACTS, FIELD_TYPES, WAYS, Conditions, EventKind, Field
from kept.rulebook.never import never_answered
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
COUNTING_TYPES = ("yes_no", "choice", "number", "date", "time", "moment", "duty")
KEYS = (
    "label",
    "says",
    "opens",
    "channel",
    "acts",
    "counts_with",
    "counts_as",
    "answered_by",
    "alarms",
    "automatic",
    "reaches",
    "reaches_by",
    "planned",
    "leaves_word",
    "kept_for",
    "alarms_at",
    "calmed_by",
    "follows",
    "fields",
)
# For whom alone a contact may be from its beginning.
KEPT_FOR = ("confidential", "safeguarding")
NAME = re.compile(r"[a-z][a-z0-9_]*\.[a-z][a-z0-9_]*\Z")
FIELD_NAME = re.compile(r"[a-z][a-z0-9_]*\Z")


def read_kinds(
    findings: Findings, file: str, data: object, shared: Mapping[str, EventKind]
) -> dict[str, EventKind]:
    """The kinds of one file by name. One with faults is there all the same, for clauses that name it."""
    if not isinstance(data, Map):
        message = "Write for each kind of event its name, a colon and what it is."
        findings.add(file, 1, message, found=str(SEVERAL), allowed="letter.received: {label: …, says: …}")
        return {}
    found: dict[str, EventKind] = {}
    entries: dict[str, Entry] = {}
    for name, value in data.items.items():
        line = data.lines[name]
        if not isinstance(name, str) or not NAME.match(name):
            allowed = "two words of small letters with a dot between, such as letter.received"
            findings.add(
                file, line, "A kind of event needs a name of two words.", found=shown(name), allowed=allowed
            )
        elif name in shared:
            message = (
                "Every association has a kind of event of this name already. Choose another, or use that one."
            )
            findings.add(file, line, message, found=shown(name))
        elif not isinstance(value, Map):
            findings.add(file, line, f"Say what {name} is: label, says, opens, fields.", found=_plain(value))
            found[name] = EventKind(name, name, name)
        else:
            value.line = line
            entry = entries[name] = Entry(findings, file, value, where=f"event kind {name}")
            found[name] = _kind(name, entry)
    for name, entry in entries.items():
        _check_alike(entry, found[name], {**shared, **found})
        _check_answered(entry, found[name], {**shared, **found})
        _check_named(entry, {**shared, **found})
    return found


def _check_alike(entry: Entry, kind: EventKind, kinds: Mapping[str, EventKind]) -> None:
    """Note a kind that counts as one that is not there, that counts as a third, or that begins something
    else.
    """
    if kind.counts_as is None:
        return
    other = kinds.get(kind.counts_as)
    if other is None:
        message = "There is no kind of event of this name to count as."
        entry.not_among("counts_as", message, kind.counts_as, kinds, see=SEE_EVENTS)
    elif other.counts_as is not None:
        message = "The kind named here counts as another one itself. Name that other one."
        entry.fault("counts_as", message, found=other.name, allowed=other.counts_as)
    elif (other.opens is None) != (kind.opens is None):
        message = "One of the two begins something and the other goes on with it. Name another kind."
        entry.fault("counts_as", message, found=other.name)


def _check_answered(entry: Entry, kind: EventKind, kinds: Mapping[str, EventKind]) -> None:
    """Note an answer that is not there, that itself begins something, or that answers what begins nothing."""
    if kind.answered_by is None:
        return
    answer = kinds.get(kind.answered_by)
    if answer is None:
        message = "There is no kind of event of this name to answer it."
        entry.not_among("answered_by", message, kind.answered_by, kinds, see=SEE_EVENTS)
    elif kind.opens is None or answer.opens is not None:
        message = "What begins something is answered by what begins nothing. Name another kind."
        entry.fault("answered_by", message, found=answer.name)


def _check_named(entry: Entry, kinds: Mapping[str, EventKind]) -> None:
    """Note what it follows or is calmed by and nobody has declared."""
    for key in ("follows", "calmed_by"):
        for name in entry.words(key):
            if name not in kinds:
                entry.not_among(key, NO_SUCH_KIND, name, kinds, see=SEE_EVENTS)


def _plain(value: object) -> str:
    return shown(value) if isinstance(value, str | int | float | None) else str(SEVERAL)


def _kind(name: str, entry: Entry) -> EventKind:
    entry.only(*KEYS)
    opens = entry.text("opens", limit=40, required=False)
    if opens is not None and not SLUG.match(opens):
        entry.no_short_name("opens", "“opens” takes the short name of what begins.", opens)
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
        counts_as=entry.text("counts_as", limit=80, required=False),
        answered_by=entry.text("answered_by", limit=80, required=False),
        alarms=_alarms(entry, fields),
        reaches=_reaches(entry),
        reaches_by=_reaches_by(entry, fields),
        planned=entry.flag("planned"),
        leaves_word=_leaves_word(entry, fields),
        kept_for=_kept_for(entry, opens),
        alarms_at=_alarms_at(entry, fields),
        calmed_by=entry.words("calmed_by"),
        follows=entry.words("follows"),
        fields=fields,
    )


def _reaches(entry: Entry) -> str | None:
    """By which way it goes out to the customer, which is named where it is planned too."""
    way = entry.choice("reaches", WAYS, required=False)
    if way is None and entry.flag("planned"):
        entry.fault("planned", "Say in which way it will reach the customer.", allowed=f"reaches: {WAYS[0]}")
    return way


def _reaches_by(entry: Entry, fields: tuple[Field, ...]) -> str | None:
    """The choice that says by which way it went out, where it is not always the same."""
    if "reaches_by" not in entry:
        return None
    if "reaches" in entry:
        message = "It goes out by one way, or by the one that its own field names. Say one of the two."
        entry.fault("reaches_by", message)
    named = [each.name for each in fields if any(slug in WAYS for slug, _label in each.choices)]
    return entry.choice("reaches_by", named)


def _leaves_word(entry: Entry, fields: tuple[Field, ...]) -> str | None:
    """The yes-or-no field that says whether a message was left."""
    if "leaves_word" not in entry:
        return None
    if "reaches" not in entry:
        message = "Only what reaches a customer can leave word. Say how it does, or take “leaves_word” out."
        entry.fault("leaves_word", message, allowed="reaches: telephone")
    return entry.choice("leaves_word", [each.name for each in fields if each.type == "yes_no"])


def _kept_for(entry: Entry, opens: str | None) -> str | None:
    """For whom alone what it opens may be seen."""
    found = entry.choice("kept_for", KEPT_FOR, required=False)
    if found is not None and opens is None:
        entry.fault(
            "kept_for",
            "Only what begins something says who may see it. Say what it opens, or take “kept_for” out.",
            allowed="opens: letter",
        )
        return None
    return found


def _alarms(entry: Entry, fields: tuple[Field, ...]) -> Conditions | None:
    """When an event of this kind calls somebody: always, never, or by the answers to fields that count."""
    if not entry.holds_mapping("alarms"):
        return () if entry.flag("alarms") else None
    inner = entry.inner("alarms", where="“alarms”")
    assert inner is not None
    known = {each.name: each for each in fields if each.counts}
    found = []
    for name in inner.data.items:
        field = known.get(str(name))
        if field is None:
            inner.not_among(name, "The event has no field of this name that counts.", name, known)
            continue
        values = []
        for value in inner.values(str(name)):
            try:
                values.append(read_fact(field, value))
            except FactError:
                never_answered(inner, name, field, value)
        found.append((field.name, tuple(values)))
    return tuple(found)


def _alarms_at(entry: Entry, fields: tuple[Field, ...]) -> str | None:
    """The field that says from which moment on it calls somebody."""
    if "alarms_at" not in entry:
        return None
    if "alarms" not in entry:
        entry.fault(
            "alarms_at",
            "Only what raises an alarm can raise it at a moment. Say that it does.",
            allowed="alarms: yes",
        )
    return entry.choice("alarms_at", [each.name for each in fields if each.type == "moment" and each.counts])


def _fields(entry: Entry) -> list[Field]:
    inner = entry.inner("fields", where="“fields”")
    found = []
    for name, value in inner.data.items.items() if inner else ():
        assert inner is not None
        if not isinstance(name, str) or not FIELD_NAME.match(name):
            inner.no_short_name(name, "A field needs a short name.", name, within="and _")
        elif not isinstance(value, Map):
            inner.fault(name, f"Say what the field {name} is.", allowed="{label: …, type: …}")
        else:
            value.line = inner.line(name)
            found.append(_field(name, Entry(inner.findings, inner.file, value, where=f"field {name}")))
    return found


def _field(name: str, entry: Entry) -> Field:
    entry.only("label", "type", "required", "personal", "counts", "default", "help", "choices", "more_than")
    type_ = entry.choice("type", FIELD_TYPES) or "text"
    personal, counts = entry.flag("personal"), entry.flag("counts")
    if personal and counts:
        message = (
            "What is personal can be erased one day, so it cannot decide a promise. Choose one of the two."
        )
        entry.fault("counts", message, allowed="personal: yes, or counts: yes")
        counts = False
    if counts and "type" in entry and type_ not in COUNTING_TYPES:
        entry.fault(
            "counts",
            "What somebody writes in their own words cannot decide a promise.",
            found=type_,
            allowed=listed(COUNTING_TYPES),
        )
        counts = False
    choices = tuple(entry.pairs("choices", names=False))
    if type_ == "choice" and not choices:
        entry.fault("choices", "Say what can be chosen.", allowed="choices: {short-name: What is read}")
    if type_ != "choice" and "choices" in entry:
        entry.fault(
            "choices",
            "Only a field of the type “choice” has choices. Take them out, or change the type.",
            found=type_,
        )
        choices = ()
    if type_ != "number" and "more_than" in entry:
        entry.fault(
            "more_than",
            "Only a number can be more than another. Leave it out, or make this a number.",
            found=type_,
        )
    more_than = entry.number("more_than", least=-1e12, most=1e12, default=0) if "more_than" in entry else None
    field = Field(
        name,
        entry.text("label", limit=120) or name,
        type_,
        required=entry.flag("required"),
        personal=personal,
        counts=counts,
        help=entry.text("help", limit=300, required=False) or "",
        choices=choices,
        more_than=more_than,
    )
    default = entry.get("default")
    if default is None:
        return field
    wrong = default_fault(field, default)
    if wrong is not None:
        entry.fault("default", f"A fresh form cannot say this. {wrong}", found=default)
        return field
    return replace(field, default=default)
