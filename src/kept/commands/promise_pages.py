"""What do the policies, the law and every house promise, as pages in Markdown?

    for name, text in promise_pages(rulebooks): …       # ("promises/moray", "# Moray Housing Partnership\n…")

One page for each association, one for the law of each nation, and one for what Kept promises in every house.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from kept.commands.markdown import cell, code, day, listed, said
from kept.rulebook import Rulebook
from kept.rulebook.model import HOUSE, LAW, Clause, Measure, MeasureOf, Promise, SpanBy

Page = tuple[str, str]
Rows = list[tuple[str, str]]

CONFIRMED: Mapping[str | None, str] = {
    "yes": "read in the law itself or with the regulator",
    "secondary": "known from others who write about it",
    "no": "not confirmed: look at it before you rely on it",
}


def promise_titles(rulebooks: Sequence[Rulebook]) -> Iterator[Page]:
    """The name of each page and what it is called."""
    for each in rulebooks:
        yield f"promises/{each.association.slug}", each.association.name
    for nation in _laws(rulebooks):
        yield f"promises/law-{nation}", f"The law of {nation.capitalize()}"
    yield "promises/house", "In every house"


def promise_pages(rulebooks: Sequence[Rulebook]) -> Iterator[Page]:
    """Every page: its name without the ending, and its text."""
    for each in rulebooks:
        yield f"promises/{each.association.slug}", _of_policy(each)
    for nation, rulebook in _laws(rulebooks).items():
        title = f"# The law of {nation.capitalize()}\n"
        says = (
            "What the law asks beside every policy, by the day of what set it off. Both clocks run, and the "
            "earlier leads. This is no legal advice; each says how surely it is known.\n"
        )
        yield f"promises/law-{nation}", _of_all(title, says, rulebook, LAW)
    says = "What Kept promises at every association, beside its policy and the law.\n"
    yield "promises/house", _of_all("# In every house\n", says, rulebooks[0], HOUSE)


def _laws(rulebooks: Sequence[Rulebook]) -> dict[str, Rulebook]:
    """The nations, each with a rulebook that its law binds."""
    found: dict[str, Rulebook] = {}
    for each in rulebooks:
        if any(clause.source == LAW for clause in each.common):
            found.setdefault(each.association.nation, each)
    return found


def _of_policy(rulebook: Rulebook) -> str:
    landlord = rulebook.association
    pending = sum(1 for each in rulebook.clauses if each.pending)
    duties = sum(1 for each in rulebook.clauses if each.promise and each.promise.duty)
    promises = sum(1 for each in rulebook.clauses if each.promise) - duties
    measures = sum(1 for each in rulebook.clauses if each.measure)
    parts = [
        f"# {landlord.name}\n",
        f"{landlord.title}: {len(rulebook.clauses)} clauses, {promises} of them promises with a clock, "
        f"{duties} duties, {measures} measures, {pending} not kept yet. In force from "
        f"{day(rulebook.starts_on)}; figures count from {day(landlord.go_live)}. Nation: {landlord.nation}. "
        f"Offices: {listed([each.name for each in landlord.offices])}.\n",
    ]
    if landlord.hours_reading:
        parts.append(f"{landlord.hours_reading}\n")
    parts += [_clause(each) for each in rulebook.clauses if each.promise or each.measure]
    return "\n".join(parts)


def _of_all(title: str, says: str, rulebook: Rulebook, source: str) -> str:
    kept = [each for each in rulebook.common if each.source == source]
    return "\n".join([title, says, *(_clause(each) for each in kept)])


def _clause(clause: Clause) -> str:
    keeper = clause.promise or clause.measure
    if keeper is None:
        return _held(clause)
    rows = _measure(clause.measure) if clause.measure else _promise(clause.promise)
    lines = [f"## {clause.id}", "", f"> {keeper.public}", "", f"{_where(clause)}: {clause.says}", ""]
    lines += ["| | |", "|---|---|", *(f"| {name} | {cell(text)} |" for name, text in rows), ""]
    if clause.ambiguity:
        lines += [f"What its words leave open: {clause.ambiguity}", ""]
    if keeper.reading:
        by = "Reading" if clause.source == LAW else "Reading, proposed by Kept"
        lines += [f"{by}: {keeper.reading}", ""]
    if clause.confirmed:
        lines += [f"How surely this is the law: {CONFIRMED[clause.confirmed]}.", ""]
    return "\n".join(lines)


def _held(clause: Clause) -> str:
    """What has no clock, and is kept by what can be opened."""
    says = f"{_where(clause)}: {clause.says}"
    keeps = (
        f"Kept by {code(clause.held)}." if clause.held else f"Not kept yet: it waits for {clause.pending}."
    )
    lines = [f"## {clause.id}", "", says, "", keeps, ""]
    if clause.binds_from:
        until = f", and no longer what begins from {day(clause.repealed)}" if clause.repealed else ""
        lines += [f"It binds what begins from {day(clause.binds_from)}{until}.", ""]
    if clause.ambiguity:
        lines += [f"What its words leave open: {clause.ambiguity}", ""]
    if clause.confirmed:
        lines += [f"How surely this is the law: {CONFIRMED[clause.confirmed]}.", ""]
    return "\n".join(lines)


def _where(clause: Clause) -> str:
    if clause.source == LAW:
        return f"{clause.cites}"
    if clause.source == HOUSE:
        return "In every house"
    first, last = clause.lines
    return f"The policy, line {first}" if first == last else f"The policy, lines {first} to {last}"


def _promise(promise: Promise | None) -> Rows:
    assert promise is not None
    rows = [("Every" if promise.duty else "Within", _span(promise))]
    if promise.binds_from:
        rows.append(("Binds from", day(promise.binds_from)))
    if promise.repealed:
        rows.append(("Until, and no longer on", day(promise.repealed)))
    if promise.duty:
        rows.append(("Recurs on", promise.duty.subject))
    else:
        rows += [("Starts with", _starts(promise)), ("Stopped by", code(promise.stops))]
    if promise.when:
        rows.append(("When", "; ".join(f"`{name}` is {listed(said(each))}" for name, each in promise.when)))
    if promise.members:
        rows.append(("For", listed(promise.members)))
    if promise.aim:
        rows.append(("Aim, shown but never judged", str(promise.aim)))
    if promise.counts_from != ("happened_at",):
        sources = " or ".join(f"`{each}`" for each in promise.counts_from)
        which = ", the first that was told" if promise.counts_first else ", whichever is later"
        rows.append(("Counts from", sources + which))
    if promise.unmeasured:
        rows.append(("Not measured after", code(promise.unmeasured)))
    if promise.pauses:
        rows.append(("May wait for", listed(promise.pauses)))
    if promise.owner:
        rows.append(("Owner", promise.owner))
    return rows


def _measure(measure: Measure) -> Rows:
    """The share, of what, and its target."""
    counting = measure.counting
    if counting.verdicts:
        what = f"its clocks that are {listed(counting.verdicts)}"
    elif counting.event:
        what = f"those followed by `{counting.event}`{_when(counting.when)}"
    elif counting.values:
        what = f"those whose `{counting.field}` is {listed(said(counting.values))}"
    else:
        least = counting.at_least is not None
        bound = counting.at_least if least else counting.at_most
        what = f"those whose `{counting.field}` is {'at least' if least else 'at most'} {bound:g}"
    least = measure.at_least is not None
    bound = measure.at_least if least else measure.at_most
    rows = [
        ("Of", _of(measure.of)),
        ("Counted", what),
        ("In each", str(measure.every)),
        ("Target", f"{'at least' if least else 'at most'} {bound:g} %"),
    ]
    if measure.sample is not None:
        rows.append(("Drawn by chance", f"{measure.sample:g} %"))
    if measure.owner:
        rows.append(("Owner", measure.owner))
    return rows


def _of(of: MeasureOf) -> str:
    return f"the clocks of {of.promise}" if of.promise else f"`{of.event}`{_when(of.when)}"


def _when(when: Sequence[tuple[str, Sequence[object]]]) -> str:
    said_ = "; ".join(f"`{name}` is {listed(said(values))}" for name, values in when)
    return f" where {said_}" if said_ else ""


def _span(promise: Promise) -> str:
    if isinstance(promise.within, SpanBy):
        table = [
            f"{span} where `{promise.within.field}` is {said([key])[0]}" for key, span in promise.within.spans
        ]
        text = f"{', '.join(table)}; otherwise {promise.within.otherwise}"
    else:
        text = str(promise.within)
    if promise.duty:
        text = text.removeprefix("every ")
    if promise.own_number:
        text += f" (our reading of “{promise.within_text}”, not in the policy: {promise.own_because})"
    return text + (", counted from opening" if promise.from_opening else "")


def _starts(promise: Promise) -> str:
    if promise.after and promise.after.when == "broken":
        return "the breach of any other promise to a person"
    if promise.after:
        return f"the end of {promise.after.promise}, when that has {promise.after.when}"
    return code(promise.starts)
