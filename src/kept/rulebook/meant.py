"""Which span of time was meant by words that are none?

    span_meant("ten wrking days")       # "10 working days"
    span_meant("promptly")              # None

Policies write numbers as words, and fingers slip. What is offered can be counted; it is offered alone, and
never taken for what was written.
"""

from __future__ import annotations

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
_BEGINS = ("within ", "in ", "by the ", "the ")
LONGEST = 60


def span_meant(text: object) -> str | None:
    """The span that was probably meant, as it is written; None where nothing is near."""
    if not isinstance(text, str) or len(text) > LONGEST:
        return None
    words = " ".join(text.lower().replace("-", " ").rstrip(".").split())
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
