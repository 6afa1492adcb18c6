"""When may building work begin, or a service change be decided, and who has to hear of it first?

    not_to_begin(scheme, homes)          # Refused("3 homes have not been asked yet. …"), or None
    without_word(homes, since, 4, on)    # the homes that heard nothing for longer than four weeks

1. Residents are asked a calendar month or more before the work begins, every home of it (wessex:7.2), in a
   letter that says what is proposed, when, and what it means for that home (wessex:7.3).
2. A formal notice that the law asks for is a step of its own: neither stands for the other (wessex:7.1).
3. Word of how it goes comes by letter or face to face; a web page is neither (wessex:7.6).
4. A change of service is not decided before everybody whom it touches has been told by name (wessex:7.7).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from kept.casework.values import Refused
from kept.workclock.lengths import months_from

WORKS, SERVICE = "works", "service"
SORTS = (WORKS, SERVICE)
LETTER, VISIT = "letter", "visit"
WAYS = (LETTER, VISIT)
LONGEST_LINE, LONGEST = 200, 4_000
MOST_HOMES = 2_000


@dataclass(frozen=True, slots=True)
class Scheme:
    """What is proposed. `dates` says in words when it begins and how long it takes."""

    sort: str
    what: str
    dates: str
    begins_on: date | None = None


@dataclass(frozen=True, slots=True)
class Touched:
    """One home: what it means for it, when it was asked or told, and when it last heard how it goes."""

    home: str
    effect: str = ""
    asked_on: date | None = None
    heard_on: date | None = None


def letter_fault(scheme: Scheme, home: Touched) -> Refused | None:
    """What the letter to this home would lack; None where it says all that it must."""
    if not scheme.what.strip():
        return Refused("Say first what is proposed. The letter must tell it.", "what")
    if not scheme.dates.strip():
        return Refused("Say first when it begins and how long it takes. The letter must tell it.", "dates")
    if not home.effect.strip():
        return Refused(f"Say first what it means for {home.home}. The letter must tell it.", "effect")
    return None


def not_to_begin(scheme: Scheme, homes: Sequence[Touched]) -> Refused | None:
    """Why the work may not be given its beginning; None where every home was asked a month before."""
    if scheme.begins_on is None:
        return Refused("Say on which day the work is to begin.", "begins_on")
    if not homes:
        return Refused("Say first which homes the work touches.", "homes")
    unasked = [each for each in homes if each.asked_on is None]
    if unasked:
        return Refused(f"{_homes(len(unasked))} not been asked yet. Ask them, then set the day.", "begins_on")
    last = max(each.asked_on for each in homes if each.asked_on is not None)
    if last > months_from(scheme.begins_on, -1):
        said = f"The last home was asked on {last:%-d %B %Y}, less than a month before."
        return Refused(f"{said} Choose a day at least a calendar month later.", "begins_on")
    return None


def not_to_decide(homes: Sequence[Touched]) -> Refused | None:
    """Why a change of service may not be decided yet."""
    if not homes:
        return Refused("Say first whom the change touches.", "homes")
    untold = [each for each in homes if each.asked_on is None]
    if untold:
        return Refused(f"{_homes(len(untold))} not been told yet. Tell them by name, then decide.", "homes")
    return None


def without_word(homes: Iterable[Touched], began_on: date, weeks: int, on: date) -> tuple[Touched, ...]:
    """The homes that have heard nothing since the last point at which they should have."""
    since = on - timedelta(weeks=weeks)
    return tuple(each for each in homes if max(each.heard_on or began_on, began_on) <= since)


def way_fault(way: str) -> Refused | None:
    """Whether word came in a way that counts."""
    if way in WAYS:
        return None
    return Refused("Word of it counts by letter or face to face. A web page or newsletter is neither.", "how")


def _homes(n: int) -> str:
    return "1 home has" if n == 1 else f"{n} homes have"
