"""How much of what reached us is on record, in words, and is it enough for a figure to be believed?

worst(rates, ["mail-book"], floor=0.8).why
# "Grey: only 76 % of what the count “Mail book” has is on record (38 of 50), …"
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kept.store.capture import Rate, in_all
from kept.web.shared.shares import percent

SOURCE_WORDS = {
    "telephone-log": gettext_lazy("Telephone log"),
    "mail-book": gettext_lazy("Mail book"),
    "door-count": gettext_lazy("Count at the door"),
    "emails-received": gettext_lazy("E-mails received"),
}


def source_words(source: str) -> str:
    """What a count from outside is called."""
    return str(SOURCE_WORDS.get(source, source))


@dataclass(frozen=True, slots=True)
class Captured:
    """One source: `low` where too little is on record, and `why` then says so."""

    source: str
    share: str
    fraction: str
    days: int
    low: bool
    why: str


def captured(rate: Rate, floor: float) -> Captured:
    """One rate in words."""
    said = {
        "source": source_words(rate.source),
        "recorded": f"{rate.recorded:,}",
        "counted": f"{rate.counted:,}",
        "floor": _("%(n)s %%") % {"n": f"{floor * 100:g}"},
    }
    share = percent(min(rate.recorded, rate.counted), rate.counted) if rate.counted else ""
    low = rate.share is not None and rate.share < floor
    why = ""
    if low:
        why = _(
            "Grey: only %(share)s of what the count “%(source)s” has is on record (%(recorded)s of "
            "%(counted)s), below the %(floor)s from which a figure can be believed."
        ) % (said | {"share": share})
    more = rate.recorded - rate.counted
    fraction = _("%(recorded)s of %(counted)s on record") % said
    if more > 0:
        fraction = _("%(recorded)s on record, %(counted)s counted: more than were counted") % said
    return Captured(said["source"], share, fraction, rate.days, low, why)


def worst(found: Sequence[Rate], sources: Collection[str], floor: float, office: str = "") -> Captured | None:
    """Of the sources of a promise, the one of which least is on record; None where nobody counted."""
    rates = [rate for each in sources if (rate := in_all(found, each, office)) and rate.counted]
    if not rates:
        return None
    return captured(min(rates, key=lambda each: each.share or 0.0), floor)
