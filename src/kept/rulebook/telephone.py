"""How does this house hold its telephone, where the policies differ?

    telephone_of(rulebook).ringing_back       # keep trying for 2 working days, twice a day, then a letter

In `telephone.yaml`, shared by all or an association's own; each entry is one practice, by its name:

    - name: identity            # which answers are asked for, and how many must agree with the file
      asks: [born_on, address, phone]
      least: 2
    - name: message             # what a message says; with a stroke between them, one of the two will do
      asks: [from_name, address, home_phone/mobile_phone]
    - name: notes               # what is written down before a call may end
      asks: [points, outcome]
    - name: ringing-back        # for how long, how often a day, in the evening where known, and then what
      over: 2 working days
      each_day: 2
      evenings: yes
      then: letter.sent
    - name: evening             # from when to when those are rung who are only in then
      from: "17:00"
      to: "20:00"
    - name: who-deals           # which team deals with which subject
      teams: {repairs: repairs}
    - name: no-contact-letter   # what is written to whoever could not be reached
      says: "We have tried to ring you back: {attempts} …"
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import time
from typing import TYPE_CHECKING

from kept.rulebook.context import Context
from kept.rulebook.entry import Entry
from kept.workclock import Span, WorkingDays

if TYPE_CHECKING:
    from kept.rulebook.model import Rulebook

MESSAGE_TAKEN, CALL_RECEIVED, SUBJECT = "message.taken", "call.received", "subject"
NOTED = "call.noted"
# What is on file of a customer that only they are likely to know.
ASKED = ("born_on", "address", "phone", "email", "reference")
BLANKS = ("attempts", "name", "job", "team", "line", "email", "hours", "association", "greeting", "today")
_BLANK = re.compile(r"\{([a-z_]+)\}")
_HOUR = re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9]\Z")
LONGEST_LETTER = 4_000


@dataclass(frozen=True, slots=True)
class Practice:
    """One practice. Which of its parts it has, its name says."""

    name: str
    says: str = ""
    asks: tuple[str, ...] = ()
    least: int = 0
    over: Span | None = None
    each_day: int = 0
    evenings: bool = False
    then: str = ""
    hours: tuple[time, ...] = ()
    teams: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Telephone:
    """All practices of one house."""

    held: Mapping[str, Practice]

    def __getitem__(self, name: str) -> Practice:
        return self.held.get(name, Practice(name))

    @property
    def demanded(self) -> tuple[tuple[str, ...], ...]:
        """What a message has to say: of each group, one."""
        return tuple(tuple(each.split("/")) for each in self["message"].asks)

    @property
    def evening(self) -> tuple[time, time]:
        """From when to when those are rung who are only in then."""
        hours = self["evening"].hours
        return (hours[0], hours[1]) if hours else (time(17), time(20))


def telephone_of(rulebook: Rulebook) -> Telephone:
    """The practices of that rulebook."""
    return Telephone({each.name: each for each in rulebook.room("telephone")})


def read_practice(entry: Entry, context: Context) -> Practice | None:
    """One practice; None where it has no name that we know."""
    name = entry.choice("name", _READERS)
    reader = _READERS.get(name or "")
    return reader(entry, context) if reader is not None else None


def _identity(entry: Entry, context: Context) -> Practice:
    entry.only("name", "asks", "least")
    asks = entry.words("asks", required=True)
    for each in asks:
        if each not in ASKED:
            entry.not_among("asks", "Nothing on file has this name.", each, ASKED)
    least = entry.whole("least", least=1, most=max(1, len(asks)))
    return Practice("identity", asks=asks, least=least or 1)


def _message(entry: Entry, context: Context) -> Practice:
    entry.only("name", "asks")
    asks = entry.words("asks", required=True)
    kind = context.kinds.get(MESSAGE_TAKEN)
    known = [each.name for each in kind.fields] if kind else []
    for part in (part for each in asks for part in each.split("/")):
        if part not in known:
            entry.not_among("asks", "A message has no field of this name.", part, known)
    return Practice("message", asks=asks)


def _notes(entry: Entry, context: Context) -> Practice:
    entry.only("name", "asks")
    asks = entry.words("asks", required=True)
    kind = context.kinds.get(NOTED)
    known = [each.name for each in kind.fields] if kind else []
    for each in asks:
        if each not in known:
            entry.not_among("asks", "The notes of a call have no field of this name.", each, known)
    return Practice("notes", asks=asks)


def _ringing_back(entry: Entry, context: Context) -> Practice:
    entry.only("name", "over", "each_day", "evenings", "then")
    over, each_day = entry.span("over"), entry.whole("each_day", least=1, most=9)
    if over is not None and not isinstance(over, WorkingDays):
        entry.fault(
            "over",
            "Say in working days for how long somebody is tried.",
            found=str(over),
            allowed="such as 2 working days",
        )
    then = entry.choice("then", sorted(context.kinds), required=False) or ""
    return Practice(
        "ringing-back", over=over, each_day=each_day or 1, evenings=entry.flag("evenings"), then=then
    )


def _evening(entry: Entry, context: Context) -> Practice:
    entry.only("name", "from", "to")
    found = []
    for key in ("from", "to"):
        text = entry.text(key)
        if text is not None and not _HOUR.match(text):
            entry.fault(
                key,
                "Kept cannot read this as a time of day.",
                found=text,
                allowed="in quotes, such as “17:00”",
            )
        elif text is not None:
            found.append(time.fromisoformat(text))
    if len(found) == 2 and found[0] >= found[1]:
        entry.fault(
            "to", "The evening ends before it begins. Look at both times.", found=str(entry.get("to"))
        )
    return Practice("evening", hours=tuple(found) if len(found) == 2 else ())


def _who_deals(entry: Entry, context: Context) -> Practice:
    entry.only("name", "teams")
    teams = tuple(entry.pairs("teams", names=False))
    kind = context.kinds.get(CALL_RECEIVED)
    field = kind.field(SUBJECT) if kind else None
    subjects = [slug for slug, _ in field.choices] if field else []
    ours = [slug for slug, _ in context.association.teams]
    for subject, team in teams:
        if subject not in subjects:
            entry.not_among("teams", "No subject of a call has this name.", subject, subjects)
        if team not in ours:
            entry.not_among("teams", "There is no team of this name here.", team, ours)
    return Practice("who-deals", teams=teams)


def _letter(entry: Entry, context: Context) -> Practice:
    entry.only("name", "says")
    says = entry.text("says", limit=LONGEST_LETTER) or ""
    for blank in _BLANK.findall(says):
        if blank not in BLANKS:
            entry.not_among("says", "Nothing fills this blank.", blank, BLANKS)
    if "{attempts}" not in says:
        entry.fault("says", "The letter leaves out when we rang. Add this blank.", allowed="{attempts}")
    return Practice("no-contact-letter", says=says)


_READERS: Mapping[str, Callable[[Entry, Context], Practice]] = {
    "identity": _identity,
    "message": _message,
    "notes": _notes,
    "ringing-back": _ringing_back,
    "evening": _evening,
    "who-deals": _who_deals,
    "no-contact-letter": _letter,
}
