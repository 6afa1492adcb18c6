"""What keeps a clause, in words?

    keeper_of(clause, rulebook).line      # "Promise “Letter answered”: 7 working days. Begins: …"

A keeper's `facts` are the same piece by piece, for the page of one clause.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from kept.rulebook.model import Clause, Conditions, Counting, Measure, Promise, Rulebook, SpanBy, UntilTold
from kept.web.shared.measuring import per_cent, target_words
from kept.web.shared.promising import promise_name
from kept.workclock import ByDate

KINDS = {
    "conduct": gettext_lazy("How we behave"),
    "content": gettext_lazy("What is said or written"),
    "customer": gettext_lazy("What customers are asked"),
    "facility": gettext_lazy("Premises and equipment"),
    "governance": gettext_lazy("Who answers for it"),
    "information": gettext_lazy("Information we give"),
    "monitoring": gettext_lazy("How it is watched"),
    "periodic": gettext_lazy("Done again and again"),
    "record": gettext_lazy("What is written down"),
    "right": gettext_lazy("A customer's right"),
    "threshold": gettext_lazy("A share to reach"),
    "timed": gettext_lazy("A time to keep"),
    "workflow": gettext_lazy("A way of working"),
}
PROMISE, DUTY, MEASURE, HELD, PENDING = "promise", "duty", "measure", "held", "pending"
KEEPERS = {
    PROMISE: gettext_lazy("Promise"),
    DUTY: gettext_lazy("Duty"),
    MEASURE: gettext_lazy("Measure"),
    HELD: gettext_lazy("Forms, checks and rules"),
    PENDING: gettext_lazy("No keeper yet"),
}
CYCLES = {
    "calendar month": gettext_lazy("month of the calendar"),
    "3 calendar months": gettext_lazy("quarter of the calendar"),
    "12 calendar months": gettext_lazy("year of the calendar"),
    "3 months": gettext_lazy("quarter"),
    "12 months": gettext_lazy("year"),
    "36 months": gettext_lazy("three years"),
}
OWNERS = {
    "anyone": gettext_lazy("whoever is there"),
    "addressee": gettext_lazy("whoever it is addressed to"),
}


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing to know about a keeper."""

    label: str
    value: str


@dataclass(frozen=True, slots=True)
class Keeper:
    """What keeps a clause. `sort` is promise, duty, measure, held or pending."""

    sort: str
    name: str
    public: str
    line: str
    facts: tuple[Fact, ...] = ()


def sort_of(clause: Clause) -> str:
    """Which sort of keeper the clause has."""
    if clause.promise is not None:
        return DUTY if clause.promise.duty else PROMISE
    if clause.measure is not None:
        return MEASURE
    return HELD if clause.held else PENDING


def kind_words(clause: Clause) -> str:
    """What sort of statement the clause is."""
    return str(KINDS.get(clause.kind, clause.kind))


def keeper_of(clause: Clause, rulebook: Rulebook) -> Keeper:
    """The keeper of a clause; one without says which part of Kept will keep it."""
    if clause.promise is not None:
        return (_duty if clause.promise.duty else _promise)(clause.promise, rulebook)
    if clause.measure is not None:
        return _measure(clause.measure, rulebook)
    if clause.held:
        n = len(clause.held)
        return Keeper(HELD, "", "", ngettext("Kept by one thing.", "Kept by %(n)s things.", n) % {"n": n})
    area = (clause.pending or "").replace("-", " ")
    return Keeper(PENDING, "", "", _("No keeper yet: %(area)s.") % {"area": area})


def name_of(clause: Clause) -> str:
    """What the keeper is called; the clause's id where it has none."""
    name = clause.promise.name if clause.promise else clause.measure.name if clause.measure else ""
    return name.replace("-", " ").capitalize() if name else clause.id


# ---- promises --------------------------------------------------------------------------------------------


def _promise(promise: Promise, rulebook: Rulebook) -> Keeper:
    name, long = promise_name(promise, promise.clause), span_words(promise)
    begins, ends = begins_words(promise, rulebook), _labels(promise.stops, rulebook)
    said = {"name": name, "long": long, "begins": begins, "ends": ends}
    return Keeper(
        PROMISE,
        name,
        promise.public,
        _("Promise “%(name)s”: %(long)s. Begins: %(begins)s. Ends: %(ends)s.") % said,
        tuple(_promise_facts(promise, rulebook, long, begins, ends)),
    )


def _promise_facts(promise: Promise, rulebook: Rulebook, long: str, begins: str, ends: str) -> Iterable[Fact]:
    yield Fact(_("How long"), long)
    if promise.aim is not None:
        yield Fact(_("Our aim"), _("%(span)s, a wish that is never judged") % {"span": promise.aim})
    yield Fact(_("Begins with"), begins)
    alike = _alike(promise.starts, rulebook)
    if alike:
        yield Fact(_("Counted alike, by our reading"), alike)
    if promise.when:
        yield Fact(_("Only when"), _conditions(promise.when, promise.starts, rulebook))
    yield Fact(_("Ends with"), ends)
    if promise.attempts:
        yield Fact(_("A try, which is not enough"), _labels(promise.attempts, rulebook))
    if promise.unmeasured:
        yield Fact(_("Not measured after"), _labels(promise.unmeasured, rulebook))
    yield from _owned(promise.owner, str(promise.warn) if promise.warn else "", rulebook)


def span_words(promise: Promise) -> str:
    """How long it may take. A number of ours is told from one of the policy's."""
    within = promise.within
    if isinstance(within, UntilTold):
        return _("by the date that was told")
    if isinstance(within, ByDate):
        return str(within)
    if isinstance(within, SpanBy):
        label = within.field.replace("_", " ")
        named = [*(f"{_value(key)}: {span}" for key, span in within.spans)]
        listed = "; ".join([*named, _("otherwise: %(span)s") % {"span": within.otherwise}])
        counted = _("by %(field)s (%(spans)s)") % {"field": label, "spans": listed}
    else:
        counted = str(within)
    if promise.own_number:
        said = {"word": promise.within_text, "number": counted}
        return _("“%(word)s”, which we count as %(number)s (our reading, not in the policy)") % said
    return counted


def begins_words(promise: Promise, rulebook: Rulebook) -> str:
    """What starts the clock: an event, or another promise that ran out."""
    if promise.after is None:
        return _labels(promise.starts, rulebook)
    if promise.after.promise == "any":
        return _("a promise to a person was broken")
    earlier = rulebook.clause_by_id.get(promise.after.promise)
    name = name_of(earlier) if earlier else promise.after.promise
    return _("“%(name)s” ran out without being kept") % {"name": name}


def _alike(starts: Iterable[str], rulebook: Rulebook) -> str:
    """Which of these the policy does not name, and as what each of them counts: "Fax as Letter received"."""
    kinds = rulebook.kinds
    named = [kinds[each] for each in starts if each in kinds]
    return "; ".join(
        _("%(what)s as %(other)s") % {"what": each.label, "other": kinds[each.counts_as].label}
        for each in named
        if each.counts_as is not None and each.counts_as in kinds
    )


def _owned(owner: str | None, warn: str, rulebook: Rulebook) -> Iterable[Fact]:
    if owner:
        teams = dict(rulebook.association.teams)
        known = OWNERS.get(owner, teams.get(owner, owner.replace("-", " ")))
        yield Fact(_("Whose"), str(known))
    if warn:
        yield Fact(_("Warned"), warn)


def _conditions(when: Conditions, kinds: Sequence[str], rulebook: Rulebook) -> str:
    return "; ".join(_condition(name, values, kinds, rulebook) for name, values in when)


def _condition(name: str, values: Sequence[object], kinds: Sequence[str], rulebook: Rulebook) -> str:
    """“Is it urgent?” is answered yes."""
    known = [kind.field(name) for each in kinds if (kind := rulebook.kinds.get(each))]
    field = next((each for each in known if each is not None), None)
    choices = dict(field.choices) if field else {}
    answers = _or(choices.get(str(each), _value(each)) for each in values)
    label = field.label if field else name.replace("_", " ")
    return _("“%(question)s” is answered %(answers)s") % {"question": label, "answers": answers}


# ---- duties and measures ---------------------------------------------------------------------------------


def _duty(promise: Promise, rulebook: Rulebook) -> Keeper:
    assert promise.duty is not None
    name, often = promise_name(promise, promise.clause), _often(promise)
    subject = promise.duty.subject.replace("_", " ")
    said = {"name": name, "often": often}
    facts = [Fact(_("How often"), often)]
    if subject != "association":
        facts.append(Fact(_("For each"), subject))
    return Keeper(
        DUTY,
        name,
        promise.public,
        _("Duty “%(name)s”: %(often)s.") % said,
        (*facts, *_owned(promise.owner, str(promise.warn) if promise.warn else "", rulebook)),
    )


def _often(promise: Promise) -> str:
    assert promise.duty is not None
    if isinstance(promise.within, ByDate):
        return _("once, %(day)s") % {"day": promise.within}
    cycle = _("every %(cycle)s") % {"cycle": cycle_words(str(promise.within))}
    if not promise.own_number:
        return cycle
    said = {"word": promise.within_text, "number": cycle}
    return _("“%(word)s”, which we count as %(number)s (our reading, not in the policy)") % said


def _measure(measure: Measure, rulebook: Rulebook) -> Keeper:
    name = measure.name.replace("-", " ").capitalize()
    target = target_words(measure.at_least, measure.at_most)
    said = {"name": name, "target": target, "cycle": cycle_words(str(measure.every))}
    facts = [
        Fact(_("Target"), target),
        Fact(_("Out of"), _denominator(measure, rulebook)),
        Fact(_("Counted"), _counted(measure.counting, rulebook)),
        Fact(_("Each"), cycle_words(str(measure.every))),
    ]
    if measure.sample is not None:
        facts.append(Fact(_("Drawn by chance"), per_cent(measure.sample)))
    return Keeper(
        MEASURE,
        name,
        measure.public,
        _("Measure “%(name)s”: %(target)s each %(cycle)s.") % said,
        (*facts, *_owned(measure.owner, "", rulebook)),
    )


def cycle_words(every: str) -> str:
    """The period of a figure or of a duty as people call it: month, quarter of the calendar, 3 years."""
    text = every.removeprefix("every ").removeprefix("1 ")
    return str(CYCLES.get(text, text))


def _denominator(measure: Measure, rulebook: Rulebook) -> str:
    of = measure.of
    if of.promise is not None:
        earlier = rulebook.clause_by_id.get(of.promise)
        return _("every time of “%(name)s”") % {"name": name_of(earlier) if earlier else of.promise}
    found = _labels([of.event or ""], rulebook)
    if of.when:
        return _("%(event)s, when %(when)s") % {
            "event": found,
            "when": _conditions(of.when, [of.event or ""], rulebook),
        }
    return found


def _counted(counting: Counting, rulebook: Rulebook) -> str:
    if counting.verdicts:
        return _or(each.replace("-", " ") for each in counting.verdicts)
    if counting.event is not None:
        found = _("%(event)s follows") % {"event": _labels([counting.event], rulebook)}
        when = _conditions(counting.when, [counting.event], rulebook)
        return f"{found} ({when})" if when else found
    label = (counting.field or "").replace("_", " ")
    if counting.at_least is not None:
        return _("%(field)s is at least %(n)s") % {"field": label, "n": f"{counting.at_least:g}"}
    if counting.at_most is not None:
        return _("%(field)s is at most %(n)s") % {"field": label, "n": f"{counting.at_most:g}"}
    return _("%(field)s is %(values)s") % {"field": label, "values": _or(_value(v) for v in counting.values)}


def _labels(kinds: Iterable[str], rulebook: Rulebook) -> str:
    return _or(rulebook.kinds[each].label if each in rulebook.kinds else each for each in kinds)


def _value(value: object) -> str:
    return {True: _("yes"), False: _("no")}.get(value, str(value))  # type: ignore[call-overload,no-any-return]


def _or(words: Iterable[str]) -> str:
    listed = list(dict.fromkeys(words))
    if len(listed) < 2:
        return "".join(listed)
    return _("%(most)s or %(last)s") % {"most": ", ".join(listed[:-1]), "last": listed[-1]}
