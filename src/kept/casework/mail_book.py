"""What comes by post, when did it reach us, and when has it been handed round?

    as_received(calendar, nine_on_monday)      # found in the box: Friday, when we last closed
    must_say_why(calendar, received, entered)  # True: it is written down on a later day than it came
    SORTS["letter"].tells                      # "letter.received"

Rules that hold here:

1. What asks for an answer begins a contact of its own; what does not is entered and closed at once.
2. What lay in the out-of-hours box reached us before somebody found it. Nobody knows when, so it counts from
   the moment at which the office last closed: sooner is kinder to whoever wrote.
3. What is entered on a later day than it came says why.
4. Only those whose post the association's own data names open it, and whoever stands in for one of them.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from kept.casework.values import Refused
from kept.workclock import Calendar, local_date

LETTER, ENTERED = "letter.received", "post.entered"
ARRIVED, HANDED_ROUND = "mail.arrived", "mail.distributed"
RETURNED = "letter.returned"
NOON = time(12)
# So far back the box is looked through for the last closing: no office is shut for longer without a word.
LOOK_BACK_DAYS = 60
LONGEST_WORDS, LONGEST_WHY, MOST_PIECES = 2_000, 300, 500
OLDEST = timedelta(days=366)


@dataclass(frozen=True, slots=True)
class Sort:
    """One sort of post. `tells` is what it begins where it asks for an answer, and `answer` whether it does
    unless somebody says otherwise; `counted` whether the book counts it among the letters that came.
    """

    name: str
    label: str
    tells: str = LETTER
    answer: bool = True
    asks: bool = True
    counted: bool = True


SORTS: Mapping[str, Sort] = {
    each.name: each
    for each in (
        Sort("letter", "Letter"),
        Sort("councillor", "Letter from a councillor or MP", tells="councillor.wrote"),
        Sort("fax", "Fax", tells="fax.received"),
        Sort("form", "Form, filled in"),
        Sort("valuables", "Cheque, cash, passport or document"),
        Sort("parcel", "Parcel", answer=False, counted=False),
        Sort("leaflet", "Leaflet sent back", answer=False, counted=False),
        Sort("returned", "Letter of ours come back", answer=False, asks=False, counted=False),
        Sort("other", "Something else, such as an advertisement", answer=False, counted=False),
    )
}


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the book, as far as its round is judged by it: when it was in our hands, and handed on."""

    office: str
    received_at: datetime
    handed_at: datetime | None = None


def as_received(calendar: Calendar, found_at: datetime) -> datetime:
    """When what was found in the box counts as received: when the office last closed before that.

    Where it has not closed for as long as anybody looks back, it counts from when it was found.
    """
    day = calendar.day_of(found_at)
    for ordinal in range(day, max(day - LOOK_BACK_DAYS, calendar.first.toordinal() - 1), -1):
        ends = [each.end for each in calendar.open_on(ordinal) if each.end <= found_at]
        if ends:
            return max(ends)
    return found_at


def after_noon(calendar: Calendar, at: datetime) -> bool:
    """Whether post of that moment came too late to be handed round in the morning."""
    return calendar.local(at).time() >= NOON


def must_say_why(calendar: Calendar, received: datetime, entered: datetime) -> bool:
    """Whether it is entered on a later day than it came."""
    return local_date(calendar, entered) > local_date(calendar, received)


def is_late(calendar: Calendar, line: Line, at: datetime) -> bool:
    """Whether it was not in its reader's hands on the day on which it came, by noon where it came before."""
    day = calendar.local(line.received_at).date()
    if after_noon(calendar, line.received_at):
        until = calendar.midnight(day.toordinal() + 1)
    else:
        until = calendar.wall(day, NOON)
    return (line.handed_at or at) >= until


def round_of(calendar: Calendar, line: Line) -> str:
    """With which round of which day and office it goes to its reader: the morning's or the afternoon's."""
    part = "afternoon" if after_noon(calendar, line.received_at) else "morning"
    return f"post:{local_date(calendar, line.received_at).isoformat()}:{line.office or '-'}:{part}"


def check_may_open(
    role: str, *, covers: Collection[str], opened_by: Collection[str], posts: Iterable[str]
) -> Refused | None:
    """Refuse whoever does not open the post here. Where the association names nobody, everybody may."""
    if not opened_by or role in opened_by or not set(covers).isdisjoint(opened_by):
        return None
    named = " or ".join(posts)
    return Refused(
        f"Post is opened here by {named}, or by whoever stands in for them today. Choose who opened it; "
        "where both are away, have a manager name their cover under “Who is away”.",
        "opened_by",
    )


def check_moment(calendar: Calendar, received: datetime, at: datetime, why: str) -> Refused | None:
    """Refuse a receipt that is still to come, that is too long ago, or that is late without a reason."""
    if received > at:
        return Refused("This is in the future. Give the time at which it came.", "received_at")
    if received < at - OLDEST:
        return Refused("This is more than a year ago. Check the year.", "received_at")
    if must_say_why(calendar, received, at) and not why.strip():
        return Refused("It came on an earlier day. Say in a few words why it is entered now.", "late_why")
    if len(why) > LONGEST_WHY or "\x00" in why:
        return Refused(f"Shorten the reason to {LONGEST_WHY} characters.", "late_why")
    return None


def check_pieces(sort: Sort, pieces: int, answer: bool) -> Refused | None:
    """Refuse a pile of what each needs an answer of its own, and a pile of nothing."""
    if not 1 <= pieces <= MOST_PIECES:
        return Refused(f"Say how many there are, from 1 to {MOST_PIECES}.", "pieces")
    if pieces > 1 and (answer or not sort.asks):
        return Refused("Each of these needs a line of its own. Enter one, then “Same again”.", "pieces")
    return None
