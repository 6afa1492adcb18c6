"""Of what does the house keep a list, and what does each entry say?

    - name: identity-cards
      title: Identity cards
      says: Who carries which card, and until when it is valid.
      of: staff                  # each entry belongs to a member of staff; or to an office, or to the house
      each: yes                  # everybody should have one: whoever has none is listed
      fields:
        number: {label: Card number, type: text, required: yes}
        expires_on: {label: Valid until, type: date, means: expires}

In `registers.yaml`, shared by all or an association's own. `review` says how long an entry may stand before
somebody looks at it again, `check` what is found when somebody does, `sign` that each colleague confirms each
edition, `covers` what must be among the entries, `ends` how an entry may come to its end.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import get_args

from kept.rulebook.context import Context
from kept.rulebook.entry import Entry
from kept.rulebook.faults import listed
from kept.rulebook.yamlread import Map
from kept.workclock import Span
from kept.workclock.spans import Days, Months, Weeks, Years

HOUSE, OFFICE, STAFF = "association", "office", "staff"
OF = (HOUSE, OFFICE, STAFF)
# `job` is one of the association's job titles, `colleague` somebody who works here, `file` what is kept on
# disk, `hours` the opening hours that something prints, as they stood when somebody last looked.
TYPES = (
    "text",
    "long_text",
    "date",
    "number",
    "choice",
    "yes_no",
    "phone",
    "email",
    "job",
    "colleague",
    "file",
    "hours",
)
# What a field's answer is to the list: what the entry is called, when it runs out, how many there are and
# below how many more are ordered, that there must always be some, the most that a number may be, and of how
# much there should be and is.
MEANS = ("title", "expires", "stock", "reorder", "compulsory", "limited", "needs", "has")
OF_TYPE = {
    "title": ("text", "choice", "job"),
    "expires": ("date",),
    "stock": ("number",),
    "reorder": ("number",),
    "compulsory": ("yes_no",),
    "limited": ("number",),
    "needs": ("number",),
    "has": ("number",),
}
# Who keeps a register, and who may look at it.
EVERYBODY, LEADERS, ACCOUNTS, DESK = "everybody", "leaders", "accounts", "desk"
KEEPERS = (EVERYBODY, DESK, LEADERS, ACCOUNTS)
GROUPS = ("people", "office", "answers", "safety")
LONG = (Days, Weeks, Months, Years)
assert set(LONG) <= set(get_args(Span))


@dataclass(frozen=True, slots=True)
class RegisterField:
    """One thing that an entry says. `most` is the number from which on a `limited` one is warned of."""

    name: str
    label: str
    type: str
    required: bool = False
    means: str = ""
    help: str = ""
    choices: tuple[tuple[str, str], ...] = ()
    most: int | None = None


@dataclass(frozen=True, slots=True)
class RegisterCheck:
    """What somebody finds who looks at an entry; `failed` are the results that are put right."""

    label: str
    results: tuple[tuple[str, str], ...]
    failed: tuple[str, ...] = ()
    every: Span | None = None


@dataclass(frozen=True, slots=True)
class Register:
    """One list of the house. `jobs` narrows `each` to the holders of those job titles."""

    name: str
    title: str
    says: str
    one: str
    of: str = HOUSE
    group: str = "office"
    fields: tuple[RegisterField, ...] = ()
    each: bool = False
    jobs: tuple[str, ...] = ()
    single: bool = False
    kept_by: tuple[str, ...] = (LEADERS,)
    seen_by: tuple[str, ...] = (EVERYBODY,)
    own: bool = False
    review: Span | None = None
    check: RegisterCheck | None = None
    sign: str = ""
    covers: tuple[tuple[str, tuple[str, ...]], ...] = ()
    ends: tuple[tuple[str, str], ...] = ()

    @property
    def parts(self) -> tuple[str, ...]:
        """The names that a keeper may add to the register's: its fields, and what the list does by itself."""
        does = {
            "each": self.each,
            "review": self.review is not None,
            "check": self.check is not None,
            "sign": bool(self.sign),
            "covers": bool(self.covers),
            "ends": bool(self.ends),
        }
        return (*(each.name for each in self.fields), *(name for name, there in does.items() if there))

    @property
    def private(self) -> bool:
        """Whether it is kept in confidence: whoever an entry is about does not see it."""
        return self.of == STAFF and self.seen_by == (LEADERS,)

    def field(self, name: str) -> RegisterField | None:
        """The field of that name, or None."""
        return next((each for each in self.fields if each.name == name), None)

    def meaning(self, what: str) -> RegisterField | None:
        """The field that means that, or None."""
        return next((each for each in self.fields if each.means == what), None)


_KEYS = (
    "name",
    "title",
    "says",
    "one",
    "of",
    "group",
    "fields",
    "each",
    "jobs",
    "single",
    "kept_by",
    "seen_by",
    "own",
    "review",
    "check",
    "sign",
    "covers",
    "ends",
)


def read_register(entry: Entry, context: Context) -> Register | None:
    """One register; None where it has no name or says not what it is."""
    entry.only(*_KEYS)
    name, title, says = entry.slug("name"), entry.text("title", limit=60), entry.text("says", limit=400)
    one = entry.text("one", limit=40)
    of = entry.choice("of", OF, required=False) or HOUSE
    fields = tuple(_fields(entry))
    if "fields" not in entry:
        entry.missing("fields")
    _check_meanings(entry, fields, of)
    each = entry.flag("each")
    if each and of == HOUSE:
        entry.fault(
            "each",
            "Only staff or offices can have one each. Say which of the two.",
            allowed="of: staff or of: office",
        )
    jobs = entry.words("jobs")
    titles = [title for title, _role in context.association.roles]
    for job in jobs:
        if job not in titles:
            entry.not_among("jobs", "Nobody here has this job title.", job, titles)
    own = entry.flag("own")
    if own and of != STAFF:
        entry.fault(
            "own",
            "Only what is kept of staff can be somebody’s own. Say that it is of staff.",
            allowed="of: staff",
        )
    if not (name and title and says and one):
        return None
    return Register(
        name,
        title,
        says,
        one,
        of=of,
        group=entry.choice("group", GROUPS, required=False) or "office",
        fields=fields,
        each=each,
        jobs=jobs,
        single=entry.flag("single"),
        kept_by=_people(entry, "kept_by", LEADERS),
        seen_by=_people(entry, "seen_by", EVERYBODY),
        own=own,
        review=_long(entry, "review"),
        check=_check(entry),
        sign=entry.text("sign", limit=80, required=False) or "",
        covers=_covers(entry, fields),
        ends=tuple(entry.pairs("ends", names=False)),
    )


def _people(entry: Entry, key: str, otherwise: str) -> tuple[str, ...]:
    found = entry.words(key) or (otherwise,)
    for each in found:
        if each not in KEEPERS:
            entry.not_among(key, "Nobody who can see it has this name.", each, KEEPERS)
    return found


def _long(entry: Entry, key: str) -> Span | None:
    """A span of days or longer."""
    found = entry.span(key, required=False)
    if found is not None and not isinstance(found, LONG):
        entry.fault(
            key,
            "Say in days or longer how often somebody looks at it.",
            found=str(found),
            allowed="a number of days, weeks, months or years",
        )
        return None
    return found


def _fields(entry: Entry) -> Iterable[RegisterField]:
    inner = entry.inner("fields", where="“fields”")
    for each in inner.named("field") if inner is not None else ():
        each.only("label", "type", "required", "means", "help", "choices", "most")
        type_ = each.choice("type", TYPES) or "text"
        choices = tuple(each.pairs("choices", names=False))
        if (type_ == "choice") != bool(choices):
            message = "Only a choice has choices. Write both, or neither."
            each.fault(
                "choices", message, found=type_, allowed="type: choice, choices: {short-name: What is read}"
            )
        means = each.choice("means", MEANS, required=False) or ""
        if means and type_ not in OF_TYPE[means]:
            message = f"An answer of this type cannot mean “{means}”."
            each.fault("means", message, found=type_, allowed=f"type: {listed(OF_TYPE[means])}")
        most = each.whole("most", least=1, most=1_000_000) if "most" in each or means == "limited" else None
        yield RegisterField(
            each.name,
            each.text("label", limit=80) or each.name,
            type_,
            required=each.flag("required"),
            means=means,
            help=each.text("help", limit=200, required=False) or "",
            choices=choices,
            most=most,
        )


def _check_meanings(entry: Entry, fields: tuple[RegisterField, ...], of: str) -> None:
    """Note what is meant twice, a store without its number, and an entry that has no name of its own."""
    meant = [each.means for each in fields if each.means and each.means != "limited"]
    for means in sorted(set(meant)):
        if meant.count(means) > 1:
            entry.fault("fields", "Two fields mean the same. Change one of them.", found=means)
    if ("reorder" in meant or "compulsory" in meant) and "stock" not in meant:
        entry.fault("fields", "Say which field is the number in stock.", allowed="means: stock")
    if ("needs" in meant) != ("has" in meant):
        entry.fault(
            "fields", "Say both what is needed and what there is.", allowed="means: needs, means: has"
        )
    if of != STAFF and "title" not in meant:
        entry.fault("fields", "Say by which field an entry is known.", allowed="means: title")


def _check(entry: Entry) -> RegisterCheck | None:
    inner = entry.inner("check", where="“check”")
    if inner is None:
        return None
    inner.only("label", "results", "failed", "every")
    results = tuple(inner.pairs("results", names=False))
    known = [slug for slug, _label in results]
    if not results:
        inner.fault("results", "Say what may be found.", allowed="results: {works: It works}")
    failed = inner.words("failed")
    for each in failed:
        if each not in known:
            inner.not_among("failed", "No result has this name.", each, known)
    return RegisterCheck(inner.text("label", limit=60) or "", results, failed, _long(inner, "every"))


def _covers(entry: Entry, fields: tuple[RegisterField, ...]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """For a field of choices, those of which there must be an entry."""
    inner = entry.inner("covers", where="“covers”")
    known = {each.name: [slug for slug, _label in each.choices] for each in fields if each.choices}
    found = []
    for name in inner.data.items if inner is not None and isinstance(inner.data, Map) else ():
        assert inner is not None
        if name not in known:
            inner.not_among(name, "No field with choices has this name.", name, known)
            continue
        values = inner.words(str(name), required=True)
        for each in values:
            if each not in known[str(name)]:
                inner.not_among(name, "The field has no choice of this name.", each, known[str(name)])
        found.append((str(name), values))
    return tuple(found)
