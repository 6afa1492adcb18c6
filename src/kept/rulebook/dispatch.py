"""How does this house send: for how long can it be taken back, when does the post go, what answers by itself?

    dispatch_of(rulebook).hold                  # timedelta(minutes=2)

In `dispatch.yaml`, shared by all or an association's own; each entry is known by its name:

    - name: hold                # for how long whoever sent something can take it back
      minutes: 2
    - name: post                # when the post is last collected, by weekday
      collected: {monday: "17:30", saturday: "12:00"}
    - name: notify              # what GOV.UK Notify calls our templates
      templates: {email: 2f2f…, text: 7c1a…}
    - name: acknowledgement     # goes by itself, once a day to one address, to whoever writes an e-mail
      words: "Thank you. Your message has reached {association}. Its reference is {reference}."
    - name: out-of-office       # goes by itself while whoever has the e-mail is away
      longer_than: 1 working day
      words: "… away until {return_day} … {cover}{cover_reached} … answered when they are back …"

The last two are nobody's unless the association's own file has them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import time, timedelta
from typing import TYPE_CHECKING

from kept.rulebook.context import Context
from kept.rulebook.entry import Entry
from kept.workclock.spans import WorkingDays

if TYPE_CHECKING:
    from kept.rulebook.model import Rulebook

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
TEMPLATES = ("email", "text")
HOLD, POST, NOTIFY = "hold", "post", "notify"
ACKNOWLEDGEMENT, OUT_OF_OFFICE = "acknowledgement", "out-of-office"
BLANKS: Mapping[str, tuple[str, ...]] = {
    ACKNOWLEDGEMENT: ("association", "reference"),
    OUT_OF_OFFICE: ("association", "reference", "name", "return_day", "cover", "cover_reached"),
}
# What an automatic reply about somebody who is away has to say (wessex:5c.9 and 10).
NEEDED: Mapping[str, tuple[str, ...]] = {
    ACKNOWLEDGEMENT: ("reference",),
    OUT_OF_OFFICE: ("return_day", "cover", "cover_reached"),
}
LONGEST = 2_000
_HOUR = re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9]\Z")
_BLANK = re.compile(r"\{([a-z_]*)\}")


@dataclass(frozen=True, slots=True)
class Sending:
    """One entry. Which of its parts it has, its name says; `collected` is by weekday, Monday being 0."""

    name: str
    minutes: int = 0
    collected: tuple[tuple[int, time], ...] = ()
    templates: tuple[tuple[str, str], ...] = ()
    words: str = ""
    longer_than: WorkingDays | None = None


@dataclass(frozen=True, slots=True)
class Dispatch:
    """All of it, of one house."""

    held: Mapping[str, Sending]

    def __getitem__(self, name: str) -> Sending:
        return self.held.get(name, Sending(name))

    @property
    def hold(self) -> timedelta:
        """For how long whoever sent something can take it back."""
        return timedelta(minutes=self[HOLD].minutes)


def dispatch_of(rulebook: Rulebook) -> Dispatch:
    """How that rulebook sends."""
    return Dispatch({each.name: each for each in rulebook.room("dispatch")})


def read_sending(entry: Entry, context: Context) -> Sending | None:
    """One entry; None where it has no name that we know."""
    name = entry.choice("name", _READERS)
    reader = _READERS.get(name or "")
    return reader(entry) if reader is not None else None


def _hold(entry: Entry) -> Sending:
    entry.only("name", "minutes")
    return Sending(HOLD, minutes=entry.whole("minutes", least=0, most=60) or 0)


def _post(entry: Entry) -> Sending:
    entry.only("name", "collected")
    found = []
    for day, hour in entry.pairs("collected", names=False):
        if day not in WEEKDAYS:
            entry.not_among("collected", "No day of the week has this name.", day, WEEKDAYS)
        elif not _HOUR.match(hour):
            entry.fault(
                "collected",
                "Kept cannot read this as a time of day.",
                found=hour,
                allowed="in quotes, such as “17:30”",
            )
        else:
            found.append((WEEKDAYS.index(day), time.fromisoformat(hour)))
    return Sending(POST, collected=tuple(sorted(found)))


def _notify(entry: Entry) -> Sending:
    entry.only("name", "templates")
    pairs = tuple(entry.pairs("templates", names=False))
    for sort, _ in pairs:
        if sort not in TEMPLATES:
            entry.not_among("templates", "No template is of this sort.", sort, TEMPLATES)
    return Sending(NOTIFY, templates=pairs)


def _words(entry: Entry, name: str) -> str:
    words = entry.text("words", limit=LONGEST) or ""
    blanks = _BLANK.findall(words)
    for blank in blanks:
        if blank not in BLANKS[name]:
            entry.not_among("words", "Nothing fills this blank.", blank, BLANKS[name])
    for needed in NEEDED[name]:
        if words and needed not in blanks:
            entry.fault(
                "words",
                "The reply leaves out something that it has to say. Add this blank.",
                allowed=f"{{{needed}}}",
            )
    return words


def _acknowledgement(entry: Entry) -> Sending:
    entry.only("name", "words")
    return Sending(ACKNOWLEDGEMENT, words=_words(entry, ACKNOWLEDGEMENT))


def _out_of_office(entry: Entry) -> Sending:
    entry.only("name", "longer_than", "words")
    span = entry.span("longer_than")
    if span is not None and not isinstance(span, WorkingDays):
        entry.fault(
            "longer_than",
            "Say in working days how long an absence is.",
            found=str(span),
            allowed="such as 1 working day",
        )
    longer = span if isinstance(span, WorkingDays) else None
    return Sending(OUT_OF_OFFICE, words=_words(entry, OUT_OF_OFFICE), longer_than=longer)


_READERS: Mapping[str, Callable[[Entry], Sending]] = {
    HOLD: _hold,
    POST: _post,
    NOTIFY: _notify,
    ACKNOWLEDGEMENT: _acknowledgement,
    OUT_OF_OFFICE: _out_of_office,
}
