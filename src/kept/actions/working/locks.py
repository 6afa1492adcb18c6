"""What if the locks of a home are to be changed?

    need_change(desk, home, "fewer_back", 1, of=receipt.thread.ref)

A home has one change of locks in hand: whatever else asks for one joins it.
"""

from __future__ import annotations

from kept.actions.working.key_moves import KeyDesk
from kept.casework import Refused
from kept.store.models import Home, LockChange


def need_change(
    desk: KeyDesk, home: Home, why: str, short: int, of: str | None = None, uid: str | None = None
) -> LockChange | Refused:
    """The change that is in hand for this home, begun now where there is none."""
    rows = LockChange.objects.select_for_update(of=("self",)).select_related("home", "thread")
    found = rows.filter(association=desk.here, home=home, changed_at__isnull=True).first()
    if found is not None:
        return found
    told = desk.tell("locks.change_needed", {"home": home.ref, "why": why, "short": short}, uid=uid)
    if told.refused is not None:
        return told.refused
    change = LockChange.objects.create(
        association=desk.here,
        home=home,
        thread=desk.thread(told),
        why=why,
        short=short,
        needed_at=desk.at,
        needed_by=desk.by,
    )
    desk.moved(told, "locks-needed", home=home, count=short)
    return change
