"""What does one call of the telephone system say, and does it make sense?

    call = Call("exchange:4711", rang_at, "answered", until=rang_at + timedelta(seconds=9))
    wrong_with(call)         # None; or a sentence that says what is wrong and how to put it right
    call.waited              # 9.0 seconds
    fold(call, leg)          # the same call, as another of its legs completes it

A menu, a queue or an answerphone that picks up is no answer: its outcome is `machine`. An engaged line is
`busy`, a caller who rings off `abandoned`; neither was answered.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

ANSWERED, ABANDONED, MACHINE, BUSY = "answered", "abandoned", "machine", "busy"
OUTCOMES = (ANSWERED, ABANDONED, MACHINE, BUSY)
LINES = ("main", "switchboard", "extension")
# Nobody listens to a ringing telephone for so long: one of the two times is wrong.
LONGEST_WAIT = timedelta(hours=4)
LONGEST_CALL = timedelta(hours=24)
# Which of two legs of one call tells its outcome.
_STRONGER = {ANSWERED: 3, MACHINE: 2, BUSY: 1, ABANDONED: 0}


@dataclass(frozen=True, slots=True)
class Call:
    """One call. `until` is when it was picked up, or nobody waited any more, `ended_at` when it was over.

    `talked` are the seconds spoken where the system counts them itself; `taken_by` is its word for who
    picked up.
    """

    ref: str
    rang_at: datetime
    outcome: str
    until: datetime
    ended_at: datetime | None = None
    talked: float | None = None
    line: str = "main"
    office: str | None = None
    taken_by: str = ""

    @property
    def waited(self) -> float:
        """The seconds from the first ring to `until`."""
        return (self.until - self.rang_at).total_seconds()

    @property
    def spoken(self) -> float | None:
        """The seconds that were spoken; None where nobody spoke or nothing says how long."""
        if self.outcome != ANSWERED:
            return None
        if self.talked is not None:
            return self.talked
        return (self.ended_at - self.until).total_seconds() if self.ended_at else None

    @property
    def over_at(self) -> datetime:
        """When nothing more could come of it."""
        return self.ended_at or self.until


def wrong_with(call: Call, zone: ZoneInfo) -> str | None:
    """Why the call cannot be as it is said to be; None where it can."""
    said = _said(call.rang_at, zone)
    if call.until < call.rang_at:
        until = _said(call.until, zone)
        return f"It ended or was picked up (at {until}) before it rang (at {said}). Check both times."
    if call.until - call.rang_at > LONGEST_WAIT:
        return (
            f"It rang at {said} and would have gone on until {_said(call.until, zone)}. Nobody waits so "
            "long: check both times."
        )
    if call.ended_at is not None and call.ended_at < call.until:
        return (
            f"It was over at {_said(call.ended_at, zone)}, before {_said(call.until, zone)}, when it was "
            "picked up. Check both times."
        )
    if call.ended_at is not None and call.ended_at - call.rang_at > LONGEST_CALL:
        return f"It began at {said} and would have lasted more than a day. Check when it ended."
    if call.talked is not None and not 0 <= call.talked <= LONGEST_CALL.total_seconds():
        return "The seconds that were spoken are below nought or more than a day. Check the number."
    return None


def _said(moment: datetime, zone: ZoneInfo) -> str:
    local = moment.astimezone(zone)
    return f"{local:%H:%M:%S} on {local.day} {local:%B %Y}"


def fold(call: Call, leg: Call) -> Call:
    """The call with what another of its legs says: it rang from the first, and whoever picked up decides.

    Of two that are alike the earlier picking up counts, and the later giving up: the caller waited so long.
    """
    first, other = sorted((call, leg), key=lambda each: (-_STRONGER[each.outcome], each.until))
    if first.outcome == other.outcome and first.outcome in (ABANDONED, BUSY):
        first = other
    ends = [each.ended_at for each in (call, leg) if each.ended_at is not None]
    return replace(
        first, ref=call.ref, rang_at=min(call.rang_at, leg.rang_at), ended_at=max(ends, default=None)
    )
