"""Which e-mail is answered by itself, and what does the answer say while somebody is away?

    speaks(sort="person", kind="email", ours=False, odd=False)      # whether a machine may answer at all
    out_of_office(words, association="Wessex", reference="K7F3-9Q2M", name="Bea Malik",
                  back=date(2026, 4, 20), cover=Reached("Cem Kaya", "01962 555 010", "cem@wessex.example"))

1. A machine answers people alone: never a machine, a list, a bounce, a loop or ourselves, and no complaint,
   which somebody answers in person.
2. Whoever is away for longer than the house says, weekends aside, is told of, with the day until which they
   are. Where nobody stands in for them it names the office, and never somebody who is away too.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from kept.casework.leaving import days_away
from kept.workclock import Calendar
from kept.workclock.spans import WorkingDays

PERSON, COMPLAINT = "person", "complaint"
NOT_KNOWN = "a day that is not known yet"


@dataclass(frozen=True, slots=True)
class Reached:
    """Whom to turn to, and how they are reached."""

    name: str
    phone: str = ""
    email: str = ""

    @property
    def how(self) -> str:
        """The number and the address, as they stand behind the name; empty where neither is known."""
        found = ", ".join(each for each in (self.phone, self.email) if each)
        return f" ({found})" if found else ""


def speaks(*, sort: str, kind: str, ours: bool, odd: bool) -> bool:
    """Whether a machine may answer this e-mail; `odd` where it came through a list, or was looked into."""
    return sort == PERSON and kind != COMPLAINT and not ours and not odd


def away_longer(
    starts: datetime, ends: datetime | None, longer_than: WorkingDays | None, calendar: Calendar
) -> bool:
    """Whether this absence is long enough for an automatic reply. One without an end may become that long."""
    if ends is None or longer_than is None:
        return True
    return len(days_away(starts, ends, calendar)) > longer_than.n


def out_of_office(
    words: str, *, association: str, reference: str, name: str, back: date | None, cover: Reached
) -> str:
    """The reply of somebody who is away."""
    return words.format(
        association=association,
        reference=reference,
        name=name,
        return_day=f"{back:%A} {back.day} {back:%B}" if back else NOT_KNOWN,
        cover=cover.name,
        cover_reached=cover.how,
    )


def acknowledgement(words: str, *, association: str, reference: str) -> str:
    """That the e-mail has come."""
    return words.format(association=association, reference=reference)
