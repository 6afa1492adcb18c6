"""How does another calendar read the diary, and what does it never learn?

    calendar_of([Told("K7F3-9Q2M", "uid…", starts, ends, …)], name="Diary", host="kept.example.org")

What is written says "Visit" and a reference: no name, no address, no matter (practice 21). Times are instants
in UTC, which every calendar shows by its own clock, whatever the clocks do in March and October. The library
folds and escapes each line, so that no text that somebody typed can add one.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from icalendar import Alarm, Calendar, Event, vCalAddress, vText

from kept.store.models import Booking

PRODUCT = "-//Kept//Diary//EN"
SUMMARY = "Visit"
PUBLISH, REQUEST, CANCEL = "PUBLISH", "REQUEST", "CANCEL"
_ENDED = frozenset({"moved", "cancelled-by-us", "cancelled-by-customer"})
REFRESH = timedelta(minutes=30)


@dataclass(frozen=True, slots=True)
class Told:
    """One appointment as another calendar is told of it."""

    ref: str
    uid: str
    starts_at: datetime
    ends_at: datetime
    made_at: datetime
    sequence: int = 0
    cancelled: bool = False
    where: str = ""

    @classmethod
    def of(cls, booking: Booking) -> Told:
        """Out of what is on record. An office is no secret; a home is."""
        office = booking.office
        return cls(
            booking.thread.ref,
            booking.uid,
            booking.starts_at,
            booking.ends_at,
            booking.ended_at or booking.made_at,
            booking.sequence + (1 if booking.state in _ENDED else 0),
            booking.state in _ENDED,
            office.name if office is not None else "",
        )


def calendar_of(
    told: Iterable[Told], *, name: str, host: str, method: str = PUBLISH, sender: str = "", to: str = ""
) -> bytes:
    """The whole of it, as a file."""
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", method)
    if method == PUBLISH:
        calendar.add("x-wr-calname", vText(_one_line(name)))
        calendar.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
        calendar.add("x-published-ttl", "PT30M")
    for each in told:
        calendar.add_component(_event(each, host, method, sender, to))
    return bytes(calendar.to_ical())


def _one_line(text: str) -> str:
    """The words without line ends or other control characters, whatever somebody called their room."""
    return " ".join("".join(each if each.isprintable() else " " for each in text).split())


def _event(told: Told, host: str, method: str, sender: str, to: str) -> Event:
    event = Event()
    event.add("uid", f"{told.uid}@{host}")
    event.add("sequence", told.sequence)
    event.add("dtstamp", told.made_at.astimezone(UTC))
    event.add("dtstart", told.starts_at.astimezone(UTC))
    event.add("dtend", told.ends_at.astimezone(UTC))
    event.add("summary", f"{SUMMARY} {told.ref}")
    event.add("status", "CANCELLED" if told.cancelled else "CONFIRMED")
    event.add("class", "PRIVATE")
    event.add("transp", "TRANSPARENT" if told.cancelled else "OPAQUE")
    if told.where:
        event.add("location", _one_line(told.where))
    if method in (REQUEST, CANCEL) and sender:
        organizer = vCalAddress(f"mailto:{sender}")
        event["organizer"] = organizer
        attendee = vCalAddress(f"mailto:{to}") if to else None
        if attendee is not None:
            attendee.params["partstat"] = vText("NEEDS-ACTION")
            attendee.params["rsvp"] = vText("FALSE")
            event.add("attendee", attendee, encode=False)
    if method == REQUEST and not told.cancelled:
        alarm = Alarm()
        alarm.add("action", "DISPLAY")
        alarm.add("description", f"{SUMMARY} {told.ref}")
        alarm.add("trigger", timedelta(hours=-1))
        event.add_component(alarm)
    return event
