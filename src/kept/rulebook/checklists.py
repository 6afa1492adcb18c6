"""What is looked at in an office, how often, and what follows when something is not right?

    - name: reception-daily
      label: Reception, each morning
      says: A walk round reception before the door opens.
      every: 1 working day
      items:
        water:
          asks: Is there water to drink?
          fix: 1 working day          # by when it is put right, unless whoever finds it says otherwise
        warmth:
          asks: Is it warm enough?
          number: {label: Temperature in °C, least: 16, most: 27}

In `checklists.yaml`, shared by all or an association's own. A round is of one office, or of those that
`offices` names. `does` names the duty that a round fulfils where the policy has it; `closing: yes` says that
it is done when the office shuts, on every day on which it opens; `all_right: yes` that it counts only once
everything on it is right, as before something goes out. `publish: yes` lets what was found tell visitors what
the office offers.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from kept.rulebook.context import Context
from kept.rulebook.entry import Entry
from kept.workclock import Span
from kept.workclock.spans import Days, Months, Weeks, WorkingDays, Years

CYCLES = (Days, Months, Weeks, WorkingDays, Years)
# What is asked besides, where something is not right: what a visitor is offered meanwhile, who was told, and
# why it cannot be put right at all.
ALTERNATIVE, NOTICE, REASON = "alternative", "notice", "reason"
NEEDS = (ALTERNATIVE, NOTICE, REASON)
# Words that are held once: an item shows them, and where it asks for words itself, compares the two.
HELD_WORDS = ("complaint-edition", "emergency-numbers", "freephone")
WAITING = "most-waiting"
BESIDE = (WAITING,)


@dataclass(frozen=True, slots=True)
class CheckItem:
    """One thing to look at. A number outside `least` and `most` is not right, whatever was ticked.

    `beside` is what the number is shown next to; `held` which words that are held once it is about; `access`
    names the needs of a customer that it serves, so that bookings can be warned; `offers` says what a visitor
    finds where it is right.
    """

    name: str
    asks: str
    help: str = ""
    area: str = ""
    number: str = ""
    least: float | None = None
    most: float | None = None
    beside: str = ""
    words: str = ""
    held: str = ""
    photo: bool = False
    needs: tuple[str, ...] = ()
    hazard: bool = False
    fix: Span | None = None
    access: tuple[str, ...] = ()
    offers: str = ""


@dataclass(frozen=True, slots=True)
class Checklist:
    """One round."""

    name: str
    label: str
    says: str
    items: tuple[CheckItem, ...] = ()
    every: Span | None = None
    closing: bool = False
    does: str = ""
    offices: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()
    publish: bool = False
    all_right: bool = False

    @property
    def parts(self) -> tuple[str, ...]:
        """The names that a keeper may add to the checklist's: its items."""
        return tuple(each.name for each in self.items)

    def item(self, name: str) -> CheckItem | None:
        """The item of that name, or None."""
        return next((each for each in self.items if each.name == name), None)

    def at(self, office: str) -> bool:
        """Whether the round is done at that office."""
        return not self.offices or office in self.offices


_KEYS = (
    "name",
    "label",
    "says",
    "every",
    "closing",
    "does",
    "offices",
    "roles",
    "publish",
    "all_right",
    "items",
)
_ITEM_KEYS = (
    "asks",
    "help",
    "area",
    "number",
    "words",
    "held",
    "photo",
    "needs",
    "hazard",
    "fix",
    "access",
    "offers",
)


def read_checklist(entry: Entry, context: Context) -> Checklist | None:
    """One checklist; None where it has no name, no title or nothing to look at."""
    entry.only(*_KEYS)
    name, label = entry.slug("name"), entry.text("label", limit=80)
    says = entry.text("says", limit=400)
    known = [each.slug for each in context.association.offices]
    offices = entry.words("offices")
    for each in offices:
        if each not in known:
            entry.not_among("offices", "The association has no office of this name.", each, known)
    closing, every = entry.flag("closing"), cycle(entry, "every")
    if closing and every is not None:
        message = "What is done when the office shuts needs no other time. Leave one of the two out."
        entry.fault("every", message, allowed="closing: yes, or every: month")
    items = tuple(_items(entry))
    if "items" not in entry:
        entry.missing("items")
    if not (name and label and says):
        return None
    return Checklist(
        name,
        label,
        says,
        items,
        every=every,
        closing=closing,
        does=entry.slug("does", required=False) or "",
        offices=offices,
        roles=_roles(entry, context),
        publish=entry.flag("publish"),
        all_right=entry.flag("all_right"),
    )


def cycle(entry: Entry, key: str) -> Span | None:
    """A span of whole days or longer."""
    found = entry.span(key, required=False)
    if found is not None and not isinstance(found, CYCLES):
        allowed = "a number of working days, days, weeks, months or years"
        entry.fault(key, "Say how often in days, or longer.", found=str(found), allowed=allowed)
        return None
    return found


def _roles(entry: Entry, context: Context) -> tuple[str, ...]:
    roles = entry.words("roles")
    for each in roles:
        if each not in context.owners():
            entry.not_among("roles", "Nobody here has this role.", each, context.owners())
    return roles


def _items(entry: Entry) -> Iterable[CheckItem]:
    inner = entry.inner("items", where="“items”")
    for each in inner.named("item") if inner is not None else ():
        each.only(*_ITEM_KEYS)
        asks = each.text("asks", limit=200)
        if asks is None:
            continue
        label, least, most, beside = _number(each)
        needs = each.words("needs")
        for need in needs:
            if need not in NEEDS:
                each.not_among("needs", "Nothing is asked under this name.", need, NEEDS)
        yield CheckItem(
            each.name,
            asks,
            help=each.text("help", limit=300, required=False) or "",
            area=each.text("area", limit=60, required=False) or "",
            number=label,
            least=least,
            most=most,
            beside=beside,
            words=each.text("words", limit=80, required=False) or "",
            held=each.choice("held", HELD_WORDS, required=False) or "",
            photo=each.flag("photo"),
            needs=needs,
            hazard=each.flag("hazard"),
            fix=cycle(each, "fix"),
            access=each.words("access"),
            offers=each.text("offers", limit=120, required=False) or "",
        )


def _number(entry: Entry) -> tuple[str, float | None, float | None, str]:
    """What is measured, from and up to where it is right, and what it is shown beside."""
    inner = entry.inner("number", where="“number”")
    if inner is None:
        return "", None, None, ""
    inner.only("label", "least", "most", "beside")
    least, most = (_bound(inner, key) for key in ("least", "most"))
    if least is not None and most is not None and least > most:
        inner.fault(
            "least",
            "The least here is more than the most. Look at both numbers.",
            found=f"{least:g}",
            allowed=f"up to {most:g}",
        )
    beside = inner.choice("beside", BESIDE, required=False) or ""
    return inner.text("label", limit=60) or "", least, most, beside


def _bound(entry: Entry, key: str) -> float | None:
    if key not in entry:
        return None
    return entry.number(key, least=-1_000_000, most=1_000_000, default=0)
