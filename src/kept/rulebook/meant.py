"""Which time, day, hours or short name were meant by words that are none?

    span_meant("ten wrking days")       # "10 working days"
    span_meant("promptly")              # None
    day_meant("7 April 2026")           # "2026-04-07"
    hours_meant("9am to 5pm")           # "09:00-17:00"
    name_meant("Letter answered")       # "letter-answered"

Policies write numbers as words, and fingers slip. What is offered can be counted; it is offered alone, and
never taken for what was written.
"""

from __future__ import annotations

import re
from datetime import datetime
from difflib import get_close_matches

from kept.workclock import SpanError, parse_span

_NUMBERS = (
    *("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"),
    *("thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen", "twenty"),
)
_SAME_AS_ONE = ("a", "an")
_UNITS = (
    *("working day", "day", "week", "fortnight", "month", "year", "hour", "minute", "second", "ring"),
    *("office hour", "office minute"),
)
_ENDS = (" before",)
_BEGINS = ("within ", "in ", "by the ", "on the ", "the ")
_HOUR = re.compile(r"by [0-9]{1,2}([.:][0-9]{2})? ?([ap]\.?m\.?|o'clock)?,? (?=(on |of )?(the )?[a-z])")
LONGEST = 60
_HOURS = re.compile(
    r"([0-9]{1,2})(?:[.:]?([0-9]{2}))? *(?:am)? *(?:-|–|to) *([0-9]{1,2})(?:[.:]?([0-9]{2}))? *(?:pm)?\Z"
)
# As a day is written by hand here: the day comes before the month.
_DAYS = ("%d %B %Y", "%d %b %Y", "%d/%m/%Y", "%d.%m.%Y", "%d-%m-%Y", "%Y/%m/%d")


def span_meant(text: object) -> str | None:
    """The span that was probably meant, as it is written; None where nothing is near."""
    if not isinstance(text, str) or len(text) > LONGEST:
        return None
    words = " ".join(text.lower().replace("-", " ").rstrip(".").split())
    # An hour on a day is left out: what is due on that day is due while we are open.
    words = _HOUR.sub("", words)
    for beginning in _BEGINS:
        words = words.removeprefix(beginning)
    end = next((each for each in _ENDS if words.endswith(each)), "")
    number, _, unit = words.removesuffix(end).partition(" ")
    if number in _NUMBERS:
        number = str(_NUMBERS.index(number) + 1)
    elif number in _SAME_AS_ONE:
        number = "1"
    near = get_close_matches(unit, [*_UNITS, *(f"{each}s" for each in _UNITS)], n=1, cutoff=0.7)
    for tried in (words, f"{number} {near[0]}{end}" if near else words):
        try:
            return str(parse_span(tried))
        except SpanError:
            continue
    return None


def day_meant(text: object) -> str | None:
    """The day that was probably meant, as it is written; None where none is near."""
    if not isinstance(text, str) or len(text) > LONGEST:
        return None
    for shape in _DAYS:
        try:
            return datetime.strptime(text.strip(), shape).date().isoformat()  # noqa: DTZ007  (no time in it)
        except ValueError:
            continue
    return None


def name_meant(text: object, between: str = "-") -> str | None:
    """The short name that those words make; None where there is no letter in them."""
    if not isinstance(text, str) or len(text) > LONGEST:
        return None
    return between.join(re.findall(r"[a-z0-9]+", text.lower())).lstrip("0123456789-_") or None


def hours_meant(text: object) -> str | None:
    """The opening hours that were probably meant; an end before the beginning is of the afternoon."""
    found = _HOURS.match(text.lower().strip()) if isinstance(text, str) and len(text) <= LONGEST else None
    if found is None:
        return None
    begins, ends = int(found[1]), int(found[3])
    ends += 12 if ends <= begins and ends < 12 else 0
    if begins > 23 or ends > 23 or max(int(found[2] or 0), int(found[4] or 0)) > 59:
        return None
    return f"{begins:02}:{found[2] or '00'}-{ends:02}:{found[4] or '00'}"
