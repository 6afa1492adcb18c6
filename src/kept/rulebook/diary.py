"""What can be booked in the diary, for how long, where, and by which words is it told?

    - name: home-visit
      sort: appointment
      label: Visit at home
      minutes: 45
      places: [home, other]
      asks: visit.requested            # begins the contact, where there is none yet
      arranges: visit.arranged         # the time is agreed
      holds: visit.made                # it took place
      mind: Take your card with you.   # what stands on the appointment for those of us who go

In `diary.yaml`, shared by all or an association's own. An entry is an `appointment`, a serious `matter` with
its `category`, a `feature` of rooms with the needs that it `meets`, a way to agree (`agreed`), a reason why
nobody was asked (`not-agreed`), why it comes `later` than promised or why a visit at home was `refused`, or
`travel`: how many minutes lie between two places.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from kept.rulebook.context import Context
from kept.rulebook.entry import Entry
from kept.rulebook.faults import NO_SUCH_KIND, SEE_EVENTS

APPOINTMENT, MATTER, FEATURE, TRAVEL = "appointment", "matter", "feature", "travel"
AGREED, NOT_AGREED, LATER, REFUSED = "agreed", "not-agreed", "later", "refused"
SORTS = (APPOINTMENT, MATTER, FEATURE, AGREED, NOT_AGREED, LATER, REFUSED, TRAVEL)
OFFICE, HOME, OTHER, TELEPHONE = "office", "home", "other", "telephone"
PLACES = (OFFICE, HOME, OTHER, TELEPHONE)
# What a booking may be asked for besides its time (see casework.diary).
ASKED_FOR = ("customer", "phone", "about", "venue", "room")
# How like two postcodes are, from the likest, and the minutes between them where nobody said better.
ALIKE = ("same", "sector", "district", "area", "other")
LONGEST_MINUTES = 14 * 60


@dataclass(frozen=True, slots=True)
class DiaryEntry:
    """One entry; what does not belong to its sort is empty.

    `asks`, `arranges`, `holds` and `misses` are the kinds of event by which an appointment is told. It needs
    so many `people` of us, and what is `asked_for`. With `outside_hours` it may be in an evening or on a
    Saturday; what is `private` is held where nobody hears it, and those of us who go read there what to
    `mind`. A reason that is the `customers` own lets the clock say that the customer chose later.
    """

    name: str
    sort: str
    label: str
    minutes: int = 0
    places: tuple[str, ...] = ()
    people: int = 1
    asks: str = ""
    arranges: str = ""
    holds: str = ""
    misses: str = ""
    asked_for: tuple[str, ...] = ()
    outside_hours: bool = False
    private: bool = False
    category: str = ""
    meets: tuple[str, ...] = ()
    customers: bool = False
    between: tuple[str, ...] = ()
    mind: str = ""


_KEYS = {
    APPOINTMENT: (
        "minutes",
        "places",
        "people",
        "asks",
        "arranges",
        "holds",
        "misses",
        "asked_for",
        "outside_hours",
        "private",
        "mind",
    ),
    MATTER: ("category",),
    FEATURE: ("meets",),
    LATER: ("customers",),
    TRAVEL: ("between", "minutes"),
}


def read_diary(entry: Entry, context: Context) -> DiaryEntry | None:
    """One entry of the diary; None where it cannot be read."""
    name, label = entry.slug("name"), entry.text("label", limit=120)
    sort = entry.choice("sort", SORTS)
    if name is None or label is None or sort is None:
        return None
    entry.only("name", "sort", "label", *_KEYS.get(sort, ()))
    if sort == APPOINTMENT:
        return _appointment(entry, context, name, label)
    if sort == MATTER:
        categories = _categories(context)
        category = entry.choice("category", categories)
        return DiaryEntry(name, sort, label, category=category) if category else None
    if sort == TRAVEL:
        return _travel(entry, name, label)
    return DiaryEntry(name, sort, label, meets=entry.words("meets"), customers=entry.flag("customers"))


def _appointment(entry: Entry, context: Context, name: str, label: str) -> DiaryEntry | None:
    minutes = entry.whole("minutes", least=5, most=LONGEST_MINUTES)
    kinds = {key: entry.text(key, limit=80, required=key in ("asks", "arranges")) for key in _KINDS}
    for key, kind in kinds.items():
        if kind is not None and kind not in context.kinds:
            entry.not_among(key, NO_SUCH_KIND, kind, context.kinds, see=SEE_EVENTS)
            return None
    places = _among(entry, "places", PLACES)
    if minutes is None or not kinds["asks"] or not kinds["arranges"] or not places:
        return None
    return DiaryEntry(
        name,
        APPOINTMENT,
        label,
        minutes=minutes,
        places=places,
        people=int(entry.number("people", least=1, most=20, default=1)),
        asks=kinds["asks"],
        arranges=kinds["arranges"],
        holds=kinds["holds"] or "",
        misses=kinds["misses"] or "",
        asked_for=_among(entry, "asked_for", ASKED_FOR, required=False),
        outside_hours=entry.flag("outside_hours"),
        private=entry.flag("private"),
        mind=entry.text("mind", limit=200, required=False) or "",
    )


_KINDS = ("asks", "arranges", "holds", "misses")


def _travel(entry: Entry, name: str, label: str) -> DiaryEntry | None:
    """Between two places by name, or how like their postcodes are."""
    minutes = entry.whole("minutes", least=0, most=300)
    places = entry.words("between", required=True)
    known = len(places) == 1 and places[0] in ALIKE
    if minutes is None or not places:
        return None
    if not known and len(places) != 2:
        allowed = f"two places, or one of {', '.join(ALIKE)}"
        entry.fault("between", "Say between which two places.", found=", ".join(places), allowed=allowed)
        return None
    return DiaryEntry(name, TRAVEL, label, minutes=minutes, between=tuple(each.upper() for each in places))


def _among(entry: Entry, key: str, known: Iterable[str], *, required: bool = True) -> tuple[str, ...]:
    options = tuple(known)
    found = []
    for each in entry.words(key, required=required):
        if each in options:
            found.append(each)
        else:
            entry.not_among(key, "This is not one of the words that belong here.", each, options)
    return tuple(found)


def _categories(context: Context) -> list[str]:
    """How serious something may be, as the forms ask it."""
    kind = context.kinds.get("appointment.requested")
    field = kind.field("serious_category") if kind else None
    return [slug for slug, _ in field.choices] if field else []
