"""Which contacts speak of this? By the words of what was recorded, newest first.

    found = search(membership, "boiler harbour vi", at=now)
    found.hits[0].thread.ref, found.hits[0].words      # K7F3-9Q2M, {"about": "The boiler at Harbour View …"}
    search(membership, "boiler", at=now, before=found.older)           # what lies further back

Words are found in each of their forms, the last one also by its beginning; all of them must stand in one
entry. Whoever searches finds only what they may see, and what was erased is found no more.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from kept.store import threads
from kept.store.models import Event, EventText, Membership, Thread

SHOWN = 30
LONGEST_TYPED = 200
Place = tuple[datetime, int]
_BEHIND_ALL = 2**63 - 1
# Entries that are looked up for one page: several may be of one contact, or closed to whoever asks.
_LOOKED_AT = 200


@dataclass(frozen=True, slots=True)
class Hit:
    """One contact, with the newest entry of it that matches and the words of that entry."""

    thread: Thread
    event: Event
    words: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Hits:
    """A page of hits. `older` is the entry behind which the next page begins; None where nothing is left."""

    hits: Sequence[Hit]
    older: Place | None


def search(
    membership: Membership, typed: str, *, at: datetime, before: Place | None = None, shown: int = SHOWN
) -> Hits:
    """The newest contacts with these words; at most five queries, whatever there is to find."""
    rows = _entries(typed[:LONGEST_TYPED].replace("\x00", " "), before or (at, _BEHIND_ALL), membership)
    ids = {thread for thread, _event, _at in rows}
    seen = threads.visible_to(membership).filter(pk__in=ids).select_related("owner", "office")
    visible = {each.pk: each for each in seen.prefetch_related("person")} if ids else {}
    firsts: dict[int, int] = {}
    last: Place | None = None
    for thread, event, moment in rows:
        if thread not in visible or thread in firsts:
            continue
        if len(firsts) == shown:
            break
        firsts[thread] = event
        last = moment, event
    more = len(firsts) == shown or len(rows) == _LOOKED_AT
    events = {each.pk: each for each in Event.objects.filter(pk__in=firsts.values())} if firsts else {}
    texts = EventText.objects.filter(event__in=firsts.values(), erased_at=None) if firsts else ()
    words = {each.event_id: each.words for each in texts}
    hits = [Hit(visible[thread], events[event], words.get(event, {})) for thread, event in firsts.items()]
    return Hits(hits, (last or (rows[-1][2], rows[-1][1])) if more else None)


def _entries(typed: str, before: Place, membership: Membership) -> list[tuple[int, int, datetime]]:
    """(thread, event, moment), newest first, of this association, whether or not they may be seen."""
    if not typed.strip():
        return []
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT * FROM kept_search(%s, %s, %s, coalesce((SELECT min(opened_at) FROM store_thread"
            " WHERE association_id = %s), %s), %s)",
            [typed, *before, membership.association_id, before[0], _LOOKED_AT],
        )
        return [(thread, event, at) for thread, event, at in cursor.fetchall()]
