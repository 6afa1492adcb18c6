"""What exactly is promised? Reads the `promise:` of a clause.

    promise:
      name: letter-acknowledged
      public: We acknowledge your letter within three working days.
      starts: [letter.received, email.received]     # or {after: moray:4.2.37, when: expired}
      stops: [letter.acknowledged, letter.answered]
      when: {classified: [general, information]}    # fields of the start that count; all must hold
      within: 3 working days                        # or a word, which takes its number from own_numbers,
                                                    # or {by: answer_by}, a date that the start tells
      counts_from: {later: [happened_at, booked_at]}     # or {first: [aware_at, happened_at]}
      warn: 1 working day before
      owner: addressee
      reading: …

Names of events, fields, reasons, owners and members are looked up here, so that a misspelt one is told
with its line. From when and how long is read in `counting`; what lies between promises (chains, own
numbers that nothing uses) is looked at in `checks`. A promise may also start when any other is broken,
`{after: any, when: broken}`; a breach of one that says `put_right: no` is nobody's loss but our own, and
starts nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from kept.rulebook.context import Context, counting_fields, counting_names, hyphened
from kept.rulebook.counting import read_counts_from, read_warn, read_within
from kept.rulebook.entry import Entry
from kept.rulebook.facts import FactError, read_fact
from kept.rulebook.faults import NO_SUCH_KIND, SEE_EVENTS
from kept.rulebook.model import (
    ANY,
    After,
    Association,
    Conditions,
    EventKind,
    Field,
    Promise,
    Tries,
)
from kept.rulebook.never import never_answered
from kept.workclock import WorkingDays

KEYS = (
    "name",
    "public",
    "starts",
    "stops",
    "when",
    "within",
    "aim",
    "counts_from",
    "counting_from",
    "warn",
    "owner",
    "attempts",
    "no_access",
    "offers",
    "unmeasured",
    "once",
    "tries",
    "pauses",
    "members",
    "counts",
    "put_right",
    "reading",
)
MEMBER, FIRST_OFFER = "member", "first_offer"
SEE_OWNERS = "such as addressee, anyone, officer, or a team or role of association.yaml"
NO_SUCH_FIELD = "No event that starts this promise has a field of this name that counts."
NEVER_COUNTS = frozenset({"void", "confirm", "correct"})


def read_promise(entry: Entry, clause: str, context: Context) -> Promise | None:
    """The promise; None where it lacks what none can do without, with its faults noted."""
    entry.only(*KEYS)
    context.entries[clause] = entry
    after = _after(entry)
    starts = () if after else read_kinds_named(entry, "starts", context, required=True)
    stops = read_kinds_named(entry, "stops", context, required=True)
    within, within_text = read_within(entry, "within", clause, starts, context)
    own = context.own.get(clause)
    if within is None:
        return None
    counts_from, counts_first = read_counts_from(entry, starts, within, context)
    promise = Promise(
        clause=clause,
        name=read_name(entry, clause, context),
        public=entry.text("public", limit=300) or clause,
        starts=starts,
        stops=stops,
        within=within,
        within_text=within_text,
        after=after,
        when=read_when(entry, starts if not after else tuple(context.kinds), context),
        aim=entry.span("aim", required=False),
        counts_from=counts_from,
        from_opening=entry.choice("counting_from", ["opening"], required=False) is not None,
        warn=read_warn(entry),
        owner=read_owner(entry, context),
        attempts=read_kinds_named(entry, "attempts", context),
        no_access=read_kinds_named(entry, "no_access", context),
        offers=_offers(entry, context),
        unmeasured=read_kinds_named(entry, "unmeasured", context),
        once=entry.flag("once"),
        tries=_tries(entry, within, context),
        pauses=_among(entry, "pauses", context.pause_reasons(), "No event that pauses gives this reason."),
        members=read_members(entry, context),
        automatic_counts=entry.choice("counts", ["automatic"], required=False) is not None,
        reading=entry.text("reading", limit=1_000, required=False),
        own_number=own is not None,
        own_because=own.because if own else None,
        counts_first=counts_first,
        put_right=entry.flag("put_right", default=True),
    )
    _check_stops(entry, promise, context)
    return promise


def read_name(entry: Entry, clause: str, context: Context) -> str:
    """The name of what keeps the clause, which nothing else in this policy has."""
    name = entry.slug("name")
    if name is None:
        return clause
    if name in context.names:
        entry.fault(
            "name",
            f"Another promise, {context.names[name]}, has this name already. Choose another.",
            found=name,
        )
    context.names.setdefault(name, clause)
    return name


def read_members(entry: Entry, context: Context) -> tuple[str, ...]:
    """The members of a group that the clause binds; none where it binds them all."""
    members = [slug for slug, _ in context.association.members]
    return _among(entry, "members", members, "The association has no member of this name.")


def read_kinds_named(entry: Entry, key: str, context: Context, *, required: bool = False) -> tuple[str, ...]:
    """The event kinds named at the key, with those that count as them; unknown ones are noted and left
    out.
    """
    names = entry.words(key, required=required, allowed=SEE_EVENTS)
    for name in names:
        if name not in context.kinds:
            entry.not_among(key, NO_SUCH_KIND, name, context.kinds, see=SEE_EVENTS)
    known = [name for name in names if name in context.kinds]
    alike = [each for name in known for each in context.alike.get(name, ())]
    return tuple(dict.fromkeys([*known, *alike]))


def read_kind_named(entry: Entry, key: str, context: Context) -> str | None:
    """The one event kind named at the key."""
    name = entry.text(key, limit=80)
    if name is None or name in context.kinds:
        return name
    entry.not_among(key, NO_SUCH_KIND, name, context.kinds, see=SEE_EVENTS)
    return None


def _among(entry: Entry, key: str, options: Iterable[str], message: str) -> tuple[str, ...]:
    known = list(options)
    names = entry.words(key)
    for name in names:
        if name not in known:
            entry.not_among(key, message, name, known)
    return tuple(name for name in names if name in known)


def _after(entry: Entry) -> After | None:
    inner = entry.inner("starts", where="“starts”") if entry.holds_mapping("starts") else None
    if inner is None:
        return None
    inner.only("after", "when")
    promise = inner.text("after", limit=80)
    when = inner.choice("when", ["broken"] if promise == ANY else ["expired"])
    return After(promise or "", when or "expired")


def read_owner(entry: Entry, context: Context) -> str | None:
    """Who sees to it."""
    value = entry.text("owner", limit=60, allowed=SEE_OWNERS)
    if value is None:
        return None
    owner, known = hyphened(value), context.owners()
    if owner not in known:
        entry.not_among("owner", "Nobody here has this role, team or job.", owner, known, see=SEE_OWNERS)
        return None
    return owner


def read_when(
    entry: Entry, starts: tuple[str, ...], context: Context, *, message: str = NO_SUCH_FIELD
) -> Conditions:
    """The fields of the events in question that must have one of some values."""
    inner = entry.inner("when", where="“when”", allowed="such as {urgent: yes}")
    found = []
    for name in inner.data.items if inner else ():
        assert inner is not None
        fields = counting_fields(starts, str(name), context)
        if fields:
            found.append((str(name), tuple(_values(inner, str(name), fields))))
        elif starts:
            inner.not_among(name, message, name, counting_names(starts, context))
    return tuple(found)


def _values(entry: Entry, name: str, fields: list[Field]) -> list[object]:
    """The values allowed at the name, each one that some start event can have."""
    found: list[object] = []
    for value in entry.values(name):
        for each in fields:
            try:
                found.append(read_fact(each, value))
                break
            except FactError:
                continue
        else:
            never_answered(entry, name, fields[0], value)
    return found


def _offers(entry: Entry, context: Context) -> tuple[str, ...]:
    kinds = read_kinds_named(entry, "offers", context)
    for name in kinds:
        if not counting_fields([name], FIRST_OFFER, context):
            message = f"An offer counts where it says what was offered first, in “{FIRST_OFFER}”."
            entry.fault("offers", message, found=name, allowed="a kind with that field")
    return kinds


def _tries(entry: Entry, within: object, context: Context) -> Tries | None:
    inner = entry.inner("tries", where="“tries”")
    if inner is None:
        return None
    inner.only("of", "per_day")
    kinds, per_day = (
        read_kinds_named(inner, "of", context, required=True),
        inner.whole("per_day", least=1, most=50),
    )
    if not isinstance(within, WorkingDays):
        message = "Tries are counted on each working day. Give “within” in working days."
        inner.fault("per_day", message, found=entry.get("within"), allowed="such as 2 working days")
        return None
    return Tries(kinds[0], per_day) if kinds and per_day else None


def _a(word: object) -> str:
    """The word with “a” or “an” before it."""
    return f"{'an' if str(word)[:1] in 'aeiou' else 'a'} {word}"


def _check_stops(entry: Entry, promise: Promise, context: Context) -> None:
    """Note each stop that can never follow a start, or never counts."""
    for name in promise.stops:
        kind = context.kinds[name]
        if kind.automatic and not promise.automatic_counts:
            message = "A machine does this. It stops the promise only where you say that it counts."
            entry.fault("stops", message, found=name, allowed="counts: automatic")
        elif kind.acts in NEVER_COUNTS:
            entry.fault(
                "stops", f"What {kind.acts}s another event stops nothing itself. Take it out.", found=name
            )
        elif promise.starts and not any(_follows(kind, context.kinds[each]) for each in promise.starts):
            message = f"This never comes after the start, for it begins {_a(kind.opens)} of its own."
            opened = sorted({str(context.kinds[each].opens) for each in promise.starts})
            allowed = f"what goes on with {' or '.join(map(_a, opened))}"
            entry.fault("stops", message, found=name, allowed=allowed)
    for name in promise.starts:
        if context.kinds[name].acts in NEVER_COUNTS:
            entry.fault(
                "starts", "What puts another event right starts nothing itself. Take it out.", found=name
            )


def with_members(
    kinds: Mapping[str, EventKind], promises: Iterable[Promise], association: Association
) -> dict[str, EventKind]:
    """The kinds, where those that start a promise of some members of a group ask which member it is about."""
    asked = {kind for each in promises if each.members for kind in each.starts}
    field = Field(MEMBER, "Which association is it?", "choice", counts=True, choices=association.members)
    return {
        name: replace(kind, fields=(*kind.fields, field))
        if name in asked and not kind.field(MEMBER)
        else kind
        for name, kind in kinds.items()
    }


def with_duties(kinds: Mapping[str, EventKind], promises: Iterable[Promise]) -> dict[str, EventKind]:
    """The kinds, where each field of type `duty` is a choice among the duties there are."""
    duties = tuple((each.clause, _in_words(each.name)) for each in promises if each.duty)
    return {name: _choosing(kind, duties) for name, kind in kinds.items()}


def _choosing(kind: EventKind, duties: tuple[tuple[str, str], ...]) -> EventKind:
    if all(each.type != "duty" for each in kind.fields):
        return kind
    fields = (
        replace(each, type="choice", choices=duties) if each.type == "duty" else each for each in kind.fields
    )
    return replace(kind, fields=tuple(fields))


def _in_words(name: str) -> str:
    return name.replace("-", " ").replace("_", " ").capitalize()


def _follows(stop: EventKind, start: EventKind) -> bool:
    """Whether the stop can be on the start's thread: it continues one, or begins one of the same sort."""
    return stop.opens is None or start.opens is None or stop.opens == start.opens
