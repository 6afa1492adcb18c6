"""In which forms can people use what we send, and what goes at once whatever its form?

    - {name: large-print-18, sort: form, label: 'Large print, 18 point', makes: print, size: 18,
       shuts: [letter], needs: [large-print], instead: Print it in 18 point., review: 1 year}
    - {name: at-once, sort: at-once, label: Goes at once, kinds: [complaint.answered]}
    - {name: own-way, sort: own-way, label: In their own way, needs: [learning-disability]}
    - {name: less-satisfied, sort: gap, label: Less satisfied, points: 10}

In `formats.yaml`, shared by all or an association's own. `makes` says how a form comes about, `shuts` by
which ways an ordinary copy is of no use to whoever asked for it, `needs` which needs of a customer's file
mean it where they asked for nothing more exact.
"""

from __future__ import annotations

from dataclasses import dataclass

from kept.rulebook.context import Context
from kept.rulebook.entry import Entry
from kept.rulebook.faults import NO_SUCH_KIND, SEE_EVENTS
from kept.workclock import Span
from kept.workclock.spans import Days, Months, Weeks, Years

FORM, AT_ONCE, OWN_WAY, GAP = "form", "at-once", "own-way", "gap"
SORTS = (FORM, AT_ONCE, OWN_WAY, GAP)
# Made by Kept: in print, as sound, in braille, as plain text, on other paper. Made by somebody else. Said on
# the telephone, or read by somebody for them. `english` is no form: they read English beside their language.
PRINT, AUDIO, BRAILLE, PLAIN, PAPER = "print", "audio", "braille", "plain", "paper"
SUPPLIER, VOICE, READER, ENGLISH = "supplier", "voice", "reader", "english"
MAKES = (PRINT, AUDIO, BRAILLE, PLAIN, PAPER, SUPPLIER, VOICE, READER, ENGLISH)
BY_KEPT = (PRINT, AUDIO, BRAILLE, PLAIN, PAPER)
WAYS = ("letter", "email", "text")
_KEYS = {
    FORM: ("says", "makes", "size", "shuts", "needs", "instead", "review"),
    AT_ONCE: ("kinds",),
    OWN_WAY: ("needs",),
    GAP: ("points",),
}
SMALLEST, LARGEST = 12, 72
LONG = (Days, Weeks, Months, Years)


@dataclass(frozen=True, slots=True)
class FormatEntry:
    """One entry; what does not belong to its sort is empty. `review` is how long an answer holds unasked."""

    name: str
    sort: str
    label: str
    says: str = ""
    makes: str = ""
    size: int = 0
    shuts: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    instead: str = ""
    review: Span | None = None
    kinds: tuple[str, ...] = ()
    points: int = 0


def read_format(entry: Entry, context: Context) -> FormatEntry | None:
    """One entry; None where it cannot be read."""
    name, label = entry.slug("name"), entry.text("label", limit=80)
    sort = entry.choice("sort", SORTS)
    if name is None or label is None or sort is None:
        return None
    entry.only("name", "sort", "label", *_KEYS[sort])
    kinds = entry.words("kinds", required=sort == AT_ONCE)
    for each in kinds:
        if each not in context.kinds:
            entry.not_among("kinds", NO_SUCH_KIND, each, context.kinds, see=SEE_EVENTS)
    shuts = entry.words("shuts")
    for each in shuts:
        if each not in WAYS:
            entry.not_among("shuts", "No way of sending has this name.", each, WAYS)
    makes = (entry.choice("makes", MAKES) or PRINT) if sort == FORM else ""
    size = (entry.whole("size", least=SMALLEST, most=LARGEST) or 0) if makes == PRINT else 0
    return FormatEntry(
        name,
        sort,
        label,
        says=entry.text("says", limit=300, required=False) or "",
        makes=makes,
        size=size,
        shuts=shuts,
        needs=entry.words("needs"),
        instead=entry.text("instead", limit=300, required=bool(shuts)) or "",
        review=_long(entry),
        kinds=kinds,
        points=(entry.whole("points", least=1, most=50) or 0) if sort == GAP else 0,
    )


def _long(entry: Entry) -> Span | None:
    """How long until somebody asks again: days or longer."""
    found = entry.span("review", required=False)
    if found is not None and not isinstance(found, LONG):
        entry.fault(
            "review",
            "Say in days or longer how often somebody is asked again.",
            found=str(found),
            allowed="a number of days, weeks, months or years",
        )
        return None
    return found
