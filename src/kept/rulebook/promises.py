"""What exactly is promised? Reads the `promise:` of a clause.

    promise:
      name: letter-acknowledged
      public: We acknowledge your letter within three working days.
      starts: [letter.received, email.received]     # or {after: moray:4.2.37, when: expired}
      stops: [letter.acknowledged, letter.answered]
      when: {classified: [general, information]}    # fields of the start that count; all must hold
      within: 3 working days                        # or a word, which takes its number from own_numbers
      counts_from: {later: [happened_at, booked_at]}
      warn: 1 working day before
      owner: addressee
      reading: …

Names of events, fields, reasons, owners and members are looked up here, so that a misspelt one is told with
its line. What lies between promises (chains, own numbers that nothing uses) is looked at in `checks`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from kept.rulebook.association import OwnNumber
from kept.rulebook.entry import Entry
from kept.rulebook.facts import FactError, read_fact
from kept.rulebook.model import ROLES, After, Association, EventKind, Field, Promise, SpanBy, Tries
from kept.workclock import Before, Span, SpanError, WorkingDays, parse_span

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
    "reading",
)
ADDRESSEE, ANYONE = "addressee", "anyone"
HAPPENED_AT = "happened_at"
MEMBER, REASON, FIRST_OFFER = "member", "reason", "first_offer"
SEE_OWNERS = "among them addressee, anyone, officer and the teams and roles of association.yaml"
SEE_EVENTS = "listed by “kept policy events”"
NEVER_COUNTS = frozenset({"void", "confirm", "correct"})


@dataclass(slots=True)
class Context:
    """What the names in a promise may mean, and which clauses and promises there are so far."""

    association: Association
    kinds: Mapping[str, EventKind]
    own: Mapping[str, OwnNumber]
    places: dict[str, str] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    used: set[str] = field(default_factory=set)
    entries: dict[str, Entry] = field(default_factory=dict)

    def owners(self) -> list[str]:
        """Every word for an owner: whom it was for, whoever is nearest, a role, a team or a job."""
        jobs = [_hyphened(title) for title, _ in self.association.roles]
        return [ADDRESSEE, ANYONE, *ROLES, *(slug for slug, _ in self.association.teams), *jobs]

    def pause_reasons(self) -> list[str]:
        """The reasons that events which pause may give."""
        fields = [kind.field(REASON) for kind in self.kinds.values() if kind.acts == "pause"]
        return [slug for each in fields if each for slug, _ in each.choices]


def read_promise(entry: Entry, clause: str, context: Context) -> Promise | None:
    """The promise; None where it lacks what none can do without, with its faults noted."""
    entry.only(*KEYS)
    context.entries[clause] = entry
    after = _after(entry)
    starts = () if after else _kinds(entry, "starts", context, required=True)
    stops = _kinds(entry, "stops", context, required=True)
    within = _within(entry, clause, context)
    own = context.own.get(clause)
    if within is None:
        return None
    promise = Promise(
        clause=clause,
        name=_name(entry, clause, context),
        public=entry.text("public", limit=300) or clause,
        starts=starts,
        stops=stops,
        within=within,
        within_text=entry.text("within", required=False) or "",
        after=after,
        when=_when(entry, starts, context) if not after else _when(entry, tuple(context.kinds), context),
        aim=entry.span("aim", required=False),
        counts_from=_counts_from(entry, starts, within, context),
        from_opening=entry.choice("counting_from", ["opening"], required=False) is not None,
        warn=_warn(entry),
        owner=_owner(entry, context),
        attempts=_kinds(entry, "attempts", context),
        no_access=_kinds(entry, "no_access", context),
        offers=_offers(entry, context),
        unmeasured=_kinds(entry, "unmeasured", context),
        once=entry.flag("once"),
        tries=_tries(entry, within, context),
        pauses=_among(entry, "pauses", context.pause_reasons(), "No event that pauses gives this reason."),
        members=_among(
            entry,
            "members",
            [slug for slug, _ in context.association.members],
            "The association has no such member.",
        ),
        automatic_counts=entry.choice("counts", ["automatic"], required=False) is not None,
        reading=entry.text("reading", limit=1_000, required=False),
        own_number=own is not None,
        own_because=own.because if own else None,
    )
    _check_stops(entry, promise, context)
    return promise


def _name(entry: Entry, clause: str, context: Context) -> str:
    name = entry.slug("name")
    if name is None:
        return clause
    if name in context.names:
        entry.fault(
            "name",
            f"Another promise has this name, {context.names[name]}.",
            found=name,
            allowed="another name",
        )
    context.names.setdefault(name, clause)
    return name


def _kinds(entry: Entry, key: str, context: Context, *, required: bool = False) -> tuple[str, ...]:
    """The event kinds named at the key; those that nobody knows are noted and left out."""
    names = entry.words(key, required=required)
    for name in names:
        if name not in context.kinds:
            entry.not_among(key, "No event kind has this name.", name, context.kinds, see=SEE_EVENTS)
    return tuple(name for name in names if name in context.kinds)


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
    promise, when = inner.text("after", limit=80), inner.choice("when", ["expired"])
    return After(promise or "", when or "expired")


def _within(entry: Entry, clause: str, context: Context) -> Span | SpanBy | None:
    """The span that binds: the policy's own, or the association's number for a word without one."""
    text = entry.text("within", limit=60)
    own = context.own.get(clause)
    if text is None:
        return None
    try:
        span = parse_span(text)
    except SpanError as error:
        if own is not None:
            context.used.add(clause)
            return own.within
        if any(each.isdigit() for each in text):
            entry.fault("within", str(error), found=text)
        else:
            message = "The policy gives a word and no number. Give the association's own in association.yaml."
            entry.fault("within", message, found=text, allowed=f"own_numbers: {clause}: within, because")
        return None
    if own is not None:
        context.used.add(clause)
        message = f"The policy gives its own number, “{text}”, which a reading never changes."
        own.entry.fault("within", message, allowed="own numbers for words such as “promptly”")
    return span


def _warn(entry: Entry) -> Span | None:
    span = entry.span("warn", required=False)
    if span is not None and not (isinstance(span, Before) and span.span):
        entry.fault(
            "warn",
            "A warning comes before the due.",
            found=entry.get("warn"),
            allowed="2 working days before",
        )
        return None
    return span


def _owner(entry: Entry, context: Context) -> str | None:
    value = entry.text("owner", limit=60)
    if value is None:
        return None
    owner, known = _hyphened(value), context.owners()
    if owner not in known:
        entry.not_among("owner", "Nobody here has this role, team or job.", owner, known, see=SEE_OWNERS)
        return None
    return owner


def _hyphened(words: str) -> str:
    return "-".join(words.lower().split())


def counting_fields(kinds: Iterable[str], name: str, context: Context) -> list[Field]:
    """That field of each of the kinds which has it and lets it count."""
    found = (context.kinds[kind].field(name) for kind in kinds)
    return [each for each in found if each is not None and each.counts]


def counting_names(kinds: Iterable[str], context: Context) -> list[str]:
    """The names of every field of those kinds that counts."""
    return sorted({each.name for kind in kinds for each in context.kinds[kind].fields if each.counts})


def _when(
    entry: Entry, starts: tuple[str, ...], context: Context
) -> tuple[tuple[str, tuple[object, ...]], ...]:
    inner = entry.inner("when", where="“when”")
    found = []
    for name in inner.data.items if inner else ():
        assert inner is not None
        fields = counting_fields(starts, str(name), context)
        if fields:
            found.append((str(name), tuple(_values(inner, str(name), fields))))
        elif starts:
            known = sorted(
                {each.name for kind in starts for each in context.kinds[kind].fields if each.counts}
            )
            inner.not_among(
                name, "No event that starts this promise has a field of this name that counts.", name, known
            )
    return tuple(found)


def _values(entry: Entry, name: str, fields: list[Field]) -> list[object]:
    """The values allowed at the name, each one that some start event can have."""
    found = []
    for value in entry.values(name):
        wrong = ""
        for each in fields:
            try:
                found.append(read_fact(each, value))
                break
            except FactError as problem:
                wrong = str(problem)
        else:
            allowed = ", ".join(slug for slug, _ in fields[0].choices) or wrong.rstrip(".")
            entry.fault(name, "The field never has this value.", found=value, allowed=allowed)
    return found


def _counts_from(
    entry: Entry, starts: tuple[str, ...], within: Span | SpanBy, context: Context
) -> tuple[str, ...]:
    """What the span counts from: when it happened, a date or moment that was told, or the later of such."""
    later = entry.inner("counts_from", where="“counts_from”") if entry.holds_mapping("counts_from") else None
    if later is not None:
        later.only("later")
    sources = later.words("later", required=True) if later else entry.words("counts_from")
    holder = later or entry
    key = "later" if later else "counts_from"
    if len(sources) > 1 and later is None:
        entry.fault(
            "counts_from", "Where there are several, say that the later counts.", allowed="{later: [a, b]}"
        )
    found = []
    for name in sources:
        fields = counting_fields(starts, name, context)
        if name == HAPPENED_AT or any(each.type in ("date", "moment") for each in fields):
            found.append(name)
        else:
            known = _dates(starts, context)
            message = "No event that starts this promise has a date or moment of this name that counts."
            holder.not_among(key, message, name, [HAPPENED_AT, *known])
    if isinstance(within, Before) and (not found or HAPPENED_AT in found) and starts:
        allowed = f"counts_from: {' or '.join(_dates(starts, context)) or 'a date of the start event'}"
        entry.fault(
            "counts_from", "The promise is for a time before something. Say before what.", allowed=allowed
        )
    return tuple(found) or (HAPPENED_AT,)


def _dates(starts: tuple[str, ...], context: Context) -> list[str]:
    fields = [each for kind in starts for each in context.kinds[kind].fields if each.counts]
    return sorted({each.name for each in fields if each.type in ("date", "moment")})


def _offers(entry: Entry, context: Context) -> tuple[str, ...]:
    kinds = _kinds(entry, "offers", context)
    for name in kinds:
        if not counting_fields([name], FIRST_OFFER, context):
            message = f"An offer that was declined says what was offered first, in “{FIRST_OFFER}”."
            entry.fault("offers", message, found=name, allowed="a kind with that field")
    return kinds


def _tries(entry: Entry, within: Span | SpanBy, context: Context) -> Tries | None:
    inner = entry.inner("tries", where="“tries”")
    if inner is None:
        return None
    inner.only("of", "per_day")
    kinds, per_day = _kinds(inner, "of", context, required=True), inner.whole("per_day", least=1, most=50)
    if not isinstance(within, WorkingDays):
        found, allowed = entry.get("within"), "a span in working days"
        inner.fault(
            "per_day", "Tries are counted on each working day of the span.", found=found, allowed=allowed
        )
        return None
    return Tries(kinds[0], per_day) if kinds and per_day else None


def _check_stops(entry: Entry, promise: Promise, context: Context) -> None:
    """Note each stop that can never follow a start, or never counts."""
    for name in promise.stops:
        kind = context.kinds[name]
        if kind.automatic and not promise.automatic_counts:
            message = "A machine does this, which stops no promise unless the rulebook says so."
            entry.fault("stops", message, found=name, allowed="counts: automatic")
        elif kind.acts in NEVER_COUNTS:
            entry.fault("stops", f"An event that {kind.acts}s another stops nothing itself.", found=name)
        elif promise.starts and not any(_follows(kind, context.kinds[each]) for each in promise.starts):
            message = f"It can never follow the start: it begins a {kind.opens} of its own."
            opened = sorted({str(context.kinds[each].opens) for each in promise.starts})
            allowed = f"what continues a {' or a '.join(opened)}"
            entry.fault("stops", message, found=name, allowed=allowed)
    for name in promise.starts:
        if context.kinds[name].acts in NEVER_COUNTS:
            entry.fault("starts", "An event that puts another right starts nothing itself.", found=name)


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


def _follows(stop: EventKind, start: EventKind) -> bool:
    """Whether the stop can be on the start's thread: it continues one, or begins one of the same sort."""
    return stop.opens is None or start.opens is None or stop.opens == start.opens
