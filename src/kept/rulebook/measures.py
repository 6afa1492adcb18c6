"""Which share must reach which number? Reads the `measure:` of a clause.

    measure:
      name: calls-in-five-rings
      public: We answer 95 % of calls within five rings.
      of: {promise: 'wessex:5b.1'}      # or {event: repair.completed, when: {…}}: what is counted in all
      counting: {verdict: kept}         # or {event: repair.inspected, when: {…}}, later on the same thread,
                                        # or {field: staff_present, at_least: 2} (at_most, is) of the
                                        event itself
      every: month                      # the period of the figure
      at_least: 95 %                    # or at_most
      sample: 20 %                      # so much is drawn by chance, and looked at
      reading: …

`kept` counts every verdict that is kept, the honest kinds of it included.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from kept.rulebook.context import Context, counting_fields, counting_names
from kept.rulebook.duties import parse_cycle
from kept.rulebook.entry import Entry
from kept.rulebook.facts import FactError, read_fact
from kept.rulebook.model import VERDICTS, Counting, Measure, MeasureOf, Promise
from kept.rulebook.never import never_answered
from kept.rulebook.promises import read_kind_named, read_name, read_owner, read_when
from kept.workclock import Every, Months, Years

KEYS = ("name", "public", "of", "counting", "every", "at_least", "at_most", "sample", "owner", "reading")
PERCENT = re.compile(r"([0-9]{1,3}(?:\.[0-9]{1,3})?) ?%\Z")
KEPT = "kept"
PERIODS = "month, quarter, 6 months, year, 3 years"
NO_FIELD = "The event has no field of this name that counts."


def read_measure(entry: Entry, clause: str, context: Context) -> Measure | None:
    """The measure; None where it lacks what none can do without, with its faults noted."""
    entry.only(*KEYS)
    context.measured[clause] = entry
    of, every = _of(entry, context), _period(entry)
    counting = _counting(entry, of, context)
    at_least, at_most = _percent(entry, "at_least"), _percent(entry, "at_most")
    if ("at_least" in entry) == ("at_most" in entry):
        allowed = "at_least: 95 %, or at_most: 5 %"
        entry.fault("at_least", "A measure has one target. Say which.", allowed=allowed)
    measure = Measure(
        clause=clause,
        name=read_name(entry, clause, context),
        public=entry.text("public", limit=300) or clause,
        of=of or MeasureOf(),
        counting=counting or Counting(),
        every=every or Months(1),
        at_least=at_least,
        at_most=at_most,
        sample=_percent(entry, "sample"),
        owner=read_owner(entry, context) if "owner" in entry else None,
        reading=entry.text("reading", limit=1_000, required=False),
    )
    return measure if of and counting and every else None


def check_measures(
    context: Context, measures: Mapping[str, Measure], promises: Mapping[str, Promise]
) -> None:
    """Note each measure that was read here of a promise that is nowhere."""
    for measure in measures.values():
        entry = context.measured.get(measure.clause)
        if entry and measure.of.promise is not None and measure.of.promise not in promises:
            inner = entry.inner("of", where="“of”")
            assert inner is not None
            message = "There is no promise with this id to measure."
            inner.not_among("promise", message, measure.of.promise, promises)


def _of(entry: Entry, context: Context) -> MeasureOf | None:
    inner = entry.inner("of", where="“of”", required=True)
    if inner is None:
        return None
    inner.only("promise", "event", "when")
    if ("promise" in inner) == ("event" in inner):
        allowed = "promise: the id of a clause, or event: a kind"
        inner.fault("of", "Say what is measured: a promise, or an event.", allowed=allowed)
        return None
    if "promise" in inner:
        if "when" in inner:
            message = "Only events have conditions here, for a promise has its own. Take “when” out."
            inner.fault("when", message, allowed="{event: …, when: {…}}")
        promise = inner.text("promise", limit=80)
        return MeasureOf(promise=promise) if promise else None
    event = read_kind_named(inner, "event", context)
    return MeasureOf(event=event, when=_when(inner, event, context)) if event else None


def _when(entry: Entry, event: str, context: Context) -> tuple[tuple[str, tuple[object, ...]], ...]:
    return read_when(entry, (event,), context, message=NO_FIELD)


def _counting(entry: Entry, of: MeasureOf | None, context: Context) -> Counting | None:
    inner = entry.inner("counting", where="“counting”", required=True)
    if inner is None or of is None:
        return None
    inner.only("verdict", "event", "when", "field", "at_least", "at_most", "is")
    if sum(key in inner for key in ("verdict", "event", "field")) != 1:
        message = "Say in one of these ways what is counted."
        inner.fault("counting", message, allowed="verdict: kept, or event: a kind, or field: its name")
        return None
    if "verdict" in inner:
        return _verdicts(inner, of)
    if "event" in inner:
        event = read_kind_named(inner, "event", context)
        return Counting(event=event, when=_when(inner, event, context)) if event else None
    return _field(inner, of, context)


def _verdicts(entry: Entry, of: MeasureOf) -> Counting | None:
    if of.promise is None:
        message = "Only the measure of a promise counts verdicts. Say which promise."
        entry.fault("verdict", message, allowed="of: {promise: the id of a clause}")
        return None
    found: list[str] = []
    for word in entry.words("verdict", required=True):
        if word not in VERDICTS:
            entry.not_among("verdict", "There is no verdict of this name.", word, VERDICTS)
        found += [each for each in VERDICTS if each == word or (word == KEPT and each.startswith(KEPT))]
    return Counting(verdicts=tuple(dict.fromkeys(found))) if found else None


def _field(entry: Entry, of: MeasureOf, context: Context) -> Counting | None:
    """Values of a field of the event that the measure is of."""
    name = entry.text("field", limit=60)
    if name is None:
        return None
    if of.event is None:
        message = "Only the measure of an event counts answers. Say which event."
        entry.fault("field", message, allowed="of: {event: a kind}")
        return None
    fields = counting_fields((of.event,), name, context)
    if not fields:
        entry.not_among("field", NO_FIELD, name, counting_names((of.event,), context))
        return None
    if sum(key in entry for key in ("at_least", "at_most", "is")) != 1:
        message = "Say in one of these ways which answers count."
        entry.fault("field", message, allowed="at_least: 2, or at_most: 2, or is: an answer")
        return None
    values: list[object] = []
    for value in entry.values("is") if "is" in entry else ():
        try:
            values.append(read_fact(fields[0], value))
        except FactError:
            never_answered(entry, "is", fields[0], value)
    least, most = (_bound(entry, key, fields[0].type) for key in ("at_least", "at_most"))
    return Counting(field=name, at_least=least, at_most=most, values=tuple(values))


def _bound(entry: Entry, key: str, type_: str) -> float | None:
    if key not in entry:
        return None
    if type_ != "number":
        message = "Only a number has a least or a most. Say which answers count."
        entry.fault(key, message, found=type_, allowed="is: an answer")
        return None
    return entry.number(key, least=-1e9, most=1e9, default=0.0)


def _period(entry: Entry) -> Months | None:
    """The period of the figure, in months of the calendar."""
    text = entry.text("every", limit=60, allowed=PERIODS)
    if text is None:
        return None
    span = parse_cycle(text)
    match span.period if isinstance(span, Every) else None:
        case Months(n):
            return Months(n)
        case Years(n):
            return Months(12 * n)
    message = "Kept makes no figures for a period like this."
    entry.fault("every", message, found=text, allowed=PERIODS)
    return None


def _percent(entry: Entry, key: str) -> float | None:
    text = entry.get(key)
    if text is None:
        return None
    found = PERCENT.match(text) if isinstance(text, str) else None
    if found is None or not 0 <= float(found[1]) <= 100:
        entry.fault(key, f"“{key}” takes a share.", found=text, allowed="such as 95 %, from 0 % to 100 %")
        return None
    return float(found[1])
