"""What does a booking come to, and how is one given up half way?

Booked.of(booking)      # Booked(id=17, uid="…", thread="K7F3-9Q2M", slots=(3, 4))
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from kept.actions.working.once_more import once_more
from kept.casework import Refused
from kept.store import tenancy
from kept.store.models import Association, Booking, Slot


@dataclass(frozen=True, slots=True)
class Booked:
    """It is in the diary: the booking, its slots, and the reference of the thread to quote."""

    id: int
    uid: str
    thread: str
    slots: tuple[int, ...]

    @classmethod
    def of(cls, booking: Booking) -> Booked:
        """The same out of what is on record."""
        rows = Slot.objects.filter(association=booking.association_id, booking=booking)
        slots = tuple(rows.order_by("id").values_list("pk", flat=True))
        return cls(booking.pk, booking.uid, booking.thread.ref, slots)


class Undone(Exception):
    """It cannot be done: whatever was written on the way goes with it."""

    def __init__(self, refused: Refused) -> None:
        super().__init__(refused.sentence)
        self.refused = refused


T = TypeVar("T")


def kept_or_refused(act: Callable[[Association], T], association: Association | str) -> T | Refused:
    """The act in one transaction; where it is undone nothing of it stays, and the sentence comes back."""

    def once() -> T | Refused:
        try:
            with tenancy.association(association) as here:
                return act(here)
        except Undone as undone:
            return undone.refused

    return once_more(once)
