"""What was a letter or an e-mail read as, and when did it reach us?

    read = read_as(karin, "K7F3-9Q2M", membership, now)
    read.began.happened_at, read.sorts          # when the words reached us; ("complaint", "repair")

Whatever somebody read it as is an event of its thread, and so is what that began; what was struck out since
is not there any more.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from kept.casework import Refused
from kept.casework.classifying import BY_NAME, CLASSIFIED
from kept.casework.history import History
from kept.casework.housekeeping import CONTACT_READ
from kept.casework.values import Clock, Event
from kept.rulebook.model import EventKind
from kept.store import dockets, looking, rules
from kept.store.models import Association, Membership

CONTACT_SORTED = "contact.classified"
NO_SUCH = "There is no such contact. Check the reference."


@dataclass(frozen=True, slots=True)
class Read:
    """A contact as it stands: what it began with, when that reached us, and what it was read as.

    `entries` names the entry that each reading began, where it began one. `before` are its clocks.
    """

    ref: str
    opening: EventKind | None
    began: Event
    sorts: tuple[str, ...]
    entries: Mapping[str, str]
    classified: object
    before: tuple[Clock, ...] = ()

    @property
    def was_read(self) -> bool:
        """Whether somebody has said yet what it is."""
        return bool(self.sorts)


def read_as(
    here: Association, ref: str, membership: Membership | None, at: datetime, *, hold: bool = False
) -> Read | Refused:
    """How it stands; held until the transaction ends where that is asked for. The association is active."""
    place = next(iter(dockets.find(here.pk, refs=[ref]).places), None)
    if place is None or not looking.sees(membership, place.root, ref, at):
        return Refused(NO_SUCH, "thread")
    held = dockets.read((dockets.lock if hold else dockets.look)([place.root]))
    if not held:
        return Refused(NO_SUCH, "thread")
    docket, known = held[0], rules.rules_of(here)
    kinds = known.kinds
    history = History.of(docket.history, rules=known, at=at)
    # In the order in which they were written: what a reading began happened at the very moment of its start.
    written = {each.id: number for number, each in enumerate(docket.history)}
    told = sorted(history.happenings, key=lambda each: written[each.id])
    began = next((each.now for each in told if (kind := kinds.get(each.now.kind)) and kind.opens), None)
    if began is None:
        return Refused("What this began with was struck out, so there is nothing to read.", "thread")
    said: list[str] = []
    classified = began.facts.get(CLASSIFIED)
    entries: dict[str, str] = {}
    for each in told:
        event = each.now
        if event.kind == CONTACT_READ:
            said = [one for one in str(event.facts.get("sorts", "")).split(", ") if one in BY_NAME]
        elif event.kind == CONTACT_SORTED:
            classified = event.facts.get(CLASSIFIED, classified)
        for sort in BY_NAME.values():
            if sort.tells == event.kind and event.id != began.id:
                entries[sort.name] = each.id
    sorts = tuple(one for one in BY_NAME if one in said or one in entries)
    return Read(docket.ref, kinds.get(began.kind), began, sorts, entries, classified, tuple(docket.clocks))
