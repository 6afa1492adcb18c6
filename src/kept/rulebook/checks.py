"""Does the rulebook hold together? What one clause alone cannot tell.

A chain that leads back to itself, a chain from a promise that is not there, a table by a field that the start
does not have, an own number that nothing uses: each is noted where it stands.
"""

from __future__ import annotations

from collections.abc import Mapping

from kept.rulebook.context import Context, counting_fields, counting_names
from kept.rulebook.facts import fact_fault
from kept.rulebook.model import ANY, Promise, SpanBy, UntilTold
from kept.rulebook.never import never_answered


def check_together(context: Context, promises: Mapping[str, Promise]) -> None:
    """Note every fault that lies between clauses."""
    for promise in promises.values():
        if promise.after and promise.after.promise == ANY:
            _check_after_any(context, promise)
            continue
        root = _root(context, promises, promise)
        if root is None:
            continue
        if promise.after:
            _check_chained(context, promise, root)
        if isinstance(promise.within, SpanBy):
            _check_table(context, promise, promise.within, root)
    _check_own_numbers(context, promises)


def _root(context: Context, promises: Mapping[str, Promise], promise: Promise) -> Promise | None:
    """The promise with whose start a chain begins, mostly itself; None where there is no beginning."""
    entry, seen = context.entries[promise.clause], [promise.clause]
    while promise.after:
        following = promise.after.promise
        if following not in context.entries and len(seen) == 1:
            entry.not_among(
                "starts", "There is no promise with this id to follow.", following, context.entries
            )
        if following == seen[0]:
            message = (
                "These promises wait for one another, so none can ever start. Let one start with an event."
            )
            entry.fault("starts", message, found=" → ".join([*seen, following]))
        if following in seen or following not in promises:
            return None
        seen.append(following)
        promise = promises[following]
    return promise


def _check_after_any(context: Context, promise: Promise) -> None:
    """A promise that any breach starts asks nothing of a start that it does not know."""
    entry = context.entries[promise.clause]
    for key in ("when", "counts_from"):
        if key in entry:
            message = f"A promise that follows any other begins when that one is broken. Take “{key}” out."
            entry.fault(key, message)
    if isinstance(promise.within, UntilTold):
        entry.fault(
            "within",
            "A broken promise tells no date to wait for. Write how long it takes instead.",
            allowed="such as 2 working days",
        )


def _check_chained(context: Context, promise: Promise, root: Promise) -> None:
    """A chained promise asks its conditions of the event that started the chain, and counts from its end."""
    entry = context.entries[promise.clause]
    if "counts_from" in entry:
        message = "A promise that follows another counts from the end of that one. Take “counts_from” out."
        entry.fault("counts_from", message)
    inner = entry.inner("when", where="“when”")
    for name, _ in promise.when:
        if inner is not None and not counting_fields(root.starts, name, context):
            known = counting_names(root.starts, context)
            message = f"No event that starts {root.clause} has a field of this name that counts."
            inner.not_among(name, message, name, known)


def _check_table(context: Context, promise: Promise, table: SpanBy, root: Promise) -> None:
    """The field of a table is one that the start has, and its rows are values that the field takes."""
    entry = context.own[promise.clause].entry
    fields = counting_fields(root.starts, table.field, context)
    if not fields:
        message = "No event that starts this promise has a field of this name that counts."
        entry.not_among("by", message, table.field, counting_names(root.starts, context))
    inner = entry.inner("within", where="“within”")
    for value, _ in table.spans:
        wrong = [fact_fault(each, value) for each in fields]
        if inner is not None and wrong and all(wrong):
            never_answered(inner, value, fields[0], value)


def _check_own_numbers(context: Context, promises: Mapping[str, Promise]) -> None:
    for clause, own in context.own.items():
        if clause in context.used:
            continue
        own.entry.clause = None
        message = "There is no promise with this id to give a number to."
        own.entry.not_among(None, message, clause, promises)
