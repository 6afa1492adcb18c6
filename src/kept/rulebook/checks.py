"""Does the rulebook hold together? What one clause alone cannot tell.

A chain that leads back to itself, a chain from a promise that is not there, a table by a field that the start does not
have, an own number that nothing uses: each is noted where it stands.
"""

from __future__ import annotations

from collections.abc import Mapping

from kept.rulebook.facts import fact_fault
from kept.rulebook.model import Promise, SpanBy
from kept.rulebook.promises import Context, counting_fields


def check_together(context: Context, promises: Mapping[str, Promise]) -> None:
    """Note every fault that lies between clauses."""
    for clause, promise in promises.items():
        if promise.after:
            _check_chain(context, promises, promise)
        if isinstance(promise.within, SpanBy):
            _check_table(context, clause, promise, promise.within)
    _check_own_numbers(context, promises)


def _check_chain(context: Context, promises: Mapping[str, Promise], promise: Promise) -> None:
    entry = context.entries[promise.clause]
    if "counts_from" in entry:
        message = "A promise that follows another counts from the moment at which that one ran out."
        entry.fault("counts_from", message, allowed="starts: an event, or no counts_from")
    seen = [promise.clause]
    while promise.after:
        following = promise.after.promise
        if following not in promises:
            if seen == [promise.clause]:
                message = "There is no promise of this id to follow."
                entry.not_among("starts", message, following, promises)
            return
        if following in seen:
            if following == seen[0]:
                message = "The promises follow one another in a circle, so that none can ever start."
                entry.fault("starts", message, found=" → ".join([*seen, following]))
            return
        seen.append(following)
        promise = promises[following]


def _check_table(context: Context, clause: str, promise: Promise, table: SpanBy) -> None:
    entry = context.own[clause].entry
    fields = counting_fields(promise.starts, table.field, context)
    if not fields:
        known = sorted(
            {each.name for kind in promise.starts for each in context.kinds[kind].fields if each.counts}
        )
        message = "No event that starts this promise has a field of this name that counts."
        entry.not_among("by", message, table.field, known)
        return
    inner = entry.inner("within", where="“within”")
    assert inner is not None
    for value, _ in table.spans:
        wrong = [fact_fault(each, value) for each in fields]
        if all(wrong):
            inner.fault(value, f"The field “{table.field}” never has this value. {wrong[0]}", found=value)


def _check_own_numbers(context: Context, promises: Mapping[str, Promise]) -> None:
    for clause, own in context.own.items():
        if clause in context.used:
            continue
        own.entry.clause = None
        message = "There is no promise of this id to give a number to."
        own.entry.not_among(None, message, clause, promises)
