"""From when does a promise count, and for how long? Reads `within`, `counts_from` and `warn`.

within: 3 working days            # the policy's own number within: promptly                  # a
word: the association's own number, from own_numbers within: {by: answer_by}           # a date or a
moment that the start tells; or the first told of a list counts_from: {later: [happened_at,
booked_at]}      # or {first: [aware_at, happened_at]}, the first that was told warn: 1 working day
before
"""

from __future__ import annotations

from kept.rulebook.context import Context, counting_fields
from kept.rulebook.entry import Entry
from kept.rulebook.meant import span_meant
from kept.rulebook.model import SpanBy, UntilTold
from kept.workclock import Before, Span, SpanError, parse_span

HAPPENED_AT = "happened_at"
TELLS_NONE = "No event that starts this promise has a date or moment of this name that counts."


def read_within(
    entry: Entry, key: str, clause: str, starts: tuple[str, ...], context: Context
) -> tuple[Span | SpanBy | UntilTold | None, str]:
    """The span that binds, and the words for it: the policy's own, or the association's number for a word."""
    if entry.holds_mapping(key):
        told = _until_told(entry, key, starts, context)
        return told, str(told) if told else ""
    text = entry.text(key, limit=60)
    if text is None:
        return None, ""
    try:
        span = parse_span(text)
    except SpanError as error:
        return own_number(entry, key, clause, text, str(error), context), text
    refuse_own_number(clause, text, context)
    return span, text


def own_number(
    entry: Entry, key: str, clause: str, text: str, error: str, context: Context
) -> Span | SpanBy | None:
    """The association's own number for a word that has none; `error` where the words hold a number."""
    own = context.own.get(clause)
    if own is not None:
        context.used.add(clause)
        return own.within
    close = span_meant(text)
    if any(each.isdigit() for each in text):
        entry.fault(key, error, close=close)
    elif close is not None and close != text:
        entry.fault(key, "Write this time with a number in figures and a unit.", found=text, close=close)
    else:
        message = "The policy gives a word and no number. Give the association's own in association.yaml."
        allowed = f"own_numbers: {clause}: {{within: 2 working days, because: why}}"
        entry.fault(key, message, found=text, allowed=allowed)
    return None


def refuse_own_number(clause: str, text: str, context: Context) -> None:
    """Note an own number for a clause that has its number in the policy."""
    own = context.own.get(clause)
    if own is not None:
        context.used.add(clause)
        message = f"The policy gives a number itself, “{text}”, and that binds. Take this one out."
        own.entry.fault("within", message, allowed="our own numbers for words such as “promptly”")


def _until_told(entry: Entry, key: str, starts: tuple[str, ...], context: Context) -> UntilTold | None:
    """The fields whose date or moment is the due: every start has one of them."""
    inner = entry.inner(key, where=f"“{key}”")
    assert inner is not None
    inner.only("by")
    names, known = inner.words("by", required=True), _dates(starts, context)
    for name in names:
        if name not in known:
            inner.not_among("by", TELLS_NONE, name, known)
    for start in starts:
        if names and not any(name in _dates((start,), context) for name in names):
            allowed = ", ".join(_dates((start,), context)) or "another start"
            inner.fault("by", "This start tells no such date.", found=start, allowed=allowed)
    return UntilTold(names) if names else None


def read_warn(entry: Entry) -> Span | None:
    """How long before the due somebody is reminded."""
    span = entry.span("warn", required=False)
    if span is not None and not (isinstance(span, Before) and span.span):
        entry.fault(
            "warn",
            "A warning comes before the time is up. Say how long before.",
            found=entry.get("warn"),
            allowed="such as 2 working days before",
        )
        return None
    return span


def read_counts_from(
    entry: Entry, starts: tuple[str, ...], within: Span | SpanBy | UntilTold, context: Context
) -> tuple[tuple[str, ...], bool]:
    """What the span counts from, and whether that is the first of several that was told rather than the
    later one.
    """
    holder, key = entry, "counts_from"
    if entry.holds_mapping("counts_from"):
        inner = entry.inner("counts_from", where="“counts_from”")
        assert inner is not None
        inner.only("later", "first")
        holder, key = inner, "first" if "first" in inner else "later"
    sources = holder.words(key, required=holder is not entry)
    if len(sources) > 1 and holder is entry:
        message = "There are several here. Say whether the later counts, or the first that was told."
        entry.fault("counts_from", message, allowed="{later: [a, b]} or {first: [a, b]}")
    found = []
    known = _dates(starts, context)
    for name in sources:
        if name == HAPPENED_AT or name in known:
            found.append(name)
        else:
            holder.not_among(key, TELLS_NONE, name, [HAPPENED_AT, *known])
    if isinstance(within, Before) and (not found or HAPPENED_AT in found) and starts:
        allowed = f"counts_from: {' or '.join(known) or 'a date of the start event'}"
        message = "This promise is for a time before something. Say before what."
        entry.fault("counts_from", message, allowed=allowed)
    return tuple(found) or (HAPPENED_AT,), key == "first"


def _dates(starts: tuple[str, ...], context: Context) -> list[str]:
    """The dates and moments that decide something, of any of those kinds."""
    names = {each.name for kind in starts for each in context.kinds[kind].fields if each.counts}
    return sorted(
        name
        for name in names
        if any(each.type in ("date", "moment") for each in counting_fields(starts, name, context))
    )
