"""Which clauses does a file of `clauses/` hold?

    - id: moray:4.7.4
      lines: 239-239
      kind: timed
      says: Letters and e-mails are acknowledged within three working days.
      ambiguity: …           # how the words may be read in more than one way; a promise then needs a reading
      promise: {…}           # or pending: correspondence, the part of Kept that will keep it

Each says where it stands in the document and what keeps it, and is cited by its id for ever.
"""

from __future__ import annotations

import re

from kept.rulebook.entry import Entry, entries
from kept.rulebook.faults import Findings
from kept.rulebook.model import CLAUSE_KINDS, Clause
from kept.rulebook.promises import Context, read_promise

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
    id_ = _id(entry, context)
    entry.only("id", "lines", "kind", "says", "ambiguity", "promise", "pending")
    lines = entry.lines("lines", context.association.document_lines)
    kind = entry.choice("kind", CLAUSE_KINDS)
    says, ambiguity = entry.text("says", limit=500), entry.text("ambiguity", limit=1_000, required=False)
    pending = entry.slug("pending", required=False)
    if ("promise" in entry) == ("pending" in entry):
        allowed = "promise: what is promised, or pending: the part of Kept that will keep it"
        entry.fault("pending", "A clause says what keeps it, one way or the other.", allowed=allowed)
    inner = entry.inner("promise", where="a promise")
    promise = None
    if inner is not None and id_ is not None:
        inner.data.line = entry.line("promise")
        promise = read_promise(inner, id_, context)
        if ambiguity and "reading" not in inner:
            message = "The clause can be read in more than one way. Say which reading is counted."
            inner.fault("reading", message, allowed="reading: the one kindest to the customer")
    if id_ is None:
        return None
    return Clause(
        id=id_,
        lines=lines or (1, 1),
        kind=kind or "governance",
        says=says or id_,
        ambiguity=ambiguity,
        pending=pending,
        promise=promise,
    )


def _id(entry: Entry, context: Context) -> str | None:
    """The id, if it is one of this association's that no other clause has."""
    value = entry.text("id", limit=LONGEST_ID)
    if value is None:
        return None
    entry.clause = value
    match = ID.match(value)
    slug = context.association.slug
    if match is None:
        allowed = f"{slug or 'association'}:section.number, such as {slug or 'association'}:2.8.1"
        entry.fault("id", "This is no clause id.", found=value, allowed=allowed)
        return None
    if slug and match["association"] != slug:
        entry.fault(
            "id", "The clause is another association's.", found=value, allowed=f"ids that begin with {slug}:"
        )
        return None
    first = context.places.get(value)
    if first is not None:
        entry.fault("id", f"There is a clause of this id already, at {first}.", found=value)
        return None
    context.places[value] = f"{entry.file}:{entry.line('id')}"
    return value
