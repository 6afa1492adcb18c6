"""Which clauses does a file of `clauses/` hold?

    - id: moray:4.7.4
      lines: 239-239 kind: timed says: Letters and e-mails are acknowledged within three working days.
      ambiguity: …           # how the words may be read in more than one way; a promise then needs a
      reading promise: {…}           # or duty:, or measure:
      keepers: [form:…, check:…]     # beside it or alone; or pending: correspondence, the part of Kept that
      will keep it

Each says where it stands in the document and what keeps it, and is cited by its id for ever. One that a law
forbids says so, and what is done instead: `against: {'law:ho-def': The days run from the first word.}`
Clauses of the law and those of every house are written alike. They have no lines; instead they say

      from: 2026-10-06       # what begins on that day or later is bound by it
      repealed: 2031-01-01   # and what begins on that day is no longer
      source: SSI 2026/173   # where it stands
      confirmed: yes         # or secondary, or no: how surely that is known
      arrives_as: {letter.received: [letter.answered]}     # what may turn out to be it, and what answers that
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from kept.rulebook.context import Context
from kept.rulebook.duties import read_duty
from kept.rulebook.entry import Entry, entries
from kept.rulebook.faults import NO_SUCH_KIND, SEE_EVENTS, Findings
from kept.rulebook.keeping import read_keepers
from kept.rulebook.measures import read_measure
from kept.rulebook.model import CLAUSE_KINDS, HOUSE, LAW, POLICY, Clause, Measure, Promise
from kept.rulebook.promises import read_kinds_named, read_promise

KEYS = ("id", "kind", "says", "ambiguity", "promise", "duty", "measure", "keepers")
KEEPERS = ("promise", "duty", "measure", "pending")
LAWS = ("from", "repealed", "source", "confirmed", "arrives_as")
# The parts of Kept that are still to come, for which a clause may wait.
AREAS = ("homes", "involvement", "portal", "surveys", "reports")
CONFIRMED = {"yes": "yes", "no": "no", "secondary": "secondary", True: "yes", False: "no"}
ID = re.compile(r"(?P<association>[a-z][a-z0-9-]*):[A-Za-z0-9][A-Za-z0-9._-]*\Z")
LONGEST_ID = 80


def read_clauses(findings: Findings, file: str, data: object, context: Context) -> list[Clause]:
    """The clauses of one file, in its order. One whose id cannot be read is left out, its faults noted."""
    return [
        clause
        for entry in entries(findings, file, data, where="clause")
        if (clause := _clause(entry, context))
    ]


def _clause(entry: Entry, context: Context) -> Clause | None:
    own = context.source == POLICY
    id_ = _id(entry, context)
    waits = ("pending",) if context.source != HOUSE else ()
    entry.only(*KEYS, *waits, *(("lines", "against") if own else LAWS))
    lines = entry.lines("lines", context.association.document_lines) if own else (0, 0)
    kind = entry.choice("kind", CLAUSE_KINDS)
    says, ambiguity = entry.text("says", limit=500), entry.text("ambiguity", limit=1_000, required=False)
    pending = _pending(entry) if waits else None
    held = read_keepers(entry, context) if "keepers" in entry else ()
    clocks = sum(key in entry for key in KEEPERS)
    if clocks > 1 or (clocks == 0) == ("keepers" not in entry) or ("pending" in entry and "keepers" in entry):
        allowed = "promise: what is promised; duty: what recurs; measure: which share; "
        allowed += "keepers: what else keeps it; or pending: the part of Kept that will keep it"
        entry.fault("pending", "Say in one of these ways what keeps this clause.", allowed=allowed)
    promise, measure = _keeper(entry, id_, ambiguity, context)
    if id_ is not None and "against" in entry:
        context.conflicting[id_] = entry
    since, until = (None, None) if own else _days(entry, context)
    if promise is not None:
        promise = replace(promise, binds_from=since, repealed=until)
    if id_ is None:
        return None
    return Clause(
        id=id_,
        lines=lines or (1, 1),
        kind=kind or "governance",
        says=says or id_,
        ambiguity=ambiguity,
        pending=pending,
        held=held,
        against=_against(entry) if own else (),
        promise=promise,
        measure=measure,
        source=context.source,
        cites=None if own else entry.text("source", limit=300, required=context.source == LAW),
        confirmed=None if own else _confirmed(entry, required=context.source == LAW),
        binds_from=since,
        repealed=until,
        arrives_as=() if own else _arrives_as(entry, context),
    )


def _pending(entry: Entry) -> str | None:
    """The part of Kept that is still to come and will keep it."""
    area = entry.text("pending", limit=60, required=False)
    if area is None or area in AREAS:
        return area
    message = (
        "No part of Kept that is still to come is called that. Name one, or what keeps the clause today."
    )
    entry.not_among("pending", message, area, AREAS)
    return None


def _keeper(
    entry: Entry, id_: str | None, ambiguity: str | None, context: Context
) -> tuple[Promise | None, Measure | None]:
    """What keeps the clause, which says how it is read where it can be read in more than one way."""
    promise: Promise | None = None
    measure: Measure | None = None
    for key in KEEPERS[:3]:
        inner = entry.inner(key, where=f"a {key}")
        if inner is None or id_ is None:
            continue
        inner.data.line = entry.line(key)
        if key == "measure":
            measure = read_measure(inner, id_, context)
        else:
            promise = (read_promise if key == "promise" else read_duty)(inner, id_, context)
        if ambiguity and "reading" not in inner:
            message = "The clause can be read in more than one way. Say which reading is counted."
            inner.fault("reading", message, allowed="reading: the one kindest to the customer")
    return promise, measure


def _against(entry: Entry) -> tuple[tuple[str, str], ...]:
    """The laws that forbid what the clause says, each with what is done here instead."""
    return tuple(entry.pairs("against", names=False))


def check_against(context: Context, clauses: Iterable[Clause], law: Iterable[Clause]) -> None:
    """Note each law that a clause stands against and that the law of the nation does not have."""
    known = [each.id for each in law]
    for clause in clauses:
        for id_, _ in clause.against:
            if id_ not in known:
                message = "No clause of the law has this id."
                context.conflicting[clause.id].not_among("against", message, id_, known)


def _days(entry: Entry, context: Context) -> tuple[date | None, date | None]:
    """The first day on which it binds, and the day from which it does so no longer."""
    since = entry.day("from", required=context.source == LAW)
    until = entry.day("repealed", required=False)
    if since is not None and until is not None and until <= since:
        message = "It ends before it comes into force. Look at both days."
        entry.fault("repealed", message, found=until.isoformat(), allowed=f"a day after {since}")
    return since, until


def _arrives_as(entry: Entry, context: Context) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """The kinds that may turn out to be what the law is about, each with what answers it."""
    inner = entry.inner("arrives_as", where="“arrives_as”")
    if inner is None:
        return ()
    names = [str(each) for each in inner.data.items]
    for name in names:
        if name not in context.kinds:
            inner.not_among(name, NO_SUCH_KIND, name, context.kinds, see=SEE_EVENTS)
    return tuple((name, read_kinds_named(inner, name, context, required=True)) for name in names)


def _confirmed(entry: Entry, *, required: bool) -> str | None:
    value = entry.get("confirmed")
    if value is None:
        if required:
            entry.missing("confirmed", "yes, secondary, no")
        return None
    found = CONFIRMED.get(value) if isinstance(value, str | bool) else None
    if found is None:
        message = "Say how surely it is known that this is the law."
        entry.fault("confirmed", message, found=value, allowed="yes, secondary, no")
    return found


def _id(entry: Entry, context: Context) -> str | None:
    """The id, if it is one of this association's that no other clause has."""
    slug = context.prefix
    allowed = f"{slug or 'association'}:section.number, such as {slug or 'association'}:2.8.1"
    value = entry.text("id", limit=LONGEST_ID, allowed=allowed)
    if value is None:
        return None
    entry.clause = value
    match = ID.match(value)
    if match is None:
        entry.fault("id", "Kept cannot read this as the id of a clause.", found=value, allowed=allowed)
        return None
    if slug and match["association"] != slug:
        entry.fault(
            "id",
            "The id of this clause begins like those of another association.",
            found=value,
            allowed=f"ids that begin with {slug}:",
        )
        return None
    first = context.places.get(value)
    if first is not None:
        entry.fault(
            "id", f"Another clause has this id already, in {first}. Give one of them another.", found=value
        )
        return None
    context.places[value] = f"{entry.file}, line {entry.line('id')}"
    return value
